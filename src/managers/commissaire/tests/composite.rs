//! Readings of several requests, and changes that look before or after.

use super::*;
use secrecy::ExposeSecret as _;

use crate::managers::commissaire::client::{Left, decoded_key, membership};
use crate::managers::commissaire::kinds::HOSTS;
use crate::managers::commissaire::memory::Memory;
use crate::managers::commissaire::reading::Reader;
use crate::resource::kind::CLUSTERS;

#[tokio::test]
async fn the_fleet_is_read_cluster_by_cluster_in_the_order_of_names() {
    let desk = Desk::quiet();
    let fleet = desk.client.fleet().await.unwrap();
    let names: Vec<&str> = fleet.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.is_sorted() && names.len() == 11, "{names:?}");
    let sent = desk.sent();
    assert_eq!((sent.len(), sent[0].as_str()), (12, "GET /clusters"));
    let status = |name: &str| {
        let (_, cluster) = fleet.iter().find(|(known, _)| known == name).unwrap();
        cluster.as_ref().unwrap().status.clone()
    };
    assert_eq!(status("edge-eu-west"), "ok");
    assert_eq!(status("edge-us-west"), "degraded");
    // Hosts in no managed cluster are never active, so they count as unavailable.
    assert_eq!(status("ci-runners"), "failed");
    assert_eq!(status("staging"), "ok");
}

#[tokio::test]
async fn one_broken_cluster_does_not_hide_the_others() {
    let desk = Desk::empty();
    for name in ["plain", "prod", "second"] {
        desk.cluster(name, "").await;
    }
    desk.host("10.0.0.1").await;
    for name in ["plain", "prod"] {
        desk.client.join(name, "10.0.0.1").await.unwrap();
    }
    // It goes from one of its clusters only: the other one has a host without a record now.
    desk.client
        .send(desk.client.delete_host("10.0.0.1").unwrap())
        .await
        .unwrap();
    let fleet = desk.client.fleet().await.unwrap();
    let read: Vec<(&str, bool)> = fleet
        .iter()
        .map(|(name, cluster)| (name.as_str(), cluster.is_ok()))
        .collect();
    assert_eq!(read, [("plain", true), ("prod", false), ("second", true)]);
    let error = fleet[1].1.as_ref().unwrap_err().to_string();
    assert!(error.contains("one of its hosts has no record"), "{error}");
}

#[tokio::test]
async fn a_manager_that_is_down_ends_the_reading_of_the_fleet() {
    let desk = Desk::quiet();
    desk.configure(|settings| {
        settings.access = crate::managers::commissaire::sandbox::settings::Access::nobody();
    });
    let error = desk.client.fleet().await.unwrap_err();
    assert!(matches!(error, ManagerError::Unauthorized { .. }));
    assert_eq!(desk.recorder.count(), 1);
}

#[tokio::test]
async fn a_missing_cluster_is_told_from_a_broken_one() {
    let desk = Desk::empty();
    let error = desk.client.read_cluster("nosuch").await.unwrap_err();
    assert!(matches!(&error, ManagerError::NotFound { message } if message == "there is no cluster nosuch"));
    assert!(matches!(
        desk.client.is_member("nosuch", "10.0.0.1").await,
        Err(ManagerError::NotFound { .. })
    ));
    desk.cluster("prod", "").await;
    desk.host("10.0.0.1").await;
    desk.client.join("prod", "10.0.0.1").await.unwrap();
    assert!(desk.client.is_member("prod", "10.0.0.1").await.unwrap());
    assert!(!desk.client.is_member("prod", "10.0.0.2").await.unwrap());
    let cluster = desk.client.read_cluster("prod").await.unwrap();
    assert_eq!(cluster.members(), ["10.0.0.1"]);
}

#[tokio::test]
async fn a_host_knows_its_clusters_by_theirs() {
    let desk = Desk::empty();
    for name in ["b", "a"] {
        desk.cluster(name, "").await;
    }
    for host in ["10.0.0.1", "10.0.0.2"] {
        desk.host(host).await;
        desk.client.join("a", host).await.unwrap();
    }
    desk.client.join("b", "10.0.0.1").await.unwrap();
    let fleet = desk.client.fleet().await.unwrap();
    let clusters_of = membership(&fleet);
    assert_eq!(clusters_of["10.0.0.1"], ["a", "b"]);
    assert_eq!(clusters_of["10.0.0.2"], ["a"]);
}

#[tokio::test]
async fn an_operation_that_was_never_started_is_none() {
    let desk = Desk::quiet();
    let operations = desk.client.operations("edge-eu-north").await.unwrap();
    let upgrade = operations.get(OperationKind::Upgrade).unwrap();
    assert_eq!(
        (upgrade.status.as_str(), upgrade.in_process.as_slice()),
        ("failed", &["10.21.0.66".to_owned()][..])
    );
    assert_eq!((&operations.deploy, &operations.restart), (&None, &None));
    assert_eq!(
        desk.sent(),
        ["deploy", "upgrade", "restart"].map(|kind| format!("GET /cluster/edge-eu-north/{kind}"))
    );
}

#[tokio::test]
async fn a_server_that_never_had_a_container_manager_has_none() {
    let desk = Desk::empty();
    assert!(desk.client.read_container_managers().await.unwrap().is_empty());
    assert_eq!(desk.sent(), ["GET /containermanagers", "GET /networks"]);
    let well = Desk::quiet();
    assert_eq!(
        well.client.read_container_managers().await.unwrap(),
        ["edge-pods", "openshift-emea"]
    );
    let broken = Desk::empty();
    broken.configure(|settings| {
        let down = crate::managers::commissaire::sandbox::settings::Service::Storage;
        settings.troubles.services_down.insert(down);
    });
    assert!(broken.client.read_container_managers().await.is_err());
}

#[tokio::test]
async fn a_cluster_that_exists_is_not_created_again() {
    let desk = Desk::quiet();
    let before = desk.world.members_of("edge-us-east");
    let error = desk
        .client
        .create_cluster("edge-us-east", &ClusterDraft::default())
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("would empty its list of hosts"),
        "{error}"
    );
    assert_eq!(desk.world.members_of("edge-us-east"), before);
    assert!(desk.recorder.mutations().is_empty());
}

#[tokio::test]
async fn a_refused_host_is_looked_into() {
    let desk = Desk::empty();
    desk.cluster("prod", "").await;
    desk.host("10.0.0.1").await;
    let other_key = HostDraft {
        ssh_priv_key: SecretString::from("b3RoZXI="),
        ..host_draft(None)
    };
    for (draft, why) in [
        (host_draft(Some("nosuch")), "there is no cluster nosuch"),
        (host_draft(Some("prod")), "let it join instead"),
        (other_key, "exists with another key"),
    ] {
        let error = desk.client.add_host("10.0.0.1", &draft).await.unwrap_err();
        assert!(matches!(error, ManagerError::Conflict { .. }));
        assert!(error.to_string().contains(why), "{error}");
    }
    // The same again is no error.
    let again = desk.client.add_host("10.0.0.1", &host_draft(None)).await.unwrap();
    assert_eq!(again.status, "disassociated");
}

#[tokio::test]
async fn a_host_that_may_not_join_is_told_its_status() {
    let desk = Desk::empty();
    desk.cluster("prod", "").await;
    for (address, status) in [("10.0.0.88", "failed"), ("10.0.0.1", "new")] {
        desk.client.add_host(address, &host_draft(None)).await.unwrap();
        if status == "failed" {
            desk.advance(10);
        }
        let error = desk.client.join("prod", address).await.unwrap_err();
        let expected =
            format!("{address} is {status}: only active or disassociated hosts can join a cluster");
        assert!(matches!(error, ManagerError::Conflict { message } if message == expected));
    }
}

#[tokio::test]
async fn a_host_that_left_unnoticed_by_its_container_manager_is_told_so() {
    let desk = Desk::empty();
    desk.cluster("ghost", "nosuch").await;
    desk.host("10.0.0.1").await;
    // The host is in the list all the same.
    let error = desk.client.join("ghost", "10.0.0.1").await.unwrap_err();
    assert!(
        error.to_string().contains("is in its list all the same"),
        "{error}"
    );
    assert_eq!(
        desk.client.leave("ghost", "10.0.0.1").await.unwrap(),
        Left::StillRegistered
    );
    assert_eq!(desk.client.leave("ghost", "10.0.0.1").await.unwrap(), Left::Whole);
    assert!(matches!(
        desk.client.leave("nosuch", "10.0.0.1").await,
        Err(ManagerError::NotFound { .. })
    ));
}

#[tokio::test]
async fn how_to_log_in_to_a_host_is_its_user_and_its_key_as_the_file_of_it() {
    let desk = Desk::quiet();
    let memory = Memory::default();
    let reader = Reader {
        client: &desk.client,
        memory: &memory,
    };
    let access = reader.shell(HOSTS, "10.20.0.11").await.unwrap();
    assert_eq!((&*access.host, &*access.user), ("10.20.0.11", "root"));
    assert!(access.is_simulated);
    let key = access.key.unwrap();
    let key = key.expose_secret();
    assert!(
        key.starts_with("-----BEGIN ") && key.ends_with("-----\n"),
        "{key}"
    );
    assert_eq!(desk.sent(), ["GET /host/10.20.0.11/creds"]);
    let gone = reader.shell(HOSTS, "10.20.0.99").await.unwrap_err();
    assert!(matches!(gone, ManagerError::NotFound { .. }), "{gone}");
    let other = reader.shell(CLUSTERS, "edge-eu-west").await.unwrap_err();
    assert!(matches!(other, ManagerError::NotOffered { .. }), "{other}");
}

#[test]
fn a_key_that_the_server_keeps_may_be_none() {
    let decoded = |encoded: &str| decoded_key(&encoded.to_owned().into());
    assert!(decoded("").unwrap().is_none());
    assert_eq!(
        decoded("dGVz\ndAo=\n").unwrap().unwrap().expose_secret(),
        "test\n"
    );
    for bad in ["-----BEGIN", "/w=="] {
        let error = decoded(bad).unwrap_err();
        assert!(matches!(error, ManagerError::UnusableKey { .. }), "{error}");
        assert!(!error.to_string().contains(bad), "{error}");
    }
}
