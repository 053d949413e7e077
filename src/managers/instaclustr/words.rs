//! The API's status words, classed ("Enumerations"); the word itself is kept as sent.
//!
//! Unknown words are neutral: newer than this build, and no alarm.

use crate::resource::health::canonical_word;
use crate::resource::{Health, HealthMark, State, StateClass};

/// A status of a cluster, a data centre, a node or a firewall rule.
///
/// `DEFERRED` is bad: only the vendor can help, and nobody knows when ("Life cycle"). `DEGRADED` is up, in poor
/// health.
pub fn status(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "RUNNING" | "DEGRADED" => StateClass::Up,
        "DELETING" => StateClass::GoingDown,
        "DELETED" => StateClass::Down,
        "FAILED" | "DEFERRED" => StateClass::Bad,
        _ if is_coming_up(word) => StateClass::Busy,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Whether it is on its way to `RUNNING`.
pub fn is_coming_up(word: &str) -> bool {
    matches!(
        canonical_word(word).as_str(),
        "GENESIS" | "PROVISIONING" | "PROVISIONED" | "JOINING" | "RESTORING"
    )
}

pub fn is_running(word: &str) -> bool {
    canonical_word(word) == "RUNNING"
}

/// How well a cluster is: the API has no word for it but the status, and how many nodes run.
///
/// Nothing while it comes up or goes: the status says all there is to say.
pub fn cluster_health(word: &str, nodes: Option<(u32, u32)>) -> Option<HealthMark> {
    let lacks_nodes = nodes.is_some_and(|(running, total)| running < total);
    let (text, health) = match canonical_word(word).as_str() {
        "RUNNING" if lacks_nodes => ("partial", Health::Warning),
        "RUNNING" => ("ok", Health::Ok),
        "DEGRADED" => ("degraded", Health::Warning),
        "DEFERRED" => ("deferred", Health::Warning),
        "FAILED" => ("failed", Health::Error),
        _ => return None,
    };
    Some(HealthMark::new(text, health))
}

/// The state of a peering: the vendor's words for GCP, the provider's own for AWS ("Enumerations").
pub fn peering_status(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "ACTIVE" => StateClass::Up,
        "INITIATING_REQUEST" | "PENDING_ACCEPTANCE" | "GENESIS" | "PROVISIONING" => StateClass::Busy,
        "DELETING" => StateClass::GoingDown,
        "DELETED" | "INACTIVE" => StateClass::Down,
        "FAILED" | "REJECTED" | "EXPIRED" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// The state of something that runs once and ends: a backup, a reload, the replacement of a node.
pub fn run_status(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "COMPLETED" | "REPLACED" => StateClass::Up,
        "GENESIS" | "ACTIVE" | "RUNNING" => StateClass::Busy,
        "CANCELLED" => StateClass::Down,
        "FAILED" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Whether a node of this size keeps a Kafka cluster together, and is no broker.
pub fn is_dedicated_zookeeper(size: &str) -> bool {
    let size = size.to_ascii_lowercase();
    size.starts_with("zk-") || size.starts_with("kdz-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_word_has_its_class() {
        let class = |word| status(word).class;
        for word in ["GENESIS", "PROVISIONING", "PROVISIONED", "JOINING", "RESTORING"] {
            assert_eq!(class(word), StateClass::Busy, "{word}");
        }
        let rest = ["RUNNING", "DEGRADED", "DELETING", "DELETED", "FAILED", "DEFERRED"].map(class);
        assert_eq!(
            rest,
            [
                StateClass::Up,
                StateClass::Up,
                StateClass::GoingDown,
                StateClass::Down,
                StateClass::Bad,
                StateClass::Bad
            ]
        );
        assert_eq!(peering_status("pending-acceptance").class, StateClass::Busy);
        assert_eq!(peering_status("active").class, StateClass::Up);
        assert_eq!(run_status("COMPLETED").class, StateClass::Up);
    }

    #[test]
    fn an_unknown_word_is_neutral_and_kept_as_sent() {
        for state in [
            status("Hibernating"),
            peering_status("Hibernating"),
            run_status("Hibernating"),
        ] {
            assert_eq!((state.class, &*state.text), (StateClass::Neutral, "Hibernating"));
        }
        assert_eq!(cluster_health("Hibernating", Some((1, 3))), None);
    }

    #[test]
    fn a_running_cluster_without_all_its_nodes_is_in_poor_health() {
        let health = |word, nodes| cluster_health(word, nodes).map(|mark| mark.health);
        assert_eq!(health("RUNNING", Some((3, 3))), Some(Health::Ok));
        assert_eq!(health("running", Some((2, 3))), Some(Health::Warning));
        assert_eq!(health("PROVISIONING", Some((0, 3))), None);
        assert_eq!(health("FAILED", None), Some(Health::Error));
    }
}
