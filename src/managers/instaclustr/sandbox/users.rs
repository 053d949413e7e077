//! The users of a bundle of a cluster ("Bundle users").

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answer::{Outcome, Refusal, created, message, ok};
use super::catalogue::{self, KAFKA};
use super::checks::Checks;
use super::model::Cluster;
use super::reader::Reader;

pub fn list(cluster: &Cluster, bundle: &str, now: DateTime<Utc>) -> Outcome {
    let bundle = of(cluster, bundle)?;
    cluster.must_answer(now)?;
    ok(cluster.users.get(bundle).cloned().unwrap_or_default().into())
}

/// Adds a user; one that is there already is overwritten in Kafka, unless the request says otherwise.
pub fn create(cluster: &mut Cluster, bundle: &str, body: &Value, now: DateTime<Utc>) -> Outcome {
    let bundle = of(cluster, bundle)?;
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let name = read(&fields, &mut checks).to_owned();
    let permissions = fields.text("initial-permissions", &mut checks);
    let known = ["standard", "read-only", "limited-admin", "none"];
    let is_known = permissions.is_none_or(|word| known.contains(&word));
    checks.require(is_known, "initial-permissions", "Unknown permissions.");
    let overrides = options(&fields, bundle, &mut checks);
    checks.done()?;
    cluster.must_answer(now)?;
    let users = cluster.users.entry(bundle).or_default();
    let is_there = users.contains(&name);
    if is_there && !overrides {
        let title = if bundle == KAFKA { "Kafka" } else { bundle };
        let words = format!("A {title} user with this username already exists on this cluster.");
        return Err(Refusal::Words(StatusCode::CONFLICT, words));
    }
    let answer = message(format!("User {name} created."));
    if !is_there {
        users.push(name);
    }
    created(answer)
}

pub fn delete(cluster: &mut Cluster, bundle: &str, body: &Value, now: DateTime<Utc>) -> Outcome {
    let bundle = of(cluster, bundle)?;
    let mut checks = Checks::default();
    let name = Reader::new(body).required_text("username", &mut checks);
    checks.done()?;
    let users = cluster.users.get(bundle).ok_or(Refusal::NOT_FOUND)?;
    let place = users
        .iter()
        .position(|known| known == name)
        .ok_or(Refusal::NOT_FOUND)?;
    if catalogue::find(bundle).and_then(|offer| offer.default_user) == Some(name) {
        let words = format!("User {name} is the default user and cannot be deleted.");
        return Err(Refusal::Words(StatusCode::BAD_REQUEST, words));
    }
    cluster.must_answer(now)?;
    if let Some(users) = cluster.users.get_mut(bundle) {
        users.remove(place);
    }
    ok(message(format!("User {name} deleted.")))
}

pub fn reset_password(cluster: &Cluster, bundle: &str, body: &Value, now: DateTime<Utc>) -> Outcome {
    let bundle = of(cluster, bundle)?;
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let name = read(&fields, &mut checks);
    options(&fields, bundle, &mut checks);
    checks.done()?;
    let is_there = cluster
        .users
        .get(bundle)
        .is_some_and(|users| users.iter().any(|known| known == name));
    if !is_there {
        return Err(Refusal::NOT_FOUND);
    }
    cluster.must_answer(now)?;
    ok(message(format!("Password for user {name} has been reset.")))
}

/// The bundle of a path, if the cluster has it.
fn of(cluster: &Cluster, path: &str) -> Result<&'static str, Refusal> {
    cluster
        .bundle(path)
        .map(|bundle| bundle.name)
        .ok_or(Refusal::NOT_FOUND)
}

/// The user; its password is looked at and not kept.
fn read<'a>(fields: &Reader<'a>, checks: &mut Checks) -> &'a str {
    let name = fields.required_text("username", checks);
    let password = fields.required_text("password", checks);
    checks.require(
        password.chars().count() >= 8,
        "password",
        "Must have at least 8 characters.",
    );
    name
}

/// Whether a user that is there already is overwritten; other bundles than Kafka have no options.
fn options(fields: &Reader<'_>, bundle: &str, checks: &mut Checks) -> bool {
    if bundle != KAFKA {
        return false;
    }
    let Some(options) = fields.get("options") else {
        return true;
    };
    let options = Reader::at(options, "options.");
    if let Some(mechanism) = options.text("sasl-scram-mechanism", checks) {
        let is_known = matches!(mechanism, "SCRAM-SHA-256" | "SCRAM-SHA-512");
        let words = "invalid value for the 'sasl-scram-mechanism' option";
        checks.require(is_known, "options.sasl-scram-mechanism", words);
    }
    options.truth("override-existing-user", checks).unwrap_or(true)
}
