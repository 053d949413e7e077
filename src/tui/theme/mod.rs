//! What the console looks like: styles by meaning, and the glyphs outside of ASCII.
//!
//! Read in this order:
//! - [`roles`]: the [`Theme`]: one style for each meaning.
//! - [`glyphs`]: lines, markers and gauges, and what stands for them in ASCII mode.
//! - [`color`]: the names of colours, and how many of them a terminal has.
//! - [`mod@file`]: `themes/*.toml` and the user's own theme files, with all mistakes at once.
//! - [`catalogue`]: the themes there are, by name.
//! - [`choice`]: which theme, how many colours and which glyphs suit the environment.
//!
//! **Invariant:** a view never names a colour, and nothing here asks the terminal anything.

pub mod catalogue;
pub mod choice;
pub mod color;
pub mod file;
pub mod glyphs;
pub mod roles;
#[cfg(test)]
mod tests;

pub use catalogue::{Themes, UnknownTheme};
pub use choice::{Choice, ChosenBy, choose};
pub use color::ColorDepth;
pub use glyphs::Glyphs;
pub use roles::{Appearance, Theme};
