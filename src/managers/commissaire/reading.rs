//! Lists and objects of every kind, each put together from the requests that it takes, one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::managers::manager::{ElementSink, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, KindId, Row};

use super::client::{self, Client, Listed};
use super::kinds::{
    CONTAINER_MANAGERS, CREDENTIALS, HOSTS, NETWORKS, OPERATIONS, cluster, credentials, host, infrastructure,
    joined, operation,
};
use super::memory::{Memory, Seen};
use super::wire::{Cluster, Hosts, Keys, Operation, OperationKind};
use super::words;

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

    async fn clusters(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let names = self.client.cluster_names().await?;
        let to_ask = self.memory.to_ask(&names);
        let mut seen = BTreeMap::new();
        for name in &names {
            sink.between_requests().await;
            let element = match self.client.listed_cluster(name).await? {
                Listed::Gone => continue,
                Listed::Broken(error) => cluster::unreadable_element(name, &error.to_string()),
                Listed::Read(body) => match joined::named(&text(&body), name) {
                    Err(why) => cluster::unreadable_element(name, &why),
                    Ok(mut element) => {
                        let to_ask = |kind: &OperationKind| to_ask.contains(&(name.as_str(), *kind));
                        for kind in OperationKind::ALL.into_iter().filter(to_ask) {
                            sink.between_requests().await;
                            if let Some(record) = self.running(kind, name).await? {
                                element = joined::with(&element, operation::joined_field(kind), &record);
                            }
                        }
                        element
                    }
                },
            };
            sink.element(&element, cluster::row_of_element);
            let entry = Seen {
                cluster: serde_json::from_str(&element).unwrap_or_default(),
                element: element.into(),
            };
            seen.insert(name.clone(), entry);
        }
        self.memory.listed(seen);
        Ok(())
    }

    /// The record of an operation, if it is under way. One that cannot be read is no reason to lose the cluster.
    async fn running(self, kind: OperationKind, cluster: &str) -> Result<Option<Value>, ManagerError> {
        let record = match self.client.last_run(kind, cluster).await {
            Ok(record) => record.filter(is_running),
            Err(error) if client::concerns_all(&error) => return Err(error),
            Err(_) => return Ok(None),
        };
        self.memory.saw(cluster, kind, record.is_some());
        Ok(record.and_then(|record| serde_json::to_value(record).ok()))
    }

    async fn hosts(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let hosts = self.host_records().await?;
        let clusters = self.known_clusters(sink).await?;
        for host in hosts {
            let address = serde_json::from_str::<Value>(&host).unwrap_or_default();
            let address = address.get("address").and_then(Value::as_str).unwrap_or_default();
            let names = json!(clusters_of(address, &clusters));
            let element = joined::with(&host, host::CLUSTERS_FIELD, &names);
            sink.element(&element, host::row_of_element);
        }
        Ok(())
    }

    /// The records of all hosts, each as sent, sorted: the server gives them in no order.
    async fn host_records(self) -> Result<Vec<String>, ManagerError> {
        let body = self.client.send_raw(self.client.hosts()).await?;
        let records: Vec<&serde_json::value::RawValue> =
            serde_json::from_slice(&body).map_err(|error| ManagerError::Unreadable {
                why: error.to_string(),
            })?;
        let mut records: Vec<(String, String)> = records
            .into_iter()
            .map(|record| {
                let record = record.get();
                // An older server lists addresses alone.
                match serde_json::from_str::<Value>(record).unwrap_or_default() {
                    Value::String(address) => (address.clone(), json!({"address": address}).to_string()),
                    other => {
                        let address = other.get("address").and_then(Value::as_str).unwrap_or_default();
                        (address.to_owned(), record.to_owned())
                    }
                }
            })
            .collect();
        records.sort();
        Ok(records.into_iter().map(|(_, record)| record).collect())
    }

    async fn operations(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let clusters = self.known_clusters(sink).await?;
        for name in self.client.cluster_names().await? {
            let hosts = clusters.get(&name).map_or(0, |seen| seen.cluster.members().len());
            for kind in OperationKind::ALL {
                sink.between_requests().await;
                let request = match self.client.operation(kind, &name) {
                    Ok(request) => request,
                    Err(_) => continue,
                };
                let element = match self.client.send_raw(request).await {
                    // An older server answers with nothing where there was no run.
                    Ok(body) if body.is_empty() => None,
                    Ok(body) => Some(match client::parsed::<Operation>(&body) {
                        Ok(record) => {
                            self.memory.saw(&name, kind, is_running(&record));
                            operation::element(&text(&body), &name, kind, hosts)
                        }
                        Err(error) => operation::unreadable_element(&name, kind, &error.to_string()),
                    }),
                    Err(ManagerError::NotFound { .. }) => None,
                    Err(error) => {
                        let why = self.of_one_alone(error).await?;
                        Some(operation::unreadable_element(&name, kind, &why))
                    }
                };
                match element {
                    Some(element) => sink.element(&element, operation::row_of_element),
                    None => self.memory.saw(&name, kind, false),
                }
            }
        }
        Ok(())
    }

    /// Why one object of a list cannot be read, if the manager is well otherwise: then the others still show.
    async fn of_one_alone(self, error: ManagerError) -> Result<String, ManagerError> {
        if client::concerns_all(&error) {
            return Err(error);
        }
        self.client.cluster_names().await?;
        Ok(error.to_string())
    }

    async fn infrastructure(
        self,
        kind: KindId,
        names: Vec<String>,
        read: fn(&str) -> Row,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<(), ManagerError> {
        let clusters = self.known_clusters(sink).await?;
        for name in names {
            sink.between_requests().await;
            let element = match self.infrastructure_document(kind, &name).await {
                Ok(body) => joined::named(&text(&body), &name),
                // Deleted since the names were read.
                Err(ManagerError::NotFound { .. }) => continue,
                Err(error) => Err(self.of_one_alone(error).await?),
            };
            let element = match element {
                Ok(document) => {
                    let users = json!(users_of(kind, &name, &clusters));
                    joined::with(&document, infrastructure::USED_BY_FIELD, &users)
                }
                Err(why) => infrastructure::unreadable_element(&name, &why),
            };
            sink.element(&element, read);
        }
        Ok(())
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
    async fn known_clusters(
        self,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<BTreeMap<String, Seen>, ManagerError> {
        if self.memory.is_doubtful() || self.memory.is_old() {
            let mut unseen = Unseen(sink);
            self.clusters(&mut unseen).await?;
        }
        Ok(self.memory.clusters())
    }

    /// The same for one object, which nobody can be let go before: so it lists them only if it must.
    async fn known_clusters_alone(self) -> Result<BTreeMap<String, Seen>, ManagerError> {
        if self.memory.is_doubtful() {
            self.clusters(&mut Nobody).await?;
        }
        Ok(self.memory.clusters())
    }

    async fn cluster(self, name: &str) -> Result<Detail, ManagerError> {
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
            true => self.known_clusters_alone().await?,
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
    async fn broken_cluster(self, name: &str, error: ManagerError) -> Result<Detail, ManagerError> {
        let Ok(Keys(members)) = self.client.send(self.client.members(name)?).await else {
            return Err(error);
        };
        let hosts = self.client.all_hosts().await?;
        Ok(cluster::broken_detail(name, &error.to_string(), &members, &hosts))
    }

    async fn host(self, address: &str) -> Result<Detail, ManagerError> {
        let document = self.client.send_raw(self.client.host(address)?).await?;
        let record = client::parsed(&document)?;
        let status = match self.client.send(self.client.status(address)?).await {
            Ok(status) => Some(status),
            // Its container manager is unknown or does not answer ("Host status"): the host is there all the same.
            Err(error) if client::concerns_all(&error) => return Err(error),
            Err(_) => None,
        };
        let clusters = self.known_clusters_alone().await?;
        let names = clusters_of(address, &clusters);
        Ok(host::detail(&text(&document), &record, status.as_ref(), &names))
    }

    async fn credential(self, address: &str) -> Result<Detail, ManagerError> {
        let document = self.client.send_raw(self.client.creds(address)?).await?;
        let creds = client::parsed(&document)?;
        let hosts: Hosts = self.client.send(self.client.hosts()).await?;
        let host = hosts.0.iter().find(|host| host.address == address);
        let status = host.map(|host| host.status.as_str());
        Ok(credentials::detail(&text(&document), address, &creds, status))
    }

    async fn operation(self, id: &str) -> Result<Detail, ManagerError> {
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
        let clusters = self.known_clusters_alone().await?;
        let hosts = clusters
            .get(cluster)
            .map_or(0, |seen| seen.cluster.members().len());
        Ok(operation::detail(cluster, kind, &text(&document), &run, hosts))
    }

    async fn network(self, name: &str) -> Result<Detail, ManagerError> {
        let document = text(&self.infrastructure_document(NETWORKS, name).await?);
        let named = joined::named(&document, name).map_err(|why| ManagerError::Unreadable { why })?;
        let clusters = self.known_clusters_alone().await?;
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

    async fn container_manager(self, name: &str) -> Result<Detail, ManagerError> {
        let document = text(&self.infrastructure_document(CONTAINER_MANAGERS, name).await?);
        let named = joined::named(&document, name).map_err(|why| ManagerError::Unreadable { why })?;
        let clusters = self.known_clusters_alone().await?;
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

/// Takes the clusters for the memory alone, and lets others go first as the list does that needs them.
struct Unseen<'a>(&'a mut (dyn ElementSink + 'a));

impl ElementSink for Unseen<'_> {
    fn element(&mut self, _: &str, _: fn(&str) -> Row) {}

    fn between_requests(&mut self) -> futures_util::future::BoxFuture<'_, ()> {
        self.0.between_requests()
    }
}

/// The same for one object.
struct Nobody;

impl ElementSink for Nobody {
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
