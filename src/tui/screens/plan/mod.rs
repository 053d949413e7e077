//! The plan: what a change of a configuration does, what the manager says of it, and the way to ask for it.
//!
//! Read in this order:
//! - [`proposal`]: the plan, the request that would be sent, and the manager's verdict on it.
//! - [`standing`]: whether the base still holds, and whether a change is taken at all.
//! - [`screen`]: the screen, and what it does on a command; `news`: what it makes of what it hears.
//! - [`remarks`]: what rules and manager say of single fields, each beside its change.
//! - `words`: the lines above the panes; `paint`: the view.
//!
//! **Invariant:** nothing is asked for while the plan does not hold, or is not checked; nothing is ever sent
//! by itself.

mod news;
mod paint;
pub mod proposal;
pub mod remarks;
#[cfg(test)]
pub mod sample;
pub mod screen;
pub mod standing;
#[cfg(test)]
mod tests;
mod words;

pub use screen::{PlanScreen, PlanWanted};
