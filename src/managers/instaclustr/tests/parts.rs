//! What is listed for each cluster.

use super::*;
use crate::managers::instaclustr::kinds::{
    ACLS, BACKUPS, CONFIGURATIONS, FIREWALL_RULES, KINDS, RELOADS, RESIZES, TOPICS, USERS, VPC_PEERINGS,
};
use crate::resource::{Found, Progress};

async fn parts(stub: &Stub, part: KindId, cluster: &str) -> Vec<Arc<Row>> {
    let parts = stub.manager().parts(part, &Id::from(cluster), usize::MAX).await;
    let rows = parts.unwrap().rows;
    let kind = KINDS.iter().find(|kind| kind.id == part).unwrap();
    assert_eq!(kind.found, Found::PerCluster);
    for row in &rows {
        assert_eq!(row.cells.len(), kind.columns.len(), "{part}: {row:?}");
    }
    rows
}

fn ids(rows: &[Arc<Row>]) -> Vec<&str> {
    rows.iter().map(|row| &*row.id).collect()
}

#[tokio::test]
async fn a_firewall_rule_is_a_service_open_to_a_network_or_a_security_group() {
    let stub = Stub::default().with(
        &format!("GET /{CATALOGUE}/firewallRules"),
        200,
        sample!("firewall-list"),
    );
    let rows = parts(&stub, FIREWALL_RULES, CATALOGUE).await;
    assert_eq!(
        ids(&rows),
        [
            "203.0.113.10/32/CASSANDRA",
            "203.0.113.10/32/SPARK",
            "sg-0a1b2c3d/CASSANDRA"
        ]
    );
    assert_eq!(table(&rows)[1], "203.0.113.10/32 | SPARK | PROVISIONING | -");
    assert_eq!(stub.recorder.count(), 1);
}

#[tokio::test]
async fn peerings_are_asked_for_by_data_centre_and_one_that_fails_is_a_row() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .with(
            &format!("GET /vpc-peering/{DC1}"),
            202,
            sample!("vpc-peering-list"),
        )
        .with(&format!("GET /vpc-peering/{DC2}"), 504, "");
    let rows = parts(&stub, VPC_PEERINGS, CATALOGUE).await;
    assert_eq!(
        &*rows[0].id,
        format!("{DC1}/7a8d9ccd-7582-429f-bac5-26d3d4381551")
    );
    assert_eq!(
        table(&rows)[0],
        "vpc-0a1b2c3d | pending-acceptance | DC1 | 123456789012 | US_EAST_1 | 10.100.0.0/16 10.101.0.0/16 \
         | pcx-0a1b2c3d | -"
    );
    assert!(rows[1].is_unreadable() && shown(&rows[1])[0].contains("DC2"));
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn if_nothing_could_be_read_that_is_an_error() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .with(&format!("GET /vpc-peering/{DC1}"), 504, "")
        .with(&format!("GET /vpc-peering/{DC2}"), 504, "");
    let error = stub
        .manager()
        .parts(VPC_PEERINGS, &CATALOGUE.into(), usize::MAX)
        .await;
    assert!(matches!(error, Err(ManagerError::Refused { status: 504, .. })));
}

#[tokio::test]
async fn a_refused_credential_ends_a_list_of_several_requests_at_once() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .with(&format!("GET /vpc-peering/{DC1}"), 401, "");
    let error = stub
        .manager()
        .parts(VPC_PEERINGS, &CATALOGUE.into(), usize::MAX)
        .await;
    assert!(matches!(error, Err(ManagerError::Unauthorized { .. })));
    assert_eq!(stub.recorder.count(), 2);
}

#[tokio::test]
async fn users_are_those_of_the_bundle_that_the_cluster_runs() {
    let stub = Stub::default()
        .with(
            &format!("GET /{EVENTS}/terraform-description"),
            202,
            sample!("terraform-description-kafka"),
        )
        .with(
            &format!("GET /{EVENTS}/kafka/users"),
            200,
            sample!("bundle-users"),
        );
    let rows = parts(&stub, USERS, EVENTS).await;
    assert_eq!(ids(&rows), ["kafka/ickafka", "kafka/app_reader"]);
}

#[tokio::test]
async fn the_bundle_is_guessed_from_the_status_where_nobody_describes_it() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .with(
            &format!("GET /{CATALOGUE}/apache_cassandra/users"),
            200,
            r#"["iccassandra"]"#,
        );
    let rows = parts(&stub, USERS, CATALOGUE).await;
    assert_eq!(ids(&rows), ["apache_cassandra/iccassandra"]);
}

#[tokio::test]
async fn topics_and_access_rules_of_kafka_are_listed() {
    let acl = r#"{"principal": "User:a", "host": "*", "resourceType": "TOPIC", "resourceName": "orders",
        "operation": "READ", "permissionType": "ALLOW", "patternType": "LITERAL"}"#;
    let stub = Stub::default()
        .with(
            &format!("GET /{EVENTS}/kafka/topics"),
            200,
            r#"{"topics": ["orders", "payments"]}"#,
        )
        .with(
            &format!("POST /{EVENTS}/kafka/acls/searches"),
            200,
            &format!(r#"{{"acls": [{acl}]}}"#),
        );
    assert_eq!(ids(&parts(&stub, TOPICS, EVENTS).await), ["orders", "payments"]);
    let acls = parts(&stub, ACLS, EVENTS).await;
    assert_eq!(ids(&acls), ["User:a/*/TOPIC/orders/READ/ALLOW/LITERAL"]);
    assert_eq!(stub.recorder.requests()[1].body, "{}");
}

#[tokio::test]
async fn what_another_bundle_has_is_not_asked_for_where_the_bundle_is_known() {
    let stub = Stub::default().cluster(CATALOGUE, sample!("status-running-2dc"));
    let manager = stub.manager();
    manager
        .read(crate::resource::kind::CLUSTERS, &CATALOGUE.into())
        .await
        .unwrap();
    let asked = stub.recorder.count();
    for part in [TOPICS, ACLS, RELOADS] {
        let error = manager
            .parts(part, &CATALOGUE.into(), usize::MAX)
            .await
            .unwrap_err();
        assert!(matches!(error, ManagerError::NotOffered { .. }), "{error:?}");
    }
    assert_eq!(stub.recorder.count(), asked);
}

#[tokio::test]
async fn configurations_show_their_values_but_for_secret_ones() {
    let stub = Stub::default()
        .cluster(ORDERS, r#"{"clusterName": "pg", "username": "icpostgresql"}"#)
        .with(
            &format!("GET /{ORDERS}/postgresql/configurations"),
            200,
            r#"[{"parameterName": "work_mem", "parameterValue": 64},
                {"parameterName": "ldap_password", "parameterValue": "EXAMPLE-NOT-A-SECRET"}]"#,
        );
    let rows = parts(&stub, CONFIGURATIONS, ORDERS).await;
    assert_eq!(ids(&rows), ["postgresql/work_mem", "postgresql/ldap_password"]);
    assert_eq!(
        table(&rows),
        [
            "work_mem | 64 | postgresql",
            "ldap_password | [redacted] | postgresql"
        ]
    );
}

#[tokio::test]
async fn backups_are_listed_node_by_node() {
    let stub = Stub::default().with(&format!("GET /{CATALOGUE}/backups"), 200, sample!("backups"));
    let rows = parts(&stub, BACKUPS, CATALOGUE).await;
    assert_eq!(
        &*rows[0].id,
        "a9cc2ff7-4eaf-4d61-8434-d99c09ff7f0c/snapshot-upload/1763629200000"
    );
    assert_eq!(rows[0].progress, Progress::new(50, 100));
    assert_eq!(
        table(&rows),
        [
            "AWS_VPC_US_EAST_1 | 10.10.0.11 | snapshot-upload | ACTIVE | 50% | 2025-11-20 09:00:00 | -",
            "AWS_VPC_US_EAST_1 | 10.10.0.11 | commitlog-upload | COMPLETED | 100% | 2025-11-20 08:00:00 \
             | 2025-11-20 08:00:30",
        ]
    );
}

#[tokio::test]
async fn a_resize_shows_which_node_it_is_at() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-resizing"))
        .with(
            &format!("GET /{CATALOGUE}/{DC1}/resize"),
            200,
            sample!("resize-operations-active"),
        )
        .with(&format!("GET /{CATALOGUE}/{DC2}/resize"), 200, "[]");
    let rows = parts(&stub, RESIZES, CATALOGUE).await;
    assert_eq!(
        table(&rows),
        [
            "DC1 | m5xl-1600-v2 | under way | 1/3 | PROVISIONING | 1 | COPY_DATA | 2026-11-20 09:15:00 | - | jdoe"
        ]
    );
    assert_eq!(rows[0].progress, Progress::new(1, 3));
}

#[tokio::test]
async fn reloads_are_known_by_node_and_time() {
    let operation = r#"{"timeCreated": "2026-11-20T09:15:00Z", "status": "RUNNING", "message": ""}"#;
    let stub = Stub::default().with(
        &format!("GET /POSTGRESQL/cluster/{ORDERS}/reload"),
        200,
        &format!(r#"{{"operations": {{"node-1": {operation}, "node-2": [{operation}]}}}}"#),
    );
    let rows = parts(&stub, RELOADS, ORDERS).await;
    assert_eq!(
        ids(&rows),
        ["node-1/2026-11-20T09:15:00Z", "node-2/2026-11-20T09:15:00Z"]
    );
    assert_eq!(table(&rows)[0], "node-1 | RUNNING | - | 2026-11-20 09:15:00 | -");
}
