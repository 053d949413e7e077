//! A cluster of managers.

use super::*;

#[tokio::test]
async fn a_cluster_starts_grows_and_shrinks() {
    let admin = Visitor::to(Profile::V42);
    assert_eq!(admin.get("/cluster").await, (200, json!({"initialized": false})));
    assert_eq!(admin.get("/cluster/nodes").await.0, 404);
    let start = json!({"host_ip": "10.0.0.1", "node_name": "first"});
    assert_eq!(
        admin.put("/cluster", start.clone()).await,
        (200, json!({"initialized": false}))
    );
    assert_eq!(admin.put("/cluster", start).await.0, 409);
    admin.advance(10.0);
    let (_, state) = admin.get("/cluster").await;
    assert_eq!(
        state,
        json!({"initialized": true, "consul": {"leader": "10.0.0.1:8300"}})
    );
    let second = json!({"host_ip": "10.0.0.2", "node_name": "second"});
    let (status, node) = admin.put("/cluster/nodes/second", second.clone()).await;
    assert_eq!((status, &node["online"]), (200, &json!(false)));
    assert!(node["credentials"].is_string());
    let active = json!({"master": "second"});
    assert_eq!(admin.send("PATCH", "/cluster", Some(active.clone())).await.0, 400);
    admin.advance(30.0);
    let (_, node) = admin.get("/cluster/nodes/second").await;
    assert_eq!((&node["online"], node.get("credentials")), (&json!(true), None));
    assert_eq!(admin.send("PATCH", "/cluster", Some(active)).await.0, 200);
    assert_eq!(admin.delete("/cluster/nodes/second").await.0, 400);
    assert_eq!(admin.delete("/cluster/nodes/first").await.0, 200);
    let (_, nodes) = admin.get("/cluster/nodes?_include=name,master").await;
    assert_eq!(nodes["items"], json!([{"name": "second", "master": true}]));
    let first = json!({"host_ip": "10.0.0.1", "node_name": "first"});
    assert_eq!(admin.put("/cluster/nodes/first", first).await.0, 409);
}

#[tokio::test]
async fn the_log_of_a_cluster_goes_on_where_it_was_read_to() {
    let admin = Visitor::to(Profile::V42);
    let start = json!({"host_ip": "10.0.0.1", "node_name": "first"});
    assert_eq!(admin.put("/cluster", start).await.0, 200);
    let (_, state) = admin.get("/cluster?_include=error,logs").await;
    assert_eq!(state["error"], Value::Null);
    let entry = &state["logs"][0];
    assert_eq!(entry["message"], "Starting a cluster as first");
    let cursor = entry["cursor"].as_str().unwrap();
    admin.advance(10.0);
    let (_, state) = admin.get(&format!("/cluster?_include=logs&since={cursor}")).await;
    assert_eq!(state["logs"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn joining_needs_credentials() {
    let admin = Visitor::to(Profile::V42);
    let join = json!({"host_ip": "10.0.0.3", "node_name": "third", "join_addrs": ["10.0.0.1"]});
    assert_eq!(admin.put("/cluster", join).await.0, 400);
    let join = json!({
        "host_ip": "10.0.0.3", "node_name": "third", "join_addrs": ["10.0.0.1"], "credentials": "any",
    });
    assert_eq!(admin.put("/cluster", join).await.0, 200);
    admin.advance(10.0);
    let (_, nodes) = admin.get("/cluster/nodes").await;
    assert_eq!(nodes["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_services_of_a_manager_are_shown_as_each_generation_does() {
    let admin = Visitor::with(Profile::V42, |world| {
        world.services.failed.push("Riemann".to_owned());
    });
    let (_, status) = admin.get("/status").await;
    let services = status["services"].as_array().unwrap();
    let riemann = services
        .iter()
        .find(|service| service["display_name"] == "Riemann");
    assert_eq!(riemann.unwrap()["instances"][0]["ActiveState"], "failed");
    assert_eq!(services[0]["instances"][0]["state"], "running");
    let newer = Visitor::to(Profile::V71).newer();
    assert_eq!(
        newer.get("/status").await.1["services"]["Webserver"]["status"],
        "Active"
    );
    assert_eq!(newer.get("/cluster-status").await.1["status"], "OK");
}
