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
    insta::assert_snapshot!(table(&rows).join("\n"), @"");
    assert_eq!(rows[0].state.class, StateClass::Busy);
    insta::assert_snapshot!(stub.asked().join("\n"), @"");
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
    insta::assert_snapshot!(lines.join("\n"), @"");
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
    assert_eq!(field(&detail, "last error"), error);
    assert_eq!(
        field(&detail, "state derived from"),
        "node instances: 1 starting, 1 uninitialized"
    );
    let Cell::Health(health) = detail.row.cell(2) else {
        panic!("{:?}", detail.row);
    };
    assert_eq!(health.health, Health::Error);
}
