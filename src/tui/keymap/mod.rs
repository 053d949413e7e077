//! Keys are data: what the keys do, the help, the footer's hints and the manual come from one table.
//!
//! Read in this order:
//! - [`command`]: what the user can ask of the console, each with its name and its help.
//! - [`scope`]: where a key applies; a screen names its scopes from the inside out.
//! - [`key`]: one key as the files write it (`ctrl-d`, `G`, `space`).
//! - [`bindings`]: the table, and what the keys typed so far mean.
//! - [`mod@file`]: `assets/keymap.toml` and the user's file merged over it, with all mistakes at once.
//! - [`manual`]: the key table of the README.
//!
//! **Invariant:** no view spells a key, and nothing here knows the terminal library: the runtime
//! turns its events into [`Key`]s.

pub mod bindings;
pub mod command;
pub mod file;
pub mod key;
pub mod manual;
pub mod scope;

pub use bindings::{Binding, HelpEntry, Keymap, Lookup};
pub use command::{Command, Group};
pub use key::{Key, KeyCode, Modifiers};
pub use scope::Scope;
