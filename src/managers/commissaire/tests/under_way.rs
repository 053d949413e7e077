//! What is shown while an operation runs, and of one that never ends.

use super::*;
use crate::managers::commissaire::actions::UPGRADE;
use crate::managers::commissaire::kinds::OPERATIONS;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Progress, StateClass};

#[tokio::test]
async fn an_operation_under_way_is_the_state_of_its_cluster_with_its_progress() {
    let desk = Desk::quiet();
    desk.act(&asked(CLUSTERS, UPGRADE, "edge-us-east", &[]))
        .await
        .unwrap();
    desk.advance(9);
    let row = desk.row(CLUSTERS, "edge-us-east").await;
    let detail = desk.detail(CLUSTERS, "edge-us-east").await;
    assert_eq!(*detail.row, row);
    assert_eq!(
        (&*row.state.text, row.state.class),
        ("upgrading", StateClass::Busy)
    );
    assert_eq!(row.progress, Some(Progress { current: 2, total: 9 }));
    // Its health stays what its hosts make it.
    assert_eq!(shown(&row)[2], "ok");
    assert_eq!(detail.busy_since, Some("2026-11-20T20:00:00Z".parse().unwrap()));
    let run = shown(&desk.row(OPERATIONS, "edge-us-east/upgrade").await);
    assert_eq!(run[2..5], ["in_process", "2/9", "10.22.0.13"]);
    let run = desk.detail(OPERATIONS, "edge-us-east/upgrade").await;
    assert_eq!(field(&run, "at work on"), "10.22.0.13");
    assert_eq!(field(&run, "upgraded"), "10.22.0.11 10.22.0.12");
    assert_eq!(run.busy_since, detail.busy_since);
    desk.advance(60);
    let after = desk.row(CLUSTERS, "edge-us-east").await;
    assert_eq!((&*after.state.text, after.progress), ("ok", None));
    assert_eq!(desk.detail(CLUSTERS, "edge-us-east").await.busy_since, None);
}

/// A deploy on which the server's worker broke: its record says `in_process` for ever.
async fn with_a_stuck_deploy() -> Desk {
    let desk = Desk::quiet();
    desk.configure(|settings| settings.quirks.deploy_as_shipped = true);
    let deploy = desk.client.put_deploy("kiosk-lyon", "7.2.6").unwrap();
    desk.client.send(deploy).await.unwrap();
    desk.advance(3_600);
    desk
}

#[tokio::test]
async fn a_run_that_never_ends_is_shown_as_under_way_since_it_began() {
    let desk = with_a_stuck_deploy().await;
    let row = desk.row(CLUSTERS, "kiosk-lyon").await;
    let detail = desk.detail(CLUSTERS, "kiosk-lyon").await;
    assert_eq!((&*row.state.text, &*detail.row), ("deploying", &row));
    assert_eq!(row.progress, Some(Progress { current: 0, total: 2 }));
    assert_eq!(detail.busy_since, Some("2026-11-20T20:00:00Z".parse().unwrap()));
}

#[tokio::test]
async fn beside_a_run_that_never_ends_the_later_one_is_what_the_cluster_does() {
    let desk = with_a_stuck_deploy().await;
    desk.act(&asked(CLUSTERS, UPGRADE, "kiosk-lyon", &[]))
        .await
        .unwrap();
    let detail = desk.detail(CLUSTERS, "kiosk-lyon").await;
    let row = desk.row(CLUSTERS, "kiosk-lyon").await;
    assert_eq!(&*detail.row.state.text, "upgrading");
    assert_eq!(*detail.row, row);
}

#[tokio::test]
async fn what_was_asked_for_here_is_looked_for_by_the_very_next_list() {
    let desk = Desk::quiet();
    desk.rows(CLUSTERS).await;
    desk.act(&asked(CLUSTERS, UPGRADE, "warehouse-robots", &[]))
        .await
        .unwrap();
    let row = desk.row(CLUSTERS, "warehouse-robots").await;
    assert_eq!(&*row.state.text, "upgrading");
}
