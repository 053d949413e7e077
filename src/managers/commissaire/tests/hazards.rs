//! What is said before anything is sent: whether it is offered, and the real hazards in the "will" line.

use super::*;
use crate::managers::commissaire::actions::{
    ADD_HOSTS, BOOTSTRAP_HOST, DEPLOY, JOIN, REMOVE_HOST, RESTART, UPGRADE,
};
use crate::managers::commissaire::kinds::{CONTAINER_MANAGERS, HOSTS, NETWORKS};
use crate::resource::Availability;
use crate::resource::action::DELETE;
use crate::resource::kind::{CLUSTERS, SERVERS};

/// What an action on an object will do, as its dialog says.
async fn will(
    desk: &Desk,
    kind: KindId,
    action: ActionId,
    id: &str,
    told: &[(&'static str, &str)],
) -> String {
    let arguments = asked(kind, action, id, told).arguments;
    let detail = match declared(kind, action).on.is_new() {
        true => Detail::of_nothing(id),
        false => desk.detail(kind, id).await,
    };
    (declared(kind, action).consequences)(&Target::of_detail(&detail, None, &arguments)).will
}

#[track_caller]
fn assert_says(words: &str, all: &[&str]) {
    for part in all {
        assert!(words.contains(part), "{part:?} is not said: {words}");
    }
}

#[tokio::test]
async fn a_deletion_names_the_clusters_that_lose_their_nodes_too() {
    let desk = Desk::quiet();
    desk.rows(CLUSTERS).await;
    let words = will(&desk, CLUSTERS, DELETE, "edge-us-west", &[]).await;
    assert_says(
        &words,
        &[
            "ALL nodes from edge-pods",
            "edge-eu-west",
            "kiosk-berlin",
            "staging",
        ],
    );
    let alone = will(&desk, CLUSTERS, DELETE, "branch-offices", &[]).await;
    assert_says(&alone, &["ALL nodes from openshift-emea", "came from elsewhere"]);
    let unmanaged = will(&desk, CLUSTERS, DELETE, "kiosk-lyon", &[]).await;
    assert_says(&unmanaged, &["no container manager is told"]);
}

#[tokio::test]
async fn a_deletion_names_them_also_where_no_list_was_read_before() {
    let desk = Desk::quiet();
    let words = will(&desk, CLUSTERS, DELETE, "edge-us-west", &[]).await;
    assert_says(&words, &["ALL nodes from edge-pods", "edge-eu-west"]);
}

#[tokio::test]
async fn a_container_manager_may_be_called_anything() {
    let desk = Desk::empty();
    for manager in ["none-prod", "none"] {
        let draft = TypedDraft {
            kind: Some("trivial".into()),
            options: None,
        };
        let put = desk.client.put_container_manager(manager, &draft).unwrap();
        desk.client.send(put).await.unwrap();
        desk.cluster("prod", manager).await;
        let words = will(&desk, CLUSTERS, DELETE, "prod", &[]).await;
        assert_says(&words, &[&format!("ALL nodes from {manager}")]);
        desk.client
            .send(desk.client.delete_cluster("prod").unwrap())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_host_in_several_clusters_is_taken_out_of_one_of_them_only() {
    let desk = Desk::quiet();
    let words = will(&desk, HOSTS, DELETE, "10.26.0.21", &[]).await;
    assert_says(&words, &["private key", "take it out of ci-runners"]);
    let free = will(&desk, HOSTS, DELETE, "10.29.0.11", &[]).await;
    assert_eq!(free, "delete its record and its private key");
    desk.act(&asked(HOSTS, JOIN, "10.26.0.21", &[("cluster", "kiosk-lyon")]))
        .await
        .unwrap();
    let words = will(&desk, HOSTS, DELETE, "10.26.0.21", &[]).await;
    assert_says(
        &words,
        &["ONE of ci-runners, kiosk-lyon", "cannot be read any more"],
    );
    let words = will(&desk, HOSTS, JOIN, "10.26.0.21", &[("cluster", "staging")]).await;
    assert_says(
        &words,
        &["add it to staging", "stays in ci-runners kiosk-lyon as well"],
    );
}

#[tokio::test]
async fn hosts_that_are_added_become_what_the_container_manager_makes_them() {
    let desk = Desk::quiet();
    let told = [("hosts", "10.29.0.11, 10.29.0.66")];
    let managed = will(&desk, CLUSTERS, ADD_HOSTS, "staging", &told).await;
    assert_says(
        &managed,
        &["add 10.29.0.11, 10.29.0.66", "registers them with edge-pods"],
    );
    let unmanaged = will(&desk, CLUSTERS, ADD_HOSTS, "kiosk-lyon", &told).await;
    assert_says(&unmanaged, &["they become disassociated"]);
    let words = will(&desk, HOSTS, BOOTSTRAP_HOST, "10.0.0.9", &[("cluster", "prod")]).await;
    assert_says(&words, &["log in as root", "enters the list of prod at once"]);
}

#[tokio::test]
async fn an_operation_names_its_hosts_in_order_and_what_it_waits_for() {
    let desk = Desk::quiet();
    let words = will(
        &desk,
        CLUSTERS,
        DEPLOY,
        "edge-us-east",
        &[("to-version", "7.3.2")],
    )
    .await;
    assert_says(
        &words,
        &[
            "deploy 7.3.2 to 9 hosts",
            "10.22.0.11, 10.22.0.12",
            "and 3 more",
            "the first that fails",
        ],
    );
    let none = will(&desk, CLUSTERS, UPGRADE, "staging", &[]).await;
    assert_says(&none, &["no host", "finished at once"]);
    desk.act(&asked(CLUSTERS, UPGRADE, "edge-us-east", &[]))
        .await
        .unwrap();
    let words = will(&desk, CLUSTERS, RESTART, "edge-us-east", &[]).await;
    assert_says(
        &words,
        &["first it waits: upgrade is under way since 2026-11-20 20:00:00"],
    );
    let upgrade = declared(CLUSTERS, UPGRADE);
    let detail = desk.detail(CLUSTERS, "edge-us-east").await;
    let nothing = Arguments::default();
    let target = Target::of_detail(&detail, None, &nothing);
    assert!((upgrade.available)(&target).is_offered(), "the manager queues it");
}

#[tokio::test]
async fn networks_and_container_managers_in_use_name_their_users() {
    let desk = Desk::quiet();
    let words = will(&desk, NETWORKS, DELETE, "flannel-lab", &[]).await;
    assert_says(&words, &["though ci-runners use it"]);
    let words = will(&desk, CONTAINER_MANAGERS, DELETE, "openshift-emea", &[]).await;
    assert_says(
        &words,
        &["though branch-offices use it", "none of them can be deleted"],
    );
    desk.act(&asked(NETWORKS, ActionId("create-network"), "lonely", &[]))
        .await
        .unwrap();
    let words = will(&desk, NETWORKS, DELETE, "lonely", &[]).await;
    assert_says(&words, &["no cluster uses it"]);
}

#[tokio::test]
async fn only_sound_hosts_can_join_and_it_is_said_how_the_others_are() {
    let desk = Desk::quiet();
    let nothing = Arguments::default();
    for (host, reason) in [
        ("10.23.0.12", Some("it is failed;")),
        ("10.25.1.12", Some("it is new;")),
        ("spare-1.edge.example", Some("it is bootstrapping;")),
        ("10.29.0.11", None),
        ("10.20.0.11", None),
    ] {
        let row = desk.row(HOSTS, host).await;
        let availability = (declared(HOSTS, JOIN).available)(&Target::of_row(&row, &nothing));
        let said = availability
            .reason()
            .map(|words| words.split_inclusive(';').next().unwrap());
        assert_eq!(said, reason, "{host}");
    }
}

#[tokio::test]
async fn a_host_is_removed_from_a_cluster_only_if_one_is_meant() {
    let desk = Desk::quiet();
    let detail = desk.detail(CLUSTERS, "edge-us-west").await;
    let nothing = Arguments::default();
    let remove = declared(CLUSTERS, REMOVE_HOST);
    let none = (remove.available)(&Target::of_detail(&detail, None, &nothing));
    assert_eq!(none, Availability::NotNow("select a host first".into()));
    let host = &detail.children_of(SERVERS)[1];
    let target = Target::of_detail(&detail, Some(host), &nothing);
    assert!((remove.available)(&target).is_offered());
    let consequences = (remove.consequences)(&target);
    assert_says(
        &consequences.will,
        &["take 10.23.0.12 out", "remove its node from edge-pods"],
    );
    assert_says(&consequences.will_not, &["delete the host's record"]);
}

#[tokio::test]
async fn a_cluster_that_cannot_be_read_can_be_mended_and_deleted_and_nothing_else() {
    let desk = Desk::empty();
    for name in ["a", "prod"] {
        desk.cluster(name, "").await;
    }
    desk.host("10.0.0.1").await;
    for name in ["a", "prod"] {
        desk.client.join(name, "10.0.0.1").await.unwrap();
    }
    desk.act(&asked(HOSTS, DELETE, "10.0.0.1", &[])).await.unwrap();
    let detail = desk.detail(CLUSTERS, "prod").await;
    let nothing = Arguments::default();
    let host = detail.children_of(SERVERS).first().map(|row| &**row);
    let offered = |action| {
        let part = host.filter(|_| action == REMOVE_HOST);
        (declared(CLUSTERS, action).available)(&Target::of_detail(&detail, part, &nothing)).is_offered()
    };
    let all = [REMOVE_HOST, DELETE, UPGRADE, RESTART, DEPLOY, ADD_HOSTS].map(offered);
    assert_eq!(all, [true, true, false, false, false, false]);
    // Nothing is known of its container manager, and nothing is claimed.
    let words = will(&desk, CLUSTERS, DELETE, "prod", &[]).await;
    assert_says(&words, &["container manager, if it has one"]);
    desk.act(&asked_of_part(CLUSTERS, REMOVE_HOST, "prod", "10.0.0.1"))
        .await
        .unwrap();
    assert_eq!(&*desk.row(CLUSTERS, "prod").await.state.text, "ok");
}
