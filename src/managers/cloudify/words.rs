//! The API's status words, classed (§2); the word itself is kept as sent.
//!
//! Unknown words are neutral: newer than this build, and no alarm.

use crate::managers::event_log::EventWord;
use crate::resource::{Level, LevelMark, State, StateClass};

/// Statuses of an execution that has not ended and keeps others from starting (§2, §6.1).
const ACTIVE: [&str; 5] = [
    "pending",
    "started",
    "cancelling",
    "force_cancelling",
    "kill_cancelling",
];

/// The status of an execution.
pub fn execution_status(word: &str) -> State {
    let class = match word {
        "pending" | "started" => StateClass::Busy,
        "cancelling" | "force_cancelling" | "kill_cancelling" => StateClass::GoingDown,
        "terminated" | "completed" => StateClass::Up,
        "failed" => StateClass::Bad,
        "cancelled" => StateClass::Down,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Whether an execution of this status is under way.
pub fn is_active(word: &str) -> bool {
    ACTIVE.contains(&word)
}

/// Whether an execution of this status has ended.
pub fn has_ended(word: &str) -> bool {
    matches!(word, "terminated" | "completed" | "failed" | "cancelled")
}

/// The state of a node instance: a free text, of which the usual words are known.
pub fn instance_state(word: &str) -> State {
    let class = match word {
        "started" => StateClass::Up,
        "initializing" | "creating" | "created" | "configuring" | "configured" | "starting" => {
            StateClass::Busy
        }
        "stopping" | "deleting" => StateClass::GoingDown,
        "uninitialized" | "stopped" | "deleted" => StateClass::Down,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Whether something of an instance is there: any state but `uninitialized` and `deleted`.
pub fn is_live(word: &str) -> bool {
    !matches!(word, "uninitialized" | "deleted")
}

pub fn is_started(word: &str) -> bool {
    word == "started"
}

/// The status of a snapshot.
pub fn snapshot_status(word: &str) -> State {
    let class = match word {
        "creating" | "uploading" => StateClass::Busy,
        "created" | "uploaded" => StateClass::Up,
        "failed" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// How far the upload of a blueprint has come; only 6.0 and later say.
pub fn blueprint_state(word: &str) -> State {
    let class = match word {
        "uploaded" => StateClass::Up,
        "pending" | "validating" | "uploading" | "extracting" | "parsing" => StateClass::Busy,
        "invalid" => StateClass::Bad,
        failed if failed.starts_with("failed") => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// The state of a service: a free text, judged by systemd's own word (`active`) where that is told.
pub fn service_state(word: &str, active: &str) -> State {
    let judged = if active.is_empty() { word } else { active };
    let class = match judged.to_ascii_lowercase().as_str() {
        "active" | "running" | "up" | "finish" | "exited" => StateClass::Up,
        "activating" | "reloading" => StateClass::Busy,
        "deactivating" => StateClass::GoingDown,
        "inactive" | "dead" | "down" => StateClass::Down,
        "failed" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(if word.is_empty() { active } else { word }, class)
}

/// The status of the manager itself.
pub fn manager_status(word: &str) -> State {
    let class = match word.to_ascii_lowercase().as_str() {
        "running" | "ok" => StateClass::Up,
        "degraded" | "fail" => StateClass::Bad,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Whether the manager is kept from working.
pub fn maintenance_status(word: &str) -> State {
    let class = match word {
        "deactivated" => StateClass::Up,
        "activating" => StateClass::GoingDown,
        "activated" => StateClass::Down,
        _ => StateClass::Neutral,
    };
    State::new(word, class)
}

/// Levels of logs, the least important first (§2, `level`).
pub const LEVELS: [EventWord; 5] = [
    word("debug", Level::Normal),
    word("info", Level::Normal),
    word("warning", Level::Warning),
    word("error", Level::Error),
    word("critical", Level::Error),
];

/// Types of events (§2, `event_type`).
pub const EVENT_TYPES: [EventWord; 11] = [
    word("workflow_started", Level::Normal),
    word("workflow_succeeded", Level::Normal),
    word("workflow_failed", Level::Error),
    word("workflow_cancelled", Level::Warning),
    word("workflow_stage", Level::Normal),
    word("workflow_node_event", Level::Normal),
    word("sending_task", Level::Normal),
    word("task_started", Level::Normal),
    word("task_succeeded", Level::Normal),
    word("task_rescheduled", Level::Warning),
    word("task_failed", Level::Error),
];

const fn word(word: &'static str, level: Level) -> EventWord {
    EventWord { word, level }
}

/// How serious an event or a log line is: logs say so, events by what they are.
pub fn level(event_type: &str, level: &str) -> LevelMark {
    let of = |words: &[EventWord], meant: &str| {
        let known = words.iter().find(|it| it.word == meant);
        known.map_or(Level::Normal, |it| it.level)
    };
    if event_type.is_empty() {
        let sent = level.to_ascii_lowercase();
        let class = of(&LEVELS, &sent);
        return LevelMark::new(if sent.is_empty() { "info" } else { &sent }, class);
    }
    let class = of(&EVENT_TYPES, event_type);
    let word = match class {
        Level::Normal => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    LevelMark::new(word, class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_shown_as_sent_and_raises_no_alarm() {
        for state in [
            execution_status("paused"),
            instance_state("my own words"),
            snapshot_status("moved"),
            blueprint_state("archived"),
            service_state("resting", ""),
            manager_status("who knows"),
            maintenance_status("perhaps"),
        ] {
            assert_eq!(state.class, StateClass::Neutral, "{}", state.text);
        }
        assert_eq!(level("something_new", "").level, Level::Normal);
    }

    #[test]
    fn a_service_is_judged_by_what_systemd_says_of_it() {
        assert_eq!(service_state("exited", "active").class, StateClass::Up);
        assert_eq!(service_state("running", "failed").class, StateClass::Bad);
        assert_eq!(service_state("Inactive", "").class, StateClass::Down);
    }
}
