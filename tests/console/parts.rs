//! A manager that is asked slowly: clusters with many kinds of parts, some of which not every cluster has.

use crate::support::{Console, Key, Sandbox};
use crate::{confirm, run_command};

/// A simulated manager whose clusters come up within seconds; it is asked no faster than a real one.
fn with_parts(cols: u16, rows: u16) -> (Sandbox, Console) {
    let sandbox = Sandbox::serve_manager("instaclustr", &["--quiet", "--speed", "600"]);
    let console = Console::setup()
        .env("QD_USER", "a")
        .env("QD_PASSWORD", "a")
        .size(cols, rows)
        .start(&["--manager", "instaclustr", "--url", sandbox.url()]);
    console.wait_for("catalogue_prod");
    (sandbox, console)
}

fn open(console: &Console, name: &str) {
    console.send("/");
    console.wait_for("filter:");
    console.send(name);
    console.send_key(Key::Enter);
    console.send_key(Key::Enter);
    console.wait_for("bundle ");
}

/// Types a line into the form, and goes to the next field.
fn fill(console: &Console, text: &str) {
    console.send(text);
    console.wait_for(text);
    console.send_key(Key::Enter);
}

#[test]
fn a_cluster_is_made_followed_until_it_runs_and_is_resized() {
    let (_sandbox, console) = with_parts(80, 24);
    run_command(&console, "create-cassandra");
    console.wait_for("Nothing is sent before you have confirmed it");
    fill(&console, "shop_orders");
    fill(&console, "3.11.13");
    console.send_key(Key::Enter);
    fill(&console, "US_EAST_1");
    fill(&console, "m5l-250-v2");
    console.send_key(Key::Control('s'));
    console.wait_for("Press y to confirm it");
    // All of it is on the smallest screen, though much was asked.
    let dialog = console.screen_text();
    for words in ["node-size m5l-250-v2", "as proposed", "undo"] {
        assert!(dialog.contains(words), "{words}: {dialog}");
    }
    assert!(!dialog.contains("CUT"), "{dialog}");
    console.insist(b"y", |screen| !screen.contains("Press y"));
    console.wait_for("shop_orders is created");
    open(&console, "shop_orders");
    console.wait_for("state RUNNING");
    console.send("5");
    console.wait_for("US_EAST_1");
    console.send("m");
    console.wait_for("shop_orders:");
    console.send("resize");
    console.send_key(Key::Enter);
    console.wait_for("concurrent-resizes");
    fill(&console, "m5xl-1600-v2");
    console.send_key(Key::Control('s'));
    confirm(&console, "Type the verb, resize:", "resize");
    console.wait_for("is resized");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}

#[test]
fn what_a_cluster_cannot_have_is_said_in_its_tab_and_where_to_choose_in_the_menu() {
    let (_sandbox, console) = with_parts(80, 24);
    open(&console, "catalogue_prod");
    console.send("m");
    console.wait_for("catalogue_prod:");
    console.send("resize");
    console.wait_for("select a data centre first, on the tab data-centres");
    console.send_key(Key::Escape);
    console.wait_until_gone("catalogue_prod:");
    console.send("m");
    console.wait_for("catalogue_prod:");
    console.send("stop");
    console.wait_for("not offered: ");
    console.send_key(Key::Escape);
    console.wait_until_gone("catalogue_prod:");
    run_command(&console, "topics");
    console.wait_for("only clusters of Kafka have topics; this one runs Cassandra");
    let screen = console.screen_text();
    assert!(
        !screen.contains("STALE") && !screen.contains("Could not"),
        "{screen}"
    );
    run_command(&console, "users");
    console.wait_for("iccassandra");
}
