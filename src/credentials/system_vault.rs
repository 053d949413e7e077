//! The keyring of the machine: that of the desktop, or on a Linux server without one that of the kernel.

use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use super::vault::{Keeper, SERVICE, Vault, VaultEntry, VaultError};

/// The system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SystemVault;

impl Vault for SystemVault {
    fn read(&self, entry: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
        match desktop(entry) {
            Ok(found) => match found.get_password() {
                Ok(secret) => Ok(Some((secret.into(), Keeper::Keyring))),
                // What was kept before there was a desktop is still ours.
                Err(Error::NoEntry) => Ok(kernel::read(entry).unwrap_or_default()),
                Err(error) => Err(failed("cannot be read", &error)),
            },
            Err(why) => kernel::read(entry).map_err(|more| neither(&why, &more)),
        }
    }

    fn write(&self, entry: &VaultEntry, secret: &SecretString) -> Result<Keeper, VaultError> {
        match desktop(entry) {
            Ok(found) => found
                .set_password(secret.expose_secret())
                .map(|()| Keeper::Keyring)
                .map_err(|error| failed("does not take the secret", &error)),
            Err(why) => kernel::write(entry, secret).map_err(|more| neither(&why, &more)),
        }
    }

    fn remove(&self, entry: &VaultEntry) -> Result<bool, VaultError> {
        let in_kernel = kernel::remove(entry);
        match desktop(entry) {
            Ok(found) => match found.delete_credential() {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(in_kernel.unwrap_or_default()),
                Err(error) => Err(failed("does not give the entry up", &error)),
            },
            Err(why) => in_kernel.map_err(|more| neither(&why, &more)),
        }
    }
}

/// Who would keep a secret on this machine now. Blocks.
///
/// # Errors
/// [`VaultError`]: nobody.
pub(super) fn keeper_here() -> Result<Keeper, VaultError> {
    match Entry::store_status() {
        Ok(_) => Ok(Keeper::Keyring),
        Err(error) => {
            let why = unreachable(error);
            kernel::probe().map_err(|more| neither(&why, &more))
        }
    }
}

/// The entry in the platform's own keyring, if there is such a thing here.
fn desktop(entry: &VaultEntry) -> Result<Entry, VaultError> {
    if let Err(error) = Entry::store_status() {
        return Err(unreachable(error));
    }
    Entry::new(SERVICE, &entry.user()).map_err(|error| failed("cannot be used", &error))
}

/// Nobody keeps secrets for the desktop here, as on most servers; why is for the log.
fn unreachable(error: &Error) -> VaultError {
    tracing::debug!(why = words(error), "no keyring of the desktop");
    VaultError("no keyring of a desktop answers here".to_owned())
}

fn failed(what: &str, error: &Error) -> VaultError {
    VaultError(format!("the keyring {what}: {}", words(error)))
}

/// What an error says; those that carry what was kept say less.
fn words(error: &Error) -> String {
    match error {
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "what it holds cannot be read".into(),
        Error::Ambiguous(_) => "it holds several entries of that name".into(),
        Error::NoDefaultStore => "there is none".into(),
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        other => other.to_string(),
    }
}

fn neither(keyring: &VaultError, kernel: &VaultError) -> VaultError {
    VaultError(format!("{keyring}, and {kernel}"))
}

/// The kernel's keyring: memory that outlives the login, for servers that nobody sits in front of.
#[cfg(target_os = "linux")]
mod kernel {
    use std::sync::Arc;

    use keyring_core::api::CredentialStoreApi as _;
    use keyring_core::{Entry, Error};
    use linux_keyutils::{KeyRing, KeyRingIdentifier};
    use linux_keyutils_keyring_store::Store;
    use secrecy::{ExposeSecret, SecretString};

    use super::super::vault::{Keeper, SERVICE, VaultEntry, VaultError};
    use super::words;

    /// What the kernel calls the keyring that it lends (user-session-keyring(7)).
    const OF_THE_USER: &str = "_uid_ses.";

    const NO_SESSION: &str = "this login has no kernel keyring (pam_keyinit makes one)";

    /// Holds no secret: tells whether what is put in can be taken out again.
    const PROBE: &str = "probe";

    pub(super) fn read(entry: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
        match of(&entry.user())?.get_password() {
            Ok(secret) => Ok(Some((secret.into(), Keeper::KernelKeyring))),
            Err(Error::NoEntry) => Ok(None),
            // Without a login session a key can be found that nobody may read: as good as none.
            Err(Error::NoStorageAccess(_)) => Ok(None),
            Err(error) => Err(unusable(&error)),
        }
    }

    pub(super) fn write(entry: &VaultEntry, secret: &SecretString) -> Result<Keeper, VaultError> {
        probe()?;
        let kept = of(&entry.user())?;
        kept.set_password(secret.expose_secret())
            .and_then(|()| kept.get_password())
            .map(|_| Keeper::KernelKeyring)
            .map_err(|error| unusable(&error))
    }

    /// Puts something in and takes it out again: a container takes a key and never gives it back.
    pub(super) fn probe() -> Result<Keeper, VaultError> {
        let probe = of(PROBE)?;
        probe
            .set_password(PROBE)
            .and_then(|()| probe.get_password())
            .map_err(|error| unusable(&error))?;
        // The probe has done its work, and holds nothing.
        let _left_behind = probe.delete_credential();
        Ok(Keeper::KernelKeyring)
    }

    pub(super) fn remove(entry: &VaultEntry) -> Result<bool, VaultError> {
        match of(&entry.user())?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry | Error::NoStorageAccess(_)) => Ok(false),
            Err(error) => Err(unusable(&error)),
        }
    }

    fn of(user: &str) -> Result<Entry, VaultError> {
        if !has_login_session() {
            return Err(VaultError(NO_SESSION.to_owned()));
        }
        let store: Arc<Store> = Store::new().map_err(|error| unusable(&error))?;
        store.build(SERVICE, user, None).map_err(|error| unusable(&error))
    }

    /// Whether this process has a session keyring that a login made. Without one the kernel lends that of the user,
    /// which takes a key that the next process does not find: no secret is to lie where nobody sees it.
    fn has_login_session() -> bool {
        let session = KeyRing::from_special_id(KeyRingIdentifier::Session, false);
        let description = session.and_then(|session| session.metadata());
        description.is_ok_and(|metadata| !metadata.get_description().starts_with(OF_THE_USER))
    }

    fn unusable(error: &Error) -> VaultError {
        VaultError(format!(
            "the kernel keyring cannot be used (no login session?): {}",
            words(error)
        ))
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use secrecy::SecretString;

    use super::super::vault::{Keeper, VaultEntry, VaultError};

    pub(super) fn read(_: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
        Err(missing())
    }

    pub(super) fn write(_: &VaultEntry, _: &SecretString) -> Result<Keeper, VaultError> {
        Err(missing())
    }

    pub(super) fn probe() -> Result<Keeper, VaultError> {
        Err(missing())
    }

    pub(super) fn remove(_: &VaultEntry) -> Result<bool, VaultError> {
        Ok(false)
    }

    fn missing() -> VaultError {
        VaultError("there is no other keyring".into())
    }
}
