//! Changes of configurations, from the key that opens the editor to the end of what was asked.

use std::sync::Arc;

use chrono::TimeDelta;

use super::fixture::{Driver, key};
use crate::resource::{Intent, Notice, Step};
use crate::spec::{Base, Draft, DraftTarget, Edit, Json, RequestText, Submission, Verdict, Way};
use crate::tui::msg::{Answer, Effect, Kept, Msg, Question};

const DOCUMENT: &str = r#"{"metadata":{"name":"web"},"spec":{"query":{"replicas":3},"password":"pearl"}}"#;

fn base(version: i64, document: &str, driver: &Driver) -> Arc<Base> {
    Arc::new(Base {
        key: key("stage", "web"),
        name: "web".into(),
        version: Some(version),
        document: document.parse().unwrap(),
        read: driver.now,
        busy: None,
    })
}

fn questions(effects: &[Effect]) -> Vec<&Question> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Ask(question) => Some(question),
            _ => None,
        })
        .collect()
}

fn answer(driver: &mut Driver, answer: Answer) -> Vec<Effect> {
    driver.tell(Msg::Answered(answer))
}

fn answer_base(driver: &mut Driver, base: Arc<Base>) -> Vec<Effect> {
    let key = base.key.clone();
    answer(driver, Answer::Base { key, base: Ok(base) })
}

fn answer_drafts(driver: &mut Driver, drafts: Vec<Kept>) -> Vec<Effect> {
    answer(
        driver,
        Answer::Drafts {
            drafts,
            problems: Vec::new(),
        },
    )
}

/// The editor on `web`, with its text.
fn editing() -> Driver {
    let mut driver = Driver::new();
    driver.select("web");
    let effects = driver.keys("e");
    let asked = questions(&effects);
    assert!(matches!(asked.as_slice(), [Question::Base(of), Question::Drafts] if *of == key("stage", "web")));
    let base = base(3, DOCUMENT, &driver);
    answer_base(&mut driver, base);
    answer_drafts(&mut driver, Vec::new());
    driver
}

/// Replaces the number of replicas.
fn write_replicas(driver: &mut Driver, replicas: &str) {
    driver.keys("ctrl-g");
    driver.text("spec.query.replicas");
    driver.keys("enter end backspace");
    driver.text(replicas);
}

/// The submission among effects that is to be checked.
fn checked(effects: &[Effect]) -> Arc<Submission> {
    let found = questions(effects)
        .into_iter()
        .find_map(|question| match question {
            Question::DryRun(submission) => Some(Arc::clone(submission)),
            _ => None,
        });
    found.expect("a request to be checked")
}

fn accept(driver: &mut Driver, submission: &Arc<Submission>) {
    let at = driver.now;
    answer(
        driver,
        Answer::DryRun {
            submission: Arc::clone(submission),
            verdict: Verdict::Accepted { at },
        },
    );
    let text = RequestText {
        origin: "https://manager.example.com".into(),
        method: "PATCH".into(),
        path: "/x".into(),
        content_type: "application/merge-patch+json",
        body: submission.request.body.to_string(),
    };
    answer(
        driver,
        Answer::Preview {
            submission: Arc::clone(submission),
            text: Some(text),
        },
    );
}

/// A change of `web` that was confirmed, and what is sent.
fn applied(driver: &mut Driver) -> (Intent, Arc<Edit>) {
    write_replicas(driver, "5");
    let effects = driver.keys("ctrl-s");
    let submission = checked(&effects);
    accept(driver, &submission);
    driver.keys("a");
    assert!(driver.has_dialog(), "{}", driver.screen());
    driver.text("edit");
    let effects = driver.keys("enter");
    match effects.as_slice() {
        [Effect::Apply(intent, edit)] => (intent.clone(), Arc::clone(edit)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_editor_shows_what_was_read_again_without_its_secrets() {
    let driver = editing();
    let screen = driver.screen();
    assert!(
        screen.contains("\"replicas\": 3") && screen.contains("********"),
        "{screen}"
    );
    assert!(
        !screen.contains("pearl") && screen.contains("from v3"),
        "{screen}"
    );
}

#[test]
fn a_mistake_stands_in_the_way_of_the_plan_and_is_told_with_its_place() {
    let mut driver = editing();
    driver.text("x");
    let effects = driver.keys("ctrl-s");
    assert!(questions(&effects).is_empty());
    assert!(
        driver.notice().starts_with("Line 1, column 1:"),
        "{}",
        driver.notice()
    );
}

#[test]
fn nothing_changed_is_said_and_nothing_is_sent() {
    let mut driver = editing();
    let effects = driver.keys("ctrl-s");
    assert!(questions(&effects).is_empty(), "{effects:?}");
    assert!(driver.screen().contains("no change"), "{}", driver.screen());
    driver.keys("a");
    assert!(!driver.has_dialog());
}

#[test]
fn what_is_sent_is_the_patch_alone_with_the_secret_kept() {
    let mut driver = editing();
    let (intent, edit) = applied(&mut driver);
    assert_eq!((intent.action.0, &*intent.name), ("edit", "web"));
    assert_eq!(edit.request.way, Way::Patch);
    assert_eq!(
        edit.request.body.to_string(),
        r#"{"spec":{"query":{"replicas":5}}}"#
    );
    assert_eq!(edit.expected.to_string(), DOCUMENT.replace(":3}", ":5}"));
}

#[test]
fn a_change_that_was_taken_is_followed_and_its_draft_goes_at_the_end() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    let draft = |driver: &Driver| {
        driver
            .model
            .navigation
            .pages()
            .filter_map(|page| page.unsaved())
            .count()
    };
    assert_eq!(draft(&driver), 1);
    driver.step(intent.activity.0, Step::Accepted("accepted".into()));
    assert_eq!(draft(&driver), 0);
    assert!(driver.screen().contains("edit web"), "{}", driver.screen());
    let effects = driver.step(
        intent.activity.0,
        Step::Done("v4 runs, as it was asked for".into()),
    );
    let removed = questions(&effects)
        .into_iter()
        .any(|question| matches!(question, Question::RemoveDraft(_)));
    let called = effects.iter().any(|effect| matches!(effect, Effect::Alert(_)));
    assert!(removed && called, "{effects:?}");
    assert_eq!(driver.notice(), "web is changed: v4 runs, as it was asked for");
}

#[test]
fn what_became_known_takes_the_place_of_what_was_not() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    let number = intent.activity.0;
    driver.step(
        number,
        Step::Unknown(Notice::error("edit web: the outcome is unknown")),
    );
    assert!(driver.notice().contains("unknown"));
    driver.step(
        number,
        Step::Accepted("no answer came, but what was asked is there".into()),
    );
    assert_eq!(driver.notice(), "");
    driver.step(number, Step::Done("v4 runs, as it was asked for".into()));
    assert!(driver.notice().contains("v4 runs"));
}

#[test]
fn what_runs_and_is_not_what_was_asked_is_said_loudly_and_the_draft_stays() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    driver.step(intent.activity.0, Step::Accepted("accepted".into()));
    let effects = driver.step(
        intent.activity.0,
        Step::Differs("v5 runs: somebody changed spec.x too".into()),
    );
    assert!(
        !questions(&effects)
            .into_iter()
            .any(|question| matches!(question, Question::RemoveDraft(_)))
    );
    assert!(
        driver.notice().contains("somebody changed spec.x too"),
        "{}",
        driver.notice()
    );
}

#[test]
fn a_change_that_was_not_taken_leaves_the_plan_and_reminds_when_it_would_be() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    driver.read("stage", "web", "UPDATING", &[]);
    driver.step(
        intent.activity.0,
        Step::NotSent(Notice::warning("web takes no change now")),
    );
    assert!(driver.screen().contains("plan"), "{}", driver.screen());
    driver.keys("d");
    driver.read("stage", "web", "UPDATING", &[]);
    assert!(!driver.notice().contains("takes changes again"));
    driver.read("stage", "web", "RUNNING", &[]);
    assert!(
        driver.notice().contains("web takes changes again"),
        "{}",
        driver.notice()
    );
}

#[test]
fn a_change_refused_for_another_reason_reminds_of_nothing() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    driver.step(intent.activity.0, Step::Rejected(Notice::error("web: 1 mistake")));
    // The plan itself tells when it can be applied: it is left.
    driver.keys("d esc esc");
    driver.read("stage", "web", "RUNNING", &[]);
    driver.read("stage", "web", "UPDATING", &[]);
    driver.read("stage", "web", "RUNNING", &[]);
    assert!(
        !driver.notice().contains("takes changes again"),
        "{}",
        driver.notice()
    );
}

#[test]
fn the_steps_of_one_change_leave_the_plan_of_another_alone() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    let number = intent.activity.0;
    driver.step(number, Step::Accepted("accepted".into()));
    driver.keys("esc");
    driver.select("web");
    driver.keys("e");
    let newer = base(4, DOCUMENT, &driver);
    answer_base(&mut driver, newer);
    answer_drafts(&mut driver, Vec::new());
    write_replicas(&mut driver, "9");
    driver.keys("ctrl-s");
    driver.step(number, Step::Accepted("it is UPDATING, stage 2 of 3".into()));
    assert!(driver.screen().contains("3 -> 9"), "{}", driver.screen());
}

#[test]
fn a_draft_that_is_written_on_stays_when_its_change_is_done() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    driver.keys("esc");
    driver.text(" ");
    let effects = driver.step(
        intent.activity.0,
        Step::Done("v4 runs, as it was asked for".into()),
    );
    let asked = questions(&effects);
    assert!(
        !asked
            .into_iter()
            .any(|question| matches!(question, Question::RemoveDraft(_)))
    );
}

#[test]
fn a_plan_whose_base_is_gone_is_made_anew_from_what_is_there() {
    let mut driver = editing();
    let (intent, _) = applied(&mut driver);
    let effects = driver.step(
        intent.activity.0,
        Step::Changed(vec!["its version was v3, now it is v4".into()]),
    );
    assert!(
        questions(&effects)
            .into_iter()
            .any(|question| matches!(question, Question::Base(_)))
    );
    let other = DOCUMENT.replace("pearl", "other");
    let newer = base(4, &other, &driver);
    let effects = answer_base(&mut driver, newer);
    // Both changes are in it now, and it is checked again.
    assert_eq!(
        checked(&effects).request.body.to_string(),
        r#"{"spec":{"query":{"replicas":5}}}"#
    );
    assert!(driver.screen().contains("v4"), "{}", driver.screen());
    driver.keys("esc");
    let screen = driver.screen();
    assert!(
        screen.contains("\"replicas\": 5") && screen.contains("from v4"),
        "{screen}"
    );
    assert!(!screen.contains("other"), "{screen}");
}

fn a_draft(driver: &Driver, version: i64) -> Kept {
    let target = DraftTarget::Existing {
        id: key("stage", "web").id,
        name: "web".into(),
        base_version: Some(version),
        base: DOCUMENT.parse::<Json>().unwrap().pretty(),
    };
    Kept {
        draft: Arc::new(Draft {
            id: "a-draft".parse().unwrap(),
            context: "stage".into(),
            kind: "clusters".into(),
            target,
            text: "written before".into(),
            cursor: (0, 3),
            begun: driver.now - TimeDelta::hours(3),
            saved: driver.now - TimeDelta::hours(3),
        }),
        is_open_elsewhere: false,
    }
}

#[test]
fn a_draft_is_offered_with_its_age_and_whether_its_base_is_current() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("e");
    let (now, kept) = (base(3, DOCUMENT, &driver), a_draft(&driver, 3));
    answer_base(&mut driver, now);
    answer_drafts(&mut driver, vec![kept]);
    let screen = driver.screen();
    assert!(
        screen.contains("there is a draft of it") && screen.contains("3h ago"),
        "{screen}"
    );
    assert!(screen.contains("v3, which is still current"), "{screen}");
    driver.keys("enter");
    assert!(driver.screen().contains("written before"), "{}", driver.screen());
}

#[test]
fn a_draft_of_an_older_version_is_gone_on_with_from_that_version() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("e");
    let (now, kept) = (base(5, DOCUMENT, &driver), a_draft(&driver, 3));
    answer_base(&mut driver, now);
    answer_drafts(&mut driver, vec![kept]);
    let effects = driver.keys("enter");
    let asked = questions(&effects);
    assert!(matches!(asked.as_slice(), [Question::Version(_, 3)]), "{asked:?}");
    answer(
        &mut driver,
        Answer::Version {
            key: key("stage", "web"),
            number: 3,
            document: Ok(None),
        },
    );
    let screen = driver.screen();
    assert!(
        screen.contains("written before") && screen.contains("from v3"),
        "{screen}"
    );
}

#[test]
fn beginning_anew_leaves_the_draft_where_it_is() {
    let mut driver = Driver::new();
    driver.select("web");
    driver.keys("e");
    let (now, kept) = (base(3, DOCUMENT, &driver), a_draft(&driver, 3));
    answer_base(&mut driver, now);
    answer_drafts(&mut driver, vec![kept]);
    let effects = driver.keys("up enter");
    assert!(questions(&effects).is_empty());
    assert!(driver.screen().contains("\"replicas\": 3"), "{}", driver.screen());
}

#[test]
fn leaving_keeps_what_was_written_and_drops_what_was_not() {
    let mut driver = editing();
    let effects = driver.keys("esc");
    assert!(questions(&effects).is_empty(), "nothing was written: {effects:?}");
    let mut driver = editing();
    driver.text(" ");
    assert!(driver.keys("esc").is_empty());
    assert!(
        driver.screen().contains("esc again leaves"),
        "{}",
        driver.screen()
    );
    let effects = driver.keys("esc");
    assert!(
        matches!(questions(&effects).as_slice(), [Question::ReleaseDraft(_)]),
        "{effects:?}"
    );
    assert!(driver.notice().contains("draft is kept"));
    let mut driver = editing();
    driver.text("x");
    let effects = driver.keys("backspace esc");
    assert!(
        matches!(questions(&effects).as_slice(), [Question::RemoveDraft(_)]),
        "{effects:?}"
    );
}

#[test]
fn a_read_only_context_plans_and_does_not_apply() {
    let mut driver = Driver::new();
    driver.select("ledger");
    driver.keys("e");
    let mut read = (*base(3, DOCUMENT, &driver)).clone();
    read.key = key("audit", "ledger");
    answer_base(&mut driver, Arc::new(read));
    answer_drafts(&mut driver, Vec::new());
    write_replicas(&mut driver, "5");
    let submission = checked(&driver.keys("ctrl-s"));
    accept(&mut driver, &submission);
    driver.keys("a");
    assert!(!driver.has_dialog());
    assert_eq!(driver.notice(), "Cannot edit: audit is read-only");
}

#[test]
fn a_paste_goes_into_the_text_and_answers_nothing() {
    let mut driver = editing();
    driver.tell(Msg::Paste("one\r\ntwo\n".into()));
    let screen = driver.screen();
    assert!(screen.contains("1 one") && screen.contains("2 two"), "{screen}");
}
