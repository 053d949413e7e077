//! Lines that are typed: filter, search, palette; and the help about all keys.

use super::fixture::Driver;
use crate::tui::keymap::Command;
use crate::tui::msg::{Effect, Msg};

#[test]
fn a_filter_applies_while_it_is_typed_and_esc_restores_the_one_before() {
    let mut driver = Driver::new();
    driver.keys("/");
    driver.text("web");
    assert!(driver.screen().contains("(1 of 6)"), "{}", driver.screen());
    driver.keys("enter /");
    driver.text("x");
    assert!(driver.screen().contains("(0 of 6)"));
    driver.keys("esc");
    assert!(driver.screen().contains("filter: web (1 of 6)"));
    driver.keys("backspace");
    assert!(!driver.screen().contains("filter: web"));
}

#[test]
fn a_column_that_does_not_exist_is_said_beside_the_filter() {
    let mut driver = Driver::new();
    driver.keys("/");
    driver.text("colour:red");
    assert!(
        driver.screen().contains("no column is called \"colour\""),
        "{}",
        driver.screen()
    );
}

#[test]
fn the_cursor_moves_in_the_table_while_a_filter_is_typed() {
    let mut driver = Driver::new();
    driver.keys("/");
    driver.text("context:stage");
    assert_eq!(driver.selected(), "batch");
    driver.keys("down");
    assert_eq!(driver.selected(), "web");
}

#[test]
fn a_pasted_filter_applies_at_once_and_elsewhere_a_paste_is_not_taken() {
    let mut driver = Driver::new();
    driver.tell(Msg::Paste("s".into()));
    assert!(driver.notice().contains("not taken") && !driver.has_dialog());
    driver.keys("/");
    driver.tell(Msg::Paste("web\n".into()));
    assert!(driver.screen().contains("(1 of 6)"));
}

#[test]
fn verbs_are_letters_while_a_line_is_typed() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("/");
    assert!(driver.text("sSqR").is_empty());
    assert!(!driver.has_dialog());
}

#[test]
fn a_search_goes_to_the_match_and_esc_leaves_it_before_the_screen() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter 3");
    driver.read("stage", "web", "RUNNING", &[]);
    driver.keys("/");
    driver.text("replicas");
    driver.keys("enter");
    assert!(driver.screen().contains(" 1/1 "), "{}", driver.screen());
    driver.keys("esc");
    assert!(driver.screen().contains("clusters › web"));
    driver.keys("esc");
    assert!(!driver.screen().contains("clusters › web"));
}

#[test]
fn the_palette_narrows_while_typing() {
    let mut driver = Driver::new();
    driver.keys(":");
    driver.text("context st");
    let screen = driver.screen();
    assert!(
        screen.contains("context stage") && !screen.contains("context prod"),
        "{screen}"
    );
    driver.keys("enter");
    assert_eq!(driver.model.fleet.narrowed().map(|name| &**name), Some("stage"));
    driver.keys(":");
    driver.text("clusters");
    driver.keys("enter");
    assert_eq!(driver.model.fleet.narrowed(), None);
}

#[test]
fn the_palette_opens_kinds_of_the_selected_cluster() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys(":");
    driver.text("events");
    driver.keys("enter");
    assert!(driver.screen().contains("clusters › web") && driver.screen().contains("2 events"));
}

#[test]
fn the_palette_changes_the_theme() {
    let mut driver = Driver::new();
    driver.keys(":");
    driver.text("theme nord");
    driver.keys("enter");
    assert_eq!(driver.model.theme.name, "nord");
    driver.keys("T");
    assert_eq!(driver.model.theme.name, "solarized-light");
}

#[test]
fn an_unknown_word_does_nothing_and_says_so() {
    let mut driver = Driver::new();
    driver.keys(":");
    driver.text("xyzzy");
    assert!(driver.screen().contains("nothing is called that"));
    assert!(driver.keys("enter").is_empty());
    assert_eq!(driver.notice(), "Nothing is called \"xyzzy\"");
}

#[test]
fn the_palette_completes_and_is_left_by_erasing_nothing() {
    let mut driver = Driver::new();
    driver.keys(":");
    driver.text("acti");
    driver.keys("tab enter");
    assert!(driver.screen().contains("nothing was asked for in this run"));
    driver.keys("esc : backspace");
    assert!(driver.model.palette.is_none());
}

#[test]
fn help_lists_exactly_the_keys_of_the_screen_it_was_opened_from() {
    let screens = ["home", "tab", "tab tab", "enter", "enter 2", "enter 3", "a", "c"];
    for keys in screens {
        let mut driver = Driver::sized(120, 200);
        driver.read("stage", "batch", "STOPPED", &[("i-1", "running")]);
        driver.keys(keys);
        let scopes = driver.model.scopes();
        let expected: Vec<_> = driver.model.keymap.help(&scopes);
        driver.keys("?");
        let screen = driver.screen();
        for entry in &expected {
            assert!(
                screen
                    .lines()
                    .any(|line| line.contains(entry.help()) && line.contains(&entry.keys)),
                "{keys}: {entry:?} is not on\n{screen}"
            );
        }
        for command in Command::all().filter(|command| !Command::UNBOUND.contains(command)) {
            let is_listed = expected.iter().any(|entry| entry.command == command);
            let name = format!(" {}", command.name());
            let is_shown = screen.lines().any(|line| line.ends_with(&name));
            assert_eq!(is_shown, is_listed, "{keys}: {}\n{screen}", command.name());
        }
    }
}

#[test]
fn help_can_be_filtered_and_the_filter_is_left_first() {
    let mut driver = Driver::new();
    driver.keys("? /");
    driver.text("theme");
    driver.keys("enter");
    let screen = driver.screen();
    assert!(
        screen.contains("Change to the next theme") && !screen.contains("Move one line down"),
        "{screen}"
    );
    driver.keys("esc");
    assert!(driver.screen().contains("Move one line down"));
    driver.keys("?");
    assert!(!driver.screen().contains("Help: "));
}

#[test]
fn tabs_are_reached_by_number_and_one_after_the_other() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    assert!(driver.screen().contains("INSTANCE"));
    driver.keys("tab");
    assert!(driver.screen().contains("stage 5 is slow"));
    driver.keys("tab");
    assert!(driver.screen().contains("replicas"));
    driver.keys("tab tab");
    assert!(driver.screen().contains("INSTANCE"));
    driver.keys("shift-tab");
    assert!(driver.screen().contains("\"id\""), "{}", driver.screen());
}

#[test]
fn a_sequence_that_means_nothing_is_forgotten_whole() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("g");
    assert_eq!(driver.model.typed().len(), 1);
    driver.keys("s");
    assert!(!driver.has_dialog() && driver.model.typed().is_empty());
    driver.keys("g g");
    assert_eq!(driver.selected(), "batch");
}

#[test]
fn copy_takes_the_id_under_the_cursor() {
    let mut driver = Driver::new();
    driver.select("web");
    assert!(matches!(&driver.keys("y")[..], [Effect::Copy(text)] if text == "stage-web-7f3a"));
    driver.keys("enter");
    driver.read("stage", "web", "RUNNING", &[("i-0a3f9c12", "running")]);
    assert!(matches!(&driver.keys("y")[..], [Effect::Copy(text)] if text == "i-0a3f9c12"));
    driver.keys("a");
    assert!(driver.keys("y").is_empty());
}

#[test]
fn what_is_no_command_of_a_screen_is_said() {
    let mut driver = Driver::new();
    driver.keys("?");
    driver.model.run(Command::NextPane);
    assert_eq!(driver.notice(), "\"next-pane\" does nothing here");
}

#[test]
fn every_table_can_be_filtered_and_esc_leaves_the_filter_before_the_screen() {
    let mut driver = Driver::new();
    driver.keys("c /");
    driver.text("answers:ok !stage");
    driver.keys("enter");
    let screen = driver.screen();
    assert!(
        screen.contains("https://prod") && !screen.contains("https://stage"),
        "{screen}"
    );
    driver.keys("esc");
    assert!(driver.screen().contains("https://stage"));
    driver.keys("esc");
    driver.select("batch");
    driver.keys("S y a /");
    driver.text("nothing");
    driver.keys("enter");
    assert!(driver.screen().contains("no change passes the filter"));
    driver.keys("esc esc tab /");
    driver.text("web");
    driver.keys("enter");
    assert_eq!(driver.selected(), "web");
}

#[test]
fn login_logout_and_context_take_a_name_in_the_palette() {
    let mut driver = Driver::new();
    let mut standing = crate::resource::Standing::nothing();
    standing.takes_login = true;
    driver.tell(Msg::Standing {
        context: "stage".into(),
        standing,
    });
    let choose = |driver: &mut Driver, words: &str| {
        driver.keys(":");
        driver.text(words);
        driver.keys("enter");
    };
    choose(&mut driver, "logout stage");
    assert!(
        driver.notice().contains("The secret of stage"),
        "{}",
        driver.notice()
    );
    choose(&mut driver, "login stage");
    assert!(driver.model.navigation.top().is_some(), "{}", driver.screen());
    driver.keys("esc");
    choose(&mut driver, "ctx stage");
    assert!(
        driver.screen().contains("esc shows all contexts"),
        "{}",
        driver.screen()
    );
    choose(&mut driver, "ctx all");
    assert!(driver.model.fleet.narrowed().is_none());
}
