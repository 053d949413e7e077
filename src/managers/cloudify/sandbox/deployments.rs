//! `/deployments`: what was made from a blueprint, and what can be run on it ("Deployments").

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Document, Refusal, created, deleted, ok, timestamp};
use super::asking::{Asking, Method, check_name};
use super::blueprints;
use super::deployed::document;
use super::estate::{Order, key};
use super::execution::{Effect, Task};
use super::functions::evaluated;
use super::instances::seen_deployments;
use super::listing::{Criteria, Fields, Projection};
use super::making::{self, Making};
use super::model::Deployment;
use super::owned::{Availability, Owned};
use super::profile::Profile;
use super::states;
use super::world::World;

const FIELDS_42: Fields = &[
    "inputs",
    "permalink",
    "description",
    "blueprint_id",
    "policy_types",
    "tenant_name",
    "created_at",
    "updated_at",
    "created_by",
    "policy_triggers",
    "private_resource",
    "resource_availability",
    "groups",
    "workflows",
    "scaling_groups",
    "id",
    "outputs",
];

/// In the order of the recorded answers.
const FIELDS_71: Fields = &[
    "created_at",
    "id",
    "visibility",
    "description",
    "inputs_p",
    "inputs",
    "groups_p",
    "groups",
    "permalink",
    "policy_triggers_p",
    "policy_triggers",
    "policy_types_p",
    "policy_types",
    "outputs_p",
    "outputs",
    "capabilities_p",
    "capabilities",
    "scaling_groups_p",
    "scaling_groups",
    "updated_at",
    "workflows_p",
    "workflows",
    "runtime_only_evaluation",
    "installation_status",
    "deployment_status",
    "sub_services_status",
    "sub_environments_status",
    "sub_services_count",
    "sub_environments_count",
    "display_name",
    "resource_tags",
    "drifted_instances",
    "unavailable_instances",
    "latest_execution",
    "latest_execution_finished_operations",
    "latest_execution_total_operations",
    "latest_execution_workflow_id",
    "create_execution",
    "blueprint_id",
    "site_name",
    "latest_execution_status",
    "environment_type",
    "has_sub_deployments",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
    "workdir_zip",
    "labels",
    "deployment_groups",
];

/// Taking it away (7.1; "its DELETE is asynchronous").
const REMOVAL: Duration = Duration::from_secs(3);

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["deployments"]) => list(world, ask),
        (Method::Get, ["deployments", id]) => {
            let projection = Projection::read(ask, fields(ask.profile))?;
            ok(shown(world, ask, seen(world, ask, id)?, &projection))
        }
        (Method::Put, ["deployments", id]) => create(world, ask, id),
        (Method::Delete, ["deployments", id]) => delete(world, ask, id),
        (Method::Get, ["deployments", id, "outputs"]) => {
            let deployment = seen(world, ask, id)?;
            let all = deployment.plan.outputs.iter();
            let values: Map<String, Value> = all
                .map(|(name, output)| {
                    let value = output.get("value").cloned().unwrap_or_default();
                    (name.clone(), evaluated(&value, deployment))
                })
                .collect();
            ok(json!({"deployment_id": deployment.id, "outputs": values}))
        }
        _ => Err(Refusal::NotRouted),
    }
}

fn fields(profile: Profile) -> Fields {
    profile.pick(FIELDS_42, FIELDS_71)
}

fn list(world: &World, ask: &Asking) -> Answer {
    let criteria = Criteria::read(ask, fields(ask.profile))?;
    let seen = seen_deployments(world, ask, criteria.filter("id"))
        .filter(|deployment| blueprints::is_found(ask, &deployment.id));
    let member = |deployment: &&Deployment, name: &str| match name {
        "id" => json!(deployment.id),
        "blueprint_id" => json!(deployment.blueprint),
        "created_at" => json!(timestamp(deployment.created_at)),
        "updated_at" => json!(timestamp(deployment.updated_at)),
        "created_by" => json!(deployment.owned.creator),
        "tenant_name" => json!(deployment.owned.tenant),
        name => {
            let wants = |member: &str| member == name;
            let document = document(&world.estate, deployment, wants);
            document.get(name).cloned().unwrap_or_default()
        }
    };
    criteria.answer(ask, seen, member, |deployment| {
        shown(world, ask, deployment, &criteria.projection)
    })
}

/// The deployment of this id that a request can see.
///
/// # Errors
/// 404
pub fn seen<'a>(world: &'a World, ask: &'a Asking, id: &str) -> Result<&'a Deployment, Refusal> {
    let own = world.estate.deployment(&ask.tenant, id);
    let elsewhere = || seen_deployments(world, ask, None).find(|deployment| deployment.id == id);
    own.filter(|deployment| deployment.owned.is_seen(ask, &world.accounts))
        .or_else(elsewhere)
        .ok_or_else(|| Refusal::not_found("Deployment", id))
}

fn create(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    if ask.profile == Profile::V71 {
        check_name("deployment_id", id)?;
    }
    let blueprint = ask.required_text("blueprint_id")?;
    let sent = match ask.body.get("inputs") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(inputs)) => inputs.clone(),
        Some(other) => return Err(ask.mistyped("inputs", "dict", other)),
    };
    let availability = Availability::asked(ask)?;
    let known = blueprints::seen(world, ask, blueprint)?;
    if !blueprints::is_ready(&world.estate, known, ask.now) {
        let message = format!("Blueprint `{blueprint}` is not in a state to be deployed: read its `state`");
        return Err(Refusal::coded("invalid_blueprint_error", message));
    }
    let plan = Arc::clone(&known.plan);
    if world.estate.deployment(&ask.tenant, id).is_some() {
        return Err(Refusal::exists(ask, "Deployment", id));
    }
    let inputs = making::inputs(&plan, &sent, ask.profile)?;
    let order = Making {
        owned: Owned::by(ask, availability),
        id: id.to_owned(),
        blueprint: blueprint.to_owned(),
        plan,
        inputs,
    };
    making::make(&mut world.estate, order, &sent, ask.now);
    created(shown(world, ask, seen(world, ask, id)?, &projection))
}

fn delete(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let deployment = seen(world, ask, id)?;
    let tenant = deployment.owned.tenant.clone();
    let refused = |why: String| {
        let message = format!("Can't delete deployment {id} - There are {why}");
        Err(Refusal::coded("dependent_exists_error", message))
    };
    let running = world.estate.active_on(&tenant, id);
    let running: Vec<&str> = running
        .filter(|execution| execution.origin.workflow != REMOVAL_WORKFLOW)
        .map(|execution| execution.id())
        .collect();
    let is_forced = ask.is_set("force");
    let overrides = is_forced && ask.profile == Profile::V71;
    if !running.is_empty() && !overrides {
        let queued = if ask.profile == Profile::V71 {
            " or queued"
        } else {
            ""
        };
        return refused(format!(
            "running{queued} executions for this deployment. Running executions ids: {}",
            running.join(",")
        ));
    }
    let live = deployment.instances.all().iter();
    let live: Vec<&str> = live
        .filter(|instance| states::is_live(&instance.state))
        .map(|instance| instance.id.as_str())
        .collect();
    if !live.is_empty() && !ask.is_set("ignore_live_nodes") && !is_forced {
        return refused(format!(
            "live nodes for this deployment. Live nodes ids: {}",
            live.join(",")
        ));
    }
    let last = shown(world, ask, deployment, &projection);
    let place = key(&tenant, id);
    match ask.profile {
        Profile::V42 => world.estate.remove_deployment(&place),
        Profile::V71 => {
            let order = Order {
                owned: deployment.owned.clone(),
                workflow: REMOVAL_WORKFLOW.to_owned(),
                deployment: Some(id.to_owned()),
                blueprint: Some(deployment.blueprint.clone()),
                parameters: Map::new(),
                is_system: false,
                task: Task::Errand {
                    takes: REMOVAL,
                    effect: Effect::DeploymentGone,
                },
            };
            world.estate.start(order, ask.now);
        }
    }
    deleted(ask, last)
}

const REMOVAL_WORKFLOW: &str = "delete_deployment_environment";

/// What a request sees of a deployment, oddities included.
fn shown(world: &World, ask: &Asking, deployment: &Deployment, projection: &Projection) -> Document {
    let wants = |member: &str| projection.wants(member);
    let mut document = projection.of(document(&world.estate, deployment, wants));
    // One broken entry: where it is picked on 4.2, and from 7.1 without `_get_data` ("Things that surprise").
    let is_picked = ask.parameter("_include").is_some();
    let is_broken = match ask.profile {
        Profile::V42 => is_picked,
        Profile::V71 => !ask.wants_data(),
    };
    if is_broken && document.get("workflows").is_some_and(Value::is_array) {
        let nothing = match ask.profile {
            Profile::V42 => json!([{"created_at": null, "name": null, "parameters": null}]),
            Profile::V71 => json!([{
                "name": null,
                "plugin": null,
                "operation": null,
                "parameters": null,
                "is_cascading": null,
                "is_available": null,
                "availability_rules": null,
            }]),
        };
        document.insert("workflows".to_owned(), nothing);
    }
    document
}
