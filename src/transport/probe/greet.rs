//! The first answer of a manager: a `HEAD` of its address, which shows no credential.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::header::{CONTENT_TYPE, DATE};
use reqwest::tls::{TlsInfo, Version};
use reqwest::{Client, Response, Url};
use tokio::time::{Instant, timeout};

use crate::transport::classify;
use crate::transport::endpoint::{NetworkSettings, is_loopback};
use crate::transport::error::{Phase, TransportError};
use crate::transport::tls::{self, Profile, TlsSettings};

use super::certificate::CertificateFacts;

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
    let profile = profile(base, settings, settings.tls.clone());
    // The system's roots are read from the disk.
    let built = tokio::task::spawn_blocking(move || build(&profile, false)).await;
    let client = built.map_err(|gone| TransportError::BadTls {
        detail: format!("the HTTP client could not be built: {gone}"),
    })??;
    ask(&client, base, settings, limit).await
}

/// Asks whoever answers, only to learn who it is: nothing of ours is shown, and nothing it says is believed.
pub async fn greet_without_trust(
    base: &Url,
    settings: &NetworkSettings,
    limit: Duration,
) -> Option<Greeting> {
    let client = build(&profile(base, settings, TlsSettings::default()), true).ok()?;
    ask(&client, base, settings, limit).await.ok()
}

fn profile(base: &Url, settings: &NetworkSettings, tls: TlsSettings) -> Profile {
    Profile {
        is_secure: base.scheme() == "https",
        is_loopback: is_loopback(base),
        tls,
        connect_timeout: settings.timeouts.connect,
    }
}

fn build(profile: &Profile, trusts_anybody: bool) -> Result<Client, TransportError> {
    let builder = tls::builder(profile)?.tls_info(true);
    let builder = builder.tls_danger_accept_invalid_certs(trusts_anybody);
    tls::built(builder)
}

async fn ask(
    client: &Client,
    base: &Url,
    settings: &NetworkSettings,
    limit: Duration,
) -> Result<Greeting, TransportError> {
    let began = Instant::now();
    let host = base.host_str().unwrap_or_default();
    match timeout(limit, client.head(base.clone()).send()).await {
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
