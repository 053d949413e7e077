//! The network far end, against a server on loopback.

use std::time::Duration;

use axum::Router;
use axum::routing::{any, get, post};
use http::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::super::endpoint::NetworkSettings;
use super::*;

/// A door to a router served on a free loopback port.
pub(super) async fn door_over_loopback(router: Router) -> Door {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    door_on(&base)
}

/// A door to a server that reads one request and then writes these bytes and hangs up, each time.
async fn door_to_raw(answer: &'static [u8]) -> (Door, Count) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let count = Count::default();
    let counted = count.clone();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            counted.one_more();
            let mut request = [0; 4096];
            let _ = connection.read(&mut request).await;
            let _ = connection.write_all(answer).await;
        }
    });
    (door_on(&base), count)
}

fn door_on(base: &str) -> Door {
    let once_more_at_once = RetryPolicy {
        first_pause: Duration::from_millis(1),
        ..RetryPolicy::default()
    };
    Door::new(Endpoint::network(base_url(base).unwrap(), &NetworkSettings::default()).unwrap())
        .with_retry(once_more_at_once)
}

#[tokio::test]
async fn the_same_calls_work_over_a_socket() {
    let show = |headers: HeaderMap, body: String| async move {
        let types: Vec<_> = headers.get_all("content-type").iter().collect();
        let encodings = headers.get("accept-encoding");
        format!(
            "{types:?} {encodings:?} {:?} {:?} {body}",
            headers["user-agent"], headers["authorization"]
        )
    };
    let door = door_over_loopback(Router::new().route("/api/x%2Fy", any(show)))
        .await
        .with_credentials(Fixed(Credential::Bearer("t".to_owned().into())));
    let answer = door
        .send(Call::patch("edit").path(["x/y"]).merge_patch("{}"))
        .await
        .unwrap();
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    let agent = super::super::request::AGENT;
    assert_eq!(
        text,
        format!("[\"application/merge-patch+json\"] None {agent:?} \"Bearer t\" {{}}")
    );
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_a_refused_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = door_on(&format!("http://{address}/"))
        .send(Call::post("stop").path(["x"]))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            TransportError::NotSent {
                reason: NotSentReason::Refused,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(error.to_string(), format!("connection refused by {address}"));
    assert_eq!(error.outcome(), SendOutcome::NotSent);
}

#[tokio::test]
async fn a_server_that_hangs_up_without_a_word_leaves_a_mutations_outcome_unknown() {
    let (door, count) = door_to_raw(b"").await;
    let error = door
        .send(Call::post("stop").path(["x"]).json_text("{}"))
        .await
        .unwrap_err();
    assert!(matches!(error, TransportError::Cut { .. }), "{error:?}");
    assert_eq!((error.outcome(), count.get()), (SendOutcome::Unknown, 1));

    door.send(Call::get("list").path(["x"])).await.unwrap_err();
    assert_eq!(count.get(), 4);
}

#[tokio::test]
async fn a_body_shorter_than_announced_is_a_cut_connection() {
    let (door, count) = door_to_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":").await;
    let error = door.send(Call::put("write").path(["x"])).await.unwrap_err();
    assert!(matches!(error, TransportError::Cut { .. }), "{error:?}");
    assert_eq!((error.outcome(), count.get()), (SendOutcome::Unknown, 1));

    let mut streaming = door.stream(Call::get("list").path(["x"])).await.unwrap();
    assert_eq!(streaming.next_chunk().await.unwrap().unwrap(), "{\"half\":");
    assert!(matches!(
        streaming.next_chunk().await,
        Err(TransportError::Cut { .. })
    ));
}

#[tokio::test]
async fn a_credential_never_goes_over_plain_http_to_another_machine() {
    // Nothing is sent, so the address (TEST-NET-1, RFC 5737) is never tried.
    let door = door_on("http://192.0.2.1:8000/")
        .with_credentials(Fixed(Credential::Bearer("pearl".to_owned().into())));
    let error = door.send(Call::get("list").path(["x"])).await.unwrap_err();
    assert!(
        matches!(error, TransportError::PlainHttpRefused { .. }),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "a credential is not sent to 192.0.2.1:8000 over plain HTTP"
    );
    assert_eq!(error.outcome(), SendOutcome::NotSent);
}

#[tokio::test]
async fn https_to_a_plain_port_is_a_tls_error_and_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(|| async {}))).await });
    let error = door_on(&base)
        .send(Call::post("stop").path(["x"]))
        .await
        .unwrap_err();
    match &error {
        TransportError::NotSent {
            reason: NotSentReason::Tls,
            detail,
            ..
        } => assert!(!detail.is_empty()),
        // A machine without any certificate store.
        TransportError::BadTls { detail, .. } => assert!(detail.contains("certificates"), "{detail}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(error.outcome(), SendOutcome::NotSent);
}

#[tokio::test]
async fn a_large_answer_streams_whole() {
    let body = "0123456789".repeat(100_000);
    let sent = body.clone();
    let door = door_over_loopback(Router::new().route("/api/list", post(|| async { sent }))).await;
    let mut streaming = door
        .stream(Call::post("search").path(["list"]).as_read())
        .await
        .unwrap();
    let mut got = Vec::new();
    while let Some(chunk) = streaming.next_chunk().await.unwrap() {
        got.extend_from_slice(&chunk);
    }
    assert!(got == body.as_bytes());
}
