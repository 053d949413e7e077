//! The default fleet: every state in it, and quiet in the end.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::{contexts, fleet};
use super::*;
use crate::resource::Protection;
use crate::transport::endpoint::Dropped;

fn profile(profile: Profile) -> Manager {
    Manager::of(World::new(&scenario(), profile))
}

#[tokio::test]
async fn the_default_fleet_shows_every_state_and_health() {
    let mut states = BTreeSet::new();
    let mut healths = BTreeSet::new();
    let mut server_words = BTreeSet::new();
    for which in [Profile::Prod, Profile::Stage, Profile::Eu] {
        for cluster in profile(which).get("/clusters").await.1.as_array().unwrap() {
            states.insert(cluster["status"]["state"].as_str().unwrap().to_owned());
            healths.insert(cluster["status"]["status"].as_str().unwrap().to_owned());
            server_words.extend(server_states(cluster).into_iter().map(|(_, state)| state));
        }
    }
    let all = [
        "FAILED",
        "PENDING",
        "RUNNING",
        "STARTING",
        "STOPPED",
        "STOPPING",
        "TERMINATING",
        "UPDATING",
    ];
    assert!(states.iter().eq(all.iter()), "{states:?}");
    assert!(
        healths.iter().eq(["ERROR", "OK", "WARNING"].iter()),
        "{healths:?}"
    );
    assert!(
        server_words.contains("pending") && server_words.contains("shutting-down"),
        "{server_words:?}"
    );
}

#[tokio::test]
async fn production_is_in_the_middle_of_things() {
    let manager = profile(Profile::Prod);
    let analytics = manager.cluster("analytics-prod").await;
    assert_eq!(
        analytics["status"]["updateState"],
        json!({"cancellable": true, "totalStages": 12, "currentStage": 5})
    );
    assert_eq!(server_states(&manager.cluster("clickstream").await).len(), 24);
    assert_eq!(manager.state("billing").await, "FAILED");
    let checkout = manager.cluster("checkout-events").await;
    assert_eq!(
        (&checkout["status"]["state"], &checkout["status"]["status"]),
        (&json!("RUNNING"), &json!("WARNING"))
    );
    assert!(
        checkout["status"]["events"]
            .as_array()
            .unwrap()
            .iter()
            .any(|event| event["level"] == "ERROR")
    );
    assert!(
        manager.cluster("clickstream").await["spec"]["pivot"]["options"]
            .as_str()
            .unwrap()
            .contains("client_secret")
    );
    assert!(analytics["status"]["initialDruidPassword"].is_string());
}

#[tokio::test]
async fn the_update_goes_on_for_minutes_and_then_all_is_quiet() {
    let manager = profile(Profile::Prod);
    manager.advance(60);
    let stage = manager.cluster("analytics-prod").await["status"]["updateState"]["currentStage"]
        .as_u64()
        .unwrap();
    assert!((6..=8).contains(&stage), "{stage}");
    manager.wait_for("analytics-prod", "RUNNING").await;
    manager.advance(4 * 3_600);
    let settled = manager.get("/clusters").await;
    assert_eq!(manager.cluster("checkout-events").await["status"]["status"], "OK");
    manager.advance(30 * 86_400);
    assert_eq!(manager.get("/clusters").await, settled);
}

#[tokio::test]
async fn no_event_is_in_the_future_and_all_are_in_order() {
    for which in [Profile::Prod, Profile::Stage, Profile::Eu, Profile::Lab] {
        for cluster in profile(which).get("/clusters").await.1.as_array().unwrap() {
            let times: Vec<&str> = cluster["status"]["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| e["timestamp"].as_str().unwrap())
                .collect();
            assert!(times.is_sorted(), "{}: {times:?}", cluster["metadata"]["name"]);
            assert!(
                times.iter().all(|time| *time <= "2026-11-20T15:00:00Z"),
                "{times:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_quiet_default_fleet_keeps_its_picture_until_somebody_acts() {
    let manager = Manager::of(World::new(
        &Scenario {
            quiet: true,
            ..scenario()
        },
        Profile::Prod,
    ));
    let before = manager.get("/clusters").await;
    manager.advance(86_400);
    assert_eq!(manager.get("/clusters").await, before);
    manager
        .patch(
            &manager.path("clickstream"),
            json!({"spec": {"desiredState": "STOPPED"}}),
        )
        .await;
    manager.wait_for("clickstream", "STOPPED").await;
}

#[tokio::test]
async fn the_default_fleet_repeats_with_its_seed() {
    let list = |seed| async move {
        Manager::of(World::new(&Scenario { seed, ..scenario() }, Profile::Prod))
            .get("/clusters")
            .await
    };
    assert_eq!(list(3).await, list(3).await);
    assert_ne!(list(3).await, list(4).await);
}

#[tokio::test]
async fn every_version_of_a_default_cluster_can_be_read() {
    let manager = profile(Profile::Prod);
    let path = manager.path("clickstream");
    for version in 1..=63 {
        assert_eq!(
            manager.get(&format!("{path}/history/{version}")).await.0,
            200,
            "{version}"
        );
    }
    assert_eq!(manager.get(&format!("{path}/history/64")).await.0, 404);
    let path = manager.path("analytics-prod");
    let versions = [41, 42].map(|version| format!("{path}/history/{version}"));
    assert_eq!(manager.get(&versions[0]).await.1["spec"]["version"], "2026.01");
    assert_eq!(manager.get(&versions[1]).await.1["spec"]["version"], "2026.06");
}

#[tokio::test]
async fn names_in_the_default_fleet_are_unique_and_some_are_unusual() {
    let recipes = fleet::recipes();
    let names: BTreeSet<&str> = recipes.iter().map(|recipe| recipe.name.as_ref()).collect();
    assert_eq!(names.len(), recipes.len());
    assert!(names.contains("データ-lab") && names.contains("cafe\u{301}-events"));
}

#[tokio::test]
async fn the_contexts_differ_in_protection_and_luck() {
    let contexts = contexts(&scenario());
    let told: Vec<(&str, Protection)> = contexts
        .iter()
        .map(|context| (context.name.as_str(), context.protection))
        .collect();
    assert_eq!(
        told,
        [
            ("prod", Protection::Protected),
            ("stage", Protection::Normal),
            ("eu", Protection::ReadOnly),
            ("lab", Protection::Normal),
        ]
    );
    let request = Request::get("/api/v1/clusters")
        .header(header::AUTHORIZATION, "Bearer x")
        .body(Body::empty());
    let response = contexts[3]
        .router
        .clone()
        .oneshot(request.unwrap())
        .await
        .unwrap();
    assert!(response.extensions().get::<Dropped>().is_some());
    assert_eq!(
        fleet::contexts(&Scenario {
            clusters: Some(3),
            ..scenario()
        })
        .len(),
        1
    );
}
