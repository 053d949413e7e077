//! The events of deployments: filters, ranges, order and pages.

use serde_json::{Value, json};

use super::super::super::profile::Profile;
use super::super::{Visitor, told};
use super::{start, with_deployment};

async fn total(visitor: &Visitor, path: &str) -> u64 {
    let (status, list) = visitor.get(path).await;
    assert_eq!(status, 200, "{list}");
    list["metadata"]["pagination"]["total"].as_u64().unwrap()
}

/// A manager with an install that failed.
async fn with_events(profile: Profile) -> (Visitor, String) {
    let visitor = with_deployment(profile, json!({"fail_on": "web"})).await;
    let id = start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    (visitor, id)
}

#[tokio::test]
async fn filters_add_up_and_kinds_exclude_each_other() {
    let (visitor, id) = with_events(Profile::V42).await;
    let all = total(&visitor, "/events?deployment_id=d1").await;
    let events = total(&visitor, "/events?deployment_id=d1&type=cloudify_event").await;
    let logs = total(&visitor, "/events?deployment_id=d1&type=cloudify_log").await;
    assert_eq!(all, events + logs);
    assert_eq!(
        total(
            &visitor,
            "/events?type=cloudify_event&type=cloudify_log&deployment_id=d1"
        )
        .await,
        all
    );
    let both = "/events?event_type=workflow_started&event_type=workflow_failed&execution_id=";
    assert_eq!(total(&visitor, &format!("{both}{id}")).await, 2);
    assert_eq!(total(&visitor, "/events?level=info&type=cloudify_event").await, 0);
    assert!(total(&visitor, "/events?level=info").await > 0);
    assert_eq!(total(&visitor, "/events?execution_id=nosuch").await, 0);
    assert_eq!(total(&visitor, "/events?message=begins").await, 0);
    assert!(total(&visitor, "/events?message=%25BEGINS%25").await > 0);
    let unknown = told(visitor.get("/events?node_instance_id=web_1").await);
    assert_eq!(
        unknown.2,
        "Unknown field to filter by: node_instance_id. Allowed values: blueprint_id, deployment_id, event_type, \
         execution_id, level, message"
    );
    let (newer, _) = with_events(Profile::V71).await;
    assert!(total(&newer, "/events?node_id=web").await > 0);
}

#[tokio::test]
async fn a_tail_reads_everything_once_in_the_order_of_time() {
    let (visitor, id) = with_events(Profile::V42).await;
    let mut seen: Vec<Value> = Vec::new();
    loop {
        let path = format!(
            "/events?execution_id={id}&_sort=reported_timestamp&_size=7&_offset={}",
            seen.len()
        );
        let (_, list) = visitor.get(&path).await;
        let items = list["items"].as_array().unwrap();
        if items.is_empty() {
            assert_eq!(list["metadata"]["pagination"]["total"], seen.len());
            break;
        }
        seen.extend(items.iter().cloned());
    }
    let times: Vec<&str> = seen
        .iter()
        .map(|event| event["timestamp"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted());
    assert_eq!(seen.first().unwrap()["event_type"], "workflow_started");
    assert_eq!(seen.last().unwrap()["event_type"], "workflow_failed");
    let falling = format!("/events?execution_id={id}&_sort=-timestamp&_size=1&_offset=0");
    let (_, list) = visitor.get(&falling).await;
    assert_eq!(list["items"][0], *seen.last().unwrap());
}

#[tokio::test]
async fn without_an_order_events_come_before_logs() {
    let (visitor, _) = with_events(Profile::V42).await;
    let (_, list) = visitor.get("/events?_include=type").await;
    let kinds: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert!(kinds.is_sorted() && kinds.contains(&"cloudify_log"));
    assert_eq!(list["metadata"]["pagination"]["size"], 10_000);
    let (_, unknown) = visitor.get("/events?_include=nosuch&_size=1").await;
    assert_eq!(unknown["items"], json!([{}]));
}

#[tokio::test]
async fn a_range_takes_both_of_its_ends() {
    let (visitor, id) = with_events(Profile::V42).await;
    let path = format!("/events?execution_id={id}&_sort=timestamp&_include=timestamp");
    let (_, list) = visitor.get(&path).await;
    let items = list["items"].as_array().unwrap().clone();
    let first = items.first().unwrap()["timestamp"].as_str().unwrap();
    let last = items.last().unwrap()["timestamp"].as_str().unwrap();
    let all = u64::try_from(items.len()).unwrap();
    assert_eq!(
        total(&visitor, &format!("{path}&_range=timestamp,{first},{last}")).await,
        all
    );
    let at_first = items.iter().filter(|item| item["timestamp"] == first).count();
    assert_eq!(
        total(&visitor, &format!("{path}&_range=@timestamp,,{first}")).await,
        u64::try_from(at_first).unwrap()
    );
    let refused = told(visitor.get("/events?_range=timestamp,yesterday,").await);
    assert!(
        refused
            .2
            .starts_with("Range parameter should be formatted as follows:")
    );
}
