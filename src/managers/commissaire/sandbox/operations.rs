//! Deploys, upgrades and restarts ("Deploy", "Upgrade, restart").

use chrono::{DateTime, Utc};

use super::answer::{Outcome, Refusal, Success, ok};
use super::parameters::Parameters;
use super::routing::Kind;
use super::settings::Service;
use super::worker::Job;
use super::world::Contents;

pub(super) fn show(contents: &Contents, kind: Kind, parameters: &Parameters) -> Outcome {
    let name = parameters.key("name")?;
    let record = contents.records.get(&(name.clone(), kind));
    ok(record.ok_or(Refusal::NotFound)?.document(&name, kind))
}

/// Asks for an operation. Another one under way is no reason to refuse: the worker takes all in turn.
pub(super) fn start(
    contents: &mut Contents,
    kind: Kind,
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> Outcome {
    let version = match kind {
        Kind::Deploy => Some(parameters.text("version", "")?).filter(|version| !version.is_empty()),
        Kind::Upgrade | Kind::Restart => None,
    };
    if kind == Kind::Deploy && version.is_none() {
        return Err(Refusal::BadRequest);
    }
    let name = parameters.key("name")?;
    let is_checked = kind != Kind::Deploy || !contents.settings.quirks.deploy_unchecked;
    if is_checked && !contents.clusters.contains_key(&name) {
        return Err(Refusal::NotFound);
    }
    if contents.settings.troubles.is_down(Service::Clusterexec) {
        return Err(Refusal::NO_SERVICE);
    }
    let ticket = contents.enqueue(Job::new(kind, &name, version), now);
    Ok(Success::Queued(ticket))
}
