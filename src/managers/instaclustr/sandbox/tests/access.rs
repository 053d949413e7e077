//! Who is let in, to what, and in which order it is checked.

use super::*;
use crate::managers::instaclustr::sandbox::account::KEYS;
use crate::managers::instaclustr::sandbox::settings::{Access, WINDOW};
use crate::sandbox;

async fn names(service: &Service) -> Vec<String> {
    let (status, list) = service.get("/").await;
    assert_eq!(status, 200, "{list}");
    list.as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

fn with_access(access: sandbox::Access) -> Service {
    let scenario = Scenario { access, ..scenario() };
    Service::of(World::new(&scenario, Profile::Demonstration))
}

#[tokio::test]
async fn any_credential_is_the_first_account_unless_it_says_otherwise() {
    let service = Service::demonstration();
    assert!(names(&service).await.contains(&"catalogue_prod".to_owned()));
    let second = names(&service.as_user("auditor", "any")).await;
    assert_eq!(second, ["trail_archive", "trail_reports", "trail_intake"]);
    let bearer = Service {
        authorization: "Bearer any".to_owned(),
        ..service.as_user("", "")
    };
    assert!(names(&bearer).await.contains(&"catalogue_prod".to_owned()));
}

#[tokio::test]
async fn without_a_credential_the_answer_is_401_and_empty() {
    let service = Service::demonstration();
    for shown in ["", "Basic", "Basic ***", "Digest x", "Bearer "] {
        let request = Request::get(format!("{ROOT}/")).header(header::AUTHORIZATION, shown);
        let (response, text) = service.response(request.body(Body::empty()).unwrap()).await;
        assert_eq!((response.status().as_u16(), text.as_str()), (401, ""), "{shown}");
    }
}

#[tokio::test]
async fn each_account_has_a_full_and_a_read_only_key() {
    let service = Service::demonstration();
    service.configure(|settings| settings.access = Access::Keys);
    assert_eq!(service.as_user("jdoe", "wrong").get("/").await.0, 401);
    for key in KEYS {
        let own = service.as_user(key.user, key.key);
        assert_eq!(own.get("/").await.0, 200, "{}", key.key);
        let (status, _) = own.post("/extended/", sample("create-cassandra")).await;
        assert_eq!(
            status,
            if key.identity.reads_only { 403 } else { 202 },
            "{}",
            key.key
        );
        let other = KEYS.iter().find(|other| other.user != key.user).unwrap();
        assert_eq!(service.as_user(other.user, key.key).get("/").await.0, 401);
    }
}

#[tokio::test]
async fn clusters_of_another_account_are_unknown() {
    let service = Service::demonstration();
    let second = service.as_user("auditor", "any");
    let id = service.id("catalogue_prod");
    let centre = service.centre("catalogue_prod").await;
    for path in [
        format!("/{id}"),
        format!("/{id}/firewallRules"),
        format!("/vpc-peering/{centre}"),
    ] {
        assert_eq!(second.get(&path).await.0, 404, "{path}");
    }
    assert_eq!(second.get("/encryption-keys").await.0, 404);
}

#[tokio::test]
async fn a_read_only_key_changes_nothing_whatever_it_sends() {
    let service = Service::demonstration();
    let reader = service.as_user("jdoe", "my-readonly-key");
    let id = service.id("catalogue_prod");
    for (method, path) in [
        ("POST", "/extended/".to_owned()),
        ("POST", "/".to_owned()),
        ("PUT", format!("/{id}")),
        ("DELETE", format!("/{id}")),
        ("POST", format!("/{id}/kafka/acls/searches")),
        ("DELETE", "/unknown".to_owned()),
    ] {
        let answer = reader.send(method, &path, None).await;
        assert_eq!(
            answer,
            (403, sample("error-403-read-only-key")),
            "{method} {path}"
        );
    }
    assert_eq!(reader.get(&format!("/{id}")).await.0, 202);
}

#[tokio::test]
async fn a_scenario_says_who_is_let_in() {
    let service = with_access(sandbox::Access::Token("right".to_owned().into()));
    assert_eq!(service.as_user("anyone", "right").get("/").await.0, 200);
    let bearer = Service {
        authorization: "Bearer right".to_owned(),
        ..service.as_user("", "")
    };
    assert_eq!(bearer.get("/").await.0, 200);
    assert_eq!(service.as_user("anyone", "wrong").get("/").await.0, 401);
    assert_eq!(with_access(sandbox::Access::Forbidden).get("/").await.0, 403);
    assert_eq!(with_access(sandbox::Access::Refused).get("/").await.0, 401);
}

/// Each request has everything wrong that comes after the check it fails.
#[tokio::test]
async fn the_checks_come_in_their_order() {
    let service = Service::demonstration();
    let (full, reader) = (basic("jdoe", "any"), basic("jdoe", "read-only"));
    let ask = async |method: &str, path: &str, credential: &str, kind: &str, body: &str| {
        let request = Request::builder().method(method).uri(format!("{ROOT}{path}"));
        let request = request
            .header(header::AUTHORIZATION, credential)
            .header(header::CONTENT_TYPE, kind);
        let (response, _) = service
            .response(request.body(Body::from(body.to_owned())).unwrap())
            .await;
        response.status().as_u16()
    };
    let json = "application/json";
    let id = service.id("catalogue_prod");
    let known = format!("/{id}/firewallRules");
    assert_eq!(ask("POST", "/a/b/c/d/e", "", "text/plain", "{").await, 401);
    assert_eq!(ask("POST", "/a/b/c/d/e", &reader, "text/plain", "{").await, 404);
    assert_eq!(ask("PATCH", "/", &reader, "text/plain", "{").await, 404);
    assert_eq!(
        ask("POST", "/unknown/firewallRules", &reader, "text/plain", "{").await,
        403
    );
    assert_eq!(
        ask("POST", "/unknown/firewallRules", &full, "text/plain", "{").await,
        415
    );
    assert_eq!(ask("POST", "/unknown/firewallRules", &full, json, "{").await, 400);
    assert_eq!(
        ask("POST", "/unknown/firewallRules", &full, json, "{}").await,
        404
    );
    assert_eq!(
        ask("POST", &known, &full, "application/json; charset=utf-8", "{}").await,
        400
    );
    service.delete(&format!("/{id}")).await;
    assert_eq!(ask("POST", &known, &full, json, "{}").await, 400);
    assert_eq!(
        ask(
            "POST",
            &known,
            &full,
            json,
            &sample("firewall-request").to_string()
        )
        .await,
        409
    );
    service.configure(|settings| settings.window = Some(WINDOW));
    assert_eq!(ask("POST", "/a/b/c/d/e", "", "text/plain", "{").await, 429);
}
