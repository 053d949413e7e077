//! What each shape of error becomes.

use super::*;
use crate::resource::kind::CLUSTERS;
use crate::transport::SendOutcome;

/// What a read ends in if this is the answer.
async fn read_error(status: u16, body: &str) -> ManagerError {
    let stub = Stub::default().with("GET /C", status, body);
    stub.client().cluster("C").await.unwrap_err()
}

/// What a change ends in if this is the answer.
async fn change_error(status: u16, body: &str) -> ManagerError {
    let stub = Stub::default().with("POST /extended/", status, body);
    let none = serde_json::json!({});
    stub.client().create(&none).await.unwrap_err()
}

fn fields(error: &ManagerError) -> Vec<(&str, &str, &str)> {
    match error {
        ManagerError::Invalid { fields, .. } => fields
            .iter()
            .map(|field| (field.target.as_str(), field.message.as_str(), field.code.as_str()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_refused_request_names_every_field_whatever_the_shape() {
    let size = "Unknown node size 't9.tiny' for AWS_VPC US_WEST_2";
    let error = change_error(400, sample!("error-400-validation-map")).await;
    assert_eq!(
        fields(&error),
        [
            ("nodeSize", size, "invalid"),
            (
                "rackAllocation.numberOfRacks",
                "Must be between 2 and 5",
                "invalid"
            )
        ]
    );
    let error = change_error(400, sample!("error-400-validation-list")).await;
    assert_eq!(fields(&error), [("nodeSize", size, "ValidationError")]);
    let error = change_error(400, r#"{"name": "nodeSize", "message": "no"}"#).await;
    assert_eq!(fields(&error), [("nodeSize", "no", "invalid")]);
    let error = change_error(400, r#"{"errors": ["no", {"name": "a", "message": "b"}]}"#).await;
    assert_eq!(
        fields(&error),
        [("request", "no", "invalid"), ("a", "b", "invalid")]
    );
}

#[tokio::test]
async fn other_refused_requests_are_told_in_the_managers_words() {
    for (body, words) in [
        (sample!("error-400-simple"), "Invalid poolMode"),
        (sample!("error-400-malformed-json"), "HTTP 400 Bad Request"),
        (
            sample!("encryption-key-in-use"),
            "Encryption key in use. Data centres using this key need to be deleted first",
        ),
        ("", "400 Bad Request"),
        ("<html><body><h1>Bad</h1> proxy</body></html>", "Bad proxy"),
    ] {
        let error = change_error(400, body).await;
        assert!(fields(&error).is_empty());
        assert_eq!(error.to_string(), words);
    }
}

#[tokio::test]
async fn each_status_says_what_can_be_done() {
    assert!(matches!(
        read_error(401, "").await,
        ManagerError::Unauthorized { .. }
    ));
    let forbidden = change_error(403, sample!("error-403-read-only-key")).await;
    assert!(matches!(&forbidden, ManagerError::Forbidden { message }
        if message.starts_with("HTTP 403 Forbidden") && message.contains("read-only")));
    let forbidden = read_error(403, sample!("error-403-read-only-key")).await;
    assert!(matches!(&forbidden, ManagerError::Forbidden { message } if message == "HTTP 403 Forbidden"));
    let unknown = read_error(404, sample!("error-404-unknown-cluster")).await;
    assert!(matches!(&unknown, ManagerError::NotFound { message } if message == "HTTP 404 Not Found"));
    for (body, words) in [
        (
            sample!("error-409-firewall-exists"),
            "Firewall rule already exists",
        ),
        (sample!("delete-conflict"), "Cluster has dependent clusters"),
    ] {
        let error = change_error(409, body).await;
        assert!(
            matches!(&error, ManagerError::Conflict { message } if message == words),
            "{error:?}"
        );
    }
    let limited = change_error(429, sample!("error-429-rate-limit")).await;
    assert!(matches!(limited, ManagerError::RateLimited { retry_after: None }));
    let limited = read_error(429, "<html>slow down</html>").await;
    assert!(matches!(limited, ManagerError::RateLimited { .. }));
    let media = change_error(415, sample!("error-415")).await;
    assert!(matches!(media, ManagerError::Refused { status: 415, .. }));
}

#[tokio::test]
async fn a_failed_precondition_shows_its_reason() {
    let error = change_error(412, sample!("resize-precondition-failed")).await;
    let ManagerError::Conflict { message } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(
        message,
        "Pre-condition failed: A resize operation is already in progress in this data centre"
    );
}

#[tokio::test]
async fn after_a_fault_of_the_manager_nobody_knows_what_became_of_a_change() {
    for (status, body) in [
        (500, sample!("error-500")),
        (502, "<html><title>Bad Gateway</title></html>"),
        (503, ""),
        (504, ""),
    ] {
        let error = change_error(status, body).await;
        assert!(matches!(error, ManagerError::Refused { status: s, .. } if s == status));
        assert_eq!(error.outcome(), SendOutcome::Unknown);
        assert!(!error.to_string().contains('<'), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_is_none_is_no_object() {
    for body in ["", "  ", "<html>", "[]", r#"{"id": "#] {
        let stub = Stub::default().cluster(CATALOGUE, body);
        let error = stub
            .manager()
            .read(CLUSTERS, &CATALOGUE.into())
            .await
            .unwrap_err();
        assert!(
            matches!(error, ManagerError::Unreadable { .. }),
            "{body:?}: {error:?}"
        );
    }
}
