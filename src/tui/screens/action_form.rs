//! What an action wants to be told, as a form; the dialog that confirms it opens over the form.
//!
//! The form stays below the dialog until the manager has taken the change: what was typed is there to be
//! mended if it was refused.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::resource::action::UPLOAD;
use crate::resource::{
    Action, Activity, Arguments, CommandLine, ContextName, Key, KindId, On, OwnAddress, Parameter, Step,
    Takes, nearest,
};
use crate::tui::known::KnownContext;
use crate::tui::msg::Question;
use crate::tui::verbs::{Aimed, aimed_at_new};
use crate::tui::widgets::form::{Extent, Field, Form, Pick};

use super::form::{FormScreen, FormSubject, Mistakes, Sent};
use super::offers::{kind_of, offer, sentence};
use super::page::News;
use super::paths::Paths;
use super::{Look, Request};

/// What the form is for.
#[derive(Debug)]
pub struct ActionForm {
    action: &'static Action,
    /// Empty for an action that makes something.
    targets: Vec<Aimed>,
    /// Where it could be made; the only one of the targets.
    contexts: Vec<ContextName>,
    /// What was last confirmed or is about to be, and since when.
    sent: Option<(Key, DateTime<Utc>)>,
    /// What the path of a file that is uploaded could become.
    paths: Paths,
}

/// The fields for what is no parameter: none is called so.
const CONTEXT: &str = "(context)";
const NAME: &str = "(name)";

impl ActionForm {
    /// For an action on objects that are there.
    pub fn on(action: &'static Action, targets: Vec<Aimed>, look: Look<'_>) -> FormScreen<Self> {
        let contexts = targets
            .iter()
            .map(|target| Arc::clone(&target.key.context))
            .take(1)
            .collect();
        Self::screen(action, targets, contexts, look)
    }

    /// For an action that makes something in one of these contexts, the likeliest first.
    pub fn making(action: &'static Action, contexts: Vec<ContextName>, look: Look<'_>) -> FormScreen<Self> {
        Self::screen(action, Vec::new(), contexts, look)
    }

    fn screen(
        action: &'static Action,
        targets: Vec<Aimed>,
        contexts: Vec<ContextName>,
        look: Look<'_>,
    ) -> FormScreen<Self> {
        let mut fields = Vec::new();
        if let ([first, _, ..], true) = (contexts.as_slice(), action.on.is_new()) {
            let picks = contexts.iter().map(|name| Pick::new(&**name, &**name)).collect();
            fields.push(Field::choice(CONTEXT, "context", picks, first));
        }
        if let On::New { name, .. } = action.on {
            fields.push(
                Field::text(NAME, name.name, "")
                    .with_help(sentence(name.help))
                    .required(),
            );
        }
        fields.extend(action.parameters.iter().map(field));
        let first = fields
            .iter()
            .find(|field| field.name != CONTEXT)
            .map(|field| field.name.clone());
        let form = Form::new(fields).at(first.as_deref().unwrap_or_default());
        let subject = Self {
            action,
            targets,
            contexts,
            sent: None,
            paths: Paths::default(),
        };
        let mut form = form;
        subject.refresh(&mut form, look);
        FormScreen::new(subject, form)
    }

    /// The parameter that is a file to be uploaded.
    fn upload(&self) -> Option<&'static Parameter> {
        let mut parameters = self.action.parameters.iter();
        parameters.find(|parameter| parameter.takes.is_upload())
    }

    fn context_of(&self, form: &Form) -> Option<ContextName> {
        let chosen = form.value(CONTEXT);
        let mut contexts = self.contexts.iter();
        contexts
            .find(|name| ***name == *chosen)
            .or_else(|| self.contexts.first())
            .cloned()
    }

    fn arguments(&self, form: &Form) -> Arguments {
        let told = |arguments: Arguments, parameter: &Parameter| {
            arguments.with(parameter.name, form.value(parameter.name))
        };
        self.action.parameters.iter().fold(Arguments::default(), told)
    }

    /// What `mine` stands for where this is sent to.
    fn own_address(&self, form: &Form, look: Look<'_>) -> OwnAddress {
        let targets = self.targets.iter().map(|target| Arc::clone(&target.key.context));
        let addresses = targets.chain(self.context_of(form)).map(|context| {
            let known = look.known.context(&context);
            known.map_or_else(OwnAddress::default, |known| known.own_address.clone())
        });
        addresses
            .reduce(|first, other| match first == other {
                true => first,
                false => OwnAddress::Unknown("the contexts have different addresses of yours".into()),
            })
            .unwrap_or_default()
    }

    /// What is wrong with names that nothing has, as far as the list is known.
    fn unknown_name(&self, parameter: &Parameter, form: &Form, look: Look<'_>) -> Option<String> {
        let (context, kind) = (self.context_of(form)?, kind_of(parameter)?);
        let names = look.known.names(&context, kind);
        let told = Arguments::default().with(parameter.name, form.value(parameter.name));
        let unknown = told
            .words(parameter.name)
            .find(|word| !names.iter().any(|name| **name == **word))?;
        if names.is_empty() {
            return None;
        }
        let near = nearest(unknown, names.iter().map(|name| &**name));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        Some(format!("{unknown} is not among the {kind} of {context}{near}"))
    }

    fn mistakes(&self, form: &Form, look: Look<'_>) -> Mistakes {
        let mut mistakes = Mistakes::new();
        if let On::New { name, .. } = self.action.on
            && let Err(why) = name.judge(form.value(NAME))
        {
            mistakes.push((NAME.to_owned(), why));
        }
        // What is wrong with a secret the field itself says, and whoever sends it.
        let own = self.own_address(form, look);
        let plain = self.action.parameters.iter();
        for parameter in plain.filter(|parameter| parameter.takes != Takes::Secret) {
            let meant = own.in_place(parameter, form.value(parameter.name));
            let judged = meant.and_then(|value| parameter.judge(&value)).err();
            let wrong = judged.or_else(|| self.unknown_name(parameter, form, look));
            mistakes.extend(wrong.map(|why| (parameter.name.to_owned(), why)));
        }
        mistakes
    }

    fn name(&self) -> String {
        match self.targets.as_slice() {
            [] => String::new(),
            [one] => match &one.part {
                Some(part) => format!(" {} of {}", part.name, one.row.name),
                None => format!(" {}", one.row.name),
            },
            many => format!(" {} {}", many.len(), self.action.on.kind()),
        }
    }
}

/// A parameter as a field of a form.
pub(super) fn field(parameter: &Parameter) -> Field {
    let (name, label) = (parameter.name, parameter.name);
    let field = match parameter.takes {
        Takes::Choice(words) => {
            let picks = words.iter().map(|word| Pick::new(*word, *word)).collect();
            Field::choice(name, label, picks, parameter.default)
        }
        Takes::Secret => Field::secret(name, label),
        Takes::Text
        | Takes::Network
        | Takes::Networks
        | Takes::Json
        | Takes::Reference(_)
        | Takes::References(_)
        | Takes::SecretFile
        | Takes::Upload
        | Takes::UploadOrUrl => Field::text(name, label, "").with_placeholder(parameter.default),
    };
    let field = field.with_help(sentence(&parameter.help_with_hints()));
    if parameter.is_required && parameter.default.is_empty() {
        field.required()
    } else {
        field
    }
}

impl FormSubject for ActionForm {
    fn crumb(&self) -> String {
        format!("{}{}", self.action.id, self.name())
    }

    fn title(&self, _look: Look<'_>) -> String {
        match self.targets.as_slice() {
            [one] if one.part.is_none() => self.action.title_with(&one.row.name),
            _ => format!("{}{}", self.action.title, self.name()),
        }
    }

    fn facts(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        if let [context] = self.contexts.as_slice() {
            facts.push(("context", context_words(look.known.context(context), context)));
        }
        facts.push(("", "Nothing is sent before you have confirmed it.".to_owned()));
        facts
    }

    fn context(&self) -> Option<&ContextName> {
        self.contexts.first().filter(|_| self.contexts.len() == 1)
    }

    fn needed(&self) -> Vec<(ContextName, KindId)> {
        let kinds: Vec<KindId> = self.action.parameters.iter().filter_map(kind_of).collect();
        let each = |context: &ContextName| {
            kinds
                .iter()
                .map(|kind| (Arc::clone(context), *kind))
                .collect::<Vec<_>>()
        };
        self.contexts.iter().flat_map(each).collect()
    }

    /// Fields say what is possible in them, and are completed from it.
    fn refresh(&self, form: &mut Form, look: Look<'_>) {
        let Some(context) = self.context_of(form) else {
            return;
        };
        let own = self.own_address(form, look);
        for parameter in self.action.parameters {
            offer(parameter, form, &context, &own, look);
        }
        if let Some(upload) = self.upload() {
            form.offer(upload.name, self.paths.known(), Extent::Whole);
        }
    }

    fn asks(&mut self, form: &Form) -> Vec<Question> {
        let typed = self.upload().map(|upload| form.value(upload.name));
        typed
            .and_then(|typed| self.paths.ask(typed))
            .into_iter()
            .collect()
    }

    fn command_line(&self, form: &Form) -> Option<CommandLine> {
        let made = form.value(NAME);
        let names: Vec<&str> = self.targets.iter().map(|target| &*target.row.name).collect();
        let part = self.targets.first().and_then(|target| target.part.as_ref());
        if self.action.id == UPLOAD {
            let line = CommandLine::upload(self.action, made, &self.arguments(form));
            return Some(line.in_context(&self.context_of(form)?));
        }
        let line = match self.action.on {
            On::New { .. } => CommandLine::verb(self.action.id, &[made], None),
            On::Object(kind) | On::Part { of: kind, .. } => {
                CommandLine::verb_on(self.action.id, kind, &names, part.map(|part| &*part.id))
            }
        };
        let line = line.told(&self.arguments(form));
        Some(line.in_context(&self.context_of(form)?))
    }

    fn send(&mut self, form: &mut Form, look: Look<'_>) -> Result<(Sent, Vec<Request>), Mistakes> {
        let mistakes = self.mistakes(form, look);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let targets = match self.action.on {
            On::New { kind, .. } => {
                let context = self.context_of(form).ok_or_else(Mistakes::new)?;
                let key = Key::new(&context, kind, &form.value(NAME).into());
                vec![aimed_at_new(key, look.known)]
            }
            On::Object(_) | On::Part { .. } => self.targets.clone(),
        };
        self.sent = targets.first().map(|target| (target.key.clone(), look.now));
        let own = self.own_address(form, look);
        let arguments = own.in_place_of_all(self.action.parameters, &self.arguments(form));
        let mut arguments = arguments.map_err(|(name, why)| vec![(name.to_owned(), why)])?;
        for parameter in self.action.parameters {
            if let Some(secret) = form.take_secret(parameter.name) {
                arguments = arguments.with_secret(parameter.name, secret);
            }
        }
        let request = Request::Confirm {
            action: self.action,
            targets,
            arguments,
        };
        Ok((Sent::Shown(vec![request]), Vec::new()))
    }

    fn told(&mut self, news: News<'_>, look: Look<'_>) -> Sent {
        if let News::Answer(answer) = news {
            self.paths.told(answer);
        }
        let (News::Activities, Some((key, since))) = (news, &self.sent) else {
            return Sent::Waiting;
        };
        let is_ours = |activity: &&Activity| {
            let intent = &activity.intent;
            intent.action == self.action.id && intent.key == *key && activity.asked >= *since
        };
        let Some(activity) = look.activities.iter().rev().find(is_ours) else {
            return Sent::Waiting;
        };
        match &activity.step {
            // It may take long, and is shown where activities are.
            _ if activity.is_transferring() => Sent::Done(Vec::new()),
            Step::Queued | Step::Sending | Step::Changed(_) => Sent::Waiting,
            Step::Rejected(notice) | Step::NotSent(notice) | Step::NoCredential(notice) => {
                let mistake = (String::new(), notice.line());
                self.sent = None;
                Sent::Refused(vec![mistake])
            }
            // What became of it is told where changes are told; nothing is left to fill in.
            Step::Accepted(_) | Step::Done(_) | Step::Differs(_) | Step::Failed(_) | Step::Unknown(_) => {
                Sent::Done(Vec::new())
            }
        }
    }
}

fn context_words(known: Option<&KnownContext>, name: &ContextName) -> String {
    match known {
        Some(known) => {
            let badge = known
                .badge()
                .map_or_else(String::new, |badge| format!(", {badge}"));
            format!("{name} ({}{badge})", known.about.title)
        }
        None => format!("{name} is not open any more"),
    }
}
