//! Credentials: what is said of them, the form for one, and what goes on afterwards.

use std::sync::Arc;

use chrono::TimeDelta;
use secrecy::ExposeSecret;

use super::fixture::{Driver, asked, stopping};
use crate::resource::{Keep, Need, Notice, Standing, Step};
use crate::tui::msg::{Answer, Effect, Msg};
use crate::tui::subscriptions::Wanted;

fn bearer(need: Need) -> Standing {
    Standing {
        form: "bearer token".into(),
        place: "keyring".into(),
        takes_login: true,
        can_keep: true,
        need,
        ..Standing::nothing()
    }
}

impl Driver {
    fn stands(&mut self, context: &str, standing: Standing) {
        self.tell(Msg::Standing {
            context: context.into(),
            standing,
        });
    }

    /// A token that ends in so many seconds.
    fn token(&mut self, context: &str, seconds: i64) {
        let expires = Some(self.now + TimeDelta::seconds(seconds));
        self.stands(
            context,
            Standing {
                expires,
                ..bearer(Need::Nothing)
            },
        );
    }

    fn logged_in(&mut self, context: &str) -> Vec<Effect> {
        self.stands(context, bearer(Need::Nothing));
        self.tell(Msg::Answered(Answer::LoggedIn {
            context: context.into(),
            kept: Ok("kept in the keyring".into()),
        }))
    }

    fn first_line(&self) -> String {
        self.screen().lines().next().unwrap_or_default().to_owned()
    }
}

fn refused() -> Standing {
    bearer(Need::Refused("token expired".into()))
}

#[test]
fn a_refused_credential_is_told_in_header_status_and_list_of_contexts() {
    let mut driver = Driver::new();
    driver.stands("stage", refused());
    let screen = driver.screen();
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[0].contains("stage: log in"), "{screen}");
    assert!(lines[1].contains("stage log in"), "{screen}");
    driver.keys("c");
    let screen = driver.screen();
    assert!(
        screen.contains("stage refused who you are: token expired. L logs in"),
        "{screen}"
    );
}

#[test]
fn rows_of_a_context_that_needs_a_login_stay() {
    let mut driver = Driver::new();
    driver.stands("stage", refused());
    assert!(driver.screen().contains("batch"));
}

#[test]
fn the_end_of_a_token_is_counted_in_coarse_steps_and_wakes_only_when_the_words_change() {
    let mut driver = Driver::new();
    for context in ["prod", "stage", "audit"] {
        driver.confirm_list(context);
    }
    driver.token("prod", 4 * 60 + 30);
    assert!(
        driver.first_line().contains("prod token 4m"),
        "{}",
        driver.first_line()
    );
    driver.paint();
    let before = driver.now;
    let wake = driver.model.next_change_of_access().unwrap();
    assert_eq!((wake - before).num_seconds(), 30);
    driver.sleep(10_000);
    assert!(!driver.model.is_dirty());
    driver.sleep(20_100);
    assert!(driver.model.is_dirty());
    assert!(
        driver.first_line().contains("prod token 3m"),
        "{}",
        driver.first_line()
    );
}

#[test]
fn a_token_that_is_renewed_by_itself_or_far_from_its_end_is_no_news_among_several() {
    let mut driver = Driver::new();
    driver.token("stage", 30 * 86_400);
    let renewed = Standing {
        is_renewed: true,
        expires: Some(driver.now + TimeDelta::seconds(90)),
        ..bearer(Need::Nothing)
    };
    driver.stands("prod", renewed);
    assert!(!driver.first_line().contains("token"), "{}", driver.first_line());
}

#[test]
fn a_token_that_has_ended_asks_for_a_login() {
    let mut driver = Driver::new();
    driver.token("prod", 5);
    driver.wait(6_000);
    assert!(
        driver.first_line().contains("prod: log in"),
        "{}",
        driver.first_line()
    );
}

#[test]
fn the_form_sends_the_secret_once_and_shows_nothing_of_it() {
    let mut driver = Driver::new();
    driver.stands("stage", refused());
    driver.keys("L");
    let screen = driver.screen();
    assert!(
        screen.contains("Log in to stage") && screen.contains("token expired"),
        "{screen}"
    );
    driver.tell(Msg::Paste("hunter2\n".into()));
    assert!(!driver.screen().contains("hunter2"));
    assert!(!format!("{:?}", driver.model).contains("hunter2"));
    let effects = driver.keys("enter");
    let [
        Effect::LogIn {
            context,
            secret,
            keep,
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (&**context, secret.expose_secret(), *keep),
        ("stage", "hunter2", Keep::InKeyring)
    );
    assert!(!format!("{effects:?}").contains("hunter2"));
    let effects = driver.logged_in("stage");
    assert!(
        effects.is_empty(),
        "one answer tells whether it is the right one: {effects:?}"
    );
    assert!(driver.model.navigation.is_home());
    assert!(
        driver.notice().contains("kept in the keyring"),
        "{}",
        driver.notice()
    );
}

#[test]
fn a_secret_that_was_refused_is_asked_for_again_in_the_same_form() {
    let mut driver = Driver::new();
    driver.stands("stage", refused());
    driver.keys("L");
    driver.text("hunter2");
    driver.keys("enter");
    driver.tell(Msg::Answered(Answer::LoggedIn {
        context: "stage".into(),
        kept: Err(Notice::error("It is not the right one")),
    }));
    let screen = driver.screen();
    assert!(
        screen.contains("It is not the right one") && screen.contains("nothing was kept"),
        "{screen}"
    );
    driver.text("hunter3");
    assert!(!driver.keys("enter").is_empty());
}

#[test]
fn a_form_is_not_left_by_accident_once_something_was_typed() {
    let mut driver = Driver::new();
    driver.stands("stage", refused());
    driver.keys("L");
    driver.text("hunter2");
    driver.keys("esc");
    assert!(driver.screen().contains("is not sent"), "{}", driver.screen());
    driver.keys("tab esc esc");
    assert!(driver.model.navigation.is_home());
}

#[test]
fn what_was_not_sent_for_want_of_a_credential_is_asked_about_again_after_the_login() {
    let mut driver = stopping("web");
    driver.text("stop");
    assert_eq!(asked(&driver.keys("enter")), ["stop web"]);
    driver.step(1, Step::NoCredential(Notice::error("Could not read it again")));
    driver.stands("stage", refused());
    driver.keys("L");
    assert!(
        driver.screen().contains("asked again whether to stop web"),
        "{}",
        driver.screen()
    );
    driver.text("hunter2");
    driver.keys("enter");
    let effects = driver.logged_in("stage");
    assert!(
        matches!(effects.as_slice(), [Effect::LookAgain(Wanted::List { context, .. })] if &**context == "stage"),
        "{effects:?}"
    );
    assert!(!driver.has_dialog());
    let effects = driver.confirm_list("stage");
    assert!(driver.has_dialog(), "{}", driver.screen());
    assert!(asked(&effects).is_empty());
}

#[test]
fn a_change_that_was_not_sent_for_another_reason_is_not_asked_about_again() {
    let mut driver = stopping("web");
    driver.text("stop");
    driver.keys("enter");
    driver.step(1, Step::NotSent(Notice::error("connection refused")));
    driver.stands("stage", refused());
    driver.logged_in("stage");
    driver.confirm_list("stage");
    assert!(!driver.has_dialog());
}

#[test]
fn a_login_elsewhere_does_not_take_the_place_of_one_that_a_change_waits_for() {
    let mut driver = stopping("web");
    driver.text("stop");
    driver.keys("enter");
    driver.step(1, Step::NoCredential(Notice::error("Could not read it again")));
    driver.logged_in("stage");
    driver.logged_in("prod");
    driver.confirm_list("stage");
    assert!(driver.has_dialog(), "{}", driver.screen());
}

#[test]
fn a_secret_that_lies_elsewhere_is_not_asked_for_here() {
    let mut driver = Driver::new();
    let elsewhere = Standing {
        place: "environment variable PROD_TOKEN".into(),
        advice: "put a valid one into PROD_TOKEN, and start again".into(),
        takes_login: false,
        ..bearer(Need::Secret("it is not set".into()))
    };
    driver.stands("prod", elsewhere);
    assert!(
        driver.first_line().contains("prod: no credential"),
        "{}",
        driver.first_line()
    );
    driver.keys("L");
    assert!(
        driver.notice().contains("environment variable PROD_TOKEN"),
        "{}",
        driver.notice()
    );
}

#[test]
fn a_manager_that_is_shown_nothing_and_refuses_says_what_would_let_one_in() {
    let mut driver = Driver::new();
    let nobody = Standing {
        need: Need::Refused("no authentication info provided".into()),
        advice: "set QD_TOKEN, and start again".into(),
        ..Standing::nothing()
    };
    driver.stands("stage", nobody);
    driver.keys("L");
    assert_eq!(
        driver.notice(),
        "stage is shown no credential (set QD_TOKEN, and start again)"
    );
    driver.keys("c");
    let screen = driver.screen();
    let words = "stage refused who you are: no authentication info provided. To be let in, set QD_TOKEN, and start again";
    assert!(screen.contains(words), "{screen}");
}

#[test]
fn enter_on_a_context_that_needs_a_login_opens_the_form() {
    let mut driver = Driver::new();
    driver.stands("stage", refused());
    driver.keys("c home enter");
    assert!(driver.screen().contains("Log in to stage"), "{}", driver.screen());
}

#[test]
fn logging_out_is_asked_for_twice() {
    let mut driver = Driver::new();
    driver.stands("stage", bearer(Need::Nothing));
    driver.keys("c");
    driver.select_context("stage");
    let log_out = crate::tui::keymap::Command::LogOut;
    assert!(driver.model.run(log_out).is_empty());
    assert!(
        driver.notice().contains("stage is forgotten"),
        "{}",
        driver.notice()
    );
    driver.model.run(crate::tui::keymap::Command::Dismiss);
    assert!(
        driver.model.run(log_out).is_empty(),
        "something else was done meanwhile"
    );
    driver.model.run(crate::tui::keymap::Command::Palette);
    let effects = driver.model.run(log_out);
    assert!(matches!(effects.as_slice(), [Effect::LogOut(context)] if *context == Arc::from("stage")));
}

impl Driver {
    fn select_context(&mut self, name: &str) {
        self.keys("home");
        for _ in 0..5 {
            let meant = self.model.navigation.top().and_then(|page| page.context_meant());
            if meant.as_deref() == Some(name) {
                return;
            }
            self.keys("down");
        }
        panic!("{name} is not on\n{}", self.screen());
    }
}

#[test]
fn of_fifty_contexts_the_status_line_counts_those_that_answer_and_names_the_others() {
    let mut driver = Driver::sized(80, 24);
    let known = driver.model.known.context("stage").cloned().unwrap();
    for number in 0..47 {
        let name = format!("site-{number:02}");
        let context = crate::tui::known::KnownContext {
            name: name.as_str().into(),
            ..known.clone()
        };
        driver.tell(Msg::ContextOpened(Box::new(context)));
    }
    driver.stands("prod", refused());
    for context in ["stage", "site-03", "site-04", "site-05"] {
        driver.fail_list(context);
    }
    let screen = driver.screen();
    let status = screen.lines().nth(1).unwrap();
    assert!(
        status.ends_with("4 unreachable  1 log in (prod)  45 ok"),
        "{status}"
    );
    driver.keys("c");
    let screen = driver.screen();
    let first = screen.lines().nth(4).unwrap();
    assert!(
        first.contains("log in") || first.contains("unreachable"),
        "{screen}"
    );
}
