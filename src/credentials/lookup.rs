//! A secret fetched from where it lies, within a time limit and off the runtime's threads.

use secrecy::{ExposeSecret as _, SecretString};

use crate::transport::{CredentialError, CredentialFault};

use super::account::AccountSettings;
use super::lifetime::{Lifetime, end_of_jwt};
use super::place::Place;
use super::surroundings::Surroundings;
use super::vault::{Keeper, VaultEntry, VaultError};
use super::{command, secret_file};

/// A secret in memory.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub secret: SecretString,
    /// Whose it is, if the place says so.
    pub user: Option<String>,
    pub lifetime: Option<Lifetime>,
    pub origin: Origin,
}

/// Where a secret in memory is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// From its place.
    Place,
    /// From its place, which was this keyring.
    Vault(Keeper),
    /// The user gave it; it is kept nowhere else.
    User,
}

impl Held {
    pub(super) fn new(secret: SecretString, origin: Origin, surroundings: &Surroundings) -> Self {
        let since = (surroundings.clock)();
        let until = end_of_jwt(secret.expose_secret());
        Self {
            secret,
            user: None,
            lifetime: until.map(|until| Lifetime { since, until }),
            origin,
        }
    }
}

/// Fetches the secret of an account from its place.
///
/// # Errors
/// [`CredentialError`] with what to do next.
pub(super) async fn fetch(
    settings: &AccountSettings,
    surroundings: &Surroundings,
) -> Result<Held, CredentialError> {
    let held = |secret| Held::new(secret, Origin::Place, surroundings);
    match &settings.place {
        Place::Environment(name) => (surroundings.environment)(name)
            .filter(|value| !value.is_empty())
            .map(|value| held(value.into()))
            .ok_or_else(|| {
                CredentialError::new(format!("the environment variable {name} is not set"))
                    .with_hint(format!("set {name}, and start again"))
            }),
        Place::File(path) => {
            let home = (surroundings.environment)("HOME");
            let path = secret_file::in_full(path, home.as_deref());
            let shown = path.display().to_string();
            let read = move || secret_file::read(&path);
            let slow = || CredentialError::new(format!("the file {shown} could not be read in time"));
            aside(surroundings, read).await.ok_or_else(slow)?.map(held)
        }
        Place::Command(words) => {
            let now = (surroundings.clock)();
            let printed = command::run(words, surroundings.patience, now).await?;
            let held = held(printed.secret);
            let until = printed.expires.map(|until| Lifetime { since: now, until });
            Ok(Held {
                user: printed.user,
                lifetime: until.or(held.lifetime),
                ..held
            })
        }
        Place::Keyring => {
            let (vault, entry) = (surroundings.vault.clone(), entry(settings, surroundings));
            let read = aside(surroundings, move || vault.read(&entry)).await;
            let (secret, keeper) = read
                .ok_or_else(|| slow_keyring(surroundings))?
                .map_err(|error| unusable(&error))?
                .ok_or_else(|| nothing_kept(settings, surroundings))?;
            Ok(Held::new(secret, Origin::Vault(keeper), surroundings))
        }
        Place::Prompt => Err(CredentialError::new(format!(
            "the {} is asked for, and nobody has given it yet",
            settings.form.secret_name()
        ))),
    }
}

/// Puts a secret into the keyring.
///
/// # Errors
/// [`CredentialError`] if it is not kept.
pub(super) async fn keep(
    settings: &AccountSettings,
    surroundings: &Surroundings,
    secret: &SecretString,
) -> Result<Keeper, CredentialError> {
    let (vault, entry) = (surroundings.vault.clone(), entry(settings, surroundings));
    let secret = secret.clone();
    aside(surroundings, move || vault.write(&entry, &secret))
        .await
        .ok_or_else(|| slow_keyring(surroundings))?
        .map_err(|error| unusable(&error))
}

/// Takes the secret out of the keyring; tells whether there was one.
///
/// # Errors
/// [`CredentialError`] if it may still be there.
pub(super) async fn remove(
    settings: &AccountSettings,
    surroundings: &Surroundings,
) -> Result<bool, CredentialError> {
    let (vault, entry) = (surroundings.vault.clone(), entry(settings, surroundings));
    aside(surroundings, move || vault.remove(&entry))
        .await
        .ok_or_else(|| slow_keyring(surroundings))?
        .map_err(|error| unusable(&error))
}

fn entry(settings: &AccountSettings, surroundings: &Surroundings) -> VaultEntry {
    VaultEntry {
        context: settings.context.clone(),
        host: surroundings.host.to_string(),
    }
}

/// Does what may block on a thread of its own; `None` if it takes too long.
async fn aside<T: Send + 'static>(
    surroundings: &Surroundings,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let work = tokio::task::spawn_blocking(work);
    // A panic over there is as good as no answer.
    tokio::time::timeout(surroundings.patience, work).await.ok()?.ok()
}

fn nothing_kept(settings: &AccountSettings, surroundings: &Surroundings) -> CredentialError {
    CredentialError::new(format!(
        "the keyring holds none for the context {} at {}",
        settings.context, surroundings.host
    ))
}

fn unusable(error: &VaultError) -> CredentialError {
    CredentialError::new(error.to_string()).with_hint(
        "name another place with `secret` in the context, one of env:NAME, file:PATH, command:WORDS or prompt",
    )
}

fn slow_keyring(surroundings: &Surroundings) -> CredentialError {
    let waited = surroundings.patience.as_secs();
    CredentialError::new(format!("the keyring did not answer within {waited} s"))
        .with_hint("unlock it, then ask again")
        .because(CredentialFault::Missing)
}
