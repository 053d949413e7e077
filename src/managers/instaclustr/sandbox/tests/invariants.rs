//! What holds at any time, whatever happened.

use std::collections::BTreeSet;

use super::*;

#[tokio::test]
async fn counts_ids_and_addresses_agree_at_any_time() {
    let service = Service::demonstration();
    let catalogue = service.id("catalogue_prod");
    let orders = [
        sample("create-cassandra"),
        sample("create-kafka"),
        sample("create-cassandra-pci"),
    ];
    for order in orders {
        service.order(order).await;
    }
    let path = format!("/{catalogue}/{}/resize", service.centre("catalogue_prod").await);
    service.post(&path, sample("resize-request")).await;
    service.delete(&format!("/{}", service.id("cache_web"))).await;
    let added = format!("/{catalogue}/cluster-data-centres");
    service.post(&added, sample("add-data-centre-request")).await;
    for step in 0..40 {
        let (_, list) = service.get("/").await;
        let mut ids = BTreeSet::new();
        for item in list.as_array().unwrap() {
            check(&service, item, &mut ids, step).await;
        }
        service.advance(25.0);
    }
}

async fn check(service: &Service, item: &Value, ids: &mut BTreeSet<String>, step: usize) {
    let name = format!("{} in step {step}", item["name"]);
    let status = service.status(item["id"].as_str().unwrap()).await;
    assert_eq!(status["clusterStatus"], item["derivedStatus"], "{name}");
    let centres = status["dataCentres"].as_array().unwrap();
    let all: Vec<&Value> = centres
        .iter()
        .flat_map(|centre| centre["nodes"].as_array().unwrap())
        .collect();
    let running = all.iter().filter(|node| node["nodeStatus"] == "RUNNING").count();
    assert_eq!(item["nodeCount"], all.len(), "{name}");
    assert_eq!(item["runningNodeCount"], running, "{name}");
    for centre in centres {
        let nodes = centre["nodes"].as_array().unwrap();
        assert_eq!(centre["nodeCount"], nodes.len(), "{name}");
        let network = centre["cdcNetwork"].as_str().unwrap();
        let privately: BTreeSet<&str> = nodes
            .iter()
            .filter_map(|node| node["privateAddress"].as_str())
            .collect();
        assert!(
            privately.is_empty() || privately.len() == nodes.len(),
            "{name} in {network}"
        );
        let is_private = centre["privateIPOnly"] == true;
        assert!(
            !is_private || nodes.iter().all(|node| node["publicAddress"].is_null()),
            "{name}"
        );
        let racks: BTreeSet<&str> = nodes.iter().map(|node| node["rack"].as_str().unwrap()).collect();
        assert_eq!(racks.len(), 3.min(nodes.len()), "{name}");
        assert!(ids.insert(centre["id"].as_str().unwrap().to_owned()), "{name}");
    }
    for node in all {
        assert!(ids.insert(node["id"].as_str().unwrap().to_owned()), "{name}");
    }
}

#[tokio::test]
async fn nodes_are_as_many_as_were_ordered() {
    let service = Service::empty();
    let racks = json!({"rackAllocation": {"numberOfRacks": "4", "nodesPerRack": "2"}});
    let id = service.order(with(sample("create-cassandra"), racks)).await;
    let status = service.status(&id).await;
    let nodes = status["dataCentres"][0]["nodes"].as_array().unwrap();
    let racks: BTreeSet<&str> = nodes.iter().map(|node| node["rack"].as_str().unwrap()).collect();
    assert_eq!((nodes.len(), racks.len()), (8, 4));
    // Three brokers, and three nodes for ZooKeeper.
    let id = service.order(sample("create-kafka")).await;
    let status = service.status(&id).await;
    let nodes = status["dataCentres"][0]["nodes"].as_array().unwrap();
    let keepers = nodes
        .iter()
        .filter(|node| node["size"].as_str().unwrap().starts_with("zk-"));
    assert_eq!((nodes.len(), keepers.count()), (6, 3));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_world() {
    let lists = [(); 2].map(|()| async { Service::demonstration().get("/").await });
    let [first, second] = lists;
    assert_eq!(first.await, second.await);
}
