//! `qd apply`, and how every change of a configuration is sent from the command line.
//!
//! Read in this order:
//! - [`request`]: the arguments of `qd apply`, and the course of events.
//! - [`batch`]: changes that are ready: checked by their managers, confirmed, then sent one after the other.
//! - [`words`]: what is going to happen, in words.
//!
//! **Invariant:** nothing is sent before every change of a batch was checked and confirmed.

pub mod batch;
pub mod request;
pub mod words;

pub use batch::{Batch, Ready, Sent, Verb};
pub use request::Apply;
