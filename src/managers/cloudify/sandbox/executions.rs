//! `/executions`: the workflows that ran, run and will run ("Executions").

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Document, Refusal, created, ok, timestamp};
use super::asking::{Asking, Method};
use super::deployments;
use super::estate::{Estate, Order};
use super::execution::{Execution, Task};
use super::listing::{Criteria, Fields, Projection};
use super::model::Deployment;
use super::past::Past;
use super::profile::Profile;
use super::standing::{Interruption, Standing};
use super::workflows;
use super::world::World;

const FIELDS_42: Fields = &[
    "status",
    "is_system_workflow",
    "parameters",
    "blueprint_id",
    "tenant_name",
    "created_at",
    "created_by",
    "private_resource",
    "workflow_id",
    "resource_availability",
    "error",
    "deployment_id",
    "id",
];

const FIELDS_71: Fields = &[
    "created_at",
    "visibility",
    "id",
    "ended_at",
    "error",
    "is_system_workflow",
    "parameters_p",
    "parameters",
    "status",
    "workflow_id",
    "started_at",
    "scheduled_for",
    "is_dry_run",
    "resume",
    "total_operations",
    "finished_operations",
    "allow_custom_parameters",
    "blueprint_id",
    "deployment_display_name",
    "deployment_id",
    "status_display",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["executions"]) => list(world, ask),
        (Method::Post, ["executions"]) => start(world, ask),
        (Method::Get, ["executions", id]) => shown(world, ask, id),
        (Method::Post, ["executions", id]) => interrupt(world, ask, id),
        (Method::Patch, ["executions", id]) => set_status(world, ask, id),
        _ => Err(Refusal::NotRouted),
    }
}

fn fields(profile: Profile) -> Fields {
    profile.pick(FIELDS_42, FIELDS_71)
}

/// An execution of the present, or the number of one of the past.
enum Listed<'a> {
    Live(&'a Execution),
    Past(usize),
}

impl Listed<'_> {
    /// One member, made without the rest where that is much quicker.
    fn member(&self, past: &Past, name: &str) -> Value {
        let run = match self {
            Self::Live(execution) => return execution.member(name),
            Self::Past(run) => *run,
        };
        match name {
            "id" => json!(past.id(run)),
            "status" => json!(past.standing_of(run).0.name()),
            "created_at" => json!(timestamp(past.standing_of(run).1)),
            "workflow_id" => json!(Past::WORKFLOW),
            "deployment_id" => json!(past.owner_of(run).map(|owner| &owner.deployment)),
            "blueprint_id" => json!(past.owner_of(run).map(|owner| &owner.blueprint)),
            name => past
                .execution(run)
                .map(|execution| execution.member(name))
                .unwrap_or_default(),
        }
    }

    fn document(&self, past: &Past, profile: Profile) -> Document {
        match self {
            Self::Live(execution) => execution.document(profile),
            Self::Past(run) => {
                let execution = past.execution(*run);
                execution
                    .map(|execution| execution.document(profile))
                    .unwrap_or_default()
            }
        }
    }
}

fn list(world: &World, ask: &Asking) -> Answer {
    let criteria = Criteria::read(ask, fields(ask.profile))?;
    let statuses = criteria.filter("status").map(|names| {
        let read = names.iter().map(|name| Standing::named(name));
        read.collect::<Option<Vec<Standing>>>().ok_or(Refusal::Fault)
    });
    let statuses = statuses.transpose()?;
    let deployments = criteria.filter("deployment_id");
    if ask.profile == Profile::V42 {
        for id in deployments.into_iter().flatten() {
            deployments::seen(world, ask, id)?;
        }
    }
    let past = &world.estate.past;
    let may_be_past = statuses
        .as_ref()
        .is_none_or(|wanted| wanted.iter().any(|status| status.is_ended()));
    let ids = criteria.filter("id");
    let runs: Box<dyn Iterator<Item = usize>> = match (may_be_past, ids, deployments) {
        (false, _, _) => Box::new(std::iter::empty()),
        (_, Some(ids), _) => Box::new(ids.iter().filter_map(|id| past.run_named(id))),
        (_, _, Some(names)) => {
            let mut runs: Vec<usize> = names
                .iter()
                .flat_map(|name| past.runs_of(&ask.tenant, name))
                .collect();
            runs.sort_unstable();
            Box::new(runs.into_iter())
        }
        _ => Box::new(0..past.runs()),
    };
    let tenant = (!ask.wants_all_tenants()).then_some(ask.tenant.as_str());
    let runs = runs.filter(|run| past.has(*run, tenant)).map(Listed::Past);
    let shows_system = ask.is_set("_include_system_workflows");
    let live = world
        .estate
        .executions
        .values()
        .filter(|execution| execution.owned.is_seen(ask, &world.accounts))
        .filter(|execution| shows_system || !execution.is_system)
        .map(Listed::Live);
    criteria.answer(
        ask,
        runs.chain(live),
        |listed, name| listed.member(past, name),
        |listed| listed.document(past, ask.profile),
    )
}

fn shown(world: &World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let live = world.estate.execution(id);
    let live = live.filter(|execution| execution.owned.is_seen(ask, &world.accounts));
    let past = || {
        let past = &world.estate.past;
        let run = past.run_named(id);
        run.filter(|run| past.has(*run, Some(&ask.tenant)))
            .and_then(|run| past.execution(run))
    };
    let found = live.cloned().or_else(past);
    let found = found.ok_or_else(|| Refusal::not_found("Execution", id))?;
    ok(projection.of(found.document(ask.profile)))
}

fn start(world: &mut World, ask: &Asking) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let id = ask.required_text("deployment_id")?;
    let workflow = ask.required_text("workflow_id")?;
    let allows_custom = ask.flag("allow_custom_parameters", false)?;
    let is_forced = ask.flag("force", false)?;
    let is_new = ask.profile == Profile::V71;
    let is_dry_run = is_new && ask.flag("dry_run", false)?;
    let queues = is_new && ask.flag("queue", false)?;
    let scheduled_for = match ask.text("scheduled_time")?.filter(|_| is_new) {
        Some(text) => Some(scheduled(text)?),
        None => None,
    };
    let sent = match ask.body.get("parameters") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(parameters)) => parameters.clone(),
        Some(other) => {
            let actual = ask.profile.type_of(other);
            return Err(Refusal::bad(format!(
                "request body's 'parameters' field must be a dict but is of type {actual}"
            )));
        }
    };
    let deployment = deployments::seen(world, ask, id)?;
    workflows::find(deployment, workflow, ask.profile)?;
    check_environment(&world.estate, deployment)?;
    let waits = match check_free(&world.estate, deployment, is_forced) {
        Ok(()) => false,
        Err(_) if queues => true,
        Err(refusal) => return Err(refusal),
    };
    let parameters = workflows::parameters(deployment, workflow, &sent, allows_custom, ask.profile)?;
    let order = Order {
        owned: deployment.owned.clone(),
        workflow: workflow.to_owned(),
        deployment: Some(deployment.id.clone()),
        blueprint: Some(deployment.blueprint.clone()),
        parameters,
        is_system: false,
        task: Task::Workflow,
    };
    let started = world.estate.start(order, ask.now);
    if let Some(execution) = world.estate.executions.get_mut(&started) {
        execution.owned.creator.clone_from(&ask.caller.name);
        execution.is_dry_run = is_dry_run;
        execution.allows_custom_parameters = allows_custom;
        if let Some(at) = scheduled_for {
            execution.scheduled_for = Some(at);
            execution.standing = Standing::Scheduled;
            execution.due = Some(at);
        } else if waits {
            execution.standing = Standing::Queued;
            execution.due = None;
        }
    }
    let document = world
        .estate
        .execution(&started)
        .map(|execution| execution.document(ask.profile));
    created(projection.of(document.unwrap_or_default()))
}

/// "203001010000+0000"
fn scheduled(text: &str) -> Result<DateTime<Utc>, Refusal> {
    DateTime::parse_from_str(text, "%Y%m%d%H%M%z")
        .map(|at| at.to_utc())
        .map_err(|_| {
            Refusal::bad(format!(
                "{text} is not a legal time format. accepted format is YYYYMMDDHHMM+HHMM or YYYYMMDDHHMM-HHMM"
            ))
        })
}

/// Nothing starts before the environment of a deployment is there.
fn check_environment(estate: &Estate, deployment: &Deployment) -> Result<(), Refusal> {
    let execution = deployment
        .environment
        .as_ref()
        .and_then(|id| estate.execution(id));
    match execution.map(|execution| execution.standing) {
        None | Some(Standing::Terminated) => Ok(()),
        Some(Standing::Pending | Standing::Queued | Standing::Scheduled) => Err(Refusal::coded(
            "deployment_environment_creation_pending_error",
            "Deployment environment creation is still pending, try again in a minute",
        )),
        Some(Standing::Started) => Err(Refusal::coded(
            "deployment_environment_creation_in_progress_error",
            "Deployment environment creation is still in progress, try again in a minute",
        )),
        Some(_) => Err(Refusal::Fault),
    }
}

/// One execution at a time on a deployment, unless by force; none beside one of the whole system.
fn check_free(estate: &Estate, deployment: &Deployment, is_forced: bool) -> Result<(), Refusal> {
    let refused = |message| Err(Refusal::coded("existing_running_execution_error", message));
    if let Some(system) = estate.active_system() {
        return refused(format!(
            "You cannot start an execution if there is a running system-wide execution (id: {})",
            system.id()
        ));
    }
    let running: Vec<&Execution> = estate
        .active_on(&deployment.owned.tenant, &deployment.id)
        .collect();
    if running.is_empty() || is_forced {
        return Ok(());
    }
    let shown = match estate.profile {
        Profile::V42 => estate
            .profile
            .listed(running.iter().map(|execution| execution.id())),
        Profile::V71 => {
            let one = |execution: &&Execution| {
                format!(
                    "<Execution id=`{}` tenant=`{}` status=`{}` workflow_id=`{}`>",
                    execution.id(),
                    execution.owned.tenant,
                    execution.standing.name(),
                    execution.origin.workflow
                )
            };
            format!("[{}]", running.iter().map(one).collect::<Vec<_>>().join(", "))
        }
    };
    refused(format!(
        "The following executions are currently running for this deployment: {shown}. \
         To execute this workflow anyway, pass \"force=true\" as a query parameter to this request"
    ))
}

fn interrupt(world: &mut World, ask: &Asking, id: &str) -> Answer {
    const OLD: &[&str] = &["cancel", "force-cancel"];
    const NEW: &[&str] = &[
        "cancel",
        "force-cancel",
        "kill",
        "resume",
        "force-resume",
        "requeue",
    ];
    let projection = Projection::read(ask, fields(ask.profile))?;
    let action = ask.required_text("action")?;
    let valid = if ask.profile == Profile::V42 { OLD } else { NEW };
    if !valid.contains(&action) {
        return Err(Refusal::invalid_action(action, valid));
    }
    let execution = seen(world, ask, id).map_err(|refusal| match ask.profile {
        Profile::V42 => refusal,
        // It looks for several at once.
        Profile::V71 => Refusal::told(
            StatusCode::NOT_FOUND,
            "not_found_error",
            format!("Requested `Execution` ['{id}'] was not found"),
        ),
    })?;
    let status = execution.standing.name();
    let done = match Interruption::named(action) {
        Some(by) => world.estate.interrupt(id, by, ask.now),
        None => world.estate.resume(id, ask.now),
    };
    if done.is_none() {
        return Err(Refusal::illegal(format!(
            "Can't {action} execution {id} because it's in status {status}"
        )));
    }
    let document = world
        .estate
        .execution(id)
        .map(|execution| execution.document(ask.profile));
    ok(projection.of(document.unwrap_or_default()))
}

/// An execution of the present that a request can see; those of the past cannot be changed and are found as well.
fn seen(world: &World, ask: &Asking, id: &str) -> Result<Execution, Refusal> {
    let past = &world.estate.past;
    let live = world.estate.execution(id).cloned();
    live.or_else(|| past.run_named(id).and_then(|run| past.execution(run)))
        .filter(|execution| execution.owned.is_seen(ask, &world.accounts))
        .ok_or_else(|| Refusal::not_found("Execution", id))
}

/// What the worker does; the console repairs a stuck execution with it.
fn set_status(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let status = ask.required_text("status")?;
    let error = ask.text("error")?.map(str::to_owned);
    let execution = seen(world, ask, id)?;
    let next = Standing::named(status).filter(|next| execution.standing.may_become(*next));
    let Some(next) = next else {
        let where_from = match ask.profile {
            Profile::V42 => String::new(),
            Profile::V71 => format!(
                " for \"{id}\" execution while running \"{}\" workflow.",
                execution.origin.workflow
            ),
        };
        let message = format!(
            "Invalid relationship - can't change status from {} to {status}{where_from}",
            execution.standing.name()
        );
        return Err(Refusal::coded("invalid_exception_status_update", message));
    };
    world.estate.set_standing(id, next, error, ask.now);
    let document = world
        .estate
        .execution(id)
        .map(|execution| execution.document(ask.profile));
    ok(projection.of(document.unwrap_or_default()))
}
