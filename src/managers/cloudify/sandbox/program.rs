//! From a workflow and its parameters to what happens, one tick after the other ("Built-in workflows").

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Map, Value};

use super::execution::{Act, Course};
use super::growing;
use super::model::{Deployment, Instance};
use super::plan::LIFECYCLE;
use super::profile::Profile;
use super::states::{self, STARTED, Way};
use crate::sandbox::Seeded;

/// Between two ticks, unless the blueprint says otherwise ("Clock").
const PACE: Duration = Duration::from_secs(1);

/// What a workflow does with a deployment as it is.
///
/// # Errors
/// Why it fails as soon as it starts.
pub fn of(
    deployment: &Deployment,
    workflow: &str,
    parameters: &Map<String, Value>,
    profile: Profile,
    chance: &mut Seeded,
) -> Result<Course, String> {
    let planning = Planning {
        deployment,
        parameters,
        profile,
    };
    let is_own = deployment.plan.workflows.contains_key(workflow);
    let ticks = match workflow {
        _ if is_own => planning.own_workflow(workflow),
        "install" => planning.way(Way::Up, &planning.selected()),
        "uninstall" => planning.way(Way::Down, &planning.selected()),
        "reinstall" => planning.replace(&planning.selected()),
        "heal" => planning.heal()?,
        "scale" => planning.scale(chance)?,
        "execute_operation" => {
            let operation = planning.text("operation").unwrap_or_default();
            planning.operation(operation, false)
        }
        "start" => planning.operation("start", false),
        "stop" => planning.operation("stop", true),
        "restart" => {
            let mut ticks = planning.operation("stop", true);
            ticks.extend(planning.operation("start", false));
            ticks
        }
        "check_status" | "check_drift" | "validate_agents" => {
            let checks = planning.selected().into_iter();
            vec![checks.map(|instance| Act::Check { instance }).collect()]
        }
        workflow => vec![vec![Act::Tell(format!("Nothing to do for '{workflow}'"))]],
    };
    let ignores = parameters.get("ignore_failure").and_then(Value::as_bool);
    Ok(Course {
        ticks: ticks.into_iter().filter(|tick| !tick.is_empty()).collect(),
        pace: pace(deployment),
        ignores_failures: ignores.unwrap_or(false),
        ..Course::default()
    })
}

type Ticks = Vec<Vec<Act>>;

struct Planning<'a> {
    deployment: &'a Deployment,
    parameters: &'a Map<String, Value>,
    profile: Profile,
}

impl Planning<'_> {
    /// All of these instances go one way, level by level: up what others need first, down what needs others.
    fn way(&self, way: Way, chosen: &BTreeSet<String>) -> Ticks {
        let all = self.deployment.instances.all().iter();
        self.way_of(way, all.filter(|instance| chosen.contains(&instance.id)), None)
    }

    /// The same from a state other than the present one.
    fn way_of<'a>(
        &self,
        way: Way,
        instances: impl Iterator<Item = &'a Instance>,
        from: Option<&str>,
    ) -> Ticks {
        let mut levels: BTreeMap<usize, Vec<&Instance>> = BTreeMap::new();
        for instance in instances {
            let level = self.deployment.plan.level_of(&instance.node);
            levels.entry(level).or_default().push(instance);
        }
        let mut levels: Vec<Vec<&Instance>> = levels.into_values().collect();
        if way == Way::Down {
            levels.reverse();
        }
        let mut ticks = Vec::new();
        for level in levels {
            for place in 0..way.length() {
                let entering = level.iter().filter_map(|instance| {
                    let state = from.unwrap_or(&instance.state);
                    let mut left = way.left(state);
                    let (_, step) = left.find(|(known, _)| *known == place)?;
                    let instance = instance.id.clone();
                    Some(Act::Enter { instance, step })
                });
                ticks.push(entering.collect());
            }
        }
        ticks
    }

    /// Down and up again.
    fn replace(&self, chosen: &BTreeSet<String>) -> Ticks {
        let mut ticks = self.way(Way::Down, chosen);
        let all = self.deployment.instances.all().iter();
        let again = all.filter(|instance| chosen.contains(&instance.id));
        ticks.extend(self.way_of(Way::Up, again, Some(states::UNINITIALIZED)));
        ticks
    }

    /// The host that contains an instance and everything on it; from 6.4 on only what is not sound, unless forced.
    fn heal(&self) -> Result<Ticks, String> {
        let Some(id) = self.text("node_instance_id") else {
            let unsound = self.deployment.instances.all().iter();
            let unsound = unsound.filter(|instance| !is_sound(instance));
            let chosen = unsound.flat_map(|instance| self.deployment.neighbours(&instance.id));
            return Ok(self.replace(&chosen.collect()));
        };
        let Some(instance) = self.deployment.instance(id) else {
            return Err(format!("RuntimeError: No node instance with id {id} was found"));
        };
        let checks = self.profile == Profile::V71 && self.flag("check_status", true);
        let must = self.flag("force_reinstall", false);
        let mut ticks = Vec::new();
        if checks && !must {
            ticks.push(vec![Act::Check {
                instance: id.to_owned(),
            }]);
            if is_sound(instance) {
                return Ok(ticks);
            }
        }
        let chosen: BTreeSet<String> = self.deployment.neighbours(id).into_iter().collect();
        ticks.extend(self.replace(&chosen));
        Ok(ticks)
    }

    fn scale(&self, chance: &mut Seeded) -> Result<Ticks, String> {
        let plan = &self.deployment.plan;
        let entity = self.text("scalable_entity_name").unwrap_or_default();
        let delta = self.parameters.get("delta").and_then(Value::as_i64).unwrap_or(1);
        let mut nodes: Vec<String> = match plan.scaling_groups.get(entity) {
            Some(group) => group.members.clone(),
            None if plan.node(entity).is_some() => vec![entity.to_owned()],
            None => {
                let available = plan.scaling_groups.keys().map(String::as_str);
                let available = available.chain(plan.nodes.iter().map(|node| node.name.as_str()));
                let available: Vec<&str> = available.collect();
                return Err(format!(
                    "ValueError: No scalable entity named {entity} was found. Available scalable entities: {available:?}"
                ));
            }
        };
        if self.flag("scale_compute", false) {
            for node in &mut nodes {
                if let Some(host) = plan.host_of(node) {
                    *node = host.to_owned();
                }
            }
        }
        // What is contained in another member comes and goes with it.
        let members = nodes.clone();
        nodes.retain(|node| {
            let container = plan.container_of(node).map(|container| &container.name);
            container.is_none_or(|container| !members.contains(container))
        });
        if delta == 0 {
            let told = "delta parameter is 0, so no scaling will take place.";
            return Ok(vec![vec![Act::Tell(told.to_owned())]]);
        }
        let planned = self.planned(&nodes, delta)?;
        let count = delta.unsigned_abs();
        if delta > 0 {
            let mut instances: Vec<Instance> = Vec::new();
            for node in &nodes {
                let mut present = self.deployment.instances.all().to_vec();
                present.extend(instances.iter().cloned());
                let wanted = &self.deployment.planned;
                instances.extend(growing::more(plan, wanted, &present, node, count, chance));
            }
            let mut ticks = vec![vec![Act::Grow {
                planned,
                instances: instances.clone(),
            }]];
            ticks.extend(self.way_of(Way::Up, instances.iter(), None));
            return Ok(ticks);
        }
        let present = self.deployment.instances.all();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let leaving: BTreeSet<String> = nodes
            .iter()
            .flat_map(|node| growing::fewer(present, node, count))
            .collect();
        let mut ticks = self.way(Way::Down, &leaving);
        ticks.push(vec![Act::Shrink {
            planned,
            instances: leaving.into_iter().collect(),
        }]);
        Ok(ticks)
    }

    /// How many of each node are wanted then.
    fn planned(&self, nodes: &[String], delta: i64) -> Result<Vec<(String, u64)>, String> {
        let one = |node: &String| {
            let now = self.deployment.planned_of(node);
            let limits = self.deployment.plan.node(node);
            let limits = limits.map_or((0, None), |node| (node.least, node.most));
            let then = now
                .checked_add_signed(delta)
                .filter(|then| *then >= limits.0 && limits.1.is_none_or(|most| *then <= most));
            then.map(|then| (node.clone(), then)).ok_or_else(|| {
                let most = limits.1.map_or_else(|| "no limit".to_owned(), |most| most.to_string());
                format!(
                    "ValueError: Provided delta: {delta} is illegal. current number of instances of entity {node} \
                     is {now} (at least {}, at most {most})",
                    limits.0
                )
            })
        };
        nodes.iter().map(one).collect()
    }

    /// An operation on what is selected: all at once, or in the order in which things need each other.
    fn operation(&self, name: &str, last_first: bool) -> Ticks {
        let full = match name {
            "start" | "stop" => format!("{LIFECYCLE}{name}"),
            name => name.to_owned(),
        };
        let begin = |instance: &String| Act::Begin {
            instance: instance.clone(),
            operation: full.clone(),
        };
        let end = |instance: &String| Act::End {
            instance: instance.clone(),
            operation: full.clone(),
        };
        let selected = self.selected();
        let default = name == "start" || name == "stop";
        let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for instance in self.deployment.instances.all() {
            if selected.contains(&instance.id) {
                let level = match self.flag("run_by_dependency_order", default) {
                    true => self.deployment.plan.level_of(&instance.node),
                    false => 0,
                };
                groups.entry(level).or_default().push(instance.id.clone());
            }
        }
        let mut groups: Vec<Vec<String>> = groups.into_values().collect();
        if last_first {
            groups.reverse();
        }
        let both = |group: &Vec<String>| [group.iter().map(begin).collect(), group.iter().map(end).collect()];
        groups.iter().flat_map(both).collect()
    }

    /// A workflow of the blueprint: what it does is its own affair, so it tells of three stages.
    fn own_workflow(&self, name: &str) -> Ticks {
        let stages = ["prepares", "is under way", "cleans up"];
        let tell = |stage: &str| vec![Act::Tell(format!("{name} {stage}"))];
        stages.into_iter().map(tell).collect()
    }

    /// The instances that the three selectors leave; empty ones select everything.
    fn selected(&self) -> BTreeSet<String> {
        let words = |name: &str| -> Vec<&str> {
            match self.parameters.get(name) {
                Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
                Some(Value::String(word)) => vec![word],
                _ => Vec::new(),
            }
        };
        let (types, nodes, instances) = (words("type_names"), words("node_ids"), words("node_instance_ids"));
        let is_of_type = |instance: &Instance| {
            let node = self.deployment.plan.node(&instance.node);
            let mut hierarchy = node.into_iter().flat_map(|node| &node.hierarchy);
            hierarchy.any(|kind| types.contains(&kind.as_str()))
        };
        let all = self.deployment.instances.all().iter();
        all.filter(|instance| types.is_empty() || is_of_type(instance))
            .filter(|instance| nodes.is_empty() || nodes.contains(&instance.node.as_str()))
            .filter(|instance| instances.is_empty() || instances.contains(&instance.id.as_str()))
            .map(|instance| instance.id.clone())
            .collect()
    }

    fn text(&self, name: &str) -> Option<&str> {
        let text = self.parameters.get(name).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    }

    fn flag(&self, name: &str, default: bool) -> bool {
        self.parameters
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or(default)
    }
}

fn is_sound(instance: &Instance) -> bool {
    instance.state == STARTED && instance.status_check != Some(false)
}

/// How long a step takes: an input of the name that the recorded blueprint has says it.
fn pace(deployment: &Deployment) -> Duration {
    let asked = deployment.inputs.get("step_seconds").and_then(Value::as_f64);
    asked
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .unwrap_or(PACE)
}
