//! A new cluster (`POST /extended/`, 5.2).

use serde_json::{Map, Value, json};

use crate::managers::ManagerError;

use super::super::bundles::bundle::{Form, Layout, Sent};
use super::super::bundles::forms::name;
use super::super::bundles::network::Source;
use super::super::bundles::{Bundle, BundleOption, Told, rules, told};
use super::access::{firewall_entry, two_factor_delete};
use super::{Body, refused};

/// The field that holds the name of a new cluster.
const CLUSTER_NAME: &str = "clusterName";

/// The parameter that holds a whole request.
pub const REQUEST: &str = "request";

/// A cluster of one bundle and its add-ons in one data centre.
pub fn of_bundle(bundle: &Bundle, cluster: &str, told: &Told<'_>) -> Value {
    let is_racked = bundle.layout == Layout::Racks;
    let body = Body::default()
        .with(CLUSTER_NAME, cluster)
        .with("bundles", bundles(bundle, told))
        .with("provider", provider(told))
        .with_any("slaTier", told.text(name::SLA_TIER))
        .with_any(
            "nodeSize",
            told.text(name::NODE_SIZE).filter(|_| bundle.node_size.is_some()),
        )
        .with_any("dataCentre", told.text(name::DATA_CENTRE))
        .with_any("dataCentreCustomName", told.text(name::CUSTOM_NAME))
        .with_any("clusterNetwork", told.text(name::NETWORK))
        .with("privateNetworkCluster", told.is_yes(name::PRIVATE_NETWORK))
        .with("pciCompliantCluster", told.is_yes(name::PCI_COMPLIANT))
        .with_any("rackAllocation", is_racked.then(|| racks(told)))
        .with_any("firewallRules", firewall_rules(bundle, told))
        .with_filled("twoFactorDelete", two_factor_delete(told));
    body.merged(told, name::OPTIONS).into()
}

/// The whole request as it was said; only the name is judged.
///
/// # Errors
/// [`ManagerError::Invalid`] if it is no JSON object, or names another cluster.
pub fn of_request(cluster: &str, told: &Told<'_>) -> Result<Value, ManagerError> {
    if let Some(why) = misnamed(cluster, told) {
        return Err(refused([(CLUSTER_NAME.to_owned(), why)]));
    }
    let named = Map::from_iter([(CLUSTER_NAME.to_owned(), cluster.into())]);
    // First what tells requests apart.
    let rest = told
        .object(REQUEST)
        .into_iter()
        .filter(|(field, _)| field != CLUSTER_NAME);
    Ok(Value::Object(named.into_iter().chain(rest).collect()))
}

/// Why a whole request is not for a cluster of this name, if so.
pub fn misnamed(cluster: &str, told: &Told<'_>) -> Option<String> {
    match told.object(REQUEST).get(CLUSTER_NAME) {
        None => None,
        Some(Value::String(named)) if named == cluster => None,
        Some(Value::String(named)) => Some(format!(
            "the request is for {named}, not for {cluster}: leave {CLUSTER_NAME} out, or make both the same"
        )),
        Some(_) => Some("it is no text".into()),
    }
}

/// The base bundle first, as the manager wants it, then the add-ons.
fn bundles(bundle: &Bundle, told: &Told<'_>) -> Vec<Value> {
    let own = Body::default()
        .with("bundle", bundle.name)
        .with_any("version", told.text(bundle.version.name))
        .with_filled(
            "options",
            options(bundle.options, told).merged(told, name::BUNDLE_OPTIONS),
        );
    let added = rules::added(bundle, told).map(|add_on| {
        Body::default()
            .with("bundle", add_on.name)
            .with_any("version", told.text(add_on.version.name))
            .with_filled("options", options(add_on.options, told))
    });
    std::iter::once(own).chain(added).map(Value::from).collect()
}

fn options(options: &[BundleOption], told: &Told<'_>) -> Body {
    options.iter().fold(Body::default(), |body, option| {
        let name = option.parameter.name;
        let is_sent = match option.sent {
            Sent::Always => true,
            Sent::IfOther => told.is_other(name),
            Sent::With(condition) => told.is_yes(condition),
        };
        match told.text(name).filter(|_| is_sent) {
            Some(text) => body.with(option.field, value(option.form, text)),
            None => body,
        }
    })
}

/// What was said, as JSON has it; a number that is none is left to the manager.
fn value(form: Form, text: &str) -> Value {
    match form {
        Form::Flag => (text == super::super::bundles::bundle::YES).into(),
        Form::Number => text.parse::<u64>().map_or_else(|_| text.into(), Value::from),
        Form::Word => text.into(),
    }
}

fn provider(told: &Told<'_>) -> Body {
    let tags = told.text(name::TAGS).and_then(told::pairs);
    let tags = tags.map(|pairs| {
        let pairs = pairs.into_iter();
        pairs.fold(Body::default(), |tags, (key, value)| tags.with(key, value))
    });
    Body::default()
        .with_any("name", told.text(name::PROVIDER))
        .with_any("accountName", told.text(name::ACCOUNT))
        .with_any("customVirtualNetworkId", told.text(name::VIRTUAL_NETWORK))
        .with_any("tags", tags)
        .with_any("resourceGroup", told.text(name::RESOURCE_GROUP))
        .with_any("diskEncryptionKey", told.text(name::ENCRYPTION_KEY))
}

/// Racks and how many nodes there are in each, as numbers.
pub(super) fn racks(told: &Told<'_>) -> Value {
    json!({
        "numberOfRacks": told.number(name::RACKS),
        "nodesPerRack": told.number(name::NODES_PER_RACK),
    })
}

/// Every network may connect to every service of the bundle and of its add-ons.
fn firewall_rules(bundle: &Bundle, told: &Told<'_>) -> Option<Value> {
    let added = rules::added(bundle, told).flat_map(|add_on| add_on.services);
    let services: Vec<&str> = bundle.services.iter().chain(added).copied().collect();
    let sources = told.words(name::FIREWALL).filter_map(Source::read);
    let rules: Vec<Value> = sources.map(|source| firewall_entry(&source, &services)).collect();
    (!rules.is_empty()).then(|| rules.into())
}
