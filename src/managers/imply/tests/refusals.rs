//! What the manager's refusals become.

use serde_json::json;

use super::*;
use crate::sandbox::Faults;
use crate::transport::SendOutcome;

#[tokio::test]
async fn a_bad_request_names_every_field_in_the_managers_words() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let patch = json!({"metadata": {"name": ""}, "spec": {"deepStorage": {"path": "hdfs://x"}}});
    let error = desk.update(&id, &patch, Sending::default()).await.unwrap_err();
    let words = error.to_string();
    let (message, fields) = invalid(error);
    assert_eq!(message, "Request contains invalid arguments");
    let fields: Vec<_> = fields
        .iter()
        .map(|(at, code)| (at.as_str(), code.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("metadata.name", "NullValue"),
            ("spec.deepStorage.path", "MalformedValue")
        ]
    );
    assert!(
        words.contains("; metadata.name: ") && words.contains("; spec.deepStorage.path: "),
        "{words}"
    );
}

#[tokio::test]
async fn a_change_during_an_update_is_a_conflict_in_the_managers_words() {
    let desk = Desk::new();
    let id = desk.id("events-eu");
    let stop = json!({"spec": {"desiredState": "STOPPED"}});
    let error = desk.update(&id, &stop, Sending::default()).await.unwrap_err();
    assert!(matches!(error, ManagerError::Conflict { .. }));
    assert_eq!(
        error.to_string(),
        format!("Cluster [{id}] cannot transition from [UPDATING] to [STOPPED]")
    );
    assert_eq!(error.outcome(), SendOutcome::Refused);
}

#[tokio::test]
async fn a_version_that_is_not_kept_is_not_found_by_cluster_and_number() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let error = desk.client.cluster_at(&id, 2_000).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("Cluster [{id}] resource version [2000] was not found")
    );
    let error = desk.client.cluster_at(NOBODY, 2).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotFound { .. }), "{error:?}");
}

#[tokio::test]
async fn a_credential_and_a_right_are_told_apart_though_the_words_are_the_same() {
    let desk = Desk::new();
    desk.world
        .configure(|settings| settings.access.required_token = Some("another".into()));
    let error = desk.client.cluster(NOBODY).await.unwrap_err();
    assert!(matches!(error, ManagerError::Unauthorized { .. }), "{error:?}");
    desk.world
        .configure(|settings| settings.access.token_without_role = Some("token".into()));
    let error = desk.client.cluster(NOBODY).await.unwrap_err();
    assert!(matches!(error, ManagerError::Forbidden { .. }), "{error:?}");
    assert!(error.to_string().contains("does not have permissions"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_answers_for_the_manager_is_quoted_without_its_markup() {
    let desk = Desk::new();
    desk.world.faults().set("not-json".parse::<Faults>().unwrap());
    let error = desk.client.cluster(NOBODY).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the manager answered 502: 502 Bad Gateway 502 Bad Gateway"
    );
}

#[tokio::test]
async fn too_many_requests_say_when_the_next_is_allowed() {
    let desk = Desk::new();
    desk.world.faults().set("status=429".parse::<Faults>().unwrap());
    let error = desk.client.cluster(NOBODY).await.unwrap_err();
    assert_eq!(error.to_string(), "too many requests; the next is allowed in 1 s");
}

#[tokio::test]
async fn the_servers_fault_on_overwrite_leaves_the_outcome_unknown() {
    let desk = Desk::new();
    desk.world
        .faults()
        .set("status=500@PUT".parse::<Faults>().unwrap());
    let definition = json!({"metadata": {"name": "x"}, "spec": {"pivot": {"accessMode": "PROXIED"}}});
    let id = desk.id("prod-analytics");
    let error = desk
        .overwrite(&id, &definition, Sending::default())
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), SendOutcome::Unknown);
    assert!(error.hint().unwrap().contains("manager's side"));
}
