//! Cloudify Manager: deployments, their nodes and instances, and the workflows that run on them, behind the REST API
//! v3 of 4.x to 7.x.
//!
//! Read in this order:
//! - [`wire`]: what the API sends, each fact with its section in the reference; [`lenient`]: fields that never lose
//!   the object they stand in; [`words`]: its status words, classed.
//! - [`client`]: one function per endpoint; [`errors`]: its error bodies, and what comes in their place.
//! - [`kinds`]: wire types become the neutral columns and details; [`reading`]: which requests they take, and
//!   what is remembered of the manager ([`memory`]).
//! - [`actions`]: what can be done, when, and what it will do; [`drafts`]: the bodies of requests for it;
//!   [`changing`]: actions become requests.
//! - [`files`]: what is uploaded and downloaded.
//! - [`manager`]: the neutral trait.
//! - [`sandbox`]: the simulated manager: the same endpoints, no socket.
//!
//! **Invariant:** nothing outside this folder names a Cloudify type.

pub mod actions;
pub mod changing;
pub mod client;
pub mod drafts;
pub mod errors;
pub mod files;
pub mod kinds;
pub mod lenient;
pub mod manager;
pub mod memory;
pub mod reading;
pub mod sandbox;
pub mod wire;
pub mod words;

#[cfg(test)]
mod tests;

pub use manager::ENTRY;
