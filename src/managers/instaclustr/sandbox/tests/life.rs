//! How clusters come: statuses in virtual time.

use super::*;

#[tokio::test]
async fn three_nodes_of_cassandra_run_after_431_seconds_one_after_the_other() {
    let service = Service::empty();
    let id = service.order(sample("create-cassandra")).await;
    let mut passed = 0.0;
    for (at, cluster, expected) in [
        (0.0, "GENESIS", ["GENESIS", "GENESIS", "GENESIS"]),
        (19.0, "GENESIS", ["GENESIS", "GENESIS", "GENESIS"]),
        (
            20.0,
            "PROVISIONING",
            ["PROVISIONING", "PROVISIONING", "PROVISIONING"],
        ),
        (
            208.0,
            "PROVISIONING",
            ["PROVISIONING", "PROVISIONING", "PROVISIONING"],
        ),
        (
            209.0,
            "PROVISIONED",
            ["PROVISIONED", "PROVISIONING", "PROVISIONING"],
        ),
        (228.0, "PROVISIONED", ["JOINING", "PROVISIONING", "PROVISIONING"]),
        (283.0, "PROVISIONED", ["RUNNING", "PROVISIONED", "PROVISIONING"]),
        (357.0, "PROVISIONED", ["RUNNING", "RUNNING", "PROVISIONED"]),
        (430.0, "PROVISIONED", ["RUNNING", "RUNNING", "JOINING"]),
        (431.0, "RUNNING", ["RUNNING", "RUNNING", "RUNNING"]),
    ] {
        service.advance(at - passed);
        passed = at;
        let status = service.status(&id).await;
        assert_eq!(nodes(&status), expected, "after {at} s");
        assert_eq!(status["clusterStatus"], cluster, "after {at} s");
        assert_eq!(status["dataCentres"][0]["cdcStatus"], cluster, "after {at} s");
        let address = &status["dataCentres"][0]["nodes"][0]["privateAddress"];
        assert_eq!(address.is_null(), at < 20.0, "after {at} s");
    }
}

#[tokio::test]
async fn other_bundles_never_join_and_any_size_runs_within_600_seconds() {
    let service = Service::empty();
    let kafka = service.order(sample("create-kafka")).await;
    let racks = json!({"rackAllocation": {"numberOfRacks": 5, "nodesPerRack": 20}});
    let large = service.order(with(sample("create-cassandra"), racks)).await;
    for _ in 0..60 {
        let status = service.status(&kafka).await;
        assert!(!nodes(&status).contains(&"JOINING"), "{status}");
        service.advance(10.0);
    }
    assert_eq!(service.status(&kafka).await["clusterStatus"], "RUNNING");
    let status = service.status(&large).await;
    assert_eq!(status["clusterStatus"], "RUNNING");
    assert_eq!(nodes(&status).len(), 100);
}

#[tokio::test]
async fn the_first_node_of_spark_leads_once_it_has_an_address() {
    let service = Service::empty();
    let id = service.order(sample("create-cassandra")).await;
    let leads = |status: &Value| -> Vec<bool> {
        let nodes = status["dataCentres"][0]["nodes"].as_array().unwrap();
        nodes
            .iter()
            .map(|node| node["sparkMaster"].as_bool().unwrap())
            .collect()
    };
    assert_eq!(leads(&service.status(&id).await), [false, false, false]);
    service.advance(20.0);
    assert_eq!(leads(&service.status(&id).await), [true, false, false]);
}

#[tokio::test]
async fn a_data_centre_is_added_while_the_cluster_stays_running() {
    let service = Service::demonstration();
    let id = service.id("catalogue_prod");
    let path = format!("/{id}/cluster-data-centres");
    assert_eq!(
        service.post(&path, sample("add-data-centre-request")).await.0,
        202
    );
    let status = service.status(&id).await;
    assert_eq!(status["clusterStatus"], "RUNNING");
    assert_eq!(status["dataCentres"][2]["cdcStatus"], "GENESIS");
    assert_eq!(status["dataCentres"][2]["cdcName"], "DC3");
    let (_, list) = service.get("/").await;
    assert_eq!(
        (&list[0]["nodeCount"], &list[0]["runningNodeCount"]),
        (&json!(9), &json!(6))
    );
    service.advance(431.0);
    assert_eq!(
        service.status(&id).await["dataCentres"][2]["cdcStatus"],
        "RUNNING"
    );
}

#[tokio::test]
async fn a_rule_waits_for_the_cluster_and_then_takes_a_second() {
    let service = Service::empty();
    let id = service.order(sample("create-cassandra")).await;
    let rule = async || {
        let (status, list) = service.get(&format!("/{id}/firewallRules")).await;
        assert_eq!(status, 200);
        list[0]["rules"][0]["status"].as_str().unwrap().to_owned()
    };
    service.advance(209.0);
    assert_eq!(rule().await, "GENESIS");
    service.advance(0.5);
    assert_eq!(rule().await, "PROVISIONING");
    service.advance(0.5);
    assert_eq!(rule().await, "RUNNING");
    service
        .post(&format!("/{id}/firewallRules"), sample("firewall-request"))
        .await;
    let status = |list: &Value| list[1]["rules"][0]["status"].clone();
    assert_eq!(
        status(&service.get(&format!("/{id}/firewallRules")).await.1),
        "GENESIS"
    );
    service.advance(1.0);
    assert_eq!(
        status(&service.get(&format!("/{id}/firewallRules")).await.1),
        "RUNNING"
    );
}

#[tokio::test]
async fn a_peering_waits_for_the_other_side() {
    let service = Service::demonstration();
    let centre = service.centre("sessions_eu").await;
    let path = format!("/vpc-peering/{centre}");
    let (status, answer) = service.post(&path, sample("vpc-peering-create-request")).await;
    assert_eq!(status, 202);
    let id = answer["id"].as_str().unwrap().to_owned();
    let code = async || service.get(&format!("{path}/{id}")).await.1["statusCode"].clone();
    assert_eq!(code().await, "initiating-request");
    service.advance(5.0);
    assert_eq!(code().await, "pending-acceptance");
    service.advance(86_400.0);
    assert_eq!(code().await, "pending-acceptance");
    assert!(service.world.accept_peering(&id));
    assert_eq!(code().await, "active");
    assert_eq!(service.delete(&format!("{path}/{id}")).await.0, 202);
    assert_eq!(service.get(&format!("{path}/{id}")).await.0, 404);
    assert_eq!(service.get(&path).await, (202, json!([])));
}

#[tokio::test]
async fn a_peering_needs_a_data_centre_that_is_provisioned() {
    let service = Service::empty();
    let id = service.order(sample("create-cassandra")).await;
    let status = service.status(&id).await;
    let path = format!(
        "/vpc-peering/{}",
        status["dataCentres"][0]["id"].as_str().unwrap()
    );
    let request = sample("vpc-peering-create-request");
    assert_eq!(service.post(&path, request.clone()).await.0, 409);
    service.advance(209.0);
    assert_eq!(service.post(&path, request).await.0, 202);
}

#[tokio::test]
async fn what_happens_to_one_node_goes_upwards() {
    let service = Service::demonstration();
    let id = service.id("catalogue_prod");
    let node = service.world.nodes_of(&id).remove(0);
    for (pushed, parent) in [
        ("DEGRADED", "DEGRADED"),
        ("REBALANCING", "DEGRADED"),
        ("DEFERRED", "DEFERRED"),
        ("FAILED", "FAILED"),
    ] {
        assert!(service.world.push_node(&node, Some(pushed)));
        let status = service.status(&id).await;
        assert_eq!(nodes(&status)[0], pushed);
        assert_eq!(status["clusterStatus"], parent);
        assert_eq!(status["dataCentres"][1]["cdcStatus"], "RUNNING");
    }
    assert!(service.world.push_node(&node, None));
    assert_eq!(service.status(&id).await["clusterStatus"], "RUNNING");
    assert!(!service.world.push_node("nobody", None));
}
