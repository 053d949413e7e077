//! Lists: pages, projections and totals (§1.4, §1.5).

use super::stub::rows;
use super::*;
use crate::managers::cloudify::kinds::{
    BLUEPRINTS, EXECUTIONS, KINDS, NODE_INSTANCES, NODES, PLUGINS, SECRET_VALUES, SNAPSHOTS, TENANTS,
    WORKFLOWS,
};
use crate::resource::kind::SERVERS;

/// A page of `count` secrets, of 250.
fn secrets(count: usize) -> String {
    let items: Vec<String> = (0..count)
        .map(|number| format!(r#"{{"key": "k{number}"}}"#))
        .collect();
    format!(
        r#"{{"items": [{}], "metadata": {{"pagination": {{"total": 250, "offset": 0, "size": 0}}}}}}"#,
        items.join(",")
    )
}

#[tokio::test]
async fn a_list_is_read_as_far_as_it_is_wanted_and_says_how_long_it_is() {
    let stub = Stub::default()
        .with("GET /secrets?_offset=200", 200, &secrets(50))
        .with("GET /secrets?_size=10", 200, &secrets(100));
    let mut some = Rows::wanting(101);
    stub.manager().list(SECRET_VALUES, &mut some).await.unwrap();
    assert_eq!((some.rows.len(), some.total), (200, Some(250)));
    assert_eq!(
        stub.asked(),
        [
            "GET /secrets?_sort=key&_size=101&_offset=0",
            "GET /secrets?_sort=key&_size=100&_offset=100"
        ]
    );
}

#[tokio::test]
async fn a_whole_list_is_read_in_large_pages_to_its_end() {
    let stub = Stub::default()
        .with("GET /secrets?_offset=0", 200, &secrets(240))
        .with("GET /secrets?_offset=240", 200, &secrets(10));
    assert_eq!(rows(&stub.manager(), SECRET_VALUES).await.len(), 250);
    assert_eq!(
        stub.asked(),
        [
            "GET /secrets?_sort=key&_size=1000&_offset=0",
            "GET /secrets?_sort=key&_size=1000&_offset=240"
        ]
    );
}

#[tokio::test]
async fn a_list_that_ends_before_its_total_or_has_none_is_not_asked_for_ever() {
    let short = r#"{"items": [], "metadata": {"pagination": {"total": 7}}}"#;
    let stub = Stub::default().with("GET /secrets", 200, short);
    assert!(rows(&stub.manager(), SECRET_VALUES).await.is_empty());
    assert_eq!(stub.asked().len(), 1);
    let bare = Stub::default().with("GET /secrets", 200, r#"{"items": [{"key": "a"}]}"#);
    assert_eq!(rows(&bare.manager(), SECRET_VALUES).await.len(), 1);
    assert_eq!(bare.asked().len(), 1);
}

#[tokio::test]
async fn what_is_large_is_not_asked_for_in_a_list() {
    let nothing = r#"{"items": [], "metadata": {"pagination": {"total": 0}}}"#;
    let stub = Stub::of_version("4.2.0")
        .with("GET /blueprints", 200, nothing)
        .with("GET /executions", 200, nothing)
        .with("GET /nodes", 200, nothing)
        .with("GET /node-instances", 200, nothing);
    let manager = stub.manager();
    for kind in [BLUEPRINTS, EXECUTIONS, NODES, NODE_INSTANCES] {
        rows(&manager, kind).await;
    }
    let asked = stub.asked();
    assert_eq!(
        asked.iter().filter(|it| it.contains("/version")).count(),
        1,
        "asked once"
    );
    for large in [
        "plan",
        "parameters",
        "properties",
        "operations",
        "runtime_properties",
    ] {
        let has = |request: &String| request.split(['=', '&', ',']).any(|word| word == large);
        assert!(!asked.iter().any(has), "{large}: {asked:?}");
    }
}

#[tokio::test]
async fn the_rows_of_the_recorded_lists() {
    let of = |path: &str| recorded(RECORDED_42, "GET", path);
    let stub = Stub::of_version("4.2.0")
        .with("GET /nodes", 200, &of("/api/v3/nodes"))
        .with(
            "GET /node-instances",
            200,
            &of("/api/v3/node-instances?deployment_id=d1"),
        )
        .with("GET /plugins", 200, &fullest(RECORDED_42, "/api/v3/plugins"))
        .with("GET /snapshots", 200, &fullest(RECORDED_42, "/api/v3/snapshots"))
        .with("GET /secrets", 200, &fullest(RECORDED_42, "/api/v3/secrets"))
        .with("GET /tenants", 200, &of("/api/v3/tenants"));
    let manager = stub.manager();
    let mut lines = Vec::new();
    for kind in [NODES, NODE_INSTANCES, PLUGINS, SNAPSHOTS, SECRET_VALUES, TENANTS] {
        lines.push(format!("{kind}:"));
        lines.extend(table(&rows(&manager, kind).await));
    }
    insta::assert_snapshot!(lines.join("\n"), @r##"
    nodes:
    web | d1 | cloudify.nodes.WebServer | 1 | 1 | 0 or more | vm
    vm | d1 | demo.nodes.Server | 2 | 2 | 1 to 5 | vm
    web | d2 | cloudify.nodes.WebServer | 1 | 1 | 0 or more | vm
    vm | d2 | demo.nodes.Server | 2 | 2 | 1 to 5 | vm
    node-instances:
    web_07ofcc | uninitialized | web | vm_oayvew | - | 1 | d1
    web_b2hv2w | uninitialized | web | vm_szcw3r | - | 1 | d1
    vm_szcw3r | uninitialized | vm | vm_szcw3r | - | 1 | d1
    vm_oayvew | uninitialized | vm | vm_oayvew | - | 1 | d1
    plugins:
    demo-plugin | 1.0.0 | - | any | 2026-11-20 19:58:20 | 88cb852e-8dd0-4186-b999-d10ef9bd7d9a
    snapshots:
    snap1 | created | 2026-11-20 19:58:23 | admin | -
    up1 | uploaded | 2026-11-20 19:58:24 | admin | -
    up2 | uploaded | 2026-11-20 19:58:24 | admin | -
    secrets:
    key1 | 2026-11-20 19:58:18 | 2026-11-20 19:58:18 | admin | tenant
    key2 | 2026-11-20 19:58:18 | 2026-11-20 19:58:18 | admin | tenant
    tenants:
    default_tenant | 6 | 0
    tenant_b | 0 | 0
    "##);
}

#[tokio::test]
async fn a_deployment_has_its_own_executions_and_nodes() {
    let of = |path: &str| recorded(RECORDED_42, "GET", path);
    let stub = Stub::of_version("4.2.0").with("GET /nodes", 200, &of("/api/v3/nodes"));
    let manager = stub.manager();
    let parts = manager.parts(NODES, &Id::from("d1"), 50).await.unwrap();
    assert_eq!(parts.total, Some(4));
    assert_eq!(&*parts.rows[0].id, "d1/web");
    assert!(stub.asked()[0].starts_with("GET /nodes?deployment_id=d1&_include="));
    let error = manager.parts(SERVERS, &Id::from("d1"), 50).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotOffered { .. }));
}

#[tokio::test]
async fn every_kind_that_is_listed_has_a_list_and_an_object() {
    let manager = Stub::of_version("4.2.0").manager();
    for kind in KINDS.iter().filter(|kind| kind.is_listed()) {
        let listed = manager.list(kind.id, &mut Rows::default()).await;
        assert!(
            !matches!(listed, Err(ManagerError::NotOffered { .. })),
            "{}",
            kind.id
        );
        let object = manager.read(kind.id, &Id::from("a/b")).await;
        assert!(
            !matches!(object, Err(ManagerError::NotOffered { .. })),
            "{}",
            kind.id
        );
    }
    let listed = manager.list(WORKFLOWS, &mut Rows::default()).await;
    assert!(matches!(listed, Err(ManagerError::NotOffered { .. })));
}
