//! Commissaire: hosts in clusters, and upgrades, restarts and deploys that roll over them.
//!
//! REST API v0 of server 0.0.6, the last release. Read in this order:
//! - [`wire`]: what the API sends and takes, each fact with its source; [`lenient`]: fields that
//!   never lose the object they stand in; [`words`]: its status words, classed.
//! - [`client`]: one function per endpoint; [`errors`]: what an answer without a word of detail means.
//! - [`kinds`]: wire types become the neutral columns and details; [`reading`]: which requests they take, and what
//!   is remembered between them ([`memory`]).
//! - [`actions`]: what can be done, and what it does; [`changing`]: as which requests; [`manager`]: the neutral trait.
//! - [`notes`]: texts that are written on this machine.
//! - [`sandbox`]: the simulated manager: the same endpoints, no socket.
//!
//! `samples/recorded.jsonl` holds 309 exchanges with a real server; the tests of both sides read it.
//!
//! **Invariant:** nothing outside this folder names a Commissaire type.

pub mod actions;
pub mod changing;
pub mod client;
pub mod errors;
pub mod kinds;
pub mod lenient;
pub mod manager;
pub mod memory;
pub mod notes;
pub mod reading;
pub mod sandbox;
pub mod wire;
pub mod words;

#[cfg(test)]
mod tests;

pub use manager::ENTRY;
