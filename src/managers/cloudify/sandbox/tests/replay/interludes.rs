//! What the recorder did between two recorded exchanges, as their answers tell.

use super::*;

/// Does what comes before an exchange of a recording.
pub(super) async fn before(manager: &Visitor, number: usize, ids: &mut Ids) {
    let is_old = manager.service.world().profile == Profile::V42;
    match (is_old, number) {
        (true, 32) => {
            for id in ["bp1", "bp2", "bp3"] {
                upload(manager, id).await;
            }
        }
        (true, 122) => {
            let install = json!({"deployment_id": "d1", "workflow_id": "install"});
            let (status, execution) = manager.post("/executions", install).await;
            assert_eq!(status, 201, "{execution}");
            let id = execution["id"].as_str().unwrap();
            assert!(ids.binds("9b6335e2-83b1-4ac4-b055-7b4e965151c2", id));
        }
        (true, 239) => {
            manager.advance(10.0);
            deploy(manager, "d3", "bp1").await;
            manager.advance(10.0);
            let install = json!({"deployment_id": "d3", "workflow_id": "install"});
            let (status, execution) = manager.post("/executions", install).await;
            assert_eq!(status, 201, "{execution}");
            let path = format!("/executions/{}", execution["id"].as_str().unwrap());
            let (status, _) = manager
                .send("PATCH", &path, Some(json!({"status": "started"})))
                .await;
            assert_eq!(status, 200);
        }
        _ => {}
    }
}

async fn upload(manager: &Visitor, id: &str) {
    let kind = Some("application/octet-stream");
    let path = format!("/blueprints/{id}");
    let (status, _, answer) = manager.raw("PUT", &path, kind, Body::from(blueprint())).await;
    assert_eq!(status, 201, "{answer}");
}

async fn deploy(manager: &Visitor, id: &str, blueprint: &str) {
    let body = json!({"blueprint_id": blueprint});
    let (status, answer) = manager.put(&format!("/deployments/{id}"), body).await;
    assert_eq!(status, 201, "{answer}");
}
