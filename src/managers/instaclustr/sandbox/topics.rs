//! The topics of a Kafka cluster.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Outcome, Refusal, created, message, ok};
use super::checks::Checks;
use super::model::Cluster;
use super::reader::Reader;

#[derive(Debug, Clone)]
pub struct Topic {
    pub replication: usize,
    pub partitions: usize,
    /// Values are text.
    pub config: Map<String, Value>,
}

impl Topic {
    /// A topic that keeps records for a week, as Kafka does unless told otherwise.
    pub fn new(replication: usize, partitions: usize) -> Self {
        let mut config = Map::new();
        for (name, value) in [("cleanup.policy", "delete"), ("retention.ms", "604800000")] {
            config.insert(name.to_owned(), value.into());
        }
        Self {
            replication,
            partitions,
            config,
        }
    }
}

pub fn list(cluster: &Cluster) -> Outcome {
    ok(json!({"topics": cluster.topics.keys().collect::<Vec<_>>()}))
}

pub fn create(cluster: &mut Cluster, body: &Value, now: DateTime<Utc>) -> Outcome {
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let name = fields.required_text("topic", &mut checks).to_owned();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let is_name = name.len() <= 249 && name.chars().all(fits);
    checks.require(
        is_name,
        "topic",
        "Must have letters, digits, dots, underscores and hyphens only.",
    );
    let brokers = cluster
        .nodes()
        .filter(|node| node.purpose == "KAFKA_BROKER")
        .count();
    let replication = fields.number_within("replicationFactor", 1, brokers.max(1), &mut checks);
    let partitions = fields.number_within("partitions", 1, 10_000, &mut checks);
    checks.done()?;
    cluster.must_answer(now)?;
    if cluster.topics.contains_key(&name) {
        return Err(Refusal::Words(
            StatusCode::CONFLICT,
            format!("Topic '{name}' already exists"),
        ));
    }
    let answer = message(format!("Topic {name} created."));
    cluster.topics.insert(name, Topic::new(replication, partitions));
    created(answer)
}

pub fn show(cluster: &Cluster, name: &str) -> Outcome {
    let topic = cluster.topics.get(name).ok_or(Refusal::NOT_FOUND)?;
    ok(json!({
        "topic": name, "replicationFactor": topic.replication, "partitions": topic.partitions,
    }))
}

pub fn delete(cluster: &mut Cluster, name: &str, now: DateTime<Utc>) -> Outcome {
    if !cluster.topics.contains_key(name) {
        return Err(Refusal::NOT_FOUND);
    }
    cluster.must_answer(now)?;
    cluster.topics.remove(name);
    ok(message(format!("Topic {name} deleted.")))
}

pub fn config(cluster: &Cluster, name: &str) -> Outcome {
    let topic = cluster.topics.get(name).ok_or(Refusal::NOT_FOUND)?;
    ok(json!({"config": topic.config}))
}

/// Sets the values that are given; the others stay.
pub fn set_config(cluster: &mut Cluster, name: &str, body: &Value, now: DateTime<Utc>) -> Outcome {
    if !cluster.topics.contains_key(name) {
        return Err(Refusal::NOT_FOUND);
    }
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let config = fields.object("config", &mut checks);
    checks.require(!config.is_empty(), "config", "Must not be empty.");
    for (name, value) in &config {
        checks.require(value.is_string(), &format!("config.{name}"), "Must be a string.");
    }
    checks.done()?;
    cluster.must_answer(now)?;
    let topic = cluster.topics.get_mut(name).ok_or(Refusal::NOT_FOUND)?;
    topic.config.extend(config);
    ok(json!({"config": topic.config}))
}
