//! Users, topics, access rules and configurations ("Encryption keys, users, Kafka objects", "Operations").

use crate::resource::text::REDACTED;
use crate::resource::{Cell, Column, Row};
use crate::transport::Redactor;

use super::super::client::bundle_path;
use super::super::wire::{Acl, Configuration, SECRETS};
use super::{row, stateless};

/// Columns of a user.
pub const USER_COLUMNS: [Column; 2] = [
    Column::left("user", "USER", (12, 40), 0),
    Column::left("bundle", "BUNDLE", (8, 30), 1),
];

/// Columns of a topic: the list has names alone.
pub const TOPIC_COLUMNS: [Column; 1] = [Column::left("topic", "TOPIC", (12, 80), 0)];

/// Columns of an access rule.
pub const ACL_COLUMNS: [Column; 7] = [
    Column::left("principal", "PRINCIPAL", (12, 36), 0),
    Column::left("host", "HOST", (4, 20), 4),
    Column::left("resource-type", "RESOURCE", (8, 18), 1),
    Column::left("resource", "NAME", (8, 36), 0),
    Column::left("operation", "OPERATION", (8, 18), 1),
    Column::left("permission", "PERMISSION", (5, 10), 2),
    Column::left("pattern", "PATTERN", (7, 10), 3),
];

/// Columns of a configuration.
pub const CONFIGURATION_COLUMNS: [Column; 3] = [
    Column::left("parameter", "PARAMETER", (16, 48), 0),
    Column::left("value", "VALUE", (10, 60), 0),
    Column::left("bundle", "BUNDLE", (8, 30), 1),
];

/// The row of a user of a bundle.
pub fn user_row(bundle: &str, name: &str) -> Row {
    let bundle = bundle_path(bundle);
    row(
        &format!("{bundle}/{name}"),
        name,
        stateless(),
        [Cell::text_of(name), Cell::text_of(&bundle)],
    )
}

pub fn topic_row(name: &str) -> Row {
    row(name, name, stateless(), [Cell::text_of(name)])
}

/// The row of an access rule; its seven fields are its id.
pub fn acl_row(acl: &Acl) -> Row {
    let fields = [
        &acl.principal,
        &acl.host,
        &acl.resource_type,
        &acl.resource_name,
        &acl.operation,
        &acl.permission_type,
        &acl.pattern_type,
    ];
    let id = fields.map(String::as_str).join("/");
    let name = format!(
        "{} {} {} {}",
        acl.principal, acl.operation, acl.resource_type, acl.resource_name
    );
    row(&id, &name, stateless(), fields.map(|field| Cell::text_of(field)))
}

/// The row of an overridden parameter of a bundle.
pub fn configuration_row(bundle: &str, configuration: &Configuration) -> Row {
    let bundle = bundle_path(bundle);
    let name = &configuration.parameter_name;
    let is_secret = Redactor::new(SECRETS.iter().copied()).is_secret(&[name]);
    let value = if is_secret {
        REDACTED
    } else {
        &configuration.parameter_value
    };
    row(
        &format!("{bundle}/{name}"),
        name,
        stateless(),
        [Cell::text_of(name), Cell::text_of(value), Cell::text_of(&bundle)],
    )
}
