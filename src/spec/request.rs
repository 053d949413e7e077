//! What is sent to change a desired state.

use super::json::Json;
use crate::resource::{Id, KindId};

/// One change of a desired state, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecRequest {
    pub kind: KindId,
    /// The object that is changed; `None` when it is created.
    pub id: Option<Id>,
    pub way: Way,
    /// The patch, or the whole document.
    pub body: Json,
    /// Ask for it even if everything must stop for it.
    pub force: bool,
}

/// How a desired state is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// A new object from the whole document.
    Create,
    /// Only what differs (RFC 7396).
    Patch,
    /// The whole document in place of the old one.
    Overwrite,
}

/// A request as it goes over the wire, to be read before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestText {
    pub method: String,
    /// Scheme, host and port.
    pub origin: String,
    /// With the query.
    pub path: String,
    /// Empty without a body.
    pub content_type: &'static str,
    pub body: String,
}

impl Way {
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Patch => "patch",
            Self::Overwrite => "overwrite",
        }
    }
}
