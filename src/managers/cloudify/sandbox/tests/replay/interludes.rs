//! What the recorder did between two recorded exchanges, as their answers tell.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::super::accounts::Token;
use super::super::super::happening::{Cause, Happening, Kind, Origin, Subject};
use super::*;

/// Does what comes before an exchange of a recording.
pub(super) async fn before(manager: &Visitor, number: usize, ids: &mut Ids) {
    match manager.profile() {
        Profile::V42 => before_42(manager, number, ids).await,
        Profile::V71 => before_71(manager, number, ids).await,
    }
}

async fn before_42(manager: &Visitor, number: usize, ids: &mut Ids) {
    match number {
        32 => {
            for id in ["bp1", "bp2", "bp3"] {
                upload(manager, id).await;
            }
        }
        122 => {
            let id = start(manager, "d1", "install", json!({})).await;
            assert!(ids.binds("9b6335e2-83b1-4ac4-b055-7b4e965151c2", &id));
        }
        239 => {
            manager.advance(10.0);
            deploy(manager, "d3", "bp1", json!({})).await;
            manager.advance(10.0);
            let id = start(manager, "d3", "install", json!({})).await;
            assert!(ids.binds("bc1e3ba3-7f8a-4779-a529-e2cc449f53ec", &id));
            let path = format!("/executions/{id}");
            let (status, _) = manager
                .send("PATCH", &path, Some(json!({"status": "started"})))
                .await;
            assert_eq!(status, 200);
            write_down(manager, &id);
        }
        _ => {}
    }
}

async fn before_71(manager: &Visitor, number: usize, ids: &mut Ids) {
    match number {
        1 => {
            for id in ["web-cluster", "empty1"] {
                upload(manager, id).await;
            }
            manager.advance(10.0);
            deploy(manager, "web", "web-cluster", json!({})).await;
            manager.advance(10.0);
            let id = start(manager, "web", "install", json!({})).await;
            assert!(ids.binds("c56c4daf-926e-4ca4-927f-96a30c88654c", &id));
            manager.advance(60.0);
            let world = &mut *manager.service.world();
            let now = world.now;
            for (id, description, is_used) in [
                ("4HTkxEVXqG", "csys-vm", true),
                ("1ZevPcxL8J", "recording", false),
                ("vTMSZpwUZ0", "recording", true),
            ] {
                world.accounts.tokens.push(Token {
                    id: id.to_owned(),
                    value: format!("ctok-{id}"),
                    user: "admin".to_owned(),
                    description: Some(description.to_owned()),
                    expiration_date: None,
                    last_used: is_used.then_some(now),
                    ends: None,
                });
            }
        }
        31 => {
            let asked = json!({"description": "recording"});
            let (status, token) = manager.newer().post("/tokens", asked).await;
            assert_eq!(status, 200);
            ids.compare(&json!("<token>"), &token["value"], "").unwrap();
        }
        46 => {
            for id in ["bp2", "bp3", "bp4"] {
                upload(manager, id).await;
            }
            manager.advance(10.0);
        }
        64 => {
            deploy(manager, "d1", "bp1", json!({})).await;
            manager.advance(10.0);
        }
        72 => {
            let (status, _) = manager.delete("/deployments/d1").await;
            assert_eq!(status, 204);
            manager.advance(10.0);
        }
        132 => {
            manager.advance(10.0);
            let id = start(manager, "d1", "install", json!({})).await;
            assert!(ids.binds("00c56ef1-e773-450e-86f3-9fb8c677ba6a", &id));
            manager.advance(1.5);
        }
        134 => {
            manager.advance(10.0);
            let id = start(manager, "d1", "install", json!({})).await;
            assert!(ids.binds("35074d6e-0b9f-47e8-856f-3c9498b34757", &id));
        }
        137 | 164 | 258 => manager.advance(60.0),
        156 => {
            deploy(
                manager,
                "dfail",
                "bp1",
                json!({"fail_start": true, "step_seconds": 0}),
            )
            .await;
            manager.advance(10.0);
        }
        277 => {
            let (status, _) = manager.put("/snapshots/last", json!({})).await;
            assert_eq!(status, 201);
        }
        321 => {
            upload(manager, "heal").await;
            manager.advance(10.0);
            deploy(manager, "h1", "heal", json!({})).await;
            manager.advance(10.0);
            let (_, instances) = manager.get("/node-instances?deployment_id=h1&node_id=vm").await;
            for (place, recorded) in ["vm_jreer8", "vm_wnbj6q"].into_iter().enumerate() {
                let id = instances["items"][place]["id"].as_str().unwrap();
                assert!(ids.binds(recorded, id));
            }
        }
        _ => {}
    }
}

async fn upload(manager: &Visitor, id: &str) {
    let kind = Some("application/octet-stream");
    let path = format!("/blueprints/{id}");
    let body = Body::from(blueprint(manager.profile()));
    let (status, _, answer) = manager.raw("PUT", &path, kind, body).await;
    assert_eq!(status, 201, "{answer}");
}

async fn deploy(manager: &Visitor, id: &str, blueprint: &str, inputs: Value) {
    let body = json!({"blueprint_id": blueprint, "inputs": inputs});
    let (status, answer) = manager.put(&format!("/deployments/{id}"), body).await;
    assert_eq!(status, 201, "{answer}");
}

async fn start(manager: &Visitor, deployment: &str, workflow: &str, parameters: Value) -> String {
    let body = json!({"deployment_id": deployment, "workflow_id": workflow, "parameters": parameters});
    let (status, execution) = manager.post("/executions", body).await;
    assert_eq!(status, 201, "{execution}");
    execution["id"].as_str().unwrap().to_owned()
}

/// The events that the recorder wrote into the database itself, since it had no worker.
fn write_down(manager: &Visitor, execution: &str) {
    const CREATE: &str = "cloudify.interfaces.lifecycle.create";
    let world = &mut *manager.service.world();
    let origin = Arc::new(Origin {
        tenant: "default_tenant".to_owned(),
        execution: execution.to_owned(),
        workflow: "install".to_owned(),
        deployment: Some("d3".to_owned()),
        blueprint: Some("bp1".to_owned()),
    });
    let deployment = world.estate.deployment("default_tenant", "d3").unwrap();
    let mut instances = deployment.instances.all().iter();
    let web = instances.find(|instance| instance.node == "web").unwrap();
    let subject = Subject {
        node: "web".to_owned(),
        instance: web.id.clone(),
    };
    let first: DateTime<Utc> = "2026-11-20T19:58:00Z".parse().unwrap();
    let boom = || Cause {
        kind: "NonRecoverableError",
        message: "boom".to_owned(),
        traceback: "Traceback".to_owned(),
    };
    let entries = [
        (
            0,
            Kind::Event("workflow_started"),
            "Starting 'install' workflow execution",
            false,
            false,
        ),
        (
            1,
            Kind::Event("workflow_node_event"),
            "Creating node",
            true,
            false,
        ),
        (
            2,
            Kind::Event("sending_task"),
            "Sending task 'script_runner.tasks.run'",
            true,
            true,
        ),
        (
            3,
            Kind::Event("task_started"),
            "Task started 'script_runner.tasks.run'",
            true,
            true,
        ),
        (4, Kind::Log("info"), "step create begins", true, true),
        (
            5,
            Kind::Event("task_failed"),
            "Task failed 'script_runner.tasks.run' -> boom",
            true,
            true,
        ),
        (
            6,
            Kind::Event("workflow_failed"),
            "'install' workflow execution failed: boom",
            false,
            false,
        ),
    ];
    world.estate.happenings = entries
        .into_iter()
        .map(|(seconds, kind, message, has_subject, has_operation)| Happening {
            at: first + TimeDelta::seconds(seconds),
            origin: Arc::clone(&origin),
            kind,
            message: message.to_owned(),
            subject: has_subject.then(|| subject.clone()),
            operation: has_operation.then(|| CREATE.to_owned()),
            causes: if seconds == 5 { vec![boom()] } else { Vec::new() },
        })
        .collect();
}
