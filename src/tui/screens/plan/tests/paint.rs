//! What is on the screen.

use super::*;

fn with_request(screen: &mut PlanScreen, requests: &[Request], console: &Console) {
    let text = RequestText {
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
