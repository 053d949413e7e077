//! `qd login` and `qd logout`, and asking for a secret where one is missing.
//!
//! Read in this order:
//! - [`request`]: the two sub-commands.
//! - [`asking`]: what is typed on the terminal, without echo.
//!
//! **Invariant:** no secret is ever taken from the command line, and none is printed.

pub mod asking;
pub mod request;

pub use asking::ask_where_needed;
pub(super) use asking::on_terminal;
pub use request::{Login, Logout};
