//! Imply Cloud Manager: clusters, their servers, and the versions of a cluster's configuration.
//!
//! API version 1.0.0. Read in this order:
//! - [`wire`]: what the API sends and takes, each fact with its source; [`lenient`]: fields that
//!   never lose the object they stand in; [`words`]: open enums, classed by pattern.
//! - [`client`]: one function per operation; [`errors`]: the API's error model.
//! - [`kinds`]: wire types become the neutral columns and details; [`actions`]: what can be done.
//! - [`editing`]: the configuration as it is edited: schema, rules, risks.
//! - [`sandbox`]: the simulated manager: the same operations, no socket.
//!
//! **Invariant:** nothing outside this folder names an Imply type.

pub mod actions;
pub mod client;
pub mod editing;
pub mod errors;
pub mod kinds;
pub mod lenient;
pub mod manager;
pub mod sandbox;
pub mod wire;
pub mod words;

#[cfg(test)]
mod tests;

pub use manager::ENTRY;
