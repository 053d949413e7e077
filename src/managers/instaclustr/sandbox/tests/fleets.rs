//! The fleets to start with.

use super::*;
use crate::managers::instaclustr::sandbox::{contexts, simulate};
use crate::resource::Protection;

fn quiet() -> Scenario {
    Scenario {
        quiet: true,
        ..scenario()
    }
}

async fn summary(service: &Service) -> Vec<String> {
    let (_, list) = service.get("/").await;
    let line = |item: &Value| {
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        format!(
            "{} {} {}/{}",
            text("name"),
            text("derivedStatus"),
            item["runningNodeCount"],
            item["nodeCount"]
        )
    };
    list.as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn the_default_fleet_has_something_of_everything() {
    let service = Service::demonstration();
    let first = [
        "catalogue_prod RUNNING 6/6",
        "orders_staging PROVISIONED 1/3",
        "events_dev RUNNING 6/6",
        "payments_pci RUNNING 3/3",
        "sessions_eu RUNNING 4/6",
        "billing_pg RUNNING 3/3",
        "search_logs RUNNING 7/7",
        "cache_web RUNNING 6/6",
        "connect_dev RUNNING 3/3",
        "metrics_lab DEFERRED 2/3",
        "scratch_2019 DELETING 0/3",
    ];
    assert_eq!(summary(&service).await, first);
    let second = [
        "trail_archive DEGRADED 5/6",
        "trail_reports RUNNING 3/3",
        "trail_intake RUNNING 3/3",
    ];
    assert_eq!(summary(&service.as_user("auditor", "any")).await, second);
    // What is under way comes to its end, except for what needs a hand.
    service.advance(86_400.0);
    let later = summary(&service).await;
    assert_eq!(later[1], "orders_staging RUNNING 3/3");
    assert_eq!(later[4], "sessions_eu RUNNING 6/6");
    assert_eq!(later[9..], first[9..]);
}

#[tokio::test]
async fn a_quiet_fleet_stands_still_until_it_is_told_to_move() {
    let service = Service::of(World::new(&quiet(), Profile::Demonstration));
    let (_, before) = service.get("/").await;
    service.advance(86_400.0);
    assert_eq!(service.get("/").await.1, before);
    let id = service.id("orders_staging");
    service.delete(&format!("/{id}")).await;
    service.advance(120.0);
    assert_eq!(service.status(&id).await["clusterStatus"], "DELETED");
}

#[tokio::test]
async fn a_made_up_fleet_has_as_many_clusters_and_nodes_as_asked_for() {
    let scenario = Scenario {
        clusters: Some(300),
        servers_per_cluster: 4,
        ..quiet()
    };
    let [first, second] = [(); 2].map(|()| Service::of(World::new(&scenario, Profile::Demonstration)));
    let (status, list) = first.get("/").await;
    assert_eq!((status, list.as_array().unwrap().len()), (200, 300));
    assert_eq!(second.get("/").await.1, list);
    let items = list.as_array().unwrap();
    assert!(items.iter().all(|item| item["nodeCount"] == 4));
    for status in ["RUNNING", "DEGRADED", "FAILED"] {
        assert!(
            items.iter().any(|item| item["derivedStatus"] == status),
            "{status}"
        );
    }
}

#[tokio::test]
async fn nodes_change_by_themselves_as_often_as_asked_for() {
    let scenario = Scenario {
        clusters: Some(20),
        change_rate: 5.0,
        ..scenario()
    };
    let service = Service::of(World::new(&scenario, Profile::Demonstration));
    let before = summary(&service).await;
    service.advance(2.0);
    let after = summary(&service).await;
    let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!((1..=10).contains(&changed), "{changed}");
}

#[tokio::test]
async fn the_default_sandbox_gets_two_contexts_the_second_of_which_only_reads() {
    let all = contexts(&scenario());
    let names: Vec<(&str, Protection)> = all
        .iter()
        .map(|context| (context.name.as_str(), context.protection))
        .collect();
    assert_eq!(
        names,
        [
            ("instaclustr", Protection::Normal),
            ("instaclustr-audit", Protection::Normal)
        ]
    );
    let mut counts = Vec::new();
    for context in &all {
        let request = |method: &str| {
            let request = Request::builder().method(method).uri(format!("{ROOT}/"));
            request
                .header(header::AUTHORIZATION, "Bearer sandbox")
                .body(Body::empty())
                .unwrap()
        };
        let list = context.router.clone().oneshot(request("GET")).await.unwrap();
        let bytes = axum::body::to_bytes(list.into_body(), usize::MAX).await.unwrap();
        let list: Value = serde_json::from_slice(&bytes).unwrap();
        // A clock moved by hand does not tell how long a visitor waited: there is no window on it.
        let change = context.router.clone().oneshot(request("POST")).await.unwrap();
        counts.push((list.as_array().unwrap().len(), change.status().as_u16()));
    }
    assert_eq!(counts, [(11, 415), (3, 403)]);
}

#[test]
fn a_made_up_fleet_is_one_context() {
    let crowd = Scenario {
        clusters: Some(7),
        ..scenario()
    };
    let all = contexts(&crowd);
    let titles: Vec<&str> = all.iter().map(|context| context.title.as_str()).collect();
    assert_eq!(titles, ["Instaclustr, 7 made-up clusters"]);
    drop(simulate(&crowd));
}
