//! How the instances of nodes come about: with a deployment, and with a workflow that scales it.

use serde_json::Map;

use super::model::Instance;
use super::plan::Plan;
use super::states::UNINITIALIZED;
use crate::sandbox::Seeded;

/// The instances of a new deployment: so many of each node for each instance of what contains it.
pub fn first(plan: &Plan, planned: &[u64], chance: &mut Seeded) -> Vec<Instance> {
    let mut made = Vec::new();
    let outer = plan
        .nodes
        .iter()
        .filter(|node| plan.container_of(&node.name).is_none());
    for node in outer {
        let count = planned_of(plan, planned, &node.name);
        let mut growth = Growth {
            plan,
            planned,
            chance: &mut *chance,
            made: &mut made,
        };
        growth.add(&node.name, count, None);
    }
    made
}

/// So many more instances of a node in each instance of what contains it, with all that is contained in them.
pub fn more(
    plan: &Plan,
    planned: &[u64],
    present: &[Instance],
    node: &str,
    count: u64,
    chance: &mut Seeded,
) -> Vec<Instance> {
    let container = plan.container_of(node).map(|container| container.name.as_str());
    let containers = present
        .iter()
        .filter(|instance| Some(instance.node.as_str()) == container);
    let mut all = present.to_vec();
    let mut growth = Growth {
        plan,
        planned,
        chance,
        made: &mut all,
    };
    match container {
        Some(_) => containers.for_each(|inside| growth.add(node, count, Some(inside))),
        None => growth.add(node, count, None),
    }
    all.split_off(present.len())
}

/// The last so many instances of a node in each instance of what contains it, with all that is contained in them.
pub fn fewer(present: &[Instance], node: &str, count: usize) -> Vec<String> {
    let mut leaving: Vec<String> = Vec::new();
    let own = || present.iter().filter(|instance| instance.node == node);
    let mut containers: Vec<_> = own().map(|instance| instance.container.as_deref()).collect();
    containers.dedup();
    for container in containers {
        let inside: Vec<&Instance> = own()
            .filter(|instance| instance.container.as_deref() == container)
            .collect();
        let last = inside.iter().rev().take(count);
        leaving.extend(last.map(|instance| instance.id.clone()));
    }
    loop {
        let is_inside = |instance: &&Instance| {
            let container = instance.container.as_ref();
            container.is_some_and(|container| leaving.contains(container)) && !leaving.contains(&instance.id)
        };
        let inside: Vec<String> = present
            .iter()
            .filter(is_inside)
            .map(|instance| instance.id.clone())
            .collect();
        if inside.is_empty() {
            return leaving;
        }
        leaving.extend(inside);
    }
}

/// Six lower-case letters and digits ("Ids, concurrency").
pub fn suffix(chance: &mut Seeded) -> String {
    const SIGNS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let sign = |_| chance.pick(SIGNS).copied().map_or('a', char::from);
    (0..6).map(sign).collect()
}

struct Growth<'a> {
    plan: &'a Plan,
    planned: &'a [u64],
    chance: &'a mut Seeded,
    made: &'a mut Vec<Instance>,
}

impl Growth<'_> {
    fn add(&mut self, node: &str, count: u64, inside: Option<&Instance>) {
        let is_host = self.plan.node(node).is_some_and(|node| node.is_host());
        let contained: Vec<String> = self
            .plan
            .nodes
            .iter()
            .filter(|inner| inner.name != node)
            .filter(|inner| {
                self.plan
                    .container_of(&inner.name)
                    .is_some_and(|container| container.name == node)
            })
            .map(|inner| inner.name.clone())
            .collect();
        for _ in 0..count {
            let before = self.made.iter().filter(|instance| instance.node == node);
            let index = before.map(|instance| instance.index).max().unwrap_or(0) + 1;
            let id = format!("{node}_{}", suffix(self.chance));
            let host = match is_host {
                true => Some(id.clone()),
                false => inside.and_then(|inside| inside.host.clone()),
            };
            let instance = Instance {
                id,
                node: node.to_owned(),
                container: inside.map(|inside| inside.id.clone()),
                host,
                state: UNINITIALIZED.to_owned(),
                version: 1,
                index,
                runtime: Map::new(),
                status_check: None,
            };
            self.made.push(instance.clone());
            for inner in &contained {
                self.add(inner, planned_of(self.plan, self.planned, inner), Some(&instance));
            }
        }
    }
}

fn planned_of(plan: &Plan, planned: &[u64], node: &str) -> u64 {
    let place = plan.place_of(node);
    place.and_then(|place| planned.get(place)).copied().unwrap_or(1)
}
