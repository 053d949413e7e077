//! What the API sends and takes: Commissaire REST API v0, "Models", read from server 0.0.6.
//!
//! Where documentation and server differ the server counts. Every field may be missing or null, lists
//! of hosts may hold addresses or objects, and what this build does not know is kept
//! ([`super::lenient`]).

use std::fmt;

use secrecy::SecretString;
use serde::de::Deserializer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lenient;

/// Fields that hold secrets: a host's private key, and the token in the options of a container manager.
///
/// The server hides neither.
pub const SECRETS: &[&str] = &["ssh_priv_key", "token"];

/// A cluster (`GET` and `PUT /cluster/{name}`, `PUT /cluster/{name}/hosts`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cluster {
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// `ok`, `degraded`, `failed`; computed for `GET`, empty in the answer to a `PUT`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// The name of a network.
    #[serde(default, deserialize_with = "lenient::text")]
    pub network: String,
    /// Addresses, in the order in which they joined. Hidden in the answer to a `PUT` of the cluster.
    #[serde(
        default,
        deserialize_with = "lenient::optional_texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub hostset: Option<Vec<String>>,
    /// The name of a container manager; empty for an unmanaged cluster.
    #[serde(default, deserialize_with = "lenient::text")]
    pub container_manager: String,
    /// Only in the answer to `GET`.
    #[serde(
        default,
        deserialize_with = "lenient::part",
        skip_serializing_if = "Option::is_none"
    )]
    pub hosts: Option<Tally>,
    /// Fields this build does not know, such as the `type` that older servers have.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// How many hosts a cluster has; those that are not `active` are unavailable, `disassociated` ones too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    #[serde(default, deserialize_with = "lenient::count")]
    pub total: Option<i64>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub available: Option<i64>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub unavailable: Option<i64>,
}

/// A host (`GET /hosts`, `GET` and `PUT /host/{address}`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Host {
    #[serde(default, deserialize_with = "lenient::text")]
    pub address: String,
    /// Empty for a new one; then `bootstrapping`, `disassociated`, `active`, `failed`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// Lower-case name of the distribution; empty until the host was looked at.
    #[serde(default, deserialize_with = "lenient::text")]
    pub os: String,
    #[serde(default, deserialize_with = "lenient::count")]
    pub cpus: Option<i64>,
    /// In MiB by the code, in KiB by the documentation.
    #[serde(default, deserialize_with = "lenient::count")]
    pub memory: Option<i64>,
    /// In bytes by the code; the documentation gives no unit.
    #[serde(default, deserialize_with = "lenient::count")]
    pub space: Option<i64>,
    /// UTC without saying so; empty for never.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_check: String,
    /// The storage plugin that owns the record, if one does.
    #[serde(default, deserialize_with = "lenient::text")]
    pub source: String,
    /// Fields this build does not know.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// All hosts; an element that is an address alone is a host of which nothing else is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hosts(pub Vec<Host>);

/// How to get into a host (`GET /host/{address}/creds`): the private key, in clear.
#[derive(Debug, Clone, Deserialize)]
pub struct HostCreds {
    #[serde(default, deserialize_with = "lenient::text")]
    pub address: String,
    /// Base64, without line ends; empty if the host was added without one.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub ssh_priv_key: SecretString,
    #[serde(default, deserialize_with = "lenient::text")]
    pub remote_user: String,
}

/// How a host is, and what its container manager says of it (`GET /host/{address}/status`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HostStatus {
    /// Always `host_only`.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: String,
    #[serde(default, deserialize_with = "lenient::part")]
    pub host: Option<Checked>,
    /// See [`HostStatus::node`].
    #[serde(default)]
    pub container_manager: Value,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// When the server last looked at a host, and what it saw.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Checked {
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_check: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The last run of an operation on a cluster (`GET` and `PUT /cluster/{name}/deploy`, `upgrade`, `restart`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Operation {
    /// Of the cluster.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// `in_process`, `finished`, `failed`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// Of a deploy.
    #[serde(
        default,
        deserialize_with = "lenient::part",
        skip_serializing_if = "Option::is_none"
    )]
    pub version: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient::optional_texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub deployed: Option<Vec<String>>,
    #[serde(
        default,
        deserialize_with = "lenient::optional_texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub upgraded: Option<Vec<String>>,
    #[serde(
        default,
        deserialize_with = "lenient::optional_texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub restarted: Option<Vec<String>>,
    /// The host that is worked on; of a run that failed, the host it failed on.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub in_process: Vec<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub started_at: String,
    /// Empty while it runs, and for ever if the server's worker broke.
    #[serde(default, deserialize_with = "lenient::text")]
    pub finished_at: String,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What can be done to every host of a cluster in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OperationKind {
    Deploy,
    Upgrade,
    Restart,
}

/// A network (`GET` and `PUT /network/{name}`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Network {
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// `flannel_etcd`, `flannel_server`.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: String,
    #[serde(default, deserialize_with = "lenient::object")]
    pub options: Map<String, Value>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The configuration of a container manager (`GET` and `PUT /containermanager/{name}`).
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ContainerManager {
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// `openshift`, `trivial`.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: String,
    /// `server_url` and `token`, or `certificate_path` and `certificate_key_path`; nothing is hidden.
    #[serde(default, deserialize_with = "lenient::object")]
    pub options: Map<String, Value>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A list of names or addresses, as sent: in the store's order, which is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys(pub Vec<String>);

/// The answer to a deletion: `[]`, or nothing from older servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nothing;

impl Cluster {
    /// The addresses of its hosts, in their order; none where the answer hides them.
    pub fn members(&self) -> &[String] {
        self.hostset.as_deref().unwrap_or_default()
    }

    /// Whether it has a container manager. Without one its hosts never count as available.
    pub fn is_managed(&self) -> bool {
        !self.container_manager.is_empty()
    }
}

impl HostStatus {
    /// What the container manager says of the host, without the JSON-RPC envelope that 0.0.6 leaves around it.
    ///
    /// Nothing if the host is in no managed cluster, or its manager does not know it ("Host status").
    pub fn node(&self) -> Option<&Value> {
        let said = match &self.container_manager {
            Value::Object(members) if members.contains_key("jsonrpc") => members.get("result")?,
            other => other,
        };
        let is_empty = said.is_null() || said.as_object().is_some_and(Map::is_empty);
        (!is_empty).then_some(said)
    }
}

impl Operation {
    /// The hosts it is done with.
    pub fn done(&self) -> &[String] {
        let lists = [&self.deployed, &self.upgraded, &self.restarted];
        let list = lists.into_iter().find_map(Option::as_deref);
        list.unwrap_or_default()
    }
}

impl OperationKind {
    pub const ALL: [Self; 3] = [Self::Deploy, Self::Upgrade, Self::Restart];

    /// The last segment of its path, and the verb.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Upgrade => "upgrade",
            Self::Restart => "restart",
        }
    }
}

/// With the names of the options only: their values may be secret.
impl fmt::Debug for ContainerManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContainerManager")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("options", &self.options.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let elements = Vec::<Value>::deserialize(deserializer)?;
        Ok(Self(elements.into_iter().map(lenient::as_key).collect()))
    }
}

impl<'de> Deserialize<'de> for Hosts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let elements = Vec::<Value>::deserialize(deserializer)?;
        Ok(Self(elements.into_iter().map(host).collect()))
    }
}

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

fn host(element: Value) -> Host {
    serde_json::from_value(element.clone()).unwrap_or_else(|_| Host {
        address: lenient::as_key(element),
        ..Host::default()
    })
}
