//! The simulated manager: not here yet.

use axum::Router;

use crate::sandbox::{DemoContext, Scenario, Simulated};

pub fn simulate(_: &Scenario) -> Simulated {
    Router::new()
}

pub fn contexts(_: &Scenario) -> Vec<DemoContext> {
    Vec::new()
}
