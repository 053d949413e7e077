//! A request that is told is the one that is sent, for every action.

use super::*;
use crate::managers::commissaire::actions::{
    ACTIONS, ADD_HOSTS, BOOTSTRAP_HOST, CREATE_CLUSTER, CREATE_CONTAINER_MANAGER, CREATE_NETWORK, DEPLOY,
    JOIN, REMOVE_HOST, RESTART, UPGRADE,
};
use crate::managers::commissaire::kinds::{CONTAINER_MANAGERS, HOSTS, NETWORKS};
use crate::resource::Operation;
use crate::resource::action::DELETE;
use crate::resource::kind::CLUSTERS;

fn told_of(request: &ActionRequest) -> Operation {
    Operation::Act {
        action: request.action,
        kind: request.kind,
        id: request.id.clone(),
        part: request.part.clone(),
        arguments: request.arguments.clone(),
    }
}

fn bootstrap() -> ActionRequest {
    asked(
        HOSTS,
        BOOTSTRAP_HOST,
        "10.0.0.9",
        &[("remote-user", "core"), ("cluster", "staging")],
    )
}

#[tokio::test]
async fn every_action_is_told_as_it_is_sent() {
    let desk = Desk::quiet();
    let key = bootstrap()
        .arguments
        .with_secret("key-file", "KEY".to_owned().into());
    let requests = [
        asked(CLUSTERS, UPGRADE, "staging", &[]),
        asked(CLUSTERS, RESTART, "staging", &[]),
        asked(CLUSTERS, DEPLOY, "staging", &[("to-version", "7.2.6")]),
        asked(CLUSTERS, CREATE_CLUSTER, "lab-2", &[("network", "flannel-lab")]),
        asked(CLUSTERS, ADD_HOSTS, "staging", &[("hosts", "10.29.0.11")]),
        asked_of_part(CLUSTERS, REMOVE_HOST, "edge-us-west", "10.23.0.11"),
        ActionRequest {
            arguments: key,
            ..bootstrap()
        },
        asked(HOSTS, JOIN, "10.29.0.66", &[("cluster", "kiosk-lyon")]),
        asked(HOSTS, DELETE, "10.29.0.66", &[]),
        asked(
            NETWORKS,
            CREATE_NETWORK,
            "net",
            &[("options", r#"{"address": "a"}"#)],
        ),
        asked(NETWORKS, DELETE, "net", &[]),
        asked(
            CONTAINER_MANAGERS,
            CREATE_CONTAINER_MANAGER,
            "ocp",
            &[("type", "trivial")],
        ),
        asked(CONTAINER_MANAGERS, DELETE, "ocp", &[]),
        asked(CLUSTERS, DELETE, "kiosk-lyon", &[]),
    ];
    let mut covered = Vec::new();
    for request in &requests {
        let told = desk.manager.request_of(&told_of(request));
        let told = told.unwrap_or_else(|| panic!("not told: {request:?}"));
        desk.act(request).await.unwrap();
        let sent = desk.recorder.mutations().pop().unwrap();
        assert_eq!(
            (sent.method.as_str(), &sent.path, &sent.body, sent.query.as_str()),
            (told.method.as_str(), &told.path, &told.body, "")
        );
        assert_eq!(
            sent.content_type.as_deref().unwrap_or_default(),
            told.content_type
        );
        covered.push((request.kind, request.action));
    }
    for action in &ACTIONS {
        assert!(covered.contains(&(action.on.kind(), action.id)), "{}", action.id);
    }
    // Each was one change.
    assert_eq!(desk.recorder.mutations().len(), requests.len());
}

#[tokio::test]
async fn what_takes_a_reading_first_is_not_told() {
    let desk = Desk::quiet();
    let several = asked(
        CLUSTERS,
        ADD_HOSTS,
        "staging",
        &[("hosts", "10.29.0.11,10.29.0.66")],
    );
    assert_eq!(desk.manager.request_of(&told_of(&several)), None);
    assert_eq!(desk.recorder.count(), 0);
}

/// The file is read when the action is sent: before, only its path is known, and that is no key.
#[tokio::test]
async fn a_key_that_is_not_read_yet_is_not_told_as_one() {
    let desk = Desk::quiet();
    let request = ActionRequest {
        arguments: bootstrap().arguments.with("key-file", "~/.ssh/id_ed25519"),
        ..bootstrap()
    };
    assert_eq!(desk.manager.request_of(&told_of(&request)), None);
}
