//! Deployments and what runs on them, as a client sees it while time passes.

mod crowds;
mod demonstrations;
mod executions;
mod happenings;
mod refusals;
mod uploads;
mod workflows;

use serde_json::{Value, json};

use super::super::demonstration::SHOP;
use super::super::profile::Profile;
use super::super::unpacking::{File, pack};
use super::Visitor;

/// An archive with this as its blueprint.
fn archive(text: &str) -> &'static [u8] {
    let file = File {
        path: "blueprint.yaml".to_owned(),
        content: text.as_bytes().to_vec(),
    };
    pack("shop", &[file]).leak()
}

/// A manager with the blueprint of three tiers.
async fn with_shop(profile: Profile) -> Visitor {
    let visitor = Visitor::with(profile, |_| {});
    let (status, answer) = visitor.upload("PUT", "/blueprints/shop", archive(SHOP)).await;
    assert_eq!(status, 201, "{answer}");
    visitor.advance(4.0);
    visitor
}

/// The same with a deployment that can be worked on.
async fn with_deployment(profile: Profile, inputs: Value) -> Visitor {
    let visitor = with_shop(profile).await;
    let body = json!({"blueprint_id": "shop", "inputs": inputs});
    let (status, answer) = visitor.put("/deployments/d1", body).await;
    assert_eq!(status, 201, "{answer}");
    visitor.advance(3.0);
    visitor
}

/// The same with everything started.
async fn installed(profile: Profile, inputs: Value) -> Visitor {
    let visitor = with_deployment(profile, inputs).await;
    start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    assert_eq!(states(&visitor, "").await, ["started"]);
    visitor
}

/// Starts a workflow on the deployment; the id of the execution.
async fn start(visitor: &Visitor, workflow: &str, parameters: Value) -> String {
    let body = json!({"deployment_id": "d1", "workflow_id": workflow, "parameters": parameters});
    let (status, execution) = visitor.post("/executions", body).await;
    assert_eq!(
        (status, &execution["status"]),
        (201, &json!("pending")),
        "{execution}"
    );
    execution["id"].as_str().unwrap().to_owned()
}

async fn status(visitor: &Visitor, id: &str) -> String {
    let (_, execution) = visitor.get(&format!("/executions/{id}")).await;
    execution["status"].as_str().unwrap_or_default().to_owned()
}

/// The instances of a node, or of all if none is named.
async fn instances(visitor: &Visitor, node: &str) -> Vec<Value> {
    let path = match node {
        "" => "/node-instances?deployment_id=d1&_sort=id".to_owned(),
        node => format!("/node-instances?deployment_id=d1&node_id={node}&_sort=id"),
    };
    let (status, list) = visitor.get(&path).await;
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}

/// The states of a node's instances, each once.
async fn states(visitor: &Visitor, node: &str) -> Vec<String> {
    let all = instances(visitor, node).await;
    let mut states: Vec<String> = all
        .iter()
        .map(|instance| instance["state"].as_str().unwrap().to_owned())
        .collect();
    states.sort();
    states.dedup();
    states
}

/// The messages of an execution's events, in the order of time.
async fn messages(visitor: &Visitor, id: &str) -> Vec<String> {
    let path = format!("/events?execution_id={id}&type=cloudify_event&_sort=timestamp&_size=1000");
    let (_, list) = visitor.get(&path).await;
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|event| event["message"].as_str().unwrap().to_owned())
        .collect()
}
