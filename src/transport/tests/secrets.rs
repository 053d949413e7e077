//! Secrets reach the manager and nothing else.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::any;
use http::StatusCode;
use tracing_subscriber::fmt::MakeWriter;

use super::*;

/// Keeps what a subscriber writes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

const SECRET_ANSWER: &str =
    r#"{"name":"a","ssh_priv_key":"pearl","spec":{"pivot":{"options":"bind: pearl"}},"value":"pearl"}"#;

fn door(status: StatusCode) -> Door {
    door_to(Router::new().fallback(any(move || async move { (status, SECRET_ANSWER) })))
        .with_credentials(Fixed(Credential::Basic {
            user: "bob".to_owned(),
            password: "pearl".to_owned().into(),
        }))
        .with_redactor(Redactor::new(["pivot.options"]))
}

fn call() -> Call {
    Call::post("create credential")
        .path(["credentials"])
        .query("token", "pearl")
        .query("tenant", "north")
        .json_text(r#"{"password":"pearl","value":"pearl","n":1}"#)
        .secret_fields(&["value"])
}

#[tokio::test]
async fn traces_tell_what_happened_but_no_secret() {
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(written.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let answer = door(StatusCode::OK).send(call()).await.unwrap();
    door(StatusCode::CONFLICT).send(call()).await.unwrap_err();
    drop(guard);

    assert_eq!(answer.body, SECRET_ANSWER, "the caller gets what was sent");
    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(!log.contains("pearl"), "{log}");
    for told in [
        "create credential",
        "/credentials?token=[redacted]&tenant=north",
        "status=200",
        "status=409",
    ] {
        assert!(log.contains(told), "{told} in {log}");
    }
}

#[tokio::test]
async fn an_error_keeps_the_managers_words_but_no_secret() {
    let error = door(StatusCode::CONFLICT).send(call()).await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("pearl"), "{error:?}");
    let TransportError::Status { body, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        body,
        r#"{"name":"a","ssh_priv_key":"[redacted]","spec":{"pivot":{"options":"[redacted]"}},"value":"[redacted]"}"#
    );
}
