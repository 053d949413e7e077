//! One context, from its address to a list that was read.

use std::sync::Arc;
use std::time::Duration;

use crate::config::connection::Shared;
use crate::config::{Connection, FarEnd};
use crate::credentials::Form;
use crate::resource::Notice;
use crate::session::Session;
use crate::session::open::Clock;
use crate::transport::probe::StepLimits;
use crate::transport::{NetworkSettings, TlsSettings, Url, base_url};

use super::check::{Check, Findings};
use super::way::{TO_MANAGER, TO_TOKENS, Way};
use super::{access, credential, security};

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub steps: StepLimits,
    /// The secret, and with OAuth a token.
    pub credential: Duration,
    pub read: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: StepLimits::default(),
            credential: Duration::from_secs(20),
            read: Duration::from_secs(30),
        }
    }
}

/// One context that is looked at.
pub struct Subject {
    name: String,
    /// `None`: simulated in this process.
    network: Option<(String, NetworkSettings)>,
    /// Where its tokens are fetched.
    tokens: Option<Url>,
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
        let tokens = match &connection.account.settings().form {
            Form::OAuth(grant) => Some(grant.token_url.clone()),
            _ => None,
        };
        let name = connection.name.clone();
        let opened = connection.open(shared, Arc::clone(clock));
        let attempt = format!("open the context {name}");
        Self {
            name,
            network,
            tokens,
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
            let fix = format!("correct it: qd context edit {}, or in the file", subject.name);
            findings.problem("context", why.as_str(), fix);
            return findings.into_checks();
        }
    };
    let way = go(subject, &mut findings, &limits.steps).await;
    let token_way = go_to_tokens(subject, &mut findings, &limits.steps).await;
    // Also where there is no way to the manager: what is wrong here can be mended meanwhile.
    let prepared = credential::prepare(session, limits.credential).await;
    let has_credential = credential::tell(&mut findings, session, &prepared, (token_way.err(), now));
    match (way, has_credential) {
        (Err(after), _) => findings.skipped("read", format!("after {after}")),
        (Ok(_), Err(after)) => findings.skipped("read", format!("after {after}")),
        (Ok(is_web_page), Ok(())) => {
            let outcome = access::read(session, limits.read).await;
            access::judge(&mut findings, &outcome, is_web_page);
        }
    }
    findings.into_checks()
}

async fn go(subject: &Subject, findings: &mut Findings, limits: &StepLimits) -> Result<bool, &'static str> {
    let Some((url, settings)) = &subject.network else {
        let says = "simulated in this process: there is no network on the way";
        findings.ok("address", says);
        return Ok(false);
    };
    let now = (subject.clock)();
    let base = match base_url(url) {
        Ok(base) => base,
        Err(error) => {
            findings.problem("address", error.to_string(), "correct the context's url");
            return Err("address");
        }
    };
    if !security::own(findings, &settings.tls, now) {
        return Err("own certificate");
    }
    let way = Way {
        steps: TO_MANAGER,
        base: &base,
        settings,
        limits,
        now,
    };
    way.go(findings).await
}

/// The way to where tokens are fetched, if that is another host.
async fn go_to_tokens(
    subject: &Subject,
    findings: &mut Findings,
    limits: &StepLimits,
) -> Result<(), &'static str> {
    let (Some((url, settings)), Some(tokens)) = (&subject.network, &subject.tokens) else {
        return Ok(());
    };
    if base_url(url).is_ok_and(|base| base.origin() == tokens.origin()) {
        findings.ok("token address", "at the same host");
        return Ok(());
    }
    // As the session does it: the other name is that of the manager alone.
    let settings = NetworkSettings {
        tls: TlsSettings {
            server_name: None,
            ..settings.tls.clone()
        },
        ..settings.clone()
    };
    let way = Way {
        steps: TO_TOKENS,
        base: tokens,
        settings: &settings,
        limits,
        now: (subject.clock)(),
    };
    way.go(findings).await.map(drop)
}
