//! Instaclustr: managed clusters of Cassandra, Kafka and others, ordered through its Provisioning API (v1).
//!
//! Read in this order:
//! - [`sandbox`]: the simulated manager: the same endpoints, no socket.
//!
//! `samples/` holds requests and answers, listed by `_index.json`; the tests of both sides read them.
//!
//! **Invariant:** nothing outside this folder names an Instaclustr type.

pub mod sandbox;
