//! What a dialog asks about.

use std::sync::Arc;

use crate::resource::action::Target;
use crate::resource::key::id_tail;
use crate::resource::kind::CLUSTERS;
use crate::resource::proof::{self, Proof};
use crate::resource::text::{MASK, visible};
use crate::resource::{
    Action, ActionId, ActivityId, Arguments, Cell, CommandLine, ContextName, Danger, Intent, Key, KindId,
    Operation, Seen, Transfer, cluster,
};
use crate::spec::{Plan, Risk, Way};
use crate::tui::msg::Wire;
use crate::tui::verbs::{self, Aimed};

use super::super::Look;
use super::told;

/// What a dialog asks about.
#[derive(Debug)]
pub enum Subject {
    Action(ActionSubject),
    Plan(PlanSubject),
}

/// An action on one object or several, on a part of one, or one that makes one.
#[derive(Debug)]
pub struct ActionSubject {
    action: &'static Action,
    targets: Vec<Aimed>,
    seen: Vec<Seen>,
    arguments: Arguments,
}

/// A planned change of a configuration.
#[derive(Debug)]
pub struct PlanSubject {
    pub plan: Arc<Plan>,
    pub context: ContextName,
    /// "edit", "create", "restore".
    pub verb: ActionId,
}

/// Clusters that are read while the dialog is open.
const WATCHED: usize = 16;
/// Targets of a bulk action that are listed by name.
const LISTED: usize = 12;
/// Changes of a plan that are listed.
const CHANGES: usize = 6;

impl Subject {
    /// The clusters that are read while it is open. Of very many only some: each is read again before
    /// it is sent anyway.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        let (targets, base) = match self {
            // What is not there yet cannot be read.
            Self::Action(subject) if subject.action.on.is_new() => (&[][..], None),
            Self::Action(subject) => (subject.targets.as_slice(), None),
            Self::Plan(subject) => (&[][..], subject.plan.base.as_ref()),
        };
        let keys = targets.iter().map(|target| &target.key);
        keys.chain(base.map(|base| &base.key)).take(WATCHED)
    }

    /// The kind of the part that it is about, and the object that the part is of.
    pub fn part(&self) -> Option<(Key, KindId)> {
        match self {
            Self::Action(subject) => Some((subject.targets.first()?.key.clone(), subject.action.on.part()?)),
            Self::Plan(_) => None,
        }
    }

    /// What of it is not so any more, in words; it is taken over.
    pub fn differences(&mut self, look: Look<'_>) -> Vec<String> {
        match self {
            Self::Action(subject) => subject.differences(look),
            Self::Plan(subject) => subject.differences(look),
        }
    }

    pub fn destroys(&self) -> bool {
        matches!(self, Self::Action(subject) if subject.action.danger == Danger::Destroys)
    }

    /// What the button says that carries it out.
    pub fn button(&self) -> String {
        match self {
            Self::Action(subject) => subject.action.title.to_owned(),
            Self::Plan(subject) => title_case(subject.verb.0),
        }
    }

    pub fn verb(&self) -> ActionId {
        match self {
            Self::Action(subject) => subject.action.id,
            Self::Plan(subject) => subject.verb,
        }
    }

    pub fn title(&self) -> String {
        match self {
            Self::Action(subject) => subject.title(),
            Self::Plan(subject) => {
                format!("{} {}", title_case(subject.verb.0), subject.plan.name())
            }
        }
    }

    /// Label and text of each line of the body.
    pub fn body(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        match self {
            Self::Action(subject) => subject.body(look),
            Self::Plan(subject) => subject.body(look),
        }
    }

    /// When what it rests on was read.
    pub fn read_words(&self, look: Look<'_>) -> String {
        match self {
            Self::Action(subject) => subject.read_words(look),
            Self::Plan(subject) if subject.plan.base.is_none() => String::new(),
            Self::Plan(_) => "it is read again before it is sent".into(),
        }
    }
}

impl ActionSubject {
    pub fn new(action: &'static Action, targets: Vec<Aimed>, look: Look<'_>) -> Self {
        Self {
            action,
            seen: targets.iter().map(|target| seen(target, look)).collect(),
            targets,
            arguments: Arguments::default(),
        }
    }

    /// The same, told what the action wants to be told.
    #[must_use]
    pub fn told(self, arguments: Arguments) -> Self {
        Self { arguments, ..self }
    }

    fn differences(&mut self, look: Look<'_>) -> Vec<String> {
        let mut differences = Vec::new();
        let is_bulk = self.targets.len() > 1;
        let keys: Vec<Key> = self.targets.iter().map(|target| target.key.clone()).collect();
        let rows = look.known.rows(keys.iter());
        for (target, before) in self.targets.iter_mut().zip(&mut self.seen) {
            if let Some(row) = rows.get(&target.key).filter(|_| !self.action.on.is_new()) {
                target.row = Arc::clone(row);
            }
            let mut is_part_gone = false;
            if let (Some(kind), Some(part)) = (self.action.on.part(), &mut target.part)
                && look.known.are_parts_known(&target.key, kind)
            {
                match look.known.part(&target.key, kind, &part.id) {
                    Some(fresh) => *part = Arc::clone(fresh),
                    None => is_part_gone = true,
                }
            }
            let mut now = seen(target, look);
            if is_part_gone {
                now.part_state = None;
            }
            let name = &target.row.name;
            let context = look.known.context(&target.key.context);
            let part = context.map(|context| context.about.noun_of_part(self.action));
            differences.extend(
                before
                    .differences(&now, &part.unwrap_or_default())
                    .into_iter()
                    .map(|words| {
                        if is_bulk {
                            format!("{name}: {words}")
                        } else {
                            words
                        }
                    }),
            );
            *before = now;
        }
        differences
    }

    /// The command that does the same: clusters of one context only, for a name may stand in several.
    pub(super) fn command_line(&self) -> Option<CommandLine> {
        let first = self.targets.first()?;
        let context = &first.key.context;
        let names: Vec<&str> = self.targets.iter().map(|target| &*target.row.name).collect();
        let is_one = self.targets.iter().all(|target| target.key.context == *context);
        let part = first.part.as_ref().map(|part| &*part.id);
        let line = CommandLine::act(self.action, &names, part, &self.arguments);
        // Where the dialog does not demand the name, the command is to ask, too.
        let line = match verbs::proof(self.action, &self.targets, proof::YES) {
            Proof::Words { words, .. } if self.targets.len() == 1 && *first.row.name == *words => {
                line.confirmed(&words)
            }
            _ => line,
        };
        is_one.then(|| line.in_context(context))
    }

    pub(super) fn keeps_secrets(&self) -> bool {
        let mut replacing = self.action.parameters.iter().filter(|own| own.current.is_some());
        replacing.any(|own| self.arguments.said(own).is_some_and(|said| said.contains(MASK)))
    }

    pub(super) fn wire(&self, look: Look<'_>) -> Option<(ContextName, Wire)> {
        let [target] = self.targets.as_slice() else {
            return None;
        };
        let detail = look.known.detail_for(&target.key, self.action);
        let known = target.with(detail.as_deref(), &self.arguments);
        let operation = Operation::Act {
            action: self.action.id,
            kind: target.key.kind,
            id: Arc::clone(&target.key.id),
            part: target.part.as_ref().map(|part| Arc::clone(&part.id)),
            arguments: self.action.completed(&known, self.arguments.clone()),
        };
        Some((Arc::clone(&target.key.context), Wire::Operation(operation)))
    }

    /// What to ask the managers for, numbered from `first` on.
    pub fn intents(&self, first: u64) -> Vec<Intent> {
        (first..)
            .zip(self.targets.iter().zip(&self.seen))
            .map(|(number, (target, seen))| Intent {
                activity: ActivityId(number),
                action: self.action.id,
                key: target.key.clone(),
                name: (*target.row.name).into(),
                part: target.part.as_ref().map(|part| part.id.clone()),
                arguments: self.arguments.clone(),
                seen: seen.clone(),
                transfer: Transfer::default(),
            })
            .collect()
    }

    fn title(&self) -> String {
        match self.targets.as_slice() {
            [one] => match &one.part {
                Some(part) => format!("{} {} of {}", self.action.title, part.name, one.row.name),
                None => self.action.title_with(&one.row.name),
            },
            many => format!("{} {} {}", self.action.title, many.len(), self.action.on.kind()),
        }
    }

    /// Label and text of each line of the body.
    fn body(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        match self.targets.as_slice() {
            [one] => {
                let detail = look.known.detail_for(&one.key, self.action);
                let target = Target {
                    row: &one.row,
                    detail: detail.as_deref(),
                    part: one.part.as_deref(),
                    arguments: &self.arguments,
                };
                let consequences = (self.action.consequences)(&target);
                lines.push(("target", target_words(one, look)));
                let now = if self.action.on.is_new() {
                    "not there; whether the name is free is looked up before anything is sent".into()
                } else {
                    now_words(one, look)
                };
                lines.push(("now", now));
                let told = told::words(self.action, &self.arguments);
                lines.extend(told.into_iter().map(|words| ("with", words)));
                lines.push(("will", consequences.will));
                lines.push(("will not", consequences.will_not));
                lines.push(("undo", consequences.undo));
            }
            many => {
                for target in many.iter().take(LISTED) {
                    let label = if target.is_hidden { "hidden" } else { "target" };
                    let now = now_words(target, look);
                    lines.push((
                        label,
                        format!("{}  {}: {now}", target.row.name, target.key.context),
                    ));
                }
                if many.len() > LISTED {
                    lines.push(("", format!("and {} more", many.len() - LISTED)));
                }
                let first = many
                    .first()
                    .map(|one| (self.action.consequences)(&Target::of_row(&one.row, &self.arguments)));
                lines.extend(first.map(|consequences| ("each", consequences.will)));
                lines.push((
                    "order",
                    "one after the other; stops at the first that is not accepted".into(),
                ));
            }
        }
        lines
    }

    fn read_words(&self, look: Look<'_>) -> String {
        let [target] = self.targets.as_slice() else {
            return "each is read again before it is sent".into();
        };
        if self.action.on.is_new() {
            return String::new();
        }
        let state = match self.action.on.part() {
            Some(part) if look.known.are_listed_alone(&target.key, part) => {
                Some(&look.known.parts(&target.key, part).state)
            }
            Some(_) | None => look.known.object(&target.key).map(|object| &object.state),
        };
        if state.is_some_and(|state| state.failure.is_some()) {
            return "it could not be read again".into();
        }
        match state.and_then(|state| state.freshness) {
            Some(fresh) => format!("read at {} UTC", fresh.answered.format("%H:%M:%S")),
            None => "reading it again".into(),
        }
    }
}

impl PlanSubject {
    /// The version that the plan is made for must be the one that is there.
    fn differences(&self, look: Look<'_>) -> Vec<String> {
        let Some(base) = &self.plan.base else {
            return Vec::new();
        };
        let now = look.known.row(&base.key).and_then(|row| row.version);
        match (base.version, now) {
            (Some(before), Some(now)) if now > before => {
                vec![format!(
                    "v{now} is there now; this plan is for v{before}, and will not be sent"
                )]
            }
            _ => Vec::new(),
        }
    }

    fn body(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        let plan = &self.plan;
        let mut lines = vec![("target", self.target_words(look))];
        if let Some(base) = &plan.base {
            let version = base
                .version
                .map_or_else(String::new, |number| format!("v{number}, "));
            let state = look
                .known
                .row(&base.key)
                .map_or_else(String::new, |row| row.state.text.to_string());
            lines.push(("now", format!("{version}{state}")));
        }
        if plan.request.way == Way::Create {
            let words = format!(
                "create it, with {} fields; the plan lists them",
                plan.changes.len()
            );
            return vec![
                ("target", self.target_words(look)),
                ("will", words),
                ("will not", "touch any other cluster".into()),
                ("undo", "delete it".into()),
            ];
        }
        for (at, planned) in plan.changes.iter().take(CHANGES).enumerate() {
            let label = if at == 0 { "will" } else { "" };
            let change = &planned.change;
            let assessment = &planned.assessment;
            let words = if assessment.words.starts_with(assessment.risk.word()) {
                format!("{}: {}", change.path, assessment.words)
            } else {
                format!(
                    "{}: {}, {}",
                    change.path,
                    assessment.risk.word(),
                    assessment.words
                )
            };
            lines.push((label, visible(&words).into_owned()));
        }
        if plan.changes.len() > CHANGES {
            lines.push((
                "",
                format!(
                    "and {} more; the plan lists them all",
                    plan.changes.len() - CHANGES
                ),
            ));
        }
        lines.push(("as", self.way_words()));
        lines.push((
            "undo",
            if plan.risk() >= Risk::Removes {
                "restore the version before; what was only on removed servers is gone".into()
            } else {
                "restore the version before: the versions screen plans it".into()
            },
        ));
        lines
    }

    fn target_words(&self, look: Look<'_>) -> String {
        let context = look.known.context(&self.context);
        let manager = context.map_or("", |context| context.about.name);
        let badge = context.and_then(|context| context.badge());
        let badge = badge.map_or_else(String::new, |badge| format!(", {badge}"));
        let id = match &self.plan.base {
            Some(base) => id_words(&base.key.id, self.plan.name()),
            None => String::new(),
        };
        format!("{}, {} ({manager}{badge}){id}", self.plan.name(), self.context)
    }

    fn way_words(&self) -> String {
        let force = if self.plan.request.force {
            "; FORCE: everything may stop for it"
        } else {
            ""
        };
        let way = match self.plan.request.way {
            Way::Create => "a new cluster",
            Way::Patch => "a patch: only what differs",
            Way::Overwrite => "an overwrite: the whole document in place of the old one",
        };
        format!("{way}{force}")
    }
}

fn title_case(verb: &str) -> String {
    let mut letters = verb.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn seen(target: &Aimed, look: Look<'_>) -> Seen {
    let detail = look.known.detail(&target.key).map(|detail| &**detail);
    Seen::of(&Target {
        row: &target.row,
        detail,
        part: target.part.as_deref(),
        arguments: &Arguments::default(),
    })
}

fn target_words(target: &Aimed, look: Look<'_>) -> String {
    let context = look.known.context(&target.key.context);
    let manager = context.map_or("", |context| context.about.name);
    let badge = context.and_then(|context| context.badge());
    let badge = badge.map_or_else(String::new, |badge| format!(", {badge}"));
    let part = target
        .part
        .as_ref()
        .map_or_else(String::new, |part| format!("{}, of ", part.name));
    let hidden = if target.is_hidden {
        " (marked, not shown at the moment)"
    } else {
        ""
    };
    format!(
        "{part}{}, {} ({manager}{badge}){}{hidden}",
        target.row.name,
        target.key.context,
        id_words(&target.key.id, &target.row.name),
    )
}

/// The end of an id, where it says more than the name.
fn id_words(id: &str, name: &str) -> String {
    if id == name {
        String::new()
    } else {
        format!(", id ..{}", id_tail(id))
    }
}

/// What is known of a target: of a cluster what the fleet shows, of anything else what its kind's table shows.
fn now_words(target: &Aimed, look: Look<'_>) -> String {
    if target.key.kind != CLUSTERS {
        let context = look.known.context(&target.key.context);
        let kind = context.and_then(|context| context.about.kind(target.key.kind));
        let columns = kind.map_or(&[][..], |kind| kind.columns).iter();
        let said = columns.zip(&target.row.cells).skip(1);
        let said = said.filter(|(_, cell)| !matches!(cell, Cell::Empty | Cell::Time(_)));
        let words = said.take(4).map(|(column, cell)| match cell {
            Cell::State(_) | Cell::Health(_) => cell.shown().into_owned(),
            _ => format!("{} {}", column.id, cell.shown()),
        });
        return words.collect::<Vec<_>>().join(", ");
    }
    let cells = cluster::COLUMNS.iter().zip(&target.row.cells);
    let words = cells
        .skip(1)
        .take(5)
        .filter(|(_, cell)| **cell != Cell::Empty)
        .map(|(column, cell)| {
            if column.id == "servers" {
                format!("{} servers", cell.shown())
            } else {
                cell.shown().into_owned()
            }
        });
    words.collect::<Vec<_>>().join(", ")
}
