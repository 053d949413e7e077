//! The API's status words, classed ("Enumerations"); the word itself is kept as sent.
//!
//! Unknown words are neutral: newer than this build, and no alarm.

use crate::resource::health::canonical_word;
use crate::resource::{Health, HealthMark, State, StateClass};

/// What an empty status shows as: the server leaves it so until it has looked at a new host.
pub const NEW: &str = "new";

/// `status` of a host.
///
/// `disassociated` is neutral: the host is sound and ready to join, yet serves in no managed cluster.
/// That is where it ought to be when nobody wants it elsewhere, so it is neither up nor an alarm. A new
/// host is busy: the server is about to look at it, or has crashed over it; which of both no answer tells.
pub fn host_status(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "" | "INVESTIGATING" | "BOOTSTRAPPING" => StateClass::Busy,
        "ACTIVE" => StateClass::Up,
        "FAILED" => StateClass::Bad,
        // Of server 0.0.1 only.
        "INACTIVE" => StateClass::Down,
        // `DISASSOCIATED`, and whatever else there may be.
        _ => StateClass::Neutral,
    };
    State::new(if word.trim().is_empty() { NEW } else { word }, class)
}

/// `status` of a cluster: health, for a cluster has no life cycle.
pub fn cluster_status(word: &str) -> HealthMark {
    let health = match canonical_word(word).as_str() {
        "OK" => Health::Ok,
        "DEGRADED" => Health::Warning,
        "FAILED" => Health::Error,
        _ => Health::Unknown,
    };
    HealthMark::new(word, health)
}

/// `status` of an operation.
pub fn operation_status(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "IN_PROCESS" => StateClass::Busy,
        "FINISHED" => StateClass::Up,
        "FAILED" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Whether a host with this status may join a cluster; any other is answered with 405 ("One member").
pub fn may_join(word: &str) -> bool {
    matches!(canonical_word(word).as_str(), "ACTIVE" | "DISASSOCIATED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_word_has_its_class() {
        let classes = |words: &[&str]| -> Vec<StateClass> {
            words.iter().map(|word| host_status(word).class).collect()
        };
        assert_eq!(
            classes(&["", "investigating", "bootstrapping"]),
            [StateClass::Busy; 3]
        );
        assert_eq!(
            classes(&["active", "disassociated", "failed", "inactive"]),
            [
                StateClass::Up,
                StateClass::Neutral,
                StateClass::Bad,
                StateClass::Down
            ]
        );
        assert_eq!(cluster_status("ok").health, Health::Ok);
        assert_eq!(cluster_status("degraded").health, Health::Warning);
        assert_eq!(cluster_status("failed").health, Health::Error);
        assert_eq!(operation_status("in_process").class, StateClass::Busy);
        assert_eq!(operation_status("finished").class, StateClass::Up);
        assert_eq!(operation_status("failed").class, StateClass::Bad);
    }

    #[test]
    fn an_empty_status_is_called_new() {
        assert_eq!(&*host_status("").text, "new");
    }

    #[test]
    fn an_unknown_word_is_neutral_and_kept_as_sent() {
        let state = host_status("Quarantined");
        assert_eq!((state.class, &*state.text), (StateClass::Neutral, "Quarantined"));
        assert_eq!(cluster_status("purple").health, Health::Unknown);
        assert_eq!(operation_status("paused").class, StateClass::Neutral);
    }

    #[test]
    fn only_sound_hosts_may_join() {
        for word in ["active", "disassociated"] {
            assert!(may_join(word), "{word}");
        }
        for word in ["", "investigating", "bootstrapping", "failed", "inactive"] {
            assert!(!may_join(word), "{word}");
        }
    }
}
