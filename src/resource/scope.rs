//! The part of a manager's world that a context looks at: one of several side by side, such as a tenant.

use super::KindId;

/// How a manager divides its world; of one that does, a context looks at one part at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// What a part is called, and the command that switches to another: `tenant`.
    pub word: &'static str,
    /// The setting of a context that says which part it looks at.
    pub setting: &'static str,
    /// The listed kind whose objects are the parts, by name.
    pub kind: KindId,
}
