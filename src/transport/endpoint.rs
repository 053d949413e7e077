//! The far end of a door: a manager on the network, or a simulated one in the same process.
//!
//! Both are one service from a request to a response of the HTTP client's own types, so all above it
//! runs the same code.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use http::HeaderValue;
use http::header::HOST;
use reqwest::{ResponseBuilderExt, Url};
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt, service_fn};

use super::classify;
use super::error::{TlsSetting, TransportError};
use super::tls::{self, Clients, Profile, Proxy, TlsSettings};

pub(super) type BoxErr = Box<dyn std::error::Error + Send + Sync>;

type FarEnd = BoxCloneSyncService<reqwest::Request, reqwest::Response, BoxErr>;

/// Where requests go, and how long they may take. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Endpoint {
    base: Url,
    timeouts: Timeouts,
    /// What is sent there could be read on the way, and nobody allowed it.
    is_exposed: bool,
    is_in_process: bool,
    far_end: FarEnd,
}

/// How to reach a manager on the network.
#[derive(Debug, Clone, Default)]
pub struct NetworkSettings {
    /// Whom to trust.
    pub tls: TlsSettings,
    /// The way there.
    pub proxy: Proxy,
    /// Lets a credential go over plain HTTP to another machine.
    pub allow_plain_http: bool,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// The clients shared with other endpoints.
    pub clients: Clients,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// A connection, with its TLS handshake.
    pub connect: Duration,
    /// The whole answer; of a streaming answer, its head.
    pub answer: Duration,
    /// The next piece of a streaming answer.
    pub chunk: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(30),
            chunk: Duration::from_secs(30),
        }
    }
}

/// A mark (an extension of the response) by which a simulated manager says that no answer came at all.
///
/// In process it becomes the error a network would have given. A simulator that serves a socket must
/// drop the connection itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// Nothing listens: the request never arrived.
    #[error("connection refused")]
    Refused,
    /// The connection broke after the request had arrived.
    #[error("connection closed before message completed")]
    Cut,
}

impl Endpoint {
    /// An endpoint on the network. Nothing is opened, read or built before the first request.
    ///
    /// Proxies are taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), never for
    /// loopback, unless the settings name one. For `http` the system's roots are not loaded, so a proxy of the
    /// environment for it cannot itself be reached over TLS.
    ///
    /// # Errors
    /// [`TransportError::BadUrl`] if the base is not a plain `http` or `https` address.
    pub fn network(base: Url, settings: &NetworkSettings) -> Result<Self, TransportError> {
        let base = checked(base)?;
        let other_name = other_name(&base, settings);
        if other_name.is_some() && matches!(settings.proxy, Proxy::Through(_)) {
            return Err(TransportError::BadTls {
                setting: TlsSetting::ServerName,
                detail: "server_name and proxy cannot be used together".to_owned(),
            });
        }
        let profile = profile(&base, settings);
        let is_exposed = !profile.is_secure && !profile.is_loopback && !settings.allow_plain_http;
        let place = settings.clients.place(&profile);
        let far_end = BoxCloneSyncService::new(service_fn(move |request: reqwest::Request| {
            let (place, profile) = (place.clone(), profile.clone());
            let request = match &other_name {
                Some(name) => under_name(request, name),
                None => Ok(request),
            };
            async move {
                let request = request?;
                let client = tls::client(&place, &profile).await?;
                Ok(client.execute(request).await?)
            }
        }));
        Ok(Self {
            base,
            timeouts: settings.timeouts,
            is_exposed,
            is_in_process: false,
            far_end,
        })
    }

    /// An endpoint in this process: requests are handed to the router, and no socket is opened.
    pub fn in_process(base: Url, router: axum::Router) -> Self {
        let far_end = BoxCloneSyncService::new(service_fn(move |request| hand_over(router.clone(), request)));
        Self {
            base,
            timeouts: Timeouts::default(),
            is_exposed: false,
            is_in_process: true,
            far_end,
        }
    }

    /// The same endpoint with other timeouts (the one for connecting is part of [`NetworkSettings`]).
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Whether it is on this machine, where nothing stays what it is: a simulator, a tunnel.
    pub fn is_local(&self) -> bool {
        is_loopback(self.base())
    }

    /// Whether a simulator in this process answers: nothing there is real.
    pub fn is_in_process(&self) -> bool {
        self.is_in_process
    }

    /// The address below which all calls go.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The host and port for messages.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// How long to wait for what.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Says whether a credential sent there could be read on the way, without anybody having allowed it.
    pub fn is_exposed(&self) -> bool {
        self.is_exposed
    }

    /// Sends one request and waits for the head of its response, as long as it takes.
    pub(super) async fn send(
        &self,
        request: reqwest::Request,
        label: &str,
    ) -> Result<reqwest::Response, TransportError> {
        self.far_end
            .clone()
            .oneshot(request)
            .await
            .map_err(|error| classify::no_response(error, label, &self.host(), self.timeouts.connect))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

/// Reads a base address as a user writes it.
///
/// # Errors
/// [`TransportError::BadUrl`] if it is not a plain `http` or `https` address: no user and password (a
/// credential has its own place), no query, no fragment.
pub fn base_url(text: &str) -> Result<Url, TransportError> {
    let text = text.trim();
    match Url::parse(text) {
        Ok(url) => checked(url),
        Err(error) => {
            // What cannot be parsed may still hold a password.
            let shown = text.rsplit_once('@').map_or(text, |(_, host)| host);
            Err(TransportError::BadUrl {
                url: shown.to_owned(),
                reason: error.to_string(),
            })
        }
    }
}

fn checked(url: Url) -> Result<Url, TransportError> {
    let reason = if !matches!(url.scheme(), "http" | "https") {
        "it must begin with https:// or http://"
    } else if !url.username().is_empty() || url.password().is_some() {
        "a user and a password do not belong into the address"
    } else if url.query().is_some() || url.fragment().is_some() {
        "it must end with the path, without a query"
    } else {
        return Ok(url);
    };
    Err(TransportError::BadUrl {
        url: without_secrets(url),
        reason: reason.to_owned(),
    })
}

/// An address for messages: no user, password, query or fragment.
pub(super) fn without_secrets(mut url: Url) -> String {
    if url.cannot_be_a_base() {
        return format!("{}:…", url.scheme());
    }
    // Fails only for addresses that have no user in them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// All that makes the client for a base differ from that for another.
pub(super) fn profile(base: &Url, settings: &NetworkSettings) -> Profile {
    Profile {
        is_secure: base.scheme() == "https",
        is_loopback: is_loopback(base),
        tls: settings.tls.clone(),
        proxy: settings.proxy.clone(),
        host: other_name(base, settings).is_some().then(|| bare_host(base)),
        connect_timeout: settings.timeouts.connect,
    }
}

/// The name that the certificate must have, if it is not that of the URL.
pub(super) fn other_name(base: &Url, settings: &NetworkSettings) -> Option<String> {
    settings
        .tls
        .server_name
        .clone()
        .filter(|_| base.scheme() == "https")
}

/// The host of an address, as a resolver takes it.
fn bare_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']').to_owned()
}

/// The same request addressed to another name, which TLS then asks for and checks; its `Host` stays.
pub(super) fn under_name(
    mut request: reqwest::Request,
    name: &str,
) -> Result<reqwest::Request, TransportError> {
    let bad = || TransportError::BadTls {
        setting: TlsSetting::ServerName,
        detail: format!("server_name {name} is no name of a host"),
    };
    let url = request.url_mut();
    let host = url.host_str().unwrap_or_default();
    let host = url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    url.set_host(Some(name)).map_err(|_| bad())?;
    // An address is not looked up, and so would be gone to.
    if url.domain().is_none() {
        return Err(bad());
    }
    let host = HeaderValue::from_str(&host).map_err(|_| bad())?;
    request.headers_mut().insert(HOST, host);
    Ok(request)
}

/// One request to a router, one response back, in the HTTP client's types.
async fn hand_over(mut router: axum::Router, request: reqwest::Request) -> Result<reqwest::Response, BoxErr> {
    let url = request.url().clone();
    let request: http::Request<reqwest::Body> = request.try_into()?;
    let (parts, body) = router
        .call(request.map(axum::body::Body::new))
        .await?
        .into_parts();
    if let Some(dropped) = parts.extensions.get::<Dropped>() {
        return Err(Box::new(*dropped));
    }
    // The response's own address would be a placeholder otherwise.
    let body = reqwest::Body::wrap_stream(body.into_data_stream());
    let mut response = http::Response::builder().url(url).body(body)?;
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    *response.version_mut() = parts.version;
    Ok(response.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_address_is_plain_http_and_shows_no_password_when_refused() {
        assert!(base_url(" https://m.example/api ").is_ok());
        for text in [
            "https://bob:pearl@m.example/",
            "ftp://bob:pearl@m.example/",
            "https://bob:pearl@m example/",
            "https://m.example/?token=pearl",
            "m.example",
            "localhost:8443",
            "mailto:pearl",
        ] {
            let error = base_url(text).unwrap_err();
            assert!(matches!(error, TransportError::BadUrl { .. }), "{text}");
            assert!(!format!("{error:?}").contains("pearl"), "{error:?}");
        }
    }

    #[test]
    fn a_credential_is_exposed_on_plain_http_to_another_machine_only() {
        let is_exposed = |base, allow_plain_http| {
            let settings = NetworkSettings {
                allow_plain_http,
                ..NetworkSettings::default()
            };
            Endpoint::network(base_url(base).unwrap(), &settings)
                .unwrap()
                .is_exposed()
        };
        assert!(is_exposed("http://m.example", false));
        assert!(is_exposed("http://10.0.0.1:8000", false));
        assert!(!is_exposed("http://m.example", true));
        for base in [
            "https://m.example",
            "http://localhost:1",
            "http://qd.localhost",
            "http://127.0.0.9",
            "http://[::1]:80",
        ] {
            assert!(!is_exposed(base, false), "{base}");
        }
    }
}
