//! Old versions of desired states: how often a manager is asked for one, and what is kept of it.

use std::fs;
use std::path::Path;

use super::script::Script;
use super::*;
use crate::spec::Json;

const PLAIN: &str = r#"{"name":"scripted","size":1}"#;
const SECRET: &str = r#"{"name":"scripted","password":"xyzzy-17"}"#;

fn script(versions: &[&'static str]) -> Arc<Script> {
    let script = Script::new(&[]);
    script.versions.lock().unwrap().extend(versions);
    script
}

async fn version(session: &Session, number: i64) -> Option<Arc<Json>> {
    let key = Key::new(session.name(), CLUSTERS, &"c-1".into());
    session.version(&key, number).await.unwrap()
}

fn json(text: &str) -> Option<Arc<Json>> {
    Some(Arc::new(text.parse().unwrap()))
}

/// The texts of all files in a directory and below.
fn texts_in(directory: &Path) -> Vec<String> {
    let entries = directory.read_dir().into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                texts_in(&path)
            } else {
                vec![fs::read_to_string(path).unwrap()]
            }
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_version_is_asked_for_once_however_often_it_is_wanted() {
    let script = script(&[PLAIN, SECRET]);
    let session = script.opened();
    for _ in 0..3 {
        assert_eq!(version(&session, 4).await, json(PLAIN));
        assert_eq!(version(&session, 5).await, json(SECRET));
    }
    assert_eq!(script.asked().versions, [4, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_version_that_was_kept_on_disk_is_not_asked_for_by_the_next_session() {
    let scratch = tempfile::tempdir().unwrap();
    let script = script(&[PLAIN]);
    let first = script.opened_with_versions_in(scratch.path());
    assert_eq!(version(&first, 4).await, json(PLAIN));
    let second = script.opened_with_versions_in(scratch.path());
    assert_eq!(version(&second, 4).await, json(PLAIN));
    assert_eq!(script.asked().versions, [4]);
}

#[tokio::test(start_paused = true)]
async fn a_version_with_a_secret_is_kept_in_memory_and_never_on_disk() {
    let scratch = tempfile::tempdir().unwrap();
    let script = script(&[SECRET, PLAIN, SECRET]);
    let session = script.opened_with_versions_in(scratch.path());
    for _ in 0..2 {
        assert_eq!(version(&session, 4).await, json(SECRET));
        assert_eq!(version(&session, 5).await, json(PLAIN));
    }
    assert_eq!(script.asked().versions, [4, 5]);
    let texts = texts_in(scratch.path());
    assert_eq!(texts.len(), 1, "the one without a secret is kept");
    assert!(!texts.concat().contains("xyzzy-17"));
    let next = script.opened_with_versions_in(scratch.path());
    assert_eq!(version(&next, 4).await, json(SECRET));
    assert_eq!(script.asked().versions, [4, 5, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_version_that_is_not_there_is_asked_for_again_the_next_time() {
    let script = script(&[]);
    let session = script.opened();
    assert_eq!(version(&session, 4).await, None);
    script.versions.lock().unwrap().push_back(PLAIN);
    assert_eq!(version(&session, 4).await, json(PLAIN));
    assert_eq!(script.asked().versions, [4, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_version_that_cannot_be_read_is_an_error_and_is_not_kept() {
    let scratch = tempfile::tempdir().unwrap();
    let script = script(&["<html>", PLAIN]);
    let session = script.opened_with_versions_in(scratch.path());
    let key = Key::new(session.name(), CLUSTERS, &"c-1".into());
    assert!(session.version(&key, 4).await.is_err());
    assert_eq!(texts_in(scratch.path()), [""; 0]);
    assert_eq!(version(&session, 4).await, json(PLAIN));
}
