//! An hour on a host that is asked slowly: forty clusters, two contexts, and an operator who acts every minute.
//!
//! On a virtual clock, so that the figures are the same each time.

use crate::resource::Transfer;
use std::sync::{Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::Response;

use super::*;
use chrono::{DateTime, Utc};

use crate::resource::Freshness;
use crate::session::perform::perform;
use crate::session::{Subscription, Watch};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
/// What the vendor allows; we declare a little more.
const ALLOWED: Duration = Duration::from_millis(2_500);
/// From the dialog on, an operator takes this long to read and confirm.
const CONFIRMING: Duration = Duration::from_secs(4);

/// What reached the simulated host.
#[derive(Clone, Default)]
struct Arrivals(Arc<Mutex<Vec<Arrival>>>);

#[derive(Clone)]
struct Arrival {
    at: Instant,
    is_change: bool,
    status: u16,
}

impl Arrivals {
    fn all(&self) -> Vec<Arrival> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn note(State(arrivals): State<Arrivals>, request: Request, next: Next) -> Response {
    let (at, is_change) = (Instant::now(), request.method() != Method::GET);
    let response = next.run(request).await;
    let mut all = arrivals.0.lock().unwrap_or_else(PoisonError::into_inner);
    all.push(Arrival {
        at,
        is_change,
        status: response.status().as_u16(),
    });
    response
}

/// The host with forty clusters, and two contexts of it.
fn host() -> (Arrivals, [Arc<Session>; 2]) {
    let entry = REGISTRY
        .iter()
        .find(|entry| entry.about.spacing.is_some())
        .unwrap();
    let began = Instant::now();
    let start = "2026-11-20T15:00:00Z".parse().unwrap();
    let clock = VirtualClock::new(start, 1.0, move || began.elapsed());
    let scenario = Scenario {
        clusters: Some(40),
        servers_per_cluster: 6,
        ..Scenario::new(clock.clone())
    };
    scenario.faults.set("latency=150ms..400ms".parse().unwrap());
    let arrivals = Arrivals::default();
    let router = (entry.simulate)(&scenario).layer(middleware::from_fn_with_state(arrivals.clone(), note));
    let turns = turns_of(entry.about);
    let sessions = ["operator", "auditor"].map(|user| {
        let endpoint =
            Endpoint::in_process(base_url("http://host.sandbox.localhost").unwrap(), router.clone());
        let key = Credential::Basic {
            user: user.into(),
            password: "key".to_owned().into(),
        };
        let door = Door::new(endpoint)
            .with_credentials(Fixed(key))
            .with_turns(turns.clone());
        let manager = (entry.open)(Opening {
            door,
            settings: Default::default(),
        });
        Session::open(SessionSettings {
            name: user.into(),
            turns: turns.clone(),
            ..settings_of(manager.unwrap(), Protection::Normal, clock.clone())
        })
    });
    (arrivals, sessions)
}

/// A pane: how old what it shows becomes at most, in parts of what it may.
struct Pane {
    watch: Watch,
    telling: Telling,
    opened: Instant,
}

impl Pane {
    fn open(session: &Arc<Session>, subscription: Subscription) -> Self {
        let telling = Telling::new();
        let watch = Watch::start(Arc::clone(session), subscription, Arc::clone(&telling.emit));
        Self {
            watch,
            telling,
            opened: Instant::now(),
        }
    }

    /// The greatest age of what it showed, and whether it ever was older than it may be; closes it.
    fn close(mut self, session: &Session) -> (Duration, bool) {
        drop(self.watch);
        let now = session.now();
        let mut shown: Option<Freshness> = None;
        let (mut oldest, mut was_overdue) = (Duration::ZERO, false);
        let mut look = |shown: &Option<Freshness>, at: DateTime<Utc>| {
            if let Some(fresh) = shown {
                oldest = oldest.max((at - fresh.answered).to_std().unwrap_or_default());
                was_overdue |= fresh.is_overdue(at);
            }
        };
        while let Ok(fact) = self.telling.facts.try_recv() {
            let answered = match fact {
                Fact::Listed { answered, .. }
                | Fact::ListConfirmed { answered, .. }
                | Fact::Read { answered, .. }
                | Fact::ReadConfirmed { answered, .. } => answered,
                Fact::ListFailed { failure, .. } | Fact::ReadFailed { failure, .. } => {
                    panic!("{}", failure.notice.line())
                }
                _ => continue,
            };
            look(&shown, answered.at);
            shown = Some(Freshness::answered(answered.at, answered.interval));
        }
        look(&shown, now);
        assert!(
            shown.is_some() || self.opened.elapsed() < MINUTE,
            "it never showed anything"
        );
        (oldest, was_overdue)
    }
}

/// Opens one cluster's screen, and then acts on it every minute; gives how long each change waited before it was sent.
async fn operate(session: &Arc<Session>, arrivals: &Arrivals) -> (Vec<Duration>, Vec<(Duration, bool)>) {
    let mut rows = Rows::default();
    session
        .list(CLUSTERS, crate::session::Priority::UserRead, &mut rows)
        .await
        .unwrap();
    let up: Vec<Row> = rows
        .0
        .into_iter()
        .filter(|row| row.state.class == StateClass::Up)
        .collect();
    let (mut waits, mut ages) = (Vec::new(), Vec::new());
    for minute in 0_usize..55 {
        let key = Key::new(session.name(), CLUSTERS, &up[minute / 5 % up.len()].id);
        let pane = Pane::open(session, Subscription::Object { key: key.clone() });
        let until = Instant::now() + MINUTE;
        tokio::time::sleep(Duration::from_secs(20)).await;
        // The dialog reads it again; then it is confirmed.
        let detail = session
            .read(CLUSTERS, &key.id, crate::session::Priority::UserRead)
            .await
            .unwrap();
        tokio::time::sleep(CONFIRMING).await;
        let network = format!("203.0.113.{minute}");
        let arguments = Arguments::default()
            .with("network", &network)
            .with("types", "CASSANDRA_CQL");
        let target = Target::of_detail(&detail, None, &arguments);
        let intent = Intent {
            activity: ActivityId(minute as u64),
            action: ActionId("add-firewall-rule"),
            key,
            name: (*detail.row.name).into(),
            part: None,
            seen: Seen::of(&target),
            arguments: arguments.clone(),
            transfer: Transfer::default(),
        };
        let asked = Instant::now();
        let step = perform(session, &intent, false, &Telling::new().emit).await;
        assert!(matches!(step, Step::Accepted(_)), "{step:?}");
        let sent = arrivals
            .all()
            .into_iter()
            .rev()
            .find(|arrival| arrival.is_change)
            .unwrap();
        waits.push(sent.at.duration_since(asked));
        tokio::time::sleep_until(until).await;
        ages.push(pane.close(session));
    }
    (waits, ages)
}

#[expect(
    clippy::print_stdout,
    reason = "its figures are wanted beside whether it passes"
)]
#[tokio::test(start_paused = true)]
async fn an_hour_on_a_host_that_is_asked_slowly() {
    let (arrivals, [operator, auditor]) = host();
    let began = Instant::now();
    let lists = [&operator, &auditor].map(|session| {
        let subscription = Subscription::List {
            context: Arc::clone(session.name()),
            kind: CLUSTERS,
            rows: usize::MAX,
        };
        Pane::open(session, subscription)
    });
    let (mut waits, panes) = operate(&operator, &arrivals).await;
    tokio::time::sleep_until(began + HOUR).await;
    let [of_operator, of_auditor] = lists;
    let lists = [of_operator.close(&operator), of_auditor.close(&auditor)];

    let all = arrivals.all();
    let gaps = all.windows(2).map(|pair| pair[1].at - pair[0].at);
    let smallest = gaps.min().unwrap();
    waits.sort();
    let (median, longest) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    let oldest = |ages: &[(Duration, bool)]| ages.iter().map(|(age, _)| *age).max().unwrap();
    // For the note that tells of it: `cargo test an_hour -- --nocapture`.
    println!(
        "{} requests, smallest gap {smallest:?}; a change waited {median:?} in the median, {longest:?} at most; lists \
         became {:?} old, clusters {:?}",
        all.len(),
        oldest(&lists),
        oldest(&panes),
    );
    assert!(smallest >= ALLOWED, "{smallest:?}");
    assert!(all.iter().all(|arrival| arrival.status != 429));
    assert_eq!(
        all.iter().filter(|arrival| arrival.is_change).count(),
        waits.len()
    );
    assert!(median < ALLOWED && longest < ALLOWED * 3, "{waits:?}");
    assert!(lists.iter().chain(&panes).all(|(_, was_overdue)| !was_overdue));
}
