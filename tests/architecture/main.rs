//! The map of the rooms, checked: the invariants of `src/lib.rs`, read from the source text.
//!
//! - [`text`]: source text without comments, strings and test code.
//! - [`paths`]: the modules a source names, whichever way it writes their paths.
//! - [`source`]: the files of `src`.
//! - [`rules`]: one function per invariant; each offence says where, what, and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a failure here is a failed test"
)]

mod paths;
mod rules;
mod source;
mod text;

use rules::Offence;
use source::Source;

/// Fails with every offence at once.
fn keep(rule: fn(&[Source]) -> Vec<Offence>) {
    let sources = source::of_crate();
    assert!(
        sources.len() > 50,
        "the sources are not where this test looks for them"
    );
    let offences: Vec<String> = rule(&sources).iter().map(ToString::to_string).collect();
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

#[test]
fn a_room_names_only_the_rooms_below_it() {
    keep(rules::arrows);
}

#[test]
fn the_neutral_vocabulary_knows_no_runtime_no_terminal_and_no_http() {
    keep(rules::vocabulary_is_pure);
}

#[test]
fn a_managers_name_occurs_in_its_folder_and_in_one_line_of_the_registry() {
    keep(rules::managers_are_named_once);
}

#[test]
fn only_the_door_names_the_http_client_and_only_simulators_the_server() {
    keep(rules::http_has_its_places);
}

#[test]
fn in_the_console_only_the_runtime_touches_the_world() {
    keep(rules::screens_are_pure);
}

#[test]
fn a_simulator_does_not_know_its_managers_client() {
    keep(rules::simulators_are_independent);
}

#[test]
fn files_are_small_lints_have_reasons_and_modules_have_names() {
    keep(rules::house_style);
}
