//! What is sent, to the letter (§4).

use serde_json::json;

use super::*;
use crate::managers::cloudify::client::{Calls, ExecutionAction, PageOf, Request};

/// "METHOD path [body]", with `T` before what is asked in the name of the tenant.
fn sent<T>(client: &Client, request: &Request<T>) -> String {
    let text = client.text_of(request).unwrap();
    let body = if text.body.is_empty() {
        String::new()
    } else {
        format!(" {}", text.body)
    };
    let path = text.path.trim_start_matches(BASE_PATH);
    format!("{} {path}{body}", text.method)
}

#[test]
fn what_changes_something_is_sent_to_the_letter() {
    let client = Stub::default().client();
    let c: &Calls = client.calls();
    let lines = [
        sent(&client, &c.upload_blueprint("bp", Some("app.yaml"), true)),
        sent(&client, &c.fetch_blueprint("bp", "http://h/b.zip", None, false)),
        sent(&client, &c.delete_blueprint("bp")),
        sent(
            &client,
            &c.create_deployment("d", &json!({"blueprint_id": "bp"}), false),
        ),
        sent(&client, &c.delete_deployment("d", false)),
        sent(&client, &c.delete_deployment("d", true)),
        sent(
            &client,
            &c.start_execution(&json!({"deployment_id": "d", "workflow_id": "install"})),
        ),
        sent(
            &client,
            &c.act_on_execution("e", "d", ExecutionAction::ForceCancel),
        ),
        sent(&client, &c.update_execution("e", "failed", Some("why"))),
        sent(&client, &c.update_execution("e", "failed", None)),
        sent(&client, &c.update_node_instance("vm_1", &json!({"version": 2}))),
        sent(&client, &c.delete_events("d", true)),
        sent(&client, &c.upload_plugin()),
        sent(&client, &c.fetch_plugin("http://h/p.wgn")),
        sent(&client, &c.delete_plugin("p", false)),
        sent(&client, &c.delete_plugin("p", true)),
        sent(&client, &c.create_secret("k", &json!({"value": "v"}))),
        sent(&client, &c.update_secret("k", &json!({"value": "v"}))),
        sent(&client, &c.delete_secret("k")),
        sent(&client, &c.create_snapshot("s", &json!({}))),
        sent(&client, &c.restore_snapshot("s", &json!({"force": true}))),
        sent(&client, &c.delete_snapshot("s")),
        sent(&client, &c.upload_snapshot("s", false)),
        sent(&client, &c.fetch_snapshot("s", "http://h/s.zip", false)),
        sent(&client, &c.create_tenant("t")),
        sent(&client, &c.delete_tenant("t")),
        sent(&client, &c.add_user_to_tenant("u", "t", "viewer")),
        sent(&client, &c.set_role_of_user_in_tenant("u", "t", "user")),
        sent(&client, &c.remove_user_from_tenant("u", "t")),
        sent(&client, &c.add_group_to_tenant("g", "t", "")),
        sent(&client, &c.set_role_of_group_in_tenant("g", "t", "user")),
        sent(&client, &c.remove_group_from_tenant("g", "t")),
        sent(&client, &c.create_user(&json!({"username": "u"}))),
        sent(&client, &c.update_user("u", &json!({"role": "default"}))),
        sent(&client, &c.set_user_active("u", false)),
        sent(&client, &c.delete_user("u")),
        sent(&client, &c.create_user_group(&json!({"group_name": "g"}))),
        sent(&client, &c.delete_user_group("g")),
        sent(&client, &c.add_user_to_group("u", "g")),
        sent(&client, &c.remove_user_from_group("u", "g")),
        sent(&client, &c.create_token(&json!({}))),
        sent(&client, &c.delete_token("i")),
        sent(&client, &c.set_maintenance(true)),
        sent(
            &client,
            &c.start_cluster(&json!({"host_ip": "10.0.0.1", "node_name": "n"})),
        ),
        sent(&client, &c.update_cluster(&json!({"master": "n"}))),
        sent(
            &client,
            &c.add_cluster_node("n", &json!({"host_ip": "10.0.0.2", "node_name": "n"})),
        ),
        sent(&client, &c.update_cluster_node("n", &json!({}))),
        sent(&client, &c.remove_cluster_node("n")),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r##"
    PUT /blueprints/bp?application_file_name=app.yaml&private_resource=true
    PUT /blueprints/bp?blueprint_archive_url=http%3A%2F%2Fh%2Fb.zip
    DELETE /blueprints/bp
    PUT /deployments/d {"blueprint_id":"bp"}
    DELETE /deployments/d
    DELETE /deployments/d?ignore_live_nodes=true&force=true
    POST /executions {"deployment_id":"d","workflow_id":"install"}
    POST /executions/e {"action":"force-cancel","deployment_id":"d"}
    PATCH /executions/e {"status":"failed","error":"why"}
    PATCH /executions/e {"status":"failed"}
    PATCH /node-instances/vm_1 {"version":2}
    DELETE /events?deployment_id=d&type=cloudify_event&type=cloudify_log
    POST /plugins
    POST /plugins?plugin_archive_url=http%3A%2F%2Fh%2Fp.wgn
    DELETE /plugins/p {}
    DELETE /plugins/p {"force":true}
    PUT /secrets/k {"value":"v"}
    PATCH /secrets/k {"value":"v"}
    DELETE /secrets/k
    PUT /snapshots/s {}
    POST /snapshots/s/restore {"force":true}
    DELETE /snapshots/s
    PUT /snapshots/s/archive
    PUT /snapshots/s/archive?snapshot_archive_url=http%3A%2F%2Fh%2Fs.zip
    POST /tenants/t
    DELETE /tenants/t
    PUT /tenants/users {"username":"u","tenant_name":"t","role":"viewer"}
    PATCH /tenants/users {"username":"u","tenant_name":"t","role":"user"}
    DELETE /tenants/users {"username":"u","tenant_name":"t"}
    PUT /tenants/user-groups {"group_name":"g","tenant_name":"t"}
    PATCH /tenants/user-groups {"group_name":"g","tenant_name":"t","role":"user"}
    DELETE /tenants/user-groups {"group_name":"g","tenant_name":"t"}
    PUT /users {"username":"u"}
    POST /users/u {"role":"default"}
    POST /users/active/u {"action":"deactivate"}
    DELETE /users/u
    POST /user-groups {"group_name":"g"}
    DELETE /user-groups/g
    PUT /user-groups/users {"username":"u","group_name":"g"}
    DELETE /user-groups/users {"username":"u","group_name":"g"}
    POST .1/tokens {}
    DELETE .1/tokens/i
    POST /maintenance/activate
    PUT /cluster {"host_ip":"10.0.0.1","node_name":"n"}
    PATCH /cluster {"master":"n"}
    PUT /cluster/nodes/n {"host_ip":"10.0.0.2","node_name":"n"}
    PATCH /cluster/nodes/n {}
    DELETE /cluster/nodes/n
    "##);
}

#[test]
fn what_is_read_is_asked_for_to_the_letter() {
    let client = Stub::default().client();
    let c: &Calls = client.calls();
    let page = PageOf::sorted("id")
        .with("id,state")
        .only("deployment_id", "d")
        .from(100);
    let lines = [
        sent(&client, &c.blueprints(&page)),
        sent(&client, &c.blueprint("bp")),
        sent(&client, &c.blueprint_archive("bp")),
        sent(&client, &c.deployment("a/b")),
        sent(&client, &c.outputs("d")),
        sent(
            &client,
            &c.executions(&PageOf::sorted("-created_at").of_size(10), false),
        ),
        sent(&client, &c.all_executions(&PageOf::sorted("-created_at"))),
        sent(&client, &c.execution("e")),
        sent(&client, &c.node_instance("vm_1")),
        sent(
            &client,
            &c.events(
                &PageOf::sorted("timestamp"),
                Some("timestamp,2026-11-20T19:55:32.529Z,"),
            ),
        ),
        sent(&client, &c.plugin_archive("p")),
        sent(&client, &c.secret("k")),
        sent(&client, &c.snapshot_archive("s")),
        sent(&client, &c.tenant("t")),
        sent(&client, &c.user("u")),
        sent(&client, &c.own_user()),
        sent(&client, &c.user_group("g")),
        sent(&client, &c.token()),
        sent(&client, &c.tokens(&PageOf::sorted("id"))),
        sent(&client, &c.version()),
        sent(&client, &c.status()),
        sent(&client, &c.newer_status()),
        sent(&client, &c.maintenance()),
        sent(&client, &c.cluster()),
        sent(&client, &c.cluster_logs("7")),
        sent(&client, &c.cluster_nodes()),
        sent(&client, &c.cluster_node("n")),
        sent(&client, &c.managers(&PageOf::sorted("id"))),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r##"
    GET /blueprints?deployment_id=d&_include=id%2Cstate&_sort=id&_size=100&_offset=100
    GET /blueprints/bp
    GET /blueprints/bp/archive
    GET /deployments/a%2Fb?_get_data=true
    GET /deployments/d/outputs
    GET /executions?_sort=-created_at&_size=10&_offset=0
    GET /executions?_include_system_workflows=true&_sort=-created_at&_size=100&_offset=0
    GET /executions/e
    GET /node-instances/vm_1
    GET /events?type=cloudify_event&type=cloudify_log&_range=timestamp%2C2026-11-20T19%3A55%3A32.529Z%2C&_sort=timestamp&_size=100&_offset=0
    GET /plugins/p/archive
    GET /secrets/k
    GET /snapshots/s/archive
    GET /tenants/t?_get_data=true
    GET /users/u?_get_data=true
    GET /user?_get_data=true
    GET /user-groups/g?_get_data=true
    GET /tokens
    GET .1/tokens?_sort=id&_size=100&_offset=0
    GET /version
    GET /status
    GET .1/status
    GET /maintenance
    GET /cluster?_include=initialized%2Cconsul%2Cerror
    GET /cluster?_include=initialized%2Cerror%2Clogs&since=7
    GET /cluster/nodes
    GET /cluster/nodes/n
    GET .1/managers?_sort=id&_size=100&_offset=0
    "##);
}

#[tokio::test]
async fn the_tenant_is_named_where_something_is_its_own_and_nowhere_else() {
    let stub = Stub::default().with("GET /", 200, "");
    let client = stub.client();
    let calls = client.calls();
    let page = PageOf::sorted("id");
    let _ = client.send(calls.deployments(&page)).await;
    let _ = client.send(calls.events(&page, None)).await;
    let _ = client.send(calls.delete_secret("k")).await;
    let _ = client.send(calls.tenants(&page)).await;
    let _ = client.send(calls.status()).await;
    let _ = client.send(calls.tokens(&page)).await;
    let _ = client.send(calls.cluster()).await;
    let tenants: Vec<_> = stub
        .requests()
        .into_iter()
        .map(|it| it.tenant.is_some())
        .collect();
    assert_eq!(tenants, [true, true, true, false, false, false, false]);
    assert_eq!(stub.requests()[0].tenant.as_deref(), Some(DEFAULT_TENANT));
}

#[tokio::test]
async fn settings_name_the_tenant_and_where_the_paths_begin() {
    let stub = Stub::default();
    let settings = [("tenant", "north"), ("base_path", "/cfy/v3")];
    let opening = Opening {
        door: door_to(stub.router()),
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    };
    let manager = open(opening).unwrap();
    assert_eq!(
        manager.address().unwrap(),
        "http://manager.sandbox.localhost/cfy/v3"
    );
    let _ = manager
        .list(
            crate::managers::cloudify::kinds::SECRET_VALUES,
            &mut Rows::default(),
        )
        .await;
    let asked = &stub.requests()[0];
    assert!(
        asked.request.starts_with("GET /cfy/v3/secrets"),
        "{}",
        asked.request
    );
    assert_eq!(asked.tenant.as_deref(), Some("north"));

    let odd = Client::new(door_to(stub.router()), BASE_PATH, "no\nsuch");
    assert!(matches!(odd, Err(ManagerError::Invalid { .. })));
}

#[test]
fn an_address_that_holds_the_base_path_has_the_newer_version_beside_it() {
    let base = base_url("http://manager.sandbox.localhost/api/v3").unwrap();
    let door = Door::new(Endpoint::in_process(base, Stub::default().router()));
    let client = Client::new(door, "", DEFAULT_TENANT).unwrap();
    let path = |text: Option<crate::spec::RequestText>| text.unwrap().path;
    assert_eq!(
        path(client.text_of(&client.calls().newer_status())),
        "/api/v3.1/status"
    );
    assert_eq!(path(client.text_of(&client.calls().status())), "/api/v3/status");
}
