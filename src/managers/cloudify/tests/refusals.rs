//! What errors become, and what they say (§1.6 to §1.8).

use super::*;
use crate::managers::cloudify::kinds::{SECRET_VALUES, SNAPSHOTS};
use crate::transport::SendOutcome;

/// What a change that was answered so means.
async fn refused(status: u16, content_type: &str, body: &str) -> ManagerError {
    let stub = Stub::default().with_type("POST /executions", status, content_type, body);
    let client = stub.client();
    let request = client.calls().start_execution(&serde_json::json!({}));
    client.send(request).await.unwrap_err()
}

async fn refused_with(status: u16, code: &str, message: &str) -> ManagerError {
    let body =
        serde_json::json!({"message": message, "error_code": code, "server_traceback": "Traceback: secret"});
    refused(status, "application/json", &body.to_string()).await
}

#[tokio::test]
async fn another_execution_is_a_conflict_that_says_what_to_do() {
    let error = refused_with(
        400,
        "existing_running_execution_error",
        "The following executions are currently running for this deployment: [1].",
    )
    .await;
    assert!(matches!(error, ManagerError::Conflict { .. }));
    assert!(
        error
            .to_string()
            .ends_with("wait until it has ended, or say force"),
        "{error}"
    );
    let system_wide = refused_with(
        400,
        "existing_running_execution_error",
        "You cannot start an execution if there is a running system-wide execution (id: 1)",
    )
    .await;
    assert!(
        system_wide.to_string().ends_with("wait until it has ended"),
        "{system_wide}"
    );
}

#[tokio::test]
async fn a_traceback_is_never_said() {
    for (status, code) in [
        (400, "bad_parameters_error"),
        (409, "conflict_error"),
        (500, "internal_server_error"),
    ] {
        let error = refused_with(status, code, "why").await;
        assert!(
            error.to_string().contains("why") && !error.to_string().contains("Traceback"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn maintenance_keeps_a_change_from_being_looked_at_and_is_a_refusal_of_a_read() {
    let words = "Your request was rejected since Cloudify manager is currently in maintenance mode";
    let error = refused_with(503, "maintenance_mode_active", words).await;
    assert!(error.to_string().contains("maintenance mode"));
    assert_eq!(error.outcome(), SendOutcome::Refused);
    let body = format!(r#"{{"message": "{words}", "error_code": "maintenance_mode_active"}}"#);
    let stub = Stub::default().with("GET /secrets", 503, &body);
    let error = stub::refused(&stub.manager(), SECRET_VALUES).await;
    assert!(
        matches!(error, ManagerError::Refused { status: 503, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_gateways_page_is_a_refusal_whose_outcome_nobody_knows() {
    let error = refused(
        502,
        "text/html",
        "<html><title>502 Bad Gateway</title><hr>nginx</html>",
    )
    .await;
    assert_eq!(
        error.to_string(),
        "the manager answered 502: 502 Bad Gateway nginx"
    );
    assert_eq!(error.outcome(), SendOutcome::Unknown);
}

#[tokio::test]
async fn a_page_in_place_of_an_answer_is_a_wrong_address_until_the_manager_answered() {
    let page = "<!doctype html><title>404 Not Found</title>";
    let stub = Stub::default()
        .with_type("GET /snapshots", 404, "text/html", page)
        .with("GET /secrets", 200, r#"{"items": []}"#);
    let manager = stub.manager();
    let error = stub::refused(&manager, SNAPSHOTS).await;
    assert!(
        matches!(
            error,
            ManagerError::PathNotConfirmed {
                setting: "base_path",
                ..
            }
        ),
        "{error:?}"
    );
    stub::rows(&manager, SECRET_VALUES).await;
    let error = stub::refused(&manager, SNAPSHOTS).await;
    assert_eq!(error.to_string(), "this version of the manager does not have it");
}

#[tokio::test]
async fn who_may_not_is_told_without_a_guess_and_a_wrong_tenant_by_its_setting() {
    let error = refused_with(
        401,
        "unauthorized_error",
        "User unauthorized: No authentication info provided",
    )
    .await;
    assert_eq!(
        error.to_string(),
        "the manager does not accept the credential (No authentication info provided)"
    );
    let error = refused_with(
        403,
        "forbidden_error",
        "Authorization failed: Tried to authenticate with invalid tenant name: nosuch",
    )
    .await;
    assert!(
        error.to_string().ends_with("check the setting `tenant`"),
        "{error}"
    );
    let error = refused_with(
        403,
        "forbidden_error",
        "User `v` is not permitted to perform the action x",
    )
    .await;
    assert!(matches!(error, ManagerError::Forbidden { .. }) && !error.to_string().contains("setting"));
}

#[tokio::test]
async fn what_is_so_already_changes_nothing() {
    let stub = Stub::default().with("POST /maintenance/activate", 304, "");
    let client = stub.client();
    let error = client
        .send(client.calls().set_maintenance(true))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "it is so already: nothing was changed");
    assert_eq!(error.outcome(), SendOutcome::Refused);
}

#[tokio::test]
async fn a_deletion_is_done_with_a_body_and_without_one() {
    for (status, body) in [(200, r#"{"id": "d"}"#), (204, "")] {
        let stub = Stub::default().with("DELETE /deployments/d", status, body);
        let client = stub.client();
        assert!(
            client
                .send(client.calls().delete_deployment("d", false))
                .await
                .is_ok()
        );
    }
}
