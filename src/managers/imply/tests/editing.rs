//! A change of a configuration is shown as it is sent, number by number.

use super::*;
use crate::managers::Manager;
use crate::managers::Opening;
use crate::managers::imply::ENTRY;
use crate::managers::imply::editing::EDITING;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::spec::{Change, ChangeKind, Json, Path, RequestText, Risk, Sides, SpecRequest, Way};

/// The manager on the three samples, and what reaches it.
struct Bench {
    world: World,
    manager: Arc<dyn Manager>,
    recorder: Recorder,
}

impl Bench {
    fn at(url: &str, settings: &[(&str, &str)]) -> Self {
        let (world, recorder) = (world(), Recorder::default());
        let door = door_to(recorder.around(world.router()), url);
        let settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = settings.collect();
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

/// The manager where it usually is.
fn open() -> Bench {
    Bench::at("http://m.localhost", &[])
}

fn document(sample: &str) -> Json {
    (EDITING.editable)(&sample.parse().unwrap())
}

#[tokio::test]
async fn what_is_shown_is_what_is_sent_to_the_last_digit() {
    let bench = Bench::at("http://m.localhost/gateway", &[("base_path", "")]);
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
            origin: "http://m.localhost".into(),
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

/// Both follow the same reading of the reference: a difference is a mistake in one of them.
#[tokio::test]
async fn the_expected_risk_of_a_change_is_what_the_simulated_manager_makes_of_it() {
    let desk = open();
    for (name, sample) in [("dev-sandbox", DEV), ("prod-analytics", PROD)] {
        let before = document(sample);
        for patch in [
            r#"{"metadata":{"name":"x"}}"#,
            r#"{"spec":{"version":"2026.06"}}"#,
            r#"{"spec":{"desiredState":"STOPPED"}}"#,
            r#"{"spec":{"awsInstanceRole":"x"}}"#,
            r#"{"spec":{"awsKeyPair":"x"}}"#,
            r#"{"spec":{"awsTags":[]}}"#,
            r#"{"spec":{"encryptVolumes":false}}"#,
            r#"{"spec":{"commonRuntimeProperties":[]}}"#,
            r#"{"spec":{"master":{"replicas":5}}}"#,
            r#"{"spec":{"master":{"instanceType":"x"}}}"#,
            r#"{"spec":{"master":{"overlordRuntimeProperties":[]}}}"#,
            r#"{"spec":{"query":{"replicas":4}}}"#,
            r#"{"spec":{"query":{"pivotConfiguration":"x"}}}"#,
            r#"{"spec":{"query":{"routerRuntimeProperties":[]}}}"#,
            r#"{"spec":{"data":{"historicalRuntimeProperties":[]}}}"#,
            r#"{"spec":{"data":{"tier1":{"replicas":2}}}}"#,
            r#"{"spec":{"data":{"tier1":{"instanceType":"x"}}}}"#,
            r#"{"spec":{"data":{"tier2":null}}}"#,
            r#"{"spec":{"metadataStore":{"instanceType":"x"}}}"#,
            r#"{"spec":{"metadataStore":{"diskSize":999}}}"#,
            r#"{"spec":{"metadataStore":{"backupRetention":1}}}"#,
            r#"{"spec":{"metadataStore":{"encrypt":false}}}"#,
            r#"{"spec":{"deepStorage":{"path":"s3://other"}}}"#,
            r#"{"spec":{"druidExtensions":[]}}"#,
            r#"{"spec":{"featureFlags":["x"]}}"#,
            r#"{"spec":{"customFiles":[]}}"#,
        ] {
            let Some((change, after)) = change_by(&before, patch) else {
                continue;
            };
            let sides = Sides {
                before: &before,
                after: &after,
            };
            let expected = (EDITING.risk)(&change, &sides);
            let request = desk.request(Way::Patch, name, patch.parse().unwrap());
            let verdict = match desk.manager.submit(&request, true).await {
                Ok(_) => String::new(),
                Err(error) => invalid(error).1.remove(0).1,
            };
            let wanted = match expected.risk {
                Risk::Refused => "ImmutableValue",
                // A stop is its own kind of change: it needs no force.
                Risk::Hard if change.path.to_string() != "spec.desiredState" => "HardUpdateRequired",
                _ => "",
            };
            assert_eq!(verdict, wanted, "{name}: {patch}: {expected:?}");
        }
    }
}

/// The one change that a patch makes, and the document after it; `None` if it changes nothing.
fn change_by(before: &Json, patch: &str) -> Option<(Change, Json)> {
    let mut after = before.to_value();
    json_patch::merge(&mut after, &serde_json::from_str(patch).unwrap());
    let after = Json::from(&after);
    let mut path = Path::top();
    let mut place: Json = patch.parse().unwrap();
    while let Json::Object(members) = &place {
        let (key, inner) = members.iter().next().unwrap();
        (path, place) = (path.field(key), inner.clone());
    }
    let kind = match (path.in_document(before), path.in_document(&after)) {
        (None, Some(after)) => ChangeKind::Added(after.clone()),
        (Some(before), None) => ChangeKind::Removed(before.clone()),
        (Some(before), Some(after)) if before != after => ChangeKind::Changed {
            before: before.clone(),
            after: after.clone(),
        },
        _ => return None,
    };
    Some((Change { path, kind }, after))
}
