//! `qd history`, `qd diff`, `qd restore`.

use crate::STAGE;
use crate::harness::{Home, Served, stage};

#[test]
fn versions_are_listed_down_to_the_first_that_is_kept() {
    let all = stage(&["history", "analytics-stage", "--limit", "0", "-o", "json"])
        .expect(0)
        .json();
    let all = all.as_array().unwrap();
    assert_eq!(all[0]["now"], "runs");
    assert_eq!(all[0]["changes"][0]["path"], "spec.version");
    let numbers: Vec<_> = all
        .iter()
        .map(|version| version["version"].as_i64().unwrap())
        .collect();
    assert!(numbers.is_sorted_by(|a, b| a == &(b + 1)), "{numbers:?}");
    assert_eq!(all.last().unwrap()["changes"], serde_json::Value::Null);
    let three = stage(&["history", "analytics-stage", "--limit", "3", "-o", "name"]).expect(0);
    assert_eq!(three.out.lines().count(), 3);
}

#[test]
fn a_version_that_is_not_kept_is_told_with_the_current_one() {
    let run = stage(&["diff", "analytics-stage", "--from", "v99"]).expect(3);
    assert!(run.err.contains("the current one is 17"), "{}", run.err);
    stage(&["diff", "analytics-stage", "--from", "latest"]).expect(2);
}

#[test]
fn a_restored_version_is_a_new_one_with_the_old_content() {
    let served = Served::start(&["--speed", "1000"]);
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .config(&served.config(&["east"]));
    let current = home
        .run(&["history", "clickstream", "--limit", "1", "-o", "name"])
        .expect(0);
    let current: i64 = current.out.trim().parse().unwrap();
    let old = (current - 1).to_string();
    let refused = home
        .run(&["restore", "clickstream", "--to", &old, "--yes"])
        .expect(4);
    assert!(refused.err.contains("--confirm clickstream"), "{}", refused.err);
    let restore = [
        "restore",
        "clickstream",
        "--to",
        &old,
        "--confirm",
        "clickstream",
        "--force",
        "--wait",
    ];
    home.run(&restore).expect(0);
    let same = home
        .run(&["diff", "clickstream", "--from", &old, "-o", "json"])
        .expect(0)
        .json();
    assert_eq!(same["to"].as_i64(), Some(current + 1));
    assert_eq!(same["changes"].as_array().map(Vec::len), Some(0));
    let again = home.run(&restore).expect(0);
    assert!(again.out.contains("no change"), "{}", again.out);
}

#[test]
fn reading_versions_needs_no_leave_to_change_anything() {
    let read_only = ["--sandbox", "--quiet", "-c", "stage", "--read-only"];
    Home::new()
        .run(&[&["history", "analytics-stage"][..], &read_only].concat())
        .expect(0);
    let restore = [
        "restore",
        "analytics-stage",
        "--to",
        "16",
        "--confirm",
        "analytics-stage",
    ];
    Home::new().run(&[&restore[..], &read_only].concat()).expect(4);
    Home::new().run(&[&restore[..], &STAGE].concat()).expect(0);
}
