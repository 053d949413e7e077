//! Whatever goes wrong becomes a typed error with words, or a row that can be read.

use std::collections::{HashMap, HashSet};

use super::harness::{assert_has_words, demonstrated, simulated};
use crate::managers::{ActionRequest, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Arguments, Notice, On, StateClass, Target, action};
use crate::transport::SendOutcome;

/// After these there is no answer that could be read.
const BREAKING: [&str; 12] = [
    "status=500",
    "status=502",
    "status=503",
    "status=404",
    "status=403",
    "status=401",
    "status=429",
    "status=418",
    "cut",
    "truncate",
    "not-json",
    "unreachable",
];
/// After these there is one, of a manager newer or vaguer than this build.
const CHANGING: [&str; 4] = [
    "unknown-values",
    "unknown-fields",
    "nulls",
    "unknown-values,unknown-fields,nulls",
];

/// Chance decides where an answer is cut or changed: often enough to meet most places.
const TRIES: usize = 12;

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_is_an_error_with_words() {
    for subject in simulated() {
        let id = subject.clusters().await.remove(0).id;
        for fault in BREAKING {
            subject.break_with(fault);
            for _ in 0..TRIES {
                let what = format!("{} with {fault}", subject.name);
                match subject.list(CLUSTERS).await {
                    (_, Err(error)) => assert_has_words(&error, &what),
                    // Some managers answer so when there is nothing to list.
                    (rows, Ok(())) => assert!(rows.is_empty() && *fault == *"status=404", "{what}"),
                }
                let read = subject.manager.read(CLUSTERS, &id).await;
                assert_has_words(&read.unwrap_err(), &what);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_means_the_same_of_every_manager() {
    type Meaning = fn(&ManagerError) -> bool;
    let meanings: [(&str, Meaning); 7] = [
        ("status=401", |error| {
            matches!(error, ManagerError::Unauthorized { .. })
        }),
        ("status=403", |error| {
            // Some managers answer so to a credential that they do not know.
            matches!(
                error,
                ManagerError::Forbidden { .. } | ManagerError::Unauthorized { .. }
            )
        }),
        ("status=429", |error| {
            matches!(error, ManagerError::RateLimited { .. })
        }),
        ("status=500", |error| {
            matches!(error, ManagerError::Refused { status: 500, .. })
        }),
        ("not-json", |error| {
            matches!(error, ManagerError::Refused { status: 502, .. })
        }),
        ("unreachable", |error| {
            matches!(error, ManagerError::Unreachable(_))
        }),
        ("expired-token", |error| {
            matches!(error, ManagerError::Unauthorized { .. })
        }),
    ];
    for subject in simulated() {
        for (fault, means) in meanings {
            subject.break_with(fault);
            let error = subject.list(CLUSTERS).await.1.unwrap_err();
            assert!(means(&error), "{} with {fault}: {error:?}", subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_of_a_newer_or_vaguer_manager_keeps_its_rows() {
    for subject in simulated() {
        let columns = subject.entry.about.kinds[0].columns.len();
        let before: Vec<_> = subject.clusters().await.into_iter().map(|row| row.id).collect();
        for fault in CHANGING {
            subject.break_with(fault);
            for _ in 0..TRIES {
                let what = format!("{} with {fault}", subject.name);
                let rows = subject.clusters().await;
                assert_eq!(rows.len(), before.len(), "{what}");
                let ids: HashSet<_> = rows.iter().map(|row| &row.id).collect();
                assert!(
                    ids.len() == rows.len() && !ids.iter().any(|id| id.is_empty()),
                    "{what}: {ids:?}"
                );
                for (row, id) in rows.iter().zip(&before) {
                    assert_eq!(row.cells.len(), columns, "{what}");
                    // Whatever is null, that which holds the id may be.
                    assert!(row.id == *id || fault.contains("nulls"), "{what}: {}", row.name);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_newer_manager_sends_is_judged_without_alarm() {
    for subject in simulated() {
        let rows = subject.clusters().await;
        let told = Arguments::default();
        for fault in CHANGING {
            subject.break_with(fault);
            for _ in 0..3 {
                for row in &rows {
                    let detail = subject.detail(&row.id).await;
                    let parts = detail.children.iter().flat_map(|children| &children.rows);
                    let parts: Vec<_> = std::iter::once(None).chain(parts.map(Some)).collect();
                    for part in parts {
                        let target = Target::of_detail(&detail, part.map(|part| &**part), &told);
                        for action in subject.entry.about.actions_on(CLUSTERS) {
                            let _offered = (action.available)(&target);
                            let _told = (action.consequences)(&target);
                            let _judged = (action.following)(&target, &target);
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_not_known_offers_nothing_that_changes_the_cluster() {
    for subject in simulated() {
        let before = subject.clusters().await.into_iter();
        let before: HashMap<_, _> = before.map(|row| (row.id, row.state.text)).collect();
        let (mut unknown, mut moved) = (0, 0);
        subject.break_with("unknown-values");
        for _ in 0..TRIES {
            for row in subject.clusters().await {
                if &*row.state.text != "BRAND_NEW" {
                    // One that is put together from the states of parts has no words but its own.
                    moved += usize::from(before.get(&row.id) != Some(&row.state.text));
                    let is_own = before.values().any(|known| *known == row.state.text);
                    assert!(is_own, "{}: {}", subject.name, row.state.text);
                    continue;
                }
                unknown += 1;
                let actions = subject.entry.about.actions_on(CLUSTERS);
                for action in actions.filter(|action| !action.on.is_new()) {
                    let availability = (action.available)(&Target::of_row(&row, &Arguments::default()));
                    assert!(!availability.is_offered(), "{}: {}", subject.name, action.id);
                }
            }
        }
        assert!(
            unknown > 0 || moved > 0,
            "{}: no state was replaced, nor one of what it comes from",
            subject.name
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_may_have_happened_is_never_called_refused() {
    for subject in simulated() {
        let about = subject.entry.about;
        let is_plain = |action: &&&Action| action.parameters.is_empty() && matches!(action.on, On::Object(_));
        let stop = about.action(action::STOP, CLUSTERS);
        let Some(stop) = stop.or_else(|| about.actions.iter().find(|action| is_plain(&action))) else {
            continue;
        };
        let rows = subject.rows(stop.on.kind()).await;
        let offered = rows.iter().find(|row| {
            let is_well = matches!(row.state.class, StateClass::Up | StateClass::Down);
            is_well && (stop.available)(&Target::of_row(row, &Arguments::default())).is_offered()
        });
        let id = &offered.unwrap().id;
        let object = subject.read(stop.on.kind(), id).await;
        let told = Arguments::default();
        let request = ActionRequest {
            arguments: stop.completed(&Target::of_detail(&object, None, &told), told.clone()),
            ..ActionRequest::new(stop.id, stop.on.kind(), id, None)
        };
        let outcomes = [
            ("cut", SendOutcome::Unknown),
            ("status=500", SendOutcome::Unknown),
            ("not-json", SendOutcome::Unknown),
            ("status=504", SendOutcome::Unknown),
            ("latency=10m", SendOutcome::Unknown),
            ("unreachable", SendOutcome::NotSent),
            ("status=409", SendOutcome::Refused),
            ("status=401", SendOutcome::Refused),
            ("status=429", SendOutcome::Refused),
        ];
        for (fault, outcome) in outcomes {
            subject.break_with(fault);
            let sent = subject.recorder.mutations().len();
            // A success: the cut came after a body that is not waited for.
            if let Err(error) = subject.act(&request).await {
                assert_eq!(
                    error.outcome(),
                    outcome,
                    "{} with {fault}: {error:?}",
                    subject.name
                );
                assert_has_words(&error, &subject.name);
            }
            let sent = subject.recorder.mutations().len() - sent;
            // What a spaced host did not look at may be sent again.
            let tries = match fault {
                "status=429" => subject.pace().tries(),
                _ => 1,
            };
            assert_eq!(
                sent, tries,
                "{} with {fault}: a change is sent once",
                subject.name
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_refused_credential_needs_the_user() {
    for subject in simulated() {
        for (fault, needs) in [
            ("status=401", true),
            ("status=403", true),
            ("status=500", false),
            ("unreachable", false),
        ] {
            subject.break_with(fault);
            let error = subject.list(CLUSTERS).await.1.unwrap_err();
            assert_eq!(error.needs_the_user(), needs, "{} with {fault}", subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_context_of_the_sandbox_gives_rows_or_says_why_not() {
    for subject in demonstrated() {
        let (rows, result) = subject.list(CLUSTERS).await;
        match result {
            Ok(()) => assert!(!rows.is_empty(), "{}", subject.name),
            Err(error) => {
                assert_has_words(&error, &subject.name);
                let notice = Notice::failure("list clusters", &error, error.hint());
                assert!(
                    notice.line().starts_with("Could not list clusters: "),
                    "{}",
                    notice.line()
                );
            }
        }
    }
}
