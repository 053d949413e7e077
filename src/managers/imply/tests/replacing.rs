//! "Replace server", whose path the reference leaves out.

use super::*;
use crate::managers::imply::actions::ACTIONS;
use crate::managers::imply::kinds::cluster_detail;
use crate::managers::imply::sandbox::settings::ReplacePaths;
use crate::resource::kind::SERVERS;
use crate::resource::{Arguments, Detail, Following, Target, action};

const SERVER: &str = "i-0a7b3c000000e0002";

#[tokio::test]
async fn a_path_that_the_manager_does_not_know_is_called_not_confirmed() {
    let desk = Desk::new();
    desk.world
        .configure(|settings| settings.replace_paths = ReplacePaths::None);
    let id = desk.id("prod-analytics");
    let error = desk.client.replace_server(&id, SERVER).await.unwrap_err();
    let ManagerError::PathNotConfirmed { message, setting } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*setting, "replace_server");
    assert!(message.contains("not confirmed for this account"), "{message}");
    assert_eq!(
        error.hint().as_deref(),
        Some("set `replace_server` in the context")
    );
    // It is tried once, and no other guess is.
    assert_eq!(desk.recorder.mutations().len(), 1);
}

#[tokio::test]
async fn a_configured_path_is_used_as_it_is_written() {
    let guesses = [
        "POST /clusters/{clusterId}/servers/{instanceId}/replace",
        "post clusters/{clusterId}/servers/{instanceId}/",
    ];
    for guess in guesses {
        let desk = Desk::replacing_by(guess);
        desk.world
            .configure(|settings| settings.replace_paths = ReplacePaths::AllGuesses);
        let id = desk.id("prod-analytics");
        desk.client.replace_server(&id, SERVER).await.unwrap();
        let request = desk.last_request();
        assert_eq!(request.method.as_str(), "POST");
        assert!(
            request
                .path
                .starts_with(&format!("/api/v1/clusters/{id}/servers/{SERVER}"))
        );
    }
}

#[tokio::test]
async fn a_configured_path_that_is_wrong_is_not_confirmed_either() {
    let desk = Desk::replacing_by("POST /clusters/{clusterId}/servers/{instanceId}/replace");
    let error = desk
        .client
        .replace_server(&desk.id("prod-analytics"), SERVER)
        .await
        .unwrap_err();
    assert!(
        matches!(error, ManagerError::PathNotConfirmed { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_or_cluster_that_is_gone_is_said_to_be_so() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    let error = desk
        .client
        .replace_server(&id, "i-00000000000000001")
        .await
        .unwrap_err();
    assert!(matches!(error, ManagerError::NotFound { .. }), "{error:?}");
    let error = desk.client.replace_server(NOBODY, SERVER).await.unwrap_err();
    assert_eq!(error.to_string(), format!("Cluster [{NOBODY}] was not found"));
}

#[tokio::test]
async fn while_a_server_is_replaced_its_cluster_refuses_to_do_it_again() {
    let desk = Desk::new();
    let id = desk.id("prod-analytics");
    desk.client.replace_server(&id, SERVER).await.unwrap();
    let error = desk.client.replace_server(&id, SERVER).await.unwrap_err();
    assert!(matches!(error, ManagerError::Conflict { .. }), "{error:?}");
}

#[test]
fn a_path_that_cannot_work_is_refused_with_the_reason() {
    let why = |text: &str| PathTemplate::parse(text).unwrap_err();
    assert_eq!(why("DELETE"), "it needs a method and a path");
    assert_eq!(why("GET /{clusterId}/{instanceId}"), "GET only reads");
    assert_eq!(why("DELETE /clusters/{clusterId}"), "the path needs {instanceId}");
    assert_eq!(why("DELETE /servers/{instanceId}"), "the path needs {clusterId}");
    assert_eq!(why("D@ /{clusterId}/{instanceId}"), "D@ is no HTTP method");
}

/// The detail of `events-eu` with this to its servers.
fn with_servers(change: impl FnOnce(&mut Vec<Value>)) -> Detail {
    let mut document: Value = serde_json::from_str(MID_UPDATE).unwrap();
    document["status"]["state"] = "RUNNING".into();
    change(document["status"]["servers"].as_array_mut().unwrap());
    cluster_detail(&document.to_string()).unwrap()
}

#[test]
fn a_replacement_has_ended_when_a_new_server_of_its_type_runs() {
    // One of the same type is on its way out, and the successor of that one is pending already.
    let old = "i-0e5c71000000c0003";
    let is_old = |server: &Value| server["instanceId"] == old;
    let server = |id: &str, state: &str| serde_json::json!({"instanceId": id, "instanceType": "i3.2xlarge", "nodeType": "DATA_TIER1", "state": state});
    let nothing = Arguments::default();
    let before = with_servers(|_| {});
    let part = before.children_of(SERVERS).iter().find(|row| &*row.id == old);
    let before = Target::of_detail(&before, part.map(|row| &**row), &nothing);
    let following = ACTIONS
        .iter()
        .find(|known| known.id == action::REPLACE_SERVER)
        .unwrap()
        .following;
    let judge = |now: Detail| following(&before, &Target::of_detail(&now, None, &nothing));

    let leaving = with_servers(|servers| {
        servers
            .iter_mut()
            .filter(|server| is_old(server))
            .for_each(|server| server["state"] = "shutting-down".into());
    });
    assert_eq!(
        judge(leaving),
        Following::Running(format!("{old} is shutting-down"))
    );
    let gone = with_servers(|servers| servers.retain(|server| !is_old(server)));
    let words = format!("{old} is gone, its successor is not there yet");
    assert_eq!(judge(gone), Following::Running(words));
    // That of the other one does not count.
    let other = with_servers(|servers| {
        servers.retain(|server| !is_old(server));
        servers[7]["state"] = "running".into();
        servers.push(server("i-new", "pending"));
    });
    assert_eq!(
        judge(other),
        Following::Running(format!("{old} is gone, i-new is pending"))
    );
    let done = with_servers(|servers| {
        servers.retain(|server| !is_old(server));
        servers.push(server("i-new", "running"));
    });
    assert_eq!(judge(done), Following::Done(format!("{old} is gone, i-new runs")));
}
