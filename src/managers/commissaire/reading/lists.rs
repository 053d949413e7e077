//! The lists, element by element: what cannot be read alone is a row that says so, and the others still show.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::managers::{ElementSink, ManagerError};
use crate::resource::{KindId, Row};

use super::super::client::{self, Listed};
use super::super::kinds::{cluster, host, infrastructure, joined, operation};
use super::super::memory::Seen;
use super::super::wire::{Operation, OperationKind};
use super::{Reader, clusters_of, is_running, text, users_of};

impl Reader<'_> {
    pub(super) async fn clusters(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let names = self.client.cluster_names().await?;
        let to_ask = self.memory.to_ask(&names);
        let mut seen = BTreeMap::new();
        for name in &names {
            let element = match self.client.listed_cluster(name).await? {
                Listed::Gone => continue,
                Listed::Broken(error) => cluster::unreadable_element(name, &error.to_string()),
                Listed::Read(body) => match joined::named(&text(&body), name) {
                    Err(why) => cluster::unreadable_element(name, &why),
                    Ok(mut element) => {
                        let to_ask = |kind: &OperationKind| to_ask.contains(&(name.as_str(), *kind));
                        for kind in OperationKind::ALL.into_iter().filter(to_ask) {
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

    pub(super) async fn hosts(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let hosts = self.host_records().await?;
        let clusters = self.known_clusters().await?;
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
    pub(super) async fn host_records(self) -> Result<Vec<String>, ManagerError> {
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

    pub(super) async fn operations(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let clusters = self.known_clusters().await?;
        for name in self.client.cluster_names().await? {
            let hosts = clusters.get(&name).map_or(0, |seen| seen.cluster.members().len());
            for kind in OperationKind::ALL {
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

    pub(super) async fn infrastructure(
        self,
        kind: KindId,
        names: Vec<String>,
        read: fn(&str) -> Row,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<(), ManagerError> {
        let clusters = self.known_clusters().await?;
        for name in names {
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
}
