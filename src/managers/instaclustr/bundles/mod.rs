//! The bundles that clusters are made of, as data: what can be said when one is made, and what can be known to be
//! refused before anything is sent.
//!
//! Read in this order:
//! - [`bundle`]: what is known of a base bundle, its options and its add-ons.
//! - [`catalogue`]: the bundles themselves; [`places`]: providers, regions and the services of firewalls.
//! - [`network`]: networks as the API writes them; [`checks`]: what one value must look like.
//! - [`told`]: what was said for an action, with its defaults.
//! - [`forms`]: what every bundle wants to be told, and the parameters of a bundle in the order of its form.
//! - [`rules`]: what does not go together, [`pci`] among it; [`counting`]: how many nodes of which size are asked for.
//!
//! **Invariant:** versions, sizes, regions and services are hints and never rules: the manager's own lists change,
//! and what is not listed here is sent all the same.

pub mod bundle;
pub mod catalogue;
pub mod checks;
pub mod counting;
pub mod forms;
pub mod network;
pub mod pci;
pub mod places;
pub mod rules;
pub mod told;

#[cfg(test)]
mod tests;

pub use bundle::{AddOn, Bundle, BundleOption};
pub use told::Told;
