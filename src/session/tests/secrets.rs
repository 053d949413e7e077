//! What an action is told in files, or as a secret among its options: it reaches the manager and nothing else.

use std::fs;
use std::io;
use std::sync::Mutex;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::*;
use crate::journal::{Author, Journal};
use crate::session::KeptJournal;

const HOSTS: KindId = KindId("hosts");
const BOOTSTRAP: ActionId = ActionId("bootstrap-host");
const KEY: &str = "-----BEGIN KEY-----\nplanted-pearl\n-----END KEY-----\n";

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A bench with a journal, and a directory for it and for files.
fn with_a_journal() -> (Bench, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let author = Author {
        user: "ada".into(),
        uid: 1000,
        origin: None,
        host: "jump-1".into(),
        pid: 7,
        run: "run".into(),
        front: "console".into(),
    };
    let journal = Some(KeptJournal {
        journal: Arc::new(Journal::at(directory.path().join("journal.jsonl"), author)),
        url: "https://manager.example/".into(),
    });
    let bench = Bench::that_queues_with(|settings| SessionSettings { journal, ..settings });
    (bench, directory)
}

#[tokio::test(start_paused = true)]
async fn a_file_is_read_when_it_is_sent_and_its_content_reaches_the_manager_alone() {
    let (mut bench, directory) = with_a_journal();
    let file = directory.path().join("id_ed25519");
    let path = file.display().to_string();
    let told = [("key-file", path.as_str()), ("remote-user", "core")];
    // It is not there yet when it is asked for.
    let bootstrap = bench.asked(HOSTS, BOOTSTRAP, "10.0.0.9", &told).await;
    fs::write(&file, KEY).unwrap();
    let log = Written::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let (last, steps) = bench.perform(&bootstrap).await;
    drop(guard);
    assert_eq!(last, Step::Done("it is disassociated".into()));
    let encoded = BASE64_STANDARD.encode(KEY);
    let [put] = &bench.recorder.mutations()[..] else {
        panic!("one change");
    };
    assert_eq!(
        put.body,
        format!(r#"{{"ssh_priv_key":"{encoded}","remote_user":"core"}}"#)
    );

    let journal = fs::read_to_string(directory.path().join("journal.jsonl")).unwrap();
    assert!(
        journal.contains("remote-user: core") && journal.contains(&path),
        "{journal}"
    );
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    // Which of its lines another test's thread switched off cannot be told.
    assert!(!log.is_empty());
    for said in [journal, log, format!("{bootstrap:?} {steps:?}")] {
        assert!(
            !said.contains("planted-pearl") && !said.contains(&encoded),
            "{said}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_is_named_and_nothing_is_sent() {
    let (mut bench, directory) = with_a_journal();
    let path = directory.path().join("nothing").display().to_string();
    let bootstrap = bench
        .asked(HOSTS, BOOTSTRAP, "10.0.0.9", &[("key-file", &path)])
        .await;
    let (last, steps) = bench.perform(&bootstrap).await;
    assert_eq!(words(&steps), ["not sent"]);
    assert!(notice_of(&last).line().contains(&path), "{last:?}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn a_secret_among_options_is_written_down_nowhere() {
    let (mut bench, directory) = with_a_journal();
    let options = r#"{"server_url": "https://ocp.example/", "token": "planted-pearl"}"#;
    let (kind, create) = (KindId("container-managers"), ActionId("create-container-manager"));
    let create = bench.asked(kind, create, "ocp", &[("options", options)]).await;
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(last, Step::Done("ocp is there".into()));
    assert!(bench.recorder.mutations()[0].body.contains("planted-pearl"));
    let journal = fs::read_to_string(directory.path().join("journal.jsonl")).unwrap();
    assert!(journal.contains("ocp.example"), "{journal}");
    for said in [journal, format!("{create:?} {steps:?}")] {
        assert!(!said.contains("planted-pearl"), "{said}");
    }
}
