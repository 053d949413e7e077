//! What never shows: the values of secrets and tokens, unless they are revealed.

use super::stub::{read, rows};
use super::*;
use crate::managers::cloudify::kinds::{SECRET_VALUES, TOKENS};

const SECRET: &str = r#"{"key": "db", "value": "pearl", "created_at": "2026-11-20T19:58:18.021Z"}"#;

#[tokio::test]
async fn a_secrets_value_is_in_its_document_alone_and_masked_there() {
    let stub = Stub::of_version("4.2.0")
        .with("GET /secrets/db", 200, SECRET)
        .with("GET /tokens", 200, r#"{"role": "sys_admin", "value": "pearl"}"#);
    let manager = stub.manager();
    let redactor = manager.about().redactor();
    for (kind, id) in [(SECRET_VALUES, "db"), (TOKENS, "own")] {
        let detail = read(&manager, kind, id).await;
        assert!(detail.document.contains("pearl"), "it can be revealed");
        assert!(!redactor.redact_json(&detail.document).contains("pearl"));
        assert!(!format!("{:?} {:?}", detail.row, detail.fields).contains("pearl"));
    }
}

#[tokio::test]
async fn a_list_asks_for_no_value_and_shows_none() {
    let stub = Stub::of_version("4.2.0")
        .with("GET /secrets", 200, &format!(r#"{{"items": [{SECRET}]}}"#))
        .with("GET /tokens", 200, r#"{"role": "sys_admin", "value": "pearl"}"#);
    let manager = stub.manager();
    for kind in [SECRET_VALUES, TOKENS] {
        assert!(!format!("{:?}", rows(&manager, kind).await).contains("pearl"));
    }
}

#[tokio::test]
async fn an_output_called_value_is_no_secret() {
    let manager = Stub::default().manager();
    let redactor = manager.about().redactor();
    let outputs = r#"{"outputs": {"endpoint": {"value": 8080, "description": "where"}}}"#;
    assert_eq!(redactor.redact_json(outputs), outputs);
    assert_eq!(redactor.redact_text("value: 5"), "value: 5");
    assert!(!redactor.redact_json(r#"{"value": "pearl"}"#).contains("pearl"));
}
