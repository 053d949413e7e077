//! The simulated Cloudify Manager, as its reference describes it and two real ones were recorded.
//!
//! Read in this order:
//! - [`profile`]: which generation of the manager it is, and in which words that one complains.
//! - [`asking`], [`answer`]: a request taken apart, and what may come back.
//! - [`listing`]: projection, filters, order and pages, the same for every list.
//! - [`owned`], [`archive`]: what every resource of a tenant carries; telling archives apart.
//! - [`world`]: all that the manager holds, brought up to the present on each request.
//! - [`plan`], [`dsl`], [`kinds_of_nodes`], [`functions`], [`unpacking`], [`multipart`]: what a blueprint says.
//! - [`states`], [`standing`], [`model`], [`execution`], [`happening`]: what there is, and where it stands.
//! - [`growing`], [`workflows`], [`program`], [`telling`]: what a workflow takes, does and writes down.
//! - [`estate`], [`engine`], [`performing`], [`past`]: all of it at one moment, how it goes on, and what was before.
//! - [`blueprints`], [`deployments`], [`making`], [`deployed`], [`nodes`], [`instances`], [`executions`]: the endpoints.
//! - [`events`], [`wanted`], [`ranges`]: what was written down, by whatever it is asked for.
//! - [`fleet`], [`demonstration`], [`crowd`]: the managers to start with.
//! - [`accounts`]: tenants, users, groups and tokens; who may do what.
//! - [`secrets`], [`plugins`], [`wagon`], [`snapshots`], [`cluster`], [`status`], [`maintenance`]: families of endpoints.
//! - [`links`], [`furnishing`]: what families know of each other, and hold to begin with.
//! - [`auth`], [`routing`], [`endpoints`], [`serving`]: who asks, for which endpoint; the order of all checks.
//!
//! **Invariant:** nothing here uses the client's wire types: the JSON is written after the documented
//! and recorded answers, so that client and simulator cannot be wrong together.

pub mod accounts;
pub mod answer;
pub mod archive;
pub mod asking;
pub mod auth;
pub mod blueprints;
pub mod cluster;
pub mod crowd;
pub mod demonstration;
pub mod deployed;
pub mod deployments;
pub mod dsl;
pub mod endpoints;
pub mod engine;
pub mod estate;
pub mod events;
pub mod execution;
pub mod executions;
pub mod fleet;
pub mod functions;
pub mod furnishing;
pub mod growing;
pub mod happening;
pub mod instances;
pub mod kinds_of_nodes;
pub mod links;
pub mod listing;
pub mod maintenance;
pub mod making;
pub mod model;
pub mod multipart;
pub mod nodes;
pub mod owned;
pub mod past;
pub mod performing;
pub mod plan;
pub mod plugins;
pub mod profile;
pub mod program;
pub mod ranges;
pub mod routing;
pub mod secrets;
pub mod serving;
pub mod snapshots;
pub mod standing;
pub mod states;
pub mod status;
pub mod telling;
pub mod unpacking;
pub mod wagon;
pub mod wanted;
pub mod workflows;
pub mod world;

pub use fleet::{contexts, simulate};
pub use world::World;

#[cfg(test)]
mod tests;
