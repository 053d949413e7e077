//! Resizes: in batches, with new nodes.

use super::*;

async fn begun() -> (Service, String, String) {
    let service = Service::demonstration();
    let id = service.id("catalogue_prod");
    let path = format!("/{id}/{}/resize", service.centre("catalogue_prod").await);
    let (status, answer) = service.post(&path, sample("resize-request")).await;
    assert_eq!(status, 202, "{answer}");
    (service, id, path)
}

#[tokio::test]
async fn nodes_are_replaced_one_after_the_other() {
    let (service, id, _) = begun().await;
    let before = service.world.nodes_of(&id);
    let mut passed = 0.0;
    for (at, expected) in [
        (0.0, ["PROVISIONING", "RUNNING", "RUNNING"]),
        (240.0, ["JOINING", "RUNNING", "RUNNING"]),
        (320.0, ["RUNNING", "PROVISIONING", "RUNNING"]),
        (640.0, ["RUNNING", "RUNNING", "PROVISIONING"]),
        (959.0, ["RUNNING", "RUNNING", "JOINING"]),
        (960.0, ["RUNNING", "RUNNING", "RUNNING"]),
    ] {
        service.advance(at - passed);
        passed = at;
        let status = service.status(&id).await;
        assert_eq!(nodes(&status), expected, "after {at} s");
        assert_eq!(status["clusterStatus"], "RUNNING");
        let target = &status["dataCentres"][0]["resizeTargetNodeSize"];
        assert_eq!(target.is_null(), at >= 960.0, "after {at} s");
        assert!(status["dataCentres"][1]["resizeTargetNodeSize"].is_null());
    }
    let after = service.world.nodes_of(&id);
    assert!(before[..3].iter().all(|node| !after.contains(node)));
    assert_eq!(before[3..], after[3..]);
    let status = service.status(&id).await;
    let first = &status["dataCentres"][0]["nodes"][0];
    assert_eq!(first["size"], "m5xl-1600-v2");
    assert_eq!(
        (&first["rack"], &first["privateAddress"]),
        (&json!("us-east-1a"), &json!("10.10.0.11"))
    );
}

#[tokio::test]
async fn the_operations_tell_how_far_it_is() {
    let (service, _, path) = begun().await;
    let steps = [
        (0.0, "CREATING_REPLACEMENT"),
        (40.0, "PROVISIONING"),
        (200.0, "PROVISIONED"),
        (240.0, "SWAPPING"),
        (280.0, "SWAPPED"),
        (320.0, "REPLACED"),
    ];
    let mut passed = 0.0;
    for (at, expected) in steps {
        service.advance(at - passed);
        passed = at;
        let (status, operations) = service.get(&format!("{path}?activeOnly=true")).await;
        assert_eq!(status, 200);
        let first = &operations[0]["replaceOps"][0];
        assert_eq!(first["status"], expected, "after {at} s");
        assert_eq!(first["replacement"].is_string(), expected == "REPLACED");
        assert_eq!(operations[0]["replaceOps"][2]["status"], "GENESIS");
    }
    service.advance(640.0);
    assert_eq!(
        service.get(&format!("{path}?activeOnly=true")).await,
        (200, json!([]))
    );
    let (_, all) = service.get(&path).await;
    assert_eq!(all[0]["completed"], "2026-11-20T12:16:00Z");
    assert_eq!(all[0]["initiatedBy"], "jdoe");
}

#[tokio::test]
async fn running_nodes_are_fewer_meanwhile() {
    let (service, ..) = begun().await;
    let (_, list) = service.get("/").await;
    assert_eq!(
        (&list[0]["nodeCount"], &list[0]["runningNodeCount"]),
        (&json!(6), &json!(5))
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_before_the_state_is_looked_at() {
    let (service, _, path) = begun().await;
    let request = sample("resize-request");
    for (changes, field) in [
        (json!({"newNodeSize": "t9.tiny"}), "newNodeSize"),
        (json!({"concurrentResizes": 2}), "concurrentResizes"),
        (json!({"concurrentResizes": null}), "concurrentResizes"),
        (json!({"notifySupportContacts": null}), "notifySupportContacts"),
        (json!({"nodePurpose": "REDIS"}), "nodePurpose"),
    ] {
        let (status, answer) = service.post(&path, with(request.clone(), changes)).await;
        assert_eq!(status, 400, "{field}");
        assert!(answer["errors"][field].is_string(), "{field}: {answer}");
    }
    // Vendor clients send a boolean as text.
    let as_text = with(
        request.clone(),
        json!({"notifySupportContacts": "false", "concurrentResizes": "1"}),
    );
    assert_eq!(service.post(&path, as_text).await.0, 412);
    let same = with(request, json!({"newNodeSize": "m5l-250-v2"}));
    let id = service.id("catalogue_prod");
    let second = service.status(&id).await["dataCentres"][1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (status, answer) = service.post(&format!("/{id}/{second}/resize"), same).await;
    let words = "There are no suitable replacement modes for cluster data centre";
    assert_eq!((status, answer), (400, json!({"message": words})));
}

#[tokio::test]
async fn the_purposes_are_those_of_the_nodes_that_there_are() {
    let service = Service::demonstration();
    for (name, expected) in [
        ("catalogue_prod", json!(["CASSANDRA"])),
        ("events_dev", json!(["KAFKA_BROKER", "KAFKA_DEDICATED_ZOOKEEPER"])),
        (
            "search_logs",
            json!([
                "OPENSEARCH_DATA_AND_INGEST",
                "OPENSEARCH_MASTER",
                "OPENSEARCH_DASHBOARDS"
            ]),
        ),
        ("connect_dev", json!([])),
    ] {
        let path = format!(
            "/{}/{}/nodepurposes",
            service.id(name),
            service.centre(name).await
        );
        assert_eq!(service.get(&path).await, (200, expected), "{name}");
    }
}

#[tokio::test]
async fn only_nodes_of_the_purpose_are_replaced() {
    let service = Service::demonstration();
    let id = service.id("events_dev");
    let path = format!("/{id}/{}/resize", service.centre("events_dev").await);
    let keepers = json!({
        "newNodeSize": "KDZ-PRD-m5.large-100", "concurrentResizes": 1, "notifySupportContacts": false,
        "nodePurpose": "KAFKA_DEDICATED_ZOOKEEPER",
    });
    assert_eq!(service.post(&path, keepers).await.0, 202);
    let status = service.status(&id).await;
    assert_eq!(
        nodes(&status)[..4],
        ["RUNNING", "RUNNING", "RUNNING", "PROVISIONING"]
    );
    service.advance(240.0);
    assert_eq!(nodes(&service.status(&id).await)[3], "PROVISIONED");
}
