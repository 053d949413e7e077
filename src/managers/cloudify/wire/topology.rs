//! What a deployment consists of: nodes, and the instances of each (§3, §4.7, §4.8).

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::lenient;

owned! {
    /// A node; its id is its name in its deployment (`GET /nodes?deployment_id=D&id=N`).
    pub struct Node {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub deployment_id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub blueprint_id: String,
        #[serde(rename = "type", deserialize_with = "lenient::text")]
        pub type_name: String,
        /// The root first.
        #[serde(deserialize_with = "lenient::texts")]
        pub type_hierarchy: Vec<String>,
        #[serde(deserialize_with = "lenient::text")]
        pub host_id: String,
        #[serde(deserialize_with = "lenient::count")]
        pub number_of_instances: Option<i64>,
        #[serde(deserialize_with = "lenient::count")]
        pub planned_number_of_instances: Option<i64>,
        #[serde(deserialize_with = "lenient::count")]
        pub deploy_number_of_instances: Option<i64>,
        #[serde(deserialize_with = "lenient::count")]
        pub min_number_of_instances: Option<i64>,
        /// -1 is no limit.
        #[serde(deserialize_with = "lenient::count")]
        pub max_number_of_instances: Option<i64>,
        #[serde(deserialize_with = "lenient::object")]
        pub properties: Map<String, Value>,
        #[serde(deserialize_with = "lenient::object")]
        pub operations: Map<String, Value>,
        #[serde(deserialize_with = "lenient::parts")]
        pub relationships: Vec<Relationship>,
    }
}

owned! {
    /// One instance of a node (`GET /node-instances/{id}`).
    pub struct NodeInstance {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub node_id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub deployment_id: String,
        /// The instance it is contained in; its own id if it is a host.
        #[serde(deserialize_with = "lenient::text")]
        pub host_id: String,
        /// A free text: the service stores anything (§2).
        #[serde(deserialize_with = "lenient::text")]
        pub state: String,
        #[serde(deserialize_with = "lenient::count")]
        pub version: Option<i64>,
        #[serde(deserialize_with = "lenient::object")]
        pub runtime_properties: Map<String, Value>,
        #[serde(deserialize_with = "lenient::parts")]
        pub relationships: Vec<Relationship>,
        #[serde(deserialize_with = "lenient::parts")]
        pub scaling_groups: Vec<Value>,
        /// What the last `check_status` found; from 6.3 on.
        #[serde(deserialize_with = "lenient::flag")]
        pub is_status_check_ok: Option<bool>,
        #[serde(deserialize_with = "lenient::flag")]
        pub has_configuration_drift: Option<bool>,
    }
}

/// What a node or an instance is contained in or connected to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Relationship {
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub type_name: String,
    /// The node's name; of a node's relationship it is the target's id.
    #[serde(deserialize_with = "lenient::text")]
    pub target_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub target_id: String,
}
