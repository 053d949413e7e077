//! The screen told what it would be told, and what it asks for.

use std::sync::Arc;

use insta::assert_snapshot;

use super::VersionsScreen;
use super::fixture::{Reading, World, key};
use crate::resource::{Level, Notice};
use crate::spec::{Json, Path};
use crate::tui::keymap::Command;
use crate::tui::msg::{Answer, Question};
use crate::tui::screens::Request;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};

/// The screen in its world; it answers what was asked from a list of documents.
struct Bench {
    world: World,
    screen: VersionsScreen,
    asked: Vec<i64>,
    notices: Vec<String>,
    others: Vec<Request>,
}

impl Bench {
    fn at(current: i64, width: u16, height: u16) -> Self {
        let mut world = World::new(width, height);
        world.read(Reading {
            version: Some(current),
            ..Reading::default()
        });
        let (screen, requests) = VersionsScreen::new(key(), world.look());
        Self::with(world, screen, requests)
    }

    fn with(world: World, screen: VersionsScreen, requests: Vec<Request>) -> Self {
        let mut bench = Self {
            world,
            screen,
            asked: Vec::new(),
            notices: Vec::new(),
            others: Vec::new(),
        };
        bench.take(requests);
        bench
    }

    fn take(&mut self, requests: Vec<Request>) {
        for request in requests {
            match request {
                Request::Ask(Question::Version(asked, number)) if asked == key() => self.asked.push(number),
                Request::Notify(notice) => self.notices.push(notice.line()),
                other => self.others.push(other),
            }
        }
    }

    fn run(&mut self, command: Command) {
        let requests = self.screen.run(command, self.world.look()).unwrap();
        self.take(requests);
    }

    fn answer(&mut self, number: i64, document: Result<Option<Arc<Json>>, Notice>) {
        self.asked.retain(|asked| *asked != number);
        let answer = Answer::Version {
            key: key(),
            number,
            document,
        };
        let requests = self.screen.refill(News::Answer(&answer), self.world.look());
        self.take(requests);
    }

    fn document(&mut self, number: i64, text: &str) {
        self.answer(number, Ok(Some(Arc::new(text.parse().unwrap()))));
    }

    /// Answers all that is asked, as long as something is; gives the numbers in order.
    fn answer_all(&mut self, document: impl Fn(i64) -> Option<String>) -> Vec<i64> {
        let mut order = Vec::new();
        while let Some(number) = self.asked.first().copied() {
            order.push(number);
            match document(number) {
                Some(text) => self.document(number, &text),
                None => self.answer(number, Ok(None)),
            }
        }
        order
    }

    fn read_again(&mut self, reading: Reading<'_>) {
        self.world.read(reading);
        let requests = self.screen.refill(News::Object(&key()), self.world.look());
        self.take(requests);
    }

    fn picture(&self) -> String {
        self.world.picture(&self.screen)
    }
}

/// Replicas change in every third version; the password in every one.
fn document(number: i64) -> String {
    let replicas = number / 3;
    format!(r#"{{"spec":{{"replicas":{replicas},"region":"eu","db":{{"password":"secret{number}"}}}}}}"#)
}

#[test]
fn only_what_is_seen_is_asked_for_and_few_at_once() {
    let mut bench = Bench::at(42, 80, 24);
    assert_eq!(bench.asked, [42, 41, 40, 39]);
    bench.document(42, &document(42));
    assert_eq!(bench.asked, [41, 40, 39, 38], "the next as one has come");
    let rest = bench.answer_all(|number| Some(document(number)));
    assert_eq!(*rest.last().unwrap(), 32, "one below the last line");
    bench.run(Command::MoveToBottom);
    assert_eq!(bench.asked, [0, 9, 8, 7], "what is under the cursor comes first");
}

#[test]
fn each_version_says_what_it_changed_and_never_a_secret() {
    let mut bench = Bench::at(3, 80, 24);
    bench.answer_all(|number| (number > 0).then(|| document(number)));
    let picture = bench.picture();
    assert!(!picture.contains("secret3"), "{picture}");
    assert_snapshot!(picture, @r#"
    ── orders: versions ───────────────────────── v1 to v3 ── same since 08:00:00 ──
    ▌  v3  running                    replicas 0 -> 1, password: another secret
       v2                             password: another secret
       v1                             the first that is kept
       older versions are not kept
    ── v2 -> v3 ─────────────────────────────────────────────────────── 2 changes ──
      ~ spec.replicas     0 -> 1
      ~ spec.db.password  another secret
    "#);
}

#[test]
fn left_and_right_go_through_the_versions() {
    let mut bench = Bench::at(9, 80, 24);
    bench.answer_all(|number| Some(document(number)));
    bench.run(Command::OlderVersion);
    bench.run(Command::OlderVersion);
    assert_eq!(
        (bench.screen.selected(), bench.screen.compared()),
        (Some(7), Some((6, 7)))
    );
    bench.run(Command::NextPane);
    bench.run(Command::NewerVersion);
    assert_eq!(bench.screen.selected(), Some(8), "also from the lower pane");
    bench.run(Command::NewerVersion);
    bench.run(Command::NewerVersion);
    assert_eq!(bench.screen.selected(), Some(9));
}

#[test]
fn two_versions_are_compared_the_older_first() {
    let mut bench = Bench::at(9, 80, 24);
    bench.answer_all(|number| Some(document(number)));
    bench.run(Command::OlderVersion);
    bench.run(Command::Compare);
    for _ in 0..4 {
        bench.run(Command::OlderVersion);
    }
    assert_eq!(bench.screen.compared(), Some((4, 8)));
    let picture = bench.picture();
    assert!(
        picture.contains("v4 -> v8") && picture.contains("compared with v8") && picture.contains("1 -> 2"),
        "{picture}"
    );
    assert!(bench.screen.back(bench.world.look()), "esc takes the mark");
    assert_eq!(bench.screen.compared(), Some((3, 4)));
    bench.run(Command::Compare);
    bench.run(Command::Compare);
    assert_eq!(bench.screen.compared(), Some((3, 4)), "the mark was taken back");
    assert!(!bench.screen.back(bench.world.look()));
}

#[test]
fn blame_reads_on_until_it_is_known_who_set_the_field() {
    let mut bench = Bench::at(100, 80, 12);
    let read = |number: i64| {
        Some(format!(
            r#"{{"spec":{{"query":{{"replicas":{}}}}}}}"#,
            3 + i64::from(number >= 38) * 2
        ))
    };
    bench.answer_all(read);
    bench.run(Command::Blame);
    assert!(matches!(&bench.others[..], [Request::Type(Purpose::Field, text)] if text.is_empty()));
    let requests = bench
        .screen
        .line(Purpose::Field, "spec.query.replicas", bench.world.look());
    bench.take(requests);
    let picture = bench.picture();
    assert!(
        picture.contains("looking who set spec.query.replicas"),
        "{picture}"
    );
    let order = bench.answer_all(read);
    assert_eq!(bench.notices, ["spec.query.replicas: 5 since v38"]);
    assert!(
        *order.last().unwrap() >= 34,
        "not much further than needed: {order:?}"
    );
    assert!(!bench.picture().contains("looking"));
}

#[test]
fn blame_of_the_change_under_the_cursor_names_the_time() {
    let mut bench = Bench::at(3, 80, 24);
    bench.read_again(Reading {
        events: &[(-86_400, Level::Normal, "accepted: resource version 2 to 3")],
        ..Reading::default()
    });
    bench.answer_all(|number| Some(document(number)));
    bench.run(Command::NextPane);
    bench.run(Command::Blame);
    assert_eq!(bench.notices, ["spec.replicas: 1 since v3 (2027-01-14 08:00)"]);
    bench.run(Command::MoveDown);
    bench.run(Command::Blame);
    assert_eq!(
        bench.notices.last().unwrap(),
        r#"spec.db.password: "********" since v3 (2027-01-14 08:00)"#
    );
}

#[test]
fn blame_from_another_screen_begins_at_once_and_ends_where_versions_do() {
    let mut world = World::new(80, 24);
    world.read(Reading::default());
    let (screen, requests) = VersionsScreen::blaming(key(), Path::read("spec.region"), world.look());
    let mut bench = Bench::with(world, screen, requests);
    bench.answer_all(|number| (number > 1).then(|| document(number)));
    assert_eq!(
        bench.notices,
        [r#"spec.region: "eu" since v2 or longer: older versions are not kept"#]
    );
    let requests = bench.screen.line(Purpose::Field, "spec.none", bench.world.look());
    bench.take(requests);
    assert_eq!(bench.notices.last().unwrap(), "v3 has no field spec.none");
}

#[test]
fn blame_stops_where_a_version_cannot_be_read_and_esc_stops_it() {
    let mut bench = Bench::at(9, 80, 24);
    bench.document(9, &document(9));
    let requests = bench
        .screen
        .line(Purpose::Field, "spec.region", bench.world.look());
    bench.take(requests);
    bench.answer(8, Err(Notice::error("Could not read v8: no answer")));
    assert_eq!(
        bench.notices,
        ["Could not read v8: no answer to see who set spec.region"]
    );
    let requests = bench
        .screen
        .line(Purpose::Field, "spec.region", bench.world.look());
    bench.take(requests);
    assert!(bench.asked.contains(&8), "it is tried again");
    assert!(bench.screen.back(bench.world.look()));
    bench.answer_all(|number| Some(document(number)));
    assert_eq!(bench.notices.len(), 1);
}

#[test]
fn restore_carries_the_document_as_it_is_and_not_the_current_one() {
    let mut bench = Bench::at(3, 80, 24);
    bench.run(Command::Restore);
    assert_eq!(bench.notices, ["v3 is the current version: select an older one"]);
    bench.run(Command::OlderVersion);
    bench.run(Command::Restore);
    assert_eq!(bench.notices.last().unwrap(), "v2 is not read yet");
    bench.answer_all(|number| Some(document(number)));
    bench.run(Command::Restore);
    let [
        Request::Restore {
            key: of,
            number: 2,
            document: whole,
        },
    ] = &bench.others[..]
    else {
        panic!("{:?}", bench.others);
    };
    assert_eq!((of, &**whole), (&key(), &document(2).parse().unwrap()));
}

#[test]
fn a_newer_version_appears_on_top_and_the_cursor_stays() {
    let mut bench = Bench::at(3, 80, 24);
    bench.answer_all(|number| Some(document(number)));
    bench.run(Command::OlderVersion);
    bench.read_again(Reading {
        version: Some(4),
        ..Reading::default()
    });
    assert_eq!((bench.screen.selected(), &bench.asked[..]), (Some(2), &[4][..]));
    bench.document(4, &document(40));
    let picture = bench.picture();
    assert!(picture.contains("v4  running  seen 08:00"), "{picture}");
    bench.read_again(Reading {
        version: Some(3),
        ..Reading::default()
    });
    assert!(
        bench.picture().contains("v4  running"),
        "an old answer that came late"
    );
}

#[test]
fn the_list_ends_where_versions_are_not_kept() {
    let mut bench = Bench::at(42, 80, 24);
    bench.answer_all(|number| (number >= 40).then(|| document(number)));
    let picture = bench.picture();
    assert!(
        picture.contains("v40 to v42") && !picture.contains("v39"),
        "{picture}"
    );
    assert!(picture.contains("older versions are not kept"), "{picture}");
    bench.run(Command::MoveToBottom);
    assert_eq!(bench.screen.selected(), Some(40));
    assert!(bench.picture().contains("v40 is the oldest version that is kept"));
    assert_eq!(bench.asked, [0; 0]);
}

#[test]
fn a_failed_read_says_why_in_its_line_and_is_tried_again_on_enter() {
    let mut bench = Bench::at(2, 80, 24);
    bench.answer(2, Err(Notice::error("Could not read v2: no answer")));
    bench.answer(1, Err(Notice::error("Could not read v1: no answer")));
    let picture = bench.picture();
    assert!(
        picture.contains("Could not read v1: no answer") && picture.contains("tries again"),
        "{picture}"
    );
    assert_eq!(bench.asked, [0], "nothing more is asked for by itself");
    bench.document(0, &document(0));
    bench.run(Command::MoveDown);
    assert_eq!(bench.asked, [0; 0]);
    bench.run(Command::Open);
    assert_eq!(bench.asked, [1, 2]);
}

#[test]
fn before_the_number_is_known_and_where_there_is_none_the_screen_says_so() {
    let world = World::new(80, 24);
    let (screen, requests) = VersionsScreen::new(key(), world.look());
    let mut bench = Bench::with(world, screen, requests);
    assert!(bench.asked.is_empty() && bench.picture().contains("asking"));
    for command in [
        Command::Restore,
        Command::Compare,
        Command::MoveDown,
        Command::Open,
    ] {
        bench.run(command);
    }
    bench.world.fail(false);
    assert!(bench.picture().contains("connection refused"));
    bench.read_again(Reading {
        version: None,
        ..Reading::default()
    });
    assert!(bench.picture().contains("its manager counts no versions"));
    bench.read_again(Reading::default());
    assert_eq!(bench.asked, [3, 2, 1, 0]);
}

#[test]
fn any_size_has_a_picture() {
    let mut bench = Bench::at(12, 80, 24);
    bench.answer_all(|number| Some(document(number)));
    for (width, height) in [(1, 1), (20, 5), (40, 9), (300, 90)] {
        bench.world.size = ratatui::layout::Size::new(width, height);
        bench.screen.resize(bench.world.look());
        let requests = bench.screen.tick(bench.world.look());
        bench.take(requests);
        bench.picture();
    }
}

#[test]
fn documents_are_compared_line_by_line_without_secrets_and_at_the_change_under_the_cursor() {
    let mut bench = Bench::at(3, 80, 24);
    bench.answer_all(|number| Some(document(number)));
    bench.run(Command::Open);
    bench.run(Command::Open);
    let picture = bench.picture();
    assert!(!picture.contains("secret3"), "{picture}");
    let lower: Vec<&str> = picture
        .lines()
        .skip_while(|line| !line.contains("v2 -> v3"))
        .collect();
    assert_snapshot!(lower.join("\n"), @r#"
    ── v2 -> v3 ─────────────────────────────────────────────────────── 2 changes ──
      1   1   {
      2   2     "spec": {
      3     -     "replicas": 0,
          3 +     "replicas": 1,
      4   4       "region": "eu",
      5   5       "db": {
      6   6         "password": "********"
      .. 3 unchanged lines ..
    "#);
    bench.run(Command::MoveDown);
    bench.run(Command::OlderVersion);
    assert!(
        bench.picture().contains("another secret"),
        "documents that look the same are listed"
    );
    bench.run(Command::ToggleDiff);
    bench.run(Command::NewerVersion);
    assert!(bench.picture().contains("spec.replicas     0 -> 1"));
}

#[test]
fn what_the_mouse_scrolls_into_sight_is_asked_for() {
    let mut bench = Bench::at(60, 80, 24);
    bench.answer_all(|number| Some(document(number)));
    bench.screen.scroll(30, bench.world.look());
    assert_eq!(bench.screen.next_wake(), Some(bench.world.now));
    let requests = bench.screen.tick(bench.world.look());
    bench.take(requests);
    assert_eq!(
        (&bench.asked[..], bench.screen.next_wake()),
        (&[30, 29, 39, 38][..], None)
    );
    let content = crate::tui::layout::versions(bench.world.size).list.content;
    bench.screen.press(content.as_position(), bench.world.look());
    assert_eq!(bench.screen.selected(), Some(39));
}
