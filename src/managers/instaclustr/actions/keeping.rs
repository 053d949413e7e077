//! Configurations of a bundle, backups, and nodes that read their configuration anew (5.8).

use crate::resource::action::Consequences;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Action, Availability, Danger, Following, On, Parameter, Takes, Target};

use super::super::bundles::catalogue::POSTGRESQL;
use super::super::bundles::forms::{self, name};
use super::super::bundles::{Told, checks, network};
use super::super::drafts::access::BUNDLE;
use super::super::drafts::keeping::{INDICES, PARAMETER, POINT_IN_TIME, RESTORED_NAME, TABLES, VALUE};
use super::super::kinds::{CONFIGURATIONS, RELOADS};
use super::{parts, standing};

const CONFIGURATION_FORM: &[Parameter] = &[
    Parameter::new(BUNDLE, "The bundle of the cluster that it is for", Takes::Text)
        .required()
        .such_as(&["postgresql", "kafka", "apache_cassandra"])
        .checked(checks::bundle),
    Parameter::new(PARAMETER, "The parameter, as the bundle calls it", Takes::Text)
        .required()
        .such_as(&["idle_in_transaction_session_timeout"]),
    Parameter::new(VALUE, "Its value", Takes::Text)
        .required()
        .such_as(&["2"]),
];

pub const SET_CONFIGURATION: Action = Action {
    id: super::SET_CONFIGURATION,
    title: "Set configuration",
    past: "configured",
    help: "Override a parameter of a bundle's configuration",
    danger: Danger::Service,
    parameters: CONFIGURATION_FORM,
    available: standing::stays,
    consequences: |target| {
        let said = |name| target.arguments.get(name).unwrap_or("?");
        Consequences {
            will: format!("set {} of {} to {}", said(PARAMETER), said(BUNDLE), said(VALUE)),
            will_not: "say when it takes effect: for PostgreSQL, after a reload".into(),
            undo: "delete-configuration, which brings the vendor's value back".into(),
        }
    },
    following: |_, now| {
        let told = Told::new(now.arguments, CONFIGURATION_FORM);
        let bundle = told.text(BUNDLE).unwrap_or_default().to_ascii_lowercase();
        let id = format!("{bundle}/{}", told.text(PARAMETER).unwrap_or_default());
        parts::there(now, CONFIGURATIONS, [id.as_str()])
    },
    ..Action::PLAIN
};

pub const DELETE_CONFIGURATION: Action = Action {
    id: super::DELETE_CONFIGURATION,
    title: "Delete configuration",
    past: "deleted",
    help: "Give a parameter of a bundle's configuration back to the vendor",
    on: On::Part {
        of: CLUSTERS,
        part: CONFIGURATIONS,
    },
    danger: Danger::Service,
    available: |target| standing::with_part(target, "configuration", standing::stays),
    consequences: |target| Consequences {
        will: format!(
            "let the vendor's value of {} apply again",
            parts::name(target, "it")
        ),
        will_not: "say what that is, or when it takes effect".into(),
        undo: "set-configuration with the old value".into(),
    },
    following: |before, now| parts::gone(before, now, CONFIGURATIONS),
    ..Action::PLAIN
};

pub const BACK_UP: Action = Action {
    id: super::BACK_UP,
    title: "Back up",
    past: "backed up",
    help: "Back the cluster up now, besides the backups that are made by themselves",
    available: standing::runs,
    consequences: |_| Consequences {
        will: "have every node make a snapshot and upload it, which takes time and load".into(),
        will_not: "stop anything, or end before it is said to be done: its progress is among the backups"
            .into(),
        undo: "none needed: backups are kept for 7 days".into(),
    },
    following: parts::accepted,
    ..Action::PLAIN
};

const RESTORE_FORM: &[Parameter] = &[
    Parameter::new(
        RESTORED_NAME,
        "The name of the new cluster: 3 to 48 letters, digits, - and _",
        Takes::Text,
    )
    .required()
    .such_as(&["restored_1"])
    .checked(checks::cluster_name),
    Parameter::new(
        POINT_IN_TIME,
        "The moment whose data are wanted; without it, the last backup",
        Takes::Text,
    )
    .such_as(&["2026-11-20T09:30:00Z"])
    .checked(checks::moment),
    Parameter::new(
        TABLES,
        "Of Cassandra: the only tables that are wanted, KEYSPACE.TABLE, separated by commas",
        Takes::Text,
    )
    .such_as(&["shop.orders"]),
    Parameter::new(
        INDICES,
        "Of OpenSearch: the only indices that are wanted, separated by commas",
        Takes::Text,
    ),
    Parameter::new(
        name::NETWORK,
        "The private network of the new cluster, /12 to /22; without it, as the old one",
        Takes::Text,
    )
    .checked(network::of_cluster),
    forms::OPTIONS,
];

pub const RESTORE_BACKUP: Action = Action {
    id: super::RESTORE_BACKUP,
    title: "Restore backup",
    past: "restored into a new cluster",
    help: "Make a new cluster of a backup of this one",
    parameters: RESTORE_FORM,
    available: standing::stays,
    consequences: |target| {
        let told = Told::new(target.arguments, RESTORE_FORM);
        let moment = told.text(POINT_IN_TIME);
        let moment = moment.map_or_else(|| "as of the last backup".into(), |time| format!("as of {time}"));
        Consequences {
            will: format!(
                "make a NEW cluster {} of as many nodes, with the data {moment}; it COSTS MONEY from then on",
                told.text(RESTORED_NAME).unwrap_or("of the name that was said")
            ),
            will_not: "change this cluster or its data".into(),
            undo: "delete the new cluster".into(),
        }
    },
    following: parts::accepted,
    ..Action::PLAIN
};

pub const RELOAD: Action = Action {
    id: super::RELOAD,
    title: "Reload",
    past: "reloaded",
    help: "Have a node of PostgreSQL read its configuration anew",
    on: On::Part {
        of: CLUSTERS,
        part: SERVERS,
    },
    available: |target| match standing::with_part(target, "server", standing::runs) {
        Availability::Offered => standing::of_bundle(target, &POSTGRESQL),
        not_now @ (Availability::OnlyWith { .. } | Availability::NotNow(_)) => not_now,
    },
    consequences: |target| Consequences {
        will: format!(
            "have {} read its configuration anew, without a restart",
            parts::name(target, "the node")
        ),
        will_not: "restart anything: what needs a restart waits for one".into(),
        undo: "none needed".into(),
    },
    following: reloaded,
    ..Action::PLAIN
};

/// Done when no reload of the node is under way, where that was read.
fn reloaded(before: &Target<'_>, now: &Target<'_>) -> Following {
    let (Some(server), Some(reloads)) = (before.part, parts::list(now, RELOADS)) else {
        return parts::accepted(before, now);
    };
    let mut own = reloads.iter().filter(|reload| reload.id.starts_with(&*server.id));
    match own.find(|reload| reload.state.class.is_busy()) {
        Some(reload) => Following::Running(format!("it is {}", reload.state.text)),
        None => Following::Done("no reload of it is under way".into()),
    }
}
