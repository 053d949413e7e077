//! A keyring for tests: a map, which can be told to fail or never to answer.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use secrecy::SecretString;

use super::vault::{Keeper, Vault, VaultEntry, VaultError};

/// Keeps secrets as long as the test runs.
#[derive(Debug, Default)]
pub struct MemoryVault {
    entries: Mutex<BTreeMap<VaultEntry, SecretString>>,
    /// Why it refuses everything.
    pub broken: Option<&'static str>,
    reads: AtomicUsize,
}

impl MemoryVault {
    pub fn broken(why: &'static str) -> Self {
        Self {
            broken: Some(why),
            ..Self::default()
        }
    }

    /// How often it was read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    pub fn users(&self) -> Vec<String> {
        self.entries
            .lock()
            .unwrap()
            .keys()
            .map(VaultEntry::user)
            .collect()
    }

    fn check(&self) -> Result<(), VaultError> {
        self.broken.map_or(Ok(()), |why| Err(VaultError(why.to_owned())))
    }
}

impl Vault for MemoryVault {
    fn read(&self, entry: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.check()?;
        let found = self.entries.lock().unwrap().get(entry).cloned();
        Ok(found.map(|secret| (secret, Keeper::Keyring)))
    }

    fn write(&self, entry: &VaultEntry, secret: &SecretString) -> Result<Keeper, VaultError> {
        self.check()?;
        self.entries.lock().unwrap().insert(entry.clone(), secret.clone());
        Ok(Keeper::Keyring)
    }

    fn remove(&self, entry: &VaultEntry) -> Result<bool, VaultError> {
        self.check()?;
        Ok(self.entries.lock().unwrap().remove(entry).is_some())
    }
}
