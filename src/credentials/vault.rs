//! What keeps secrets for us: the system's keyring, or in tests a map.

use std::fmt;

use secrecy::SecretString;

/// Keeps secrets. Its calls may wait for a person who unlocks it: never call them from a runtime's thread.
pub trait Vault: Send + Sync + fmt::Debug {
    /// The secret of an entry and who keeps it; `None` if there is none.
    ///
    /// # Errors
    /// [`VaultError`] if it cannot be told.
    fn read(&self, entry: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError>;

    /// Keeps a secret in place of the one before.
    ///
    /// # Errors
    /// [`VaultError`]; then nothing readable is kept.
    fn write(&self, entry: &VaultEntry, secret: &SecretString) -> Result<Keeper, VaultError>;

    /// Removes an entry; tells whether there was one.
    ///
    /// # Errors
    /// [`VaultError`] if it may still be there.
    fn remove(&self, entry: &VaultEntry) -> Result<bool, VaultError>;
}

/// What a secret is kept under: the context, and whom alone it may be shown to. With another URL in
/// the configuration the entry is another one, so that no secret follows a changed line to a stranger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VaultEntry {
    pub context: String,
    /// The manager, with its port if the URL names one, and with OAuth the token endpoint, too.
    pub host: String,
}

/// The service of all our entries.
pub const SERVICE: &str = "quarterdeck";

impl VaultEntry {
    /// The name within the service.
    pub fn user(&self) -> String {
        format!("{}@{}", self.context, self.host)
    }
}

/// Who keeps a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The desktop's or system's keyring.
    Keyring,
    /// The memory of the Linux kernel.
    KernelKeyring,
}

impl Keeper {
    /// What it is called, and what is to be known of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::KernelKeyring => "kernel keyring: gone after a reboot or three idle days",
        }
    }
}

impl fmt::Display for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Who would keep a secret on this machine now; it may take a while to answer.
///
/// # Errors
/// [`VaultError`]: nobody, and why.
pub fn keeper_here() -> Result<Keeper, VaultError> {
    super::system_vault::keeper_here()
}

/// Why a keyring did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct VaultError(pub String);
