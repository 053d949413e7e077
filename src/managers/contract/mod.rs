//! What every manager of the registry must satisfy, proved on its own sandbox.
//!
//! Nothing here knows a manager's name: a new one is proved by its line in the registry.
//! - [`harness`]: a registry entry opened on its simulated manager, with clock and faults in hand.
//! - [`declared`]: what a manager says of itself holds together.
//! - [`reading`]: lists and details agree, also of many thousand clusters; secrets are known.
//! - [`acting`]: an action that is offered works to its end; one that is not says why.
//! - [`editing`]: a desired state that is offered for editing can be read, checked, tried and changed.
//! - [`telling`]: a request that is told is the one that is sent.
//! - [`failing`]: whatever goes wrong becomes a typed error with words, or a row that can be read.

mod acting;
mod aim;
mod declared;
mod editing;
mod failing;
mod harness;
mod reading;
mod telling;
