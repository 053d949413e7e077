//! Who is served next: one queue per host, ordered by who waits.
//!
//! A manager serves few requests at once; the order in which they are sent is ours. A permit is held
//! for the length of a call, however often the transport tries it.

use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// How urgent a call is, the most urgent last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Nobody looks at it.
    Background,
    /// Something visible is kept fresh.
    Visible,
    /// A change that was sent is looked after.
    Check,
    /// The user waits for it.
    UserRead,
    /// The user changes something.
    Mutation,
}

/// The queue; clones share it.
#[derive(Debug, Clone)]
pub struct Scheduler {
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug)]
struct Queue {
    free: usize,
    arrivals: u64,
    waiting: BinaryHeap<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    priority: Priority,
    arrival: u64,
    turn: oneshot::Sender<Permit>,
}

/// The turn of a call that makes several requests: between two of them others may go first.
#[derive(Debug)]
pub struct Turn {
    scheduler: Scheduler,
    priority: Priority,
    permit: Option<Permit>,
}

/// The right to one call; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    scheduler: Option<Scheduler>,
}

impl Scheduler {
    /// Lets `concurrent` calls run at once, at least one.
    pub fn new(concurrent: usize) -> Self {
        let queue = Queue {
            free: concurrent.max(1),
            arrivals: 0,
            waiting: BinaryHeap::new(),
        };
        Self {
            queue: Arc::new(Mutex::new(queue)),
        }
    }

    /// Waits for its turn: the most urgent first, among equals the first to come.
    pub async fn admit(&self, priority: Priority) -> Permit {
        let turn = {
            let mut queue = self.lock();
            if queue.free > 0 {
                queue.free -= 1;
                return Permit {
                    scheduler: Some(self.clone()),
                };
            }
            let (turn, waits) = oneshot::channel();
            queue.arrivals += 1;
            let arrival = queue.arrivals;
            queue.waiting.push(Waiting {
                priority,
                arrival,
                turn,
            });
            waits
        };
        // The sender lives in the queue until it is served, so the turn always comes.
        turn.await.unwrap_or(Permit { scheduler: None })
    }

    /// Whether somebody waits who would be served before one of this priority that came now.
    fn is_any_before(&self, priority: Priority) -> bool {
        let queue = self.lock();
        queue.waiting.peek().is_some_and(|next| next.priority >= priority)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self) {
        loop {
            let next = {
                let mut queue = self.lock();
                match queue.waiting.pop() {
                    Some(next) => next,
                    None => {
                        queue.free += 1;
                        return;
                    }
                }
            };
            match next.turn.send(Permit {
                scheduler: Some(self.clone()),
            }) {
                Ok(()) => return,
                // It does not wait any more: disarm its permit and serve the one after it.
                Err(mut permit) => permit.scheduler = None,
            }
        }
    }
}

impl Turn {
    /// Waits for a turn.
    pub(super) async fn take(scheduler: &Scheduler, priority: Priority) -> Self {
        Self {
            scheduler: scheduler.clone(),
            priority,
            permit: Some(scheduler.admit(priority).await),
        }
    }

    /// Lets those go first who are more urgent, or came earlier; then it is this call's turn again.
    pub async fn pass(&mut self) {
        if !self.scheduler.is_any_before(self.priority) {
            return;
        }
        self.permit = None;
        self.permit = Some(self.scheduler.admit(self.priority).await);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(scheduler) = self.scheduler.take() {
            scheduler.give_back();
        }
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.arrival == other.arrival
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.priority
            .cmp(&other.priority)
            .then_with(|| other.arrival.cmp(&self.arrival))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn a_users_change_is_served_before_refreshes_that_came_earlier() {
        let scheduler = Scheduler::new(1);
        let first = scheduler.admit(Priority::Visible).now_or_never().unwrap();
        let mut refresh = Box::pin(scheduler.admit(Priority::Visible));
        let mut change = Box::pin(scheduler.admit(Priority::Mutation));
        assert!(refresh.as_mut().now_or_never().is_none());
        assert!(change.as_mut().now_or_never().is_none());
        drop(first);
        assert!(refresh.as_mut().now_or_never().is_none());
        let turn = change.now_or_never().expect("the change is next");
        drop(turn);
        assert!(refresh.now_or_never().is_some());
    }

    #[test]
    fn one_that_gave_up_does_not_keep_the_turn() {
        let scheduler = Scheduler::new(1);
        let first = scheduler.admit(Priority::Visible).now_or_never().unwrap();
        let mut given_up = Box::pin(scheduler.admit(Priority::Mutation));
        assert!(given_up.as_mut().now_or_never().is_none());
        drop(given_up);
        drop(first);
        assert!(scheduler.admit(Priority::Background).now_or_never().is_some());
    }

    #[test]
    fn a_call_of_many_requests_lets_a_users_change_go_between_two_of_them() {
        let scheduler = Scheduler::new(1);
        let mut refresh = Turn::take(&scheduler, Priority::Visible).now_or_never().unwrap();
        let mut change = Box::pin(scheduler.admit(Priority::Mutation));
        assert!(change.as_mut().now_or_never().is_none());
        let mut passing = Box::pin(refresh.pass());
        assert!(passing.as_mut().now_or_never().is_none(), "the change goes first");
        let turn = change.now_or_never().expect("its turn has come");
        drop(turn);
        assert!(passing.now_or_never().is_some());
    }

    #[test]
    fn a_call_of_many_requests_does_not_wait_for_one_that_is_less_urgent() {
        let scheduler = Scheduler::new(1);
        let mut refresh = Turn::take(&scheduler, Priority::Visible).now_or_never().unwrap();
        let mut background = Box::pin(scheduler.admit(Priority::Background));
        assert!(background.as_mut().now_or_never().is_none());
        assert!(refresh.pass().now_or_never().is_some());
        assert!(background.as_mut().now_or_never().is_none());
        drop(refresh);
        assert!(background.now_or_never().is_some());
    }

    #[test]
    fn as_many_run_at_once_as_the_manager_allows() {
        let scheduler = Scheduler::new(2);
        let one = scheduler.admit(Priority::Visible).now_or_never();
        let two = scheduler.admit(Priority::Visible).now_or_never();
        assert!(one.is_some() && two.is_some());
        assert!(scheduler.admit(Priority::Mutation).now_or_never().is_none());
        drop((one, two));
    }
}
