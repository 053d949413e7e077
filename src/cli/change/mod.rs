//! The verbs (`qd start`, `stop`, `delete` ...): from names to a change, and to its end.
//!
//! Read in this order:
//! - [`verb`]: a sub-command for each action that a manager declares; [`request`]: the course of events.
//! - [`plan`]: who is meant, as read just now; what will happen, in words; [`more`]: what only the target declares.
//! - [`consent`]: whether flags confirm it, or somebody must be asked, or it is refused.
//! - [`carry_out`]: one after the other, sent once, followed if wanted; [`attend`]: each told as it goes.
//! - [`progress`]: one line on standard error, on a terminal only.
//!
//! **Invariant:** nothing is sent before [`consent`] is given for every target.

pub mod attend;
pub mod carry_out;
pub mod consent;
pub mod more;
pub mod plan;
pub mod progress;
pub mod request;
pub mod verb;

pub use request::Manner;
pub use verb::Verb;
