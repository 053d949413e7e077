//! What a user defines: name and spec, stored as JSON and read where the manager must.

use std::sync::Arc;

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value, json};

use super::words::NodeType;

/// A stored definition: `metadata.name` and `spec`.
#[derive(Debug)]
pub struct Definition {
    /// `metadata.name`.
    pub name: String,
    /// `spec` as compact JSON, defaults filled in.
    pub spec: Box<RawValue>,
    /// What the simulator itself reads from the spec.
    pub shape: Shape,
}

/// What the simulator reads from a spec.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Whether `desiredState` is `STOPPED`.
    pub stopped: bool,
    /// Whether Pivot is reached directly, which takes a public load balancer.
    pub public: bool,
    /// The servers that there are to be; `None` for a tier that does not exist.
    pub groups: [Option<Group>; 5],
}

/// The servers of one node type that there are to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// How many.
    pub replicas: usize,
    /// On which EC2 instance type.
    pub instance_type: Arc<str>,
}

impl Definition {
    /// Stores a document of the form `{"metadata": {"name"}, "spec"}` that has passed validation.
    pub fn of(document: &Value) -> Self {
        let name = document
            .pointer("/metadata/name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let spec = document.get("spec").cloned().unwrap_or_default();
        let shape = Shape::of(&spec);
        let spec = to_raw_value(&spec).unwrap_or_else(|_| RawValue::NULL.to_owned());
        Self {
            name: name.to_owned(),
            spec,
            shape,
        }
    }

    /// The document again, as [`of`](Self::of) took it.
    pub fn document(&self) -> Value {
        let spec: Value = serde_json::from_str(self.spec.get()).unwrap_or_default();
        json!({"metadata": {"name": self.name}, "spec": spec})
    }
}

impl Shape {
    /// Reads what the simulator must know from a spec; what is missing or odd counts as the smallest.
    pub fn of(spec: &Value) -> Self {
        let word = |pointer: &str| spec.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let group = |pointer: &str| {
            let group = spec.pointer(pointer).filter(|group| group.is_object())?;
            let replicas = group.get("replicas").and_then(Value::as_u64).unwrap_or(1);
            let instance_type = group
                .get("instanceType")
                .and_then(Value::as_str)
                .unwrap_or("m5.large");
            Some(Group {
                replicas: usize::try_from(replicas).unwrap_or(usize::MAX).min(MOST_REPLICAS),
                instance_type: instance_type.into(),
            })
        };
        Self {
            stopped: word("/desiredState") == "STOPPED",
            public: !matches!(word("/pivot/accessMode"), "" | "PROXIED"),
            groups: ["/master", "/query", "/data/tier1", "/data/tier2", "/data/tier3"].map(group),
        }
    }

    /// The servers of one node type that there are to be.
    pub fn group(&self, node_type: NodeType) -> Option<&Group> {
        self.groups.get(node_type as usize)?.as_ref()
    }

    /// How many servers of one node type there are to be.
    pub fn replicas(&self, node_type: NodeType) -> usize {
        self.group(node_type).map_or(0, |group| group.replicas)
    }
}

/// More servers of one type than this are not simulated, whatever the spec asks for.
const MOST_REPLICAS: usize = 1_000;

/// Brings a document into the form that is stored: known members in the documented order, the defaults of the
/// reference filled in, `status` and all of `metadata` but the name dropped, unknown members of the spec kept at
/// the end.
pub fn completed(mut document: Value) -> Value {
    let mut metadata = taken(&mut document, "metadata");
    if metadata.is_object() {
        // What is not stored must not count as a change.
        let name = taken(&mut metadata, "name");
        metadata = if name.is_null() {
            json!({})
        } else {
            json!({"name": name})
        };
    }
    let spec = taken(&mut document, "spec");
    let spec = if spec.is_object() {
        completed_spec(spec)
    } else {
        spec
    };
    json!({"metadata": metadata, "spec": spec})
}

fn completed_spec(mut spec: Value) -> Value {
    for part in ["master", "query", "metadataStore", "pivot", "deepStorage"] {
        if let Some(value) = spec.get_mut(part).filter(|value| value.is_object()) {
            *value = ordered(value.take(), members_of(part));
        }
    }
    if let Some(data) = spec.get_mut("data").filter(|value| value.is_object()) {
        for tier in ["tier1", "tier2", "tier3"] {
            if let Some(value) = data.get_mut(tier).filter(|value| value.is_object()) {
                *value = ordered(value.take(), members_of("tier"));
            }
        }
        *data = ordered(data.take(), members_of("data"));
    }
    if let Some(Value::Array(files)) = spec.get_mut("customFiles") {
        for file in files.iter_mut().filter(|file| file.is_object()) {
            *file = ordered(file.take(), members_of("customFile"));
        }
    }
    ordered(spec, members_of("spec"))
}

/// What a member is if nobody gives it.
#[derive(Clone, Copy)]
enum WhenAbsent {
    Absent,
    Empty,
    Text(&'static str),
    Number(u64),
    Bool(bool),
    Proxied,
}

use WhenAbsent::{Absent, Bool, Empty, Number, Proxied, Text};

/// The documented members of a part, in the order of the samples, with their defaults.
fn members_of(part: &str) -> &'static [(&'static str, WhenAbsent)] {
    match part {
        "spec" => &[
            ("version", Absent),
            ("desiredState", Text("STARTED")),
            ("awsInstanceRole", Absent),
            ("awsKeyPair", Absent),
            ("awsTags", Empty),
            ("encryptVolumes", Absent),
            ("commonRuntimeProperties", Empty),
            ("master", Absent),
            ("query", Absent),
            ("data", Absent),
            ("metadataStore", Absent),
            ("pivot", Proxied),
            ("deepStorage", Absent),
            ("druidExtensions", Empty),
            ("customDruidExtensions", Empty),
            ("featureFlags", Empty),
            ("customFiles", Empty),
        ],
        "master" => &[
            ("replicas", Absent),
            ("instanceType", Absent),
            ("coordinatorRuntimeProperties", Empty),
            ("overlordRuntimeProperties", Empty),
        ],
        "query" => &[
            ("replicas", Absent),
            ("instanceType", Absent),
            ("brokerRuntimeProperties", Empty),
            ("routerRuntimeProperties", Empty),
            ("pivotConfiguration", Absent),
        ],
        "data" => &[
            ("historicalRuntimeProperties", Empty),
            ("middleManagerRuntimeProperties", Empty),
            ("tier1", Absent),
            ("tier2", Absent),
            ("tier3", Absent),
        ],
        "tier" => &[
            ("replicas", Absent),
            ("instanceType", Absent),
            ("historicalRuntimeProperties", Empty),
            ("middleManagerRuntimeProperties", Empty),
        ],
        "metadataStore" => &[
            ("instanceType", Absent),
            ("diskSize", Number(20)),
            ("backupRetention", Number(14)),
            ("monitoring", Absent),
            ("encrypt", Bool(true)),
        ],
        "pivot" => &[
            ("accessMode", Text("PROXIED")),
            ("url", Absent),
            ("roleAuthority", Absent),
            ("options", Absent),
        ],
        "customFile" => &[
            ("path", Absent),
            ("type", Text("USER")),
            ("executable", Bool(false)),
            ("unpack", Bool(false)),
        ],
        _ => &[("path", Absent), ("encrypt", Absent)],
    }
}

fn ordered(mut value: Value, members: &[(&str, WhenAbsent)]) -> Value {
    let mut complete = Map::new();
    for (name, default) in members {
        let given = taken(&mut value, name);
        let member = match (given.is_null(), default) {
            (false, _) => given,
            (true, Absent) => continue,
            (true, Empty) => json!([]),
            (true, Text(text)) => json!(text),
            (true, Number(number)) => json!(number),
            (true, Bool(flag)) => json!(flag),
            (true, Proxied) => json!({"accessMode": "PROXIED"}),
        };
        complete.insert((*name).to_owned(), member);
    }
    if let Value::Object(unknown) = value {
        complete.extend(unknown.into_iter().filter(|(_, member)| !member.is_null()));
    }
    Value::Object(complete)
}

/// Takes a member out of an object; null if there is none.
fn taken(value: &mut Value, member: &str) -> Value {
    value
        .as_object_mut()
        .and_then(|members| members.shift_remove(member))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_members_get_the_defaults_of_the_reference() {
        let stored = completed(json!({"metadata": {"name": "orders"}, "spec": {
            "deepStorage": {"path": "s3://b"}, "metadataStore": {}, "master": {"replicas": 1},
            "customFiles": [{"path": "s3://b/f"}], "version": "2026.01",
        }}));
        let spec = &stored["spec"];
        assert_eq!(spec["desiredState"], "STARTED");
        assert_eq!(spec["pivot"], json!({"accessMode": "PROXIED"}));
        assert_eq!(
            spec["metadataStore"],
            json!({"diskSize": 20, "backupRetention": 14, "encrypt": true})
        );
        assert_eq!(spec["master"]["overlordRuntimeProperties"], json!([]));
        assert_eq!(spec["customFiles"][0]["type"], "USER");
        let order: Vec<&String> = spec.as_object().unwrap().keys().collect();
        assert_eq!(order[..3], ["version", "desiredState", "awsTags"]);
    }

    #[test]
    fn unknown_members_are_kept_and_read_only_ones_dropped() {
        let stored = completed(json!({
            "metadata": {"name": "orders", "uid": "x", "new": 1}, "spec": {"future": {"a": 1}}, "status": {"state": "RUNNING"},
        }));
        assert_eq!(stored["metadata"], json!({"name": "orders"}));
        assert_eq!(stored["spec"]["future"], json!({"a": 1}));
        assert!(stored.get("status").is_none());
    }

    #[test]
    fn the_samples_are_complete_already() {
        for sample in crate::managers::imply::sandbox::fixture::SAMPLES {
            let mut document: Value = serde_json::from_str(sample).unwrap();
            document.as_object_mut().unwrap().remove("status");
            document["metadata"].as_object_mut().unwrap().remove("uid");
            assert_eq!(completed(document.clone()).to_string(), document.to_string());
        }
    }

    #[test]
    fn a_definition_gives_back_its_document() {
        let document =
            completed(json!({"metadata": {"name": "orders"}, "spec": {"master": {"replicas": 3}}}));
        let definition = Definition::of(&document);
        assert_eq!(definition.document(), document);
        assert_eq!(definition.shape.replicas(NodeType::Master), 3);
        assert_eq!(definition.shape.replicas(NodeType::DataTier2), 0);
    }
}
