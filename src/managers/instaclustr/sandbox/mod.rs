//! The simulated Provisioning API (v1), as its reference describes it.
//!
//! Read in this order:
//! - [`words`], [`catalogue`], [`regions`], [`cidr`]: what there is to order, and where.
//! - [`account`], [`model`]: who owns what; clusters, data centres and nodes.
//! - [`life`], [`resize`]: how they come, change and go in virtual time; nothing ticks.
//! - [`world`]: all of them, brought up to the present on each request; the handle that tests hold.
//! - [`reader`], [`checks`], [`order`]: reading a request, and complaining about all of it at once.
//! - [`clusters`], [`documents`], [`centres`], [`firewall`], [`peering`], [`keys`], [`users`], [`topics`],
//!   [`acls`], [`backups`], [`configurations`], [`reloads`]: the endpoints.
//! - [`traffic`], [`auth`], [`routing`], [`handle`], [`answer`], [`oddities`], [`routes`]: the HTTP side.
//! - [`settings`]: who is let in, how often, what goes wrong, what the answers look like.
//! - [`fleet`], [`demonstration`], [`named`], [`crowd`]: the fleets to start with.
//!
//! On a clock that is moved by hand, [`router`], [`simulate`] and [`contexts`] count no requests against the rate
//! limit: such a clock does not tell how long a visitor has waited. [`World::new`] leaves that to its settings.
//!
//! What the reference leaves open is answered here in one way; the tests say which.
//!
//! **Invariant:** nothing here uses the client's wire types: the JSON is written after the documented
//! samples, so that client and simulator cannot be wrong together.

pub mod account;
pub mod acls;
pub mod answer;
pub mod auth;
pub mod backups;
pub mod catalogue;
pub mod centres;
pub mod checks;
pub mod cidr;
pub mod clusters;
pub mod configurations;
pub mod crowd;
pub mod demonstration;
pub mod documents;
pub mod firewall;
pub mod fleet;
pub mod handle;
pub mod keys;
pub mod life;
pub mod model;
pub mod named;
pub mod oddities;
pub mod order;
pub mod peering;
pub mod reader;
pub mod regions;
pub mod reloads;
pub mod resize;
pub mod routes;
pub mod routing;
pub mod settings;
pub mod topics;
pub mod traffic;
pub mod users;
pub mod words;
pub mod world;

#[cfg(test)]
mod tests;

pub use fleet::{contexts, router, simulate};
pub use settings::Settings;
pub use world::World;
