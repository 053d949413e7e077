//! Answers that are older, newer, broken or incomplete still become rows, each with an id of its own.

use serde_json::Value;

use super::stub::{Answer, answering, rows};
use super::*;
use crate::managers::commissaire::kinds::{
    CONTAINER_MANAGERS, HOSTS, KINDS, NETWORKS, OPERATIONS, cluster, host, infrastructure,
};
use crate::resource::StateClass;
use crate::resource::kind::CLUSTERS;

const RECORDING: &str = include_str!("../samples/recorded.jsonl");

/// A fleet of one cluster with one host, and what comes before the answer in question.
const CLUSTER: Answer = (
    "/cluster/prod",
    200,
    r#"{"name": "prod", "status": "ok", "network": "default", "hostset": ["10.0.0.1"], "container_manager": "",
        "hosts": {"total": 1, "available": 1, "unavailable": 0}}"#,
);
const NAMES: Answer = ("/clusters", 200, r#"["prod"]"#);

#[test]
fn every_recorded_object_is_a_row_with_its_id() {
    let mut seen = 0;
    for line in RECORDING.lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let (request, answer) = (&exchange["request"], &exchange["response"]);
        let path = request["path"].as_str().unwrap();
        if answer["status"] != 200 || request["method"] != "GET" || path.contains('?') {
            continue;
        }
        let path = path.trim_start_matches("/api/v0/").trim_end_matches('/');
        let body = answer["body"].to_string();
        let (row, id, kind) = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["cluster", name] => (cluster::row_of_element(&body), *name, CLUSTERS),
            ["host", address] => (host::row_of_element(&body), *address, HOSTS),
            ["network", name] => (infrastructure::network_row(&body), *name, NETWORKS),
            ["containermanager", name] => (infrastructure::manager_row(&body), *name, CONTAINER_MANAGERS),
            _ => continue,
        };
        seen += 1;
        assert_eq!(&*row.id, id);
        let declared = KINDS.iter().find(|declared| declared.id == kind).unwrap();
        assert_eq!(row.cells.len(), declared.columns.len(), "{row:?}");
        assert!(!shown(&row)[0].contains("unreadable"), "{row:?}");
    }
    assert!(seen >= 30, "{seen}");
}

#[tokio::test]
async fn unknown_words_and_fields_are_shown_as_sent_and_raise_no_alarm() {
    let manager = answering(&[
        NAMES,
        (
            "/cluster/prod",
            200,
            r#"{"name": "prod", "status": "purple", "type": "kubernetes", "x": [{}], "hostset": ["10.0.0.1"]}"#,
        ),
        (
            "/hosts",
            200,
            r#"[{"address": "10.0.0.1", "status": "quarantined", "x": 1, "cpus": "four"}]"#,
        ),
        (
            "/cluster/prod/upgrade",
            200,
            r#"{"name": "prod", "status": "paused", "upgraded": ["10.0.0.1"], "eta": null}"#,
        ),
    ]);
    let [prod] = &rows(&manager, CLUSTERS).await[..] else {
        panic!("one cluster");
    };
    assert_eq!(shown(prod)[..4], ["prod", "purple", "purple", "-"]);
    assert_eq!(prod.state.class, StateClass::Neutral);
    let [host] = &rows(&manager, HOSTS).await[..] else {
        panic!("one host");
    };
    assert_eq!(shown(host)[..5], ["10.0.0.1", "quarantined", "prod", "-", "-"]);
    assert_eq!(host.state.class, StateClass::Neutral);
    let [run] = &rows(&manager, OPERATIONS).await[..] else {
        panic!("one run");
    };
    assert_eq!(shown(run)[..4], ["upgrade", "prod", "paused", "1/1"]);
}

#[tokio::test]
async fn a_cluster_is_known_by_the_name_in_the_list_whatever_its_own_answer_says() {
    for body in [r#"{"status": "ok"}"#, r#"{"name": null, "status": "ok"}"#, "{}"] {
        let answers: &'static [Answer] = Box::leak(Box::new([
            NAMES,
            ("/hosts", 200, "[]"),
            ("/cluster/prod", 200, body),
        ]));
        let manager = answering(answers);
        let [row] = &rows(&manager, CLUSTERS).await[..] else {
            panic!("one cluster");
        };
        assert_eq!((&*row.id, &*row.name), ("prod", "prod"), "{body}");
        let detail = manager.read(CLUSTERS, &"prod".into()).await.unwrap();
        assert_eq!(&*detail.row, row, "{body}");
    }
}

#[tokio::test]
async fn clusters_whose_answers_are_no_objects_are_told_apart() {
    let manager = answering(&[
        ("/clusters", 200, r#"["a", "b", "c"]"#),
        ("/cluster/a", 200, "<html>"),
        ("/cluster/b", 200, "[]"),
        ("/cluster/c", 200, r#"{"name": "c", "status": "ok"}"#),
    ]);
    let rows = rows(&manager, CLUSTERS).await;
    let states: Vec<(&str, &str)> = rows.iter().map(|row| (&*row.id, &*row.state.text)).collect();
    assert_eq!(states, [("a", "unreadable"), ("b", "unreadable"), ("c", "ok")]);
}

#[tokio::test]
async fn an_operation_is_known_by_its_cluster_also_where_its_record_has_no_name() {
    let manager = answering(&[
        NAMES,
        CLUSTER,
        (
            "/cluster/prod/restart",
            200,
            r#"{"status": "in_process", "restarted": [], "in_process": [{"address": "10.0.0.1"}],
                "started_at": "2026-11-20T20:00:00", "finished_at": null}"#,
        ),
    ]);
    let [row] = &rows(&manager, OPERATIONS).await[..] else {
        panic!("one run");
    };
    assert_eq!(&*row.id, "prod/restart");
    assert_eq!(
        shown(row)[..5],
        ["restart", "prod", "in_process", "0/1", "10.0.0.1"]
    );
    let detail = manager.read(OPERATIONS, &row.id).await.unwrap();
    assert_eq!(&*detail.row, row);
}

#[tokio::test]
async fn an_operation_that_an_older_server_never_started_is_no_row_and_not_found() {
    let manager = answering(&[
        NAMES,
        CLUSTER,
        ("/hosts", 200, "[]"),
        ("/cluster/prod/deploy", 204, ""),
        ("/cluster/prod/upgrade", 204, ""),
        ("/cluster/prod/restart", 204, ""),
    ]);
    assert!(rows(&manager, OPERATIONS).await.is_empty());
    let error = manager
        .read(OPERATIONS, &"prod/upgrade".into())
        .await
        .unwrap_err();
    assert!(matches!(error, ManagerError::NotFound { .. }), "{error:?}");
    let detail = manager.read(CLUSTERS, &"prod".into()).await.unwrap();
    assert!(detail.children_of(OPERATIONS).is_empty());
}

#[tokio::test]
async fn one_operation_that_cannot_be_read_does_not_hide_the_others() {
    let manager = answering(&[
        NAMES,
        CLUSTER,
        ("/cluster/prod/deploy", 500, "Internal Server Error"),
        (
            "/cluster/prod/upgrade",
            200,
            r#"{"name": "prod", "status": "finished", "upgraded": []}"#,
        ),
        ("/cluster/prod/restart", 200, "[]"),
    ]);
    let rows = rows(&manager, OPERATIONS).await;
    let ids: Vec<(&str, bool)> = rows.iter().map(|row| (&*row.id, row.is_unreadable())).collect();
    assert_eq!(
        ids,
        [
            ("prod/deploy", true),
            ("prod/upgrade", false),
            ("prod/restart", true)
        ]
    );
}

#[tokio::test]
async fn one_network_that_cannot_be_read_does_not_hide_the_others() {
    let manager = answering(&[
        NAMES,
        CLUSTER,
        // Such a name was made by a body that overrode its path: nobody can read it any more.
        ("/networks", 200, r#"["a.b", "broken", "default", "gone"]"#),
        ("/network/broken", 500, "Internal Server Error"),
        (
            "/network/default",
            200,
            r#"{"type": "flannel_etcd", "options": {}}"#,
        ),
    ]);
    let rows = rows(&manager, NETWORKS).await;
    let ids: Vec<(&str, bool)> = rows.iter().map(|row| (&*row.id, row.is_unreadable())).collect();
    assert_eq!(ids, [("a.b", true), ("broken", true), ("default", false)]);
    assert_eq!(shown(&rows[2]), ["default", "flannel_etcd", "prod", "-"]);
}

#[tokio::test]
async fn what_looks_like_a_secret_in_options_is_not_shown() {
    let manager = answering(&[
        ("/clusters", 200, "[]"),
        ("/networks", 200, r#"["net"]"#),
        (
            "/network/net",
            200,
            r#"{"name": "net", "type": "flannel_server", "options": {"address": "10.0.0.2:8080", "token": "pearl",
                "password": "pearl", "etcd": {"password": "pearl"}}}"#,
        ),
        ("/containermanagers", 200, r#"["ocp"]"#),
        (
            "/containermanager/ocp",
            200,
            r#"{"name": "ocp", "type": "openshift", "options": {"server_url": "https://ada:pearl@ocp.example:8443/",
                "token": "pearl"}}"#,
        ),
    ]);
    for (kind, id, there) in [
        (NETWORKS, "net", "address=10.0.0.2:8080"),
        (CONTAINER_MANAGERS, "ocp", "ocp.example:8443"),
    ] {
        let [row] = &rows(&manager, kind).await[..] else {
            panic!("one of {kind}");
        };
        let detail = manager.read(kind, &id.into()).await.unwrap();
        let said = format!("{row:?} {:?}", detail.fields);
        assert!(said.contains(there) && !said.contains("pearl"), "{said}");
        assert!(detail.document.contains("pearl"));
    }
}

#[tokio::test]
async fn an_older_server_lists_addresses_alone() {
    let manager = answering(&[NAMES, CLUSTER, ("/hosts", 200, r#"["10.0.0.2", "10.0.0.1"]"#)]);
    let rows = rows(&manager, HOSTS).await;
    let shown: Vec<Vec<String>> = rows.iter().map(shown).collect();
    assert_eq!(shown[0][..3], ["10.0.0.1", "new", "prod"]);
    assert_eq!(shown[1][..3], ["10.0.0.2", "new", "-"]);
}
