//! What differs between the generations (§1.9).

use super::stub::{read, refused, rows};
use super::*;
use crate::managers::cloudify::kinds::{EXECUTIONS, MANAGER, MANAGER_NODES, SERVICES, TOKENS, USERS};

fn of_71(path: &str) -> String {
    recorded(RECORDED_71, "GET", path)
}

/// A recorded 7.1, as far as it is no v3 any more.
fn newer() -> Stub {
    let page = "<!doctype html><html lang=en><title>404 Not Found</title><h1>Not Found</h1>";
    Stub::default()
        .with("GET /version", 200, &of_71("/api/v3/version"))
        .with_type("GET /status", 404, "text/html; charset=utf-8", page)
        .with_type("GET /tokens", 404, "text/html; charset=utf-8", page)
        .with("GET /api/v3.1/status", 200, &of_71("/api/v3.1/status"))
        .with("GET /api/v3.1/tokens", 200, &of_71("/api/v3.1/tokens"))
        .with("GET /api/v3.1/managers", 200, &of_71("/api/v3.1/managers"))
        .with("GET /api/v3.1/db-nodes", 200, &of_71("/api/v3.1/db-nodes"))
        .with("GET /maintenance", 200, &of_71("/api/v3/maintenance"))
        .with("GET /user", 200, &of_71("/api/v3/user"))
}

#[tokio::test]
async fn the_newer_manager_is_asked_where_it_answers() {
    let stub = newer();
    let manager = stub.manager();
    let mut lines = Vec::new();
    for kind in [MANAGER, SERVICES, TOKENS, MANAGER_NODES] {
        lines.push(format!("{kind}:"));
        lines.extend(table(&rows(&manager, kind).await));
    }
    insta::assert_snapshot!(lines.join("\n"), @r##"
    manager:
    manager | Fail | deactivated | 7.1.0.dev1 | community | 2/7
    services:
    Webserver | Inactive | - | no | -
    Management Worker | Inactive | - | no | -
    Manager Rest-Service | Inactive | - | no | -
    Cloudify API | Inactive | - | no | -
    Cloudify Execution Scheduler | Inactive | - | no | -
    RabbitMQ | Active | - | yes | -
    PostgreSQL | Active | - | yes | -
    tokens:
    4HTkxEVXqG | admin | sys_admin | - | 2026-11-20 19:39:11 | csys-vm
    1ZevPcxL8J | admin | sys_admin | - | - | recording
    vTMSZpwUZ0 | admin | sys_admin | - | 2026-11-20 19:43:05 | recording
    manager-nodes:
    cloudify-manager | - | manager | 127.0.0.1 | - | 7.1.0.dev1
    "##);
    // The first time the older path was tried; by then the version is known.
    let older: Vec<_> = stub
        .asked()
        .into_iter()
        .filter(|it| it == "GET /status")
        .collect();
    assert_eq!(older.len(), 1);
    let detail = read(&manager, MANAGER, "manager").await;
    insta::assert_snapshot!(fields(&detail).join("\n"), @r##"
    version: 7.1.0.dev1
    edition: community
    system: debian bookworm
    status: Fail
    maintenance: deactivated
    asked by: admin
    in the role: sys_admin
    "##);
}

#[tokio::test]
async fn the_older_manager_is_asked_where_it_answers() {
    let of = |path: &str| recorded(RECORDED_42, "GET", path);
    let status = r#"{"status": "running", "services": [{"display_name": "RabbitMQ", "instances": [{"Id": "rabbit.service",
        "Description": "queue", "ActiveState": "active", "SubState": "running", "state": "running"}]},
        {"display_name": "Riemann", "instances": []}]}"#;
    let nodes = r#"{"items": [{"name": "m1", "host_ip": "10.0.0.1", "master": true, "online": true, "initialized": true},
        {"name": "m2", "host_ip": "10.0.0.2", "master": false, "online": false, "initialized": true}]}"#;
    let stub = Stub::default()
        .with("GET /version", 200, &of("/api/v3/version"))
        .with("GET /status", 200, status)
        .with("GET /tokens", 200, &of("/api/v3/tokens"))
        .with("GET /maintenance", 200, &of("/api/v3/maintenance"))
        .with("GET /user", 200, &of("/api/v3/user"))
        .with("GET /cluster/nodes", 200, nodes);
    let manager = stub.manager();
    let mut lines = Vec::new();
    for kind in [MANAGER, SERVICES, TOKENS, MANAGER_NODES] {
        lines.push(format!("{kind}:"));
        lines.extend(table(&rows(&manager, kind).await));
    }
    insta::assert_snapshot!(lines.join("\n"), @r##"
    manager:
    manager | running | deactivated | 4.2.0 | premium | 1/2
    services:
    RabbitMQ | running | rabbit.service | - | queue
    Riemann | - | - | - | -
    tokens:
    own | - | sys_admin | - | - | -
    manager-nodes:
    m1 | online | active | 10.0.0.1 | yes | -
    m2 | offline | replica | 10.0.0.2 | yes | -
    "##);
    assert!(!stub.asked().iter().any(|it| it.contains("v3.1")));
}

#[tokio::test]
async fn a_status_of_services_that_are_no_services_shows_none() {
    let stub = Stub::of_version("4.2.0").with(
        "GET /status",
        200,
        r#"{"status": "running", "services": ["undefined"]}"#,
    );
    let manager = stub.manager();
    assert!(rows(&manager, SERVICES).await.is_empty());
    let row = &rows(&manager, MANAGER).await[0];
    assert_eq!(shown(row), "manager | running | - | 4.2.0 | premium | -");
}

#[tokio::test]
async fn lists_of_a_newer_manager_ask_for_what_it_knows() {
    let nothing = r#"{"items": []}"#;
    for (version, is_newer) in [("4.2.0", false), ("6.4.2", false), ("7.1.0.dev1", true)] {
        let stub = Stub::of_version(version).with("GET /executions", 200, nothing);
        rows(&stub.manager(), EXECUTIONS).await;
        assert_eq!(stub.asked()[1].contains("ended_at"), is_newer, "{version}");
    }
}

#[tokio::test]
async fn what_the_edition_lacks_is_said_so_and_is_no_failure_of_the_manager() {
    let premium = recorded(RECORDED_42, "GET", "/api/v3/users");
    let stub =
        Stub::of_version("4.2.0")
            .with("GET /users", 404, &premium)
            .with("GET /cluster/nodes", 404, &premium);
    let manager = stub.manager();
    for kind in [USERS, MANAGER_NODES] {
        let error = refused(&manager, kind).await;
        assert!(matches!(error, ManagerError::NotOffered { .. }), "{error:?}");
        assert!(error.to_string().contains("edition"), "{error}");
    }
}

#[tokio::test]
async fn a_manager_in_no_cluster_has_an_empty_list_of_its_managers() {
    let stub = Stub::of_version("4.2.0");
    assert!(rows(&stub.manager(), MANAGER_NODES).await.is_empty());
}

#[tokio::test]
async fn a_manager_that_does_not_say_its_version_is_taken_for_the_oldest() {
    let stub = Stub::default().with("GET /executions", 200, r#"{"items": []}"#);
    rows(&stub.manager(), EXECUTIONS).await;
    assert!(!stub.asked()[1].contains("ended_at"));
}
