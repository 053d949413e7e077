//! The order as `POST /extended/` takes it ("Create").

use serde_json::Value;

use super::super::answer::Refusal;
use super::super::checks::Checks;
use super::super::model::Provider;
use super::super::reader::Reader;
use super::super::{firewall, regions, words};
use super::bundles;
use super::centres::{self, Defaults};
use super::pci;
use super::{Market, Order};

/// Reads an order.
///
/// # Errors
/// [`Refusal::Invalid`] with every field that is wrong.
pub fn read(body: &Value, market: Market<'_>) -> Result<Order, Refusal> {
    let mut checks = Checks::default();
    let order = read_checked(body, market, &mut checks);
    checks.done()?;
    Ok(order)
}

/// Reads an order; what it gives is of use only if there was no complaint.
pub fn read_checked(body: &Value, market: Market<'_>, checks: &mut Checks) -> Order {
    let fields = Reader::new(body);
    let name = name(&fields, "clusterName", checks);
    let bundles = bundles::read(&fields, market, checks);
    let provider = provider(&fields, market, checks);
    let sla_tier = fields
        .text("slaTier", checks)
        .unwrap_or("NON_PRODUCTION")
        .to_ascii_uppercase();
    checks.require(
        words::SLA_TIERS.contains(&sla_tier.as_str()),
        "slaTier",
        "Unknown SLA tier.",
    );
    let is_private = fields.truth("privateNetworkCluster", checks).unwrap_or(false);
    let defaults = Defaults {
        bundles: &bundles,
        provider: &provider.name,
        is_production: sla_tier == "PRODUCTION",
        is_private,
    };
    let centres = centres::read(&fields, &defaults, checks);
    let order = Order {
        name,
        sla_tier,
        is_pci: fields.truth("pciCompliantCluster", checks).unwrap_or(false),
        is_private,
        confirms_delete: fields.has("twoFactorDelete"),
        has_private_link: fields.has("privateLink"),
        openings: openings(&fields, checks),
        bundles,
        provider,
        centres,
    };
    encryption(&order, checks);
    if order.is_pci {
        pci::check(&order, market.account, checks);
    }
    order
}

/// The name of a cluster, new or restored.
pub fn name(fields: &Reader<'_>, field: &str, checks: &mut Checks) -> String {
    let name = fields.required_text(field, checks);
    let is_plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let rule =
        "Must have 3 to 48 letters, digits, underscores and hyphens, and begin with a letter or digit.";
    checks.require(
        is_plain && begins_well && (3..=48).contains(&name.len()),
        &fields.path(field),
        rule,
    );
    name.to_owned()
}

fn provider(fields: &Reader<'_>, market: Market<'_>, checks: &mut Checks) -> Provider {
    let Some(value) = fields.get("provider") else {
        // With several data centres each may name its own.
        let are_named = fields.has("dataCentres");
        checks.require(are_named, "provider", "Must not be empty.");
        return Provider {
            name: regions::AWS.to_owned(),
            ..Provider::default()
        };
    };
    let fields = Reader::at(value, "provider.");
    let name = fields.required_text("name", checks).to_owned();
    let is_known = regions::of_provider(&name).is_some();
    checks.require(is_known, "provider.name", format!("Unknown provider '{name}'."));
    let key = fields.text("diskEncryptionKey", checks);
    if let Some(key) = key {
        let is_known = market.keys.iter().any(|known| known == key);
        checks.require(is_known, "provider.diskEncryptionKey", "Unknown encryption key.");
    }
    let mut text = |field: &str| fields.text(field, checks).map(str::to_owned);
    Provider {
        account_name: text("accountName"),
        custom_network: text("customVirtualNetworkId"),
        resource_group: text("resourceGroup"),
        encryption_key: key.map(str::to_owned),
        tags: fields.object("tags", checks),
        name,
    }
}

fn openings(fields: &Reader<'_>, checks: &mut Checks) -> Vec<firewall::Opening> {
    let entries = fields.elements("firewallRules", checks).unwrap_or_default();
    let read = entries.iter().enumerate().map(|(index, entry)| {
        let place = format!("firewallRules[{index}].");
        firewall::Request::read(&Reader::at(entry, &place), checks)
    });
    let mut openings: Vec<firewall::Opening> = Vec::new();
    for request in read.collect::<Vec<_>>() {
        firewall::open(&mut openings, &request, None);
    }
    openings
}

/// The volumes of AWS alone can be encrypted, and not those of the smallest machines.
fn encryption(order: &Order, checks: &mut Checks) {
    if order.provider.encryption_key.is_none() {
        return;
    }
    let field = "provider.diskEncryptionKey";
    let mut centres = order.centres.iter();
    checks.require(
        centres.all(|centre| centre.provider == regions::AWS),
        field,
        "Available on AWS_VPC only.",
    );
    let mut groups = order.centres.iter().flat_map(|centre| &centre.groups);
    checks.require(
        groups.all(|group| !group.size.starts_with("t2.")),
        field,
        "Not available for node sizes of class t2.",
    );
}
