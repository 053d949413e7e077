//! Runs a program in a terminal of its own and looks at what it shows.
//!
//! [`Console`] is a pseudo-terminal with an emulator behind it. Tests wait for what is shown, never for
//! time; a wait that takes too long fails with the screen.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]
#![allow(unreachable_pub, reason = "as in the library: `pub` is what a module offers")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure here is a failed test"
)]

pub mod console;
mod emulator;
mod frames;
pub mod keys;
mod sandbox;
mod server;

pub use console::Console;
pub use frames::assert_only_frames;
pub use keys::Key;
pub use sandbox::Sandbox;
pub use server::{Reply, Server};
