//! What proves who we are: where a secret lies, how it is shown to a manager, and who renews it.
//!
//! Read in this order:
//! - [`place`]: where a secret lies, as the configuration writes it.
//! - [`form`]: how it is shown to the manager.
//! - [`account`]: one context's credential: had when it is first needed, kept in memory, renewed, given by the user.
//!
//! **Invariant:** a secret is a [`secrecy::SecretString`] from the moment it is read; nothing here can be printed with
//! one in it, and no secret is ever taken from the command line.

pub mod account;
pub mod form;
pub mod place;

pub use account::{Account, AccountSettings};
pub use form::{Form, Grant};
pub use place::{Place, PlaceError};
