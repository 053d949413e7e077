//! Every screen at every size, with everything open that can be: nothing may panic.

use ratatui::layout::{Position, Size};

use super::fixture::{Driver, intents};
use crate::resource::action::REPLACE_SERVER;
use crate::tui::msg::{Mouse, Msg};

/// Keys that lead from home, or from the list of hosts, to each screen.
const SCREENS: [&str; 14] = [
    "home",
    "tab",
    "tab tab",
    "enter",
    "enter 2",
    "enter 3",
    "enter 4",
    "a",
    "c",
    "?",
    "hosts home",
    "hosts home enter",
    "hosts home enter 3",
    "hosts home enter 4",
];

fn sizes() -> impl Iterator<Item = Size> {
    let odd = [
        (1, 1),
        (20, 5),
        (500, 200),
        (80, 24),
        (2, 50),
        (200, 1),
        (76, 12),
        (100, 28),
    ];
    let small = (1..12).flat_map(|height| [(3 * height, height), (60, height)]);
    odd.into_iter()
        .chain(small)
        .map(|(width, height)| Size::new(width, height))
}

fn full(keys: &str) -> Driver {
    let mut driver = Driver::new();
    driver.fail_list("audit");
    driver.select("web");
    driver.wait(1_000);
    driver.read(
        "stage",
        "web",
        "RUNNING",
        &[("i-0a3f9c12", "running"), ("i-0a3fee07", "shutting-down")],
    );
    match keys.strip_prefix("hosts") {
        Some(keys) => {
            driver.keys(":");
            driver.text("hosts");
            driver.keys("enter");
            driver.list_hosts("stage", &[("10.2.0.1", "running"), ("10.2.0.2", "FAILED")]);
            driver.fail_hosts("audit");
            driver.read_host("stage", "10.2.0.1", "running", &["web"]);
            driver.keys(keys.trim());
        }
        None => drop(driver.keys(keys)),
    }
    driver
}

#[test]
fn every_screen_is_painted_at_every_size_with_all_that_may_lie_over_it() {
    for screen in SCREENS {
        for over in ["", ":", "/", "s", "g"] {
            let mut driver = full(screen);
            if !over.is_empty() {
                driver.keys(over);
            }
            for size in sizes() {
                driver.tell(Msg::Resized(size));
                driver.paint();
                driver.wait(500);
            }
            driver.tell(Msg::Resized(Size::new(120, 40)));
            assert!(!driver.paint().is_empty());
        }
    }
}

#[test]
fn keys_and_presses_do_no_harm_at_any_size() {
    for screen in SCREENS {
        for size in sizes().filter(|size| size.width < 500) {
            let mut driver = full(screen);
            driver.tell(Msg::Resized(size));
            for y in 0..size.height.min(40) {
                for x in [0, 1, size.width / 2, size.width.saturating_sub(1), size.width] {
                    let at = Position::new(x, y);
                    driver.tell(Msg::Mouse(Mouse::ScrolledDown(at)));
                    driver.tell(Msg::Mouse(Mouse::Pressed(at)));
                }
            }
            driver.rush("down pgdn G up pgup ctrl-d ctrl-u g g l h tab enter esc");
            driver.paint();
        }
    }
}

#[test]
fn a_running_countdown_and_a_changed_dialog_fit_every_size() {
    for size in sizes() {
        let mut driver = full("home");
        driver.keys(":");
        driver.text("delete");
        driver.keys("enter");
        driver.text("web");
        driver.keys("enter");
        driver.tell(Msg::Resized(size));
        driver.paint();
        driver.read("stage", "web", "FAILED", &[]);
        driver.paint();
    }
}

#[test]
fn whatever_is_typed_and_answered_nothing_is_sent_that_must_not_be() {
    const KEYS: [&str; 40] = [
        "down",
        "up",
        "enter",
        "esc",
        "tab",
        "s",
        "S",
        "y",
        "R",
        "space",
        "*",
        "u",
        "/",
        ":",
        "o",
        "p",
        "t",
        "1",
        "2",
        "3",
        "4",
        "a",
        "c",
        "?",
        "r",
        ">",
        "<",
        "=",
        "backspace",
        "g",
        "G",
        "T",
        "f",
        "L",
        "x",
        "z m",
        "n",
        "pgdn",
        "ctrl-u",
        "d",
    ];
    const STATES: [&str; 5] = ["RUNNING", "STOPPED", "FAILED", "UPDATING", "odd"];
    for seed in 0..12 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut driver = full("home");
        for step in 0..250 {
            let effects = match random.u8(0..10) {
                0 => {
                    let state = STATES[random.usize(0..STATES.len())];
                    driver.list("stage", &[("batch", state), ("web", "RUNNING")])
                }
                1 => {
                    driver.read("prod", "orders", STATES[random.usize(0..STATES.len())], &[]);
                    Vec::new()
                }
                2 => {
                    driver.confirm_list("stage");
                    driver.wait(random.i64(0..20_000))
                }
                3 => {
                    let at = Position::new(random.u16(0..121), random.u16(0..41));
                    driver.tell(Msg::Mouse(Mouse::Pressed(at)))
                }
                4 => driver.text(["stop", "orders", "web", "delete", "2", "stage"][random.usize(0..6)]),
                _ => driver.keys(KEYS[random.usize(0..KEYS.len())]),
            };
            for intent in intents(&effects) {
                assert_ne!(
                    &*intent.key.context, "audit",
                    "seed {seed}, step {step}: read-only"
                );
                let is_on_server = intent.action == REPLACE_SERVER;
                assert_eq!(intent.part.is_some(), is_on_server, "seed {seed}, step {step}");
            }
            let model = &driver.model;
            let marker = model.fleet.selected();
            assert!(
                marker.is_none_or(|key| model.known.row(&key).is_some()),
                "seed {seed}, step {step}: what is selected is known"
            );
        }
        driver.paint();
    }
}
