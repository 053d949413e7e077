//! What files ask for, compared with what is there.
//!
//! Read in this order:
//! - [`subject`]: which cluster a document is about, and whether it is there.
//! - [`compare`]: every document read against its cluster, all at once.
//! - [`prospect`]: what one document comes to: no change, or a plan.
//!
//! **Invariant:** nothing is sent from here but reads, and each list is asked for once.

pub mod compare;
pub mod prospect;
pub mod subject;

pub use compare::{Drift, Failed, Terms};
pub use prospect::{Outcome, Prospect};
