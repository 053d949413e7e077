//! A key that encrypts disks ("Encryption keys, users, Kafka objects"): what is known of it is its address alone.

use std::sync::Arc;

use crate::resource::{Cell, Column, Detail, Field, Row};

use super::super::wire::EncryptionKey;
use super::{row, stateless};

/// Columns of an encryption key.
pub const COLUMNS: [Column; 4] = [
    Column::left("alias", "ALIAS", (8, 30), 0),
    Column::left("arn", "ARN", (20, 90), 1),
    Column::left("provider", "PROVIDER", (8, 20), 2),
    Column::left("id", "ID", (36, 36), 3),
];

/// The row of a key; never fails.
pub fn row_of_element(raw: &str) -> Row {
    match serde_json::from_str::<EncryptionKey>(raw) {
        Ok(key) if !key.id.is_empty() => key_row(&key),
        Ok(key) => {
            let why = format!("{} has no id", key.alias);
            Row::unreadable(&why, COLUMNS.len(), &why)
        }
        Err(error) => Row::unreadable("encryption-key", COLUMNS.len(), &error.to_string()),
    }
}

fn key_row(key: &EncryptionKey) -> Row {
    let name = if key.alias.is_empty() { &key.id } else { &key.alias };
    let cells = [&key.alias, &key.arn, &key.provider, &key.id].map(|text| Cell::text_of(text));
    row(&key.id, name, stateless(), cells)
}

/// Everything about a key: its element of the list.
pub fn detail(element: &str) -> Detail {
    let row = row_of_element(element);
    let fields = COLUMNS
        .iter()
        .zip(&row.cells)
        .filter(|(_, value)| **value != Cell::Empty);
    Detail {
        fields: fields
            .map(|(column, value)| Field::new(column.id, value.clone()))
            .collect(),
        row: Arc::new(row),
        busy_since: None,
        children: Vec::new(),
        events: Vec::new(),
        document: element.into(),
        spec: None,
    }
}
