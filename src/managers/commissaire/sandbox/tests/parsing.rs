//! Paths, methods, parameters and bodies, with the quirks of the real server.

use super::*;

#[tokio::test]
async fn a_body_without_a_length_is_passed_over_in_silence() {
    let manager = Manager::empty();
    let request = Request::put("/api/v0/network/net")
        .header(header::AUTHORIZATION, "Basic YTph")
        .header(header::TRANSFER_ENCODING, "chunked")
        .body(Body::from(r#"{"type": "flannel_server"}"#))
        .unwrap();
    let (response, text) = manager.response(request).await;
    assert_eq!(response.status().as_u16(), 201);
    assert_eq!(text, r#"{"name": "net", "type": "flannel_etcd", "options": {}}"#);
}

#[tokio::test]
async fn a_body_overrides_the_path_unless_that_quirk_is_off() {
    let manager = Manager::empty();
    let put = async || {
        let (_, cluster) = manager.put("/cluster/path", json!({"name": "body"})).await;
        cluster["name"].clone()
    };
    assert_eq!(put().await, "body");
    assert_eq!(manager.delete("/cluster/path?name=body").await.0, 200);
    manager.configure(|settings| settings.quirks.parameters_override = false);
    assert_eq!(put().await, "path");
    assert_eq!(manager.get("/cluster/path?name=other").await.0, 200);
}

#[tokio::test]
async fn a_query_may_turn_a_read_into_a_deletion() {
    let manager = Manager::empty();
    manager.put("/cluster/prod", json!({})).await;
    assert_eq!(
        manager.get("/cluster/prod?_method=DELETE").await,
        (200, json!([]))
    );
    assert!(manager.world.cluster_names().is_empty());
}

#[tokio::test]
async fn what_a_path_does_not_offer_is_404() {
    let manager = Manager::empty();
    manager.put("/cluster/prod", json!({})).await;
    for (method, path) in [
        ("POST", "/cluster/prod"),
        ("PATCH", "/cluster/prod"),
        ("OPTIONS", "/clusters"),
        ("PUT", "/clusters"),
        ("GET", "/host"),
        ("PUT", "/host/10.0.0.1/creds"),
        ("DELETE", "/cluster/prod/upgrade"),
        ("DELETE", "/cluster/prod/hosts"),
        ("GET", "/cluster/prod/upgrade/"),
        ("GET", "/cluster/prod//"),
        ("GET", "/cluster/prod/hosts/a%2Fb"),
        ("GET", "/cluster/a.b"),
        ("GET", "/host/fe80::1"),
    ] {
        assert_eq!(
            manager.send(method, path, None).await,
            (404, json!("Not Found")),
            "{method} {path}"
        );
    }
    // What is encoded without need is the same path.
    assert_eq!(manager.get("/cluster/p%72od/").await.0, 200);
}

#[tokio::test]
async fn an_answer_to_head_has_a_length_and_no_body() {
    let manager = Manager::empty();
    let request = Request::head("/api/v0/clusters").header(header::AUTHORIZATION, "Basic YTph");
    let (response, text) = manager.response(request.body(Body::empty()).unwrap()).await;
    assert_eq!((response.status().as_u16(), text.as_str()), (404, ""));
    assert_eq!(response.headers()[header::CONTENT_LENGTH], "9");
}

#[tokio::test]
async fn a_boolean_passes_as_a_number_and_a_float_does_not() {
    let manager = Manager::empty();
    let status = async |cpus: Value| manager.put("/host/10.0.0.1", json!({"cpus": cpus})).await.0;
    assert_eq!(status(json!(2.5)).await, 400);
    assert_eq!(status(json!(null)).await, 400);
    assert_eq!(status(json!(true)).await, 201);
}

#[tokio::test]
async fn the_quirks_of_reads_can_be_switched_off() {
    let manager = Manager::empty();
    assert_eq!(manager.get("/cluster/nosuch").await.0, 500);
    assert_eq!(manager.get("/containermanagers").await.0, 500);
    assert_eq!(
        manager
            .put("/cluster/nosuch/deploy", json!({"version": "1"}))
            .await
            .0,
        201
    );
    manager.configure(|settings| {
        settings.quirks.missing_cluster_is_broken = false;
        settings.quirks.fresh_managers_broken = false;
        settings.quirks.deploy_unchecked = false;
        settings.quirks.envelope = false;
        settings.quirks.put_empties_host_list = false;
    });
    assert_eq!(manager.get("/cluster/nosuch").await.0, 404);
    assert_eq!(manager.get("/cluster/nosuch/hosts/10.0.0.1").await.0, 404);
    assert_eq!(manager.get("/containermanagers").await, (200, json!([])));
    assert_eq!(
        manager
            .put("/cluster/nosuch/deploy", json!({"version": "1"}))
            .await
            .0,
        404
    );
    manager.with_cluster("prod", &["10.0.0.1"]).await;
    let (_, status) = manager.get("/host/10.0.0.1/status").await;
    assert_eq!(
        status["container_manager"],
        json!({"node": "10.0.0.1", "status": "ok"})
    );
    manager
        .put("/cluster/prod", json!({"container_manager": "pods"}))
        .await;
    assert_eq!(manager.world.members_of("prod"), ["10.0.0.1"]);
}

#[tokio::test]
async fn lists_come_in_no_order_unless_they_are_to_be_sorted() {
    let manager = Manager::empty();
    let names: Vec<String> = (0..20).map(|index| format!("c{index:02}")).collect();
    for name in &names {
        manager.put(&format!("/cluster/{name}"), json!({})).await;
    }
    let (_, listed) = manager.get("/clusters").await;
    assert_ne!(listed, json!(names));
    assert_eq!(manager.get("/clusters").await.1, listed);
    manager.configure(|settings| settings.quirks.unordered_lists = false);
    assert_eq!(manager.get("/clusters").await.1, json!(names));
}
