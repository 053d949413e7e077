//! Tenants, users, groups and tokens ("Authentication and authorization").
//!
//! - [`model`]: who there is, and who belongs where.
//! - [`rights`]: which role allows what.

pub mod model;
pub mod rights;

pub use model::{Accounts, Caller, Group, SystemRole, Tenant, Token, User};
pub use rights::{Right, TenantRole};
