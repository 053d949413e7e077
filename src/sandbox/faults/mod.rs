//! What goes wrong on the way to a simulated manager and back.
//!
//! - [`fault`]: one fault, and how it is written.
//! - [`handle`]: the faults in force, shared and changeable while the manager runs.
//! - [`layer`]: a router with faults in front of it.
//! - [`rewrite`]: answers of a manager newer, or vaguer, than the client.

pub mod fault;
pub mod handle;
pub mod layer;
pub mod rewrite;

pub use fault::{Fault, FaultError, FaultKind, Faults, Scope};
pub use handle::FaultsHandle;
pub use layer::{with_faults, with_faults_worded};
