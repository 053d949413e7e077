//! How it stands with what proves who we are to a manager. Nothing in it is secret.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// What may be said of a context's credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How it is shown to the manager: `bearer token`, `Basic, user operator`.
    pub form: Arc<str>,
    /// Where the secret lies: `keyring`, `environment variable PROD_TOKEN`.
    pub place: Arc<str>,
    /// When what is shown now ends, if that is known.
    pub expires: Option<DateTime<Utc>>,
    /// Whether it is replaced by itself before it ends.
    pub is_renewed: bool,
    /// Whether the user can give a secret, so that a form for it makes sense.
    pub takes_login: bool,
    pub need: Need,
}

/// What the user must do before the manager is asked again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Need {
    #[default]
    Nothing,
    /// There is no secret yet, or it cannot be had: why.
    Secret(Arc<str>),
    /// The manager refused it, in its own words; it is not shown again until the user acts.
    Refused(Arc<str>),
}

impl Standing {
    /// Of a far end that asks for nothing.
    pub fn nothing() -> Self {
        Self {
            form: "none".into(),
            place: "-".into(),
            expires: None,
            is_renewed: false,
            takes_login: false,
            need: Need::Nothing,
        }
    }
}
