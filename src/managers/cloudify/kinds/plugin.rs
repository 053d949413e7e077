//! A plugin (§3, §4.9).

use crate::resource::{Cell, Column, Detail, Row};

use super::super::wire::Plugin;
use super::{detail_of, row as plain_row, row_of, stateless, time_cell};

/// Columns of a plugin.
pub const COLUMNS: [Column; 6] = [
    Column::left("plugin", "PLUGIN", (14, 40), 0),
    Column::left("version", "VERSION", (7, 14), 0),
    Column::left("distribution", "DISTRIBUTION", (12, 20), 2),
    Column::left("platform", "PLATFORM", (8, 24), 5),
    Column::left("uploaded", "UPLOADED", (19, 19), 1),
    Column::left("id", "ID", (36, 36), 6),
];

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    row_of(raw, "plugin", COLUMNS.len(), |it: &Plugin| &it.id, row)
}

pub fn row(plugin: &Plugin) -> Row {
    let name = if plugin.package_name.is_empty() {
        &plugin.id
    } else {
        &plugin.package_name
    };
    plain_row(
        &plugin.id,
        name,
        stateless(),
        [
            Cell::text_of(name),
            Cell::text_of(&plugin.package_version),
            Cell::text_of(&distribution(plugin)),
            Cell::text_of(&plugin.supported_platform),
            time_cell(&plugin.uploaded_at),
            Cell::text_of(&plugin.id),
        ],
    )
}

pub fn detail(document: &str, plugin: &Plugin) -> Detail {
    detail_of(
        row(plugin),
        document,
        [
            ("version", Cell::text_of(&plugin.package_version)),
            ("title", Cell::text_of(&plugin.title)),
            ("source", Cell::text_of(&plugin.package_source)),
            ("archive", Cell::text_of(&plugin.archive_name)),
            ("distribution", Cell::text_of(&distribution(plugin))),
            ("platform", Cell::text_of(&plugin.supported_platform)),
            ("python", Cell::text_of(&plugin.supported_py_versions.join(", "))),
            ("wheels", Cell::text_of(&plugin.wheels.join(", "))),
            ("uploaded", time_cell(&plugin.uploaded_at)),
            ("created by", Cell::text_of(&plugin.created_by)),
            ("tenant", Cell::text_of(plugin.tenant())),
            ("seen by", Cell::text_of(plugin.seen_by())),
        ],
    )
}

fn distribution(plugin: &Plugin) -> String {
    let words = [
        &plugin.distribution,
        &plugin.distribution_release,
        &plugin.distribution_version,
    ];
    let words: Vec<&str> = words
        .into_iter()
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    words.join(" ")
}
