//! Who is let in, and in which order a request is checked.

use super::*;
use crate::sandbox;

#[tokio::test]
async fn credentials_are_checked_before_tenants_and_roles() {
    let admin = Visitor::to(Profile::V42);
    let failed = |who: Visitor| async move { told(who.get("/secrets").await) };
    for (who, status, message) in [
        (
            admin.but("authorization", None),
            401,
            "User unauthorized: No authentication info provided",
        ),
        (
            admin.by("admin", "wrong"),
            401,
            "User unauthorized: Authentication failed for <User username=`admin`>",
        ),
        (
            admin.by("ghost", "any"),
            401,
            "User unauthorized: Authentication failed for <User username=`ghost`>",
        ),
        (
            admin.by("inactive1", "inactive1").but(TENANT, Some("nosuch")),
            401,
            "User unauthorized: Authentication failed for <User username=`inactive1`>",
        ),
        (
            admin.but(TENANT, Some("nosuch")),
            403,
            "Authorization failed: Tried to authenticate with invalid tenant name: nosuch",
        ),
        (
            admin.but(TENANT, None),
            403,
            "Authorization failed: tenant not provided",
        ),
        (
            admin.by("viewer1", "viewer1").but(TENANT, Some("tenant_b")),
            403,
            "User `viewer1` is not permitted to perform the action secret_list in the tenant `tenant_b`",
        ),
    ] {
        let (seen, _, words) = failed(who).await;
        assert_eq!((seen, words.as_str()), (status, message));
    }
}

#[tokio::test]
async fn a_role_may_do_what_it_is_for() {
    let admin = Visitor::to(Profile::V42);
    for (user, may_write) in [
        ("viewer1", false),
        ("ops1", false),
        ("user1", true),
        ("mgr1", true),
    ] {
        let visitor = admin.by(user, user);
        assert_eq!(visitor.get("/secrets").await.0, 200, "{user}");
        let (status, _) = visitor
            .put(&format!("/secrets/of_{user}"), json!({"value": "x"}))
            .await;
        assert_eq!(status, if may_write { 200 } else { 403 }, "{user}");
        assert_eq!(visitor.get("/users").await.0, 403, "{user}");
        assert_eq!(visitor.get("/tenants").await.0, 200, "{user}");
        assert_eq!(visitor.but(TENANT, None).get("/version").await.0, 200, "{user}");
    }
}

#[tokio::test]
async fn the_path_comes_first_and_json_last() {
    let admin = Visitor::to(Profile::V42);
    let nobody = admin.but("authorization", None);
    assert_eq!(nobody.get("/nosuch").await.0, 404);
    assert_eq!(
        nobody.delete("/secrets").await,
        (405, json!({"status": 405, "message": "Method Not Allowed"}))
    );
    let put = |who: Visitor, kind: Option<&'static str>, body: &'static str| async move {
        let (status, kind, _) = who.raw("PUT", "/secrets/k", kind, Body::from(body)).await;
        (status, kind)
    };
    let json = "application/json".to_owned();
    assert_eq!(put(admin.clone(), None, "{").await, (415, json.clone()));
    assert_eq!(
        put(admin.clone(), Some("application/json"), "{").await,
        (400, json.clone())
    );
    assert_eq!(put(admin.by("viewer1", "viewer1"), None, "{").await, (403, json));
}

#[tokio::test]
async fn the_newer_generation_words_its_errors_in_its_own_way() {
    let admin = Visitor::to(Profile::V71);
    let (status, kind, _) = admin.raw("DELETE", "/secrets", None, Body::empty()).await;
    assert_eq!((status, kind.as_str()), (405, "text/html"));
    let (status, kind, page) = admin
        .raw("PUT", "/secrets/k", Some("application/json"), Body::from("{"))
        .await;
    assert_eq!((status, kind.as_str()), (400, "text/html"));
    assert!(page.as_str().unwrap().contains("400 Bad Request"));
    assert_eq!(
        told(admin.by("inactive1", "inactive1").get("/secrets").await).2,
        "User unauthorized: No authentication info provided"
    );
    let (_, body) = admin.get("/secrets/nosuch").await;
    assert_eq!(body["server_traceback"], Value::Null);
    assert_eq!(admin.get("/status").await.0, 404);
    assert_eq!(admin.newer().get("/status").await.1["status"], "OK");
}

#[tokio::test]
async fn a_token_is_as_good_as_the_password_until_it_ends() {
    let admin = Visitor::to(Profile::V42);
    let (status, token) = admin
        .by("viewer1", "viewer1")
        .but(TENANT, None)
        .get("/tokens")
        .await;
    assert_eq!((status, &token["role"]), (200, &json!("default")));
    let bearer = admin.with_token(token["value"].as_str().unwrap());
    assert_eq!(bearer.get("/user").await.1["username"], "viewer1");
    assert_eq!(bearer.put("/secrets/k", json!({"value": "x"})).await.0, 403);
    bearer.advance(10.0 * 60.0 * 60.0 + 1.0);
    assert_eq!(bearer.get("/user").await.0, 401);
    assert_eq!(admin.with_token("garbage").get("/user").await.0, 401);
}

#[tokio::test]
async fn a_scenario_says_who_is_let_in() {
    let ask = |access: sandbox::Access, path: &'static str, headers: Vec<(&'static str, String)>| async move {
        let service = Service::new(&Scenario { access, ..scenario() }, |world, _| {
            furnishing::people(world);
        });
        let visitor = Visitor {
            router: service.router(),
            service,
            headers: [vec![(TENANT, "default_tenant".to_owned())], headers].concat(),
            is_newer: false,
        };
        visitor.get(path).await.0
    };
    let shown = |user: &str| vec![("authorization", basic(user, "any"))];
    let token = |token: &str| vec![(TOKEN, token.to_owned())];
    let any = sandbox::Access::Any;
    assert_eq!(ask(any.clone(), "/users", shown("whoever")).await, 200);
    assert_eq!(ask(any.clone(), "/users", shown("viewer1")).await, 403);
    assert_eq!(ask(any.clone(), "/users", token("whatever")).await, 200);
    assert_eq!(ask(any, "/users", Vec::new()).await, 401);
    let pearl = sandbox::Access::Token("pearl".to_owned().into());
    assert_eq!(ask(pearl.clone(), "/users", token("pearl")).await, 200);
    assert_eq!(ask(pearl, "/users", token("shell")).await, 401);
    let issued = sandbox::Access::Issued {
        client_secret: None,
        lifetime: None,
    };
    assert_eq!(ask(issued.clone(), "/users", shown("admin")).await, 401);
    assert_eq!(ask(issued, "/tokens", shown("admin")).await, 200);
    assert_eq!(
        ask(sandbox::Access::Forbidden, "/users", shown("admin")).await,
        403
    );
    assert_eq!(ask(sandbox::Access::Refused, "/users", shown("admin")).await, 401);
}

#[tokio::test]
async fn in_maintenance_mode_only_the_manager_itself_answers() {
    let admin = Visitor::to(Profile::V42);
    let (status, answer) = admin.send("POST", "/maintenance/activate", None).await;
    assert_eq!((status, &answer["status"]), (200, &json!("activating")));
    assert_eq!(admin.send("POST", "/maintenance/activate", None).await.0, 304);
    let (status, code, _) = told(admin.get("/secrets").await);
    assert_eq!((status, code.as_str()), (503, "maintenance_mode_active"));
    assert_eq!(admin.get("/version").await.0, 200);
    assert_eq!(admin.get("/maintenance").await.1["status"], "activated");
    assert_eq!(
        admin
            .by("viewer1", "viewer1")
            .send("POST", "/maintenance/deactivate", None)
            .await
            .0,
        403
    );
    assert_eq!(admin.send("POST", "/maintenance/deactivate", None).await.0, 200);
    assert_eq!(admin.get("/secrets").await.0, 200);
}
