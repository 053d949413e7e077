//! A desired state that is offered for editing can be read, checked, tried and changed.

use std::sync::Arc;

use super::harness::{Subject, assert_has_words, demonstrated, simulated};
use crate::managers::ManagerError;
use crate::managers::registry::REGISTRY;
use crate::resource::Id;
use crate::resource::kind::CLUSTERS;
use crate::spec::{
    Change, ChangeKind, Editing, Gravity, Json, Path, Schema, Sides, SpecRequest, Step, Way, check,
};

/// Everything a manager declares of editing, with its world.
fn editors(subjects: impl Iterator<Item = Subject>) -> impl Iterator<Item = (Subject, &'static Editing)> {
    subjects.filter_map(|subject| {
        let editing = subject.entry.about.editing?;
        subject.faults.clear();
        Some((subject, editing))
    })
}

fn request(editing: &Editing, id: Option<&Id>, way: Way, body: Json) -> SpecRequest {
    SpecRequest {
        kind: editing.kind,
        id: id.map(Arc::clone),
        way,
        body,
        force: false,
    }
}

/// What of a cluster is edited, and its version.
async fn editable(subject: &Subject, editing: &Editing, id: &Id) -> (Json, Option<i64>) {
    let detail = subject.detail(id).await;
    let document: Json = detail.document.parse().unwrap();
    ((editing.editable)(&document), detail.row.version)
}

/// The paths to all texts, numbers and truths of a document that objects alone lead to.
fn leaves(value: &Json, path: &Path, found: &mut Vec<Path>) {
    match value {
        Json::Object(object) => {
            for (key, value) in object.iter() {
                leaves(value, &path.field(key), found);
            }
        }
        Json::String(_) | Json::Number(_) | Json::Bool(_) => found.push(path.clone()),
        Json::Null | Json::Array(_) => {}
    }
}

fn leaves_of(document: &Json) -> Vec<Path> {
    let mut found = Vec::new();
    leaves(document, &Path::top(), &mut found);
    found
}

/// Another value of the same type.
fn another(value: &Json) -> Json {
    match value {
        Json::Bool(value) => Json::Bool(!value),
        Json::Number(_) => Json::Number((value.as_i64().unwrap_or_default() + 1).into()),
        other => Json::string(format!("{}x", other.as_str().unwrap_or_default())),
    }
}

/// The patch that sets one leaf.
fn patch(path: &Path, value: Json) -> Json {
    path.steps().iter().rev().fold(value, |inner, step| match step {
        Step::Field(name) => Json::Object([(name.clone(), inner)].into_iter().collect()),
        other => panic!("{other:?} leads into a list"),
    })
}

/// The document with one leaf set.
fn with_leaf(document: &Json, path: &Path, value: Json) -> Json {
    fn set(place: &mut Json, steps: &[Step], value: Json) {
        match (steps, place) {
            ([], place) => *place = value,
            ([Step::Field(name), rest @ ..], Json::Object(object)) => {
                set(object.get_mut(name).unwrap(), rest, value);
            }
            (steps, _) => panic!("{steps:?}"),
        }
    }
    let mut changed = document.clone();
    set(&mut changed, path.steps(), value);
    changed
}

/// A cluster and a change of it that the manager would take now.
async fn acceptable(subject: &Subject, editing: &Editing) -> (Id, Json, Path, Json) {
    for row in subject.clusters().await {
        if row.state.class.is_busy() {
            continue;
        }
        let (document, _) = editable(subject, editing, &row.id).await;
        for path in leaves_of(&document) {
            let value = another(path.in_document(&document).unwrap());
            let body = patch(&path, value.clone());
            let request = request(editing, Some(&row.id), Way::Patch, body);
            if subject.manager.submit(&request, true).await.is_ok() {
                return (Arc::clone(&row.id), document, path, value);
            }
        }
    }
    panic!("{}: no cluster can be changed", subject.name);
}

#[test]
fn what_is_declared_of_editing_holds_together() {
    for entry in REGISTRY {
        let Some(editing) = entry.about.editing else {
            continue;
        };
        let name = entry.about.name;
        assert!(
            entry.about.kind(editing.kind).is_some(),
            "{name}: {}",
            editing.kind
        );
        assert_eq!(Schema::read(editing.schema).fault(), None, "{name}");
        assert!(!editing.ways.is_empty(), "{name}");
        for secret in editing.secrets {
            assert!(entry.about.secrets.contains(secret), "{name}: {secret}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_template_passes_the_check_and_the_dry_run() {
    for (subject, editing) in editors(simulated()) {
        let schema = Schema::read(editing.schema);
        let checked = check(editing.template, editing, &schema, Way::Create);
        assert_eq!(checked.findings, [], "{}", subject.name);
        let template = checked.parsed.unwrap().json;
        assert_eq!(
            (editing.editable)(&template),
            template,
            "{}: more than is edited",
            subject.name
        );
        if editing.ways.contains(&Way::Create) && editing.dry_run {
            let clusters = subject.clusters().await.len();
            let request = request(editing, None, Way::Create, template);
            let tried = subject.manager.submit(&request, true).await.unwrap();
            assert_eq!(tried.id, None, "{}", subject.name);
            assert_eq!(subject.clusters().await.len(), clusters, "{}", subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_document_of_every_cluster_passes_the_check_in_every_way() {
    for (subject, editing) in editors(simulated().chain(demonstrated())) {
        let schema = Schema::read(editing.schema);
        for row in subject.clusters().await {
            let (document, version) = editable(&subject, editing, &row.id).await;
            let what = format!("{}: {}", subject.name, row.name);
            for way in editing.ways {
                let checked = check(&document.pretty(), editing, &schema, *way);
                let errors: Vec<_> = checked.errors().collect();
                assert!(checked.can_be_sent(), "{what}: {errors:?}");
            }
            assert_eq!((editing.editable)(&document), document, "{what}: edited twice");
            assert!(version.is_some() || !editing.versions, "{what} has no version");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_checked_and_created_as_soon_as_what_it_lacks_is_given() {
    for (subject, editing) in editors(simulated()) {
        if !editing.ways.contains(&Way::Create) {
            continue;
        }
        let row = subject.clusters().await.remove(0);
        let document: Json = subject.detail(&row.id).await.document.parse().unwrap();
        let mut copy = (editing.copied)(&document);
        let schema = Schema::read(editing.schema);
        let lacking = check(&copy.pretty(), editing, &schema, Way::Create);
        let template: Json = editing.template.parse().unwrap();
        for finding in lacking.errors() {
            let given = finding.path.in_document(&template).cloned();
            copy = with_leaf(&copy, &finding.path, given.unwrap_or(Json::string("a-copy")));
        }
        let checked = check(&copy.pretty(), editing, &schema, Way::Create);
        assert!(checked.can_be_sent(), "{}: {:?}", subject.name, checked.findings);
        let request = request(editing, None, Way::Create, copy);
        let created = subject.manager.submit(&request, false).await.unwrap();
        let id = created.id.unwrap();
        assert_ne!(id, row.id, "{}", subject.name);
        assert_eq!(subject.detail(&id).await.row.id, id, "{}", subject.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_gives_what_would_be_stored_and_changes_nothing() {
    for (subject, editing) in editors(simulated()) {
        if !editing.dry_run {
            continue;
        }
        let (id, before, path, value) = acceptable(&subject, editing).await;
        let version = editable(&subject, editing, &id).await.1;
        let request = request(editing, Some(&id), Way::Patch, patch(&path, value.clone()));
        let tried = subject.manager.submit(&request, true).await.unwrap();
        let would: Json = tried.document.parse().unwrap();
        assert_eq!(
            (editing.editable)(&would),
            with_leaf(&before, &path, value),
            "{}: {path}",
            subject.name
        );
        assert_eq!(
            editable(&subject, editing, &id).await,
            (before, version),
            "{}",
            subject.name
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_shows_in_the_next_read_and_the_version_before_can_still_be_read() {
    for (subject, editing) in editors(simulated()) {
        for way in [Way::Patch, Way::Overwrite] {
            if !editing.ways.contains(&way) {
                continue;
            }
            let (id, before, path, value) = acceptable(&subject, editing).await;
            let old = editable(&subject, editing, &id).await.1;
            let wanted = with_leaf(&before, &path, value.clone());
            let body = match way {
                Way::Patch => patch(&path, value),
                Way::Create | Way::Overwrite => wanted.clone(),
            };
            let request = request(editing, Some(&id), way, body);
            let submitted = subject.manager.submit(&request, false).await.unwrap();
            assert!(
                submitted.id.is_none_or(|named| named == id),
                "{}: another id",
                subject.name
            );
            let (after, new) = editable(&subject, editing, &id).await;
            assert_eq!(after, wanted, "{}: {path} by {way:?}", subject.name);
            assert!(new > old, "{}: {old:?} to {new:?}", subject.name);
            if !editing.versions {
                continue;
            }
            for (version, document) in [(old, &before), (new, &after)] {
                let read = subject
                    .manager
                    .read_version(editing.kind, &id, version.unwrap())
                    .await;
                let read: Json = read.unwrap().parse().unwrap();
                assert_eq!(
                    (editing.editable)(&read),
                    *document,
                    "{}: {version:?}",
                    subject.name
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_version_back_to_the_first_can_be_read_and_others_are_not_found() {
    for (subject, editing) in editors(simulated()) {
        if !editing.versions {
            continue;
        }
        let row = subject.clusters().await.remove(0);
        let newest = row.version.unwrap();
        let read = async |version| subject.manager.read_version(editing.kind, &row.id, version).await;
        for version in 1..=newest {
            let document = read(version).await.unwrap();
            let document: Json = document.parse().unwrap();
            assert_ne!(
                (editing.editable)(&document),
                Json::object(),
                "{}: {version}",
                subject.name
            );
        }
        for version in [0, newest + 1, i64::MAX] {
            let error = read(version).await.unwrap_err();
            assert!(
                matches!(error, ManagerError::NotFound { .. }),
                "{}: {error:?}",
                subject.name
            );
            assert_has_words(&error, &subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_shown_of_a_request_is_what_reaches_the_manager() {
    for (subject, editing) in editors(simulated()) {
        let (id, before, path, value) = acceptable(&subject, editing).await;
        for way in editing.ways {
            let (id, body) = match way {
                Way::Create => (None, editing.template.parse().unwrap()),
                Way::Patch => (Some(&id), patch(&path, value.clone())),
                Way::Overwrite => (Some(&id), before.clone()),
            };
            for force in [false, true] {
                let request = SpecRequest {
                    force,
                    ..request(editing, id, *way, body.clone())
                };
                let shown = subject.manager.request_text(&request, true).unwrap();
                subject.manager.submit(&request, true).await.unwrap();
                let sent = subject.recorder.requests().pop().unwrap();
                let query = match sent.query.as_str() {
                    "" => String::new(),
                    query => format!("?{query}"),
                };
                let arrived = (sent.method.as_str(), format!("{}{query}", sent.path), sent.body);
                assert_eq!(
                    (&*shown.method, shown.path, shown.body),
                    arrived,
                    "{}: {way:?}",
                    subject.name
                );
                assert_eq!(sent.content_type.as_deref(), Some(shown.content_type));
                let for_good = subject.manager.request_text(&request, false).unwrap();
                assert_ne!(for_good.path, sent.path + &query, "{}: {way:?}", subject.name);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_names_fields_that_are_found_in_the_document() {
    for (subject, editing) in editors(simulated()) {
        let template: Json = editing.template.parse().unwrap();
        let mut named = 0;
        for path in leaves_of(&template) {
            let body = with_leaf(&template, &path, Json::Number((-1).into()));
            let request = request(editing, None, Way::Create, body.clone());
            match subject.manager.submit(&request, true).await {
                Err(ManagerError::Invalid { fields, .. }) => {
                    for field in &fields {
                        let target = Path::read(&field.target);
                        assert!(target.in_document(&body).is_some(), "{}: {field:?}", subject.name);
                        named += usize::from(target == path);
                    }
                }
                Err(error) => panic!("{}: {path}: {error:?}", subject.name),
                Ok(_) => {}
            }
        }
        assert!(named > 0, "{}: nothing is refused", subject.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_of_what_is_not_there_is_not_found() {
    for (subject, editing) in editors(simulated()) {
        let (_, before, path, value) = acceptable(&subject, editing).await;
        let nobody = Id::from("e9e1e18f-a9e8-4dd7-8a18-768039c57f22");
        for (way, body) in [(Way::Patch, patch(&path, value)), (Way::Overwrite, before)] {
            if !editing.ways.contains(&way) {
                continue;
            }
            let request = request(editing, Some(&nobody), way, body);
            let error = subject.manager.submit(&request, false).await.unwrap_err();
            assert!(
                matches!(error, ManagerError::NotFound { .. }),
                "{}: {error:?}",
                subject.name
            );
        }
        let read = subject.manager.read_version(editing.kind, &nobody, 1).await;
        assert!(read.is_err(), "{}", subject.name);
    }
}

#[tokio::test(start_paused = true)]
async fn the_risk_of_every_change_has_words() {
    for (subject, editing) in editors(simulated()) {
        let row = subject.clusters().await.remove(0);
        let (before, _) = editable(&subject, editing, &row.id).await;
        for path in leaves_of(&before) {
            let value = path.in_document(&before).unwrap();
            let after = with_leaf(&before, &path, another(value));
            let kind = ChangeKind::Changed {
                before: value.clone(),
                after: another(value),
            };
            let sides = Sides {
                before: &before,
                after: &after,
            };
            let change = Change {
                path: path.clone(),
                kind,
            };
            let words = (editing.risk)(&change, &sides).words;
            assert!(
                !words.is_empty() && !words.ends_with('.'),
                "{}: {path}: {words:?}",
                subject.name
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_manager_without_editing_says_so_and_sends_nothing() {
    for subject in simulated() {
        if subject.entry.about.editing.is_some() {
            continue;
        }
        let request = SpecRequest {
            kind: CLUSTERS,
            id: None,
            way: Way::Create,
            body: Json::object(),
            force: false,
        };
        assert_eq!(subject.manager.request_text(&request, true), None);
        let error = subject.manager.submit(&request, false).await.unwrap_err();
        assert_has_words(&error, &subject.name);
        assert_eq!(subject.recorder.count(), 0, "{}", subject.name);
    }
}

#[tokio::test(start_paused = true)]
async fn a_field_that_nobody_knows_is_only_a_warning_and_is_kept() {
    for (subject, editing) in editors(simulated()) {
        let row = subject.clusters().await.remove(0);
        let (mut document, _) = editable(&subject, editing, &row.id).await;
        let Json::Object(members) = &mut document else {
            panic!("{}", subject.name)
        };
        for (_, part) in members.iter_mut() {
            if let Json::Object(part) = part {
                part.insert("quarterdeckTest", Json::Bool(true));
            }
        }
        let schema = Schema::read(editing.schema);
        let checked = check(&document.pretty(), editing, &schema, Way::Patch);
        assert!(checked.can_be_sent(), "{}: {:?}", subject.name, checked.findings);
        let warned = checked
            .findings
            .iter()
            .filter(|finding| finding.gravity == Gravity::Warning);
        assert!(warned.count() > 0, "{}", subject.name);
        assert_eq!((editing.editable)(&document), document, "{}", subject.name);
    }
}
