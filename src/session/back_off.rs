//! How long to wait after a failure before looking again.

use std::time::Duration;

use crate::managers::ManagerError;

use super::reach::{self, is_outage};

/// The longest pause of our own choice between two tries.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(60);
/// The longest pause that a manager can ask for: a slip in its header must not end all looking.
const LONGEST_ASKED_FOR: Duration = Duration::from_secs(3600);

/// Doubles from one interval up to a minute, or the interval where that is longer; an outage is looked at sooner,
/// for it concerns everything. `None` where only the user can help.
pub(super) fn back_off(error: &ManagerError, interval: Duration, failures: u32) -> Option<Duration> {
    if error.needs_the_user() {
        return None;
    }
    if is_outage(error) {
        return Some(reach::pause(interval, failures));
    }
    let doubled = interval.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(8)));
    let wait = doubled.min(LONGEST_BACK_OFF.max(interval));
    match error {
        ManagerError::RateLimited {
            retry_after: Some(at_least),
        } => Some(wait.max((*at_least).min(LONGEST_ASKED_FOR))),
        _ => Some(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn refused(status: u16) -> ManagerError {
        let message = "no".to_owned();
        ManagerError::Refused { status, message }
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let pauses = |error: ManagerError, interval: u32| -> Vec<_> {
            (1..=6)
                .filter_map(|failures| back_off(&error, interval * SECOND, failures))
                .map(|pause| pause.as_secs())
                .collect()
        };
        assert_eq!(pauses(refused(418), 5), [5, 10, 20, 40, 60, 60]);
        assert_eq!(pauses(refused(503), 30), [5, 10, 20, 30, 30, 30], "an outage");
        assert_eq!(pauses(refused(503), 2), [2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn one_that_fails_is_not_asked_more_often_than_one_that_answers() {
        assert_eq!(back_off(&refused(500), 300 * SECOND, 7), Some(300 * SECOND));
    }

    #[test]
    fn a_manager_that_asks_for_a_pause_gets_it_within_reason() {
        let limited = |seconds| ManagerError::RateLimited {
            retry_after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(back_off(&limited(90), 5 * SECOND, 1), Some(90 * SECOND));
        assert_eq!(back_off(&limited(u64::MAX), 5 * SECOND, 1), Some(3600 * SECOND));
    }

    #[test]
    fn a_refused_credential_is_not_tried_again() {
        let message = "no".to_owned();
        assert_eq!(
            back_off(
                &ManagerError::Unauthorized {
                    message,
                    advice: None
                },
                SECOND,
                1
            ),
            None
        );
    }
}
