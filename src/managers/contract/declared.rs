//! What a manager says of itself holds together.

use std::collections::HashSet;

use super::harness::{demonstrated, simulated};
use crate::managers::registry::{self, REGISTRY};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Column, Kind, cluster};

/// Asserts that nothing occurs twice.
fn assert_unique<'a>(names: impl IntoIterator<Item = &'a str>, what: &str) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(!name.is_empty(), "{what}: one has no name");
        assert!(seen.insert(name), "{what}: {name} is there twice");
    }
}

fn assert_lower_case(word: &str, what: &str) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    assert!(
        !word.is_empty() && word.chars().all(plain),
        "{what}: {word:?} cannot be typed easily"
    );
}

#[test]
fn every_manager_is_found_by_its_own_name() {
    assert_unique(registry::names(), "the registry");
    for entry in REGISTRY {
        assert_lower_case(entry.about.name, "a manager's name");
        assert!(!entry.about.title.is_empty());
        let found = registry::find(&entry.about.name.to_uppercase()).unwrap();
        assert_eq!(found.about.name, entry.about.name);
    }
    assert!(registry::find("no such manager").is_none());
}

#[test]
fn clusters_come_first_and_have_the_columns_that_the_fleet_shows() {
    for entry in REGISTRY {
        let home = &entry.about.kinds[0];
        assert_eq!(home.id, CLUSTERS, "{}", entry.about.name);
        let ids = |columns: &[Column]| columns.iter().map(|column| column.id).collect::<Vec<_>>();
        assert_eq!(ids(home.columns), ids(&cluster::COLUMNS), "{}", entry.about.name);
    }
}

#[test]
fn kinds_and_columns_have_names_that_can_be_typed_and_told_apart() {
    for entry in REGISTRY {
        let about = entry.about;
        assert_unique(about.kinds.iter().map(|kind| kind.id.0), about.name);
        for kind in about.kinds {
            let what = format!("{} of {}", kind.id, about.name);
            assert_lower_case(kind.id.0, &what);
            assert_lower_case(kind.singular, &what);
            assert_unique(kind.columns.iter().map(|column| column.id), &what);
            for column in kind.columns {
                assert_lower_case(column.id, &what);
                assert_eq!(column.title, column.title.to_uppercase(), "{what}");
                assert!(
                    0 < column.width.0 && column.width.0 <= column.width.1,
                    "{what}: {}",
                    column.id
                );
            }
            let always_shown = kind.columns.iter().filter(|column| column.priority == 0);
            assert!(always_shown.count() >= 1, "{what}: a narrow table would be empty");
        }
    }
}

#[test]
fn a_part_that_is_an_object_of_its_own_is_one_of_a_listed_kind() {
    for entry in REGISTRY {
        let about = entry.about;
        for kind in about.kinds {
            let Some(listed_as) = kind.listed_as else { continue };
            let what = format!("{} of {}", kind.id, about.name);
            assert!(!kind.is_listed(), "{what}: it is listed itself");
            assert!(
                about.kind(listed_as).is_some_and(Kind::is_listed),
                "{what}: as {listed_as}"
            );
        }
    }
}

#[test]
fn actions_have_words_and_aim_at_kinds_that_there_are() {
    for entry in REGISTRY {
        let about = entry.about;
        for kind in about.kinds {
            assert_unique(about.actions_on(kind.id).map(|action| action.id.0), about.name);
        }
        for (id, reason) in about.not_offered {
            assert!(
                about.actions.iter().all(|action| action.id != *id),
                "{id} is offered"
            );
            assert!(!reason.is_empty() && !reason.ends_with('.'), "{id}: {reason:?}");
        }
        for action in about.actions {
            let what = format!("{} of {}", action.id, about.name);
            assert_lower_case(action.id.0, &what);
            assert!(
                about.kind(action.on.kind()).is_some(),
                "{what} aims at no kind of its manager"
            );
            assert!(
                action.title.starts_with(char::is_uppercase),
                "{what}: {:?}",
                action.title
            );
            assert!(
                action.past.starts_with(char::is_lowercase),
                "{what}: {:?}",
                action.past
            );
            assert!(
                action.help.starts_with(char::is_uppercase) && !action.help.ends_with('.'),
                "{what}: {:?}",
                action.help
            );
            assert_unique(action.parameters.iter().map(|parameter| parameter.name), &what);
            for parameter in action.parameters {
                assert_lower_case(parameter.name, &what);
                assert!(
                    !parameter.help.is_empty() && !parameter.help.ends_with('.'),
                    "{what}"
                );
                let is_needed = parameter.is_required && parameter.default.is_empty();
                assert_eq!(parameter.judge(parameter.default).is_err(), is_needed, "{what}");
            }
        }
    }
}

#[test]
fn settings_have_names_and_say_what_they_are_for() {
    for entry in REGISTRY {
        let about = entry.about;
        assert_unique(about.settings.iter().map(|setting| setting.name), about.name);
        for setting in about.settings {
            assert_lower_case(setting.name, about.name);
            assert!(!setting.help.is_empty(), "{}: {}", about.name, setting.name);
        }
    }
}

#[test]
fn a_manager_is_asked_at_a_pace_and_more_often_while_a_change_runs() {
    for entry in REGISTRY {
        let about = entry.about;
        let intervals = about.intervals;
        assert!(
            intervals.list.as_secs() >= 1 && intervals.busy.as_secs() >= 1,
            "{}",
            about.name
        );
        assert!(intervals.busy <= intervals.calm, "{}", about.name);
        assert!(about.concurrent >= 1, "{}", about.name);
    }
}

#[tokio::test]
async fn it_opens_with_its_declared_defaults_and_sends_nothing_by_that() {
    for subject in simulated().chain(demonstrated()) {
        assert_eq!(subject.recorder.count(), 0, "{}", subject.name);
        assert_eq!(subject.manager.about().name, subject.entry.about.name);
    }
}

#[test]
fn the_sandbox_has_a_context_of_every_manager() {
    let names: Vec<_> = demonstrated().map(|subject| subject.name).collect();
    assert_unique(names.iter().map(String::as_str), "the sandbox");
    for entry in REGISTRY {
        assert!(
            names.iter().any(|name| name.starts_with(entry.about.name)),
            "{names:?}"
        );
    }
}

#[test]
fn what_can_be_logged_in_to_is_listed() {
    for entry in REGISTRY {
        let about = entry.about;
        let Some(machines) = about.shell else { continue };
        assert!(
            about.kind(machines).is_some_and(Kind::is_listed),
            "{}: {machines}",
            about.name
        );
    }
}

#[test]
fn notes_have_words_and_parameters_that_can_be_told_apart() {
    for entry in REGISTRY {
        let about = entry.about;
        assert_unique(about.notes.iter().map(|note| note.id.0), about.name);
        for note in about.notes {
            let what = format!("{} of {}", note.id, about.name);
            assert_lower_case(note.id.0, &what);
            assert!(
                about.actions.iter().all(|action| action.id.0 != note.id.0),
                "{what}"
            );
            assert!(!note.help.is_empty() && !note.help.ends_with('.'), "{what}");
            assert_unique(note.parameters.iter().map(|parameter| parameter.name), &what);
            for parameter in note.parameters {
                assert_lower_case(parameter.name, &what);
                assert!(
                    !parameter.help.is_empty() && !parameter.help.ends_with('.'),
                    "{what}"
                );
            }
        }
    }
}
