//! What our own client makes of a simulated manager over TLS.

use std::path::PathBuf;

use axum::extract::Request;
use axum::routing::get;
use secrecy::ExposeSecret;

use super::*;
use crate::sandbox::credential;
use crate::transport::{
    Call, Door, Endpoint, NetworkSettings, NotSentReason, RetryPolicy, TlsSettings, TransportError, base_url,
};

/// A manager that is being served, and the files a client of it has.
struct Served {
    address: SocketAddr,
    files: tempfile::TempDir,
}

impl Served {
    async fn with(options: TlsOptions) -> Self {
        let files = tempfile::tempdir().unwrap();
        let tls = Tls::new(&options, Utc::now()).unwrap();
        std::fs::write(files.path().join("ca.pem"), &tls.authority).unwrap();
        if let Some(client) = &tls.client {
            std::fs::write(files.path().join("client.pem"), client.expose_secret()).unwrap();
        }
        let name = async |request: Request| match credential::is_shown(&request) {
            true => "orders, for a certificate",
            false => "orders",
        };
        let router = Router::new().route("/name", get(name));
        let (address, server) = serve_tls(router, 0, tls).await.unwrap();
        tokio::spawn(server);
        Self { address, files }
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.files.path().join(name))
    }

    fn trusting(&self) -> TlsSettings {
        TlsSettings {
            ca_file: self.file("ca.pem"),
            ..TlsSettings::default()
        }
    }

    async fn ask(&self, tls: TlsSettings) -> Result<String, TransportError> {
        let base = base_url(&format!("https://{}", self.address)).unwrap();
        let settings = NetworkSettings {
            tls,
            ..NetworkSettings::default()
        };
        let door = Door::new(Endpoint::network(base, &settings).unwrap()).with_retry(RetryPolicy::never());
        let answer = door.send(Call::get("read the name").path(["name"])).await?;
        Ok(String::from_utf8(answer.body.to_vec()).unwrap())
    }
}

fn tls_words(error: TransportError) -> String {
    match error {
        TransportError::NotSent {
            reason: NotSentReason::Tls,
            detail,
            ..
        } => detail,
        other => panic!("no failure of TLS: {other:?}"),
    }
}

#[tokio::test]
async fn who_trusts_the_authority_gets_an_answer_and_who_does_not_hears_why() {
    let served = Served::with(TlsOptions::default()).await;
    assert_eq!(served.ask(served.trusting()).await.unwrap(), "orders");

    let another = Served::with(TlsOptions::default()).await;
    let words = tls_words(served.ask(another.trusting()).await.unwrap_err());
    assert!(
        words.contains("UnknownIssuer") || words.contains("BadSignature"),
        "{words}"
    );
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let served = Served::with(TlsOptions {
        name: Some("other.example".into()),
        ..TlsOptions::default()
    })
    .await;
    let words = tls_words(served.ask(served.trusting()).await.unwrap_err());
    assert!(words.contains("not valid for name"), "{words}");
}

#[tokio::test]
async fn a_certificate_that_is_over_is_refused() {
    let served = Served::with(TlsOptions {
        is_expired: true,
        ..TlsOptions::default()
    })
    .await;
    let words = tls_words(served.ask(served.trusting()).await.unwrap_err());
    assert!(words.contains("expired"), "{words}");
}

#[tokio::test]
async fn a_certificate_that_is_demanded_must_be_shown() {
    let served = Served::with(TlsOptions {
        demands_certificate: true,
        ..TlsOptions::default()
    })
    .await;
    assert!(served.ask(served.trusting()).await.is_err());

    let with_certificate = TlsSettings {
        certificate_file: served.file("client.pem"),
        ..served.trusting()
    };
    assert_eq!(
        served.ask(with_certificate).await.unwrap(),
        "orders, for a certificate"
    );
}

#[tokio::test]
async fn a_client_that_hangs_up_holds_up_no_other() {
    let served = Served::with(TlsOptions::default()).await;
    for _ in 0..20 {
        drop(tokio::net::TcpStream::connect(served.address).await.unwrap());
        assert_eq!(served.ask(served.trusting()).await.unwrap(), "orders");
    }
}

#[tokio::test]
async fn a_client_that_says_nothing_holds_up_no_other() {
    let served = Served::with(TlsOptions::default()).await;
    let _silent = tokio::net::TcpStream::connect(served.address).await.unwrap();
    assert_eq!(served.ask(served.trusting()).await.unwrap(), "orders");
}
