//! What proves who we are: where a secret lies, how it is shown to a manager, and who renews it.
//!
//! Read in this order:
//! - [`place`]: where a secret lies, as the configuration writes it.
//! - [`form`]: how it is shown to the manager.
//! - [`account`]: one context's credential: had when it is first needed, kept in memory, renewed, given by the user.
//! - [`surroundings`]: what an account needs of the world.
//! - `lookup`: a secret fetched from its place: [`vault`] and `system_vault` (keyrings), which `vault_queue` speaks
//!   to, `secret_file`, `command`.
//! - `token`: OAuth 2.0; `lifetime`: how long a secret lasts.
//!
//! **Invariant:** a secret is a [`secrecy::SecretString`] from the moment it is read; nothing here can be printed with
//! one in it, and no secret is ever taken from the command line.

pub mod account;
mod command;
pub mod form;
mod lifetime;
mod lookup;
#[cfg(test)]
pub mod memory_vault;
pub mod place;
mod secret_file;
pub mod surroundings;
mod system_vault;
mod token;
pub mod vault;
mod vault_queue;

pub use account::{Account, AccountSettings, Kept, Memory};
pub use command::end_commands;
pub use form::{Form, Grant};
pub use place::{Place, PlaceError};
pub use surroundings::Surroundings;
pub use vault::{Keeper, Vault, VaultEntry, VaultError};
pub use vault_queue::VaultQueue;
