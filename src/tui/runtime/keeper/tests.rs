use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use chrono::DateTime;
use tempfile::TempDir;

use super::*;
use crate::resource::kind::CLUSTERS;
use crate::spec::DraftTarget;

const NO_PATIENCE: Duration = Duration::ZERO;

/// A keeper without a thread: what is to be done is done by the test.
pub(in crate::tui::runtime) struct Scratch {
    pub(in crate::tui::runtime) directory: TempDir,
    pub(in crate::tui::runtime) keeper: Keeper,
    pub(in crate::tui::runtime) told: Receiver<Answer>,
}

impl Scratch {
    pub(in crate::tui::runtime) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (sender, told) = channel();
        let keeper = Keeper::idle(
            directory.path().join("drafts"),
            Box::new(move |answer| sender.send(answer).unwrap()),
        );
        Self {
            directory,
            keeper,
            told,
        }
    }

    /// Another handle on what the test keeps.
    pub(in crate::tui::runtime) fn keeper(&self) -> Keeper {
        Keeper {
            shared: Arc::clone(&self.keeper.shared),
        }
    }

    pub(in crate::tui::runtime) fn finish(&self) {
        self.keeper.shared.finish(NO_PATIENCE);
    }

    fn drafts(&self) -> Drafts {
        Drafts::in_directory(self.directory.path().join("drafts"))
    }

    /// The texts on disk, sorted.
    pub(in crate::tui::runtime) fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self
            .drafts()
            .list()
            .0
            .into_iter()
            .map(|draft| draft.text)
            .collect();
        texts.sort();
        texts
    }

    /// Carries out what the thread would.
    fn work_off(&self) {
        let shared = &self.keeper.shared;
        while let Some(step) = { shared.state().take(Instant::now() + PAUSE) } {
            shared.carry_out(step, &shared.drafts);
        }
    }

    fn listed(&self, open: &[&Draft]) -> Vec<Kept> {
        let open = open.iter().map(|draft| edit_of(draft)).collect();
        self.keeper.ask(Job::List(open));
        self.work_off();
        let lists = self.told.try_iter().filter_map(|answer| match answer {
            Answer::Drafts { drafts, .. } => Some(drafts),
            _ => None,
        });
        lists.last().unwrap()
    }
}

/// A draft of one cluster and base; `begun` tells edits apart.
pub(in crate::tui::runtime) fn draft(text: &str, begun: i64) -> Draft {
    let at = DateTime::from_timestamp(1_700_000_000 + begun, 0).unwrap();
    Draft {
        id: DraftId::of_existing("prod", CLUSTERS, "a", Some(1)),
        context: "prod".into(),
        kind: CLUSTERS.0.into(),
        target: DraftTarget::Existing {
            id: "a".into(),
            name: "a".into(),
            base_version: Some(1),
            base: "{}".into(),
        },
        text: text.into(),
        cursor: (0, 0),
        begun: at,
        saved: at,
    }
}

/// As long as this is so, nothing can be written.
fn stand_in_the_way(directory: &Path) {
    fs::write(directory.join("drafts"), "a file").unwrap();
}

fn clear_the_way(directory: &Path) {
    fs::remove_file(directory.join("drafts")).unwrap();
}

#[test]
fn the_newest_text_is_written_at_the_end() {
    let scratch = Scratch::new();
    scratch.keeper.note(draft("one", 0));
    scratch.keeper.note(draft("two", 0));
    assert!(scratch.texts().is_empty());
    scratch.finish();
    assert_eq!(scratch.texts(), ["two"]);
    let told: Vec<Answer> = scratch.told.try_iter().collect();
    assert!(
        matches!(told.as_slice(), [Answer::DraftSaved { saved: Ok(_), .. }]),
        "{told:?}"
    );
}

#[test]
fn two_edits_of_the_same_object_and_base_keep_both_texts() {
    let scratch = Scratch::new();
    scratch.keeper.note(draft("one", 0));
    scratch.keeper.note(draft("other", 1));
    scratch.finish();
    scratch.keeper.ask(Job::Remove(edit_of(&draft("", 1))));
    scratch.finish();
    assert_eq!(scratch.texts(), ["one"]);
}

#[test]
fn a_listed_draft_is_discarded_by_its_own_name_whatever_edits_are_called() {
    let scratch = Scratch::new();
    // Left by another run, under the name that the edit of this run would have.
    scratch.drafts().save(&draft("of yesterday", 0)).unwrap();
    scratch.keeper.note(draft("of today", 1));
    scratch.finish();
    scratch.keeper.ask(Job::Discard(draft("", 0).id));
    scratch.finish();
    assert_eq!(scratch.texts(), ["of today"]);
}

#[test]
fn an_edit_that_was_never_written_takes_no_other_draft_with_it() {
    let scratch = Scratch::new();
    scratch.drafts().save(&draft("of yesterday", 0)).unwrap();
    scratch.keeper.ask(Job::Remove(edit_of(&draft("", 1))));
    scratch.finish();
    assert_eq!(scratch.texts(), ["of yesterday"]);
    scratch.keeper.ask(Job::Remove(edit_of(&draft("", 0))));
    scratch.finish();
    assert!(scratch.texts().is_empty(), "the one that was gone on with");
}

#[test]
fn what_is_noted_after_a_removal_was_asked_for_stays() {
    for at_the_end in [true, false] {
        let scratch = Scratch::new();
        scratch.keeper.note(draft("before", 0));
        scratch.keeper.ask(Job::Remove(edit_of(&draft("", 0))));
        scratch.keeper.note(draft("after", 0));
        if at_the_end {
            scratch.finish();
        } else {
            scratch.work_off();
        }
        assert_eq!(scratch.texts(), ["after"]);
    }
}

#[test]
fn a_text_that_the_disk_refused_is_tried_again_and_told_once() {
    let scratch = Scratch::new();
    stand_in_the_way(scratch.directory.path());
    scratch.keeper.note(draft("precious", 0));
    scratch.work_off();
    assert!(
        scratch.keeper.shared.state().take(Instant::now()).is_none(),
        "not at once"
    );
    scratch.finish();
    let told: Vec<Answer> = scratch.told.try_iter().collect();
    assert!(
        matches!(told.as_slice(), [Answer::DraftSaved { saved: Err(_), .. }]),
        "{told:?}"
    );
    clear_the_way(scratch.directory.path());
    scratch.finish();
    assert_eq!(scratch.texts(), ["precious"]);
}

#[test]
fn a_refused_text_never_takes_the_place_of_a_newer_one() {
    let scratch = Scratch::new();
    stand_in_the_way(scratch.directory.path());
    scratch.keeper.note(draft("older", 0));
    scratch.work_off();
    scratch.keeper.note(draft("newer", 0));
    scratch.finish();
    clear_the_way(scratch.directory.path());
    scratch.finish();
    assert_eq!(scratch.texts(), ["newer"]);
}

#[test]
fn a_refused_text_goes_with_its_edit() {
    let scratch = Scratch::new();
    stand_in_the_way(scratch.directory.path());
    scratch.keeper.note(draft("of no use", 0));
    scratch.work_off();
    scratch.keeper.ask(Job::Remove(edit_of(&draft("", 0))));
    scratch.work_off();
    clear_the_way(scratch.directory.path());
    scratch.finish();
    assert!(scratch.texts().is_empty());
}

#[test]
fn an_edit_that_was_left_is_free_for_other_windows_also_if_it_was_written_late() {
    for is_late in [false, true] {
        let scratch = Scratch::new();
        if is_late {
            stand_in_the_way(scratch.directory.path());
        }
        scratch.keeper.note(draft("left", 0));
        scratch.keeper.ask(Job::Release(edit_of(&draft("", 0))));
        scratch.work_off();
        if is_late {
            clear_the_way(scratch.directory.path());
            scratch.finish();
        }
        assert_eq!(scratch.texts(), ["left"]);
        assert!(!scratch.drafts().is_open_elsewhere(&draft("", 0).id));
    }
}

#[test]
fn the_list_says_which_drafts_are_open_in_this_console() {
    let scratch = Scratch::new();
    let (one, other) = (draft("one", 0), draft("other", 1));
    scratch.keeper.note(one.clone());
    scratch.keeper.note(other.clone());
    scratch.finish();
    let open = |listed: Vec<Kept>| -> Vec<String> {
        let open = listed.into_iter().filter(|kept| kept.is_open_elsewhere);
        open.map(|kept| kept.draft.text.clone()).collect()
    };
    assert_eq!(open(scratch.listed(&[&other])), ["other"]);
    assert!(open(scratch.listed(&[])).is_empty());
}

#[test]
fn a_thread_that_falls_over_while_it_writes_keeps_the_text_and_waits_for_nobody() {
    let scratch = Scratch::new();
    let shared = &scratch.keeper.shared;
    scratch.keeper.note(draft("noted", 1));
    // As it is in the middle of a step.
    let _writing = shared.writing.lock().unwrap();
    let mut state = shared.state();
    state.writer = Some(thread::current().id());
    state.under_way = Some(Arc::new(draft("under way", 0)));
    drop(state);
    scratch.finish();
    assert_eq!(scratch.texts(), ["noted", "under way"]);
}

#[test]
fn the_end_does_not_wait_for_ever_for_another_thread() {
    let scratch = Scratch::new();
    scratch.keeper.note(draft("stuck", 0));
    let writing = scratch.keeper.shared.writing.lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| scratch.keeper.shared.finish(NO_PATIENCE));
    });
    drop(writing);
    scratch.finish();
    assert_eq!(scratch.texts(), ["stuck"]);
}

#[test]
fn the_thread_writes_what_was_noted_and_tells_it() {
    let directory = tempfile::tempdir().unwrap();
    let (sender, told) = channel();
    let tell = Box::new(move |answer| drop(sender.send(answer)));
    let keeper = Keeper::start(directory.path().join("drafts"), tell).unwrap();
    keeper.note(draft("typed", 0));
    let answer = told.recv().unwrap();
    assert!(
        matches!(answer, Answer::DraftSaved { saved: Ok(_), .. }),
        "{answer:?}"
    );
    let mode = directory
        .path()
        .join("drafts")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}
