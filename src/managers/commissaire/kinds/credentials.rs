//! How to get into a host: its user and its private key ("Hosts", `GET /host/{address}/creds`).
//!
//! A list would have to fetch every key: it says only for which hosts there are credentials. A key is fetched when
//! its host's credential is opened, and shown when it is revealed.

use std::sync::Arc;

use secrecy::ExposeSecret;

use crate::resource::{Cell, Column, Detail, Field, Row, State, StateClass};

use super::super::wire::{Host, HostCreds};
use super::super::words;

/// Columns of a credential.
pub const COLUMNS: [Column; 2] = [
    Column::left("host", "HOST", (11, 30), 0),
    Column::left("host-status", "HOST STATUS", (11, 14), 1),
];

/// The row of a host's credential, from the list of hosts; never fails.
pub fn row_of_element(raw: &str) -> Row {
    match serde_json::from_str::<Host>(raw) {
        Ok(host) => row(&host.address, Cell::State(words::host_status(&host.status))),
        Err(error) => Row::unreadable("credential", COLUMNS.len(), &error.to_string()),
    }
}

fn row(address: &str, status: Cell) -> Row {
    Row {
        id: address.into(),
        name: address.into(),
        // A credential has no life cycle.
        state: State::new("", StateClass::Neutral),
        progress: None,
        version: None,
        cells: Box::new([Cell::text_of(address), status]),
    }
}

/// Everything about a credential but the key itself, which stands in the document alone.
pub fn detail(document: &str, address: &str, creds: &HostCreds, host_status: Option<&str>) -> Detail {
    let status = host_status.map_or(Cell::Empty, |word| Cell::State(words::host_status(word)));
    let key = creds.ssh_priv_key.expose_secret();
    let key = match key.len() {
        0 => "none: the manager cannot get into this host".to_owned(),
        length => {
            format!("{length} characters of base64; the raw document has it, masked until it is revealed")
        }
    };
    let fields = [
        ("host", Cell::text_of(address)),
        ("remote user", Cell::text_of(&creds.remote_user)),
        // Under a name that is no secret's: what it says is none.
        ("key", Cell::text_of(&key)),
    ];
    Detail {
        row: Arc::new(row(address, status)),
        fields: fields.map(|(label, value)| Field::new(label, value)).into(),
        busy_since: None,
        children: Vec::new(),
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}
