//! What is uploaded and downloaded: the archives of blueprints, plugins and snapshots (§4.1, §4.9, §4.11).
//!
//! - [`packing`]: what is sent of a file of this machine: the archive that it is, or one made of its directory.
//! - [`sending`]: uploads, as the manager's generation wants them; [`fetching`]: downloads.
//!
//! **Invariant:** no archive is held in memory, and what was packed is gone once it was sent, or was not.

pub mod fetching;
pub mod packing;
pub mod sending;

pub use fetching::{DOWNLOADS, fetch};
pub use sending::{request_of, send};
