//! Contexts in every kind of trouble, against hosts on this machine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::check::{Check, State};
use super::context::{Limits, Subject, examine};
use crate::config::connection::Shared;
use crate::config::{Connection, FarEnd};
use crate::credentials::{Account, AccountSettings, Form, Place};
use crate::managers::registry::REGISTRY;
use crate::resource::Protection;
use crate::sandbox::serve::{Tls, TlsOptions, serve, serve_tls};
use crate::sandbox::{Access, Scenario, VirtualClock};
use crate::transport::probe::StepLimits;
use crate::transport::{Proxy, TlsSettings};

const SECRET: &str = "a-token-like-a-pearl";

/// A silent host costs this much; one that answers takes far less.
const SHORT: Duration = Duration::from_millis(300);
const AMPLE: Duration = Duration::from_secs(20);

/// What was found, and how to ask for a part of it.
struct Found(Vec<Check>);

impl Found {
    #[track_caller]
    fn check(&self, check: &str) -> &Check {
        let found = self.0.iter().find(|found| found.check == check);
        found.unwrap_or_else(|| panic!("{check} was not looked at: {:#?}", self.0))
    }

    #[track_caller]
    fn assert(&self, check: &str, state: State, words: &str) {
        let found = self.check(check);
        assert_eq!(found.state, state, "{found:#?}");
        assert!(found.says.contains(words), "{words}: {found:#?}");
        assert_eq!(
            found.fix.is_some(),
            matches!(state, State::Warning | State::Problem),
            "{found:#?}"
        );
    }

    fn problems(&self) -> Vec<&'static str> {
        let problems = self.0.iter().filter(|check| check.state == State::Problem);
        problems.map(|check| check.check).collect()
    }
}

async fn examined(url: &str, tls: TlsSettings, answer: Duration) -> Found {
    let account = AccountSettings {
        context: "prod".into(),
        form: Form::Bearer,
        place: Place::Environment("PROD_TOKEN".into()),
    };
    let connection = Connection {
        name: "prod".into(),
        manager: &REGISTRY[0],
        far_end: FarEnd::Network {
            url: url.into(),
            allow_plain_http: false,
            tls,
            proxy: Proxy::Environment,
        },
        account: Account::holding(account, SECRET.to_owned().into()),
        protection: Protection::Normal,
        badge: None,
        refresh: None,
        spacing: None,
        own_address: None,
        settings: Default::default(),
    };
    let limits = Limits {
        steps: StepLimits {
            resolve: AMPLE,
            connect: AMPLE,
            answer,
        },
        credential: AMPLE,
        read: answer,
    };
    let subject = Subject::of(connection, &mut Shared::default(), &(Arc::new(Utc::now) as _));
    let found = examine(&subject, &limits).await;
    assert!(!format!("{found:?}").contains(SECRET), "{found:#?}");
    Found(found)
}

fn scenario(access: Access) -> Scenario {
    Scenario {
        access,
        ..Scenario::new(VirtualClock::manual(Utc::now()))
    }
}

async fn manager(access: Access) -> SocketAddr {
    let (address, server) = serve((REGISTRY[0].simulate)(&scenario(access)), 0).await.unwrap();
    tokio::spawn(server);
    address
}

/// A manager over TLS; its files are in the folder.
async fn secure_manager(options: &TlsOptions, folder: &Path) -> String {
    let tls = Tls::new(options, Utc::now()).unwrap();
    std::fs::write(folder.join("ca.pem"), &tls.authority).unwrap();
    let router = (REGISTRY[0].simulate)(&scenario(Access::Any));
    let (address, server) = serve_tls(router, 0, tls).await.unwrap();
    tokio::spawn(server);
    format!("https://{address}")
}

fn trusting(file: PathBuf) -> TlsSettings {
    TlsSettings {
        ca_file: Some(file),
        ..TlsSettings::default()
    }
}

/// A host that reads each request and answers it so, or never.
async fn host(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            if let Some(answer) = answer {
                let _ = connection.read(&mut [0; 4096]).await;
                let _ = connection.write_all(answer.as_bytes()).await;
            } else {
                kept.push(connection);
            }
        }
    });
    url
}

#[tokio::test]
async fn a_manager_that_works_has_no_problem() {
    let address = manager(Access::Any).await;
    let found = examined(&format!("http://{address}"), TlsSettings::default(), AMPLE).await;
    assert_eq!(found.problems(), [""; 0], "{:#?}", found.0);
    found.assert("tcp", State::Ok, &address.to_string());
    found.assert(
        "credential",
        State::Ok,
        "bearer token, from environment variable PROD_TOKEN",
    );
    found.assert("authentication", State::Ok, "accepted");
    found.assert("read", State::Ok, "9 clusters");
    found.assert("clock", State::Ok, "within 30 s");
}

#[tokio::test]
async fn a_manager_over_tls_is_told_with_its_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let url = secure_manager(&TlsOptions::default(), folder.path()).await;
    let found = examined(&url, trusting(folder.path().join("ca.pem")), AMPLE).await;
    assert_eq!(found.problems(), [""; 0], "{:#?}", found.0);
    found.assert("tls", State::Ok, "TLS 1.3");
    found.assert(
        "tls",
        State::Ok,
        "issued by Quarterdeck sandbox CA for localhost, 127.0.0.1",
    );
    found.assert("certificate", State::Ok, "days left");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_told_with_who_issued_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = secure_manager(&TlsOptions::default(), folder.path()).await;
    let other = Tls::new(&TlsOptions::default(), Utc::now()).unwrap();
    let file = folder.path().join("other.pem");
    std::fs::write(&file, other.authority).unwrap();
    let found = examined(&url, trusting(file), AMPLE).await;
    assert_eq!(found.problems(), ["tls"]);
    found.assert(
        "tls",
        State::Problem,
        "issued by Quarterdeck sandbox CA, whom this machine does not trust",
    );
    assert!(found.check("tls").fix.as_ref().unwrap().contains("ca_file"));
    found.assert("read", State::Skipped, "after tls");
}

#[tokio::test]
async fn a_certificate_for_another_name_and_one_that_is_over_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let ca = || trusting(folder.path().join("ca.pem"));
    let other_name = TlsOptions {
        name: Some("other.example".into()),
        ..TlsOptions::default()
    };
    let found = examined(&secure_manager(&other_name, folder.path()).await, ca(), AMPLE).await;
    found.assert("tls", State::Problem, "is for other.example, not for 127.0.0.1");

    let over = TlsOptions {
        is_expired: true,
        ..TlsOptions::default()
    };
    let found = examined(&secure_manager(&over, folder.path()).await, ca(), AMPLE).await;
    found.assert("tls", State::Problem, "ended on");
}

#[tokio::test]
async fn a_manager_that_demands_a_certificate_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let demanding = TlsOptions {
        demands_certificate: true,
        ..TlsOptions::default()
    };
    let url = secure_manager(&demanding, folder.path()).await;
    let found = examined(&url, trusting(folder.path().join("ca.pem")), AMPLE).await;
    found.assert("tls", State::Problem, "demands a certificate");
}

#[tokio::test]
async fn a_ca_file_that_is_not_there_is_told_with_its_name() {
    let found = examined("https://127.0.0.1:1", trusting("/nowhere/ca.pem".into()), AMPLE).await;
    assert_eq!(found.problems(), ["tcp"]);
    let folder = tempfile::tempdir().unwrap();
    let url = secure_manager(&TlsOptions::default(), folder.path()).await;
    let found = examined(&url, trusting("/nowhere/ca.pem".into()), AMPLE).await;
    found.assert("tls", State::Problem, "/nowhere/ca.pem cannot be read");
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_ends_the_way_before_anybody_is_asked() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let found = examined(&url, trusting("/nowhere/proxy/ca.pem".into()), SHORT).await;
    let check = found.check("tls");
    assert!(check.fix.as_ref().unwrap().contains("ca_file"), "{check:#?}");
    let connections = std::iter::from_fn(|| listener.accept().ok()).count();
    assert_eq!(connections, 1, "only that of the step before");
}

#[tokio::test]
async fn a_closed_port_ends_the_way_at_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let found = examined(&url, TlsSettings::default(), AMPLE).await;
    assert_eq!(found.problems(), ["tcp"]);
    found.assert("tcp", State::Problem, "connection refused");
    found.assert("read", State::Skipped, "after tcp");
}

#[tokio::test]
async fn a_silent_host_costs_its_limit_and_is_told() {
    let found = examined(&host(None).await, TlsSettings::default(), SHORT).await;
    assert_eq!(found.problems(), ["http"]);
    found.assert("http", State::Problem, "no answer within 300ms");
}

#[tokio::test]
async fn a_web_page_in_the_managers_place_is_called_one() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 21\r\nconnection: close\r\n\r\n<html>Log in</html>\r\n";
    let found = examined(&host(Some(page)).await, TlsSettings::default(), AMPLE).await;
    assert_eq!(found.problems(), ["read"], "{:#?}", found.0);
    found.assert(
        "read",
        State::Problem,
        "a web page came where the manager's JSON is expected",
    );
    assert!(
        found
            .check("read")
            .fix
            .as_ref()
            .unwrap()
            .contains("captive portal")
    );
}

#[tokio::test]
async fn a_refused_credential_and_a_missing_right_are_told_apart() {
    let refused = manager(Access::Refused).await;
    let found = examined(&format!("http://{refused}"), TlsSettings::default(), AMPLE).await;
    found.assert("authentication", State::Problem, "does not accept the credential");
    let forbidden = manager(Access::Forbidden).await;
    let found = examined(&format!("http://{forbidden}"), TlsSettings::default(), AMPLE).await;
    found.assert("authentication", State::Ok, "knows the credential");
    found.assert("read", State::Problem, "does not allow this");
}

#[tokio::test]
async fn answers_that_are_no_list_are_told_apart() {
    for (answer, words, fix) in [
        (
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "no such list (404)",
            "base_path",
        ),
        (
            "HTTP/1.1 302 Found\r\nlocation: https://sso.example/login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "sends us to https://sso.example/login (302)",
            "set url",
        ),
        (
            "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "answered 500",
            "manager's side",
        ),
    ] {
        let found = examined(&host(Some(answer)).await, TlsSettings::default(), AMPLE).await;
        assert_eq!(found.problems(), ["read"], "{:#?}", found.0);
        found.assert("read", State::Problem, words);
        assert!(
            found.check("read").fix.as_ref().unwrap().contains(fix),
            "{:#?}",
            found.0
        );
    }
}

#[tokio::test]
async fn a_key_of_another_certificate_is_told_with_both_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let pair = || rcgen::generate_simple_self_signed(vec!["me".to_owned()]).unwrap();
    let (one, other) = (pair(), pair());
    let tls = |key: &rcgen::CertifiedKey<rcgen::KeyPair>| TlsSettings {
        certificate_file: Some(file("own.pem", one.cert.pem())),
        key_file: Some(file("own.key", key.signing_key.serialize_pem())),
        ..TlsSettings::default()
    };
    let url = format!("http://{}", manager(Access::Any).await);
    let found = examined(&url, tls(&other), AMPLE).await;
    assert_eq!(found.problems(), ["own certificate"]);
    for name in ["own.pem", "own.key"] {
        found.assert("own certificate", State::Problem, name);
    }
    found.assert("read", State::Skipped, "after own certificate");
    let found = examined(&url, tls(&one), AMPLE).await;
    assert_eq!(found.problems(), [""; 0], "{:#?}", found.0);
}

#[tokio::test]
async fn an_address_that_is_none_is_told_before_anything_is_sent() {
    let found = examined("m.example", TlsSettings::default(), AMPLE).await;
    assert_eq!(found.problems(), ["context"]);
}
