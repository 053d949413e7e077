//! Odd answers still become rows ("Leniency rules for parsers").

use super::stub::{read, rows};
use super::*;
use crate::managers::instaclustr::kinds::DATA_CENTRES;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Progress, StateClass};

#[tokio::test]
async fn numbers_and_booleans_as_text_and_networks_as_objects_are_read() {
    let body = r#"{"id": "x", "clusterName": "old", "clusterStatus": "RUNNING", "dataCentres": [{
        "id": "d", "name": "US_EAST_1", "cdcStatus": "RUNNING", "nodeCount": "2", "clientEncryption": "true",
        "passwordAuthentication": "false", "cdcNetwork": {"network": "10.0.0.0", "prefixLength": 16},
        "nodes": [{"id": "n", "nodeStatus": "RUNNING", "rack": "a", "sparkMaster": "true", "publicAddress": ""}]}]}"#;
    let detail = read(&Stub::default().cluster(ORDERS, body).manager(), CLUSTERS, ORDERS).await;
    assert_eq!(shown(&detail.row)[3], "1/2");
    let centre = shown(&detail.children_of(DATA_CENTRES)[0]);
    assert_eq!(
        (centre[0].as_str(), centre[8].as_str(), centre[11].as_str()),
        ("US_EAST_1", "10.0.0.0/16", "client-encryption")
    );
    assert_eq!(shown(&detail.children_of(SERVERS)[0])[7], "spark-master");

    let list = r#"[{"id": "x", "name": "old", "nodeCount": "3", "runningNodeCount": "1", "derivedStatus": "JOINING"}]"#;
    let manager = Stub::default().with("GET /", 200, list).manager();
    assert_eq!(rows(&manager, CLUSTERS).await[0].progress, Progress::new(1, 3));
}

#[tokio::test]
async fn an_unknown_status_is_shown_as_sent_and_raises_no_alarm() {
    let list = r#"[{"id": "x", "name": "new", "derivedStatus": "HIBERNATING", "nodeCount": 3, "runningNodeCount": 0,
        "what": [{}]}]"#;
    let body = r#"{"clusterName": "new", "clusterStatus": "HIBERNATING", "dataCentres": [{"id": "d", "cdcStatus": "?",
        "nodes": [{"id": "n", "nodeStatus": "ASLEEP"}]}]}"#;
    let stub = Stub::default().with("GET /", 200, list).cluster(ORDERS, body);
    let manager = stub.manager();
    let row = &rows(&manager, CLUSTERS).await[0];
    assert_eq!(
        (shown(row)[1].as_str(), row.state.class),
        ("HIBERNATING", StateClass::Neutral)
    );
    assert_eq!(shown(row)[2], "-");
    let detail = read(&manager, CLUSTERS, ORDERS).await;
    assert_eq!(shown(&detail.children_of(SERVERS)[0])[2], "ASLEEP");
    assert_eq!(detail.children_of(SERVERS)[0].state.class, StateClass::Neutral);
}

#[tokio::test]
async fn everything_but_an_id_may_be_missing_or_null() {
    let stub = Stub::default()
        .with(
            "GET /",
            200,
            r#"[{"id": "x"}, {"id": "y", "name": null, "nodeCount": null}]"#,
        )
        .cluster(
            ORDERS,
            r#"{"clusterName": null, "dataCentres": null, "tags": null}"#,
        );
    let manager = stub.manager();
    let names: Vec<_> = rows(&manager, CLUSTERS)
        .await
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["x".into(), "y".into()] as [Arc<str>; 2]);
    let detail = read(&manager, CLUSTERS, ORDERS).await;
    assert_eq!(&*detail.row.name, ORDERS);
    assert_eq!(field(&detail, "bundle"), "unknown");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_row_that_says_so_and_the_others_show() {
    let stub = Stub::default()
        .with("GET /", 200, r#"[7, {"name": "nameless"}, {"id": "x", "name": "sound"}]"#)
        .cluster(
            ORDERS,
            r#"{"clusterName": "a", "dataCentres": ["?", {"id": "d", "nodes": [null, {"id": "n", "rack": "r"}]}]}"#,
        );
    let manager = stub.manager();
    let rows = rows(&manager, CLUSTERS).await;
    assert!(rows[0].is_unreadable() && rows[1].is_unreadable());
    assert_eq!(&*rows[2].name, "sound");
    let detail = read(&manager, CLUSTERS, ORDERS).await;
    let names: Vec<_> = detail.children_of(SERVERS).iter().map(|row| &*row.name).collect();
    assert_eq!(names, ["node/1", "r/1"]);
}

#[tokio::test]
async fn older_peerings_have_one_network_as_text() {
    let body = r#"[{"id": "p", "peerSubnet": "10.1.0.0/16", "statusCode": "active"},
        {"id": "q", "peerSubnets": ["10.2.0.0/16", {"network": "10.3.0.0", "prefixLength": "24"}]}]"#;
    let stub = Stub::default().with("GET /vpc-peering/D", 202, body);
    let peerings = stub.client().peerings("D").await.unwrap();
    assert_eq!(peerings[0].subnets(), ["10.1.0.0/16"]);
    assert_eq!(peerings[1].subnets(), ["10.2.0.0/16", "10.3.0.0/24"]);
}

#[tokio::test]
async fn the_purposes_of_nodes_are_read_in_any_shape() {
    for body in [
        r#"["KAFKA_BROKER", "CADENCE"]"#,
        r#"{"nodePurposes": ["KAFKA_BROKER", "CADENCE"]}"#,
        r#"[{"nodePurpose": "KAFKA_BROKER"}, {"name": "CADENCE"}]"#,
    ] {
        let stub = Stub::default().with("GET /C/D/nodepurposes", 200, body);
        let purposes = stub.client().node_purposes("C", "D").await.unwrap();
        assert_eq!(purposes.0, ["KAFKA_BROKER", "CADENCE"]);
    }
}
