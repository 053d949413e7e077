//! What happens to hosts and operations by themselves.

use super::*;

const KEY: &str = "dGVzdAo=";

async fn status(manager: &Manager, address: &str) -> String {
    let (_, host) = manager.get(&format!("/host/{address}")).await;
    host["status"].as_str().unwrap().to_owned()
}

/// The states of a new host, second by second.
async fn states(manager: &Manager, address: &str, body: Value) -> Vec<String> {
    manager.put(&format!("/host/{address}"), body).await;
    let mut seen = vec![status(manager, address).await];
    for _ in 0..12 {
        manager.advance(1.0);
        let now = status(manager, address).await;
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    seen
}

#[tokio::test]
async fn a_new_host_is_looked_at_bootstrapped_and_left_alone() {
    let manager = Manager::empty();
    let seen = states(&manager, "10.0.0.1", json!({"ssh_priv_key": KEY})).await;
    assert_eq!(seen, ["", "bootstrapping", "disassociated"]);
    let (_, host) = manager.get("/host/10.0.0.1").await;
    assert!(["fedora", "centos", "redhat"].contains(&host["os"].as_str().unwrap()));
    assert!(host["cpus"].as_i64().unwrap() >= 2);
    assert_eq!(host["last_check"], "2026-11-20T20:03:01.550000");
}

#[tokio::test]
async fn a_new_host_of_a_managed_cluster_becomes_active() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &[]).await;
    let body = json!({"ssh_priv_key": KEY, "cluster": "prod"});
    assert_eq!(
        states(&manager, "10.0.0.1", body).await,
        ["", "bootstrapping", "active"]
    );
    assert_eq!(manager.get("/cluster/prod").await.1["status"], "ok");
}

#[tokio::test]
async fn the_last_number_of_an_address_says_what_goes_wrong() {
    let manager = Manager::empty();
    let key = json!({"ssh_priv_key": KEY});
    assert_eq!(states(&manager, "10.0.0.77", key.clone()).await, ["", "failed"]);
    assert_eq!(
        states(&manager, "10.0.0.88", key.clone()).await,
        ["", "bootstrapping", "failed"]
    );
    assert_eq!(
        states(&manager, "10.0.0.66", key).await,
        ["", "bootstrapping", "disassociated"]
    );
}

#[tokio::test]
async fn a_host_that_was_deleted_and_added_again_begins_anew() {
    let manager = Manager::empty();
    manager.put("/host/10.0.0.1", json!({"ssh_priv_key": KEY})).await;
    manager.advance(1.5);
    manager.delete("/host/10.0.0.1").await;
    manager.put("/host/10.0.0.1", json!({"ssh_priv_key": KEY})).await;
    // The first one's facts would be due now.
    manager.advance(1.0);
    assert_eq!(status(&manager, "10.0.0.1").await, "");
    manager.advance(1.0);
    assert_eq!(status(&manager, "10.0.0.1").await, "bootstrapping");
}

#[tokio::test]
async fn the_watcher_notes_each_look_and_never_makes_a_host_active_again() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &["10.0.0.1"]).await;
    let last_check = async || manager.get("/host/10.0.0.1").await.1["last_check"].clone();
    let first = last_check().await;
    manager.advance(61.0);
    let second = last_check().await;
    assert_ne!(first, second);
    manager.configure(|settings| {
        settings.troubles.watcher_fails.insert("10.0.0.1".into());
    });
    manager.advance(30.0);
    assert_eq!(status(&manager, "10.0.0.1").await, "active");
    manager.advance(31.0);
    assert_eq!(status(&manager, "10.0.0.1").await, "failed");
    assert_eq!(last_check().await, second);
    manager.configure(|settings| settings.troubles.watcher_fails.clear());
    manager.advance(120.0);
    assert_eq!(status(&manager, "10.0.0.1").await, "failed");
}

#[tokio::test]
async fn an_operation_goes_from_host_to_host() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &["10.0.0.1", "10.0.0.2"]).await;
    let (status, record) = manager
        .put("/cluster/prod/deploy", json!({"version": "7.2.6"}))
        .await;
    assert_eq!(status, 201);
    assert_eq!(record["in_process"], json!([]));
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (_, record) = manager.get("/cluster/prod/deploy").await;
        seen.push((
            record["status"].clone(),
            record["deployed"].clone(),
            record["in_process"].clone(),
        ));
        manager.advance(5.0);
    }
    let (first, second) = ("10.0.0.1", "10.0.0.2");
    assert_eq!(
        seen,
        [
            (json!("in_process"), json!([]), json!([first])),
            (json!("in_process"), json!([first]), json!([second])),
            (json!("finished"), json!([first, second]), json!([])),
        ]
    );
}

#[tokio::test]
async fn an_operation_stops_at_the_host_it_fails_on() {
    let manager = Manager::empty();
    manager
        .with_cluster("prod", &["10.0.0.1", "10.0.0.66", "10.0.0.2"])
        .await;
    manager.put("/cluster/prod/restart", json!({})).await;
    manager.advance(20.0);
    let (_, record) = manager.get("/cluster/prod/restart").await;
    assert_eq!(record["status"], "failed");
    assert_eq!(record["restarted"], json!(["10.0.0.1"]));
    assert_eq!(record["in_process"], json!(["10.0.0.66"]));
    assert_ne!(record["finished_at"], "");
    assert_eq!(status(&manager, "10.0.0.66").await, "active");
}

#[tokio::test]
async fn a_second_operation_waits_and_its_caller_with_it() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &["10.0.0.1"]).await;
    manager.put("/cluster/empty", json!({})).await;
    manager.put("/cluster/prod/upgrade", json!({})).await;
    let before = manager.world.clock().now();
    let (status, record) = manager.put("/cluster/empty/restart", json!({})).await;
    assert_eq!((status, &record["name"]), (201, &json!("empty")));
    let waited = manager.world.clock().now() - before;
    assert_eq!(waited.num_seconds(), 4);
}

#[tokio::test]
async fn a_caller_waits_for_ten_seconds_only_and_the_operation_runs_all_the_same() {
    let manager = Manager::empty();
    manager
        .with_cluster("prod", &["10.0.0.1", "10.0.0.2", "10.0.0.3"])
        .await;
    manager.put("/cluster/prod/upgrade", json!({})).await;
    let before = manager.world.clock().now();
    let refused = manager.put("/cluster/prod/restart", json!({})).await;
    assert_eq!(refused, (500, json!("Internal Server Error")));
    assert_eq!((manager.world.clock().now() - before).num_seconds(), 10);
    assert_eq!(manager.get("/cluster/prod/restart").await.0, 404);
    manager.advance(3.0);
    let (_, record) = manager.get("/cluster/prod/restart").await;
    assert_eq!(record["in_process"], json!(["10.0.0.1"]));
}

#[tokio::test]
async fn an_operation_breaks_on_a_host_without_a_record() {
    let manager = Manager::empty();
    manager.with_cluster("a", &["10.0.0.1"]).await;
    manager.put("/cluster/b", json!({})).await;
    manager.put("/cluster/b/hosts/10.0.0.1", json!({})).await;
    manager.delete("/host/10.0.0.1").await;
    assert_eq!(manager.get("/cluster/b").await.0, 500);
    manager.put("/cluster/b/upgrade", json!({})).await;
    manager.advance(1_000.0);
    let (_, record) = manager.get("/cluster/b/upgrade").await;
    assert_eq!(
        (&record["status"], &record["finished_at"]),
        (&json!("in_process"), &json!(""))
    );
    // The worker is free for the next one.
    manager.put("/cluster/a/upgrade", json!({})).await;
    assert_eq!(manager.get("/cluster/a/upgrade").await.1["status"], "finished");
}

#[tokio::test]
async fn records_outlive_their_cluster() {
    let manager = Manager::empty();
    manager.with_cluster("prod", &[]).await;
    manager.put("/cluster/prod/upgrade", json!({})).await;
    manager.delete("/cluster/prod").await;
    assert_eq!(manager.get("/cluster/prod/upgrade").await.1["status"], "finished");
}

#[tokio::test]
async fn joining_sets_the_status_and_leaving_does_not() {
    let manager = Manager::empty();
    manager.with_cluster("managed", &["10.0.0.1"]).await;
    assert_eq!(status(&manager, "10.0.0.1").await, "active");
    manager.delete("/cluster/managed/hosts/10.0.0.1").await;
    assert_eq!(status(&manager, "10.0.0.1").await, "active");
    manager.put("/cluster/plain", json!({})).await;
    manager.put("/cluster/plain/hosts/10.0.0.1", json!({})).await;
    assert_eq!(status(&manager, "10.0.0.1").await, "disassociated");
    assert_eq!(manager.get("/cluster/plain").await.1["status"], "failed");
}
