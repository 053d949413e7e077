//! Lists and details agree, also of many thousand clusters; secrets are known.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::harness::{Subject, demonstrated, simulated, simulated_as};
use crate::managers::ManagerError;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, Id, Row, Takes};

/// Every world, without what goes wrong in it.
fn undisturbed() -> impl Iterator<Item = Subject> {
    simulated()
        .chain(demonstrated())
        .inspect(|subject| subject.faults.clear())
}

fn assert_well_formed(row: &Row, columns: usize, subject: &str) {
    assert!(!row.id.is_empty() && !row.name.is_empty(), "{subject}: {row:?}");
    assert_eq!(
        row.cells.len(),
        columns,
        "{subject}: {} cells of {}",
        row.cells.len(),
        row.name
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_has_a_row_with_an_id_of_its_own_for_every_cluster() {
    for subject in undisturbed() {
        let columns = subject.entry.about.kinds[0].columns.len();
        let rows = subject.clusters().await;
        assert!(!rows.is_empty(), "{}", subject.name);
        let ids: HashSet<_> = rows.iter().map(|row| &row.id).collect();
        assert_eq!(ids.len(), rows.len(), "{}: ids are not unique", subject.name);
        for row in &rows {
            assert_well_formed(row, columns, &subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_read_alone_is_what_the_list_says() {
    for subject in undisturbed() {
        let kinds = subject.entry.about.kinds.iter();
        for kind in kinds.filter(|kind| kind.is_listed()) {
            let mut read = Vec::new();
            for row in subject.rows(kind.id).await {
                let detail = subject.read(kind.id, &row.id).await;
                assert_well_formed(&row, kind.columns.len(), &subject.name);
                assert!(!detail.document.is_empty(), "{}: {}", subject.name, row.name);
                read.push(detail.row);
            }
            // What was learnt by reading one is remembered of the list.
            for (row, read) in subject.rows(kind.id).await.iter().zip(read) {
                assert_eq!(*read, *row, "{}: {}", subject.name, kind.id);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn parts_are_of_declared_kinds_and_events_are_in_order() {
    for subject in undisturbed() {
        let about = subject.entry.about;
        let mut parts = 0;
        for row in subject.clusters().await {
            let Detail { children, events, .. } = subject.detail(&row.id).await;
            for group in &children {
                let kind = about.kind(group.kind);
                let columns = kind.unwrap_or_else(|| panic!("{}: {} is no kind", subject.name, group.kind));
                for part in &group.rows {
                    assert_well_formed(part, columns.columns.len(), &subject.name);
                }
                let ids: HashSet<_> = group.rows.iter().map(|part| &part.id).collect();
                assert_eq!(ids.len(), group.rows.len(), "{}: {}", subject.name, row.name);
                parts += group.rows.len();
            }
            let times: Vec<_> = events
                .iter()
                .map(|event| (event.at.is_none(), event.at))
                .collect();
            assert!(times.is_sorted(), "{}: the events of {}", subject.name, row.name);
            assert!(
                events.iter().all(|event| !event.is_observed()),
                "{}",
                subject.name
            );
            assert!(about.event_feed || events.is_empty(), "{}", subject.name);
        }
        assert!(parts > 0, "{}: no cluster has a part", subject.name);
    }
}

/// Clusters of one world whose parts are walked: each list costs requests.
const WALKED: usize = 12;

#[tokio::test(start_paused = true)]
async fn parts_that_are_listed_alone_have_ids_of_their_own_and_a_cell_for_each_column() {
    for subject in undisturbed() {
        let kinds = subject.entry.about.kinds.iter();
        let kinds: Vec<_> = kinds.filter(|kind| kind.is_per_cluster()).collect();
        if kinds.is_empty() {
            continue;
        }
        let clusters = subject.clusters().await;
        for kind in kinds {
            for cluster in clusters.iter().take(WALKED) {
                let what = format!("{}: {} of {}", subject.name, kind.id, cluster.name);
                let parts = subject.parts(kind.id, &cluster.id).await;
                let ids: HashSet<_> = parts.iter().map(|part| &part.id).collect();
                assert_eq!(ids.len(), parts.len(), "{what}: ids are not unique");
                for part in &parts {
                    assert_well_formed(part, kind.columns.len(), &what);
                }
            }
        }
    }
}

/// Asserts that these are the first of a list, and that how many there are was told if they are not all.
fn assert_first(first: &[Id], total: Option<u64>, all: &[Id], what: &str) {
    assert!(
        !first.is_empty() && all.starts_with(first),
        "{what}: {first:?} of {all:?}"
    );
    if first.len() < all.len() {
        assert_eq!(total, Some(all.len() as u64), "{what}: a list that was cut short");
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_list_whose_first_rows_are_wanted_these_come_and_how_many_there_are() {
    for subject in undisturbed() {
        let kinds = subject.entry.about.kinds.iter();
        for kind in kinds.filter(|kind| kind.is_listed()) {
            let all = subject.rows(kind.id).await;
            let all: Vec<Id> = all.iter().map(|row| Id::clone(&row.id)).collect();
            for wanted in [1, 3] {
                let (first, total) = subject.first(kind.id, wanted).await;
                let what = format!("{}: {}", subject.name, kind.id);
                if first.len() < wanted {
                    assert_eq!(first, all, "{what}");
                } else {
                    assert_first(&first, total, &all, &what);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn of_parts_whose_first_rows_are_wanted_these_come_and_how_many_there_are() {
    for subject in undisturbed() {
        let kinds = subject.entry.about.kinds.iter();
        let kinds: Vec<_> = kinds.filter(|kind| kind.is_per_cluster()).collect();
        if kinds.is_empty() {
            continue;
        }
        for cluster in subject.clusters().await.iter().take(WALKED) {
            for kind in &kinds {
                let ids =
                    |rows: &[Arc<Row>]| -> Vec<Id> { rows.iter().map(|row| Id::clone(&row.id)).collect() };
                let all = ids(&subject.parts(kind.id, &cluster.id).await);
                // A cluster that cannot have such parts.
                if let (Ok(first), false) = (
                    subject.manager.parts(kind.id, &cluster.id, 1).await,
                    all.is_empty(),
                ) {
                    let what = format!("{}: {} of {}", subject.name, kind.id, cluster.name);
                    assert_first(&ids(&first.rows), first.total, &all, &what);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn parts_of_a_cluster_that_is_not_there_are_not_found() {
    for subject in simulated() {
        let kinds = subject.entry.about.kinds.iter();
        for kind in kinds.filter(|kind| kind.is_per_cluster()) {
            for id in ["no-such-cluster", "e9e1e18f-a9e8-4dd7-8a18-768039c57f22"] {
                let error = subject
                    .manager
                    .parts(kind.id, &Id::from(id), usize::MAX)
                    .await
                    .unwrap_err();
                let is_not_found = matches!(error, ManagerError::NotFound { .. });
                assert!(is_not_found, "{}: {}: {error:?}", subject.name, kind.id);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_found() {
    for subject in simulated() {
        for id in [
            "no-such-cluster",
            "e9e1e18f-a9e8-4dd7-8a18-768039c57f22",
            "a/b c?d#e%",
        ] {
            let error = subject.manager.read(CLUSTERS, &Id::from(id)).await.unwrap_err();
            assert!(
                matches!(error, ManagerError::NotFound { .. }),
                "{}: {error:?}",
                subject.name
            );
        }
        // An id that would address something else than one cluster is not even sent.
        let sent = subject.recorder.count();
        for id in ["", ".", ".."] {
            assert!(
                subject.manager.read(CLUSTERS, &Id::from(id)).await.is_err(),
                "{}",
                subject.name
            );
        }
        assert_eq!(subject.recorder.count(), sent, "{}", subject.name);
    }
}

#[tokio::test(start_paused = true)]
async fn two_thousand_clusters_are_read_in_few_requests_or_one_for_each() {
    let many = simulated_as(|scenario| scenario.clusters = Some(2_000));
    for subject in many {
        let rows = subject.clusters().await;
        let ids: HashSet<_> = rows.iter().map(|row| &row.id).collect();
        assert_eq!((rows.len(), ids.len()), (2_000, 2_000), "{}", subject.name);
        let most = match subject.entry.about.reads_each {
            // A page of a list, with what belongs to it.
            false if is_read_by_page(&subject, 2_000).await => 20 + rows.len() / 100 * 3,
            false => 20,
            true => rows.len() + 20,
        };
        let sent = subject.recorder.count();
        assert!(sent <= most, "{}: {sent} requests", subject.name);
    }
}

/// Whether a list ends where nobody wants more of it: it is given page by page.
async fn is_read_by_page(subject: &Subject, all: usize) -> bool {
    subject.first(CLUSTERS, 1).await.0.len() < all
}

#[tokio::test(start_paused = true)]
async fn elements_are_given_while_the_list_still_arrives() {
    for subject in simulated_as(|scenario| scenario.clusters = Some(200)) {
        // A list of many requests is given request by request, and each is asked again where it was cut.
        if subject.entry.about.reads_each || is_read_by_page(&subject, 200).await {
            continue;
        }
        let mut most = 0;
        for _ in 0..8 {
            // Some are cut before the first byte, some in the middle.
            subject.break_with("cut");
            let (rows, result) = subject.list(CLUSTERS).await;
            assert!(result.is_err() && rows.len() < 200, "{}", subject.name);
            most = most.max(rows.len());
        }
        assert!(most > 0, "{}: the whole list is waited for", subject.name);
    }
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_left_in_a_redacted_document() {
    for subject in undisturbed() {
        let about = subject.entry.about;
        let redactor = about.redactor();
        for row in subject.clusters().await {
            let document = subject.detail(&row.id).await.document;
            let parsed: Value = serde_json::from_str(&document).unwrap();
            let redacted = redactor.redact_json(&document);
            for secret in secrets_in(&parsed, about.secrets) {
                let written = serde_json::to_string(&secret).unwrap();
                let written = written.trim_matches('"');
                assert!(
                    document.contains(written) && !redacted.contains(written),
                    "{}",
                    subject.name
                );
            }
            assert!(
                redacted.contains(&*row.id),
                "{}: more than secrets is gone",
                subject.name
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_declared_secret_occurs_in_the_sandbox_or_in_what_is_sent_so_that_hiding_it_is_proved() {
    for subject in simulated() {
        let about = subject.entry.about;
        let mut missing: HashSet<&str> = about.secrets.iter().copied().collect();
        for kind in about.kinds.iter().filter(|kind| kind.is_listed()) {
            for row in subject.rows(kind.id).await {
                let document = subject.read(kind.id, &row.id).await.document;
                let parsed: Value = serde_json::from_str(&document).unwrap();
                missing.retain(|name| secrets_in(&parsed, &[name]).is_empty());
            }
        }
        // A manager that takes documents takes secrets in them.
        let takes_documents = about
            .actions
            .iter()
            .flat_map(|action| action.parameters)
            .any(|parameter| parameter.takes == Takes::Json);
        assert!(
            missing.is_empty() || takes_documents,
            "{}: nothing has {missing:?}",
            subject.name
        );
        for name in missing {
            let document = match name.strip_prefix('/') {
                Some(own) => serde_json::json!({ own: "PEARL" }),
                None => serde_json::json!({ "options": { name: "PEARL" } }),
            };
            let document = document.to_string();
            let redacted = about.redactor().redact_json(&document);
            assert!(!redacted.contains("PEARL"), "{}: {redacted}", subject.name);
        }
    }
}

/// The text of every field that one of the names means: a field's name, the end of a dotted path, or after a slash a
/// member of the document itself.
fn secrets_in(document: &Value, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    visit(document, "", &mut |path, value| {
        let is_named = |name: &&str| match name.strip_prefix('/') {
            Some(own) => path.strip_prefix('.') == Some(own),
            None => path == *name || path.ends_with(&format!(".{name}")),
        };
        match value {
            Value::String(text) if !text.is_empty() && names.iter().any(is_named) => found.push(text.clone()),
            _ => {}
        }
    });
    found
}

fn visit(value: &Value, path: &str, look: &mut impl FnMut(&str, &Value)) {
    look(path, value);
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                visit(member, &format!("{path}.{name}"), look);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| visit(element, path, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
