//! Instaclustr: clusters of several data centres behind the Provisioning API v1, one request per 2.5 s and address.
//!
//! Read in this order:
//! - [`wire`]: what the API sends, each fact with its source; [`lenient`]: fields that never lose the object they
//!   stand in; [`words`]: its status words, classed.
//! - [`client`]: one function per endpoint; [`errors`]: the many shapes of its errors.
//! - [`kinds`]: wire types become the neutral columns and details; [`reading`]: which requests they take, and what
//!   is remembered between them ([`memory`]).
//! - [`bundles`]: what clusters can be made of, and what is known to be refused; [`actions`]: what can be done, and
//!   what it does; [`drafts`]: the bodies of requests; [`changing`]: actions become requests.
//! - [`manager`]: the neutral trait.
//!
//! `samples` holds the documented bodies; the tests of both sides read them.
//!
//! **Invariant:** nothing outside this folder names an Instaclustr type.

pub mod actions;
pub mod bundles;
pub mod changing;
pub mod client;
pub mod drafts;
pub mod errors;
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
