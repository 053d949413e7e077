//! The turns of one host.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::caller::{self, Claim};
use super::neighbours::{Asked, Neighbours};
use super::queue::{Decision, Outlook, Queue};
use super::{Pace, Priority, Urgency};

/// A request that is refused for longer than this is given up: whoever wants its answer asks again.
const LONGEST_WAIT: Duration = Duration::from_secs(75);

/// Lets requests to one host through: the most urgent first, among equals the first to come. Clones share the queue.
#[derive(Debug, Clone)]
pub struct Turns {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// Told whenever another decision may be due.
    changed: Notify,
    outlook: watch::Sender<Outlook>,
    neighbours: OnceLock<Neighbours>,
    /// Between 0 and 1, by chance.
    chance: fn() -> f64,
}

/// The right to have one request under way; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    turns: Turns,
    arrival: u64,
}

/// A place in the queue, left when dropped.
struct Place<'a> {
    turns: &'a Turns,
    arrival: u64,
    is_waiting: bool,
    /// What the other processes were told of it.
    announced: Option<Priority>,
}

impl Turns {
    /// The turns of a host that allows this much.
    pub fn new(pace: Pace) -> Self {
        Self::with(pace, None, fastrand::f64)
    }

    pub(super) fn with(pace: Pace, neighbours: Option<Neighbours>, chance: fn() -> f64) -> Self {
        let shared = Shared {
            queue: Mutex::new(Queue::new(pace)),
            changed: Notify::new(),
            outlook: watch::Sender::new(Outlook::default()),
            neighbours: neighbours.map(OnceLock::from).unwrap_or_default(),
            chance,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Asks the host no faster than this either, and keeps the spacing together with other processes, where there is
    /// one: what one context knows of a host holds for all.
    pub fn restrict(&self, pace: Pace, neighbours: Option<Neighbours>) {
        self.lock().restrict(pace);
        if let Some(neighbours) = neighbours {
            self.shared.neighbours.get_or_init(|| neighbours);
        }
    }

    /// Waits for its turn, before a call begins that [`run`](Self::run) runs.
    ///
    /// Giving up while waiting costs nothing here; the other processes may keep a distance from what was not sent.
    pub async fn wait(&self, urgency: &Urgency) -> Permit {
        self.wait_as(urgency, None).await
    }

    /// Runs a call whose first request goes with `permit`: each further one waits for a turn of its own.
    ///
    /// A request that is refused for now is not sent again after `deadline`.
    pub async fn run<T>(
        &self,
        permit: Permit,
        urgency: &Urgency,
        deadline: Option<Instant>,
        call: impl Future<Output = T>,
    ) -> T {
        caller::run(permit, urgency.clone(), deadline, self, call).await
    }

    /// Makes what waits with this urgency at least as urgent as `to`.
    pub fn raise(&self, urgency: &Urgency, to: Priority) {
        urgency.raise(to);
        self.shared.changed.notify_waiters();
    }

    /// Waits for the turn of one request of the call under way, `None` if it does not come before the call's deadline;
    /// `again` is the number that it had, if it was refused.
    pub(in crate::transport) async fn turn(&self, again: Option<u64>) -> Option<Permit> {
        match caller::claim(self) {
            Some(Claim {
                prepaid: Some(permit),
                ..
            }) => {
                // Between its turn and now there may have been a keyring.
                self.lock().started(Instant::now());
                Some(permit)
            }
            Some(Claim {
                urgency,
                deadline: Some(deadline),
                ..
            }) => timeout_at(deadline, self.wait_as(&urgency, again)).await.ok(),
            Some(Claim { urgency, .. }) => Some(self.wait_as(&urgency, again).await),
            None => Some(self.wait_as(&Priority::Visible.into(), again).await),
        }
    }

    async fn wait_as(&self, urgency: &Urgency, again: Option<u64>) -> Permit {
        let mut place = Place::take(self, urgency, again);
        loop {
            let mut changed = std::pin::pin!(self.shared.changed.notified());
            changed.as_mut().enable();
            match self.decide(&mut place) {
                Step::Start => return place.started(),
                Step::Ask(neighbours, priority) => place.ask(neighbours, priority).await,
                Step::At(time) => {
                    tokio::select! {
                        // By now it may be somebody else's turn, who has waited long.
                        () = sleep_until(time) => self.shared.changed.notify_waiters(),
                        () = changed => {}
                    }
                }
                Step::Later => changed.await,
            }
        }
    }

    /// What one who waits does now; if it starts, it has left the queue.
    fn decide(&self, place: &mut Place<'_>) -> Step<'_> {
        let now = Instant::now();
        let mut queue = self.lock();
        let decision = queue.decide(place.arrival, now);
        let asks = |announced: Option<Priority>| {
            let (_, priority) = queue.chosen(now)?;
            let neighbours = self
                .shared
                .neighbours
                .get()
                .filter(|all| !all.are_out_of_reach())?;
            (announced < Some(priority)).then_some(Step::Ask(neighbours, priority))
        };
        let step = match decision {
            // Also before its time: others must know that somebody waits who is more urgent than they are.
            Decision::At(time) => asks(place.announced).unwrap_or(Step::At(time)),
            Decision::Now if queue.is_paid(now) => Step::Start,
            Decision::Now => asks(None).unwrap_or(Step::Start),
            Decision::Later => Step::Later,
        };
        if matches!(step, Step::Start) {
            queue.start(place.arrival, now);
            place.is_waiting = false;
        }
        step
    }

    /// The host said that it is too much: no request starts for a while.
    pub(in crate::transport) fn refused(&self, asked_for: Option<Duration>) {
        let pause = {
            let mut queue = self.lock();
            queue.refused(asked_for, (self.shared.chance)(), Instant::now())
        };
        if let Some(neighbours) = self.shared.neighbours.get() {
            neighbours.quiet_for(pause);
        }
        self.tell();
    }

    /// The host took a request.
    pub(in crate::transport) fn taken(&self) {
        self.lock().taken();
    }

    /// Whether a request of the call under way that is refused for now can still be sent in time.
    pub(in crate::transport) fn is_in_time(&self) -> bool {
        let deadline = caller::deadline().unwrap_or_else(|| Instant::now() + LONGEST_WAIT);
        self.lock().quiet_until().is_none_or(|until| until <= deadline)
    }

    /// What the host allows.
    pub fn pace(&self) -> Pace {
        self.lock().pace()
    }

    /// How it looks for those who wait, told whenever it changes.
    pub fn outlook(&self) -> watch::Receiver<Outlook> {
        self.shared.outlook.subscribe()
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    fn tell(&self) {
        let outlook = self.lock().outlook(Instant::now());
        self.shared.outlook.send_if_modified(|told| {
            let is_news = *told != outlook;
            *told = outlook;
            is_news
        });
        self.shared.changed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new(Pace::default())
    }
}

/// What one who waits does next.
enum Step<'a> {
    Start,
    /// The other processes have a say.
    Ask(&'a Neighbours, Priority),
    At(Instant),
    Later,
}

impl<'a> Place<'a> {
    fn take(turns: &'a Turns, urgency: &Urgency, again: Option<u64>) -> Self {
        let arrival = turns.lock().join(urgency.clone(), again, Instant::now());
        turns.tell();
        Self {
            turns,
            arrival,
            is_waiting: true,
            announced: None,
        }
    }

    /// Asks the other processes whether it may start now; if so, and if it still is its turn, it is the next to start.
    async fn ask(&mut self, neighbours: &Neighbours, priority: Priority) {
        let asked = neighbours.ask(priority).await;
        self.announced = Some(priority);
        let mut queue = self.turns.lock();
        match asked {
            // Whoever is most urgent by now takes it.
            Asked::Yours => queue.pay(Instant::now()),
            Asked::NotBefore(pause) => queue.hold_until(Instant::now() + pause),
            Asked::OutOfReach => {}
        }
        drop(queue);
        self.turns.tell();
    }

    /// The right that it waited for.
    fn started(&self) -> Permit {
        self.turns.tell();
        Permit {
            turns: self.turns.clone(),
            arrival: self.arrival,
        }
    }
}

impl Permit {
    /// The number that its request had in the queue.
    pub(in crate::transport) fn arrival(&self) -> u64 {
        self.arrival
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.is_waiting {
            self.turns.lock().leave(self.arrival);
            self.turns.tell();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.turns.lock().end();
        self.turns.tell();
    }
}
