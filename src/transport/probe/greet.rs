//! The first answer of a manager: a `HEAD` of its address, which shows no credential.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::header::{CONTENT_TYPE, DATE};
use reqwest::tls::{TlsInfo, Version};
use reqwest::{Client, Method, Request, Response, Url};
use tokio::time::{Instant, timeout};

use crate::transport::classify;
use crate::transport::endpoint::{self, NetworkSettings};
use crate::transport::error::{Phase, TransportError};
use crate::transport::tls::{self, TlsSettings};

use super::certificate::CertificateFacts;
use super::route;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    pub status: u16,
    /// The other side's clock, to the second.
    pub date: Option<DateTime<Utc>>,
    pub content_type: Option<String>,
    pub took: Duration,
    /// `TLS 1.3`.
    pub tls_version: Option<&'static str>,
    pub certificate: Option<CertificateFacts>,
}

/// Asks as the console would, with its trust and its own certificate.
///
/// # Errors
/// [`TransportError`] as of any request; a status is none.
pub async fn greet(
    base: &Url,
    settings: &NetworkSettings,
    limit: Duration,
) -> Result<Greeting, TransportError> {
    let profile = endpoint::profile(base, settings);
    let client = build(move || tls::built(tls::builder(&profile, &tls::of_process)?.tls_info(true))).await?;
    ask(&client, base, settings, limit).await
}

/// Asks whoever answers, only to learn whose certificate it has; nothing else it says is believed.
///
/// No certificate of ours is shown, and no proxy is told a user and a password: behind one that asks for them
/// nothing is learnt.
pub async fn greet_without_trust(
    base: &Url,
    settings: &NetworkSettings,
    limit: Duration,
) -> Option<Greeting> {
    let bare = NetworkSettings {
        tls: TlsSettings {
            server_name: settings.tls.server_name.clone(),
            ..TlsSettings::default()
        },
        proxy: route::without_login(base, settings),
        ..settings.clone()
    };
    let profile = endpoint::profile(base, &bare);
    let build_one = move || {
        let builder = tls::builder(&profile, &|_| None)?.tls_info(true);
        tls::built(builder.tls_danger_accept_invalid_certs(true))
    };
    let client = build(build_one).await.ok()?;
    ask(&client, base, &bare, limit).await.ok()
}

/// Builds a client aside: files and the system's roots are read for it.
async fn build(
    one: impl FnOnce() -> Result<Client, TransportError> + Send + 'static,
) -> Result<Client, TransportError> {
    let built = tokio::task::spawn_blocking(one).await;
    built.unwrap_or_else(|gone| Err(tls::unbuilt(&gone)))
}

async fn ask(
    client: &Client,
    base: &Url,
    settings: &NetworkSettings,
    limit: Duration,
) -> Result<Greeting, TransportError> {
    let began = Instant::now();
    let host = base.host_str().unwrap_or_default();
    let mut request = Request::new(Method::HEAD, base.clone());
    if let Some(name) = endpoint::other_name(base, settings) {
        request = endpoint::under_name(request, &name)?;
    }
    match timeout(limit, client.execute(request)).await {
        Ok(Ok(response)) => Ok(read(&response, began.elapsed())),
        Ok(Err(error)) => Err(classify::no_response(
            Box::new(error),
            "greet the manager",
            host,
            settings.timeouts.connect,
        )),
        Err(_) => Err(TransportError::TimedOut {
            phase: Phase::Answer,
            after: limit,
        }),
    }
}

fn read(response: &Response, took: Duration) -> Greeting {
    let header = |name| response.headers().get(name)?.to_str().ok();
    let info = response.extensions().get::<TlsInfo>();
    let date = header(DATE).and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    Greeting {
        status: response.status().as_u16(),
        date: date.map(|date| date.to_utc()),
        content_type: header(CONTENT_TYPE).map(str::to_owned),
        took,
        tls_version: info.and_then(TlsInfo::version).map(name_of),
        certificate: info
            .and_then(TlsInfo::peer_certificate)
            .and_then(CertificateFacts::of_der),
    }
}

fn name_of(version: Version) -> &'static str {
    match version {
        Version::TLS_1_3 => "TLS 1.3",
        Version::TLS_1_2 => "TLS 1.2",
        _ => "an old TLS",
    }
}
