//! Made-up deployments in any number, each made up as a whole only when somebody looks at it, to measure with.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, json};

use super::accounts::model::DEFAULT_TENANT;
use super::dsl;
use super::estate::{Estate, Order, key};
use super::execution::Task;
use super::happening::Subject;
use super::model::{Blueprint, Deployment, Instance, Instances, Mishaps, Recipe};
use super::owned::Owned;
use super::past::{Cast, Owner, Past};
use super::plan::Plan;
use super::standing::Standing;
use super::states::{DELETED, STARTED, UNINITIALIZED};
use super::unpacking::{File, pack};
use crate::sandbox::{Rhythm, Scenario, Seeded};

const BLUEPRINT: &str = "fleet";
/// One in so many deployments has an execution that runs and does not end.
const BUSY: usize = 200;

const TEXT: &str = "tosca_definitions_version: cloudify_dsl_1_3
description: Servers with one service each
imports: [http://www.getcloudify.org/spec/cloudify/4.2/types.yaml]
inputs:
  servers: {type: integer, default: 5, description: How many servers}
node_templates:
  vm:
    type: cloudify.nodes.Compute
    capabilities: {scalable: {properties: {default_instances: {get_input: servers}}}}
    interfaces: {cloudify.interfaces.lifecycle: {create: scripts/create.sh, start: scripts/start.sh, stop: scripts/stop.sh}}
  service:
    type: cloudify.nodes.SoftwareComponent
    relationships: [{type: cloudify.relationships.contained_in, target: vm}]
    interfaces: {cloudify.interfaces.lifecycle: {start: scripts/start.sh, stop: scripts/stop.sh}}
";

/// Settles as many deployments as a scenario asks for.
pub fn settle(estate: &mut Estate, count: usize, scenario: &Scenario, now: DateTime<Utc>) {
    const USES: [&str; 6] = ["orders", "sessions", "catalogue", "metrics", "audit", "events"];
    const PLACES: [&str; 6] = ["virginia", "oregon", "dublin", "frankfurt", "sydney", "tokyo"];
    let servers = scenario.servers_per_cluster.max(1);
    let (plan, files) = (Arc::new(plan()), files());
    let owned = Owned::of(DEFAULT_TENANT, "admin");
    let blueprint = Blueprint {
        id: BLUEPRINT.to_owned(),
        owned: owned.clone(),
        created_at: now - TimeDelta::days(400),
        updated_at: now - TimeDelta::days(400),
        main_file: "blueprint.yaml".to_owned(),
        plan: Arc::clone(&plan),
        archive: Bytes::from(pack(BLUEPRINT, &files)),
        error: None,
        upload: None,
    };
    estate
        .blueprints
        .insert(key(DEFAULT_TENANT, BLUEPRINT), blueprint);
    let mut owners = Vec::with_capacity(count);
    for index in 0..count {
        let mut chance = Seeded::nth(scenario.seed, index as u64);
        let place = chance.pick(&PLACES).copied().unwrap_or("virginia");
        let usage = chance.pick(&USES).copied().unwrap_or("orders");
        let id = format!("{usage}-{place}-{index:05}");
        let age = TimeDelta::hours(24 * 31 + i64::try_from(chance.below(8_000)).unwrap_or(0));
        let hosts = servers.div_ceil(2);
        let inputs = json!({"servers": hosts});
        let deployment = Deployment {
            id: id.clone(),
            owned: owned.clone(),
            blueprint: BLUEPRINT.to_owned(),
            plan: Arc::clone(&plan),
            created_at: now - age,
            updated_at: now - age,
            inputs: inputs.as_object().cloned().unwrap_or_default(),
            instances: Instances::made_up(Recipe {
                index,
                make: instances,
                seed: scenario.seed,
                count: servers,
            }),
            planned: vec![hosts as u64, 1],
            environment: None,
            is_filled: true,
            mishaps: Mishaps::default(),
        };
        estate.deployments.insert(key(DEFAULT_TENANT, &id), deployment);
        owners.push(Owner {
            tenant: DEFAULT_TENANT.to_owned(),
            deployment: id.clone(),
            blueprint: BLUEPRINT.to_owned(),
            cast: Cast::MadeUp {
                index,
                count: servers,
                name: subject,
            },
        });
        if index % BUSY == BUSY - 1 {
            keep_busy(estate, &owned, id, now);
        }
    }
    estate.past = Past::new(owners, scenario.events_per_cluster, now, scenario.seed);
    estate.changes = Rhythm::of(scenario, now);
}

/// An execution that somebody else works on, without an end in sight.
fn keep_busy(estate: &mut Estate, owned: &Owned, deployment: String, now: DateTime<Utc>) {
    let order = Order {
        owned: owned.clone(),
        workflow: "install".to_owned(),
        deployment: Some(deployment),
        blueprint: Some(BLUEPRINT.to_owned()),
        parameters: Map::new(),
        is_system: false,
        task: Task::Abandoned,
    };
    let id = estate.start(order, now);
    if let Some(execution) = estate.executions.get_mut(&id) {
        execution.standing = Standing::Started;
        execution.started_at = Some(now);
        execution.error = Some(String::new());
        execution.due = None;
    }
}

fn plan() -> Plan {
    dsl::read(&files(), "blueprint.yaml").unwrap_or_default()
}

fn files() -> Vec<File> {
    vec![File {
        path: "blueprint.yaml".to_owned(),
        content: TEXT.as_bytes().to_vec(),
    }]
}

/// The instances of one deployment: hosts first, then what is on them.
fn instances(seed: u64, index: usize, count: usize) -> Vec<Instance> {
    let mut chance = Seeded::nth(seed, index as u64 ^ 0x51de);
    let mood = chance.below(100);
    let instance = |place: usize| {
        let Subject { node, instance } = subject(seed, index, place, count);
        let hosts = count.div_ceil(2);
        let container = (place >= hosts).then(|| subject(seed, index, place - hosts, count).instance);
        let state = match mood {
            0..90 => STARTED,
            90..95 if place * 2 < count => STARTED,
            90..95 => "starting",
            95..98 => DELETED,
            _ => UNINITIALIZED,
        };
        Instance {
            host: Some(container.clone().unwrap_or_else(|| instance.clone())),
            id: instance,
            node,
            container,
            state: state.to_owned(),
            version: 8,
            index: place % hosts + 1,
            runtime: Map::new(),
            status_check: (state == STARTED).then_some(true),
        }
    };
    (0..count).map(instance).collect()
}

/// The name of one instance of one deployment: no two are the same.
fn subject(_seed: u64, index: usize, place: usize, count: usize) -> Subject {
    const SIGNS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    const ALL: u64 = 36_u64.pow(6);
    // Shares no factor with the number of names, so that every number has its own.
    const SPREAD: u64 = 1_180_591_619;
    let number = (index * count + place) as u64 % ALL;
    let mut left = u128::from(number) * u128::from(SPREAD) % u128::from(ALL);
    let mut letters = String::with_capacity(6);
    for _ in 0..6 {
        let sign = usize::try_from(left % 36).ok().and_then(|place| SIGNS.get(place));
        letters.push(sign.copied().map_or('a', char::from));
        left /= 36;
    }
    let node = if place < count.div_ceil(2) {
        "vm"
    } else {
        "service"
    };
    Subject {
        node: node.to_owned(),
        instance: format!("{node}_{letters}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_instances_have_the_same_name() {
        let names: BTreeSet<String> = (0..500)
            .flat_map(|index| (0..11).map(move |place| subject(1, index, place, 11).instance))
            .collect();
        assert_eq!(names.len(), 5_500);
    }

    #[test]
    fn what_is_on_a_host_names_it() {
        let all = instances(1, 3, 7);
        let hosts: Vec<&str> = all[..4].iter().map(|instance| instance.id.as_str()).collect();
        assert!(
            all[4..]
                .iter()
                .all(|instance| hosts.contains(&instance.host.as_deref().unwrap()))
        );
    }
}
