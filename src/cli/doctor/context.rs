//! The way to one manager, step by step; what comes after a step that failed is not tried.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::connection::Shared;
use crate::config::{Connection, FarEnd};
use crate::resource::Notice;
use crate::session::Session;
use crate::session::open::Clock;
use crate::transport::probe::{self, Greeting, Route, StepLimits};
use crate::transport::{NetworkSettings, NotSentReason, TransportError, Url, base_url};

use super::check::{Check, Findings};
use super::{access, security};

/// A clock that is further away than this is worth a warning: tokens and certificates go by it.
const SKEW: TimeDelta = TimeDelta::seconds(30);

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub steps: StepLimits,
    pub read: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: StepLimits::default(),
            read: Duration::from_secs(30),
        }
    }
}

/// One context that is looked at.
pub struct Subject {
    name: String,
    /// `None`: simulated in this process.
    network: Option<(String, NetworkSettings)>,
    session: Result<Arc<Session>, String>,
    clock: Clock,
}

impl Subject {
    /// The context of a connection, opened; nothing is sent yet.
    pub fn of(connection: Connection, shared: &mut Shared, clock: &Clock) -> Self {
        let network = match &connection.far_end {
            FarEnd::Sandbox { .. } => None,
            FarEnd::Network {
                url,
                allow_plain_http,
                tls,
                proxy,
            } => {
                let settings = NetworkSettings {
                    tls: tls.clone(),
                    proxy: proxy.clone(),
                    allow_plain_http: *allow_plain_http,
                    ..NetworkSettings::default()
                };
                Some((url.clone(), settings))
            }
        };
        let name = connection.name.clone();
        let opened = connection.open(shared, Arc::clone(clock));
        let attempt = format!("open the context {name}");
        Self {
            name,
            network,
            session: opened.map_err(|error| Notice::failure(&attempt, &error, None).line()),
            clock: Arc::clone(clock),
        }
    }
}

/// Looks at one context from its address to a list that was read.
pub async fn examine(subject: &Subject, limits: &Limits) -> Vec<Check> {
    let mut findings = Findings::of_context(&subject.name);
    let now = (subject.clock)();
    let session = match &subject.session {
        Ok(session) => session,
        Err(why) => {
            findings.problem("context", why.as_str(), "mend it in the configuration");
            return findings.into_checks();
        }
    };
    let way = match &subject.network {
        None => {
            findings.ok(
                "address",
                "simulated in this process: there is no network on the way",
            );
            Ok(false)
        }
        Some((url, settings)) => {
            security::own(&mut findings, &settings.tls, now);
            go(&mut findings, url, settings, &limits.steps, now).await
        }
    };
    match way {
        Ok(is_web_page) => {
            let outcome = access::read(session, limits.read).await;
            // Asked for now: a secret is had only when it is first needed.
            let standing = session.standing();
            access::credential(&mut findings, &subject.name, &standing, now);
            access::judge(&mut findings, (&subject.name, &standing), &outcome, is_web_page);
        }
        Err(after) => {
            access::credential(&mut findings, &subject.name, &session.standing(), now);
            findings.skipped("read", format!("after {after}"));
        }
    }
    findings.into_checks()
}

/// Goes as far as the first answer; gives whether that was a web page, or else the step at which it ended.
async fn go(
    findings: &mut Findings,
    url: &str,
    settings: &NetworkSettings,
    limits: &StepLimits,
    now: DateTime<Utc>,
) -> Result<bool, &'static str> {
    let base = match base_url(url) {
        Ok(base) => base,
        Err(error) => {
            findings.problem("address", error.to_string(), "correct the context's url");
            return Err("address");
        }
    };
    findings.ok("address", base.as_str());
    let host = base.host_str().unwrap_or_default();
    let port = base.port_or_known_default().unwrap_or(443);
    let first = match Route::to(&base, &settings.proxy) {
        Route::Direct => (host.to_owned(), port),
        Route::Proxied {
            host,
            port,
            by_environment,
        } => {
            let by = if by_environment {
                "the environment"
            } else {
                "the context"
            };
            let says = format!("{host}:{port}, as {by} says: it looks up and connects to the manager for us");
            findings.ok("proxy", says);
            (host, port)
        }
        Route::Unclear => {
            let fix = "set proxy to an address as http://proxy.example:3128, or to \"none\"";
            findings.problem("proxy", "the address of the proxy cannot be understood", fix);
            return Err("proxy");
        }
    };
    reach(findings, (&first.0, first.1), limits).await?;
    greet(findings, &base, settings, limits, now).await
}

async fn reach(
    findings: &mut Findings,
    (host, port): (&str, u16),
    limits: &StepLimits,
) -> Result<(), &'static str> {
    let resolved = match probe::resolve(host, port, limits.resolve).await {
        Ok(resolved) => resolved,
        Err(error) => {
            let fix =
                "check the host's name, the name server, and that this machine is in the right network (VPN)";
            findings.problem("dns", format!("{host} has no address: {error}"), fix);
            return Err("dns");
        }
    };
    let addresses: Vec<_> = resolved
        .addresses
        .iter()
        .map(|address| address.ip().to_string())
        .collect();
    if addresses == [host] {
        findings.ok("dns", "not needed: the host is an address");
    } else {
        let took = resolved.took.as_millis();
        findings.ok("dns", format!("{host} is {}, {took} ms", addresses.join(", ")));
    }
    match probe::connect(&resolved.addresses, limits.connect).await {
        Ok(connected) => {
            let says = format!("{}, {} ms", connected.address, connected.took.as_millis());
            if connected.failed_before == 0 {
                findings.ok("tcp", says);
            } else {
                let says = format!(
                    "{says}; {} addresses before it gave no connection",
                    connected.failed_before
                );
                findings.warning(
                    "tcp",
                    says,
                    "have the dead addresses taken out of the name's record",
                );
            }
            Ok(())
        }
        Err(error) => {
            let fix = match error {
                probe::ReachError::Refused => "check the port, and that the manager is running",
                probe::ReachError::TimedOut(_) => "check the network, the VPN and the firewall on the way",
                probe::ReachError::Failed(_) => "check the network and the route to the manager",
            };
            findings.problem("tcp", format!("no connection to {host}:{port}: {error}"), fix);
            Err("tcp")
        }
    }
}

async fn greet(
    findings: &mut Findings,
    base: &Url,
    settings: &NetworkSettings,
    limits: &StepLimits,
    now: DateTime<Utc>,
) -> Result<bool, &'static str> {
    let is_secure = base.scheme() == "https";
    let error = match probe::greet(base, settings, limits.answer).await {
        Ok(greeting) => {
            if is_secure {
                security::trusted(findings, &greeting, &settings.tls, now);
            } else {
                in_clear(findings, base);
            }
            return Ok(answered(findings, &greeting, now));
        }
        Err(error) => error,
    };
    if security::demands_certificate(&error) {
        let says = "the manager demands a certificate of yours";
        findings.problem("tls", says, "set certificate_file (and key_file) of the context");
        return Err("tls");
    }
    let is_tls = matches!(
        error,
        TransportError::BadTls { .. }
            | TransportError::NotSent {
                reason: NotSentReason::Tls,
                ..
            }
    );
    if is_secure && is_tls {
        let seen = probe::greet_without_trust(base, settings, limits.answer).await;
        let seen = seen.and_then(|greeting| greeting.certificate);
        let host = settings.tls.server_name.as_deref().or(base.host_str());
        security::untrusted(findings, &error, seen.as_ref(), (host.unwrap_or_default(), now));
        return Err("tls");
    }
    findings.problem("http", error.to_string(), security::fix_of(&error));
    Err("http")
}

fn in_clear(findings: &mut Findings, base: &Url) {
    let is_here = crate::transport::is_loopback(base);
    if is_here {
        findings.ok("tls", "none; it is on this machine");
    } else {
        let says = "none: everything, the credential too, can be read on the way";
        findings.warning("tls", says, "use https in the context's url");
    }
}

/// Says what the first answer tells; gives whether it is a web page.
fn answered(findings: &mut Findings, greeting: &Greeting, now: DateTime<Utc>) -> bool {
    let took = greeting.took.as_millis();
    let is_web_page = greeting
        .content_type
        .as_ref()
        .is_some_and(|content| content.starts_with("text/html"));
    let page = if is_web_page { ", a web page" } else { "" };
    let says = format!("it answers ({}{page}), {took} ms", greeting.status);
    if greeting.status == 407 {
        findings.problem("http", says, "put the proxy's user and password into HTTPS_PROXY");
    } else {
        findings.ok("http", says);
    }
    match greeting.date {
        None => findings.skipped("clock", "the answer tells no time"),
        Some(date) => {
            let skew = now - date;
            let seconds = skew.num_seconds();
            if skew.abs() > SKEW {
                let (by, way) = (seconds.abs(), if seconds > 0 { "ahead of" } else { "behind" });
                let says = format!("this machine's clock is {by} s {way} the manager's");
                findings.warning(
                    "clock",
                    says,
                    "set the clock by the network: timedatectl set-ntp true",
                );
            } else {
                findings.ok(
                    "clock",
                    format!("within {} s of the manager's", SKEW.num_seconds()),
                );
            }
        }
    }
    is_web_page
}
