//! What the user set, and from where: flags, environment, configuration file, in that order.
//!
//! Read in this order:
//! - [`paths`]: where the files are.
//! - [`keys`]: every key of `config.toml`, declared once; [`value`]: how its value is read.
//! - [`mod@file`]: what can be used of `config.toml`; [`mistake`]: what is wrong, at its place.
//! - [`reader`]: from the one text to both; [`syntax`]: what is left where it is no TOML.
//! - [`origin`]: each value and where it comes from; [`schema`]: the same keys as a JSON Schema.
//! - [`fields`]: the same keys as fields to fill in.
//! - [`mod@write`]: a change of the file, shown first, written whole or not at all.
//! - [`identity`]: how a context's entry says who we are.
//! - [`connection`]: a context's settings become an open session.
//!
//! **Invariant:** only [`mod@write`] writes, and only what it was asked to; no secret is ever part of a value that can be
//! printed.

pub mod connection;
pub mod fields;
pub mod file;
pub mod identity;
pub mod keys;
pub mod mistake;
pub mod origin;
pub mod paths;
pub mod reader;
pub mod schema;
pub mod syntax;
pub mod value;
pub mod write;

pub use connection::{Connection, FarEnd, OpenError};
pub use file::{ConfigFile, ConfigProblem, ConsoleEntry, ContextEntry};
pub use mistake::{Mistake, Whose};
pub use paths::Paths;
