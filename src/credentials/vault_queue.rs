//! The one who speaks to a keyring: a thread of its own, which does one thing after the other.
//!
//! A keyring may wait for a person who unlocks it. Who asks gives up after a while, but the call cannot be ended: here
//! it holds up other calls to the same keyring, and nothing else. What was asked for first is done first, so that
//! no login is kept after the logout that followed it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, LazyLock, OnceLock};
use std::thread;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::oneshot;

use super::system_vault::SystemVault;
use super::vault::{Keeper, Vault, VaultEntry, VaultError};

/// Where to ask a keyring; clones share its thread.
#[derive(Clone)]
pub struct VaultQueue {
    vault: Arc<dyn Vault>,
    /// To the thread, which begins with the first job.
    jobs: Arc<OnceLock<SyncSender<Job>>>,
}

type Job = Box<dyn FnOnce(&dyn Vault) + Send>;

/// Far more than there are contexts; beyond, it is as good as not answering.
const LONGEST: usize = 256;

impl VaultQueue {
    /// That of a keyring which nobody else speaks to.
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            jobs: Arc::default(),
        }
    }

    /// That of the machine's keyring: one for the whole process.
    pub fn of_system() -> Self {
        static SYSTEM: LazyLock<VaultQueue> = LazyLock::new(|| VaultQueue::new(Arc::new(SystemVault)));
        SYSTEM.clone()
    }

    /// As [`Vault::read`]; it is not read any more once nobody waits for it.
    pub(super) fn read(&self, entry: VaultEntry) -> Awaited<Option<(SecretString, Keeper)>> {
        self.ask(move |vault, asker| {
            if !asker.is_closed() {
                let _gone = asker.send(vault.read(&entry));
            }
        })
    }

    /// As [`Vault::write`]; once nobody waits for it, it was told as failed: it is not written any more, and what was
    /// being written is taken out again.
    pub(super) fn write(&self, entry: VaultEntry, secret: SecretString) -> Awaited<Keeper> {
        self.ask(move |vault, asker| {
            if asker.is_closed() {
                return;
            }
            let written = vault.write(&entry, &secret);
            if let Err(Ok(_)) = asker.send(written) {
                let removed = vault.remove(&entry);
                tracing::warn!(?entry, ?removed, "the keyring took a secret too late");
            }
        })
    }

    /// As [`Vault::remove`]; it is done even if nobody waits for it any more.
    pub(super) fn remove(&self, entry: VaultEntry) -> Awaited<bool> {
        self.ask(move |vault, asker| {
            let _gone = asker.send(vault.remove(&entry));
        })
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Vault, oneshot::Sender<Result<T, VaultError>>) + Send + 'static,
    ) -> Awaited<T> {
        let (asker, answer) = oneshot::channel();
        // A job that is dropped drops its asker: there is no answer.
        let _full = self.jobs().try_send(Box::new(move |vault| job(vault, asker)));
        Awaited(answer)
    }

    fn jobs(&self) -> &SyncSender<Job> {
        self.jobs.get_or_init(|| {
            let (jobs, queue) = sync_channel(LONGEST);
            let vault = Arc::clone(&self.vault);
            // Without a thread nobody takes the jobs: the keyring does not answer.
            let _nobody = thread::Builder::new()
                .name("keyring".into())
                .spawn(move || serve(&*vault, &queue));
            jobs
        })
    }
}

/// Does the jobs until there can be no more.
fn serve(vault: &dyn Vault, queue: &Receiver<Job>) {
    for job in queue {
        // A panic in there is as good as no answer, to this one.
        let _panicked = catch_unwind(AssertUnwindSafe(|| job(vault)));
    }
}

/// What was asked of a keyring, in its turn.
#[must_use]
pub(super) struct Awaited<T>(oneshot::Receiver<Result<T, VaultError>>);

impl<T> Awaited<T> {
    /// The answer; `None` if there is none in time.
    pub(super) async fn within(mut self, patience: Duration) -> Option<Result<T, VaultError>> {
        match tokio::time::timeout(patience, &mut self.0).await {
            Ok(answer) => answer.ok(),
            Err(_) => {
                // From here on the keyring's thread knows that nobody waits; what came just before counts.
                self.0.close();
                self.0.try_recv().ok()
            }
        }
    }
}

impl fmt::Debug for VaultQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultQueue")
            .field("vault", &self.vault)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::memory_vault::GatedVault;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn entry() -> VaultEntry {
        VaultEntry {
            context: "prod".into(),
            host: "m.example".into(),
        }
    }

    #[tokio::test]
    async fn a_secret_that_was_told_as_not_kept_is_not_kept_later() {
        let (vault, gate) = GatedVault::new();
        let queue = VaultQueue::new(Arc::new(vault));
        let first = queue.write(entry(), "one".into());
        let second = queue.write(entry(), "two".into());
        gate.is_reached();
        assert!(first.within(Duration::ZERO).await.is_none());
        assert!(second.within(Duration::ZERO).await.is_none());
        gate.open();
        let read = queue.read(entry()).within(PATIENCE).await.unwrap();
        assert!(read.unwrap().is_none());
        assert_eq!(gate.writes(), ["one"], "the other one is not even begun");
    }

    #[tokio::test]
    async fn a_removal_is_done_though_nobody_waits_for_it() {
        let (vault, gate) = GatedVault::new();
        let queue = VaultQueue::new(Arc::new(vault));
        let kept = queue.write(entry(), "one".into());
        let removed = queue.remove(entry());
        gate.is_reached();
        assert!(removed.within(Duration::ZERO).await.is_none());
        gate.open();
        assert!(kept.within(PATIENCE).await.unwrap().is_ok());
        let read = queue.read(entry()).within(PATIENCE).await.unwrap();
        assert!(read.unwrap().is_none());
    }

    #[tokio::test]
    async fn after_a_panic_the_next_is_served() {
        #[derive(Debug)]
        struct Panicking;
        impl Vault for Panicking {
            fn read(&self, _: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
                panic!("as a library may")
            }
            fn write(&self, _: &VaultEntry, _: &SecretString) -> Result<Keeper, VaultError> {
                Ok(Keeper::Keyring)
            }
            fn remove(&self, _: &VaultEntry) -> Result<bool, VaultError> {
                Ok(false)
            }
        }
        let queue = VaultQueue::new(Arc::new(Panicking));
        assert!(queue.read(entry()).within(PATIENCE).await.is_none());
        let written = queue.write(entry(), "one".into()).within(PATIENCE).await;
        assert!(written.unwrap().is_ok());
    }
}
