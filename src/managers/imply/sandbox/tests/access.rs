//! Who is let in.

use std::time::Duration;

use axum::extract::ConnectInfo;
use serde_json::json;

use super::*;
use crate::sandbox::Access;
use crate::sandbox::serve::Peer;

const REFUSED: &str = "Provided user does not have permissions to complete this request";

async fn list_with(manager: &Manager, credential: Option<&str>) -> (u16, Value) {
    let mut request = Request::get("/api/v1/clusters");
    if let Some(credential) = credential {
        request = request.header(header::AUTHORIZATION, credential);
    }
    let (status, text) = manager.text(request.body(Body::empty()).unwrap()).await;
    (status.as_u16(), serde_json::from_str(&text).unwrap())
}

async fn ask_for_token(manager: &Manager, form: &str) -> (u16, Value) {
    let request = Request::post("/auth/realms/example/protocol/openid-connect/token")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()));
    let (status, text) = manager.text(request.unwrap()).await;
    (status.as_u16(), serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn any_credential_is_let_in_but_none_is_not() {
    let manager = Manager::empty();
    assert_eq!(list_with(&manager, Some("Bearer anything")).await.0, 200);
    assert_eq!(list_with(&manager, Some("Basic dXNlcjpwYXNz")).await.0, 200);
    let expected = (
        401,
        json!({"error": {"code": "Unauthorized", "message": REFUSED}}),
    );
    assert_eq!(list_with(&manager, None).await, expected);
    assert_eq!(list_with(&manager, Some("Bearer ")).await, expected);
    manager.world.configure(|settings| settings.access.basic = false);
    assert_eq!(list_with(&manager, Some("Basic dXNlcjpwYXNz")).await, expected);
}

#[tokio::test]
async fn a_token_without_the_role_is_forbidden_in_the_same_words() {
    let manager = Manager::empty();
    manager
        .world
        .configure(|settings| settings.access.token_without_role = Some("viewer".into()));
    let expected = (
        403,
        json!({"error": {"code": "Unauthorized", "message": REFUSED}}),
    );
    assert_eq!(list_with(&manager, Some("Bearer viewer")).await, expected);
}

#[tokio::test]
async fn a_required_token_is_the_only_one() {
    let manager = Manager::empty();
    manager
        .world
        .configure(|settings| settings.access.required_token = Some("right".into()));
    assert_eq!(list_with(&manager, Some("Bearer wrong")).await.0, 401);
    assert_eq!(list_with(&manager, Some("Bearer right")).await.0, 200);
}

#[tokio::test]
async fn an_issued_token_lasts_for_its_lifetime() {
    let manager = Manager::empty();
    manager.world.configure(|settings| {
        settings.access.issued_tokens_only = true;
        settings.access.token_lifetime = Duration::from_secs(60);
    });
    assert_eq!(list_with(&manager, Some("Bearer anything")).await.0, 401);
    let form = "grant_type=client_credentials&client_id=console&client_secret=a%2Bb";
    let (status, token) = ask_for_token(&manager, form).await;
    assert_eq!(
        (status, &token["expires_in"], &token["token_type"]),
        (200, &json!(60), &json!("Bearer"))
    );
    let credential = format!("Bearer {}", token["access_token"].as_str().unwrap());
    assert_eq!(list_with(&manager, Some(&credential)).await.0, 200);
    manager.advance(61);
    assert_eq!(list_with(&manager, Some(&credential)).await.0, 401);
}

#[tokio::test]
async fn the_token_endpoint_refuses_in_the_form_of_oauth() {
    let manager = Manager::empty();
    manager
        .world
        .configure(|settings| settings.access.client_secret = Some("a+b".into()));
    let (status, error) = ask_for_token(
        &manager,
        "grant_type=client_credentials&client_id=console&client_secret=x",
    )
    .await;
    assert_eq!((status, &error["error"]), (401, &json!("invalid_client")));
    let (status, error) = ask_for_token(&manager, "grant_type=password").await;
    assert_eq!((status, &error["error"]), (400, &json!("unsupported_grant_type")));
    let form = "grant_type=client_credentials&client_id=console&client_secret=a%2Bb";
    assert_eq!(ask_for_token(&manager, form).await.0, 200);
}

#[tokio::test]
async fn the_token_endpoint_takes_client_credentials_as_basic_authentication() {
    let manager = Manager::empty();
    manager
        .world
        .configure(|settings| settings.access.client_secret = Some("a+b".into()));
    let ask = async |credential: &str| {
        let request = Request::post("/auth/realms/example/protocol/openid-connect/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::AUTHORIZATION, credential)
            .body(Body::from("grant_type=client_credentials"));
        manager.text(request.unwrap()).await.0.as_u16()
    };
    // console:a%2Bb, console:x, nothing, and what is no base64.
    assert_eq!(ask("Basic Y29uc29sZTphJTJCYg==").await, 200);
    for wrong in [
        "Basic Y29uc29sZTp4",
        "Basic ",
        "Basic ???",
        "Bearer Y29uc29sZTphJTJCYg==",
    ] {
        assert_eq!(ask(wrong).await, 401, "{wrong}");
    }
}

#[tokio::test]
async fn a_certificate_or_a_header_is_a_credential_where_any_is_enough() {
    let status = async |manager: &Manager, by_certificate: bool| {
        let mut request = Request::get("/api/v1/clusters").body(Body::empty()).unwrap();
        if by_certificate {
            let peer = Peer {
                has_certificate: true,
            };
            request.extensions_mut().insert(ConnectInfo(peer));
        } else {
            request
                .headers_mut()
                .insert("x-api-key", "pearl".parse().unwrap());
        }
        manager.text(request).await.0.as_u16()
    };
    let manager = |access| Manager::of(World::new(&Scenario { access, ..scenario() }, Profile::Empty));
    for by_certificate in [true, false] {
        assert_eq!(status(&manager(Access::Any), by_certificate).await, 200);
        assert_eq!(status(&manager(Access::Forbidden), by_certificate).await, 403);
        assert_eq!(status(&manager(Access::Refused), by_certificate).await, 401);
        let one = manager(Access::Token("right".to_owned().into()));
        assert_eq!(status(&one, by_certificate).await, 401);
    }
}

#[tokio::test]
async fn a_void_token_is_answered_by_the_manager_itself() {
    let manager = Manager::empty();
    manager
        .world
        .faults()
        .push("expired-token@next=1".parse().unwrap());
    let (status, error) = list_with(&manager, Some("Bearer anything")).await;
    assert_eq!((status, &error["error"]["message"]), (401, &json!(REFUSED)));
    assert_eq!(list_with(&manager, Some("Bearer anything")).await.0, 200);
}

#[tokio::test]
async fn the_base_path_can_be_another_one() {
    let mut manager = Manager::empty();
    manager.router = manager.world.router_below("/imply/api/v1/");
    let request = |path: &str| {
        Request::get(path)
            .header(header::AUTHORIZATION, "Bearer x")
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(
        manager.text(request("/imply/api/v1/clusters")).await.0,
        StatusCode::OK
    );
    assert_eq!(
        manager.text(request("/api/v1/clusters")).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_scenario_says_who_is_let_in() {
    let manager = |access| Manager::of(World::new(&Scenario { access, ..scenario() }, Profile::Empty));
    let only_one = manager(Access::Token("right".to_owned().into()));
    assert_eq!(list_with(&only_one, Some("Bearer wrong")).await.0, 401);
    assert_eq!(list_with(&only_one, Some("Basic dXNlcjpwYXNz")).await.0, 401);
    assert_eq!(list_with(&only_one, Some("Bearer right")).await.0, 200);

    let issued = manager(Access::Issued {
        client_secret: None,
        lifetime: Some(Duration::from_secs(5)),
    });
    assert_eq!(list_with(&issued, Some("Bearer anything")).await.0, 401);
    let form = "grant_type=client_credentials&client_id=console&client_secret=x";
    assert_eq!(ask_for_token(&issued, form).await.1["expires_in"], json!(5));

    let forbidden = manager(Access::Forbidden);
    assert_eq!(list_with(&forbidden, Some("Bearer right")).await.0, 403);
    assert_eq!(list_with(&forbidden, None).await.0, 401);
    assert_eq!(
        list_with(&manager(Access::Refused), Some("Bearer right")).await.0,
        401
    );
}
