//! What is sent, and what is not sent at all.

use super::*;
use crate::managers::commissaire::actions::{
    ADD_HOSTS, BOOTSTRAP_HOST, CREATE_CLUSTER, DEPLOY, JOIN, REMOVE_HOST, UPGRADE,
};
use crate::managers::commissaire::kinds::{CONTAINER_MANAGERS, HOSTS, NETWORKS};
use crate::managers::commissaire::sandbox::settings::Service;
use crate::resource::action::DELETE;
use crate::resource::kind::CLUSTERS;
use crate::transport::SendOutcome;

#[tokio::test]
async fn a_cluster_that_exists_is_never_sent_again() {
    let desk = Desk::quiet();
    let before = desk.world.members_of("edge-us-east");
    let error = desk
        .act(&asked(CLUSTERS, CREATE_CLUSTER, "edge-us-east", &[]))
        .await
        .unwrap_err();
    assert!(matches!(error, ManagerError::Conflict { .. }), "{error:?}");
    assert_eq!(desk.world.members_of("edge-us-east"), before);
    assert!(desk.changes().is_empty());
}

#[tokio::test]
async fn a_new_cluster_is_what_was_said_of_it() {
    let desk = Desk::quiet();
    let told = [("network", "flannel-lab"), ("container-manager", "edge-pods")];
    desk.act(&asked(CLUSTERS, CREATE_CLUSTER, "lab-2", &told))
        .await
        .unwrap();
    let detail = desk.detail(CLUSTERS, "lab-2").await;
    assert_eq!(field(&detail, "network"), "flannel-lab");
    assert_eq!(field(&detail, "container manager"), "edge-pods");
}

#[tokio::test]
async fn a_host_that_is_in_no_cluster_is_not_removed_from_one() {
    let desk = Desk::quiet();
    for (cluster, host) in [
        ("staging", "10.29.0.11"),
        ("nosuch", "10.29.0.11"),
        ("staging", "10.9.9.9"),
    ] {
        let error = desk
            .act(&asked_of_part(CLUSTERS, REMOVE_HOST, cluster, host))
            .await
            .unwrap_err();
        assert!(
            matches!(error, ManagerError::NotFound { .. }),
            "{cluster} {host}: {error:?}"
        );
    }
    assert!(desk.changes().is_empty());
}

#[tokio::test]
async fn a_host_that_left_while_its_container_manager_could_not_be_told_is_remarked_on() {
    let desk = Desk::quiet();
    let remove = |host| asked_of_part(CLUSTERS, REMOVE_HOST, "edge-us-west", host);
    assert_eq!(desk.act(&remove("10.23.0.11")).await.unwrap(), None);
    desk.configure(|settings| {
        settings.troubles.managers_unreachable.insert("edge-pods".into());
    });
    let remark = desk.act(&remove("10.23.0.13")).await.unwrap();
    assert!(remark.unwrap().contains("its node is still there"));
    assert_eq!(
        desk.world.members_of("edge-us-west"),
        ["10.23.0.12", "10.23.0.14"]
    );
}

#[tokio::test]
async fn a_deploy_to_a_cluster_that_is_not_there_is_not_sent() {
    let desk = Desk::quiet();
    let deploy = asked(CLUSTERS, DEPLOY, "nosuch", &[("to-version", "7.2.6")]);
    let error = desk.act(&deploy).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotFound { .. }), "{error:?}");
    assert!(desk.changes().is_empty());
}

#[tokio::test]
async fn a_cluster_whose_container_manager_is_gone_stays_when_it_is_deleted() {
    let desk = Desk::quiet();
    desk.act(&asked(CONTAINER_MANAGERS, DELETE, "openshift-emea", &[]))
        .await
        .unwrap();
    let error = desk
        .act(&asked(CLUSTERS, DELETE, "branch-offices", &[]))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), SendOutcome::Unknown);
    assert!(error.to_string().contains("the cluster stays"), "{error}");
    assert!(desk.world.cluster_names().contains(&"branch-offices".to_owned()));
}

#[tokio::test]
async fn what_fails_before_anything_is_sent_is_not_said_to_be_unknown() {
    let desk = Desk::quiet();
    desk.rows(CLUSTERS).await;
    desk.configure(|settings| {
        settings.troubles.services_down.insert(Service::Storage);
    });
    for request in [
        asked(CLUSTERS, CREATE_CLUSTER, "lab-2", &[]),
        asked(CLUSTERS, DEPLOY, "staging", &[("to-version", "7.2.6")]),
        asked(
            CLUSTERS,
            ADD_HOSTS,
            "staging",
            &[("hosts", "10.29.0.11,10.29.0.66")],
        ),
        asked_of_part(CLUSTERS, REMOVE_HOST, "edge-us-west", "10.23.0.11"),
    ] {
        let error = desk.act(&request).await.unwrap_err();
        assert_eq!(error.outcome(), SendOutcome::NotSent, "{request:?}: {error:?}");
        assert!(error.to_string().contains("nothing was sent"), "{error}");
    }
    assert!(desk.changes().is_empty());
    // What was sent may have been done.
    let error = desk
        .act(&asked(CLUSTERS, UPGRADE, "staging", &[]))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), SendOutcome::Unknown);
}

#[tokio::test]
async fn a_refused_credential_stays_one_also_before_anything_is_sent() {
    let desk = Desk::quiet();
    desk.configure(|settings| {
        settings.access = crate::managers::commissaire::sandbox::settings::Access::nobody();
    });
    let create = asked(CLUSTERS, CREATE_CLUSTER, "lab-2", &[]);
    assert!(desk.act(&create).await.unwrap_err().needs_the_user());
}

#[tokio::test]
async fn a_host_that_cannot_be_added_says_which_of_three_reasons_it_has() {
    let desk = Desk::quiet();
    let bootstrap = |cluster: &str| {
        let request = asked(HOSTS, BOOTSTRAP_HOST, "10.29.0.11", &[("cluster", cluster)]);
        ActionRequest {
            arguments: request.arguments.with_secret("key-file", "KEY".to_owned().into()),
            ..request
        }
    };
    for (cluster, why) in [
        ("nosuch", "there is no cluster nosuch"),
        ("staging", "is not in cluster staging"),
        ("", "exists with another key"),
    ] {
        let error = desk.act(&bootstrap(cluster)).await.unwrap_err();
        assert!(matches!(error, ManagerError::Conflict { .. }));
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[tokio::test]
async fn a_host_that_may_not_join_is_a_conflict_that_tells_how_it_is() {
    let desk = Desk::quiet();
    let join = asked(HOSTS, JOIN, "10.23.0.12", &[("cluster", "staging")]);
    let error = desk.act(&join).await.unwrap_err();
    assert!(matches!(&error, ManagerError::Conflict { message } if message.contains("10.23.0.12 is failed")));
    assert!(desk.world.members_of("staging").is_empty());
}

#[tokio::test]
async fn options_that_are_no_object_are_not_sent() {
    let desk = Desk::quiet();
    let create = asked(NETWORKS, ActionId("create-network"), "net", &[("options", "[1]")]);
    assert!(matches!(
        desk.act(&create).await,
        Err(ManagerError::Invalid { .. })
    ));
    assert!(desk.changes().is_empty());
}

#[tokio::test]
async fn what_is_deleted_twice_is_not_found() {
    let desk = Desk::quiet();
    for (kind, id) in [
        (CLUSTERS, "staging"),
        (HOSTS, "10.29.0.11"),
        (NETWORKS, "flannel-lab"),
        (CONTAINER_MANAGERS, "edge-pods"),
    ] {
        desk.act(&asked(kind, DELETE, id, &[])).await.unwrap();
        let again = desk.act(&asked(kind, DELETE, id, &[])).await.unwrap_err();
        assert!(
            matches!(again, ManagerError::NotFound { .. }),
            "{kind}: {again:?}"
        );
    }
}
