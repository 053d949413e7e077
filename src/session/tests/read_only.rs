//! A manager whose 403 to a change means all of them: the context is read-only until the user gives another credential.

use super::script::{Answer, Script};
use super::*;
use crate::managers::ManagerError;
use crate::resource::Transfer;
use crate::resource::action;
use crate::session::perform::perform;
use crate::session::{Priority, Subscription, Watch};

const DOWN: Answer = Answer::Is("DOWN", StateClass::Down);

fn script() -> Arc<Script> {
    let script = Script::new(&[DOWN]);
    *script.refusal.lock().unwrap() = Some(|| ManagerError::Forbidden {
        message: "this key may only read".into(),
    });
    script
}

fn start(session: &Session) -> Intent {
    Intent {
        activity: ActivityId(1),
        action: action::START,
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
    }
}

async fn ask(session: &Arc<Session>) -> Step {
    perform(session, &start(session), false, &Telling::new().emit).await
}

#[tokio::test(start_paused = true)]
async fn a_refused_change_makes_the_context_read_only_and_reading_goes_on() {
    let script = script();
    let session = script.opened();
    assert_eq!(
        (session.protection(), session.read_only()),
        (Protection::Normal, None)
    );
    let first = ask(&session).await;
    assert_eq!(first.word(), "rejected");
    let words = "bench is read-only: the manager refused a change: this key may only read";
    assert!(first.story().contains(words), "{first:?}");
    assert_eq!(session.protection(), Protection::ReadOnly);

    let second = ask(&session).await;
    assert_eq!(second.word(), "not sent");
    assert!(second.story().contains(words), "{second:?}");
    assert_eq!(script.asked().acted, 1, "the second was not sent");
    let read = session.read(CLUSTERS, &"c-1".into(), Priority::Visible).await;
    assert!(read.is_ok());
    assert!(!session.standing().needs_user());
}

#[tokio::test(start_paused = true)]
async fn a_login_gives_changes_another_try() {
    let script = script();
    let session = script.opened();
    ask(&session).await;
    assert_eq!(session.protection(), Protection::ReadOnly);
    session.reopen();
    assert_eq!(session.protection(), Protection::Normal);
    *script.refusal.lock().unwrap() = None;
    assert_eq!(ask(&session).await.word(), "running");
}

#[tokio::test(start_paused = true)]
async fn the_strictest_of_configuration_and_the_managers_answer_holds() {
    let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
    let session = session_of(script(), Protection::Protected, clock);
    ask(&session).await;
    assert_eq!(session.protection(), Protection::ReadOnly);
    session.reopen();
    assert_eq!(session.protection(), Protection::Protected);
}

#[tokio::test(start_paused = true)]
async fn that_the_manager_takes_no_change_is_told_with_its_reason() {
    let script = script();
    let session = script.opened();
    let mut telling = Telling::new();
    let subscription = Subscription::List {
        context: Arc::clone(session.name()),
        kind: CLUSTERS,
        rows: usize::MAX,
    };
    let _watch = Watch::start(Arc::clone(&session), subscription, Arc::clone(&telling.emit));
    assert_eq!(telling.next_standing().await.read_only, None);
    ask(&session).await;
    let told = telling.next_standing().await.read_only;
    assert_eq!(told.as_deref(), Some("this key may only read"));
    session.reopen();
    assert_eq!(telling.next_standing().await.read_only, None);
}

#[tokio::test(start_paused = true)]
async fn where_rights_are_given_one_by_one_a_refused_change_says_nothing_of_others() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations("status=403@next=1");
    let (last, _) = bench.perform(&stop).await;
    assert_eq!(last.word(), "rejected");
    assert_eq!(bench.session.protection(), Protection::Normal);
}
