//! Which requests a list or an object takes.
//!
//! - [`pages`]: a list, page by page, as far as somebody wants it; [`lists`]: the list of each kind; [`parts`]: what is
//!   listed for one deployment.
//! - [`deployments`]: deployments with what their state is derived from.
//! - [`objects`]: one object, with its parts; [`system`]: the manager itself, its services, its cluster and tokens.
//! - [`events`]: the log of events.
//! - [`shown`]: what is sent for it, to be read before it is.
//!
//! **Invariant:** nothing is read to its end unless all of it is wanted.

mod deployments;
mod events;
mod lists;
mod objects;
mod pages;
mod parts;
mod shown;
mod system;

use crate::managers::ManagerError;
use crate::resource::KindId;

use super::client::Client;
use super::memory::{Generation, Memory};

/// Reads what this manager has.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub client: &'a Client,
    pub memory: &'a Memory,
}

impl Reader<'_> {
    /// Of which generation the manager is: asked for once, and assumed to be the oldest if it does not say.
    ///
    /// # Errors
    /// Those that only the user can help with, lest they be asked for again with a guess.
    pub async fn generation(self) -> Result<Generation, ManagerError> {
        if let Some(known) = self.memory.generation() {
            return Ok(known);
        }
        match self.client.send(self.client.calls().version()).await {
            Ok(version) => Ok(self.memory.saw(&version)),
            Err(error) if error.needs_the_user() || matches!(error, ManagerError::Unreachable(_)) => {
                Err(error)
            }
            Err(_) => Ok(Generation::OLDEST),
        }
    }
}

fn not_listed(kind: KindId) -> ManagerError {
    ManagerError::NotOffered {
        reason: format!("{kind} are read with their deployment"),
    }
}

/// Nothing of what was asked for by name.
fn unknown(what: &str, id: &str) -> ManagerError {
    ManagerError::NotFound {
        message: format!("there is no {what} {id}"),
    }
}
