//! `qd events` of made-up managers: one that keeps a log of a million events, one that keeps none.

use std::sync::Arc;

use clap::{Args as _, FromArgMatches as _};

use super::Events;
use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::surface::Surface;
use crate::credentials::Account;
use crate::managers::Manager;
use crate::managers::chronicle::Chronicle;
use crate::resource::{CurlWay, Protection, StateClass};
use crate::session::{Session, SessionSettings};
use crate::transport::Turns;

fn meant(chronicle: &Arc<Chronicle>) -> Meant {
    let session = Session::open(SessionSettings {
        name: "lab".into(),
        turns: Turns::default(),
        manager: Arc::clone(chronicle) as Arc<dyn Manager>,
        protection: Protection::Normal,
        badge: None,
        refresh: None,
        own_address: Default::default(),
        scope: None,
        clock: Arc::new(|| "2027-01-26T21:46:39Z".parse().unwrap()),
        curl: CurlWay::default(),
        account: Account::of_nobody("lab"),
        versions: None,
        journal: None,
    });
    Meant {
        sessions: vec![(session, String::new())],
        ..Meant::default()
    }
}

/// What `qd events` prints, or says instead.
async fn events(chronicle: &Arc<Chronicle>, words: &str) -> (String, Exit) {
    let command = Events::augment_args(clap::Command::new("events"));
    let matches = command.get_matches_from(std::iter::once("events").chain(words.split_whitespace()));
    let events = Events::from_arg_matches(&matches).unwrap();
    let mut out = Vec::new();
    match events.run(&meant(chronicle), &Surface::PLAIN, &mut out).await {
        Ok(exit) => (String::from_utf8(out).unwrap(), exit),
        Err(trouble) => (trouble.notice.unwrap().line(), trouble.exit),
    }
}

#[tokio::test]
async fn the_newest_are_printed_oldest_first_with_what_caused_an_error_below() {
    let chronicle = Chronicle::new(1_000_001);
    let (out, exit) = events(&chronicle, "analytics -n 2").await;
    assert_eq!(exit, Exit::Success);
    insta::assert_snapshot!(out, @r"
    2027-01-26T21:46:39Z  info      agent       event 999999
    2027-01-26T21:46:40Z  error     agent       event 1000000
        caused by Refused: no route to host
    ");
    let (out, _) = events(&chronicle, "analytics -n 1 --traceback").await;
    insta::assert_snapshot!(out, @r#"
    2027-01-26T21:46:40Z  error     agent       event 1000000
        caused by Refused: no route to host
          File "install.py", line 7
            connect()
    "#);
    assert_eq!(chronicle.questions(), ["newest 2", "newest 1"]);
}

#[tokio::test]
async fn filters_are_sent_to_the_manager_and_words_that_it_does_not_know_are_mistakes() {
    let chronicle = Chronicle::new(1_000);
    let (out, _) = events(&chronicle, "analytics --level error --grep 90").await;
    assert_eq!(
        out.lines().filter(|line| line.contains("event")).count(),
        1,
        "{out}"
    );
    let asked = chronicle.asked.lock().unwrap().remove(0);
    assert_eq!(
        (asked.levels, asked.message),
        (vec!["error".to_owned()], Some("90".to_owned()))
    );
    let (said, exit) = events(&chronicle, "analytics --level loud").await;
    assert_eq!(
        (said.as_str(), exit),
        ("there is no level loud (info, error)", Exit::Usage)
    );
    let (out, _) = events(&chronicle, "--since 2027-01-15T08:16:38").await;
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[tokio::test]
async fn as_json_an_event_has_all_that_is_told_of_it() {
    let chronicle = Chronicle::new(1_000_002);
    let (out, _) = events(&chronicle, "analytics -n 2 -o json").await;
    let events: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(events[0]["causes"][0]["type"], "Refused");
    assert_eq!(events[1]["type"], "step");
    assert_eq!(events[1].get("causes"), None);
    let (yaml, _) = super::tests::events(&chronicle, "analytics -n 1 -o yaml").await;
    assert!(yaml.contains("message: event 1000001"), "{yaml}");
}

#[tokio::test(start_paused = true)]
async fn an_operation_is_followed_until_it_has_ended_and_the_exit_code_says_how() {
    for (end, class, exit) in [
        ("terminated", StateClass::Neutral, Exit::Success),
        ("failed", StateClass::Bad, Exit::Failure),
    ] {
        let chronicle = Chronicle::new(1_000);
        let busy = ("started", StateClass::Busy);
        *chronicle.states.lock().unwrap() = vec![busy, busy, busy, (end, class)];
        let later = Arc::clone(&chronicle);
        let writer = tokio::spawn(async move {
            for _ in 0..2 {
                tokio::time::sleep(std::time::Duration::from_secs(4)).await;
                later.go_on(1);
            }
        });
        let (out, ended) = events(&chronicle, "--of run/r-1 --follow -n 1 -o json").await;
        writer.await.unwrap();
        assert_eq!(ended, exit);
        let lines: Vec<serde_json::Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let messages: Vec<_> = lines
            .iter()
            .map(|line| line["message"].as_str().unwrap())
            .collect();
        assert_eq!(messages, ["event 999", "event 1000", "event 1001"]);
    }
}

#[tokio::test]
async fn an_object_that_is_not_there_is_told_from_a_kind_that_is_not() {
    let chronicle = Chronicle::new(10);
    let (said, exit) = events(&chronicle, "--of run/r-9").await;
    assert_eq!(
        (said.as_str(), exit),
        ("no run has the id r-9 (`qd get runs` lists them)", Exit::NotFound)
    );
    let (said, exit) = events(&chronicle, "--execution 7a31").await;
    assert_eq!(exit, Exit::Usage);
    assert!(said.contains("events are kept of runs"), "{said}");
}

#[tokio::test]
async fn without_a_log_the_events_that_are_read_with_an_object_are_printed() {
    let diary = Chronicle::without_log(1_000);
    let (out, _) = events(&diary, "analytics -n 2 --level info").await;
    insta::assert_snapshot!(out, @r"
    2027-01-15T08:16:38Z  info      agent       event 998
    2027-01-15T08:16:39Z  info      agent       event 999
    ");
    let (said, exit) = events(&diary, "").await;
    assert_eq!(exit, Exit::Usage);
    assert!(
        said.starts_with("events belong to a cluster: which one?"),
        "{said}"
    );
    assert!(diary.questions().is_empty());
}
