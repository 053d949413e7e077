//! The older order of a Cassandra cluster, as `POST /` takes it ("Legacy create").

use serde_json::{Map, Value, json};

use super::super::answer::Refusal;
use super::super::checks::Checks;
use super::super::reader::Reader;
use super::{Market, Order, extended};

/// What the fields of the newer form are called in the older one.
const NAMES: &[(&str, &str)] = &[
    ("bundles[0].version", "version"),
    ("bundles[0].options.authnAuthz", "region.authnAuthz"),
    ("bundles[0].options.clientEncryption", "region.clientEncryption"),
    (
        "bundles[0].options.usePrivateBroadcastRPCAddress",
        "region.usePrivateBroadcastRPCAddress",
    ),
    ("nodeSize", "size"),
    ("provider.name", "provider"),
    ("provider.diskEncryptionKey", "region.diskEncryptionKey"),
    ("provider.accountName", "account"),
    ("provider.tags", "tags"),
    ("dataCentre", "region.dataCentre"),
    ("clusterNetwork", "region.defaultNetwork"),
    ("rackAllocation", "region.rackAllocation"),
    ("firewallRules", "region.firewallRules"),
];

/// Reads an order in its older form.
///
/// # Errors
/// [`Refusal::Invalid`] with every field that is wrong, under its older name.
pub fn read(body: &Value, market: Market<'_>) -> Result<Order, Refusal> {
    let mut checks = Checks::default();
    let order = extended::read_checked(&modern(body), market, &mut checks);
    checks.rename(NAMES);
    checks.done()?;
    Ok(order)
}

/// The same order in the newer form.
fn modern(body: &Value) -> Value {
    let fields = Reader::new(body);
    let nothing = Value::Object(Map::new());
    let region = Reader::at(fields.get("region").unwrap_or(&nothing), "");
    let pick = |from: &Reader<'_>, name: &str| from.get(name).cloned().unwrap_or(Value::Null);
    let version = pick(&fields, "version");
    json!({
        "clusterName": pick(&fields, "clusterName"),
        "bundles": [{
            "bundle": super::super::catalogue::CASSANDRA,
            "version": version.as_str().map(|version| version.trim_start_matches("apache-cassandra-")),
            "options": {
                "authnAuthz": pick(&region, "authnAuthz"),
                "clientEncryption": pick(&region, "clientEncryption"),
                "usePrivateBroadcastRPCAddress": pick(&region, "usePrivateBroadcastRPCAddress"),
            },
        }],
        "provider": {
            "name": pick(&fields, "provider"),
            "accountName": pick(&fields, "account"),
            "tags": pick(&fields, "tags"),
            "diskEncryptionKey": pick(&region, "diskEncryptionKey"),
        },
        "nodeSize": pick(&fields, "size"),
        "dataCentre": pick(&region, "dataCentre"),
        "clusterNetwork": pick(&region, "defaultNetwork"),
        "rackAllocation": pick(&region, "rackAllocation"),
        "firewallRules": region.get("firewallRules").and_then(Value::as_array).map(|networks| {
            let rule = |network: &Value| json!({"network": network, "rules": [{"type": "CASSANDRA"}]});
            networks.iter().map(rule).collect::<Vec<_>>()
        }),
    })
}
