//! How clusters go.

use super::*;

#[tokio::test]
async fn a_deleted_cluster_leaves_the_list_and_is_forgotten_later() {
    let service = Service::empty();
    let id = service.order(sample("create-cassandra")).await;
    service.advance(431.0);
    let path = format!("/{id}");
    assert_eq!(service.delete(&path).await.0, 202);
    let status = service.status(&id).await;
    assert_eq!(status["clusterStatus"], "DELETING");
    assert_eq!(nodes(&status), ["DELETING"; 3]);
    assert_eq!(service.get("/").await.1[0]["derivedStatus"], "DELETING");
    assert_eq!(service.delete(&path).await.0, 404);
    service.advance(120.0);
    assert_eq!(service.status(&id).await["clusterStatus"], "DELETED");
    assert_eq!(service.get("/").await.0, 404);
    assert_eq!(service.get(&format!("{path}/firewallRules")).await.0, 404);
    assert_eq!(service.delete(&path).await.0, 404);
    service.advance(599.0);
    assert_eq!(service.get(&path).await.0, 202);
    service.advance(1.0);
    assert_eq!(service.get(&path).await.0, 404);
}

#[tokio::test]
async fn a_delete_that_needs_a_second_factor_begins_when_it_is_confirmed() {
    let service = Service::demonstration();
    let id = service.id("orders_staging");
    let path = format!("/{id}");
    assert_eq!(service.put(&path, sample("modify-request")).await.0, 200);
    for _ in 0..2 {
        let answer = service.delete(&path).await;
        assert_eq!(answer, (202, sample("delete-response")));
        service.advance(3_600.0);
        assert_eq!(service.status(&id).await["clusterStatus"], "RUNNING");
    }
    assert!(service.world.confirm_delete(&id));
    assert!(!service.world.confirm_delete(&id));
    assert_eq!(service.status(&id).await["clusterStatus"], "DELETING");
    service.advance(120.0);
    assert_eq!(service.world.status_of(&id).as_deref(), Some("DELETED"));
}

#[tokio::test]
async fn nothing_waits_for_a_second_factor_that_was_taken_away_again() {
    let service = Service::demonstration();
    let id = service.id("orders_staging");
    service.put(&format!("/{id}"), sample("modify-request")).await;
    service
        .put(&format!("/{id}"), json!({"twoFactorDelete": Value::Null}))
        .await;
    service.delete(&format!("/{id}")).await;
    assert_eq!(service.status(&id).await["clusterStatus"], "DELETING");
    assert!(!service.world.confirm_delete(&id));
}

#[tokio::test]
async fn what_another_cluster_depends_on_stays_until_that_one_is_gone() {
    let service = Service::demonstration();
    let (events, connect) = (service.id("events_dev"), service.id("connect_dev"));
    assert_eq!(service.delete(&format!("/{events}")).await.0, 409);
    assert_eq!(service.delete(&format!("/{connect}")).await.0, 202);
    assert_eq!(service.delete(&format!("/{events}")).await.0, 202);
}

#[tokio::test]
async fn what_is_being_deleted_cannot_be_changed() {
    let service = Service::demonstration();
    let id = service.id("catalogue_prod");
    let centre = service.centre("catalogue_prod").await;
    service.delete(&format!("/{id}")).await;
    for (method, path, body) in [
        ("PUT", format!("/{id}"), sample("modify-request")),
        ("POST", format!("/{id}/firewallRules"), sample("firewall-request")),
        (
            "POST",
            format!("/{id}/cluster-data-centres"),
            sample("add-data-centre-request"),
        ),
        ("POST", format!("/{id}/{centre}/resize"), sample("resize-request")),
        (
            "POST",
            format!("/vpc-peering/{centre}"),
            sample("vpc-peering-create-request"),
        ),
        ("POST", format!("/{id}/backups"), json!({})),
    ] {
        let (status, answer) = service.send(method, &path, Some(body)).await;
        assert_eq!(status, 409, "{method} {path}: {answer}");
    }
}
