//! A change of a configuration is shown as it is sent, number by number.

use super::*;
use crate::managers::Manager;
use crate::managers::imply::ENTRY;
use crate::managers::imply::editing::EDITING;
use crate::managers::manager::Opening;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::spec::{Json, RequestText, SpecRequest, Way};

/// The manager on the three samples, and what reaches it.
struct Bench {
    world: World,
    manager: Arc<dyn Manager>,
    recorder: Recorder,
}

impl Bench {
    fn new() -> Self {
        let (world, recorder) = (world(), Recorder::default());
        let door = door_to(recorder.around(world.router()), "http://m.localhost/gateway");
        let settings = [("base_path".to_owned(), String::new())].into();
        let manager = (ENTRY.open)(Opening { door, settings }).unwrap();
        Self {
            world,
            manager,
            recorder,
        }
    }

    fn request(&self, way: Way, name: &str, body: Json) -> SpecRequest {
        SpecRequest {
            kind: CLUSTERS,
            id: self.world.uid_of(name).as_deref().map(id),
            way,
            body,
            force: false,
        }
    }
}

fn document(sample: &str) -> Json {
    (EDITING.editable)(&sample.parse().unwrap())
}

#[tokio::test]
async fn what_is_shown_is_what_is_sent_to_the_last_digit() {
    let bench = Bench::new();
    let body: Json = r#"{"spec":{"z":1.0,"a":12345678901234567890123,"m":1e3,"é":"\"\n"}}"#
        .parse()
        .unwrap();
    let mut request = bench.request(Way::Patch, "prod-analytics", body.clone());
    request.force = true;
    let shown = bench.manager.request_text(&request, true).unwrap();
    let uid = bench.world.uid_of("prod-analytics").unwrap();
    assert_eq!(
        shown,
        RequestText {
            method: "PATCH".into(),
            path: format!("/gateway/clusters/{uid}?dryRun=true&force=true"),
            content_type: "application/merge-patch+json",
            body: body.to_string(),
        }
    );
    // The base path of this gateway is not the manager's: what arrives counts, not what it says.
    let _refused = bench.manager.submit(&request, true).await;
    let sent = bench.recorder.requests().pop().unwrap();
    assert_eq!(format!("{}?{}", sent.path, sent.query), shown.path);
    assert_eq!(sent.method.as_str(), shown.method);
    assert_eq!(
        (sent.content_type.as_deref(), sent.body),
        (Some(shown.content_type), shown.body)
    );
}

#[tokio::test]
async fn a_created_cluster_has_an_id_and_one_that_is_only_tried_has_none() {
    let desk = open();
    let body: Json = EDITING.template.parse().unwrap();
    let request = desk.request(Way::Create, "", body);
    let tried = desk.manager.submit(&request, true).await.unwrap();
    assert_eq!(tried.id, None);
    assert!(tried.document.contains("My First Cluster"));
    let created = desk.manager.submit(&request, false).await.unwrap();
    assert_eq!(
        created.id.as_deref(),
        desk.world.uid_of("My First Cluster").as_deref()
    );
}

/// The manager where its samples are.
fn open() -> Bench {
    let (world, recorder) = (world(), Recorder::default());
    let door = door_to(recorder.around(world.router()), "http://m.localhost");
    let manager = (ENTRY.open)(Opening {
        door,
        settings: Default::default(),
    })
    .unwrap();
    Bench {
        world,
        manager,
        recorder,
    }
}

#[tokio::test]
async fn an_overwrite_that_would_break_the_manager_is_neither_shown_nor_sent() {
    let desk = open();
    let mut body = document(DEV);
    if let Json::Object(parts) = &mut body {
        parts.insert("spec", Json::object());
    }
    let request = desk.request(Way::Overwrite, "dev-sandbox", body);
    assert_eq!(desk.manager.request_text(&request, false), None);
    let (_, fields) = invalid(desk.manager.submit(&request, false).await.unwrap_err());
    assert_eq!(fields[0].0, "spec.pivot.accessMode");
    assert_eq!(desk.recorder.count(), 0);
}

#[tokio::test]
async fn a_change_of_nothing_in_particular_is_not_sent() {
    let desk = open();
    for way in [Way::Patch, Way::Overwrite] {
        let request = desk.request(way, "", document(DEV));
        let error = desk.manager.submit(&request, false).await.unwrap_err();
        assert_eq!(error.to_string(), "which cluster is to be changed is not said");
    }
    let mut request = desk.request(Way::Patch, "dev-sandbox", Json::object());
    request.kind = SERVERS;
    assert!(desk.manager.submit(&request, true).await.is_err());
    let servers = desk.manager.read_version(SERVERS, &id("x"), 1).await;
    assert!(servers.is_err());
    assert_eq!(desk.recorder.count(), 0);
}

#[tokio::test]
async fn the_known_refusals_name_their_fields() {
    let desk = open();
    for (patch, target, code) in [
        (r#"{"metadata":{"name":null}}"#, "metadata.name", "NullValue"),
        (
            r#"{"spec":{"deepStorage":{"path":"x"}}}"#,
            "spec.deepStorage.path",
            "MalformedValue",
        ),
        (
            r#"{"spec":{"deepStorage":{"path":"s3://other"}}}"#,
            "spec.deepStorage.path",
            "ImmutableValue",
        ),
        (
            r#"{"spec":{"version":"2026.06"}}"#,
            "spec.version",
            "HardUpdateRequired",
        ),
        (
            r#"{"spec":{"data":{"tier1":{"replicas":0}}}}"#,
            "spec.data.tier1.replicas",
            "OutOfRange",
        ),
    ] {
        let request = desk.request(Way::Patch, "dev-sandbox", patch.parse().unwrap());
        let (_, fields) = invalid(desk.manager.submit(&request, true).await.unwrap_err());
        assert_eq!(fields, [(target.to_owned(), code.to_owned())], "{patch}");
    }
}

#[tokio::test]
async fn a_dry_run_says_nothing_of_an_update_that_runs_but_the_request_itself_does() {
    let desk = open();
    let patch: Json = r#"{"spec":{"awsTags":[]}}"#.parse().unwrap();
    let request = desk.request(Way::Patch, "events-eu", patch);
    desk.manager.submit(&request, true).await.unwrap();
    let error = desk.manager.submit(&request, false).await.unwrap_err();
    assert!(matches!(error, ManagerError::Conflict { .. }), "{error:?}");
}
