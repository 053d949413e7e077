//! What is not asked twice, and what must not be remembered for ever.

use std::time::Duration;

use super::stub::{read, rows};
use super::*;
use crate::resource::Progress;
use crate::resource::kind::CLUSTERS;

#[tokio::test]
async fn a_cluster_costs_one_request_and_what_it_is_made_of_one_more_the_first_time() {
    let stub = Stub::default()
        .cluster(EVENTS, sample!("status-kafka-running"))
        .with(
            &format!("GET /{EVENTS}/terraform-description"),
            202,
            sample!("terraform-description-kafka"),
        );
    let manager = stub.manager();
    for _ in 0..3 {
        let detail = read(&manager, CLUSTERS, EVENTS).await;
        assert_eq!(field(&detail, "bundle"), "KAFKA");
    }
    let status = format!("GET /{EVENTS}");
    let description = format!("GET /{EVENTS}/terraform-description");
    assert_eq!(
        stub.asked(),
        [status.clone(), description, status.clone(), status.clone()]
    );
}

#[tokio::test]
async fn a_description_that_the_rate_limit_refused_is_asked_for_again() {
    let path = format!("GET /{EVENTS}/terraform-description");
    let stub = Stub::default()
        .cluster(EVENTS, sample!("status-kafka-running"))
        .with(&path, 429, "");
    let manager = stub.manager();
    for _ in 0..2 {
        read(&manager, CLUSTERS, EVENTS).await;
    }
    assert_eq!(stub.asked().iter().filter(|asked| **asked == path).count(), 2);
}

#[tokio::test]
async fn the_list_tells_of_a_resize_that_a_reading_saw() {
    let stub = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .cluster(CATALOGUE, sample!("status-resizing"));
    let manager = stub.manager();
    assert_eq!(rows(&manager, CLUSTERS).await[0].progress, None);
    read(&manager, CLUSTERS, CATALOGUE).await;
    let row = &rows(&manager, CLUSTERS).await[0];
    assert_eq!(row.progress, Progress::new(1, 3));
    assert_eq!(shown(row)[5], "1/3");
}

#[tokio::test(start_paused = true)]
async fn a_resize_that_nobody_looks_at_any_more_is_looked_at_with_the_list() {
    let stub = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .cluster(CATALOGUE, sample!("status-resizing"));
    let manager = stub.manager();
    read(&manager, CLUSTERS, CATALOGUE).await;
    let before = stub.recorder.count();
    rows(&manager, CLUSTERS).await;
    assert_eq!(stub.recorder.count(), before + 1, "it was seen just now");
    tokio::time::advance(Duration::from_secs(120)).await;
    rows(&manager, CLUSTERS).await;
    let asked = stub.asked();
    assert_eq!(
        asked[before + 1..],
        [format!("GET /{CATALOGUE}"), "GET /".to_owned()]
    );
}

#[tokio::test]
async fn the_data_centres_are_asked_for_only_if_they_are_not_known() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .with(&format!("GET /{CATALOGUE}/{DC1}/resize"), 200, "[]")
        .with(&format!("GET /{CATALOGUE}/{DC2}/resize"), 200, "[]");
    let manager = stub.manager();
    for expected in [3, 5] {
        let resizes = crate::managers::instaclustr::kinds::RESIZES;
        let parts = manager.parts(resizes, &CATALOGUE.into(), usize::MAX).await;
        assert!(parts.unwrap().rows.is_empty());
        assert_eq!(stub.recorder.count(), expected);
    }
}
