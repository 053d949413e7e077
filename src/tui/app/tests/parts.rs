//! Parts of a cluster that are listed alone: a tab for each kind, asked for while it is shown.

use std::sync::Arc;

use super::fixture::{Driver, intents, key};
use crate::managers::About;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{
    Action, ActionId, Availability, Cell, Children, Column, Danger, Failure, Found, Key, Kind, KindId,
    Listing, Notice, On, Parameter, Row, Standing, State, StateClass, Step, Takes, cluster,
};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Effect, Msg};
use crate::tui::subscriptions::{Wanted, subscriptions};

const COLUMNS: [Column; 2] = [
    Column::left("name", "NAME", (8, 20), 0),
    Column::left("state", "STATE", (8, 14), 1),
];

const USERS: KindId = KindId("users");
const TOPICS: KindId = KindId("topics");
const DATA_CENTRES: KindId = KindId("data-centres");
/// Listed over all clusters, too.
const RELOADS: KindId = KindId("reloads");
/// What servers are, read alone.
const MACHINES: KindId = KindId("machines");
const CANCEL: ActionId = ActionId("cancel");
const REPAIR: ActionId = ActionId("repair");

const fn part(id: &'static str, singular: &'static str, found: Found) -> Kind {
    Kind {
        id: KindId(id),
        singular,
        columns: &COLUMNS,
        found,
        listed_as: None,
    }
}

/// A manager with many kinds of parts.
static KINDS: [Kind; 13] = [
    cluster::KIND,
    Kind {
        listed_as: Some(MACHINES),
        ..part("servers", "server", Found::WithCluster)
    },
    part("data-centres", "data-centre", Found::WithCluster),
    part("firewall-rules", "firewall-rule", Found::PerCluster),
    part("vpc-peerings", "vpc-peering", Found::PerCluster),
    part("users", "user", Found::PerCluster),
    part("topics", "topic", Found::PerCluster),
    part("acls", "acl", Found::PerCluster),
    part("configurations", "configuration", Found::PerCluster),
    part("backups", "backup", Found::PerCluster),
    part("resizes", "resize", Found::PerCluster),
    part("reloads", "reload", Found::Everywhere),
    part("machines", "machine", Found::Listed),
];

const fn on_part(id: &'static str, title: &'static str, part: KindId) -> Action {
    Action {
        id: ActionId(id),
        title,
        past: "deleted",
        help: "Takes it away",
        on: On::Part { of: CLUSTERS, part },
        danger: Danger::Low,
        available: |target| match (target.part, target.detail) {
            (Some(part), Some(detail)) if &*part.name == "root" => {
                Availability::NotNow(format!("root stays, {} parts were listed", detail.children.len()))
            }
            (Some(_), _) => Availability::Offered,
            (None, _) => Availability::NotNow("nobody is meant".into()),
        },
        ..Action::PLAIN
    }
}

static ACTIONS: [Action; 7] = [
    Action {
        id: ActionId("rebuild"),
        title: "Rebuild",
        parameters: &[
            Parameter::new("data-centre", "which one", Takes::PartOf(DATA_CENTRES)).required(),
            Parameter::new("server", "only this one", Takes::Text).among(|target| {
                let servers = target.detail.and_then(|detail| detail.children.first());
                let rows = servers.map_or(&[] as &[_], |servers| &servers.rows).iter();
                rows.map(|row| Arc::clone(&row.name)).collect()
            }),
        ],
        positional: Some("data-centre"),
        ..Action::PLAIN
    },
    on_part("delete-user", "Delete user", USERS),
    on_part("delete-topic", "Delete topic", TOPICS),
    Action {
        id: CANCEL,
        title: "Cancel what runs on",
        on: On::Object(CLUSTERS),
        ..Action::PLAIN
    },
    Action {
        id: CANCEL,
        title: "Cancel",
        help: "Ends the reload at once",
        on: On::Object(RELOADS),
        available: |target| match &*target.row.state.text {
            "ended" => Availability::NotNow("it has ended".into()),
            _ => Availability::Offered,
        },
        ..Action::PLAIN
    },
    Action {
        id: CANCEL,
        title: "Cancel the machine",
        help: "Ends the machine at once",
        on: On::Object(MACHINES),
        ..Action::PLAIN
    },
    Action {
        id: REPAIR,
        title: "Repair",
        help: "Makes the machine whole",
        on: On::Object(MACHINES),
        ..Action::PLAIN
    },
];

fn row(name: &str, word: &str) -> Arc<Row> {
    Arc::new(Row {
        id: format!("id-of-{name}").into(),
        name: name.into(),
        state: State::new(word, StateClass::Up),
        progress: None,
        version: None,
        cells: Box::new([Cell::text_of(name), Cell::text_of(word)]),
    })
}

impl Driver {
    fn list_parts(&mut self, part: KindId, names: &[&str]) -> Vec<Effect> {
        let answered = self.answered();
        let rows = names.iter().map(|name| row(name, "ok")).collect();
        self.tell(Msg::PartsListed {
            key: key("cloud", "mail"),
            part,
            listing: Arc::new(Listing::whole(rows)),
            answered,
        })
    }

    fn confirm_parts(&mut self, part: KindId) {
        let answered = self.answered();
        self.tell(Msg::PartsConfirmed {
            key: key("cloud", "mail"),
            part,
            answered,
        });
    }

    fn fail_parts(&mut self, part: KindId) {
        let failure = Failure {
            notice: Notice::error("Could not list users: connection refused"),
            ..self.failure()
        };
        self.tell(Msg::PartsFailed {
            key: key("cloud", "mail"),
            part,
            failure,
        });
    }

    fn open(&mut self, word: &str) -> Vec<Effect> {
        self.keys(":");
        self.text(word);
        self.keys("enter")
    }

    /// The kinds of parts that are kept fresh.
    fn wanted_parts(&self) -> Vec<&'static str> {
        let wanted = subscriptions(&self.model).into_iter();
        let parts = wanted.filter_map(|wanted| match wanted {
            Wanted::Parts { part, .. } => Some(part.0),
            Wanted::List { .. } | Wanted::Object { .. } | Wanted::Events { .. } => None,
        });
        parts.collect()
    }

    /// The line of tabs.
    fn tabs(&self) -> String {
        self.screen().lines().nth(5).unwrap().to_owned()
    }
}

/// A console that shows a cluster of that manager, which was read.
fn mail(width: u16, height: u16) -> Driver {
    let mut driver = Driver::sized(width, height);
    let stage = driver.model.known.context("stage").cloned().unwrap();
    let about: &'static About = Box::leak(Box::new(About {
        name: "cloud",
        title: "Cloud Manager",
        kinds: &KINDS,
        actions: &ACTIONS,
        not_offered: &[],
        settings: &[],
        auth: &[],
        ..*stage.about
    }));
    driver.tell(Msg::ContextOpened(Box::new(KnownContext {
        name: "cloud".into(),
        about,
        lists: Lists::default(),
        ..stage
    })));
    driver.list("cloud", &[("mail", "RUNNING")]);
    driver.select("mail");
    driver.read_with("cloud", "mail", |detail| {
        let group = |kind, names: &[&str]| Children {
            kind,
            rows: names.iter().map(|name| row(name, "ok")).collect(),
        };
        detail.children = vec![
            group(SERVERS, &["i-1", "i-2"]),
            group(KindId("data-centres"), &["dc-1"]),
        ];
    });
    driver.keys("enter");
    driver
}

#[test]
fn parts_that_are_listed_alone_are_asked_for_only_while_their_tab_is_shown() {
    let mut driver = mail(120, 40);
    assert!(driver.wanted_parts().is_empty(), "{}", driver.screen());
    driver.open("users");
    assert_eq!(driver.wanted_parts(), ["users"]);
    driver.keys("tab");
    assert_eq!(driver.wanted_parts(), ["topics"]);
    driver.keys("1");
    assert!(driver.wanted_parts().is_empty());
    driver.open("users");
    driver.keys("c");
    assert!(driver.wanted_parts().is_empty(), "another screen is shown");
}

#[test]
fn a_kind_in_the_palette_shows_the_tab_of_the_cluster_that_is_meant() {
    let mut driver = mail(120, 40);
    driver.open("topics");
    driver.list_parts(TOPICS, &["news"]);
    assert!(driver.screen().contains("news"), "{}", driver.screen());
    driver.keys("esc");
    assert!(
        driver.model.navigation.is_home(),
        "it was shown on the same screen"
    );
    driver.open("topic");
    assert!(driver.screen().contains("news"), "{}", driver.screen());
    driver.keys("esc");
    driver.select("web");
    driver.open("topics");
    assert_eq!(driver.notice(), "Cannot show topics: stage has none");
}

#[test]
fn a_tab_says_that_it_reads_and_then_what_there_is() {
    let mut driver = mail(120, 40);
    driver.open("users");
    assert!(driver.screen().contains("reading users.."), "{}", driver.screen());
    driver.list_parts(USERS, &["ann", "root"]);
    assert!(driver.screen().contains("▌  ann       ok"), "{}", driver.screen());
    driver.list_parts(USERS, &[]);
    assert!(driver.screen().contains("no users"), "{}", driver.screen());
}

#[test]
fn how_old_and_how_well_the_parts_are_is_told_of_their_own_answers() {
    let mut driver = mail(120, 40);
    driver.open("users");
    driver.fail_parts(USERS);
    let screen = driver.screen();
    assert!(screen.contains("the users could not be read"), "{screen}");
    assert!(
        screen.contains("Could not list users: connection refused"),
        "{screen}"
    );
    driver.list_parts(USERS, &["ann"]);
    driver.fail_parts(USERS);
    let screen = driver.screen();
    assert!(
        screen.contains("ann") && driver.tabs().contains("STALE"),
        "{screen}"
    );
    driver.confirm_parts(USERS);
    assert!(driver.tabs().contains("same since"), "{}", driver.tabs());
    driver.fail_parts(USERS);
    driver.keys("1");
    assert!(
        !driver.tabs().contains("STALE"),
        "the cluster itself was answered"
    );
}

#[test]
fn that_parts_are_stale_is_told_also_where_the_tabs_do_not_fit() {
    let mut driver = mail(80, 24);
    driver.open("configurations");
    let before = driver.tabs();
    driver.list_parts(KindId("configurations"), &["size"]);
    let moved = |tabs: &str| tabs.find("5 configurations");
    assert_eq!(
        moved(&before),
        moved(&driver.tabs()),
        "an answer does not move the tabs"
    );
    driver.fail_parts(KindId("configurations"));
    let tabs = driver.tabs();
    assert!(
        tabs.contains("5 configurations") && tabs.contains("STALE, as of"),
        "{tabs}"
    );
}

#[test]
fn the_command_that_is_copied_lists_the_parts_that_are_shown() {
    let mut driver = mail(120, 40);
    driver.open("users");
    driver.list_parts(USERS, &["ann"]);
    let copied = driver.keys("Y");
    assert!(
        matches!(copied.as_slice(), [Effect::Copy(line)] if line == "qd get users mail --context cloud"),
        "{copied:?}"
    );
    let copied = driver.keys("y");
    assert!(
        matches!(copied.as_slice(), [Effect::Copy(id)] if id == "id-of-ann"),
        "{copied:?}"
    );
}

#[test]
fn a_refresh_asks_for_the_parts_that_are_shown() {
    let mut driver = mail(120, 40);
    driver.open("users");
    let asked = driver.keys("r");
    let is_parts = |effect: &Effect| matches!(effect, Effect::RefreshParts(_, USERS));
    assert!(asked.iter().any(is_parts), "{asked:?}");
}

#[test]
fn the_tab_that_is_shown_is_in_sight_however_many_there_are() {
    let mut driver = mail(80, 24);
    let mut lines = vec![driver.tabs()];
    for _ in 0..13 {
        driver.keys("tab");
        lines.push(driver.tabs());
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    ─ 1 servers ─ 2 events ─ 3 spec ─ 4 raw ─ 10> ──────────── same since 08:00:01 ─
    ─ 1 servers ─ 2 events ─ 3 spec ─ 4 raw ─ 10> ──────────── same since 08:00:01 ─
    ─ 1 servers ─ 2 events ─ 3 spec ─ 4 raw ─ 10> ──────────── same since 08:00:01 ─
    ─ <2 ─ 3 spec ─ 4 raw ─ 5 data-centres ─ 9> ────────────── same since 08:00:01 ─
    ─ <3 ─ 4 raw ─ 5 data-centres ─ firewall-rules ─ 8> ────── same since 08:00:01 ─
    ─ <5 ─ 5 firewall-rules ─ vpc-peerings ─ users ─ 6> ─────────────────── asking ─
    ─ <5 ─ firewall-rules ─ 5 vpc-peerings ─ users ─ 6> ─────────────────── asking ─
    ─ <6 ─ vpc-peerings ─ 5 users ─ topics ─ acls ─ 4> ──────────────────── asking ─
    ─ <6 ─ vpc-peerings ─ users ─ 5 topics ─ acls ─ 4> ──────────────────── asking ─
    ─ <7 ─ users ─ topics ─ 5 acls ─ configurations ─ 3> ────────────────── asking ─
    ─ <9 ─ acls ─ 5 configurations ─ backups ─ 2> ───────────────────────── asking ─
    ─ <10 ─ configurations ─ 5 backups ─ resizes ─ reloads ──────────────── asking ─
    ─ <10 ─ configurations ─ backups ─ 5 resizes ─ reloads ──────────────── asking ─
    ─ <10 ─ configurations ─ backups ─ resizes ─ 5 reloads ──────────────── asking ─
    ");
}

#[test]
fn the_mouse_takes_a_tab_and_the_marks_for_those_out_of_sight() {
    let mut driver = mail(80, 24);
    driver.press("events");
    assert!(
        driver.screen().contains("cluster is running"),
        "{}",
        driver.screen()
    );
    for _ in 0..20 {
        let tabs = driver.tabs();
        let Some(mark) = tabs.split(' ').find(|word| word.ends_with('>')) else {
            break;
        };
        driver.press(mark);
    }
    assert_eq!(driver.wanted_parts(), ["resizes"], "{}", driver.tabs());
    driver.press("reloads");
    assert_eq!(driver.wanted_parts(), ["reloads"]);
}

#[test]
fn a_filter_stays_in_sight_and_is_kept_while_nothing_passes_it() {
    let mut driver = mail(80, 24);
    driver.open("users");
    driver.list_parts(USERS, &["ann", "root"]);
    driver.keys("/");
    driver.text("zoe");
    driver.keys("enter");
    assert!(driver.tabs().contains("filter: zoe"), "{}", driver.tabs());
    driver.list_parts(USERS, &["ann", "root", "zoe"]);
    let screen = driver.screen();
    assert!(screen.contains("zoe") && !screen.contains("ann"), "{screen}");
}

#[test]
fn a_verb_on_a_part_means_the_one_under_the_cursor_of_its_kind() {
    let mut driver = mail(120, 40);
    driver.open("users");
    driver.list_parts(USERS, &["ann", "root"]);
    driver.keys("m");
    let menu = driver.screen();
    assert!(
        menu.contains("not now: select a topic first, on the tab topics"),
        "{menu}"
    );
    driver.text("delete-user");
    let asked = driver.keys("enter");
    assert!(
        driver.screen().contains("Delete user ann of mail"),
        "{}",
        driver.screen()
    );
    let is_parts = |effect: &Effect| matches!(effect, Effect::RefreshParts(_, USERS));
    assert!(asked.iter().any(is_parts), "{asked:?}");
    driver.wait(1_000);
    let sent = intents(&driver.keys("y"));
    assert_eq!(sent.len(), 1, "{}", driver.screen());
    assert_eq!(sent[0].part.as_deref(), Some("id-of-ann"));
}

#[test]
fn a_part_that_an_action_is_told_opens_the_form_of_it() {
    let mut driver = mail(120, 40);
    driver.keys("tab tab tab tab");
    let screen = driver.screen();
    assert!(
        screen.contains("dc-1") && screen.contains("enter open"),
        "{screen}"
    );
    driver.keys("enter");
    let form = driver.screen();
    assert!(form.contains("Rebuild: mail"), "{form}");
    assert!(
        form.lines()
            .any(|line| line.contains("data-centre") && line.contains("dc-1")),
        "{form}"
    );
    driver.keys("tab");
    let form = driver.screen();
    assert!(form.contains("Only this one. There are: i-1, i-2"), "{form}");
}

#[test]
fn a_part_that_is_an_object_of_its_own_has_its_own_verbs_on_the_tab() {
    let mut driver = mail(120, 40);
    driver.open("cancel");
    assert!(driver.screen().contains("Cancel what runs on mail"));
    driver.keys("esc");
    driver.keys("shift-tab");
    driver.list_parts(RELOADS, &["first"]);
    driver.keys("m");
    let menu = driver.screen();
    assert_eq!(menu.matches("cancel ").count(), 1, "{menu}");
    assert!(menu.contains("Ends the reload at once"), "{menu}");
    driver.text("cancel");
    let asked = driver.keys("enter");
    let reload = Key::new(&"cloud".into(), RELOADS, &"id-of-first".into());
    let is_read = |effect: &Effect| matches!(effect, Effect::RefreshObject(key) if *key == reload);
    assert!(asked.iter().any(is_read), "{asked:?}");
    let screen = driver.screen();
    assert!(
        screen.contains("Cancel first") && !screen.contains("gone"),
        "{screen}"
    );
    driver.wait(1_000);
    let sent = intents(&driver.keys("y"));
    assert_eq!(sent.len(), 1, "{}", driver.screen());
    assert_eq!(sent[0].key, reload);
    // What it changes is seen on the tab at once, and in the fleet.
    let looks = driver.step(sent[0].activity.0, Step::Accepted("cancelling".into()));
    let looks_at = |wanted: Wanted| {
        let mut looks = looks.iter();
        looks.any(|look| matches!(look, Effect::LookAgain(it) if *it == wanted))
    };
    let (key, context) = (key("cloud", "mail"), "cloud".into());
    assert!(looks_at(Wanted::Parts { key, part: RELOADS }), "{looks:?}");
    assert!(
        looks_at(Wanted::List {
            context,
            kind: CLUSTERS
        }),
        "{looks:?}"
    );
}

#[test]
fn a_part_that_is_an_object_of_another_kind_has_those_verbs_that_its_cluster_has_not() {
    let mut driver = mail(120, 40);
    driver.keys("1 m");
    let menu = driver.screen();
    assert!(menu.contains("Makes the machine whole"), "{menu}");
    // What both can do stays about the cluster.
    assert_eq!(menu.matches("cancel").count(), 1, "{menu}");
    assert!(!menu.contains("Ends the machine at once"), "{menu}");
    driver.text("cancel");
    driver.keys("enter");
    assert!(
        driver.screen().contains("Cancel what runs on mail"),
        "{}",
        driver.screen()
    );
    driver.keys("esc m");
    driver.text("repair");
    let asked = driver.keys("enter");
    let machine = Key::new(&"cloud".into(), MACHINES, &"id-of-i-1".into());
    let is_read = |effect: &Effect| matches!(effect, Effect::RefreshObject(key) if *key == machine);
    assert!(asked.iter().any(is_read), "{asked:?}");
    assert!(driver.screen().contains("Repair i-1"), "{}", driver.screen());
    driver.wait(1_000);
    let sent = intents(&driver.keys("y"));
    assert_eq!(sent.len(), 1, "{}", driver.screen());
    assert_eq!((&sent[0].key, sent[0].action), (&machine, REPAIR));
}

#[test]
fn what_is_judged_of_a_part_sees_the_list_that_it_is_in() {
    let mut driver = mail(120, 40);
    driver.open("users");
    driver.list_parts(USERS, &["root"]);
    driver.keys("m");
    let menu = driver.screen();
    assert!(
        menu.contains("not now: root stays, 3 parts were listed"),
        "{menu}"
    );
}

#[test]
fn a_dialog_says_that_its_part_is_gone() {
    let mut driver = mail(120, 40);
    driver.open("users");
    driver.list_parts(USERS, &["ann"]);
    driver.open("delete-user");
    assert!(driver.has_dialog());
    assert_eq!(driver.wanted_parts(), ["users"]);
    driver.list_parts(USERS, &["root"]);
    let screen = driver.screen();
    assert!(screen.contains("the user was ok, now it is gone"), "{screen}");
}

#[test]
fn a_manager_that_refused_a_change_has_its_context_shown_as_read_only() {
    let mut driver = mail(120, 40);
    driver.open("users");
    driver.list_parts(USERS, &["ann"]);
    driver.tell(Msg::Standing {
        context: "cloud".into(),
        standing: Standing {
            read_only: Some("this key may only read".into()),
            ..Standing::nothing()
        },
    });
    assert!(driver.screen().lines().next().unwrap().contains("READ-ONLY"));
    driver.open("delete-user");
    assert!(!driver.has_dialog());
    assert_eq!(
        driver.notice(),
        "Cannot delete user: cloud is read-only: the manager refused a change: this key may only read"
    );
    driver.tell(Msg::Standing {
        context: "cloud".into(),
        standing: Standing::nothing(),
    });
    driver.open("delete-user");
    assert!(driver.has_dialog(), "after a login it may be asked for again");
}

#[test]
fn a_tab_of_what_a_cluster_cannot_have_says_so_and_is_not_stale() {
    let mut driver = mail(80, 24);
    driver.open("topics");
    let reason = "only clusters of another kind have topics";
    let failure = Failure {
        notice: Notice {
            causes: vec![reason.to_owned()],
            ..Notice::error("Could not list topics")
        },
        is_not_offered: true,
        ..driver.failure()
    };
    driver.tell(Msg::PartsFailed {
        key: key("cloud", "mail"),
        part: TOPICS,
        failure,
    });
    let screen = driver.screen();
    assert!(screen.contains(reason), "{screen}");
    assert!(
        !screen.contains("STALE") && !screen.contains("Could not"),
        "{screen}"
    );
}

#[test]
fn the_menu_has_first_what_is_about_the_part_under_the_cursor() {
    let mut driver = mail(80, 24);
    driver.open("topics");
    driver.list_parts(TOPICS, &["news"]);
    driver.keys("m");
    let menu = driver.screen();
    let line = |words: &str| menu.lines().position(|line| line.contains(words));
    assert!(line("delete-topic").is_some(), "{menu}");
    assert!(line("delete-topic") < line("delete-user"), "{menu}");
}
