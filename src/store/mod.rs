//! What is kept on disk between two runs, for the eyes of its owner alone.
//!
//! Read in this order:
//! - [`private_file`]: a file that is there whole or not at all, and that nobody else may read.
//! - [`lock`]: which process a file belongs to, as long as that process lives.
//! - [`drafts`]: what was typed and not yet sent; nothing of it is ever written over by another edit.
//! - [`versions`]: old versions of desired states; they never change, so they are asked for once.
//! - [`outside_editor`]: a text in a file of its own, for a program of the user to change.
//! - [`login_key`]: a private key in a file of its own, as long as `ssh` runs with it.
//! - [`error`]: why something could not be kept, and what to do.
//!
//! **Invariant:** no file here is changed in place, and one that cannot be understood is left alone.

pub mod drafts;
pub mod error;
pub mod lock;
pub mod login_key;
pub mod outside_editor;
pub mod private_file;
pub mod versions;

pub use drafts::Drafts;
pub use error::StoreError;
pub use versions::Versions;
