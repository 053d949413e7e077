//! One object of each kind, with what other objects say of it.

use bytes::Bytes;
use serde_json::json;

use crate::managers::ManagerError;
use crate::resource::Detail;

use super::super::client;
use super::super::kinds::{
    CONTAINER_MANAGERS, NETWORKS, cluster, credentials, host, infrastructure, joined, operation,
};
use super::super::wire::{Cluster, Hosts, Keys, Operation, OperationKind};
use super::{Reader, clusters_of, is_running, rows_of, text, users_of};

impl Reader<'_> {
    pub(super) async fn cluster(self, name: &str) -> Result<Detail, ManagerError> {
        let document = match self.client.cluster_document(name).await {
            Err(error @ ManagerError::Refused { status: 500, .. }) => {
                return self.broken_cluster(name, error).await;
            }
            other => other?,
        };
        let mut cluster: Cluster = client::parsed(&document)?;
        name.clone_into(&mut cluster.name);
        let operations = self.client.operations(name).await?;
        for kind in OperationKind::ALL {
            let is_under_way = operations.get(kind).is_some_and(is_running);
            self.memory.saw(name, kind, is_under_way);
        }
        // Only now, so that a host which an operation has just finished with is as new as the operation.
        let hosts = self.client.all_hosts().await?;
        // Who loses nodes with it is what its deletion warns of.
        let known = match cluster.is_managed() && self.memory.is_empty() {
            true => self.clusters_at_hand().await?,
            false => self.memory.clusters(),
        };
        let sharing: Vec<&str> = known
            .iter()
            .filter(|(other, seen)| {
                *other != name
                    && cluster.is_managed()
                    && seen.cluster.container_manager == cluster.container_manager
            })
            .map(|(other, _)| other.as_str())
            .collect();
        let beside = cluster::Beside {
            hosts: &hosts,
            operations: &operations,
            sharing: &sharing,
        };
        Ok(cluster::detail(&text(&document), &cluster, &beside))
    }

    /// A cluster that the manager lists and cannot read is still one that can be mended, or deleted.
    pub(super) async fn broken_cluster(
        self,
        name: &str,
        error: ManagerError,
    ) -> Result<Detail, ManagerError> {
        let Ok(Keys(members)) = self.client.send(self.client.members(name)?).await else {
            return Err(error);
        };
        let hosts = self.client.all_hosts().await?;
        Ok(cluster::broken_detail(name, &error.to_string(), &members, &hosts))
    }

    pub(super) async fn host(self, address: &str) -> Result<Detail, ManagerError> {
        let document = self.client.send_raw(self.client.host(address)?).await?;
        let record = client::parsed(&document)?;
        let status = match self.client.send(self.client.status(address)?).await {
            Ok(status) => Some(status),
            // Its container manager is unknown or does not answer ("Host status"): the host is there all the same.
            Err(error) if client::concerns_all(&error) => return Err(error),
            Err(_) => None,
        };
        let clusters = self.clusters_at_hand().await?;
        let names = clusters_of(address, &clusters);
        Ok(host::detail(&text(&document), &record, status.as_ref(), &names))
    }

    pub(super) async fn credential(self, address: &str) -> Result<Detail, ManagerError> {
        let document = self.client.send_raw(self.client.creds(address)?).await?;
        let creds = client::parsed(&document)?;
        let hosts: Hosts = self.client.send(self.client.hosts()).await?;
        let host = hosts.0.iter().find(|host| host.address == address);
        let status = host.map(|host| host.status.as_str());
        Ok(credentials::detail(&text(&document), address, &creds, status))
    }

    pub(super) async fn operation(self, id: &str) -> Result<Detail, ManagerError> {
        let nothing = || ManagerError::NotFound {
            message: format!("there is no operation {id}"),
        };
        let (cluster, kind) = operation::of_id(id).ok_or_else(nothing)?;
        let document = self
            .client
            .send_raw(self.client.operation(kind, cluster)?)
            .await?;
        // An older server answers with nothing where there was no run.
        let run: Option<Operation> = client::parsed(&document)?;
        let run = run.ok_or_else(nothing)?;
        self.memory.saw(cluster, kind, is_running(&run));
        let clusters = self.clusters_at_hand().await?;
        let hosts = clusters
            .get(cluster)
            .map_or(0, |seen| seen.cluster.members().len());
        Ok(operation::detail(cluster, kind, &text(&document), &run, hosts))
    }

    pub(super) async fn network(self, name: &str) -> Result<Detail, ManagerError> {
        let document = text(&self.infrastructure_document(NETWORKS, name).await?);
        let named = joined::named(&document, name).map_err(|why| ManagerError::Unreadable { why })?;
        let clusters = self.clusters_at_hand().await?;
        let users = users_of(NETWORKS, name, &clusters);
        let joined = joined::with(&named, infrastructure::USED_BY_FIELD, &json!(users));
        let network = client::parsed(&Bytes::from(document.clone()))?;
        Ok(infrastructure::network_detail(
            &document,
            &joined,
            &network,
            rows_of(&users, &clusters),
        ))
    }

    pub(super) async fn container_manager(self, name: &str) -> Result<Detail, ManagerError> {
        let document = text(&self.infrastructure_document(CONTAINER_MANAGERS, name).await?);
        let named = joined::named(&document, name).map_err(|why| ManagerError::Unreadable { why })?;
        let clusters = self.clusters_at_hand().await?;
        let users = users_of(CONTAINER_MANAGERS, name, &clusters);
        let joined = joined::with(&named, infrastructure::USED_BY_FIELD, &json!(users));
        let manager = client::parsed(&Bytes::from(document.clone()))?;
        Ok(infrastructure::manager_detail(
            &document,
            &joined,
            &manager,
            rows_of(&users, &clusters),
        ))
    }
}
