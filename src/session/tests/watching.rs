//! Visible data kept fresh.

use super::*;
use crate::managers::ActionRequest;
use crate::resource::{Availability, action};
use crate::session::{Subscription, Watch};

fn watch_list(bench: &Bench) -> Watch {
    let subscription = Subscription::List {
        context: Arc::clone(bench.session.name()),
        kind: CLUSTERS,
        rows: usize::MAX,
    };
    watch(bench, subscription)
}

fn watch(bench: &Bench, subscription: Subscription) -> Watch {
    Watch::start(
        Arc::clone(&bench.session),
        subscription,
        Arc::clone(&bench.telling.emit),
    )
}

/// What a fact says, in one word.
fn word(fact: &Fact) -> &'static str {
    match fact {
        Fact::Listed { listing, .. } if listing.complete => "listed",
        Fact::Listed { .. } => "partly listed",
        Fact::ListConfirmed { .. } => "list confirmed",
        Fact::ListFailed { .. } => "list failed",
        Fact::Read { .. } => "read",
        Fact::ReadConfirmed { .. } => "read confirmed",
        Fact::ReadFailed { failure, .. } if failure.is_gone => "gone",
        Fact::ReadFailed { .. } => "read failed",
        Fact::PartsListed { .. } => "parts",
        Fact::PartsConfirmed { .. } => "parts confirmed",
        Fact::PartsFailed { .. } => "parts failed",
        Fact::EventsListed { .. } => "events",
        Fact::EventsConfirmed { .. } => "events confirmed",
        Fact::EventsFailed { .. } => "events failed",
        Fact::Standing { .. } => "standing",
        Fact::Waiting { .. } => "waiting",
        Fact::Named { .. } => "named",
        Fact::Stepped { .. } => "stepped",
        Fact::Recorded { .. } => "recorded",
        Fact::Transferring { .. } => "transferring",
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_is_told_once_and_then_confirmed_at_its_interval() {
    let mut bench = Bench::new();
    let _watch = watch_list(&bench);
    let Fact::Listed {
        listing, answered, ..
    } = bench.telling.next().await
    else {
        panic!("the list comes first");
    };
    assert!(listing.complete && !listing.rows.is_empty());
    assert_eq!(answered.interval, bench.session.intervals().list);
    let before = Instant::now();
    assert_eq!(word(&bench.telling.next().await), "list confirmed");
    assert_eq!(
        before.elapsed().as_secs(),
        bench.session.intervals().list.as_secs()
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_fails_is_asked_less_and_less_often_until_it_answers_again() {
    let mut bench = Bench::new();
    bench.break_all("status=500");
    let _watch = watch_list(&bench);
    let mut pauses = Vec::new();
    let mut before = None;
    for _ in 0..5 {
        let Fact::ListFailed { failure, .. } = bench.telling.next().await else {
            panic!("every answer is a 500");
        };
        assert!(!failure.notice.line().is_empty() && failure.next_try.is_some());
        let now = Instant::now();
        pauses.extend(before.map(|before| now.duration_since(before).as_secs()));
        before = Some(now);
    }
    assert_eq!(pauses, [5, 10, 20, 30]);
    bench.faults.clear();
    assert_eq!(word(&bench.telling.next().await), "listed");
    assert_eq!(word(&bench.telling.next().await), "list confirmed");
}

#[tokio::test(start_paused = true)]
async fn rows_that_were_listed_are_confirmed_after_a_failure_in_between() {
    let mut bench = Bench::new();
    let _watch = watch_list(&bench);
    assert_eq!(word(&bench.telling.next().await), "listed");
    bench.break_all("truncate@next=1");
    assert_eq!(word(&bench.telling.next().await), "list failed");
    assert_eq!(word(&bench.telling.next().await), "list confirmed");
}

#[tokio::test(start_paused = true)]
async fn a_refused_credential_is_not_tried_again_until_the_user_asks() {
    let mut bench = Bench::new();
    bench.break_all("status=401@next=2");
    let watch = watch_list(&bench);
    for _ in 0..2 {
        let Fact::ListFailed { failure, .. } = bench.telling.next().await else {
            panic!("the credential is refused");
        };
        assert_eq!(failure.next_try, None);
        let asked = bench.recorder.count();
        assert!(bench.telling.is_silent().await);
        assert_eq!(bench.recorder.count(), asked);
        watch.refresh();
    }
    assert_eq!(word(&bench.telling.next().await), "listed");
}

#[tokio::test(start_paused = true)]
async fn what_has_changed_is_looked_at_without_waiting_for_the_interval() {
    let mut bench = Bench::new();
    let watch = watch_list(&bench);
    bench.telling.next().await;
    let before = Instant::now();
    watch.look_again();
    assert_eq!(word(&bench.telling.next().await), "list confirmed");
    assert_eq!(before.elapsed().as_secs(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_user_who_refreshes_does_not_wait_for_the_interval() {
    let mut bench = Bench::new();
    let watch = watch_list(&bench);
    bench.telling.next().await;
    let before = Instant::now();
    watch.refresh();
    assert_eq!(word(&bench.telling.next().await), "list confirmed");
    assert_eq!(before.elapsed().as_secs(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_object_is_read_then_confirmed_then_gone() {
    let mut bench = Bench::new();
    let delete = bench.intent(action::DELETE).await;
    let key = delete.key.clone();
    let _watch = watch(&bench, Subscription::Object { key: key.clone() });
    let Fact::Read { detail, .. } = bench.telling.next().await else {
        panic!("it is read first");
    };
    assert_eq!(detail.row.id, key.id);
    let before = Instant::now();
    assert_eq!(word(&bench.telling.next().await), "read confirmed");
    assert_eq!(
        before.elapsed().as_secs(),
        bench.session.intervals().calm.as_secs()
    );

    let request = ActionRequest::new(action::DELETE, CLUSTERS, &key.id, None);
    let soon = Instant::now() + Duration::from_secs(20);
    bench.session.act(&request, soon).await.unwrap();
    let mut told = Vec::new();
    while told.last() != Some(&"gone") {
        told.push(word(&bench.telling.next().await));
        assert!(told.len() < 100, "it is never gone: {told:?}");
    }
    told.retain(|word| *word != "read confirmed");
    assert!(told.len() >= 2, "its end is seen coming: {told:?}");
}

#[tokio::test(start_paused = true)]
async fn an_object_on_which_a_change_runs_is_read_more_often() {
    let mut bench = Bench::new();
    let stop = bench.session.about().action(action::STOP, CLUSTERS).unwrap();
    let busy = bench.rows().await.into_iter().find(|row| {
        row.state.class.is_busy()
            && matches!(
                (stop.available)(&Target::of_row(row, &Arguments::default())),
                Availability::NotNow(_)
            )
    });
    let key = Key::new(bench.session.name(), CLUSTERS, &busy.unwrap().id);
    let _watch = watch(&bench, Subscription::Object { key });
    let Fact::Read { answered, .. } = bench.telling.next().await else {
        panic!("it is read first");
    };
    assert_eq!(answered.interval, bench.session.intervals().busy);
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_is_dropped_asks_and_tells_nothing_more() {
    let mut bench = Bench::new();
    let watch = watch_list(&bench);
    bench.telling.next().await;
    drop(watch);
    let asked = bench.recorder.count();
    assert!(bench.telling.is_silent().await);
    assert_eq!(bench.recorder.count(), asked);
}

#[tokio::test(start_paused = true)]
async fn a_watch_dropped_while_it_waits_for_an_answer_does_not_tell_it() {
    let mut bench = Bench::new();
    bench.break_all("latency=5s");
    let watch = watch_list(&bench);
    // Until the request is on its way.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.recorder.count(), 1);
    drop(watch);
    assert!(bench.telling.is_silent().await);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_told_as_slow_and_asked_for_as_often() {
    let mut bench = Bench::new();
    bench.break_all("latency=3s");
    let _watch = watch_list(&bench);
    let Fact::Listed { answered, .. } = bench.telling.next().await else {
        panic!("it is slow, not broken");
    };
    assert_eq!(answered.took.as_secs(), 3);
    assert_eq!(answered.interval, bench.session.intervals().list);
}

/// A watch of one object, and facts of its own.
async fn watch_one(bench: &Bench) -> (Watch, Telling) {
    let id = bench.rows().await.remove(0).id;
    let key = Key::new(bench.session.name(), CLUSTERS, &id);
    let telling = Telling::new();
    let watch = Watch::start(
        Arc::clone(&bench.session),
        Subscription::Object { key },
        Arc::clone(&telling.emit),
    );
    (watch, telling)
}

#[tokio::test(start_paused = true)]
async fn in_an_outage_the_list_alone_asks_and_objects_come_back_with_it() {
    let mut bench = Bench::new();
    let (_one, mut object) = watch_one(&bench).await;
    assert_eq!(word(&object.next().await), "read");
    let _list = watch_list(&bench);
    assert_eq!(word(&bench.telling.next().await), "listed");
    bench.break_all("unreachable");
    assert_eq!(word(&bench.telling.next().await), "list failed");
    while word(&object.next().await) != "read failed" {}
    // What is under way when the list fails is let end.
    tokio::time::sleep(Duration::from_secs(60)).await;
    while object.facts.try_recv().is_ok() {}
    let asked = bench.recorder.count();
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert!(object.facts.try_recv().is_err(), "nobody but the list asks");
    let probes = bench.recorder.count() - asked;
    assert!((9..=11).contains(&probes), "one in half a minute: {probes}");
    bench.faults.clear();
    let back = Instant::now();
    while word(&bench.telling.next().await) == "list failed" {}
    assert!(
        back.elapsed() <= Duration::from_secs(31),
        "seen within half a minute"
    );
    let told = Instant::now();
    assert_eq!(word(&object.next().await), "read confirmed");
    assert_eq!(told.elapsed().as_secs(), 0, "at once after the list");
}

#[tokio::test(start_paused = true)]
async fn an_object_that_fails_alone_is_asked_again_by_itself() {
    let mut bench = Bench::new();
    let (_one, mut object) = watch_one(&bench).await;
    assert_eq!(word(&object.next().await), "read");
    let _list = watch_list(&bench);
    assert_eq!(word(&bench.telling.next().await), "listed");
    let before = bench.faults.current();
    bench.break_all("status=500@next=1");
    while word(&object.next().await) != "read failed" {}
    bench.faults.set(before);
    let failed = Instant::now();
    assert_eq!(word(&object.next().await), "read confirmed");
    assert!(
        failed.elapsed() <= bench.session.intervals().busy,
        "{:?}",
        failed.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_longer_than_one_is_told_of_a_host_that_is_asked_slowly() {
    let slow = Turns::new(Pace {
        spacing: Some(Duration::from_secs(2)),
        concurrent: 1,
    });
    let mut bench = Bench::with_settings(|settings| SessionSettings {
        turns: slow.clone(),
        ..settings
    });
    let _watch = watch_list(&bench);
    assert_eq!(word(&bench.telling.next().await), "listed");
    let waiting = || {
        let turns = slow.clone();
        tokio::spawn(async move { drop(turns.wait(&crate::session::Priority::Background.into()).await) })
    };
    let tasks = [waiting(), waiting(), waiting()];
    let mut told = Vec::new();
    while told.last() != Some(&None) {
        if let Fact::Waiting { waiting, .. } = bench.telling.facts.recv().await.unwrap() {
            told.push(waiting.map(|waiting| waiting.requests));
        }
    }
    assert_eq!(told, [Some(3), Some(2), None], "one alone is not worth a word");
    for task in tasks {
        task.await.unwrap();
    }
}
