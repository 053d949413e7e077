//! Several hosts added at once: the list is replaced, if nobody else changed it meanwhile.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::{Next, from_fn};

use super::*;
use crate::managers::commissaire::actions::ADD_HOSTS;
use crate::resource::kind::CLUSTERS;

fn add(cluster: &str, hosts: &str) -> ActionRequest {
    asked(CLUSTERS, ADD_HOSTS, cluster, &[("hosts", hosts)])
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[tokio::test]
async fn several_hosts_are_added_to_those_that_are_there() {
    let desk = Desk::quiet();
    desk.act(&add("kiosk-lyon", "10.29.0.11 10.29.0.66,10.25.2.11"))
        .await
        .unwrap();
    assert_eq!(
        sorted(desk.world.members_of("kiosk-lyon")),
        ["10.25.2.11", "10.25.2.12", "10.29.0.11", "10.29.0.66"]
    );
    assert_eq!(desk.changes(), ["PUT /cluster/kiosk-lyon/hosts"]);
}

#[tokio::test]
async fn one_host_is_added_by_itself_however_often_it_is_named() {
    let desk = Desk::quiet();
    desk.act(&add("kiosk-lyon", "10.29.0.11, 10.29.0.11"))
        .await
        .unwrap();
    assert_eq!(desk.changes(), ["PUT /cluster/kiosk-lyon/hosts/10.29.0.11"]);
}

#[tokio::test]
async fn a_host_that_is_named_twice_is_sent_once() {
    let desk = Desk::quiet();
    desk.act(&add("staging", "10.29.0.11,10.29.0.66,10.29.0.11"))
        .await
        .unwrap();
    let sent = desk.recorder.mutations().remove(0).body;
    assert_eq!(sent.matches("10.29.0.11").count(), 1, "{sent}");
}

/// A manager on which somebody else takes a host out of `kiosk-lyon` just before a list is replaced.
fn with_somebody_else() -> Desk {
    let desk = Desk::quiet();
    let world = desk.world.clone();
    let others = Client::new(door_to(world.router()), BASE_PATH);
    let meddle = move |request: Request, next: Next| {
        let others = others.clone();
        async move {
            if request.method() == Method::PUT && request.uri().path().ends_with("/kiosk-lyon/hosts") {
                others.leave("kiosk-lyon", "10.25.2.11").await.unwrap();
            }
            next.run(request).await
        }
    };
    let router = world.router().layer(from_fn(meddle));
    Desk::behind(world, router)
}

#[tokio::test]
async fn a_list_that_somebody_else_changed_is_a_conflict_and_is_not_overwritten() {
    let desk = with_somebody_else();
    let error = desk
        .act(&add("kiosk-lyon", "10.29.0.11,10.29.0.66"))
        .await
        .unwrap_err();
    assert!(matches!(&error, ManagerError::Conflict { message } if message.contains("are others by now")));
    assert_eq!(desk.world.members_of("kiosk-lyon"), ["10.25.2.12"]);
    assert_eq!(desk.changes().len(), 1);
}

#[tokio::test]
async fn hosts_that_are_not_there_are_named_and_nothing_is_sent() {
    let desk = Desk::quiet();
    let error = desk
        .act(&add("staging", "10.29.0.11,10.9.9.9,10.9.9.8"))
        .await
        .unwrap_err();
    assert!(matches!(&error, ManagerError::NotFound { message } if message.contains("10.9.9.9, 10.9.9.8")));
    let error = desk
        .act(&add("nosuch", "10.29.0.11,10.29.0.66"))
        .await
        .unwrap_err();
    assert!(matches!(&error, ManagerError::NotFound { .. }), "{error:?}");
    assert!(desk.changes().is_empty());
}

#[tokio::test]
async fn hosts_that_are_not_ready_are_named_with_how_they_are_and_nothing_is_sent() {
    let desk = Desk::quiet();
    let error = desk
        .act(&add("staging", "10.29.0.11,10.23.0.12,10.25.1.12"))
        .await
        .unwrap_err();
    let ManagerError::Conflict { message } = &error else {
        panic!("{error:?}");
    };
    assert!(
        message.contains("10.23.0.12 is failed") && message.contains("10.25.1.12 is new"),
        "{message}"
    );
    assert!(desk.changes().is_empty());
}
