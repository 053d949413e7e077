//! Cloudify: deployments behind the Manager's REST API v3, as versions 4 to 7 speak it.
//!
//! Read in this order:
//! - [`sandbox`]: the simulated manager: the same endpoints, no socket.
//!
//! **Invariant:** nothing outside this folder names a Cloudify type.

pub mod sandbox;
