//! What an answer without a word of detail becomes.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;

use super::*;
use crate::managers::commissaire::errors::{self, Asked, Object, Verb};
use crate::managers::commissaire::sandbox::settings::{Access, Basic, Service};
use crate::transport::{SendOutcome, TransportError};

fn explained(status: u16, verb: Verb, object: Object) -> ManagerError {
    let status = StatusCode::from_u16(status).unwrap();
    let body = status.canonical_reason().unwrap_or_default();
    answered(status, body, Asked::new(verb, object), Duration::ZERO)
}

fn answered(status: StatusCode, body: &'static str, asked: Asked, took: Duration) -> ManagerError {
    let error = TransportError::Status {
        status,
        retry_after: None,
        content_type: Some("text/html".into()),
        body: Bytes::from_static(body.as_bytes()),
    };
    errors::read(error, &asked, took)
}

fn member() -> Object {
    Object::Member {
        cluster: "prod".into(),
        host: "10.0.0.1".into(),
    }
}

fn host(cluster: Option<&str>) -> Object {
    Object::Host {
        address: "10.0.0.1".into(),
        cluster: cluster.map(str::to_owned),
    }
}

#[test]
fn each_status_is_explained_by_what_was_asked() {
    let deploy = || Object::Operation {
        kind: OperationKind::Deploy,
        cluster: "prod".into(),
    };
    for (status, verb, object, words) in [
        (400, Verb::Put, deploy(), "a deploy needs a version"),
        (
            400,
            Verb::Put,
            Object::Network("net".into()),
            "flannel_etcd or flannel_server",
        ),
        (
            400,
            Verb::Put,
            Object::ContainerManager("ocp".into()),
            "openshift or trivial",
        ),
        (404, Verb::Get, member(), "10.0.0.1 is not in cluster prod"),
        (404, Verb::Put, member(), "no host 10.0.0.1, or no cluster prod"),
        (
            404,
            Verb::Get,
            deploy(),
            "no deploy of cluster prod was ever started",
        ),
        (404, Verb::Get, host(None), "there is no host 10.0.0.1"),
        (404, Verb::Get, Object::Clusters, "is the base path right?"),
        (405, Verb::Put, member(), "only active or disassociated hosts"),
        (
            409,
            Verb::Put,
            Object::Members("prod".into()),
            "are others by now",
        ),
        (409, Verb::Put, host(None), "exists with another key"),
        (409, Verb::Put, host(Some("prod")), "there is no cluster prod; or"),
        (
            409,
            Verb::Put,
            Object::Network("net".into()),
            "it cannot be changed",
        ),
        (
            500,
            Verb::Get,
            Object::Cluster("prod".into()),
            "prod is missing or broken",
        ),
        (500, Verb::Get, member(), "prod is missing or broken"),
        (500, Verb::Put, member(), "in its list all the same"),
        (500, Verb::Put, deploy(), "may still start later"),
        (
            500,
            Verb::Delete,
            Object::Cluster("prod".into()),
            "the cluster stays",
        ),
    ] {
        let error = explained(status, verb, object.clone());
        assert!(error.to_string().contains(words), "{status} {object:?}: {error}");
        // The reason phrase alone explains nothing.
        let reason = StatusCode::from_u16(status).unwrap();
        assert!(!error.to_string().contains(reason.canonical_reason().unwrap()));
    }
}

#[test]
fn a_refusal_is_known_and_a_failure_is_not() {
    let outcome = |status| explained(status, Verb::Put, member()).outcome();
    for status in [400, 403, 404, 405, 409] {
        assert_eq!(outcome(status), SendOutcome::Refused, "{status}");
    }
    assert_eq!(outcome(500), SendOutcome::Unknown);
}

#[test]
fn a_405_that_is_no_join_is_not_explained_as_one() {
    let error = explained(405, Verb::Get, Object::Clusters);
    assert!(matches!(error, ManagerError::Refused { status: 405, .. }));
}

#[test]
fn the_words_of_something_in_between_are_kept() {
    let asked = || Asked::new(Verb::Get, Object::Clusters);
    let page = "<html><h1>No such host</h1></html>";
    let error = answered(StatusCode::NOT_FOUND, page, asked(), Duration::ZERO);
    assert!(error.to_string().contains("(No such host)"), "{error}");
    let error = answered(StatusCode::BAD_GATEWAY, "<p>down</p>", asked(), Duration::ZERO);
    assert!(matches!(error, ManagerError::Refused { status: 502, message } if message == "down"));
}

#[test]
fn a_500_after_ten_seconds_is_a_service_that_does_not_answer() {
    let asked = |verb| Asked::new(verb, host(None));
    let after = |verb| {
        let (status, words) = (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        answered(status, words, asked(verb), Duration::from_secs(10)).to_string()
    };
    assert!(after(Verb::Get).contains("a service behind the manager does not answer"));
    assert!(after(Verb::Put).contains("how far the change came is not known"));
}

#[tokio::test]
async fn a_refused_credential_needs_the_user() {
    let desk = Desk::empty();
    desk.configure(|settings| settings.access = Access::nobody());
    let error = desk.client.cluster_names().await.unwrap_err();
    assert!(matches!(&error, ManagerError::Unauthorized { message, .. } if message == "403 Forbidden"));
    assert!(error.needs_the_user());
}

#[tokio::test]
async fn a_password_that_the_server_breaks_on_is_told_so() {
    let desk = Desk::empty();
    desk.configure(|settings| settings.access.basic = Basic::Anyone);
    let base = base_url("http://desk.sandbox.localhost").unwrap();
    let credential = Credential::Basic {
        user: "a".into(),
        password: "b:c".into(),
    };
    let door = Door::new(Endpoint::in_process(base, desk.world.router()))
        .with_credentials(Fixed(credential))
        .with_retry(RetryPolicy::never());
    let error = Client::new(door, BASE_PATH).cluster_names().await.unwrap_err();
    assert!(matches!(error, ManagerError::Unauthorized { .. }));
    assert!(error.hint().unwrap().contains("without a colon"));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_does_not_answer_is_known_by_the_wait() {
    let began = Arc::new(tokio::time::Instant::now());
    let start = "2026-11-20T20:00:00Z".parse().unwrap();
    let clock = VirtualClock::new(start, 1.0, move || began.elapsed());
    let desk = Desk::of(World::new(&Scenario::new(clock), Profile::Empty));
    desk.configure(|settings| settings.troubles.services_down = BTreeSet::from([Service::Storage]));
    let error = desk.client.cluster_names().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a service behind the manager does not answer"),
        "{error}"
    );
}
