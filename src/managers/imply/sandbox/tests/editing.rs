//! Patches, overwrites, dry runs and versions.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_merge_patch_merges_objects_replaces_arrays_and_deletes_by_null() {
    let manager = Manager::with_samples();
    let path = format!("{}?dryRun=true", manager.path("prod-analytics"));
    let patch = json!({"spec": {
        "awsTags": [{"name": "team", "value": null}],
        "awsKeyPair": null,
        "query": {"replicas": 4},
        "data": {"tier3": null},
        "future": {"a": 1},
    }});
    let (status, answer) = manager.patch(&path, patch).await;
    let (spec, before) = (&answer["spec"], sample(1));
    assert_eq!(status, 400, "a key pair needs a hard update: {answer}");
    assert!(spec.is_null());
    let path = format!("{path}&force=true");
    let patch = json!({"spec": {
        "awsTags": [{"name": "team", "value": null}],
        "awsKeyPair": null,
        "query": {"replicas": 4},
        "data": {"tier3": null},
        "druidExtensions": null,
        "future": {"a": 1},
    }});
    let (status, answer) = manager.patch(&path, patch).await;
    let spec = &answer["spec"];
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        spec["awsTags"],
        json!([{"name": "team", "value": null}]),
        "null inside an array stays"
    );
    assert!(spec.get("awsKeyPair").is_none() && spec["data"].get("tier3").is_none());
    assert_eq!(spec["druidExtensions"], json!([]), "back to the default");
    assert_eq!(spec["query"]["replicas"], 4);
    assert_eq!(
        spec["query"]["instanceType"],
        before["spec"]["query"]["instanceType"]
    );
    assert_eq!(spec["data"]["tier1"], before["spec"]["data"]["tier1"]);
    assert_eq!(spec["future"], json!({"a": 1}));
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let manager = Manager::with_samples();
    let path = format!("{}?dryRun=true", manager.path("dev-sandbox"));
    let before = manager.get("/clusters").await;
    let (status, answer) = manager
        .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
        .await;
    assert_eq!(
        (status, &answer["spec"]["desiredState"]),
        (200, &json!("STOPPED"))
    );
    assert_eq!(
        answer["status"], before.1[0]["status"],
        "the status is as it is now"
    );
    let mut document = sample(0);
    document["spec"]["query"]["replicas"] = json!(2);
    let (status, answer) = manager.put(&path, document).await;
    assert_eq!((status, &answer["spec"]["query"]["replicas"]), (200, &json!(2)));
    let (status, answer) = manager.post("/clusters?dryRun=true", create_body()).await;
    assert_eq!(
        (status, &answer["spec"]["desiredState"]),
        (200, &json!("STARTED"))
    );
    assert_eq!(manager.get("/clusters").await, before);
}

#[tokio::test]
async fn a_change_to_what_is_stored_already_is_accepted_and_does_nothing() {
    let manager = Manager::with_samples();
    let path = manager.path("prod-analytics");
    let before = manager.cluster("prod-analytics").await;
    assert_eq!(manager.patch(&path, json!({})).await, (202, before.clone()));
    assert_eq!(
        manager
            .patch(&path, json!({"spec": {"query": {"replicas": 3}}}))
            .await,
        (202, before.clone())
    );
    assert_eq!(manager.put(&path, sample(1)).await, (202, before));
}

#[tokio::test]
async fn read_only_members_of_a_body_are_ignored() {
    let manager = Manager::with_samples();
    let patch = json!({"metadata": {"uid": NOBODY}, "status": {"state": "FAILED"}});
    let before = manager.cluster("dev-sandbox").await;
    assert_eq!(
        manager.patch(&manager.path("dev-sandbox"), patch).await,
        (202, before)
    );
}

#[tokio::test]
async fn what_is_not_stored_is_no_change_either() {
    let manager = Manager::with_samples();
    let before = manager.cluster("dev-sandbox").await;
    let mut document = sample(0);
    document["metadata"]["labels"] = json!({"a": 1});
    assert_eq!(
        manager.put(&manager.path("dev-sandbox"), document).await,
        (202, before)
    );
}

#[tokio::test]
async fn a_list_that_is_none_is_invalid() {
    let manager = Manager::with_samples();
    let patch =
        json!({"spec": {"awsTags": {"a": "b"}, "data": {"tier1": {"historicalRuntimeProperties": "x"}}}});
    let (status, answer) = manager.patch(&manager.path("dev-sandbox"), patch).await;
    let details = answer["error"]["details"].as_array().unwrap().iter();
    let targets: Vec<&Value> = details.map(|detail| &detail["target"]).collect();
    assert_eq!(status, 400);
    assert_eq!(
        targets,
        ["spec.awsTags", "spec.data.tier1.historicalRuntimeProperties"]
    );
}

#[tokio::test]
async fn a_stop_together_with_another_change_is_one_version_and_needs_no_force() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let patch = json!({"spec": {"desiredState": "STOPPED", "version": "2026.06", "awsKeyPair": "other"}});
    let (status, answer) = manager.patch(&path, patch).await;
    assert_eq!(
        (
            status,
            &answer["status"]["state"],
            &answer["status"]["resourceVersion"]
        ),
        (202, &json!("STOPPING"), &json!(2))
    );
    manager.wait_for("dev-sandbox", "STOPPED").await;
    manager
        .patch(&path, json!({"spec": {"desiredState": "STARTED"}}))
        .await;
    manager.wait_for("dev-sandbox", "RUNNING").await;
    let cluster = manager.cluster("dev-sandbox").await;
    assert_eq!(cluster["spec"]["version"], "2026.06");
    assert_eq!(cluster["status"]["resourceVersion"], 3);
    let (_, old) = manager.get(&format!("{path}/history/1")).await;
    assert_eq!(old["spec"], sample(0)["spec"]);
}

#[tokio::test]
async fn an_overwrite_replaces_the_whole_definition() {
    let manager = Manager::with_samples();
    let mut document = sample(0);
    document.as_object_mut().unwrap().remove("status");
    document["spec"].as_object_mut().unwrap().remove("awsTags");
    let (status, answer) = manager.put(&manager.path("dev-sandbox"), document).await;
    assert_eq!((status, &answer["spec"]["awsTags"]), (202, &json!([])));
}

#[tokio::test]
async fn an_overwrite_without_desired_state_starts_a_stopped_cluster() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    manager
        .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
        .await;
    manager.wait_for("dev-sandbox", "STOPPED").await;
    let mut document = sample(0);
    document["spec"].as_object_mut().unwrap().remove("desiredState");
    let (_, answer) = manager.put(&path, document).await;
    assert_eq!(answer["status"]["state"], "STARTING", "the default is STARTED");
}

#[tokio::test]
async fn every_version_can_be_read_back() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    for name in ["second", "third"] {
        manager.patch(&path, json!({"metadata": {"name": name}})).await;
    }
    for (version, name) in [(1, "dev-sandbox"), (2, "second"), (3, "third")] {
        let (status, document) = manager.get(&format!("{path}/history/{version}")).await;
        assert_eq!((status, &document["metadata"]["name"]), (200, &json!(name)));
        assert_eq!(document["spec"], sample(0)["spec"]);
        assert_eq!(document["status"], json!({"resourceVersion": version}));
    }
}

#[tokio::test]
async fn a_created_cluster_stores_the_documented_defaults() {
    let manager = Manager::empty();
    let mut body = create_body();
    body["spec"].as_object_mut().unwrap().remove("pivot");
    let (status, created) = manager.post("/clusters", body).await;
    assert_eq!(
        (status, &created["spec"]["pivot"]),
        (202, &json!({"accessMode": "PROXIED"}))
    );
    assert_eq!(created["spec"]["customFiles"], json!([]));
    assert_eq!(created["metadata"]["uid"].as_str().unwrap().len(), 36);
}
