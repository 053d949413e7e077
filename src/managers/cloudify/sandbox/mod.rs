//! The simulated Cloudify Manager, as its reference describes it and two real ones were recorded.
//!
//! Read in this order:
//! - [`profile`]: which generation of the manager it is, and in which words that one complains.
//! - [`asking`], [`answer`]: a request taken apart, and what may come back.
//! - [`listing`]: projection, filters, order and pages, the same for every list.
//! - [`owned`], [`archive`]: what every resource of a tenant carries; telling archives apart.
//! - [`world`]: all that the manager holds, brought up to the present on each request.
//! - [`accounts`]: tenants, users, groups and tokens; who may do what.
//! - [`secrets`], [`plugins`], [`cluster`], [`status`], [`maintenance`]: families of endpoints.
//! - [`auth`], [`routing`], [`serving`]: who asks, for which endpoint; the order of all checks.
//!
//! **Invariant:** nothing here uses the client's wire types: the JSON is written after the documented
//! and recorded answers, so that client and simulator cannot be wrong together.

pub mod accounts;
pub mod answer;
pub mod archive;
pub mod asking;
pub mod auth;
pub mod cluster;
pub mod links;
pub mod listing;
pub mod maintenance;
pub mod owned;
pub mod plugins;
pub mod profile;
pub mod routing;
pub mod secrets;
pub mod serving;
pub mod status;
pub mod wagon;
pub mod world;
