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
use crate::transport::{NetworkSettings, Url, base_url};

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
    tokens: Option<Tokens>,
    session: Result<Arc<Session>, String>,
    clock: Clock,
}

/// Where tokens are fetched.
struct Tokens {
    url: Url,
    way: NetworkSettings,
    is_at_manager: bool,
}

impl Subject {
    /// The context of a connection, opened; nothing is sent yet.
    pub fn of(connection: Connection, shared: &mut Shared, clock: &Clock) -> Self {
        let far_end = &connection.far_end;
        let network = match far_end {
            FarEnd::Sandbox { .. } => None,
            FarEnd::Network { url, .. } => far_end.way().map(|way| (url.clone(), way)),
        };
        let tokens = match &connection.account.settings().form {
            Form::OAuth(grant) => {
                let way = far_end.way_to_tokens(&grant.token_url);
                way.map(|way| Tokens {
                    url: grant.token_url.clone(),
                    way,
                    is_at_manager: far_end.is_at(&grant.token_url),
                })
            }
            Form::None | Form::Bearer | Form::Basic { .. } | Form::Header { .. } | Form::Certificate => None,
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
    let Some(tokens) = &subject.tokens else {
        return Ok(());
    };
    if tokens.is_at_manager {
        findings.ok("token address", "at the same host");
        return Ok(());
    }
    let way = Way {
        steps: TO_TOKENS,
        base: &tokens.url,
        settings: &tokens.way,
        limits,
        now: (subject.clock)(),
    };
    way.go(findings).await.map(drop)
}
