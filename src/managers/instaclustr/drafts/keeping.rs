//! Configurations of a bundle, and backups (5.8).

use serde_json::{Value, json};

use super::super::bundles::forms::name;
use super::super::bundles::{Told, told};
use super::Body;

pub const PARAMETER: &str = "parameter";
pub const VALUE: &str = "value";
/// The name of a restored cluster.
pub const RESTORED_NAME: &str = "cluster-name";
pub const POINT_IN_TIME: &str = "point-in-time";
pub const TABLES: &str = "keyspace-tables";
pub const INDICES: &str = "index-names";

/// `PUT /{cluster}/{bundle}/configurations`
pub fn configuration(told: &Told<'_>) -> Value {
    json!({"parameterName": told.text(PARAMETER), "parameterValue": told.text(VALUE)})
}

/// `POST /{cluster}/backups/restore`
pub fn restore(told: &Told<'_>) -> Value {
    let body = Body::default()
        .with_any("clusterNameOverride", told.text(RESTORED_NAME))
        .with_any(
            "pointInTime",
            told.text(POINT_IN_TIME).and_then(told::milliseconds),
        )
        .with_any("keyspaceTables", told.text(TABLES))
        .with_any("indexNames", told.text(INDICES))
        .with_any("clusterNetwork", told.text(name::NETWORK));
    body.merged(told, name::OPTIONS).into()
}
