//! Which requests a list takes, in which order, who may go between them, and what is remembered.

use super::*;
use crate::managers::commissaire::actions::{ADD_HOSTS, CREATE_CLUSTER, JOIN, REMOVE_HOST, UPGRADE};
use crate::managers::commissaire::kinds::{CONTAINER_MANAGERS, CREDENTIALS, HOSTS, NETWORKS, OPERATIONS};
use crate::resource::action::DELETE;
use crate::resource::kind::CLUSTERS;

/// Two clusters, `a` with a host and `b` without.
async fn small() -> Desk {
    let desk = Desk::empty();
    desk.cluster("b", "").await;
    desk.cluster("a", "").await;
    desk.host("10.0.0.1").await;
    desk.client.join("a", "10.0.0.1").await.unwrap();
    desk
}

impl Desk {
    /// What a list of this kind sends.
    async fn sent_for(&self, kind: KindId) -> Vec<String> {
        let before = self.sent().len();
        self.rows(kind).await;
        self.sent().split_off(before)
    }
}

const WHOLE_LIST: [&str; 9] = [
    "GET /clusters",
    "GET /cluster/a",
    "GET /cluster/a/deploy",
    "GET /cluster/a/upgrade",
    "GET /cluster/a/restart",
    "GET /cluster/b",
    "GET /cluster/b/deploy",
    "GET /cluster/b/upgrade",
    "GET /cluster/b/restart",
];

#[tokio::test]
async fn a_list_of_clusters_asks_for_each_and_what_runs_on_it() {
    let desk = small().await;
    assert_eq!(desk.sent_for(CLUSTERS).await, WHOLE_LIST);
}

#[tokio::test]
async fn other_lists_begin_with_the_clusters_and_then_rely_on_what_was_seen_of_them() {
    let desk = small().await;
    let first = desk.sent_for(HOSTS).await;
    assert_eq!(first, [&["GET /hosts"], &WHOLE_LIST[..]].concat());
    assert_eq!(desk.sent_for(HOSTS).await, ["GET /hosts"]);
    assert_eq!(
        desk.sent_for(NETWORKS).await,
        ["GET /networks", "GET /network/default"]
    );
    assert_eq!(desk.sent_for(CREDENTIALS).await, ["GET /hosts"]);
    assert_eq!(
        desk.sent_for(OPERATIONS).await,
        WHOLE_LIST
            .map(str::to_owned)
            .into_iter()
            .filter(|line| !["GET /cluster/a", "GET /cluster/b"].contains(&line.as_str()))
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_cluster_takes_its_document_its_last_runs_and_then_the_hosts() {
    let desk = small().await;
    let before = desk.sent().len();
    desk.detail(CLUSTERS, "a").await;
    assert_eq!(
        desk.sent()[before..],
        [
            "GET /cluster/a",
            "GET /cluster/a/deploy",
            "GET /cluster/a/upgrade",
            "GET /cluster/a/restart",
            "GET /hosts"
        ]
    );
}

#[tokio::test]
async fn what_runs_is_asked_about_with_every_list_and_of_the_others_a_few_in_turn() {
    let desk = Desk::quiet();
    let names = desk.world.cluster_names();
    desk.act(&asked(CLUSTERS, UPGRADE, "edge-us-east", &[]))
        .await
        .unwrap();
    // The first list asks all.
    let asked_of = |sent: &[String], name: &str| sent.contains(&format!("GET /cluster/{name}/upgrade"));
    let first = desk.sent_for(CLUSTERS).await;
    assert!(names.iter().all(|name| asked_of(&first, name)));
    let mut in_turn: Vec<String> = Vec::new();
    for _ in 0..3 {
        let sent = desk.sent_for(CLUSTERS).await;
        assert!(asked_of(&sent, "edge-us-east"), "{sent:?}");
        let asked: Vec<_> = names
            .iter()
            .filter(|name| asked_of(&sent, name))
            .cloned()
            .collect();
        assert!((4..=5).contains(&asked.len()), "{asked:?}");
        in_turn.extend(asked);
    }
    assert!(names.iter().all(|name| in_turn.contains(name)), "{in_turn:?}");
}

#[tokio::test]
async fn requests_never_overlap() {
    let desk = Desk::quiet();
    desk.configure(|settings| settings.quirks.overlap_faults = true);
    for kind in [
        CLUSTERS,
        HOSTS,
        OPERATIONS,
        NETWORKS,
        CONTAINER_MANAGERS,
        CREDENTIALS,
    ] {
        for row in desk.rows(kind).await {
            desk.detail(kind, &row.id).await;
        }
    }
}

#[tokio::test]
async fn what_is_changed_here_is_known_to_the_other_lists_at_once() {
    let desk = small().await;
    desk.host("10.0.0.2").await;
    let clusters = async |desk: &Desk, host| shown(&desk.row(HOSTS, host).await)[2].clone();
    assert_eq!(clusters(&desk, "10.0.0.2").await, "-");
    desk.act(&asked(
        CLUSTERS,
        ADD_HOSTS,
        "b",
        &[("hosts", "10.0.0.1,10.0.0.2")],
    ))
    .await
    .unwrap();
    assert_eq!(clusters(&desk, "10.0.0.1").await, "a b");
    assert_eq!(clusters(&desk, "10.0.0.2").await, "b");
    desk.act(&asked_of_part(CLUSTERS, REMOVE_HOST, "b", "10.0.0.2"))
        .await
        .unwrap();
    assert_eq!(clusters(&desk, "10.0.0.2").await, "-");
    desk.act(&asked(CLUSTERS, DELETE, "b", &[])).await.unwrap();
    assert_eq!(clusters(&desk, "10.0.0.1").await, "a");
}

#[tokio::test]
async fn a_host_is_known_to_be_in_a_cluster_that_was_made_since_the_last_list() {
    let desk = small().await;
    desk.rows(HOSTS).await;
    desk.act(&asked(CLUSTERS, CREATE_CLUSTER, "fresh", &[]))
        .await
        .unwrap();
    desk.act(&asked(HOSTS, JOIN, "10.0.0.1", &[("cluster", "fresh")]))
        .await
        .unwrap();
    let detail = desk.detail(HOSTS, "10.0.0.1").await;
    assert_eq!(field(&detail, "clusters"), "a fresh");
}

#[tokio::test]
async fn a_cluster_made_by_somebody_else_is_joined_and_known_to_be() {
    let desk = small().await;
    desk.rows(HOSTS).await;
    desk.cluster("others", "").await;
    desk.act(&asked(HOSTS, JOIN, "10.0.0.1", &[("cluster", "others")]))
        .await
        .unwrap();
    assert_eq!(
        field(&desk.detail(HOSTS, "10.0.0.1").await, "clusters"),
        "a others"
    );
}
