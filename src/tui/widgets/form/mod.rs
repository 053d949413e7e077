//! A form: fields below each other, one of which is being filled in.
//!
//! Read in this order:
//! - [`field`]: one field, from the data it is described by; [`secret`]: text that is never shown;
//!   [`completion`]: text that is completed from what is known.
//! - [`state`]: the fields, the focus, what a key does, what is wrong.
//! - [`paint`]: the fields as lines, cut to what the terminal has room for.
//!
//! **Invariant:** nothing here knows what a form is for; a secret leaves it only as a `SecretString`.

pub mod completion;
pub mod field;
pub mod paint;
pub mod secret;
pub mod state;

#[cfg(test)]
mod tests;

pub use completion::Extent;
pub use field::{Check, Condition, Field, Pick};
pub use secret::SecretInput;
pub use state::{Form, Outcome};
