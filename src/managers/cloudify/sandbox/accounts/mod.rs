//! Tenants, users, groups and tokens ("Authentication and authorization").
//!
//! - [`model`]: who there is, and who belongs where.
//! - [`rights`]: which role allows what.
//! - [`tenants`], [`members`], [`users`], [`groups`], [`tokens`]: the endpoints.

pub mod groups;
pub mod members;
pub mod model;
pub mod rights;
pub mod tenants;
pub mod tokens;
pub mod users;

pub use model::{Accounts, Caller, Group, SystemRole, Tenant, Token, User};
pub use rights::{Right, TenantRole};
