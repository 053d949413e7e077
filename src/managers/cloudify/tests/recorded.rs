//! Every recorded answer is read, and every recorded refusal has its meaning.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::StatusCode;

use super::*;
use crate::managers::cloudify::client::{Page, object};
use crate::managers::cloudify::errors::{self, Asked};
use crate::managers::cloudify::kinds::{
    accounts, blueprint, deployment, event, execution, instance, node, plugin, secret, snapshot, system,
};
use crate::managers::cloudify::wire;
use crate::transport::TransportError;

#[test]
fn every_recorded_success_is_read() {
    let mut read = BTreeMap::<String, usize>::new();
    for exchange in exchanges(RECORDED_42).into_iter().chain(exchanges(RECORDED_71)) {
        if !(200..300).contains(&exchange.status) || exchange.content_type == "application/octet-stream" {
            continue;
        }
        let (path, query) = exchange.path.split_once('?').unwrap_or((&exchange.path, ""));
        let segments: Vec<&str> = path.trim_start_matches("/api/").split('/').skip(1).collect();
        let family = segments.first().copied().unwrap_or("version").to_owned();
        let is_list = exchange.method == "GET" && exchange.body.contains("\"items\"");
        if is_list {
            let page: Page = object(exchange.body.as_bytes()).unwrap();
            assert!(page.total.is_some(), "{}", exchange.path);
            for item in &page.items {
                is_row(&family, item.get(), query);
            }
        } else if exchange.method == "GET" {
            is_detail(&segments, &exchange.body, query);
        } else {
            is_answer(&exchange.method, &segments, &exchange.body);
        }
        *read.entry(family).or_default() += 1;
    }
    assert!(read.len() >= 17, "{read:?}");
}

/// An element of a list becomes a row that says something, unless its id was not asked for.
fn is_row(family: &str, raw: &str, query: &str) {
    let columns = |row: Row| {
        let is_named =
            ["id", "key", "name"].iter().any(|it| query.contains(it)) || !query.contains("_include");
        assert!(!is_named || !row.is_unreadable(), "{query}: {raw}");
    };
    match family {
        "blueprints" => columns(blueprint::row_of_element(raw)),
        "deployments" => columns(deployment::row_of_element(&format!(r#"{{"deployment": {raw}}}"#))),
        "executions" => columns(execution::row_of_element(raw)),
        "nodes" => columns(node::row_of_element(raw)),
        "node-instances" => columns(instance::row_of_element(raw)),
        "plugins" => columns(plugin::row_of_element(raw)),
        "secrets" => columns(secret::row_of_element(raw)),
        "snapshots" => columns(snapshot::row_of_element(raw)),
        "tenants" => columns(accounts::tenant_of_element(raw)),
        "tokens" => columns(accounts::token_of_element(raw)),
        "managers" => columns(system::manager_of_element(raw)),
        "db-nodes" => columns(system::database_of_element(raw)),
        "events" => assert!(!event::of_element(raw).message.contains("unreadable")),
        "permissions" => {}
        other => panic!("{other} is not read"),
    }
}

/// What is read alone becomes a detail.
fn is_detail(segments: &[&str], body: &str, query: &str) {
    fn parsed<T: serde::de::DeserializeOwned + Default>(body: &str) -> T {
        object(body.as_bytes()).unwrap()
    }
    let detail = match segments {
        [] | ["version"] => {
            assert!(!parsed::<wire::Version>(body).version.is_empty());
            return;
        }
        ["status"] => {
            let status: wire::Status = parsed(body);
            assert!(!status.status.is_empty());
            return;
        }
        ["cluster-status" | "ok"] => return,
        ["maintenance"] => {
            assert!(!parsed::<wire::Maintenance>(body).status.is_empty());
            return;
        }
        ["deployments", _, "outputs"] => {
            assert!(!parsed::<wire::Outputs>(body).outputs.is_empty());
            return;
        }
        ["blueprints", _] => blueprint::detail(body, &parsed(body), Vec::new()),
        ["deployments", _] => deployment::detail(body, &parsed(body), &[], Vec::new()),
        ["executions", _] => execution::detail(body, &parsed(body), "", ""),
        ["node-instances", _] => instance::detail(body, &parsed(body)),
        ["plugins", _] => plugin::detail(body, &parsed(body)),
        ["secrets", _] => secret::detail(body, &parsed(body)),
        ["snapshots", _] => snapshot::detail(body, &parsed(body)),
        ["tenants", _] => accounts::tenant(body, &parsed(body)),
        ["users", _] | ["user"] => accounts::user(body, &parsed(body)),
        ["tokens"] => accounts::token(body, &parsed(body)),
        other => panic!("{other:?} is not read"),
    };
    assert!(!detail.row.id.is_empty() || query.contains("_include"), "{body}");
}

/// What a change answers is read as what the client expects.
fn is_answer(method: &str, segments: &[&str], body: &str) {
    let executions: wire::Execution = object(body.as_bytes()).unwrap();
    match (method, segments) {
        ("POST", ["executions"] | ["executions", _]) | ("PUT", ["snapshots", _]) => {
            // One that is only scheduled has no id yet on 7.1.
            let is_scheduled = executions.status == "scheduled";
            assert!(is_scheduled || !executions.id.is_empty(), "{body}");
        }
        ("POST", ["snapshots", _, "restore"]) => {
            let snapshot: wire::Snapshot = object(body.as_bytes()).unwrap();
            assert!(!snapshot.id.is_empty());
        }
        ("POST", ["maintenance", _]) => {
            assert!(
                !object::<wire::Maintenance>(body.as_bytes())
                    .unwrap()
                    .status
                    .is_empty()
            );
        }
        _ => {}
    }
}

#[test]
fn every_recorded_refusal_has_its_meaning() {
    let mut meanings = BTreeMap::<String, usize>::new();
    for exchange in exchanges(RECORDED_42).into_iter().chain(exchanges(RECORDED_71)) {
        if (200..300).contains(&exchange.status) {
            continue;
        }
        let error = TransportError::Status {
            status: StatusCode::from_u16(exchange.status).unwrap(),
            retry_after: None,
            content_type: Some(exchange.content_type.clone()),
            body: Bytes::from(exchange.body.clone()),
        };
        let asked = Asked {
            is_change: exchange.method != "GET",
            is_known: true,
        };
        let meaning = errors::read(error, asked);
        let said = meaning.to_string();
        let where_from = format!("{} {}: {said}", exchange.method, exchange.path);
        assert!(
            !said.is_empty() && !said.contains('\n') && !said.contains("Traceback"),
            "{where_from}"
        );
        let class = match meaning {
            ManagerError::NotOffered { .. } => "not offered",
            ManagerError::NotFound { .. } => "not found",
            ManagerError::Conflict { .. } => "conflict",
            ManagerError::Invalid { .. } => "invalid",
            ManagerError::Unauthorized { .. } => "unauthorized",
            ManagerError::Forbidden { .. } => "forbidden",
            ManagerError::Refused { status, .. } if status >= 500 || status == 415 => "refused",
            other => panic!("{where_from}: {other:?}"),
        };
        let code = serde_json::from_str::<Value>(&exchange.body).unwrap_or_default();
        let code = code["error_code"].as_str().unwrap_or("none").to_owned();
        *meanings
            .entry(format!("{} {code} = {class}", exchange.status))
            .or_default() += 1;
    }
    let meanings: Vec<&str> = meanings.keys().map(String::as_str).collect();
    insta::assert_snapshot!(meanings.join("\n"), @r##"
    304 none = conflict
    400 bad_parameters_error = invalid
    400 dependent_exists_error = conflict
    400 deployment_environment_creation_pending_error = conflict
    400 existing_running_execution_error = conflict
    400 illegal_action_error = conflict
    400 illegal_execution_parameters_error = invalid
    400 invalid_exception_status_update = conflict
    400 invalid_plugin_error = invalid
    400 no_such_include_field_error = invalid
    400 none = invalid
    400 nonexistent_workflow_error = invalid
    400 param_url_not_found_error = invalid
    400 snapshot_action_error = conflict
    400 unknown_deployment_input_error = invalid
    401 unauthorized_error = unauthorized
    403 forbidden_error = forbidden
    404 missing_premium_package_error = not offered
    404 none = not found
    404 none = not offered
    404 not_found_error = not found
    405 none = not offered
    409 conflict_error = conflict
    415 unsupported_content_type_error = refused
    500 internal_server_error = refused
    500 none = refused
    503 entering_maintenance_mode = conflict
    "##);
}
