//! The base that a plan stands on: read again, changed by others, gone.

use super::super::sample;
use super::*;

fn base_again(screen: &mut PlanScreen, base: &Arc<Base>, console: &Console) -> Vec<Request> {
    let answer = Answer::Base {
        key: key(),
        base: Ok(Arc::clone(base)),
    };
    tell(screen, &answer, console)
}

fn said_ok(requests: &[Request]) -> Answer {
    said(requests, accepted())
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
fn a_mistake_that_the_base_has_already_stands_in_the_way_of_no_change() {
    let console = Console::new(80, 24);
    let leftover = ("\"password\"", "\"leftover\": 1, \"password\"");
    let plan = |base: Json| {
        let target = with(&[leftover, ("\"replicas\": 3", "\"replicas\": 5")]);
        let base = sample::base(42, base, 0);
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
