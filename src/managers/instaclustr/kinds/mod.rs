//! What the API sends becomes the neutral rows and details.
//!
//! - [`cluster`]: a cluster; [`data_centre`] and [`server`]: its parts, which are read with it.
//! - [`network`]: firewall rules and peerings; [`access`]: users, topics, access rules and configurations.
//! - [`resize`], [`backup`], [`reload`]: what was done, and how far it has come.
//! - [`encryption_key`]: the keys of the account.

pub mod access;
pub mod backup;
pub mod cluster;
pub mod data_centre;
pub mod encryption_key;
pub mod network;
pub mod reload;
pub mod resize;
pub mod server;

use chrono::{DateTime, Utc};

use crate::managers::plain::{count, kind, row, state_cell, stateless};
use crate::resource::kind::SERVERS;
use crate::resource::{Cell, Column, Found, Kind, KindId, event};

pub const DATA_CENTRES: KindId = KindId("data-centres");
pub const FIREWALL_RULES: KindId = KindId("firewall-rules");
pub const VPC_PEERINGS: KindId = KindId("vpc-peerings");
pub const USERS: KindId = KindId("users");
pub const TOPICS: KindId = KindId("topics");
pub const ACLS: KindId = KindId("acls");
pub const CONFIGURATIONS: KindId = KindId("configurations");
pub const BACKUPS: KindId = KindId("backups");
pub const RESIZES: KindId = KindId("resizes");
pub const RELOADS: KindId = KindId("reloads");
pub const ENCRYPTION_KEYS: KindId = KindId("encryption-keys");

pub static KINDS: [Kind; 14] = [
    crate::resource::cluster::KIND,
    kind(SERVERS, "server", &server::COLUMNS, Found::WithCluster),
    kind(
        DATA_CENTRES,
        "data-centre",
        &data_centre::COLUMNS,
        Found::WithCluster,
    ),
    event::KIND,
    kind(
        FIREWALL_RULES,
        "firewall-rule",
        &network::RULE_COLUMNS,
        Found::PerCluster,
    ),
    kind(
        VPC_PEERINGS,
        "vpc-peering",
        &network::PEERING_COLUMNS,
        Found::PerCluster,
    ),
    kind(USERS, "user", &access::USER_COLUMNS, Found::PerCluster),
    kind(TOPICS, "topic", &access::TOPIC_COLUMNS, Found::PerCluster),
    kind(ACLS, "acl", &access::ACL_COLUMNS, Found::PerCluster),
    kind(
        CONFIGURATIONS,
        "configuration",
        &access::CONFIGURATION_COLUMNS,
        Found::PerCluster,
    ),
    kind(RESIZES, "resize", &resize::COLUMNS, Found::PerCluster),
    kind(BACKUPS, "backup", &backup::COLUMNS, Found::PerCluster),
    kind(RELOADS, "reload", &reload::COLUMNS, Found::PerCluster),
    kind(
        ENCRYPTION_KEYS,
        "encryption-key",
        &encryption_key::COLUMNS,
        Found::Listed,
    ),
];

/// The columns of a kind.
pub fn columns_of(id: KindId) -> &'static [Column] {
    KINDS
        .iter()
        .find(|kind| kind.id == id)
        .map_or(&[], |kind| kind.columns)
}

/// A time of the API: milliseconds since 1970, or a date-time ("Operations").
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(milliseconds) = text.parse() {
        return DateTime::from_timestamp_millis(milliseconds);
    }
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.with_timezone(&Utc))
}

/// The same as a cell; what is no time shows as sent.
pub fn time_cell(text: &str) -> Cell {
    time(text).map_or_else(|| Cell::text_of(text), Cell::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_milliseconds_or_a_date_and_what_is_none_shows_as_sent() {
        assert_eq!(time_cell("1763629200000").shown(), "2025-11-20 09:00:00");
        assert_eq!(time_cell("2026-11-20T09:15:00Z").shown(), "2026-11-20 09:15:00");
        assert_eq!(
            time_cell("2026-11-20T10:15:00+01:00").shown(),
            "2026-11-20 09:15:00"
        );
        assert_eq!(time_cell(""), Cell::Empty);
        assert_eq!(time_cell("yesterday").shown(), "yesterday");
    }
}
