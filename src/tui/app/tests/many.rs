//! Thirty contexts, most of them in trouble.

use std::time::Duration;

use super::fixture::Driver;
use crate::resource::Answered;
use crate::resource::kind::CLUSTERS;
use crate::tui::known::KnownContext;
use crate::tui::msg::Msg;

/// Contexts of which 15 do not answer, 8 are slow and 7 are well.
fn thirty(width: u16, height: u16) -> Driver {
    let mut driver = Driver::silent(width, height);
    let model = driver.model.known.context("stage").cloned().unwrap();
    for name in ["prod", "stage", "audit"] {
        driver.tell(Msg::ContextClosed(name.into()));
    }
    for number in 0..30 {
        let name = format!("region-prod-{number:02}");
        driver.tell(Msg::ContextOpened(Box::new(KnownContext {
            name: name.as_str().into(),
            ..model.clone()
        })));
        match number {
            0..15 => drop(driver.fail_list(&name)),
            15..23 => {
                driver.tell(Msg::Listed {
                    context: name.as_str().into(),
                    kind: CLUSTERS,
                    listing: Default::default(),
                    answered: Answered {
                        took: Duration::from_secs(4),
                        ..driver.answered()
                    },
                });
            }
            _ => drop(driver.list(&name, &[("web", "RUNNING")])),
        }
    }
    driver
}

#[test]
fn contexts_in_trouble_are_counted_by_word_in_narrow_and_wide_terminals() {
    for width in [80, 200] {
        let screen = thirty(width, 24).screen();
        let status = screen.lines().nth(1).unwrap();
        assert!(
            status.contains("15 unreachable") && status.contains("8 slow") && status.contains("7 ok"),
            "{screen}"
        );
        assert!(status.find("unreachable") < status.find(" ok"), "{screen}");
        assert!(!status.contains('+'), "{screen}");
    }
}

#[test]
fn names_are_told_as_far_as_all_of_a_word_fit() {
    let mut driver = Driver::sized(80, 24);
    driver.fail_list("stage");
    driver.fail_list("prod");
    let screen = driver.screen();
    assert!(screen.contains("prod unreachable  stage unreachable"), "{screen}");
    let wide = thirty(200, 24).screen();
    assert!(wide.contains("8 slow (region-prod-15, region-prod-16"), "{wide}");
}

#[test]
fn the_list_says_how_many_contexts_have_not_answered() {
    let screen = thirty(120, 24).screen();
    assert!(screen.contains("15 contexts have not answered"), "{screen}");
    assert!(!screen.contains("same since"), "{screen}");
}

#[test]
fn advice_about_a_context_is_in_sight_above_a_notice() {
    let mut driver = Driver::sized(80, 24);
    driver.fail_list("stage");
    driver.keys("c home");
    let words = format!("Something else went wrong, {}", "and at length ".repeat(20));
    driver.tell(Msg::Noticed(crate::resource::Notice::error(words)));
    let screen = driver.screen();
    let advice = screen.find("stage: Could not list clusters").expect(&screen);
    assert!(advice < screen.find("!! Something").expect(&screen), "{screen}");
    assert!(screen.contains("next try"), "{screen}");
}

#[test]
fn the_breadcrumbs_keep_the_screen_that_is_shown() {
    let mut driver = Driver::sized(60, 24);
    driver.list(
        "stage",
        &[("a-cluster-with-a-long-name-in-the-far-east", "RUNNING")],
    );
    driver.select("a-cluster-with-a-long-name-in-the-far-east");
    driver.keys("enter J ?");
    let screen = driver.screen();
    let crumbs = screen.lines().next().unwrap();
    assert!(
        crumbs.starts_with(" all contexts › .. ›") && crumbs.ends_with("help"),
        "{screen}"
    );
}

#[test]
fn asked_again_is_said_until_an_answer_comes() {
    let mut driver = Driver::new();
    driver.keys("r");
    assert_eq!(driver.notice(), "Asked again");
    driver.confirm_list("prod");
    assert_eq!(driver.notice(), "");
}
