//! Lists and objects of every kind, each put together from the requests that it takes, one after the other.
//!
//! - [`lists`]: element by element; [`objects`]: one of each kind.

mod lists;
mod objects;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use crate::managers::{ElementSink, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, KindId, Row, ShellAccess};

use super::client::{Client, decoded_key};
use super::kinds::{
    CONTAINER_MANAGERS, CREDENTIALS, HOSTS, NETWORKS, OPERATIONS, cluster, credentials, infrastructure,
};
use super::memory::{Memory, Seen};
use super::wire::{HostCreds, Operation};
use super::words;

/// The user of a host that was added without one ("Models").
const ROOT: &str = "root";

/// Reads what this manager has.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub client: &'a Client,
    pub memory: &'a Memory,
}

impl Reader<'_> {
    /// Reads the list of a kind.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::list`].
    pub async fn list(self, kind: KindId, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        match kind {
            CLUSTERS => self.clusters(sink).await,
            HOSTS => self.hosts(sink).await,
            CREDENTIALS => {
                for host in self.host_records().await? {
                    sink.element(&host, credentials::row_of_element);
                }
                Ok(())
            }
            OPERATIONS => self.operations(sink).await,
            NETWORKS => {
                let names = self.client.network_names().await?;
                self.infrastructure(NETWORKS, names, infrastructure::network_row, sink)
                    .await
            }
            CONTAINER_MANAGERS => {
                let names = self.client.read_container_managers().await?;
                self.infrastructure(CONTAINER_MANAGERS, names, infrastructure::manager_row, sink)
                    .await
            }
            other => Err(not_listed(other)),
        }
    }

    /// Reads one object.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::read`].
    pub async fn read(self, kind: KindId, id: &str) -> Result<Detail, ManagerError> {
        let read = match kind {
            CLUSTERS => self.cluster(id).await,
            HOSTS => self.host(id).await,
            CREDENTIALS => self.credential(id).await,
            OPERATIONS => self.operation(id).await,
            NETWORKS => self.network(id).await,
            CONTAINER_MANAGERS => self.container_manager(id).await,
            other => Err(not_listed(other)),
        };
        read.map_err(|error| match error {
            // A name that the server cannot route: nothing can be called so.
            ManagerError::Invalid { message, fields } => ManagerError::NotFound {
                message: fields
                    .first()
                    .map_or(message.clone(), |field| format!("{message}: {}", field.message)),
            },
            other => other,
        })
    }

    /// A network or a container manager, as sent.
    ///
    /// # Errors
    /// [`ManagerError::Invalid`] for a name that no path takes: it was made by a request that overrode its own.
    async fn infrastructure_document(self, kind: KindId, name: &str) -> Result<Bytes, ManagerError> {
        if kind == NETWORKS {
            self.client.send_raw(self.client.network(name)?).await
        } else {
            self.client.send_raw(self.client.container_manager(name)?).await
        }
    }

    /// The clusters as last listed; lists them if they never were, or if they may be others by now.
    async fn known_clusters(self) -> Result<BTreeMap<String, Seen>, ManagerError> {
        if self.memory.is_doubtful() || self.memory.is_old() {
            self.clusters(&mut Unseen).await?;
        }
        Ok(self.memory.clusters())
    }

    /// The same for one object, which is worth a list only if it must be.
    async fn clusters_at_hand(self) -> Result<BTreeMap<String, Seen>, ManagerError> {
        if self.memory.is_doubtful() {
            self.clusters(&mut Unseen).await?;
        }
        Ok(self.memory.clusters())
    }

    /// Reads how to log in to a host.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::shell`].
    pub async fn shell(self, kind: KindId, address: &str) -> Result<ShellAccess, ManagerError> {
        if kind != HOSTS {
            return Err(ManagerError::NotOffered {
                reason: format!("hosts can be logged in to, {kind} cannot"),
            });
        }
        let HostCreds {
            ssh_priv_key,
            remote_user,
            ..
        } = self.client.send(self.client.creds(address)?).await?;
        Ok(ShellAccess {
            host: address.to_owned(),
            // What the server takes for granted where nothing was said.
            user: if remote_user.is_empty() {
                ROOT.to_owned()
            } else {
                remote_user
            },
            key: decoded_key(&ssh_priv_key)?,
            is_simulated: self.client.is_simulated(),
        })
    }
}

/// Takes the clusters for the memory alone.
struct Unseen;

impl ElementSink for Unseen {
    fn element(&mut self, _: &str, _: fn(&str) -> Row) {}
}

fn is_running(record: &Operation) -> bool {
    words::operation_status(&record.status).class.is_busy()
}

/// The names of the clusters that a host is in.
fn clusters_of<'a>(address: &str, clusters: &'a BTreeMap<String, Seen>) -> Vec<&'a str> {
    let has_it = |seen: &Seen| seen.cluster.members().iter().any(|member| member == address);
    let having = clusters.iter().filter(|(_, seen)| has_it(seen));
    having.map(|(name, _)| name.as_str()).collect()
}

/// The names of the clusters that use a network or a container manager.
fn users_of<'a>(kind: KindId, name: &str, clusters: &'a BTreeMap<String, Seen>) -> Vec<&'a str> {
    let uses = |seen: &Seen| match kind {
        NETWORKS => seen.cluster.network == name,
        _ => seen.cluster.container_manager == name,
    };
    let users = clusters.iter().filter(|(_, seen)| uses(seen));
    users.map(|(name, _)| name.as_str()).collect()
}

fn rows_of(names: &[&str], clusters: &BTreeMap<String, Seen>) -> Vec<Arc<Row>> {
    let known = names.iter().filter_map(|name| clusters.get(*name));
    known
        .map(|seen| Arc::new(cluster::row_of_element(&seen.element)))
        .collect()
}

fn text(body: &Bytes) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn not_listed(kind: KindId) -> ManagerError {
    ManagerError::NotOffered {
        reason: format!("{kind} are read with their cluster"),
    }
}
