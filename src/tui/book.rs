//! Contexts as they are kept in the configuration: what a form asks of them, and what a change would write.
//!
//! The console knows no configuration: who opens it gives a book (`runtime::Book`) that does.

/// One key of a context, as a form asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldData {
    pub key: String,
    /// What stands before it; the key if it is empty.
    pub label: String,
    /// One sentence.
    pub help: String,
    /// The words it may be, where they are listed.
    pub choices: Vec<String>,
    /// What holds if it is left empty, in words.
    pub default: Option<String>,
    pub is_required: bool,
    /// As it is now.
    pub value: Option<String>,
    /// Asked for only while one of these holds: each is that all of some other keys have one of their values. Without
    /// any it is always asked for.
    pub only_with: Vec<Vec<(String, Vec<String>)>>,
}

/// What is wrong with one key; an empty key means the change as a whole.
pub type FieldMistake = (String, String);

/// Exactly what would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The file.
    pub path: String,
    pub is_new: bool,
    /// Lines with `+ `, `- ` or two blanks before them; of what may be a secret only the key.
    pub lines: Vec<String>,
    /// What to know before it is written.
    pub warning: Option<String>,
}
