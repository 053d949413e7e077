//! The base bundles, one file each (5.2 of the reference; versions and sizes as seen in 4.1, and where no size was
//! seen, one after the pattern that newer sizes follow).

mod cadence;
mod cassandra;
pub mod kafka;
mod kafka_connect;
pub mod opensearch;
mod postgresql;
mod redis;
mod zookeeper;

use crate::resource::{Parameter, Takes};

use super::bundle::{Bundle, BundleOption};

pub use cadence::CADENCE;
pub use cassandra::CASSANDRA;
pub use kafka::KAFKA;
pub use kafka_connect::KAFKA_CONNECT;
pub use opensearch::OPENSEARCH;
pub use postgresql::POSTGRESQL;
pub use redis::REDIS;
pub use zookeeper::ZOOKEEPER;

/// Every base bundle that has a form of its own.
pub static BUNDLES: [&Bundle; 8] = [
    &CASSANDRA,
    &KAFKA,
    &KAFKA_CONNECT,
    &OPENSEARCH,
    &REDIS,
    &ZOOKEEPER,
    &POSTGRESQL,
    &CADENCE,
];

/// A bundle as people name it; as the API does, if it is not known.
pub fn title(name: &str) -> &str {
    let known = BUNDLES.iter().find(|bundle| bundle.name == name);
    known.map_or(name, |bundle| bundle.title)
}

const fn version(help: &'static str, seen: &'static [&'static str]) -> Parameter {
    Parameter::new("version", help, Takes::Text)
        .required()
        .such_as(seen)
}

const fn node_size(seen: &'static [&'static str]) -> Parameter {
    Parameter::new(
        "node-size",
        "The size of its nodes, as the vendor lists them",
        Takes::Text,
    )
    .required()
    .such_as(seen)
}

/// The version of an add-on; that it is said adds it.
const fn add_on(name: &'static str, help: &'static str, seen: &'static [&'static str]) -> Parameter {
    Parameter::new(name, help, Takes::Text).such_as(seen)
}

const CLIENT_ENCRYPTION: BundleOption = BundleOption::flag(
    "clientEncryption",
    "client-encryption",
    "Whether clients must speak TLS; it cannot be changed later",
);
