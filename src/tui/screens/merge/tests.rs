use super::{MergeScreen, MergeWanted};
use crate::spec::Json;
use crate::tui::keymap::Command;
use crate::tui::screens::Request;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::Page;
use crate::tui::screens::plan::sample::{Console, EDITING, base, with, words};

fn mine() -> Json {
    with(&[
        ("\"replicas\": 3", "\"replicas\": 5"),
        ("pearl", "ruby"),
        ("\"core\"", "\"edge\""),
    ])
}

fn theirs() -> Json {
    with(&[
        ("\"replicas\": 3", "\"replicas\": 4"),
        ("pearl", "opal"),
        (", \"tier2\": { \"size\": 2 }", ""),
    ])
}

/// Two conflicts: the replicas and the password. The other party alone took a tier away.
fn merge(console: &Console) -> MergeScreen {
    let wanted = MergeWanted {
        base: base(42, with(&[]), 0),
        mine: mine(),
        now: base(43, theirs(), 5),
        editing: &EDITING,
        name: "orders".into(),
    };
    MergeScreen::new(wanted, console.look())
}

fn run(screen: &mut MergeScreen, command: Command, console: &Console) -> Vec<Request> {
    screen.run(command, console.look()).unwrap()
}

#[test]
fn nothing_is_chosen_by_default_and_nothing_goes_on_before_all_is_decided() {
    let console = Console::new(80, 24);
    let mut screen = merge(&console);
    assert_eq!(
        words(&run(&mut screen, Command::Plan, &console)),
        ["say: 2 are not decided yet: spec.query.replicas, spec.password"]
    );
    run(&mut screen, Command::TakeTheirs, &console);
    assert_eq!(
        words(&run(&mut screen, Command::Plan, &console)),
        ["say: Not decided yet: spec.password"]
    );
    assert_eq!(
        screen.under_cursor(console.look()).as_deref(),
        Some("spec.password")
    );
    run(&mut screen, Command::TakeMine, &console);
    let decided = with(&[
        ("\"replicas\": 3", "\"replicas\": 4"),
        ("pearl", "ruby"),
        (", \"tier2\": { \"size\": 2 }", ""),
        ("\"core\"", "\"edge\""),
    ]);
    let requests = run(&mut screen, Command::Plan, &console);
    assert_eq!(
        words(&requests),
        [format!("rebase Some(43) {decided}"), "leave".into()]
    );
}

#[test]
fn a_value_of_ones_own_is_typed_and_what_is_no_json_stays_to_be_mended() {
    let console = Console::new(80, 24);
    let mut screen = merge(&console);
    assert_eq!(words(&run(&mut screen, Command::EditValue, &console)), ["type 5"]);
    let wrong = screen.line(Purpose::Value, "{7", console.look());
    let told = words(&wrong);
    assert_eq!(told[0], "type {7");
    assert!(
        told[1].starts_with("say: This is no JSON: line 1, column "),
        "{told:?}"
    );
    assert_eq!(screen.undecided(), 2);
    assert!(screen.line(Purpose::Value, "7", console.look()).is_empty());
    run(&mut screen, Command::MoveDown, &console);
    run(&mut screen, Command::TakeTheirs, &console);
    let requests = run(&mut screen, Command::Plan, &console);
    let Request::Rebase(_, document) = &requests[0] else {
        panic!("{requests:?}")
    };
    assert_eq!(document.to_string().matches("\"replicas\":7").count(), 1);
}

#[test]
fn a_value_of_null_takes_the_field_away() {
    let console = Console::new(80, 24);
    let mut screen = merge(&console);
    screen.line(Purpose::Value, "null", console.look());
    run(&mut screen, Command::MoveToBottom, &console);
    run(&mut screen, Command::TakeMine, &console);
    let requests = run(&mut screen, Command::Plan, &console);
    let Request::Rebase(_, document) = &requests[0] else {
        panic!("{requests:?}")
    };
    assert!(!document.to_string().contains("replicas"));
}

#[test]
fn a_secret_is_not_shown_and_a_mask_stands_for_mine() {
    let console = Console::new(160, 50);
    let mut screen = merge(&console);
    run(&mut screen, Command::TakeMine, &console);
    run(&mut screen, Command::MoveDown, &console);
    assert_eq!(
        words(&run(&mut screen, Command::EditValue, &console)),
        ["type \"********\""]
    );
    screen.line(Purpose::Value, "\"********\"", console.look());
    let painted = console.painted(&screen);
    assert!(
        ["pearl", "ruby", "opal"]
            .iter()
            .all(|secret| !painted.contains(secret)),
        "{painted}"
    );
    let requests = run(&mut screen, Command::Plan, &console);
    let Request::Rebase(_, document) = &requests[0] else {
        panic!("{requests:?}")
    };
    assert!(document.to_string().contains("\"password\":\"ruby\""));
}

#[test]
fn what_the_other_party_did_and_what_is_to_be_decided_is_in_sight() {
    let console = Console::new(80, 24);
    let mut screen = merge(&console);
    run(&mut screen, Command::TakeTheirs, &console);
    insta::assert_snapshot!(console.painted(&screen), @r#"
    | orders: v43 came meanwhile; you and another party both changed 2 places
    | 1 is to be decided: nothing is chosen by itself
    |── Changed by the other party ───────────────────────────────────────────── 3 ──
    |   ~ spec.query.replicas   replicas 3 -> 4
    |   - spec.data.tier2   tier2 removed
    |   ~ spec.password   password: another secret
    |── Changed by both ────────────────────────────────────────────── 1 undecided ──
    | ▌ t spec.query.replicas  theirs: 4
    |   ? spec.password        undecided
    |── Before (v42) ────────── ── Mine ────────────────── ── Theirs (v43)  chosen ──
    | 3                          5                          4
    |
    |
    |
    |
    |
    |
    |
    |
    |
    |
    "#);
}

#[test]
fn every_size_is_painted() {
    for (width, height) in [(1, 1), (4, 3), (20, 6), (40, 9), (110, 8), (500, 200)] {
        let console = Console::new(width, height);
        let mut screen = merge(&console);
        for command in [
            Command::PageDown,
            Command::MoveDown,
            Command::TakeMine,
            Command::PageUp,
        ] {
            run(&mut screen, command, &console);
            let _painted = console.painted(&screen);
        }
    }
}
