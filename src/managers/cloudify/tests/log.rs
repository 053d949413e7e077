//! The log of events (§4.4).

use super::*;
use crate::managers::cloudify::kinds::{EXECUTIONS, NODE_INSTANCES, PLUGINS};
use crate::managers::event_log::{EventPage, EventQuery, EventsOf};

/// A page of the log of which there are `total` events.
fn page(messages: &[&str], total: u64) -> String {
    let items = messages.iter().map(|message| {
        let at = message.bytes().next().unwrap_or_default() - 50;
        format!(
            r#"{{"type": "cloudify_event", "event_type": "workflow_node_event", "message": "{message}",
                "timestamp": "2026-11-20T19:58:{at}.000Z", "reported_timestamp": "2026-11-20T19:58:{at}.000Z"}}"#
        )
    });
    let items = items.collect::<Vec<_>>().join(",");
    format!(r#"{{"items": [{items}], "metadata": {{"pagination": {{"total": {total}}}}}}}"#)
}

fn messages(page: &EventPage) -> Vec<&str> {
    page.events.iter().map(|event| &*event.message).collect()
}

fn of_deployment(newest: usize) -> EventQuery {
    EventQuery::newest(EventsOf::Cluster(Id::from("web")), newest)
}

#[tokio::test]
async fn the_newest_are_read_in_one_request_and_shown_oldest_first() {
    let reversed = r#"{"items": [{"message": "b", "timestamp": "2026-11-20T19:58:01.000Z"},
        {"message": "a", "timestamp": "2026-11-20T19:58:00.000Z"}], "metadata": {"pagination": {"total": 1000000}}}"#;
    let stub = Stub::default().with("GET /events", 200, reversed);
    let read = stub.manager().events(&of_deployment(2)).await.unwrap();
    assert_eq!(messages(&read), ["a", "b"]);
    assert_eq!((read.total, read.next), (1_000_000, 1_000_000));
    assert_eq!(
        stub.asked(),
        [
            "GET /events?type=cloudify_event&type=cloudify_log&deployment_id=web&_sort=-reported_timestamp&_size=2&_offset=0"
        ]
    );
}

#[tokio::test]
async fn what_came_since_is_read_from_the_place_before() {
    let stub = Stub::default().with("GET /events?_offset=5", 200, &page(&["f", "g"], 7));
    let query = EventQuery {
        offset: Some(5),
        ..EventQuery::newest(EventsOf::Object(EXECUTIONS, Id::from("e")), 100)
    };
    let read = stub.manager().events(&query).await.unwrap();
    assert_eq!((messages(&read), read.next), (vec!["f", "g"], 7));
    assert!(stub.asked()[0].contains("execution_id=e&_sort=reported_timestamp&_size=100&_offset=5"));
}

#[tokio::test]
async fn the_events_of_an_instance_are_given_from_7_on_and_before_that_it_is_said() {
    let query = EventQuery::newest(EventsOf::Object(NODE_INSTANCES, Id::from("vm_1")), 10);
    let newer = Stub::of_version("7.1.0").with("GET /events", 200, &page(&["a"], 1));
    let read = newer.manager().events(&query).await.unwrap();
    assert_eq!(messages(&read), ["a"]);
    let asked = newer.asked().pop().unwrap();
    assert!(asked.contains("node_instance_id=vm_1"), "{asked}");
    let older = Stub::of_version("4.2.0");
    let error = older.manager().events(&query).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotOffered { .. }), "{error:?}");
    assert!(!older.asked().iter().any(|asked| asked.contains("/events")));
}

#[tokio::test]
async fn more_than_a_page_is_read_page_by_page_up_to_the_end() {
    let stub = Stub::default()
        .with("GET /events?_size=0", 200, &page(&[], 1_503))
        .with("GET /events?_offset=3", 200, &page(&["a", "b"], 1_503))
        .with("GET /events?_offset=5", 200, &page(&["c"], 6));
    let read = stub.manager().events(&of_deployment(1_500)).await.unwrap();
    assert_eq!(
        (messages(&read), read.next, read.total),
        (vec!["a", "b", "c"], 6, 6)
    );
}

#[tokio::test]
async fn filters_are_the_managers_own() {
    let stub = Stub::default().with("GET /events", 200, &page(&[], 0));
    let since = "2026-11-20T19:55:00Z".parse().unwrap();
    let query = EventQuery {
        since: Some(since),
        message: Some("node".into()),
        levels: vec!["DEBUG".into(), "critical".into()],
        ..EventQuery::newest(EventsOf::All, 10)
    };
    stub.manager().events(&query).await.unwrap();
    insta::assert_snapshot!(stub.asked().join("\n"), @"GET /events?type=cloudify_event&type=cloudify_log&_range=timestamp,2026-11-20T19:55:00.000Z,&message=%node%&level=debug&level=critical&_sort=-reported_timestamp&_size=10&_offset=0");
}

#[tokio::test]
async fn who_asks_for_a_level_gets_the_events_that_are_shown_with_it() {
    let stub = Stub::default()
        .with("GET /events?level=error", 200, &page(&["log"], 1))
        .with("GET /events?event_type=task_failed", 200, &page(&["event"], 1));
    let query = EventQuery {
        levels: vec!["error".into()],
        ..EventQuery::newest(EventsOf::All, 10)
    };
    let read = stub.manager().events(&query).await.unwrap();
    assert_eq!((read.events.len(), read.total), (2, 2));
    let asked = stub.asked();
    assert!(
        asked[1].contains("&event_type=workflow_failed&event_type=task_failed&_sort"),
        "{}",
        asked[1]
    );
}

#[tokio::test]
async fn levels_and_types_together_are_two_questions_with_one_answer() {
    let stub = Stub::default()
        .with("GET /events?level=error", 200, &page(&["log"], 1))
        .with(
            "GET /events?event_type=task_failed",
            200,
            &page(&["old", "event"], 2),
        );
    let mut query = EventQuery {
        levels: vec!["error".into()],
        types: vec!["task_failed".into()],
        ..EventQuery::newest(EventsOf::All, 2)
    };
    let manager = stub.manager();
    let read = manager.events(&query).await.unwrap();
    assert_eq!((read.events.len(), read.total), (2, 3));
    query.offset = Some(read.next);
    manager.events(&query).await.unwrap();
    let asked = stub.asked();
    assert!(
        asked[2].ends_with("level=error&_sort=reported_timestamp&_size=2&_offset=1"),
        "{}",
        asked[2]
    );
    assert!(asked[3].ends_with("_offset=2"), "{}", asked[3]);
}

#[tokio::test]
async fn a_recorded_failure_has_its_causes_with_their_tracebacks() {
    let path =
        "/api/v3/events?execution_id=c59fc4a0-bdbe-4d72-8884-6b33acf77091&event_type=task_failed&_size=2";
    let stub = Stub::default().with("GET /events", 200, &recorded(RECORDED_71, "GET", path));
    let read = stub
        .manager()
        .events(&EventQuery::newest(EventsOf::All, 2))
        .await
        .unwrap();
    let event = &read.events[0];
    let cause = &event.causes[0];
    assert_eq!((&*event.level.text, &*event.source), ("error", "task"));
    assert!(
        event.message.starts_with("vm_h6aljx: Task failed"),
        "{}",
        event.message
    );
    assert!(cause.message.contains("start failed on purpose") && !cause.traceback.is_empty());
    assert!(event.fields.iter().any(|field| field.label == "operation"));
}

#[tokio::test]
async fn what_has_no_events_of_its_own_is_not_asked_for() {
    let stub = Stub::default();
    let query = EventQuery::newest(EventsOf::Object(PLUGINS, Id::from("p")), 1);
    let error = stub.manager().events(&query).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotOffered { .. }));
    assert!(stub.asked().is_empty());
}
