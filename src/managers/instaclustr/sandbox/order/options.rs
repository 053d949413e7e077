//! What each bundle can be told ("Options").

use serde_json::Value;

use super::super::catalogue::{
    self, KAFKA, KAFKA_CONNECT, OPENSEARCH, PGBOUNCER, POSTGRESQL, REDIS, ZOOKEEPER,
};
use super::super::checks::Checks;
use super::super::model::Bundle;
use super::super::reader::Reader;
use super::Market;

/// Options that are on or off, whichever bundle has them.
const SWITCHES: &[&str] = &[
    "authnAuthz",
    "clientEncryption",
    "usePrivateBroadcastRPCAddress",
    "luceneEnabled",
    "continuousBackupEnabled",
    "passwordAuthentication",
    "autoCreateTopics",
    "deleteTopics",
    "dedicatedZookeeper",
    "integrateRestProxyWithSchemaRegistry",
    "useLocalSchemaRegistry",
    "dedicatedMasterNodes",
    "securityPlugin",
    "indexManagementPlugin",
    "knnPlugin",
    "reportsPlugin",
    "icuPlugin",
    "alertingPlugin",
    "notificationsPlugin",
    "passwordAuth",
    "synchronousModeStrict",
    "useAdvancedVisibility",
    "useCadenceWebAuth",
];

/// Complains about what a bundle cannot be told; what it does not know it passes over.
pub fn check(bundle: &Bundle, place: &str, market: Market<'_>, checks: &mut Checks) {
    let value = Value::Object(bundle.options.clone());
    let fields = Reader::at(&value, place);
    for switch in SWITCHES {
        fields.truth(switch, checks);
    }
    match bundle.name {
        KAFKA => kafka(&fields, checks),
        KAFKA_CONNECT => kafka_connect(&fields, market, checks),
        OPENSEARCH => opensearch(&fields, checks),
        REDIS => {
            within(&fields, "masterNodes", 3, 50, checks);
            within(&fields, "replicaNodes", 0, 50, checks);
        }
        ZOOKEEPER => three_or_five(&fields, "zookeeperNodeCount", checks),
        POSTGRESQL => {
            within(&fields, "postgresqlNodeCount", 1, 5, checks);
            one_of(
                &fields,
                "replicationMode",
                &["SYNCHRONOUS", "ASYNCHRONOUS"],
                checks,
            );
        }
        PGBOUNCER => one_of(&fields, "poolMode", &["TRANSACTION", "SESSION"], checks),
        _ => {}
    }
}

fn kafka(fields: &Reader<'_>, checks: &mut Checks) {
    fields.number("numberPartitions", checks);
    three_or_five(fields, "zookeeperNodeCount", checks);
    one_of(fields, "kraftMode", &["NONE", "COLOCATED"], checks);
    if let Some(size) = fields.text("zookeeperNodeSize", checks) {
        let words = format!("Unknown node size '{size}' for ZooKeeper.");
        checks.require(
            catalogue::is_zookeeper_size(size),
            &fields.path("zookeeperNodeSize"),
            words,
        );
    }
}

fn kafka_connect(fields: &Reader<'_>, market: Market<'_>, checks: &mut Checks) {
    one_of(
        fields,
        "vpcType",
        &["KAFKA_VPC", "VPC_PEERED", "SEPARATE_VPC"],
        checks,
    );
    if let Some(target) = fields.text("targetKafkaClusterId", checks) {
        let is_known = market.kafka_clusters.iter().any(|known| known == target);
        checks.require(
            is_known,
            &fields.path("targetKafkaClusterId"),
            "Unknown Kafka cluster.",
        );
    }
}

fn opensearch(fields: &Reader<'_>, checks: &mut Checks) {
    fields.required_text("masterNodeSize", checks);
    for name in ["masterNodeSize", "dataNodeSize", "openSearchDashboardsNodeSize"] {
        let Some(size) = fields.text(name, checks).filter(|size| !size.is_empty()) else {
            continue;
        };
        let is_known = catalogue::find(OPENSEARCH).is_some_and(|offer| offer.has_size(size));
        checks.require(
            is_known,
            &fields.path(name),
            format!("Unknown node size '{size}' for {OPENSEARCH}."),
        );
    }
}

fn within(fields: &Reader<'_>, name: &str, least: usize, most: usize, checks: &mut Checks) {
    if fields.has(name) {
        fields.number_within(name, least, most, checks);
    }
}

fn three_or_five(fields: &Reader<'_>, name: &str, checks: &mut Checks) {
    let number = fields.number(name, checks);
    checks.require(
        number.is_none_or(|number| matches!(number, 3 | 5)),
        &fields.path(name),
        "Must be 3 or 5.",
    );
}

fn one_of(fields: &Reader<'_>, name: &str, known: &[&str], checks: &mut Checks) {
    let word = fields.text(name, checks);
    let is_known = word.is_none_or(|word| known.contains(&word));
    checks.require(is_known, &fields.path(name), format!("Invalid {name}"));
}
