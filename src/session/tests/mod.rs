//! A session against a simulated manager: what is told, and what is sent.
//!
//! Time is virtual: the simulated world's clock runs with the runtime's, which stands still while
//! there is work and jumps to the next timer when there is none.

mod access;
mod applying;
mod courtesy;
mod events;
mod following;
mod hour;
mod latch;
mod login;
mod making;
mod masks;
mod observing;
mod paging;
mod parts;
mod performing;
mod queue;
mod queueing;
mod read_only;
mod recording;
mod script;
mod secrets;
mod slow_host;
mod transferring;
mod versions;
mod watching;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::Instant;

use super::{Emit, Fact, Session, SessionSettings};
use crate::credentials::Account;
use crate::managers::Opening;
use crate::managers::registry::REGISTRY;
use crate::managers::{About, ElementSink, Entry, Manager};
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    ActionId, ActivityId, Arguments, CurlWay, Detail, Intent, Key, KindId, Notice, Protection, Row, Seen,
    StateClass, Step, Target, Transfer,
};
use crate::sandbox::recorder::{Recorded, Recorder};
use crate::sandbox::{Fault, Faults, FaultsHandle, Scenario, VirtualClock};
use crate::transport::{Credential, Door, Endpoint, Fixed, Pace, RetryPolicy, Turns, base_url};

/// Longer than anything here takes: whoever waits so long in virtual time waits in vain.
const A_DAY: Duration = Duration::from_secs(86_400);

/// A session on a simulated manager, with everything a test looks at or turns.
struct Bench {
    session: Arc<Session>,
    recorder: Recorder,
    faults: FaultsHandle,
    telling: Telling,
}

/// Where facts go, and where a test reads them.
struct Telling {
    emit: Emit,
    facts: UnboundedReceiver<Fact>,
}

impl Bench {
    /// The first manager of the registry with its default fleet, in which nothing changes by itself.
    fn new() -> Self {
        Self::with_protection(Protection::Normal)
    }

    fn with_protection(protection: Protection) -> Self {
        Self::with_settings(|settings| SessionSettings {
            protection,
            ..settings
        })
    }

    fn with_settings(adjust: impl FnOnce(SessionSettings) -> SessionSettings) -> Self {
        Self::on(&REGISTRY[0], adjust)
    }

    /// A manager that takes an action into its queue when it is busy, and makes objects by actions.
    fn that_queues() -> Self {
        Self::that_queues_with(|settings| settings)
    }

    fn that_queues_with(adjust: impl FnOnce(SessionSettings) -> SessionSettings) -> Self {
        let queues = |entry: &&Entry| entry.about.actions.iter().any(|action| action.queues);
        Self::on(REGISTRY.iter().find(queues).unwrap(), adjust)
    }

    fn on(entry: &'static Entry, adjust: impl FnOnce(SessionSettings) -> SessionSettings) -> Self {
        let began = Instant::now();
        let start = "2026-11-20T15:00:00Z".parse().unwrap();
        let clock = VirtualClock::new(start, 1.0, move || began.elapsed());
        let scenario = Scenario {
            quiet: true,
            ..Scenario::new(clock.clone())
        };
        let recorder = Recorder::default();
        let turns = turns_of(entry.about);
        let router = recorder.around((entry.simulate)(&scenario));
        let endpoint = Endpoint::in_process(base_url("http://bench.sandbox.localhost").unwrap(), router);
        // One request for one question, so that they can be counted.
        let door = Door::new(endpoint)
            .with_credentials(Fixed(Credential::Bearer("bench".to_owned().into())))
            .with_turns(turns.clone())
            .with_retry(RetryPolicy::never());
        let manager = (entry.open)(Opening {
            door,
            settings: Default::default(),
        });
        let settings = SessionSettings {
            turns,
            ..settings_of(manager.unwrap(), Protection::Normal, clock)
        };
        Self {
            session: Session::open(adjust(settings)),
            recorder,
            faults: scenario.faults,
            telling: Telling::new(),
        }
    }

    /// The clusters as they are, whatever goes wrong otherwise.
    async fn rows(&self) -> Vec<Row> {
        let faults = self.faults.current();
        self.faults.clear();
        let mut rows = Rows::default();
        self.session
            .list(CLUSTERS, super::Priority::Background, &mut rows)
            .await
            .unwrap();
        self.faults.set(faults);
        rows.0
    }

    /// What a user would ask for on seeing the first cluster, at rest and well, on which `action` is offered.
    async fn intent(&self, action: ActionId) -> Intent {
        self.intents(action).await.remove(0)
    }

    /// What a user would ask for on an object as it is now, or of one that is to be made.
    async fn asked(&self, kind: KindId, action: ActionId, id: &str, told: &[(&'static str, &str)]) -> Intent {
        let declared = self.session.about().action(action, kind).unwrap();
        let detail = match declared.on.is_new() {
            true => Detail::of_nothing(id),
            false => {
                let id = id.into();
                let read = self.session.read(kind, &id, super::Priority::Background);
                read.await.unwrap()
            }
        };
        let arguments = told
            .iter()
            .fold(Arguments::default(), |arguments, (name, value)| {
                arguments.with(name, value)
            });
        Intent {
            activity: ActivityId(7),
            action,
            key: Key::new(self.session.name(), kind, &id.into()),
            name: id.into(),
            part: None,
            seen: Seen::of(&Target::of_detail(&detail, None, &arguments)),
            arguments,
            transfer: Transfer::default(),
        }
    }

    /// Asks for one change and follows it; its last step, and all steps that were told.
    async fn perform(&mut self, intent: &Intent) -> (Step, Vec<Step>) {
        let emit = Arc::clone(&self.telling.emit);
        let last = super::perform::perform(&self.session, intent, true, &emit).await;
        let steps = self.telling.steps_so_far(intent.activity);
        assert_eq!(steps.last(), Some(&last), "what is given is what was told last");
        (last, steps)
    }

    /// "PUT /api/v0/x" and so on, of what may have changed something.
    fn changes(&self) -> Vec<String> {
        let line = |request: Recorded| format!("{} {}", request.method, request.path);
        self.recorder.mutations().into_iter().map(line).collect()
    }

    async fn intents(&self, action: ActionId) -> Vec<Intent> {
        let declared = self.session.about().action(action, CLUSTERS).unwrap();
        let rows = self.rows().await;
        let offered = rows
            .iter()
            .filter(|row| matches!(row.state.class, StateClass::Up | StateClass::Down))
            .filter(|row| (declared.available)(&Target::of_row(row, &Arguments::default())).is_offered());
        offered
            .enumerate()
            .map(|(number, row)| Intent {
                activity: ActivityId(number as u64),
                action,
                key: Key::new(self.session.name(), CLUSTERS, &row.id),
                name: (&*row.name).into(),
                part: None,
                arguments: Arguments::default(),
                seen: Seen::of(&Target::of_row(row, &Arguments::default())),
                transfer: Transfer::default(),
            })
            .collect()
    }

    /// Lets something go wrong on requests that change something, and on no other.
    fn break_mutations(&self, fault: &str) {
        let methods = ["POST", "PUT", "PATCH", "DELETE"];
        let faults = methods.map(|method| format!("{fault}@{method}").parse::<Fault>().unwrap());
        self.faults.set(Faults(faults.into()));
    }

    fn break_all(&self, faults: &str) {
        self.faults.set(faults.parse().unwrap());
    }
}

impl Telling {
    fn new() -> Self {
        let (sender, facts) = unbounded_channel();
        // A test that has ended does not listen any more.
        let emit: Emit = Arc::new(move |fact| drop(sender.send(fact)));
        Self { emit, facts }
    }

    /// The next fact about data, however long it takes.
    async fn next(&mut self) -> Fact {
        let next = tokio::time::timeout(A_DAY, self.of_data()).await;
        next.expect("nothing is told within a day")
    }

    /// Whether nothing is told of data for a whole day.
    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(A_DAY, self.of_data()).await.is_err()
    }

    async fn of_data(&mut self) -> Fact {
        loop {
            match self.facts.recv().await.unwrap() {
                Fact::Standing { .. } | Fact::Waiting { .. } => {}
                fact => return fact,
            }
        }
    }

    /// What is told next of the credential, however long it takes.
    async fn next_standing(&mut self) -> crate::resource::Standing {
        loop {
            let next = tokio::time::timeout(A_DAY, self.facts.recv()).await;
            if let Fact::Standing { standing, .. } = next.expect("nothing is told within a day").unwrap() {
                return standing;
            }
        }
    }

    /// The steps told so far, of one activity.
    fn steps_so_far(&mut self, of: ActivityId) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Ok(fact) = self.facts.try_recv() {
            match fact {
                Fact::Stepped { activity, step, .. } if activity == of => steps.push(step),
                _ => {}
            }
        }
        steps
    }
}

fn session_of(manager: Arc<dyn Manager>, protection: Protection, clock: VirtualClock) -> Arc<Session> {
    Session::open(settings_of(manager, protection, clock))
}

fn turns_of(about: &About) -> Turns {
    Turns::new(Pace {
        spacing: about.spacing,
        concurrent: about.concurrent,
    })
}

fn settings_of(manager: Arc<dyn Manager>, protection: Protection, clock: VirtualClock) -> SessionSettings {
    SessionSettings {
        badge: None,
        versions: None,
        journal: None,
        curl: CurlWay::default(),
        account: Account::of_nobody("bench"),
        name: "bench".into(),
        turns: turns_of(manager.about()),
        manager,
        protection,
        refresh: None,
        own_address: Default::default(),
        scope: None,
        clock: Arc::new(move || clock.now()),
    }
}

fn notice_of(step: &Step) -> &Notice {
    match step {
        Step::Rejected(notice) | Step::Unknown(notice) | Step::NotSent(notice) => notice,
        other => panic!("no notice in {other:?}"),
    }
}

/// The words of steps for a table: "sending", "running", "done".
fn words(steps: &[Step]) -> Vec<&'static str> {
    let mut words: Vec<_> = steps.iter().map(Step::word).collect();
    words.dedup();
    words
}

/// Takes every row of a list.
#[derive(Default)]
struct Rows(Vec<Row>);

impl ElementSink for Rows {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.0.push(read(raw));
    }
}
