//! What the journal says of a change: that it begins, before anything is sent, and what it came to.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use futures_util::future::BoxFuture;

use super::script::{Answer, EDITING, Script};
use super::*;
use crate::journal::{Author, Entry, Filter, Journal, Outcome, read};
use crate::managers::{About, ActionRequest, ManagerError};
use crate::managers::{Remark, Submitted};
use crate::resource::{Detail, Id, KindId, Severity, Transfer, action};
use crate::session::perform::{perform, perform_all};
use crate::session::{KeptJournal, apply};
use crate::spec::{Base, Edit, Manner, Plan, SpecRequest, Way};

/// A journal of its own.
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

    fn kept(&self) -> Option<KeptJournal> {
        let author = Author {
            user: "ada".into(),
            uid: 1000,
            origin: None,
            host: "jump-1".into(),
            pid: 7,
            run: "run".into(),
            front: "console".into(),
        };
        Some(KeptJournal {
            journal: Arc::new(Journal::at(self.path(), author)),
            url: "https://manager.example/".into(),
        })
    }

    fn bench(&self, protection: Protection) -> Bench {
        Bench::with_settings(|settings| SessionSettings {
            protection,
            journal: self.kept(),
            ..settings
        })
    }

    /// The newest first.
    fn entries(&self) -> Vec<Entry> {
        read(&self.path(), &Filter::default(), usize::MAX)
            .unwrap()
            .entries
    }

    /// The only one.
    fn entry(&self) -> Entry {
        let mut entries = self.entries();
        assert_eq!(entries.len(), 1, "{entries:?}");
        entries.remove(0)
    }

    /// "began", "accepted", "done": what is written, line by line.
    fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path()).unwrap();
        let word = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let word = line.get("outcome").unwrap_or(&line["record"]);
            word.as_str().unwrap().to_owned()
        };
        text.lines().map(word).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_followed_is_written_down_to_its_end() {
    let scratch = Scratch::new();
    let bench = scratch.bench(Protection::Normal);
    let stop = bench.intent(action::STOP).await;
    perform(&bench.session, &stop, true, &bench.telling.emit).await;
    assert_eq!(scratch.lines(), ["began", "accepted", "done"]);
    let entry = scratch.entry();
    assert_eq!(entry.outcome, Outcome::Done);
    assert_eq!((&*entry.began.verb, &*entry.began.name), ("stop", &*stop.name));
    assert_eq!(entry.id.as_deref(), Some(&*stop.key.id));
    assert_eq!(entry.began.base, stop.seen.version);
    assert_eq!(entry.began.url, "https://manager.example/");
    assert!(entry.took.unwrap() > Duration::from_secs(1), "{entry:?}");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_nobody_follows_was_accepted() {
    let scratch = Scratch::new();
    let bench = scratch.bench(Protection::Normal);
    let stop = bench.intent(action::STOP).await;
    perform(&bench.session, &stop, false, &bench.telling.emit).await;
    assert_eq!(scratch.lines(), ["began", "accepted"]);
}

/// What is written of a stop on a manager with whom something goes wrong.
async fn stop_with(fault: &str) -> (Vec<String>, Entry) {
    let scratch = Scratch::new();
    let bench = scratch.bench(Protection::Normal);
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations(fault);
    perform(&bench.session, &stop, true, &bench.telling.emit).await;
    (scratch.lines(), scratch.entry())
}

#[tokio::test(start_paused = true)]
async fn every_outcome_is_written_down_once() {
    let (lines, entry) = stop_with("status=409").await;
    assert_eq!(lines, ["began", "refused"]);
    assert!(entry.words.starts_with("Could not stop"), "{entry:?}");
    let (lines, entry) = stop_with("status=500").await;
    assert_eq!(lines, ["began", "unknown"]);
    assert!(entry.words.contains("no sign of it"), "{entry:?}");
    assert_eq!(stop_with("unreachable").await.0, ["began", "not-sent"]);
    assert_eq!(stop_with("cut").await.0, ["began", "accepted", "done"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_even_tried_is_written_down_too() {
    let scratch = Scratch::new();
    let bench = scratch.bench(Protection::ReadOnly);
    let stop = bench.intent(action::STOP).await;
    perform(&bench.session, &stop, true, &bench.telling.emit).await;
    assert_eq!(scratch.lines(), ["began", "not-sent"]);
    assert!(scratch.entry().words.contains("read-only"));
}

#[tokio::test(start_paused = true)]
async fn each_of_several_is_written_down_also_those_after_the_one_that_stopped_them() {
    let scratch = Scratch::new();
    let mut bench = scratch.bench(Protection::Normal);
    let mut intents = bench.intents(action::STOP).await;
    intents.truncate(3);
    intents[1].seen.state = "ELSEWHERE".into();
    let first = intents[0].activity;
    let pairs = intents
        .into_iter()
        .map(|intent| (Arc::clone(&bench.session), intent));
    perform_all(pairs.collect(), &bench.telling.emit).await;
    let mut is_done = false;
    loop {
        match bench.telling.next().await {
            Fact::Stepped { activity, step, .. } if activity == first => is_done = step.is_final(),
            Fact::Recorded { activity, .. } if activity == first && is_done => break,
            _ => {}
        }
    }
    let outcomes: Vec<_> = scratch.entries().iter().map(|entry| entry.outcome).collect();
    assert_eq!(outcomes, [Outcome::NotSent, Outcome::NotSent, Outcome::Done]);
}

/// A manager that looks into the journal whenever it is asked for a change.
struct Witness {
    manager: Arc<dyn Manager>,
    path: PathBuf,
    seen: Mutex<Vec<Vec<Entry>>>,
}

impl Witness {
    fn look(&self) {
        let chapter = read(&self.path, &Filter::default(), usize::MAX).unwrap();
        self.seen.lock().unwrap().push(chapter.entries);
    }
}

impl Manager for Witness {
    fn about(&self) -> &'static About {
        self.manager.about()
    }

    fn list<'a>(
        &'a self,
        kind: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        self.manager.list(kind, sink)
    }

    fn read<'a>(&'a self, kind: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        self.manager.read(kind, id)
    }

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        self.look();
        self.manager.act(request)
    }

    fn submit<'a>(
        &'a self,
        request: &'a SpecRequest,
        dry_run: bool,
    ) -> BoxFuture<'a, Result<Submitted, ManagerError>> {
        self.look();
        self.manager.submit(request, dry_run)
    }
}

#[tokio::test(start_paused = true)]
async fn the_begin_is_on_the_disk_before_the_request_leaves() {
    let scratch = Scratch::new();
    let witness = Mutex::new(None);
    let bench = Bench::with_settings(|settings| {
        let manager = Arc::new(Witness {
            manager: settings.manager,
            path: scratch.path(),
            seen: Mutex::default(),
        });
        *witness.lock().unwrap() = Some(Arc::clone(&manager));
        SessionSettings {
            manager,
            journal: scratch.kept(),
            ..settings
        }
    });
    let stop = bench.intent(action::STOP).await;
    perform(&bench.session, &stop, false, &bench.telling.emit).await;
    let witness = witness.into_inner().unwrap().unwrap();
    let seen = witness.seen.lock().unwrap();
    let [entries] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(entries[0].began.name, &*stop.name);
    assert_eq!(entries[0].outcome, Outcome::Sending);
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_cannot_be_written_is_told_once_and_stops_nothing() {
    let scratch = Scratch::new();
    fs::write(scratch.directory.path().join("state"), "a file in the way").unwrap();
    let mut bench = scratch.bench(Protection::Normal);
    let stop = bench.intent(action::STOP).await;
    let last = perform(&bench.session, &stop, true, &bench.telling.emit).await;
    assert!(matches!(last, Step::Done(_)), "{last:?}");
    let mut facts = Vec::new();
    while let Ok(fact) = bench.telling.facts.try_recv() {
        facts.push(fact);
    }
    // Before it is sent.
    let Fact::Recorded {
        trouble: Some(notice),
        ..
    } = &facts[0]
    else {
        panic!("{facts:?}");
    };
    assert_eq!(notice.severity, Severity::Error);
    assert!(
        notice.line().contains("asked for all the same"),
        "{}",
        notice.line()
    );
    let told = facts
        .iter()
        .filter(|fact| matches!(fact, Fact::Recorded { trouble: Some(_), .. }));
    assert_eq!(told.count(), 1);
}

const BEFORE: Answer = Answer::Holds(
    "UP",
    StateClass::Up,
    3,
    r#"{"name":"scripted","size":1,"password":"planted-old"}"#,
);
const AFTER: Answer = Answer::Holds(
    "UP",
    StateClass::Up,
    4,
    r#"{"name":"scripted","size":2,"password":"planted-new"}"#,
);

fn edit(session: &Session) -> Edit {
    let base = Arc::new(Base {
        key: Key::new(session.name(), CLUSTERS, &"c-1".into()),
        name: "scripted".into(),
        version: Some(3),
        document: r#"{"name":"scripted","size":1,"password":"planted-old"}"#
            .parse()
            .unwrap(),
        read: session.now(),
        busy: None,
    });
    let target = r#"{"name":"scripted","size":2,"password":"planted-new"}"#
        .parse()
        .unwrap();
    let manner = Manner {
        way: Way::Patch,
        force: false,
    };
    Plan::edit(&EDITING, &base, &target, manner).unwrap().edit_of()
}

#[tokio::test(start_paused = true)]
async fn an_edit_is_written_down_with_its_difference_and_without_its_secrets() {
    let scratch = Scratch::new();
    let script = Script::new(&[BEFORE, AFTER]);
    let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
    let session = Session::open(SessionSettings {
        journal: scratch.kept(),
        ..settings_of(script, Protection::Normal, clock)
    });
    let edit = edit(&session);
    let base = edit.base.as_ref().unwrap();
    let intent = Intent {
        activity: ActivityId(1),
        action: action::EDIT,
        key: base.key.clone(),
        name: base.name.clone(),
        part: None,
        arguments: Arguments::default(),
        seen: Seen {
            state: "".into(),
            version: None,
            part_state: None,
        },
        transfer: Transfer::default(),
    };
    let telling = Telling::new();
    let last = apply(&session, &intent, &edit, true, &telling.emit).await;
    assert!(matches!(last, Step::Done(_)), "{last:?}");
    let entry = scratch.entry();
    assert_eq!(entry.versions(), "v3 -> v4");
    assert_eq!(
        entry.began.diff.lines,
        ["size: 1 -> 2", "password: another secret"]
    );
    assert!(entry.began.request.starts_with("sha256:"), "{entry:?}");
    let text = fs::read_to_string(scratch.path()).unwrap();
    assert!(!text.contains("planted"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn what_took_long_to_write_down_is_read_again_before_it_is_sent() {
    for (step, reads) in [(0, 1), (11, 2)] {
        let scratch = Scratch::new();
        let bench = Bench::with_settings(|settings| {
            let now = Mutex::<chrono::DateTime<chrono::Utc>>::new("2026-11-20T15:00:00Z".parse().unwrap());
            SessionSettings {
                journal: scratch.kept(),
                // Whoever asks for the time has waited.
                clock: Arc::new(move || {
                    let mut now = now.lock().unwrap();
                    *now += chrono::TimeDelta::seconds(step);
                    *now
                }),
                ..settings
            }
        });
        let stop = bench.intent(action::STOP).await;
        let before = bench.recorder.requests().len();
        perform(&bench.session, &stop, false, &bench.telling.emit).await;
        let methods: Vec<_> = bench.recorder.requests()[before..]
            .iter()
            .map(|request| request.method.to_string())
            .collect();
        let (read, changed) = methods.split_at(methods.len() - 1);
        assert_eq!((read.len(), changed.len()), (reads, 1), "{methods:?}");
        assert!(read.iter().all(|method| method == "GET"), "{methods:?}");
        assert_ne!(changed[0], "GET");
    }
}
