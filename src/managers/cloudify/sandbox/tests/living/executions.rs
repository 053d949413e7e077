//! Cancelling, forcing, queueing and repairing executions.

use serde_json::json;

use super::super::super::profile::Profile;
use super::super::told;
use super::{installed, instances, start, states, status, with_deployment};

#[tokio::test]
async fn a_cancel_ends_with_the_step_that_runs() {
    let visitor = with_deployment(Profile::V42, json!({})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(3.0);
    let path = format!("/executions/{id}");
    let (_, cancelled) = visitor.post(&path, json!({"action": "cancel"})).await;
    assert_eq!(cancelled["status"], "cancelling");
    let again = told(visitor.post(&path, json!({"action": "cancel"})).await);
    assert_eq!(
        again.2,
        format!("Can't cancel execution {id} because it's in status cancelling")
    );
    visitor.advance(1.5);
    assert_eq!(status(&visitor, &id).await, "cancelled");
    assert_eq!(states(&visitor, "db_host").await, ["created"]);
    visitor.advance(60.0);
    assert_eq!(states(&visitor, "db_host").await, ["created"]);
    // A repeated install goes on from there.
    start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    assert_eq!(states(&visitor, "").await, ["started"]);
    assert_eq!(instances(&visitor, "db_host").await[0]["version"], 8);
}

#[tokio::test]
async fn a_cancel_of_what_hangs_ends_only_by_force() {
    let visitor = with_deployment(Profile::V42, json!({"hang_on": "db"})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(300.0);
    assert_eq!(status(&visitor, &id).await, "started");
    let path = format!("/executions/{id}");
    visitor.post(&path, json!({"action": "cancel"})).await;
    visitor.advance(300.0);
    assert_eq!(status(&visitor, &id).await, "cancelling");
    let (_, forced) = visitor.post(&path, json!({"action": "force-cancel"})).await;
    assert_eq!(forced["status"], "force_cancelling");
    visitor.advance(1.0);
    assert_eq!(status(&visitor, &id).await, "cancelled");
    assert_eq!(states(&visitor, "db").await, ["starting"]);
}

#[tokio::test]
async fn one_that_has_not_begun_is_cancelled_at_once() {
    let visitor = with_deployment(Profile::V42, json!({})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor
        .post(&format!("/executions/{id}"), json!({"action": "cancel"}))
        .await;
    visitor.advance(1.0);
    assert_eq!(status(&visitor, &id).await, "cancelled");
    assert_eq!(states(&visitor, "").await, ["uninitialized"]);
}

#[tokio::test]
async fn a_newer_manager_kills_queues_and_schedules() {
    let visitor = with_deployment(Profile::V71, json!({})).await;
    let install = start(&visitor, "install", json!({})).await;
    visitor.advance(2.0);
    let queued = json!({"deployment_id": "d1", "workflow_id": "uninstall", "queue": true});
    let (_, queued) = visitor.post("/executions", queued).await;
    assert_eq!(queued["status"], "queued");
    let (_, killed) = visitor
        .post(&format!("/executions/{install}"), json!({"action": "kill"}))
        .await;
    assert_eq!(killed["status"], "kill_cancelling");
    visitor.advance(1.5);
    assert_eq!(status(&visitor, &install).await, "cancelled");
    let queued = queued["id"].as_str().unwrap();
    assert_eq!(status(&visitor, queued).await, "started");
    visitor.advance(60.0);
    assert_eq!(status(&visitor, queued).await, "terminated");

    let later = json!({
        "deployment_id": "d1",
        "workflow_id": "install",
        "scheduled_time": "202611201300+0000",
    });
    let (_, later) = visitor.post("/executions", later).await;
    assert_eq!(later["status"], "scheduled");
    visitor.advance(3_500.0);
    assert_eq!(status(&visitor, later["id"].as_str().unwrap()).await, "scheduled");
    visitor.advance(200.0);
    assert_eq!(
        status(&visitor, later["id"].as_str().unwrap()).await,
        "terminated"
    );
}

#[tokio::test]
async fn force_runs_beside_the_other_execution() {
    let visitor = installed(Profile::V42, json!({})).await;
    let id = start(&visitor, "uninstall", json!({})).await;
    let beside = json!({
        "deployment_id": "d1",
        "workflow_id": "execute_operation",
        "parameters": {"operation": "cloudify.interfaces.lifecycle.start"},
    });
    let refused = told(visitor.post("/executions", beside.clone()).await);
    assert_eq!(refused.1, "existing_running_execution_error");
    assert!(refused.2.contains(&format!("[u'{id}']")));
    let mut forced = beside;
    forced["force"] = json!(true);
    let (status_code, _) = visitor.post("/executions", forced).await;
    assert_eq!(status_code, 201);
}

#[tokio::test]
async fn the_status_is_set_by_hand_where_that_is_possible() {
    let visitor = with_deployment(Profile::V42, json!({"hang_on": "db"})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    let path = format!("/executions/{id}");
    let patch = json!({"status": "failed", "error": "RuntimeError: boom"});
    let (_, failed) = visitor.send("PATCH", &path, Some(patch)).await;
    assert_eq!(
        (&failed["status"], &failed["error"]),
        (&json!("failed"), &json!("RuntimeError: boom"))
    );
    let refused = told(
        visitor
            .send("PATCH", &path, Some(json!({"status": "started"})))
            .await,
    );
    assert_eq!(refused.1, "invalid_exception_status_update");
    assert_eq!(
        refused.2,
        "Invalid relationship - can't change status from failed to started"
    );
}

#[tokio::test]
async fn an_instance_is_changed_by_whoever_read_it_last() {
    let visitor = with_deployment(Profile::V42, json!({})).await;
    let id = instances(&visitor, "db").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/node-instances/{id}");
    let patch = json!({"version": 1, "runtime_properties": {"key": "value"}});
    let (_, changed) = visitor.send("PATCH", &path, Some(patch)).await;
    assert_eq!(
        (&changed["version"], &changed["runtime_properties"]["key"]),
        (&json!(2), &json!("value"))
    );
    let stale = json!({"version": 0, "state": "started"});
    let refused = told(visitor.send("PATCH", &path, Some(stale)).await);
    assert_eq!(
        refused,
        (
            409,
            "conflict_error".to_owned(),
            "Node instance update conflict [current version=2, update version=1]".to_owned()
        )
    );
    let nonsense = json!({"version": 2, "state": "nosense"});
    let (_, changed) = visitor.send("PATCH", &path, Some(nonsense)).await;
    assert_eq!(changed["state"], "nosense");
}
