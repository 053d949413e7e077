//! What the API sends: Imply Cloud Manager API 1.0.0, "Get cluster details" and "List clusters".
//!
//! Only what a screen shows is typed; the raw document stays the source for everything else. Every
//! field may be missing, null or of a newer form ([`super::lenient`]). Unknown fields are passed over
//! here and stay in the raw document.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{Count, Elements, Lenient, Object, Word};

/// A cluster: `{metadata, spec, status}`.
#[derive(Debug, Deserialize)]
pub struct Cluster<'a> {
    #[serde(borrow, default)]
    pub metadata: Lenient<Object<Metadata<'a>>>,
    /// The configuration, untouched.
    #[serde(borrow, default)]
    pub spec: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub status: Lenient<Object<Status<'a>>>,
}

/// What is left of a cluster whose other fields cannot be parsed.
#[derive(Debug, Default, Deserialize)]
pub struct Identity<'a> {
    #[serde(borrow, default)]
    pub metadata: Lenient<Object<Metadata<'a>>>,
}

/// `metadata`: the name people gave, and the id that requests name ("ObjectMeta").
#[derive(Debug, Default, Deserialize)]
pub struct Metadata<'a> {
    #[serde(borrow, default)]
    pub name: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub uid: Lenient<Word<'a>>,
}

/// `status`: what is observed; read-only ("ClusterStatus").
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status<'a> {
    /// Health: `OK` in the reference's sample.
    #[serde(borrow, default)]
    pub status: Lenient<Word<'a>>,
    /// Life cycle: `PENDING`, `UPDATING`, `STOPPED` occur in the reference.
    #[serde(borrow, default)]
    pub state: Lenient<Word<'a>>,
    #[serde(default)]
    pub update_state: Lenient<Object<UpdateState>>,
    #[serde(borrow, default)]
    pub servers: Lenient<Elements<Object<Server<'a>>>>,
    #[serde(borrow, default)]
    pub events: Lenient<Elements<Object<EventEntry<'a>>>>,
    #[serde(borrow, default)]
    pub load_balancers: Lenient<Object<LoadBalancers<'a>>>,
    /// Version of the configuration; goes up with each change ("resourceVersion", integer >= 0).
    #[serde(default)]
    pub resource_version: Lenient<Count>,
}

/// `status.updateState`: absent, null and zeros all mean that no update runs.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateState {
    #[serde(default)]
    pub total_stages: Lenient<Count>,
    #[serde(default)]
    pub current_stage: Lenient<Count>,
}

/// `status.servers[]`; `state` is free text, `nodeType` an open enum.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Server<'a> {
    #[serde(borrow, default)]
    pub instance_id: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub instance_type: Lenient<Word<'a>>,
    /// Missing while the server is pending.
    #[serde(borrow, default)]
    pub private_ip: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub public_ip: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub state: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub node_type: Lenient<Word<'a>>,
}

/// `status.events[]`; order and retention are not documented.
#[derive(Debug, Default, Deserialize)]
pub struct EventEntry<'a> {
    #[serde(borrow, default)]
    pub level: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub message: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub source: Lenient<Word<'a>>,
    /// ISO 8601, UTC.
    #[serde(borrow, default)]
    pub timestamp: Lenient<Word<'a>>,
}

/// `status.loadBalancers`: addresses; either may be missing.
#[derive(Debug, Default, Deserialize)]
pub struct LoadBalancers<'a> {
    #[serde(borrow, default)]
    pub public: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub private: Lenient<Word<'a>>,
}

/// The few facts of `spec` that a header shows ("ClusterSpec").
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec<'a> {
    /// Imply version, of the form `2026.01`.
    #[serde(borrow, default)]
    pub version: Lenient<Word<'a>>,
    #[serde(borrow, default)]
    pub desired_state: Lenient<Word<'a>>,
}
