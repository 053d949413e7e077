//! One context's credential: had when it is first needed, kept in memory, renewed, given by the user.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::resource::standing::{Need, Standing};
use crate::transport::{Credential, CredentialError, CredentialSource};

use super::form::Form;
use super::place::Place;

/// What an account is made of; nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// The name of the context, which is the name in the keyring, too.
    pub context: String,
    pub form: Form,
    pub place: Place,
}

/// A context's credential. Clones of the `Arc` share it.
pub struct Account {
    settings: AccountSettings,
    held: Mutex<Option<SecretString>>,
}

impl Account {
    pub fn new(settings: AccountSettings) -> Arc<Self> {
        Arc::new(Self {
            settings,
            held: Mutex::default(),
        })
    }

    /// An account whose secret is known already, as that of a simulated manager.
    pub fn holding(settings: AccountSettings, secret: SecretString) -> Arc<Self> {
        Arc::new(Self {
            settings,
            held: Mutex::new(Some(secret)),
        })
    }

    /// The account of somebody who shows nothing.
    pub fn of_nobody(context: &str) -> Arc<Self> {
        Self::new(AccountSettings {
            context: context.to_owned(),
            form: Form::None,
            place: Place::Prompt,
        })
    }

    /// How the secret is shown.
    pub fn form(&self) -> &Form {
        &self.settings.form
    }

    /// What may be said of it.
    pub fn standing(&self) -> Standing {
        Standing {
            form: self.settings.form.words().into(),
            place: self.settings.place.to_string().into(),
            expires: None,
            is_renewed: matches!(self.settings.form, Form::OAuth(_)),
            takes_login: self.settings.form.has_secret(),
            need: match self.secret() {
                Err(error) if self.settings.form.has_secret() => Need::Secret(error.to_string().into()),
                _ => Need::Nothing,
            },
        }
    }

    /// Holds a secret from now on, or none.
    pub fn hold(&self, secret: Option<SecretString>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = secret;
    }

    fn secret(&self) -> Result<SecretString, CredentialError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(secret) = held {
            return Ok(secret);
        }
        match &self.settings.place {
            Place::Environment(name) => std::env::var(name)
                .ok()
                .filter(|value| !value.is_empty())
                .map(SecretString::from)
                .ok_or_else(|| CredentialError::new(format!("the environment variable {name} is not set"))),
            place => Err(CredentialError::new(format!("nothing is there: {place}"))),
        }
    }
}

impl CredentialSource for Arc<Account> {
    fn current(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        let form = &self.settings.form;
        let credential = if form.has_secret() {
            self.secret().map(|secret| form.credential(secret))
        } else {
            Ok(Credential::None)
        };
        std::future::ready(credential).boxed()
    }

    fn renew(&self) -> BoxFuture<'_, Result<Option<Credential>, CredentialError>> {
        std::future::ready(Ok(None)).boxed()
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
