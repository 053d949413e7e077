//! The simulated Commissaire: server 0.0.6 with a working backend, its quirks included.
//!
//! Read in this order:
//! - [`words`], [`model`]: clusters, hosts, networks and container managers, as the server stores them.
//! - [`world`]: all of them, brought up to the present on each request; the handle that tests hold.
//! - [`bootstrap`], [`worker`]: what happens to hosts and operations by themselves, in virtual time.
//! - [`nodes`]: what the container managers know of hosts.
//! - [`clusters`], [`members`], [`operations`], [`hosts`], [`infrastructure`]: the endpoints.
//! - [`routing`], [`parameters`], [`auth`], [`python`], [`answer`], [`routes`]: the HTTP side.
//! - [`settings`]: who is let in, how long things take, what goes wrong, which quirks there are.
//! - [`fleet`], [`crowd`], [`recipe`]: the fleets to start with.
//!
//! The last number of an address says what goes wrong with a host, so that failures can be practised:
//!
//! | address ends in | what happens |
//! |---|---|
//! | `.66` | every upgrade, restart and deploy fails on it, and so stops there |
//! | `.77` | a new host cannot be reached: it ends in `failed` without facts |
//! | `.88` | a new host is reached, and its bootstrapping fails |
//!
//! What waits for a backend that does not answer takes as long as on the real server, in virtual
//! time: on a clock moved by hand the request moves it, on a running one it waits.
//!
//! **Invariant:** nothing here uses the client's wire types: the JSON is written after the recording of
//! a real server, so that client and simulator cannot be wrong together.

pub mod answer;
pub mod auth;
pub mod bootstrap;
pub mod clusters;
pub mod crowd;
pub mod fleet;
pub mod hosts;
pub mod infrastructure;
pub mod members;
pub mod model;
pub mod nodes;
pub mod operations;
pub mod parameters;
pub mod python;
pub mod recipe;
pub mod routes;
pub mod routing;
pub mod settings;
pub mod words;
pub mod worker;
pub mod world;

#[cfg(test)]
mod tests;

pub use fleet::{contexts, router, simulate};
pub use settings::Settings;
pub use world::World;
