//! Where a key applies.

/// A part of the console with keys of its own: a section of the key file.
///
/// A screen names its scopes from the inside out, and the innermost binding wins:
/// `[Scope::Fleet, Scope::Table, Scope::Motion, Scope::Global]`. Line inputs and dialogs stand
/// alone: while one is open, only its own keys work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere but in line inputs and dialogs.
    Global,
    /// Whatever has a cursor that moves: tables, documents, the help.
    Motion,
    /// Any table.
    Table,
    /// The table of all clusters.
    Fleet,
    /// A table of all objects of another kind.
    Kind,
    /// One cluster, whichever tab is open.
    Cluster,
    /// One object of another kind, whichever tab is open.
    Object,
    /// A table of servers.
    Servers,
    /// A list of events.
    Events,
    /// A JSON document.
    Document,
    /// What was asked for in this run.
    Activity,
    /// What was asked for in every run.
    Journal,
    /// The help.
    Help,
    /// The list of contexts.
    Contexts,
    /// The text of a configuration being written.
    Editor,
    /// What a change would do.
    Plan,
    /// What two parties changed.
    Merge,
    /// The versions of a configuration.
    Versions,
    /// A change on its way.
    Following,
    /// What was written and not applied.
    Drafts,
    /// What is about to be written into a file.
    Writing,
    /// A form being filled in.
    Form,
    /// The value of a field of a form, written in the editor.
    Value,
    /// A line being typed: filter, palette, search, a typed confirmation.
    Input,
    /// A dialog that asks before something is done.
    Confirm,
}

impl Scope {
    /// Every scope, in the order of the key file and the manual.
    pub const ALL: [Self; 25] = [
        Self::Global,
        Self::Motion,
        Self::Table,
        Self::Fleet,
        Self::Kind,
        Self::Cluster,
        Self::Object,
        Self::Servers,
        Self::Events,
        Self::Document,
        Self::Activity,
        Self::Journal,
        Self::Help,
        Self::Contexts,
        Self::Editor,
        Self::Plan,
        Self::Merge,
        Self::Versions,
        Self::Following,
        Self::Drafts,
        Self::Writing,
        Self::Form,
        Self::Value,
        Self::Input,
        Self::Confirm,
    ];

    /// The section's name in the key file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Motion => "motion",
            Self::Table => "table",
            Self::Fleet => "fleet",
            Self::Kind => "kind",
            Self::Cluster => "cluster",
            Self::Object => "object",
            Self::Servers => "servers",
            Self::Events => "events",
            Self::Document => "document",
            Self::Activity => "activity",
            Self::Journal => "journal",
            Self::Help => "help",
            Self::Contexts => "contexts",
            Self::Editor => "editor",
            Self::Plan => "plan",
            Self::Merge => "merge",
            Self::Versions => "versions",
            Self::Following => "following",
            Self::Drafts => "drafts",
            Self::Writing => "writing",
            Self::Form => "form",
            Self::Value => "value",
            Self::Input => "input",
            Self::Confirm => "confirm",
        }
    }

    /// What the manual calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Motion => "Moving about",
            Self::Table => "Any table",
            Self::Fleet => "The fleet",
            Self::Kind => "A list of any other kind",
            Self::Cluster => "A cluster",
            Self::Object => "An object of any other kind",
            Self::Servers => "Servers",
            Self::Events => "Events",
            Self::Document => "A document",
            Self::Activity => "Activity",
            Self::Journal => "The journal",
            Self::Help => "Help",
            Self::Contexts => "Contexts",
            Self::Editor => "The editor",
            Self::Plan => "A plan",
            Self::Merge => "A merge",
            Self::Versions => "Versions",
            Self::Following => "A change on its way",
            Self::Drafts => "Drafts",
            Self::Writing => "Before a file is written",
            Self::Form => "A form",
            Self::Value => "A value being written",
            Self::Input => "A line being typed",
            Self::Confirm => "A dialog",
        }
    }

    /// Whether letters typed there are text, so that a key of a single letter could never work.
    pub const fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Input | Self::Confirm | Self::Editor | Self::Form | Self::Value
        )
    }

    /// The scope with this name in the key file.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}
