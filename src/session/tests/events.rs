//! A manager's log of a million events: the newest, then what is new, older ones when they are wanted; never all.

use super::*;
use crate::managers::ManagerError;
use crate::managers::chronicle::{Chronicle, begin};
use crate::resource::EventFilter;
use crate::session::{Priority, Subscription, Watch};

const MILLION: u64 = 1_000_000;

struct Scene {
    chronicle: Arc<Chronicle>,
    session: Arc<Session>,
    telling: Telling,
    _watch: Option<Watch>,
}

impl Scene {
    fn of(chronicle: Arc<Chronicle>, filter: EventFilter) -> Self {
        let clock = VirtualClock::manual("2027-01-15T09:00:00Z".parse().unwrap());
        let manager = Arc::clone(&chronicle) as Arc<dyn Manager>;
        let session = session_of(manager, Protection::Normal, clock);
        let telling = Telling::new();
        let subscription = Subscription::Events {
            key: Key::new(session.name(), CLUSTERS, &"c-1".into()),
            filter: Arc::new(filter),
            rows: 100,
        };
        let watch = Watch::start(Arc::clone(&session), subscription, Arc::clone(&telling.emit));
        Self {
            chronicle,
            session,
            telling,
            _watch: Some(watch),
        }
    }

    fn new() -> Self {
        Self::of(Chronicle::new(MILLION), EventFilter::default())
    }

    fn want(&self, rows: usize) {
        self._watch.as_ref().unwrap().want(rows);
    }

    /// What is told next: how many of how many, the oldest and the newest, and when it is asked again.
    async fn next(&mut self) -> String {
        match self.telling.next().await {
            Fact::EventsListed {
                listing, answered, ..
            } => {
                let message = |event: Option<&Arc<crate::resource::Event>>| {
                    event.map_or_else(String::new, |event| event.message.to_string())
                };
                format!(
                    "{} of {}: {} .. {}; in {} s",
                    listing.read,
                    listing.total,
                    message(listing.events.first()),
                    message(listing.events.last()),
                    answered.interval.as_secs()
                )
            }
            Fact::EventsConfirmed { answered, .. } => {
                format!("the same; in {} s", answered.interval.as_secs())
            }
            Fact::EventsFailed { failure, .. } => failure.word.to_owned(),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_million_the_newest_are_read_and_then_only_what_is_new() {
    let mut scene = Scene::new();
    assert_eq!(
        scene.next().await,
        "100 of 1000000: event 999900 .. event 999999; in 15 s"
    );
    assert_eq!(scene.next().await, "the same; in 15 s");
    scene.chronicle.go_on(3);
    assert_eq!(
        scene.next().await,
        "103 of 1000003: event 999900 .. event 1000002; in 5 s"
    );
    assert_eq!(scene.next().await, "the same; in 15 s");
    assert_eq!(
        scene.chronicle.questions(),
        [
            "newest 100",
            "500 from 1000000",
            "500 from 1000000",
            "500 from 1000003"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn older_ones_are_read_at_once_when_more_are_wanted() {
    let mut scene = Scene::new();
    scene.next().await;
    scene.want(300);
    assert_eq!(
        scene.next().await,
        "300 of 1000000: event 999700 .. event 999999; in 15 s"
    );
    // The one that is known is of the time until which is asked.
    assert_eq!(
        scene.chronicle.questions(),
        ["newest 100", "500 from 1000000", "201 until 999900"]
    );
    scene.want(usize::MAX);
    assert!(
        scene.next().await.starts_with("10000 of 1000000: event 990000 "),
        "there is a most"
    );
}

#[tokio::test(start_paused = true)]
async fn a_manager_that_counts_more_than_it_gives_is_not_asked_for_the_rest_for_ever() {
    let chronicle = Chronicle::new(150);
    *chronicle.counted_in_vain.lock().unwrap() = 4;
    let mut scene = Scene::of(chronicle, EventFilter::default());
    assert_eq!(scene.next().await, "100 of 154: event 50 .. event 149; in 15 s");
    scene.want(200);
    assert_eq!(scene.next().await, "150 of 150: event 0 .. event 149; in 15 s");
    scene.chronicle.questions();
    assert_eq!(scene.next().await, "the same; in 15 s");
    assert_eq!(scene.chronicle.questions(), ["500 from 150"]);
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_fails_keeps_what_was_read_and_is_tried_again() {
    let mut scene = Scene::new();
    scene.next().await;
    *scene.chronicle.refusal.lock().unwrap() = Some(|| ManagerError::Refused {
        status: 500,
        message: "no".into(),
    });
    scene.want(200);
    assert_eq!(scene.next().await, "bad answer");
    *scene.chronicle.refusal.lock().unwrap() = None;
    assert_eq!(
        scene.next().await,
        "200 of 1000000: event 999800 .. event 999999; in 15 s"
    );
}

#[tokio::test(start_paused = true)]
async fn an_event_that_comes_late_gets_its_place_and_none_is_shown_twice() {
    let mut scene = Scene::of(Chronicle::new(1_000), EventFilter::default());
    scene.next().await;
    scene.chronicle.come_late(3);
    let Fact::EventsListed { listing, .. } = scene.telling.next().await else {
        panic!("it is news");
    };
    let last: Vec<_> = listing
        .events
        .iter()
        .rev()
        .take(5)
        .map(|event| &*event.message)
        .collect();
    assert_eq!(
        last,
        ["event 999", "event 998", "event 997", "event 1000", "event 996"]
    );
    let mut messages: Vec<_> = listing.events.iter().map(|event| &event.message).collect();
    messages.sort();
    let all = messages.len();
    messages.dedup();
    assert_eq!(messages.len(), all);
    assert_eq!(scene.next().await, "the same; in 15 s");
}

#[tokio::test(start_paused = true)]
async fn after_a_flood_the_newest_are_read_and_after_a_cut_what_is_left() {
    let mut scene = Scene::of(Chronicle::new(1_000), EventFilter::default());
    scene.next().await;
    scene.chronicle.go_on(50_000);
    assert_eq!(
        scene.next().await,
        "100 of 51000: event 50900 .. event 50999; in 5 s"
    );
    assert!(scene.chronicle.questions().len() < 8);
    scene.chronicle.cut(40);
    assert_eq!(scene.next().await, "40 of 40: event 0 .. event 39; in 15 s");
}

#[tokio::test(start_paused = true)]
async fn a_filter_is_the_managers_to_apply() {
    let filter = EventFilter {
        levels: vec!["error".into()],
        since: Some(begin() + chrono::TimeDelta::seconds(999_000)),
        ..EventFilter::default()
    };
    let mut scene = Scene::of(Chronicle::new(MILLION), filter);
    assert_eq!(
        scene.next().await,
        "10 of 10: event 999000 .. event 999900; in 15 s"
    );
    let asked = scene.chronicle.asked.lock().unwrap().remove(0);
    assert_eq!((asked.levels, asked.newest), (vec!["error".to_owned()], 100));
}

#[tokio::test(start_paused = true)]
async fn what_is_seen_to_change_is_among_the_reported_ones() {
    let mut scene = Scene::of(Chronicle::new(10), EventFilter::default());
    assert_eq!(scene.next().await, "10 of 10: event 0 .. event 9; in 15 s");
    *scene.chronicle.states.lock().unwrap() =
        vec![("started", StateClass::Up), ("stopping", StateClass::Busy)];
    for _ in 0..2 {
        let id = "c-1".into();
        scene
            .session
            .read(CLUSTERS, &id, Priority::Visible)
            .await
            .unwrap();
    }
    // While it is busy it is looked at more often.
    let told = scene.next().await;
    assert_eq!(told, "10 of 10: event 0 .. state started -> stopping; in 5 s");
}

#[tokio::test(start_paused = true)]
async fn whoever_only_walks_over_an_object_asks_for_nothing() {
    let mut scene = Scene::new();
    scene._watch = None;
    assert!(scene.telling.is_silent().await);
    assert!(scene.chronicle.questions().is_empty());
}
