//! `qd doctor`: what is in the way between this terminal and each manager, and what to do about it.
//!
//! Read in this order:
//! - [`check`]: one finding: a state, a sentence, and a fix.
//! - [`request`]: the sub-command; [`show`]: its output.
//! - [`program`], [`configuration`]: this machine's side.
//! - [`terminal`], [`questions`]: what the terminal is, and what it answers.
//! - [`subjects`]: which contexts are looked at; [`context`]: one of them.
//! - [`way`]: the way to one host, step by step; [`security`]: certificates, theirs and ours.
//! - [`credential`], [`access`]: what proves who we are, and whether the manager takes it.
//!
//! **Invariant:** nothing is changed, here or there, and no secret is shown. A finding that is not `ok` says what to do.

pub mod access;
pub mod check;
pub mod configuration;
pub mod context;
pub mod credential;
pub mod program;
pub mod questions;
pub mod request;
pub mod security;
pub mod show;
pub mod subjects;
pub mod terminal;
pub mod way;

#[cfg(test)]
mod tests;

pub use request::Doctor;
