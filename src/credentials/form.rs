//! How a secret is shown to a manager.

use http::HeaderName;
use secrecy::SecretString;

use crate::transport::{Credential, Url};

/// How a context shows who we are, with all that is not secret about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Nothing is shown.
    None,
    /// `Authorization: Bearer …`; the secret is the token.
    Bearer,
    /// `Authorization: Basic …`; the secret is the password or key.
    Basic { user: String },
    /// A header of its own; the secret is its value.
    Header { name: HeaderName },
    /// A bearer token that is fetched and renewed; the secret is the client's.
    OAuth(Grant),
    /// The certificate of the TLS settings alone.
    Certificate,
}

/// OAuth 2.0 client credentials (RFC 6749, section 4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub token_url: Url,
    pub client_id: String,
    pub scope: Option<String>,
}

impl Form {
    /// Whether there is a secret in it at all.
    pub fn has_secret(&self) -> bool {
        !matches!(self, Self::None | Self::Certificate)
    }

    /// What to call the secret when asking for it: `token`, `password of operator`.
    pub fn secret_name(&self) -> String {
        match self {
            Self::None | Self::Certificate => String::new(),
            Self::Bearer => "token".into(),
            Self::Basic { user } => format!("password of {user}"),
            Self::Header { name } => format!("value of the header {name}"),
            Self::OAuth(grant) => format!("secret of the client {}", grant.client_id),
        }
    }

    /// In words, for lists.
    pub fn words(&self) -> String {
        match self {
            Self::None => "none".into(),
            Self::Bearer => "bearer token".into(),
            Self::Basic { user } => format!("Basic, user {user}"),
            Self::Header { name } => format!("header {name}"),
            Self::OAuth(grant) => format!("OAuth client {}", grant.client_id),
            Self::Certificate => "client certificate".into(),
        }
    }

    /// How `curl` shows it, in words for the shell, with a variable in place of the secret.
    pub fn curl(&self) -> String {
        match self {
            // The certificate is named with the way there.
            Self::None | Self::Certificate => String::new(),
            Self::Bearer | Self::OAuth(_) => r#"-H "Authorization: Bearer $QD_TOKEN""#.into(),
            Self::Basic { user } => format!(r#"-u {}:"$QD_PASSWORD""#, shell_words::quote(user)),
            Self::Header { name } => format!(r#"-H "{name}: $QD_TOKEN""#),
        }
    }

    /// What is sent for a secret; of OAuth the secret is that of a token.
    pub fn credential(&self, secret: SecretString) -> Credential {
        match self {
            Self::None | Self::Certificate => Credential::None,
            Self::Bearer | Self::OAuth(_) => Credential::Bearer(secret),
            Self::Basic { user } => Credential::Basic {
                user: user.clone(),
                password: secret,
            },
            Self::Header { name } => Credential::Header {
                name: name.clone(),
                value: secret,
            },
        }
    }
}
