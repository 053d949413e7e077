//! What the simulated managers begin with.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::super::fleet::{Settlement, contexts, service};
use super::super::super::profile::Profile;
use super::super::{Visitor, scenario, told};
use crate::sandbox::Scenario;

fn demonstration(profile: Profile, quiet: bool) -> Visitor {
    let scenario = Scenario { quiet, ..scenario() };
    Visitor::of(service(&scenario, profile, Settlement::Demonstration))
}

async fn items(visitor: &Visitor, path: &str) -> Vec<Value> {
    let (status, list) = visitor.get(path).await;
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().clone()
}

async fn states(visitor: &Visitor, deployment: &str) -> BTreeSet<String> {
    let path = format!("/node-instances?deployment_id={deployment}&_include=state");
    let all = items(visitor, &path).await;
    let word = |instance: &Value| instance["state"].as_str().unwrap().to_owned();
    all.iter().map(word).collect()
}

#[tokio::test]
async fn there_are_deployments_in_every_condition() {
    let visitor = demonstration(Profile::V42, true);
    let one = |word: &str| BTreeSet::from([word.to_owned()]);
    assert_eq!(states(&visitor, "shop").await, one("started"));
    assert_eq!(states(&visitor, "warehouse").await, one("started"));
    assert_eq!(states(&visitor, "shop-retired").await, one("deleted"));
    assert_eq!(states(&visitor, "shop-next").await, one("uninitialized"));
    assert!(states(&visitor, "shop-canary").await.len() > 1);
    assert!(states(&visitor, "shop-staging").await.contains("starting"));
    assert_eq!(
        items(&visitor, "/node-instances?deployment_id=warehouse")
            .await
            .len(),
        200
    );
    let failed = items(&visitor, "/executions?deployment_id=shop-staging&status=failed").await;
    assert_eq!(failed.len(), 1);
    let path = "/events?deployment_id=shop-staging&event_type=task_failed&_size=1";
    assert!(items(&visitor, path).await[0]["error_causes"].is_array());
}

#[tokio::test]
async fn a_workflow_of_its_own_takes_typed_parameters() {
    let visitor = demonstration(Profile::V42, true);
    let (_, reports) = visitor.get("/deployments/reports").await;
    let workflows = reports["workflows"].as_array().unwrap();
    let export = workflows
        .iter()
        .find(|workflow| workflow["name"] == "export_report")
        .unwrap();
    let kinds: BTreeSet<&str> = export["parameters"]
        .as_object()
        .unwrap()
        .values()
        .map(|parameter| parameter["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["boolean", "dict", "float", "integer", "list", "string"])
    );
    let body =
        json!({"deployment_id": "reports", "workflow_id": "export_report", "parameters": {"month": 3}});
    assert_eq!(
        told(visitor.post("/executions", body).await).2,
        "Workflow \"export_report\" must be provided with the following parameters to execute: name,recipients"
    );
}

#[tokio::test]
async fn there_are_executions_of_every_status_and_twenty_thousand_events() {
    for (profile, count) in [(Profile::V42, 7), (Profile::V71, 10)] {
        let visitor = demonstration(profile, true);
        let path = "/executions?_all_tenants=true&_include=status&_size=1000&_sort=-created_at";
        let all = items(&visitor, path).await;
        let statuses: BTreeSet<&str> = all
            .iter()
            .map(|execution| execution["status"].as_str().unwrap())
            .collect();
        assert_eq!(statuses.len(), count, "{statuses:?}");
        let (_, list) = visitor.get("/events?_size=0").await;
        assert!(list["metadata"]["pagination"]["total"].as_u64().unwrap() >= 20_000);
    }
}

#[tokio::test]
async fn nothing_is_active_in_the_default_tenant_but_what_recurs() {
    let active = "/executions?status=pending&status=started&status=cancelling&_include=id";
    let quiet = demonstration(Profile::V42, true);
    quiet.advance(3_600.0);
    assert!(items(&quiet, active).await.is_empty());
    let lively = demonstration(Profile::V42, false);
    assert!(items(&lively, active).await.is_empty());
    lively.advance(21.0);
    assert_eq!(items(&lively, active).await.len(), 1);
    lively.advance(3_600.0);
    let recent = "/executions?deployment_id=reports&_sort=-created_at&_size=3&_include=workflow_id";
    assert_eq!(
        items(&lively, recent).await,
        vec![json!({"workflow_id": "execute_operation"}); 3]
    );
}

#[test]
fn both_generations_can_be_visited() {
    let names: Vec<String> = contexts(&scenario())
        .into_iter()
        .map(|context| context.name)
        .collect();
    assert_eq!(names, ["cm", "cm7", "cm-new"]);
    let crowd = Scenario {
        clusters: Some(3),
        ..scenario()
    };
    assert_eq!(contexts(&crowd).len(), 1);
}
