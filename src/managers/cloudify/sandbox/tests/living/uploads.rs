//! Blueprints: uploaded, read, used.

use axum::body::Body;
use serde_json::json;

use super::super::super::demonstration::SHOP;
use super::super::super::profile::Profile;
use super::super::{Visitor, told};
use super::{archive, with_deployment, with_shop};

#[tokio::test]
async fn an_older_manager_reads_a_blueprint_during_the_request() {
    let visitor = Visitor::with(Profile::V42, |_| {});
    let path = "/blueprints/shop?application_file_name=blueprint.yaml";
    let (status, blueprint) = visitor.upload("PUT", path, archive(SHOP)).await;
    assert_eq!(status, 201);
    assert_eq!(
        blueprint["description"],
        "A shop in three tiers, with failures to practise on"
    );
    assert_eq!(blueprint["plan"]["inputs"]["port"]["default"], 8080);
    let twice = told(visitor.upload("PUT", path, archive(SHOP)).await);
    assert_eq!(twice.0, 409);
    let absent = "/blueprints/bad?application_file_name=absent.yaml";
    assert_eq!(
        told(visitor.upload("PUT", absent, archive(SHOP)).await).2,
        "absent.yaml does not exist in the application directory"
    );
    let garbage = told(visitor.upload("PUT", "/blueprints/bad", b"not an archive").await);
    assert!(
        garbage
            .2
            .starts_with("Blueprint archive is of an unrecognized format.")
    );
    let wrong = told(visitor.upload("PUT", "/blueprints/bad", archive("a: b")).await);
    assert_eq!(wrong.1, "invalid_blueprint_error");
    assert_eq!(visitor.upload("PUT", "/blueprints/empty", b"").await.0, 500);
    let (_, list) = visitor.get("/blueprints?_include=id").await;
    assert_eq!(list["items"], json!([{"id": "shop"}]));
}

#[tokio::test]
async fn a_newer_manager_reads_a_blueprint_after_the_request() {
    let visitor = Visitor::with(Profile::V71, |_| {});
    let (status, blueprint) = visitor.upload("PUT", "/blueprints/shop", archive(SHOP)).await;
    assert_eq!((status, &blueprint["state"]), (201, &json!("uploading")));
    assert!(blueprint["plan"].is_null());
    let early = visitor
        .put("/deployments/d1", json!({"blueprint_id": "shop"}))
        .await;
    assert_eq!(early.0, 400);
    visitor.advance(4.0);
    let (_, blueprint) = visitor.get("/blueprints/shop").await;
    assert_eq!(
        (&blueprint["state"], &blueprint["main_file_name"]),
        (&json!("uploaded"), &json!("blueprint.yaml"))
    );
    assert_eq!(blueprint["upload_execution"]["status_display"], "completed");

    let (status, _) = visitor.upload("PUT", "/blueprints/wrong", archive("a: b")).await;
    assert_eq!(status, 201);
    visitor.advance(4.0);
    let (_, wrong) = visitor.get("/blueprints/wrong?_include=state,error").await;
    assert_eq!(wrong["state"], "failed_parsing");
    assert!(
        wrong["error"]
            .as_str()
            .unwrap()
            .contains("tosca_definitions_version")
    );
}

#[tokio::test]
async fn an_upload_in_parts_names_its_main_file() {
    let visitor = Visitor::with(Profile::V71, |_| {});
    let mut body = b"--b1\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n{\"application_file_name\": \"blueprint.yaml\"}\r\n--b1\r\nContent-Disposition: form-data; name=\"blueprint_archive\"; filename=\"a\"\r\n\r\n".to_vec();
    body.extend_from_slice(archive(SHOP));
    body.extend_from_slice(b"\r\n--b1--\r\n");
    let kind = Some("multipart/form-data; boundary=b1");
    let (status, _, _) = visitor
        .raw("PUT", "/blueprints/shop", kind, Body::from(body))
        .await;
    assert_eq!(status, 201);
    visitor.advance(4.0);
    let (_, blueprint) = visitor.get("/blueprints/shop?_include=state").await;
    assert_eq!(blueprint["state"], "uploaded");
}

#[tokio::test]
async fn an_archive_comes_back_as_it_was_sent() {
    let visitor = with_shop(Profile::V42).await;
    let (status, kind, text) = visitor
        .raw("GET", "/blueprints/shop/archive", None, Body::empty())
        .await;
    assert_eq!((status, kind.as_str()), (200, "application/octet-stream"));
    assert!(text.as_str().unwrap().contains("node_templates"));
}

#[tokio::test]
async fn inputs_and_outputs_are_those_of_the_blueprint() {
    let visitor = with_deployment(Profile::V42, json!({"web_servers": 3, "port": 99})).await;
    let (_, deployment) = visitor.get("/deployments/d1").await;
    assert_eq!(deployment["inputs"]["web_servers"], 3);
    assert_eq!(deployment["inputs"]["fail_on"], "");
    let (_, list) = visitor
        .get("/node-instances?deployment_id=d1&node_id=web_host&_size=0")
        .await;
    assert_eq!(list["metadata"]["pagination"]["total"], 3);
    let (_, web) = visitor.get("/nodes?deployment_id=d1&id=web").await;
    assert_eq!(web["items"][0]["properties"]["port"], 99);
    super::start(&visitor, "install", json!({})).await;
    visitor.advance(60.0);
    let (_, outputs) = visitor.get("/deployments/d1/outputs").await;
    let endpoint = outputs["outputs"]["endpoint"].as_str().unwrap();
    assert!(
        endpoint.starts_with("http://10.") && endpoint.ends_with(":99"),
        "{endpoint}"
    );
}

#[tokio::test]
async fn the_workflows_of_a_deployment_are_whole_only_where_the_generation_gives_them() {
    let old = with_deployment(Profile::V42, json!({})).await;
    let (_, whole) = old.get("/deployments/d1").await;
    assert_eq!(whole["workflows"].as_array().unwrap().len(), 7);
    let (_, picked) = old.get("/deployments/d1?_include=id,workflows").await;
    assert_eq!(
        picked["workflows"],
        json!([{"created_at": null, "name": null, "parameters": null}])
    );
    let new = with_deployment(Profile::V71, json!({})).await;
    let (_, broken) = new.get("/deployments/d1").await;
    assert!(broken["workflows"][0]["name"].is_null());
    let (_, whole) = new.get("/deployments/d1?_get_data=true").await;
    let workflows = whole["workflows"].as_array().unwrap();
    let is_available = |name: &str| {
        let workflow = workflows
            .iter()
            .find(|workflow| workflow["name"] == name)
            .unwrap();
        workflow["is_available"].clone()
    };
    assert_eq!(
        (is_available("install"), is_available("uninstall")),
        (json!(true), json!(false))
    );
}
