//! What is selected, marked and watched, whatever the rows do.

use super::fixture::{Driver, key};
use crate::resource::Arranged;
use crate::tui::msg::{Effect, Msg};
use crate::tui::subscriptions::{Wanted, subscriptions};
use crate::tui::widgets::table::Ticket;
use std::sync::Arc;

#[test]
fn the_selection_survives_refresh_sorting_and_filtering() {
    let mut driver = Driver::new();
    driver.select("orders");
    driver.list(
        "prod",
        &[("aaa", "RUNNING"), ("billing", "RUNNING"), ("orders", "STOPPING")],
    );
    assert_eq!(driver.selected(), "orders");
    driver.keys("> > = /");
    driver.text("r");
    driver.keys("enter");
    assert_eq!(driver.selected(), "orders");
    driver.keys("esc");
    assert_eq!(driver.selected(), "orders");
}

#[test]
fn marks_survive_a_filter_and_go_with_their_clusters() {
    let mut driver = Driver::new();
    driver.select("batch");
    driver.keys("space space /");
    driver.text("web");
    driver.keys("enter");
    assert!(driver.screen().contains("2 marked"));
    driver.list("stage", &[("web", "RUNNING")]);
    assert!(driver.screen().contains("1 marked"), "{}", driver.screen());
}

#[test]
fn a_row_that_the_filter_hides_cannot_be_marked() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("/");
    driver.text("nothing-is-called-this");
    driver.keys("enter space");
    assert!(!driver.screen().contains("marked"), "{}", driver.screen());
}

#[test]
fn the_cursor_stays_on_the_first_row_until_the_user_moves_it() {
    let mut driver = Driver::new();
    assert_eq!(driver.selected(), "batch");
    driver.list("prod", &[("aaa", "RUNNING")]);
    assert_eq!(driver.selected(), "aaa");
}

#[test]
fn whoever_enters_the_lower_panes_has_chosen_the_cluster() {
    let mut driver = Driver::new();
    driver.read("stage", "batch", "STOPPED", &[("i-0001", "running")]);
    driver.keys("tab");
    driver.list("prod", &[("aaa", "RUNNING")]);
    driver.wait(1_000);
    assert_eq!(driver.model.fleet.watched(), Some(&key("stage", "batch")));
}

#[test]
fn the_panes_follow_the_cursor_once_it_rests() {
    let mut driver = Driver::new();
    let before = driver.model.fleet.watched().cloned();
    driver.rush("down down");
    assert_eq!(driver.model.fleet.watched().cloned(), before);
    assert!(driver.model.next_wake().is_some());
    driver.wait(100);
    assert_eq!(driver.model.fleet.watched().cloned(), before);
    driver.wait(60);
    assert_eq!(
        driver.model.fleet.watched().cloned(),
        driver.model.fleet.selected()
    );
}

#[test]
fn nothing_off_screen_is_kept_fresh_except_the_lists() {
    let mut driver = Driver::new();
    let objects = |driver: &Driver| -> Vec<_> {
        subscriptions(&driver.model)
            .into_iter()
            .filter_map(|wanted| match wanted {
                Wanted::Object { key } => Some(key),
                Wanted::List { .. } | Wanted::Parts { .. } | Wanted::Events { .. } => None,
            })
            .collect()
    };
    assert_eq!(objects(&driver), [key("stage", "batch")]);
    assert_eq!(
        subscriptions(&driver.model).len(),
        4,
        "one list per context as well"
    );
    driver.select("orders");
    driver.keys("enter");
    assert_eq!(objects(&driver), [key("prod", "orders")]);
    driver.keys("?");
    assert!(objects(&driver).is_empty());
    driver.keys("esc esc");
    driver.tell(Msg::Resized(ratatui::layout::Size::new(80, 24)));
    assert!(objects(&driver).is_empty());
    driver.select("web");
    driver.keys("s");
    assert_eq!(
        objects(&driver),
        [key("stage", "web")],
        "a dialog reads its target"
    );
}

#[test]
fn rows_that_were_arranged_for_an_older_filter_are_dropped() {
    let mut driver = Driver::new();
    let names: Vec<String> = (0..2_500).map(|number| format!("c{number:04}")).collect();
    let clusters: Vec<_> = names.iter().map(|name| (name.as_str(), "RUNNING")).collect();
    let first = driver.list("prod", &clusters);
    driver.keys("/");
    let second = driver.text("4");
    let arranged = |effects: &[Effect]| -> (Ticket, Arc<Arranged>) {
        let found = effects.iter().rev().find_map(|effect| match effect {
            Effect::Arrange {
                ticket,
                sources,
                query,
                sort,
            } => Some((
                *ticket,
                Arc::new(crate::resource::arrange(sources.clone(), query, *sort)),
            )),
            _ => None,
        });
        found.expect("too many rows to arrange at once")
    };
    let (ticket, rows) = arranged(&second);
    let expected = rows.len();
    driver.tell(Msg::Arranged {
        ticket,
        arranged: rows,
    });
    let (ticket, rows) = arranged(&first);
    driver.tell(Msg::Arranged {
        ticket,
        arranged: rows,
    });
    assert!(
        driver.screen().contains(&format!("({expected} of 2504)")),
        "{}",
        driver.screen()
    );
}

#[test]
fn esc_leaves_the_pane_then_the_filter_then_the_narrowing_then_the_marks() {
    let mut driver = Driver::new();
    driver.keys(":");
    driver.text("context stage");
    driver.keys("enter space /");
    driver.text("we");
    driver.keys("enter tab");
    driver.keys("esc");
    assert!(driver.screen().contains("filter: we"), "the pane was left first");
    driver.keys("esc");
    assert!(!driver.screen().contains("filter: we"));
    assert_eq!(driver.model.fleet.narrowed().map(|name| &**name), Some("stage"));
    driver.keys("esc");
    assert_eq!(driver.model.fleet.narrowed(), None);
    assert!(driver.screen().contains("1 marked"));
    driver.keys("esc");
    assert!(!driver.screen().contains("marked"));
    let effects = driver.keys("esc");
    assert!(effects.is_empty() && driver.notice().contains("q leaves the console"));
}

#[test]
fn the_cursor_returns_to_the_cluster_that_was_opened() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    assert!(driver.screen().contains("stage › clusters › web"));
    driver.list("stage", &[("aaa", "RUNNING"), ("web", "RUNNING")]);
    driver.keys("esc");
    assert_eq!(driver.selected(), "web");
}

#[test]
fn the_clusters_of_one_context_need_no_column_that_names_it() {
    let mut driver = Driver::sized(160, 40);
    assert!(driver.screen().contains("CONTEXT") && driver.screen().contains("MANAGER"));
    driver.keys(":");
    driver.text("context stage");
    driver.keys("enter");
    let screen = driver.screen();
    assert!(
        !screen.contains("CONTEXT") && !screen.contains("MANAGER"),
        "{screen}"
    );
    assert!(
        screen.contains("CONFIG"),
        "its manager keeps configurations: {screen}"
    );
    driver.keys("esc");
    assert!(driver.screen().contains("CONTEXT"));
    // The only one there is, as well.
    driver.tell(Msg::ContextClosed("stage".into()));
    driver.tell(Msg::ContextClosed("audit".into()));
    let screen = driver.screen();
    assert!(
        screen.contains("billing") && !screen.contains("CONTEXT"),
        "{screen}"
    );
}
