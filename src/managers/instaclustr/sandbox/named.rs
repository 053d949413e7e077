//! The clusters of the default fleet that no sample names, as orders.

use serde_json::{Value, json};

pub const RESIZING: &str = "sessions_eu";
pub const POSTGRESQL: &str = "billing_pg";
pub const DEFERRED: &str = "metrics_lab";
pub const DELETING: &str = "scratch_2019";
pub const DEGRADED: &str = "trail_archive";

/// The Kafka cluster of the samples.
const EVENTS_DEV: &str = "6ca4a1a9-f5b1-4f71-9c7a-c8ad1b2ba06b";

pub fn of_first_account() -> Vec<Value> {
    vec![
        order(
            RESIZING,
            cassandra(),
            &["m5l-250-v2", "EU_CENTRAL_1", "10.40.0.0/16"],
            racks(3, 2),
        ),
        order(
            POSTGRESQL,
            postgresql(),
            &["PGS-PRD-r6g.large-250", "EU_WEST_1", "10.44.0.0/16"],
            json!({}),
        ),
        order(
            "search_logs",
            opensearch(),
            &["", "US_EAST_1", "10.48.0.0/16"],
            racks(3, 1),
        ),
        order(
            "cache_web",
            redis(),
            &["RDS-PRD-r6g.large-100", "US_EAST_1", "10.52.0.0/16"],
            json!({}),
        ),
        order(
            "connect_dev",
            connect(),
            &["KCN-PRD-m5.large-50", "AP_SOUTHEAST_2", "10.56.0.0/16"],
            racks(3, 1),
        ),
        order(
            DEFERRED,
            small(),
            &["CAS-DEV-t4g.small-5", "US_WEST_2", "10.60.0.0/16"],
            racks(3, 1),
        ),
        order(
            DELETING,
            small(),
            &["t3.small-v2", "AP_NORTHEAST_1", "10.64.0.0/16"],
            racks(3, 1),
        ),
    ]
}

pub fn of_second_account() -> Vec<Value> {
    vec![
        order(
            DEGRADED,
            cassandra(),
            &["m5l-400-v2", "EU_NORTH_1", "10.70.0.0/16"],
            racks(3, 2),
        ),
        order(
            "trail_reports",
            postgresql(),
            &["PGS-PRD-r6g.large-250", "EU_NORTH_1", "10.74.0.0/16"],
            json!({}),
        ),
        order(
            "trail_intake",
            kafka(),
            &["KFK-PRD-r6g.large-250", "EU_NORTH_1", "10.78.0.0/16"],
            racks(3, 1),
        ),
    ]
}

/// `place`: the size of its nodes, the region and the network.
fn order(name: &str, bundles: Value, place: &[&str; 3], racks: Value) -> Value {
    let [size, region, network] = *place;
    let is_small = super::catalogue::is_developer_size(size);
    let mut order = json!({
        "clusterName": name,
        "bundles": bundles,
        "provider": {"name": super::regions::AWS},
        "slaTier": if is_small { "NON_PRODUCTION" } else { "PRODUCTION" },
        "dataCentre": region,
        "clusterNetwork": network,
        "rackAllocation": racks,
        "firewallRules": [{"network": "198.51.100.0/24", "rules": [{"type": rule(&bundles)}]}],
    });
    if let Some(order) = order.as_object_mut().filter(|_| !size.is_empty()) {
        order.insert("nodeSize".to_owned(), size.into());
    }
    order
}

/// The service that a cluster offers.
fn rule(bundles: &Value) -> &str {
    let base = bundles
        .pointer("/0/bundle")
        .and_then(Value::as_str)
        .unwrap_or_default();
    base.strip_prefix("APACHE_").unwrap_or(base)
}

fn racks(racks: usize, each: usize) -> Value {
    json!({"numberOfRacks": racks, "nodesPerRack": each})
}

fn cassandra() -> Value {
    json!([{
        "bundle": "APACHE_CASSANDRA", "version": "4.0.1",
        "options": {"authnAuthz": true, "clientEncryption": true, "continuousBackupEnabled": true},
    }])
}

fn small() -> Value {
    json!([{"bundle": "APACHE_CASSANDRA", "version": "3.11.13", "options": {"authnAuthz": true}}])
}

fn kafka() -> Value {
    json!([{"bundle": "KAFKA", "version": "3.1.2", "options": {"clientEncryption": true}}])
}

fn connect() -> Value {
    json!([{
        "bundle": "KAFKA_CONNECT", "version": "3.1.2",
        "options": {"targetKafkaClusterId": EVENTS_DEV, "vpcType": "KAFKA_VPC"},
    }])
}

fn postgresql() -> Value {
    json!([
        {
            "bundle": "POSTGRESQL", "version": "15.1",
            "options": {
                "postgresqlNodeCount": 3, "replicationMode": "ASYNCHRONOUS", "clientEncryption": true,
            },
        },
        {"bundle": "PGBOUNCER", "version": "1.17.0", "options": {"poolMode": "TRANSACTION"}},
    ])
}

fn opensearch() -> Value {
    json!([{
        "bundle": "OPENSEARCH", "version": "2.2.1",
        "options": {
            "dedicatedMasterNodes": true, "masterNodeSize": "SRH-PRD-m5.large-250",
            "dataNodeSize": "SRH-PRD-r6g.xlarge-800", "openSearchDashboardsNodeSize": "SRH-PRD-m5.large-250",
            "clientEncryption": true,
        },
    }])
}

fn redis() -> Value {
    json!([{
        "bundle": "REDIS", "version": "6.2.7",
        "options": {"masterNodes": 3, "replicaNodes": 3, "passwordAuth": true, "clientEncryption": true},
    }])
}
