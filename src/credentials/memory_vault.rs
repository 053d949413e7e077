//! A keyring for tests: a map, which can be told to fail or never to answer.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use secrecy::{ExposeSecret as _, SecretString};

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

/// A keyring that waits in a write until somebody unlocks it.
#[derive(Debug)]
pub struct GatedVault {
    inner: MemoryVault,
    reached: Sender<()>,
    opened: Mutex<Receiver<()>>,
    writes: Arc<Mutex<Vec<String>>>,
}

/// The other side of a [`GatedVault`].
#[derive(Debug)]
pub struct Gate {
    reached: Receiver<()>,
    opening: Sender<()>,
    writes: Arc<Mutex<Vec<String>>>,
}

impl GatedVault {
    pub fn new() -> (Self, Gate) {
        let (reached, is_reached) = channel();
        let (opening, opened) = channel();
        let writes = Arc::<Mutex<Vec<String>>>::default();
        let vault = Self {
            inner: MemoryVault::default(),
            reached,
            opened: Mutex::new(opened),
            writes: Arc::clone(&writes),
        };
        let gate = Gate {
            reached: is_reached,
            opening,
            writes,
        };
        (vault, gate)
    }
}

impl Gate {
    /// Waits until the keyring stands before it.
    pub fn is_reached(&self) {
        self.reached.recv().unwrap();
    }

    /// Lets the keyring go on, from now on always.
    pub fn open(&self) {
        for _ in 0..100 {
            self.opening.send(()).unwrap();
        }
    }

    /// What the keyring was given.
    pub fn writes(&self) -> Vec<String> {
        self.writes.lock().unwrap().clone()
    }
}

impl Vault for GatedVault {
    fn read(&self, entry: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
        self.inner.read(entry)
    }

    fn write(&self, entry: &VaultEntry, secret: &SecretString) -> Result<Keeper, VaultError> {
        self.writes
            .lock()
            .unwrap()
            .push(secret.expose_secret().to_owned());
        // Fails only when the test is over.
        let _over = self.reached.send(());
        let _over = self.opened.lock().unwrap().recv();
        self.inner.write(entry, secret)
    }

    fn remove(&self, entry: &VaultEntry) -> Result<bool, VaultError> {
        self.inner.remove(entry)
    }
}
