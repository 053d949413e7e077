//! What the manager says to a plan, and what is sent.

use super::*;

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
