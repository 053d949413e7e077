//! One simulated context of the default sandbox.

use axum::Router;

use crate::resource::Protection;

use super::FaultsHandle;

/// A simulated manager under the name that the console shows it by.
#[derive(Debug, Clone)]
pub struct DemoContext {
    /// The name of the context.
    pub name: String,
    /// One line that says what the context shows.
    pub title: String,
    /// How carefully it is to be treated.
    pub protection: Protection,
    /// What goes wrong in this context alone; may be changed while it runs.
    pub faults: FaultsHandle,
    /// The manager itself.
    pub router: Router,
}
