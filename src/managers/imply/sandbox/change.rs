//! What a user may ask of a cluster: each request accepted, or refused with a reason.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answer::{Detail, Refusal};
use super::assessment::{Assessment, Kind};
use super::definition::{Definition, completed};
use super::model::{Cluster, InstanceId};
use super::validate;
use super::words::{Level, Source, State};
use super::{lifecycle, servers};

/// A change to the definition of a cluster, as a request brings it.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// The whole document as it is to be.
    pub document: Value,
    /// Whether the request says that the cluster is to be started, even if the definition says so already.
    pub asks_to_start: bool,
    /// Whether an interruption is accepted.
    pub force: bool,
    /// Whether nothing is to be done, only checked.
    pub dry_run: bool,
}

/// What becomes of an accepted amendment.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// A dry run: this is what would be stored.
    WouldStore(Arc<Definition>),
    /// The cluster is on its way.
    Accepted,
    /// The definition says so already.
    NothingToDo,
}

/// Merges a patch into the definition of a cluster (RFC 7396).
pub fn patched(cluster: &Cluster, patch: &Value) -> Value {
    let mut document = cluster.definition.document();
    json_patch::merge(&mut document, patch);
    document
}

/// Changes the definition of a cluster, and sets going what follows from it.
///
/// # Errors
/// Complaints about the document; a state in which nothing may be changed; something that cannot be changed, or
/// only with `force`.
pub fn amend(cluster: &mut Cluster, at: DateTime<Utc>, amendment: Amendment) -> Result<Outcome, Refusal> {
    let document = completed(amendment.document);
    let complaints = validate::complaints(&document);
    if !complaints.is_empty() {
        return Err(Refusal::Invalid(complaints));
    }
    let assessment = Assessment::of(&cluster.definition.document(), &document);
    let definition = Arc::new(Definition::of(&document));
    let restarts_failed =
        cluster.state == State::Failed && amendment.asks_to_start && !definition.shape.stopped;
    let changes = !assessment.changed.is_empty() || assessment.desired_state_changed;
    if !changes && !restarts_failed {
        return Ok(if amendment.dry_run {
            Outcome::WouldStore(definition)
        } else {
            Outcome::NothingToDo
        });
    }
    let turns = assessment.desired_state_changed || restarts_failed;
    if !amendment.dry_run {
        allowed(cluster, turns, definition.shape.stopped)?;
    }
    if !assessment.immutable.is_empty() {
        return Err(Refusal::Invalid(assessment.immutable));
    }
    // What is stopped, or about to be, takes the change in when it starts again.
    let at_rest = matches!(cluster.state, State::Stopped | State::Failed);
    let kind = if at_rest || turns {
        None
    } else {
        assessment.kind(amendment.force)
    };
    if kind == Some(Kind::Hard) && !amendment.force {
        return Err(Refusal::Invalid(assessment.needs_hard));
    }
    if amendment.dry_run {
        return Ok(Outcome::WouldStore(definition));
    }
    accept(cluster, at, definition, &assessment, kind, turns);
    Ok(Outcome::Accepted)
}

/// Begins to delete a cluster.
///
/// # Errors
/// The cluster is at work.
pub fn delete(cluster: &mut Cluster, at: DateTime<Utc>) -> Result<(), Refusal> {
    if !cluster.state.is_stable() && cluster.state != State::Pending {
        return Err(conflict(cluster, "TERMINATED"));
    }
    lifecycle::terminate(cluster, at);
    Ok(())
}

/// Begins to replace a server.
///
/// # Errors
/// No such server; or the cluster is not running.
pub fn replace_server(cluster: &mut Cluster, at: DateTime<Utc>, id: &str) -> Result<(), Refusal> {
    let server = InstanceId::parse(id).and_then(|id| cluster.server(id));
    let Some(server) = server.map(|server| (server.id, server.state)) else {
        return Err(Refusal::NotFound(format!(
            "Server [{id}] of cluster [{}] was not found",
            cluster.uid
        )));
    };
    if cluster.state != State::Running || server.1.is_ending() {
        return Err(conflict(cluster, "REPLACING_SERVER"));
    }
    cluster.record(
        at,
        Level::Info,
        Source::User,
        format!("Replacement of server {id} requested"),
    );
    servers::replace(cluster, at, server.0);
    Ok(())
}

/// A complaint about a body that is no JSON object.
pub fn not_an_object(reason: impl Into<String>) -> Refusal {
    Refusal::Invalid(vec![Detail::new("MalformedValue", "", reason)])
}

fn allowed(cluster: &Cluster, turns: bool, to_stopped: bool) -> Result<(), Refusal> {
    let target = match (turns, to_stopped) {
        (true, true) => "STOPPED",
        (true, false) => "STARTED",
        (false, _) => "UPDATING",
    };
    let failed_cannot_stop = cluster.state == State::Failed && turns && to_stopped;
    if cluster.state.is_stable() && !failed_cannot_stop {
        Ok(())
    } else {
        Err(conflict(cluster, target))
    }
}

fn accept(
    cluster: &mut Cluster,
    at: DateTime<Utc>,
    definition: Arc<Definition>,
    assessment: &Assessment,
    kind: Option<Kind>,
    turns: bool,
) {
    let (before, previous) = (cluster.version, Arc::clone(&cluster.definition));
    cluster.store(definition);
    if !assessment.changed.is_empty() {
        let message = format!(
            "Configuration change accepted, resource version {before} to {}",
            cluster.version
        );
        cluster.record(at, Level::Info, Source::User, message);
    }
    match kind {
        _ if turns && cluster.definition.shape.stopped => lifecycle::stop(cluster, at),
        _ if turns => lifecycle::start(cluster, at),
        None | Some(Kind::Immediate) => {}
        Some(kind) => {
            let plan = assessment.plan(kind, &cluster.definition.shape, &cluster.servers, previous);
            lifecycle::update(cluster, at, plan);
        }
    }
}

fn conflict(cluster: &Cluster, to: &'static str) -> Refusal {
    Refusal::Conflict {
        uid: cluster.uid,
        from: cluster.state,
        to,
    }
}
