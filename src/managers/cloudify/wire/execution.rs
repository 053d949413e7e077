//! Workflows that run, ran or will run (§3, §4.5).

use serde_json::{Map, Value};

use super::super::lenient;

owned! {
    /// An execution (`GET /executions/{id}`).
    pub struct Execution {
        #[serde(deserialize_with = "lenient::text")]
        pub id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub workflow_id: String,
        /// Empty for one of the whole manager, such as a snapshot.
        #[serde(deserialize_with = "lenient::text")]
        pub deployment_id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub blueprint_id: String,
        #[serde(deserialize_with = "lenient::text")]
        pub status: String,
        #[serde(deserialize_with = "lenient::text")]
        pub error: String,
        #[serde(deserialize_with = "lenient::text")]
        pub created_at: String,
        /// From 4.5 on; older managers tell only by their events.
        #[serde(deserialize_with = "lenient::text")]
        pub started_at: String,
        /// From 4.4 on.
        #[serde(deserialize_with = "lenient::text")]
        pub ended_at: String,
        #[serde(deserialize_with = "lenient::text")]
        pub scheduled_for: String,
        #[serde(deserialize_with = "lenient::object")]
        pub parameters: Map<String, Value>,
        #[serde(deserialize_with = "lenient::flag")]
        pub is_system_workflow: Option<bool>,
        #[serde(deserialize_with = "lenient::flag")]
        pub is_dry_run: Option<bool>,
        /// How many steps it has, and has done; from 5.x on.
        #[serde(deserialize_with = "lenient::count")]
        pub total_operations: Option<i64>,
        #[serde(deserialize_with = "lenient::count")]
        pub finished_operations: Option<i64>,
    }
}
