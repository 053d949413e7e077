//! Parts of a cluster that are listed alone, and lists in pages, of a made-up manager: no registered one need have any.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

use crate::cli::change::plan::Plan;
use crate::cli::change::{Manner, Verb};
use crate::cli::contexts::Meant;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::Get;
use crate::cli::get::kinds::Wanted;
use crate::cli::output::Format;
use crate::cli::surface::Surface;
use crate::credentials::Account;
use crate::managers::registry::REGISTRY;
use crate::managers::{About, ActionRequest, ElementSink, Manager, ManagerError, Parts, Remark};
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

/// What was done: listed for all clusters, in pages, and for each of them.
const ERRANDS: KindId = KindId("errands");
/// How many there are, and on one page.
const ALL: u64 = 10_000;
const PAGE: usize = 100;

static KINDS: [Kind; 3] = [
    KIND,
    Kind {
        id: ERRANDS,
        singular: "errand",
        columns: &COLUMNS,
        found: Found::Everywhere,
        listed_as: None,
    },
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

fn errand(raw: &str) -> Row {
    Row::clone(&user(&format!("errand-{raw}"), "done"))
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
        kind: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        if kind == ERRANDS {
            for page in (0..).take_while(|page| page * PAGE < ALL as usize) {
                self.ask("page");
                sink.total(ALL);
                (0..PAGE).for_each(|at| sink.element(&format!("{}", page * PAGE + at), errand));
                if (page + 1) * PAGE >= sink.wanted() {
                    break;
                }
            }
            return ready(Ok(())).boxed();
        }
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

    fn parts<'a>(&'a self, _: KindId, _: &'a Id, _: usize) -> BoxFuture<'a, Result<Parts, ManagerError>> {
        self.ask("parts");
        ready(Ok(vec![user("ann", "admin"), user("bob", "reader")].into())).boxed()
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
    get(USERS, name, None, output).await
}

async fn get(
    kind: KindId,
    name: Option<&str>,
    limit: Option<usize>,
    output: Format,
) -> (String, Vec<&'static str>) {
    let (office, meant) = office();
    let get = Get {
        kind: Wanted::Kind(kind),
        name: name.map(str::to_owned),
        limit,
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
        more: Vec::new(),
        secrets: Vec::new(),
        follow: false,
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

#[tokio::test]
async fn a_long_list_is_read_as_a_whole_unless_the_first_ones_are_enough() {
    let (all, asked) = get(ERRANDS, None, None, Format::Name).await;
    assert_eq!((all.lines().count(), asked.len()), (10_000, 100));
    let (some, asked) = get(ERRANDS, None, Some(150), Format::Name).await;
    assert_eq!((some.lines().count(), asked.len()), (150, 2));
    assert!(some.starts_with("errand-0\nerrand-1\n"), "{some}");
    let (json, _) = get(ERRANDS, None, Some(3), Format::Json).await;
    let json: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(json.len(), 3);
}

#[tokio::test]
async fn what_a_limit_leaves_out_is_said() {
    let (_, meant) = office();
    let said = async |limit| {
        let fleet = Fleet::ask_first(&meant, ERRANDS, Keep::Rows, limit).await;
        fleet.left_out(ERRANDS).map(|notice| notice.line())
    };
    insta::assert_snapshot!(
        said(150).await.unwrap(),
        @"the first 150 of 10,000 errands of office (without --limit all are read)"
    );
    assert_eq!(said(usize::MAX).await, None);
    let clusters = Fleet::ask_first(&meant, CLUSTERS, Keep::Rows, 1).await;
    assert_eq!(clusters.left_out(CLUSTERS), None, "there is no other");
}

#[tokio::test]
async fn what_is_listed_everywhere_is_listed_for_a_cluster_and_shown_alone() {
    let (of_cluster, asked) = get(ERRANDS, Some("mail"), None, Format::Name).await;
    assert_eq!(of_cluster, "ann\nbob\n");
    assert_eq!(asked, ["list", "parts"]);
    let (first, _) = get(ERRANDS, Some("mail"), Some(1), Format::Name).await;
    assert_eq!(first, "ann\n");
    let (one, asked) = get(ERRANDS, Some("errand-7"), None, Format::Name).await;
    assert_eq!(
        (&*one, asked.len()),
        ("errand-7\n", 101),
        "another may have that name"
    );
    let (none, _) = get(ERRANDS, Some("post"), None, Format::Name).await;
    assert!(none.contains("is called post"), "{none}");
}

#[tokio::test]
async fn an_object_that_is_named_by_its_id_is_looked_for_no_further_than_it_is_found() {
    let (one, asked) = get(ERRANDS, Some("u/errand-250"), None, Format::Name).await;
    assert_eq!(one, "errand-250\n");
    assert_eq!(asked, ["list", "page", "page", "page"]);
}
