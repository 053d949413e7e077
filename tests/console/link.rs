//! The connection: lost, back again, and still.

use serde_json::json;

use crate::on_manager;
use crate::support::{Key, Reply, Sandbox, Server};

#[test]
fn a_lost_manager_leaves_its_last_data_marked_and_comes_back_by_itself() {
    let sandbox = Sandbox::serve(&["--quiet"]);
    let url = sandbox.url().to_owned();
    let console = on_manager(&url, &["--refresh", "1s"]);
    console.wait_for("clickstream");
    drop(sandbox);
    console.wait_for("STALE, as of");
    console.wait_for("next try");
    assert!(console.screen_text().contains("clickstream"));
    console.send("?");
    console.wait_for("Help");
    console.send_key(Key::Escape);
    console.wait_for("clickstream");
    let _again = Sandbox::serve_again(&url, &["--quiet"]);
    console.wait_until(|screen| {
        let mut rows = screen.rows(0, 120);
        rows.any(|row| row.contains("Clusters") && row.contains("same since"))
    });
}

#[test]
fn a_lost_manager_is_asked_at_once_when_the_user_says_so() {
    let sandbox = Sandbox::serve(&["--quiet"]);
    let url = sandbox.url().to_owned();
    let console = on_manager(&url, &[]);
    console.wait_for("clickstream");
    drop(sandbox);
    console.send("r");
    console.wait_for("STALE, as of");
    let _again = Sandbox::serve_again(&url, &["--quiet"]);
    console.send("r");
    console.wait_until_gone("STALE");
    console.wait_for("clickstream");
}

#[test]
fn answers_that_say_the_same_write_nothing() {
    let server = Server::start(|path| {
        let cluster = json!({
            "metadata": { "name": "orders", "uid": "id-0001" },
            "status": { "status": "OK", "state": "RUNNING", "resourceVersion": 3, "servers": [], "events": [] }
        });
        Reply::Json(if path == "/api/v1/clusters" {
            json!([cluster]).to_string()
        } else {
            cluster.to_string()
        })
    });
    let console = on_manager(&server.url(), &["--refresh", "1s"]);
    console.wait_for("no servers");
    server.wait_for("/api/v1/clusters", 2);
    let written = console.raw_output().len();
    server.wait_for("/api/v1/clusters", 4);
    assert_eq!(console.raw_output().len(), written, "{}", console.screen_text());
}

#[test]
fn a_refused_credential_is_not_tried_again_until_the_user_asks() {
    let server = Server::start(|_| Reply::Status(401, json!({ "error": "no" }).to_string()));
    let console = on_manager(&server.url(), &["--refresh", "1s"]);
    console.wait_for("127.0.0.1: log in");
    console.wait_for("127.0.0.1 refused who you are: no. L logs in");
    console.wait_for("not tried again by itself");
    assert_eq!(server.count("/api/v1/clusters"), 1);
    console.send("r");
    server.wait_for("/api/v1/clusters", 2);
    console.send("q");
    assert_eq!(console.exit_code(), 0);
}
