//! What the API sends: Cloudify Manager REST v3, 4.x to 7.x (the schemas of §3).
//!
//! - [`catalogue`]: blueprints, plugins, secrets and snapshots.
//! - [`deployment`]: deployments and their workflows; [`execution`]: workflows that run or ran.
//! - [`topology`]: nodes and their instances; [`event`]: events and logs.
//! - [`accounts`]: tenants, users, their groups and tokens.
//! - [`system`]: version, status, maintenance, and the managers of a cluster.
//!
//! Every member may be missing, null or of another type, and what this build does not know is passed over
//! ([`super::lenient`]). Status words are kept as sent ([`super::words`]), and so are times.

/// What every resource of a tenant carries (§3).
macro_rules! owned {
    ($(#[$attr:meta])* pub struct $name:ident { $($(#[$field_attr:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$attr])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $($(#[$field_attr])* pub $field: $type,)*
            #[serde(deserialize_with = "crate::managers::cloudify::lenient::text")]
            pub tenant_name: String,
            /// The same as some examples of the seed spell it (§7, 19).
            #[serde(deserialize_with = "crate::managers::cloudify::lenient::text")]
            pub tenants_name: String,
            #[serde(deserialize_with = "crate::managers::cloudify::lenient::text")]
            pub created_by: String,
            /// `private`, `tenant` or `global`: `resource_availability` from 4.2, `visibility` from 4.3 on.
            #[serde(deserialize_with = "crate::managers::cloudify::lenient::text")]
            pub visibility: String,
            #[serde(deserialize_with = "crate::managers::cloudify::lenient::text")]
            pub resource_availability: String,
            #[serde(deserialize_with = "crate::managers::cloudify::lenient::flag")]
            pub private_resource: Option<bool>,
        }

        impl $name {
            /// The tenant that it is of, however that is spelled.
            pub fn tenant(&self) -> &str {
                if self.tenant_name.is_empty() { &self.tenants_name } else { &self.tenant_name }
            }

            /// Who may see it, in the newest of the words that the manager has for it.
            pub fn seen_by(&self) -> &str {
                match (self.visibility.as_str(), self.resource_availability.as_str(), self.private_resource) {
                    ("", "", Some(true)) => "private",
                    ("", "", Some(false)) => "tenant",
                    ("", "", None) => "",
                    ("", older, _) => older,
                    (newer, _, _) => newer,
                }
            }
        }
    };
}

mod accounts;
mod catalogue;
mod deployment;
mod event;
mod execution;
mod system;
mod topology;

pub use accounts::{Members, Tenant, Token, User, UserGroup};
pub use catalogue::{Blueprint, Plan, Plugin, Secret, Snapshot};
pub use deployment::{Declared, Deployment, Outputs, ScalingGroup, Workflow};
pub use event::{Event, EventCause};
pub use execution::Execution;
pub use system::{
    ClusterNode, ClusterState, Maintenance, NodeReport, RemainingExecution, Service, Status, Version,
};
pub use topology::{Node, NodeInstance, Relationship};

/// Fields that hold secrets, in answers and in requests, besides the names that are secret anywhere.
///
/// `value` alone occurs in outputs, too: only as a member of the document itself is it that of a secret or a token
/// (§3, "Secret", "Token").
pub const SECRETS: &[&str] = &["/value", "password_hash"];
