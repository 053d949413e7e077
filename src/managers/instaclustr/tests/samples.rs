//! Every documented sample has its call: method and path to the letter; every answer is read by its client.

use serde_json::Value;

use super::*;
use crate::managers::instaclustr::client::Calls;
use crate::managers::instaclustr::wire::Acl;
use crate::transport::Call;

const INDEX: &str = include_str!("../samples/_index.json");

/// Every sample by its name.
fn text_of(file: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/managers/instaclustr/samples/");
    std::fs::read_to_string(format!("{folder}{file}")).unwrap()
}

fn fixtures() -> Vec<Value> {
    let index: Value = serde_json::from_str(INDEX).unwrap();
    index["fixtures"].as_array().unwrap().clone()
}

/// The calls of a path of the index; its placeholders are what the calls are given.
fn call(calls: &Calls, method: &str, path: &str, body: &Value) -> Call {
    let (cluster, cdc, bundle) = ("{clusterId}", "{cdcId}", "{bundle}");
    match (method, path) {
        ("GET", "/") => calls.clusters(),
        ("POST", "/") => calls.create_legacy(body).unwrap(),
        ("POST", "/extended/") => calls.create(body).unwrap(),
        ("GET", "/{clusterId}") => calls.cluster(cluster),
        ("PUT", "/{clusterId}") => calls.modify(cluster, body).unwrap(),
        ("DELETE", "/{clusterId}") => calls.delete(cluster),
        ("GET", "/{clusterId}/terraform-description") => calls.terraform_description(cluster),
        ("POST", "/{clusterId}/cluster-data-centres") => calls.add_data_centre(cluster, body).unwrap(),
        ("POST", "/{clusterId}/{cdcId}/resize") => calls.resize(cluster, cdc, body).unwrap(),
        ("GET", "/{clusterId}/{cdcId}/resize?activeOnly=true") => calls.resizes(cluster, cdc, true),
        ("GET", "/{clusterId}/firewallRules") => calls.firewall_rules(cluster),
        ("POST", "/{clusterId}/firewallRules") => calls.add_firewall_rules(cluster, body).unwrap(),
        ("PUT", "/{clusterId}/firewallRules") => calls.update_firewall_rules(cluster, body).unwrap(),
        ("DELETE", "/{clusterId}/firewallRules") => calls.delete_firewall_rules(cluster, body).unwrap(),
        ("GET", "/vpc-peering/{cdcId}") => calls.peerings(cdc),
        ("POST", "/vpc-peering/{cdcId}") => calls.create_peering(cdc, body).unwrap(),
        ("GET", "/encryption-keys") => calls.encryption_keys(),
        ("POST", "/encryption-keys") => calls.create_encryption_key(body).unwrap(),
        ("DELETE", "/encryption-keys/{keyId}") => calls.delete_encryption_key("{keyId}"),
        ("GET", "/{clusterId}/{bundle}/users") => calls.users(cluster, bundle),
        ("POST", "/{clusterId}/{bundle}/users") => calls.create_user(cluster, bundle, body).unwrap(),
        ("GET", "/POSTGRESQL/node/{nodeId}/reload") => calls.node_reloads("{nodeId}"),
        ("GET", "/{clusterId}/backups") => calls.backups(cluster),
        other => panic!("no call is for {other:?}"),
    }
}

#[test]
fn every_sample_has_a_call_of_its_method_and_path() {
    let client = Stub::default().client();
    let mut seen = 0;
    for fixture in fixtures().iter().filter(|fixture| fixture["kind"] != "error") {
        let path = fixture["path"].as_str().unwrap();
        let body: Value = serde_json::from_str(&text_of(fixture["file"].as_str().unwrap())).unwrap();
        for method in fixture["method"].as_str().unwrap().split('|') {
            let call = call(client.calls(), method, path.trim_start_matches(BASE_PATH), &body);
            let told = client.text_of(&call).unwrap();
            let written = told.path.replace("%7B", "{").replace("%7D", "}");
            // A path names a bundle in lower case, a placeholder too.
            assert_eq!((told.method.as_str(), written.as_str()), (method, path));
            if fixture["kind"] == "request" {
                assert_eq!(serde_json::from_str::<Value>(&told.body).unwrap(), body);
                assert_eq!(told.content_type, "application/json");
                assert!(!call.is_read(), "{path}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 42, "{seen}");
}

#[test]
fn the_calls_that_have_no_sample_are_as_documented() {
    let client = Stub::default().client();
    let calls = client.calls();
    let body = serde_json::json!({"x": 1});
    let expected = [
        (calls.node_purposes("C", "D"), "GET /C/D/nodepurposes"),
        (calls.resizes("C", "D", false), "GET /C/D/resize?activeOnly=false"),
        (calls.peering("D", "P"), "GET /vpc-peering/D/P"),
        (calls.delete_peering("D", "P"), "DELETE /vpc-peering/D/P"),
        (
            calls.delete_user("C", "APACHE_CASSANDRA", &body).unwrap(),
            "DELETE /C/apache_cassandra/users",
        ),
        (
            calls.reset_password("C", "KAFKA", &body).unwrap(),
            "POST /C/kafka/users/reset-password",
        ),
        (calls.topics("C"), "GET /C/kafka/topics"),
        (calls.create_topic("C", &body).unwrap(), "POST /C/kafka/topics"),
        (calls.topic("C", "a/b"), "GET /C/kafka/topics/a%2Fb"),
        (calls.delete_topic("C", "t"), "DELETE /C/kafka/topics/t"),
        (calls.topic_config("C", "t"), "GET /C/kafka/topics/t/config"),
        (
            calls.set_topic_config("C", "t", &body).unwrap(),
            "PUT /C/kafka/topics/t/config",
        ),
        (
            calls.acls("C", &Acl::default()).unwrap(),
            "POST /C/kafka/acls/searches",
        ),
        (calls.create_acl("C", &body).unwrap(), "POST /C/kafka/acls"),
        (calls.delete_acl("C", &body).unwrap(), "DELETE /C/kafka/acls"),
        (
            calls.set_endpoint_principals("D", &body).unwrap(),
            "PUT /aws-endpoint-service/D/principals",
        ),
        (calls.trigger_backup("C"), "POST /C/backups"),
        (calls.restore("C", &body).unwrap(), "POST /C/backups/restore"),
        (
            calls.configurations("C", "POSTGRESQL"),
            "GET /C/postgresql/configurations",
        ),
        (
            calls.set_configuration("C", "POSTGRESQL", &body).unwrap(),
            "PUT /C/postgresql/configurations",
        ),
        (
            calls.delete_configuration("C", "POSTGRESQL", "work_mem"),
            "DELETE /C/postgresql/configurations/parameter/work_mem",
        ),
        (calls.reload_node("N"), "POST /POSTGRESQL/node/N/reload"),
        (calls.cluster_reloads("C"), "GET /POSTGRESQL/cluster/C/reload"),
    ];
    for (call, expected) in expected {
        let told = client.text_of(&call).unwrap();
        let path = told.path.trim_start_matches(BASE_PATH);
        assert_eq!(format!("{} {path}", told.method), expected);
    }
}

#[tokio::test]
async fn every_answer_is_read_whatever_its_success_is_called() {
    for fixture in fixtures().iter().filter(|fixture| fixture["kind"] == "response") {
        let status = u16::try_from(fixture["status"].as_u64().unwrap()).unwrap();
        if status >= 300 {
            continue;
        }
        let file = fixture["file"].as_str().unwrap();
        let path = fixture["path"].as_str().unwrap().trim_start_matches(BASE_PATH);
        let (method, body) = (fixture["method"].as_str().unwrap(), text_of(file));
        for status in [status, 200, 201, 202] {
            let asked = |path: &str| format!("{method} {}", path.split('?').next().unwrap());
            let stub = |path: &str| Stub::default().with(&asked(path), status, &body).client();
            let none = serde_json::json!({});
            let plain = path
                .replace("{clusterId}", "C")
                .replace("{cdcId}", "D")
                .replace("{bundle}", "kafka")
                .replace("{nodeId}", "N");
            let client = stub(&plain);
            let is_something = match (method, path) {
                ("GET", "/") => client.clusters().await.unwrap().len() == 4,
                ("POST", "/extended/") => !client.create(&none).await.unwrap().is_empty(),
                ("GET", "/{clusterId}") => !client.cluster("C").await.unwrap().data_centres.is_empty(),
                ("PUT", "/{clusterId}") => client.modify("C", &none).await.is_ok(),
                ("DELETE", "/{clusterId}") => client.delete("C").await.is_ok(),
                ("GET", "/{clusterId}/terraform-description") => {
                    client.terraform_description("C").await.unwrap().bundle_type == "KAFKA"
                }
                ("POST", "/{clusterId}/cluster-data-centres") => {
                    client.add_data_centre("C", &none).await.is_ok()
                }
                ("GET", "/{clusterId}/{cdcId}/resize?activeOnly=true") => {
                    client.resizes("C", "D", true).await.unwrap()[0].replace_ops.len() == 3
                }
                ("GET", "/{clusterId}/firewallRules") => client.firewall_rules("C").await.unwrap().len() == 2,
                ("POST", "/{clusterId}/firewallRules") => client.add_firewall_rules("C", &none).await.is_ok(),
                ("PUT", "/{clusterId}/firewallRules") => {
                    client.update_firewall_rules("C", &none).await.is_ok()
                }
                ("GET", "/vpc-peering/{cdcId}") => {
                    client.peerings("D").await.unwrap()[0].subnets() == ["10.100.0.0/16", "10.101.0.0/16"]
                }
                ("POST", "/vpc-peering/{cdcId}") => {
                    !client.create_peering("D", &none).await.unwrap().is_empty()
                }
                ("GET", "/encryption-keys") => client.encryption_keys().await.unwrap()[0].alias == "oregon 1",
                ("GET", "/{clusterId}/{bundle}/users") => {
                    client.users("C", "KAFKA").await.unwrap().0 == ["ickafka", "app_reader"]
                }
                ("POST", "/{clusterId}/{bundle}/users") => {
                    client.create_user("C", "KAFKA", &none).await.is_ok()
                }
                ("GET", "/POSTGRESQL/node/{nodeId}/reload") => {
                    client.node_reloads("N").await.unwrap().operations[0].status == "COMPLETED"
                }
                ("GET", "/{clusterId}/backups") => {
                    client.backups("C").await.unwrap().cluster_data_centres[0].nodes[0]
                        .events
                        .len()
                        == 2
                }
                other => panic!("{file}: {other:?} is not read"),
            };
            assert!(is_something, "{file} as {status}");
        }
    }
}

#[tokio::test]
async fn an_acknowledgement_may_be_empty_and_an_id_may_have_any_name() {
    let none = serde_json::json!({});
    let stub = Stub::default()
        .with("POST /C/firewallRules", 202, "")
        .with("POST /C/backups", 204, "")
        .with("POST /POSTGRESQL/node/N/reload", 202, "")
        .with("POST /extended/", 202, r#"{"clusterId": "abc"}"#)
        .with("POST /C/backups/restore", 200, r#"{"restoredCluster": "def"}"#)
        .with("POST /encryption-keys", 202, r#"{"alias": "a", "id": "ghi"}"#)
        .with("POST /", 202, "");
    let client = stub.client();
    client.add_firewall_rules("C", &none).await.unwrap();
    client.trigger_backup("C").await.unwrap();
    assert_eq!(client.reload_node("N").await.unwrap().status, "");
    assert_eq!(client.create(&none).await.unwrap(), "abc");
    assert_eq!(client.restore("C", &none).await.unwrap(), "def");
    assert_eq!(client.create_encryption_key(&none).await.unwrap(), "ghi");
    // It was taken: whether it was done is not known.
    let error = client.create_legacy(&none).await.unwrap_err();
    assert!(matches!(error, ManagerError::Unreadable { .. }), "{error:?}");
}
