//! How a deployment comes about: its inputs, its instances, and what is to go wrong in it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::estate::{Estate, Order, key};
use super::execution::{Effect, Task};
use super::functions::{Inputs, evaluated};
use super::growing;
use super::model::{Deployment, Instances, Mishap, Mishaps};
use super::owned::Owned;
use super::plan::Plan;
use super::profile::{Profile, plainly_listed};
use super::workflows;

/// Making the environment takes so long from the request on ("Clock").
const ENVIRONMENT: Duration = Duration::from_millis(1_700);

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
