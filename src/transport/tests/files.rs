//! Files that are sent, in process and over a socket.

use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::IntoResponse;
use axum::routing::any;
use futures_util::StreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use tempfile::TempDir;

use super::network::door_over_loopback;
use super::*;
use crate::resource::Transfer;

const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// More than one piece.
const LENGTH: usize = 3 * 1024 * 1024 + 17;

fn file_of(bytes: &[u8]) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("web.tar.gz");
    std::fs::write(&path, bytes).unwrap();
    (directory, path)
}

fn upload(path: &std::path::Path, transfer: &Transfer) -> Call {
    let call = Call::put("upload web").path(["prints", "web"]);
    call.file(OCTETS, path, transfer)
}

/// Says what came, in words.
async fn told(headers: HeaderMap, body: Body) -> String {
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
    let header = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.to_str().unwrap())
    };
    format!(
        "{} {:?} {:?} {sum}",
        bytes.len(),
        header(CONTENT_TYPE),
        header(CONTENT_LENGTH)
    )
}

#[tokio::test]
async fn a_file_arrives_whole_with_its_length_and_its_progress_is_told() {
    let bytes: Vec<u8> = (0..LENGTH).map(|at| (at % 251) as u8).collect();
    let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
    let (_directory, path) = file_of(&bytes);
    let router = || Router::new().fallback(any(told));
    for door in [door_to(router()), door_over_loopback(router()).await] {
        let transfer = Transfer::default();
        let answer = door.send(upload(&path, &transfer)).await.unwrap();
        let expected = format!(r#"{LENGTH} Some("application/octet-stream") Some("{LENGTH}") {sum}"#);
        assert_eq!(answer.body, expected);
        assert_eq!(transfer.progress().words(), "all 3 MiB");
    }
}

#[tokio::test]
async fn a_form_holds_its_fields_and_the_file_and_says_how_long_it_is() {
    let (_directory, path) = file_of(b"octets");
    let show = |headers: HeaderMap, body: String| async move {
        let kind = headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        let boundary = kind.split_once("boundary=").unwrap().1.to_owned();
        assert_eq!(headers[CONTENT_LENGTH].to_str().unwrap(), body.len().to_string());
        body.replace(&boundary, "B")
    };
    let door = door_over_loopback(Router::new().fallback(any(show))).await;
    let transfer = Transfer::default();
    let call = Call::put("upload").path(["prints"]);
    let call = call.form_with_file(&[("params", r#"{"a":1}"#)], "print", &path, &transfer);
    let answer = door.send(call).await.unwrap();
    assert_eq!(
        answer.body,
        "--B\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n{\"a\":1}\r\n--B\r\n\
         Content-Disposition: form-data; name=\"print\"; filename=\"web.tar.gz\"\r\n\
         Content-Type: application/octet-stream\r\n\r\noctets\r\n--B--\r\n"
    );
}

#[tokio::test]
async fn an_upload_that_is_cancelled_midway_ends_and_may_have_had_an_effect() {
    let (_directory, path) = file_of(&vec![7; 32 * LENGTH]);
    // Takes the first piece, says so, and then nothing more.
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let begun = Arc::new(std::sync::Mutex::new(Some(begun)));
    let stuck = move |body: Body| {
        let begun = begun.lock().unwrap().take();
        async move {
            let mut pieces = body.into_data_stream();
            pieces.next().await.unwrap().unwrap();
            begun.unwrap().send(()).unwrap();
            std::future::pending::<()>().await;
        }
    };
    let door = door_over_loopback(Router::new().fallback(any(stuck))).await;
    let transfer = Transfer::default();
    let (sent, ()) = tokio::join!(door.send(upload(&path, &transfer)), async {
        has_begun.await.unwrap();
        // Let pieces go into the socket until it is full.
        while transfer.progress().done == 0 {
            tokio::task::yield_now().await;
        }
        transfer.cancel();
    });
    let error = sent.unwrap_err();
    assert_eq!(error.outcome(), SendOutcome::Unknown);
    assert_eq!(error.to_string(), "cancelled: the manager may have taken a part");
    let progress = transfer.progress();
    assert!(progress.done < progress.total.unwrap());
}

#[tokio::test]
async fn an_upload_that_was_cancelled_before_it_began_sends_nothing() {
    let count = Count::default();
    let counted = count.clone();
    let router = Router::new().fallback(any(move || {
        counted.one_more();
        async {}
    }));
    let (_directory, path) = file_of(b"octets");
    let transfer = Transfer::default();
    transfer.cancel();
    let error = door_to(router).send(upload(&path, &transfer)).await.unwrap_err();
    assert_eq!((error.outcome(), count.get()), (SendOutcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn a_slow_upload_has_time_for_each_piece_and_a_stuck_one_is_given_up() {
    let (_directory, path) = file_of(&vec![7; LENGTH]);
    // In all longer than any one answer may take.
    let slow = |body: Body| async move {
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            piece.unwrap();
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
        "taken"
    };
    let transfer = Transfer::default();
    let door = door_to(Router::new().fallback(any(slow)));
    let answer = door.send(upload(&path, &transfer)).await.unwrap();
    assert_eq!(answer.body, "taken");

    let stuck = |body: Body| async move {
        let mut pieces = body.into_data_stream();
        pieces.next().await.unwrap().unwrap();
        std::future::pending::<()>().await;
    };
    let door = door_to(Router::new().fallback(any(stuck)));
    let error = door.send(upload(&path, &transfer)).await.unwrap_err();
    assert!(
        matches!(
            error,
            TransportError::TimedOut {
                phase: Phase::Upload,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(error.outcome(), SendOutcome::Unknown);
}

#[tokio::test]
async fn a_file_is_never_sent_twice_by_itself_and_one_that_is_not_there_not_at_all() {
    let count = Count::default();
    let counted = count.clone();
    let busy = move |body: Body| {
        counted.one_more();
        async move {
            to_bytes(body, usize::MAX).await.unwrap();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    };
    let door = door_to(Router::new().fallback(any(busy)));
    let (_directory, path) = file_of(b"octets");
    let transfer = Transfer::default();
    let error = door.send(upload(&path, &transfer).as_read()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(count.get(), 1);

    let error = door
        .send(upload(&path.with_extension("gone"), &transfer))
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), count.get()), (SendOutcome::NotSent, 1));
    assert!(error.to_string().contains("cannot be read"), "{error}");
}
