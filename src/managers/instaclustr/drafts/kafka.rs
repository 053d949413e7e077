//! Topics of Kafka, and who may do what with them (5.7).

use serde_json::{Value, json};

use super::super::bundles::Told;
use super::Body;
use super::part_id::AclId;

pub const TOPIC: &str = "topic";
pub const REPLICATION: &str = "replication-factor";
pub const PARTITIONS: &str = "partitions";
/// Not `config`, which is the flag for the configuration file.
pub const CONFIG: &str = "topic-config";

pub const PRINCIPAL: &str = "principal";
pub const HOST: &str = "host";
pub const RESOURCE_TYPE: &str = "resource-type";
pub const RESOURCE_NAME: &str = "resource-name";
pub const OPERATION: &str = "operation";
pub const PERMISSION: &str = "permission-type";
pub const PATTERN: &str = "pattern-type";

/// `POST /{cluster}/kafka/topics`
pub fn topic(told: &Told<'_>) -> Value {
    Body::default()
        .with_any("topic", told.text(TOPIC))
        .with_any("replicationFactor", told.number(REPLICATION))
        .with_any("partitions", told.number(PARTITIONS))
        .into()
}

/// `PUT /{cluster}/kafka/topics/{topic}/config`: every value as text, as the manager wants it.
pub fn topic_config(told: &Told<'_>) -> Value {
    let fields = told.object(CONFIG).into_iter().map(|(field, value)| match value {
        Value::String(text) => (field, text),
        other => (field, other.to_string()),
    });
    let config = fields.fold(Body::default(), |body, (field, text)| body.with(&field, text));
    Body::default().with("config", config).into()
}

/// `POST /{cluster}/kafka/acls`
pub fn acl(told: &Told<'_>) -> Value {
    Body::default()
        .with_any("principal", told.text(PRINCIPAL))
        .with_any("host", told.text(HOST))
        .with_any("resourceType", told.text(RESOURCE_TYPE))
        .with_any("resourceName", told.text(RESOURCE_NAME))
        .with_any("operation", told.text(OPERATION))
        .with_any("permissionType", told.text(PERMISSION))
        .with_any("patternType", told.text(PATTERN))
        .into()
}

/// `DELETE /{cluster}/kafka/acls`: the one rule, by all of its fields.
pub fn acl_of(id: &AclId<'_>) -> Value {
    json!({
        "principal": id.principal,
        "host": id.host,
        "resourceType": id.resource_type,
        "resourceName": id.resource_name,
        "operation": id.operation,
        "permissionType": id.permission_type,
        "patternType": id.pattern_type,
    })
}
