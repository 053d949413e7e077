//! What the user set, and from where: flags, environment, configuration file, in that order.
//!
//! Read in this order:
//! - [`paths`]: where the files are.
//! - [`mod@file`]: `config.toml` as written, every mistake at its place.
//! - [`identity`]: how a context's entry says who we are.
//! - [`connection`]: a context's settings become an open session.
//!
//! **Invariant:** nothing here writes a file, and no secret is ever part of a value that can be printed.

pub mod connection;
pub mod file;
pub mod identity;
pub mod paths;

pub use connection::{Connection, FarEnd, OpenError};
pub use file::{ConfigFile, ConfigProblem, ContextEntry};
pub use paths::Paths;
