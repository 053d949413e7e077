//! The simulated Imply Cloud Manager: the documented endpoints over a small world of clusters.
//!
//! Read in this order:
//! - [`words`], [`model`]: a cluster, its servers and events, as the simulated manager keeps them.
//! - [`definition`]: what a user defines: name and spec, stored as JSON and read where the manager must.
//! - [`agenda`], [`lifecycle`]: what happens to a cluster by itself, step by step, in virtual time.
//! - [`servers`], [`update`], [`stages`]: how servers come and go, and the updates that make them.
//! - [`assessment`]: which kind of update a change needs.
//! - [`change`]: what a user may ask of a cluster: each request accepted, or refused with a reason.
//! - [`validate`]: every complaint about a definition.
//! - [`document`]: a cluster as JSON.
//! - [`world`]: all clusters, brought up to the present on each request; the handle that tests hold.
//! - [`fleet`], [`crowd`]: the fleets to start with, made by [`recipe`], [`spec`], [`past`] and [`plight`].
//! - [`fixture`]: clusters read from sample documents.
//! - [`routes`], [`listing`], [`auth`], [`answer`], [`settings`]: the HTTP side.
//!
//! What the API leaves open (states, timing, event texts, which change needs which update) is this
//! simulator's own choice; the client must not rely on any of it.
//!
//! **Invariant:** nothing here uses the client's wire types: the JSON is written after the documented
//! samples, so that client and simulator cannot be wrong together.

pub mod agenda;
pub mod answer;
pub mod assessment;
pub mod auth;
pub mod change;
pub mod crowd;
pub mod definition;
pub mod document;
pub mod fixture;
pub mod fleet;
pub mod lifecycle;
pub mod listing;
pub mod model;
pub mod past;
pub mod plight;
pub mod recipe;
pub mod routes;
pub mod servers;
pub mod settings;
pub mod spec;
pub mod stages;
pub mod update;
pub mod validate;
pub mod words;
pub mod world;

#[cfg(test)]
mod tests;

pub use fleet::{Profile, contexts, router, simulate};
pub use settings::Settings;
pub use world::World;
