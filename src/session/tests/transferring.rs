//! Files to and from a manager that keeps them on a shelf.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path as Segment;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, StatusCode};
use tempfile::TempDir;

use super::*;
use crate::journal::{Author, Journal};
use crate::managers::octets::read_octets;
use crate::managers::{ActionRequest, ByteSink, ManagerError, Remark};
use crate::resource::action::{DOWNLOAD, UPLOAD};
use crate::resource::{
    Action, Cell, Column, Danger, Download, Following, Found, Id, Kind, On, Parameter, State, Takes,
};
use crate::session::{Destination, KeptJournal, download};
use crate::transport::{Call, TransportError};

const PRINTS: KindId = KindId("prints");

/// A manager whose only objects are files.
struct Shelf {
    door: Door,
}

static SHELF: About = About {
    name: "shelf",
    title: "Shelf",
    kinds: &[Kind {
        id: PRINTS,
        singular: "print",
        columns: &[Column::left("name", "NAME", (4, 20), 0)],
        found: Found::Listed,
        listed_as: None,
    }],
    actions: &[Action {
        id: UPLOAD,
        title: "Upload",
        past: "uploaded",
        on: On::New {
            kind: PRINTS,
            name: Parameter::new("name", "The name", Takes::Text).required(),
        },
        danger: Danger::Low,
        parameters: &[Parameter::new("archive", "The file", Takes::Upload).required()],
        following: |_, _| Following::Done("on the shelf".into()),
        ..Action::PLAIN
    }],
    downloads: &[Download {
        kind: PRINTS,
        help: "The print as it was uploaded",
        suffix: ".tar.gz",
    }],
    ..About::MADE_UP
};

fn refused(error: TransportError) -> ManagerError {
    match error.status() {
        Some(StatusCode::NOT_FOUND) => ManagerError::NotFound {
            message: "no such print".into(),
        },
        _ => error.into(),
    }
}

impl Manager for Shelf {
    fn about(&self) -> &'static About {
        &SHELF
    }

    fn list<'a>(
        &'a self,
        _: KindId,
        _: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        async { Ok(()) }.boxed()
    }

    fn read<'a>(&'a self, _: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        let call = Call::get("read a print").path(["prints", id]);
        async move {
            self.door.send(call).await.map_err(refused)?;
            let row = Row {
                id: Arc::clone(id),
                name: Arc::clone(id),
                cells: Box::new([Cell::text_of(id)]),
                state: State::new("there", StateClass::Up),
                ..Row::of_nothing(id)
            };
            Ok(Detail {
                row: Arc::new(row),
                ..Detail::of_nothing(id)
            })
        }
        .boxed()
    }

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        let path = request.arguments.get("archive").unwrap_or_default();
        let call = Call::put("upload a print").path(["prints", &request.id]).file(
            HeaderValue::from_static("application/octet-stream"),
            path,
            &request.transfer,
        );
        async move { self.door.send(call).await.map(|_| None).map_err(refused) }.boxed()
    }

    fn download<'a>(
        &'a self,
        _: KindId,
        id: &'a Id,
        sink: &'a mut (dyn ByteSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        let call = Call::get("download a print").path(["prints", id, "file"]);
        async move {
            let answer = self.door.stream(call).await.map_err(refused)?;
            read_octets(answer, sink, refused).await
        }
        .boxed()
    }
}

#[derive(Clone, Default)]
struct Prints(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl Prints {
    fn answer(&self, id: &str) -> Response {
        match self.0.lock().unwrap().get(id) {
            Some(bytes) => bytes.clone().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    /// `torn` ends too early, `stuck` never does.
    fn file(&self, id: &str) -> Response {
        let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from("half"))]);
        match id {
            "torn" => ([(CONTENT_LENGTH, "8")], Body::from_stream(first)).into_response(),
            "stuck" => Body::from_stream(first.chain(stream::pending())).into_response(),
            id => self.answer(id),
        }
    }

    fn router(&self) -> Router {
        let (reading, taking, giving) = (self.clone(), self.clone(), self.clone());
        let read = move |Segment(id): Segment<String>| async move { reading.answer(&id) };
        let take = move |Segment(id): Segment<String>, body: Body| async move {
            let mut pieces = body.into_data_stream();
            let mut all = Vec::new();
            while let Some(piece) = pieces.next().await {
                all.extend_from_slice(&piece.unwrap());
                if id == "slow" {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            taking.0.lock().unwrap().insert(id, all.into());
            StatusCode::CREATED
        };
        let give = move |Segment(id): Segment<String>| async move { giving.file(&id) };
        Router::new()
            .route("/prints/{id}", get(read).put(take))
            .route("/prints/{id}/file", get(give))
    }
}

struct Desk {
    prints: Prints,
    session: Arc<Session>,
    telling: Telling,
    directory: TempDir,
}

impl Desk {
    fn new(protection: Protection) -> Self {
        Self::with(protection, None)
    }

    fn with(protection: Protection, journal: Option<KeptJournal>) -> Self {
        let prints = Prints::default();
        prints.0.lock().unwrap().insert("web".into(), "octets".into());
        let base = base_url("http://shelf.sandbox.localhost").unwrap();
        let door = Door::new(Endpoint::in_process(base, prints.router()));
        let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
        let settings = settings_of(Arc::new(Shelf { door }), protection, clock);
        Self {
            prints,
            session: Session::open(SessionSettings { journal, ..settings }),
            telling: Telling::new(),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn intent(&self, action: ActionId, name: &str, file: &Path) -> Intent {
        Intent {
            activity: ActivityId(1),
            action,
            key: Key::new(self.session.name(), PRINTS, &name.into()),
            name: name.into(),
            part: None,
            arguments: Arguments::default().with("archive", &file.to_string_lossy()),
            transfer: Transfer::default(),
            seen: Seen {
                state: "".into(),
                version: None,
                part_state: None,
            },
        }
    }

    async fn download(&self, intent: &Intent, path: &Path, overwrite: bool) -> Step {
        let to = Destination::File {
            path: path.to_owned(),
            overwrite,
        };
        download(&self.session, intent, to, &self.telling.emit).await
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    /// What was told of how far it has come.
    fn told(&mut self) -> Vec<String> {
        let facts = std::iter::from_fn(|| self.telling.facts.try_recv().ok());
        let told = facts.filter_map(|fact| match fact {
            Fact::Transferring { transferred, .. } => Some(transferred.words()),
            _ => None,
        });
        told.collect()
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_tells_how_far_it_has_come_and_the_journal_has_its_path_and_size() {
    let written = tempfile::tempdir().unwrap();
    let author = Author {
        user: "ada".into(),
        uid: 1000,
        origin: None,
        host: "jump-1".into(),
        pid: 7,
        run: "run".into(),
        front: "console".into(),
    };
    let journal = Arc::new(Journal::at(written.path().join("journal"), author));
    let kept = KeptJournal {
        journal,
        url: "http://shelf".into(),
    };
    let mut desk = Desk::with(Protection::Normal, Some(kept));
    let file = desk.path("slow.tar.gz");
    std::fs::write(&file, vec![7; 2 * 1024 * 1024]).unwrap();
    let intent = desk.intent(UPLOAD, "slow", &file);
    let emit = Arc::clone(&desk.telling.emit);
    let last = crate::session::perform::perform(&desk.session, &intent, true, &emit).await;
    assert_eq!(last, Step::Done("on the shelf".into()));
    let told = desk.told();
    assert!(told.contains(&"1 of 2 MiB".to_owned()), "{told:?}");
    assert_eq!(told.last().map(String::as_str), Some("all 2 MiB"));
    assert_eq!(desk.prints.0.lock().unwrap()["slow"].len(), 2 * 1024 * 1024);
    let lines: String = std::fs::read_dir(written.path())
        .unwrap()
        .filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok())
        .collect();
    assert!(lines.contains("slow.tar.gz (2 MiB)"), "{lines}");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_upload_is_looked_up_and_never_sent_again() {
    let desk = Desk::new(Protection::Normal);
    let file = desk.path("slow.tar.gz");
    std::fs::write(&file, vec![7; 8 * 1024 * 1024]).unwrap();
    let intent = desk.intent(UPLOAD, "slow", &file);
    let transfer = intent.transfer.clone();
    let emit = Arc::clone(&desk.telling.emit);
    let cancel = async {
        while transfer.progress().done == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        transfer.cancel();
    };
    let performed = crate::session::perform::perform(&desk.session, &intent, true, &emit);
    let (last, ()) = tokio::join!(performed, cancel);
    let line = notice_of(&last).line();
    assert!(matches!(last, Step::Unknown(_)), "{last:?}");
    assert!(
        line.contains("cancelled: the manager may have taken a part"),
        "{line}"
    );
    assert!(line.contains("read back: it is not there"), "{line}");
    assert!(!desk.prints.0.lock().unwrap().contains_key("slow"));
}

#[tokio::test]
async fn a_file_is_fetched_whole_and_only_its_owner_may_read_it_also_in_a_read_only_context() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new(Protection::ReadOnly);
    let path = desk.path("web.tar.gz");
    let intent = desk.intent(DOWNLOAD, "web", &path);
    let last = desk.download(&intent, &path, false).await;
    assert!(
        matches!(&last, Step::Done(words) if words.starts_with("6 B in ")),
        "{last:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "octets");
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(desk.files(), ["web.tar.gz"]);
}

#[tokio::test]
async fn a_file_that_is_there_is_replaced_only_if_that_is_asked_for() {
    let desk = Desk::new(Protection::Normal);
    let path = desk.path("web.tar.gz");
    std::fs::write(&path, "mine").unwrap();
    let intent = desk.intent(DOWNLOAD, "web", &path);
    let line = notice_of(&desk.download(&intent, &path, false).await).line();
    assert!(
        line.contains("is there already") && line.contains("overwrite"),
        "{line}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    let last = desk.download(&intent, &path, true).await;
    assert!(matches!(last, Step::Done(_)), "{last:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "octets");
}

#[tokio::test(start_paused = true)]
async fn what_is_cut_off_cancelled_or_refused_leaves_no_half_file() {
    let desk = Desk::new(Protection::Normal);
    for (name, why) in [
        ("torn", "4 of 8 bytes came"),
        ("stuck", "was cancelled"),
        ("none", "no such print"),
    ] {
        let path = desk.path(name);
        let intent = desk.intent(DOWNLOAD, name, &path);
        let transfer = intent.transfer.clone();
        let cancel = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            if name == "stuck" {
                transfer.cancel();
            }
        };
        let (last, ()) = tokio::join!(desk.download(&intent, &path, false), cancel);
        let Step::Failed(words) = last else {
            panic!("{last:?}")
        };
        assert!(words.contains(why) && words.contains("no half file"), "{words}");
        assert_eq!(desk.files(), Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn what_is_not_whole_is_removed_when_the_process_ends_without_waiting() {
    let desk = Desk::new(Protection::Normal);
    let path = desk.path("stuck");
    let intent = desk.intent(DOWNLOAD, "stuck", &path);
    let fetching = desk.download(&intent, &path, false);
    tokio::select! {
        _ = fetching => panic!("it has no end"),
        () = async {
            while desk.files().is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        } => {}
    }
    crate::session::download::remove_unfinished();
    assert_eq!(desk.files(), Vec::<String>::new());
}

/// Also what goes to standard output is whole or fails.
#[tokio::test]
async fn what_goes_elsewhere_is_written_as_it_comes() {
    #[derive(Clone, Default)]
    struct Pipe(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let desk = Desk::new(Protection::Normal);
    let pipe = Pipe::default();
    let intent = desk.intent(DOWNLOAD, "web", Path::new("-"));
    let to = Destination::Output(Box::new(pipe.clone()));
    let last = download(&desk.session, &intent, to, &desk.telling.emit).await;
    assert_eq!(last, Step::Done("6 B".into()));
    assert_eq!(*pipe.0.lock().unwrap(), b"octets");
}
