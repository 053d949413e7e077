//! Quarterdeck: one keyboard-driven console for the cluster managers an operator already has.
//!
//! Two front ends over one core:
//!
//! ```text
//!         cli          tui            front ends; neither knows the other (main.rs picks one)
//!           └─────┬─────┘
//!              session ── config
//!                 │
//!             managers ── sandbox
//!                 │
//!             transport
//!
//!   resource                          pure; anyone may use it, it uses no one
//! ```
//!
//! The rooms:
//! - [`resource`]: the neutral vocabulary: kinds, rows, details, actions, events, queries.
//! - [`managers`]: one folder per manager, and the registry that lists them.
//! - [`transport`]: the one door to a manager, over the network or in process.
//! - [`sandbox`]: what the simulated managers share: clock, faults, seed, serving.
//! - [`config`]: what the user set, and from where.
//! - [`session`]: an open context; what both front ends talk to.
//! - [`cli`]: the headless sub-commands.
//! - [`tui`]: the console.
//!
//! **Invariants**, checked by `tests/architecture.rs`:
//! 1. `resource` names no other room, no async runtime, no terminal and no HTTP crate.
//! 2. A manager's name occurs only in its folder and in one line of the registry.
//! 3. Only `transport` names `reqwest`; only `transport::endpoint`, `sandbox` and the managers'
//!    `sandbox` modules name `axum`.
//! 4. In `tui`, only `runtime` names `tokio`, `session` or the terminal; screens and widgets are pure.
//! 5. A simulator writes JSON after the documented samples, never through its manager's wire types.

pub mod cli;
pub mod config;
pub mod managers;
pub mod resource;
pub mod sandbox;
pub mod session;
pub mod transport;
pub mod tui;
