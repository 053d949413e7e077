//! Parts of a cluster that are listed alone, of a made-up manager: no registered one need have any.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

use crate::cli::change::plan::Plan;
use crate::cli::change::{Manner, Verb};
use crate::cli::contexts::Meant;
use crate::cli::get::Get;
use crate::cli::get::kinds::Wanted;
use crate::cli::output::Format;
use crate::cli::surface::Surface;
use crate::credentials::Account;
use crate::managers::registry::REGISTRY;
use crate::managers::{About, ActionRequest, ElementSink, Manager, ManagerError, Remark};
use crate::resource::cluster::{KIND, Summary};
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Action, ActionId, Arguments, Cell, Column, CurlWay, Detail, Found, Id, Kind, KindId, On, Protection, Row,
    State, StateClass,
};
use crate::session::{Session, SessionSettings};
use crate::transport::Turns;

const USERS: KindId = KindId("users");
const DROP_USER: ActionId = ActionId("drop-user");
const COLUMNS: [Column; 2] = [
    Column::left("name", "NAME", (4, 12), 0),
    Column::left("role", "ROLE", (4, 12), 1),
];

static KINDS: [Kind; 2] = [
    KIND,
    Kind {
        id: USERS,
        singular: "user",
        columns: &COLUMNS,
        found: Found::PerCluster,
        listed_as: None,
    },
];

static ACTIONS: [Action; 1] = [Action {
    id: DROP_USER,
    title: "Drop user",
    on: On::Part {
        of: CLUSTERS,
        part: USERS,
    },
    ..Action::PLAIN
}];

/// One cluster with two users; keeps what it was asked for.
#[derive(Default)]
struct Office {
    asked: Mutex<Vec<&'static str>>,
}

impl Office {
    fn ask(&self, what: &'static str) {
        self.asked.lock().unwrap().push(what);
    }
}

fn mail(_: &str) -> Row {
    Summary {
        id: "c-1".into(),
        name: "mail".into(),
        state: State::new("UP", StateClass::Up),
        health: None,
        servers: None,
        version: None,
        progress: None,
        last_event: None,
    }
    .into_row()
}

fn user(name: &str, role: &str) -> Arc<Row> {
    Arc::new(Row {
        id: format!("u/{name}").into(),
        name: name.into(),
        state: State::new("", StateClass::Neutral),
        progress: None,
        version: None,
        cells: Box::new([Cell::text_of(name), Cell::text_of(role)]),
    })
}

impl Manager for Office {
    fn about(&self) -> &'static About {
        Box::leak(Box::new(About {
            title: "Office",
            kinds: &KINDS,
            actions: &ACTIONS,
            editing: None,
            ..*REGISTRY[0].about
        }))
    }

    fn list<'a>(
        &'a self,
        _: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        self.ask("list");
        sink.element("{}", mail);
        ready(Ok(())).boxed()
    }

    fn read<'a>(&'a self, _: KindId, _: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        self.ask("read");
        let detail = Detail {
            row: Arc::new(mail("")),
            ..Detail::of_nothing("mail")
        };
        ready(Ok(detail)).boxed()
    }

    fn parts<'a>(&'a self, _: KindId, _: &'a Id) -> BoxFuture<'a, Result<Vec<Arc<Row>>, ManagerError>> {
        self.ask("parts");
        ready(Ok(vec![user("ann", "admin"), user("bob", "reader")])).boxed()
    }

    fn act<'a>(&'a self, _: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        ready(Ok(None)).boxed()
    }
}

/// The office as the only context.
fn office() -> (Arc<Office>, Meant) {
    let office = Arc::new(Office::default());
    let session = Session::open(SessionSettings {
        name: "office".into(),
        turns: Turns::default(),
        manager: Arc::clone(&office) as Arc<dyn Manager>,
        protection: Protection::Normal,
        badge: None,
        refresh: None,
        own_address: Default::default(),
        scope: None,
        clock: Arc::new(|| "2026-11-20T15:00:00Z".parse().unwrap()),
        curl: CurlWay::default(),
        account: Account::of_nobody("office"),
        versions: None,
        journal: None,
    });
    let meant = Meant {
        sessions: vec![(session, String::new())],
        ..Meant::default()
    };
    (office, meant)
}

const SURFACE: Surface = Surface {
    width: None,
    has_colour: false,
    progress_width: None,
    can_ask: false,
};

async fn users(name: Option<&str>, output: Format) -> (String, Vec<&'static str>) {
    let (office, meant) = office();
    let get = Get {
        kind: Wanted::Kind(USERS),
        name: name.map(str::to_owned),
        output,
        show_secrets: false,
    };
    let mut out = Vec::new();
    let said = match get.run(&meant, &SURFACE, &mut out).await {
        Ok(_) => String::from_utf8(out).unwrap(),
        Err(trouble) => trouble.notice.unwrap().line(),
    };
    let asked = office.asked.lock().unwrap().clone();
    (said, asked)
}

#[tokio::test]
async fn parts_that_are_listed_alone_are_listed_without_reading_their_cluster() {
    let (table, asked) = users(Some("mail"), Format::Table).await;
    insta::assert_snapshot!(table, @r"
    NAME  ROLE
    ann   admin
    bob   reader
    ");
    assert_eq!(asked, ["list", "parts"]);
    let (names, _) = users(Some("mail"), Format::Name).await;
    assert_eq!(names, "ann\nbob\n");
    let (json, _) = users(Some("mail"), Format::Json).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json[1],
        serde_json::json!({"id": "u/bob", "name": "bob", "role": "reader"})
    );
    let (yaml, _) = users(Some("mail"), Format::Yaml).await;
    assert!(yaml.contains("role: reader"), "{yaml}");
}

#[tokio::test]
async fn without_a_cluster_it_says_that_one_is_missing_and_asks_nothing() {
    let (said, asked) = users(None, Format::Table).await;
    assert!(
        said.starts_with("users belong to a cluster: which one? (qd get users CLUSTER"),
        "{said}"
    );
    assert!(asked.is_empty());
    let (said, _) = users(Some("post"), Format::Table).await;
    assert!(said.contains("post"), "{said}");
}

async fn plan(part: &str) -> (Result<String, String>, Vec<&'static str>) {
    let (office, meant) = office();
    let verb = Verb {
        kind: None,
        action: DROP_USER,
        names: vec!["mail".to_owned()],
        part: Some(part.to_owned()),
        arguments: Arguments::default(),
        secrets: Vec::new(),
        manner: Manner::default(),
    };
    let plan = Plan::make(&verb, &meant).await;
    let said = plan.map(|plan| plan.words());
    let said = said.map_err(|trouble| trouble.notice.unwrap().line());
    let asked = office.asked.lock().unwrap().clone();
    (said, asked)
}

#[tokio::test]
async fn a_verb_on_a_part_finds_it_in_the_list_of_its_kind() {
    let (said, asked) = plan("u/ann").await;
    let words = said.unwrap();
    assert!(words.starts_with("Drop user ann of mail\n"), "{words}");
    assert!(words.contains("office  mail  c-1  user u/ann"), "{words}");
    assert_eq!(asked, ["list", "read", "parts"]);
    let (said, _) = plan("nobody").await;
    assert_eq!(
        said.unwrap_err(),
        "mail has no user nobody (`qd get users mail` lists them)"
    );
}
