//! Secrets and plugins.

use super::super::archive::EMPTY_ZIP;
use super::*;

#[tokio::test]
async fn a_secret_shows_its_value_only_by_itself() {
    let admin = Visitor::to(Profile::V42);
    let (status, secret) = admin.put("/secrets/key1", json!({"value": "value1"})).await;
    assert_eq!((status, &secret["value"]), (200, &json!("value1")));
    assert_eq!(admin.put("/secrets/key1", json!({"value": "again"})).await.0, 409);
    let (_, list) = admin.get("/secrets").await;
    assert!(list["items"][0].get("value").is_none());
    admin.advance(1.0);
    let (_, changed) = admin
        .send("PATCH", "/secrets/key1", Some(json!({"value": "v2"})))
        .await;
    assert_ne!(changed["updated_at"], changed["created_at"]);
    assert_eq!(
        admin.by("viewer1", "viewer1").get("/secrets/key1").await.1["value"],
        "v2"
    );
    assert_eq!(admin.delete("/secrets/key1").await.1["value"], "v2");
    assert_eq!(admin.get("/secrets/key1").await.0, 404);
}

#[tokio::test]
async fn the_newer_generation_encrypts_what_it_answers_to_a_change() {
    let admin = Visitor::to(Profile::V71);
    let (_, secret) = admin.put("/secrets/key1", json!({"value": "value1"})).await;
    assert!(secret["value"].as_str().unwrap().starts_with("gAAAAAB"));
    let over = json!({"value": "value2", "update_if_exists": true});
    assert_eq!(admin.put("/secrets/key1", over).await.0, 200);
    assert_eq!(admin.get("/secrets/key1").await.1["value"], "value2");
    let private = json!({"value": "mine", "visibility": "private"});
    assert_eq!(admin.put("/secrets/own", private).await.0, 200);
    assert_eq!(admin.by("mgr1", "mgr1").get("/secrets/own").await.0, 200);
    assert_eq!(admin.by("user1", "user1").get("/secrets/own").await.0, 404);
    assert_eq!(admin.delete("/secrets/own").await, (204, Value::Null));
}

#[tokio::test]
async fn a_plugin_is_taken_by_its_first_bytes() {
    let admin = Visitor::to(Profile::V42);
    let (status, plugin) = admin.upload("POST", "/plugins", EMPTY_ZIP).await;
    assert_eq!(status, 201, "{plugin}");
    assert_eq!(admin.upload("POST", "/plugins", EMPTY_ZIP).await.0, 409);
    assert_eq!(admin.upload("POST", "/plugins", b"garbage").await.0, 500);
    let id = plugin["id"].as_str().unwrap();
    let (_, kind, _) = admin
        .raw("GET", &format!("/plugins/{id}/archive"), None, Body::empty())
        .await;
    assert_eq!(kind, "application/octet-stream");
    let absent = "/plugins?plugin_archive_url=http://somewhere/absent.wgn";
    let (_, code, message) = told(admin.upload("POST", absent, b"").await);
    assert_eq!(code, "param_url_not_found_error");
    assert_eq!(
        message,
        "URL http://somewhere/absent.wgn not found - can't download plugin archive"
    );
    assert_eq!(admin.delete(&format!("/plugins/{id}")).await.0, 415);
    let path = format!("/plugins/{id}");
    assert_eq!(
        admin.send("DELETE", &path, Some(json!({"force": false}))).await.0,
        200
    );
    assert_eq!(admin.get(&path).await.0, 404);
}

#[tokio::test]
async fn a_snapshot_is_made_by_an_execution_that_nothing_runs_beside() {
    let admin = Visitor::to(Profile::V42);
    let (status, execution) = admin.put("/snapshots/snap1", json!({})).await;
    assert_eq!(status, 201, "{execution}");
    assert_eq!(execution["workflow_id"], "create_snapshot");
    assert_eq!(execution["is_system_workflow"], true);
    assert_eq!(admin.get("/snapshots/snap1").await.1["status"], "creating");
    assert_eq!(admin.put("/snapshots/snap1", json!({})).await.0, 409);
    let (_, code, message) = told(admin.put("/snapshots/snap2", json!({})).await);
    assert_eq!(code, "existing_running_execution_error");
    assert!(message.contains(execution["id"].as_str().unwrap()), "{message}");
    assert_eq!(admin.get("/snapshots/snap1/archive").await.0, 500);
    admin.advance(10.0);
    assert_eq!(admin.get("/snapshots/snap1").await.1["status"], "created");
    assert_eq!(admin.get("/snapshots/snap1/archive").await.0, 200);
    assert_eq!(admin.get("/executions").await.1["items"], json!([]));
    assert_eq!(admin.delete("/snapshots/snap1").await.1["id"], "snap1");
    assert_eq!(admin.by("mgr1", "mgr1").get("/snapshots").await.0, 403);
}

#[tokio::test]
async fn a_restore_is_followed_by_its_execution() {
    let admin = Visitor::to(Profile::V42);
    assert_eq!(
        admin.upload("PUT", "/snapshots/up1/archive", EMPTY_ZIP).await.1["status"],
        "uploaded"
    );
    assert_eq!(
        admin.upload("PUT", "/snapshots/up1/archive", EMPTY_ZIP).await.0,
        409
    );
    let (_, _, message) = told(admin.post("/snapshots/up1/restore", json!({"force": true})).await);
    assert_eq!(message, "Missing recreate_deployments_envs in json request body");
    let with = |force: bool| json!({"force": force, "recreate_deployments_envs": true});
    let (status, answer) = admin.post("/snapshots/up1/restore", with(true)).await;
    assert_eq!((status, &answer["status"]), (200, &json!("pending")));
    let path = format!("/executions/{}", answer["id"].as_str().unwrap());
    let (_, maintenance) = admin.send("POST", "/maintenance/activate", None).await;
    assert_eq!(
        maintenance["remaining_executions"][0]["workflow_id"],
        "restore_snapshot"
    );
    let (status, code, _) = told(admin.put("/snapshots/other", json!({})).await);
    assert_eq!((status, code.as_str()), (503, "entering_maintenance_mode"));
    admin.advance(10.0);
    assert_eq!(admin.get("/maintenance").await.1["status"], "activated");
    assert_eq!(admin.send("POST", "/maintenance/deactivate", None).await.0, 200);
    assert_eq!(admin.get(&path).await.1["status"], "terminated");
}
