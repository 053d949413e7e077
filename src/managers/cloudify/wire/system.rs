//! The manager itself: version, status, maintenance, and the managers of a cluster (§3, §4.2, §4.6, §4.16).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::super::lenient;

/// `GET /version`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Version {
    #[serde(deserialize_with = "lenient::text")]
    pub version: String,
    /// `community` or `premium`.
    #[serde(deserialize_with = "lenient::text")]
    pub edition: String,
    #[serde(deserialize_with = "lenient::text")]
    pub build: String,
    #[serde(deserialize_with = "lenient::text")]
    pub date: String,
    #[serde(deserialize_with = "lenient::text")]
    pub commit: String,
    #[serde(deserialize_with = "lenient::text")]
    pub distribution: String,
    #[serde(deserialize_with = "lenient::text")]
    pub distro_release: String,
}

/// `GET /status`, up to 6.x under v3, later under v3.1 and in another shape.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Status {
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    /// Those that are told of: `["undefined"]` stands for none (§4.6).
    #[serde(deserialize_with = "services")]
    pub services: Vec<Service>,
}

/// One of the services that make up a manager.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// The systemd unit, where that is told.
    #[serde(deserialize_with = "lenient::text")]
    pub unit: String,
    /// `running`, `exited`, `Active` …: free text (§2).
    #[serde(deserialize_with = "lenient::text")]
    pub state: String,
    /// systemd's word for whether that is as it should be: `active`, `failed` …
    #[serde(deserialize_with = "lenient::text")]
    pub active: String,
    #[serde(deserialize_with = "lenient::text")]
    pub description: String,
    #[serde(deserialize_with = "lenient::flag")]
    pub is_remote: Option<bool>,
}

/// `GET /maintenance`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Maintenance {
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub requested_by: String,
    #[serde(deserialize_with = "lenient::text")]
    pub activated_at: String,
    #[serde(deserialize_with = "lenient::text")]
    pub activation_requested_at: String,
    /// What must end before it is active.
    #[serde(deserialize_with = "lenient::parts")]
    pub remaining_executions: Vec<RemainingExecution>,
}

/// An execution that maintenance waits for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct RemainingExecution {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    #[serde(deserialize_with = "lenient::text")]
    pub deployment_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub workflow_id: String,
}

/// `GET /cluster`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct ClusterState {
    #[serde(deserialize_with = "lenient::flag")]
    pub initialized: Option<bool>,
    #[serde(deserialize_with = "lenient::text")]
    pub error: String,
    #[serde(deserialize_with = "lenient::object")]
    pub consul: serde_json::Map<String, Value>,
    #[serde(deserialize_with = "lenient::parts")]
    pub logs: Vec<Value>,
}

/// `GET /cluster/nodes/{name}`; without its credentials, which stay in the document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct ClusterNode {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// As it is asked for.
    #[serde(deserialize_with = "lenient::text")]
    pub node_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub host_ip: String,
    #[serde(deserialize_with = "lenient::flag")]
    pub master: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub online: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub initialized: Option<bool>,
}

/// A machine of a manager from 5.x on (`GET /api/v3.1/managers`, `/brokers`, `/db-nodes`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct NodeReport {
    /// Of a manager.
    #[serde(deserialize_with = "lenient::text")]
    pub hostname: String,
    /// Of a broker or a database node.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub private_ip: String,
    #[serde(deserialize_with = "lenient::text")]
    pub host: String,
    #[serde(deserialize_with = "lenient::text")]
    pub public_ip: String,
    #[serde(deserialize_with = "lenient::text")]
    pub version: String,
    #[serde(deserialize_with = "lenient::text")]
    pub edition: String,
    #[serde(deserialize_with = "lenient::text")]
    pub last_seen: String,
}

impl ClusterNode {
    pub fn called(&self) -> &str {
        first(&self.name, &self.node_name)
    }
}

impl NodeReport {
    pub fn called(&self) -> &str {
        first(&self.hostname, &self.name)
    }

    pub fn address(&self) -> &str {
        first(&self.private_ip, &self.host)
    }
}

fn first<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

/// A service of 4.x with its units, as the list has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Listed {
    #[serde(deserialize_with = "lenient::text")]
    display_name: String,
    #[serde(deserialize_with = "lenient::parts")]
    instances: Vec<Unit>,
}

/// A systemd unit.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Unit {
    #[serde(rename = "Id", deserialize_with = "lenient::text")]
    id: String,
    #[serde(rename = "Description", deserialize_with = "lenient::text")]
    description: String,
    #[serde(rename = "ActiveState", deserialize_with = "lenient::text")]
    active: String,
    #[serde(rename = "SubState", deserialize_with = "lenient::text")]
    sub_state: String,
    #[serde(deserialize_with = "lenient::text")]
    state: String,
}

/// A service of 5.1 and later, under its name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    #[serde(deserialize_with = "lenient::text")]
    status: String,
    #[serde(deserialize_with = "lenient::flag")]
    is_remote: Option<bool>,
    #[serde(deserialize_with = "lenient::object")]
    extra_info: serde_json::Map<String, Value>,
}

fn services<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Service>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(elements) => elements
            .into_iter()
            .filter(Value::is_object)
            .flat_map(|element| listed(serde_json::from_value(element).unwrap_or_default()))
            .collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| named(name, serde_json::from_value(value).unwrap_or_default()))
            .collect(),
        _ => Vec::new(),
    })
}

/// One service for each of its units; of one without, nobody knows how it is.
fn listed(service: Listed) -> Vec<Service> {
    if service.instances.is_empty() {
        return vec![Service {
            name: service.display_name,
            ..Service::default()
        }];
    }
    let units = service.instances.into_iter();
    units
        .map(|unit| Service {
            name: service.display_name.clone(),
            unit: unit.id,
            state: if unit.state.is_empty() {
                unit.sub_state
            } else {
                unit.state
            },
            active: unit.active,
            description: unit.description,
            is_remote: None,
        })
        .collect()
}

fn named(name: String, service: Named) -> Service {
    let systemd = service.extra_info.get("systemd").cloned().unwrap_or_default();
    let unit: Option<Unit> = systemd
        .get("instances")
        .and_then(Value::as_array)
        .and_then(|units| units.first())
        .and_then(|unit| serde_json::from_value(unit.clone()).ok());
    let unit = unit.unwrap_or_default();
    Service {
        name,
        unit: unit.id,
        active: String::new(),
        state: service.status,
        description: unit.description,
        is_remote: service.is_remote,
    }
}
