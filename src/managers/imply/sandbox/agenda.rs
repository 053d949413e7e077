//! What is going to happen to a cluster, and when.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Cluster, InstanceId};
use crate::sandbox::clock::after;

/// How long a metadata store takes to come up.
pub const STORE: Duration = Duration::from_secs(40);
/// How long a load balancer takes to come up.
pub const BALANCER: Duration = Duration::from_secs(10);
/// How long a new server takes to come up.
pub const LAUNCH: Duration = Duration::from_secs(25);
/// How long a server takes to go down.
pub const STOP: Duration = Duration::from_secs(10);
/// How long a server takes to restart in place.
pub const RESTART: Duration = Duration::from_secs(15);
/// How long a cluster takes to be deleted.
pub const TERMINATE: Duration = Duration::from_secs(20);
/// The smallest step: how long something lasts that only has to be seen.
pub const TICK: Duration = Duration::from_secs(1);
/// The longest pause between two tries of a launch.
pub const LONGEST_RETRY: Duration = Duration::from_secs(300);

/// Something that is going to happen to a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The metadata store of a new cluster is up.
    StoreReady,
    /// The load balancer is up, and the servers may be launched.
    BalancerReady,
    /// A pending server comes up, or fails to; with the number of failed tries before.
    Running(InstanceId, u32),
    /// A server that restarts in place is down and comes up again.
    BackUp(InstanceId),
    /// A stopping server is down, until it is started again.
    Down(InstanceId),
    /// The replacement of an ending server appears.
    Successor(InstanceId),
    /// An ending server has ended.
    Terminated(InstanceId),
    /// An ended server leaves the list.
    Gone(InstanceId),
    /// The first stage of the update begins.
    UpdateStarts,
    /// The stage with this number has lasted twice its usual time.
    StageSlow(usize),
    /// The stage with this number ends by the clock.
    StageEnds(usize),
    /// The cluster leaves the list.
    ClusterGone,
}

/// What is going to happen to a cluster, in the order of time.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    due: Vec<(DateTime<Utc>, u32, Step)>,
    added: u32,
}

impl Agenda {
    /// Adds a step; of two at the same time the one added first happens first.
    pub fn add(&mut self, at: DateTime<Utc>, step: Step) {
        self.due.push((at, self.added, step));
        self.added = self.added.wrapping_add(1);
    }

    /// When the next step is due.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.iter().map(|(at, ..)| *at).min()
    }

    /// Takes the next step, if it is due.
    pub fn take(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Step)> {
        let entries = self.due.iter().enumerate();
        let (index, &(at, ..)) = entries.min_by_key(|(_, (at, added, _))| (*at, *added))?;
        (at <= now).then(|| {
            let (at, _, step) = self.due.swap_remove(index);
            (at, step)
        })
    }

    /// All steps, in no order.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        self.due.iter().map(|(_, _, step)| *step)
    }

    /// Forgets all steps.
    pub fn clear(&mut self) {
        self.due.clear();
    }

    /// Moves all steps by a span of time.
    pub fn shift(&mut self, by: TimeDelta) {
        for (at, ..) in &mut self.due {
            *at += by;
        }
    }

    /// Forgets the steps of an update, but not those of its servers.
    pub fn forget_stages(&mut self) {
        let of_update =
            |step: &Step| matches!(step, Step::UpdateStarts | Step::StageSlow(_) | Step::StageEnds(_));
        self.due.retain(|(_, _, step)| !of_update(step));
    }
}

/// Adds a step to a cluster's agenda that takes about as long as `base`.
pub fn plan_within(cluster: &mut Cluster, at: DateTime<Utc>, base: Duration, step: Step) {
    let delay = cluster.about(base);
    cluster.agenda.add(after(at, delay), step);
}
