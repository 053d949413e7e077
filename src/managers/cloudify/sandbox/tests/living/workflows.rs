//! What the workflows do to instances while time passes.

use serde_json::{Value, json};

use super::super::super::profile::Profile;
use super::super::told;
use super::{installed, instances, messages, start, states, status, with_deployment};

#[tokio::test]
async fn an_install_brings_up_what_others_need_first() {
    let visitor = with_deployment(Profile::V42, json!({})).await;
    assert_eq!(states(&visitor, "").await, ["uninitialized"]);
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(0.4);
    assert_eq!(status(&visitor, &id).await, "started");
    visitor.advance(2.0);
    assert_eq!(states(&visitor, "db_host").await, ["creating"]);
    assert_eq!(states(&visitor, "db").await, ["uninitialized"]);
    visitor.advance(6.0);
    assert_eq!(states(&visitor, "db_host").await, ["started"]);
    assert_eq!(states(&visitor, "web").await, ["uninitialized"]);
    visitor.advance(40.0);
    assert_eq!(states(&visitor, "").await, ["started"]);
    assert_eq!(status(&visitor, &id).await, "terminated");
    let host = &instances(&visitor, "db_host").await[0];
    assert_eq!(host["version"], 8);
    assert!(host["runtime_properties"]["ip"].is_string());
    let told = messages(&visitor, &id).await;
    assert_eq!(told[0], "Starting 'install' workflow execution");
    assert!(told.contains(&"Creating node".to_owned()) && told.contains(&"Starting node".to_owned()));
    assert_eq!(told.last().unwrap(), "'install' workflow execution succeeded");
}

#[tokio::test]
async fn an_uninstall_takes_down_what_is_contained_first_and_keeps_ids_and_versions() {
    let visitor = installed(Profile::V42, json!({})).await;
    let before = instances(&visitor, "").await;
    start(&visitor, "uninstall", json!({})).await;
    visitor.advance(2.5);
    assert_eq!(states(&visitor, "web").await, ["stopped"]);
    assert_eq!(states(&visitor, "db_host").await, ["started"]);
    visitor.advance(40.0);
    assert_eq!(states(&visitor, "").await, ["deleted"]);
    let after = instances(&visitor, "").await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before["id"], after["id"]);
        assert_eq!(
            after["version"].as_i64(),
            before["version"].as_i64().map(|version| version + 4)
        );
        assert_eq!(after["runtime_properties"], json!({}));
    }
}

#[tokio::test]
async fn an_install_with_a_failing_node_is_healed_and_goes_on() {
    let visitor = with_deployment(Profile::V42, json!({"fail_on": "web"})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    assert_eq!(status(&visitor, &id).await, "failed");
    assert_eq!(states(&visitor, "web").await, ["starting"]);
    assert_eq!(states(&visitor, "app").await, ["started"]);
    let (_, failed) = visitor.get(&format!("/executions/{id}")).await;
    assert!(
        failed["error"]
            .as_str()
            .unwrap()
            .contains("start failed on purpose")
    );
    let path = format!("/events?execution_id={id}&event_type=task_failed");
    let (_, list) = visitor.get(&path).await;
    let cause = &list["items"][0]["error_causes"][0];
    assert_eq!(cause["type"], "NonRecoverableError");
    assert!(cause["traceback"].as_str().unwrap().starts_with("Traceback"));

    let web = instances(&visitor, "web").await;
    let heal = json!({"node_instance_id": web[0]["id"]});
    let id = start(&visitor, "heal", heal).await;
    visitor.advance(60.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
    assert_eq!(instances(&visitor, "web").await[0]["state"], "started");
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
    assert_eq!(states(&visitor, "").await, ["started"]);
}

#[tokio::test]
async fn what_fails_only_so_often_is_tried_again() {
    let visitor = with_deployment(Profile::V42, json!({"fail_on": "db", "fail_times": 1})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(70.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
    let told = messages(&visitor, &id).await;
    assert!(told.iter().any(|message| message.ends_with("[retry 1/5]")));
}

#[tokio::test]
async fn a_heal_takes_the_whole_host_and_leaves_the_others() {
    let visitor = installed(Profile::V42, json!({})).await;
    let apps = instances(&visitor, "app").await;
    let heal = json!({"node_instance_id": apps[0]["id"]});
    start(&visitor, "heal", heal).await;
    visitor.advance(6.0);
    let hosts = instances(&visitor, "app_host").await;
    let state_of = |id: &Value| {
        let host = hosts.iter().find(|host| host["id"] == *id).unwrap();
        host["state"].clone()
    };
    assert_ne!(state_of(&apps[0]["host_id"]), "started");
    assert_eq!(state_of(&apps[1]["host_id"]), "started");
    visitor.advance(60.0);
    assert_eq!(states(&visitor, "").await, ["started"]);
}

#[tokio::test]
async fn a_newer_heal_leaves_alone_what_is_sound_unless_forced() {
    let visitor = installed(Profile::V71, json!({})).await;
    let web = instances(&visitor, "web").await[0].clone();
    let heal = json!({"node_instance_id": web["id"]});
    let id = start(&visitor, "heal", heal).await;
    visitor.advance(5.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
    assert_eq!(instances(&visitor, "web").await[0]["version"], web["version"]);
    let forced = json!({"node_instance_id": web["id"], "force_reinstall": true});
    start(&visitor, "heal", forced).await;
    visitor.advance(60.0);
    assert_ne!(instances(&visitor, "web").await[0]["version"], web["version"]);
    assert_eq!(states(&visitor, "").await, ["started"]);
}

#[tokio::test]
async fn scaling_adds_what_is_contained_and_removes_it_again() {
    let visitor = installed(Profile::V42, json!({})).await;
    let grow = json!({"scalable_entity_name": "web_host", "delta": 2});
    start(&visitor, "scale", grow).await;
    visitor.advance(2.0);
    assert_eq!(instances(&visitor, "web_host").await.len(), 4);
    assert_eq!(instances(&visitor, "web").await.len(), 4);
    let (_, list) = visitor.get("/nodes?deployment_id=d1&id=web_host").await;
    assert_eq!(list["items"][0]["number_of_instances"], 4);
    assert_eq!(list["items"][0]["deploy_number_of_instances"], 2);
    visitor.advance(40.0);
    assert_eq!(states(&visitor, "").await, ["started"]);

    let shrink = json!({"scalable_entity_name": "web_tier", "delta": -1});
    let id = start(&visitor, "scale", shrink).await;
    visitor.advance(40.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
    assert_eq!(instances(&visitor, "web").await.len(), 3);
    assert_eq!(instances(&visitor, "web_host").await.len(), 3);

    for wrong in [
        json!({"scalable_entity_name": "nosuch"}),
        json!({"scalable_entity_name": "web_host", "delta": -9}),
    ] {
        let id = start(&visitor, "scale", wrong).await;
        visitor.advance(5.0);
        assert_eq!(status(&visitor, &id).await, "failed");
    }
    assert_eq!(instances(&visitor, "web_host").await.len(), 3);
}

#[tokio::test]
async fn an_operation_changes_no_state() {
    let visitor = installed(Profile::V42, json!({})).await;
    let stop = json!({
        "operation": "cloudify.interfaces.lifecycle.stop",
        "run_by_dependency_order": true,
        "node_ids": ["web"],
    });
    let id = start(&visitor, "execute_operation", stop).await;
    visitor.advance(10.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
    assert_eq!(states(&visitor, "").await, ["started"]);
    let told = messages(&visitor, &id).await;
    assert!(told.contains(&"Finished operation cloudify.interfaces.lifecycle.stop".to_owned()));
    let nobody_has_it = json!({"operation": "no.such.operation"});
    let id = start(&visitor, "execute_operation", nobody_has_it).await;
    visitor.advance(10.0);
    assert_eq!(status(&visitor, &id).await, "terminated");
}

#[tokio::test]
async fn only_a_newer_manager_has_start_stop_and_restart() {
    let old = installed(Profile::V42, json!({})).await;
    let restart = json!({"deployment_id": "d1", "workflow_id": "restart"});
    let refused = told(old.post("/executions", restart.clone()).await);
    assert_eq!(refused.1, "nonexistent_workflow_error");
    let new = installed(Profile::V71, json!({})).await;
    let (status_code, execution) = new.post("/executions", restart).await;
    assert_eq!(
        (status_code, &execution["status_display"]),
        (201, &json!("pending"))
    );
    new.advance(60.0);
    let id = execution["id"].as_str().unwrap();
    let (_, ended) = new.get(&format!("/executions/{id}")).await;
    assert_eq!(ended["status_display"], "completed");
    assert_eq!(ended["total_operations"], ended["finished_operations"]);
    assert!(ended["ended_at"].is_string());
    assert_eq!(states(&new, "").await, ["started"]);
}
