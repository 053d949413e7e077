//! A deployment as it is shown: what its blueprint says, what became of it, and what 7.1 derives from both.

use serde_json::{Value, json};

use super::answer::{Document, timestamp};
use super::estate::Estate;
use super::execution::Execution;
use super::functions::Known;
use super::making::planned;
use super::model::Deployment;
use super::profile::Profile;
use super::standing::Standing;
use super::workflows;

/// A deployment as `/deployments` shows it; what is long only where it is wanted.
pub fn document(estate: &Estate, deployment: &Deployment, wants: impl Fn(&str) -> bool) -> Document {
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
    let of_latest = |read: fn(&Execution) -> Value| json!(latest.as_ref().map(read));
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
