//! Which networks reach which services of a cluster ("Firewall rules").

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Outcome, Refusal, accepted, message, ok};
use super::checks::Checks;
use super::cidr::Cidr;
use super::life::{provisioned_at, seconds};
use super::model::Cluster;
use super::reader::Reader;
use super::words::{GENESIS, PROVISIONING, RULE_TYPES, RUNNING};

/// A network, or a security group of a peered one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Network(String),
    SecurityGroup(String),
}

/// What one source may reach.
#[derive(Debug, Clone)]
pub struct Opening {
    pub source: Source,
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub kind: String,
    /// `None` if it was ordered together with the cluster.
    pub asked: Option<DateTime<Utc>>,
}

/// A source with types of rules, as requests name them.
#[derive(Debug, Clone)]
pub struct Request {
    source: Source,
    kinds: Vec<String>,
}

impl Request {
    /// Reads a request; what it gives is of use only if there was no complaint.
    pub fn read(fields: &Reader<'_>, checks: &mut Checks) -> Self {
        let network = fields.text("network", checks);
        let group = fields.text("securityGroupId", checks);
        let choice = "Exactly one of network and securityGroupId is needed.";
        checks.require(
            network.is_some() != group.is_some(),
            &fields.path("network"),
            choice,
        );
        let source = match group {
            None => Source::Network(network.unwrap_or_default().to_owned()),
            Some(group) => Source::SecurityGroup(group.to_owned()),
        };
        if let Some(network) = network {
            let is_network = network.parse::<Cidr>().is_ok();
            checks.require(
                is_network,
                &fields.path("network"),
                "Must be an IPv4 network such as 10.1.0.0/16.",
            );
        }
        if let Some(group) = group {
            let words = "Must be sg- and 8 or 17 hexadecimal digits.";
            checks.require(is_group(group), &fields.path("securityGroupId"), words);
        }
        let rules = fields.elements("rules", checks).unwrap_or_default();
        checks.require(!rules.is_empty(), &fields.path("rules"), "Must not be empty.");
        let kinds = rules.iter().enumerate().map(|(index, rule)| {
            let place = fields.path(&format!("rules[{index}]."));
            let fields = Reader::at(rule, &place);
            let kind = fields.required_text("type", checks);
            checks.require(
                RULE_TYPES.contains(&kind),
                &fields.path("type"),
                format!("Unknown type '{kind}'."),
            );
            kind.to_owned()
        });
        Self {
            kinds: kinds.collect(),
            source,
        }
    }
}

pub fn list(cluster: &Cluster, now: DateTime<Utc>) -> Outcome {
    ok(cluster
        .openings
        .iter()
        .map(|opening| opening.document(cluster, now))
        .collect())
}

/// Opens services; those that are open already are 409, unless it `updates` what there is.
pub fn save(cluster: &mut Cluster, body: &Value, updates: bool, now: DateTime<Utc>) -> Outcome {
    let request = read(body)?;
    cluster.must_stay(now)?;
    let is_there = |kind: &String| {
        let known = cluster
            .openings
            .iter()
            .find(|opening| opening.source == request.source);
        known.is_some_and(|opening| opening.rules.iter().any(|rule| rule.kind == *kind))
    };
    if !updates && request.kinds.iter().any(is_there) {
        return Err(Refusal::conflict("Firewall rule already exists"));
    }
    open(&mut cluster.openings, &request, Some(now));
    let verb = if updates { "update" } else { "create" };
    accepted(message(format!("{verb} firewall rule request accepted")))
}

/// Closes the services that are listed; a source goes with its last one.
pub fn delete(cluster: &mut Cluster, body: &Value, now: DateTime<Utc>) -> Outcome {
    let request = read(body)?;
    cluster.must_stay(now)?;
    let known = cluster
        .openings
        .iter_mut()
        .find(|opening| opening.source == request.source);
    let opening = known.ok_or(Refusal::NOT_FOUND)?;
    let before = opening.rules.len();
    opening.rules.retain(|rule| !request.kinds.contains(&rule.kind));
    if opening.rules.len() == before {
        return Err(Refusal::NOT_FOUND);
    }
    cluster.openings.retain(|opening| !opening.rules.is_empty());
    accepted(message("delete firewall rule request accepted"))
}

/// Adds what is not there yet.
pub fn open(openings: &mut Vec<Opening>, request: &Request, asked: Option<DateTime<Utc>>) {
    let place = openings
        .iter()
        .position(|opening| opening.source == request.source);
    let place = place.unwrap_or_else(|| {
        openings.push(Opening {
            source: request.source.clone(),
            rules: Vec::new(),
        });
        openings.len() - 1
    });
    let Some(opening) = openings.get_mut(place) else {
        return;
    };
    for kind in &request.kinds {
        if !opening.rules.iter().any(|rule| rule.kind == *kind) {
            opening.rules.push(Rule {
                kind: kind.clone(),
                asked,
            });
        }
    }
}

fn read(body: &Value) -> Result<Request, Refusal> {
    let mut checks = Checks::default();
    let request = Request::read(&Reader::new(body), &mut checks);
    checks.done()?;
    Ok(request)
}

impl Opening {
    fn document(&self, cluster: &Cluster, now: DateTime<Utc>) -> Value {
        let (name, source) = match &self.source {
            Source::Network(network) => ("network", network),
            Source::SecurityGroup(group) => ("securityGroupId", group),
        };
        let rules = self.rules.iter().map(
            |rule| json!({"type": rule.kind, "status": rule.status(cluster, now), "deferredReason": null}),
        );
        json!({name: source, "rules": rules.collect::<Vec<_>>()})
    }
}

impl Rule {
    /// It waits for the cluster to be provisioned, and is set up within a second.
    fn status(&self, cluster: &Cluster, now: DateTime<Utc>) -> &'static str {
        let Some(provisioned) = provisioned_at(cluster) else {
            return GENESIS;
        };
        let start = self.asked.map_or(provisioned, |asked| asked.max(provisioned));
        let passed = seconds(
            start,
            if self.asked.is_some() {
                now
            } else {
                cluster.time(now)
            },
        );
        match passed {
            ..0.5 => GENESIS,
            0.5..1.0 => PROVISIONING,
            _ => RUNNING,
        }
    }
}

/// `^sg-([0-9a-fA-F]{8}|[0-9a-fA-F]{17})$`
fn is_group(text: &str) -> bool {
    let digits = text.strip_prefix("sg-").unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
