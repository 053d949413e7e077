//! The workflows of a deployment: those that every blueprint has, its own, and what each takes ("Built-in workflows").

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::model::Deployment;
use super::plan::Plan;
use super::profile::Profile;

/// As a 4.2 lists them; the parameters of those that its recording leaves out follow its source.
static BUILT_IN_42: LazyLock<Vec<Value>> = LazyLock::new(|| read(include_str!("workflows_42.json")));

/// As a 7.1 lists them.
static BUILT_IN_71: LazyLock<Vec<Value>> = LazyLock::new(|| read(include_str!("workflows_71.json")));

fn read(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The workflows of a plan without what depends on the state of a deployment; one of its own replaces a
/// built-in one of the same name.
pub fn of_plan(plan: &Plan, profile: Profile) -> Vec<Value> {
    let built_in: &[Value] = match profile {
        Profile::V42 => &BUILT_IN_42,
        Profile::V71 => &BUILT_IN_71,
    };
    let kept = built_in.iter().filter(|workflow| {
        let name = name_of(workflow);
        !plan.workflows.contains_key(name)
    });
    let own = plan.workflows.iter().map(|(name, parameters)| match profile {
        Profile::V42 => json!({"name": name, "created_at": null, "parameters": parameters}),
        Profile::V71 => json!({
            "name": name,
            "plugin": "script",
            "operation": "script_runner.tasks.execute_workflow",
            "is_cascading": false,
            "availability_rules": null,
            "parameters": parameters,
        }),
    });
    kept.cloned().chain(own).collect()
}

/// The workflows of a deployment as they are now.
pub fn of_deployment(deployment: &Deployment, profile: Profile) -> Vec<Value> {
    let mut workflows = of_plan(&deployment.plan, profile);
    if profile == Profile::V71 {
        let (live, _) = deployment.counts();
        let active = match live {
            0 => "none",
            live if live < deployment.instances.all().len() => "partial",
            _ => "all",
        };
        for workflow in &mut workflows {
            let is_available = is_available(workflow, active);
            if let Some(members) = workflow.as_object_mut() {
                members.insert("is_available".to_owned(), json!(is_available));
            }
        }
    }
    workflows
}

/// Whether the rules of a workflow let it run while so many instances are there.
fn is_available(workflow: &Value, active: &str) -> bool {
    let rules = workflow.get("availability_rules");
    let allowed = rules.and_then(|rules| rules.get("node_instances_active")?.as_array());
    allowed.is_none_or(|allowed| allowed.iter().any(|word| word == active))
}

/// The workflow of this name.
///
/// # Errors
/// 400 for an unknown one.
pub fn find(deployment: &Deployment, workflow: &str, profile: Profile) -> Result<Value, Refusal> {
    let all = of_plan(&deployment.plan, profile).into_iter();
    let mut named = all.filter(|known| name_of(known) == workflow);
    named.next().ok_or_else(|| {
        let the = if profile == Profile::V71 { "the " } else { "" };
        let id = &deployment.id;
        let message = format!("Workflow {workflow} does not exist in {the}deployment {id}");
        Refusal::coded("nonexistent_workflow_error", message)
    })
}

/// The parameters that an execution gets: the defaults with what was sent.
///
/// # Errors
/// 400 for an unknown workflow, and for parameters that are missing, not declared, or of another type.
pub fn parameters(
    deployment: &Deployment,
    workflow: &str,
    sent: &Map<String, Value>,
    allows_custom: bool,
    profile: Profile,
) -> Result<Map<String, Value>, Refusal> {
    let known = find(deployment, workflow, profile)?;
    let nothing = Map::new();
    let declared = known
        .get("parameters")
        .and_then(Value::as_object)
        .unwrap_or(&nothing);
    let illegal = |message: String| Refusal::coded("illegal_execution_parameters_error", message);

    let is_mandatory = |parameter: &Value| {
        parameter.get("default").is_none() && parameter.get("required").is_none_or(|given| given != false)
    };
    let missing: Vec<&str> = declared
        .iter()
        .filter(|(name, parameter)| is_mandatory(parameter) && !sent.contains_key(*name))
        .map(|(name, _)| name.as_str())
        .collect();
    if !missing.is_empty() {
        return Err(illegal(format!(
            "Workflow \"{workflow}\" must be provided with the following parameters to execute: {}",
            missing.join(",")
        )));
    }
    let custom = sent.keys().filter(|name| !declared.contains_key(*name));
    let custom: Vec<&str> = custom.map(String::as_str).collect();
    if !custom.is_empty() && !allows_custom {
        return Err(illegal(format!(
            "Workflow \"{workflow}\" does not have the following parameters declared: {}. \
             Remove these parameters or use the flag for allowing custom parameters",
            custom.join(",")
        )));
    }
    for (name, value) in sent {
        let kind = declared
            .get(name)
            .and_then(|parameter| parameter.get("type")?.as_str());
        if let Some(kind) = kind.filter(|kind| !is_of_type(value, kind)) {
            return Err(illegal(format!("Parameter \"{name}\" must be of type {kind}")));
        }
    }
    let defaults = declared.iter().filter_map(|(name, parameter)| {
        let default = parameter.get("default")?.clone();
        Some((name.clone(), default))
    });
    let mut merged: Map<String, Value> = defaults.collect();
    merged.extend(sent.clone());
    Ok(merged)
}

/// Whether a value is of a type that a blueprint names; types of its own take anything.
pub fn is_of_type(value: &Value, kind: &str) -> bool {
    match kind {
        "integer" => value.is_i64() || value.is_u64(),
        "float" => value.is_number(),
        "boolean" => value.is_boolean(),
        "string" | "regex" | "textarea" => value.is_string(),
        "list" => value.is_array(),
        "dict" => value.is_object(),
        _ => true,
    }
}

fn name_of(workflow: &Value) -> &str {
    workflow.get("name").and_then(Value::as_str).unwrap_or_default()
}
