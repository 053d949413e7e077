use std::sync::Arc;

use chrono::TimeDelta;

use super::PlanScreen;
use super::sample::{Console, base, dry_run, key, said, start, wanted, with, words};
use crate::resource::{Notice, StateClass};
use crate::spec::merge_patch::Unsayable;
use crate::spec::{Base, Json, NoPlan, Path, RequestText, Verdict};
use crate::tui::keymap::Command;
use crate::tui::msg::{Answer, Question};
use crate::tui::screens::Request;
use crate::tui::screens::page::{News, Page};

/// Two changes: one that removes servers, one that restarts some.
fn target() -> Json {
    with(&[
        ("\"replicas\": 3", "\"replicas\": 5"),
        (", \"tier2\": { \"size\": 2 }", ""),
    ])
}

fn run(screen: &mut PlanScreen, command: Command, console: &Console) -> Vec<Request> {
    screen.run(command, console.look()).unwrap()
}

fn tell(screen: &mut PlanScreen, answer: &Answer, console: &Console) -> Vec<Request> {
    screen.refill(News::Answer(answer), console.look())
}

fn accepted() -> Verdict {
    Verdict::Accepted {
        at: start() + TimeDelta::seconds(11),
    }
}

fn refused(fields: &[(&str, &str)]) -> Verdict {
    Verdict::Refused {
        notice: Notice {
            causes: vec!["not valid".into()],
            ..Notice::error("Could not have it checked by the manager")
        },
        fields: fields
            .iter()
            .map(|(path, words)| (Path::read(path), (*words).to_owned()))
            .collect(),
    }
}

/// A plan that the manager accepts.
fn checked(console: &Console, target: Json) -> PlanScreen {
    let (mut screen, requests) = console.plan(target);
    tell(&mut screen, &said(&requests, accepted()), console);
    screen
}

fn base_again(screen: &mut PlanScreen, base: &Arc<Base>, console: &Console) -> Vec<Request> {
    let answer = Answer::Base {
        key: key(),
        base: Ok(Arc::clone(base)),
    };
    tell(screen, &answer, console)
}

#[test]
fn a_plan_asks_for_its_request_and_for_the_verdict_and_waits_for_it_before_it_is_applied() {
    let console = Console::new(80, 24);
    let (mut screen, requests) = console.plan(target());
    assert_eq!(words(&requests), ["preview", "dry run"]);
    let early = words(&run(&mut screen, Command::Apply, &console));
    assert_eq!(early, ["say: Cannot edit orders: wait for the manager's check"]);
    tell(&mut screen, &said(&requests, accepted()), &console);
    assert_eq!(
        words(&run(&mut screen, Command::Apply, &console)),
        [r#"apply {"spec":{"query":{"replicas":5},"data":{"tier2":null}}}"#]
    );
}

#[test]
fn a_plan_without_a_change_sends_nothing_and_says_so() {
    let console = Console::new(80, 24);
    let (mut screen, requests) = console.plan(with(&[]));
    assert_eq!(words(&requests), Vec::<String>::new());
    assert!(
        console
            .painted(&screen)
            .contains("no change: nothing would be sent")
    );
    let said = words(&run(&mut screen, Command::Apply, &console));
    assert_eq!(
        said,
        ["say: Cannot edit orders: no change: what is asked for is what is there"]
    );
}

#[test]
fn what_a_patch_cannot_say_is_told_and_an_overwrite_is_offered() {
    let console = Console::new(110, 24);
    let mut screen = checked(&console, target());
    let path = Path::read("spec.odd");
    screen.proposal.plan = Err(NoPlan::Unsayable(Unsayable { path }));
    let painted = console.painted(&screen);
    assert!(
        painted.contains("no plan: a merge patch cannot say what changed at spec.odd"),
        "{painted}"
    );
    assert!(painted.contains("document instead (o)"), "{painted}");
    let said = words(&run(&mut screen, Command::Apply, &console));
    assert!(said[0].contains("a merge patch cannot say"), "{said:?}");
}

#[test]
fn every_switch_makes_another_request_that_is_checked_anew_and_older_answers_do_not_count() {
    let console = Console::new(80, 24);
    let (mut screen, first) = console.plan(target());
    let second = run(&mut screen, Command::ToggleForce, &console);
    assert_eq!(words(&second), ["preview", "dry run"]);
    assert!(dry_run(&second).unwrap().request.force);
    tell(&mut screen, &said(&first, accepted()), &console);
    let early = words(&run(&mut screen, Command::Apply, &console));
    assert_eq!(early, ["say: Cannot edit orders: wait for the manager's check"]);
    tell(&mut screen, &said(&second, accepted()), &console);
    assert!(words(&run(&mut screen, Command::Apply, &console))[0].starts_with("apply"));
}

#[test]
fn errors_of_an_overwrite_stand_in_its_way_and_go_when_it_is_a_patch_again() {
    let console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    let requests = run(&mut screen, Command::ToggleOverwrite, &console);
    tell(&mut screen, &said(&requests, accepted()), &console);
    let painted = console.painted(&screen);
    assert!(
        painted.contains("!! spec.mode: an overwrite needs the mode"),
        "{painted}"
    );
    assert_eq!(
        words(&run(&mut screen, Command::Apply, &console)),
        ["say: Cannot edit orders: spec.mode: an overwrite needs the mode"]
    );
    let requests = run(&mut screen, Command::ToggleOverwrite, &console);
    tell(&mut screen, &said(&requests, accepted()), &console);
    assert!(words(&run(&mut screen, Command::Apply, &console))[0].starts_with("apply"));
}

#[test]
fn what_the_manager_refuses_is_said_at_its_change_and_with_force_it_may_be_otherwise() {
    let console = Console::new(80, 24);
    let (mut screen, requests) = console.plan(target());
    let verdict = refused(&[("spec.query.replicas", "at most 4"), ("spec.vpc", "is gone")]);
    tell(&mut screen, &said(&requests, verdict), &console);
    insta::assert_snapshot!(console.painted(&screen), @r#"
    | base v42, still current at 08:00:00  │  only what differs is sent, force: off
    | 2 changes: 1 removes, 1 rolling  │  dry run: REFUSED by the manager 08:00:10
    | refused for 2 fields, named below (F: force, everything may stop for it)
    | !! spec.vpc: the manager: is gone
    |── Changes ─────────────────────────────────────────────────────────── 1 of 2 ──
    | ▌ ~ spec.query.replicas  3 -> 5
    |     rolling: servers restart one by one
    |     !! the manager: at most 4
    |   - spec.data.tier2      removed, was {"size":2}
    |     REMOVES 2 servers and what is only on them
    |
    |
    |
    |
    |
    |
    |
    |
    |
    |
    |
    "#);
    let said = words(&run(&mut screen, Command::Apply, &console));
    assert!(
        said[0].starts_with("say: Cannot edit orders: the manager refuses it"),
        "{said:?}"
    );
    run(&mut screen, Command::ToggleForce, &console);
    assert!(!console.painted(&screen).contains("at most 4"));
}

#[test]
fn what_could_not_be_checked_is_asked_for_twice() {
    let console = Console::new(80, 24);
    let (mut screen, requests) = console.plan(target());
    tell(
        &mut screen,
        &said(&requests, Verdict::Unknown(Notice::error("no answer"))),
        &console,
    );
    let first = words(&run(&mut screen, Command::Apply, &console));
    assert_eq!(
        first,
        ["say: The manager did not check it (a: apply it all the same)"]
    );
    assert!(words(&run(&mut screen, Command::Apply, &console))[0].starts_with("apply"));
    // Another request is another question.
    let requests = run(&mut screen, Command::ToggleForce, &console);
    tell(
        &mut screen,
        &said(&requests, Verdict::Unknown(Notice::error("no answer"))),
        &console,
    );
    assert!(words(&run(&mut screen, Command::Apply, &console))[0].starts_with("say: The manager did not"));
}

#[test]
fn another_version_without_overlap_is_taken_as_the_new_base_and_told() {
    let mut console = Console::new(110, 24);
    let mut screen = checked(&console, target());
    console.read(43, StateClass::Up, 12);
    let requests = screen.refill(News::Object(&key()), console.look());
    assert_eq!(words(&requests), ["base"]);
    let said = words(&run(&mut screen, Command::Apply, &console));
    assert_eq!(
        said,
        ["say: Cannot edit orders: the plan has expired, v43 came meanwhile (r: read it again)"]
    );
    let theirs = base(43, with(&[("\"dev\"", "\"prod\""), ("pearl", "ruby")]), 13);
    let requests = base_again(&mut screen, &theirs, &console);
    let merged = with(&[
        ("\"dev\"", "\"prod\""),
        ("pearl", "ruby"),
        ("\"replicas\": 3", "\"replicas\": 5"),
        (", \"tier2\": { \"size\": 2 }", ""),
    ]);
    assert_eq!(
        words(&requests),
        [
            "preview".to_owned(),
            "dry run".into(),
            format!("rebase Some(43) {merged}")
        ]
    );
    let painted = console.painted(&screen);
    assert!(
        painted.contains("v43 came meanwhile") && painted.contains("spec.password, spec.tags[env].value"),
        "{painted}"
    );
    assert!(
        !painted.contains("ruby") && painted.contains("base v43, still current"),
        "{painted}"
    );
    tell(&mut screen, &said_ok(&requests), &console);
    assert!(words(&run(&mut screen, Command::Apply, &console))[0].starts_with("apply"));
    // Its own news changes nothing.
    let document = Arc::new(merged);
    let rebased = News::Rebased {
        base: &theirs,
        document: &document,
    };
    assert_eq!(
        words(&screen.refill(rebased, console.look())),
        Vec::<String>::new()
    );
}

fn said_ok(requests: &[Request]) -> Answer {
    said(requests, accepted())
}

#[test]
fn what_both_changed_is_decided_on_a_screen_of_its_own_and_then_planned_anew() {
    let mut console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    let requests = screen.refill(News::Expired(&key()), console.look());
    assert_eq!(words(&requests), ["base"]);
    let theirs = base(43, with(&[("\"replicas\": 3", "\"replicas\": 4")]), 13);
    assert_eq!(words(&base_again(&mut screen, &theirs, &console)), ["push merge"]);
    // While that is decided nothing else happens.
    console.read(43, StateClass::Up, 14);
    assert!(screen.refill(News::Object(&key()), console.look()).is_empty());
    assert!(base_again(&mut screen, &theirs, &console).is_empty());
    let said = words(&run(&mut screen, Command::Apply, &console));
    assert!(said[0].contains("another party changed the same"), "{said:?}");
    let document = Arc::new(with(&[("\"replicas\": 3", "\"replicas\": 6")]));
    let rebased = News::Rebased {
        base: &theirs,
        document: &document,
    };
    let requests = screen.refill(rebased, console.look());
    assert_eq!(words(&requests), ["preview", "dry run"]);
    assert_eq!(
        dry_run(&requests).unwrap().request.body.to_string(),
        r#"{"spec":{"query":{"replicas":6}}}"#
    );
}

#[test]
fn a_merge_that_was_left_begins_anew_when_it_is_read_again() {
    let console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    let theirs = base(43, with(&[("\"replicas\": 3", "\"replicas\": 4")]), 13);
    base_again(&mut screen, &theirs, &console);
    assert!(
        console
            .painted(&screen)
            .contains("EXPIRED: another party changed the same; r: read it again and")
    );
    assert_eq!(
        words(&run(&mut screen, Command::DryRun, &console)),
        ["base", "dry run"]
    );
    assert_eq!(words(&base_again(&mut screen, &theirs, &console)), ["push merge"]);
}

#[test]
fn a_version_that_is_what_was_asked_for_leaves_nothing_to_send() {
    let console = Console::new(110, 24);
    let mut screen = checked(&console, target());
    let requests = base_again(&mut screen, &base(43, target(), 13), &console);
    assert_eq!(words(&requests), [format!("rebase Some(43) {}", target())]);
    let painted = console.painted(&screen);
    assert!(
        painted.contains("v43 came meanwhile; it is what was asked for"),
        "{painted}"
    );
    assert!(painted.contains("no change"), "{painted}");
}

#[test]
fn while_a_change_runs_nothing_is_asked_for_and_its_end_is_told() {
    let mut console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    console.read(42, StateClass::Busy, 12);
    assert!(screen.refill(News::Object(&key()), console.look()).is_empty());
    let said = words(&run(&mut screen, Command::Apply, &console));
    assert_eq!(
        said,
        [
            "say: Cannot edit orders: it takes no change now, it is UPDATING, stage 5 of 12 (the draft is kept; it can be applied when that has ended)"
        ]
    );
    console.read(42, StateClass::Up, 20);
    let requests = screen.refill(News::Object(&key()), console.look());
    assert_eq!(
        words(&requests),
        ["say: orders takes changes again (a: apply the plan)", "dry run"]
    );
    assert!(screen.refill(News::Object(&key()), console.look()).is_empty());
}

#[test]
fn a_version_that_came_with_the_end_of_what_ran_is_planned_on_and_told_too() {
    let mut console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    console.read(42, StateClass::Busy, 12);
    screen.refill(News::Object(&key()), console.look());
    let theirs = base(43, with(&[("\"dev\"", "\"prod\"")]), 20);
    let told = words(&base_again(&mut screen, &theirs, &console));
    assert!(
        told.contains(&"say: orders takes changes again (a: apply the plan)".to_owned()),
        "{told:?}"
    );
    // The same base again, busy no more.
    console.read(43, StateClass::Busy, 30);
    screen.refill(News::Object(&key()), console.look());
    console.read(43, StateClass::Up, 31);
    let again = base(43, with(&[("\"dev\"", "\"prod\"")]), 32);
    let told = words(&base_again(&mut screen, &again, &console));
    assert_eq!(
        told,
        ["say: orders takes changes again (a: apply the plan)", "dry run"]
    );
}

#[test]
fn an_answer_from_before_the_base_was_read_says_nothing_new() {
    let mut console = Console::new(80, 24);
    console.read(41, StateClass::Up, -60);
    let busy = Arc::new(Base {
        busy: Some("it is UPDATING".into()),
        ..Base::clone(&base(42, with(&[]), 0))
    });
    let (mut screen, requests) = PlanScreen::new(wanted(Some(busy), target()), console.look());
    assert_eq!(words(&requests), ["preview", "dry run"]);
    assert!(screen.refill(News::Object(&key()), console.look()).is_empty());
    assert!(
        console
            .painted(&screen)
            .contains("takes no change now: it is UPDATING")
    );
}

#[test]
fn a_later_answer_with_the_same_version_says_that_the_base_is_still_current() {
    let mut console = Console::new(80, 24);
    let screen = checked(&console, target());
    console.read(42, StateClass::Up, 65);
    assert!(
        console
            .painted(&screen)
            .contains("base v42, still current at 08:01:05")
    );
    console.read(43, StateClass::Up, 70);
    assert!(
        console
            .painted(&screen)
            .contains("base v42, still current at 08:00:00")
    );
}

#[test]
fn a_plan_on_a_base_that_is_known_to_be_old_reads_it_again_at_once() {
    let mut console = Console::new(80, 24);
    console.read(43, StateClass::Up, 5);
    let (_screen, requests) = console.plan(target());
    assert_eq!(words(&requests), ["preview", "dry run", "base"]);
}

#[test]
fn a_base_that_could_not_be_read_is_told_and_can_be_read_again() {
    let console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    run(&mut screen, Command::DryRun, &console);
    assert!(console.painted(&screen).contains("reading it again"));
    let answer = Answer::Base {
        key: key(),
        base: Err(Notice::error("no answer")),
    };
    assert_eq!(words(&tell(&mut screen, &answer, &console)), ["say: no answer"]);
    assert!(console.painted(&screen).contains("still current at 08:00:00"));
}

#[test]
fn a_new_object_is_sent_whole_and_has_no_base() {
    let console = Console::new(80, 24);
    let (mut screen, requests) = PlanScreen::new(wanted(None, with(&[])), console.look());
    assert_eq!(words(&requests), ["preview", "dry run"]);
    assert_eq!(screen.watched(), None);
    assert_eq!(screen.context().map(|name| &**name), Some("prod"));
    assert_eq!(
        words(&run(&mut screen, Command::ToggleOverwrite, &console)),
        ["say: A new object is always sent as a whole"]
    );
    assert_eq!(words(&run(&mut screen, Command::DryRun, &console)), ["dry run"]);
    tell(&mut screen, &said(&requests, accepted()), &console);
    assert!(words(&run(&mut screen, Command::Apply, &console))[0].starts_with("apply"));
}

#[test]
fn secrets_are_on_no_pane() {
    let console = Console::new(160, 50);
    let (mut screen, _requests) = console.plan(with(&[("pearl", "ruby"), ("\"dev\"", "\"prod\"")]));
    let mut painted = console.painted(&screen);
    run(&mut screen, Command::ShowRequest, &console);
    run(&mut screen, Command::ToggleOverwrite, &console);
    painted += &console.painted(&screen);
    run(&mut screen, Command::ToggleDiff, &console);
    painted += &console.painted(&screen);
    assert!(
        painted.contains("spec.password") && painted.contains("********"),
        "{painted}"
    );
    assert!(
        !painted.contains("pearl") && !painted.contains("ruby"),
        "{painted}"
    );
}

#[test]
fn the_cursor_goes_from_change_to_change_and_the_path_can_be_copied() {
    let console = Console::new(80, 24);
    let mut screen = checked(&console, target());
    assert_eq!(
        screen.under_cursor(console.look()).as_deref(),
        Some("spec.query.replicas")
    );
    run(&mut screen, Command::MoveDown, &console);
    run(&mut screen, Command::MoveDown, &console);
    assert_eq!(
        screen.under_cursor(console.look()).as_deref(),
        Some("spec.data.tier2")
    );
    run(&mut screen, Command::MoveToTop, &console);
    assert_eq!(
        screen.under_cursor(console.look()).as_deref(),
        Some("spec.query.replicas")
    );
    assert!(screen.run(Command::FoldAll, console.look()).is_none());
}

fn with_request(screen: &mut PlanScreen, requests: &[Request], console: &Console) {
    let text = RequestText {
        origin: "https://manager.example.com".into(),
        method: "PATCH".into(),
        path: "/api/v1/clusters/id-1".into(),
        content_type: "application/merge-patch+json",
        body: dry_run(requests).unwrap().request.body.to_string(),
    };
    let submission = requests.iter().find_map(|request| match request {
        Request::Ask(Question::Preview(submission)) => Some(Arc::clone(submission)),
        _ => None,
    });
    let answer = Answer::Preview {
        submission: submission.unwrap(),
        text: Some(text),
    };
    tell(screen, &answer, console);
}

#[test]
fn a_wide_screen_shows_the_request_beside_the_changes() {
    let console = Console::new(160, 24);
    let (mut screen, requests) = console.plan(target());
    with_request(&mut screen, &requests, &console);
    tell(&mut screen, &said(&requests, accepted()), &console);
    insta::assert_snapshot!(console.painted(&screen), @r#"
    | base v42, still current at 08:00:00  │  only what differs is sent, force: off
    | 2 changes: 1 removes, 1 rolling  │  dry run: accepted by the manager 08:00:11
    |── Changes ────────────────────────────────────────────────────────────────── 1 of 2 ── ── Request (patch, 55 bytes) ───────────────────────────────────────────
    | ▌ ~ spec.query.replicas  3 -> 5                                                         PATCH /api/v1/clusters/id-1
    |     rolling: servers restart one by one                                                 Content-Type: application/merge-patch+json
    |   - spec.data.tier2      removed, was {"size":2}                                        {
    |     REMOVES 2 servers and what is only on them                                            "spec": {
    |                                                                                             "query": {
    |                                                                                               "replicas": 5
    |                                                                                             },
    |                                                                                             "data": {
    |                                                                                               "tier2": null
    |                                                                                             }
    |                                                                                           }
    |                                                                                         }
    |
    |
    |
    |
    |
    |
    "#);
}

#[test]
fn a_narrow_screen_shows_the_request_or_the_documents_in_place_of_the_changes() {
    let console = Console::new(80, 18);
    let (mut screen, requests) = console.plan(target());
    with_request(&mut screen, &requests, &console);
    run(&mut screen, Command::ShowRequest, &console);
    insta::assert_snapshot!(console.painted(&screen), @r#"
    | base v42, still current at 08:00:00  │  only what differs is sent, force: off
    | 2 changes: 1 removes, 1 rolling  │  dry run: asking the manager
    |── Request (patch, 55 bytes) ───────────────────────────────────────────────────
    | PATCH /api/v1/clusters/id-1
    | Content-Type: application/merge-patch+json
    | {
    |   "spec": {
    |     "query": {
    |       "replicas": 5
    |     },
    |     "data": {
    |       "tier2": null
    |     }
    |   }
    | }
    "#);
    run(&mut screen, Command::ToggleDiff, &console);
    insta::assert_snapshot!(console.painted(&screen), @r#"
    | base v42, still current at 08:00:00  │  only what differs is sent, force: off
    | 2 changes: 1 removes, 1 rolling  │  dry run: asking the manager
    |── Documents ──────────────────────────────────────────────────── +1 -4 lines ──
    |  4   4     },
    |  5   5     "spec": {
    |  6   6       "query": {
    |  7     -       "replicas": 3
    |      7 +       "replicas": 5
    |  8   8       },
    |  9   9       "data": {
    | 10  10         "tier1": {
    | 11  11           "size": 4
    | 12     -       },
    | 13     -       "tier2": {
    | 14     -         "size": 2
    "#);
}

#[test]
fn every_size_is_painted() {
    for (width, height) in [(1, 1), (4, 3), (20, 6), (40, 9), (110, 8), (500, 200)] {
        let console = Console::new(width, height);
        let (mut screen, requests) = console.plan(target());
        tell(
            &mut screen,
            &said(&requests, refused(&[("spec.vpc", "is gone")])),
            &console,
        );
        for command in [
            Command::PageDown,
            Command::ToggleDiff,
            Command::PageDown,
            Command::ShowRequest,
            Command::PageDown,
        ] {
            run(&mut screen, command, &console);
            let _painted = console.painted(&screen);
        }
    }
}

#[test]
fn a_mistake_that_the_base_has_already_stands_in_the_way_of_no_change() {
    let console = Console::new(80, 24);
    let leftover = ("\"password\"", "\"leftover\": 1, \"password\"");
    let plan = |base: Json| {
        let target = with(&[leftover, ("\"replicas\": 3", "\"replicas\": 5")]);
        let base = super::sample::base(42, base, 0);
        PlanScreen::new(wanted(Some(base), target), console.look()).0
    };
    assert_eq!(plan(with(&[leftover])).proposal.errors, []);
    assert_eq!(plan(with(&[])).proposal.errors.len(), 1);
}

#[test]
fn a_base_that_was_read_a_while_ago_is_read_again_when_it_is_planned_on() {
    let mut console = Console::new(120, 30);
    console.now += TimeDelta::minutes(5);
    let (_, requests) = console.plan(target());
    assert_eq!(words(&requests), ["preview", "dry run", "base"]);
}
