//! A simulated manager on a loopback port, in clear or over TLS with a private authority.

pub mod certificates;
mod listener;

use std::future::{Future, IntoFuture};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::serve::ListenerExt;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::server::{VerifierBuilderError, WebPkiClientVerifier};
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};

use self::certificates::{Authority, Validity};
pub use self::listener::Peer;
use self::listener::TlsListener;

/// Listens on 127.0.0.1 and gives the address, and the future that answers requests while it is polled.
///
/// Port 0 takes any free port. Nothing but loopback is ever bound: a simulated manager believes everybody.
///
/// # Errors
/// The port is taken, or may not be bound.
pub async fn serve(
    router: Router,
    port: u16,
) -> io::Result<(SocketAddr, impl Future<Output = io::Result<()>> + Send + 'static)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|connection| {
        // Only costs latency if it fails.
        let _ = connection.set_nodelay(true);
    });
    Ok((address, axum::serve(listener, router).into_future()))
}

/// What the TLS of a simulated manager is like; the failures are there to be tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// The certificate is for this name alone, instead of this machine's.
    pub name: Option<String>,
    /// The certificate is over.
    pub is_expired: bool,
    /// Who shows no certificate of the same authority is not let in.
    pub demands_certificate: bool,
}

/// A server's side of TLS, and what a client needs for its side.
pub struct Tls {
    acceptor: TlsAcceptor,
    /// The authority's certificate, in PEM.
    pub authority: String,
    /// A client's certificate with its key, in PEM; only if one is demanded.
    pub client: Option<SecretString>,
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    #[error("the certificate cannot be made")]
    Certificate(#[from] rcgen::Error),
    #[error("the certificate cannot be used")]
    Unusable(#[from] rustls::Error),
    #[error("no certificate can be demanded")]
    Demand(#[from] VerifierBuilderError),
}

impl Tls {
    /// Makes an authority and its certificates, as of `now`.
    ///
    /// # Errors
    /// [`TlsProblem`], above all a name that cannot stand in a certificate.
    pub fn new(options: &TlsOptions, now: DateTime<Utc>) -> Result<Self, TlsProblem> {
        let authority = Authority::new(now)?;
        let names = match &options.name {
            Some(name) => vec![name.clone()],
            None => ["localhost", "127.0.0.1", "::1"].map(String::from).into(),
        };
        let validity = if options.is_expired {
            Validity::over(now)
        } else {
            Validity::current(now)
        };
        let server = authority.server(names, validity)?;
        let provider: Arc<CryptoProvider> = aws_lc_rs::default_provider().into();
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions()?;
        let mut client = None;
        let builder = if options.demands_certificate {
            let mut roots = RootCertStore::empty();
            roots.add(authority.certificate())?;
            client = Some(authority.client("operator", Validity::current(now))?.pem);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build()?;
            builder.with_client_cert_verifier(verifier)
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_single_cert(vec![server.certificate], server.key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: Arc::new(config).into(),
            authority: authority.pem(),
            client,
        })
    }
}

/// As [`serve`], over TLS.
///
/// # Errors
/// The port is taken, or may not be bound.
pub async fn serve_tls(
    router: Router,
    port: u16,
    tls: Tls,
) -> io::Result<(SocketAddr, impl Future<Output = io::Result<()>> + Send + 'static)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let listener = TlsListener::new(listener, tls.acceptor);
    Ok((
        address,
        axum::serve(listener, router.into_make_service_with_connect_info::<Peer>()).into_future(),
    ))
}

#[cfg(test)]
mod over_tls;

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::sandbox::{Faults, faults::with_faults};

    async fn ask(address: SocketAddr) -> String {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection
            .write_all(b"GET /name HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut answer = Vec::new();
        // A broken connection may also end in an error: what arrived until then is what counts.
        let _ = connection.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn a_served_router_answers_on_loopback_only() {
        let (address, server) = serve(Router::new().route("/name", get(|| async { "orders" })), 0)
            .await
            .unwrap();
        tokio::spawn(server);
        assert!(address.ip().is_loopback());
        assert!(ask(address).await.ends_with("orders"));
    }

    #[tokio::test]
    async fn an_unreachable_manager_breaks_the_connection() {
        let router = Router::new().route("/name", get(|| async { "orders" }));
        let faults: Faults = "unreachable".parse().unwrap();
        let (address, server) = serve(with_faults(router, faults, 1), 0).await.unwrap();
        tokio::spawn(server);
        let answer = ask(address).await;
        assert!(!answer.contains("orders"), "{answer}");
        assert!(
            !answer.ends_with("0\r\n\r\n"),
            "the body must not end as if it were whole: {answer}"
        );
    }
}
