//! Resizes, backups, reloads and configurations ("Resize, add data centre", "Operations").

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

use super::super::lenient;

/// A resize of a data centre (`GET /{clusterId}/{cdcId}/resize`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ResizeOperation {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub cdc: String,
    #[serde(deserialize_with = "lenient::part")]
    pub params: ResizeParams,
    #[serde(deserialize_with = "lenient::text")]
    pub created: String,
    /// Empty while it is under way.
    #[serde(deserialize_with = "lenient::text")]
    pub completed: String,
    #[serde(deserialize_with = "lenient::text")]
    pub data_centre: String,
    #[serde(deserialize_with = "lenient::text")]
    pub completed_status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub initiated_by: String,
    #[serde(deserialize_with = "lenient::text")]
    pub details: String,
    #[serde(deserialize_with = "lenient::parts")]
    pub replace_ops: Vec<ReplaceOperation>,
}

/// What a resize was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ResizeParams {
    #[serde(deserialize_with = "lenient::count")]
    pub concurrent_resizes: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub node_purpose: String,
    #[serde(deserialize_with = "lenient::part")]
    pub replace_params: ReplaceParams,
}

/// How each node is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ReplaceParams {
    /// `KEEP_STORAGE`, `COPY_DATA` …
    #[serde(deserialize_with = "lenient::text")]
    pub mode: String,
    #[serde(deserialize_with = "lenient::text")]
    pub new_size: String,
}

/// The replacement of one node within a resize.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ReplaceOperation {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The id that the node had before.
    #[serde(deserialize_with = "lenient::text")]
    pub node: String,
    /// The id that it has after; empty until then.
    #[serde(deserialize_with = "lenient::text")]
    pub replacement: String,
    /// `GENESIS` … `REPLACED`, `CANCELLED`, `FAILED`.
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub failed_status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub modified: String,
}

/// What the nodes of a data centre are for, where a resize may tell them apart
/// (`GET /{clusterId}/{cdcId}/nodepurposes`); the answer's shape is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodePurposes(pub Vec<String>);

/// Backups of the last seven days (`GET /{clusterId}/backups`).
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Backups {
    #[serde(deserialize_with = "lenient::parts")]
    pub cluster_data_centres: Vec<BackupDataCentre>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackupDataCentre {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Provider and region: `AWS_VPC_US_EAST_1`.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::parts")]
    pub nodes: Vec<BackupNode>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackupNode {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub public_address: String,
    #[serde(deserialize_with = "lenient::text")]
    pub private_address: String,
    #[serde(deserialize_with = "lenient::parts")]
    pub events: Vec<BackupEvent>,
}

/// One backup, or one restore, of a node.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackupEvent {
    /// `snapshot-upload`, `commitlog-upload`, `cassandra-restore`, `postgresql-backup`.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
    /// `ACTIVE`, `COMPLETED`, `FAILED`.
    #[serde(deserialize_with = "lenient::text")]
    pub state: String,
    /// Between 0 and 1.
    #[serde(deserialize_with = "lenient::number")]
    pub progress: Option<f64>,
    #[serde(deserialize_with = "lenient::text")]
    pub start: String,
    #[serde(deserialize_with = "lenient::text")]
    pub end: String,
}

/// One overridden parameter (`GET /{clusterId}/{bundle}/configurations`).
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Configuration {
    #[serde(deserialize_with = "lenient::text")]
    pub parameter_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub parameter_value: String,
}

/// One reload of a node's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Reload {
    #[serde(deserialize_with = "lenient::text")]
    pub time_created: String,
    #[serde(deserialize_with = "lenient::text")]
    pub time_modified: String,
    /// `GENESIS`, `RUNNING`, `COMPLETED`, `CANCELLED`, `FAILED`.
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
}

/// The reloads of a node (`GET /POSTGRESQL/node/{nodeId}/reload`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct NodeReloads {
    #[serde(deserialize_with = "lenient::parts")]
    pub operations: Vec<Reload>,
}

/// The reloads of a cluster's nodes, by their ids (`GET /POSTGRESQL/cluster/{clusterId}/reload`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct ClusterReloads {
    #[serde(deserialize_with = "by_node")]
    pub operations: BTreeMap<String, Vec<Reload>>,
}

/// The last one of each node, or several.
fn by_node<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Vec<Reload>>, D::Error> {
    let nodes = lenient::object(deserializer)?.into_iter();
    let reloads = nodes.map(|(node, value)| (node, lenient::parts(value).unwrap_or_default()));
    Ok(reloads.collect())
}

/// Words, alone or in the only list of an object, or objects that hold one.
impl<'de> Deserialize<'de> for NodePurposes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let elements = match value {
            Value::Array(elements) => elements,
            Value::Object(object) => object
                .into_iter()
                .find_map(|(_, value)| match value {
                    Value::Array(elements) => Some(elements),
                    _ => None,
                })
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        let word = |element: Value| {
            let named = ["nodePurpose", "purpose", "name"]
                .iter()
                .find_map(|member| element.get(member)?.as_str());
            named
                .map(str::to_owned)
                .unwrap_or_else(|| lenient::as_text(element))
        };
        Ok(Self(elements.into_iter().map(word).collect()))
    }
}

/// The name only: some parameters are secret.
impl fmt::Debug for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Configuration")
            .field("parameter_name", &self.parameter_name)
            .finish_non_exhaustive()
    }
}
