//! What can be done: nothing yet.

use crate::resource::{Action, ActionId};

pub static ACTIONS: [Action; 0] = [];

pub static NOT_OFFERED: [(ActionId, &str); 0] = [];
