//! A context being added, changed or renamed: the form, whose fields are data.

use crate::resource::{CommandLine, ContextChange};
use crate::tui::book::FieldData;
use crate::tui::msg::{Answer, Question};
use crate::tui::widgets::form::{Check, Condition, Field, Form, Pick};

use super::form::{FormScreen, FormSubject, Mistakes, Sent};
use super::page::News;
use super::writing::WritingScreen;
use super::{Look, Request};

/// What the form is for.
#[derive(Debug)]
pub struct ContextForm {
    deed: Deed,
    fields: Vec<FieldData>,
    /// What was sent last.
    change: Option<ContextChange>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    Add,
    Edit(String),
    Rename(String),
}

/// The field for a name: no key of the configuration is called so.
const NAME: &str = "(name)";

impl ContextForm {
    /// A new context, or one that is there.
    pub fn screen(of: Option<&str>, fields: Vec<FieldData>) -> FormScreen<Self> {
        let name = of.is_none().then(|| name_field(""));
        let form = Form::new(name.into_iter().chain(fields.iter().map(field)).collect());
        let subject = Self {
            deed: of.map_or(Deed::Add, |name| Deed::Edit(name.to_owned())),
            fields,
            change: None,
        };
        FormScreen::new(subject, form)
    }

    /// Another name for a context.
    pub fn renaming(name: &str) -> FormScreen<Self> {
        let subject = Self {
            deed: Deed::Rename(name.to_owned()),
            fields: Vec::new(),
            change: None,
        };
        FormScreen::new(subject, Form::new(vec![name_field(name)]))
    }

    fn change_of(&self, form: &Form) -> ContextChange {
        let now = |field: &FieldData| form.value(&field.key).to_owned();
        let all = self.fields.iter();
        match &self.deed {
            Deed::Add => ContextChange::Add {
                name: form.value(NAME).to_owned(),
                values: all
                    .map(|field| (field.key.clone(), now(field)))
                    .filter(|(_, value)| !value.is_empty())
                    .collect(),
            },
            Deed::Rename(from) => ContextChange::Rename {
                from: from.clone(),
                to: form.value(NAME).to_owned(),
            },
            Deed::Edit(name) => {
                let differs = |field: &&FieldData| now(field) != field.value.as_deref().unwrap_or_default();
                let changed: Vec<&FieldData> = all.filter(differs).collect();
                let (unset, set): (Vec<&FieldData>, Vec<&FieldData>) =
                    changed.into_iter().partition(|field| now(field).is_empty());
                ContextChange::Edit {
                    name: name.clone(),
                    set: set.iter().map(|field| (field.key.clone(), now(field))).collect(),
                    unset: unset.iter().map(|field| field.key.clone()).collect(),
                }
            }
        }
    }
}

impl FormSubject for ContextForm {
    fn crumb(&self) -> String {
        match &self.deed {
            Deed::Add => "new context".into(),
            Deed::Edit(name) => format!("edit {name}"),
            Deed::Rename(name) => format!("rename {name}"),
        }
    }

    fn title(&self, _look: Look<'_>) -> String {
        match &self.deed {
            Deed::Add => "A new context".into(),
            Deed::Edit(name) => format!("The context {name}"),
            Deed::Rename(name) => format!("Another name for {name}"),
        }
    }

    fn facts(&self, _look: Look<'_>) -> Vec<(&'static str, String)> {
        let words = match &self.deed {
            Deed::Add | Deed::Edit(_) => {
                "Nothing is written before you have seen it. No secret belongs here."
            }
            Deed::Rename(_) => "Nothing is written before you have seen it.",
        };
        vec![("", words.to_owned())]
    }

    fn command_line(&self, form: &Form) -> Option<CommandLine> {
        let change = self.change_of(form);
        let has_name = change.leads_to().is_some_and(|name| !name.is_empty());
        has_name.then(|| CommandLine::context(&change))
    }

    fn send(&mut self, form: &mut Form, _look: Look<'_>) -> Result<(Sent, Vec<Request>), Mistakes> {
        let change = self.change_of(form);
        let is_nothing = match &change {
            ContextChange::Edit { set, unset, .. } => set.is_empty() && unset.is_empty(),
            ContextChange::Rename { from, to } => from == to,
            _ => false,
        };
        if is_nothing {
            return Err(vec![(String::new(), "nothing is changed yet".into())]);
        }
        self.change = Some(change.clone());
        Ok((
            Sent::Waiting,
            vec![Request::Ask(Question::PreviewContext(change))],
        ))
    }

    fn told(&mut self, news: News<'_>, _look: Look<'_>) -> Sent {
        match news {
            News::Answer(Answer::ContextPreview { change, preview })
                if Some(change) == self.change.as_ref() =>
            {
                match preview {
                    Ok(preview) => {
                        let screen = WritingScreen::new(change.clone(), preview.clone());
                        Sent::Shown(vec![Request::Push(Box::new(screen))])
                    }
                    Err(mistakes) => {
                        let named = |(key, words): &(String, String)| match key.as_str() {
                            "name" => (NAME.to_owned(), words.clone()),
                            _ => (key.clone(), words.clone()),
                        };
                        Sent::Refused(mistakes.iter().map(named).collect())
                    }
                }
            }
            News::Answer(Answer::ContextWritten {
                change,
                written: Ok(_),
            }) if Some(change) == self.change.as_ref() => Sent::Done(Vec::new()),
            _ => Sent::Waiting,
        }
    }
}

fn name_field(name: &str) -> Field {
    Field::text(NAME, "name", name)
        .required()
        .checked(Check::Name)
        .with_help("How it is called here: letters, digits, -, _ and .")
}

fn field(data: &FieldData) -> Field {
    let value = data.value.as_deref().unwrap_or_default();
    let default = data.default.as_deref().unwrap_or_default();
    let label = match data.label.as_str() {
        "" => data.key.replace('_', " "),
        label => label.to_owned(),
    };
    let mut field = if data.choices.is_empty() {
        Field::text(&data.key, &label, value).with_placeholder(default)
    } else {
        Field::choice(&data.key, &label, picks(data), value)
    };
    field = field.with_help(&data.help);
    if data.is_required {
        field = field.required();
    }
    let conditions = |all: &Vec<(String, Vec<String>)>| {
        let each = all.iter().map(|(key, values)| Condition::new(key, values));
        each.collect()
    };
    field.shown_where(data.only_with.iter().map(conditions).collect())
}

/// What can be chosen. Where the default is one of the words, choosing it leaves the key out unless it is there already.
fn picks(data: &FieldData) -> Vec<Pick> {
    let default = data.default.as_deref().unwrap_or_default();
    let is_listed = data.choices.iter().any(|choice| choice == default);
    let unset = match default {
        "" => "not set".to_owned(),
        default => format!("default ({default})"),
    };
    let unset = (!data.is_required && !is_listed).then(|| Pick::new("", unset));
    let picks = data.choices.iter().map(|choice| {
        let is_left_out = choice == default && data.value.as_ref() != Some(choice);
        let value = if is_left_out { "" } else { choice };
        let label = match choice.as_str() {
            "true" => "yes",
            "false" => "no",
            other => other,
        };
        Pick::new(value, label)
    });
    unset.into_iter().chain(picks).collect()
}
