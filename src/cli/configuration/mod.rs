//! `qd context` and `qd config`: the configuration file, looked at and changed.
//!
//! Read in this order:
//! - [`context`]: `qd context`: add, edit, remove, rename, use, list.
//! - [`list`]: what `qd context list` prints.
//! - [`given`]: the flags that fill a context's keys, made from the table of keys.
//! - [`agree`]: what would be written is shown and asked for.
//! - `exposure`: a credential that plain HTTP would expose.
//! - [`config`]: `qd config`: show, path, check, schema, example.
//! - `trial`: what only opening the contexts shows to be wrong.
//!
//! **Invariant:** no manager is asked, and nothing is written that was not shown.

pub mod agree;
pub mod config;
pub mod context;
mod exposure;
pub mod given;
pub mod list;
mod trial;

pub use config::Config;
pub use context::Context;
