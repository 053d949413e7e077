//! The headless front end: sub-commands, one file each.
//!
//! Read in this order:
//! - [`arguments`]: every flag and sub-command, and their help.
//! - [`contexts`]: which contexts they mean, opened.
//! - [`run`]: from a sub-command to its exit code ([`exit`]); [`trouble`]: an end before the end.
//! - [`fleet`]: the lists of all contexts, asked for at once; [`resolve`]: from a name to one object.
//! - [`get`], [`describe`]: what is shown; [`output`]: in which form; [`surface`]: where.
//! - [`events`]: what happened, and what happens.
//! - [`change`]: the verbs that managers declare: `start`, `stop`, `delete` ...
//! - [`download`]: the file of an object.
//! - [`note`]: the texts that managers declare. [`secret_parameter`]: what no command line may hold.
//! - [`files`], [`drift`]: what files ask for, compared with what is there; [`plan`] shows it, [`apply`] sends it.
//! - [`edit`], [`create`]: a configuration written by hand, or taken from another cluster; [`drafts`]: what was
//!   written and not yet sent.
//! - [`versions`]: `history`, `diff`, `restore`.
//! - [`journal`]: what was asked for, when and by whom.
//! - [`configuration`]: `qd context` and `qd config`: the one place that changes the configuration file.
//! - [`doctor`]: what is in the way to each manager, and what to do about it.
//! - [`manual`]: completions and manual pages.
//! - [`login`]: `qd login` and `qd logout`; where a secret is missing, it is asked for.
//! - `held_terminal`: the terminal in a mode of its own, and given back whatever happens.
//! - [`ssh`]: to log in to a machine.
//! - [`sandbox`]: `qd sandbox serve`, and the simulated contexts.
//!
//! **Invariant:** data goes to standard output, everything else to standard error; nothing here knows
//! the console.

pub mod apply;
pub mod arguments;
pub mod change;
pub mod configuration;
pub mod contexts;
pub mod create;
pub mod describe;
pub mod doctor;
pub mod download;
pub mod drafts;
pub mod drift;
pub mod edit;
pub mod events;
pub mod exit;
pub mod files;
pub mod fleet;
pub mod get;
mod held_terminal;
pub mod journal;
pub mod login;
pub mod manual;
pub mod note;
pub mod output;
pub mod plan;
pub mod resolve;
pub mod run;
pub mod sandbox;
pub mod secret_parameter;
pub mod ssh;
pub mod surface;
pub mod trouble;
pub mod versions;

pub use arguments::{Arguments, Command};
pub use exit::Exit;
