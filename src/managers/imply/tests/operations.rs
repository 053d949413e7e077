//! All operations of the API, as they are sent and what they give.

use http::Method;
use serde_json::json;

use super::*;

const DRY_RUN: Sending = Sending {
    dry_run: true,
    force: false,
};
const FORCED: Sending = Sending {
    dry_run: false,
    force: true,
};

/// The definition in a sample: what a create or an overwrite takes.
fn definition(sample: &str) -> Value {
    let mut document: Value = serde_json::from_str(sample).unwrap();
    let members = document.as_object_mut().unwrap();
    members.shift_remove("status");
    members["metadata"].as_object_mut().unwrap().shift_remove("uid");
    document
}

#[tokio::test]
async fn a_list_is_read_in_the_managers_order() {
    let desk = Desk::new();
    let mut rows = Rows::default();
    desk.client.list_clusters(&mut rows).await.unwrap();
    assert_eq!(rows.names(), ["dev-sandbox", "events-eu", "prod-analytics"]);
    let request = desk.last_request();
    assert_eq!(
        (request.method, &*request.path, &*request.query),
        (Method::GET, "/api/v1/clusters", "")
    );
}

#[tokio::test]
async fn a_cluster_is_read_as_it_was_sent() {
    let desk = Desk::new();
    let body = desk.client.cluster(&desk.id("prod-analytics")).await.unwrap();
    assert_eq!(json(&body)["metadata"]["name"], "prod-analytics");
    assert_eq!(desk.last_request().query, "", "nothing is asked to be pretty");
}

#[tokio::test]
async fn a_cluster_is_created_from_its_definition() {
    let desk = Desk::new();
    let mut wanted = definition(DEV);
    wanted["metadata"]["name"] = json!("My First Cluster");
    let stored = desk.create(&wanted, Sending::default()).await.unwrap();
    assert_eq!(json(&stored)["status"]["state"], "PENDING");
    let request = desk.last_request();
    assert_eq!(
        (request.method, &*request.path),
        (Method::POST, "/api/v1/clusters")
    );
    assert_eq!(request.content_type.as_deref(), Some("application/json"));
    assert!(desk.world.uid_of("My First Cluster").is_some());
}

#[tokio::test]
async fn a_create_that_is_only_tried_creates_nothing_and_never_says_force() {
    let desk = Desk::new();
    let mut wanted = definition(DEV);
    wanted["metadata"]["name"] = json!("Tried");
    let sending = Sending {
        dry_run: true,
        force: true,
    };
    desk.create(&wanted, sending).await.unwrap();
    assert_eq!(desk.last_request().query, "dryRun=true");
    assert_eq!(desk.world.uid_of("Tried"), None);
}

#[tokio::test]
async fn an_update_is_a_merge_patch_of_just_what_changes() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let patch = json!({"spec": {"metadataStore": {"backupRetention": 21}}});
    let stored = desk.update(&id, &patch, Sending::default()).await.unwrap();
    assert_eq!(json(&stored)["spec"]["metadataStore"]["backupRetention"], 21);
    let request = desk.last_request();
    assert_eq!(
        (request.method, request.path),
        (Method::PATCH, format!("/api/v1/clusters/{id}"))
    );
    assert_eq!(
        request.content_type.as_deref(),
        Some("application/merge-patch+json")
    );
    assert_eq!(serde_json::from_str::<Value>(&request.body).unwrap(), patch);
    assert_eq!(request.query, "");
}

#[tokio::test]
async fn an_update_that_is_only_tried_changes_nothing() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let patch = json!({"metadata": {"name": "renamed"}});
    let tried = desk.update(&id, &patch, DRY_RUN).await.unwrap();
    assert_eq!(json(&tried)["metadata"]["name"], "renamed");
    assert_eq!(desk.last_request().query, "dryRun=true");
    let now = json(&desk.client.cluster(&id).await.unwrap());
    assert_eq!(
        (&now["metadata"]["name"], &now["status"]["resourceVersion"]),
        (&json!("prod-analytics"), &json!(42))
    );
}

#[tokio::test]
async fn a_hard_update_needs_force_and_says_so() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let patch = json!({"spec": {"metadataStore": {"diskSize": 400}}});
    let refused = desk.update(&id, &patch, Sending::default()).await;
    let (_, fields) = invalid(refused.unwrap_err());
    assert!(
        fields.iter().any(|(_, code)| code == "HardUpdateRequired"),
        "{fields:?}"
    );
    desk.update(&id, &patch, FORCED).await.unwrap();
    assert_eq!(desk.last_request().query, "force=true");
}

#[tokio::test]
async fn both_flags_are_sent_if_both_are_meant() {
    let desk = Desk::new();
    let sending = Sending {
        dry_run: true,
        force: true,
    };
    let id = desk.id("prod-analytics");
    desk.overwrite(&id, &definition(PROD), sending).await.unwrap();
    assert_eq!(desk.last_request().query, "dryRun=true&force=true");
}

#[tokio::test]
async fn an_overwrite_puts_the_whole_definition() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let mut wanted = definition(PROD);
    wanted["metadata"]["name"] = json!("prod-analytics-2");
    let stored = desk.overwrite(&id, &wanted, Sending::default()).await.unwrap();
    assert_eq!(json(&stored)["metadata"]["name"], "prod-analytics-2");
    let request = desk.last_request();
    assert_eq!(
        (request.method, request.content_type.as_deref()),
        (Method::PUT, Some("application/json"))
    );
}

#[tokio::test]
async fn an_overwrite_without_an_access_mode_is_refused_before_it_is_sent() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    for mode in [None, Some(Value::Null)] {
        let mut wanted = definition(PROD);
        let pivot = wanted["spec"]["pivot"].as_object_mut().unwrap();
        match mode {
            None => drop(pivot.shift_remove("accessMode")),
            Some(mode) => drop(pivot.insert("accessMode".into(), mode)),
        }
        let refused = desk.overwrite(&id, &wanted, Sending::default()).await;
        let (_, fields) = invalid(refused.unwrap_err());
        assert_eq!(
            fields,
            [("spec.pivot.accessMode".to_owned(), "NullValue".to_owned())]
        );
    }
    assert_eq!(desk.recorder.count(), 0);
}

#[tokio::test]
async fn a_cluster_is_deleted_and_gone_in_the_end() {
    let desk = Desk::new();
    let id = desk.id("dev-sandbox");
    desk.client.delete_cluster(&id).await.unwrap();
    let request = desk.last_request();
    assert_eq!((request.method, &*request.body), (Method::DELETE, ""));
    desk.advance(3_600);
    let error = desk.client.cluster(&id).await.unwrap_err();
    assert_eq!(error.to_string(), format!("Cluster [{id}] was not found"));
}

#[tokio::test]
async fn an_earlier_version_is_read_without_any_parameter() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let patch = json!({"spec": {"metadataStore": {"backupRetention": 21}}});
    desk.update(&id, &patch, Sending::default()).await.unwrap();
    let before = json(&desk.client.cluster_at(&id, 42).await.unwrap());
    assert_eq!(before["spec"]["metadataStore"]["backupRetention"], 30);
    let request = desk.last_request();
    assert_eq!(
        (request.path, request.query),
        (format!("/api/v1/clusters/{id}/history/42"), String::new())
    );
}

#[tokio::test]
async fn a_server_is_replaced_by_a_new_one() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    desk.client
        .replace_server(&id, "i-0a7b3c000000e0002")
        .await
        .unwrap();
    let request = desk.last_request();
    assert_eq!(request.method, Method::DELETE);
    assert_eq!(
        request.path,
        format!("/api/v1/clusters/{id}/servers/i-0a7b3c000000e0002")
    );
    desk.advance(3_600);
    let now = json(&desk.client.cluster(&id).await.unwrap());
    let servers = now["status"]["servers"].as_array().unwrap();
    assert_eq!(servers.len(), 18);
    assert!(
        servers
            .iter()
            .all(|server| server["instanceId"] != "i-0a7b3c000000e0002")
    );
}
