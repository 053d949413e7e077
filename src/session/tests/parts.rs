//! Parts of a cluster that are listed alone: kept fresh while they are wanted, and read before a change of one of them.

use super::script::{Answer, DROP_USER, Script, USERS, Users};
use super::*;
use crate::managers::ManagerError;
use crate::resource::Transfer;
use crate::resource::action;
use crate::session::perform::perform;
use crate::session::{Priority, Subscription, Watch};

const UP: Answer = Answer::Is("UP", StateClass::Up);
const FORBIDDEN: Users = Err(|| ManagerError::Forbidden {
    message: "not yours to see".into(),
});

/// A manager whose clusters are up and have these users, answer by answer.
fn script(users: &[Users]) -> Arc<Script> {
    let script = Script::new(&[UP]);
    script.users.lock().unwrap().extend(users);
    script
}

fn key(session: &Session) -> Key {
    Key::new(session.name(), CLUSTERS, &"c-1".into())
}

fn watch(session: &Arc<Session>, telling: &Telling) -> Watch {
    let subscription = Subscription::Parts {
        key: key(session),
        part: USERS,
        rows: usize::MAX,
    };
    Watch::start(Arc::clone(session), subscription, Arc::clone(&telling.emit))
}

/// What a fact says: the names, or what came instead of them.
fn words(fact: &Fact) -> String {
    match fact {
        Fact::PartsListed {
            listing, answered, ..
        } => {
            let names: Vec<_> = listing.rows.iter().map(|row| &*row.name).collect();
            format!("{} in {} s", names.join(" "), answered.interval.as_secs())
        }
        Fact::PartsConfirmed { answered, .. } => format!("the same in {} s", answered.interval.as_secs()),
        Fact::PartsFailed { failure, .. } => failure.word.to_owned(),
        other => panic!("{other:?}"),
    }
}

/// What a user asks for on seeing `ann`.
fn drop_ann(session: &Session) -> Intent {
    Intent {
        activity: ActivityId(1),
        action: DROP_USER,
        key: key(session),
        name: "scripted".into(),
        part: Some("u/ann".into()),
        arguments: Arguments::default(),
        seen: Seen {
            state: "UP".into(),
            version: None,
            part_state: Some("".into()),
        },
        transfer: Transfer::default(),
    }
}

#[tokio::test(start_paused = true)]
async fn parts_are_told_once_then_confirmed_and_asked_for_more_often_while_one_is_busy() {
    let script = script(&[
        Ok(&["ann", "bob"]),
        Ok(&["ann", "bob"]),
        Ok(&["ann!", "bob"]),
        Ok(&["bob"]),
    ]);
    let session = script.opened();
    let mut telling = Telling::new();
    let _watch = watch(&session, &telling);
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(words(&telling.next().await));
    }
    assert_eq!(
        told,
        [
            "ann bob in 15 s",
            "the same in 15 s",
            "ann bob in 5 s",
            "bob in 15 s"
        ]
    );
    assert_eq!(script.asked().reads, 0, "the cluster is not read for them");
}

#[tokio::test(start_paused = true)]
async fn parts_that_nobody_wants_any_more_are_not_asked_for() {
    let script = script(&[Ok(&["ann"])]);
    let session = script.opened();
    let mut telling = Telling::new();
    let watch = watch(&session, &telling);
    telling.next().await;
    drop(watch);
    assert!(telling.is_silent().await);
    assert_eq!(script.asked().parts, 1);
}

#[tokio::test(start_paused = true)]
async fn parts_that_are_only_walked_over_cost_no_request() {
    let script = script(&[Ok(&["ann"])]);
    let session = script.opened();
    let mut telling = Telling::new();
    let watch = watch(&session, &telling);
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(watch);
    assert!(telling.is_silent().await);
    assert_eq!(script.asked().parts, 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_list_of_parts_closes_nothing_else() {
    let script = script(&[FORBIDDEN]);
    let session = script.opened();
    let mut telling = Telling::new();
    let watch = watch(&session, &telling);
    assert_eq!(words(&telling.next().await), "refused");
    assert!(telling.is_silent().await, "it is not asked for again by itself");
    let id = "c-1".into();
    let again = session.parts(USERS, &id, usize::MAX, Priority::Visible).await;
    assert!(matches!(again, Err(ManagerError::Forbidden { .. })), "{again:?}");
    assert_eq!(script.asked().parts, 1);
    assert!(session.read(CLUSTERS, &id, Priority::Visible).await.is_ok());
    *script.users.lock().unwrap() = [Ok(&["ann"][..])].into();
    watch.refresh();
    assert_eq!(words(&telling.next().await), "ann in 15 s");
}

#[tokio::test(start_paused = true)]
async fn a_change_of_a_part_reads_its_list_before_and_until_it_is_gone() {
    let script = script(&[Ok(&["ann", "bob"]), Ok(&["ann", "bob"]), Ok(&["bob"])]);
    let session = script.opened();
    let telling = Telling::new();
    let last = perform(&session, &drop_ann(&session), true, &telling.emit).await;
    assert_eq!(last, Step::Done("nobody is called that any more".into()));
    let asked = script.asked();
    assert_eq!((asked.reads, asked.parts, asked.acted), (3, 3, 1));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_gone_or_cannot_be_listed_is_not_changed() {
    let broken: Users = Err(|| ManagerError::NotFound {
        message: "no such cluster".into(),
    });
    for (users, word) in [
        (Ok(&["bob"][..]), "the user was there, now it is gone"),
        (broken, "no such cluster"),
    ] {
        let script = script(&[users]);
        let session = script.opened();
        let intent = Intent {
            seen: Seen {
                part_state: Some("there".into()),
                ..drop_ann(&session).seen
            },
            ..drop_ann(&session)
        };
        let last = perform(&session, &intent, true, &Telling::new().emit).await;
        assert_eq!(last.word(), "not sent");
        assert!(last.story().contains(word), "{last:?}");
        assert_eq!(script.asked().acted, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_of_the_cluster_asks_for_no_parts() {
    let script = script(&[]);
    let session = script.opened();
    let start = Intent {
        action: action::START,
        part: None,
        seen: Seen {
            part_state: None,
            ..drop_ann(&session).seen
        },
        ..drop_ann(&session)
    };
    let last = perform(&session, &start, true, &Telling::new().emit).await;
    assert_eq!(last, Step::Done("up".into()));
    assert_eq!(script.asked().parts, 0);
}
