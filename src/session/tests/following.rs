//! The end of a change, where it is not the usual one.

use super::script::{Answer, Script};
use super::*;
use crate::managers::ManagerError;
use crate::resource::{StateClass, Transfer, action};
use crate::session::perform::perform;

const DOWN: Answer = Answer::Is("DOWN", StateClass::Down);
const RISING: Answer = Answer::Is("RISING", StateClass::Busy);
const UP: Answer = Answer::Is("UP", StateClass::Up);
const NEWER: Answer = Answer::Is("HIBERNATING", StateClass::Neutral);
const GONE: Answer = Answer::Fails(|| ManagerError::NotFound {
    message: "no such cluster".into(),
});
const BROKEN: Answer = Answer::Fails(|| ManagerError::Refused {
    status: 502,
    message: "bad \u{1b}gateway".into(),
});
const LOCKED_OUT: Answer = Answer::Fails(|| ManagerError::Unauthorized {
    message: "expired".into(),
    advice: None,
});

/// Asks for `action` on a cluster that is down, and follows it; all steps, the last one last.
async fn follow(action: ActionId, then: &[Answer]) -> Vec<Step> {
    let mut answers = vec![DOWN];
    answers.extend(then);
    let session = Script::session(&answers);
    let intent = Intent {
        activity: ActivityId(1),
        action,
        key: Key::new(session.name(), CLUSTERS, &"c-1".into()),
        name: "scripted".into(),
        part: None,
        arguments: Arguments::default(),
        seen: Seen {
            state: "DOWN".into(),
            version: None,
            part_state: None,
        },
        transfer: Transfer::default(),
    };
    let mut telling = Telling::new();
    let doing = perform(&session, &intent, true, &telling.emit);
    let last = tokio::time::timeout(A_DAY, doing)
        .await
        .expect("it is followed for ever");
    let steps = telling.steps_so_far(intent.activity);
    assert_eq!(steps.last(), Some(&last));
    steps
}

fn last(steps: &[Step]) -> String {
    let step = steps.last().unwrap();
    format!("{}: {}", step.word(), step.story())
}

#[tokio::test(start_paused = true)]
async fn a_change_that_ended_before_the_first_look_is_done() {
    let steps = follow(action::START, &[UP]).await;
    assert_eq!(words(&steps), ["sending", "running", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_slow_to_begin_is_waited_for() {
    let steps = follow(action::START, &[DOWN, DOWN, DOWN, DOWN, DOWN, RISING, UP]).await;
    assert_eq!(last(&steps), "done: up");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_somebody_else_took_back_has_failed() {
    let steps = follow(action::START, &[RISING, DOWN]).await;
    assert_eq!(last(&steps), "failed: it ended as DOWN");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_never_begins_is_given_up_and_its_outcome_is_unknown() {
    let steps = follow(action::START, &[DOWN]).await;
    let end = last(&steps);
    assert!(
        end.starts_with("unknown: ") && end.ends_with("it is still DOWN"),
        "{end}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_not_known_is_no_end() {
    let mut answers = vec![RISING];
    answers.extend([NEWER; 200]);
    answers.push(UP);
    assert_eq!(last(&follow(action::START, &answers).await), "done: up");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_vanishes_is_deleted_but_not_started() {
    assert_eq!(
        last(&follow(action::DELETE, &[RISING, GONE]).await),
        "done: it is gone"
    );
    let end = last(&follow(action::START, &[RISING, GONE]).await);
    assert_eq!(end, "failed: it is gone: no such cluster");
}

#[tokio::test(start_paused = true)]
async fn looks_that_fail_are_said_and_change_nothing() {
    let steps = follow(action::START, &[RISING, BROKEN, BROKEN, RISING, UP]).await;
    let stories: Vec<_> = steps.iter().map(Step::story).collect();
    let [_, _, rising, broken, again, done] = &stories[..] else {
        panic!("{stories:?}");
    };
    assert_eq!([rising, again, done], ["RISING", "RISING", "up"]);
    assert!(broken.contains("cannot be read at the moment"), "{broken}");
    assert!(
        !broken.contains('\u{1b}'),
        "a manager's words reach no terminal as they are"
    );
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_expires_ends_the_following_and_not_the_change() {
    let steps = follow(action::START, &[RISING, LOCKED_OUT]).await;
    assert!(
        last(&steps).starts_with("unknown: Could not follow the change"),
        "{steps:?}"
    );
}
