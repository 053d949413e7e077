//! `qd create` and `qd clone`: clusters that are not there yet.
//!
//! Read in this order:
//! - [`request`]: from files, or from the manager's template in the editor.
//! - [`copy`]: from a cluster that is there.

pub mod copy;
pub mod request;

pub use copy::Clone;
pub use request::Create;
