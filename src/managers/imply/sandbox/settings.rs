//! How the simulated manager behaves where the API leaves it open, or is known to differ.

use std::time::Duration;

use secrecy::ExposeSecret;

use crate::sandbox;

/// How the simulated manager behaves; changeable while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who is let in.
    pub access: Access,
    /// Which paths replace a server; the real one is not documented.
    pub replace_paths: ReplacePaths,
    /// Whether an overwrite without `spec.pivot.accessMode` fails with 500, as the real server does.
    pub overwrite_fault: bool,
    /// Whether events come newest first; the real order is not documented.
    pub newest_events_first: bool,
    /// Whether `status.updateState` is left out.
    pub omit_update_state: bool,
}

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The only bearer token that is let in besides issued ones; any that is not empty if `None`.
    pub required_token: Option<String>,
    /// A bearer token that is known but lacks the role: 403.
    pub token_without_role: Option<String>,
    /// Whether only tokens from the token endpoint are let in, for as long as they last.
    pub issued_tokens_only: bool,
    /// How long an issued token lasts, in real time.
    pub token_lifetime: Duration,
    /// The secret that the token endpoint asks for; any that is not empty if `None`.
    pub client_secret: Option<String>,
    /// Whether a user name and password are let in as well.
    pub basic: bool,
    /// Whether a client's certificate, or a header of its own, is let in as well.
    pub others: bool,
    /// Why nobody is let in at all.
    pub closed: Option<Closed>,
}

/// Why nobody is let in, whatever is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// No credential is known: 401.
    Unknown,
    /// All are known, and lack the role: 403.
    WithoutRole,
}

impl Access {
    /// The access that a scenario asks for.
    pub fn of_scenario(asked: &sandbox::Access) -> Self {
        let usual = Self::default();
        match asked {
            sandbox::Access::Any => usual,
            sandbox::Access::Token(token) => Self {
                required_token: Some(token.expose_secret().to_owned()),
                basic: false,
                others: false,
                ..usual
            },
            sandbox::Access::Issued {
                client_secret,
                lifetime,
            } => Self {
                issued_tokens_only: true,
                token_lifetime: lifetime.unwrap_or(usual.token_lifetime),
                client_secret: client_secret
                    .as_ref()
                    .map(|secret| secret.expose_secret().to_owned()),
                basic: false,
                others: false,
                ..usual
            },
            sandbox::Access::Forbidden => Self {
                closed: Some(Closed::WithoutRole),
                ..usual
            },
            sandbox::Access::Refused => Self {
                closed: Some(Closed::Unknown),
                ..usual
            },
        }
    }
}

/// Which paths replace a server, below `/clusters/{clusterId}/servers/{instanceId}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplacePaths {
    /// Only `DELETE` of the server.
    DeleteOnly,
    /// `DELETE` of the server, `POST` to it, and `POST` to `/replace` below it.
    AllGuesses,
    /// None: as if the real one were something else.
    None,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access: Access::default(),
            replace_paths: ReplacePaths::DeleteOnly,
            overwrite_fault: true,
            newest_events_first: false,
            omit_update_state: false,
        }
    }
}

impl Default for Access {
    fn default() -> Self {
        Self {
            required_token: None,
            token_without_role: None,
            issued_tokens_only: false,
            // The default lifetime of a token in Imply Hybrid.
            token_lifetime: Duration::from_secs(300),
            client_secret: None,
            basic: true,
            others: true,
            closed: None,
        }
    }
}
