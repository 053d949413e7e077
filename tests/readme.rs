//! What the README says of keys and exit codes is what the program does.
//!
//! After a change: `UPDATE_README=1 cargo test --test readme` writes both tables anew.

#![expect(clippy::expect_used, reason = "a test that cannot read the README has failed")]

use quarterdeck::cli::exit::Exit;
use quarterdeck::tui::keymap::Keymap;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The part of the README between two marks, and the same README with `wanted` there.
fn section(readme: &str, mark: &str, wanted: &str) -> (String, String) {
    let (begin, end) = (
        format!("<!-- {mark}: begin -->\n"),
        format!("<!-- {mark}: end -->"),
    );
    let (before, rest) = readme.split_once(&begin).expect("the README has the mark");
    let (found, after) = rest.split_once(&end).expect("the README has the end mark");
    (found.to_owned(), format!("{before}{begin}{wanted}{end}{after}"))
}

fn assert_current(mark: &str, wanted: &str) {
    let wanted = format!("\n{}\n\n", wanted.trim_end());
    let readme = std::fs::read_to_string(README).expect("the README can be read");
    let (found, renewed) = section(&readme, mark, &wanted);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(README, renewed).expect("the README can be written");
        return;
    }
    assert_eq!(
        found, wanted,
        "UPDATE_README=1 cargo test --test readme writes it anew"
    );
}

// One test: both tables are in one file, which must not be written by two at once.
#[test]
fn the_readmes_tables_are_those_of_the_program() {
    assert_current("keys", &Keymap::default_keys().markdown());
    let codes: Vec<String> = Exit::ALL
        .iter()
        .map(|exit| format!("| {} | {} |", exit.code(), exit.meaning()))
        .collect();
    assert_current(
        "exit codes",
        &format!("| code | meaning |\n|---|---|\n{}", codes.join("\n")),
    );
}
