//! Versions of a desired state: what each changed, and which one set a field; and what was seen to change. Pure.
//!
//! Read in this order:
//! - [`version`]: one saved state of a desired state, and since when it is the one.
//! - [`timeline`]: what is known of the versions of one object, read one by one and backwards;
//!   [`blame`]: which of them gave a field its value.
//! - [`told`]: the times of versions, out of what a manager tells of an object.
//! - [`observed`]: what two answers about an object tell of what happened in between.
//!
//! **Invariant:** a version never changes; what is known of it is only ever added to.

pub mod blame;
pub mod observed;
pub mod timeline;
pub mod told;
pub mod version;

pub use blame::Blame;
pub use timeline::Timeline;
pub use told::times_of_versions;
pub use version::{Version, VersionState, When};
