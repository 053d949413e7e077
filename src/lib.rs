//! Quarterdeck: one keyboard-driven console for the cluster managers an operator already has.
//!
//! Two front ends over one core:
//!
//! ```text
//!         cli          tui            front ends; neither knows the other (main.rs and console.rs join them)
//!          │            │
//!        config         │             what the user set, and the sessions it opens
//!          └─────┬──────┘
//!             session ── journal ── store    an open context; what was done; what is kept on disk
//!             │     │
//!             │  credentials          what proves who we are
//!             │     │
//!         managers ─┼─ sandbox        the same requests, over a network or to a simulator
//!             │     │     │
//!             transport ──┘
//!
//!   resource · spec · history         pure; anyone may use them, they use only each other, from left to right
//! ```
//!
//! The rooms:
//! - [`resource`]: the neutral vocabulary: kinds, rows, details, actions, events, queries.
//! - [`spec`]: editing a desired state: documents, their differences, plans and merges.
//! - [`history`]: versions of a desired state, what each changed, and who set a field; what was seen to change.
//! - [`managers`]: one folder per manager, and the registry that lists them.
//! - [`transport`]: the one door to a manager, over the network or in process, and one queue per host before it.
//! - [`sandbox`]: what the simulated managers share: clock, faults, seed, serving.
//! - [`credentials`]: what proves who we are: where secrets lie, and who renews them.
//! - [`report`]: what the program says of itself: its log, and a report if it crashes; it stands beside the others.
//! - [`journal`]: what was done, when and by whom.
//! - [`store`]: what is kept on disk between two runs: drafts, versions.
//! - [`config`]: what the user set, and from where.
//! - [`session`]: an open context; what both front ends talk to: reads that are shared, changes sent once.
//! - [`cli`]: the headless sub-commands.
//! - [`tui`]: the console.
//!
//! **Invariants**, checked by `tests/architecture`:
//! 1. A room names only the rooms below it in this picture; of the managers, `tui` knows what they
//!    declare and no more.
//! 2. `resource`, `spec` and `history` name no async runtime, no terminal and no HTTP crate, and ask nobody for the time.
//! 3. A manager's name occurs only in its folder, in the `mod` line of that, and in one line of the
//!    registry; the command line's help may show it as an example of `--manager`.
//! 4. Only `transport` names `reqwest`; only `transport::endpoint`, `sandbox` and the managers'
//!    `sandbox` modules name `axum`.
//! 5. In `tui`, only `runtime` names `tokio`, `session` or the terminal, or touches the world; screens
//!    and widgets are pure.
//! 6. A simulator writes JSON after the documented samples, never through its manager's client or its
//!    wire types.

pub mod cli;
pub mod config;
pub mod credentials;
pub mod history;
pub mod journal;
pub mod managers;
pub mod report;
pub mod resource;
pub mod sandbox;
pub mod session;
pub mod spec;
pub mod store;
pub mod transport;
pub mod tui;
