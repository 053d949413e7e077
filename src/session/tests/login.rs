//! A secret is tried before it is kept, and one that is refused changes nothing.

use super::access::Gated;
use super::*;
use crate::credentials::Kept;
use crate::resource::standing::Need;
use crate::session::{LoginError, Priority};

async fn lists(gated: &Gated) -> bool {
    gated.list(Priority::Visible).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn the_right_secret_lets_in_and_is_kept_where_the_user_wants() {
    let gated = Gated::that_knows("pearl", "prompt", None);
    assert!(!lists(&gated).await);
    let kept = gated.session.log_in("pearl".to_owned().into(), false).await;
    assert!(matches!(kept, Ok(Kept::InMemory)), "{kept:?}");
    assert!(lists(&gated).await);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_does_not_take_the_place_of_the_right_one() {
    let gated = Gated::that_knows("pearl", "keyring", Some("pearl"));
    assert!(lists(&gated).await);
    let refused = gated.session.log_in("oyster".to_owned().into(), true).await;
    assert!(matches!(refused, Err(LoginError::Refused(_))), "{refused:?}");
    assert_eq!(gated.session.standing().need, Need::Nothing);
    assert!(lists(&gated).await, "the one before is used again");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_leaves_a_context_closed_that_was_closed() {
    let gated = Gated::that_knows("pearl", "prompt", None);
    assert!(!lists(&gated).await);
    let refused = gated.session.log_in("oyster".to_owned().into(), false).await;
    assert!(matches!(refused, Err(LoginError::Refused(_))), "{refused:?}");
    let sent = gated.recorder.count();
    assert!(!lists(&gated).await);
    assert_eq!(gated.recorder.count(), sent, "nothing more is sent");
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_cannot_be_tried_is_used_and_kept_nowhere() {
    let gated = Gated::that_knows("pearl", "keyring", None);
    gated.refuse("unreachable");
    let untried = gated.session.log_in("pearl".to_owned().into(), true).await;
    assert!(matches!(untried, Err(LoginError::Untried(_))), "{untried:?}");
    gated.faults.set(Faults::default());
    assert!(lists(&gated).await);
}
