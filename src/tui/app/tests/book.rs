//! Contexts added, changed and removed, and what is open with them.

use super::fixture::{Driver, key};
use crate::resource::{ContextChange, Notice};
use crate::tui::book::{FieldData, Preview};
use crate::tui::known::Lists;
use crate::tui::msg::{Answer, Effect, Msg, Question};

fn fields() -> Vec<FieldData> {
    let manager = FieldData {
        key: "manager".into(),
        choices: vec!["sim".into(), "other".into()],
        is_required: true,
        ..FieldData::default()
    };
    let url = FieldData {
        key: "url".into(),
        help: "Where the manager is".into(),
        is_required: true,
        ..FieldData::default()
    };
    let user = FieldData {
        key: "user".into(),
        only_with: vec![vec![("manager".into(), vec!["other".into()])]],
        ..FieldData::default()
    };
    let refresh = FieldData {
        key: "refresh".into(),
        default: Some("10s".into()),
        ..FieldData::default()
    };
    vec![manager, url, user, refresh]
}

impl Driver {
    fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        self.tell(Msg::Answered(answer))
    }

    fn preview(&mut self, change: &ContextChange) {
        let preview = Preview {
            path: "/home/me/config.toml".into(),
            is_new: false,
            lines: vec!["  [contexts.prod]".into(), "+ [contexts.lab]".into()],
            warning: None,
        };
        self.answer(Answer::ContextPreview {
            change: change.clone(),
            preview: Ok(preview),
        });
    }
}

fn previewed(effects: &[Effect]) -> ContextChange {
    match effects {
        [Effect::Ask(Question::PreviewContext(change))] => change.clone(),
        other => panic!("{other:?}"),
    }
}

/// A console with the form for a new context, filled in and sent.
fn adding() -> (Driver, ContextChange) {
    let mut driver = Driver::new();
    let effects = driver.keys("c n");
    assert!(matches!(
        effects.as_slice(),
        [Effect::Ask(Question::ContextFields(None))]
    ));
    driver.answer(Answer::ContextFields {
        of: None,
        fields: Ok(fields()),
    });
    driver.text("lab");
    driver.keys("tab tab");
    driver.text("https://lab.example.com");
    let change = previewed(&driver.keys("ctrl-s"));
    (driver, change)
}

#[test]
fn a_new_context_is_filled_in_shown_as_it_would_be_written_and_written() {
    let (mut driver, change) = adding();
    let values = vec![
        ("manager".to_owned(), "sim".to_owned()),
        ("url".to_owned(), "https://lab.example.com".to_owned()),
    ];
    let name = "lab".to_owned();
    assert_eq!(change, ContextChange::Add { name, values });
    driver.preview(&change);
    let screen = driver.screen();
    assert!(
        screen.contains("/home/me/config.toml") && screen.contains("+ [contexts.lab]"),
        "{screen}"
    );
    let effects = driver.keys("w");
    assert!(
        matches!(effects.as_slice(), [Effect::Ask(Question::WriteContext(written))] if *written == change)
    );
    driver.answer(Answer::ContextWritten {
        change,
        written: Ok("The context lab is added".into()),
    });
    assert!(driver.screen().contains("── Contexts"), "{}", driver.screen());
    assert_eq!(driver.notice(), "The context lab is added");
}

#[test]
fn leaving_what_would_be_written_goes_back_to_the_form_as_it_was() {
    let (mut driver, change) = adding();
    driver.preview(&change);
    driver.keys("esc");
    assert!(
        driver.screen().contains("https://lab.example.com"),
        "{}",
        driver.screen()
    );
}

#[test]
fn mistakes_are_told_at_their_fields() {
    let (mut driver, change) = adding();
    driver.answer(Answer::ContextPreview {
        change,
        preview: Err(vec![
            ("url".into(), "the host is missing".into()),
            ("name".into(), "there is already a context called lab".into()),
        ]),
    });
    let screen = driver.screen();
    assert!(
        screen.contains("the host is missing") && screen.contains("already a context called lab"),
        "{screen}"
    );
}

#[test]
fn only_what_differs_is_changed_and_what_was_emptied_is_taken_out() {
    let mut driver = Driver::new();
    driver.keys("c home e");
    let mut fields = fields();
    for (field, value) in fields.iter_mut().zip(["sim", "https://a.example.com", "", "30s"]) {
        field.value = (!value.is_empty()).then(|| value.to_owned());
    }
    let of = Some("audit".to_owned());
    driver.answer(Answer::ContextFields {
        of,
        fields: Ok(fields),
    });
    driver.keys("tab");
    driver.text("/api");
    driver.keys("tab ctrl-u");
    assert_eq!(
        previewed(&driver.keys("ctrl-s")),
        ContextChange::Edit {
            name: "audit".into(),
            set: vec![("url".into(), "https://a.example.com/api".into())],
            unset: vec!["refresh".into()],
        }
    );
}

#[test]
fn a_context_is_removed_only_after_what_is_written_was_shown() {
    let mut driver = Driver::new();
    let change = previewed(&driver.keys("c home x"));
    driver.preview(&change);
    assert!(
        driver.screen().contains("Remove the context"),
        "{}",
        driver.screen()
    );
    let effects = driver.keys("w");
    assert!(matches!(
        effects.as_slice(),
        [Effect::Ask(Question::WriteContext(_))]
    ));
}

#[test]
fn what_would_be_written_is_not_written_before_it_was_on_the_screen() {
    let (mut driver, change) = adding();
    driver.paint();
    driver.preview(&change);
    assert!(driver.rush("w").is_empty(), "typed before this could be read");
    let screen = driver.paint();
    assert!(!screen.contains("writing /home/me"), "{screen}");
    assert_eq!(driver.rush("w").len(), 1);
}

#[test]
fn the_key_that_sends_a_form_does_not_write_the_file() {
    let (mut driver, change) = adding();
    driver.preview(&change);
    assert!(driver.keys("enter enter").is_empty());
    assert!(
        driver.screen().contains("+ [contexts.lab]"),
        "{}",
        driver.screen()
    );
}

#[test]
fn why_a_context_cannot_be_changed_is_told_as_it_is() {
    let mut driver = Driver::new();
    driver.keys("c n");
    driver.answer(Answer::ContextFields {
        of: None,
        fields: Err(Notice::error("config.toml cannot be read")),
    });
    assert_eq!(driver.notice(), "config.toml cannot be read");
    assert_eq!(driver.model.navigation.pages().count(), 1, "no form");
}

#[test]
fn nothing_of_a_context_that_was_closed_stays_on_the_screen() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("enter");
    driver.tell(Msg::ContextClosed("stage".into()));
    assert!(driver.model.navigation.is_home());
    assert!(!driver.screen().contains("web"), "{}", driver.screen());
    assert!(driver.model.known.row(&key("stage", "web")).is_none());
}

#[test]
fn a_context_that_is_opened_is_listed_and_asked() {
    let mut driver = Driver::new();
    let known = driver.model.known.context("stage").cloned().unwrap();
    let lab = crate::tui::known::KnownContext {
        name: "lab".into(),
        lists: Lists::default(),
        ..known
    };
    driver.tell(Msg::ContextOpened(Box::new(lab)));
    let wanted = crate::tui::subscriptions::subscriptions(&driver.model);
    assert!(format!("{wanted:?}").contains("lab"));
    driver.list("lab", &[("probe", "RUNNING")]);
    assert!(driver.screen().contains("probe"), "{}", driver.screen());
}

#[test]
fn a_dialog_about_a_context_that_is_another_now_is_closed() {
    let mut driver = super::fixture::stopping("web");
    driver.tell(Msg::ContextClosed("stage".into()));
    assert!(!driver.has_dialog());
    assert!(
        driver.notice().contains("Nothing was sent"),
        "{}",
        driver.notice()
    );
}

#[test]
fn the_cursor_is_on_the_context_that_was_written_and_login_is_named() {
    let stage = Driver::new().model.known.context("stage").cloned().unwrap();
    let mut lab = crate::tui::known::KnownContext {
        name: "lab".into(),
        ..stage
    };
    lab.standing.takes_login = true;
    lab.standing.need = crate::resource::Need::Secret("the keyring holds none".into());
    let renamed = ContextChange::Rename {
        from: "stage".into(),
        to: "lab".into(),
    };
    let added = ContextChange::Add {
        name: "lab".into(),
        values: Vec::new(),
    };
    for change in [added, renamed] {
        let mut driver = Driver::new();
        // The cursor was moved, and a filter hides what is new.
        driver.keys("c end /");
        driver.text("prod");
        driver.keys("enter");
        driver.tell(Msg::ContextOpened(Box::new(lab.clone())));
        driver.answer(Answer::ContextWritten {
            change,
            written: Ok("The context lab is written".into()),
        });
        assert!(driver.notice().contains("L logs in"), "{}", driver.notice());
        driver.keys("L");
        let screen = driver.screen();
        assert!(screen.contains("lab"), "{screen}");
        let meant = driver
            .model
            .navigation
            .top()
            .and_then(|page| page.context_meant());
        assert_eq!(meant.as_deref(), Some("lab"), "{screen}");
    }
}
