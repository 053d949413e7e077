//! The dialog before a change: what proves it, and what never does.

use super::fixture::{Driver, asked, intents, key, stopping};
use crate::resource::action::STOP;
use crate::tui::keymap::Keymap;
use crate::tui::msg::{Effect, Msg};

#[test]
fn a_stop_is_confirmed_by_the_verb_in_a_normal_context() {
    let mut driver = stopping("web");
    assert!(driver.text("stop").is_empty());
    let effects = driver.keys("enter");
    assert_eq!(asked(&effects), ["stop web"]);
    assert_eq!(intents(&effects)[0].key, key("stage", "web"));
    assert!(!driver.has_dialog() && driver.notice().starts_with("stop web: read again, then sent"));
}

#[test]
fn a_stop_is_confirmed_by_the_name_in_a_protected_context() {
    let mut driver = stopping("orders");
    driver.text("stop");
    assert!(driver.keys("enter").is_empty() && driver.has_dialog());
    driver.keys("ctrl-u");
    driver.text("orders");
    assert_eq!(asked(&driver.keys("enter")), ["stop orders"]);
}

#[test]
fn a_read_only_context_refuses_and_says_so() {
    let mut driver = Driver::new();
    driver.select("ledger");
    assert!(driver.keys("s").is_empty() && !driver.has_dialog());
    assert_eq!(driver.notice(), "Cannot stop: audit is read-only");
}

#[test]
fn what_cannot_be_asked_now_is_refused_with_the_reason() {
    let mut driver = Driver::new();
    driver.select("batch");
    driver.keys("s");
    assert!(!driver.has_dialog());
    assert_eq!(driver.notice(), "Cannot stop: it is not running");
}

#[test]
fn a_start_takes_one_letter_which_is_not_the_key_that_asked() {
    let mut driver = Driver::new();
    driver.select("batch");
    driver.keys("S");
    assert!(driver.keys("S S").is_empty() && driver.has_dialog());
    assert_eq!(asked(&driver.keys("y")), ["start batch"]);
}

#[test]
fn the_letter_that_confirms_is_another_when_the_user_starts_with_it() {
    let mut driver = Driver::new();
    driver.model.keymap = Keymap::merged("[fleet]\n\"y\" = \"start\"\n", "keymap.toml").unwrap();
    driver.select("batch");
    driver.keys("y");
    assert!(driver.keys("y y").is_empty() && driver.has_dialog());
    assert!(driver.screen().contains("Press o to start it"));
    assert_eq!(asked(&driver.keys("o")), ["start batch"]);
}

#[test]
fn a_dialog_without_room_for_all_says_so_and_keeps_the_question() {
    let mut driver = Driver::sized(60, 8);
    driver.select("web");
    driver.keys("s");
    let screen = driver.screen();
    assert!(
        screen.contains("CUT") && screen.contains("Type the verb, stop:") && screen.contains("[ Cancel ]"),
        "{screen}"
    );
}

#[test]
fn opening_a_dialog_reads_its_target_again() {
    let mut driver = Driver::new();
    driver.select("web");
    let effects = driver.keys("s");
    assert!(matches!(&effects[..], [Effect::RefreshObject(read)] if *read == key("stage", "web")));
}

#[test]
fn enter_cancels_while_nothing_is_typed_and_never_sends_an_incomplete_word() {
    let mut driver = stopping("web");
    assert!(driver.keys("enter").is_empty());
    assert!(!driver.has_dialog(), "Cancel has the focus");
    driver.keys("s");
    driver.text("sto");
    assert!(driver.keys("enter").is_empty());
    assert!(
        driver.has_dialog(),
        "a slip of the finger is no decision to leave"
    );
    assert!(driver.screen().contains("that is not it"));
}

#[test]
fn a_complete_word_that_is_spoiled_again_is_no_proof() {
    let mut driver = stopping("web");
    driver.text("stopp");
    assert!(driver.keys("tab enter").is_empty() && driver.has_dialog());
    driver.keys("backspace");
    assert_eq!(asked(&driver.keys("enter")), ["stop web"]);
}

#[test]
fn pasted_text_never_answers() {
    let mut driver = stopping("web");
    driver.tell(Msg::Paste("stop\n".into()));
    assert!(driver.screen().contains("pasted text is not taken"));
    assert!(driver.keys("tab enter").is_empty());
}

#[test]
fn keys_typed_before_the_dialog_could_be_read_never_answer_it() {
    let mut driver = Driver::new();
    driver.select("batch");
    assert!(asked(&driver.rush("S y")).is_empty());
    driver.paint();
    driver.wait(200);
    assert!(asked(&driver.rush("y")).is_empty() && driver.has_dialog());
    driver.wait(200);
    assert_eq!(asked(&driver.rush("y")), ["start batch"]);
}

#[test]
fn esc_leaves_a_dialog_at_any_time() {
    let mut driver = Driver::new();
    driver.select("batch");
    driver.rush("S esc");
    assert!(!driver.has_dialog());
}

#[test]
fn a_verb_on_the_cluster_leaves_the_server_under_the_cursor_alone() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    driver.keys("enter s");
    assert!(driver.screen().contains("Stop web"), "{}", driver.screen());
    driver.text("stop");
    let effects = driver.keys("enter");
    assert_eq!(intents(&effects)[0].part, None);
}

#[test]
fn a_server_is_replaced_by_the_tail_of_its_id() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter R");
    assert!(driver.notice().contains("select a server first") && !driver.has_dialog());
    driver.read(
        "stage",
        "web",
        "RUNNING",
        &[("i-0a3f9c12", "running"), ("i-0a3fee07", "running")],
    );
    driver.keys("down R");
    assert!(driver.screen().contains("Replace server i-0a3fee07 of web"));
    driver.text("9c12");
    assert!(driver.keys("enter").is_empty());
    driver.keys("ctrl-u");
    driver.text("ee07");
    let effects = driver.keys("enter");
    assert_eq!(asked(&effects), ["replace-server web"]);
    assert_eq!(intents(&effects)[0].part.as_deref(), Some("i-0a3fee07"));
}

#[test]
fn a_server_that_the_filter_hides_is_no_target() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    driver.keys("enter /");
    driver.text("nothing-is-called-this");
    driver.keys("enter R");
    assert!(!driver.has_dialog() && driver.notice().contains("select a server first"));
}

#[test]
fn a_server_that_goes_under_an_open_dialog_makes_it_start_over() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    driver.keys("enter R");
    driver.text("9c12");
    driver.read("stage", "web", "RUNNING", &[("i-0bbbbbbb", "running")]);
    assert!(
        driver.screen().contains("the server was running, now it is gone"),
        "{}",
        driver.screen()
    );
    assert!(asked(&driver.rush("enter")).is_empty());
}

fn deleting() -> Driver {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys(":");
    driver.text("delete");
    driver.keys("enter");
    driver.text("web");
    assert!(
        asked(&driver.keys("enter")).is_empty(),
        "the countdown comes first"
    );
    driver
}

#[test]
fn a_delete_is_sent_only_when_the_countdown_has_ended() {
    let mut driver = deleting();
    assert!(driver.screen().contains("Delete in 5 s: any key stops it"));
    assert!(asked(&driver.wait(4_900)).is_empty());
    assert_eq!(asked(&driver.wait(200)), ["delete web"]);
    assert!(asked(&driver.wait(5_000)).is_empty(), "once");
}

#[test]
fn a_countdown_that_was_slept_through_sends_nothing() {
    let mut driver = deleting();
    assert!(asked(&driver.sleep(60_000)).is_empty());
    assert!(driver.screen().contains("the screen stood still"));
    assert!(asked(&driver.wait(60_000)).is_empty());
}

#[test]
fn any_key_any_press_and_any_change_stop_the_countdown() {
    let stops: [fn(&mut Driver); 6] = [
        |driver| drop(driver.keys("x")),
        |driver| drop(driver.keys("enter")),
        |driver| drop(driver.press("Delete in")),
        |driver| drop(driver.tell(Msg::Paste("x".into()))),
        |driver| driver.read("stage", "web", "STOPPED", &[]),
        |driver| drop(driver.tell(Msg::Resumed)),
    ];
    for (number, stop) in stops.into_iter().enumerate() {
        let mut driver = deleting();
        stop(&mut driver);
        assert!(asked(&driver.wait(60_000)).is_empty(), "number {number}");
        assert!(driver.has_dialog());
    }
}

#[test]
fn the_first_key_of_a_sequence_stops_the_countdown_too() {
    let mut driver = deleting();
    driver.model.keymap = Keymap::merged("[confirm]\n\"f5 f5\" = \"cancel\"\n", "keymap.toml").unwrap();
    driver.keys("f5");
    assert!(asked(&driver.wait(60_000)).is_empty());
}

#[test]
fn delete_has_no_key_and_is_never_asked_for_several() {
    let mut driver = Driver::new();
    driver.keys("space space :");
    driver.text("delete");
    driver.keys("enter");
    assert!(
        !driver.has_dialog() && driver.notice().contains("one at a time"),
        "{}",
        driver.notice()
    );
}

#[test]
fn data_that_change_under_a_dialog_make_it_start_over() {
    let mut driver = stopping("web");
    driver.text("stop");
    driver.read("stage", "web", "FAILED", &[]);
    let screen = driver.paint();
    assert!(
        screen.contains("its state was RUNNING, now it is FAILED"),
        "{screen}"
    );
    assert!(driver.rush("enter").is_empty(), "nobody can have read that yet");
    driver.text("stop");
    let effects = driver.keys("enter");
    assert_eq!(
        &*intents(&effects)[0].seen.state,
        "FAILED",
        "what was decided on is what was shown"
    );
}

#[test]
fn an_equal_answer_leaves_a_dialog_alone() {
    let mut driver = stopping("web");
    driver.text("sto");
    driver.read("stage", "web", "RUNNING", &[]);
    driver.confirm_read("stage", "web");
    driver.text("p");
    assert_eq!(asked(&driver.keys("enter")), ["stop web"]);
}

#[test]
fn a_target_that_cannot_be_read_again_is_said_in_the_dialog() {
    let mut driver = stopping("web");
    driver.fail_read("stage", "web");
    assert!(driver.screen().contains("it could not be read again"));
}

#[test]
fn a_bulk_change_lists_hidden_targets_first_and_demands_their_number() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("space");
    driver.select("billing");
    driver.keys("space /");
    driver.text("web");
    driver.keys("enter s");
    let screen = driver.paint();
    let line = |word: &str| screen.lines().position(|line| line.contains(word));
    assert!(
        line("hidden    billing") < line("target    web") && line("hidden    billing").is_some(),
        "{screen}"
    );
    driver.text("stop");
    assert!(asked(&driver.keys("enter")).is_empty());
    driver.keys("ctrl-u");
    driver.text("2");
    let effects = driver.keys("enter");
    assert!(matches!(&effects[..], [Effect::PerformAll(intents)] if intents.len() == 2));
    assert_eq!(asked(&effects), ["stop billing", "stop web"]);
    assert!(!driver.screen().contains("marked"), "the marks are used up");
}

#[test]
fn a_bulk_change_is_refused_for_the_first_that_cannot() {
    let mut driver = Driver::new();
    driver.keys("* s");
    assert!(!driver.has_dialog());
    assert!(
        driver.notice().contains("audit is read-only") || driver.notice().contains("batch"),
        "{}",
        driver.notice()
    );
}

#[test]
fn a_change_under_a_bulk_dialog_says_whose() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("space");
    driver.select("billing");
    driver.keys("space s");
    driver.read("stage", "web", "FAILED", &[]);
    assert!(driver.screen().contains("web: its state was RUNNING"));
}

#[test]
fn thousands_of_targets_are_asked_for_in_order_and_only_some_are_watched() {
    let mut driver = Driver::sized(80, 24);
    let names: Vec<String> = (0..1_900).map(|number| format!("c{number:04}")).collect();
    let clusters: Vec<_> = names.iter().map(|name| (name.as_str(), "RUNNING")).collect();
    driver.list("stage", &clusters);
    driver.keys(":");
    driver.text("context stage");
    driver.keys("enter *");
    let effects = driver.keys("s");
    assert!(effects.len() < 32, "what is on the screen must not be forgotten");
    driver.text("1900");
    let sent = asked(&driver.keys("enter"));
    assert_eq!((sent.len(), sent[0].as_str()), (1_900, "stop c0000"));
}

#[test]
fn a_single_marked_target_that_is_hidden_is_called_hidden() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("space /");
    driver.text("orders");
    driver.keys("enter s");
    assert!(
        driver.screen().contains("not shown at the moment"),
        "{}",
        driver.screen()
    );
}

#[test]
fn a_nameless_cluster_is_confirmed_by_its_id() {
    let mut driver = Driver::new();
    driver.list("prod", &[("", "RUNNING")]);
    driver.keys("/");
    driver.text("context:prod");
    driver.keys("enter s");
    assert!(driver.has_dialog());
    assert!(driver.keys("tab enter").is_empty());
    driver.keys("s");
    driver.text("prod--7f3a");
    assert_eq!(intents(&driver.keys("enter")).len(), 1);
}

#[test]
fn a_dialog_that_does_not_fit_is_not_opened_nor_answered() {
    let mut driver = Driver::sized(18, 4);
    driver.select("web");
    driver.keys("s");
    assert!(!driver.has_dialog() && driver.notice().contains("too small"));
    let mut driver = Driver::new();
    driver.select("batch");
    driver.keys("S");
    driver.tell(Msg::Resized(ratatui::layout::Size::new(10, 3)));
    assert!(driver.keys("y").is_empty() && driver.has_dialog());
    driver.tell(Msg::Resized(ratatui::layout::Size::new(120, 40)));
    assert_eq!(asked(&driver.keys("y")), ["start batch"]);
}

#[test]
fn the_palette_refuses_a_verb_with_the_reason() {
    let mut driver = Driver::new();
    driver.select("batch");
    assert_eq!(driver.model.not_now(STOP).as_deref(), Some("it is not running"));
    driver.keys(":");
    driver.text("stop");
    assert!(driver.screen().contains("not now: it is not running"));
    driver.keys("enter");
    assert!(!driver.has_dialog() && driver.notice() == "Cannot stop: it is not running");
}
