//! Who we are to a manager: credentials, and where they come from.

use std::fmt;

use futures_util::future::BoxFuture;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::redact::mask_value;

/// What a request shows a manager to be let in. `Debug` never prints the secret.
#[derive(Debug, Clone, Default)]
pub enum Credential {
    /// Nothing is shown.
    #[default]
    None,
    /// `Authorization: Bearer …`.
    Bearer(SecretString),
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// The user; must not hold a colon.
        user: String,
        /// The password or key.
        password: SecretString,
    },
    /// Any other header that holds the secret.
    Header {
        /// The header's name.
        name: HeaderName,
        /// The header's value.
        value: SecretString,
    },
}

impl Credential {
    /// Says whether there is nothing to show, so that plain HTTP gives nothing away.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Says whether both show the same.
    pub fn is_same(&self, other: &Self) -> bool {
        let secret = |credential: &Self| match credential {
            Self::None => None,
            Self::Bearer(secret)
            | Self::Basic { password: secret, .. }
            | Self::Header { value: secret, .. } => Some(secret.expose_secret().to_owned()),
        };
        let user = |credential: &Self| match credential {
            Self::Basic { user, .. } => Some(user.clone()),
            _ => None,
        };
        secret(self) == secret(other) && user(self) == user(other)
    }

    /// The text without what was shown, for a far end that repeats it in its refusal.
    pub(super) fn masked_in(&self, text: String) -> String {
        match self {
            Self::None => text,
            Self::Bearer(secret) | Self::Header { value: secret, .. } => {
                mask_value(text, secret.expose_secret())
            }
            Self::Basic { user, password } => {
                let pair = base64(format!("{user}:{}", password.expose_secret()).as_bytes());
                mask_value(mask_value(text, &pair), password.expose_secret())
            }
        }
    }

    /// Writes the credential into a request's headers, marked as sensitive.
    ///
    /// # Errors
    /// [`CredentialError`] if it cannot stand in a header, such as a token with a line end.
    pub fn apply(&self, headers: &mut HeaderMap) -> Result<(), CredentialError> {
        let (name, text) = match self {
            Self::None => return Ok(()),
            Self::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose_secret())),
            Self::Basic { user, .. } if user.contains(':') => {
                return Err(CredentialError::new("the user's name must not hold a colon"));
            }
            Self::Basic { user, password } => {
                let pair = format!("{user}:{}", password.expose_secret());
                (AUTHORIZATION, format!("Basic {}", base64(pair.as_bytes())))
            }
            Self::Header { name, value } => (name.clone(), value.expose_secret().to_owned()),
        };
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            CredentialError::new(format!(
                "the value for the header {name} holds a character it cannot hold"
            ))
        })?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(())
    }
}

/// How a manager can be shown who we are: the word of the configuration's `auth`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    Bearer,
    Basic,
    /// A header of the manager's own.
    Header,
    /// A bearer token fetched with OAuth 2.0 client credentials.
    OAuth,
    /// A client certificate alone.
    Certificate,
    None,
}

impl Scheme {
    pub const ALL: [Self; 6] = [
        Self::Bearer,
        Self::Basic,
        Self::Header,
        Self::OAuth,
        Self::Certificate,
        Self::None,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Basic => "basic",
            Self::Header => "header",
            Self::OAuth => "oauth",
            Self::Certificate => "certificate",
            Self::None => "none",
        }
    }

    /// The scheme of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }
}

/// Where a credential comes from: asked before every try, and again after the manager refused it.
///
/// A source that fetches tokens keeps them, and makes concurrent renewals one.
pub trait CredentialSource: Send + Sync + fmt::Debug {
    /// The credential to show now.
    fn current(&self) -> BoxFuture<'_, Result<Credential, CredentialError>>;

    /// Another credential in place of a refused one (401); `None` if this source has no other to offer.
    ///
    /// The refused one is told, for it may have been replaced meanwhile.
    fn renew<'a>(
        &'a self,
        refused: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>>;
}

/// A credential that never changes.
#[derive(Debug, Clone, Default)]
pub struct Fixed(pub Credential);

impl CredentialSource for Fixed {
    fn current(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn renew<'a>(
        &'a self,
        _refused: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// Why there is no credential to show. The message must not hold the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CredentialError {
    message: String,
    hint: Option<String>,
    fault: CredentialFault,
}

/// Who can do something about a missing credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CredentialFault {
    /// There is none, or it cannot be had: the user must give one.
    #[default]
    Missing,
    /// It was shown to whom it is for, and refused: the user must give another.
    Refused,
    /// Whoever has it did not answer: it may be had later.
    Unavailable,
}

impl CredentialError {
    /// Makes an error of a message for the user.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            fault: CredentialFault::Missing,
        }
    }

    /// The same with who can do something about it.
    #[must_use]
    pub fn because(self, fault: CredentialFault) -> Self {
        Self { fault, ..self }
    }

    /// Who can do something about it.
    pub fn fault(&self) -> CredentialFault {
        self.fault
    }

    /// The same with what to do next.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// What to do next, where that is known.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

/// Base 64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0_u32, |group, &byte| group << 8 | u32::from(byte))
            << (8 * (3 - chunk.len()));
        for sextet in 0..4 {
            let index = (group >> (18 - 6 * sextet) & 0x3f) as usize;
            let digit = ALPHABET.get(index).filter(|_| sextet <= chunk.len());
            encoded.push(digit.map_or('=', |&digit| char::from(digit)));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_of(credential: &Credential) -> HeaderMap {
        let mut headers = HeaderMap::new();
        credential.apply(&mut headers).unwrap();
        headers
    }

    #[test]
    fn base_64_agrees_with_the_vectors_of_its_rfc() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn a_basic_credential_agrees_with_the_example_of_its_rfc() {
        let credential = Credential::Basic {
            user: "Aladdin".to_owned(),
            password: "open sesame".to_owned().into(),
        };
        assert_eq!(
            header_of(&credential)[AUTHORIZATION],
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
        assert!(!format!("{credential:?}").contains("sesame"));
    }

    #[test]
    fn a_token_is_shown_to_the_manager_and_to_no_log() {
        let headers = header_of(&Credential::Bearer("pearl".to_owned().into()));
        assert_eq!(headers[AUTHORIZATION], "Bearer pearl");
        assert!(!format!("{headers:?}").contains("pearl"));
    }

    #[test]
    fn a_credential_that_cannot_stand_in_a_header_is_an_error_without_the_secret() {
        let broken = Credential::Bearer("pea\nrl".to_owned().into());
        let error = broken.apply(&mut HeaderMap::new()).unwrap_err();
        assert!(!error.to_string().contains("pea"));
        let colon = Credential::Basic {
            user: "a:b".to_owned(),
            password: "x".to_owned().into(),
        };
        assert!(colon.apply(&mut HeaderMap::new()).is_err());
    }
}
