//! What the lists and the objects of every kind show of the default fleet.

use super::*;
use crate::managers::commissaire::actions::JOIN;
use crate::managers::commissaire::kinds::{CONTAINER_MANAGERS, CREDENTIALS, HOSTS, NETWORKS, OPERATIONS};
use crate::resource::StateClass;
use crate::resource::kind::{CLUSTERS, SERVERS};

const LISTED: [KindId; 6] = [
    CLUSTERS,
    HOSTS,
    OPERATIONS,
    NETWORKS,
    CONTAINER_MANAGERS,
    CREDENTIALS,
];

#[tokio::test]
async fn every_list_says_what_its_objects_are() {
    let desk = Desk::quiet();
    let cells = async |kind, id| shown(&desk.row(kind, id).await);
    assert_eq!(
        cells(CLUSTERS, "edge-us-west").await,
        ["edge-us-west", "degraded", "degraded", "3/4", "-", "-", "-"]
    );
    assert_eq!(
        cells(CLUSTERS, "staging").await,
        ["staging", "ok", "ok", "0/0", "-", "-", "-"]
    );
    let host = cells(HOSTS, "10.23.0.12").await;
    assert_eq!(host[..3], ["10.23.0.12", "failed", "edge-us-west"]);
    let new = cells(HOSTS, "10.25.1.12").await;
    assert_eq!(
        new,
        ["10.25.1.12", "new", "kiosk-berlin", "-", "-", "-", "-", "-"]
    );
    let run = cells(OPERATIONS, "edge-eu-north/upgrade").await;
    assert_eq!(
        run[..6],
        ["upgrade", "edge-eu-north", "failed", "2/5", "10.21.0.66", "-"]
    );
    assert_eq!(run[7], "2026-11-20 18:00:00");
    let deploy = cells(OPERATIONS, "edge-us-east/deploy").await;
    assert_eq!(
        deploy[..6],
        ["deploy", "edge-us-east", "finished", "9/9", "-", "7.3.1"]
    );
    assert_eq!(
        cells(NETWORKS, "flannel-edge").await,
        [
            "flannel-edge",
            "flannel_server",
            "edge-eu-north edge-eu-west edge-us-east edge-us-west",
            "address=10.20.0.2:8080"
        ]
    );
    assert_eq!(
        cells(CONTAINER_MANAGERS, "openshift-emea").await,
        [
            "openshift-emea",
            "openshift",
            "branch-offices",
            "https://openshift.emea.example:8443/"
        ]
    );
    assert_eq!(
        cells(CREDENTIALS, "10.29.0.11").await,
        ["10.29.0.11", "disassociated"]
    );
}

#[tokio::test]
async fn a_cluster_shows_its_hosts_in_their_order_and_its_last_runs() {
    let desk = Desk::quiet();
    let detail = desk.detail(CLUSTERS, "edge-eu-north").await;
    let servers = detail.children_of(SERVERS).iter();
    let addresses: Vec<&str> = servers.map(|row| &*row.name).collect();
    assert_eq!(
        addresses,
        [
            "10.21.0.11",
            "10.21.0.12",
            "10.21.0.66",
            "10.21.0.13",
            "10.21.0.14"
        ]
    );
    let [upgrade] = detail.children_of(OPERATIONS) else {
        panic!("{detail:?}");
    };
    assert_eq!(&*upgrade.id, "edge-eu-north/upgrade");
    assert_eq!(field(&detail, "network"), "flannel-edge");
    assert_eq!(field(&detail, "container manager"), "edge-pods");
    let unmanaged = desk.detail(CLUSTERS, "ci-runners").await;
    assert!(field(&unmanaged, "container manager").starts_with("none: its hosts"));
}

#[tokio::test]
async fn a_host_tells_its_clusters_and_what_its_container_manager_says() {
    let desk = Desk::quiet();
    let managed = desk.detail(HOSTS, "10.27.0.11").await;
    assert_eq!(field(&managed, "clusters"), "branch-offices");
    assert_eq!(field(&managed, "its container manager says"), "ready");
    let free = desk.detail(HOSTS, "10.29.0.11").await;
    assert_eq!(field(&free, "clusters"), "none");
    assert_eq!(field(&free, "its container manager says"), "");
    let plain = desk.detail(HOSTS, "10.20.0.11").await;
    assert_eq!(field(&plain, "its container manager says"), "ok");
}

#[tokio::test]
async fn a_host_in_two_clusters_names_both() {
    let desk = Desk::quiet();
    let join = asked(HOSTS, JOIN, "10.26.0.21", &[("cluster", "kiosk-lyon")]);
    desk.act(&join).await.unwrap();
    let row = desk.row(HOSTS, "10.26.0.21").await;
    assert_eq!(shown(&row)[2], "ci-runners kiosk-lyon");
    let detail = desk.detail(HOSTS, "10.26.0.21").await;
    assert_eq!(field(&detail, "clusters"), "ci-runners kiosk-lyon");
}

#[tokio::test]
async fn a_host_whose_container_manager_cannot_be_asked_is_shown_all_the_same() {
    let desk = Desk::quiet();
    desk.configure(|settings| {
        settings
            .troubles
            .managers_unreachable
            .insert("openshift-emea".into());
    });
    let detail = desk.detail(HOSTS, "10.27.0.11").await;
    assert_eq!(field(&detail, "status"), "active");
    assert_eq!(field(&detail, "its container manager says"), "");
}

#[tokio::test]
async fn networks_and_container_managers_show_the_clusters_that_use_them() {
    let desk = Desk::quiet();
    let network = desk.detail(NETWORKS, "flannel-lab").await;
    assert_eq!(field(&network, "used by"), "ci-runners");
    assert_eq!(&*network.children_of(CLUSTERS)[0].id, "ci-runners");
    let manager = desk.detail(CONTAINER_MANAGERS, "openshift-emea").await;
    assert_eq!(field(&manager, "options"), "server_url token");
    assert_eq!(field(&manager, "used by"), "branch-offices");
    let pods = desk.detail(CONTAINER_MANAGERS, "edge-pods").await;
    assert_eq!(pods.children_of(CLUSTERS).len(), 8);
}

#[tokio::test]
async fn a_credential_says_that_there_is_a_key_and_only_its_document_has_it() {
    let desk = Desk::quiet();
    let detail = desk.detail(CREDENTIALS, "10.20.0.11").await;
    assert_eq!(field(&detail, "remote user"), "root");
    assert!(field(&detail, "key").contains("characters of base64"));
    let secrets = ["LS0tLS1CRUdJTiBTQU5EQk9Y", "sandbox-token-31f7"];
    assert!(detail.document.contains(secrets[0]));
    for kind in LISTED {
        for row in desk.rows(kind).await {
            let detail = desk.detail(kind, &row.id).await;
            let said = format!("{row:?} {:?} {:?}", detail.fields, detail.children);
            for secret in secrets {
                assert!(!said.contains(secret), "{kind} {}: {said}", row.id);
            }
        }
    }
}

#[tokio::test]
async fn a_server_just_installed_has_the_default_network_and_nothing_else() {
    let desk = Desk::empty();
    for kind in LISTED {
        let ids: Vec<String> = desk
            .rows(kind)
            .await
            .iter()
            .map(|row| row.id.to_string())
            .collect();
        let expected: &[&str] = if kind == NETWORKS { &["default"] } else { &[] };
        assert_eq!(ids, expected, "{kind}");
    }
}

#[tokio::test]
async fn a_host_that_the_server_as_shipped_never_looks_at_stays_new() {
    let desk = Desk::empty();
    desk.configure(|settings| settings.quirks.hosts_as_shipped = true);
    desk.host("10.0.0.1").await;
    let row = desk.row(HOSTS, "10.0.0.1").await;
    assert_eq!((&*row.state.text, row.state.class), ("new", StateClass::Busy));
}

/// A fleet in which the cluster `prod` has a host without a record.
async fn with_a_broken_cluster() -> Desk {
    let desk = Desk::empty();
    for name in ["plain", "prod", "second"] {
        desk.cluster(name, "").await;
    }
    for host in ["10.0.0.1", "10.0.0.2"] {
        desk.host(host).await;
        for name in ["plain", "prod"] {
            desk.client.join(name, host).await.unwrap();
        }
    }
    let delete = desk.client.delete_host("10.0.0.1").unwrap();
    desk.client.send(delete).await.unwrap();
    desk
}

#[tokio::test]
async fn a_cluster_that_cannot_be_read_says_why_and_the_others_show() {
    let desk = with_a_broken_cluster().await;
    let rows = desk.rows(CLUSTERS).await;
    let states: Vec<(&str, &str)> = rows.iter().map(|row| (&*row.name, &*row.state.text)).collect();
    assert_eq!(
        states,
        [("plain", "failed"), ("prod", "unreadable"), ("second", "ok")]
    );
    assert!(shown(&rows[1])[6].contains("one of its hosts has no record"));
    assert_eq!(rows[1].state.class, StateClass::Bad);
}

#[tokio::test]
async fn a_cluster_that_cannot_be_read_shows_which_of_its_hosts_has_no_record() {
    let desk = with_a_broken_cluster().await;
    let row = desk.row(CLUSTERS, "prod").await;
    let detail = desk.detail(CLUSTERS, "prod").await;
    assert_eq!(*detail.row, row);
    let servers = detail.children_of(SERVERS).iter();
    let servers: Vec<(&str, &str)> = servers.map(|row| (&*row.name, &*row.state.text)).collect();
    assert_eq!(
        servers,
        [("10.0.0.1", "no record"), ("10.0.0.2", "disassociated")]
    );
}

#[tokio::test(start_paused = true)]
async fn what_others_change_in_the_clusters_is_in_the_list_of_hosts_before_long() {
    let desk = Desk::quiet();
    let clusters = async || shown(&desk.row(HOSTS, "10.29.0.11").await)[2].clone();
    assert_eq!(clusters().await, "-");
    let others = Client::new(door_to(desk.world.router()), BASE_PATH);
    others.join("kiosk-lyon", "10.29.0.11").await.unwrap();
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(clusters().await, "kiosk-lyon");
}
