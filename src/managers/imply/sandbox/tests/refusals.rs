//! What is refused, in which words, and in which order the reasons are looked for.

use serde_json::json;

use super::super::Settings;
use super::super::settings::ReplacePaths;
use super::*;

fn error(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
}

#[tokio::test]
async fn invalid_arguments_come_in_the_documented_form_all_at_once() {
    let manager = Manager::empty();
    let mut body = create_body();
    body["metadata"]["name"] = Value::Null;
    body["spec"]["deepStorage"]["path"] = json!("not-s3");
    let expected = json!({"error": {
        "code": "BadArgument",
        "message": "Request contains invalid arguments",
        "details": [
            {"code": "NullValue", "target": "metadata.name", "message": "Cluster name must not be null"},
            {"code": "MalformedValue", "target": "spec.deepStorage.path", "message": "Path is not a valid s3 path"},
        ],
    }});
    assert_eq!(manager.post("/clusters", body).await, (400, expected));
}

#[tokio::test]
async fn a_cluster_at_work_refuses_changes_in_the_documented_words() {
    let manager = Manager::with_samples();
    let (path, uid) = (manager.path("events-eu"), manager.uid("events-eu"));
    let conflict = |target: &str| {
        let message = format!("Cluster [{uid}] cannot transition from [UPDATING] to [{target}]");
        (409, error("StateConflict", &message))
    };
    assert_eq!(
        manager
            .patch(&path, json!({"spec": {"desiredState": "STOPPED"}}))
            .await,
        conflict("STOPPED")
    );
    assert_eq!(
        manager.patch(&path, json!({"spec": {"awsTags": []}})).await,
        conflict("UPDATING")
    );
    assert_eq!(manager.delete(&path).await, conflict("TERMINATED"));
    let server = format!("{path}/servers/i-0e5c71000000a0001");
    assert_eq!(manager.delete(&server).await, conflict("REPLACING_SERVER"));
    let (status, _) = manager
        .patch(&format!("{path}?dryRun=true"), json!({"spec": {"awsTags": []}}))
        .await;
    assert_eq!(status, 200, "a dry run says nothing about the state");
    let (status, _) = manager
        .patch(&path, json!({"spec": {"desiredState": "STARTED"}}))
        .await;
    assert_eq!(status, 202, "what is so already is no change");
}

#[tokio::test]
async fn a_missing_version_is_named_in_the_documented_words() {
    let manager = Manager::with_samples();
    let (path, uid) = (manager.path("dev-sandbox"), manager.uid("dev-sandbox"));
    let expected = error(
        "NotFound",
        &format!("Cluster [{uid}] resource version [2] was not found"),
    );
    assert_eq!(manager.get(&format!("{path}/history/2")).await, (404, expected));
    assert_eq!(manager.get(&format!("{path}/history/0")).await.0, 404);
    assert_eq!(manager.get(&format!("{path}/history/first")).await.0, 400);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let manager = Manager::with_samples();
    let expected = (
        404,
        error("NotFound", &format!("Cluster [{NOBODY}] was not found")),
    );
    let path = format!("/clusters/{NOBODY}");
    assert_eq!(manager.get(&path).await, expected);
    assert_eq!(manager.delete(&path).await, expected);
    assert_eq!(manager.put(&path, json!({})).await, expected);
    assert_eq!(
        manager
            .send("PATCH", &path, Some(("text/plain", json!("x"))))
            .await,
        expected,
        "before 415"
    );
    assert_eq!(manager.get(&format!("{path}/history/1")).await, expected);
    let (status, answer) = manager
        .delete(&format!("{}/servers/i-7", manager.path("dev-sandbox")))
        .await;
    assert_eq!((status, &answer["error"]["code"]), (404, &json!("NotFound")));
}

#[tokio::test]
async fn content_types_are_checked_before_the_body() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    for (method, content_type) in [
        ("PATCH", "application/json"),
        ("PUT", "application/merge-patch+json"),
    ] {
        assert_eq!(
            manager
                .send(method, &path, Some((content_type, json!("no object"))))
                .await
                .0,
            415
        );
    }
    assert_eq!(manager.send("POST", "/clusters", None).await.0, 415);
    let charset = "application/merge-patch+json; charset=utf-8";
    assert_eq!(
        manager.send("PATCH", &path, Some((charset, json!({})))).await.0,
        202
    );
    assert_eq!(manager.patch(&path, json!([1])).await.0, 400);
}

#[tokio::test]
async fn a_hard_update_must_be_asked_for() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let change = json!({"spec": {"version": "2026.06", "awsKeyPair": "other"}});
    let (status, answer) = manager.patch(&path, change.clone()).await;
    let targets: Vec<(&Value, &Value)> = answer["error"]["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|detail| (&detail["code"], &detail["target"]))
        .collect();
    let code = json!("HardUpdateRequired");
    assert_eq!(status, 400);
    assert_eq!(
        targets,
        [
            (&code, &json!("spec.awsKeyPair")),
            (&code, &json!("spec.version"))
        ]
    );
    assert_eq!(
        manager
            .patch(&format!("{path}?dryRun=true"), change.clone())
            .await
            .0,
        400
    );
    assert_eq!(manager.patch(&format!("{path}?force=true"), change).await.0, 202);
}

#[tokio::test]
async fn what_cannot_be_changed_is_refused_even_by_force() {
    let manager = Manager::with_samples();
    let path = format!("{}?force=true", manager.path("dev-sandbox"));
    let (status, answer) = manager
        .patch(&path, json!({"spec": {"encryptVolumes": false}}))
        .await;
    assert_eq!(
        (status, &answer["error"]["details"][0]["code"]),
        (400, &json!("ImmutableValue"))
    );
}

#[tokio::test]
async fn an_overwrite_without_an_access_mode_meets_the_known_fault() {
    let manager = Manager::with_samples();
    let path = manager.path("dev-sandbox");
    let mut document = sample(0);
    document["spec"].as_object_mut().unwrap().remove("pivot");
    let expected = (500, error("InternalError", "Internal server error"));
    assert_eq!(manager.put(&path, document.clone()).await, expected);
    manager
        .world
        .configure(|settings| settings.overwrite_fault = false);
    assert_eq!(manager.put(&path, document).await.0, 202);
}

#[tokio::test]
async fn a_flag_is_true_or_false() {
    let manager = Manager::with_samples();
    let (status, answer) = manager.get("/clusters?pretty=yes").await;
    assert_eq!(
        (status, &answer["error"]["details"][0]["target"]),
        (400, &json!("pretty"))
    );
}

#[tokio::test]
async fn only_the_configured_paths_replace_a_server() {
    let manager = Manager::with_samples();
    let server = format!("{}/servers/i-0d1e5f0000000a001", manager.path("dev-sandbox"));
    let below = format!("{server}/replace");
    assert_eq!(manager.send("POST", &server, None).await.0, 405);
    assert_eq!(manager.send("POST", &below, None).await.0, 404);
    manager
        .world
        .configure(|settings| settings.replace_paths = ReplacePaths::AllGuesses);
    assert_eq!(manager.send("POST", &below, None).await.0, 202);
    manager.advance(3_600);
    let id = server_states(&manager.cluster("dev-sandbox").await)[0].0.clone();
    let server = format!("{}/servers/{id}", manager.path("dev-sandbox"));
    assert_eq!(manager.send("POST", &server, None).await.0, 202);
    manager.world.configure(|settings| {
        *settings = Settings {
            replace_paths: ReplacePaths::None,
            ..Settings::default()
        }
    });
    assert_eq!(manager.delete(&server).await.0, 405);
}

#[tokio::test]
async fn injected_refusals_have_the_managers_form() {
    let manager = Manager::with_samples();
    manager.world.faults().push("status=503@next=1".parse().unwrap());
    let (status, answer) = manager.get("/clusters").await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (503, &json!("ServiceUnavailable"))
    );
    assert_eq!(manager.get("/clusters").await.0, 200);
}
