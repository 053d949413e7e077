//! The fleets to start with.

use super::*;
use crate::managers::commissaire::sandbox::{contexts, simulate};
use crate::resource::Protection;

fn quiet() -> Scenario {
    Scenario {
        quiet: true,
        ..scenario()
    }
}

#[tokio::test]
async fn the_default_fleet_has_something_of_everything() {
    let manager = Manager::of(World::new(&quiet(), Profile::Edge));
    let mut states = Vec::new();
    for name in manager.world.cluster_names() {
        let (status, cluster) = manager.get(&format!("/cluster/{name}")).await;
        assert_eq!(status, 200, "{name}");
        let hosts = cluster["hosts"]["total"].as_u64().unwrap();
        assert!(hosts <= 9 && (hosts >= 2 || name == "staging"), "{name}");
        states.push(format!("{name} {} {hosts}", cluster["status"].as_str().unwrap()));
    }
    assert_eq!(
        states,
        [
            "branch-offices ok 7",
            "ci-runners failed 4",
            "edge-ap-south ok 3",
            "edge-eu-north ok 5",
            "edge-eu-west ok 6",
            "edge-us-east ok 9",
            "edge-us-west degraded 4",
            "kiosk-berlin degraded 2",
            "kiosk-lyon failed 2",
            "staging ok 0",
            "warehouse-robots ok 3",
        ]
    );
    let (_, openshift) = manager.get("/containermanager/openshift-emea").await;
    assert!(openshift["options"]["token"].is_string());
    let (_, node) = manager.get("/host/10.27.0.11/status").await;
    assert_eq!(node["container_manager"]["result"]["kind"], "Node");
    assert_eq!(manager.get("/networks").await.1.as_array().unwrap().len(), 3);
    let (_, creds) = manager.get("/host/10.20.0.11/creds").await;
    assert!(!creds["ssh_priv_key"].as_str().unwrap().contains('\n'));
}

#[tokio::test]
async fn an_upgrade_rolls_over_and_over_one_cluster() {
    let manager = Manager::of(World::new(&scenario(), Profile::Edge));
    let record = async || manager.get("/cluster/edge-eu-west/upgrade").await.1;
    let first = record().await;
    assert_eq!(first["upgraded"].as_array().unwrap().len(), 2);
    assert_eq!(first["in_process"], json!(["10.20.0.13"]));
    manager.advance(20.0);
    assert_eq!(record().await["status"], "finished");
    manager.advance(75.0);
    let second = record().await;
    assert_eq!(second["status"], "in_process");
    assert_ne!(second["started_at"], first["started_at"]);
    // After a long pause it is where it would have been.
    manager.advance(86_400.0);
    assert!(["in_process", "finished"].contains(&record().await["status"].as_str().unwrap()));
}

#[tokio::test]
async fn a_new_host_is_on_its_way_in_the_default_fleet() {
    let manager = Manager::of(World::new(&scenario(), Profile::Edge));
    let status = || manager.world.status_of("10.25.1.12").unwrap();
    assert_eq!(status(), "");
    manager.advance(3.0);
    assert_eq!(status(), "bootstrapping");
    manager.advance(6.0);
    assert_eq!(status(), "active");
    // There is no driver for its system, so it stays where it is.
    manager.advance(600.0);
    assert_eq!(
        manager.world.status_of("spare-1.edge.example").unwrap(),
        "bootstrapping"
    );
}

#[tokio::test]
async fn a_quiet_fleet_stands_still() {
    let manager = Manager::of(World::new(&quiet(), Profile::Edge));
    let (_, hosts) = manager.get("/hosts").await;
    let (_, upgrade) = manager.get("/cluster/edge-eu-west/upgrade").await;
    manager.advance(86_400.0);
    assert_eq!(manager.get("/hosts").await.1, hosts);
    assert_eq!(manager.get("/cluster/edge-eu-west/upgrade").await.1, upgrade);
}

#[tokio::test]
async fn a_made_up_fleet_has_as_many_clusters_as_asked_for() {
    let scenario = Scenario {
        clusters: Some(300),
        servers_per_cluster: 4,
        ..quiet()
    };
    let [first, second] = [(); 2].map(|()| Manager::of(World::new(&scenario, Profile::Edge)));
    let names = first.world.cluster_names();
    assert_eq!(names.len(), 300);
    assert_eq!(names, second.world.cluster_names());
    let mut states: Vec<String> = Vec::new();
    for name in names {
        let (_, cluster) = first.get(&format!("/cluster/{name}")).await;
        states.push(cluster["status"].as_str().unwrap().to_owned());
    }
    for state in ["ok", "degraded", "failed"] {
        assert!(states.iter().any(|known| known == state), "{state}");
    }
    let (_, hosts) = first.get("/hosts").await;
    let mut addresses: Vec<&str> = hosts
        .as_array()
        .unwrap()
        .iter()
        .map(|host| host["address"].as_str().unwrap())
        .collect();
    let all = addresses.len();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), all);
}

#[tokio::test]
async fn hosts_change_by_themselves_as_often_as_asked_for() {
    let scenario = Scenario {
        clusters: Some(20),
        change_rate: 5.0,
        ..scenario()
    };
    let manager = Manager::of(World::new(&scenario, Profile::Edge));
    let states = async || -> Vec<Value> {
        let (_, hosts) = manager.get("/hosts").await;
        let hosts = hosts.as_array().unwrap().clone();
        hosts.iter().map(|host| host["status"].clone()).collect()
    };
    let before = states().await;
    manager.advance(2.0);
    let after = states().await;
    let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!((1..=10).contains(&changed), "{changed}");
}

#[test]
fn the_default_sandbox_gets_one_context() {
    let names = |scenario: &Scenario| -> Vec<(String, String, Protection)> {
        let contexts = contexts(scenario).into_iter();
        contexts
            .map(|context| (context.name, context.title, context.protection))
            .collect()
    };
    let title = "Commissaire, atomic hosts at the edge".to_owned();
    assert_eq!(
        names(&scenario()),
        [("edge".to_owned(), title, Protection::Normal)]
    );
    let crowd = Scenario {
        clusters: Some(7),
        ..scenario()
    };
    let title = "Commissaire, 7 made-up clusters".to_owned();
    assert_eq!(names(&crowd), [("edge".to_owned(), title, Protection::Normal)]);
    drop(simulate(&crowd));
}
