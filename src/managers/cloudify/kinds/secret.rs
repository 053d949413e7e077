//! A secret (§3, §4.10). Its value is read with it alone, stays in the document, and is masked there until revealed.

use crate::resource::{Cell, Column, Detail, Row};

use super::super::wire::Secret;
use super::{detail_of, flag_cell, row as plain_row, row_of, stateless, time_cell};

/// Columns of a secret.
pub const COLUMNS: [Column; 5] = [
    Column::left("key", "KEY", (14, 48), 0),
    Column::left("updated", "UPDATED", (19, 19), 1),
    Column::left("created", "CREATED", (19, 19), 2),
    Column::left("created-by", "BY", (6, 16), 3),
    Column::left("seen-by", "SEEN BY", (7, 9), 4),
];

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(raw, "secret", COLUMNS.len(), |it: &Secret| &it.key, row)
}

pub fn row(secret: &Secret) -> Row {
    plain_row(
        &secret.key,
        &secret.key,
        stateless(),
        [
            Cell::text_of(&secret.key),
            time_cell(&secret.updated_at),
            time_cell(&secret.created_at),
            Cell::text_of(&secret.created_by),
            Cell::text_of(secret.seen_by()),
        ],
    )
}

pub fn detail(document: &str, secret: &Secret) -> Detail {
    detail_of(
        row(secret),
        document,
        [
            // Under a name that is no secret's: what it says is none.
            ("what it holds", Cell::text_of("in the raw document, masked")),
            ("only for its owner", flag_cell(secret.is_hidden_value)),
            ("kept by", Cell::text_of(&secret.provider_name)),
            ("created", time_cell(&secret.created_at)),
            ("updated", time_cell(&secret.updated_at)),
            ("created by", Cell::text_of(&secret.created_by)),
            ("tenant", Cell::text_of(secret.tenant())),
            ("seen by", Cell::text_of(secret.seen_by())),
        ],
    )
}
