//! TLS and proxies over loopback: private authorities, other names, client certificates, and what goes wrong.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::*;

/// The name in the server's certificate, which no resolver knows.
const NAME: &str = "manager.test";

/// A private authority, and the files of a user who knows it.
struct Authority {
    folder: tempfile::TempDir,
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

/// A certificate with its key, in PEM.
struct Issued {
    certificate: String,
    key: String,
}

impl Authority {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        Self {
            folder,
            certificate: certificate.der().clone(),
            issuer: Issuer::new(params, key),
        }
    }

    fn issue(&self, name: &str, ends: i32) -> Issued {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(ends, 1, 1);
        let key = KeyPair::generate().unwrap();
        Issued {
            certificate: params.signed_by(&key, &self.issuer).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Settings that trust this authority.
    fn trusted(&self) -> TlsSettings {
        TlsSettings {
            ca_file: Some(self.path("ca.pem")),
            ..TlsSettings::default()
        }
    }

    /// Serves `answer` to each request; gives the address, and what was asked for: name by TLS, then head.
    async fn serve(&self, issued: &Issued, asks_for_certificate: bool) -> (String, Arc<Mutex<Vec<String>>>) {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = if asks_for_certificate {
            let mut roots = RootCertStore::empty();
            roots.add(self.certificate.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let chain = vec![CertificateDer::from_pem_slice(issued.certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("https://{}/", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(connection).await else {
                    continue;
                };
                let name = stream.get_ref().1.server_name().unwrap_or("-").to_owned();
                let mut head = vec![0; 4096];
                let length = stream.read(&mut head).await.unwrap_or_default();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                record.lock().unwrap().extend([name, head]);
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                    .await;
                let _ = stream.shutdown().await;
            }
        });
        (base, asked)
    }
}

fn door(base: &str, tls: TlsSettings, proxy: Proxy) -> Result<Door, TransportError> {
    let settings = NetworkSettings {
        tls,
        proxy,
        ..NetworkSettings::default()
    };
    let endpoint = Endpoint::network(base_url(base).unwrap(), &settings)?;
    Ok(Door::new(endpoint).with_retry(RetryPolicy::never()))
}

async fn ask(base: &str, tls: TlsSettings) -> Result<Answer, TransportError> {
    door(base, tls, Proxy::Environment)?
        .send(Call::get("list").path(["x"]))
        .await
}

#[tokio::test]
async fn a_certificate_of_another_name_is_checked_and_asked_for_by_that_name() {
    let authority = Authority::new();
    let issued = authority.issue(NAME, 2100);
    let (base, asked) = authority.serve(&issued, false).await;
    let named = TlsSettings {
        server_name: Some(NAME.to_owned()),
        ..authority.trusted()
    };
    ask(&base, named).await.unwrap();
    let asked = asked.lock().unwrap().clone();
    assert_eq!(asked[0], NAME);
    let host = base.trim_start_matches("https://").trim_end_matches('/');
    assert!(asked[1].starts_with("GET /x HTTP/1.1"), "{}", asked[1]);
    assert!(
        asked[1].to_lowercase().contains(&format!("host: {host}\r\n")),
        "{}",
        asked[1]
    );
}

#[tokio::test]
async fn each_wrong_certificate_ends_in_what_to_do() {
    let authority = Authority::new();
    let stranger = Authority::new();
    for (issuer, name, ends, hint) in [
        (&authority, NAME, 2100, "set server_name"),
        (&authority, "127.0.0.1", 2001, "must be renewed"),
        (&stranger, "127.0.0.1", 2100, "set ca_file"),
    ] {
        let issued = issuer.issue(name, ends);
        let (base, _) = issuer.serve(&issued, false).await;
        let error = ask(&base, authority.trusted()).await.unwrap_err();
        assert!(
            matches!(
                &error,
                TransportError::NotSent {
                    reason: NotSentReason::Tls,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(
            error.hint().unwrap().contains(hint),
            "{error}: {:?}",
            error.hint()
        );
        assert_eq!(error.outcome(), SendOutcome::NotSent);
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown_from_one_file_or_two() {
    let authority = Authority::new();
    let issued = authority.issue("127.0.0.1", 2100);
    let (base, _) = authority.serve(&issued, true).await;
    let own = authority.issue("qd", 2100);
    let with = |certificate: &Path, key: Option<PathBuf>| TlsSettings {
        certificate_file: Some(certificate.to_owned()),
        key_file: key,
        ..authority.trusted()
    };
    let certificate = authority.write("own.pem", &own.certificate);
    let key = authority.write("own.key", &own.key);
    let both = authority.write("both.pem", &(own.certificate + &own.key));
    ask(&base, with(&certificate, Some(key))).await.unwrap();
    ask(&base, with(&both, None)).await.unwrap();
    let error = ask(&base, authority.trusted()).await.unwrap_err();
    assert!(
        error.to_string().to_lowercase().contains("certificate"),
        "{error:?}"
    );
}

/// A proxy that answers every CONNECT so; gives its address and counts.
async fn proxy(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut head = vec![0; 4096];
            let length = connection.read(&mut head).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            record.lock().unwrap().push(head);
            let _ = connection.write_all(answer.as_bytes()).await;
        }
    });
    (address, heads)
}

#[tokio::test]
async fn a_proxy_of_the_context_is_used_also_for_this_machine_and_its_refusal_told() {
    for (answer, hint) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "proxy"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "proxy"),
    ] {
        let (address, heads) = proxy(answer).await;
        let authority = Authority::new();
        let door = door(
            "https://127.0.0.1:1/",
            authority.trusted(),
            Proxy::Through(address),
        )
        .unwrap();
        let door = door.with_credentials(Fixed(Credential::Bearer("pearl".to_owned().into())));
        let error = door.send(Call::get("list").path(["x"])).await.unwrap_err();
        assert!(
            matches!(
                &error,
                TransportError::NotSent {
                    reason: NotSentReason::Proxy,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(error.hint().unwrap().contains(hint), "{error:?}");
        let heads = heads.lock().unwrap().concat();
        assert!(heads.starts_with("CONNECT 127.0.0.1:1 "), "{heads}");
        assert!(!heads.contains("pearl"), "the proxy does not see the credential");
    }
}

#[tokio::test]
async fn a_server_name_and_a_proxy_exclude_each_other() {
    let tls = TlsSettings {
        server_name: Some(NAME.to_owned()),
        ..TlsSettings::default()
    };
    let error = door(
        "https://m.example/",
        tls,
        Proxy::Through("http://127.0.0.1:1".into()),
    )
    .unwrap_err();
    assert!(error.to_string().contains("server_name and proxy"), "{error}");
    assert!(error.hint().is_some());
}

#[tokio::test]
async fn a_redirect_is_never_followed_with_a_credential() {
    let (elsewhere, heads) = proxy("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let to = format!("{elsewhere}/login?token=pearl");
    let app = axum::Router::new().fallback(move || async move { axum::response::Redirect::temporary(&to) });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let door = door(&base, TlsSettings::default(), Proxy::Direct).unwrap();
    let door = door.with_credentials(Fixed(Credential::Bearer("pearl".to_owned().into())));
    let error = door.send(Call::get("list").path(["x"])).await.unwrap_err();
    assert!(matches!(error, TransportError::Redirected { .. }), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("pearl"), "{error:?}");
    assert!(heads.lock().unwrap().is_empty());
}
