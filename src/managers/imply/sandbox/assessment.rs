//! What a change means for a cluster: which kind of update it needs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::answer::Detail;
use super::definition::{Definition, Shape};
use super::model::{InstanceId, Server};
use super::update::{Stage, Style, Update};
use super::words::NodeType;

/// How a change reaches the servers; of two the greater one carries both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It does not concern the servers.
    Immediate,
    /// The servers take it in as they run.
    InPlace,
    /// One server after the other.
    Rolling,
    /// All servers at once, with an interruption.
    Hard,
}

/// What a change means for a cluster.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    /// The paths that differ, `spec.desiredState` left out.
    pub changed: Vec<String>,
    /// Whether `spec.desiredState` differs.
    pub desired_state_changed: bool,
    /// What cannot be changed at all.
    pub immutable: Vec<Detail>,
    /// What needs a hard update.
    pub needs_hard: Vec<Detail>,
    kind: Option<Kind>,
    bounces: bool,
    touched: BTreeMap<NodeType, Touch>,
}

/// What a change does to the servers of one type; the greater one includes the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Touch {
    Restart,
    Fresh,
}

/// What a changed path means.
enum Meaning {
    DesiredState,
    Immediate,
    InPlace,
    Scale,
    Touch(&'static [NodeType], Touch),
    Hard,
    Immutable,
}

impl Assessment {
    /// Compares two stored documents.
    pub fn of(old: &Value, new: &Value) -> Self {
        let mut paths = Vec::new();
        differences(old, new, &mut String::new(), &mut paths);
        let running = Shape::of(old.get("spec").unwrap_or(&Value::Null));
        let mut assessment = Self::default();
        let mut bouncing = Vec::new();
        for path in paths {
            match meaning(&path) {
                Meaning::DesiredState => {
                    assessment.desired_state_changed = true;
                    continue;
                }
                Meaning::Immediate => assessment.at_least(Kind::Immediate),
                Meaning::InPlace => assessment.at_least(Kind::InPlace),
                Meaning::Scale => assessment.at_least(Kind::Rolling),
                Meaning::Touch(node_types, touch) => {
                    assessment.at_least(Kind::Rolling);
                    for node_type in node_types {
                        let entry = assessment.touched.entry(*node_type).or_insert(touch);
                        *entry = touch.max(*entry);
                    }
                    bouncing.push(path.clone());
                }
                Meaning::Hard => {
                    assessment.at_least(Kind::Hard);
                    assessment
                        .needs_hard
                        .push(needs_hard(&path, "cannot be changed while servers run"));
                }
                Meaning::Immutable => assessment.immutable.push(Detail::new(
                    "ImmutableValue",
                    &path,
                    format!("{path} cannot be changed after the cluster is created"),
                )),
            }
            assessment.changed.push(path);
        }
        assessment.bounces = !bouncing.is_empty();
        if assessment.bounces && !assessment.can_roll(&running) {
            assessment.at_least(Kind::Hard);
            assessment.needs_hard.extend(
                bouncing
                    .iter()
                    .map(|path| needs_hard(path, "the cluster has too few servers to take turns")),
            );
        }
        assessment
    }

    /// How the change would reach the servers; nothing if there is no change besides the desired state.
    pub fn kind(&self, force: bool) -> Option<Kind> {
        match self.kind {
            // Adding and removing servers is always rolling; whatever restarts servers may be forced.
            Some(Kind::Rolling) if force && self.bounces => Some(Kind::Hard),
            kind => kind,
        }
    }

    /// The stages in which the change is applied.
    pub fn plan(&self, kind: Kind, new: &Shape, servers: &[Server], previous: Arc<Definition>) -> Update {
        let (style, stages) = match kind {
            Kind::Immediate | Kind::InPlace => (Style::InPlace, vec![Stage::InPlace]),
            Kind::Rolling => (Style::Rolling, self.rolling_stages(new, servers)),
            Kind::Hard => {
                let fresh =
                    NodeType::ALL.map(|node_type| self.touched.get(&node_type) == Some(&Touch::Fresh));
                (
                    Style::Hard,
                    vec![Stage::StopServers { fresh }, Stage::Apply, Stage::StartServers],
                )
            }
        };
        Update {
            style,
            stages,
            current: 0,
            waiting: Vec::new(),
            previous,
        }
    }

    /// Druid's own order: the tiers from the last to the first, then query, then master.
    fn rolling_stages(&self, new: &Shape, servers: &[Server]) -> Vec<Stage> {
        use NodeType::{DataTier1, DataTier2, DataTier3, Master, Query};
        let mut stages = Vec::new();
        for node_type in [DataTier3, DataTier2, DataTier1, Query, Master] {
            let of_group = servers.iter().filter(|server| server.node_type == node_type);
            let present: Vec<InstanceId> = of_group
                .filter(|server| !server.state.is_ending())
                .map(|server| server.id)
                .collect();
            let wanted = new.replicas(node_type);
            let kept = present.iter().take(wanted);
            match self.touched.get(&node_type) {
                Some(Touch::Fresh) => stages.extend(kept.map(|id| Stage::Replace(*id))),
                Some(Touch::Restart) => stages.extend(kept.map(|id| Stage::Restart(*id))),
                None => {}
            }
            stages.extend((present.len()..wanted).map(|_| Stage::Add(node_type)));
            stages.extend(present.iter().skip(wanted).map(|id| Stage::Remove(*id)));
        }
        stages.push(Stage::Close);
        stages
    }

    /// Whether the servers can take turns: enough of each role, and of each tier that is touched.
    fn can_roll(&self, running: &Shape) -> bool {
        running.replicas(NodeType::Master) >= 3
            && running.replicas(NodeType::Query) >= 2
            && self
                .touched
                .keys()
                .filter(|node_type| **node_type >= NodeType::DataTier1)
                .all(|tier| {
                    let replicas = running.replicas(*tier);
                    replicas == 0 || replicas >= 2
                })
    }

    fn at_least(&mut self, kind: Kind) {
        self.kind = self.kind.max(Some(kind));
    }
}

fn needs_hard(path: &str, reason: impl fmt::Display) -> Detail {
    let message =
        format!("{path} needs a hard update: {reason}; repeat with force=true to accept the interruption");
    Detail::new("HardUpdateRequired", path, message)
}

fn meaning(path: &str) -> Meaning {
    use NodeType::{DataTier1, DataTier2, DataTier3, Master, Query};
    const TIERS: &[NodeType] = &[DataTier1, DataTier2, DataTier3];
    if path == "metadata.name" {
        return Meaning::Immediate;
    }
    let path = path.strip_prefix("spec.").unwrap_or(path);
    let (part, member) = path.split_once('.').unwrap_or((path, ""));
    let touch = if member.ends_with("instanceType") {
        Touch::Fresh
    } else {
        Touch::Restart
    };
    match (part, member) {
        ("desiredState", _) => Meaning::DesiredState,
        ("awsTags", _) | ("metadataStore", "backupRetention" | "monitoring") => Meaning::InPlace,
        ("encryptVolumes" | "deepStorage", _) | ("metadataStore", "encrypt") => Meaning::Immutable,
        ("awsInstanceRole" | "awsKeyPair", _) | ("metadataStore", "instanceType" | "diskSize") => {
            Meaning::Hard
        }
        ("master" | "query", "replicas")
        | ("data", "tier1.replicas" | "tier2.replicas" | "tier3.replicas" | "tier2" | "tier3") => {
            Meaning::Scale
        }
        ("version", _) => Meaning::Touch(&NodeType::ALL, Touch::Fresh),
        (
            "commonRuntimeProperties"
            | "druidExtensions"
            | "customDruidExtensions"
            | "featureFlags"
            | "customFiles",
            _,
        ) => Meaning::Touch(&NodeType::ALL, Touch::Restart),
        ("master", _) => Meaning::Touch(&[Master], touch),
        ("query", _) | ("pivot", _) => Meaning::Touch(&[Query], touch),
        ("data", member) if member.starts_with("tier1") => Meaning::Touch(&[DataTier1], touch),
        ("data", member) if member.starts_with("tier2") => Meaning::Touch(&[DataTier2], touch),
        ("data", member) if member.starts_with("tier3") => Meaning::Touch(&[DataTier3], touch),
        ("data", _) => Meaning::Touch(TIERS, Touch::Restart),
        _ => Meaning::InPlace,
    }
}

/// The dotted paths at which two documents differ; objects on both sides are entered, arrays are not.
fn differences(old: &Value, new: &Value, path: &mut String, found: &mut Vec<String>) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        if old != new {
            found.push(path.clone());
        }
        return;
    };
    let added = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(added) {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(key);
        let null = Value::Null;
        differences(
            before.get(key).unwrap_or(&null),
            after.get(key).unwrap_or(&null),
            path,
            found,
        );
        path.truncate(length);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(masters: u32) -> Value {
        json!({"metadata": {"name": "orders"}, "spec": {
            "version": "2026.01", "desiredState": "STARTED", "awsTags": [], "awsKeyPair": "ops",
            "master": {"replicas": masters, "instanceType": "m5.large"},
            "query": {"replicas": 2, "instanceType": "c5.large"},
            "data": {"tier1": {"replicas": 2, "instanceType": "i3.large"}},
            "deepStorage": {"path": "s3://b"},
        }})
    }

    fn assess(masters: u32, pointer: &str, value: Value) -> Assessment {
        let old = document(masters);
        let mut new = old.clone();
        *new.pointer_mut(pointer).unwrap() = value;
        Assessment::of(&old, &new)
    }

    #[test]
    fn each_change_has_its_kind() {
        for (pointer, value, kind) in [
            ("/metadata/name", json!("x"), Kind::Immediate),
            (
                "/spec/awsTags",
                json!([{"name": "a", "value": "b"}]),
                Kind::InPlace,
            ),
            ("/spec/master/replicas", json!(5), Kind::Rolling),
            ("/spec/version", json!("2026.06"), Kind::Rolling),
            ("/spec/awsKeyPair", json!("x"), Kind::Hard),
        ] {
            assert_eq!(assess(3, pointer, value).kind(false), Some(kind), "{pointer}");
        }
        assert_eq!(
            assess(3, "/spec/desiredState", json!("STOPPED")).kind(false),
            None
        );
    }

    #[test]
    fn what_restarts_servers_is_hard_if_they_cannot_take_turns() {
        let version = assess(1, "/spec/version", json!("2026.06"));
        assert_eq!(version.kind(false), Some(Kind::Hard));
        assert_eq!(version.needs_hard[0].target, "spec.version");
        let replicas = assess(1, "/spec/master/replicas", json!(3));
        assert_eq!(
            replicas.kind(true),
            Some(Kind::Rolling),
            "adding servers is always rolling"
        );
    }

    #[test]
    fn force_makes_a_rolling_restart_hard() {
        assert_eq!(
            assess(3, "/spec/version", json!("2026.06")).kind(true),
            Some(Kind::Hard)
        );
        assert_eq!(
            assess(3, "/spec/awsTags", json!([1])).kind(true),
            Some(Kind::InPlace)
        );
    }

    #[test]
    fn storage_and_encryption_cannot_change() {
        let moved = assess(3, "/spec/deepStorage/path", json!("s3://other"));
        assert_eq!(moved.immutable[0].code, "ImmutableValue");
        assert_eq!(moved.immutable[0].target, "spec.deepStorage.path");
    }
}
