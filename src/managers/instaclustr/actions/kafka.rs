//! Topics of Kafka, and who may do what with them (5.7): both live on the cluster, so it must run.

use crate::resource::action::Consequences;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Danger, Following, On, Parameter, Takes, Target};

use super::super::bundles::{Told, checks};
use super::super::drafts::kafka::{
    CONFIG, HOST, OPERATION, PARTITIONS, PATTERN, PERMISSION, PRINCIPAL, REPLICATION, RESOURCE_NAME,
    RESOURCE_TYPE, TOPIC,
};
use super::super::drafts::part_id::RESOURCE_TYPES;
use super::super::kinds::{ACLS, TOPICS};
use super::{parts, standing};

const TOPIC_FORM: &[Parameter] = &[
    Parameter::new(TOPIC, "The name of the topic", Takes::Text)
        .required()
        .such_as(&["orders"]),
    Parameter::new(PARTITIONS, "How many partitions", Takes::Text)
        .required()
        .such_as(&["3"])
        .checked(checks::count),
    Parameter::new(
        REPLICATION,
        "How many copies of each, at most as many as there are brokers",
        Takes::Text,
    )
    .required()
    .such_as(&["3"])
    .checked(checks::count),
];

pub const CREATE_TOPIC: Action = Action {
    id: super::CREATE_TOPIC,
    title: "Create topic",
    past: "given the topic",
    help: "Create a topic of Kafka",
    parameters: TOPIC_FORM,
    available: standing::runs,
    consequences: |target| {
        let told = Told::new(target.arguments, TOPIC_FORM);
        let said = |name| told.text(name).unwrap_or("?");
        Consequences {
            will: format!(
                "create the topic {} with {} partitions in {} copies",
                said(TOPIC),
                said(PARTITIONS),
                said(REPLICATION)
            ),
            will_not: "let anybody read or write it: create-acl does".into(),
            undo: "delete-topic".into(),
        }
    },
    following: |_, now| parts::there(now, TOPICS, now.arguments.get(TOPIC)),
    ..Action::PLAIN
};

const ON_TOPIC: On = On::Part {
    of: CLUSTERS,
    part: TOPICS,
};

const CONFIG_FORM: &[Parameter] = &[Parameter::new(
    CONFIG,
    "What is to be set, by Kafka's names: {\"retention.ms\": \"86400000\"}",
    Takes::Json,
)
.required()
.such_as(&[r#"{"retention.ms": "86400000"}"#])
.checked(checks::object)];

pub const SET_TOPIC_CONFIG: Action = Action {
    id: super::SET_TOPIC_CONFIG,
    title: "Set topic config",
    past: "configured",
    help: "Change the configuration of a topic",
    on: ON_TOPIC,
    danger: Danger::Service,
    parameters: CONFIG_FORM,
    available: |target| standing::with_part(target, "topic", standing::runs),
    consequences: |target| Consequences {
        will: format!(
            "set this for {}: a shorter retention deletes what is older",
            parts::name(target, "the topic")
        ),
        will_not: "change the number of its partitions".into(),
        undo: "set the old values again; what was deleted meanwhile is lost".into(),
    },
    following: parts::accepted,
    ..Action::PLAIN
};

pub const DELETE_TOPIC: Action = Action {
    id: super::DELETE_TOPIC,
    title: "Delete topic",
    past: "deleted",
    help: "Delete a topic of Kafka, with all that is in it",
    on: ON_TOPIC,
    danger: Danger::Part,
    available: |target| standing::with_part(target, "topic", standing::runs),
    consequences: |target| Consequences {
        will: format!(
            "delete {} and ALL that is in it",
            parts::name(target, "the topic")
        ),
        will_not: "delete access rules for it; clients may make it anew if topics are made automatically"
            .into(),
        undo: "none".into(),
    },
    following: |before, now| parts::gone(before, now, TOPICS),
    ..Action::PLAIN
};

const ACL_FORM: &[Parameter] = &[
    Parameter::new(PRINCIPAL, "Whom it is about", Takes::Text)
        .required()
        .such_as(&["User:app_writer"]),
    Parameter::new(
        RESOURCE_TYPE,
        "What kind of thing it is about",
        Takes::Choice(RESOURCE_TYPES),
    )
    .required(),
    Parameter::new(RESOURCE_NAME, "Its name, or the beginning of names", Takes::Text)
        .required()
        .such_as(&["orders", "*"]),
    Parameter::new(
        OPERATION,
        "What is done with it",
        Takes::Choice(&[
            "READ",
            "WRITE",
            "ALL",
            "CREATE",
            "DELETE",
            "ALTER",
            "DESCRIBE",
            "CLUSTER_ACTION",
            "DESCRIBE_CONFIGS",
            "ALTER_CONFIGS",
            "IDEMPOTENT_WRITE",
        ]),
    )
    .required(),
    Parameter::new(
        PERMISSION,
        "Whether that is allowed or denied",
        Takes::Choice(&["ALLOW", "DENY"]),
    )
    .or("ALLOW"),
    Parameter::new(
        PATTERN,
        "Whether the name is one name, or the beginning of many",
        Takes::Choice(&["LITERAL", "PREFIXED"]),
    )
    .or("LITERAL"),
    Parameter::new(HOST, "The address it comes from, * for any", Takes::Text).or("*"),
];

pub const CREATE_ACL: Action = Action {
    id: super::CREATE_ACL,
    title: "Create access rule",
    past: "given the access rule",
    help: "Say who may do what in Kafka",
    parameters: ACL_FORM,
    available: standing::runs,
    consequences: |target| {
        let told = Told::new(target.arguments, ACL_FORM);
        let said = |name| told.text(name).unwrap_or("?");
        let verb = match told.text(PERMISSION) {
            Some("DENY") => "deny",
            _ => "allow",
        };
        Consequences {
            will: format!(
                "{verb} {} to {} the {} {} ({}), from {}",
                said(PRINCIPAL),
                said(OPERATION),
                said(RESOURCE_TYPE),
                said(RESOURCE_NAME),
                said(PATTERN),
                said(HOST)
            ),
            will_not: "take away what other rules allow; what one denies, none allows".into(),
            undo: "delete-acl".into(),
        }
    },
    following: acl_created,
    ..Action::PLAIN
};

fn acl_created(_: &Target<'_>, now: &Target<'_>) -> Following {
    let told = Told::new(now.arguments, ACL_FORM);
    let fields = [
        PRINCIPAL,
        HOST,
        RESOURCE_TYPE,
        RESOURCE_NAME,
        OPERATION,
        PERMISSION,
        PATTERN,
    ];
    let id = fields.map(|name| told.text(name).unwrap_or_default()).join("/");
    parts::there(now, ACLS, [id.as_str()])
}

pub const DELETE_ACL: Action = Action {
    id: super::DELETE_ACL,
    title: "Delete access rule",
    past: "deleted",
    help: "Take back one rule of who may do what in Kafka",
    on: On::Part {
        of: CLUSTERS,
        part: ACLS,
    },
    danger: Danger::Service,
    available: |target| standing::with_part(target, "access rule", standing::runs),
    consequences: |target| Consequences {
        will: format!("take the rule \"{}\" back", parts::name(target, "named")),
        will_not: "take back others that say the same of more or of less".into(),
        undo: "create-acl".into(),
    },
    following: |before, now| parts::gone(before, now, ACLS),
    ..Action::PLAIN
};
