//! What is uploaded or kept: blueprints, plugins, secrets and snapshots (§3, §4.1, §4.9 to §4.11).

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::lenient;
use super::Declared;

owned! {
    /// A blueprint (`GET /blueprints/{id}`).
    pub struct Blueprint {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub created_at: String,
        #[serde(deserialize_with = "lenient::text")]
        pub updated_at: String,
        #[serde(deserialize_with = "lenient::text")]
        pub description: String,
        #[serde(deserialize_with = "lenient::text")]
        pub main_file_name: String,
        /// What was parsed of it; 60 KB and more, so lists leave it out.
        #[serde(deserialize_with = "lenient::part")]
        pub plan: Plan,
        /// How far the upload has come; from 6.0 on.
        #[serde(deserialize_with = "lenient::text")]
        pub state: String,
        #[serde(deserialize_with = "lenient::text")]
        pub error: String,
    }
}

/// What the console reads of a blueprint's plan.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// What a deployment is to be told, by name.
    #[serde(deserialize_with = "lenient::named_parts")]
    pub inputs: Vec<(String, Declared)>,
    #[serde(deserialize_with = "lenient::object")]
    pub workflows: Map<String, Value>,
    #[serde(deserialize_with = "lenient::parts")]
    pub nodes: Vec<PlannedNode>,
}

/// A node as a blueprint describes it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct PlannedNode {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub type_name: String,
}

owned! {
    /// A plugin (`GET /plugins/{id}`).
    pub struct Plugin {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub package_name: String,
        #[serde(deserialize_with = "lenient::text")]
        pub package_version: String,
        #[serde(deserialize_with = "lenient::text")]
        pub package_source: String,
        #[serde(deserialize_with = "lenient::text")]
        pub archive_name: String,
        #[serde(deserialize_with = "lenient::text")]
        pub distribution: String,
        #[serde(deserialize_with = "lenient::text")]
        pub distribution_release: String,
        #[serde(deserialize_with = "lenient::text")]
        pub distribution_version: String,
        #[serde(deserialize_with = "lenient::text")]
        pub supported_platform: String,
        #[serde(deserialize_with = "lenient::texts")]
        pub supported_py_versions: Vec<String>,
        #[serde(deserialize_with = "lenient::texts")]
        pub wheels: Vec<String>,
        #[serde(deserialize_with = "lenient::text")]
        pub uploaded_at: String,
        /// From 5.x on.
        #[serde(deserialize_with = "lenient::text")]
        pub title: String,
    }
}

owned! {
    /// A secret (`GET /secrets/{key}`) without its value, which stays in the document it came in.
    pub struct Secret {
        #[serde(deserialize_with = "lenient::text")]
        pub key: String,
        #[serde(deserialize_with = "lenient::text")]
        pub created_at: String,
        #[serde(deserialize_with = "lenient::text")]
        pub updated_at: String,
        /// Whether nobody but its owner may read the value; from 4.4 on.
        #[serde(deserialize_with = "lenient::flag")]
        pub is_hidden_value: Option<bool>,
        #[serde(deserialize_with = "lenient::text")]
        pub provider_name: String,
    }
}

owned! {
    /// A snapshot (`GET /snapshots/{id}`). A restore answers with one whose id is the execution's (§4.11).
    pub struct Snapshot {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub status: String,
        #[serde(deserialize_with = "lenient::text")]
        pub error: String,
        #[serde(deserialize_with = "lenient::text")]
        pub created_at: String,
    }
}
