//! (room being furnished)
pub mod imply;
