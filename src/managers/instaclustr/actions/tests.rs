//! When actions are offered, what they say, and how they are followed.

use std::collections::HashSet;
use std::sync::Arc;

use crate::resource::action::DELETE;
use crate::resource::cluster::Summary;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{
    Action, ActionId, Arguments, Availability, Cell, Children, Danger, Detail, Field, Following, KindId, Row,
    Takes, Target,
};

use super::super::kinds::cluster::BUNDLE_FIELD;
use super::super::kinds::{DATA_CENTRES, ENCRYPTION_KEYS, FIREWALL_RULES, USERS, columns_of, data_centre};
use super::super::words;
use super::*;

fn action(id: ActionId) -> &'static Action {
    super::find(id, CLUSTERS).unwrap_or_else(|| panic!("{id}"))
}

fn said(pairs: &[(&'static str, &str)]) -> Arguments {
    let arguments = Arguments::default();
    pairs
        .iter()
        .fold(arguments, |arguments, (name, value)| arguments.with(name, value))
}

fn cluster(status: &str, running: u32) -> Detail {
    let row = Summary {
        id: "c1".into(),
        name: "orders".into(),
        state: words::status(status),
        health: None,
        servers: Some((running, 3)),
        version: None,
        progress: None,
        last_event: None,
    };
    Detail {
        row: Arc::new(row.into_row()),
        ..Detail::of_nothing("orders")
    }
}

/// A part whose cells are empty but for those that are named.
fn part(kind: KindId, id: &str, name: &str, status: &str, cells: &[(&str, &str)]) -> Arc<Row> {
    let cell = |column: &crate::resource::Column| {
        let named = cells.iter().find(|(named, _)| *named == column.id);
        named.map_or(Cell::Empty, |(_, text)| Cell::text_of(text))
    };
    Arc::new(Row {
        id: id.into(),
        name: name.into(),
        state: words::status(status),
        cells: columns_of(kind).iter().map(cell).collect(),
        ..Row::of_nothing(id)
    })
}

trait WithParts {
    fn with(self, kind: KindId, rows: Vec<Arc<Row>>) -> Self;
}

impl WithParts for Detail {
    fn with(mut self, kind: KindId, rows: Vec<Arc<Row>>) -> Self {
        self.children.push(Children { kind, rows });
        self
    }
}

/// A cluster with one data centre of three nodes, some of which have a new size.
fn resizing(resize_to: &str, sizes: [&str; 3]) -> Detail {
    let centre = part(DATA_CENTRES, "dc1", "DC1", "RUNNING", &[("resize-to", resize_to)]);
    assert_eq!(centre.cell(data_centre::RESIZE_TO).text(), resize_to);
    let nodes = sizes.iter().enumerate().map(|(at, size)| {
        let cells = [("data-centre", "DC1"), ("size", *size)];
        part(SERVERS, &format!("n{at}"), &format!("a/{at}"), "RUNNING", &cells)
    });
    cluster("RUNNING", 3)
        .with(DATA_CENTRES, vec![centre])
        .with(SERVERS, nodes.collect())
}

fn offered(id: ActionId, detail: &Detail, part: Option<&Row>, arguments: &Arguments) -> Availability {
    (action(id).available)(&Target::of_detail(detail, part, arguments))
}

fn reason(availability: &Availability) -> &str {
    availability.reason().unwrap_or_default()
}

#[test]
fn actions_have_words_and_parameters_that_pass_their_own_checks() {
    let mut names = HashSet::new();
    for action in &ACTIONS {
        assert!(names.insert((action.id, action.on.kind())), "{}", action.id);
        assert!(action.title.starts_with(char::is_uppercase) && action.past.starts_with(char::is_lowercase));
        assert!(
            action.help.starts_with(char::is_uppercase) && !action.help.ends_with('.'),
            "{}",
            action.id
        );
        let mut own = HashSet::new();
        for parameter in action.parameters {
            let what = format!("{} {}", action.id, parameter.name);
            assert!(own.insert(parameter.name), "{what}");
            assert!(
                !parameter.help.is_empty() && !parameter.help.ends_with('.'),
                "{what}"
            );
            let is_needed = parameter.is_required && parameter.default.is_empty();
            assert_eq!(parameter.judge(parameter.default).is_err(), is_needed, "{what}");
            for hint in parameter.hints {
                assert_eq!(parameter.judge(hint), Ok(()), "{what}");
            }
        }
    }
    for (id, reason) in &NOT_OFFERED {
        assert!(ACTIONS.iter().all(|action| action.id != *id), "{id} is offered");
        assert!(!reason.ends_with('.') && reason.len() > 20, "{id}");
    }
}

#[test]
fn every_dialog_has_its_three_lines_even_if_nothing_was_said() {
    let detail = cluster("RUNNING", 3);
    let nothing = Arguments::default();
    for action in &ACTIONS {
        let consequences = (action.consequences)(&Target::of_detail(&detail, None, &nothing));
        for words in [&consequences.will, &consequences.will_not, &consequences.undo] {
            assert!(
                !words.is_empty() && !words.ends_with('.'),
                "{}: {words:?}",
                action.id
            );
        }
    }
}

#[test]
fn passwords_are_secrets_and_destruction_takes_the_whole_name() {
    for action in &ACTIONS {
        for parameter in action.parameters {
            let is_secret = ["password", "secret-access-key", "account-key"]
                .iter()
                .any(|end| parameter.name.ends_with(end));
            assert_eq!(parameter.takes == Takes::Secret, is_secret, "{}", parameter.name);
        }
    }
    for kind in [CLUSTERS, ENCRYPTION_KEYS] {
        assert_eq!(super::find(DELETE, kind).unwrap().danger, Danger::Destroys);
    }
    assert_eq!(action(RESIZE).danger, Danger::Service);
}

#[test]
fn what_is_offered_on_a_cluster_needs_no_more_than_its_list_tells() {
    let nothing = Arguments::default();
    for status in [
        "GENESIS",
        "RUNNING",
        "DEGRADED",
        "DEFERRED",
        "FAILED",
        "DELETING",
        "HIBERNATING",
        "",
    ] {
        let detail = cluster(status, 1);
        let detail = Detail {
            fields: vec![Field::new(BUNDLE_FIELD, Cell::text_of("KAFKA"))],
            ..detail
        };
        for action in ACTIONS.iter().filter(|action| !action.on.is_part()) {
            let of_list = (action.available)(&Target::of_row(&detail.row, &nothing));
            let of_detail = (action.available)(&Target::of_detail(&detail, None, &nothing));
            assert_eq!(of_list, of_detail, "{} {status}", action.id);
        }
        for action in ACTIONS.iter().filter(|action| action.on.is_part()) {
            assert!(!(action.available)(&Target::of_row(&detail.row, &nothing)).is_offered());
        }
    }
}

#[test]
fn a_cluster_that_goes_or_is_not_understood_is_left_alone() {
    let nothing = Arguments::default();
    let says = |id, status| reason(&offered(id, &cluster(status, 0), None, &nothing)).to_owned();
    assert_eq!(says(DELETE, "DELETING"), "it is DELETING");
    assert_eq!(says(DELETE, "FAILED"), "");
    assert!(says(MODIFY, "HIBERNATING").contains("HIBERNATING, is not known"));
    assert_eq!(
        says(CREATE_USER, "PROVISIONING"),
        "it is PROVISIONING: that is for clusters that run"
    );
    assert_eq!(says(ADD_FIREWALL_RULE, "PROVISIONING"), "");
    assert_eq!(says(CREATE_TOPIC, "DEGRADED"), "");
}

#[test]
fn a_form_can_be_opened_before_anything_is_said_and_is_judged_by_what_is() {
    let new = Detail::of_nothing("payments");
    for id in [CREATE_CASSANDRA, CREATE_KAFKA, CREATE_REDIS, CREATE_FROM_JSON] {
        assert!(
            offered(id, &new, None, &Arguments::default()).is_offered(),
            "{id}"
        );
    }
    let spark = said(&[
        ("pci-compliant", "yes"),
        ("provider", "GCP"),
        ("spark-version", "2.3.2"),
        ("client-encryption", "yes"),
    ]);
    let judged = offered(CREATE_CASSANDRA, &new, None, &spark);
    for words in [
        "AWS_VPC, not GCP",
        "private-network",
        "authn-authz",
        "without SPARK",
    ] {
        assert!(reason(&judged).contains(words), "{judged:?}");
    }
    let request = said(&[("request", r#"{"clusterName": "other"}"#)]);
    assert!(reason(&offered(CREATE_FROM_JSON, &new, None, &request)).contains("for other, not for payments"));
}

#[test]
fn a_creation_says_what_costs_money() {
    let long = "a-name-of-more-than-thirty-two-characters";
    let arguments = said(&[
        ("version", "3.11.8"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_EAST_1"),
        ("node-size", "m5l-250-v2"),
        ("nodes-per-rack", "2"),
    ]);
    let words = |name: &str| {
        let new = Detail::of_nothing(name);
        (action(CREATE_CASSANDRA).consequences)(&Target::of_detail(&new, None, &arguments)).will
    };
    let will = words("orders");
    assert!(
        will.starts_with("ask for 6 nodes of m5l-250-v2 with Cassandra 3.11.8 in US_EAST_1 of AWS_VPC"),
        "{will}"
    );
    assert!(
        will.contains("COSTS MONEY") && !will.contains("32 characters"),
        "{will}"
    );
    assert!(words(long).contains("longer than 32 characters"));
}

#[test]
fn a_creation_is_followed_by_its_status_and_the_nodes_that_run() {
    let (before, nothing) = (Detail::of_nothing("orders"), Arguments::default());
    let after = |status, running| {
        let now = cluster(status, running);
        let (before, now) = (
            Target::of_detail(&before, None, &nothing),
            Target::of_detail(&now, None, &nothing),
        );
        (action(CREATE_KAFKA).following)(&before, &now)
    };
    assert_eq!(
        after("PROVISIONED", 1),
        Following::Running("PROVISIONED, 1 of 3 nodes run".into())
    );
    assert_eq!(
        after("RUNNING", 3),
        Following::Done("RUNNING, 3 of 3 nodes run".into())
    );
    assert!(
        matches!(after("DEFERRED", 0), Following::Running(words) if words.contains("waits for the vendor"))
    );
    assert!(matches!(after("FAILED", 0), Following::Failed(_)));
    assert!(matches!(after("DEGRADED", 2), Following::Running(_)));
}

#[test]
fn a_deletion_that_does_not_begin_points_to_the_confirmation_elsewhere() {
    let nothing = Arguments::default();
    let after = |status| {
        let (before, now) = (cluster("RUNNING", 3), cluster(status, 3));
        let following = action(DELETE).following;
        following(
            &Target::of_detail(&before, None, &nothing),
            &Target::of_detail(&now, None, &nothing),
        )
    };
    let Following::Running(words) = after("RUNNING") else {
        panic!("it has not begun")
    };
    assert!(
        words.contains("not DELETING yet") && words.contains("e-mail or phone"),
        "{words}"
    );
    assert_eq!(after("DELETING"), Following::Running("DELETING".into()));
    assert!(matches!(after("DELETED"), Following::Done(_)));
}

#[test]
fn a_resize_is_followed_node_by_node_until_no_size_is_left_to_reach() {
    let arguments = said(&[("node-size", "big")]);
    let after = |resize_to, sizes| {
        let (before, now) = (resizing("", ["small"; 3]), resizing(resize_to, sizes));
        let centre = before.children_of(DATA_CENTRES)[0].clone();
        let following = action(RESIZE).following;
        following(
            &Target::of_detail(&before, Some(&centre), &arguments),
            &Target::of_detail(&now, None, &arguments),
        )
    };
    assert_eq!(
        after("", ["small"; 3]),
        Following::Running("not begun yet".into())
    );
    assert_eq!(
        after("big", ["big", "small", "small"]),
        Following::Running("1 of 3 nodes are big and run".into())
    );
    assert_eq!(
        after("big", ["big"; 3]),
        Following::Running("3 of 3 nodes are big and run".into())
    );
    assert_eq!(
        after("", ["big"; 3]),
        Following::Done("3 of 3 nodes are big and run".into())
    );
}

#[test]
fn a_resize_says_how_many_nodes_and_is_not_offered_twice() {
    let arguments = said(&[("node-size", "big"), ("concurrent-resizes", "2")]);
    let detail = resizing("", ["small"; 3]);
    let centre = detail.children_of(DATA_CENTRES)[0].clone();
    let target = Target::of_detail(&detail, Some(&centre), &arguments);
    let consequences = (action(RESIZE).consequences)(&target);
    assert!(
        consequences
            .will
            .starts_with("replace its 3 nodes by nodes of big, 2 at a time")
    );
    assert!(consequences.undo.contains("cannot cancel"));
    assert!(offered(RESIZE, &detail, Some(&centre), &arguments).is_offered());
    let detail = resizing("big", ["small"; 3]);
    let centre = detail.children_of(DATA_CENTRES)[0].clone();
    let judged = offered(RESIZE, &detail, Some(&centre), &arguments);
    assert_eq!(reason(&judged), "it is being resized to big already");
}

#[test]
fn parts_are_followed_in_their_list_or_taken_as_done_without_one() {
    let arguments = said(&[("network", "203.0.113.10"), ("types", "cassandra, spark")]);
    let after = |rows: Option<Vec<Arc<Row>>>| {
        let (before, now) = (cluster("RUNNING", 3), cluster("RUNNING", 3));
        let now = match rows {
            Some(rows) => now.with(FIREWALL_RULES, rows),
            None => now,
        };
        let following = action(ADD_FIREWALL_RULE).following;
        following(
            &Target::of_detail(&before, None, &arguments),
            &Target::of_detail(&now, None, &arguments),
        )
    };
    let rule = |service: &str, status| {
        let id = format!("203.0.113.10/32/{service}");
        part(FIREWALL_RULES, &id, &id, status, &[])
    };
    assert!(matches!(after(None), Following::Done(_)));
    assert!(matches!(after(Some(vec![])), Following::Running(words) if words.contains("not listed yet")));
    let half = vec![rule("CASSANDRA", "RUNNING"), rule("SPARK", "PROVISIONING")];
    assert!(
        matches!(after(Some(half)), Following::Running(words) if words.contains("SPARK is PROVISIONING"))
    );
    let whole = vec![rule("CASSANDRA", "RUNNING"), rule("SPARK", "RUNNING")];
    assert!(matches!(after(Some(whole)), Following::Done(_)));
}

#[test]
fn a_part_that_was_deleted_is_followed_until_it_is_gone() {
    let nothing = Arguments::default();
    let user = part(USERS, "kafka/app", "app", "", &[]);
    let after = |now: Detail| {
        let before = cluster("RUNNING", 3).with(USERS, vec![Arc::clone(&user)]);
        let following = action(DELETE_USER).following;
        following(
            &Target::of_detail(&before, Some(&user), &nothing),
            &Target::of_detail(&now, None, &nothing),
        )
    };
    let still = cluster("RUNNING", 3).with(USERS, vec![Arc::clone(&user)]);
    assert_eq!(after(still), Following::Running("app is still there".into()));
    let gone = cluster("RUNNING", 3).with(USERS, vec![]);
    assert_eq!(after(gone), Following::Done("app is gone".into()));
    assert!(matches!(after(cluster("RUNNING", 3)), Following::Done(_)));
}

#[test]
fn only_nodes_of_postgresql_are_reloaded() {
    let nothing = Arguments::default();
    let server = part(SERVERS, "n1", "a/1", "RUNNING", &[]);
    let of = |bundle: &str| {
        let detail = Detail {
            fields: vec![Field::new(BUNDLE_FIELD, Cell::text_of(bundle))],
            ..cluster("RUNNING", 3)
        };
        reason(&offered(RELOAD, &detail, Some(&server), &nothing)).to_owned()
    };
    assert_eq!(of("POSTGRESQL"), "");
    assert_eq!(of("unknown"), "");
    assert!(of("KAFKA").contains("only for PostgreSQL"));
}
