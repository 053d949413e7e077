//! Lists and objects, each put together from the requests that it takes, one after the other.
//!
//! - [`names`]: a cluster by its id or by its name; [`lists`]: element by element.
//! - [`parts`]: what is listed for each cluster.
//!
//! **Invariant:** a cluster at rest costs one request, and its description one more the first time; the list costs
//! one. What takes several shows what could be read.

mod lists;
mod names;
mod parts;

use std::sync::Arc;

use crate::managers::ManagerError;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, KindId};

use super::client::{self, Client};
use super::kinds::{ENCRYPTION_KEYS, cluster};
use super::memory::Memory;
use super::wire::{ClusterStatus, TerraformDescription};

pub use names::is_id;

/// Reads what this manager has.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub client: &'a Client,
    pub memory: &'a Memory,
}

impl Reader<'_> {
    /// Reads one object; a cluster by its id or by its name.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::read`].
    pub async fn read(self, kind: KindId, id: &str) -> Result<Detail, ManagerError> {
        match kind {
            CLUSTERS => self.cluster(id).await,
            ENCRYPTION_KEYS => self.encryption_key(id).await,
            other => Err(not_listed(other)),
        }
    }

    async fn cluster(self, text: &str) -> Result<Detail, ManagerError> {
        let id = self.cluster_id(text).await?;
        match self.cluster_of_id(&id).await {
            // Another one may have its name by now.
            Err(ManagerError::NotFound { .. }) if id != text => {
                let id = self.listed_id(text).await?;
                self.cluster_of_id(&id).await
            }
            read => read,
        }
    }

    async fn cluster_of_id(self, id: &str) -> Result<Detail, ManagerError> {
        let (document, status) = self.status(id).await?;
        let description = self.description(id).await;
        Ok(cluster::detail(id, &document, &status, description.as_deref()))
    }

    /// Reads a cluster, and remembers of it what others need; the answer as sent, and as read.
    async fn status(self, id: &str) -> Result<(String, ClusterStatus), ManagerError> {
        let read = self.client.body(self.client.calls().cluster(id)).await;
        let body = read.map_err(|error| match error {
            ManagerError::NotFound { message } => {
                self.memory.forget(id);
                ManagerError::NotFound {
                    message: format!("there is no cluster {id} ({message})"),
                }
            }
            other => other,
        })?;
        // No body, or a list, would read as a cluster of which nothing is known.
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(ManagerError::Unreadable {
                why: "it is no cluster".into(),
            });
        }
        let status: ClusterStatus = client::object(&body)?;
        self.memory.saw(id, &status);
        Ok((String::from_utf8_lossy(&body).into_owned(), status))
    }

    /// What a cluster is made of, asked for once; nothing if the manager does not say ("TerraformDescription").
    async fn description(self, id: &str) -> Option<Arc<TerraformDescription>> {
        if self.memory.wants_description(id) {
            match self.client.terraform_description(id).await {
                Ok(description) => {
                    let says_something = !description.bundle_type.is_empty();
                    self.memory.described(id, says_something.then_some(description));
                }
                // Nothing is said of the cluster by that: the next reading asks again.
                Err(ManagerError::RateLimited { .. } | ManagerError::Unreachable(_)) => {}
                Err(error) if error.needs_the_user() => {}
                Err(_) => self.memory.described(id, None),
            }
        }
        self.memory.description(id)
    }
}

fn not_listed(kind: KindId) -> ManagerError {
    ManagerError::NotOffered {
        reason: format!("{kind} are read with their cluster"),
    }
}
