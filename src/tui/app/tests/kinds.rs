//! Kinds beside the clusters: their lists over all contexts, and one object of them.

use std::sync::Arc;

use secrecy::ExposeSecret;

use super::fixture::{Driver, HOSTS, host, host_key, key};
use crate::managers::{About, RefusedChange};
use crate::resource::kind::{Found, SERVERS};
use crate::resource::{Cell, Column, Kind, Listing, Operation, Row, cluster};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Effect, Msg, Question, Wire};
use crate::tui::subscriptions::{Wanted, subscriptions};

/// Another manager, with these kinds and nothing that can be changed.
fn manager(name: &'static str, kinds: &'static [Kind], driver: &Driver) -> &'static About {
    let sim = driver.model.known.context("stage").unwrap().about;
    Box::leak(Box::new(About {
        name,
        title: name,
        kinds,
        editing: None,
        actions: &[],
        not_offered: &[],
        shell: None,
        notes: &[],
        secrets: &[],
        settings: &[],
        auth: &[],
        token_url: None,
        intervals: sim.intervals,
        event_feed: true,
        event_log: None,
        reads_each: false,
        concurrent: 1,
        spacing: None,
        downloads: &[],
        scope: None,
        refused_change: RefusedChange::ThisOne,
    }))
}

/// A manager that tells other things of hosts, and whose servers are hosts.
static FARM: [Kind; 3] = [
    cluster::KIND,
    Kind {
        id: HOSTS,
        singular: "host",
        columns: &[
            Column::left("zone", "ZONE", (4, 8), 1),
            Column::left("address", "ADDRESS", (10, 20), 0),
            Column::left("state", "STATE", (8, 14), 1),
        ],
        found: Found::Listed,
        listed_as: None,
    },
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &[
            Column::left("instance", "INSTANCE", (10, 20), 0),
            Column::left("state", "STATE", (8, 14), 1),
        ],
        found: Found::WithCluster,
        listed_as: Some(HOSTS),
    },
];

/// A context of another manager is opened.
fn enter(driver: &mut Driver, name: &'static str, kinds: &'static [Kind]) {
    let about = manager(name, kinds, driver);
    let stage = driver.model.known.context("stage").cloned().unwrap();
    driver.tell(Msg::ContextOpened(Box::new(KnownContext {
        name: name.into(),
        about,
        lists: Lists::default(),
        ..stage
    })));
}

/// A console with the hosts of all contexts on the screen: those of two are answered, one failed.
fn hosts(width: u16, height: u16) -> Driver {
    let mut driver = Driver::sized(width, height);
    open(&mut driver, "hosts");
    driver.list_hosts("prod", &[("10.1.0.1", "running"), ("10.1.0.2", "FAILED")]);
    driver.list_hosts("stage", &[("10.2.0.1", "running")]);
    driver.fail_hosts("audit");
    driver
}

/// The command that is copied on this screen.
fn copied(driver: &mut Driver) -> String {
    match driver.keys("Y").as_slice() {
        [Effect::Copy(line)] => line.clone(),
        other => panic!("nothing was copied: {other:?}"),
    }
}

/// Types a word in the palette, and takes it.
fn open(driver: &mut Driver, word: &str) -> Vec<Effect> {
    driver.keys(":");
    driver.text(word);
    driver.keys("enter")
}

/// A context of the other manager is opened, its clusters and hosts answered.
fn with_farm(driver: &mut Driver) {
    enter(driver, "farm", &FARM);
    driver.list("farm", &[("barn", "RUNNING")]);
    let row = Row {
        cells: Box::new([
            Cell::text_of("north"),
            Cell::text_of("10.9.0.1"),
            Cell::State(host("10.9.0.1", "running").state.clone()),
        ]),
        ..Row::clone(&host("10.9.0.1", "running"))
    };
    driver.tell(Msg::Listed {
        context: "farm".into(),
        kind: HOSTS,
        listing: Arc::new(Listing::whole(vec![Arc::new(row)])),
        answered: driver.answered(),
    });
}

/// The lists of hosts that are kept fresh, by context, and the objects.
fn fresh(driver: &Driver) -> (Vec<String>, usize) {
    let wanted = subscriptions(&driver.model);
    let lists = wanted.iter().filter_map(|wanted| match wanted {
        Wanted::List { context, kind } if *kind == HOSTS => Some(context.to_string()),
        _ => None,
    });
    let objects = wanted
        .iter()
        .filter(|wanted| matches!(wanted, Wanted::Object { .. }));
    (lists.collect(), objects.count())
}

#[test]
fn the_palette_offers_every_listed_kind_by_its_name_and_in_the_singular() {
    for word in ["hosts", "host", "ho"] {
        let mut driver = Driver::sized(80, 24);
        driver.keys(":");
        driver.text(word);
        let screen = driver.screen();
        assert!(
            screen.contains("hosts") && screen.contains("Show the hosts of all contexts"),
            "{screen}"
        );
        driver.keys("enter");
        assert!(
            driver.screen().contains("› clusters › hosts"),
            "{}",
            driver.screen()
        );
    }
    let mut driver = Driver::sized(80, 24);
    open(&mut driver, "server");
    assert!(
        driver.model.navigation.top().unwrap().listed().is_none(),
        "servers are listed nowhere"
    );
}

#[test]
fn a_kind_is_listed_over_all_contexts_and_one_that_fails_says_why() {
    insta::assert_snapshot!(hosts(80, 16).screen(), @r"
     quarterdeck › all contexts › clusters › hosts
     6 clusters  │  prod ok  stage ok  audit ok
    ── Hosts ────────────────── by address ── 1 context has not answered, 1 stale ──
       ADDRESS     CONTEXT  MANAGER  STATE     OS
    ▌  10.1.0.1    prod     sim      running   fedora
       10.1.0.2    prod     sim      FAILED    fedora
       10.2.0.1    stage    sim      running   fedora

      audit: Could not list hosts: connection refused; next try 08:00:23 UTC






     enter open   m actions   / filter   esc back   : command   ? help
    ");
}

#[test]
fn before_an_answer_and_without_rows_the_screen_says_so() {
    let mut driver = Driver::sized(80, 24);
    open(&mut driver, "hosts");
    assert!(
        driver.screen().contains("asking for the hosts"),
        "{}",
        driver.screen()
    );
    for context in ["prod", "stage", "audit"] {
        driver.fail_hosts(context);
    }
    let screen = driver.screen();
    assert!(screen.contains("the hosts could not be read"), "{screen}");
    assert!(
        screen.contains("audit: Could not list hosts: connection refused"),
        "{screen}"
    );
    for context in ["prod", "stage", "audit"] {
        driver.list_hosts(context, &[]);
    }
    assert!(driver.screen().contains("no hosts yet"), "{}", driver.screen());
}

#[test]
fn only_the_lists_on_the_screen_are_kept_fresh_and_asked_again() {
    let mut driver = Driver::sized(80, 24);
    assert_eq!(fresh(&driver), (vec![], 0));
    open(&mut driver, "hosts");
    let all = ["prod", "stage", "audit"].map(String::from).to_vec();
    assert_eq!(fresh(&driver), (all.clone(), 0));
    let refreshed: Vec<_> = driver
        .keys("r")
        .into_iter()
        .map(|effect| match effect {
            Effect::RefreshList(context, kind) => (context.to_string(), kind),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        refreshed,
        all.iter().map(|name| (name.clone(), HOSTS)).collect::<Vec<_>>()
    );
    driver.list_hosts("prod", &[("10.1.0.1", "running")]);
    driver.keys("enter");
    assert_eq!(fresh(&driver), (vec![], 1), "the object, and no list below it");
    driver.keys("esc");
    assert_eq!(fresh(&driver).0, all);
    driver.keys("esc");
    assert_eq!(fresh(&driver), (vec![], 0));
}

#[test]
fn a_narrowed_fleet_narrows_its_kinds() {
    let mut driver = Driver::sized(80, 24);
    open(&mut driver, "context stage");
    open(&mut driver, "hosts");
    assert_eq!(fresh(&driver).0, ["stage"]);
    driver.list_hosts("stage", &[("10.2.0.1", "running")]);
    driver.list_hosts("prod", &[("10.1.0.1", "running")]);
    let screen = driver.screen();
    assert!(
        screen.contains("stage › clusters › hosts") && screen.contains("10.2.0.1"),
        "{screen}"
    );
    assert!(
        !screen.contains("10.1.0.1") && !screen.contains("CONTEXT"),
        "{screen}"
    );
    assert_eq!(copied(&mut driver), "qd get hosts --context stage");
}

#[test]
fn rows_are_filtered_and_marked_by_key_and_a_verb_gets_them_all() {
    let mut driver = hosts(100, 24);
    driver.keys("home space space /");
    driver.text("context:stage");
    driver.keys("enter");
    let screen = driver.screen();
    assert!(
        screen.contains("filter: context:stage (1 of 3)") && screen.contains("2 marked"),
        "{screen}"
    );
    let aim = driver.model.aim();
    let marked = [host_key("prod", "10.1.0.1"), host_key("prod", "10.1.0.2")];
    assert_eq!((aim.targets.as_slice(), aim.hidden.len()), (marked.as_slice(), 2));
    driver.list_hosts("prod", &[("10.1.0.2", "running")]);
    assert_eq!(
        driver.model.aim().targets,
        [host_key("prod", "10.1.0.2")],
        "the other is gone"
    );
    driver.keys("esc esc");
    let aim = driver.model.aim();
    assert_eq!(aim.targets.len(), 1);
    assert!(aim.row.is_some(), "the row is at hand");
    driver.keys("esc");
    assert!(driver.model.navigation.is_home());
}

#[test]
fn a_verb_for_clusters_is_not_asked_of_another_kind() {
    for keys in ["home", "home enter", "home space space"] {
        let mut driver = hosts(80, 24);
        driver.keys(keys);
        open(&mut driver, "stop");
        assert!(!driver.has_dialog());
        assert!(
            driver.notice().contains("it is for clusters, not for hosts"),
            "{}",
            driver.notice()
        );
    }
}

#[test]
fn a_filter_that_means_nothing_says_so_below() {
    let mut driver = hosts(80, 24);
    driver.keys("/");
    driver.text("zone:a");
    assert!(
        driver.screen().contains("no column is called \"zone\""),
        "{}",
        driver.screen()
    );
}

#[test]
fn an_object_opens_with_its_facts_and_esc_comes_back_to_its_row() {
    let mut driver = hosts(80, 20);
    driver.keys("home down enter");
    assert!(driver.screen().contains("asking"), "{}", driver.screen());
    driver.read_host("prod", "10.1.0.2", "FAILED", &[]);
    insta::assert_snapshot!(driver.screen(), @r"
     quarterdeck › prod › clusters › hosts › 10.1.0.2                     PROTECTED
     6 clusters  │  prod ok  stage ok  audit ok
     state FAILED   os fedora


    ─ 1 facts ─ 2 events ─ 4 raw ───────────────────────────── same since 08:00:04 ─
       FACT        VALUE
    ▌  source      bootstrap
       cpus        4
       memory      2 of 8 GiB free
       last check  2027-01-15 08:00:04








     tab next tab   m actions   / filter   esc back   : command   ? help
    ");
    driver.keys("esc");
    let selected = driver.model.aim().targets;
    assert_eq!(selected, [host_key("prod", "10.1.0.2")]);
}

#[test]
fn what_was_read_of_an_object_shows_in_its_list_until_that_says_otherwise() {
    let mut driver = hosts(80, 24);
    driver.keys("home enter");
    driver.read_host("prod", "10.1.0.1", "STOPPED", &[]);
    driver.keys("esc");
    assert!(driver.screen().contains("STOPPED"), "{}", driver.screen());
    driver.wait(1_000);
    driver.tell(Msg::ListConfirmed {
        context: "prod".into(),
        kind: HOSTS,
        answered: driver.answered(),
    });
    assert!(!driver.screen().contains("STOPPED"), "{}", driver.screen());
}

#[test]
fn a_list_that_is_shown_again_keeps_its_rows_while_it_is_read() {
    let mut driver = hosts(80, 24);
    driver.tell(Msg::Listed {
        context: "prod".into(),
        kind: HOSTS,
        listing: Arc::new(Listing {
            rows: vec![host("10.1.0.9", "running")],
            complete: false,
            total: None,
        }),
        answered: driver.answered(),
    });
    let screen = driver.screen();
    assert!(
        screen.contains("10.1.0.2") && !screen.contains("10.1.0.9"),
        "{screen}"
    );
}

#[test]
fn a_secret_is_masked_shown_when_asked_for_and_copied_unseen() {
    let mut driver = hosts(80, 20);
    driver.keys("home enter");
    driver.read_host("prod", "10.1.0.1", "running", &[]);
    driver.keys("4 down down");
    let masked = driver.screen();
    assert!(masked.contains(r#""ssh_priv_key": "********""#), "{masked}");
    let effects = driver.keys("C");
    let [Effect::CopySecret(value)] = effects.as_slice() else {
        panic!("nothing was copied: {effects:?}");
    };
    assert!(!format!("{effects:?}").contains("dGVz"), "it could reach a log");
    assert_eq!(value.expose_secret(), "dGVzdAo=");
    assert_eq!(
        driver.notice(),
        "Copied the value of ssh_priv_key; it was not shown"
    );
    assert!(!driver.screen().contains("dGVz"), "{}", driver.screen());
    driver.keys("x");
    assert!(driver.screen().contains("dGVzdAo="), "{}", driver.screen());
    driver.keys("C");
    assert_eq!(driver.notice(), "Copied the value of ssh_priv_key");
    driver.keys("x home C");
    assert_eq!(
        driver.notice(),
        "Copied the text under the cursor; the secrets in it were not shown"
    );
}

#[test]
fn parts_that_are_objects_of_their_own_open() {
    let mut driver = hosts(80, 24);
    driver.keys("home enter");
    driver.read_host("prod", "10.1.0.1", "running", &["orders"]);
    driver.keys("3");
    assert!(
        driver
            .screen()
            .contains(" 1 facts ─ 2 events ─ 3 clusters ─ 4 raw "),
        "{}",
        driver.screen()
    );
    driver.keys("enter");
    let shown = driver.model.navigation.top().unwrap().watched().cloned();
    assert_eq!(shown, Some(key("prod", "orders")));

    let mut driver = Driver::sized(80, 24);
    with_farm(&mut driver);
    driver.select("barn");
    driver.keys("enter");
    driver.read("farm", "barn", "RUNNING", &[("10.9.0.1", "running")]);
    driver.keys("home enter");
    let shown = driver.model.navigation.top().unwrap().watched().cloned();
    assert_eq!(shown, Some(host_key("farm", "10.9.0.1")));
}

#[test]
fn a_manager_without_editing_has_no_spec_and_a_part_of_no_list_does_not_open() {
    let mut driver = Driver::sized(80, 24);
    with_farm(&mut driver);
    driver.select("barn");
    driver.keys("enter");
    assert!(
        driver.screen().contains(" 1 servers ─ 2 events ─ 4 raw "),
        "{}",
        driver.screen()
    );
    driver.keys("3");
    assert_eq!(driver.notice(), "It has no spec tab");
    let mut driver = Driver::sized(80, 24);
    driver.select("orders");
    driver.keys("enter");
    driver.read("prod", "orders", "RUNNING", &[("i-1", "running")]);
    driver.keys("enter");
    assert_eq!(driver.notice(), "\"open\" does nothing here");
}

#[test]
fn managers_that_declare_a_kind_differently_share_the_columns_of_the_first() {
    let mut driver = hosts(100, 18);
    with_farm(&mut driver);
    insta::assert_snapshot!(driver.screen(), @r"
     quarterdeck › all contexts › clusters › hosts
     7 clusters  │  prod ok  stage ok  audit ok  farm ok
    ── Hosts ────────────────────────────────────── by address ── 1 context has not answered, 1 stale ──
       ADDRESS     CONTEXT  MANAGER  STATE     OS
    ▌  10.1.0.1    prod     sim      running   fedora
       10.1.0.2    prod     sim      FAILED    fedora
       10.2.0.1    stage    sim      running   fedora
       10.9.0.1    farm     farm     running   -

      audit: Could not list hosts: connection refused; next try 08:00:23 UTC







     enter open   m actions   / filter   space mark   r refresh   esc back   : command   ? help
    ");
    driver.keys("end");
    assert_eq!(driver.model.aim().targets, [host_key("farm", "10.9.0.1")]);
    assert!(
        driver.model.aim().row.is_none(),
        "its cells are those of another manager"
    );
    for context in ["prod", "stage", "audit"] {
        driver.tell(Msg::ContextClosed(context.into()));
    }
    let screen = driver.screen();
    assert!(screen.contains("ZONE") && screen.contains("north"), "{screen}");
    assert!(!screen.contains("CONTEXT"), "{screen}");
}

#[test]
fn many_rows_are_ordered_elsewhere_and_find_their_table() {
    let mut driver = hosts(80, 24);
    let names: Vec<String> = (0..3_000)
        .map(|n| format!("10.3.{}.{}", n / 250, n % 250))
        .collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "running")).collect();
    let effects = driver.list_hosts("stage", &many);
    let [
        Effect::Arrange {
            ticket,
            sources,
            query,
            sort,
        },
    ] = effects.as_slice()
    else {
        panic!("{}", effects.len());
    };
    assert!(
        driver.screen().contains("10.2.0.1"),
        "the old rows stay: {}",
        driver.screen()
    );
    let arranged = Arc::new(crate::resource::arrange(sources.clone(), query, *sort));
    // Another table of the same kind asks for the same at the same time.
    open(&mut driver, "contexts");
    open(&mut driver, "hosts");
    let before = driver.screen();
    driver.tell(Msg::Arranged {
        ticket: *ticket,
        arranged,
    });
    assert_eq!(driver.screen(), before, "it is not this table's");
    driver.keys("esc esc");
    assert!(driver.screen().contains("10.3.0.0"), "{}", driver.screen());
}

#[test]
fn a_kind_and_an_object_are_copied_as_commands_and_requests() {
    let mut driver = hosts(80, 24);
    driver.keys("home");
    let effects = driver.keys("alt-y");
    let [Effect::Ask(Question::Curl(context, Wire::Operation(Operation::List(kind))))] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!((&**context, *kind), ("prod", HOSTS));
    assert_eq!(copied(&mut driver), "qd get hosts");
    driver.keys("enter");
    assert_eq!(copied(&mut driver), "qd describe host/10.1.0.1 --context prod");
    driver.keys("4");
    assert_eq!(
        copied(&mut driver),
        "qd get host 10.1.0.1 --output json --context prod"
    );
}

#[test]
fn a_narrowed_context_without_the_kind_says_so() {
    let mut driver = Driver::sized(80, 24);
    enter(&mut driver, "bare", &[cluster::KIND]);
    open(&mut driver, "hosts");
    assert!(
        !fresh(&driver).0.contains(&"bare".to_owned()),
        "only where there are hosts"
    );
    driver.keys("esc");
    open(&mut driver, "context bare");
    driver.keys(":");
    driver.text("hosts");
    assert!(
        driver.screen().contains("not now: bare has none"),
        "{}",
        driver.screen()
    );
    driver.keys("enter");
    assert!(
        driver.notice().contains("bare has no hosts"),
        "{}",
        driver.notice()
    );
    assert!(driver.model.navigation.is_home());
}
