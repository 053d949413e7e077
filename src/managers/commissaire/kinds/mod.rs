//! What the API sends becomes the neutral rows and details.
//!
//! - [`cluster`]: a cluster with its hosts and its operations.
//! - [`host`]: a host, alone or as a server of a cluster; [`credentials`]: how to get into it.
//! - [`operation`]: the last run of an upgrade, a restart or a deploy.
//! - [`infrastructure`]: networks and container managers.
//! - [`joined`]: an answer with what other answers say of the same object beside it.

pub mod cluster;
pub mod credentials;
pub mod host;
pub mod infrastructure;
pub mod joined;
pub mod operation;

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::resource::kind::SERVERS;
use crate::resource::{Cell, Found, Kind, KindId, event};

pub const HOSTS: KindId = KindId("hosts");
pub const OPERATIONS: KindId = KindId("operations");
pub const NETWORKS: KindId = KindId("networks");
pub const CONTAINER_MANAGERS: KindId = KindId("container-managers");
pub const CREDENTIALS: KindId = KindId("credentials");

pub static KINDS: [Kind; 8] = [
    crate::resource::cluster::KIND,
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &host::SERVER_COLUMNS,
        found: Found::WithCluster,
        listed_as: Some(HOSTS),
    },
    event::KIND,
    Kind {
        id: HOSTS,
        singular: "host",
        columns: &host::COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
    Kind {
        id: OPERATIONS,
        singular: "operation",
        columns: &operation::COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
    Kind {
        id: NETWORKS,
        singular: "network",
        columns: &infrastructure::NETWORK_COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
    Kind {
        id: CONTAINER_MANAGERS,
        singular: "container-manager",
        columns: &infrastructure::MANAGER_COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
    Kind {
        id: CREDENTIALS,
        singular: "credential",
        columns: &credentials::COLUMNS,
        found: Found::Listed,
        listed_as: None,
    },
];

/// A time of the API: UTC without saying so; empty means never ("Transport and parsing").
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    naive.map(|naive| naive.and_utc())
}

/// The same as a cell; what is no time shows as sent.
pub fn time_cell(text: &str) -> Cell {
    time(text).map_or_else(|| Cell::text_of(text), Cell::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_utc_and_what_is_none_shows_as_sent() {
        let shown = time_cell("2026-11-20T19:42:58.993712");
        assert_eq!(shown.shown(), "2026-11-20 19:42:58");
        assert_eq!(time_cell("2026-11-20T19:42:58").shown(), "2026-11-20 19:42:58");
        assert_eq!(time_cell(""), Cell::Empty);
        assert_eq!(time_cell("yesterday").shown(), "yesterday");
    }
}
