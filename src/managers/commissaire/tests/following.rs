//! Every action from before to its end, as it is told on the way.

use super::*;
use crate::managers::commissaire::actions::{
    ADD_HOSTS, BOOTSTRAP_HOST, CREATE_CLUSTER, CREATE_CONTAINER_MANAGER, CREATE_NETWORK, DEPLOY, JOIN,
    REMOVE_HOST, RESTART, UPGRADE,
};
use crate::managers::commissaire::kinds::{CONTAINER_MANAGERS, HOSTS, NETWORKS};
use crate::resource::Following;
use crate::resource::action::DELETE;
use crate::resource::kind::CLUSTERS;

/// No change takes so long, in seconds.
const LONGEST: usize = 200;

impl Desk {
    /// What is told of a change until it ends, a look each second; the last is its end.
    async fn follow(&self, request: &ActionRequest) -> Vec<String> {
        let action = declared(request.kind, request.action);
        let before = match action.on.is_new() {
            true => Detail::of_nothing(&request.id),
            false => self.detail(request.kind, &request.id).await,
        };
        let taken = self.act(request).await;
        assert!(taken.is_ok() || action.queues, "{request:?}: {taken:?}");
        let mut told: Vec<String> = Vec::new();
        for _ in 0..LONGEST {
            let (words, is_last) = match self.manager.read(request.kind, &request.id).await {
                Err(ManagerError::NotFound { .. }) => ("gone".to_owned(), true),
                Err(error) => panic!("{error:?}"),
                Ok(now) => {
                    let part = |detail: &Detail| {
                        let parts = detail.children.iter().flat_map(|children| &children.rows);
                        let mut parts = parts.filter(|row| Some(&row.id) == request.part.as_ref());
                        parts.next().cloned()
                    };
                    let (old_part, new_part) = (part(&before), part(&now));
                    let old = Target::of_detail(&before, old_part.as_deref(), &request.arguments);
                    let new = Target::of_detail(&now, new_part.as_deref(), &request.arguments);
                    match (action.following)(&old, &new) {
                        Following::Running(words) => (words, false),
                        Following::Done(words) => (format!("done: {words}"), true),
                        Following::Failed(words) => (format!("failed: {words}"), true),
                        Following::Differs(words) => panic!("{words}"),
                    }
                }
            };
            if told.last() != Some(&words) {
                told.push(words);
            }
            if is_last {
                return told;
            }
            self.advance(1);
        }
        panic!("no end: {told:?}");
    }
}

fn with_key(request: ActionRequest) -> ActionRequest {
    ActionRequest {
        arguments: request.arguments.with_secret("key-file", "KEY".to_owned().into()),
        ..request
    }
}

#[tokio::test]
async fn an_operation_is_told_host_by_host_to_its_end() {
    let desk = Desk::quiet();
    for (request, expected) in [
        (
            asked(CLUSTERS, UPGRADE, "kiosk-lyon", &[]),
            [
                "0/2 hosts upgraded, at work on 10.25.2.11",
                "1/2 hosts upgraded, at work on 10.25.2.12",
                "done: 2/2 hosts upgraded",
            ],
        ),
        (
            asked(CLUSTERS, RESTART, "kiosk-lyon", &[]),
            [
                "0/2 hosts restarted, at work on 10.25.2.11",
                "1/2 hosts restarted, at work on 10.25.2.12",
                "done: 2/2 hosts restarted",
            ],
        ),
        (
            asked(CLUSTERS, DEPLOY, "kiosk-lyon", &[("to-version", "7.3.2")]),
            [
                "0/2 hosts deployed, at work on 10.25.2.11",
                "1/2 hosts deployed, at work on 10.25.2.12",
                "done: 2/2 hosts deployed",
            ],
        ),
    ] {
        assert_eq!(desk.follow(&request).await, expected);
    }
    let nobody = desk.follow(&asked(CLUSTERS, UPGRADE, "staging", &[])).await;
    assert_eq!(nobody, ["done: 0/0 hosts upgraded"]);
}

#[tokio::test]
async fn an_operation_that_fails_on_a_host_says_on_which_and_how_far_it_came() {
    let desk = Desk::quiet();
    let told = desk
        .follow(&asked(CLUSTERS, RESTART, "warehouse-robots", &[]))
        .await;
    assert_eq!(
        told.last().unwrap(),
        "failed: failed on 10.28.0.66; 2/3 hosts restarted, the rest were left alone"
    );
    // The earlier run, which failed as well, is not taken for this one.
    let told = desk.follow(&asked(CLUSTERS, UPGRADE, "edge-eu-north", &[])).await;
    assert_eq!(told[0], "0/5 hosts upgraded, at work on 10.21.0.11");
    assert_eq!(
        told.last().unwrap(),
        "failed: failed on 10.21.0.66; 2/5 hosts upgraded, the rest were left alone"
    );
}

#[tokio::test]
async fn an_operation_that_waits_for_another_cluster_is_found_when_its_turn_comes() {
    let desk = Desk::quiet();
    desk.act(&asked(CLUSTERS, UPGRADE, "edge-us-east", &[]))
        .await
        .unwrap();
    // Its answer does not come within ten seconds, and is 500.
    let told = desk.follow(&asked(CLUSTERS, RESTART, "ci-runners", &[])).await;
    assert_eq!(
        told[0],
        "waits for its turn: the manager runs one operation at a time"
    );
    assert_eq!(told.last().unwrap(), "done: 4/4 hosts restarted");
}

#[tokio::test]
async fn the_same_operation_asked_for_twice_is_followed_to_the_end_of_the_second() {
    let desk = Desk::quiet();
    desk.act(&asked(CLUSTERS, UPGRADE, "edge-us-east", &[]))
        .await
        .unwrap();
    let told = desk.follow(&asked(CLUSTERS, UPGRADE, "edge-us-east", &[])).await;
    assert_eq!(told[0], "waits for the run before it");
    assert_eq!(told.last().unwrap(), "done: 9/9 hosts upgraded");
}

#[tokio::test]
async fn a_host_is_bootstrapped_when_it_is_ready_or_has_failed() {
    let desk = Desk::quiet();
    let bootstrap = async |address, cluster| {
        let request = asked(HOSTS, BOOTSTRAP_HOST, address, &[("cluster", cluster)]);
        desk.follow(&with_key(request)).await
    };
    let told = bootstrap("10.0.0.9", "").await;
    assert_eq!(
        told,
        ["it is new", "it is bootstrapping", "done: it is disassociated"]
    );
    let told = bootstrap("10.0.0.10", "staging").await;
    assert_eq!(told.last().unwrap(), "done: it is active");
    assert_eq!(shown(&desk.row(HOSTS, "10.0.0.10").await)[2], "staging");
    for address in ["10.0.0.77", "10.0.0.88"] {
        let told = bootstrap(address, "").await;
        assert!(
            told.last().unwrap().starts_with("failed: it is failed"),
            "{told:?}"
        );
    }
}

#[tokio::test]
async fn hosts_that_join_and_leave_are_followed_until_they_did() {
    let desk = Desk::quiet();
    let join = asked(HOSTS, JOIN, "10.29.0.11", &[("cluster", "staging")]);
    assert_eq!(desk.follow(&join).await, ["done: it is in staging, active"]);
    let add = asked(
        CLUSTERS,
        ADD_HOSTS,
        "kiosk-lyon",
        &[("hosts", "10.29.0.11,10.29.0.66")],
    );
    assert_eq!(desk.follow(&add).await, ["done: it has 4 hosts now"]);
    let one = asked(CLUSTERS, ADD_HOSTS, "staging", &[("hosts", "10.29.0.66")]);
    assert_eq!(desk.follow(&one).await, ["done: it has 2 hosts now"]);
    let remove = asked_of_part(CLUSTERS, REMOVE_HOST, "kiosk-lyon", "10.25.2.12");
    assert_eq!(
        desk.follow(&remove).await,
        ["done: 10.25.2.12 is out of it, with 3 hosts left"]
    );
}

#[tokio::test]
async fn what_is_made_is_there_and_what_is_deleted_is_gone() {
    let desk = Desk::quiet();
    for (kind, create) in [
        (CLUSTERS, CREATE_CLUSTER),
        (NETWORKS, CREATE_NETWORK),
        (CONTAINER_MANAGERS, CREATE_CONTAINER_MANAGER),
    ] {
        let told = desk.follow(&asked(kind, create, "fresh", &[])).await;
        assert_eq!(told, ["done: fresh is there"], "{kind}");
        assert_eq!(
            desk.follow(&asked(kind, DELETE, "fresh", &[])).await,
            ["gone"],
            "{kind}"
        );
    }
    assert_eq!(
        desk.follow(&asked(HOSTS, DELETE, "10.29.0.66", &[])).await,
        ["gone"]
    );
}
