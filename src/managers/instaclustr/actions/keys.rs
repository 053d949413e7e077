//! Encryption keys of the account, for disks on AWS (5.7).

use crate::resource::action::{self, Consequences};
use crate::resource::{Action, Danger, Following, On, Parameter, Takes};

use super::super::bundles::checks;
use super::super::drafts::access::{ARN, KEY_ACCOUNT};
use super::super::kinds::ENCRYPTION_KEYS;

const FORM: &[Parameter] = &[
    Parameter::new(ARN, "The ARN of the key in AWS KMS", Takes::Text)
        .required()
        .such_as(&["arn:aws:kms:us-west-2:123456789012:key/00000000-0000-4000-8000-000000000002"])
        .checked(checks::arns),
    Parameter::new(
        KEY_ACCOUNT,
        "The account with the cloud that may use it, by the name that the vendor knows it by",
        Takes::Text,
    )
    .such_as(&["INSTACLUSTR"]),
];

pub const CREATE: Action = Action {
    id: super::CREATE_ENCRYPTION_KEY,
    title: "Add encryption key",
    past: "added",
    help: "Make a key of AWS KMS known, for the disks of new clusters",
    on: On::New {
        kind: ENCRYPTION_KEYS,
        name: Parameter::new(
            "alias",
            "what it is called here: up to 30 letters, digits, -, _ and spaces",
            Takes::Text,
        )
        .required()
        .checked(checks::key_alias),
    },
    parameters: FORM,
    consequences: |_| Consequences {
        will:
            "have the manager try the key and remember it; the policy of the key must let the vendor use it"
                .into(),
        will_not: "encrypt any cluster that is there".into(),
        undo: "delete it".into(),
    },
    following: |_, now| Following::Done(format!("{} is there", now.row.name)),
    ..Action::PLAIN
};

pub const DELETE: Action = Action {
    id: action::DELETE,
    title: "Delete encryption key",
    past: "deleted",
    help: "Forget an encryption key; the key in AWS stays",
    on: On::Object(ENCRYPTION_KEYS),
    danger: Danger::Destroys,
    consequences: |_| Consequences {
        will: "have the manager forget the key".into(),
        will_not: "touch the key in AWS; while a cluster uses it the manager refuses".into(),
        undo: "create-encryption-key with the same ARN; its id will be another".into(),
    },
    following: |_, _| Following::Running("it is still there".into()),
    ..Action::PLAIN
};
