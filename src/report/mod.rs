//! What the program says of itself, in files of the state directory: its log, and a report if it crashes.
//!
//! Read in this order:
//! - [`log`]: one line per event, in a file; never on the terminal.
//! - [`crash`]: what is kept of a panic, and what the user is told.
//!
//! **Invariant:** what is written here passed redaction, and holds no value of the environment and no argument.

pub mod crash;
pub mod log;
