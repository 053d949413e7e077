//! Every recorded answer is read, and nothing of it is lost.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::managers::commissaire::wire::{
    Cluster, ContainerManager, Host, HostCreds, HostStatus, Hosts, Keys, Network, Nothing, Operation,
};

const RECORDING: &str = include_str!("../samples/recorded.jsonl");

#[test]
fn every_recorded_answer_is_read_and_nothing_of_it_is_lost() {
    let mut read_as: BTreeMap<&str, usize> = BTreeMap::new();
    for line in RECORDING.lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let answer = &exchange["response"];
        if !matches!(answer["status"].as_u64(), Some(200..300)) {
            continue;
        }
        let request = &exchange["request"];
        let mut method = request["method"].as_str().unwrap();
        let path = request["path"].as_str().unwrap();
        if path.contains("_method=DELETE") {
            method = "DELETE";
        }
        let kind = read(method, path, &answer["body"]);
        *read_as.entry(kind).or_default() += 1;
    }
    let kinds: Vec<&str> = read_as.keys().copied().collect();
    assert_eq!(
        kinds,
        [
            "cluster",
            "container manager",
            "credentials",
            "host",
            "hosts",
            "keys",
            "network",
            "nothing",
            "operation",
            "status"
        ],
        "{read_as:?}"
    );
}

fn read(method: &str, path: &str, body: &Value) -> &'static str {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let path = path.trim_start_matches("/api/v0/").trim_end_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    match (method, segments.as_slice()) {
        ("DELETE", _) => {
            assert_eq!(parsed::<Nothing>(body), Nothing);
            "nothing"
        }
        (_, ["clusters" | "networks" | "containermanagers"] | ["cluster", _, "hosts", _])
        | ("GET", ["cluster", _, "hosts"]) => {
            assert_eq!(Value::from(parsed::<Keys>(body).0), *body);
            "keys"
        }
        (_, ["cluster", _] | ["cluster", _, "hosts"]) => {
            keeps_all::<Cluster>(body);
            "cluster"
        }
        (_, ["cluster", _, _]) => {
            keeps_all::<Operation>(body);
            let operation = parsed::<Operation>(body);
            let list = operation.done().len() + operation.in_process.len();
            assert!(list <= 3 && !operation.name.is_empty());
            "operation"
        }
        (_, ["hosts"]) => {
            assert_eq!(serde_json::to_value(parsed::<Hosts>(body).0).unwrap(), *body);
            "hosts"
        }
        (_, ["host"] | ["host", _]) => {
            keeps_all::<Host>(body);
            "host"
        }
        (_, ["host", _, "creds"]) => {
            let creds = parsed::<HostCreds>(body);
            assert_eq!(body["ssh_priv_key"], creds.ssh_priv_key.expose_secret());
            assert_eq!(
                [&body["address"], &body["remote_user"]],
                [&creds.address, &creds.remote_user]
            );
            "credentials"
        }
        (_, ["host", _, "status"]) => {
            keeps_all::<HostStatus>(body);
            "status"
        }
        (_, ["network", _]) => {
            keeps_all::<Network>(body);
            "network"
        }
        (_, ["containermanager", _]) => {
            keeps_all::<ContainerManager>(body);
            "container manager"
        }
        other => panic!("{other:?}"),
    }
}

fn parsed<T: DeserializeOwned>(body: &Value) -> T {
    serde_json::from_str(&body.to_string()).unwrap()
}

fn keeps_all<T: DeserializeOwned + Serialize>(body: &Value) {
    assert_eq!(serde_json::to_value(parsed::<T>(body)).unwrap(), *body);
}
