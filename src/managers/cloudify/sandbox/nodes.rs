//! `/nodes`: what a deployment is made of, with how many of each ("Nodes").

use serde_json::{Map, Value, json};

use super::answer::{Answer, Document, Refusal};
use super::asking::{Asking, Method};
use super::functions::evaluated;
use super::instances::seen_deployments;
use super::listing::{Criteria, Fields};
use super::model::Deployment;
use super::plan::{NodePlan, Relationship};
use super::profile::Profile;
use super::states;
use super::world::World;

const FIELDS_42: Fields = &[
    "operations",
    "relationships",
    "deploy_number_of_instances",
    "plugins_to_install",
    "type_hierarchy",
    "blueprint_id",
    "tenant_name",
    "number_of_instances",
    "deployment_id",
    "created_by",
    "properties",
    "private_resource",
    "planned_number_of_instances",
    "resource_availability",
    "plugins",
    "max_number_of_instances",
    "host_id",
    "min_number_of_instances",
    "type",
    "id",
];

const FIELDS_71: Fields = &[
    "id",
    "visibility",
    "deploy_number_of_instances",
    "host_id",
    "max_number_of_instances",
    "min_number_of_instances",
    "number_of_instances",
    "planned_number_of_instances",
    "plugins_p",
    "plugins",
    "plugins_to_install_p",
    "plugins_to_install",
    "properties_p",
    "properties",
    "relationships_p",
    "relationships",
    "operations_p",
    "operations",
    "type",
    "type_hierarchy_p",
    "type_hierarchy",
    "drifted_instances",
    "unavailable_instances",
    "actual_number_of_instances",
    "deployment_id",
    "blueprint_id",
    "deployment_display_name",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
    "actual_planned_number_of_instances",
];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["nodes"]) => list(world, ask),
        _ => Err(Refusal::NotRouted),
    }
}

fn list(world: &World, ask: &Asking) -> Answer {
    let fields = match ask.profile {
        Profile::V42 => FIELDS_42,
        Profile::V71 => FIELDS_71,
    };
    let criteria = Criteria::read(ask, fields)?;
    let deployments = seen_deployments(world, ask, criteria.filter("deployment_id"));
    // 7.1 makes the nodes with the environment.
    let all = deployments
        .filter(|deployment| deployment.is_filled || ask.profile == Profile::V42)
        .flat_map(|deployment| deployment.plan.nodes.iter().map(move |node| (deployment, node)));
    let member = |(deployment, node): &(&Deployment, &NodePlan), name: &str| match name {
        "id" => json!(node.name),
        "deployment_id" => json!(deployment.id),
        "blueprint_id" => json!(deployment.blueprint),
        "type" => json!(node.kind()),
        "host_id" => json!(deployment.plan.host_of(&node.name)),
        name => {
            let wants = |member: &str| member == name;
            let document = document(deployment, node, wants, ask.profile);
            document.get(name).cloned().unwrap_or_default()
        }
    };
    criteria.answer(ask, all, member, |(deployment, node)| {
        let wants = |member: &str| criteria.projection.wants(member);
        document(deployment, node, wants, ask.profile)
    })
}

/// A node as `/nodes` shows it; what is long only where it is wanted.
fn document(
    deployment: &Deployment,
    node: &NodePlan,
    wants: impl Fn(&str) -> bool,
    profile: Profile,
) -> Document {
    let planned = deployment.planned_of(&node.name);
    let most = node.most.map_or(json!(-1), |most| json!(most));
    let deployed = evaluated(&node.instances, &super::functions::Inputs(&deployment.inputs));
    let mut members = vec![
        ("id", json!(node.name)),
        ("deployment_id", json!(deployment.id)),
        ("blueprint_id", json!(deployment.blueprint)),
        ("type", json!(node.kind())),
        ("type_hierarchy", json!(node.hierarchy)),
        ("host_id", json!(deployment.plan.host_of(&node.name))),
        ("number_of_instances", json!(planned)),
        ("planned_number_of_instances", json!(planned)),
        (
            "deploy_number_of_instances",
            json!(deployed.as_u64().unwrap_or(1)),
        ),
        ("min_number_of_instances", json!(node.least)),
        ("max_number_of_instances", most),
        ("plugins_to_install", Value::Null),
    ];
    if wants("properties") {
        let properties = Value::Object(node.properties.clone());
        members.push(("properties", evaluated(&properties, deployment)));
    }
    if wants("operations") {
        members.push(("operations", operations(node, profile)));
    }
    if wants("plugins") {
        members.push(("plugins", plugins(node)));
    }
    if wants("relationships") {
        let relationships = node.relationships.iter();
        members.push((
            "relationships",
            relationships
                .map(|relationship| related(relationship, profile))
                .collect(),
        ));
    }
    if profile == Profile::V71 {
        let all = deployment.instances.all().iter();
        let own: Vec<_> = all.filter(|instance| instance.node == node.name).collect();
        let broken = own
            .iter()
            .filter(|instance| instance.status_check == Some(false) && states::is_live(&instance.state));
        members.extend([
            ("plugins_p", Value::Null),
            ("plugins_to_install_p", Value::Null),
            ("properties_p", Value::Null),
            ("relationships_p", Value::Null),
            ("operations_p", Value::Null),
            ("type_hierarchy_p", Value::Null),
            ("drifted_instances", json!(0)),
            ("unavailable_instances", json!(broken.count())),
            ("actual_number_of_instances", json!(own.len())),
            ("actual_planned_number_of_instances", json!(planned)),
            ("deployment_display_name", json!(deployment.id)),
        ]);
    }
    let named = members.into_iter();
    let mut document: Document = named.map(|(name, value)| (name.to_owned(), value)).collect();
    deployment.owned.stamp(&mut document, profile);
    document
}

/// The operations of every node, and those that it implements itself.
fn operations(node: &NodePlan, profile: Profile) -> Value {
    const EVERYWHERE: [&str; 9] = [
        "cloudify.interfaces.lifecycle.create",
        "cloudify.interfaces.lifecycle.configure",
        "cloudify.interfaces.lifecycle.start",
        "cloudify.interfaces.lifecycle.stop",
        "cloudify.interfaces.lifecycle.delete",
        "cloudify.interfaces.validation.creation",
        "cloudify.interfaces.validation.deletion",
        "cloudify.interfaces.monitoring.start",
        "cloudify.interfaces.monitoring.stop",
    ];
    let mut operations = Map::new();
    for name in EVERYWHERE {
        operations.insert(name.to_owned(), operation(None, profile));
    }
    for (name, script) in &node.operations {
        operations.insert(name.clone(), operation(Some(script), profile));
    }
    Value::Object(operations)
}

fn operation(script: Option<&String>, profile: Profile) -> Value {
    let inputs = script.map_or(json!({}), |script| json!({"script_path": script}));
    let mut operation = json!({
        "plugin": script.map_or("", |_| "script"),
        "operation": script.map_or("", |_| super::telling::TASK),
        "inputs": inputs,
        "executor": script.map(|_| "central_deployment_agent"),
        "max_retries": null,
        "retry_interval": null,
        "has_intrinsic_functions": false,
    });
    if let Some(members) = operation.as_object_mut().filter(|_| profile == Profile::V71) {
        members.extend([
            ("timeout".to_owned(), Value::Null),
            ("timeout_recoverable".to_owned(), Value::Null),
        ]);
    }
    operation
}

fn plugins(node: &NodePlan) -> Value {
    if node.operations.is_empty() {
        return json!([]);
    }
    json!([{
        "name": "script",
        "executor": "central_deployment_agent",
        "install": false,
        "install_arguments": null,
        "source": null,
        "package_name": null,
        "package_version": null,
        "supported_platform": null,
        "distribution": null,
        "distribution_version": null,
        "distribution_release": null,
    }])
}

fn related(relationship: &Relationship, profile: Profile) -> Value {
    const STEPS: [&str; 4] = ["preconfigure", "postconfigure", "establish", "unlink"];
    let operations: Map<String, Value> = STEPS
        .iter()
        .map(|step| {
            let name = format!("cloudify.interfaces.relationship_lifecycle.{step}");
            (name, operation(None, profile))
        })
        .collect();
    json!({
        "target_id": relationship.target,
        "type": relationship.kind(),
        "type_hierarchy": relationship.hierarchy,
        "properties": {"connection_type": "all_to_all"},
        "source_operations": operations,
        "target_operations": operations,
    })
}
