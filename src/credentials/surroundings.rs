//! What an account needs of the world around it; tests bring their own.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::transport::Door;

use super::vault_queue::VaultQueue;

/// Gives the value of a variable, if it is set.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The world around an account.
#[derive(Clone)]
pub struct Surroundings {
    /// Whom the secret is for, as its entry in the keyring names them: it is kept for no other.
    pub host: Arc<str>,
    /// The way to the token endpoint; `None` where no token is fetched.
    pub tokens: Option<Door>,
    /// Where to ask the keyring.
    pub vault: VaultQueue,
    /// What time it is.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Reads a variable of the environment.
    pub environment: Environment,
    /// How long a keyring, a file or a command may take; somebody may have to unlock it first.
    pub patience: Duration,
}

/// Long enough to type a passphrase.
const PATIENCE: Duration = Duration::from_secs(60);

impl Surroundings {
    /// Those of this process, for a secret that `host` may see.
    pub fn of_process(host: &str) -> Self {
        Self {
            host: host.into(),
            tokens: None,
            vault: VaultQueue::of_system(),
            clock: Arc::new(Utc::now),
            environment: Arc::new(|name| std::env::var(name).ok()),
            patience: PATIENCE,
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("host", &self.host)
            .field("tokens", &self.tokens)
            .field("vault", &self.vault)
            .finish_non_exhaustive()
    }
}
