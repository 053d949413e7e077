//! Which request an action becomes, what is refused before it, and what is said after it.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Value, json};

use super::*;
use crate::resource::{Arguments, Id, KindId};
use crate::transport::{Credential, Door, Endpoint, Fixed, RetryPolicy, SendOutcome, base_url};

use super::super::client::BASE_PATH;
use super::super::wire::TerraformDescription;

const CLUSTER: &str = "281fa6f5-54a5-454c-aa2e-c0035e0e14ca";

type Log = Arc<Mutex<Vec<String>>>;

/// A manager that notes what it is asked, and answers all of it alike.
fn answering(status: u16, body: &'static str) -> (Client, Log) {
    let log = Log::default();
    let seen = Arc::clone(&log);
    let serve = move |request: Request| {
        let seen = Arc::clone(&seen);
        async move {
            let (parts, sent) = request.into_parts();
            let sent = to_bytes(sent, usize::MAX).await.unwrap();
            let line = format!(
                "{} {} {}",
                parts.method,
                parts.uri.path(),
                String::from_utf8_lossy(&sent)
            );
            seen.lock().unwrap().push(line.trim_end().to_owned());
            Response::builder().status(status).body(Body::from(body)).unwrap()
        }
    };
    let base = base_url("http://account.sandbox.localhost").unwrap();
    let credential = Credential::Basic {
        user: "jdoe".into(),
        password: "key".into(),
    };
    let door = Door::new(Endpoint::in_process(base, Router::new().fallback(serve)))
        .with_credentials(Fixed(credential))
        .with_retry(RetryPolicy::never());
    (Client::new(door, BASE_PATH), log)
}

fn request(
    action: crate::resource::ActionId,
    kind: KindId,
    id: &str,
    part: Option<&str>,
    said: &[(&'static str, &str)],
) -> ActionRequest {
    let arguments = Arguments::default();
    let arguments = said
        .iter()
        .fold(arguments, |arguments, (name, value)| arguments.with(name, value));
    ActionRequest {
        arguments,
        ..ActionRequest::new(action, kind, &Id::from(id), part.map(Id::from).as_ref())
    }
}

fn on(action: crate::resource::ActionId, part: Option<&str>, said: &[(&'static str, &str)]) -> ActionRequest {
    request(action, CLUSTERS, CLUSTER, part, said)
}

/// Method, path and body as shown.
fn shown(request: &ActionRequest) -> (String, String, Value) {
    let (client, _) = answering(202, "");
    let text = request_of(&client, request).unwrap();
    let path = text.path.trim_start_matches(BASE_PATH).replace(CLUSTER, "C");
    (
        text.method,
        path,
        serde_json::from_str(&text.body).unwrap_or_default(),
    )
}

#[test]
fn every_part_is_taken_apart_into_its_path_and_its_body() {
    let cases = [
        (
            on(RESIZE, Some("dc1"), &[("node-size", "big")]),
            "POST /C/dc1/resize",
            json!({"newNodeSize": "big", "concurrentResizes": 1, "notifySupportContacts": false}),
        ),
        (
            on(DELETE_FIREWALL_RULE, Some("203.0.113.10/32/CASSANDRA"), &[]),
            "DELETE /C/firewallRules",
            json!({"network": "203.0.113.10/32", "rules": [{"type": "CASSANDRA"}]}),
        ),
        (
            on(DELETE_FIREWALL_RULE, Some("sg-0a1b2c3d/SPARK"), &[]),
            "DELETE /C/firewallRules",
            json!({"securityGroupId": "sg-0a1b2c3d", "rules": [{"type": "SPARK"}]}),
        ),
        (
            on(DELETE_PEERING, Some("dc1/p1"), &[]),
            "DELETE /vpc-peering/dc1/p1",
            Value::Null,
        ),
        (
            on(DELETE_USER, Some("kafka/app"), &[]),
            "DELETE /C/kafka/users",
            json!({"username": "app"}),
        ),
        (
            on(RESET_PASSWORD, Some("kafka/app"), &[("password", "12345678")]),
            "POST /C/kafka/users/reset-password",
            json!({"username": "app", "password": "12345678"}),
        ),
        (
            on(DELETE_TOPIC, Some("orders"), &[]),
            "DELETE /C/kafka/topics/orders",
            Value::Null,
        ),
        (
            on(
                SET_TOPIC_CONFIG,
                Some("orders"),
                &[("topic-config", r#"{"retention.ms": 1}"#)],
            ),
            "PUT /C/kafka/topics/orders/config",
            json!({"config": {"retention.ms": "1"}}),
        ),
        (
            on(DELETE_CONFIGURATION, Some("postgresql/work_mem"), &[]),
            "DELETE /C/postgresql/configurations/parameter/work_mem",
            Value::Null,
        ),
        (
            on(RELOAD, Some("n1"), &[]),
            "POST /POSTGRESQL/node/n1/reload",
            json!({"bundle": "POSTGRESQL", "nodeId": "n1"}),
        ),
    ];
    for (request, line, body) in cases {
        let (method, path, sent) = shown(&request);
        assert_eq!((format!("{method} {path}").as_str(), sent), (line, body));
    }
}

#[tokio::test]
async fn what_is_shown_is_what_is_sent_and_it_is_sent_once() {
    let (client, log) = answering(202, "");
    let said = [("network", "203.0.113.10"), ("types", "CASSANDRA")];
    let request = on(ADD_FIREWALL_RULE, None, &said);
    let text = request_of(&client, &request).unwrap();
    assert_eq!(act(&client, &Memory::default(), &request).await.unwrap(), None);
    let sent = log.lock().unwrap().clone();
    assert_eq!(sent, [format!("{} {} {}", text.method, text.path, text.body)]);
    let (client, log) = answering(500, "");
    let error = act(&client, &Memory::default(), &request).await.unwrap_err();
    assert_eq!(error.outcome(), SendOutcome::Unknown);
    assert_eq!(log.lock().unwrap().len(), 1);
}

const WHOLE: [(&str, &str); 4] = [
    ("version", "3.11.8"),
    ("provider", "AWS_VPC"),
    ("data-centre", "US_EAST_1"),
    ("node-size", "m5l-250-v2"),
];

#[tokio::test]
async fn a_new_cluster_is_known_by_the_id_that_the_manager_gave_it() {
    let (client, log) = answering(202, r#"{"id": "c9"}"#);
    let memory = Memory::default();
    let create = request(CREATE_CASSANDRA, CLUSTERS, "orders", None, &WHOLE);
    act(&client, &memory, &create).await.unwrap();
    assert_eq!(memory.ids_of("orders"), ["c9"]);
    assert!(log.lock().unwrap()[0].starts_with("POST /provisioning/v1/extended/ "));
    // And now the name is taken.
    let error = act(&client, &memory, &create).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("there is a cluster orders already (c9)"),
        "{error}"
    );
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_known_to_be_refused_is_not_sent() {
    let (client, log) = answering(202, r#"{"id": "c9"}"#);
    let memory = Memory::default();
    memory.listed([("c1".to_owned(), "taken".to_owned())]);
    memory.described(
        CLUSTER,
        Some(TerraformDescription {
            bundle_type: "POSTGRESQL".into(),
            ..TerraformDescription::default()
        }),
    );
    let with = |more: &[(&'static str, &'static str)]| [&WHOLE, more].concat();
    let topic = [("topic", "t"), ("partitions", "1"), ("replication-factor", "1")];
    let cases = [
        (
            request(CREATE_CASSANDRA, CLUSTERS, "taken", None, &WHOLE),
            "a cluster taken already",
        ),
        (
            request(
                CREATE_CASSANDRA,
                CLUSTERS,
                "new",
                None,
                &with(&[("pci-compliant", "yes")]),
            ),
            "PCI compliance needs private-network",
        ),
        (
            request(CREATE_CASSANDRA, CLUSTERS, "new", None, &WHOLE[1..]),
            "version is needed",
        ),
        (
            request(CREATE_CASSANDRA, CLUSTERS, "new", None, &with(&[("racks", "9")])),
            "from 2 to 5",
        ),
        (
            request(
                CREATE_FROM_JSON,
                CLUSTERS,
                "new",
                None,
                &[("request", r#"{"clusterName": "x"}"#)],
            ),
            "for x, not for new",
        ),
        (
            on(RESTORE_BACKUP, None, &[("cluster-name", "taken")]),
            "a cluster taken already",
        ),
        (on(MODIFY, None, &[]), "say what is to be modified"),
        (
            on(CREATE_TOPIC, None, &topic),
            "for Kafka, and this cluster is POSTGRESQL",
        ),
        (
            on(
                CREATE_PEERING,
                Some("dc1"),
                &[
                    ("peer-account-id", "0b4702d2-5e05-4990-abe9-94f2baa2919c"),
                    ("peer-network", "n"),
                    ("peer-subnets", "10.0.0.0/16"),
                ],
            ),
            "peer-resource-group is needed for Azure",
        ),
    ];
    for (request, why) in cases {
        let error = act(&client, &memory, &request).await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert_ne!(error.outcome(), SendOutcome::Unknown);
    }
    assert_eq!(log.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn an_id_that_no_part_can_have_is_not_found_and_a_strange_action_is_not_offered() {
    let (client, log) = answering(202, "");
    let memory = Memory::default();
    for action in [
        DELETE_FIREWALL_RULE,
        DELETE_PEERING,
        DELETE_USER,
        DELETE_ACL,
        DELETE_CONFIGURATION,
    ] {
        let error = act(&client, &memory, &on(action, Some("nothing"), &[]))
            .await
            .unwrap_err();
        assert!(matches!(error, ManagerError::NotFound { .. }), "{error}");
    }
    let dance = on(crate::resource::ActionId("dance"), None, &[]);
    let error = act(&client, &memory, &dance).await.unwrap_err();
    assert_eq!(error.outcome(), SendOutcome::NotSent);
    assert!(request_of(&client, &dance).is_none());
    assert_eq!(log.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn what_the_manager_says_of_use_is_passed_on() {
    let memory = Memory::default();
    let (client, _) = answering(202, r#"{"message": "Cluster has been marked for deletion."}"#);
    let remark = act(&client, &memory, &on(DELETE, None, &[])).await.unwrap();
    assert_eq!(remark.as_deref(), Some("Cluster has been marked for deletion"));
    let (client, _) = answering(202, r#"{"id": "k7"}"#);
    let said = [("arn", "arn:aws:kms:x")];
    let key = request(CREATE_ENCRYPTION_KEY, ENCRYPTION_KEYS, "oregon", None, &said);
    let remark = act(&client, &memory, &key).await.unwrap();
    assert_eq!(remark.as_deref(), Some("disk-encryption-key takes its id: k7"));
    let (client, _) = answering(200, r#"{"restoredCluster": "c7"}"#);
    let remark = act(
        &client,
        &memory,
        &on(RESTORE_BACKUP, None, &[("cluster-name", "again")]),
    )
    .await;
    assert_eq!(remark.unwrap().as_deref(), Some("the new cluster has the id c7"));
}
