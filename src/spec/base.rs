//! Where an edit begins: a desired state as it was last read.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::json::Json;
use super::path::Path;
use super::request::SpecRequest;
use crate::resource::{ContextName, Key, Notice};

/// The desired state of one object, read for editing.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    pub key: Key,
    pub name: Box<str>,
    /// The manager's number of this state; `None` if it has none.
    pub version: Option<i64>,
    /// What may be edited of it, with its secrets.
    pub document: Json,
    pub read: DateTime<Utc>,
    /// Why no change is taken at the moment: what runs, and how far it is.
    pub busy: Option<String>,
}

/// One change of a desired state, decided on.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub request: SpecRequest,
    /// What the edit began from; `None` for a new object.
    pub base: Option<Arc<Base>>,
    /// What must run in the end.
    pub expected: Json,
}

/// A request on its way to one context.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub context: ContextName,
    pub request: SpecRequest,
}

/// What a manager said of a request that was only to be checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It would be taken; nothing is said of what runs by then.
    Accepted { at: DateTime<Utc> },
    Refused {
        notice: Notice,
        /// What the manager says of single fields, with their place in what was sent.
        fields: Vec<(Path, String)>,
    },
    /// It could not be checked.
    Unknown(Notice),
}
