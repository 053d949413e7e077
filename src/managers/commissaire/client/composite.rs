//! Readings of several requests, one after the other, and changes that look before or after.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::managers::ManagerError;
use crate::transport::SendOutcome;

use super::super::wire::{Cluster, Host, Keys, Operation, OperationKind};
use super::super::words;
use super::Client;
use super::drafts::{ClusterDraft, HostDraft};

/// All clusters by name, sorted: each as read, or why it could not be.
pub type Fleet = Vec<(String, Result<Cluster, ManagerError>)>;

/// The last run of each operation of a cluster; `None` if there never was one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Operations {
    pub deploy: Option<Operation>,
    pub upgrade: Option<Operation>,
    pub restart: Option<Operation>,
}

/// One cluster of the list, read.
#[derive(Debug)]
pub enum Listed {
    /// Its document as it came.
    Read(Bytes),
    /// It is in the list and cannot be read.
    Broken(ManagerError),
    /// It is not there any more.
    Gone,
}

/// How a host left a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// As asked.
    Whole,
    /// It is out of the list, but the cluster's container manager could not be told.
    StillRegistered,
}

impl Operations {
    pub fn get(&self, kind: OperationKind) -> Option<&Operation> {
        match kind {
            OperationKind::Deploy => self.deploy.as_ref(),
            OperationKind::Upgrade => self.upgrade.as_ref(),
            OperationKind::Restart => self.restart.as_ref(),
        }
    }
}

/// The clusters that each host is in: the host's own record does not tell. Clusters that could not be read are
/// left out.
pub fn membership(fleet: &Fleet) -> BTreeMap<&str, Vec<&str>> {
    let mut clusters_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, cluster) in fleet {
        for member in cluster.iter().flat_map(Cluster::members) {
            clusters_of.entry(member).or_default().push(name);
        }
    }
    clusters_of
}

impl Client {
    /// Reads all clusters, one after the other: requests must not overlap.
    ///
    /// # Errors
    /// What concerns one cluster alone stands in its place. What concerns the manager as a whole ends the
    /// reading: it does not answer, refuses the credential, or cannot even list its clusters any more.
    pub async fn fleet(&self) -> Result<Fleet, ManagerError> {
        let mut fleet = Fleet::new();
        for name in self.cluster_names().await? {
            match self.listed_cluster(&name).await? {
                Listed::Read(body) => fleet.push((name, super::parsed(&body))),
                Listed::Broken(error) => fleet.push((name, Err(error))),
                Listed::Gone => {}
            }
        }
        Ok(fleet)
    }

    /// Reads one cluster of the list.
    ///
    /// # Errors
    /// What concerns the manager as a whole, as [`Client::fleet`]; what concerns the cluster alone is no error.
    pub async fn listed_cluster(&self, name: &str) -> Result<Listed, ManagerError> {
        let request = match self.cluster(name) {
            Ok(request) => request,
            Err(unusable) => return Ok(Listed::Broken(unusable)),
        };
        match self.send_raw(request).await {
            Ok(body) => Ok(Listed::Read(body)),
            // Gone since the list was read, or a cluster that cannot be read: both are 500.
            Err(error) if is_internal(&error) => {
                let is_there = self.cluster_names().await?.iter().any(|known| known == name);
                Ok(if is_there {
                    Listed::Broken(broken(name))
                } else {
                    Listed::Gone
                })
            }
            Err(ManagerError::NotFound { .. }) => Ok(Listed::Gone),
            Err(error) if concerns_all(&error) => Err(error),
            Err(error) => Ok(Listed::Broken(error)),
        }
    }

    /// Lists the names of all clusters, sorted.
    ///
    /// # Errors
    /// Any [`ManagerError`].
    pub async fn cluster_names(&self) -> Result<Vec<String>, ManagerError> {
        self.send(self.clusters()).await.map(sorted)
    }

    /// Reads a cluster, and tells one that does not exist from one that cannot be read: both are 500.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if it is not in the list of clusters; [`ManagerError::Refused`] if it is.
    pub async fn read_cluster(&self, name: &str) -> Result<Cluster, ManagerError> {
        super::parsed(&self.cluster_document(name).await?)
    }

    /// As [`Client::read_cluster`], and gives the document as it came.
    ///
    /// # Errors
    /// As [`Client::read_cluster`].
    pub async fn cluster_document(&self, name: &str) -> Result<Bytes, ManagerError> {
        match self.send_raw(self.cluster(name)?).await {
            Err(error) if is_internal(&error) => Err(self.missing_or_broken(name, error).await),
            other => other,
        }
    }

    /// Asks whether a host is in a cluster.
    ///
    /// # Errors
    /// As [`Client::read_cluster`].
    pub async fn is_member(&self, cluster: &str, host: &str) -> Result<bool, ManagerError> {
        match self.send(self.member(cluster, host)?).await {
            Ok(_) => Ok(true),
            Err(ManagerError::NotFound { .. }) => Ok(false),
            Err(error) if is_internal(&error) => Err(self.missing_or_broken(cluster, error).await),
            Err(error) => Err(error),
        }
    }

    /// Reads the last run of each operation of a cluster.
    ///
    /// # Errors
    /// Any [`ManagerError`] but "never started", which is none.
    pub async fn operations(&self, cluster: &str) -> Result<Operations, ManagerError> {
        Ok(Operations {
            deploy: self.last_run(OperationKind::Deploy, cluster).await?,
            upgrade: self.last_run(OperationKind::Upgrade, cluster).await?,
            restart: self.last_run(OperationKind::Restart, cluster).await?,
        })
    }

    /// Reads the last run of one operation of a cluster; `None` if it was never started.
    ///
    /// # Errors
    /// Any other [`ManagerError`].
    pub async fn last_run(
        &self,
        kind: OperationKind,
        cluster: &str,
    ) -> Result<Option<Operation>, ManagerError> {
        match self.send(self.operation(kind, cluster)?).await {
            Err(ManagerError::NotFound { .. }) => Ok(None),
            other => other,
        }
    }

    /// Lists the names of all container managers, sorted.
    ///
    /// A server that never had one answers 500. That counts as none only if the server is otherwise well,
    /// which the list of networks shows: it comes from the same store.
    ///
    /// # Errors
    /// Any [`ManagerError`].
    pub async fn read_container_managers(&self) -> Result<Vec<String>, ManagerError> {
        match self.send(self.container_managers()).await {
            Err(error) if is_internal(&error) => match self.send(self.networks()).await {
                Ok(_) => Ok(Vec::new()),
                Err(_) => Err(error),
            },
            other => other.map(sorted),
        }
    }

    /// Lists the names of all networks, sorted.
    ///
    /// # Errors
    /// Any [`ManagerError`].
    pub async fn network_names(&self) -> Result<Vec<String>, ManagerError> {
        self.send(self.networks()).await.map(sorted)
    }

    /// Lists all hosts, sorted by address.
    ///
    /// # Errors
    /// Any [`ManagerError`].
    pub async fn all_hosts(&self) -> Result<Vec<Host>, ManagerError> {
        let mut hosts = self.send(self.hosts()).await?.0;
        hosts.sort_by(|a, b| a.address.cmp(&b.address));
        Ok(hosts)
    }

    /// Creates a cluster that does not exist yet: to send the same for one that does would empty its list of hosts.
    ///
    /// # Errors
    /// [`ManagerError::Conflict`] if it exists; nothing was changed then.
    pub async fn create_cluster(&self, name: &str, draft: &ClusterDraft) -> Result<Cluster, ManagerError> {
        let request = self.put_cluster(name, draft)?;
        if beforehand(self.cluster_names())
            .await?
            .iter()
            .any(|known| known == name)
        {
            let message =
                format!("the cluster {name} exists: to create it again would empty its list of hosts");
            return Err(ManagerError::Conflict { message });
        }
        self.send(request).await
    }

    /// Adds a host; a refusal is looked into, for the server does not say which of three reasons it has.
    ///
    /// # Errors
    /// [`ManagerError::Conflict`] for an unknown cluster, another key, or a host outside of the cluster.
    pub async fn add_host(&self, address: &str, draft: &HostDraft) -> Result<Host, ManagerError> {
        let refused = match self.send(self.put_host(address, draft)?).await {
            Err(ManagerError::Conflict { message }) => message,
            other => return other,
        };
        let message = self.why_not_added(address, draft).await.unwrap_or(refused);
        Err(ManagerError::Conflict { message })
    }

    /// Adds a host to a cluster; a refusal is looked into, to tell the host's status.
    ///
    /// # Errors
    /// [`ManagerError::Conflict`] while the host's status does not let it join.
    pub async fn join(&self, cluster: &str, host: &str) -> Result<(), ManagerError> {
        let refused = match self.send(self.put_member(cluster, host)?).await {
            Err(ManagerError::Conflict { message }) => message,
            other => return other.map(drop),
        };
        let message = match self.send(self.host(host)?).await {
            Ok(record) if !words::may_join(&record.status) => format!(
                "{host} is {}: only active or disassociated hosts can join a cluster",
                words::host_status(&record.status).text
            ),
            _ => refused,
        };
        Err(ManagerError::Conflict { message })
    }

    /// Removes a host from a cluster. A 404 may mean that it is done and the container manager was not told, so
    /// the list is read then.
    ///
    /// # Errors
    /// [`ManagerError::NotFound`] if there is no such cluster.
    pub async fn leave(&self, cluster: &str, host: &str) -> Result<Left, ManagerError> {
        match self.send(self.delete_member(cluster, host)?).await {
            Ok(_) => Ok(Left::Whole),
            Err(ManagerError::NotFound { .. }) => {
                let Keys(members) = self.send(self.members(cluster)?).await?;
                if members.iter().any(|member| member == host) {
                    let message = format!("{host} could not be removed from cluster {cluster}");
                    return Err(ManagerError::Refused { status: 404, message });
                }
                Ok(Left::StillRegistered)
            }
            Err(error) => Err(error),
        }
    }

    async fn missing_or_broken(&self, name: &str, error: ManagerError) -> ManagerError {
        match self.cluster_names().await {
            Ok(names) if names.iter().any(|known| known == name) => broken(name),
            Ok(_) => ManagerError::NotFound {
                message: format!("there is no cluster {name}"),
            },
            // The manager as a whole is unwell: the first answer says as much as any.
            Err(_) => error,
        }
    }

    /// `None` if reading does not tell, or fails.
    async fn why_not_added(&self, address: &str, draft: &HostDraft) -> Option<String> {
        if let Some(cluster) = &draft.cluster
            && !self.cluster_names().await.ok()?.contains(cluster)
        {
            return Some(format!("there is no cluster {cluster}"));
        }
        self.send(self.host(address).ok()?).await.ok()?;
        if let Some(cluster) = &draft.cluster
            && !self.is_member(cluster, address).await.ok()?
        {
            return Some(format!(
                "the host {address} exists and is not in cluster {cluster}: let it join instead"
            ));
        }
        Some(format!(
            "the host {address} exists with another key: a key cannot be changed, only deleted with its host"
        ))
    }
}

/// What a change has to know before it is sent.
///
/// # Errors
/// As `reading`; [`ManagerError::NotOffered`] in place of an error that would leave open what was done: nothing was.
pub async fn beforehand<T>(
    reading: impl Future<Output = Result<T, ManagerError>>,
) -> Result<T, ManagerError> {
    reading.await.map_err(|error| match error.outcome() {
        SendOutcome::Unknown => ManagerError::NotOffered {
            reason: format!("nothing was sent, since what it depends on could not be read: {error}"),
        },
        SendOutcome::NotSent | SendOutcome::Refused => error,
    })
}

fn sorted(Keys(mut keys): Keys) -> Vec<String> {
    keys.sort();
    keys
}

fn is_internal(error: &ManagerError) -> bool {
    matches!(error, ManagerError::Refused { status: 500, .. })
}

/// Whether the next request would fail just so.
pub fn concerns_all(error: &ManagerError) -> bool {
    error.needs_the_user()
        || matches!(
            error,
            ManagerError::Unreachable(_) | ManagerError::RateLimited { .. }
        )
}

fn broken(name: &str) -> ManagerError {
    ManagerError::Refused {
        status: 500,
        message: format!(
            "the cluster {name} exists and cannot be read: one of its hosts has no record, or a service behind the \
             manager does not answer"
        ),
    }
}
