//! The three sample clusters become exactly these cells.

use super::*;
use crate::managers::imply::kinds::{cluster_detail, cluster_row};
use crate::resource::kind::SERVERS;
use crate::resource::{Cell, Detail, Health, StateClass};

fn servers(detail: &Detail) -> Vec<Vec<String>> {
    let servers = detail.children_of(SERVERS).iter();
    servers.map(|row| shown(row)).collect()
}

fn fields(detail: &Detail) -> Vec<(&str, String)> {
    let fields = detail.fields.iter();
    fields
        .map(|field| (field.label, field.value.shown().into_owned()))
        .collect()
}

#[test]
fn a_small_cluster_at_rest() {
    let row = cluster_row(DEV);
    assert_eq!(&*row.id, "3b1f6c52-7a0e-4c19-9d4b-5f2a8c6e1d07");
    assert_eq!(
        shown(&row),
        [
            "dev-sandbox",
            "RUNNING",
            "OK",
            "3/3",
            "v1",
            "-",
            "INFO  Cluster is running"
        ]
    );
    assert_eq!(
        (row.state.class, row.version, row.progress),
        (StateClass::Up, Some(1), None)
    );

    let detail = cluster_detail(DEV).unwrap();
    assert_eq!(*detail.row, row);
    assert_eq!(detail.busy_since, None);
    assert_eq!(
        servers(&detail),
        [
            [
                "i-0d1e5f0000000a001",
                "MASTER",
                "t3.medium",
                "running",
                "10.20.1.11",
                "-"
            ],
            [
                "i-0d1e5f0000000b001",
                "QUERY",
                "t3.large",
                "running",
                "10.20.1.21",
                "-"
            ],
            [
                "i-0d1e5f0000000c001",
                "DATA_TIER1",
                "m5.large",
                "running",
                "10.20.1.31",
                "-"
            ],
        ]
    );
    assert_eq!(
        fields(&detail),
        [
            ("Imply version", "2026.01".to_owned()),
            ("desired", "STARTED".to_owned()),
            ("public address", "-".to_owned()),
            (
                "private address",
                "internal-dev-sandbox-7c19.lb.example.com".to_owned()
            ),
        ]
    );
    assert_eq!(detail.events.len(), 6);
    assert_eq!(&*detail.document, DEV);
}

#[test]
fn a_cluster_in_the_middle_of_a_rolling_update() {
    let row = cluster_row(MID_UPDATE);
    assert_eq!(
        shown(&row),
        [
            "events-eu",
            "UPDATING",
            "WARNING",
            "10/12",
            "v8",
            "5/12",
            "WARN  Waiting for 214 segments to move off i-0e5c71000000c0002",
        ]
    );
    assert_eq!(row.state.class, StateClass::Busy);
    let progress = row.progress.unwrap();
    assert_eq!((progress.current, progress.total), (5, 12));
    let Cell::Health(health) = row.cell(2) else {
        panic!("{:?}", row.cell(2));
    };
    assert_eq!(health.health, Health::Warning);

    let detail = cluster_detail(MID_UPDATE).unwrap();
    let servers = servers(&detail);
    assert_eq!(servers.len(), 12);
    assert_eq!(
        servers[6],
        [
            "i-0e5c71000000c0002",
            "DATA_TIER1",
            "i3.2xlarge",
            "shutting-down",
            "10.60.2.32",
            "198.51.100.32"
        ]
    );
    // Its successor has no addresses yet.
    assert_eq!(
        servers[7],
        [
            "i-0e5c71000000c0012",
            "DATA_TIER1",
            "i3.2xlarge",
            "pending",
            "-",
            "-"
        ]
    );
    assert_eq!(
        detail.busy_since.map(|time| time.to_rfc3339()).as_deref(),
        Some("2026-11-20T13:00:05+00:00")
    );
    let first = &detail.events[0];
    assert_eq!((&*first.source, &*first.level.text), ("USER", "INFO"));
}

#[test]
fn a_cluster_of_three_tiers_with_an_update_that_is_over() {
    let row = cluster_row(PROD);
    assert_eq!(
        shown(&row),
        [
            "prod-analytics",
            "RUNNING",
            "OK",
            "18/18",
            "v42",
            "-",
            "INFO  Server i-0a7b3c000000d0004 (DATA_TIER2) is running",
        ]
    );
    let detail = cluster_detail(PROD).unwrap();
    assert_eq!(servers(&detail).len(), 18);
    assert_eq!(
        fields(&detail)[2],
        ("public address", "prod-analytics-4f3e.lb.example.com".to_owned())
    );
    let spec: Value = serde_json::from_str(detail.spec.as_deref().unwrap()).unwrap();
    assert_eq!(spec["pivot"]["roleAuthority"], "EXTERNAL");
}

#[test]
fn the_spec_is_the_text_that_was_sent() {
    for sample in [DEV, MID_UPDATE, PROD] {
        let detail = cluster_detail(sample).unwrap();
        assert!(sample.contains(&*detail.spec.unwrap()));
    }
}

#[test]
fn events_are_sorted_by_time_whatever_their_order() {
    let mut document: Value = serde_json::from_str(DEV).unwrap();
    let events = document["status"]["events"].as_array_mut().unwrap();
    events.reverse();
    events[0]["timestamp"] = "last Tuesday".into();
    let detail = cluster_detail(&document.to_string()).unwrap();
    let messages: Vec<_> = detail.events.iter().map(|event| &*event.message).collect();
    assert_eq!(messages[0], "Cluster creation requested");
    // A time that cannot be read is kept as text, at the end.
    assert_eq!(messages[5], "[last Tuesday] Cluster is running");
}
