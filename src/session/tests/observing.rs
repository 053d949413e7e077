//! What is seen to change, and how often it is told.

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use tokio::sync::Notify;

use super::script::{Answer, Script};
use super::*;
use crate::resource::cluster::{KIND, Summary};
use crate::resource::kind::SERVERS;
use crate::resource::{
    Arguments, Cell, Children, Detail, Event, Id, Kind, Level, LevelMark, Listing, Origin, State, Transfer,
};
use crate::session::observed::{EVENTS_KEPT, OBJECTS_KEPT, Observer};
use crate::session::perform::perform;
use crate::session::{Priority, Subscription, Watch};

const UP: Answer = Answer::Is("UP", StateClass::Up);
const STOPPING: Answer = Answer::Is("STOPPING", StateClass::GoingDown);
const DOWN: Answer = Answer::Is("DOWN", StateClass::Down);

/// The messages that nobody reported.
fn observed(detail: &Detail) -> Vec<&str> {
    let events = detail.events.iter().filter(|event| event.is_observed());
    events.map(|event| &*event.message).collect()
}

/// A session on a script, with its list and objects watched.
struct Scene {
    script: Arc<Script>,
    session: Arc<Session>,
    telling: Telling,
}

impl Scene {
    fn new(listed: &[&'static str], answers: &[Answer]) -> Self {
        let script = Script::new(answers);
        let scene = Self {
            session: script.opened(),
            script,
            telling: Telling::new(),
        };
        scene.lists(listed);
        scene
    }

    /// What the list says from now on.
    fn lists(&self, listed: &[&'static str]) {
        *self.script.listed.lock().unwrap() = listed.to_vec();
    }

    fn watch(&self, subscription: Subscription) -> Watch {
        Watch::start(
            Arc::clone(&self.session),
            subscription,
            Arc::clone(&self.telling.emit),
        )
    }

    async fn watch_list(&mut self) -> Watch {
        let subscription = Subscription::List {
            context: Arc::clone(self.session.name()),
            kind: CLUSTERS,
            rows: usize::MAX,
        };
        let watch = self.watch(subscription);
        assert!(matches!(self.telling.next().await, Fact::Listed { .. }));
        watch
    }

    /// The list is asked for again, and says something else.
    async fn relist(&mut self, watch: &Watch, listed: &[&'static str]) {
        self.lists(listed);
        watch.refresh();
        let told = self.telling.next().await;
        assert!(matches!(told, Fact::Listed { .. }), "{told:?}");
    }

    async fn read(&self) -> Detail {
        let id: Id = "c-1".into();
        let read = self.session.read(CLUSTERS, &id, Priority::UserRead);
        read.await.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_seen_for_the_first_time_has_not_changed() {
    let mut scene = Scene::new(&["c-1", "c-2"], &[UP]);
    let _watch = scene.watch_list().await;
    assert!(observed(&scene.read().await).is_empty());
    assert_eq!(scene.read().await, scene.read().await);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_a_list_and_a_read_both_see_is_told_once() {
    let mut scene = Scene::new(&["c-1"], &[UP, STOPPING, DOWN, DOWN]);
    let watch = scene.watch_list().await;
    scene.read().await;
    scene.relist(&watch, &["c-1 STOPPING"]).await;
    assert_eq!(observed(&scene.read().await), ["state UP -> STOPPING"]);
    assert_eq!(
        observed(&scene.read().await).last(),
        Some(&"state STOPPING -> DOWN")
    );
    scene.relist(&watch, &["c-1 DOWN"]).await;
    let detail = scene.read().await;
    assert_eq!(
        observed(&detail),
        ["state UP -> STOPPING", "state STOPPING -> DOWN"]
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_list_saw_before_the_first_read_is_among_its_events() {
    let mut scene = Scene::new(&["c-1", "c-2"], &[DOWN]);
    let watch = scene.watch_list().await;
    scene.relist(&watch, &["c-1 STOPPING", "c-2"]).await;
    assert_eq!(
        observed(&scene.read().await),
        ["state UP -> STOPPING", "state STOPPING -> DOWN"]
    );
}

#[tokio::test(start_paused = true)]
async fn what_goes_and_comes_back_is_told_with_what_it_came_back_as() {
    let mut scene = Scene::new(&["c-1", "c-2"], &[DOWN]);
    let watch = scene.watch_list().await;
    scene.relist(&watch, &["c-2"]).await;
    scene.relist(&watch, &["c-1 DOWN", "c-2"]).await;
    assert_eq!(
        observed(&scene.read().await),
        ["gone from the list", "in the list again", "state UP -> DOWN"]
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_list_did_not_have_before_is_new() {
    let mut scene = Scene::new(&["c-2"], &[UP]);
    let watch = scene.watch_list().await;
    scene.relist(&watch, &["c-2", "c-1"]).await;
    assert_eq!(observed(&scene.read().await), ["new in the list"]);
}

#[tokio::test(start_paused = true)]
async fn an_element_that_cannot_be_read_is_passed_over() {
    let mut scene = Scene::new(&["c-1", "c-2"], &[UP, DOWN]);
    let watch = scene.watch_list().await;
    scene.read().await;
    scene.relist(&watch, &["c-1 UNREADABLE", "c-2"]).await;
    scene.relist(&watch, &["no-id-1 UNREADABLE", "c-2"]).await;
    scene.relist(&watch, &["c-1 STOPPING", "c-2"]).await;
    assert_eq!(
        observed(&scene.read().await),
        ["state UP -> STOPPING", "state STOPPING -> DOWN"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_object_that_is_shown_is_read_as_soon_as_a_list_tells_of_its_change() {
    let mut scene = Scene::new(&["c-1"], &[UP, STOPPING]);
    let list = scene.watch_list().await;
    let key = Key::new(scene.session.name(), CLUSTERS, &"c-1".into());
    let _object = scene.watch(Subscription::Object { key });
    assert!(matches!(scene.telling.next().await, Fact::Read { .. }));
    let began = Instant::now();
    scene.relist(&list, &["c-1 STOPPING"]).await;
    let Fact::Read { detail, .. } = scene.telling.next().await else {
        panic!("it is read again");
    };
    assert_eq!(observed(&detail), ["state UP -> STOPPING"]);
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(
        scene.script.asked().reads,
        2,
        "what a read saw itself asks for no other read"
    );
}

#[tokio::test(start_paused = true)]
async fn reads_around_a_change_are_compared_as_well() {
    let scene = Scene::new(&[], &[DOWN, Answer::Is("RISING", StateClass::Busy), UP]);
    let intent = Intent {
        activity: ActivityId(1),
        action: crate::resource::action::START,
        key: Key::new(scene.session.name(), CLUSTERS, &"c-1".into()),
        name: "scripted".into(),
        part: None,
        arguments: Arguments::default(),
        seen: Seen {
            state: "DOWN".into(),
            version: None,
            part_state: None,
        },
        transfer: Transfer::default(),
    };
    perform(&scene.session, &intent, true, &scene.telling.emit).await;
    assert_eq!(
        observed(&scene.read().await),
        ["state DOWN -> RISING", "state RISING -> UP"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_stop_is_seen_from_its_beginning_to_its_end() {
    let bench = Bench::new();
    let stop = bench.intent(crate::resource::action::STOP).await;
    let key = &stop.key;
    let read = || bench.session.read(key.kind, &key.id, Priority::UserRead);
    assert!(observed(&read().await.unwrap()).is_empty());
    let last = perform(&bench.session, &stop, true, &bench.telling.emit).await;
    assert!(matches!(last, Step::Done(_)), "{last:?}");

    let detail = read().await.unwrap();
    let messages = observed(&detail);
    let states: Vec<_> = messages
        .iter()
        .filter(|message| message.starts_with("state "))
        .collect();
    assert_eq!(
        states,
        [&"state RUNNING -> STOPPING", &"state STOPPING -> STOPPED"]
    );
    assert!(messages.contains(&"desired STARTED -> STOPPED"), "{messages:?}");
    let of_servers = messages.iter().filter(|message| message.contains("server"));
    assert!(of_servers.count() > 0, "{messages:?}");
    let is_reported = |event: &Event| event.origin == Origin::Manager;
    assert!(detail.events.iter().any(is_reported), "both are shown");
    assert!(detail.events.is_sorted_by_key(|event| event.at));
    assert_eq!(detail, read().await.unwrap(), "at rest nothing is added");
}

static KINDS: [Kind; 1] = [KIND];

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn cluster(id: &str, word: &str) -> Arc<Row> {
    let class = match word {
        "UP" => StateClass::Up,
        _ => StateClass::Down,
    };
    let summary = Summary {
        id: id.into(),
        name: id.into(),
        state: State::new(word, class),
        health: None,
        servers: None,
        version: None,
        progress: None,
        last_event: None,
    };
    Arc::new(summary.into_row())
}

fn listing(rows: Vec<Arc<Row>>) -> Arc<Listing> {
    Arc::new(Listing::whole(rows))
}

fn detail(id: &str, word: &str) -> Detail {
    Detail {
        row: cluster(id, word),
        busy_since: None,
        fields: Vec::new(),
        children: Vec::new(),
        events: Vec::new(),
        document: "{}".into(),
        spec: None,
    }
}

/// Both ends of a question at once.
impl Observer {
    fn sees(&self, id: &str, word: &str) -> Vec<Event> {
        let asked = self.ask();
        let mut detail = detail(id, word);
        self.read(CLUSTERS, asked, &mut detail, now());
        detail.events
    }

    fn lists(&self, rows: Vec<Arc<Row>>) {
        self.listed(CLUSTERS, self.ask(), Some(&listing(rows)), now());
    }
}

#[test]
fn of_a_part_of_a_list_nothing_is_said() {
    let observer = Observer::new(&KINDS);
    observer.lists(vec![cluster("a", "UP"), cluster("b", "UP")]);
    let partial = Listing {
        rows: vec![cluster("a", "DOWN")],
        complete: false,
        total: None,
    };
    observer.listed(CLUSTERS, observer.ask(), Some(&Arc::new(partial)), now());
    assert_eq!(observer.sees("b", "UP"), []);
    assert_eq!(observer.sees("a", "UP"), []);
}

#[test]
fn what_is_not_among_the_rows_that_were_read_is_not_gone() {
    let observer = Observer::new(&KINDS);
    let first = |rows: Vec<Arc<Row>>| {
        let listing = Listing {
            total: Some(1_000),
            ..Listing::whole(rows)
        };
        observer.listed(CLUSTERS, observer.ask(), Some(&Arc::new(listing)), now());
    };
    first(vec![cluster("a", "UP"), cluster("b", "UP")]);
    // One was deleted before it, or the user reads on: nobody can tell.
    first(vec![cluster("b", "DOWN"), cluster("c", "UP"), cluster("d", "UP")]);
    assert_eq!(observer.sees("a", "UP"), []);
    assert_eq!(observer.sees("c", "UP"), []);
    let events = observer.sees("b", "DOWN");
    let words: Vec<_> = events.iter().map(|event| &*event.message).collect();
    assert_eq!(words, ["state UP -> DOWN"]);
}

#[test]
fn an_answer_to_an_older_question_says_nothing() {
    let observer = Observer::new(&KINDS);
    observer.lists(vec![cluster("a", "UP")]);
    assert_eq!(observer.sees("a", "UP"), []);
    let asked = observer.ask();
    assert_eq!(observer.sees("a", "DOWN").len(), 1);
    // Asked for before it went down, and answered afterwards.
    let late = listing(vec![cluster("a", "UP"), cluster("b", "UP")]);
    observer.listed(CLUSTERS, asked, Some(&late), now());
    let mut read_late = detail("a", "UP");
    observer.read(CLUSTERS, asked, &mut read_late, now());
    assert_eq!(read_late.events.len(), 1);
    // The same list once more: now it is so.
    observer.listed(CLUSTERS, observer.ask(), None, now());
    let events = observer.sees("a", "UP");
    let words: Vec<_> = events.iter().map(|event| &*event.message).collect();
    assert_eq!(words, ["state UP -> DOWN", "state DOWN -> UP"]);
}

#[test]
fn only_the_newest_events_of_an_object_are_kept() {
    let observer = Observer::new(&KINDS);
    for turn in 0..=EVENTS_KEPT {
        observer.sees("a", if turn % 2 == 0 { "UP" } else { "DOWN" });
    }
    assert_eq!(observer.sees("a", "UP").len(), EVENTS_KEPT);
    let newest = observer.sees("a", "new here");
    assert_eq!(newest.len(), EVENTS_KEPT);
    assert_eq!(&*newest[EVENTS_KEPT - 1].message, "state UP -> new here");
}

#[test]
fn objects_are_forgotten_the_oldest_first_but_not_those_that_are_shown() {
    let observer = Observer::new(&KINDS);
    let all = |word| {
        let rows = (0..OBJECTS_KEPT + 500).map(|n| cluster(&format!("c-{n}"), word));
        rows.collect()
    };
    let looker = Arc::new(Notify::new());
    observer.call(CLUSTERS, &Id::from("c-0"), &looker);
    observer.lists(all("UP"));
    observer.lists(all("DOWN"));
    assert_eq!(observer.sees("c-0", "DOWN").len(), 1, "it is shown");
    assert_eq!(observer.sees("c-1", "DOWN"), [], "it is forgotten");
    assert_eq!(
        observer.sees(&format!("c-{}", OBJECTS_KEPT + 499), "DOWN").len(),
        1
    );
    let called = looker.notified().now_or_never();
    assert!(called.is_some(), "whoever shows it looks again");
}

#[test]
fn the_events_of_the_manager_and_the_observed_ones_are_in_the_order_of_time() {
    let observer = Observer::new(&KINDS);
    observer.sees("a", "UP");
    let reported = |seconds| Event {
        at: Some(now() + chrono::TimeDelta::seconds(seconds)),
        level: LevelMark::new("INFO", Level::Normal),
        origin: Origin::Manager,
        source: "MANAGER".into(),
        message: format!("{seconds}").into(),
        fields: Box::default(),
        causes: Box::default(),
    };
    let mut detail = detail("a", "DOWN");
    detail.events = vec![reported(-5), reported(5)];
    observer.read(CLUSTERS, observer.ask(), &mut detail, now());
    let words: Vec<_> = detail.events.iter().map(|event| &*event.message).collect();
    assert_eq!(words, ["-5", "state UP -> DOWN", "5"]);
}

#[test]
fn parts_are_compared_from_read_to_read() {
    let observer = Observer::new(&KINDS);
    let with = |ids: &[&str]| {
        let part = |id: &&str| {
            Arc::new(Row {
                cells: [Cell::text_of(id)].into(),
                ..Row::clone(&cluster(id, "UP"))
            })
        };
        Detail {
            children: vec![Children {
                kind: SERVERS,
                rows: ids.iter().map(part).collect(),
            }],
            ..detail("a", "UP")
        }
    };
    let read = |ids: &[&str]| {
        let mut detail = with(ids);
        observer.read(CLUSTERS, observer.ask(), &mut detail, now());
        detail
    };
    assert_eq!(read(&["i-1", "i-2"]).events, []);
    observer.lists(vec![cluster("a", "UP")]);
    let detail = read(&["i-2", "i-3"]);
    // A kind that nobody declared has no singular.
    assert_eq!(observed(&detail), ["servers i-1 gone", "servers i-3 new"]);
}
