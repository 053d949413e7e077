//! The way to one host: its address, a connection, the first answer. What comes after a step that failed is not tried.

use chrono::{DateTime, TimeDelta, Utc};

use crate::transport::probe::{self, Greeting, Route, StepLimits};
use crate::transport::{NetworkSettings, NotSentReason, PROXY_LOGIN_HINT, TransportError, Url};

use super::check::Findings;
use super::security;

/// A clock that is further away than this is worth a warning: tokens and certificates go by it.
const SKEW: TimeDelta = TimeDelta::seconds(30);

/// What the steps are called.
#[derive(Debug, Clone, Copy)]
pub struct Steps {
    address: &'static str,
    proxy: &'static str,
    dns: &'static str,
    tcp: &'static str,
    pub tls: &'static str,
    pub certificate: &'static str,
    http: &'static str,
    /// `None`: nobody asks what time it is there.
    clock: Option<&'static str>,
}

/// The way to the manager.
pub const TO_MANAGER: Steps = Steps {
    address: "address",
    proxy: "proxy",
    dns: "dns",
    tcp: "tcp",
    tls: "tls",
    certificate: "certificate",
    http: "http",
    clock: Some("clock"),
};

/// The way to where its tokens are fetched.
pub const TO_TOKENS: Steps = Steps {
    address: "token address",
    proxy: "token proxy",
    dns: "token dns",
    tcp: "token tcp",
    tls: "token tls",
    certificate: "token cert",
    http: "token http",
    clock: None,
};

/// One host, how it is reached, and how long that may take.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    pub steps: Steps,
    pub base: &'a Url,
    pub settings: &'a NetworkSettings,
    pub limits: &'a StepLimits,
    pub now: DateTime<Utc>,
}

impl Way<'_> {
    /// Goes as far as the first answer; gives whether that was a web page.
    ///
    /// # Errors
    /// The step at which it ended.
    pub async fn go(&self, findings: &mut Findings) -> Result<bool, &'static str> {
        findings.ok(self.steps.address, self.base.as_str());
        let host = self.base.host_str().unwrap_or_default();
        let port = self.base.port_or_known_default().unwrap_or(443);
        let first = match Route::to(self.base, self.settings) {
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
                let says = format!("{host}:{port}, as {by} says; it looks the host up for us");
                findings.ok(self.steps.proxy, says);
                (host, port)
            }
            Route::Unclear => {
                let fix = "set proxy to an address as http://proxy.example:3128, or to \"none\"";
                let says = "the address of the proxy cannot be understood";
                findings.problem(self.steps.proxy, says, fix);
                return Err(self.steps.proxy);
            }
        };
        let is_proxy = first.0 != host || first.1 != port;
        self.reach(findings, (&first.0, first.1), is_proxy).await?;
        self.greet(findings).await
    }

    async fn reach(
        &self,
        findings: &mut Findings,
        (host, port): (&str, u16),
        is_proxy: bool,
    ) -> Result<(), &'static str> {
        let (dns, tcp, limits) = (self.steps.dns, self.steps.tcp, self.limits);
        let resolved = match probe::resolve(host, port, limits.resolve).await {
            Ok(resolved) => resolved,
            Err(error) => {
                let fix = "check the host's name, the name server, and that this machine is in the right network (VPN)";
                findings.problem(dns, format!("{host} has no address: {error}"), fix);
                return Err(dns);
            }
        };
        let addresses: Vec<_> = resolved
            .addresses
            .iter()
            .map(|address| address.ip().to_string())
            .collect();
        if addresses == [host] {
            findings.ok(dns, "not needed: the host is an address");
        } else {
            let took = resolved.took.as_millis();
            findings.ok(dns, format!("{host} is {}, {took} ms", addresses.join(", ")));
        }
        match probe::connect(&resolved.addresses, limits.connect).await {
            Ok(connected) => {
                let says = format!("{}, {} ms", connected.address, connected.took.as_millis());
                if connected.failed_before == 0 {
                    findings.ok(tcp, says);
                } else {
                    let says = format!(
                        "{says}; {} addresses before it gave no connection",
                        connected.failed_before
                    );
                    findings.warning(
                        tcp,
                        says,
                        "have the dead addresses taken out of the name's record",
                    );
                }
                Ok(())
            }
            Err(error) => {
                let fix = match error {
                    _ if is_proxy => "check the proxy: HTTPS_PROXY and NO_PROXY, or `proxy` of the context",
                    probe::ReachError::Refused => "check the port, and that something is running there",
                    probe::ReachError::TimedOut(_) => {
                        "check the network, the VPN and the firewall on the way"
                    }
                    probe::ReachError::Failed(_) => "check the network and the route to that host",
                };
                findings.problem(tcp, format!("no connection to {host}:{port}: {error}"), fix);
                Err(tcp)
            }
        }
    }

    async fn greet(&self, findings: &mut Findings) -> Result<bool, &'static str> {
        let Self {
            steps,
            base,
            settings,
            limits,
            now,
        } = *self;
        let is_secure = base.scheme() == "https";
        let error = match probe::greet(base, settings, limits.answer).await {
            Ok(greeting) => {
                if is_secure {
                    security::trusted(findings, &steps, &greeting, (&settings.tls, now));
                } else {
                    self.in_clear(findings);
                }
                return self.answered(findings, &greeting);
            }
            Err(error) => error,
        };
        if let Some(says) = security::refused_certificate(&error) {
            let fix =
                "set certificate_file (and key_file) to a certificate that the manager's authority issued";
            findings.problem(steps.tls, says, fix);
            return Err(steps.tls);
        }
        if security::demands_certificate(&error) {
            let says = "the manager demands a certificate of yours";
            findings.problem(
                steps.tls,
                says,
                "set certificate_file (and key_file) of the context",
            );
            return Err(steps.tls);
        }
        if matches!(error, TransportError::BadTls { .. }) {
            // Nothing was sent; a setting of ours is to be corrected first.
            findings.problem(steps.tls, error.to_string(), security::fix_of(&error));
            return Err(steps.tls);
        }
        let is_tls = matches!(
            error,
            TransportError::NotSent {
                reason: NotSentReason::Tls,
                ..
            }
        );
        if is_secure && is_tls {
            let seen = probe::greet_without_trust(base, settings, limits.answer).await;
            let seen = seen.and_then(|greeting| greeting.certificate);
            let host = settings.tls.server_name.as_deref().or(base.host_str());
            security::untrusted(
                findings,
                steps.tls,
                (&error, seen.as_ref()),
                (host.unwrap_or_default(), settings.tls.ca_file.as_deref(), now),
            );
            return Err(steps.tls);
        }
        findings.problem(steps.http, error.to_string(), security::fix_of(&error));
        Err(steps.http)
    }

    fn in_clear(&self, findings: &mut Findings) {
        let is_here = crate::transport::is_loopback(self.base);
        if is_here {
            findings.ok(self.steps.tls, "none; it is on this machine");
        } else {
            let says = "none: everything, the credential too, can be read on the way";
            findings.warning(self.steps.tls, says, "use https in its address");
        }
    }

    /// Says what the first answer tells; gives whether it is a web page, unless it is a proxy's refusal.
    fn answered(&self, findings: &mut Findings, greeting: &Greeting) -> Result<bool, &'static str> {
        let took = greeting.took.as_millis();
        let is_web_page = greeting
            .content_type
            .as_ref()
            .is_some_and(|content| content.starts_with("text/html"));
        let page = if is_web_page { ", a web page" } else { "" };
        let says = format!("it answers ({}{page}), {took} ms", greeting.status);
        if greeting.status == 407 {
            findings.problem(self.steps.http, says, PROXY_LOGIN_HINT);
            return Err(self.steps.http);
        }
        findings.ok(self.steps.http, says);
        let Some(clock) = self.steps.clock else {
            return Ok(is_web_page);
        };
        match greeting.date {
            None => findings.skipped(clock, "the answer tells no time"),
            Some(date) => {
                let skew = self.now - date;
                let seconds = skew.num_seconds();
                if skew.abs() > SKEW {
                    let (by, way) = (seconds.abs(), if seconds > 0 { "ahead of" } else { "behind" });
                    let says = format!("this machine's clock is {by} s {way} the manager's");
                    findings.warning(
                        clock,
                        says,
                        "set the clock by the network: timedatectl set-ntp true",
                    );
                } else {
                    findings.ok(clock, format!("within {} s of the manager's", SKEW.num_seconds()));
                }
            }
        }
        Ok(is_web_page)
    }
}
