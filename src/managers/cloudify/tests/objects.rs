//! What is read alone.

use super::stub::read;
use super::*;
use crate::managers::cloudify::kinds::{
    BLUEPRINTS, EXECUTIONS, NODE_INSTANCES, NODES, PLUGINS, SNAPSHOTS, TENANTS, USERS,
};
use crate::resource::kind::CLUSTERS;

const EXECUTION: &str = "e5c45099-a0a1-4c9b-aae3-c820c02a3f23";

#[tokio::test]
async fn an_older_managers_execution_gets_its_times_from_its_events() {
    let path = format!("/api/v3/executions/{EXECUTION}");
    let execution = r#"{"id": "E", "workflow_id": "install", "deployment_id": "d1", "status": "failed",
        "error": "Traceback (most recent call last):\n  File\nRuntimeError: no quota", "created_at": "2026-11-20T19:57:59.000Z",
        "parameters": {"node_ids": ["vm"], "db_password": "pearl"}, "is_system_workflow": false}"#;
    let events = r#"{"items": [{"event_type": "workflow_started", "timestamp": "2026-11-20T19:58:00.000Z"},
        {"event_type": "workflow_failed", "timestamp": "2026-11-20T19:59:00.000Z"}]}"#;
    let stub = Stub::default()
        .with("GET /executions/E", 200, execution)
        .with(
            &format!("GET /executions/{EXECUTION}"),
            200,
            &recorded(RECORDED_42, "GET", &path),
        )
        .with("GET /events", 200, events);
    let manager = stub.manager();
    let detail = read(&manager, EXECUTIONS, "E").await;
    insta::assert_snapshot!(fields(&detail).join("\n"), @r##"
    workflow: install
    deployment: d1
    error: RuntimeError: no quota
    parameters: node_ids=["vm"], db_password=[redacted]
    created: 2026-11-20 19:57:59
    started: 2026-11-20 19:58:00
    ended: 2026-11-20 19:59:00
    "##);
    assert_eq!(&*detail.row.name, "install of d1");
    insta::assert_snapshot!(stub.asked().join("\n"), @r##"
    GET /executions/E
    GET /events?type=cloudify_event&type=cloudify_log&execution_id=E&event_type=workflow_started&event_type=workflow_succeeded&event_type=workflow_failed&event_type=workflow_cancelled&_include=timestamp,event_type&_sort=timestamp&_size=100&_offset=0
    "##);
    // It has not begun: there is nothing to ask for.
    let pending = read(&manager, EXECUTIONS, EXECUTION).await;
    assert_eq!(&*pending.row.state.text, "pending");
    assert_eq!(stub.asked().len(), 3);
}

#[tokio::test]
async fn a_newer_managers_execution_says_how_far_it_has_come() {
    let path = "/api/v3/executions/8db632f5-1e37-4583-b103-0566b6f898ea";
    let body = recorded(RECORDED_71, "GET", path);
    let stub = Stub::default().with("GET /executions/E", 200, &body);
    let detail = read(&stub.manager(), EXECUTIONS, "E").await;
    assert_eq!(detail.row.cell(3).shown(), "10/38");
    assert!(detail.busy_since.is_some());
    assert_eq!(stub.asked().len(), 1);
}

#[tokio::test]
async fn a_node_is_found_by_its_deployment_and_its_name_and_has_its_instances() {
    let of = |path: &str| recorded(RECORDED_71, "GET", path);
    let stub = Stub::of_version("7.1.0.dev1")
        .with("GET /nodes", 200, &of("/api/v3/nodes?deployment_id=web&id=web"))
        .with(
            "GET /node-instances",
            200,
            &of("/api/v3/node-instances?deployment_id=web&_sort=id"),
        );
    let manager = stub.manager();
    let detail = read(&manager, NODES, "web/web").await;
    let mut lines = vec![shown(&detail.row)];
    lines.extend(fields(&detail));
    lines.extend(table(detail.children_of(NODE_INSTANCES).iter().map(|row| &**row)));
    insta::assert_snapshot!(lines.join("\n"), @r##"
    web | web | cloudify.nodes.WebServer | 1 | 1 | 0 or more | vm
    deployment: web
    blueprint: web-cluster
    type: cloudify.nodes.WebServer
    derived from: cloudify.nodes.Root > cloudify.nodes.SoftwareComponent > cloudify.nodes.WebServer
    host: vm
    instances: 1
    planned: 1
    deployed with: 1
    limits: 0 or more
    relationships: contained in vm
    properties: port=8080, use_external_resource=false
    operations: precreate, cloudify.interfaces.lifecycle.precreate, cloudify.interfaces.lifecycle.create, configure, cloudify.interfaces.lifecycle.configure, cloudify.interfaces.lifecycle.start, poststart, cloudify.interfaces.lifecycle.poststart, prestop, cloudify.interfaces.lifecycle.prestop, cloudify.interfaces.lifecycle.stop, cloudify.interfaces.lifecycle.delete, postdelete, cloudify.interfaces.lifecycle.postdelete, preupdate, cloudify.interfaces.lifecycle.preupdate, update, cloudify.interfaces.lifecycle.update, postupdate, cloudify.interfaces.lifecycle.postupdate, update_config, cloudify.interfaces.lifecycle.update_config, update_apply, cloudify.interfaces.lifecycle.update_apply, update_postapply, cloudify.interfaces.lifecycle.update_postapply, preheal, cloudify.interfaces.lifecycle.preheal, heal, cloudify.interfaces.lifecycle.heal, postheal, cloudify.interfaces.lifecycle.postheal, pull, cloudify.interfaces.lifecycle.pull, check_drift, cloudify.interfaces.lifecycle.check_drift, cloudify.interfaces.validation.create, cloudify.interfaces.validation.delete, check_status, cloudify.interfaces.validation.check_status, creation, cloudify.interfaces.validation.creation, deletion, cloudify.interfaces.validation.deletion, cloudify.interfaces.monitoring.start, cloudify.interfaces.monitoring.stop
    vm_09bowz | started | vm | vm_09bowz | ok | 9 | web
    web_yj3ehi | started | web | vm_09bowz | ok | 2 | web
    vm_ehrq8w | started | vm | vm_ehrq8w | ok | 8 | web
    web_en4wyr | started | web | vm_ehrq8w | ok | 2 | web
    "##);
    let asked = stub.asked();
    assert!(
        asked
            .iter()
            .any(|it| it.starts_with("GET /nodes?deployment_id=web&id=web&_sort=id"))
    );
    assert!(
        asked
            .iter()
            .any(|it| it.starts_with("GET /node-instances?deployment_id=web&node_id=web&"))
    );
    let nameless = manager.read(NODES, &Id::from("web")).await.unwrap_err();
    assert!(nameless.to_string().contains("DEPLOYMENT/NODE"));
}

#[tokio::test]
async fn a_blueprint_says_what_it_wants_to_be_told_and_has_its_deployments() {
    let blueprint = r#"{"id": "bp1", "description": "A web server\nand more", "main_file_name": "blueprint.yaml",
        "plan": {"inputs": {"size": {"type": "integer", "default": 3}, "image": {"description": "which"},
                            "token": {"default": "pearl"}, "site": {"required": false}},
                 "workflows": {"install": {}, "heal": {}}, "nodes": [{"id": "vm", "type": "cloudify.nodes.Compute"}]}}"#;
    let stub = Stub::of_version("4.2.0")
        .with("GET /blueprints/bp1", 200, blueprint)
        .with(
            "GET /deployments",
            200,
            r#"{"items": [{"id": "d1"}], "metadata": {"pagination": {"total": 1}}}"#,
        )
        .with("GET /node-instances", 200, r#"{"items": []}"#)
        .with("GET /executions", 200, r#"{"items": []}"#);
    let detail = read(&stub.manager(), BLUEPRINTS, "bp1").await;
    insta::assert_snapshot!(fields(&detail).join("\n"), @r##"
    description: A web server
    main file: blueprint.yaml
    inputs: size (integer, 3), image (needed), token (has a default), site (not needed)
    nodes: vm (cloudify.nodes.Compute)
    workflows: install, heal
    "##);
    assert_eq!(&*detail.children_of(CLUSTERS)[0].id, "d1");
    assert!(
        stub.asked()
            .iter()
            .any(|it| it.contains("/deployments?blueprint_id=bp1&"))
    );
}

#[tokio::test]
async fn recorded_objects_of_the_other_families() {
    let of = |path: &str| recorded(RECORDED_42, "GET", path);
    let plugin = "88cb852e-8dd0-4186-b999-d10ef9bd7d9a";
    let stub = Stub::default()
        .with("GET /plugins/p", 200, &of(&format!("/api/v3/plugins/{plugin}")))
        .with("GET /snapshots/snap1", 200, &of("/api/v3/snapshots/snap1"))
        .with(
            "GET /node-instances/vm",
            200,
            &recorded(RECORDED_71, "GET", "/api/v3/node-instances/vm_09bowz"),
        );
    let manager = stub.manager();
    let mut lines = Vec::new();
    for (kind, id) in [(PLUGINS, "p"), (SNAPSHOTS, "snap1"), (NODE_INSTANCES, "vm")] {
        let detail = read(&manager, kind, id).await;
        lines.push(format!("{kind}: {}", shown(&detail.row)));
        lines.extend(fields(&detail));
    }
    insta::assert_snapshot!(lines.join("\n"), @r##"
    plugins: demo-plugin | 1.0.0 | - | any | 2026-11-20 19:58:20 | 88cb852e-8dd0-4186-b999-d10ef9bd7d9a
    version: 1.0.0
    source: ./demo-plugin
    archive: demo_plugin-1.0.0-py311-none-any.wgn
    platform: any
    python: py311
    wheels: demo_plugin-1.0.0-py3-none-any.whl
    uploaded: 2026-11-20 19:58:20
    created by: admin
    tenant: default_tenant
    seen by: tenant
    snapshots: snap1 | creating | 2026-11-20 19:58:23 | admin | -
    created: 2026-11-20 19:58:23
    created by: admin
    tenant: default_tenant
    seen by: tenant
    node-instances: vm_09bowz | started | vm | vm_09bowz | ok | 9 | web
    node: vm
    deployment: web
    host: vm_09bowz
    runtime properties: last_step=start, note=set by hand
    status check ok: yes
    drifted: no
    tenant: default_tenant
    created by: admin
    "##);
}

#[tokio::test]
async fn where_the_edition_has_no_path_for_a_tenant_or_a_user_the_next_best_is_asked() {
    let fault = r#"{"status": 500, "message": "Internal Server Error"}"#;
    let stub = Stub::default()
        .with("GET /tenants/default_tenant", 500, fault)
        .with(
            "GET /tenants",
            200,
            &recorded(RECORDED_42, "GET", "/api/v3/tenants"),
        )
        .with("GET /users/admin", 500, fault)
        .with("GET /users/other", 500, fault)
        .with("GET /user", 200, &recorded(RECORDED_42, "GET", "/api/v3/user"));
    let manager = stub.manager();
    assert_eq!(
        field(&read(&manager, TENANTS, "default_tenant").await, "users"),
        "6"
    );
    assert_eq!(field(&read(&manager, USERS, "admin").await, "role"), "sys_admin");
    let other = manager.read(USERS, &Id::from("other")).await.unwrap_err();
    assert!(
        matches!(other, ManagerError::Refused { status: 500, .. }),
        "{other:?}"
    );
}
