//! Logging in and out, from an effect to what reaches the manager.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::sync::Semaphore;

use super::*;
use crate::credentials::{Account, AccountSettings, Form, Place};
use crate::managers::Opening;
use crate::managers::registry::REGISTRY;
use crate::resource::Protection;
use crate::resource::kind::CLUSTERS;
use crate::sandbox::recorder::Recorder;
use crate::sandbox::{FaultsHandle, Scenario, VirtualClock};
use crate::session::SessionSettings;
use crate::transport::{Door, Endpoint, RetryPolicy, Turns, base_url};

const LONG_ENOUGH: Duration = Duration::from_secs(60);

/// A console without a screen, and a manager that answers once it is let.
struct Desk {
    outside: Outside,
    incoming: Receiver<Incoming>,
    recorder: Recorder,
    faults: FaultsHandle,
    /// Tells of each request that waits for its answer.
    arrived: Receiver<()>,
    answers: Arc<Semaphore>,
}

#[derive(Clone)]
struct Gate {
    arrived: Sender<()>,
    answers: Arc<Semaphore>,
}

impl Desk {
    /// With one context, whose secret nobody has given yet.
    fn new() -> Self {
        let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
        let scenario = Scenario {
            quiet: true,
            ..Scenario::new(clock.clone())
        };
        let (arrives, arrived) = channel();
        let answers = Arc::new(Semaphore::new(0));
        let gate = Gate {
            arrived: arrives,
            answers: Arc::clone(&answers),
        };
        let recorder = Recorder::default();
        let router = (REGISTRY[0].simulate)(&scenario);
        let router = recorder.around(router.layer(middleware::from_fn_with_state(gate, wait)));
        let account = Account::new(AccountSettings {
            context: "bench".into(),
            form: Form::Bearer,
            place: Place::Prompt,
        });
        let endpoint = Endpoint::in_process(base_url("http://bench.sandbox.localhost").unwrap(), router);
        let door = Door::new(endpoint)
            .with_credentials(Arc::clone(&account))
            .with_retry(RetryPolicy::never());
        let manager = (REGISTRY[0].open)(Opening {
            door,
            settings: Default::default(),
        });
        let session = Session::open(SessionSettings {
            name: "bench".into(),
            manager: manager.unwrap(),
            turns: Turns::default(),
            protection: Protection::Normal,
            badge: None,
            // Nothing is asked for by itself while this runs.
            refresh: Some(Duration::from_secs(3600)),
            own_address: Default::default(),
            scope: None,
            clock: Arc::new(move || clock.now()),
            account,
            versions: None,
            journal: None,
            curl: Default::default(),
        });
        let (sender, incoming) = channel();
        let mut outside = Outside::new(vec![session], None, None, sender);
        outside.start().unwrap();
        Self {
            outside,
            incoming,
            recorder,
            faults: scenario.faults,
            arrived,
            answers,
        }
    }

    fn list() -> Wanted {
        Wanted::List {
            context: "bench".into(),
            kind: CLUSTERS,
        }
    }

    fn log_in(&mut self, secret: &str) {
        self.outside.carry_out(Effect::LogIn {
            context: "bench".into(),
            secret: secret.to_owned().into(),
            keep: Keep::ThisRun,
        });
    }

    /// Waits until the one thread that serves requests has come to another question: what ran before waits now.
    fn let_it_rest(&mut self) {
        self.outside.carry_out(Effect::Ask(Question::Drafts));
        self.wait_for(|msg| matches!(msg, Msg::Answered(Answer::Drafts { .. })));
    }

    /// Passes over everything else.
    fn wait_for(&self, is_it: impl Fn(&Msg) -> bool) -> Msg {
        loop {
            match self.incoming.recv_timeout(LONG_ENOUGH).unwrap() {
                Incoming::Msg(msg) | Incoming::OfSession { msg, .. } if is_it(&msg) => return msg,
                _ => {}
            }
        }
    }
}

async fn wait(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let _the_test_is_over = gate.arrived.send(());
    let _let = gate.answers.acquire().await;
    next.run(request).await
}

#[test]
fn a_wrong_login_reaches_the_manager_once_whatever_is_asked_for_while_it_is_tried() {
    let mut desk = Desk::new();
    desk.outside.keep_fresh(&[(Desk::list(), usize::MAX)]);
    desk.wait_for(|msg| matches!(msg, Msg::ListFailed { .. }));
    desk.faults.set("status=401".parse().unwrap());
    desk.log_in("wrong");
    desk.arrived.recv_timeout(LONG_ENOUGH).unwrap();
    desk.outside
        .carry_out(Effect::RefreshList("bench".into(), CLUSTERS));
    desk.outside.carry_out(Effect::LookAgain(Desk::list()));
    desk.answers.add_permits(100);
    desk.wait_for(|msg| matches!(msg, Msg::ListFailed { .. }));
    desk.let_it_rest();
    assert_eq!(desk.recorder.count(), 1);
    desk.faults.clear();
    desk.log_in("right");
    desk.wait_for(|msg| matches!(msg, Msg::Listed { listing, .. } if listing.complete));
    assert_eq!(
        desk.recorder.count(),
        3,
        "the wrong one once; the right one is tried, then used"
    );
}

#[test]
fn a_login_to_a_context_that_was_closed_is_answered() {
    let mut desk = Desk::new();
    desk.outside.close(&"bench".into());
    desk.log_in("good");
    let msg = desk.wait_for(|msg| matches!(msg, Msg::Answered(Answer::LoggedIn { .. })));
    let Msg::Answered(Answer::LoggedIn { kept, .. }) = msg else {
        unreachable!("it was waited for");
    };
    assert!(kept.unwrap_err().line().contains("not open any more"));
    desk.outside.carry_out(Effect::LogOut("bench".into()));
    let is_it = |msg: &Msg| {
        matches!(
            msg,
            Msg::Answered(Answer::LoggedOut {
                forgotten: Err(_),
                ..
            })
        )
    };
    desk.wait_for(is_it);
}
