//! A cluster as JSON, after the documented samples.

use std::net::Ipv4Addr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::definition::Definition;
use super::model::{Cluster, Event, InstanceId, Server, Uid};
use super::settings::Settings;
use super::update::Update;

/// The cluster as `GET /clusters/{clusterId}` gives it.
pub fn cluster(cluster: &Cluster, settings: &Settings) -> Vec<u8> {
    cluster_as_if(cluster, &cluster.definition, settings)
}

/// The cluster with another definition, as a dry run gives it: the status is as it is now.
pub fn cluster_as_if(cluster: &Cluster, definition: &Definition, settings: &Settings) -> Vec<u8> {
    let identity = &cluster.identity;
    let updates = UpdateState::of(cluster.update.as_ref());
    let status = Status {
        root_certificate: &identity.certificate,
        load_balancers: LoadBalancers {
            public: identity.public_balancer.as_deref(),
            private: identity.private_balancer.as_deref(),
        },
        servers: &cluster.servers,
        initial_druid_password: &identity.password,
        status: cluster.health(),
        state: cluster.state.word(),
        update_state: if settings.omit_update_state {
            None
        } else {
            Some(updates)
        },
        events: Events {
            cluster,
            newest_first: settings.newest_events_first,
        },
        resource_version: cluster.version,
    };
    let metadata = Metadata {
        name: &definition.name,
        uid: cluster.uid,
    };
    bytes(&Document {
        metadata,
        spec: &definition.spec,
        status: Some(status),
    })
}

/// A former version, as `GET /clusters/{clusterId}/history/{resourceVersion}` gives it.
pub fn version(uid: Uid, definition: &Definition, resource_version: u64) -> Vec<u8> {
    let metadata = Metadata {
        name: &definition.name,
        uid,
    };
    bytes(&Document {
        metadata,
        spec: &definition.spec,
        status: Some(VersionOnly { resource_version }),
    })
}

/// The same document for people: indented, and by `indent` more spaces on every line but the first.
pub fn pretty(document: &[u8], indent: usize) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(document).unwrap_or_default();
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.replace('\n', &format!("\n{}", " ".repeat(indent)))
        .into_bytes()
}

fn bytes(document: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 * 1024);
    // A write into memory cannot fail, and nothing here has keys that are no strings.
    let _ = serde_json::to_writer(&mut bytes, document);
    bytes.shrink_to_fit();
    bytes
}

#[derive(Serialize)]
struct Document<'a, S> {
    metadata: Metadata<'a>,
    spec: &'a RawValue,
    status: Option<S>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
    #[serde(serialize_with = "as_text")]
    uid: Uid,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionOnly {
    resource_version: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    root_certificate: &'a str,
    load_balancers: LoadBalancers<'a>,
    servers: &'a [Server],
    initial_druid_password: &'a str,
    status: &'static str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_state: Option<UpdateState>,
    events: Events<'a>,
    resource_version: u64,
}

#[derive(Serialize)]
struct LoadBalancers<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServerDocument<'a> {
    #[serde(serialize_with = "as_text")]
    instance_id: InstanceId,
    instance_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_ip: Option<Ipv4Addr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_ip: Option<Ipv4Addr>,
    state: &'static str,
    node_type: &'static str,
}

impl Serialize for Server {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = ServerDocument {
            instance_id: self.id,
            instance_type: &self.instance_type,
            private_ip: self.private_ip,
            public_ip: self.public_ip,
            state: self.state.word(),
            node_type: self.node_type.word(),
        };
        document.serialize(serializer)
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct UpdateState {
    cancellable: bool,
    total_stages: usize,
    current_stage: usize,
}

impl UpdateState {
    fn of(update: Option<&Update>) -> Self {
        update.map_or_else(Self::default, |update| Self {
            cancellable: update.is_cancellable(),
            total_stages: update.stages.len(),
            current_stage: update.current,
        })
    }
}

struct Events<'a> {
    cluster: &'a Cluster,
    newest_first: bool,
}

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let events = self.cluster.events.iter();
        if self.newest_first {
            serializer.collect_seq(events.rev())
        } else {
            serializer.collect_seq(events)
        }
    }
}

#[derive(Serialize)]
struct EventDocument<'a> {
    level: &'static str,
    message: &'a str,
    source: &'static str,
    timestamp: String,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = EventDocument {
            level: self.level.word(),
            message: &self.message,
            source: self.source.word(),
            timestamp: timestamp(self.at),
        };
        document.serialize(serializer)
    }
}

/// ISO 8601 in UTC, whole seconds, as in the samples.
fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn as_text<S: Serializer>(value: &impl std::fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
