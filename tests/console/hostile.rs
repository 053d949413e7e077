//! What managers send is shown, and never obeyed.

use serde_json::json;

use crate::on_manager;
use crate::support::{Console, Key, Reply, Server, assert_only_frames};

#[test]
fn control_characters_of_a_manager_are_shown_and_not_obeyed() {
    let server = Server::start(|path| {
        let cluster = hostile_cluster();
        Reply::Json(if path == "/api/v1/clusters" {
            json!([cluster]).to_string()
        } else {
            cluster.to_string()
        })
    });
    let console = on_manager(&server.url(), &[]);
    console.wait_for("evil^[[31mred^G");
    console.wait_for("i-1^[[2J");
    console.wait_for("boo^[]0;owned^G<U+009B>2J");
    console.send_key(Key::Enter);
    for tab in ["2", "3", "4", "1"] {
        console.wait_for_repaint(|console| {
            console.send(tab);
            console.send_key(Key::Control('l'));
        });
    }
    console.send("s");
    console.wait_for("evil^[[31mred^G, 127.0.0.1 (imply)");
    console.send_key(Key::Escape);
    console.wait_until_gone("Type the verb");
    console.send(":quit\r");
    assert_eq!(console.exit_code(), 0);
    assert_only_frames(&console.raw_output());
    console.assert_restored();
}

fn hostile_cluster() -> serde_json::Value {
    json!({
        "metadata": { "name": "evil\u{1b}[31mred\u{7}", "uid": "id\u{1b}[5n-0001" },
        "spec": { "version": "2026.01\u{1b}c", "desiredState": "STARTED", "k\u{1b}[1mey": "v\u{9b}31m\u{7f}" },
        "status": {
            "status": "OK\u{1b}[7m",
            "state": "RUNNING",
            "resourceVersion": 3,
            "servers": [{
                "instanceId": "i-1\u{1b}[2J", "instanceType": "m5\u{8}", "nodeType": "data",
                "state": "RUNNING", "privateIp": "10.0.0.1\u{1b}[H"
            }],
            "events": [{
                "level": "INFO", "source": "x\u{e}", "timestamp": "2026-01-01T00:00:00Z",
                "message": "boo\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}"
            }]
        }
    })
}

#[test]
fn control_characters_in_an_error_are_shown_and_not_obeyed() {
    let server = Server::start(|_| {
        let error = json!({ "error": { "message": "no\u{1b}[2J\u{7}\u{1b}]0;owned\u{7}" } });
        Reply::Status(400, error.to_string())
    });
    let console = on_manager(&server.url(), &[]);
    console.wait_for("STALE");
    console.send("c");
    console.wait_for("Contexts");
    console.wait_for("no^[[2J^G");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    assert_only_frames(&console.raw_output());
}

#[test]
fn an_answer_that_is_no_list_is_told_and_ends_nothing() {
    for body in [
        "",
        "<html>\u{1b}[2Jproxy</html>",
        "[{\"metadata\":",
        "{}",
        "[1, null, []]",
    ] {
        let server = Server::start(move |_| Reply::Json(body.to_owned()));
        let console = on_manager(&server.url(), &[]);
        server.wait_for("/api/v1/clusters", 1);
        console.wait_until(|screen| {
            let text = screen.contents();
            text.contains("STALE") || text.contains("3 clusters")
        });
        console.send("c?q");
        assert_eq!(console.exit_code(), 0);
        assert_only_frames(&console.raw_output());
    }
}

#[test]
fn wide_and_combining_characters_keep_the_columns() {
    let console = Console::start(&["--sandbox", "--quiet", "-c", "stage"]);
    console.wait_for("データ-lab");
    console.wait_for("cafe\u{301}-events");
    let columns = console.inspect(|screen| {
        let (rows, cols) = screen.size();
        let column = |word: &str| {
            (0..rows.get()).find_map(|row| {
                let line = screen.rows(0, cols.get()).nth(row.into())?;
                line.contains(word).then(|| state_column(screen, row))
            })
        };
        ["analytics-stage ", "cafe\u{301}-events", "データ-lab"].map(|word| column(word).flatten())
    });
    assert!(columns[0].is_some(), "{}", console.screen_text());
    assert_eq!(columns[1], columns[0], "{}", console.screen_text());
    assert_eq!(columns[2], columns[0], "{}", console.screen_text());
}

#[test]
fn characters_whose_width_terminals_disagree_on_keep_the_columns() {
    const NAMES: [&str; 7] = [
        "a-plain",
        "b-\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "c-\u{1f1eb}\u{1f1f7}",
        "d-\u{2764}\u{fe0f}",
        "e-\u{0915}\u{094d}\u{0937}\u{093f}",
        "f-\u{200b}\u{00ad}\u{3164}",
        "g-\u{1f44d}\u{1f3fd}",
    ];
    let server = Server::start(|path| {
        let cluster = |(number, name): (usize, &&str)| {
            json!({
                "metadata": { "name": name, "uid": format!("id-{number:04}") },
                "status": { "status": "OK", "state": "RUNNING", "resourceVersion": 3, "servers": [], "events": [] }
            })
        };
        let clusters: Vec<_> = NAMES.iter().enumerate().map(cluster).collect();
        Reply::Json(if path == "/api/v1/clusters" {
            json!(clusters).to_string()
        } else {
            clusters[0].to_string()
        })
    });
    let console = on_manager(&server.url(), &[]);
    console.wait_for("7 clusters");
    console.wait_for("no servers");
    // Once painted whole, once by what changed.
    for _ in 0..2 {
        let columns = console.inspect(|screen| {
            let (rows, _) = screen.size();
            (0..rows.get())
                .filter_map(|row| state_column(screen, row))
                .collect::<Vec<_>>()
        });
        assert_eq!(columns.len(), NAMES.len(), "{}", console.screen_text());
        assert!(
            columns.iter().all(|column| *column == columns[0]),
            "{columns:?}\n{}",
            console.screen_text()
        );
        for _ in NAMES {
            console.send("j");
        }
        console.send("<");
        console.wait_until_gone("by name");
    }
}

/// The column in which the state of a running cluster begins.
fn state_column(screen: &vt100::Screen, row: u16) -> Option<u16> {
    (0..screen.size().1.get()).find(|col| {
        (0_u16..).zip("RUNNING".chars()).all(|(offset, letter)| {
            let cell = screen.cell(row, col + offset);
            cell.is_some_and(|cell| cell.contents() == letter.to_string())
        })
    })
}
