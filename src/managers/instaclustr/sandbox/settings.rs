//! How the simulated service behaves; changeable while it runs.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::account::Identity;
use crate::sandbox;

/// How the simulated service behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    pub access: Access,
    /// Whom everybody counts as who is let in; by the credential if `None`.
    pub counts_as: Option<Identity>,
    /// The least time between two accepted requests, in real seconds; `None` accepts every one.
    pub window: Option<Duration>,
    /// How it says what is wrong with a request.
    pub error_shape: ErrorShape,
    pub oddities: Oddities,
    pub troubles: Troubles,
}

/// Who is let in.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Whoever shows a credential: as the owner of the first account, unless it says otherwise.
    #[default]
    Claimed,
    /// Whoever shows one of the keys of the accounts.
    Keys,
    /// Whoever shows this as a key or token.
    Token(SecretString),
    /// Nobody: all are known, and none has the right (403).
    Forbidden,
    /// Nobody: no credential is known (401).
    Refused,
}

/// What is known of the answers to a request with something wrong in it ("Error bodies").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ErrorShape {
    /// `{errors: {field: text}}`
    #[default]
    Map,
    /// `{errors: [{name, message, errorClass, help}]}`
    List,
    /// `{error: text}`
    Simple,
    /// `{status, message}`
    Message,
}

/// What older and stranger answers look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Oddities {
    /// `cdcNetwork` is an object, as in 2017.
    pub network_as_object: bool,
    /// Whole numbers come as text.
    pub numbers_as_text: bool,
    /// Answers with 202 have no body, unless they tell an id or answer a read.
    pub empty_acknowledgements: bool,
}

/// What goes wrong with requests, besides the faults of every simulated manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Troubles {
    /// So many requests are never answered.
    pub hang: u32,
    /// So many requests are carried out, and never answered: the connection ends.
    pub drop_after: u32,
    /// Until this time of [`VirtualClock::elapsed`](sandbox::VirtualClock::elapsed) nobody is there.
    pub outage: Option<Outage>,
}

/// Some time in which the service cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    pub until: Duration,
    pub kind: OutageKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageKind {
    /// Nothing listens.
    Unreachable,
    /// A proxy answers with 503 and a page in HTML.
    Unavailable,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access: Access::default(),
            counts_as: None,
            window: Some(WINDOW),
            error_shape: ErrorShape::default(),
            oddities: Oddities::default(),
            troubles: Troubles::default(),
        }
    }
}

/// One request per 2.5 s ("Rate limit").
pub const WINDOW: Duration = Duration::from_millis(2_500);

impl Access {
    /// The access that a scenario asks for.
    pub fn of_scenario(asked: &sandbox::Access) -> Self {
        match asked {
            sandbox::Access::Any => Self::Claimed,
            sandbox::Access::Token(token) => Self::Token(token.expose_secret().to_owned().into()),
            sandbox::Access::Forbidden => Self::Forbidden,
            // The service issues no tokens.
            sandbox::Access::Issued { .. } | sandbox::Access::Refused => Self::Refused,
        }
    }
}
