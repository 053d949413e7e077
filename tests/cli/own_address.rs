//! `mine` where a network is wanted: the operator's own address, known before anything is asked or sent.

use crate::harness::{Home, Served};

const OPEN: [&str; 7] = [
    "add-firewall-rule",
    "orders_staging",
    "--network",
    "MINE",
    "--types",
    "CASSANDRA_CQL",
    "--yes",
];

/// A manager whose world runs fast, and a home with a context there. It is asked as slowly as the real one, so that
/// each test asks little.
fn at_home(more: &str) -> (Served, Home) {
    let served = Served::of("instaclustr", &["--speed", "1000"]);
    let context = served
        .config(&["east"])
        .replace("secret", "auth = \"basic\"\nuser = \"ada\"\nsecret");
    let home = Home::new()
        .env("QD_TOKEN", "sandbox-provisioning-key-1")
        .config(&format!("{context}{more}"));
    (served, home)
}

/// What the journal says of what was asked for.
fn asked(home: &Home) -> String {
    home.run(&["journal", "-o", "json"]).expect(0).out
}

#[test]
fn a_rule_for_ones_own_address_is_for_where_the_session_comes_from() {
    let (_served, home) = at_home("");
    let home = home
        .env("SSH_CONNECTION", "203.0.113.77 51234 10.0.0.1 22")
        .env("SSH_CLIENT", "198.51.100.9 51234 22");
    let run = home.run(&OPEN).expect(0);
    let journal = asked(&home);
    assert!(journal.contains("\"network: 203.0.113.77\""), "{journal}");
    for text in [run.out, run.err, journal] {
        assert!(!text.to_lowercase().contains("mine"), "{text}");
    }
}

#[test]
fn where_it_is_not_known_nothing_is_sent_and_what_was_looked_at_is_said() {
    let (_served, home) = at_home("");
    let run = home.run(&OPEN).expect(2);
    let why =
        "--network: this session does not come over SSH: say the address, or set my_address in the context";
    assert!(run.err.contains(why), "{run:?}");
    let home = home.env("SSH_CONNECTION", "10.1.2.3 51234 10.0.0.1 22");
    let run = home.run(&OPEN).expect(2);
    let why = "this session comes from 10.1.2.3, which is private";
    assert!(
        run.err.contains(why) && run.err.contains("nothing was sent"),
        "{run:?}"
    );
    assert!(!asked(&home).contains("firewall"), "{}", asked(&home));
}

#[test]
fn what_the_context_says_goes_before_where_the_session_comes_from() {
    let (_served, home) = at_home("my_address = \"198.51.100.0/24\"\n");
    let home = home.env("SSH_CONNECTION", "203.0.113.77 51234 10.0.0.1 22");
    home.run(&OPEN).expect(0);
    let journal = asked(&home);
    assert!(journal.contains("\"network: 198.51.100.0/24\""), "{journal}");
}
