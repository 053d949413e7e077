//! The versions of one configuration: what each changed, any two compared, who set a field, and the way back.
//!
//! - [`screen`]: state, and what is asked and compared; `page`: the commands.
//! - [`reading`]: what is known of the versions, and which of them to ask for next.
//! - [`cursor`]: a cursor in a list of lines that is as long as its owner says.
//! - [`words`]: times, states and answers in words.
//!
//! **Invariant:** whatever is told of a document has its secrets masked; only the request to restore a version
//! carries the document as it is.

pub mod cursor;
#[cfg(test)]
pub mod fixture;
mod page;
mod paint;
pub mod reading;
pub mod screen;
#[cfg(test)]
mod tests;
pub mod words;

pub use screen::VersionsScreen;
