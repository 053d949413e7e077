//! What differs from the usual configuration of a bundle.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Outcome, Refusal, created, no_content, ok};
use super::checks::Checks;
use super::model::Cluster;
use super::reader::Reader;

pub fn list(cluster: &Cluster, bundle: &str) -> Outcome {
    let known = cluster.configurations.get(of(cluster, bundle)?);
    let pairs = known
        .into_iter()
        .flatten()
        .map(|(name, value)| document(name, value));
    ok(pairs.collect())
}

pub fn set(cluster: &mut Cluster, bundle: &str, body: &Value, now: DateTime<Utc>) -> Outcome {
    let bundle = of(cluster, bundle)?;
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let name = fields.required_text("parameterName", &mut checks);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    checks.require(
        name.chars().all(fits),
        "parameterName",
        format!("Unknown parameter '{name}'."),
    );
    let value = fields.get("parameterValue").cloned().unwrap_or_default();
    let is_plain = value.is_string() || value.is_number() || value.is_boolean();
    checks.require(is_plain, "parameterValue", "Must not be empty.");
    checks.done()?;
    cluster.must_stay(now)?;
    let answer = document(name, &value);
    cluster
        .configurations
        .entry(bundle)
        .or_default()
        .insert(name.to_owned(), value);
    created(answer)
}

pub fn delete(cluster: &mut Cluster, bundle: &str, name: &str, now: DateTime<Utc>) -> Outcome {
    let bundle = of(cluster, bundle)?;
    if !cluster
        .configurations
        .get(bundle)
        .is_some_and(|known| known.contains_key(name))
    {
        return Err(Refusal::NOT_FOUND);
    }
    cluster.must_stay(now)?;
    if let Some(known) = cluster.configurations.get_mut(bundle) {
        known.remove(name);
    }
    no_content()
}

fn document(name: &str, value: &Value) -> Value {
    json!({"parameterName": name, "parameterValue": value})
}

/// The bundle of a path, if the cluster has it.
fn of(cluster: &Cluster, path: &str) -> Result<&'static str, Refusal> {
    cluster
        .bundle(path)
        .map(|bundle| bundle.name)
        .ok_or(Refusal::NOT_FOUND)
}
