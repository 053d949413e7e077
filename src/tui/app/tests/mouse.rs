//! What the mouse does.

use super::fixture::{Driver, asked};
use crate::tui::msg::{Mouse, Msg};

#[test]
fn a_press_selects_and_a_second_one_opens() {
    let mut driver = Driver::new();
    driver.press("orders");
    assert_eq!(driver.selected(), "orders");
    assert!(!driver.screen().contains("clusters › orders"));
    driver.press("orders");
    assert!(driver.screen().contains("clusters › orders"));
}

#[test]
fn a_press_on_a_heading_sorts_and_again_reverses() {
    let mut driver = Driver::new();
    driver.press("STATE");
    assert!(driver.screen().contains("by state"), "{}", driver.screen());
    driver.press("STATE");
    assert!(driver.screen().contains("by state reversed"));
}

#[test]
fn a_press_on_a_tab_shows_it() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    driver.read("stage", "web", "RUNNING", &[]);
    for (tab, content) in [
        ("2 events", "stage 5 is slow"),
        ("3 spec", "replicas"),
        ("4 raw", "\"id\""),
        ("1 servers", "no servers"),
    ] {
        driver.press(tab);
        assert!(driver.screen().contains(content), "{tab}: {}", driver.screen());
    }
}

#[test]
fn a_press_in_the_lower_panes_moves_the_focus_there() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.wait(1_000);
    driver.read(
        "stage",
        "web",
        "RUNNING",
        &[("i-0a3f9c12", "running"), ("i-0a3fee07", "running")],
    );
    driver.press("i-0a3fee07");
    driver.keys("R");
    assert!(
        driver.screen().contains("Replace server i-0a3fee07 of web"),
        "{}",
        driver.screen()
    );
}

#[test]
fn the_wheel_moves_what_is_under_it() {
    let mut driver = Driver::new();
    let at = driver.place("orders");
    driver.tell(Msg::Mouse(Mouse::ScrolledDown(at)));
    assert_eq!(driver.selected(), "orders");
    driver.tell(Msg::Mouse(Mouse::ScrolledUp(at)));
    assert_eq!(driver.selected(), "batch");
}

#[test]
fn the_buttons_of_a_dialog_can_be_pressed_but_prove_nothing() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("s");
    driver.paint();
    driver.wait(400);
    let button = driver.place("  Stop  ");
    driver.now += chrono::TimeDelta::seconds(1);
    let pressed = |driver: &mut Driver| {
        let at = ratatui::layout::Position::new(button.x + 3, button.y);
        asked(&driver.tell(Msg::Mouse(Mouse::Pressed(at))))
    };
    assert!(pressed(&mut driver).is_empty() && driver.has_dialog());
    driver.text("stop");
    assert_eq!(pressed(&mut driver), ["stop web"]);
    driver.keys("s");
    driver.press("Cancel");
    assert!(!driver.has_dialog());
}

#[test]
fn a_press_before_the_dialog_could_be_read_does_not_answer() {
    let mut driver = Driver::new();
    driver.select("batch");
    driver.keys("S");
    let button = driver.place("  Start");
    let at = ratatui::layout::Position::new(button.x + 3, button.y);
    assert!(asked(&driver.tell(Msg::Mouse(Mouse::Pressed(at)))).is_empty());
    driver.paint();
    assert!(asked(&driver.tell(Msg::Mouse(Mouse::Pressed(at)))).is_empty());
    driver.wait(400);
    assert_eq!(
        asked(&driver.tell(Msg::Mouse(Mouse::Pressed(at)))),
        ["start batch"]
    );
}

#[test]
fn presses_behind_a_dialog_or_the_palette_do_nothing() {
    for keys in ["s", ":", "/"] {
        let mut driver = Driver::new();
        driver.select("web");
        let at = driver.place("orders");
        driver.keys(keys);
        driver.tell(Msg::Mouse(Mouse::Pressed(at)));
        assert_eq!(driver.selected(), "web", "{keys}");
    }
}
