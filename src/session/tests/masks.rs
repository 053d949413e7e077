//! A value that replaces one of the target's: a mask in it stands for the secret that is there when it is sent.

use super::script::{Answer, CONFIGURE, SETTINGS, Script};
use super::*;
use crate::resource::Transfer;
use crate::session::perform::perform;

const NOW: &str =
    r#"{"settings": {"port": 80, "password": "planted-pearl", "users": [{"name": "ann", "token": "t1"}]}}"#;

/// Asks for these settings of a cluster that holds this document; gives the steps and what the manager was told.
async fn configure(document: &'static str, settings: &str) -> (Step, Vec<Step>, Arc<Script>) {
    let script = Script::new(&[Answer::Holds("UP", StateClass::Up, 3, document)]);
    let session = script.opened();
    let mut telling = Telling::new();
    let intent = Intent {
        activity: ActivityId(1),
        action: CONFIGURE,
        key: Key::new(session.name(), CLUSTERS, &"c-1".into()),
        name: "scripted".into(),
        part: None,
        arguments: Arguments::default().with(SETTINGS, settings),
        seen: Seen {
            state: "UP".into(),
            version: Some(3),
            part_state: None,
        },
        transfer: Transfer::default(),
    };
    let last = perform(&session, &intent, false, &telling.emit).await;
    let steps = telling.steps_so_far(intent.activity);
    (last, steps, script)
}

#[tokio::test(start_paused = true)]
async fn the_secrets_there_are_sent_for_their_masks_and_stay_masked_where_they_are_shown() {
    let settings =
        r#"{"port": 81.0, "users": [{"name": "ann", "token": "********"}], "password": "********"}"#;
    let (last, _, script) = configure(NOW, settings).await;
    assert!(matches!(last, Step::Accepted(_)), "{last:?}");
    let told = script.asked().told;
    assert_eq!(
        told.get(SETTINGS),
        Some(r#"{"port":81.0,"users":[{"name":"ann","token":"t1"}],"password":"planted-pearl"}"#)
    );
    let shown = format!("{:?}", told.shown().collect::<Vec<_>>());
    assert!(
        shown.contains("81.0") && !shown.contains("pearl") && !shown.contains("t1"),
        "{shown}"
    );
    assert_eq!(told.plain().count(), 0, "it cannot be said again");
}

#[tokio::test(start_paused = true)]
async fn what_holds_no_mask_is_sent_as_it_was_said() {
    let settings = r#"{"port": 80, "password": "another"}"#;
    let (_, _, script) = configure(NOW, settings).await;
    assert_eq!(script.asked().told.get(SETTINGS), Some(settings));
}

#[tokio::test(start_paused = true)]
async fn a_mask_that_stands_for_nothing_is_named_and_nothing_is_sent() {
    for (document, settings, said) in [
        (
            NOW,
            r#"{"secret": "********"}"#,
            "settings: ******** stands for no value at secret",
        ),
        // It is no secret there: what is meant is not known.
        (
            NOW,
            r#"{"port": "********"}"#,
            "settings: ******** stands for no value at port",
        ),
        // There is nothing to compare with.
        (
            "{}",
            r#"{"password": "********"}"#,
            "settings: ******** stands for no value at password",
        ),
        (
            NOW,
            r#"{"password": "********x"}"#,
            "settings: password: a mask that was changed is no secret",
        ),
    ] {
        let (last, steps, script) = configure(document, settings).await;
        let notice = notice_of(&last);
        assert_eq!(words(&steps), ["not sent"], "{settings}");
        assert!(notice.text.starts_with(said), "{notice:?}");
        assert_eq!(notice.hint.as_deref(), Some("nothing was sent"));
        assert_eq!(script.asked().acted, 0);
    }
}
