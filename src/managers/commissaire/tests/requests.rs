//! What is sent, to the letter, and what is not sent at all.

use serde_json::{Value, json};

use super::*;
use crate::managers::commissaire::client::{Request, encoded_key};

/// What a request sends: method and path, then its body.
fn text<T>(desk: &Desk, request: &Request<T>) -> (String, String) {
    let text = desk.client.text_of(request).unwrap();
    let path = text.path.strip_prefix("/api/v0").unwrap();
    assert_eq!(text.origin, "http://desk.sandbox.localhost");
    assert_eq!(text.content_type.is_empty(), text.body.is_empty());
    (format!("{} {path}", text.method), text.body)
}

#[test]
fn every_endpoint_has_its_path_and_its_body() {
    let (desk, hosts) = (Desk::empty(), ["10.0.0.1".to_owned()]);
    let client = &desk.client;
    let cluster = ClusterDraft {
        network: Some("flannel".into()),
        container_manager: Some(String::new()),
    };
    let options = json!({"token": "pearl"}).as_object().cloned();
    let typed = TypedDraft {
        kind: Some("openshift".into()),
        options,
    };
    let typed_body = r#"{"type":"openshift","options":{"token":"pearl"}}"#;
    let seen = [
        text(&desk, &client.clusters()),
        text(&desk, &client.cluster("prod").unwrap()),
        text(&desk, &client.put_cluster("prod", &cluster).unwrap()),
        text(
            &desk,
            &client.put_cluster("prod", &ClusterDraft::default()).unwrap(),
        ),
        text(&desk, &client.delete_cluster("prod").unwrap()),
        text(&desk, &client.members("prod").unwrap()),
        text(&desk, &client.put_members("prod", &[], &hosts).unwrap()),
        text(&desk, &client.member("prod", "h.example").unwrap()),
        text(&desk, &client.put_member("prod", "10.0.0.1").unwrap()),
        text(&desk, &client.delete_member("prod", "10.0.0.1").unwrap()),
        text(&desk, &client.operation(OperationKind::Deploy, "prod").unwrap()),
        text(&desk, &client.operation(OperationKind::Upgrade, "prod").unwrap()),
        text(&desk, &client.operation(OperationKind::Restart, "prod").unwrap()),
        text(&desk, &client.put_deploy("prod", "7.2.6").unwrap()),
        text(&desk, &client.put_upgrade("prod").unwrap()),
        text(&desk, &client.put_restart("prod").unwrap()),
        text(&desk, &client.hosts()),
        text(&desk, &client.host("10.0.0.1").unwrap()),
        text(
            &desk,
            &client.put_host("10.0.0.1", &host_draft(Some("prod"))).unwrap(),
        ),
        text(&desk, &client.delete_host("10.0.0.1").unwrap()),
        text(&desk, &client.creds("10.0.0.1").unwrap()),
        text(&desk, &client.status("10.0.0.1").unwrap()),
        text(&desk, &client.networks()),
        text(&desk, &client.network("flannel").unwrap()),
        text(
            &desk,
            &client.put_network("flannel", &TypedDraft::default()).unwrap(),
        ),
        text(&desk, &client.delete_network("flannel").unwrap()),
        text(&desk, &client.container_managers()),
        text(&desk, &client.container_manager("ocp").unwrap()),
        text(&desk, &client.put_container_manager("ocp", &typed).unwrap()),
        text(&desk, &client.delete_container_manager("ocp").unwrap()),
    ];
    let expected = [
        ("GET /clusters", ""),
        ("GET /cluster/prod", ""),
        (
            "PUT /cluster/prod",
            r#"{"network":"flannel","container_manager":""}"#,
        ),
        ("PUT /cluster/prod", "{}"),
        ("DELETE /cluster/prod", ""),
        ("GET /cluster/prod/hosts", ""),
        ("PUT /cluster/prod/hosts", r#"{"old":[],"new":["10.0.0.1"]}"#),
        ("GET /cluster/prod/hosts/h.example", ""),
        ("PUT /cluster/prod/hosts/10.0.0.1", "{}"),
        ("DELETE /cluster/prod/hosts/10.0.0.1", ""),
        ("GET /cluster/prod/deploy", ""),
        ("GET /cluster/prod/upgrade", ""),
        ("GET /cluster/prod/restart", ""),
        ("PUT /cluster/prod/deploy", r#"{"version":"7.2.6"}"#),
        ("PUT /cluster/prod/upgrade", "{}"),
        ("PUT /cluster/prod/restart", "{}"),
        ("GET /hosts", ""),
        ("GET /host/10.0.0.1", ""),
        (
            "PUT /host/10.0.0.1",
            r#"{"ssh_priv_key":"dGVzdAo=","cluster":"prod"}"#,
        ),
        ("DELETE /host/10.0.0.1", ""),
        ("GET /host/10.0.0.1/creds", ""),
        ("GET /host/10.0.0.1/status", ""),
        ("GET /networks", ""),
        ("GET /network/flannel", ""),
        ("PUT /network/flannel", "{}"),
        ("DELETE /network/flannel", ""),
        ("GET /containermanagers", ""),
        ("GET /containermanager/ocp", ""),
        ("PUT /containermanager/ocp", typed_body),
        ("DELETE /containermanager/ocp", ""),
    ];
    let seen: Vec<(&str, &str)> = seen
        .iter()
        .map(|(line, body)| (line.as_str(), body.as_str()))
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_is_shown_is_what_is_sent() {
    let desk = Desk::empty();
    let request = desk.client.put_host("10.0.0.1", &host_draft(None)).unwrap();
    let shown = desk.client.text_of(&request).unwrap();
    desk.client.send(request).await.unwrap();
    let [sent] = &desk.recorder.requests()[..] else {
        panic!("one request");
    };
    assert_eq!(
        (sent.method.as_str(), sent.path.as_str()),
        ("PUT", shown.path.as_str())
    );
    assert_eq!((sent.query.as_str(), &sent.body), ("", &shown.body));
    assert_eq!(sent.content_type.as_deref(), Some(shown.content_type));
}

#[tokio::test]
async fn a_name_that_no_path_takes_is_refused_before_it_is_sent() {
    let desk = Desk::empty();
    for name in ["", "a b", "a.b", "a/b", "é", "a?_method=DELETE", ".."] {
        let refused = [
            desk.client.cluster(name).map(drop),
            desk.client.put_upgrade(name).map(drop),
            desk.client.network(name).map(drop),
            desk.client.delete_container_manager(name).map(drop),
            desk.client.read_cluster(name).await.map(drop),
        ];
        for result in refused {
            let error = result.unwrap_err();
            assert!(matches!(&error, ManagerError::Invalid { fields, .. } if fields.len() == 1));
            assert!(error.to_string().contains("digits, `_` and `-`"), "{error}");
        }
    }
    for address in ["", "fe80::1", "10.0.0.1/8", "..", "a b"] {
        let error = desk.client.host(address).map(drop).unwrap_err();
        assert!(error.to_string().contains("no IPv6"), "{error}");
        assert!(desk.client.put_member("prod", address).is_err());
        assert!(
            desk.client
                .put_members("prod", &[], &[address.to_owned()])
                .is_err()
        );
    }
    assert_eq!(desk.recorder.count(), 0);
}

#[test]
fn a_draft_names_only_what_can_exist() {
    let desk = Desk::empty();
    let cluster = |network: &str, manager: &str| {
        let draft = ClusterDraft {
            network: Some(network.into()),
            container_manager: Some(manager.into()),
        };
        desk.client.put_cluster("prod", &draft).map(drop)
    };
    assert!(cluster("default", "").is_ok());
    assert!(cluster("no.such", "").is_err());
    assert!(cluster("default", "a b").is_err());
    assert!(
        desk.client
            .put_host("10.0.0.1", &host_draft(Some("a b")))
            .is_err()
    );
    assert!(desk.client.put_deploy("prod", "").is_err());
}

#[test]
fn a_host_needs_its_key() {
    let draft = HostDraft {
        ssh_priv_key: SecretString::from(""),
        ..host_draft(None)
    };
    let error = Desk::empty()
        .client
        .put_host("10.0.0.1", &draft)
        .map(drop)
        .unwrap_err();
    assert!(error.to_string().contains("ssh_priv_key"), "{error}");
}

#[test]
fn a_key_is_encoded_without_line_ends() {
    use secrecy::ExposeSecret;
    let key = SecretString::from(format!("-----BEGIN KEY-----\n{}\n", "a".repeat(200)));
    let encoded = encoded_key(&key);
    assert!(!encoded.expose_secret().contains(char::is_whitespace));
    assert!(encoded.expose_secret().starts_with("LS0tLS1CRUdJTiBLRVktLS0tLQ"));
}

#[tokio::test]
async fn a_body_never_holds_what_stands_in_the_path() {
    let desk = Desk::empty();
    desk.cluster("prod", "").await;
    desk.host("10.0.0.1").await;
    desk.client.join("prod", "10.0.0.1").await.unwrap();
    let draft = TypedDraft::default();
    desk.client
        .send(desk.client.put_network("net", &draft).unwrap())
        .await
        .unwrap();
    let puts = desk.recorder.mutations();
    assert_eq!(puts.len(), 4);
    for put in puts {
        let body: Value = serde_json::from_str(&put.body).unwrap();
        for key in ["name", "address", "host"] {
            assert!(body.get(key).is_none(), "{put:?}");
        }
        assert_eq!(put.query, "");
    }
}
