//! What is refused, in the recorded words.

use serde_json::{Value, json};

use super::super::super::profile::Profile;
use super::super::told;
use super::{installed, start, with_deployment, with_shop};

#[tokio::test]
async fn a_deployment_needs_a_blueprint_and_its_inputs() {
    let visitor = with_shop(Profile::V42).await;
    let put = async |body: Value| told(visitor.put("/deployments/d1", body).await);
    assert_eq!(
        put(json!({})).await.2,
        "Missing blueprint_id in json request body"
    );
    assert_eq!(
        put(json!({"blueprint_id": "nosuch"})).await,
        (
            404,
            "not_found_error".into(),
            "Requested `Blueprint` with ID `nosuch` was not found".into()
        )
    );
    assert_eq!(
        put(json!({"blueprint_id": "shop", "inputs": [1]})).await.2,
        "inputs parameter is expected to be of type dict but is of type list"
    );
    let unknown = put(json!({"blueprint_id": "shop", "inputs": {"nope": 1}})).await;
    assert_eq!(unknown.1, "unknown_deployment_input_error");
    assert!(
        unknown
            .2
            .starts_with("Unknown inputs [u'nope'] specified - expected inputs: ['port', ")
    );
    let (status, _) = visitor
        .put("/deployments/d1", json!({"blueprint_id": "shop"}))
        .await;
    assert_eq!(status, 201);
    let twice = put(json!({"blueprint_id": "shop"})).await;
    assert_eq!((twice.0, twice.1.as_str()), (409, "conflict_error"));
}

#[tokio::test]
async fn nothing_starts_before_the_environment_is_there() {
    for profile in [Profile::V42, Profile::V71] {
        let visitor = with_shop(profile).await;
        visitor
            .put("/deployments/d1", json!({"blueprint_id": "shop"}))
            .await;
        let install = json!({"deployment_id": "d1", "workflow_id": "install"});
        let pending = told(visitor.post("/executions", install.clone()).await);
        assert_eq!(pending.1, "deployment_environment_creation_pending_error");
        visitor.advance(0.5);
        let running = told(visitor.post("/executions", install.clone()).await);
        assert_eq!(running.1, "deployment_environment_creation_in_progress_error");
        visitor.advance(2.0);
        assert_eq!(visitor.post("/executions", install).await.0, 201);
    }
}

#[tokio::test]
async fn an_execution_needs_a_known_workflow_and_its_parameters() {
    let visitor = with_deployment(Profile::V42, json!({})).await;
    let post = async |body: Value| told(visitor.post("/executions", body).await);
    let body = |workflow: &str, parameters: Value| json!({"deployment_id": "d1", "workflow_id": workflow, "parameters": parameters});
    assert_eq!(
        post(json!({"workflow_id": "install"})).await.2,
        "Missing deployment_id in json request body"
    );
    assert_eq!(
        post(body("nosuch", json!({}))).await.2,
        "Workflow nosuch does not exist in deployment d1"
    );
    assert_eq!(
        post(body("install", json!({"bogus": 1}))).await.2,
        "Workflow \"install\" does not have the following parameters declared: bogus. Remove these parameters or \
         use the flag for allowing custom parameters"
    );
    assert_eq!(
        post(body("install", json!("x"))).await.2,
        "request body's 'parameters' field must be a dict but is of type unicode"
    );
    assert_eq!(
        post(body("execute_operation", json!({}))).await.2,
        "Workflow \"execute_operation\" must be provided with the following parameters to execute: operation"
    );
    let mistyped = json!({"scalable_entity_name": "web_host", "delta": "one"});
    assert_eq!(
        post(body("scale", mistyped)).await.2,
        "Parameter \"delta\" must be of type integer"
    );
    let force = json!({"deployment_id": "d1", "workflow_id": "install", "force": "maybe"});
    assert_eq!(post(force).await.2, "force must be <true/false>, got maybe");
}

#[tokio::test]
async fn a_deployment_in_use_is_not_deleted() {
    let visitor = installed(Profile::V42, json!({})).await;
    let delete = async |path: &str| told(visitor.delete(path).await);
    let blueprint = delete("/blueprints/shop").await;
    assert_eq!(
        blueprint.2,
        "Can't delete blueprint shop - There exist deployments for this blueprint; Deployments ids: d1"
    );
    let live = delete("/deployments/d1").await;
    assert!(
        live.2
            .starts_with("Can't delete deployment d1 - There are live nodes for this deployment.")
    );
    let id = start(&visitor, "uninstall", json!({})).await;
    let running = delete("/deployments/d1?ignore_live_nodes=true").await;
    assert_eq!(
        running.2,
        format!(
            "Can't delete deployment d1 - There are running executions for this deployment. Running executions ids: {id}"
        )
    );
    visitor.advance(60.0);
    let (status, last) = visitor.delete("/deployments/d1").await;
    assert_eq!((status, &last["id"]), (200, &json!("d1")));
    assert_eq!(visitor.get("/deployments/d1").await.0, 404);
    assert_eq!(visitor.get(&format!("/executions/{id}")).await.0, 404);
    let (_, events) = visitor.get("/events?deployment_id=d1").await;
    assert_eq!(events["metadata"]["pagination"]["total"], 0);
}

#[tokio::test]
async fn a_newer_manager_deletes_later() {
    let visitor = with_deployment(Profile::V71, json!({})).await;
    assert_eq!(visitor.delete("/deployments/d1").await, (204, Value::Null));
    assert_eq!(visitor.get("/deployments/d1").await.0, 200);
    visitor.advance(5.0);
    assert_eq!(visitor.get("/deployments/d1").await.0, 404);
}

#[tokio::test]
async fn lists_of_executions_know_their_words() {
    let visitor = with_deployment(Profile::V42, json!({})).await;
    assert_eq!(visitor.get("/executions?status=nosense").await.0, 500);
    assert_eq!(visitor.get("/executions?deployment_id=nosuch").await.0, 404);
    let (_, list) = visitor
        .get("/executions?deployment_id=d1&_include=workflow_id,status")
        .await;
    assert_eq!(
        list["items"],
        json!([{"status": "terminated", "workflow_id": "create_deployment_environment"}])
    );
    let unknown = told(visitor.get("/executions?_include=bogus").await);
    assert!(
        unknown
            .2
            .starts_with("Include keys '[u'bogus']' do not exist. Allowed keys are: ['status', ")
    );
    let new = with_deployment(Profile::V71, json!({})).await;
    let (status, list) = new.get("/executions?deployment_id=nosuch").await;
    assert_eq!((status, &list["items"]), (200, &json!([])));
}
