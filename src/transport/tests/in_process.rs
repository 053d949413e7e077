//! The layers, against a router in this process.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Extension, Json};
use futures_util::future::BoxFuture;
use futures_util::stream;
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::endpoint::{Dropped, Timeouts};
use super::*;

/// A router that gives what `answer` says for the nth request (from 0), and a count of them.
fn answering<R: IntoResponse>(
    answer: impl Fn(usize) -> R + Clone + Send + Sync + 'static,
) -> (Router, Count) {
    let count = Count::default();
    let counted = count.clone();
    let handler = move || {
        let response = answer(counted.one_more()).into_response();
        async move { response }
    };
    (Router::new().fallback(any(handler)), count)
}

fn read() -> Call {
    Call::get("list clusters").path(["clusters"])
}

fn mutation() -> Call {
    Call::post("stop cluster").path(["clusters", "a", "stop"])
}

/// A body that breaks off after its first piece.
fn torn_body() -> Body {
    let pieces = [
        Ok(Bytes::from("{\"half\":")),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ];
    Body::from_stream(stream::iter(pieces))
}

#[tokio::test]
async fn json_goes_there_and_back() {
    let echo = |Path(id): Path<String>,
                Query(query): Query<Value>,
                headers: HeaderMap,
                Json(body): Json<Value>| async move {
        Json(json!({
            "id": id, "query": query, "body": body,
            "agent": headers["user-agent"].to_str().unwrap(), "accept": headers["accept"].to_str().unwrap(),
        }))
    };
    let door = door_to(Router::new().route("/api/clusters/{id}", any(echo)));
    let call = Call::put("write cluster")
        .path(["clusters", "a/b é"])
        .query("dry", true)
        .json(&json!({"n": 1}));

    let answer = door.send(call).await.unwrap();

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.content_type(), Some("application/json"));
    assert_eq!(
        serde_json::from_slice::<Value>(&answer.body).unwrap(),
        json!({
            "id": "a/b é", "query": {"dry": "true"}, "body": {"n": 1},
            "agent": super::super::request::AGENT, "accept": "application/json",
        })
    );
}

#[tokio::test]
async fn a_merge_patch_has_exactly_one_content_type_and_its_bytes_as_they_were() {
    let show = |headers: HeaderMap, body: String| async move {
        let types: Vec<_> = headers
            .get_all(CONTENT_TYPE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        format!("{types:?} {body}")
    };
    let door = door_to(Router::new().fallback(any(show)));
    let answer = door
        .send(Call::patch("edit").path(["x"]).merge_patch("{ \"n\": 1.10 }"))
        .await
        .unwrap();
    assert_eq!(answer.body, "[\"application/merge-patch+json\"] { \"n\": 1.10 }");
}

#[tokio::test(start_paused = true)]
async fn a_read_comes_back_when_the_manager_said() {
    let (router, count) = answering(|nth| match nth {
        0 | 1 => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "7")], "").into_response(),
        _ => "fine".into_response(),
    });
    let start = Instant::now();
    let answer = door_to(router).send(read()).await.unwrap();
    assert_eq!(answer.body, "fine");
    assert_eq!(count.get(), 3);
    assert!(start.elapsed() >= Duration::from_secs(14) && start.elapsed() < Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn a_read_gives_up_after_its_tries_or_when_told_to_wait_too_long() {
    let (router, count) = answering(|_| StatusCode::SERVICE_UNAVAILABLE);
    let error = door_to(router).send(read()).await.unwrap_err();
    assert_eq!(
        (error.status(), count.get()),
        (Some(StatusCode::SERVICE_UNAVAILABLE), 3)
    );

    let (router, count) = answering(|_| (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "3600")]));
    let error = door_to(router).send(read()).await.unwrap_err();
    assert_eq!(
        (error.retry_after(), count.get()),
        (Some(Duration::from_secs(3600)), 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_mutation_is_never_repeated() {
    for status in [429, 500, 502, 503, 504] {
        let (router, count) = answering(move |_| StatusCode::from_u16(status).unwrap());
        let error = door_to(router).send(mutation()).await.unwrap_err();
        assert_eq!(count.get(), 1, "{status}");
        assert_eq!(error.outcome_unknown(), status != 429, "{status}");
    }
    let (router, count) = answering(|_| Extension(Dropped::Cut));
    let error = door_to(router).send(mutation()).await.unwrap_err();
    assert_eq!((count.get(), error.outcome()), (1, SendOutcome::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_was_not_sent_and_a_cut_one_may_have_been() {
    let (router, count) = answering(|_| Extension(Dropped::Refused));
    let error = door_to(router).send(read()).await.unwrap_err();
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
    assert_eq!(error.to_string(), "connection refused by simulated.invalid");
    assert_eq!((error.outcome(), count.get()), (SendOutcome::NotSent, 3));

    let (router, _) = answering(|nth| {
        if nth == 0 {
            Extension(Dropped::Cut).into_response()
        } else {
            "fine".into_response()
        }
    });
    assert_eq!(door_to(router).send(read()).await.unwrap().body, "fine");
}

#[tokio::test(start_paused = true)]
async fn a_torn_body_is_a_cut_connection_and_is_read_again() {
    let (router, count) = answering(|nth| {
        if nth == 0 {
            torn_body().into_response()
        } else {
            "whole".into_response()
        }
    });
    assert_eq!(door_to(router).send(read()).await.unwrap().body, "whole");
    assert_eq!(count.get(), 2);

    let (router, count) = answering(|_| torn_body());
    let error = door_to(router).send(mutation()).await.unwrap_err();
    assert!(matches!(error, TransportError::Cut { .. }), "{error:?}");
    assert_eq!((error.outcome(), count.get()), (SendOutcome::Unknown, 1));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_times_out_and_is_not_awaited_again() {
    let count = Count::default();
    let counted = count.clone();
    let hang = move || {
        counted.one_more();
        std::future::pending::<()>()
    };
    let door = door_to(Router::new().fallback(any(hang)));
    let start = Instant::now();

    let error = door
        .send(read().timeout(Duration::from_secs(2)))
        .await
        .unwrap_err();

    let TransportError::TimedOut {
        phase: Phase::Answer,
        after,
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!((after, count.get()), (Duration::from_secs(2), 1));
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(door.send(mutation()).await.unwrap_err().outcome_unknown());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_coming_times_out_too() {
    let half = || async {
        Body::from_stream(stream::once(async { Ok::<_, std::io::Error>("half") }).chain(stream::pending()))
    };
    use futures_util::StreamExt;
    let door = door_to(Router::new().fallback(any(half)));
    let error = door
        .send(mutation().timeout(Duration::from_secs(2)))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            TransportError::TimedOut {
                phase: Phase::Answer,
                ..
            }
        ),
        "{error:?}"
    );

    let mut streaming = door.stream(read()).await.unwrap();
    assert_eq!(streaming.next_chunk().await.unwrap().unwrap(), "half");
    let error = streaming.next_chunk().await.unwrap_err();
    assert!(
        matches!(
            error,
            TransportError::TimedOut {
                phase: Phase::Body,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_streaming_answer_comes_in_pieces_and_ends() {
    let (router, _) =
        answering(|_| Body::from_stream(stream::iter(["a", "b", "c"].map(Ok::<_, std::io::Error>))));
    let mut streaming = door_to(router).stream(read()).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = streaming.next_chunk().await.unwrap() {
        pieces.push(piece);
    }
    assert_eq!(pieces, ["a", "b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn a_streaming_answer_keeps_its_place_until_it_is_dropped() {
    let (router, count) = answering(|_| "x");
    let turns = Turns::new(Pace {
        spacing: None,
        concurrent: 1,
    });
    let door = door_to(router).with_turns(turns.clone());
    let streaming = door.stream(read()).await.unwrap();
    let other = tokio::spawn({
        let door = door.clone();
        async move { door.send(read()).await }
    });
    tokio::task::yield_now().await;
    assert_eq!((count.get(), turns.outlook().borrow().waiting), (1, 1));
    drop(streaming);
    other.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_its_target_is_named() {
    let (router, count) = answering(|_| {
        (
            StatusCode::FOUND,
            [(LOCATION, "https://bob:pearl@sso.example/login?token=pearl")],
        )
    });
    let error = door_to(router).send(read()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "redirected (302 Found) to https://sso.example/login"
    );
    assert_eq!(count.get(), 1);

    let (router, _) = answering(|_| (StatusCode::PERMANENT_REDIRECT, [(LOCATION, "/v2/")]));
    let error = door_to(router).send(mutation()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "redirected (308 Permanent Redirect) to http://simulated.invalid/v2/"
    );
    assert_eq!(error.outcome(), SendOutcome::Refused);
}

#[tokio::test(start_paused = true)]
async fn a_gateways_page_keeps_its_words() {
    let (router, _) = answering(|_| {
        (
            StatusCode::BAD_GATEWAY,
            Html("<html><h1>502 Bad Gateway</h1>nginx</html>"),
        )
    });
    let error = door_to(router).send(read()).await.unwrap_err();
    assert_eq!(error.to_string(), "answered 502 Bad Gateway");
    assert_eq!(error.words().as_deref(), Some("502 Bad Gateway nginx"));
    assert!(error.is_transient() && error.hint().is_some());
}

#[tokio::test]
async fn a_refusals_body_is_capped_and_survives_being_torn() {
    let (router, _) = answering(|_| (StatusCode::BAD_REQUEST, "x".repeat(1_000_000)));
    let TransportError::Status { body, .. } = door_to(router).send(mutation()).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(body.len(), super::super::error::EXCERPT_BYTES);

    let (router, _) = answering(|_| (StatusCode::BAD_REQUEST, torn_body()));
    let TransportError::Status { status, body, .. } = door_to(router).send(mutation()).await.unwrap_err()
    else {
        panic!()
    };
    assert_eq!((status, &body[..]), (StatusCode::BAD_REQUEST, &b"{\"half\":"[..]));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_says_429_gets_quiet_from_every_door() {
    let (router, _) = answering(|nth| match nth {
        0 => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "5")]).into_response(),
        _ => "fine".into_response(),
    });
    let turns = Turns::default();
    let door = door_to(router).with_turns(turns.clone());
    door.send(mutation()).await.unwrap_err();
    assert!(turns.outlook().borrow().is_limited);
    let start = Instant::now();
    door.clone().send(mutation()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(4));
}

fn spaced() -> Turns {
    Turns::new(Pace {
        spacing: Some(Duration::from_secs(2)),
        concurrent: 1,
    })
}

#[tokio::test(start_paused = true)]
async fn what_a_spaced_host_did_not_take_is_sent_again_in_its_turn_a_change_as_well() {
    let (router, count) = answering(|nth| match nth {
        0 | 1 => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::ACCEPTED,
    });
    let start = Instant::now();
    let door = door_to(router).with_turns(spaced());
    door.send(mutation()).await.unwrap();
    assert_eq!(count.get(), 3);
    // One spacing, then twice as long.
    assert!(start.elapsed() >= Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_never_takes_it_is_asked_six_times() {
    for call in [read(), mutation()] {
        let (router, count) = answering(|_| StatusCode::TOO_MANY_REQUESTS);
        let error = door_to(router).with_turns(spaced()).send(call).await.unwrap_err();
        assert_eq!(
            (error.status(), count.get()),
            (Some(StatusCode::TOO_MANY_REQUESTS), 6)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_user_may_not_want_any_more_is_not_sent_again() {
    let (router, count) = answering(|_| (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "30")]));
    let turns = spaced();
    let door = door_to(router).with_turns(turns.clone());
    let urgency = Urgency::from(Priority::Mutation);
    let permit = turns.wait(&urgency).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let sent = turns.run(permit, &urgency, Some(deadline), door.send(mutation()));
    sent.await.unwrap_err();
    assert_eq!(count.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn any_other_failure_of_a_change_is_not_sent_again_by_a_spaced_host_either() {
    let (router, count) = answering(|_| StatusCode::SERVICE_UNAVAILABLE);
    let door = door_to(router).with_turns(spaced());
    door.send(mutation()).await.unwrap_err();
    assert_eq!(count.get(), 1);
}

/// A source whose first token is stale.
#[derive(Debug, Default)]
struct Renewing {
    renewals: std::sync::atomic::AtomicUsize,
    is_exhausted: bool,
}

impl CredentialSource for Renewing {
    fn current(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        let token = format!("token-{}", self.renewals.load(Ordering::SeqCst));
        Box::pin(async { Ok(Credential::Bearer(token.into())) })
    }

    fn renew<'a>(&'a self, _: &'a Credential) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        Box::pin(async {
            if self.is_exhausted {
                return Err(CredentialError::new("the token service did not answer"));
            }
            self.renewals.fetch_add(1, Ordering::SeqCst);
            self.current().await.map(Some)
        })
    }
}

fn letting_in(token: &'static str) -> (Router, Count) {
    let count = Count::default();
    let counted = count.clone();
    let handler = move |headers: HeaderMap| {
        counted.one_more();
        let is_let_in = headers.get(AUTHORIZATION).is_some_and(|shown| shown == token);
        async move {
            if is_let_in {
                StatusCode::OK
            } else {
                StatusCode::UNAUTHORIZED
            }
        }
    };
    (Router::new().fallback(any(handler)), count)
}

#[tokio::test]
async fn a_refused_credential_is_renewed_once_also_for_a_mutation() {
    let (router, count) = letting_in("Bearer token-1");
    door_to(router)
        .with_credentials(Renewing::default())
        .send(mutation())
        .await
        .unwrap();
    assert_eq!(count.get(), 2);

    let (router, count) = letting_in("Bearer another");
    let error = door_to(router)
        .with_credentials(Renewing::default())
        .send(read())
        .await
        .unwrap_err();
    assert_eq!((error.status(), count.get()), (Some(StatusCode::UNAUTHORIZED), 2));
}

#[tokio::test]
async fn a_credential_that_cannot_be_renewed_is_reported_as_the_manager_did() {
    let fixed = Fixed(Credential::Bearer("old".to_owned().into()));
    let exhausted = Renewing {
        is_exhausted: true,
        ..Renewing::default()
    };
    for door in [
        door_to(letting_in("Bearer new").0).with_credentials(fixed),
        door_to(letting_in("Bearer new").0).with_credentials(exhausted),
    ] {
        assert_eq!(
            door.send(read()).await.unwrap_err().status(),
            Some(StatusCode::UNAUTHORIZED)
        );
    }
}

#[tokio::test]
async fn a_call_that_cannot_be_written_down_reaches_nobody() {
    let (router, count) = answering(|_| "x");
    let error = door_to(router)
        .send(Call::delete("delete cluster").path(["clusters", ""]))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot delete cluster: \"\" cannot stand in an address"
    );
    assert_eq!((error.outcome(), count.get()), (SendOutcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn a_search_by_post_is_read_again_if_declared_a_read() {
    let (router, count) = answering(|nth| {
        if nth == 0 {
            StatusCode::BAD_GATEWAY
        } else {
            StatusCode::OK
        }
    });
    door_to(router).send(mutation().as_read()).await.unwrap();
    assert_eq!(count.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_endpoints_own_timeouts_are_kept() {
    let endpoint = Endpoint::in_process(
        base_url("http://simulated.invalid/").unwrap(),
        Router::new().route("/slow", get(std::future::pending::<Response>)),
    )
    .with_timeouts(Timeouts {
        answer: Duration::from_millis(50),
        ..Timeouts::default()
    });
    let error = Door::new(endpoint)
        .send(Call::get("wait").path(["slow"]))
        .await
        .unwrap_err();
    assert!(matches!(error, TransportError::TimedOut { after, .. } if after == Duration::from_millis(50)));
}
