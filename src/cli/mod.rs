//! The headless front end: sub-commands, one file each.
//!
//! Read in this order:
//! - [`arguments`]: every flag and sub-command, and their help.
//! - [`contexts`]: which contexts they mean, opened.
//! - [`sandbox`]: `qd sandbox serve`, and the simulated contexts.
//!
//! **Invariant:** data goes to standard output, everything else to standard error; nothing here knows
//! the console.

pub mod arguments;
pub mod contexts;
pub mod sandbox;

pub use arguments::{Arguments, Command};
