//! What a manager can do to a resource: declared as data, so that both front ends offer the same.

use super::kind::CLUSTERS;
use super::{Arguments, Detail, KindId, Parameter, Row, Takes};

/// The name of an action: the verb on screen, on the command line and in the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActionId(pub &'static str);

pub const START: ActionId = ActionId("start");
pub const STOP: ActionId = ActionId("stop");
pub const DELETE: ActionId = ActionId("delete");
/// A change of a desired state.
pub const EDIT: ActionId = ActionId("edit");
pub const CREATE: ActionId = ActionId("create");
/// A change back to an older version of a desired state.
pub const RESTORE: ActionId = ActionId("restore");
/// Makes an object of a file; its one parameter that is an upload says of which. `qd upload KIND NAME FILE` asks for it.
pub const UPLOAD: ActionId = ActionId("upload");
/// Fetches a file of an object ([`Download`](super::Download)): it changes nothing on the manager.
pub const DOWNLOAD: ActionId = ActionId("download");
pub const REPLACE_SERVER: ActionId = ActionId("replace-server");

impl ActionId {
    /// "changed", "created": what is said when a change of a desired state has ended.
    pub fn past(self) -> Option<&'static str> {
        match self {
            EDIT => Some("changed"),
            CREATE => Some("created"),
            RESTORE => Some("restored"),
            _ => None,
        }
    }
}

/// One action of a manager.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    pub id: ActionId,
    /// "Stop", "Replace server": a dialog's title begins with it.
    pub title: &'static str,
    /// "stopped", "replaced": what is said when it has ended.
    pub past: &'static str,
    /// One sentence for help and palette, without a final stop.
    pub help: &'static str,
    pub on: On,
    pub danger: Danger,
    /// Whether it may be asked for several targets at once.
    pub bulk: bool,
    /// Whether the manager may carry it out long after an answer did not come, behind what was asked for before it.
    pub queues: bool,
    /// What it wants to be told besides its target.
    pub parameters: &'static [Parameter],
    /// What else it wants to be told, known only from the target as read and from what was said so far; each is a
    /// [`Parameter::of_target`]. Empty where the target has not been read.
    pub more: Option<fn(&Target<'_>) -> Vec<Parameter>>,
    /// What the request needs to be told and nobody is asked for, for it follows from the target as read: read anew
    /// just before sending.
    pub derived: Option<Derived>,
    /// The parameter that stands before the target on the command line, and has no flag.
    pub positional: Option<&'static str>,
    /// Whether it can be asked now; judged again on fresh data before sending.
    pub available: fn(&Target<'_>) -> Availability,
    /// What it will do, in the manager's terms.
    pub consequences: fn(&Target<'_>) -> Consequences,
    /// How far it has come: what was read before it was sent, and what is read now.
    pub following: fn(before: &Target<'_>, now: &Target<'_>) -> Following,
}

/// Names and values that follow from a target as read.
pub type Derived = fn(&Target<'_>) -> Vec<(&'static str, String)>;

/// What an action is aimed at, by kind.
#[derive(Debug, Clone, Copy)]
pub enum On {
    /// An object.
    Object(KindId),
    /// A part of an object, which is read with it, or listed for it alone.
    Part { of: KindId, part: KindId },
    /// An object that is not there yet: the action makes it, under the name that it is given.
    ///
    /// Where no name is required, the manager chooses it: the action goes by the name of the file that is uploaded, and
    /// under that name nothing is found afterwards.
    New { kind: KindId, name: Parameter },
}

/// What an action is aimed at, as last read.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The object's row; of one that is not there yet, a row with its name alone.
    pub row: &'a Row,
    /// The object in full, where it has been read.
    pub detail: Option<&'a Detail>,
    /// The part of the object that is meant (a server), for an action on a part.
    pub part: Option<&'a Row>,
    /// What was said for the action's parameters, as far as it was said yet.
    pub arguments: &'a Arguments,
}

/// How much damage an action can do: decides how it is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// One letter confirms.
    Low,
    /// The verb is typed.
    Service,
    /// The last four characters of the part's id are typed.
    Part,
    /// The whole name is typed, and a countdown runs that any key stops.
    Destroys,
}

/// Whether an action can be asked for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    Offered,
    /// Offered only with this switch: the reason says what is in the way.
    OnlyWith {
        switch: &'static str,
        reason: String,
    },
    /// Shown disabled, with this reason.
    NotNow(String),
}

/// What a dialog says under "will", "will not" and "undo".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequences {
    pub will: String,
    pub will_not: String,
    pub undo: String,
}

/// How far an accepted action has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Following {
    /// Still under way; the words say what is seen ("STOPPING, 3 servers left").
    Running(String),
    Done(String),
    /// It has ended, and what runs is not what was asked for.
    Differs(String),
    Failed(String),
}

impl Availability {
    pub fn is_offered(&self) -> bool {
        matches!(self, Self::Offered)
    }

    /// Why it cannot be asked for as things are told now.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Offered => None,
            Self::OnlyWith { reason, .. } | Self::NotNow(reason) => Some(reason),
        }
    }
}

impl On {
    /// The kind of the object, also where a part of it is meant.
    pub const fn kind(self) -> KindId {
        match self {
            Self::Object(kind) | Self::Part { of: kind, .. } | Self::New { kind, .. } => kind,
        }
    }

    /// The kind of the part that is meant, where one is.
    pub const fn part(self) -> Option<KindId> {
        match self {
            Self::Part { part, .. } => Some(part),
            Self::Object(_) | Self::New { .. } => None,
        }
    }

    pub const fn is_part(self) -> bool {
        self.part().is_some()
    }

    pub const fn is_new(self) -> bool {
        matches!(self, Self::New { .. })
    }

    /// Whether it makes something that the manager names itself.
    pub const fn is_named_by_manager(self) -> bool {
        matches!(self, Self::New { name, .. } if !name.is_required)
    }
}

impl Action {
    /// What is said of an action before more is: aimed at a cluster, one at a time, without parameters.
    ///
    /// For tables of actions: `Action { title: .., ..Action::PLAIN }`.
    pub const PLAIN: Self = Self {
        id: ActionId(""),
        title: "",
        past: "",
        help: "",
        on: On::Object(CLUSTERS),
        danger: Danger::Low,
        bulk: false,
        queues: false,
        parameters: &[],
        more: None,
        derived: None,
        positional: None,
        available: |_| Availability::Offered,
        consequences: |_| Consequences {
            will: String::new(),
            will_not: String::new(),
            undo: String::new(),
        },
        following: |_, _| Following::Running(String::new()),
    };
}

impl Action {
    /// "Stop orders"; where something goes with it or into it, "Add hosts: orders".
    pub fn title_with(&self, name: &str) -> String {
        let is_about_others = self.wants_form() && !self.on.is_new();
        let colon = if is_about_others { ":" } else { "" };
        format!("{}{colon} {name}", self.title)
    }
}

impl Action {
    /// Everything that it wants to be told: what it declares itself, then what the target does.
    pub fn parameters_for(&self, target: &Target<'_>) -> Vec<Parameter> {
        let mut parameters = self.parameters.to_vec();
        parameters.extend(self.more.map(|more| more(target)).unwrap_or_default());
        parameters
    }

    /// What it was told, with what follows from the target.
    pub fn completed(&self, target: &Target<'_>, arguments: Arguments) -> Arguments {
        let derived = self.derived.map(|derived| derived(target)).unwrap_or_default();
        derived
            .into_iter()
            .fold(arguments, |arguments, (name, value)| arguments.with(name, &value))
    }

    /// Whether it wants to be told something, besides what nearly always has its default.
    pub fn wants_form(&self) -> bool {
        self.more.is_some() || self.parameters.iter().any(|parameter| !parameter.is_aside)
    }

    /// Whether a part of this kind is named to it before anything else, as a workflow is to be run.
    pub fn names_part(&self, kind: KindId) -> bool {
        let named = self.positional.and_then(|name| self.parameter(name));
        named.is_some_and(|parameter| parameter.takes == Takes::PartOf(kind))
    }

    /// What it declares itself under this name.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

impl<'a> Target<'a> {
    /// An object of which only the list's row is known.
    pub fn of_row(row: &'a Row, arguments: &'a Arguments) -> Self {
        Self {
            row,
            detail: None,
            part: None,
            arguments,
        }
    }

    /// An object as read, or one of its parts.
    pub fn of_detail(detail: &'a Detail, part: Option<&'a Row>, arguments: &'a Arguments) -> Self {
        Self {
            row: &detail.row,
            detail: Some(detail),
            part,
            arguments,
        }
    }
}

impl std::fmt::Display for ActionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
