//! Bodies of requests that change something, from what an action was told; pure.
//!
//! - [`starting`]: executions: which workflow does it, and what it is told.
//! - [`keeping`]: deployments, secrets, snapshots; node instances. [`people`]: users and groups; the cluster of managers.

pub mod keeping;
pub mod people;
pub mod starting;

#[cfg(test)]
mod tests;
