//! Settings, base paths, and the way over a real socket.

use std::collections::BTreeMap;

use super::*;
use crate::managers::Opening;
use crate::managers::imply::ENTRY;
use crate::managers::{ActionRequest, Manager};
use crate::resource::action;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::sandbox::serve::serve;
use crate::transport::NetworkSettings;

fn open(door: Door, settings: &[(&str, &str)]) -> Result<Arc<dyn Manager>, ManagerError> {
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    (ENTRY.open)(Opening {
        door,
        settings: settings.collect::<BTreeMap<_, _>>(),
    })
}

/// Where the list is asked for, with a URL and a base path as a user writes them.
async fn path_of_the_list(url: &str, settings: &[(&str, &str)]) -> String {
    let recorder = Recorder::default();
    let manager = open(door_to(recorder.around(world().router()), url), settings).unwrap();
    // The path is of interest, whether the manager knows it or not.
    let _known = manager.list(CLUSTERS, &mut Rows::default()).await;
    recorder.requests().remove(0).path
}

#[tokio::test]
async fn the_base_path_is_wanted_once_wherever_it_is_given() {
    for url in [
        "http://m.localhost",
        "http://m.localhost/",
        "http://m.localhost/api/v1",
        "http://m.localhost/api/v1/",
    ] {
        assert_eq!(path_of_the_list(url, &[]).await, "/api/v1/clusters", "{url}");
    }
    let below = path_of_the_list("http://m.localhost/gateway", &[]).await;
    assert_eq!(below, "/gateway/api/v1/clusters");
}

#[tokio::test]
async fn a_path_that_only_ends_in_the_same_letters_is_not_the_base_path() {
    assert_eq!(
        path_of_the_list("http://m.localhost/myapi/v1", &[]).await,
        "/myapi/v1/api/v1/clusters"
    );
}

#[tokio::test]
async fn another_base_path_can_be_set_or_none() {
    let set = |value| path_of_the_list("http://m.localhost", std::slice::from_ref(value));
    assert_eq!(set(&("base_path", "/manager/api")).await, "/manager/api/clusters");
    assert_eq!(set(&("base_path", "")).await, "/clusters");
}

#[test]
fn a_setting_that_cannot_work_is_refused_when_the_context_is_opened() {
    let door = door_to(world().router(), "http://m.localhost");
    let error = open(door, &[("replace_server", "DELETE /nowhere")])
        .err()
        .unwrap();
    assert_eq!(error.to_string(), "replace_server: the path needs {clusterId}");
}

#[tokio::test]
async fn parts_are_read_with_their_cluster_only() {
    let manager = open(door_to(world().router(), "http://m.localhost"), &[]).unwrap();
    let error = manager.list(SERVERS, &mut Rows::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "servers are read with their cluster");
}

#[tokio::test]
async fn stop_and_start_are_the_documented_patches() {
    let recorder = Recorder::default();
    let world = world();
    let manager = open(
        door_to(recorder.around(world.router()), "http://m.localhost"),
        &[],
    )
    .unwrap();
    let cluster = id(&world.uid_of("dev-sandbox").unwrap());
    for (action, body) in [
        (action::STOP, r#"{"spec":{"desiredState":"STOPPED"}}"#),
        (action::START, r#"{"spec":{"desiredState":"STARTED"}}"#),
    ] {
        manager
            .act(&ActionRequest::new(action, CLUSTERS, &cluster, None))
            .await
            .unwrap();
        assert_eq!(recorder.requests().pop().unwrap().body, body);
        world.clock().advance(Duration::from_secs(3_600));
    }
}

/// The same client, over TCP: what a user of `qd sandbox serve` has.
#[tokio::test]
async fn all_is_the_same_over_a_socket() {
    let world = world();
    let (address, serving) = serve(world.router(), 0).await.unwrap();
    let serving = tokio::spawn(serving);
    let base = base_url(&format!("http://{address}")).unwrap();
    let endpoint = Endpoint::network(base, &NetworkSettings::default()).unwrap();
    let door = Door::new(endpoint)
        .with_credentials(Fixed(Credential::Bearer("token".to_owned().into())))
        .with_retry(RetryPolicy::never());
    let manager = open(door, &[]).unwrap();

    let mut rows = Rows::default();
    manager.list(CLUSTERS, &mut rows).await.unwrap();
    assert_eq!(rows.names(), ["dev-sandbox", "events-eu", "prod-analytics"]);

    let cluster = id(&world.uid_of("prod-analytics").unwrap());
    let detail = manager.read(CLUSTERS, &cluster).await.unwrap();
    assert_eq!(*detail.row, rows.0[2]);

    let server = Arc::clone(&detail.children_of(SERVERS)[0].id);
    let replace = ActionRequest::new(action::REPLACE_SERVER, CLUSTERS, &cluster, Some(&server));
    manager.act(&replace).await.unwrap();
    world.clock().advance(Duration::from_secs(3_600));
    let stop = ActionRequest::new(action::STOP, CLUSTERS, &cluster, None);
    manager.act(&stop).await.unwrap();
    let error = manager.act(&stop).await;
    let detail = manager.read(CLUSTERS, &cluster).await.unwrap();
    assert_eq!(&*detail.row.state.text, "STOPPING", "{error:?}");
    let error = manager.read(CLUSTERS, &id(NOBODY)).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotFound { .. }));
    serving.abort();
}
