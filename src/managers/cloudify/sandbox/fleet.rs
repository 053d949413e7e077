//! The managers to start with: a demonstration in each generation, or a made-up crowd of any size.

use axum::Router;

use super::answer;
use super::demonstration::Beginning;
use super::profile::Profile;
use super::serving::Service;
use super::world::World;
use super::{crowd, demonstration, furnishing};
use crate::resource::Protection;
use crate::sandbox::faults::with_faults_worded;
use crate::sandbox::{DemoContext, FaultsHandle, Scenario};

/// What a simulated manager has, unless the scenario asks for a number of deployments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    Demonstration,
    /// The same by itself: in no cluster, and nothing runs that does not end.
    Alone,
    /// One tenant, the administrator, and nothing else.
    Empty,
}

/// A simulated manager of a generation.
pub fn service(scenario: &Scenario, profile: Profile, settlement: Settlement) -> Service {
    Service::new(scenario, move |world, scenario| {
        settle(world, scenario, profile, settlement);
    })
}

/// One server for `qd sandbox serve`: the demonstration of 4.2, or as many deployments as the scenario asks for.
pub fn simulate(scenario: &Scenario) -> Router {
    service(scenario, Profile::V42, Settlement::Demonstration).router()
}

/// The contexts of the default sandbox; a single one if the scenario asks for a number of deployments.
pub fn contexts(scenario: &Scenario) -> Vec<DemoContext> {
    let context = |name: &str, title: String, profile: Profile, settlement: Settlement| {
        let faults = FaultsHandle::default();
        let router = service(scenario, profile, settlement).router();
        DemoContext {
            name: name.to_owned(),
            title,
            protection: Protection::Normal,
            router: with_faults_worded(router, faults.clone(), scenario.seed, answer::general),
            faults,
        }
    };
    let title = match scenario.clusters {
        Some(count) => format!("Cloudify Manager 4.2, {count} made-up deployments"),
        None => "Cloudify Manager 4.2, deployments in every state".to_owned(),
    };
    let mut contexts = vec![context("cm", title, Profile::V42, Settlement::Demonstration)];
    if scenario.clusters.is_none() {
        let title = "Cloudify Manager 7.1, the same deployments".to_owned();
        contexts.push(context("cm7", title, Profile::V71, Settlement::Demonstration));
        let title = "Cloudify Manager 4.2 by itself, to be one of a cluster".to_owned();
        contexts.push(context("cm-new", title, Profile::V42, Settlement::Alone));
    }
    contexts
}

/// Fills a manager just set up.
fn settle(world: &mut World, scenario: &Scenario, profile: Profile, settlement: Settlement) {
    world.change_profile(profile);
    let now = world.now;
    match (scenario.clusters, settlement) {
        (Some(count), _) => crowd::settle(&mut world.estate, count, scenario, now),
        (None, Settlement::Demonstration | Settlement::Alone) => {
            let is_alone = settlement == Settlement::Alone;
            furnishing::everything(world);
            // 5.x and later have no such clusters.
            if !is_alone && profile == Profile::V42 {
                furnishing::cluster(world);
            }
            let beginning = Beginning {
                is_quiet: scenario.quiet || is_alone,
                has_laboratory: !is_alone,
            };
            demonstration::settle(&mut world.estate, beginning, now);
        }
        (None, Settlement::Empty) => {}
    }
}
