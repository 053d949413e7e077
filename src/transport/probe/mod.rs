//! The way to a manager, looked at step by step, to say where it ends. No credential goes along.
//!
//! Read in this order:
//! - [`route`]: straight, or through which proxy.
//! - [`reach`]: the host's addresses, and a connection to one of them.
//! - [`mod@greet`]: the first answer, with or without trust in the other side's certificate.
//! - [`certificate`]: what a certificate says of itself, and whether a key is its own.
//!
//! **Invariant:** facts, no judgement: what is good or bad, and what to do, is for those who show it.

pub mod certificate;
pub mod greet;
pub mod reach;
pub mod route;

#[cfg(test)]
mod tests;

pub use certificate::{CertificateFacts, PairError, check_pair};
pub use greet::{Greeting, greet, greet_without_trust};
pub use reach::{Connected, ReachError, Resolved, connect, resolve};
pub use route::Route;

use std::time::Duration;

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepLimits {
    pub resolve: Duration,
    pub connect: Duration,
    pub answer: Duration,
}

impl Default for StepLimits {
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(5),
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
        }
    }
}
