//! A login: the secret is tried by one read before it is kept anywhere, and one that is refused changes nothing.

use secrecy::SecretString;

use crate::credentials::Kept;
use crate::managers::ManagerError;
use crate::transport::CredentialError;

use super::open::Session;

/// Why a secret that the user gave is not kept.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The manager does not let it in: what was there before is used again.
    #[error("it is not the right one")]
    Refused(#[source] ManagerError),
    /// It is used as long as this program runs, and kept nowhere.
    #[error("it could not be tried, and is used for this run only")]
    Untried(#[source] ManagerError),
    /// It is the right one, and used as long as this program runs.
    #[error("it is the right one, and used for this run only")]
    NotKept(#[source] CredentialError),
}

impl LoginError {
    /// What to do next, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(_) => Some("give another; nothing was kept".into()),
            Self::Untried(error) => error.hint(),
            Self::NotKept(error) => error.hint().map(str::to_owned),
        }
    }
}

impl Session {
    /// Takes a secret from the user, tries it by one read, and with `keep` keeps it in the keyring if that is where
    /// this context has its secret.
    ///
    /// # Errors
    /// [`LoginError`], which tells whether the secret is used all the same.
    pub async fn log_in(&self, secret: SecretString, keep: bool) -> Result<Kept, LoginError> {
        let before = self.access.begin_trial_of(secret.clone()).await;
        match self.check().await {
            Ok(()) if keep => self.access.keep(secret).await.map_err(LoginError::NotKept),
            Ok(()) => Ok(Kept::InMemory),
            Err(error) if error.needs_the_user() => {
                self.access.go_back(before);
                Err(LoginError::Refused(error))
            }
            Err(error) => Err(LoginError::Untried(error)),
        }
    }
}
