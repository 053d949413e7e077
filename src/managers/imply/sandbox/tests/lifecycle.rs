//! Every transition of the state machine.

use serde_json::json;

use super::super::model::UpdateFault;
use super::*;

#[tokio::test]
async fn a_created_cluster_comes_up_group_by_group() {
    let manager = Manager::empty();
    let (status, created) = manager.post("/clusters", create_body()).await;
    assert_eq!((status, &created["status"]["state"]), (202, &json!("PENDING")));
    assert_eq!(created["status"]["resourceVersion"], 1);
    assert_eq!(created["status"]["servers"], json!([]));
    assert_eq!(
        manager.wait_for("My First Cluster", "RUNNING").await,
        ["PENDING", "RUNNING"]
    );
    let cluster = manager.cluster("My First Cluster").await;
    assert_eq!(cluster["status"]["status"], "OK");
    let told = messages(&cluster);
    assert_eq!(
        told[..2],
        ["Cluster creation requested", "Metadata store is available"]
    );
    assert!(
        told[2].contains("(MASTER) is running") && told[6].contains("(DATA_TIER1) is running"),
        "{told:?}"
    );
    assert_eq!(told[7], "Cluster is running");
    let node_types: Vec<&Value> = cluster["status"]["servers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|server| &server["nodeType"])
        .collect();
    assert_eq!(node_types, ["MASTER", "QUERY", "QUERY", "QUERY", "DATA_TIER1"]);
}

#[tokio::test]
async fn a_cluster_created_as_stopped_gets_no_servers() {
    let manager = Manager::empty();
    let mut body = create_body();
    body["spec"]["desiredState"] = json!("STOPPED");
    manager.post("/clusters", body).await;
    assert_eq!(
        manager.wait_for("My First Cluster", "STOPPED").await,
        ["PENDING", "STOPPED"]
    );
    let cluster = manager.cluster("My First Cluster").await;
    assert_eq!(
        (&cluster["status"]["servers"], &cluster["status"]["status"]),
        (&json!([]), &json!("OK"))
    );
}

#[tokio::test]
async fn a_running_cluster_stops_and_starts_again() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let (status, answer) = manager
        .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
        .await;
    assert_eq!((status, &answer["status"]["state"]), (202, &json!("STOPPING")));
    assert_eq!(
        manager.wait_for("dev-sandbox", "STOPPED").await,
        ["STOPPING", "STOPPED"]
    );
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(cluster["status"]["resourceVersion"], 2);
    assert_eq!(cluster["status"]["servers"], json!([]));
    let told = messages(&cluster);
    assert_eq!(
        (told[6], told[told.len() - 1]),
        ("Stop requested", "Cluster is stopped")
    );

    let (status, answer) = manager
        .patch(&path, json!({"spec": {"desiredState": "STARTED"}}))
        .await;
    assert_eq!((status, &answer["status"]["state"]), (202, &json!("STARTING")));
    assert_eq!(
        manager.wait_for("dev-sandbox", "RUNNING").await,
        ["STARTING", "RUNNING"]
    );
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(cluster["status"]["resourceVersion"], 3);
    assert_eq!(cluster["status"]["servers"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_rolling_update_replaces_one_server_after_the_other() {
    let manager = Manager::with_samples();
    let path = manager.path("prod-analytics");
    let before = server_states(&manager.cluster("prod-analytics").await);
    let (status, answer) = manager
        .patch(&path, json!({"spec": {"version": "2026.06"}}))
        .await;
    assert_eq!((status, &answer["status"]["state"]), (202, &json!("UPDATING")));
    let zero = json!({"cancellable": true, "totalStages": 19, "currentStage": 0});
    assert_eq!(answer["status"]["updateState"], zero);
    assert_eq!(answer["status"]["resourceVersion"], 43);
    let mut stages = Vec::new();
    loop {
        manager.advance(1);
        let cluster = manager.cluster("prod-analytics").await;
        if cluster["status"]["state"] == "RUNNING" {
            break;
        }
        let update = &cluster["status"]["updateState"];
        let stage = update["currentStage"].as_u64().unwrap();
        assert_eq!(update["cancellable"], json!(stage < 19));
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
        let down = server_states(&cluster)
            .iter()
            .filter(|(_, state)| state == "shutting-down")
            .count();
        assert!(down <= 1, "one server at a time");
        assert!(stages.len() < 100);
    }
    assert_eq!(stages, (1..=19).collect::<Vec<u64>>());
    let cluster = manager.cluster("prod-analytics").await;
    let idle = json!({"cancellable": false, "totalStages": 0, "currentStage": 0});
    assert_eq!(cluster["status"]["updateState"], idle);
    let after = server_states(&cluster);
    assert_eq!(after.len(), before.len());
    assert!(
        after
            .iter()
            .all(|(id, state)| state == "running" && before.iter().all(|(old, _)| old != id))
    );
    let told = messages(&cluster);
    let started = told
        .iter()
        .rposition(|message| *message == "Rolling update started, 19 stages")
        .unwrap();
    assert_eq!(
        told[started - 1],
        "Configuration change accepted, resource version 42 to 43"
    );
    assert!(
        told[started + 1].starts_with("Stage 1 of 19 started: replace i-"),
        "{}",
        told[started + 1]
    );
    assert!(
        told[started + 1].ends_with("(DATA_TIER3)"),
        "Druid's order: data first, master last"
    );
    assert_eq!(told[told.len() - 1], "Update finished");
}

#[tokio::test]
async fn a_changed_property_restarts_servers_in_place() {
    let manager = Manager::with_samples();
    let before = server_states(&manager.cluster("prod-analytics").await);
    let change = json!({"spec": {"query": {"brokerRuntimeProperties": []}}});
    let (_, answer) = manager.patch(&manager.path("prod-analytics"), change).await;
    assert_eq!(
        answer["status"]["updateState"]["totalStages"], 4,
        "three query servers and the closing stage"
    );
    let mut seen = Vec::new();
    while manager.state("prod-analytics").await == "UPDATING" {
        manager.advance(1);
        let (_, state) = server_states(&manager.cluster("prod-analytics").await)[3].clone();
        if seen.last() != Some(&state) {
            seen.push(state);
        }
    }
    assert_eq!(seen, ["stopping", "pending", "running"]);
    assert_eq!(
        server_states(&manager.cluster("prod-analytics").await),
        before,
        "the same servers"
    );
}

#[tokio::test]
async fn more_or_fewer_servers_only_add_or_remove() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let (status, answer) = manager
        .patch(&path, json!({"spec": {"query": {"replicas": 3}}}))
        .await;
    assert_eq!(
        (status, &answer["status"]["updateState"]["totalStages"]),
        (202, &json!(3))
    );
    manager.wait_for("dev-sandbox", "RUNNING").await;
    assert_eq!(server_states(&manager.cluster("dev-sandbox").await).len(), 5);
    manager
        .patch(&path, json!({"spec": {"query": {"replicas": 1}}}))
        .await;
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(server_states(&cluster).len(), 3);
    assert_eq!(
        server_states(&cluster)[1].0,
        "i-0d1e5f0000000b001",
        "the newest went"
    );
}

#[tokio::test]
async fn a_tier_comes_and_goes() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let tier = json!({"replicas": 2, "instanceType": "m5.large"});
    manager
        .patch(&path, json!({"spec": {"data": {"tier2": tier}}}))
        .await;
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(cluster["status"]["servers"][4]["nodeType"], "DATA_TIER2");
    assert_eq!(
        cluster["spec"]["data"]["tier2"]["historicalRuntimeProperties"],
        json!([])
    );
    manager
        .patch(&path, json!({"spec": {"data": {"tier2": null}}}))
        .await;
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(server_states(&cluster).len(), 3);
    assert!(cluster["spec"]["data"].get("tier2").is_none());
}

#[tokio::test]
async fn a_hard_update_takes_all_servers_down_at_once() {
    let manager = Manager::with_samples();
    let path = format!("{}?force=true", manager.path("dev-sandbox"));
    let (status, answer) = manager
        .patch(&path, json!({"spec": {"version": "2026.06"}}))
        .await;
    assert_eq!(
        (status, &answer["status"]["updateState"]["totalStages"]),
        (202, &json!(3))
    );
    assert_eq!(answer["status"]["updateState"]["cancellable"], false);
    manager.advance(4);
    let down = server_states(&manager.cluster("dev-sandbox").await);
    assert!(down.iter().all(|(_, state)| state == "shutting-down"), "{down:?}");
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let cluster = manager.cluster("dev-sandbox").await;
    assert!(messages(&cluster).contains(&"Hard update started, 3 stages"));
    assert_eq!(cluster["status"]["status"], "OK");
    assert_ne!(
        server_states(&cluster)[0].0,
        down[0].0,
        "another version takes new servers"
    );
}

#[tokio::test]
async fn a_forced_restart_keeps_the_servers() {
    let manager = Manager::with_samples();
    let path = format!("{}?force=true", manager.path("prod-analytics"));
    let before = server_states(&manager.cluster("prod-analytics").await);
    let (_, answer) = manager.patch(&path, json!({"spec": {"featureFlags": []}})).await;
    assert_eq!(
        answer["status"]["updateState"]["totalStages"], 3,
        "force chooses the hard way"
    );
    manager.wait_for("prod-analytics", "RUNNING").await;
    assert_eq!(server_states(&manager.cluster("prod-analytics").await), before);
}

#[tokio::test]
async fn tags_are_applied_in_place_and_a_name_at_once() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let (_, answer) = manager.patch(&path, json!({"spec": {"awsTags": []}})).await;
    assert_eq!(answer["status"]["updateState"]["totalStages"], 1);
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let (_, answer) = manager
        .patch(&path, json!({"metadata": {"name": "renamed"}}))
        .await;
    assert_eq!(
        (&answer["status"]["state"], &answer["metadata"]["name"]),
        (&json!("RUNNING"), &json!("renamed"))
    );
    assert_eq!(answer["status"]["resourceVersion"], 3);
}

#[tokio::test]
async fn a_change_while_stopped_waits_for_the_next_start() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    manager
        .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
        .await;
    manager.wait_for("dev-sandbox", "STOPPED").await;
    let change = json!({"spec": {"master": {"instanceType": "m5.large"}}});
    let (status, answer) = manager.patch(&path, change).await;
    assert_eq!(
        (status, &answer["status"]["state"]),
        (202, &json!("STOPPED")),
        "no force is needed"
    );
    assert_eq!(answer["status"]["resourceVersion"], 3);
    manager
        .patch(
            &path,
            json!({"spec": {"desiredState": "STARTED", "query": {"replicas": 2}}}),
        )
        .await;
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(
        cluster["status"]["resourceVersion"], 4,
        "both changes are one version"
    );
    assert_eq!(cluster["status"]["servers"][0]["instanceType"], "m5.large");
    assert_eq!(server_states(&cluster).len(), 4);
}

#[tokio::test]
async fn a_deleted_cluster_terminates_and_is_gone() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    assert_eq!(manager.delete(&path).await, (202, Value::Null));
    assert_eq!(manager.state("dev-sandbox").await, "TERMINATING");
    manager.advance(30);
    let (status, error) = manager.get(&path).await;
    let uid = "3b1f6c52-7a0e-4c19-9d4b-5f2a8c6e1d07";
    let expected = format!("Cluster [{uid}] was not found");
    assert_eq!((status, &error["error"]["message"]), (404, &json!(expected)));
    assert_eq!(manager.world.cluster_names(), ["prod-analytics", "events-eu"]);
}

#[tokio::test]
async fn a_replaced_server_ends_before_its_successor_runs() {
    let manager = Manager::with_samples();
    let path = format!("{}/servers/i-0a7b3c000000d0002", manager.path("prod-analytics"));
    assert_eq!(manager.delete(&path).await, (202, Value::Null));
    let mut seen = Vec::new();
    for _ in 0..60 {
        let cluster = manager.cluster("prod-analytics").await;
        assert_eq!(
            (&cluster["status"]["state"], &cluster["status"]["resourceVersion"]),
            (&json!("RUNNING"), &json!(42))
        );
        let of_tier: Vec<String> = server_states(&cluster)[12..server_states(&cluster).len() - 2]
            .iter()
            .map(|(_, state)| state.clone())
            .filter(|state| state != "running")
            .collect();
        let picture = (
            of_tier.join(" "),
            cluster["status"]["status"].as_str().unwrap().to_owned(),
        );
        if seen.last() != Some(&picture) {
            seen.push(picture);
        }
        manager.advance(1);
    }
    let seen: Vec<(&str, &str)> = seen
        .iter()
        .map(|(states, health)| (states.as_str(), health.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("shutting-down", "WARNING"),
            ("shutting-down pending", "WARNING"),
            ("terminated pending", "WARNING"),
            ("pending", "WARNING"),
            ("", "OK"),
        ]
    );
    let cluster = manager.cluster("prod-analytics").await;
    let told = messages(&cluster);
    let told = &told[told.len() - 3..];
    assert_eq!(
        told[..2],
        [
            "Replacement of server i-0a7b3c000000d0002 requested",
            "Server i-0a7b3c000000d0002 (DATA_TIER2) terminated",
        ]
    );
    assert!(told[2].ends_with("(DATA_TIER2) is running"));
}

#[tokio::test]
async fn a_failed_launch_is_tried_again() {
    let manager = Manager::with_samples();
    assert!(manager.world.fail_next_launch("dev-sandbox", 2));
    let path = format!("{}/servers/i-0d1e5f0000000c001", manager.path("dev-sandbox"));
    manager.delete(&path).await;
    manager.advance(3_600);
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(cluster["status"]["status"], "OK");
    let failed = "Server launch failed for DATA_TIER1: no capacity for m5.large in the zone; retrying";
    assert_eq!(
        messages(&cluster)
            .iter()
            .filter(|message| **message == failed)
            .count(),
        2
    );
    assert!(!manager.world.fail_next_launch("nobody", 1));
}

#[tokio::test]
async fn an_update_can_be_made_to_roll_back() {
    let manager = Manager::with_samples();
    manager
        .world
        .fail_next_update("prod-analytics", UpdateFault::RollBack);
    manager
        .patch(
            &manager.path("prod-analytics"),
            json!({"spec": {"version": "2026.06"}}),
        )
        .await;
    manager.wait_for("prod-analytics", "RUNNING").await;
    manager.advance(600);
    let cluster = manager.cluster("prod-analytics").await;
    assert_eq!(
        (&cluster["spec"]["version"], &cluster["status"]["resourceVersion"]),
        (&json!("2026.01"), &json!(44))
    );
    assert_eq!(
        (&cluster["status"]["status"], server_states(&cluster).len()),
        (&json!("OK"), 18)
    );
    assert!(messages(&cluster).contains(&"Update failed at stage 2 of 19"));
    assert!(messages(&cluster).contains(&"Rolled back"));
}

#[tokio::test]
async fn a_failed_cluster_can_be_changed_started_and_deleted_but_not_stopped() {
    let manager = Manager::with_samples();
    manager.world.fail_next_update("dev-sandbox", UpdateFault::Fail);
    let path = manager.path("dev-sandbox");
    manager
        .patch(
            &format!("{path}?force=true"),
            json!({"spec": {"version": "2026.06"}}),
        )
        .await;
    assert_eq!(
        manager.wait_for("dev-sandbox", "FAILED").await,
        ["UPDATING", "FAILED"]
    );
    assert_eq!(manager.cluster("dev-sandbox").await["status"]["status"], "ERROR");
    let (status, error) = manager
        .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
        .await;
    assert_eq!(status, 409, "{error}");
    let (status, changed) = manager
        .patch(&path, json!({"spec": {"version": "2026.01"}}))
        .await;
    assert_eq!((status, &changed["status"]["state"]), (202, &json!("FAILED")));
    let (_, started) = manager
        .patch(&path, json!({"spec": {"desiredState": "STARTED"}}))
        .await;
    assert_eq!(
        started["status"]["resourceVersion"], 4,
        "even though the definition said so already"
    );
    manager.wait_for("dev-sandbox", "RUNNING").await;
    assert_eq!(manager.cluster("dev-sandbox").await["status"]["status"], "OK");
}

#[tokio::test]
async fn a_start_can_be_made_to_fail() {
    let manager = Manager::empty();
    manager.post("/clusters", create_body()).await;
    assert!(manager.world.fail_next_start("My First Cluster"));
    assert_eq!(
        manager.wait_for("My First Cluster", "FAILED").await,
        ["PENDING", "FAILED"]
    );
    assert_eq!(manager.delete(&manager.path("My First Cluster")).await.0, 202);
}

#[tokio::test]
async fn a_pending_cluster_can_be_deleted() {
    let manager = Manager::empty();
    manager.post("/clusters", create_body()).await;
    assert_eq!(manager.delete(&manager.path("My First Cluster")).await.0, 202);
    manager.advance(30);
    assert_eq!(manager.get("/clusters").await, (200, json!([])));
}

#[tokio::test]
async fn a_sample_in_the_middle_of_an_update_goes_on_to_its_end() {
    let manager = Manager::with_samples();
    assert_eq!(
        manager.wait_for("events-eu", "RUNNING").await,
        ["UPDATING", "RUNNING"]
    );
    let cluster = manager.cluster("events-eu").await;
    assert_eq!(
        (&cluster["status"]["status"], server_states(&cluster).len()),
        (&json!("OK"), 11)
    );
}

#[tokio::test]
async fn one_jump_of_hours_ends_where_many_small_steps_end() {
    let jump = Manager::with_samples();
    let steps = Manager::with_samples();
    for manager in [&jump, &steps] {
        manager
            .patch(
                &manager.path("prod-analytics"),
                json!({"spec": {"version": "2026.06"}}),
            )
            .await;
        let server = format!("{}/servers/i-0d1e5f0000000c001", manager.path("dev-sandbox"));
        manager.delete(&server).await;
    }
    jump.advance(7_200);
    for _ in 0..7_200 {
        steps.advance(1);
        drop(steps.world.present());
    }
    assert_eq!(jump.get("/clusters").await, steps.get("/clusters").await);
    assert_eq!(jump.state("prod-analytics").await, "RUNNING");
}

#[tokio::test]
async fn only_the_newest_events_are_kept() {
    let manager = Manager::with_samples();
    for _ in 0..300 {
        manager.world.miss_health_checks("dev-sandbox");
    }
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(messages(&cluster).len(), 200);
}
