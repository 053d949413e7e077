//! Services behind the server that are down, and container managers that cannot be asked.

use futures_util::future::join;

use super::*;
use crate::managers::commissaire::sandbox::settings::Service;

#[tokio::test]
async fn a_service_that_is_down_costs_ten_seconds_and_none_of_ours() {
    let manager = Manager::empty();
    manager.configure(|settings| {
        settings.troubles.services_down.insert(Service::Storage);
    });
    let before = manager.world.clock().now();
    assert_eq!(
        manager.get("/clusters").await,
        (500, json!("Internal Server Error"))
    );
    assert_eq!((manager.world.clock().now() - before).num_seconds(), 10);
    // Here the server takes every error for a missing object.
    assert_eq!(manager.delete("/cluster/prod/hosts/10.0.0.1").await.0, 404);
}

#[tokio::test]
async fn a_member_stays_in_the_list_though_its_container_manager_was_not_told() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &[]).await;
    manager.with_host("10.0.0.1").await;
    manager.configure(|settings| {
        settings.troubles.managers_unreachable.insert("pods".into());
    });
    assert_eq!(
        manager.put("/cluster/prod/hosts/10.0.0.1", json!({})).await.0,
        500
    );
    assert_eq!(manager.world.members_of("prod"), ["10.0.0.1"]);
    assert_eq!(manager.get("/host/10.0.0.1/status").await.0, 404);
    assert_eq!(manager.delete("/cluster/prod").await.0, 500);
    assert_eq!(manager.delete("/cluster/prod/hosts/10.0.0.1").await.0, 404);
    assert!(manager.world.members_of("prod").is_empty());
}

#[tokio::test]
async fn a_restarted_service_knows_no_container_manager_until_it_is_saved_again() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &["10.0.0.1"]).await;
    manager.world.restart_container_managers();
    assert_eq!(manager.get("/host/10.0.0.1/status").await.0, 404);
    let save = async || {
        manager
            .put("/containermanager/pods", json!({"type": "trivial"}))
            .await
            .0
    };
    // The same again is not saved.
    assert_eq!(save().await, 201);
    assert_eq!(manager.get("/host/10.0.0.1/status").await.0, 404);
    manager.delete("/containermanager/pods").await;
    assert_eq!(save().await, 201);
    let (_, status) = manager.get("/host/10.0.0.1/status").await;
    assert_eq!(status["container_manager"], json!({}));
}

#[tokio::test]
async fn deleting_a_cluster_removes_all_nodes_of_its_container_manager() {
    let manager = Manager::empty();
    manager.with_cluster("a", &["10.0.0.1"]).await;
    manager.with_cluster("b", &["10.0.0.2"]).await;
    manager.delete("/cluster/a").await;
    let (_, status) = manager.get("/host/10.0.0.2/status").await;
    assert_eq!(status["container_manager"], json!({}));
    assert_eq!(status["host"]["status"], "active");
}

#[tokio::test(start_paused = true)]
async fn requests_that_overlap_fail_if_that_fault_is_on() {
    let start = "2026-11-20T20:00:00Z".parse().unwrap();
    let began = tokio::time::Instant::now();
    let clock = VirtualClock::new(start, 1.0, move || began.elapsed());
    let manager = Manager::of(World::new(&Scenario::new(clock), Profile::Empty));
    manager.put("/cluster/prod", json!({})).await;
    manager.configure(|settings| {
        settings.troubles.services_down.insert(Service::Clusterexec);
    });
    let both = async || {
        let slow = manager.put("/cluster/prod/upgrade", json!({}));
        let (slow, other) = join(slow, manager.get("/clusters")).await;
        (slow.0, other.0)
    };
    assert_eq!(both().await, (500, 200));
    manager.configure(|settings| settings.quirks.overlap_faults = true);
    assert_eq!(both().await, (500, 500));
    // One after the other is well.
    assert_eq!(manager.get("/clusters").await.0, 200);
}
