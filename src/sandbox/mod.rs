//! What the simulated managers share: time, faults, chance, settings and serving.
//!
//! Read in this order:
//! - [`scenario`]: the neutral settings that a simulated manager takes.
//! - [`clock`]: virtual time, faster than real time or moved by hand.
//! - [`faults`]: what goes wrong on the way to a simulated manager and back.
//! - [`credential`]: what a request shows besides `Authorization`.
//! - [`seed`]: chance that repeats; [`rhythm`]: how often a world changes by itself.
//! - [`demo`]: one simulated context of the default sandbox.
//! - [`serve`]: a simulated manager on a loopback port.
//! - `recorder` (tests only): what reached a simulated manager.
//!
//! **Invariant:** nothing here names a manager, and nothing here is used by a real connection.

pub mod clock;
pub mod credential;
pub mod demo;
pub mod faults;
#[cfg(test)]
pub mod recorder;
pub mod rhythm;
pub mod scenario;
pub mod seed;
pub mod serve;

pub use clock::VirtualClock;
pub use demo::DemoContext;
pub use faults::{Fault, Faults, FaultsHandle};
pub use rhythm::Rhythm;
pub use scenario::{Access, Scenario};
pub use seed::Seeded;

/// A simulated manager: what `transport` calls in process, and [`serve`] binds to a port.
pub type Simulated = axum::Router;
