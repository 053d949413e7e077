//! Every rule can be broken.

use super::*;
use crate::source::with_tests_marked;

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    with_tests_marked(files.iter().map(|(path, text)| Source::new(path, text)).collect())
}

fn lines(rule: fn(&[Source]) -> Vec<Offence>, files: &[(&str, &str)]) -> Vec<String> {
    let offences = rule(&sources(files));
    offences
        .iter()
        .map(|offence| format!("{}:{}", offence.path, offence.line))
        .collect()
}

#[test]
fn an_arrow_against_the_map_is_an_offence() {
    let files = [
        ("cli/run.rs", "use crate::session::Session;\nuse crate::tui::app;"),
        ("session/open.rs", "fn f() { super::super::config::paths() }"),
        (
            "session/mod.rs",
            "#[cfg(test)]\nmod tests { use crate::sandbox::X; }",
        ),
        (
            "resource/row.rs",
            "use super::cell::Cell;\nuse crate::resource::Row;",
        ),
        (
            "managers/acme/mod.rs",
            "use crate::{resource::Row, session::Fact};",
        ),
        ("main.rs", "use quarterdeck::cli;"),
    ];
    assert_eq!(
        lines(arrows, &files),
        ["cli/run.rs:2", "session/open.rs:1", "managers/acme/mod.rs:1"]
    );
    assert_eq!(lines(arrows, &[("attic/mod.rs", "")]), ["attic/mod.rs:1"]);
}

#[test]
fn a_vocabulary_that_waits_is_an_offence() {
    let files = [
        (
            "resource/a.rs",
            "use tokio::sync::Notify;\n// tokio::spawn\nlet s = \"tokio::x\";",
        ),
        ("resource/b.rs", "let now = Utc::now();"),
        ("session/c.rs", "use tokio::time;"),
    ];
    assert_eq!(
        lines(vocabulary_is_pure, &files),
        ["resource/a.rs:1", "resource/b.rs:1"]
    );
}

#[test]
fn a_manager_named_elsewhere_is_an_offence() {
    let files = [
        ("managers/acme/mod.rs", "pub struct AcmeClient;"),
        (
            "managers/mod.rs",
            "//! acme\npub mod acme;\n#[cfg(test)]\nmod contract;",
        ),
        ("managers/contract.rs", "fn acme() {}"),
        ("managers/registry.rs", "&[super::acme::ENTRY];"),
        (
            "cli/help.rs",
            "const HELP: &str = \"\n  qd --manager acme --url x\";\nlet acme = 1;",
        ),
        (
            "tui/help.rs",
            "if name == \"acme\" {}\nlet simply_acmeish = 1;\nstruct ForAcme;",
        ),
    ];
    assert_eq!(
        lines(managers_are_named_once, &files),
        ["cli/help.rs:3", "tui/help.rs:1", "tui/help.rs:3"]
    );
    let twice = ("managers/registry.rs", "use super::acme;\n&[acme::ENTRY];");
    let also = ("managers/mod.rs", "pub mod acme;\npub use acme::X;");
    assert_eq!(
        lines(managers_are_named_once, &[files[0], twice, also]),
        ["managers/registry.rs:2", "managers/mod.rs:2"]
    );
    assert_eq!(lines(managers_are_named_once, &[]).len(), 1);
}

#[test]
fn http_out_of_its_place_is_an_offence() {
    let files = [
        ("transport/door.rs", "use reqwest::Url;"),
        ("transport/tls.rs", "use axum::Router;"),
        ("transport/endpoint.rs", "use axum::Router;"),
        ("session/a.rs", "use reqwest::Url;"),
        ("managers/acme/sandbox/routes.rs", "use axum::Router;"),
        ("managers/acme/sandbox.rs", "use axum::Router;"),
        ("managers/acme/client.rs", "fn f(r: axum::Router) {}"),
    ];
    assert_eq!(
        lines(http_has_its_places, &files),
        [
            "transport/tls.rs:1",
            "session/a.rs:1",
            "managers/acme/client.rs:1"
        ]
    );
}

#[test]
fn a_screen_that_touches_the_world_is_an_offence() {
    let files = [
        (
            "tui/runtime/run.rs",
            "use tokio::runtime; use crate::session::Fact; Instant::now();",
        ),
        ("tui/screens/a.rs", "use crate::session::Fact;"),
        ("tui/widgets/b.rs", "use ratatui::crossterm::event::KeyCode;"),
        (
            "tui/verbs.rs",
            "use crate::managers::About;\nuse crate::managers::Manager;",
        ),
        (
            "tui/app.rs",
            "let now = Utc::now();\nstd::fs::read(x);\nlet at: SystemTime;",
        ),
    ];
    assert_eq!(
        lines(screens_are_pure, &files),
        [
            "tui/screens/a.rs:1",
            "tui/widgets/b.rs:1",
            "tui/verbs.rs:2",
            "tui/app.rs:2",
            "tui/app.rs:1",
            "tui/app.rs:3"
        ]
    );
}

#[test]
fn a_simulator_that_uses_its_client_is_an_offence() {
    let files = [
        ("managers/acme/sandbox/a.rs", "use super::super::wire::Cluster;"),
        ("managers/acme/sandbox/mod.rs", "use super::{client, words};"),
        (
            "managers/acme/sandbox/b.rs",
            "use super::wire;\nuse crate::managers::acme::lenient::X;",
        ),
        ("managers/acme/kinds.rs", "use super::wire::Cluster;"),
    ];
    assert_eq!(
        lines(simulators_are_independent, &files),
        [
            "managers/acme/sandbox/a.rs:1",
            "managers/acme/sandbox/mod.rs:1",
            "managers/acme/sandbox/b.rs:2"
        ]
    );
}

#[test]
fn careless_style_is_an_offence() {
    let long = "\n".repeat(801);
    let files = [
        ("tui/utils.rs", ""),
        ("tui/long.rs", long.as_str()),
        (
            "tui/quiet.rs",
            "\n#[allow(dead_code)]\nfn f() {}\n#[expect(\n    x,\n    reason = \"y\"\n)]\nfn g() {}",
        ),
    ];
    assert_eq!(
        lines(house_style, &files),
        ["tui/utils.rs:1", "tui/long.rs:800", "tui/quiet.rs:2"]
    );
}

#[test]
fn an_offence_says_where_what_and_what_to_do() {
    let offences = arrows(&sources(&[("cli/run.rs", "use crate::tui::app;")]));
    assert_eq!(
        offences[0].to_string(),
        "src/cli/run.rs:1: `cli` names `tui`, which is not below it\n    \
         move what is needed down into a room that both may use, or pass it in"
    );
}
