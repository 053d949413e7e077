//! `/deployments`: what was made from a blueprint, and what can be run on it ("Deployments").

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Document, Refusal, created, deleted, ok, timestamp};
use super::asking::{Asking, Method, check_name};
use super::blueprints;
use super::estate::{Estate, Order, key};
use super::execution::{Effect, Task};
use super::functions::{Inputs, Known, evaluated};
use super::growing;
use super::instances::seen_deployments;
use super::listing::{Criteria, Fields, Projection};
use super::model::{Deployment, Instances, Mishap, Mishaps};
use super::owned::{Availability, Owned};
use super::plan::Plan;
use super::profile::{Profile, plainly_listed};
use super::standing::Standing;
use super::states;
use super::workflows;
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

/// Making the environment takes so long from the request on ("Clock").
const ENVIRONMENT: Duration = Duration::from_millis(1_700);
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
    match profile {
        Profile::V42 => FIELDS_42,
        Profile::V71 => FIELDS_71,
    }
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
    let inputs = inputs(&plan, &sent, ask.profile)?;
    let making = Making {
        owned: Owned::by(ask, availability),
        id: id.to_owned(),
        blueprint: blueprint.to_owned(),
        plan,
        inputs,
    };
    make(&mut world.estate, making, &sent, ask.now);
    created(shown(world, ask, seen(world, ask, id)?, &projection))
}

/// A deployment that is to be made.
pub struct Making {
    pub owned: Owned,
    pub id: String,
    pub blueprint: String,
    pub plan: Arc<Plan>,
    /// All of them, the defaults included.
    pub inputs: Map<String, Value>,
}

/// Makes a deployment; its environment follows ("After PUT, an execution `create_deployment_environment` runs").
pub fn make(estate: &mut Estate, making: Making, sent: &Map<String, Value>, now: DateTime<Utc>) {
    let Making {
        owned,
        id,
        blueprint,
        plan,
        inputs,
    } = making;
    let planned = planned(&plan, &inputs);
    let instances = growing::first(&plan, &planned, &mut estate.chance);
    let order = Order {
        owned: owned.clone(),
        workflow: "create_deployment_environment".to_owned(),
        deployment: Some(id.clone()),
        blueprint: Some(blueprint.clone()),
        parameters: environment_parameters(&plan, sent, estate.profile),
        is_system: false,
        task: Task::Errand {
            takes: ENVIRONMENT,
            effect: Effect::EnvironmentReady,
        },
    };
    let environment = estate.start(order, now);
    let place = key(&owned.tenant, &id);
    let deployment = Deployment {
        id,
        owned,
        blueprint,
        mishaps: mishaps(&plan, &inputs),
        plan,
        created_at: now,
        updated_at: now,
        inputs,
        instances: Instances::known(instances),
        planned,
        environment: Some(environment),
        is_filled: estate.profile == Profile::V42,
    };
    estate.deployments.insert(place, deployment);
}

/// What a deployment's inputs are: the defaults with what was sent.
///
/// # Errors
/// 400 for inputs that are unknown, missing or of another type.
pub fn inputs(
    plan: &Plan,
    sent: &Map<String, Value>,
    profile: Profile,
) -> Result<Map<String, Value>, Refusal> {
    let unknown = sent.keys().filter(|name| !plan.inputs.contains_key(*name));
    let unknown: Vec<&str> = unknown.map(String::as_str).collect();
    if !unknown.is_empty() {
        let message = match profile {
            Profile::V42 => format!(
                "Unknown inputs {} specified - expected inputs: {}",
                profile.listed(unknown),
                plainly_listed(plan.inputs.keys().map(String::as_str))
            ),
            Profile::V71 => format!("Cannot create deployment - unknown inputs: {}", unknown.join(",")),
        };
        return Err(Refusal::coded("unknown_deployment_input_error", message));
    }
    let missing = plan.required_inputs().filter(|name| !sent.contains_key(*name));
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        let message = match profile {
            Profile::V42 => format!(
                "Required inputs {} were not specified - expected inputs: {}",
                plainly_listed(missing),
                plainly_listed(plan.inputs.keys().map(String::as_str))
            ),
            Profile::V71 => format!("Cannot create deployment - missing inputs: {}", missing.join(",")),
        };
        return Err(Refusal::coded("missing_required_deployment_input_error", message));
    }
    for (name, value) in sent {
        let kind = plan
            .inputs
            .get(name)
            .and_then(|input| input.get("type")?.as_str());
        if let Some(kind) = kind.filter(|kind| !workflows::is_of_type(value, kind)) {
            let message = format!(
                "Property type validation failed in '{name}': the property type of '{name}' is '{kind}', yet it was assigned with the value '{value}'"
            );
            return Err(Refusal::coded("deployment_input_evaluation_error", message));
        }
    }
    let merged = plan.inputs.iter().filter_map(|(name, input)| {
        let value = sent.get(name).or_else(|| input.get("default"))?;
        Some((name.clone(), value.clone()))
    });
    Ok(merged.collect())
}

/// How many of each node the inputs ask for.
pub fn planned(plan: &Plan, inputs: &Map<String, Value>) -> Vec<u64> {
    let count = |value: &Value| match evaluated(value, &Inputs(inputs)) {
        Value::String(text) => text.parse().unwrap_or(1),
        value => value.as_u64().unwrap_or(1),
    };
    plan.nodes.iter().map(|node| count(&node.instances)).collect()
}

/// What is to go wrong, as the inputs of a blueprint ask for, so that failures can be practised.
///
/// | input | what happens |
/// |---|---|
/// | `fail_on: NODE` | its `start` fails until it is healed |
/// | `fail_times: N` | it fails only so often, and is tried again |
/// | `hang_on: NODE` | its `start` never ends, and so a cancel does not end either |
/// | `broken: true`, `fail_start: true` | `start` fails on the first node that has the operation |
fn mishaps(plan: &Plan, inputs: &Map<String, Value>) -> Mishaps {
    let mut mishaps = Mishaps::default();
    let text = |name: &str| {
        inputs
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let times = inputs.get("fail_times").and_then(Value::as_u64).unwrap_or(0);
    let mishap = match u32::try_from(times) {
        Ok(0) | Err(_) => Mishap::Fails,
        Ok(times) => Mishap::Recovers(times),
    };
    if let Some(node) = text("fail_on") {
        mishaps.add(node, "start", mishap);
    }
    if let Some(node) = text("hang_on") {
        mishaps.add(node, "start", Mishap::Hangs);
    }
    let is_set = |name: &str| inputs.get(name).and_then(Value::as_bool).unwrap_or(false);
    if is_set("broken") || is_set("fail_start") {
        let first = plan.nodes.iter().find(|node| node.has_operation("start"));
        if let Some(node) = first.or(plan.nodes.first()) {
            mishaps.add(&node.name, "start", mishap);
        }
    }
    mishaps
}

fn environment_parameters(plan: &Plan, sent: &Map<String, Value>, profile: Profile) -> Map<String, Value> {
    let parameters = match profile {
        Profile::V42 => json!({
            "deployment_plugins_to_install": [],
            "workflow_plugins_to_install": [],
            "policy_configuration": {"policy_types": {}, "policy_triggers": {}, "groups": plan.groups},
        }),
        Profile::V71 => json!({"inputs": sent}),
    };
    parameters.as_object().cloned().unwrap_or_default()
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
    if !running.is_empty() && !(is_forced && ask.profile == Profile::V71) {
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

/// A deployment as `/deployments` shows it; what is long only where it is wanted.
fn document(estate: &Estate, deployment: &Deployment, wants: impl Fn(&str) -> bool) -> Document {
    let profile = estate.profile;
    let plan = &deployment.plan;
    // 7.1 fills most members only when the environment is there.
    let filled = |value: Value| if deployment.is_filled { value } else { Value::Null };
    let mut members = vec![
        ("id", json!(deployment.id)),
        ("blueprint_id", json!(deployment.blueprint)),
        ("created_at", json!(timestamp(deployment.created_at))),
        ("updated_at", json!(timestamp(deployment.updated_at))),
        ("description", filled(json!(plan.description))),
        ("inputs", filled(json!(deployment.inputs))),
        ("groups", filled(json!(plan.groups))),
        ("permalink", Value::Null),
        ("policy_types", filled(json!({}))),
        ("policy_triggers", filled(json!({}))),
    ];
    if wants("outputs") {
        members.push(("outputs", filled(json!(plan.outputs))));
    }
    if wants("scaling_groups") {
        members.push(("scaling_groups", filled(scaling_groups(deployment))));
    }
    if wants("workflows") {
        let workflows = workflows::of_deployment(deployment, profile);
        members.push(("workflows", filled(json!(workflows))));
    }
    if profile == Profile::V71 {
        members.extend(newer_members(estate, deployment, &wants));
        let resource_tags = filled(json!({}));
        members.push(("resource_tags", resource_tags));
        members.push(("capabilities", filled(json!({}))));
    }
    let named = members.into_iter();
    let mut document: Document = named.map(|(name, value)| (name.to_owned(), value)).collect();
    deployment.owned.stamp(&mut document, profile);
    document
}

/// What 7.1 adds.
fn newer_members(
    estate: &Estate,
    deployment: &Deployment,
    wants: &impl Fn(&str) -> bool,
) -> Vec<(&'static str, Value)> {
    let mut members = vec![
        ("inputs_p", Value::Null),
        ("groups_p", Value::Null),
        ("policy_triggers_p", Value::Null),
        ("policy_types_p", Value::Null),
        ("outputs_p", Value::Null),
        ("capabilities_p", Value::Null),
        ("scaling_groups_p", Value::Null),
        ("workflows_p", Value::Null),
        ("runtime_only_evaluation", json!(false)),
        ("sub_services_status", Value::Null),
        ("sub_environments_status", Value::Null),
        ("sub_services_count", json!(0)),
        ("sub_environments_count", json!(0)),
        ("display_name", json!(deployment.id)),
        ("drifted_instances", json!(0)),
        ("create_execution", json!(deployment.environment)),
        ("site_name", Value::Null),
        ("environment_type", json!("")),
        ("has_sub_deployments", json!(false)),
        ("workdir_zip", Value::Null),
        ("labels", json!([])),
        ("deployment_groups", json!([])),
    ];
    let derived = [
        "installation_status",
        "deployment_status",
        "unavailable_instances",
        "latest_execution",
        "latest_execution_status",
        "latest_execution_workflow_id",
        "latest_execution_total_operations",
        "latest_execution_finished_operations",
    ];
    if !derived.iter().any(|member| wants(member)) {
        return members;
    }
    let latest = estate.latest_of(deployment);
    let standing = latest.as_ref().map(|execution| execution.standing);
    let (_, started) = deployment.counts();
    let all = deployment.instances.all();
    let is_active = !all.is_empty() && started == all.len();
    let unavailable = all.iter().filter(|instance| instance.status_check == Some(false));
    let unavailable = unavailable.count();
    let status = match standing {
        Some(standing) if !standing.is_ended() && deployment.is_filled => "in_progress",
        Some(Standing::Failed | Standing::Cancelled) => "requires_attention",
        _ if is_active && unavailable == 0 => "good",
        _ => "requires_attention",
    };
    let of_latest = |read: fn(&super::execution::Execution) -> Value| json!(latest.as_ref().map(read));
    members.extend([
        (
            "installation_status",
            json!(if is_active { "active" } else { "inactive" }),
        ),
        ("deployment_status", json!(status)),
        ("unavailable_instances", json!(unavailable)),
        ("latest_execution", of_latest(|execution| json!(execution.id()))),
        (
            "latest_execution_status",
            of_latest(|execution| json!(execution.standing.summary())),
        ),
        (
            "latest_execution_workflow_id",
            of_latest(|execution| json!(execution.origin.workflow)),
        ),
        (
            "latest_execution_total_operations",
            of_latest(|execution| json!(execution.total_operations)),
        ),
        (
            "latest_execution_finished_operations",
            of_latest(|execution| json!(execution.finished_operations)),
        ),
    ]);
    members
}

fn scaling_groups(deployment: &Deployment) -> Value {
    let groups = deployment.plan.scaling_groups.iter();
    let document = groups.map(|(name, group)| {
        let first = group.members.first().map(String::as_str).unwrap_or_default();
        // A group grows as its members do.
        let added = deployment
            .planned_of(first)
            .saturating_sub(default_of(deployment, first));
        let properties = group.properties(group.default + added);
        (
            name.clone(),
            json!({"members": group.members, "properties": properties}),
        )
    });
    Value::Object(document.collect())
}

fn default_of(deployment: &Deployment, node: &str) -> u64 {
    let place = deployment.plan.place_of(node);
    let planned = planned(&deployment.plan, &deployment.inputs);
    place.and_then(|place| planned.get(place)).copied().unwrap_or(1)
}

impl Known for Deployment {
    fn input(&self, name: &str) -> Option<Value> {
        self.inputs.get(name).cloned()
    }

    fn property(&self, node: &str, name: &str) -> Option<Value> {
        self.plan.node(node)?.properties.get(name).cloned()
    }

    fn attribute(&self, node: &str, name: &str) -> Option<Value> {
        let all = self.instances.all().iter();
        let mut own = all.filter(|instance| instance.node == node);
        let found = own.find_map(|instance| instance.runtime.get(name).cloned());
        found.or_else(|| self.property(node, name))
    }
}
