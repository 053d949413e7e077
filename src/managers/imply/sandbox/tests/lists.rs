//! The list, its forms, and fleets of any size.

use axum::body::Bytes;
use futures_util::StreamExt;
use serde_json::json;

use super::*;

fn crowd(clusters: usize) -> Scenario {
    Scenario {
        clusters: Some(clusters),
        ..scenario()
    }
}

#[tokio::test]
async fn the_samples_come_back_as_they_were() {
    let manager = Manager::of(World::with_documents(
        &Scenario {
            quiet: true,
            ..scenario()
        },
        &[sample(0), sample(1), sample(2)],
    ));
    let (_, list) = manager.get("/clusters").await;
    assert_eq!(list[1], sample(1));
    assert_eq!(list[2], sample(2));
    let idle = json!({"cancellable": false, "totalStages": 0, "currentStage": 0});
    assert_eq!(
        list[0]["status"]["updateState"], idle,
        "the one thing that this manager always says"
    );
    manager
        .world
        .configure(|settings| settings.omit_update_state = true);
    assert_eq!(manager.cluster("dev-sandbox").await, sample(0));
}

#[tokio::test]
async fn the_list_is_an_array_of_what_each_cluster_gives() {
    let manager = Manager::of(World::new(&crowd(300), Profile::Empty));
    let (status, list) = manager.get("/clusters").await;
    let list = list.as_array().unwrap();
    assert_eq!((status, list.len()), (200, 300));
    for cluster in list {
        let uid = cluster["metadata"]["uid"].as_str().unwrap();
        assert_eq!(&manager.get(&format!("/clusters/{uid}")).await.1, cluster);
    }
    assert_eq!(
        manager.get("/clusters?pretty=true").await.1.as_array().unwrap(),
        list
    );
    assert_eq!(
        manager.get("/clusters").await.1.as_array().unwrap(),
        list,
        "from the cache as well"
    );
}

#[tokio::test]
async fn the_list_is_sent_in_chunks() {
    let manager = Manager::of(World::new(&crowd(100), Profile::Empty));
    let request = Request::get("/api/v1/clusters").header(header::AUTHORIZATION, "Bearer x");
    let response = manager
        .router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let chunks: Vec<Bytes> = response
        .into_body()
        .into_data_stream()
        .map(Result::unwrap)
        .collect()
        .await;
    assert!(chunks.len() > 5, "{}", chunks.len());
    assert!(chunks.iter().all(|chunk| chunk.len() < 100 * 1024));
    let whole: Value = serde_json::from_slice(&chunks.concat()).unwrap();
    assert_eq!(whole.as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn an_empty_list_is_an_empty_array() {
    let manager = Manager::empty();
    for form in ["/api/v1/clusters", "/api/v1/clusters?pretty=true"] {
        let request = Request::get(form)
            .header(header::AUTHORIZATION, "Bearer x")
            .body(Body::empty())
            .unwrap();
        assert_eq!(manager.text(request).await, (StatusCode::OK, "[]".to_owned()));
    }
}

#[tokio::test]
async fn a_pretty_answer_is_indented() {
    let manager = Manager::with_samples();
    let request = Request::get("/api/v1/clusters?pretty=true").header(header::AUTHORIZATION, "Bearer x");
    let (_, text) = manager.text(request.body(Body::empty()).unwrap()).await;
    assert!(
        text.starts_with("[\n  {\n    \"metadata\": {\n      \"name\""),
        "{}",
        &text[..60]
    );
    assert!(text.ends_with("\n  }\n]"));
}

#[tokio::test]
async fn a_made_up_cluster_has_a_realistic_size() {
    let manager = Manager::of(World::new(&crowd(200), Profile::Empty));
    let (_, list) = manager.get("/clusters").await;
    let mean = list.to_string().len() / 200;
    assert!((7_000..8_600).contains(&mean), "{mean} bytes");
    let running = list
        .as_array()
        .unwrap()
        .iter()
        .filter(|cluster| cluster["status"]["state"] == "RUNNING");
    assert!(running.clone().count() > 160);
    for cluster in running {
        assert_eq!(server_states(cluster).len(), 10);
        assert!(messages(cluster).len() >= 10);
    }
}

#[tokio::test]
async fn made_up_fleets_have_the_servers_and_events_asked_for() {
    for servers in [3, 5, 7, 9, 500] {
        let scenario = Scenario {
            servers_per_cluster: servers,
            events_per_cluster: 3,
            quiet: true,
            ..crowd(20)
        };
        let manager = Manager::of(World::new(&scenario, Profile::Empty));
        let (_, list) = manager.get("/clusters").await;
        for cluster in list
            .as_array()
            .unwrap()
            .iter()
            .filter(|cluster| cluster["status"]["state"] == "RUNNING")
        {
            assert_eq!(
                (server_states(cluster).len(), messages(cluster).len()),
                (servers, 3)
            );
        }
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_fleet() {
    let list = |seed| async move {
        let manager = Manager::of(World::new(&Scenario { seed, ..crowd(30) }, Profile::Empty));
        manager.advance(300);
        manager.get("/clusters").await.1
    };
    assert_eq!(list(5).await, list(5).await);
    assert_ne!(list(5).await, list(6).await);
}

#[tokio::test]
async fn a_made_up_cluster_can_be_changed_like_any_other() {
    let manager = Manager::of(World::new(&crowd(50), Profile::Empty));
    let (_, list) = manager.get("/clusters").await;
    let running = list
        .as_array()
        .unwrap()
        .iter()
        .find(|cluster| cluster["status"]["state"] == "RUNNING")
        .unwrap();
    let name = running["metadata"]["name"].as_str().unwrap();
    let path = manager.path(name);
    let version = running["status"]["resourceVersion"].as_u64().unwrap();
    assert_eq!(
        manager.get(&format!("{path}/history/{}", version - 1)).await.0,
        200
    );
    assert_eq!(
        manager
            .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
            .await
            .0,
        202
    );
    manager.wait_for(name, "STOPPED").await;
    assert_eq!(
        manager.get(&format!("{path}/history/{version}")).await.1["spec"],
        running["spec"]
    );
}

#[tokio::test]
async fn clusters_change_by_themselves_at_the_rate_asked_for() {
    let scenario = Scenario {
        change_rate: 20.0,
        ..crowd(200)
    };
    let manager = Manager::of(World::new(&scenario, Profile::Empty));
    manager.advance(3_600);
    let before = manager.get("/clusters").await.1;
    manager.advance(1);
    let after = manager.get("/clusters").await.1;
    let pairs = before.as_array().unwrap().iter().zip(after.as_array().unwrap());
    let changed = pairs.filter(|(before, after)| before != after).count();
    assert!((12..=20).contains(&changed), "{changed}");
}

#[tokio::test]
async fn a_quiet_fleet_never_changes() {
    let scenario = Scenario {
        quiet: true,
        change_rate: 100.0,
        ..crowd(200)
    };
    let manager = Manager::of(World::new(&scenario, Profile::Empty));
    let before = manager.get("/clusters").await;
    manager.advance(86_400);
    assert_eq!(manager.get("/clusters").await, before);
}

#[tokio::test]
async fn events_may_come_newest_first() {
    let manager = Manager::with_samples();
    let before = manager.cluster("dev-sandbox").await;
    manager
        .world
        .configure(|settings| settings.newest_events_first = true);
    let after = manager.cluster("dev-sandbox").await;
    assert!(messages(&after).iter().eq(messages(&before).iter().rev()));
}
