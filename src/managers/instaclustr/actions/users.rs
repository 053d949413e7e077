//! Users of a bundle (5.7): they are looked after on the cluster itself, so it must run.

use crate::resource::action::Consequences;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Danger, Following, On, Parameter, Takes, Target};

use super::super::bundles::bundle::YES_NO;
use super::super::bundles::{Told, checks, places};
use super::super::drafts::access::{
    BUNDLE, MECHANISM, OVERRIDE, PASSWORD, PERMISSIONS, STANDARD, UNCHANGED, USERNAME,
};
use super::super::kinds::USERS;
use super::{parts, standing};

const SHA_256: &str = "SCRAM-SHA-256";
const SHA_512: &str = "SCRAM-SHA-512";

const NEW_PASSWORD: Parameter = Parameter::new(PASSWORD, "At least 8 characters", Takes::Secret)
    .required()
    .checked(checks::password);

const FORM: &[Parameter] = &[
    Parameter::new(
        BUNDLE,
        "The bundle of the cluster that the user is for",
        Takes::Text,
    )
    .required()
    .such_as(places::USER_BUNDLES)
    .checked(checks::bundle),
    Parameter::new(USERNAME, "The user's name", Takes::Text)
        .required()
        .such_as(&["app_writer"]),
    NEW_PASSWORD,
    Parameter::new(
        PERMISSIONS,
        "What the user may do at first",
        Takes::Choice(&[STANDARD, "read-only", "limited-admin", "none"]),
    )
    .or(STANDARD),
    Parameter::new(
        MECHANISM,
        "Of Kafka: how its password is proven",
        Takes::Choice(&[SHA_256, SHA_512]),
    )
    .or(SHA_256),
    Parameter::new(
        OVERRIDE,
        "Of Kafka: whether a user of that name is replaced",
        Takes::Choice(YES_NO),
    )
    .or("no"),
];

pub const CREATE: Action = Action {
    id: super::CREATE_USER,
    title: "Create user",
    past: "given the user",
    help: "Create a user of a bundle",
    parameters: FORM,
    available: standing::runs,
    consequences: |target| {
        let told = Told::new(target.arguments, FORM);
        let over = match told.is_yes(OVERRIDE) {
            true => ", in place of any of that name: who uses that one is locked out",
            false => "",
        };
        Consequences {
            will: format!(
                "create the {} user {} with {} rights{over}",
                told.text(BUNDLE).unwrap_or("bundle's"),
                told.text(USERNAME).unwrap_or("that was named"),
                told.text(PERMISSIONS).unwrap_or(STANDARD),
            ),
            will_not: "let it in through the firewall".into(),
            undo: "delete-user".into(),
        }
    },
    following: created,
    ..Action::PLAIN
};

fn created(_: &Target<'_>, now: &Target<'_>) -> Following {
    let told = Told::new(now.arguments, FORM);
    let bundle = told.text(BUNDLE).unwrap_or_default().to_ascii_lowercase();
    let id = format!("{bundle}/{}", told.text(USERNAME).unwrap_or_default());
    parts::there(now, USERS, [id.as_str()])
}

const ON_USER: On = On::Part {
    of: CLUSTERS,
    part: USERS,
};

const RESET_FORM: &[Parameter] = &[
    NEW_PASSWORD,
    Parameter::new(
        MECHANISM,
        "Of Kafka: how it is proven from now on",
        Takes::Choice(&[UNCHANGED, SHA_256, SHA_512]),
    )
    .or(UNCHANGED),
];

pub const RESET_PASSWORD: Action = Action {
    id: super::RESET_PASSWORD,
    title: "Reset password",
    past: "given another password",
    help: "Give a user another password",
    on: ON_USER,
    danger: Danger::Service,
    parameters: RESET_FORM,
    available: |target| standing::with_part(target, "user", standing::runs),
    consequences: |target| Consequences {
        will: format!(
            "replace the password of {}: clients with the old one are locked out when they next connect",
            parts::name(target, "the user")
        ),
        will_not: "tell the old one".into(),
        undo: "reset it again".into(),
    },
    following: parts::accepted,
    ..Action::PLAIN
};

pub const DELETE: Action = Action {
    id: super::DELETE_USER,
    title: "Delete user",
    past: "deleted",
    help: "Delete a user of a bundle",
    on: ON_USER,
    danger: Danger::Part,
    available: |target| standing::with_part(target, "user", standing::runs),
    consequences: |target| Consequences {
        will: format!(
            "delete {}: its clients are locked out",
            parts::name(target, "the user")
        ),
        will_not: "delete what it wrote".into(),
        undo: "create-user, with rights and password anew".into(),
    },
    following: |before, now| parts::gone(before, now, USERS),
    ..Action::PLAIN
};
