//! Ten thousand deployments and a million events: in pages, and made up only where somebody looks.

use serde_json::Value;

use super::super::super::fleet::{Settlement, service};
use super::super::super::profile::Profile;
use super::super::{Visitor, scenario};
use crate::sandbox::Scenario;

fn crowd(clusters: usize, events_per_cluster: usize, change_rate: f64) -> Visitor {
    let scenario = Scenario {
        clusters: Some(clusters),
        events_per_cluster,
        change_rate,
        ..scenario()
    };
    Visitor::of(service(&scenario, Profile::V42, Settlement::Demonstration))
}

async fn page(visitor: &Visitor, path: &str) -> (Vec<Value>, u64) {
    let (status, list) = visitor.get(path).await;
    assert_eq!(status, 200, "{list}");
    let total = list["metadata"]["pagination"]["total"].as_u64().unwrap();
    (list["items"].as_array().unwrap().clone(), total)
}

#[tokio::test]
async fn ten_thousand_deployments_and_a_million_events_are_read_in_pages() {
    let visitor = crowd(10_000, 100, 0.0);
    let (deployments, total) = page(
        &visitor,
        "/deployments?_include=id,blueprint_id&_sort=id&_size=100&_offset=5000",
    )
    .await;
    assert_eq!((deployments.len(), total), (100, 10_000));
    let id = deployments[7]["id"].as_str().unwrap();
    let (instances, _) = page(
        &visitor,
        &format!("/node-instances?deployment_id={id}&_include=id,state"),
    )
    .await;
    assert_eq!(instances.len(), 10);

    let (newest, total) = page(&visitor, "/events?_sort=-timestamp&_size=100&_offset=0").await;
    assert_eq!((newest.len(), total), (100, 1_000_000));
    let (deep, _) = page(&visitor, "/events?_sort=timestamp&_size=2&_offset=777777").await;
    assert_eq!(deep.len(), 2);
    let (own, total) = page(
        &visitor,
        &format!("/events?deployment_id={id}&_sort=timestamp&_size=1000"),
    )
    .await;
    assert_eq!((own.len(), total), (100, 100));
    let execution = own[50]["execution_id"].as_str().unwrap();
    let (_, of_one) = page(&visitor, &format!("/events?execution_id={execution}")).await;
    assert_eq!(of_one, 10);
    let (status, found) = visitor.get(&format!("/executions/{execution}")).await;
    assert_eq!((status, &found["deployment_id"]), (200, &deployments[7]["id"]));
    let path = format!("/executions?deployment_id={id}&_sort=-created_at&_size=3");
    let (executions, total) = page(&visitor, &path).await;
    assert_eq!((executions.len(), total >= 10), (3, true));
    let active = "/executions?status=pending&status=started&status=cancelling&_size=1000&_include=id";
    assert_eq!(page(&visitor, active).await.1, 50);
}

#[tokio::test]
async fn a_crowd_is_the_same_every_time_and_changes_by_itself_when_asked_to() {
    let path = "/node-instances?_include=id,state,version&_sort=id&_size=1000";
    let (first, _) = page(&crowd(20, 10, 0.0), path).await;
    let visitor = crowd(20, 10, 5.0);
    assert_eq!(page(&visitor, path).await.0, first);
    visitor.advance(10.0);
    let (changed, _) = page(&visitor, path).await;
    assert_eq!(changed.len(), first.len());
    assert_ne!(changed, first);
}

#[tokio::test]
async fn what_is_deleted_takes_its_past_along() {
    let visitor = crowd(20, 30, 0.0);
    let (deployments, _) = page(&visitor, "/deployments?_include=id&_sort=id").await;
    let id = deployments[3]["id"].as_str().unwrap();
    let (status, _) = visitor
        .delete(&format!("/deployments/{id}?ignore_live_nodes=true"))
        .await;
    assert_eq!(status, 200);
    assert_eq!(page(&visitor, "/events?_size=0").await.1, 19 * 30);
    assert_eq!(page(&visitor, "/executions?_size=0").await.1, 19 * 3);
    assert_eq!(
        page(
            &visitor,
            "/events?message=%25succeeded%25&_sort=timestamp&_size=5"
        )
        .await
        .0
        .len(),
        5
    );
}
