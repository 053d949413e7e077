//! Who is let in: every refusal is 403, and comes before anything else.

use axum::extract::ConnectInfo;

use super::*;
use crate::managers::commissaire::sandbox::settings::{Access, Basic};
use crate::sandbox::serve::Peer;
use crate::sandbox::{self, Fault, Faults, faults::FaultKind};

async fn ask(manager: &Manager, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::get("/api/v0/clusters");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (response, text) = manager.response(request.body(Body::empty()).unwrap()).await;
    (response.status().as_u16(), text)
}

fn forbidden() -> (u16, String) {
    (403, "Forbidden".to_owned())
}

fn with_access(access: sandbox::Access) -> Manager {
    let scenario = Scenario { access, ..scenario() };
    Manager::of(World::new(&scenario, Profile::Empty))
}

#[tokio::test]
async fn any_credential_is_let_in_but_none_is_not() {
    let manager = Manager::empty();
    for (name, value) in [
        ("authorization", "Basic YTph"),
        ("authorization", "Bearer anything"),
        ("x-auth-token", "anything"),
    ] {
        assert_eq!(ask(&manager, &[(name, value)]).await.0, 200, "{name}: {value}");
    }
    for headers in [
        &[][..],
        &[("authorization", "Bearer ")],
        &[("authorization", "Digest x")],
    ] {
        assert_eq!(ask(&manager, headers).await, forbidden(), "{headers:?}");
    }
}

#[tokio::test]
async fn a_clients_certificate_is_let_in_unless_it_is_for_another_name() {
    let manager = Manager::empty();
    let ask = async || {
        let peer = Peer {
            has_certificate: true,
        };
        let request = Request::get("/api/v0/clusters").extension(ConnectInfo(peer));
        let (response, _) = manager.response(request.body(Body::empty()).unwrap()).await;
        response.status().as_u16()
    };
    assert_eq!(ask().await, 200);
    manager.configure(|settings| settings.access.certificates = false);
    assert_eq!(ask().await, 403);
}

#[tokio::test]
async fn a_required_token_is_good_in_every_form() {
    let manager = with_access(sandbox::Access::Token("right".to_owned().into()));
    // "a:right"
    for (name, value) in [
        ("authorization", "Bearer right"),
        ("authorization", "Basic YTpyaWdodA=="),
        ("x-auth-token", "right"),
    ] {
        assert_eq!(ask(&manager, &[(name, value)]).await.0, 200, "{name}: {value}");
    }
    for (name, value) in [
        ("authorization", "Bearer wrong"),
        ("authorization", "Basic YTph"),
        ("x-auth-token", "wrong"),
    ] {
        assert_eq!(
            ask(&manager, &[(name, value)]).await,
            forbidden(),
            "{name}: {value}"
        );
    }
}

#[tokio::test]
async fn a_closed_server_says_403_whatever_the_reason() {
    let issued = sandbox::Access::Issued {
        client_secret: None,
        lifetime: None,
    };
    for access in [sandbox::Access::Forbidden, sandbox::Access::Refused, issued] {
        let manager = with_access(access);
        assert_eq!(
            ask(&manager, &[("authorization", "Basic YTph")]).await,
            forbidden()
        );
        assert_eq!(
            ask(&manager, &[("authorization", "Bearer anything")]).await,
            forbidden()
        );
    }
}

#[tokio::test]
async fn the_check_of_a_password_crashes_on_a_colon() {
    let manager = Manager::empty();
    // "a:b:c", "abc", and what is no base64.
    for value in ["Basic YTpiOmM=", "Basic YWJj", "Basic ***"] {
        let (status, text) = ask(&manager, &[("authorization", value)]).await;
        let words = "A server error occurred.  Please contact the administrator.";
        assert_eq!((status, text.as_str()), (500, words), "{value}");
    }
    manager.configure(|settings| settings.access.basic = Basic::Nothing);
    assert_eq!(
        ask(&manager, &[("authorization", "Basic YWJj")]).await,
        forbidden()
    );
}

#[tokio::test]
async fn the_credential_is_checked_before_the_path() {
    let manager = Manager::empty();
    let status = async |path: &str, credential: Option<&str>| {
        let mut request = Request::get(path);
        if let Some(credential) = credential {
            request = request.header(header::AUTHORIZATION, credential);
        }
        let (response, _) = manager.response(request.body(Body::empty()).unwrap()).await;
        response.status().as_u16()
    };
    for path in ["/", "/nowhere", "/api/v0/"] {
        assert_eq!(status(path, None).await, 403, "{path}");
        assert_eq!(status(path, Some("Basic YTph")).await, 404, "{path}");
    }
}

#[tokio::test]
async fn an_open_path_needs_no_credential_but_its_twin_with_a_slash_does() {
    let manager = Manager::empty();
    manager.configure(|settings| {
        settings.access = Access {
            open_paths: ["/api/v0/clusters".to_owned()].into(),
            ..Access::nobody()
        };
    });
    assert_eq!(ask(&manager, &[]).await.0, 200);
    let (response, _) = manager
        .response(Request::get("/api/v0/clusters/").body(Body::empty()).unwrap())
        .await;
    assert_eq!(response.status().as_u16(), 403);
}

#[tokio::test]
async fn faults_are_worded_as_the_servers_own_errors() {
    let manager = Manager::empty();
    let faults = manager.world.faults();
    faults.set(Faults(vec![Fault::always(FaultKind::ExpiredToken)]));
    assert_eq!(
        ask(&manager, &[("authorization", "Basic YTph")]).await,
        forbidden()
    );
    let unavailable = FaultKind::Status(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    faults.set(Faults(vec![Fault::always(unavailable)]));
    assert_eq!(
        ask(&manager, &[("authorization", "Basic YTph")]).await,
        (503, "Service Unavailable".to_owned())
    );
}
