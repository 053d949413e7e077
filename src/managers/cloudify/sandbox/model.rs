//! What the living part of a manager is made of: blueprints, deployments and instances of their nodes.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::owned::Owned;
use super::plan::Plan;
use super::states::{self, STARTED};

/// A tenant and the id of something in it.
pub type Key = (String, String);

#[derive(Debug, Clone)]
pub struct Blueprint {
    pub id: String,
    pub owned: Owned,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub main_file: String,
    pub plan: Arc<Plan>,
    pub archive: Bytes,
    /// What is wrong with it, once it was read: 7.1 keeps such a blueprint.
    pub error: Option<String>,
    /// The execution that reads it (7.1).
    pub upload: Option<String>,
}

#[derive(Debug)]
pub struct Deployment {
    pub id: String,
    pub owned: Owned,
    pub blueprint: String,
    pub plan: Arc<Plan>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub inputs: Map<String, Value>,
    pub instances: Instances,
    /// How many of each node are wanted, for each instance of what contains it, in the order of the plan.
    pub planned: Vec<u64>,
    /// The execution that makes its environment; `None` for one that was there from the beginning.
    pub environment: Option<String>,
    /// 7.1 fills most members only when its environment is there.
    pub is_filled: bool,
    pub mishaps: Mishaps,
}

/// The instances of a deployment, made up when somebody first looks.
#[derive(Debug, Default)]
pub struct Instances {
    recipe: Option<Recipe>,
    made: OnceCell<Vec<Instance>>,
    /// What counts once something was changed.
    changed: Vec<Instance>,
    is_changed: bool,
}

/// The place of a deployment among the made-up ones, and how its instances come about.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    pub index: usize,
    pub make: fn(seed: u64, index: usize, count: usize) -> Vec<Instance>,
    pub seed: u64,
    pub count: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The node and six letters or digits.
    pub id: String,
    pub node: String,
    /// The instance that it is contained in.
    pub container: Option<String>,
    /// The instance of a host that it is on: itself or what contains it.
    pub host: Option<String>,
    /// A free text: the service stores anything.
    pub state: String,
    pub version: i64,
    /// Counts the instances of its node, from 1.
    pub index: usize,
    pub runtime: Map<String, Value>,
    /// What the last status check said (7.1); `None` before the first one.
    pub status_check: Option<bool>,
}

/// What goes wrong in a deployment, by operation and by the instance or the node that it is run on.
#[derive(Debug, Clone, Default)]
pub struct Mishaps {
    known: BTreeMap<(String, String), Mishap>,
}

/// What becomes of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// It fails so many times, and is tried again each time.
    Recovers(u32),
    /// It fails for good, until somebody heals the instance.
    Fails,
    /// It never ends, and so a cancel does not end either.
    Hangs,
}

impl Deployment {
    pub fn instance(&self, id: &str) -> Option<&Instance> {
        self.instances.all().iter().find(|instance| instance.id == id)
    }

    pub fn instance_mut(&mut self, id: &str) -> Option<&mut Instance> {
        let mut all = self.instances.all_mut().iter_mut();
        all.find(|instance| instance.id == id)
    }

    /// Everything on the same host as an instance, itself included; what has no host stands for itself.
    pub fn neighbours(&self, id: &str) -> Vec<String> {
        let Some(host) = self.instance(id).map(|instance| instance.host.clone()) else {
            return Vec::new();
        };
        let on_it = |instance: &&Instance| instance.id == id || (host.is_some() && instance.host == host);
        let all = self.instances.all().iter().filter(on_it);
        all.map(|instance| instance.id.clone()).collect()
    }

    /// How many of a node are wanted for each instance of what contains it.
    pub fn planned_of(&self, node: &str) -> u64 {
        let place = self.plan.place_of(node);
        place
            .and_then(|place| self.planned.get(place))
            .copied()
            .unwrap_or(1)
    }

    /// How many of its instances are there, and how many are started.
    pub fn counts(&self) -> (usize, usize) {
        let all = self.instances.all();
        let live = all.iter().filter(|instance| states::is_live(&instance.state));
        let started = all.iter().filter(|instance| instance.state == STARTED);
        (live.count(), started.count())
    }
}

impl Instances {
    pub fn known(made: Vec<Instance>) -> Self {
        Self {
            changed: made,
            is_changed: true,
            ..Self::default()
        }
    }

    /// Instances that come about when somebody first looks.
    pub fn made_up(recipe: Recipe) -> Self {
        Self {
            recipe: Some(recipe),
            ..Self::default()
        }
    }

    pub fn all(&self) -> &[Instance] {
        match self.is_changed {
            true => &self.changed,
            false => self.made.get_or_init(|| self.make()),
        }
    }

    pub fn all_mut(&mut self) -> &mut Vec<Instance> {
        if !self.is_changed {
            self.changed = self.made.take().unwrap_or_else(|| self.make());
            self.is_changed = true;
        }
        &mut self.changed
    }

    fn make(&self) -> Vec<Instance> {
        let made = |recipe: &Recipe| (recipe.make)(recipe.seed, recipe.index, recipe.count);
        self.recipe.as_ref().map_or_else(Vec::new, made)
    }
}

impl Mishaps {
    /// Lets an operation go wrong on an instance, or on all instances of a node.
    pub fn add(&mut self, on: &str, operation: &str, mishap: Mishap) {
        self.known.insert((on.to_owned(), operation.to_owned()), mishap);
    }

    /// What becomes of an operation now; one that recovers has failed once more.
    pub fn strike(&mut self, instance: &Instance, operation: &str) -> Option<Mishap> {
        for on in [&instance.id, &instance.node] {
            let key = (on.clone(), operation.to_owned());
            match self.known.get_mut(&key) {
                Some(Mishap::Recovers(0)) => {
                    self.known.remove(&key);
                }
                Some(Mishap::Recovers(left)) => {
                    *left -= 1;
                    return Some(Mishap::Recovers(*left));
                }
                Some(mishap) => return Some(*mishap),
                None => {}
            }
        }
        None
    }

    /// Nothing goes wrong any more on these instances and their nodes.
    pub fn mend(&mut self, instances: &[&Instance]) {
        self.known.retain(|(on, _), _| {
            let is_meant = |instance: &&Instance| instance.id == *on || instance.node == *on;
            !instances.iter().any(is_meant)
        });
    }
}

impl Instance {
    /// Enters a state: every change adds one to the version, and what was known at run time goes with the instance.
    pub fn enter(&mut self, state: &str, is_host: bool, checks_status: bool) {
        state.clone_into(&mut self.state);
        self.version += 1;
        match state {
            "created" if is_host => {
                let address = self.address();
                self.runtime
                    .extend([("ip", address)].map(|(name, value)| (name.to_owned(), Value::String(value))));
            }
            STARTED => {
                let step = Value::String("start".to_owned());
                self.runtime.insert("last_step".to_owned(), step);
                self.status_check = checks_status.then_some(true);
            }
            states::DELETED => {
                self.runtime.clear();
                self.status_check = None;
            }
            _ => {}
        }
    }

    /// A private address, the same every time.
    fn address(&self) -> String {
        let sum = self.id.bytes().fold(7_u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u32::from(byte))
        });
        let [_, second, third, last] = sum.to_be_bytes();
        format!("10.{second}.{third}.{}", last.max(1))
    }
}
