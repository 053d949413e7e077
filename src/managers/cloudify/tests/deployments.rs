//! Deployments as clusters: what their state is derived from, and in how many requests.

use super::stub::{read, rows};
use super::*;
use crate::managers::cloudify::kinds::{EXECUTIONS, WORKFLOWS};
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Health, StateClass};

fn listed(items: &str, total: usize) -> String {
    format!(r#"{{"items": [{items}], "metadata": {{"pagination": {{"total": {total}}}}}}}"#)
}

/// Two deployments: one runs, of the other the install failed half-way.
fn two() -> Stub {
    Stub::of_version("4.2.0")
        .with(
            "GET /deployments",
            200,
            &listed(
                r#"{"id": "api", "blueprint_id": "bp"}, {"id": "web", "blueprint_id": "bp"}"#,
                2,
            ),
        )
        .with(
            "GET /node-instances",
            200,
            &listed(
                r#"{"id": "vm_1", "deployment_id": "api", "state": "started"},
                   {"id": "vm_2", "deployment_id": "api", "state": "started"},
                   {"id": "vm_3", "deployment_id": "web", "state": "starting"},
                   {"id": "vm_4", "deployment_id": "web", "state": "started"}"#,
                4,
            ),
        )
        .with(
            "GET /executions",
            200,
            &listed(
                r#"{"id": "3", "workflow_id": "install", "deployment_id": "web", "status": "failed"},
                   {"id": "2", "workflow_id": "scale", "deployment_id": "api", "status": "started"},
                   {"id": "1", "workflow_id": "install", "deployment_id": "api", "status": "terminated"},
                   {"id": "0", "workflow_id": "install", "deployment_id": "api", "status": "failed"}"#,
                4,
            ),
        )
}

#[tokio::test]
async fn a_page_of_deployments_takes_three_requests_and_says_how_each_is() {
    let stub = two();
    let rows = rows(&stub.manager(), CLUSTERS).await;
    insta::assert_snapshot!(table(&rows).join("\n"), @r##"
    api | scale started | - | 2/2 | - | - | info  scale started
    web | partial | failed | 1/2 | - | - | error install failed
    "##);
    assert_eq!(rows[0].state.class, StateClass::Busy);
    insta::assert_snapshot!(stub.asked().join("\n"), @r##"
    GET /version
    GET /deployments?_include=id,blueprint_id,created_at,updated_at&_sort=id&_size=1000&_offset=0
    GET /node-instances?deployment_id=api&deployment_id=web&_include=id,deployment_id,state&_sort=id&_size=1000&_offset=0
    GET /executions?deployment_id=api&deployment_id=web&_include=id,workflow_id,deployment_id,status,created_at&_sort=-created_at&_size=500&_offset=0
    "##);
}

#[tokio::test]
async fn a_list_of_7_x_says_how_far_a_workflow_has_come() {
    let runs = r#"{"id": "2", "workflow_id": "scale", "deployment_id": "api", "status": "started",
        "total_operations": 12, "finished_operations": 5}"#;
    let stub = Stub::of_version("7.1.0.dev1")
        .with("GET /deployments", 200, &listed(r#"{"id": "api"}"#, 1))
        .with("GET /node-instances", 200, &listed("", 0))
        .with("GET /executions", 200, &listed(runs, 1));
    let rows = rows(&stub.manager(), CLUSTERS).await;
    assert!(table(&rows).join("").contains("5/12"), "{:?}", table(&rows));
    let asked = stub.asked().join("\n");
    assert!(asked.contains("total_operations,finished_operations"), "{asked}");
}

#[tokio::test]
async fn an_equal_deployment_is_an_equal_element() {
    struct Raw(Vec<String>);
    impl ElementSink for Raw {
        fn element(&mut self, raw: &str, _: fn(&str) -> Row) {
            self.0.push(raw.to_owned());
        }
    }
    let manager = two().manager();
    let (mut first, mut second) = (Raw(Vec::new()), Raw(Vec::new()));
    manager.list(CLUSTERS, &mut first).await.unwrap();
    manager.list(CLUSTERS, &mut second).await.unwrap();
    assert_eq!(first.0, second.0);
    assert!(
        first.0[0].contains(r#""instances":[["started",2]]"#),
        "{}",
        first.0[0]
    );
    assert!(
        !first.0[0].contains(r#""id": "0""#),
        "older executions do not matter"
    );
}

#[tokio::test]
async fn many_executions_hide_none_that_is_under_way() {
    let old = r#"{"id": "9", "workflow_id": "heal", "deployment_id": "api", "status": "started"}"#;
    let stub = Stub::of_version("4.2.0")
        .with("GET /deployments", 200, &listed(r#"{"id": "api"}"#, 1))
        .with("GET /node-instances", 200, &listed("", 0))
        .with("GET /executions?status=started", 200, &listed(old, 1))
        .with(
            "GET /executions",
            200,
            &listed(
                r#"{"id": "1", "workflow_id": "x", "deployment_id": "api", "status": "failed"}"#,
                900,
            ),
        );
    let rows = rows(&stub.manager(), CLUSTERS).await;
    assert_eq!(&*rows[0].state.text, "heal started");
}

#[tokio::test]
async fn a_deployment_that_goes_while_the_list_is_read_loses_nothing_but_its_last_execution() {
    let stub = Stub::of_version("4.2.0")
        .with("GET /deployments", 200, &listed(r#"{"id": "api"}"#, 1))
        .with(
            "GET /node-instances",
            200,
            &listed(r#"{"id": "vm_1", "deployment_id": "api", "state": "deleted"}"#, 1),
        );
    let rows = rows(&stub.manager(), CLUSTERS).await;
    assert_eq!(shown(&rows[0]), "api | uninstalled | - | 0/1 | - | - | -");
}

#[tokio::test]
async fn a_recorded_deployment_with_its_parts() {
    let of = |path: &str| recorded(RECORDED_42, "GET", path);
    let stub = Stub::of_version("4.2.0")
        .with("GET /deployments/d1", 200, &of("/api/v3/deployments/d1"))
        .with(
            "GET /node-instances",
            200,
            &of("/api/v3/node-instances?deployment_id=d1"),
        )
        .with("GET /executions", 200, &of("/api/v3/executions"));
    let detail = read(&stub.manager(), CLUSTERS, "d1").await;
    let mut lines = vec![shown(&detail.row)];
    lines.extend(fields(&detail));
    for kind in [SERVERS, WORKFLOWS, EXECUTIONS] {
        lines.push(format!("{kind}:"));
        lines.extend(table(detail.children_of(kind).iter().map(|row| &**row)));
    }
    insta::assert_snapshot!(lines.join("\n"), @r##"
    d1 | create_deployment_environment pending | - | 0/4 | - | - | info  create_deployment_environment pending
    blueprint: bp1
    state derived from: node instances: 4 uninitialized
    description: A small web cluster used to record API exchanges
    inputs: step_seconds=3, fail_start=false
    outputs: endpoint
    scaling groups: web_group
    created: 2026-11-20 19:55:36
    updated: 2026-11-20 19:55:36
    created by: admin
    tenant: default_tenant
    seen by: tenant
    servers:
    vm_oayvew | uninitialized | vm | vm_oayvew | - | 1 | d1
    web_07ofcc | uninitialized | web | vm_oayvew | - | 1 | d1
    vm_szcw3r | uninitialized | vm | vm_szcw3r | - | 1 | d1
    web_b2hv2w | uninitialized | web | vm_szcw3r | - | 1 | d1
    workflows:
    heal | - | node_instance_id | diagnose_value, ignore_failure
    scale | - | scalable_entity_name | ignore_failure, scale_compute, delta
    update | - | - | skip_uninstall, remove_target_instance_ids, extended_instance_ids, reduce_target_instance_ids, ignore_failure, reduced_instance_ids, modified_entity_ids, added_target_instances_ids, update_id, skip_install, removed_instance_ids, extend_target_instance_ids, added_instance_ids
    executions:
    create_deployment_environment | pending | d1 | - | 2026-11-20 19:55:36 | - | - | 7c2f32ef-bfb8-4513-a68b-0092d46a668b
    create_deployment_environment | pending | d2 | - | 2026-11-20 19:55:37 | - | - | 7043e505-a828-4405-9513-dc5124f105ba
    "##);
    assert!(
        stub.asked()
            .iter()
            .any(|it| it == "GET /deployments/d1?_get_data=true")
    );
}

#[tokio::test]
async fn a_failed_install_is_the_clusters_health_and_says_why() {
    let error = "RuntimeError: Workflow failed: Task failed";
    let failed = format!(
        r#"{{"id": "1", "workflow_id": "install", "deployment_id": "d", "status": "failed", "error": "{error}"}}"#
    );
    let stub = Stub::of_version("4.2.0")
        .with("GET /deployments/d", 200, r#"{"id": "d"}"#)
        .with(
            "GET /node-instances",
            200,
            &listed(
                r#"{"id": "vm_1", "state": "starting"}, {"id": "vm_2", "state": "uninitialized"}"#,
                2,
            ),
        )
        .with("GET /executions", 200, &listed(&failed, 1));
    let detail = read(&stub.manager(), CLUSTERS, "d").await;
    assert_eq!(field(&detail, "last error"), format!("install: {error}"));
    assert_eq!(
        field(&detail, "state derived from"),
        "node instances: 1 starting, 1 uninitialized"
    );
    let Cell::Health(health) = detail.row.cell(2) else {
        panic!("{:?}", detail.row);
    };
    assert_eq!(health.health, Health::Error);
}
