//! The API's open enums: known values by their class, newer ones by pattern, the rest neutral.
//!
//! Compared without regard to case, and with `-`, `_` and space alike. Exact words are matched
//! before the patterns, so that `STARTED` is not taken for `START…`.

use crate::resource::health::canonical_word;
use crate::resource::{Health, HealthMark, Level, LevelMark, State, StateClass};

/// `status.state` of a cluster.
pub fn cluster_state(word: &str) -> State {
    let canonical = canonical_word(word);
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| canonical.starts_with(prefix));
    let class = match canonical.as_str() {
        "RUNNING" | "STARTED" | "ACTIVE" | "READY" => StateClass::Up,
        "STOPPED" => StateClass::Down,
        "PENDING" => StateClass::Busy,
        "STOPPING" | "TERMINATING" => StateClass::GoingDown,
        _ if begins(&["CREAT", "START", "UPDAT", "RESTART"]) => StateClass::Busy,
        _ if begins(&["DELET"]) => StateClass::GoingDown,
        _ if begins(&["FAIL", "ERROR"]) => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// `state` of a server: free text in the reference, the words of EC2 in practice.
pub fn server_state(word: &str) -> State {
    let class = match canonical_word(word).as_str() {
        "RUNNING" => StateClass::Up,
        "PENDING" => StateClass::Busy,
        "STOPPING" | "SHUTTING_DOWN" => StateClass::GoingDown,
        "STOPPED" | "TERMINATED" => StateClass::Down,
        other if other.starts_with("FAIL") || other.starts_with("ERROR") => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// `status.status`: health.
pub fn health(word: &str) -> HealthMark {
    let canonical = canonical_word(word);
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| canonical.starts_with(prefix));
    let health = match canonical.as_str() {
        "OK" | "HEALTHY" => Health::Ok,
        "UNHEALTHY" => Health::Error,
        _ if begins(&["WARN", "DEGRAD"]) => Health::Warning,
        _ if begins(&["ERR", "FAIL", "CRIT"]) => Health::Error,
        _ => Health::Unknown,
    };
    HealthMark::new(word, health)
}

/// `level` of an event.
pub fn level(word: &str) -> LevelMark {
    let canonical = canonical_word(word);
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| canonical.starts_with(prefix));
    let level = match () {
        () if begins(&["WARN"]) => Level::Warning,
        () if begins(&["ERR", "FATAL", "CRIT"]) => Level::Error,
        () => Level::Normal,
    };
    LevelMark::new(word, level)
}

/// What a `nodeType` counts as when servers are summed up: master, query, data, or its own word.
pub fn node_group(word: &str) -> &str {
    let canonical = canonical_word(word);
    match () {
        () if canonical.starts_with("MASTER") => "master",
        () if canonical.starts_with("QUERY") => "query",
        () if canonical.starts_with("DATA") => "data",
        () => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_have_their_class_in_any_spelling() {
        assert_eq!(cluster_state("Started").class, StateClass::Up);
        assert_eq!(cluster_state("STARTING").class, StateClass::Busy);
        assert_eq!(cluster_state("rolling-back").class, StateClass::Neutral);
        assert_eq!(server_state("Shutting Down").class, StateClass::GoingDown);
        assert_eq!(health("DEGRADED").health, Health::Warning);
        assert_eq!(level("Warning").level, Level::Warning);
    }

    #[test]
    fn an_unknown_word_is_neutral_and_kept_as_sent() {
        let state = cluster_state("Hibernated");
        assert_eq!((state.class, &*state.text), (StateClass::Neutral, "Hibernated"));
        assert_eq!(health("PURPLE").health, Health::Unknown);
    }
}
