//! Answers of older servers and odd ones are read as well ("Client rules", 10).

use serde_json::{Value, json};

use crate::managers::commissaire::wire::{
    Cluster, ContainerManager, Host, HostCreds, HostStatus, Hosts, Keys, Operation,
};

fn read<T: serde::de::DeserializeOwned>(body: Value) -> T {
    serde_json::from_str(&body.to_string()).unwrap()
}

#[test]
fn a_list_of_hosts_may_hold_addresses_or_objects() {
    let cluster: Cluster =
        read(json!({"hostset": ["10.0.0.1", {"address": "10.0.0.2", "status": "active"}]}));
    assert_eq!(cluster.members(), ["10.0.0.1", "10.0.0.2"]);
    let keys: Keys = read(json!([{"address": "10.0.0.3"}, {"name": "prod"}, "edge"]));
    assert_eq!(keys.0, ["10.0.0.3", "prod", "edge"]);
    let Hosts(hosts) = read(json!([{"address": "10.0.0.1", "cpus": 2}, "10.0.0.2", null]));
    let addresses: Vec<&str> = hosts.iter().map(|host| host.address.as_str()).collect();
    assert_eq!(addresses, ["10.0.0.1", "10.0.0.2", ""]);
}

#[test]
fn a_cluster_of_an_older_server_keeps_its_type_and_lacks_the_rest() {
    let body = json!({"name": "prod", "status": "ok", "type": "kubernetes"});
    let cluster: Cluster = read(body);
    assert_eq!(cluster.rest["type"], "kubernetes");
    assert!(cluster.members().is_empty() && cluster.hosts.is_none() && !cluster.is_managed());
}

#[test]
fn an_operation_may_have_no_name_and_no_end() {
    for finished in [json!({"finished_at": null}), json!({})] {
        let mut body = json!({"status": "in_process", "upgraded": ["a"], "in_process": [{"address": "b"}]});
        body.as_object_mut()
            .unwrap()
            .extend(finished.as_object().unwrap().clone());
        let operation: Operation = read(body);
        assert_eq!(
            (operation.name.as_str(), operation.finished_at.as_str()),
            ("", "")
        );
        assert_eq!(
            (operation.done(), operation.in_process.as_slice()),
            (&["a".to_owned()][..], &["b".to_owned()][..])
        );
    }
}

#[test]
fn a_node_is_read_with_and_without_its_envelope() {
    let node = json!({"node": "10.0.0.1", "status": "ok"});
    let enveloped = json!({"jsonrpc": "2.0", "id": "1", "result": node});
    for said in [node.clone(), enveloped] {
        let status: HostStatus = read(json!({"type": "host_only", "container_manager": said}));
        assert_eq!(status.node(), Some(&node));
    }
    for said in [
        json!({}),
        Value::Null,
        json!({"jsonrpc": "2.0", "id": "1", "result": {}}),
    ] {
        let status: HostStatus = read(json!({"container_manager": said}));
        assert_eq!(status.node(), None);
    }
}

#[test]
fn values_of_another_type_never_lose_the_object() {
    let host: Host = read(json!({
        "address": "10.0.0.1", "status": null, "os": 7, "cpus": "four", "memory": 2048.0, "space": null, "new": [1],
    }));
    assert_eq!((host.status.as_str(), host.os.as_str()), ("", "7"));
    assert_eq!((host.cpus, host.memory, host.space), (None, Some(2_048), None));
    assert_eq!(host.rest["new"], json!([1]));
}

#[test]
fn what_is_printed_of_secrets_holds_none() {
    let manager: ContainerManager = read(json!({"name": "ocp", "options": {"token": "pearl"}}));
    let creds: HostCreds = read(json!({"address": "10.0.0.1", "ssh_priv_key": "pearl"}));
    let printed = format!("{manager:?} {creds:?}");
    assert!(
        printed.contains("token") && !printed.contains("pearl"),
        "{printed}"
    );
}
