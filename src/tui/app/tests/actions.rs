//! Actions that are declared: the menu that shows them, the form of what they want to be told, what they ask for.

use super::fixture::{Driver, HOSTS, asked, intents, key};
use crate::managers::About;
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Action, ActionId, Arguments, Danger, Notice, On, OwnAddress, Parameter, Protection, Step, Takes, action,
};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Effect, Msg, Wire};
use crate::tui::subscriptions::{Wanted, subscriptions};

fn plain(word: &str) -> Result<(), String> {
    match word.contains(' ') {
        true => Err(format!("{word}: no spaces")),
        false => Ok(()),
    }
}

static ACTIONS: [Action; 3] = [
    Action {
        id: ActionId("grow"),
        title: "Grow",
        past: "grown",
        help: "Add hosts to the cluster",
        danger: Danger::Low,
        parameters: &[
            Parameter::new("hosts", "which hosts", Takes::References(HOSTS)).required(),
            Parameter::new("mode", "how", Takes::Choice(&["fast", "slow"])).or("slow"),
        ],
        ..Action::PLAIN
    },
    Action {
        id: ActionId("create-host"),
        title: "Create host",
        past: "created",
        help: "Make a host",
        on: On::New {
            kind: HOSTS,
            name: Parameter::new("address", "an address", Takes::Text)
                .required()
                .checked(plain),
        },
        parameters: &[
            Parameter::new("options", "settings", Takes::Json),
            Parameter::new("cluster", "where to", Takes::Reference(CLUSTERS)),
        ],
        ..Action::PLAIN
    },
    Action {
        id: action::DELETE,
        title: "Delete host",
        past: "deleted",
        help: "Delete the host",
        on: On::Object(HOSTS),
        danger: Danger::Destroys,
        ..Action::PLAIN
    },
];

/// A console with the context `farm`, whose manager declares these actions, and one cluster there.
fn farm(protection: Protection) -> Driver {
    farm_of(&ACTIONS, protection, OwnAddress::default())
}

/// The same for others, and for a session that comes from there.
pub(super) fn farm_of(actions: &'static [Action], protection: Protection, own: OwnAddress) -> Driver {
    let mut driver = Driver::new();
    let stage = driver.model.known.context("stage").cloned().unwrap();
    let about: &'static About = Box::leak(Box::new(About {
        name: "farm",
        title: "Farm Manager",
        kinds: stage.about.kinds,
        actions,
        not_offered: &[(action::STOP, "a farm never stops")],
        editing: None,
        secrets: &["token"],
        settings: &[],
        auth: &[],
        ..*stage.about
    }));
    driver.tell(Msg::ContextOpened(Box::new(KnownContext {
        name: "farm".into(),
        about,
        demanded: protection,
        own_address: own,
        scope: None,
        lists: Lists::default(),
        ..stage
    })));
    driver.list("farm", &[("field", "running")]);
    driver.list_hosts("farm", &[("10.1.0.1", "running"), ("10.1.0.2", "running")]);
    driver.select("field");
    driver
}

/// Takes an entry of the palette, or of the menu, by its name.
fn take(driver: &mut Driver, word: &str) -> Vec<Effect> {
    driver.text(word);
    driver.keys("enter")
}

#[test]
fn the_menu_shows_what_can_be_done_here_and_what_cannot_and_why() {
    let mut driver = farm(Protection::Normal);
    driver.keys("m");
    let screen = driver.screen();
    assert!(screen.contains("grow  Add hosts to the cluster"), "{screen}");
    assert!(
        screen.contains("stop  not offered: a farm never stops"),
        "{screen}"
    );
    assert!(!screen.contains("create-host"), "it makes hosts: {screen}");
    assert!(screen.contains("\nfield:"), "{screen}");
    take(&mut driver, "stop");
    assert_eq!(driver.notice(), "Cannot stop: a farm never stops");
}

#[test]
fn a_verb_that_a_manager_never_offers_is_not_named_in_the_footer() {
    let mut driver = farm(Protection::Normal);
    let footer = |driver: &Driver| driver.screen().lines().last().unwrap().to_owned();
    assert!(
        footer(&driver).contains("m actions") && !footer(&driver).contains("stop"),
        "{}",
        footer(&driver)
    );
    driver.select("web");
    assert!(footer(&driver).contains("s stop"), "{}", footer(&driver));
}

#[test]
fn what_an_action_wants_to_be_told_is_asked_before_the_dialog_opens() {
    let mut driver = farm(Protection::Normal);
    driver.keys("m");
    take(&mut driver, "grow");
    assert!(!driver.has_dialog());
    assert!(
        driver.screen().contains("There are: 10.1.0.1, 10.1.0.2"),
        "{}",
        driver.screen()
    );
    let needed = Wanted::List {
        context: "farm".into(),
        kind: HOSTS,
    };
    assert!(subscriptions(&driver.model).contains(&needed));
    driver.keys("ctrl-s");
    assert!(driver.screen().contains("hosts is needed"), "{}", driver.screen());
    driver.text("10.1.0.2, 10.1.0.3");
    driver.keys("ctrl-s");
    assert!(
        driver
            .screen()
            .contains("10.1.0.3 is not among the hosts of farm; did you mean"),
        "{}",
        driver.screen()
    );
    driver.keys("backspace");
    driver.text("1");
    driver.keys("ctrl-s");
    assert!(driver.has_dialog());
    assert!(driver.screen().contains("Grow: field"), "{}", driver.screen());
    let effects = driver.keys("y");
    assert_eq!(asked(&effects), ["grow field"]);
    let told = Arguments::default()
        .with("hosts", "10.1.0.2, 10.1.0.1")
        .with("mode", "slow");
    assert_eq!(intents(&effects)[0].arguments, told);
}

#[test]
fn what_was_typed_is_still_there_when_the_change_is_cancelled_or_refused_and_goes_once_it_is_taken() {
    let mut driver = farm(Protection::Normal);
    driver.keys("m");
    take(&mut driver, "grow");
    driver.text("10.1.0.1");
    driver.keys("ctrl-s esc");
    assert!(
        !driver.has_dialog() && driver.screen().contains("10.1.0.1"),
        "{}",
        driver.screen()
    );
    driver.keys("ctrl-s");
    let activity = intents(&driver.keys("y"))[0].activity.0;
    driver.step(activity, Step::Sending);
    driver.step(activity, Step::Rejected(Notice::error("the barn is full")));
    let screen = driver.screen();
    assert!(
        screen.contains("the barn is full") && screen.contains("▌ hosts"),
        "{screen}"
    );
    driver.keys("ctrl-s");
    let activity = intents(&driver.keys("y"))[0].activity.0;
    driver.step(activity, Step::Accepted("accepted".into()));
    assert!(driver.model.navigation.is_home(), "{}", driver.screen());
}

#[test]
fn something_new_is_made_where_the_cursor_is_under_the_name_that_is_typed() {
    let mut driver = farm(Protection::Normal);
    driver.keys(":");
    take(&mut driver, "create-host");
    driver.text("10.1 0.9");
    driver.keys("ctrl-s");
    assert!(
        driver.screen().contains("10.1 0.9: no spaces"),
        "{}",
        driver.screen()
    );
    driver.keys("ctrl-u");
    driver.text("10.1.0.9");
    driver.keys("ctrl-s");
    assert!(
        driver.has_dialog() && driver.screen().contains("not there"),
        "{}",
        driver.screen()
    );
    let intent = intents(&driver.keys("y")).remove(0);
    assert_eq!(
        (&*intent.key.context, intent.key.kind, &*intent.key.id),
        ("farm", HOSTS, "10.1.0.9")
    );
}

#[test]
fn a_secret_in_what_is_told_is_sent_and_shown_to_nobody() {
    let mut driver = farm(Protection::Normal);
    driver.keys(":");
    take(&mut driver, "create-host");
    driver.text("10.1.0.9");
    driver.keys("tab");
    driver.text(r#"{"token": "tulip"}"#);
    driver.keys("ctrl-s");
    assert!(
        !driver
            .screen()
            .lines()
            .skip(5)
            .any(|line| line.contains("│") && line.contains("tulip"))
    );
    let effects = driver.keys("Y");
    let copied = effects.iter().find_map(|effect| match effect {
        Effect::Copy(line) => Some(line.as_str()),
        _ => None,
    });
    assert!(copied.is_none_or(|line| !line.contains("tulip")), "{copied:?}");
    let intent = intents(&driver.keys("y")).remove(0);
    assert_eq!(intent.arguments.get("options"), Some(r#"{"token": "tulip"}"#));
    assert!(!format!("{intent:?}").contains("tulip"));
}

#[test]
fn a_protected_context_demands_the_name_of_what_is_made_and_a_read_only_one_makes_nothing() {
    let mut driver = farm(Protection::Protected);
    driver.keys(":");
    take(&mut driver, "create-host");
    driver.text("10.1.0.9");
    driver.keys("ctrl-s");
    assert!(driver.keys("y").is_empty());
    driver.keys("ctrl-u");
    driver.text("10.1.0.9");
    assert_eq!(asked(&driver.keys("enter")), ["create-host 10.1.0.9"]);
    let mut driver = farm(Protection::ReadOnly);
    driver.keys(":");
    take(&mut driver, "create-host");
    assert_eq!(driver.notice(), "Cannot create host: farm is read-only");
}

#[test]
fn the_same_verb_on_another_kind_is_that_kinds_own() {
    let mut driver = farm(Protection::Normal);
    driver.keys(":");
    take(&mut driver, "hosts");
    driver.list_hosts("farm", &[("10.1.0.1", "running"), ("10.1.0.2", "running")]);
    driver.text("/10.1.0.2");
    driver.keys("enter :");
    take(&mut driver, "delete");
    assert!(
        driver.screen().contains("Delete host 10.1.0.2"),
        "{}",
        driver.screen()
    );
    let look = driver.model.look();
    let wire = driver.model.dialog.as_ref().and_then(|dialog| dialog.wire(look));
    assert!(matches!(wire, Some((_, Wire::Operation(_)))));
    let line = driver
        .model
        .dialog
        .as_ref()
        .and_then(|dialog| dialog.command_line())
        .unwrap();
    assert!(line.to_string().starts_with("qd delete hosts/10.1.0.2"), "{line}");
}

#[test]
fn a_changed_target_is_asked_about_again_with_what_was_told() {
    let mut driver = farm(Protection::Normal);
    driver.keys("m");
    take(&mut driver, "grow");
    driver.text("10.1.0.1");
    driver.keys("ctrl-s");
    let intent = intents(&driver.keys("y")).remove(0);
    driver.step(
        intent.activity.0,
        Step::Changed(vec!["its state was running, now it is failed".into()]),
    );
    assert!(driver.has_dialog(), "{}", driver.screen());
    assert!(
        driver.screen().contains("CHANGED") && driver.screen().contains("hosts 10.1.0.1"),
        "{}",
        driver.screen()
    );
    let again = intents(&driver.keys("y")).remove(0);
    assert_eq!(
        (again.arguments, again.key),
        (intent.arguments, key("farm", "field"))
    );
}
