//! Every action of a manager on everything that it could be aimed at.

use std::collections::HashMap;
use std::sync::Arc;

use super::harness::Subject;
use crate::managers::ActionRequest;
use crate::resource::kind::CLUSTERS;
use crate::resource::{
    Action, Arguments, Availability, Danger, Detail, Id, JsonSort, KindId, On, Parameter, Row, Takes, Target,
};

/// One action and what it could be aimed at.
pub(super) struct Aim {
    pub(super) action: &'static Action,
    pub(super) object: Detail,
    pub(super) part: Option<Arc<Row>>,
    pub(super) arguments: Arguments,
    pub(super) availability: Availability,
}

impl Aim {
    fn new(action: &'static Action, object: Detail, part: Option<Arc<Row>>, arguments: Arguments) -> Self {
        let availability = (action.available)(&Target::of_detail(&object, part.as_deref(), &arguments));
        Self {
            action,
            object,
            part,
            arguments,
            availability,
        }
    }

    pub(super) fn target(&self) -> Target<'_> {
        Target::of_detail(&self.object, self.part.as_deref(), &self.arguments)
    }

    pub(super) fn kind(&self) -> KindId {
        self.action.on.kind()
    }

    pub(super) fn id(&self) -> &Id {
        &self.object.row.id
    }

    pub(super) fn destroys(&self) -> bool {
        self.action.danger == Danger::Destroys
    }

    /// For messages.
    pub(super) fn name(&self) -> String {
        let part = self.part.as_ref().map_or("", |part| &part.name);
        format!(
            "{} {} {} {part}",
            self.action.id,
            self.kind(),
            self.object.row.name
        )
    }

    pub(super) fn request(&self) -> ActionRequest {
        let part = self.part.as_ref().map(|part| &part.id);
        ActionRequest {
            arguments: self.action.completed(&self.target(), self.arguments.clone()),
            ..ActionRequest::new(self.action.id, self.kind(), self.id(), part)
        }
    }
}

/// A name that nothing in any sandbox has, fit for any kind.
const NEW_NAME: &str = "contract-1";

/// Every action on everything it could be aimed at; one that makes something, under a name that is free.
pub(super) async fn aims(subject: &Subject) -> Vec<Aim> {
    aims_of(subject, subject.entry.about.actions).await
}

/// These actions on everything that they could be aimed at.
pub(super) async fn aims_of(subject: &Subject, actions: &'static [Action]) -> Vec<Aim> {
    let about = subject.entry.about;
    let mut aims = Vec::new();
    let mut told = Vec::new();
    for action in actions {
        let arguments = arguments_for(subject, action).await;
        match action.on.is_new() {
            true => aims.push(Aim::new(action, Detail::of_nothing(NEW_NAME), None, arguments)),
            false => told.push((action, arguments)),
        }
    }
    for kind in about.kinds.iter().filter(|kind| kind.is_listed()) {
        let on_it = || told.iter().filter(|(action, _)| action.on.kind() == kind.id);
        if on_it().next().is_none() {
            continue;
        }
        for row in some_of_each_state(subject.rows_if_any(kind.id).await) {
            let object = subject.read(kind.id, &row.id).await;
            for (action, arguments) in on_it() {
                let object = with_parts(subject, object.clone(), action).await;
                let parts: Vec<Option<Arc<Row>>> = match action.on {
                    On::Part { part, .. } => object.children_of(part).iter().cloned().map(Some).collect(),
                    On::Object(_) | On::New { .. } => vec![None],
                };
                for part in parts {
                    aims.push(Aim::new(action, object.clone(), part, arguments.clone()));
                }
            }
        }
    }
    aims
}

/// As many of one state are enough: a list may have thousands that are all alike.
const ALIKE: usize = 40;

fn some_of_each_state(rows: Vec<Row>) -> Vec<Row> {
    let mut counts: HashMap<Box<str>, usize> = HashMap::new();
    let mut is_one_of_few = |row: &Row| {
        let count = counts.entry((*row.state.text).into()).or_default();
        *count += 1;
        *count <= ALIKE
    };
    rows.into_iter().filter(|row| is_one_of_few(row)).collect()
}

/// An object as read, and beside it the parts that an action is on, if they are listed alone.
pub(super) async fn with_parts(subject: &Subject, object: Detail, action: &Action) -> Detail {
    let part = action.on.part().and_then(|part| subject.entry.about.kind(part));
    match part.filter(|part| action.on.kind() == CLUSTERS && part.is_per_cluster()) {
        None => object,
        Some(part) => {
            let rows = subject.parts(part.id, &object.row.id).await;
            object.with_children(part.id, rows)
        }
    }
}

/// Something that each parameter takes: what is likely, an object that is there, the first of the words, any text.
async fn arguments_for(subject: &Subject, action: &'static Action) -> Arguments {
    let mut arguments = Arguments::default();
    // One that wants nothing in particular may still want something.
    let wants_none = !action.parameters.iter().any(|parameter| parameter.is_required);
    let is_told =
        |parameter: &&Parameter| parameter.is_required || (wants_none && !parameter.hints.is_empty());
    for parameter in action.parameters.iter().filter(is_told) {
        arguments = with(subject, arguments, parameter).await;
    }
    arguments
}

async fn with(subject: &Subject, arguments: Arguments, parameter: &Parameter) -> Arguments {
    match (parameter.hints, parameter.takes) {
        (
            [likely, ..],
            Takes::Text
            | Takes::Json
            | Takes::Network
            | Takes::Networks
            | Takes::PartOf(_)
            | Takes::UploadOrUrl,
        ) => arguments.with(parameter.name, likely),
        // What it could fetch is likely enough; what it could be sent is not known here.
        (_, takes) => with_any(subject, arguments, parameter, takes).await,
    }
}

fn any_of(sort: JsonSort) -> &'static str {
    match sort {
        JsonSort::Text | JsonSort::Any => "a",
        JsonSort::Integer | JsonSort::Number => "1",
        JsonSort::Boolean => "true",
        JsonSort::List => "[]",
        JsonSort::Object => "{}",
    }
}

async fn with_any(subject: &Subject, arguments: Arguments, parameter: &Parameter, takes: Takes) -> Arguments {
    match takes {
        Takes::Text => arguments.with(parameter.name, "7.2.6"),
        Takes::Network | Takes::Networks => arguments.with(parameter.name, "203.0.113.7"),
        Takes::Json => arguments.with(parameter.name, "{}"),
        Takes::Choice(words) => arguments.with(parameter.name, words[0]),
        Takes::Switch => arguments.with(parameter.name, "no"),
        Takes::Value(sort) => arguments.with(parameter.name, any_of(sort)),
        // There may be none.
        Takes::PartOf(kind) => arguments.with(parameter.name, kind.0),
        Takes::Upload | Takes::UploadOrUrl => {
            let directory = tempfile::tempdir().unwrap().keep();
            let path = directory.join("upload.tar.gz");
            std::fs::write(&path, "an archive").unwrap();
            arguments.with(parameter.name, &path.to_string_lossy())
        }
        Takes::SecretFile | Takes::Secret => {
            arguments.with_secret(parameter.name, "a secret key".to_owned().into())
        }
        Takes::Reference(kind) | Takes::References(kind) => {
            let rows = subject.rows(kind).await;
            arguments.with(parameter.name, &rows[0].name)
        }
    }
}
