//! A long list and a user's change on a manager that serves one request at a time.

use super::*;
use crate::session::Priority;
use crate::session::perform::perform;

#[tokio::test(start_paused = true)]
async fn a_users_change_goes_before_the_rest_of_a_list_that_is_being_read() {
    let bench = Bench::that_queues();
    let create = bench
        .asked(CLUSTERS, ActionId("create-cluster"), "lab-2", &[])
        .await;
    // Requests take a while, so that the change is asked for while the list is being read.
    bench.break_all("latency=100ms");
    let mut rows = Rows::default();
    let list = bench.session.list(CLUSTERS, Priority::Visible, &mut rows);
    let change = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        perform(&bench.session, &create, false, &bench.telling.emit).await
    };
    let (listed, step) = tokio::join!(list, change);
    listed.unwrap();
    assert!(matches!(step, Step::Accepted(_)), "{step:?}");
    let sent = bench.recorder.requests();
    let place = sent
        .iter()
        .position(|request| request.method != http::Method::GET)
        .unwrap();
    assert!(place < 10 && sent.len() > 30, "sent {place} of {}", sent.len());
    assert!(rows.0.len() >= 11, "the list was read to its end");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_looks_at_waits_until_the_list_on_the_screen_is_read() {
    let bench = Bench::that_queues();
    bench.break_all("latency=100ms");
    let (mut seen, mut unseen) = (Rows::default(), Rows::default());
    let on_screen = bench.session.list(CLUSTERS, Priority::Visible, &mut seen);
    let behind = bench
        .session
        .list(KindId("networks"), Priority::Background, &mut unseen);
    let (first, second) = tokio::join!(on_screen, behind);
    first.unwrap();
    second.unwrap();
    let sent = bench.recorder.requests();
    let last_of_list = sent
        .iter()
        .rposition(|request| request.path.contains("/cluster/"))
        .unwrap();
    let first_behind = sent
        .iter()
        .position(|request| request.path.ends_with("/networks"))
        .unwrap();
    assert!(last_of_list < first_behind, "{sent:?}");
}
