//! Requests that wait for their turn: equal reads become one, and what waits too long is not sent.

use super::*;
use crate::session::Priority;
use crate::session::perform::perform;

/// A session whose host has one request at a time, and the turns of that host.
fn bench_and_turns() -> (Bench, Turns) {
    let mut turns = None;
    let bench = Bench::that_queues_with(|settings| {
        turns = Some(settings.turns.clone());
        settings
    });
    (bench, turns.unwrap())
}

fn reads_of(bench: &Bench, path: &str) -> usize {
    let sent = bench.recorder.requests();
    sent.iter().filter(|request| request.path.ends_with(path)).count()
}

#[tokio::test(start_paused = true)]
async fn equal_reads_that_wait_become_one_and_as_urgent_as_the_most_urgent() {
    let (bench, turns) = bench_and_turns();
    let id = bench.rows().await.remove(0).id;
    let path = format!("/cluster/{id}");
    let before = reads_of(&bench, &path);
    let busy = turns.wait(&Priority::Visible.into()).await;
    let reads = async {
        tokio::join!(
            bench.session.read(CLUSTERS, &id, Priority::Visible),
            bench.session.read(CLUSTERS, &id, Priority::UserRead),
            async {
                tokio::task::yield_now().await;
                drop(busy);
            }
        )
    };
    let (visible, asked, ()) = reads.await;
    assert_eq!(visible.unwrap(), asked.unwrap());
    assert_eq!(reads_of(&bench, &path), before + 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_has_been_sent_is_not_joined() {
    let (bench, _) = bench_and_turns();
    let id = bench.rows().await.remove(0).id;
    let path = format!("/cluster/{id}");
    let before = reads_of(&bench, &path);
    bench.break_all("latency=100ms");
    let later = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.session.read(CLUSTERS, &id, Priority::Check).await
    };
    let (first, second) = tokio::join!(bench.session.read(CLUSTERS, &id, Priority::Visible), later);
    first.unwrap();
    second.unwrap();
    assert_eq!(reads_of(&bench, &path), before + 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_joined_a_read_that_fails_or_is_given_up_asks_for_itself() {
    let (bench, turns) = bench_and_turns();
    let id = bench.rows().await.remove(0).id;
    let busy = turns.wait(&Priority::Visible.into()).await;
    let given_up = tokio::spawn({
        let (session, id) = (Arc::clone(&bench.session), id.clone());
        async move { session.read(CLUSTERS, &id, Priority::Visible).await }
    });
    tokio::task::yield_now().await;
    let joined = bench.session.read(CLUSTERS, &id, Priority::UserRead);
    let free = async {
        tokio::task::yield_now().await;
        given_up.abort();
        drop(busy);
    };
    let (joined, ()) = tokio::join!(joined, free);
    joined.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_change_whose_turn_does_not_come_in_time_is_not_sent() {
    let (bench, turns) = bench_and_turns();
    let create = bench
        .asked(CLUSTERS, ActionId("create-cluster"), "lab-2", &[])
        .await;
    let sent = bench.recorder.count();
    let _busy = turns.wait(&Priority::Visible.into()).await;
    let began = Instant::now();
    let step = perform(&bench.session, &create, false, &bench.telling.emit).await;
    let Step::NotSent(notice) = &step else {
        panic!("{step:?}")
    };
    let line = notice.line();
    assert!(line.contains("its turn did not come in time"), "{line}");
    assert!(began.elapsed() >= Duration::from_secs(20) && began.elapsed() < Duration::from_secs(21));
    assert_eq!(bench.recorder.count(), sent);
}
