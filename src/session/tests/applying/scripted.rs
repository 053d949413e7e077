//! Changes of desired states on a manager that answers what is written down.

use super::*;

const BEFORE: Answer = Answer::Holds("UP", StateClass::Up, 3, r#"{"name":"scripted","size":1}"#);
const BUSY: Answer = Answer::Holds("UPDATING", StateClass::Busy, 4, r#"{"name":"scripted","size":2}"#);
const AFTER: Answer = Answer::Holds("UP", StateClass::Up, 4, r#"{"name":"scripted","size":2}"#);
const BROKEN: Answer = Answer::Fails(|| ManagerError::Refused {
    status: 502,
    message: "bad gateway".into(),
});

fn no_answer() -> Result<Submitted, ManagerError> {
    Err(ManagerError::Unreadable {
        why: "a page of a proxy".into(),
    })
}

/// From one of a size to one of two, on a script.
fn edit(session: &Session) -> Edit {
    let base = Arc::new(Base {
        key: Key::new(session.name(), CLUSTERS, &"c-1".into()),
        name: "scripted".into(),
        version: Some(3),
        document: r#"{"name":"scripted","size":1}"#.parse().unwrap(),
        read: session.now(),
        busy: None,
    });
    let target = r#"{"name":"scripted","size":2}"#.parse().unwrap();
    Plan::edit(&EDITING, &base, &target, PATCH).unwrap().edit_of()
}

/// Applies the edit on `script`; the steps.
async fn change(script: &Arc<Script>) -> Vec<Step> {
    let session = script.opened();
    let edit = edit(&session);
    follow(&session, &intent_of(&edit), &edit).await.0
}

/// Creates one of size two, on `script`.
async fn create(script: &Arc<Script>) -> (Vec<Step>, Vec<Key>) {
    let session = script.opened();
    let target = r#"{"name":"scripted","size":2}"#.parse().unwrap();
    let edit = Plan::create(&EDITING, &target).edit_of();
    let key = Key::new(session.name(), CLUSTERS, &"".into());
    follow(&session, &intent(action::CREATE, key, "scripted"), &edit).await
}

fn last(steps: &[Step]) -> String {
    let step = steps.last().unwrap();
    format!("{}: {}", step.word(), step.story())
}

fn ids(keys: &[Key]) -> Vec<&str> {
    keys.iter().map(|key| &*key.id).collect()
}

#[tokio::test(start_paused = true)]
async fn the_stages_of_a_change_are_told_while_it_runs() {
    let script = Script::new(&[BEFORE, BUSY, BUSY, AFTER]);
    let steps = change(&script).await;
    assert_eq!(steps[2].story(), "it is UPDATING, stage 2 of 3");
    assert_eq!(last(&steps), "done: v4 runs, as it was asked for");
    assert_eq!(script.asked().submitted.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_of_what_was_broken_before_is_judged_by_what_became_of_it() {
    let before = Answer::Holds("FAILED", StateClass::Bad, 3, r#"{"name":"scripted","size":1}"#);
    let after = Answer::Holds("FAILED", StateClass::Bad, 4, r#"{"name":"scripted","size":2}"#);
    let steps = change(&Script::new(&[before, after])).await;
    assert_eq!(last(&steps), "done: v4 runs, as it was asked for");
    let steps = change(&Script::new(&[BEFORE, BUSY, after])).await;
    assert!(
        last(&steps).starts_with("failed: it is FAILED"),
        "{}",
        last(&steps)
    );
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_changed_meanwhile_is_told_at_the_end() {
    let theirs = Answer::Holds("UP", StateClass::Up, 5, r#"{"name":"theirs","size":2}"#);
    let script = Script::new(&[BEFORE, BUSY, theirs]);
    let steps = change(&script).await;
    assert_eq!(words(&steps), ["sending", "running", "differs"]);
    assert_eq!(
        last(&steps),
        "differs: v5 runs, and is not what was asked for: somebody changed name too"
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_that_was_rolled_back_has_failed_and_nobody_else_is_blamed() {
    let again = Answer::Holds("UP", StateClass::Up, 5, r#"{"name":"scripted","size":1}"#);
    let steps = change(&Script::new(&[BEFORE, BUSY, again])).await;
    assert_eq!(
        last(&steps),
        "failed: v5 runs, as it was before: the change was taken back"
    );
    // A manager that takes the number back, too.
    let steps = change(&Script::new(&[BEFORE, BUSY, BEFORE])).await;
    assert_eq!(last(&steps), "failed: it ended as UP");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_ended_badly_has_failed() {
    let bad = Answer::Holds("FAILED", StateClass::Bad, 4, r#"{"name":"scripted","size":2}"#);
    let steps = change(&Script::new(&[BEFORE, BUSY, bad])).await;
    assert_eq!(last(&steps), "failed: it is FAILED");
}

#[tokio::test(start_paused = true)]
async fn a_busy_object_is_told_with_its_stage_and_nothing_is_sent() {
    let busy = Answer::Holds("UPDATING", StateClass::Busy, 3, r#"{"name":"scripted","size":1}"#);
    let script = Script::new(&[busy]);
    let steps = change(&script).await;
    let said = &notice_of(&steps[0]).text;
    assert_eq!(said, "scripted takes no change now: it is UPDATING, stage 2 of 3");
    assert_eq!(script.asked().submitted, []);
}

#[tokio::test(start_paused = true)]
async fn a_document_that_is_no_json_is_not_changed() {
    let page = Answer::Holds("UP", StateClass::Up, 3, "<html>");
    let script = Script::new(&[page]);
    let steps = change(&script).await;
    assert_eq!(words(&steps), ["not sent"]);
    let line = notice_of(&steps[0]).line();
    assert!(line.contains("the manager's answer could not be read"), "{line}");
    assert_eq!(script.asked().submitted, []);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_leaves_the_outcome_unknown_until_it_is_looked_up() {
    let script = Script::new(&[BEFORE, BROKEN, BEFORE, BUSY, AFTER]);
    script.replies.lock().unwrap().push_back(no_answer);
    let steps = change(&script).await;
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    assert_eq!(script.asked().submitted.len(), 1);

    let script = Script::new(&[BEFORE]);
    script.replies.lock().unwrap().push_back(no_answer);
    let steps = change(&script).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    assert!(
        hint_of(steps.last().unwrap()).contains("the draft is kept"),
        "{steps:?}"
    );
    assert_eq!(script.asked().submitted.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_of_somebody_else_is_not_taken_for_the_one_without_an_answer() {
    let theirs = Answer::Holds("UP", StateClass::Up, 4, r#"{"name":"theirs","size":1}"#);
    let script = Script::new(&[BEFORE, theirs]);
    script.replies.lock().unwrap().push_back(no_answer);
    let steps = change(&script).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    let hint = hint_of(steps.last().unwrap());
    assert!(hint.contains("it does not hold what was asked"), "{hint}");
    assert_eq!(script.asked().reads, 2);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_change_names_its_fields_and_is_not_looked_up() {
    let script = Script::new(&[BEFORE]);
    script.replies.lock().unwrap().push_back(|| {
        Err(ManagerError::Invalid {
            message: "not so".into(),
            fields: vec![FieldError {
                code: "OutOfRange".into(),
                target: "size".into(),
                message: "at most \u{1b}1".into(),
            }],
        })
    });
    let steps = change(&script).await;
    assert_eq!(words(&steps), ["sending", "rejected"]);
    let line = notice_of(&steps[1]).line();
    assert!(line.contains("size: at most"), "{line}");
    assert!(
        !line.contains('\u{1b}'),
        "a manager's words reach no terminal as they are"
    );
    assert_eq!(script.asked().reads, 1);
}

#[tokio::test(start_paused = true)]
async fn two_of_the_name_of_a_new_object_are_for_the_user_to_tell_apart() {
    let script = Script::new(&[AFTER]);
    script.replies.lock().unwrap().push_back(no_answer);
    script.listed.lock().unwrap().extend(["c-1", "c-2"]);
    let (steps, keys) = create(&script).await;
    assert_eq!((words(&steps), ids(&keys)), (vec!["sending", "unknown"], vec![]));
    assert_eq!(
        hint_of(steps.last().unwrap()),
        "2 of that name are listed: look at them"
    );
    assert_eq!(script.asked().submitted.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_object_whose_id_was_not_told_is_found_by_its_name() {
    let script = Script::new(&[AFTER]);
    script.replies.lock().unwrap().push_back(|| {
        Ok(Submitted {
            id: None,
            document: "".into(),
        })
    });
    script.listed.lock().unwrap().push("c-7");
    let (steps, keys) = create(&script).await;
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    assert_eq!(ids(&keys), ["c-7"]);
    assert_eq!(script.asked().submitted.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_object_that_cannot_be_read_at_once_is_followed_all_the_same() {
    let gone = Answer::Fails(|| ManagerError::NotFound {
        message: "no such cluster".into(),
    });
    let (steps, keys) = create(&Script::new(&[gone, BROKEN, BUSY, AFTER])).await;
    assert_eq!(last(&steps), "done: v4 runs, as it was asked for");
    assert_eq!(ids(&keys), ["c-1"]);
    let (steps, keys) = create(&Script::new(&[gone])).await;
    assert!(
        last(&steps).starts_with("unknown: Could not read what was created"),
        "{steps:?}"
    );
    assert_eq!(ids(&keys), ["c-1"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_filled_in_for_a_new_object_is_no_difference_but_another_value_is() {
    let filled = Answer::Holds(
        "UP",
        StateClass::Up,
        1,
        r#"{"name":"scripted","size":2,"zone":"a"}"#,
    );
    let (steps, _) = create(&Script::new(&[filled])).await;
    assert_eq!(last(&steps), "done: v1 runs, as it was asked for");
    let other = Answer::Holds("UP", StateClass::Up, 1, r#"{"name":"scripted","size":9}"#);
    let (steps, _) = create(&Script::new(&[other])).await;
    assert!(
        last(&steps).starts_with("differs: v1 runs") && last(&steps).contains("size"),
        "{steps:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_that_cannot_be_checked_is_not_said_to_be_refused() {
    let script = Script::new(&[BEFORE]);
    script.replies.lock().unwrap().push_back(no_answer);
    script.replies.lock().unwrap().push_back(|| {
        Err(ManagerError::Unreachable(TransportError::Redirected {
            status: http::StatusCode::TEMPORARY_REDIRECT,
            to: "https://login.example".into(),
        }))
    });
    let session = script.opened();
    let request = edit(&session).request;
    for _ in 0..2 {
        let verdict = session.dry_run(&request).await;
        assert!(matches!(verdict, Verdict::Unknown(_)), "{verdict:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_context_that_was_closed_sends_no_edit() {
    let script = Script::new(&[BEFORE]);
    let session = script.opened();
    let edit = edit(&session);
    session.close();
    let (steps, _) = follow(&session, &intent_of(&edit), &edit).await;
    assert!(matches!(*steps, [Step::NotSent(_)]), "{steps:?}");
    assert!(
        session
            .submit(&edit.request, false, crate::session::Priority::Mutation)
            .await
            .is_err()
    );
    assert_eq!(script.asked().submitted, []);
}
