//! `/node-instances`: the servers of deployments and what runs on them ("Node instances").

use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, ok};
use super::asking::{Asking, Method};
use super::estate::key;
use super::listing::{Criteria, Fields, Projection};
use super::model::{Deployment, Instance};
use super::plan::Plan;
use super::profile::Profile;
use super::states::STARTED;
use super::world::World;

/// In the order of the recorded answers.
const FIELDS_42: Fields = &[
    "relationships",
    "version",
    "tenant_name",
    "runtime_properties",
    "created_by",
    "private_resource",
    "state",
    "resource_availability",
    "host_id",
    "deployment_id",
    "scaling_groups",
    "id",
    "node_id",
];

const FIELDS_71: Fields = &[
    "id",
    "visibility",
    "host_id",
    "index",
    "relationships_p",
    "relationships",
    "runtime_properties_p",
    "runtime_properties",
    "system_properties",
    "scaling_groups_p",
    "scaling_groups",
    "state",
    "version",
    "has_configuration_drift",
    "is_status_check_ok",
    "node_id",
    "deployment_id",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["node-instances"]) => list(world, ask),
        (Method::Get, ["node-instances", id]) => {
            let projection = Projection::read(ask, fields(ask.profile))?;
            let (deployment, instance) = find(world, ask, id)?;
            ok(projection.of(document(deployment, instance, &projection, ask.profile)))
        }
        (Method::Patch, ["node-instances", id]) => update(world, ask, id),
        _ => Err(Refusal::NotRouted),
    }
}

fn fields(profile: Profile) -> Fields {
    profile.pick(FIELDS_42, FIELDS_71)
}

fn list(world: &World, ask: &Asking) -> Answer {
    let criteria = Criteria::read(ask, fields(ask.profile))?;
    let deployments = seen_deployments(world, ask, criteria.filter("deployment_id"));
    let all = deployments.flat_map(|deployment| {
        let instances = deployment.instances.all().iter();
        instances.map(move |instance| (deployment, instance))
    });
    let member = |(deployment, instance): &(&Deployment, &Instance), name: &str| match name {
        "id" => json!(instance.id),
        "state" => json!(instance.state),
        "node_id" => json!(instance.node),
        "host_id" => json!(instance.host),
        "version" => json!(instance.version),
        "deployment_id" => json!(deployment.id),
        name => {
            let all = Projection::all();
            let document = document(deployment, instance, &all, ask.profile);
            document.get(name).cloned().unwrap_or_default()
        }
    };
    criteria.answer(ask, all, member, |(deployment, instance)| {
        document(deployment, instance, &criteria.projection, ask.profile)
    })
}

/// The deployments that a request can see, only those of these ids if some are named.
pub fn seen_deployments<'a>(
    world: &'a World,
    ask: &'a Asking,
    ids: Option<&'a [String]>,
) -> Box<dyn Iterator<Item = &'a Deployment> + 'a> {
    let estate = &world.estate;
    let is_seen = |deployment: &&Deployment| deployment.owned.is_seen(ask, &world.accounts);
    match ids.filter(|_| !ask.wants_all_tenants()) {
        // Looked up, since there may be very many others; the order of the service's own keys stays.
        Some(ids) => {
            let mut ids: Vec<&String> = ids.iter().collect();
            ids.sort();
            ids.dedup();
            let named = ids
                .into_iter()
                .filter_map(|id| estate.deployment(&ask.tenant, id));
            Box::new(named.filter(is_seen))
        }
        None => Box::new(estate.deployments.values().filter(is_seen)),
    }
}

fn find<'a>(world: &'a World, ask: &'a Asking, id: &str) -> Result<(&'a Deployment, &'a Instance), Refusal> {
    let mut all = seen_deployments(world, ask, None);
    all.find_map(|deployment| Some((deployment, deployment.instance(id)?)))
        .ok_or_else(|| Refusal::not_found("NodeInstance", id))
}

/// Replaces what is known at run time, or the state, if nobody else did since it was read.
fn update(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let sent = version(ask)?;
    if let Some(properties) = ask.body.get("runtime_properties")
        && !properties.is_object()
    {
        return Err(ask.mistyped("runtime_properties", "dict", properties));
    }
    let state = ask.text("state")?.map(str::to_owned);
    let (deployment, instance) = find(world, ask, id)?;
    let current = instance.version;
    if current > sent {
        return Err(Refusal::conflict(format!(
            "Node instance update conflict [current version={current}, update version={sent}]"
        )));
    }
    let place = key(&deployment.owned.tenant, &deployment.id);
    let Some(deployment) = world.estate.deployments.get_mut(&place) else {
        return Err(Refusal::not_found("NodeInstance", id));
    };
    if let Some(instance) = deployment.instance_mut(id) {
        instance.version += 1;
        if let Some(state) = state {
            instance.state = state;
        }
        if let Some(Value::Object(properties)) = ask.body.get("runtime_properties") {
            instance.runtime = properties.clone();
        }
    }
    let (deployment, instance) = find(world, ask, id)?;
    ok(projection.of(document(deployment, instance, &projection, ask.profile)))
}

/// The version that a change is made of; 0 is read as 1.
fn version(ask: &Asking) -> Result<i64, Refusal> {
    let invalid = |why: &str| Refusal::Terse {
        code: "bad_parameters_error",
        message: format!("1 validation error for _NodeInstanceUpdateBody\nversion\n  {why}"),
    };
    match (ask.body.get("version"), ask.profile) {
        (None, Profile::V42) => Err(Refusal::missing("version")),
        (None, Profile::V71) => Err(invalid("field required (type=value_error.missing)")),
        (Some(value), profile) => match (value.as_i64(), profile) {
            (Some(version), _) => Ok(version.max(1)),
            (None, Profile::V42) => Err(ask.mistyped("version", "int", value)),
            (None, Profile::V71) => Err(invalid("value is not a valid integer (type=type_error.integer)")),
        },
    }
}

/// An instance as `/node-instances` shows it; what takes long to make only where it is wanted.
fn document(
    deployment: &Deployment,
    instance: &Instance,
    projection: &Projection,
    profile: Profile,
) -> Document {
    let mut members = vec![
        ("id", json!(instance.id)),
        ("node_id", json!(instance.node)),
        ("deployment_id", json!(deployment.id)),
        ("host_id", json!(instance.host)),
        ("state", json!(instance.state)),
        ("version", json!(instance.version)),
    ];
    if projection.wants("runtime_properties") {
        members.push(("runtime_properties", json!(instance.runtime)));
    }
    if projection.wants("relationships") {
        members.push(("relationships", relationships(deployment, instance)));
    }
    if projection.wants("scaling_groups") {
        members.push(("scaling_groups", scaling_groups(deployment, instance)));
    }
    if profile == Profile::V71 {
        let is_sound = instance.status_check != Some(false) && instance.state == STARTED;
        let status = json!({"ok": is_sound, "result": null, "task": null});
        let properties = match instance.status_check {
            Some(_) => json!({"previous_status": null, "status": status}),
            None => json!({}),
        };
        members.extend([
            ("index", json!(instance.index)),
            ("relationships_p", Value::Null),
            ("runtime_properties_p", Value::Null),
            ("scaling_groups_p", Value::Null),
            ("system_properties", properties),
            ("has_configuration_drift", json!(false)),
            ("is_status_check_ok", json!(instance.status_check == Some(true))),
        ]);
    }
    let named = members.into_iter();
    let mut document: Document = named.map(|(name, value)| (name.to_owned(), value)).collect();
    deployment.owned.stamp(&mut document, profile);
    document
}

/// The instances that an instance is related to: what contains it, or all of another node.
fn relationships(deployment: &Deployment, instance: &Instance) -> Value {
    let plan: &Plan = &deployment.plan;
    let mut related = Vec::new();
    let written = plan.node(&instance.node).map(|node| node.relationships.iter());
    for relationship in written.into_iter().flatten() {
        let all = deployment.instances.all().iter();
        let targets = all.filter(|other| other.node == relationship.target);
        let targets = targets
            .filter(|other| !relationship.is_containment() || instance.container.as_ref() == Some(&other.id));
        related.extend(targets.map(|target| {
            json!({
                "target_name": target.node,
                "type": relationship.kind(),
                "target_id": target.id,
            })
        }));
    }
    Value::Array(related)
}

/// The instance of a scaling group that an instance belongs to.
fn scaling_groups(deployment: &Deployment, instance: &Instance) -> Value {
    let Some((name, _)) = deployment.plan.group_of(&instance.node) else {
        return json!([]);
    };
    let first = deployment.instances.all().first();
    // One that stays the same as long as the deployment does.
    let letters = first
        .and_then(|first| first.id.rsplit('_').next())
        .unwrap_or("000000");
    let letters: String = letters.chars().rev().collect();
    json!([{"name": name, "id": format!("{name}_{letters}")}])
}
