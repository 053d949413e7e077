//! Who sends a request ("Authentication and authorization").

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::accounts::model::ADMIN;
use super::accounts::{Accounts, Caller};
use super::answer::Refusal;
use super::profile::Profile;
use super::routing::{Family, Route};
use super::world::World;
use crate::sandbox::{self, credential};

/// The header that holds a token.
pub const TOKEN: &str = "Authentication-Token";

/// How long a token of 4.2 lasts, in real time.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60 * 60);

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Whoever shows a credential: as the administrator, unless it names another user.
    #[default]
    Claimed,
    /// The users with their passwords and tokens, as a real manager does it.
    Accounts,
    /// Whoever shows this as a token or password, as the administrator.
    Token(String),
    /// Whoever shows a token that was issued, for as long as it lasts; a password only to be issued one.
    Issued {
        /// The password; any if `None`.
        password: Option<String>,
        lifetime: Duration,
    },
    /// Nobody: all are known, and none has the right (403).
    Forbidden,
    /// Nobody: no credential is known (401).
    Refused,
}

impl Access {
    /// The access that a scenario asks for.
    pub fn of_scenario(asked: &sandbox::Access) -> Self {
        match asked {
            sandbox::Access::Any => Self::Claimed,
            sandbox::Access::Token(token) => Self::Token(token.expose_secret().to_owned()),
            sandbox::Access::Issued {
                client_secret,
                lifetime,
            } => Self::Issued {
                password: client_secret
                    .as_ref()
                    .map(|secret| secret.expose_secret().to_owned()),
                lifetime: lifetime.unwrap_or(LIFETIME),
            },
            sandbox::Access::Forbidden => Self::Forbidden,
            sandbox::Access::Refused => Self::Refused,
        }
    }

    /// How long a token lasts that is issued now.
    pub fn lifetime(&self) -> Duration {
        match self {
            Self::Issued { lifetime, .. } => *lifetime,
            _ => LIFETIME,
        }
    }
}

/// A credential as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Password {
        user: String,
        password: String,
    },
    Token(String),
    /// A client's certificate, or a header that the manager does not know.
    Other,
    Nothing,
}

impl Shown {
    pub fn of(request: &Request) -> Self {
        let headers = request.headers();
        let authorization = text(headers, header::AUTHORIZATION.as_str());
        if let Some((scheme, rest)) = authorization.and_then(|value| value.split_once(' ')) {
            let rest = rest.trim();
            if scheme.eq_ignore_ascii_case("bearer") && !rest.is_empty() {
                return Self::Token(rest.to_owned());
            }
            if scheme.eq_ignore_ascii_case("basic") {
                return basic(rest).unwrap_or(Self::Nothing);
            }
        }
        match text(headers, TOKEN).filter(|token| !token.is_empty()) {
            Some(token) => Self::Token(token.to_owned()),
            None if credential::is_shown(request) => Self::Other,
            None => Self::Nothing,
        }
    }
}

/// Finds out who sends a request; `elapsed` is real time since the start of the clock.
///
/// # Errors
/// 401 for a credential that is missing or unknown, 403 where nobody has the right.
pub fn identify(
    world: &mut World,
    shown: &Shown,
    route: &Route,
    elapsed: Duration,
) -> Result<Caller, Refusal> {
    if *shown == Shown::Nothing {
        return Err(Refusal::unauthorized(NOTHING));
    }
    let admin = || Caller {
        name: ADMIN.to_owned(),
        is_admin: true,
    };
    let now = world.now;
    match (&world.access, shown) {
        (Access::Refused, Shown::Password { user, .. }) => Err(failed(user, world.profile)),
        (Access::Refused, _) => Err(Refusal::unauthorized(bad_token(world.profile))),
        (Access::Forbidden, _) => Err(Refusal::forbidden("Authorization failed: the user has no role")),
        (Access::Token(known), Shown::Token(token)) if known == token => Ok(admin()),
        (Access::Token(known), Shown::Password { password, .. }) if known == password => Ok(admin()),
        (Access::Token(_), Shown::Password { user, .. }) => Err(failed(user, world.profile)),
        (Access::Token(_), _) => Err(Refusal::unauthorized(bad_token(world.profile))),
        (Access::Claimed, Shown::Password { user, .. }) if world.accounts.user(user).is_some() => {
            log_in(&mut world.accounts, user, world.profile, now)
        }
        (Access::Claimed, Shown::Token(token)) if is_issued(&world.accounts, token) => {
            by_token(world, token, elapsed)
        }
        (Access::Claimed, _) => Ok(admin()),
        (Access::Issued { password: known, .. }, Shown::Password { user, password }) => {
            let is_known = known.as_ref().is_none_or(|known| known == password);
            if route.family == Family::Tokens && is_known {
                Ok(admin())
            } else {
                Err(failed(user, world.profile))
            }
        }
        (Access::Accounts, Shown::Password { user, password }) => {
            let Some(known) = world.accounts.user(user) else {
                return Err(unknown(user, world.profile));
            };
            if known.password != *password {
                return Err(failed(user, world.profile));
            }
            log_in(&mut world.accounts, user, world.profile, now)
        }
        (Access::Accounts | Access::Issued { .. }, Shown::Token(token)) => by_token(world, token, elapsed),
        (Access::Accounts | Access::Issued { .. }, Shown::Other | Shown::Nothing) => {
            Err(Refusal::unauthorized(NOTHING))
        }
    }
}

/// Lets a user in, unless deactivated: 4.2 does not check that, but documents it.
fn log_in(
    accounts: &mut Accounts,
    name: &str,
    profile: Profile,
    now: DateTime<Utc>,
) -> Result<Caller, Refusal> {
    let known = accounts.users.iter_mut().find(|user| user.name == name);
    let Some(user) = known.filter(|user| user.is_active) else {
        return Err(match profile {
            Profile::V42 => failed(name, profile),
            Profile::V71 => Refusal::unauthorized(NOTHING),
        });
    };
    user.first_login_at.get_or_insert(now);
    user.last_login_at = Some(now);
    let user = user.clone();
    Ok(accounts.caller(&user))
}

fn is_issued(accounts: &Accounts, value: &str) -> bool {
    accounts.tokens.iter().any(|token| token.value == value)
}

fn by_token(world: &mut World, value: &str, elapsed: Duration) -> Result<Caller, Refusal> {
    let now = world.now;
    let known = world
        .accounts
        .tokens
        .iter_mut()
        .find(|token| token.value == value);
    let Some(token) = known else {
        return Err(Refusal::unauthorized(bad_token(world.profile)));
    };
    let is_over = token.ends.is_some_and(|ends| ends <= elapsed)
        || token.expiration_date.is_some_and(|date| date <= now);
    if is_over {
        return Err(Refusal::unauthorized("Token is expired"));
    }
    token.last_used = Some(now);
    let name = token.user.clone();
    log_in(&mut world.accounts, &name, world.profile, now)
}

const NOTHING: &str = "No authentication info provided";

fn bad_token(profile: Profile) -> &'static str {
    match profile {
        Profile::V42 => "Authentication token is invalid:\nNo '.' found in value",
        Profile::V71 => "Invalid token structure",
    }
}

fn failed(user: &str, profile: Profile) -> Refusal {
    let more = match profile {
        Profile::V42 => "",
        Profile::V71 => ". Wrong credentials or locked account",
    };
    Refusal::unauthorized(&format!(
        "Authentication failed for <User username=`{user}`>{more}"
    ))
}

/// 7.1 does not say that a user is unknown.
fn unknown(user: &str, profile: Profile) -> Refusal {
    match profile {
        Profile::V42 => failed(user, profile),
        Profile::V71 => Refusal::unauthorized(NOTHING),
    }
}

fn basic(encoded: &str) -> Option<Shown> {
    let decoded = BASE64_STANDARD.decode(encoded).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    (!user.is_empty() || !password.is_empty()).then(|| Shown::Password {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
