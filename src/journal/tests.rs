//! What is written by several at once, torn, moved on, and read back.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::write::{KEPT, files};
use super::*;

struct Scratch {
    directory: tempfile::TempDir,
}

impl Scratch {
    fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("state/journal.jsonl")
    }

    /// A process that writes there.
    fn journal(&self, run: &str) -> Journal {
        Journal::at(self.path(), author(run))
    }

    fn all(&self) -> Chapter {
        self.wanted(&Filter::default())
    }

    fn wanted(&self, filter: &Filter) -> Chapter {
        read(&self.path(), filter, usize::MAX).unwrap()
    }
}

fn author(run: &str) -> Author {
    Author {
        user: "ada".into(),
        uid: 1000,
        origin: None,
        host: "jump-1".into(),
        pid: 7,
        run: run.into(),
        front: "stop".into(),
    }
}

fn at(minutes: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().unwrap();
    start + TimeDelta::minutes(minutes)
}

fn began(journal: &Journal, name: &str, minutes: i64) -> Began {
    Began {
        change: journal.next_change(),
        at: at(minutes),
        author: journal.author().clone(),
        context: "prod".into(),
        scope: None,
        manager: "some".into(),
        url: "https://manager.example/".into(),
        kind: "clusters".into(),
        id: Some(format!("id-{name}")),
        name: name.into(),
        part: None,
        verb: "stop".into(),
        base: Some(3),
        diff: Diff::default(),
        request: record::hash(name),
    }
}

fn ended(began: &Began, outcome: Outcome) -> Record {
    Record::Ended(Ended {
        change: began.change.clone(),
        at: began.at + TimeDelta::seconds(2),
        outcome,
        words: "it is STOPPED".into(),
        version: None,
        id: None,
        took_ms: 2_000,
    })
}

fn begin(journal: &Journal, name: &str, minutes: i64) -> Began {
    let began = began(journal, name, minutes);
    journal.append(&Record::Began(Box::new(began.clone()))).unwrap();
    began
}

fn outcomes(chapter: &Chapter) -> Vec<(&str, Outcome)> {
    let told = chapter.entries.iter();
    told.map(|entry| (&*entry.began.name, entry.outcome)).collect()
}

#[test]
fn what_is_written_is_read_back_the_newest_first_with_the_last_that_is_known() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a");
    let first = begin(&journal, "orders", 0);
    journal.append(&ended(&first, Outcome::Accepted)).unwrap();
    let second = begin(&journal, "billing", 1);
    journal.append(&ended(&first, Outcome::Done)).unwrap();
    journal.append(&ended(&second, Outcome::Refused)).unwrap();
    let all = scratch.all();
    assert_eq!(
        outcomes(&all),
        [("billing", Outcome::Refused), ("orders", Outcome::Done)]
    );
    assert_eq!(all.entries[1].began, first);
    assert!(!all.has_more && all.skipped == 0);
}

#[test]
fn nothing_was_asked_for_where_there_is_no_file() {
    assert_eq!(Scratch::new().all(), Chapter::default());
}

#[test]
fn all_that_was_asked_for_is_later_than_the_beginning_of_time() {
    let scratch = Scratch::new();
    begin(&scratch.journal("a"), "orders", 0);
    let filter = Filter {
        since: Some(DateTime::<Utc>::MIN_UTC),
        until: Some(DateTime::<Utc>::MAX_UTC),
        ..Filter::default()
    };
    assert_eq!(scratch.wanted(&filter).entries.len(), 1);
}

#[test]
fn the_file_is_for_its_owner_alone() {
    let scratch = Scratch::new();
    begin(&scratch.journal("a"), "orders", 0);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&scratch.path()), 0o600);
    assert_eq!(mode(scratch.path().parent().unwrap()), 0o700);
}

#[test]
fn a_record_torn_by_a_crash_is_skipped_and_told_and_the_next_begins_on_a_line_of_its_own() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a");
    begin(&journal, "orders", 0);
    let mut file = OpenOptions::new().append(true).open(scratch.path()).unwrap();
    file.write_all(br#"{"record":"began","change":"a-"#).unwrap();
    assert_eq!(scratch.all().skipped, 1);
    let second = begin(&journal, "billing", 1);
    journal.append(&ended(&second, Outcome::Done)).unwrap();
    let all = scratch.all();
    assert_eq!(all.skipped, 1);
    assert_eq!(
        outcomes(&all),
        [("billing", Outcome::Done), ("orders", Outcome::Sending)]
    );
}

#[test]
fn a_change_whose_process_is_gone_before_its_end_is_unknown() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a");
    begin(&journal, "orders", 0);
    assert_eq!(scratch.all().entries[0].outcome, Outcome::Sending);
    drop(journal);
    let all = scratch.all();
    assert_eq!(all.entries[0].outcome, Outcome::Unknown);
    assert!(all.entries[0].words.starts_with("interrupted"), "{all:?}");
}

#[test]
fn what_tells_that_a_process_lives_does_not_outlast_it() {
    let scratch = Scratch::new();
    let left_over = write::sign_of_life(&scratch.path(), "dead");
    fs::create_dir_all(left_over.parent().unwrap()).unwrap();
    fs::write(&left_over, "").unwrap();
    let (one, other) = (scratch.journal("a"), scratch.journal("b"));
    begin(&one, "orders", 0);
    begin(&other, "billing", 0);
    assert!(!left_over.exists());
    assert_eq!(write::signs_of_life(&scratch.path()).len(), 2);
    drop((one, other));
    assert!(write::signs_of_life(&scratch.path()).is_empty());
}

#[test]
fn two_that_write_at_once_lose_nothing_also_while_files_are_moved_on() {
    const EACH: usize = 40;
    let scratch = Scratch::new();
    let journals = ["a", "b"].map(|run| scratch.journal(run).full_at(16 << 10));
    std::thread::scope(|scope| {
        for journal in &journals {
            scope.spawn(move || {
                for number in 0..EACH {
                    let began = begin(journal, &format!("cluster-{number}"), 0);
                    journal.append(&ended(&began, Outcome::Done)).unwrap();
                }
            });
        }
    });
    let all = scratch.all();
    assert_eq!(all.skipped, 0);
    assert_eq!(all.entries.len(), 2 * EACH);
    assert!(all.entries.iter().all(|entry| entry.outcome == Outcome::Done));
    assert!(files(&scratch.path())[1].exists(), "nothing was moved on");
}

#[test]
fn only_so_many_older_files_are_kept() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a").full_at(1);
    for number in 0..KEPT + 3 {
        begin(&journal, &number.to_string(), 0);
    }
    let names: Vec<_> = scratch.all().entries;
    assert_eq!(names.len(), KEPT + 1);
    assert_eq!(names[0].began.name, (KEPT + 2).to_string());
}

#[test]
fn a_record_of_a_change_may_stand_in_another_file_than_its_end() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a").full_at(1);
    let first = begin(&journal, "orders", 0);
    journal.append(&ended(&first, Outcome::Done)).unwrap();
    assert!(files(&scratch.path())[1].exists());
    assert_eq!(outcomes(&scratch.all()), [("orders", Outcome::Done)]);
}

#[test]
fn only_what_is_wanted_is_told() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a");
    for (name, minutes) in [("orders", 0), ("billing", 60), ("orders", 120)] {
        let began = begin(&journal, name, minutes);
        journal.append(&ended(&began, Outcome::Done)).unwrap();
    }
    let count = |filter: Filter| scratch.wanted(&filter).entries.len();
    let all = Filter::default;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(
        count(Filter {
            since: Some(at(60)),
            ..all()
        }),
        2
    );
    assert_eq!(
        count(Filter {
            until: Some(at(60)),
            ..all()
        }),
        1
    );
    assert_eq!(
        count(Filter {
            clusters: names(&["orders"]),
            ..all()
        }),
        2
    );
    assert_eq!(
        count(Filter {
            clusters: names(&["id-billing"]),
            ..all()
        }),
        1
    );
    assert_eq!(
        count(Filter {
            contexts: names(&["stage"]),
            ..all()
        }),
        0
    );
    assert_eq!(
        count(Filter {
            verbs: names(&["start", "stop"]),
            ..all()
        }),
        3
    );
    assert_eq!(
        count(Filter {
            outcomes: vec![Outcome::Failed],
            ..all()
        }),
        0
    );
}

#[test]
fn no_more_is_read_than_is_asked_for() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a");
    // What stands before is not even looked at: it is no record.
    begin(&journal, "orders", 0);
    fs::write(scratch.path(), "no record\n".repeat(20_000)).unwrap();
    for number in 0..4 {
        begin(&journal, "billing", number);
    }
    let newest = read(&scratch.path(), &Filter::default(), 3).unwrap();
    assert_eq!(
        (newest.entries.len(), newest.has_more, newest.skipped),
        (3, true, 0)
    );
    let recent = Filter {
        since: Some(at(0) + TimeDelta::hours(1)),
        ..Filter::default()
    };
    assert_eq!(scratch.wanted(&recent), Chapter::default());
}

#[test]
fn a_line_longer_than_what_is_read_at_once_is_whole() {
    let scratch = Scratch::new();
    let journal = scratch.journal("a");
    let long = began(&journal, &"x".repeat(300_000), 0);
    journal.append(&Record::Began(Box::new(long.clone()))).unwrap();
    begin(&journal, "orders", 1);
    assert_eq!(scratch.all().entries[1].began, long);
}

#[test]
fn a_journal_that_cannot_be_written_says_so() {
    let scratch = Scratch::new();
    fs::write(scratch.directory.path().join("state"), "a file in the way").unwrap();
    let journal = scratch.journal("a");
    let record = Record::Began(Box::new(began(&journal, "orders", 0)));
    assert!(journal.append(&record).is_err());
}
