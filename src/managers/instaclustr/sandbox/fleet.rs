//! The fleets to start with: two accounts, or a made-up fleet of any size.

use axum::Router;
use chrono::{DateTime, Utc};

use super::account::Identity;
use super::answer;
use super::settings::Settings;
use super::world::{Contents, World};
use super::{crowd, demonstration};
use crate::resource::Protection;
use crate::sandbox::faults::with_faults_worded;
use crate::sandbox::{DemoContext, FaultsHandle, Rhythm, Scenario};

/// Which clusters a simulated service has, unless the scenario asks for a number of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Eleven clusters of the first account, three of the second.
    Demonstration,
    /// None in either account.
    Empty,
}

/// The simulated service; paths are below `/provisioning/v1`.
pub fn router(scenario: &Scenario, profile: Profile) -> Router {
    served(scenario, profile, |_| {})
}

/// One server for `qd sandbox serve`: the default fleet, or as many clusters as the scenario asks for.
pub fn simulate(scenario: &Scenario) -> Router {
    router(scenario, Profile::Demonstration)
}

/// The contexts of the default sandbox; a single one if the scenario asks for a number of clusters.
///
/// Each is a server of its own, since each is a host of its own: their requests do not count together.
pub fn contexts(scenario: &Scenario) -> Vec<DemoContext> {
    let context = |name: &str, title: String, router: Router| {
        let faults = FaultsHandle::default();
        DemoContext {
            name: name.to_owned(),
            title,
            protection: Protection::Normal,
            router: with_faults_worded(router, faults.clone(), scenario.seed, answer::general),
            faults,
        }
    };
    let title = match scenario.clusters {
        Some(count) => format!("Instaclustr, {count} made-up clusters"),
        None => "Instaclustr, managed clusters of several kinds".to_owned(),
    };
    let mut contexts = vec![context("instaclustr", title, simulate(scenario))];
    if scenario.clusters.is_none() {
        let router = served(scenario, Profile::Demonstration, |settings| {
            settings.counts_as = Some(Identity::SECOND_READ_ONLY);
        });
        let title = "Instaclustr, another account with a read-only key".to_owned();
        contexts.push(context("instaclustr-audit", title, router));
    }
    contexts
}

fn served(scenario: &Scenario, profile: Profile, arrange: fn(&mut Settings)) -> Router {
    let world = World::new(scenario, profile);
    world.configure(|settings| {
        // Such a clock does not tell how long a visitor has waited.
        if scenario.clock.speed() == 0.0 {
            settings.window = None;
        }
        arrange(settings);
    });
    world.router()
}

/// Fills a service without clusters.
pub(super) fn settle(contents: &mut Contents, profile: Profile, scenario: &Scenario, now: DateTime<Utc>) {
    match (scenario.clusters, profile) {
        (Some(count), _) => crowd::settle(contents, count, scenario, now),
        (None, Profile::Demonstration) => demonstration::settle(contents, scenario.quiet, now),
        (None, Profile::Empty) => {}
    }
    contents.changes = Rhythm::of(scenario, now);
}
