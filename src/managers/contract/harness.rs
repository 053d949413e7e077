//! A registry entry opened on its simulated manager, with clock and faults in hand.

use std::sync::Arc;
use std::time::Duration;

use crate::managers::Opening;
use crate::managers::registry::REGISTRY;
use crate::managers::{About, ActionRequest, ElementSink, Entry, Manager, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, Id, KindId, Row};
use crate::sandbox::recorder::Recorder;
use crate::sandbox::{Faults, FaultsHandle, Scenario, Simulated, VirtualClock};
use crate::transport::{Credential, Door, Endpoint, Fixed, Pace, Turns, base_url};

/// One manager on one simulated world.
pub(super) struct Subject {
    /// For messages: the manager, and which of its worlds.
    pub(super) name: String,
    pub(super) entry: &'static Entry,
    pub(super) manager: Arc<dyn Manager>,
    pub(super) clock: VirtualClock,
    pub(super) faults: FaultsHandle,
    pub(super) recorder: Recorder,
}

/// The time at which every world begins.
const START: &str = "2026-11-20T15:00:00Z";

/// Every manager on the world that `qd sandbox serve` gives.
pub(super) fn simulated() -> impl Iterator<Item = Subject> {
    simulated_as(|_| {})
}

/// The same, as the scenario is to be.
pub(super) fn simulated_as(arrange: fn(&mut Scenario)) -> impl Iterator<Item = Subject> {
    REGISTRY.iter().map(move |entry| {
        let mut scenario = Scenario::new(VirtualClock::manual(START.parse().unwrap()));
        arrange(&mut scenario);
        let router = (entry.simulate)(&scenario);
        let name = format!("{} on its own server", entry.about.name);
        Subject::open(entry, name, router, scenario.clock, scenario.faults)
    })
}

/// Every manager on every context of the default sandbox; what goes wrong there is in force.
pub(super) fn demonstrated() -> impl Iterator<Item = Subject> {
    REGISTRY.iter().flat_map(|entry| {
        let scenario = Scenario::new(VirtualClock::manual(START.parse().unwrap()));
        let contexts = (entry.demo)(&scenario).into_iter();
        contexts.map(move |context| {
            let name = format!("{} in the context {}", entry.about.name, context.name);
            Subject::open(
                entry,
                name,
                context.router,
                scenario.clock.clone(),
                context.faults,
            )
        })
    })
}

/// Every world of one manager, each undisturbed: the one that `qd sandbox serve` gives first.
pub(super) fn worlds(entry: &'static Entry) -> impl Iterator<Item = Subject> {
    let is_of = move |subject: &Subject| std::ptr::eq(subject.entry.about, entry.about);
    simulated()
        .filter(is_of)
        .chain(demonstrated().filter(is_of))
        .inspect(|subject| subject.faults.clear())
}

impl Subject {
    fn open(
        entry: &'static Entry,
        name: String,
        router: Simulated,
        clock: VirtualClock,
        faults: FaultsHandle,
    ) -> Self {
        let about = entry.about;
        let recorder = Recorder::default();
        let base = base_url("http://contract.sandbox.localhost").unwrap();
        let door = Door::new(Endpoint::in_process(base, recorder.around(router)))
            .with_credentials(Fixed(Credential::Bearer("contract".to_owned().into())))
            .with_turns(Turns::new(pace_of(about)))
            .with_redactor(about.redactor());
        // The declared defaults, given as a user would give them.
        let settings = about.settings.iter();
        let settings = settings.map(|setting| (setting.name.to_owned(), setting.default.to_owned()));
        let manager = (entry.open)(Opening {
            door,
            settings: settings.collect(),
        });
        Self {
            manager: manager.unwrap_or_else(|error| panic!("{name} does not open: {error}")),
            name,
            entry,
            clock,
            faults,
            recorder,
        }
    }

    /// How fast it may be asked.
    pub(super) fn pace(&self) -> Pace {
        pace_of(self.entry.about)
    }

    /// The clusters; the list must be readable.
    pub(super) async fn clusters(&self) -> Vec<Row> {
        self.rows(CLUSTERS).await
    }

    /// The objects of a kind; the list must be readable.
    pub(super) async fn rows(&self, kind: KindId) -> Vec<Row> {
        let (rows, result) = self.list(kind).await;
        result.unwrap_or_else(|error| panic!("{}: {kind}: {error}", self.name));
        rows
    }

    /// The same; none where this version or edition of the manager does not have such objects.
    pub(super) async fn rows_if_any(&self, kind: KindId) -> Vec<Row> {
        match self.list(kind).await {
            (_, Err(error @ ManagerError::NotOffered { .. })) => {
                assert_has_words(&error, &self.name);
                Vec::new()
            }
            (rows, result) => {
                result.unwrap_or_else(|error| panic!("{}: {kind}: {error}", self.name));
                rows
            }
        }
    }

    /// What of a list could be read, and how it ended.
    pub(super) async fn list(&self, kind: KindId) -> (Vec<Row>, Result<(), ManagerError>) {
        let mut rows = Rows::default();
        let result = self.manager.list(kind, &mut rows).await;
        (rows.0, result)
    }

    /// The ids of a list of which only the first so many are wanted, and how many there are as far as was told.
    pub(super) async fn first(&self, kind: KindId, wanted: usize) -> (Vec<Id>, Option<u64>) {
        let mut first = First {
            wanted,
            ..First::default()
        };
        let result = self.manager.list(kind, &mut first).await;
        result.unwrap_or_else(|error| panic!("{}: {kind}: {error}", self.name));
        (first.ids, first.total)
    }

    /// A cluster in full; it must be readable.
    pub(super) async fn detail(&self, id: &Id) -> Detail {
        self.read(CLUSTERS, id).await
    }

    /// An object in full; it must be readable.
    pub(super) async fn read(&self, kind: KindId, id: &Id) -> Detail {
        let detail = self.manager.read(kind, id).await;
        detail.unwrap_or_else(|error| panic!("{}: {kind} {id}: {error}", self.name))
    }

    /// The parts of a cluster that are listed alone; they must be readable, if it is one that has them.
    pub(super) async fn parts(&self, part: KindId, cluster: &Id) -> Vec<Arc<Row>> {
        match self.manager.parts(part, cluster, usize::MAX).await {
            Ok(parts) => parts.rows,
            // A cluster that cannot have such parts, or of which none can be asked for now.
            Err(
                error @ (ManagerError::NotOffered { .. }
                | ManagerError::Forbidden { .. }
                | ManagerError::Conflict { .. }
                | ManagerError::Refused { status: 503, .. }),
            ) => {
                assert_has_words(&error, &self.name);
                Vec::new()
            }
            Err(error) => panic!("{}: {part} of {cluster}: {error}", self.name),
        }
    }

    pub(super) async fn act(&self, request: &ActionRequest) -> Result<(), ManagerError> {
        self.manager.act(request).await.map(drop)
    }

    pub(super) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    pub(super) fn break_with(&self, faults: &str) {
        self.faults.set(faults.parse::<Faults>().unwrap());
    }
}

fn pace_of(about: &About) -> Pace {
    Pace {
        spacing: about.spacing,
        concurrent: about.concurrent,
    }
}

/// Asserts that an error can be shown to a user: it says something, in the program's own manner.
pub(super) fn assert_has_words(error: &ManagerError, subject: &str) {
    let words = error.to_string();
    assert!(!words.trim().is_empty(), "{subject}: {error:?} has no words");
    assert!(!words.ends_with('.'), "{subject}: a final stop in {words:?}");
    let is_the_managers = matches!(
        error,
        ManagerError::NotFound { .. } | ManagerError::Conflict { .. } | ManagerError::Invalid { .. }
    );
    assert!(
        is_the_managers || !begins_upper(&words),
        "{subject}: {words:?} begins upper case"
    );
    let hint = error.hint().unwrap_or_else(|| "-".to_owned());
    assert!(
        !hint.is_empty() && !hint.ends_with('.') && !hint.starts_with(|c: char| c.is_uppercase()),
        "{subject}: the hint {hint:?}"
    );
}

/// Begins like a sentence: not like `TLS` or a name in quotes.
fn begins_upper(words: &str) -> bool {
    let mut chars = words.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

#[derive(Default)]
struct Rows(Vec<Row>);

impl ElementSink for Rows {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.0.push(read(raw));
    }
}

/// Takes the first rows of a list.
#[derive(Default)]
struct First {
    wanted: usize,
    ids: Vec<Id>,
    total: Option<u64>,
}

impl ElementSink for First {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        self.ids.push(read(raw).id);
    }

    fn wanted(&self) -> usize {
        self.wanted
    }

    fn total(&mut self, total: u64) {
        self.total = Some(total);
    }
}
