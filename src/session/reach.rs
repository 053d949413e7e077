//! Whether a manager answers at all: one list asks, everybody else waits for its answer.

use std::time::Duration;

use tokio::sync::watch;

use crate::managers::ManagerError;

/// Whether the last list of the home kind was answered.
#[derive(Debug)]
pub(super) struct Reach {
    is_out: watch::Sender<bool>,
}

/// The first pause before an outage is looked at again; it doubles.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest one: a manager that is back is seen to be.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Default for Reach {
    fn default() -> Self {
        Self {
            is_out: watch::Sender::new(false),
        }
    }
}

impl Reach {
    /// Draws the conclusion from a list of the home kind.
    pub(super) fn told<T>(&self, result: &Result<T, ManagerError>) {
        let is_out = result.as_ref().is_err_and(is_outage);
        self.is_out
            .send_if_modified(|was_out| std::mem::replace(was_out, is_out) != is_out);
    }

    pub(super) fn is_out(&self) -> bool {
        *self.is_out.borrow()
    }

    /// Waits until the manager answers again; does not return if it never does.
    pub(super) async fn back(&self) {
        let mut changes = self.is_out.subscribe();
        if changes.wait_for(|is_out| !is_out).await.is_err() {
            std::future::pending().await
        }
    }
}

/// Whether the manager as a whole is not there: no answer, or one that says so.
pub(super) fn is_outage(error: &ManagerError) -> bool {
    match error {
        ManagerError::Unreachable(_) => true,
        ManagerError::Refused { status, .. } => *status >= 500,
        ManagerError::NoCredential { .. }
        | ManagerError::Unauthorized { .. }
        | ManagerError::Forbidden { .. }
        | ManagerError::NotFound { .. }
        | ManagerError::Conflict { .. }
        | ManagerError::Invalid { .. }
        | ManagerError::RateLimited { .. }
        | ManagerError::Unreadable { .. }
        | ManagerError::UnusableKey { .. }
        | ManagerError::List(_)
        | ManagerError::NotOffered { .. }
        | ManagerError::Cancelled { .. }
        | ManagerError::NotSentInTime
        | ManagerError::PathNotConfirmed { .. } => false,
    }
}

/// The pause after so many failures in a row, at least one: never shorter than a long interval that the user chose.
pub(super) fn pause(interval: Duration, failures: u32) -> Duration {
    let first = FIRST_PAUSE.min(interval);
    let doubled = first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(8)));
    let longest = LONGEST_PAUSE;
    if interval > longest {
        interval
    } else {
        doubled.min(longest)
    }
}
