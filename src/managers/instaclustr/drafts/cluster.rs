//! What is asked of a cluster and of its data centres (5.3, 5.4).

use serde_json::{Value, json};

use super::super::bundles::Told;
use super::super::bundles::catalogue::CASSANDRA;
use super::super::bundles::forms::name;
use super::Body;
use super::access::two_factor_delete;
use super::create::racks;

pub const DESCRIPTION: &str = "description";
/// The name of a new data centre.
pub const NAME: &str = "name";
pub const CLIENT_ENCRYPTION: &str = "client-encryption";
pub const AUTHN_AUTHZ: &str = "authn-authz";
pub const CONCURRENT: &str = "concurrent-resizes";
pub const NOTIFY: &str = "notify-support-contacts";
pub const PURPOSE: &str = "node-purpose";
pub const PRINCIPALS: &str = "iam-principal-arns";

/// `PUT /{cluster}`: what was said, and nothing of the rest.
pub fn modify(told: &Told<'_>) -> Value {
    Body::default()
        .with_any("description", told.text(DESCRIPTION))
        .with_filled("twoFactorDelete", two_factor_delete(told))
        .into()
}

/// `POST /{cluster}/cluster-data-centres`: of Cassandra, the only bundle that has several.
pub fn add_data_centre(told: &Told<'_>) -> Value {
    let options = Body::default()
        .with("authnAuthz", told.is_yes(AUTHN_AUTHZ))
        .with("clientEncryption", told.is_yes(CLIENT_ENCRYPTION));
    let cassandra = Body::default()
        .with("bundle", CASSANDRA.name)
        .with_any("version", told.text(name::VERSION))
        .with("options", options);
    let provider = Body::default()
        .with_any("name", told.text(name::PROVIDER))
        .with_any("accountName", told.text(name::ACCOUNT));
    let body = Body::default()
        .with("provider", provider)
        .with_any("dataCentre", told.text(name::DATA_CENTRE))
        .with_any("name", told.text(NAME))
        .with_any("network", told.text(name::NETWORK))
        .with_any("nodeSize", told.text(name::NODE_SIZE))
        .with("bundles", vec![Value::from(cassandra)])
        .with("rackAllocation", racks(told));
    body.merged(told, name::OPTIONS).into()
}

/// `POST /{cluster}/{data_centre}/resize`
pub fn resize(told: &Told<'_>) -> Value {
    Body::default()
        .with_any("newNodeSize", told.text(name::NODE_SIZE))
        .with("concurrentResizes", told.number(CONCURRENT).unwrap_or(1))
        .with("notifySupportContacts", told.is_yes(NOTIFY))
        .with_any("nodePurpose", told.text(PURPOSE).map(str::to_ascii_uppercase))
        .into()
}

/// `PUT /aws-endpoint-service/{data_centre}/principals`: the whole list.
pub fn endpoint_principals(told: &Told<'_>) -> Value {
    let arns: Vec<&str> = told.words(PRINCIPALS).collect();
    json!({"iamPrincipalARNs": arns})
}
