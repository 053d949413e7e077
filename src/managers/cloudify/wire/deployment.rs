//! Deployments and the workflows they offer (§3, §4.3, §5.1).

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::super::lenient;

owned! {
    /// A deployment (`GET /deployments/{id}?_get_data=true`).
    pub struct Deployment {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub blueprint_id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub created_at: String,
        #[serde(deserialize_with = "lenient::text")]
        pub updated_at: String,
        #[serde(deserialize_with = "lenient::text")]
        pub description: String,
        #[serde(deserialize_with = "lenient::object")]
        pub inputs: Map<String, Value>,
        #[serde(deserialize_with = "lenient::object")]
        pub outputs: Map<String, Value>,
        #[serde(deserialize_with = "lenient::named_parts")]
        pub scaling_groups: Vec<(String, ScalingGroup)>,
        /// Those with a name: one without is an artefact of a projection (§1.4).
        #[serde(deserialize_with = "workflows")]
        pub workflows: Vec<Workflow>,
        /// From 5.x on, and free to choose; the id stays what it is addressed by.
        #[serde(deserialize_with = "lenient::text")]
        pub display_name: String,
        #[serde(deserialize_with = "lenient::text")]
        pub site_name: String,
    }
}

/// What a deployment can be asked to do.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Workflow {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub plugin: String,
    #[serde(deserialize_with = "lenient::named_parts")]
    pub parameters: Vec<(String, Declared)>,
    /// Whether it can be started now; only 7.x says.
    #[serde(deserialize_with = "lenient::flag")]
    pub is_available: Option<bool>,
}

/// What a workflow or a blueprint wants to be told, as it declares it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Declared {
    /// What is taken if nothing is said; without one it must be given. Null is a default, too.
    #[serde(deserialize_with = "lenient::sent")]
    pub default: Option<Value>,
    #[serde(deserialize_with = "lenient::text")]
    pub description: String,
    /// `string`, `integer`, `float`, `boolean`, or a type of the blueprint's own; mostly not said.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub type_name: String,
    /// Said by 6.x and later: one without a default that need not be given.
    #[serde(deserialize_with = "lenient::flag")]
    pub required: Option<bool>,
    #[serde(deserialize_with = "lenient::parts")]
    pub constraints: Vec<Value>,
}

/// Instances that are scaled together.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct ScalingGroup {
    #[serde(deserialize_with = "lenient::texts")]
    pub members: Vec<String>,
    #[serde(deserialize_with = "lenient::object")]
    pub properties: Map<String, Value>,
}

/// The outputs of a deployment, evaluated (`GET /deployments/{id}/outputs`).
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Outputs {
    #[serde(deserialize_with = "lenient::text")]
    pub deployment_id: String,
    #[serde(deserialize_with = "lenient::object")]
    pub outputs: Map<String, Value>,
}

impl Declared {
    /// Whether it must be said.
    pub fn is_needed(&self) -> bool {
        self.default.is_none() && self.required != Some(false)
    }
}

fn workflows<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Workflow>, D::Error> {
    let workflows: Vec<Workflow> = lenient::parts(deserializer)?;
    Ok(workflows
        .into_iter()
        .filter(|workflow| !workflow.name.is_empty())
        .collect())
}
