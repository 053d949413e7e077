//! On whose behalf a request is sent: known to the door without being handed through every manager.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use super::{Permit, Turns, Urgency};

tokio::task_local! {
    static CALLER: Caller;
}

/// A call of the session, which may take many requests.
struct Caller {
    turns: Turns,
    urgency: Urgency,
    /// What is not sent by then is not sent at all.
    deadline: Option<Instant>,
    /// The turn of its first request, which it waited for before it began.
    prepaid: Mutex<Option<Permit>>,
}

/// What a call says to the queue of a host.
pub(super) struct Claim {
    pub(super) urgency: Urgency,
    pub(super) prepaid: Option<Permit>,
    /// When it must have been sent.
    pub(super) deadline: Option<Instant>,
}

/// Runs a call: its first request goes with `permit`, the others wait with the same urgency.
pub(super) async fn run<T>(
    permit: Permit,
    urgency: Urgency,
    deadline: Option<Instant>,
    turns: &Turns,
    call: impl Future<Output = T>,
) -> T {
    let caller = Caller {
        turns: turns.clone(),
        urgency,
        deadline,
        prepaid: Mutex::new(Some(permit)),
    };
    CALLER.scope(caller, call).await
}

/// What the call under way claims of this host; `None` where none is, or where it is another host's.
pub(super) fn claim(turns: &Turns) -> Option<Claim> {
    let of = |caller: &Caller| {
        caller.turns.is_same(turns).then(|| Claim {
            urgency: caller.urgency.clone(),
            deadline: caller.deadline,
            prepaid: caller
                .prepaid
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        })
    };
    CALLER.try_with(of).ok().flatten()
}

/// When the call under way must have been sent.
pub(super) fn deadline() -> Option<Instant> {
    CALLER.try_with(|caller| caller.deadline).ok().flatten()
}
