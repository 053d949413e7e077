use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;
use crate::resource::kind::CLUSTERS;
use crate::spec::{DraftError, DraftTarget};

fn scratch() -> (TempDir, Drafts) {
    let scratch = tempfile::tempdir().unwrap();
    let drafts = Drafts::in_directory(scratch.path().join("drafts"));
    (scratch, drafts)
}

/// The same directory as another process sees it.
fn another(drafts: &Drafts) -> Drafts {
    Drafts::in_directory(drafts.directory.clone())
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + seconds, 123_456_789).unwrap()
}

fn draft_of(name: &str, text: &str, begun: i64) -> Draft {
    Draft {
        id: DraftId::of_existing("prod", CLUSTERS, name, Some(42)),
        context: "prod".into(),
        kind: CLUSTERS.0.into(),
        target: DraftTarget::Existing {
            id: name.into(),
            name: name.into(),
            base_version: Some(42),
            base: "{}".into(),
        },
        text: text.into(),
        cursor: (0, 0),
        begun: at(begun),
        saved: at(begun),
    }
}

/// The texts of all drafts, sorted; nothing may be wrong with any.
fn texts(drafts: &Drafts) -> Vec<String> {
    let (found, problems) = drafts.list();
    assert!(problems.is_empty(), "{problems:?}");
    let mut texts: Vec<String> = found.into_iter().map(|draft| draft.text).collect();
    texts.sort();
    texts
}

#[test]
fn a_draft_is_saved_found_gone_on_with_and_discarded() {
    let (_scratch, drafts) = scratch();
    assert_eq!(texts(&drafts), [""; 0]);
    let mut draft = draft_of("a", "one", 0);
    let id = drafts.save(&draft).unwrap();
    assert_eq!(id, draft.id);
    draft.text = "two".into();
    assert_eq!(drafts.save(&draft).unwrap(), id);
    assert_eq!(drafts.load(&id).unwrap().as_ref(), Some(&draft));

    let later = another(&drafts);
    drop(drafts);
    draft.text = "three".into();
    assert_eq!(later.save(&draft).unwrap(), id, "the same edit in a later run");
    assert_eq!(texts(&later), ["three"]);
    later.remove(&id).unwrap();
    later.remove(&id).unwrap();
    assert_eq!(later.load(&id).unwrap(), None);
    assert_eq!(later.directory.read_dir().unwrap().count(), 0, "no lock is left");
}

#[test]
fn drafts_are_for_their_owner_alone() {
    let (_scratch, drafts) = scratch();
    let id = drafts.save(&draft_of("a", "hush", 0)).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&drafts.directory), 0o700);
    assert_eq!((mode(&drafts.file(&id)), mode(&drafts.lock(&id))), (0o600, 0o600));
}

#[test]
fn two_windows_with_the_same_object_and_base_keep_both_texts() {
    let (_scratch, mine) = scratch();
    let theirs = another(&mine);
    let first = mine.save(&draft_of("a", "mine", 0)).unwrap();
    let second = theirs.save(&draft_of("a", "theirs", 1)).unwrap();
    assert_eq!(second, first.numbered(2));
    // Whoever does not take over the new name writes to the right file all the same.
    assert_eq!(theirs.save(&draft_of("a", "theirs, longer", 1)).unwrap(), second);
    mine.save(&draft_of("a", "mine, longer", 0)).unwrap();
    assert_eq!(texts(&mine), ["mine, longer", "theirs, longer"]);
    assert_eq!(theirs.load(&second).unwrap().unwrap().id, second);
}

#[test]
fn a_new_edit_never_replaces_the_draft_of_a_run_that_ended() {
    let (_scratch, drafts) = scratch();
    let id = drafts.save(&draft_of("a", "of yesterday", 0)).unwrap();
    let today = another(&drafts);
    drop(drafts);
    assert_eq!(today.save(&draft_of("a", "of today", 9)).unwrap(), id.numbered(2));
    assert_eq!(texts(&today), ["of today", "of yesterday"]);
}

#[test]
fn one_draft_gone_on_with_in_two_windows_becomes_two() {
    let (_scratch, drafts) = scratch();
    let id = drafts.save(&draft_of("a", "begun", 0)).unwrap();
    let (one, other) = (another(&drafts), another(&drafts));
    assert!(one.is_open_elsewhere(&id) && !drafts.is_open_elsewhere(&id));
    drafts.release(&id);
    assert!(!one.is_open_elsewhere(&id));
    assert_eq!(one.save(&draft_of("a", "one", 0)).unwrap(), id);
    assert_eq!(other.save(&draft_of("a", "other", 0)).unwrap(), id.numbered(2));
    assert_eq!(texts(&drafts), ["one", "other"]);
}

#[test]
fn a_draft_that_another_window_edits_is_not_discarded() {
    let (_scratch, mine) = scratch();
    let theirs = another(&mine);
    let id = theirs.save(&draft_of("a", "theirs", 0)).unwrap();
    let error = mine.remove(&id).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    assert_eq!(texts(&mine), ["theirs"]);
    theirs.release(&id);
    mine.remove(&id).unwrap();
    assert_eq!(texts(&mine), [""; 0]);
}

#[test]
fn edits_saved_at_the_same_time_lose_nothing() {
    let (_scratch, drafts) = scratch();
    let shared = another(&drafts);
    let ids: Vec<DraftId> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                let (own, shared) = (another(&drafts), &shared);
                scope.spawn(move || {
                    let drafts = if number % 2 == 0 { shared } else { &own };
                    let mut last = None;
                    for round in 0..5 {
                        let text = format!("{number}, round {round}");
                        let id = drafts.save(&draft_of("a", &text, number)).unwrap();
                        assert!(last.is_none_or(|last| last == id));
                        last = Some(id);
                    }
                    (last.unwrap(), own)
                })
            })
            .collect();
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        ended.into_iter().map(|(id, _)| id).collect()
    });
    let expected: Vec<String> = (0..8).map(|number| format!("{number}, round 4")).collect();
    assert_eq!(texts(&drafts), expected);
    let different: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(different.len(), 8);
}

#[test]
fn a_crash_in_the_middle_of_writing_leaves_the_old_draft() {
    let (_scratch, drafts) = scratch();
    let id = drafts.save(&draft_of("a", "old", 0)).unwrap();
    let half = drafts.directory.join(format!(".{id}.json.Ab12.unfinished"));
    fs::write(&half, "{\"format\": 1, \"te").unwrap();
    let later = another(&drafts);
    drop(drafts);
    assert_eq!(texts(&later), ["old"]);
    later.save(&draft_of("a", "new", 0)).unwrap();
    assert_eq!(texts(&later), ["new"]);
    assert!(!half.exists(), "what is no longer needed is swept away");
}

#[test]
fn what_cannot_be_understood_is_told_and_left_alone() {
    let (_scratch, drafts) = scratch();
    let good = drafts.save(&draft_of("good", "good", 0)).unwrap();
    let newer = draft_of("newer", "x", 0)
        .to_text()
        .replacen("\"format\": 1", "\"format\": 7", 1);
    let files = [
        ("cut.json", "{\"format\": 1,"),
        ("empty.json", ""),
        ("newer.json", newer.as_str()),
        ("My Copy.json", "{}"),
        ("notes.txt", "not ours"),
    ];
    for (name, text) in files {
        fs::write(drafts.directory.join(name), text).unwrap();
    }
    fs::create_dir(drafts.directory.join("folder.json")).unwrap();
    let (found, problems) = drafts.list();
    assert_eq!(found.iter().map(|draft| &draft.id).collect::<Vec<_>>(), [&good]);
    let told: Vec<&str> = problems
        .iter()
        .filter_map(|problem| problem.path().rsplit('/').next())
        .collect();
    assert_eq!(
        told,
        [
            "My Copy.json",
            "cut.json",
            "empty.json",
            "folder.json",
            "newer.json"
        ]
    );
    let is_newer = |problem: &&StoreError| {
        matches!(
            problem,
            StoreError::Draft {
                source: DraftError::Newer { format: 7 },
                ..
            }
        )
    };
    assert_eq!(problems.iter().filter(is_newer).count(), 1);
    for (name, text) in files {
        assert_eq!(fs::read_to_string(drafts.directory.join(name)).unwrap(), text);
    }
}

#[test]
fn a_damaged_draft_is_not_written_over_by_the_edit_that_would_have_its_name() {
    let (_scratch, drafts) = scratch();
    let draft = draft_of("a", "new", 0);
    private_file::create_directory(&drafts.directory).unwrap();
    fs::write(drafts.file(&draft.id), "what is left of a text").unwrap();
    assert_eq!(drafts.save(&draft).unwrap(), draft.id.numbered(2));
    assert_eq!(
        fs::read_to_string(drafts.file(&draft.id)).unwrap(),
        "what is left of a text"
    );
}

#[test]
fn the_last_saved_draft_comes_first() {
    let (_scratch, drafts) = scratch();
    for (name, begun) in [("b", 2), ("c", 3), ("a", 1)] {
        drafts.save(&draft_of(name, name, begun)).unwrap();
    }
    let (found, _) = drafts.list();
    let order: Vec<&str> = found.iter().map(|draft| draft.text.as_str()).collect();
    assert_eq!(order, ["c", "b", "a"]);
}

#[test]
fn names_of_any_kind_and_length_are_kept_apart() {
    let (_scratch, drafts) = scratch();
    let long = "l".repeat(4_000);
    let names = ["a/b", "a-b", "../../a", "データ", "デー", "", "\u{0}", &long];
    for name in names {
        let draft = draft_of(name, name, 0);
        let id = drafts.save(&draft).unwrap();
        assert_eq!(id, draft.id);
        assert_eq!(drafts.load(&id).unwrap(), Some(draft));
    }
    assert_eq!(drafts.list().0.len(), names.len());
}

#[test]
fn a_directory_that_cannot_be_used_is_told() {
    let scratch = tempfile::tempdir().unwrap();
    let in_the_way = scratch.path().join("drafts");
    fs::write(&in_the_way, "a file").unwrap();
    let drafts = Drafts::in_directory(in_the_way);
    let error = drafts.save(&draft_of("a", "x", 0)).unwrap_err();
    assert!(error.to_string().contains("drafts cannot be created"), "{error}");
    assert_eq!(drafts.list().1.len(), 1);
}
