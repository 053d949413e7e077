//! Who may do what in a Kafka cluster.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Outcome, Refusal, message, ok};
use super::checks::Checks;
use super::model::Cluster;
use super::reader::Reader;

/// One entry: its seven fields are its identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acl([String; 7]);

const FIELDS: [&str; 7] = [
    "principal",
    "host",
    "resourceType",
    "resourceName",
    "operation",
    "permissionType",
    "patternType",
];

impl Acl {
    /// The fields in the order of the reference.
    pub fn new(fields: [&str; 7]) -> Self {
        Self(fields.map(str::to_owned))
    }

    fn read(body: &Value, checks: &mut Checks) -> Self {
        let fields = Reader::new(body);
        let acl = Self(FIELDS.map(|name| fields.required_text(name, checks).to_owned()));
        let [principal, _, resource, _, operation, permission, pattern] = &acl.0;
        checks.require(
            principal.starts_with("User:"),
            "principal",
            "Must begin with User:.",
        );
        for (field, value, known) in [
            (
                "resourceType",
                resource,
                &[
                    "CLUSTER",
                    "TOPIC",
                    "GROUP",
                    "DELEGATION_TOKEN",
                    "TRANSACTIONAL_ID",
                ][..],
            ),
            (
                "operation",
                operation,
                &[
                    "ALL",
                    "READ",
                    "WRITE",
                    "CREATE",
                    "DELETE",
                    "ALTER",
                    "DESCRIBE",
                    "CLUSTER_ACTION",
                    "DESCRIBE_CONFIGS",
                    "ALTER_CONFIGS",
                    "IDEMPOTENT_WRITE",
                ],
            ),
            ("permissionType", permission, &["ALLOW", "DENY"]),
            ("patternType", pattern, &["LITERAL", "PREFIXED"]),
        ] {
            checks.require(
                known.contains(&value.as_str()),
                field,
                format!("Unknown value '{value}'."),
            );
        }
        acl
    }

    fn document(&self) -> Value {
        let members = FIELDS.iter().zip(&self.0);
        members
            .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
            .collect::<Map<_, _>>()
            .into()
    }

    /// Whether it has every value that a filter names; `ANY` stands for all.
    fn fits(&self, filter: &Reader<'_>) -> bool {
        FIELDS.iter().zip(&self.0).all(|(name, value)| {
            let wanted = filter.get(name).and_then(Value::as_str);
            wanted.is_none_or(|wanted| wanted == value || wanted == "ANY")
        })
    }
}

pub fn search(cluster: &Cluster, body: &Value) -> Outcome {
    let filter = Reader::new(body);
    let found = cluster.acls.iter().filter(|acl| acl.fits(&filter));
    ok(json!({"acls": found.map(Acl::document).collect::<Vec<_>>()}))
}

pub fn create(cluster: &mut Cluster, body: &Value, now: DateTime<Utc>) -> Outcome {
    let mut checks = Checks::default();
    let acl = Acl::read(body, &mut checks);
    checks.done()?;
    cluster.must_answer(now)?;
    if !cluster.acls.contains(&acl) {
        cluster.acls.push(acl);
    }
    ok(message("ACL created."))
}

pub fn delete(cluster: &mut Cluster, body: &Value, now: DateTime<Utc>) -> Outcome {
    let mut checks = Checks::default();
    let acl = Acl::read(body, &mut checks);
    checks.done()?;
    if !cluster.acls.contains(&acl) {
        return Err(Refusal::NOT_FOUND);
    }
    cluster.must_answer(now)?;
    cluster.acls.retain(|known| *known != acl);
    ok(message("ACL deleted."))
}
