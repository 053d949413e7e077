//! Archives: what is sent for them to the letter, and that they come back from the simulator of both generations.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tempfile::TempDir;

use super::simulated::managers_at;
use super::stub::{read, rows};
use super::*;
use crate::managers::cloudify::actions::{find, name};
use crate::managers::cloudify::kinds::{BLUEPRINTS, PLUGINS, SNAPSHOTS};
use crate::managers::{ActionRequest, ByteSink, Remark, Stop};
use crate::resource::action::{DELETE, UPLOAD};
use crate::resource::{Arguments, Following, Operation, Row, Target};
use crate::sandbox::VirtualClock;

const BLUEPRINT: &str = "tosca_definitions_version: cloudify_dsl_1_3
description: Two of one
imports: [http://www.getcloudify.org/spec/cloudify/4.2/types.yaml]
inputs:
  port: {type: integer, default: 8080}
node_templates:
  vm:
    type: cloudify.nodes.Compute
";

const WAGON: &str = r#"{"package_name": "demo-plugin", "package_version": "1.0.0", "package_source": "./demo-plugin",
"archive_name": "demo_plugin-1.0.0-py311-none-any.wgn", "supported_platform": "any", "wheels": []}"#;

/// Files of this machine that go away with it.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A tar.gz with one file in one folder.
    fn archive(&self, archive: &str, file: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(archive);
        let out = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::default());
        let mut tar = tar::Builder::new(out);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(&mut header, format!("top/{file}"), text.as_bytes())
            .unwrap();
        tar.into_inner().unwrap().finish().unwrap();
        path
    }

    fn text(&self, file: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn upload(kind: KindId, id: &str, archive: &str) -> ActionRequest {
    ActionRequest {
        arguments: Arguments::default().with(name::ARCHIVE, archive),
        ..ActionRequest::new(UPLOAD, kind, &id.into(), None)
    }
}

async fn send(
    manager: &Arc<dyn Manager>,
    kind: KindId,
    id: &str,
    path: &Path,
) -> Result<Remark, ManagerError> {
    manager.act(&upload(kind, id, &path.to_string_lossy())).await
}

/// What a file that was fetched consists of.
#[derive(Default)]
struct Taken {
    total: Option<u64>,
    bytes: Vec<u8>,
}

impl ByteSink for Taken {
    fn begin(&mut self, total: Option<u64>) {
        self.total = total;
    }

    fn put(&mut self, piece: Bytes) -> BoxFuture<'_, Result<(), Stop>> {
        self.bytes.extend_from_slice(&piece);
        async { Ok(()) }.boxed()
    }
}

async fn fetched(manager: &Arc<dyn Manager>, kind: KindId, id: &str) -> Result<Vec<u8>, ManagerError> {
    let mut taken = Taken::default();
    manager.download(kind, &id.into(), &mut taken).await?;
    assert_eq!(taken.total, Some(taken.bytes.len() as u64));
    Ok(taken.bytes)
}

fn clock() -> VirtualClock {
    VirtualClock::manual("2026-11-20T12:00:00Z".parse().unwrap())
}

fn following(kind: KindId, now: &Detail) -> Following {
    let (nothing, nobody) = (Arguments::default(), Row::of_nothing("web"));
    let before = Target::of_row(&nobody, &nothing);
    (find(UPLOAD, kind).unwrap().following)(&before, &Target::of_detail(now, None, &nothing))
}

#[tokio::test]
async fn a_blueprint_goes_there_and_comes_back_byte_for_byte_and_a_name_is_taken_once() {
    let (desk, clock) = (Desk::new(), clock());
    let archive = desk.archive("web.tar.gz", "blueprint.yaml", BLUEPRINT);
    for (context, manager) in managers_at(&clock) {
        send(&manager, BLUEPRINTS, "files-1", &archive).await.unwrap();
        clock.advance(Duration::from_secs(10));
        let now = read(&manager, BLUEPRINTS, "files-1").await;
        assert_eq!(field(&now, "description"), "Two of one", "{context}");
        assert!(
            matches!(following(BLUEPRINTS, &now), Following::Done(_)),
            "{context}"
        );
        let listed = rows(&manager, BLUEPRINTS).await;
        assert!(listed.iter().any(|row| &*row.id == "files-1"), "{context}");
        let again = send(&manager, BLUEPRINTS, "files-1", &archive).await.unwrap_err();
        assert!(
            matches!(again, ManagerError::Conflict { .. }),
            "{context}: {again:?}"
        );
        let bytes = fetched(&manager, BLUEPRINTS, "files-1").await.unwrap();
        assert_eq!(bytes, std::fs::read(&archive).unwrap(), "{context}");
        let delete = ActionRequest::new(DELETE, BLUEPRINTS, &"files-1".into(), None);
        manager.act(&delete).await.unwrap();
        let gone = fetched(&manager, BLUEPRINTS, "files-1").await.unwrap_err();
        assert!(
            matches!(gone, ManagerError::NotFound { .. }),
            "{context}: {gone:?}"
        );
    }
}

#[tokio::test]
async fn a_main_file_of_any_name_is_sent_with_its_directory() {
    let (desk, clock) = (Desk::new(), clock());
    let main = desk.text("web/app.yaml", BLUEPRINT);
    desk.text("web/scripts/start.sh", "true");
    for (context, manager) in managers_at(&clock) {
        send(&manager, BLUEPRINTS, "files-2", &main).await.unwrap();
        clock.advance(Duration::from_secs(10));
        let now = read(&manager, BLUEPRINTS, "files-2").await;
        assert_eq!(field(&now, "main file"), "app.yaml", "{context}");
        let bytes = fetched(&manager, BLUEPRINTS, "files-2").await.unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&bytes[..]));
        let names: Vec<String> = archive
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned())
            .collect();
        assert!(
            names.contains(&"web/scripts/start.sh".to_owned()),
            "{context}: {names:?}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_blueprint_is_said_by_either_generation() {
    let (desk, clock) = (Desk::new(), clock());
    let archive = desk.archive("web.tar.gz", "blueprint.yaml", "node_templates: 7\n");
    for (context, manager) in managers_at(&clock) {
        match send(&manager, BLUEPRINTS, "files-3", &archive).await {
            Err(error) => {
                assert_ne!(context, "cm7", "it parses what it is sent later");
                assert!(error.to_string().to_lowercase().contains("blueprint"), "{error}");
            }
            Ok(_) => {
                clock.advance(Duration::from_secs(10));
                let now = read(&manager, BLUEPRINTS, "files-3").await;
                let Following::Failed(words) = following(BLUEPRINTS, &now) else {
                    panic!("{context}")
                };
                assert!(
                    words.starts_with("it is failed_parsing: Invalid blueprint"),
                    "{words}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_plugin_is_named_by_the_manager_and_found_by_the_name_of_its_archive() {
    let desk = Desk::new();
    let wagon = desk.archive("demo_plugin-1.0.0-py311-none-any.wgn", "package.json", WAGON);
    for (context, manager) in managers_at(&clock()) {
        let name = "demo_plugin-1.0.0-py311-none-any";
        let before = manager.read(PLUGINS, &name.into()).await.unwrap_err();
        assert!(
            matches!(before, ManagerError::NotFound { .. }),
            "{context}: {before:?}"
        );
        let remark = send(&manager, PLUGINS, name, &wagon).await.unwrap().unwrap();
        let now = read(&manager, PLUGINS, name).await;
        assert_eq!(
            remark,
            format!("demo-plugin 1.0.0, id {}", now.row.id),
            "{context}"
        );
        let bytes = fetched(&manager, PLUGINS, &now.row.id).await.unwrap();
        assert_eq!(bytes, std::fs::read(&wagon).unwrap(), "{context}");
        let again = send(&manager, PLUGINS, "other", &wagon).await.unwrap_err();
        assert!(
            matches!(again, ManagerError::Conflict { .. }),
            "{context}: {again:?}"
        );
    }
}

#[tokio::test]
async fn a_snapshot_goes_there_and_comes_back_and_one_that_is_being_made_has_no_file_yet() {
    let (desk, clock) = (Desk::new(), clock());
    let archive = desk.text("s.zip", "PK\u{5}\u{6} and what else is in it");
    for (context, manager) in managers_at(&clock) {
        send(&manager, SNAPSHOTS, "files-4", &archive).await.unwrap();
        let now = read(&manager, SNAPSHOTS, "files-4").await;
        assert!(
            matches!(following(SNAPSHOTS, &now), Following::Done(_)),
            "{context}"
        );
        let bytes = fetched(&manager, SNAPSHOTS, "files-4").await.unwrap();
        assert_eq!(bytes, std::fs::read(&archive).unwrap(), "{context}");
    }
    let stub = Stub::of_version("4.2")
        .with(
            "GET /snapshots/s1/archive",
            500,
            r#"{"status": 500, "message": "Internal Server Error"}"#,
        )
        .with("GET /snapshots/s1", 200, r#"{"id": "s1", "status": "creating"}"#);
    let error = fetched(&stub.manager(), SNAPSHOTS, "s1").await.unwrap_err();
    assert!(error.to_string().contains("the snapshot is creating"), "{error}");
}

#[tokio::test]
async fn what_is_not_wanted_any_more_or_is_no_archive_is_not_sent() {
    let desk = Desk::new();
    let (archive, words) = (
        desk.text("web.tar.gz", "PK\u{3}\u{4}"),
        desk.text("notes.zip", "words"),
    );
    for version in ["4.2", "7.1.0"] {
        let stub = Stub::of_version(version);
        let manager = stub.manager();
        for kind in [BLUEPRINTS, PLUGINS, SNAPSHOTS] {
            let request = upload(kind, "web", &archive.to_string_lossy());
            request.transfer.cancel();
            let error = manager.act(&request).await.unwrap_err();
            assert!(
                matches!(error, ManagerError::Cancelled { bytes: 0 }),
                "{kind}: {error:?}"
            );
        }
        for kind in [BLUEPRINTS, PLUGINS] {
            let error = send(&manager, kind, "web", &words).await.unwrap_err();
            let ManagerError::Invalid { fields, .. } = error else {
                panic!("{kind}: {error:?}")
            };
            assert_eq!(fields[0].target, name::ARCHIVE);
        }
        assert_eq!(stub.asked(), ["GET /version"]);
    }
}

#[tokio::test]
async fn an_address_is_told_in_the_words_of_the_generation_and_can_be_read_before() {
    for (version, line) in [
        (
            "4.2",
            "PUT /blueprints/web?application_file_name=app.yaml&blueprint_archive_url=https://h/b.zip&private_resource=true",
        ),
        ("7.1.0", "PUT /blueprints/web"),
    ] {
        let stub = Stub::of_version(version).with("PUT /blueprints/web", 201, "{}");
        let manager = stub.manager();
        let request = upload(BLUEPRINTS, "web", "https://h/b.zip");
        let told = request
            .arguments
            .with(name::FILE_NAME, "app.yaml")
            .with(name::PRIVATE, "yes");
        let operation = |arguments: &Arguments| Operation::Act {
            action: UPLOAD,
            kind: BLUEPRINTS,
            id: "web".into(),
            part: None,
            arguments: arguments.clone(),
        };
        assert!(
            manager.request_of(&operation(&told)).is_none(),
            "nobody knows its generation"
        );
        let request = ActionRequest {
            arguments: told.clone(),
            ..ActionRequest::new(UPLOAD, BLUEPRINTS, &"web".into(), None)
        };
        manager.act(&request).await.unwrap();
        let asked = stub.asked().pop().unwrap().replace("%2F", "/");
        let (mut parts, mut wanted): (Vec<_>, Vec<_>) = (
            asked.split(['?', '&']).collect(),
            line.split(['?', '&']).collect(),
        );
        parts.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(parts, wanted);
        let shown = manager.request_of(&operation(&told));
        assert_eq!(shown.is_some(), version == "4.2", "no text shows a form");
        let file = told.with(name::ARCHIVE, "/tmp/b.zip");
        assert!(
            manager.request_of(&operation(&file)).is_none(),
            "no text shows a file"
        );
    }
}
