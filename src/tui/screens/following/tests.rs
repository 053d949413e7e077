//! A change on its way, from asking to its end.

use chrono::TimeDelta;
use insta::assert_snapshot;

use super::FollowingScreen;
use crate::resource::action::{CREATE, EDIT, STOP};
use crate::resource::{
    ActionId, Activity, ActivityId, Arguments, Intent, Key, Level, Notice, Progress, Seen, Step, Transfer,
};
use crate::tui::keymap::Command;
use crate::tui::screens::Request;
use crate::tui::screens::activity::ActivityScreen;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::versions::fixture::{Reading, World, key, start};

fn activity(action: ActionId, key: Key) -> Activity {
    Activity {
        intent: Intent {
            activity: ActivityId(7),
            action,
            key,
            name: "orders".into(),
            part: None,
            arguments: Arguments::default(),
            seen: Seen {
                state: "RUNNING".into(),
                version: Some(3),
                part_state: None,
            },
            transfer: Transfer::default(),
        },
        asked: start(),
        at: start(),
        step: Step::Accepted("UPDATING, stage 5 of 12".into()),
        transferred: None,
    }
}

fn world(width: u16, height: u16) -> World {
    let mut world = World::new(width, height);
    world.activities.push(activity(EDIT, key()));
    world
}

fn updating() -> Reading<'static> {
    Reading {
        state: "UPDATING",
        version: Some(4),
        progress: Progress::new(5, 12),
        servers: &[
            ("i-0a3f9c12", "MASTER", "running"),
            ("i-0a41ee07", "DATA", "shutting-down"),
            ("i-0b77d210", "DATA", "pending"),
        ],
        events: &[
            (-60, Level::Warning, "disk is nearly full"),
            (10, Level::Normal, "stage 4 of 12 finished"),
            (70, Level::Warning, "stage 5 is slow"),
            (75, Level::Normal, "i-0b77d210 is pending"),
        ],
    }
}

#[test]
fn a_change_on_its_way_shows_stages_what_is_moved_warnings_and_events_since() {
    let mut world = world(90, 24);
    world.now += TimeDelta::seconds(80);
    world.read(updating());
    world.now += TimeDelta::seconds(200);
    let screen = FollowingScreen::new(ActivityId(7), world.look());
    assert_eq!(
        (screen.crumb(), screen.watched()),
        ("edit orders".to_owned(), Some(&key()))
    );
    let picture = world.picture(&screen);
    assert!(!picture.contains("disk"), "it was before: {picture}");
    assert_snapshot!(picture, @r"
     edit orders   running                                                     asked 08:00:00
     UPDATING, stage 5 of 12
     updating ████████░░░░░░░░░░░░ 5/12 seen for 3m
    ── Went wrong ────────────────────────────────────────────────────────────────────────────
      08:01:10 WARN  stage 5 is slow
    ── 2 of 3 servers do not run ─────────────────────────────────────────────────────────────
       INSTANCE    TYPE    STATE
    ▌  i-0a41ee07  DATA    shutting-down
       i-0b77d210  DATA    pending
    ── Events since 08:00:00 ─────────────────────────────────────── as of 08:01:20, 3m old ──
    ▌ 08:01:15    INFO  MANAGER i-0b77d210 is pending
      08:01:10    WARN  MANAGER stage 5 is slow
      08:00:10    INFO  MANAGER stage 4 of 12 finished
    ");
}

#[test]
fn its_end_is_told_in_words_with_the_time_it_took() {
    let mut world = world(90, 24);
    let mut screen = FollowingScreen::new(ActivityId(7), world.look());
    world.read(Reading {
        version: Some(4),
        ..Reading::default()
    });
    world.activities[0].step = Step::Differs("asked replicas 5, runs with 4".into());
    world.activities[0].at += TimeDelta::seconds(245);
    screen.refill(News::Activities, world.look());
    assert_snapshot!(world.picture(&screen), @r"
     edit orders   differs                                        ended 08:04:05, took 4m 05s
     asked replicas 5, runs with 4
    ── Events since 08:00:00 ────────────────────────────────────────── same since 08:00:00 ──
      no events
    ");
    world.activities[0].step = Step::Rejected(Notice::error("refused"));
    screen.refill(News::Activities, world.look());
    assert!(world.picture(&screen).contains("rejected"));
}

#[test]
fn what_is_created_is_watched_once_it_has_an_id() {
    let mut world = world(80, 24);
    let unnamed = Key {
        id: "".into(),
        ..key()
    };
    world.activities[0] = activity(CREATE, unnamed);
    let mut screen = FollowingScreen::new(ActivityId(7), world.look());
    assert_eq!((screen.watched(), &**screen.context().unwrap()), (None, "prod"));
    world.activities[0].intent.key = key();
    screen.refill(News::Activities, world.look());
    assert_eq!(screen.watched(), Some(&key()));
}

#[test]
fn the_list_of_changes_opens_it_again() {
    let mut world = world(80, 24);
    let open = |world: &World| {
        let requests = ActivityScreen::new(world.look()).run(Command::Open, world.look());
        requests.unwrap().pop().unwrap()
    };
    assert!(matches!(open(&world), Request::Push(page) if page.crumb() == "edit orders"));
    world.activities[0] = activity(STOP, key());
    assert!(matches!(open(&world), Request::Open(..)));
}

#[test]
fn any_size_has_a_picture_also_when_the_object_cannot_be_read() {
    let mut world = world(80, 24);
    world.read(updating());
    world.fail(false);
    let mut screen = FollowingScreen::new(ActivityId(7), world.look());
    assert!(world.picture(&screen).contains("connection refused"));
    for (width, height) in [(1, 1), (20, 5), (40, 9), (300, 90)] {
        world.size = ratatui::layout::Size::new(width, height);
        screen.resize(world.look());
        world.picture(&screen);
    }
    assert!(screen.run(Command::MoveDown, world.look()).is_some());
    assert!(screen.run(Command::Mark, world.look()).is_none());
}
