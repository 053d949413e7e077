//! Odd answers still become rows (§1.9).

use serde_json::json;

use super::stub::{read, rows};
use super::*;
use crate::managers::cloudify::kinds::{
    KINDS, NODE_INSTANCES, TENANTS, USERS, accounts, blueprint, deployment, execution, instance, node,
    plugin, secret, snapshot, system,
};
use crate::managers::cloudify::wire::{Deployment, Members, Workflow};
use crate::resource::StateClass;
use crate::resource::kind::CLUSTERS;

/// The member that names an element of a list, and how the element is read.
type ElementReader = (&'static str, fn(&str) -> Row);

const READERS: [ElementReader; 15] = [
    ("id", blueprint::row_of_element),
    ("id", execution::row_of_element),
    ("id", node::row_of_element),
    ("id", instance::row_of_element),
    ("id", plugin::row_of_element),
    ("key", secret::row_of_element),
    ("id", snapshot::row_of_element),
    ("name", accounts::tenant_of_element),
    ("username", accounts::user_of_element),
    ("name", accounts::group_of_element),
    ("id", accounts::token_of_element),
    ("name", system::node_of_element),
    ("hostname", system::manager_of_element),
    ("name", system::service_of_element),
    ("", deployment::row_of_element),
];

/// Every member that is documented of anything, of another type than it should be.
fn mistyped(name: &str) -> Value {
    let mut element = serde_json::Map::new();
    for recording in [RECORDED_42, RECORDED_71] {
        for exchange in exchanges(recording) {
            let body: Value = serde_json::from_str(&exchange.body).unwrap_or_default();
            let items = body["items"].as_array().cloned().unwrap_or_else(|| vec![body]);
            for item in items.iter().filter_map(Value::as_object) {
                for (member, value) in item {
                    let odd = match value {
                        Value::String(_) => json!({"now": ["an object"]}),
                        Value::Object(_) | Value::Array(_) => json!("a text"),
                        _ => json!([1, null]),
                    };
                    element.entry(member.clone()).or_insert(odd);
                }
            }
        }
    }
    element.insert(name.into(), json!("x"));
    Value::Object(element)
}

#[test]
fn everything_but_the_name_may_be_missing_null_or_of_another_type() {
    for (name, read) in READERS {
        let elements = match name {
            "" => [
                json!({"deployment": {"id": "x"}}),
                json!({"deployment": {"id": "x", "blueprint_id": null}, "instances": null, "executions": null}),
                json!({"deployment": mistyped("id"), "instances": "?", "executions": {"a": 1}}),
            ],
            name => {
                let nulls: serde_json::Map<String, Value> = mistyped(name)
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(|member| (member.clone(), Value::Null))
                    .collect();
                let mut nulls = Value::Object(nulls);
                nulls[name] = json!("x");
                [json!({name: "x", "brand_new": {"a": 1}}), nulls, mistyped(name)]
            }
        };
        for element in elements {
            let row = read(&element.to_string());
            assert!(!row.is_unreadable(), "{name}: {row:?}");
            assert!(row.id.ends_with('x'), "{name}: {row:?}");
        }
        assert!(read("7").is_unreadable());
    }
}

#[test]
fn rows_have_a_cell_for_every_column() {
    let columns = |id: &str| KINDS.iter().find(|kind| kind.id.0 == id).unwrap().columns.len();
    for (kind, (name, read)) in [
        "blueprints",
        "executions",
        "nodes",
        "node-instances",
        "plugins",
        "secrets",
        "snapshots",
        "tenants",
        "users",
        "user-groups",
        "tokens",
        "manager-nodes",
        "manager-nodes",
        "services",
    ]
    .into_iter()
    .zip(READERS)
    {
        let row = read(&json!({name: "x"}).to_string());
        assert_eq!(row.cells.len(), columns(kind), "{kind}");
    }
}

#[test]
fn members_are_counts_lists_or_maps() {
    let words = |value: Value| serde_json::from_value::<Members>(value).unwrap().words();
    assert_eq!(words(json!(6)), "6");
    assert_eq!(words(json!(["ann", "bob"])), "ann, bob");
    assert_eq!(
        words(
            json!({"ann": {"tenant-role": "user", "roles": ["user", "viewer"]}, "ops": "manager", "x": ["a", "b"]})
        ),
        "ann (user), ops (manager), x (a, b)"
    );
    assert_eq!(words(json!(null)), "");
    assert_eq!(
        serde_json::from_value::<Members>(json!({})).unwrap().count,
        Some(0)
    );
}

#[tokio::test]
async fn members_by_name_show_in_the_detail_and_their_number_in_the_list() {
    let with_data = recorded(RECORDED_42, "GET", "/api/v3/tenants?_get_data=true");
    let user = recorded(RECORDED_42, "GET", "/api/v3/user?_get_data=true");
    let stub = Stub::default()
        .with("GET /tenants", 200, &with_data)
        .with("GET /users/admin", 200, &user);
    let manager = stub.manager();
    let listed = table(&rows(&manager, TENANTS).await);
    assert!(listed[0].starts_with("default_tenant | 6"), "{listed:?}");
    assert_eq!(
        field(&read(&manager, USERS, "admin").await, "tenants"),
        "default_tenant (user)"
    );
}

#[test]
fn workflows_without_a_name_are_an_artefact_and_are_dropped() {
    let body = recorded(RECORDED_71, "GET", "/api/v3/deployments/web");
    let deployment: Deployment = serde_json::from_str(&body).unwrap();
    assert!(deployment.workflows.is_empty());
    let body = recorded(
        RECORDED_71,
        "GET",
        "/api/v3/deployments/web?_include=id,workflows&_get_data=true",
    );
    let deployment: Deployment = serde_json::from_str(&body).unwrap();
    assert!(
        deployment
            .workflows
            .iter()
            .any(|it: &Workflow| it.name == "install")
    );
}

#[test]
fn a_parameter_is_needed_without_a_default_and_null_is_one() {
    let workflow: Workflow = serde_json::from_value(json!({"name": "w", "parameters": {
        "a": {}, "b": {"default": null}, "c": {"default": 3, "type": "integer"}, "d": {"required": false}, "e": null}}))
    .unwrap();
    let needed: Vec<&str> = workflow
        .parameters
        .iter()
        .filter(|(_, it)| it.is_needed())
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(needed, ["a", "e"]);
}

#[tokio::test]
async fn a_state_of_ones_own_words_is_shown_as_sent() {
    let stub = Stub::of_version("4.2.0").with(
        "GET /node-instances",
        200,
        r#"{"items": [{"id": "vm_1", "state": "half way there"}, 7, {"state": "nameless"}]}"#,
    );
    let rows = rows(&stub.manager(), NODE_INSTANCES).await;
    assert_eq!(
        (&*rows[0].state.text, rows[0].state.class),
        ("half way there", StateClass::Neutral)
    );
    assert!(rows[1].is_unreadable() && rows[2].is_unreadable());
}

#[tokio::test]
async fn what_is_no_list_is_an_error_and_not_an_empty_one() {
    for body in ["[]", "{}", "<html>"] {
        let stub = Stub::of_version("4.2.0").with("GET /deployments", 200, body);
        let error = stub::refused(&stub.manager(), CLUSTERS).await;
        assert!(
            matches!(error, ManagerError::Unreadable { .. }),
            "{body}: {error:?}"
        );
    }
}
