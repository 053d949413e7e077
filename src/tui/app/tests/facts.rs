//! Answers and failures: what they change on the screen, and what they leave alone.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::fixture::{Driver, key, row};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Cell, Event, Health, HealthMark, Level, Listing, Notice, Waiting, cluster};
use crate::tui::msg::{Effect, Msg};

#[test]
fn a_failed_refresh_keeps_the_rows_and_says_why_and_what_comes_next() {
    let mut driver = Driver::new();
    driver.fail_list("prod");
    let screen = driver.paint();
    assert!(
        screen.contains("orders") && screen.contains("billing"),
        "{screen}"
    );
    assert!(screen.contains("prod unreachable, next try 08:00:20"), "{screen}");
    assert!(screen.contains("1 of 3 contexts stale"), "{screen}");
    driver.keys("c");
    assert!(
        driver
            .screen()
            .contains("Could not list clusters: connection refused; next try 08:00:20"),
        "{}",
        driver.screen()
    );
}

#[test]
fn the_other_contexts_go_on_when_one_fails() {
    let mut driver = Driver::new();
    driver.fail_list("prod");
    driver.list("stage", &[("brand-new", "RUNNING")]);
    let screen = driver.screen();
    assert!(
        screen.contains("brand-new") && screen.contains("orders"),
        "{screen}"
    );
    driver.confirm_list("prod");
    assert!(!driver.screen().contains("unreachable"));
}

#[test]
fn a_console_that_reaches_nobody_does_not_claim_to_be_asking() {
    let mut driver = Driver::silent(120, 40);
    assert!(driver.screen().contains("asking for the clusters"));
    for context in ["prod", "stage", "audit"] {
        driver.fail_list(context);
    }
    let screen = driver.screen();
    assert!(!screen.contains("asking for the clusters"), "{screen}");
    assert!(screen.contains("no answer yet"), "{screen}");
}

#[test]
fn the_freshness_words_are_since_then_old_then_stale() {
    let mut driver = Driver::new();
    driver.keys(":");
    driver.text("context stage");
    driver.keys("enter");
    assert!(driver.screen().contains("same since 08:00:00"));
    driver.now += chrono::TimeDelta::seconds(5);
    driver.confirm_list("stage");
    assert!(driver.screen().contains("same since 08:00:00"));
    driver.wait(40_000);
    assert!(driver.screen().contains("s old"), "{}", driver.screen());
    driver.fail_list("stage");
    assert!(
        driver.screen().contains("STALE, as of 08:00"),
        "{}",
        driver.screen()
    );
}

#[test]
fn an_unchanged_answer_asks_for_no_frame() {
    let mut driver = Driver::new();
    driver.read("stage", "batch", "STOPPED", &[]);
    driver.paint();
    driver.now += chrono::TimeDelta::seconds(5);
    driver.confirm_list("prod");
    driver.confirm_read("stage", "batch");
    assert!(!driver.model.take_dirty());
    driver.read("stage", "batch", "STARTING", &[]);
    assert!(driver.model.take_dirty());
}

#[test]
fn the_answer_after_an_overdue_one_takes_the_age_off_the_screen() {
    let mut driver = Driver::new();
    driver.read("stage", "batch", "STOPPED", &[]);
    driver.wait(60_000);
    assert!(driver.screen().contains("m old"), "{}", driver.screen());
    driver.paint();
    for context in ["prod", "stage", "audit"] {
        driver.confirm_list(context);
    }
    assert!(driver.model.take_dirty());
    driver.confirm_read("stage", "batch");
    assert!(driver.model.take_dirty());
    assert!(!driver.screen().contains("old"), "{}", driver.screen());
}

#[test]
fn the_list_shows_what_a_later_read_said_until_it_is_answered_again() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.now += chrono::TimeDelta::seconds(2);
    driver.read("stage", "web", "UPDATING", &[]);
    assert!(driver.screen().contains("UPDATING"));
    driver.select("orders");
    driver.wait(1_000);
    driver.now += chrono::TimeDelta::seconds(8);
    driver.confirm_list("stage");
    assert!(
        !driver.screen().contains("UPDATING"),
        "the update has come and gone between two lists:\n{}",
        driver.screen()
    );
    driver.select("web");
    driver.keys("s");
    assert!(driver.has_dialog());
}

#[test]
fn a_list_that_was_asked_for_before_a_read_does_not_take_it_back() {
    let mut driver = Driver::new();
    driver.now += chrono::TimeDelta::seconds(2);
    driver.read("stage", "web", "UPDATING", &[]);
    driver.confirm_list("stage");
    assert!(driver.screen().contains("UPDATING"));
}

#[test]
fn a_verb_is_judged_by_the_newest_answer_also_if_the_cluster_was_read_before() {
    let mut driver = Driver::new();
    driver.read("stage", "web", "RUNNING", &[]);
    driver.now += chrono::TimeDelta::seconds(10);
    driver.list("stage", &[("batch", "STOPPED"), ("web", "STOPPED")]);
    driver.select("web");
    driver.keys("s");
    assert!(!driver.has_dialog(), "{}", driver.screen());
    driver.keys("S");
    assert!(driver.screen().contains("STOPPED, ok"), "{}", driver.screen());
}

#[test]
fn a_cluster_on_the_screen_is_not_forgotten_while_it_is_answered() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    for number in 0..40 {
        driver.read("prod", &format!("other{number}"), "RUNNING", &[]);
        driver.confirm_read("stage", "web");
    }
    assert!(driver.screen().contains("i-0a3f9c12"));
}

#[test]
fn the_minutes_of_a_running_change_move_on_while_equal_answers_come() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    driver.read("stage", "web", "UPDATING", &[]);
    let began = driver.now;
    for _ in 0..11 {
        driver.now += chrono::TimeDelta::seconds(5);
        driver.confirm_read("stage", "web");
    }
    let wake = driver.model.next_wake().expect("the minutes go on");
    assert!(wake <= began + chrono::TimeDelta::seconds(60));
    driver.now = began + chrono::TimeDelta::seconds(60);
    driver.tell(Msg::Tick);
    assert!(driver.model.take_dirty());
    assert!(driver.screen().contains("seen for 1m"), "{}", driver.screen());
}

#[test]
fn contexts_follow_their_answers_also_while_another_screen_is_above() {
    let mut driver = Driver::new();
    driver.keys("c ?");
    driver.fail_list("audit");
    driver.keys("esc");
    assert!(driver.screen().contains("unreachable"));
    driver.now += chrono::TimeDelta::seconds(5);
    driver.confirm_list("stage");
    assert!(driver.model.is_dirty(), "the time of an answer is shown here");
}

#[test]
fn a_context_that_falls_behind_is_called_overdue() {
    let mut driver = Driver::new();
    driver.keys("c");
    driver.wait(60_000);
    let screen = driver.screen();
    let table = screen.split("Contexts").nth(1).unwrap();
    assert!(table.contains("overdue"), "{screen}");
}

#[test]
fn refresh_asks_for_the_lists_that_are_shown_and_the_object() {
    let mut driver = Driver::new();
    let effects = driver.keys("r");
    let lists = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::RefreshList(..)))
        .count();
    assert_eq!((lists, effects.len()), (3, 4));
    driver.keys(":");
    driver.text("context stage");
    driver.keys("enter");
    let effects = driver.keys("r");
    assert!(
        matches!(&effects[..], [Effect::RefreshList(context, _), Effect::RefreshObject(_)] if &**context == "stage")
    );
}

#[test]
fn a_grave_notice_is_not_covered_by_a_lighter_one_before_a_key() {
    let mut driver = Driver::new();
    driver.tell(Msg::Noticed(Notice::error("grave")));
    driver.tell(Msg::Noticed(Notice::info("light")));
    assert_eq!(driver.notice(), "grave");
    driver.keys("down");
    driver.tell(Msg::Noticed(Notice::info("light")));
    assert_eq!(driver.notice(), "light");
    driver.keys("down");
    assert_eq!(driver.notice(), "", "information goes with the next key");
}

#[test]
fn a_cluster_that_is_gone_keeps_what_was_known_of_it() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    driver.fail_read("stage", "web");
    driver.list("stage", &[("batch", "STOPPED")]);
    let screen = driver.screen();
    assert!(
        screen.contains("i-0a3f9c12") && screen.contains("STALE"),
        "{screen}"
    );
    driver.keys("esc");
    assert!(!driver.screen().contains(" web "));
}

#[test]
fn events_are_followed_until_the_cursor_leaves_the_newest() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter 2");
    driver.read("stage", "web", "RUNNING", &[]);
    assert!(driver.screen().contains("▌ "), "{}", driver.screen());
    driver.keys("down");
    assert!(driver.screen().contains("not following"));
    driver.keys("f");
    assert!(!driver.screen().contains("not following"));
    driver.keys("L");
    let screen = driver.screen();
    assert!(screen.contains("warnings and errors") && !screen.contains("cluster is running"));
}

#[test]
fn secrets_are_masked_until_they_are_revealed() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter 3");
    driver.read("stage", "web", "RUNNING", &[]);
    for tab in ["3", "4"] {
        driver.keys(tab);
        let screen = driver.screen();
        assert!(
            screen.contains("password") && !screen.contains("hunter2"),
            "{screen}"
        );
    }
    driver.keys("x");
    assert!(driver.screen().contains("hunter2"));
    driver.keys("3");
    assert!(
        driver.screen().contains("hunter2"),
        "the whole screen is revealed"
    );
    driver.keys("x");
    assert!(!driver.screen().contains("hunter2"));
    driver.keys("esc enter 3");
    assert!(!driver.screen().contains("hunter2"), "and never the next one");
}

#[test]
fn a_masked_secret_is_not_found_by_a_search() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter 4");
    driver.read("stage", "web", "RUNNING", &[]);
    driver.keys("/");
    driver.text("hunter2");
    driver.keys("enter");
    assert!(!driver.screen().contains(" 1/1 "), "{}", driver.screen());
}

#[test]
fn text_of_a_manager_reaches_no_screen_with_control_characters() {
    let evil = "evil\u{1b}[2J\u{202e}\r\nname";
    for keys in [
        "home", "s", "s enter", "S", "enter", "enter 2", "enter 3", "enter 4", "enter R", "space", ":", "y",
    ] {
        for size in [(80, 24), (120, 40)] {
            let mut driver = Driver::sized(size.0, size.1);
            driver.list("stage", &[(evil, "RUNNING"), ("other", "FAI\u{9b}LED")]);
            driver.keys("/");
            driver.text("context:stage evil");
            driver.keys("enter");
            driver.wait(1_000);
            driver.read(
                "stage",
                evil,
                "RUNNING",
                &[("i-\u{1b}]0;x\u{7}", "run\u{1b}ning")],
            );
            driver.keys(keys);
            let screen = driver.screen();
            let hostile: Vec<char> = screen
                .chars()
                .filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}')
                .collect();
            assert!(hostile.is_empty(), "{keys}: {hostile:?}\n{screen}");
            assert_eq!(screen.lines().count(), usize::from(size.1), "{keys}");
        }
    }
}

#[test]
fn the_wake_up_is_for_what_changes_by_time_alone() {
    let driver = Driver::new();
    let wake = driver.model.next_wake().unwrap();
    assert!(wake > driver.now + chrono::TimeDelta::seconds(20), "{wake}");
    assert_eq!(driver.model.fleet.watched(), Some(&key("stage", "batch")));
}

#[test]
fn what_the_console_saw_change_is_marked_among_what_the_manager_reports() {
    let mut driver = Driver::new();
    driver.select("orders");
    driver.wait(1_000);
    driver.read_with("prod", "orders", |detail| {
        let at = detail.events[1].at.unwrap() + chrono::TimeDelta::seconds(5);
        let seen = Event::observed(at, Level::Warning, "state RUNNING -> STOPPING");
        detail.events.push(seen);
    });
    let screen = driver.screen();
    let lines: Vec<_> = screen
        .lines()
        .filter_map(|line| line.find(" WARN ").map(|at| &line[at..]))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    WARN  observed state RUNNING -> STOPPING
    WARN  MANAGER  stage 5 is slow
    ");
}

#[test]
fn a_pane_of_observed_events_alone_says_since_when_this_console_looks() {
    let mut driver = Driver::new();
    driver.select("orders");
    driver.keys("enter 2");
    driver.read_with("prod", "orders", |detail| detail.events.clear());
    let first = driver.now.format("%H:%M:%S").to_string();
    driver.wait(5_000);
    let at = driver.now;
    driver.read_with("prod", "orders", |detail| {
        detail.events = vec![Event::observed(at, Level::Normal, "version v3 -> v4")];
    });
    let screen = driver.screen();
    let words = format!("observed by this console since {first}");
    assert!(screen.contains(&words), "{screen}");
}

#[test]
fn the_status_line_tells_of_requests_that_wait_and_of_a_host_that_wants_quiet() {
    let mut driver = Driver::new();
    let waiting = |seconds, is_limited| Waiting {
        requests: 4,
        next: "2026-11-20T08:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds),
        told: "2026-11-20T08:00:00Z".parse().unwrap(),
        is_limited,
    };
    let mut tell = |waiting| {
        driver.tell(Msg::Waiting {
            context: "stage".into(),
            waiting,
        });
        driver.screen()
    };
    let screen = tell(Some(waiting(2, false)));
    assert!(screen.contains("4 queued, next in 2s"), "{screen}");
    let screen = tell(Some(waiting(40, true)));
    assert!(
        screen.contains("rate limited: 4 queued until 08:00:40"),
        "{screen}"
    );
    assert!(!tell(None).contains("queued"));
}

#[test]
fn where_there_is_little_room_the_status_line_tells_at_least_how_many_wait() {
    let mut driver = Driver::sized(28, 24);
    let now: DateTime<Utc> = "2026-11-20T08:00:00Z".parse().unwrap();
    driver.tell(Msg::Waiting {
        context: "stage".into(),
        waiting: Some(Waiting {
            requests: 4,
            next: now + TimeDelta::seconds(2),
            told: now,
            is_limited: false,
        }),
    });
    let screen = driver.screen();
    let status = screen.lines().nth(1).unwrap();
    assert!(
        status.contains("4 queued") && !status.contains("next"),
        "{status}"
    );
}

#[test]
fn a_cluster_that_failed_is_counted_whether_its_state_or_its_health_says_so() {
    let mut driver = Driver::sized(120, 40);
    let of_health = |name: &str, state: &str, word: &str, health: Health| {
        let mut row = (*row("prod", name, state)).clone();
        row.cells[cluster::HEALTH] = Cell::Health(HealthMark::new(word, health));
        Arc::new(row)
    };
    let rows = vec![
        of_health("a", "RUNNING", "failed", Health::Error),
        of_health("b", "FAILED", "failed", Health::Error),
        of_health("c", "RUNNING", "partial", Health::Warning),
    ];
    driver.tell(Msg::Listed {
        context: "prod".into(),
        kind: CLUSTERS,
        listing: Arc::new(Listing::whole(rows)),
        answered: driver.answered(),
    });
    let screen = driver.screen();
    assert!(screen.contains("1 warning   2 failed"), "{screen}");
}
