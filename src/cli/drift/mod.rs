//! What files ask for, compared with what is there.
//!
//! Read in this order:
//! - [`subject`]: which cluster a document is about, and whether it is there.
//! - [`drift`]: every document read against its cluster, all at once.
//! - [`prospect`]: what one document comes to: no change, or a plan.
//!
//! **Invariant:** nothing is sent from here but reads, and each list is asked for once.

pub mod drift;
pub mod prospect;
pub mod subject;

pub use drift::{Drift, Failed, Terms};
pub use prospect::{Outcome, Prospect};
