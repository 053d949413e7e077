//! What an action wants to be told, as a form; the dialog that confirms it opens over the form.
//!
//! The form stays below the dialog until the manager has taken the change: what was typed is there to be
//! mended if it was refused.

mod document;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::resource::action::UPLOAD;
use crate::resource::transfer::name_of_file;
use crate::resource::{
    Action, Activity, Arguments, Availability, CommandLine, ContextName, Key, KindId, Notice, On, OwnAddress,
    Parameter, Step, Takes, nearest,
};
use crate::spec::Json;
use crate::tui::known::KnownContext;
use crate::tui::msg::Question;
use crate::tui::verbs::{self, Aimed, aimed_at_new};
use crate::tui::widgets::form::{Extent, Field, Form, Pick};

use super::form::{Document, FormScreen, FormSubject, Mistakes, Sent};
use super::offers::{At, field, field_name, kind_of, offer, sentence};
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
    /// What is in the way without a switch that the form asks for.
    in_the_way: Option<String>,
    /// The part under the cursor when it was asked for: most likely it is the one that is meant.
    part: Option<(KindId, Arc<str>)>,
    /// Everything that it wants to be told, as known last.
    parameters: Vec<Parameter>,
    /// What was last confirmed or is about to be, and since when.
    sent: Option<(Key, DateTime<Utc>)>,
    /// What the path of a file that is uploaded could become.
    paths: Paths,
    /// What the target had when a value of its own was begun with it.
    begun: Vec<(Parameter, Json)>,
}

/// The fields for what is no parameter: none is called so.
const CONTEXT: &str = "(context)";
const NAME: &str = "(name)";

impl ActionForm {
    /// For an action on objects that are there; something may be in the way if a switch is not said, and a part of this
    /// kind and name may be under the cursor.
    pub fn on(
        action: &'static Action,
        targets: Vec<Aimed>,
        in_the_way: Option<String>,
        part: Option<(KindId, Arc<str>)>,
        look: Look<'_>,
    ) -> FormScreen<Self> {
        let contexts = targets
            .iter()
            .map(|target| Arc::clone(&target.key.context))
            .take(1)
            .collect();
        Self::screen(action, targets, contexts, (in_the_way, part), look)
    }

    /// For an action that makes something in one of these contexts, the likeliest first.
    pub fn making(action: &'static Action, contexts: Vec<ContextName>, look: Look<'_>) -> FormScreen<Self> {
        Self::screen(action, Vec::new(), contexts, (None, None), look)
    }

    fn screen(
        action: &'static Action,
        targets: Vec<Aimed>,
        contexts: Vec<ContextName>,
        (in_the_way, part): (Option<String>, Option<(KindId, Arc<str>)>),
        look: Look<'_>,
    ) -> FormScreen<Self> {
        let mut subject = Self {
            action,
            targets,
            contexts,
            in_the_way,
            part,
            parameters: action.parameters.to_vec(),
            sent: None,
            paths: Paths::default(),
            begun: Vec::new(),
        };
        let fields = subject.fields();
        let first = fields
            .iter()
            .find(|field| field.name != CONTEXT)
            .map(|field| field.name.clone());
        let mut form = Form::new(fields).at(first.as_deref().unwrap_or_default());
        subject.refresh(&mut form, look);
        FormScreen::new(subject, form)
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if let ([first, _, ..], true) = (self.contexts.as_slice(), self.action.on.is_new()) {
            let picks = (self.contexts.iter())
                .map(|name| Pick::new(&**name, &**name))
                .collect();
            fields.push(Field::choice(CONTEXT, "context", picks, first));
        }
        if let Some(name) = self.asked_name() {
            let help = sentence(name.help);
            fields.push(Field::text(NAME, name.name, "").with_help(help).required());
        }
        let filled = |parameter: &Parameter| match (&self.part, parameter.takes) {
            (Some((kind, name)), Takes::PartOf(wanted)) if *kind == wanted => {
                field(parameter).with_text(name)
            }
            _ => field(parameter),
        };
        fields.extend(self.parameters.iter().map(filled));
        fields
    }

    /// Whether what it wants to be told is not all known, for the target has not been read.
    fn is_reading(&self, look: Look<'_>) -> bool {
        let is_unread = |target: &Aimed| look.known.detail_for(&target.key, self.action).is_none();
        self.action.more.is_some() && self.targets.iter().any(is_unread)
    }

    /// Everything that it wants to be told, as far as it is filled in; the fields are others where that is.
    fn learn(&mut self, form: &mut Form, look: Look<'_>) {
        if self.action.more.is_none() || self.is_reading(look) {
            return;
        }
        // What one parameter brings may bring another.
        let told = self.arguments(form);
        let parameters = verbs::parameters(self.action, self.targets.first(), &told, look.known);
        if parameters.iter().map(shape).ne(self.parameters.iter().map(shape)) {
            self.parameters = parameters;
            form.refit(self.fields());
        }
    }

    /// The name of what is made, where it is not the manager that gives one.
    fn asked_name(&self) -> Option<Parameter> {
        match self.action.on {
            On::New { name, .. } if !self.action.on.is_named_by_manager() => Some(name),
            On::New { .. } | On::Object(_) | On::Part { .. } => None,
        }
    }

    /// What that which is made goes by here.
    fn made<'f>(&self, form: &'f Form) -> &'f str {
        match (self.asked_name(), self.upload()) {
            (None, Some(upload)) => name_of_file(form.value(upload.name)),
            (Some(_), _) | (None, None) => form.value(NAME),
        }
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
            arguments.saying(parameter, form.value(&field_name(parameter)))
        };
        self.parameters.iter().fold(Arguments::default(), told)
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
        let unknown = parameter
            .words(form.value(&field_name(parameter)))
            .find(|word| !names.iter().any(|name| **name == **word))?;
        // One that was not read may be called so.
        if names.is_empty() || look.known.may_have_more(&context, kind) {
            return None;
        }
        let near = nearest(unknown, names.iter().map(|name| &**name));
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        Some(format!("{unknown} is not among the {kind} of {context}{near}"))
    }

    fn mistakes(&self, form: &Form, look: Look<'_>) -> Mistakes {
        let mut mistakes = Mistakes::new();
        if let Some(name) = self.asked_name()
            && let Err(why) = name.judge(form.value(NAME))
        {
            mistakes.push((NAME.to_owned(), why));
        }
        // What is wrong with a secret the field itself says, and whoever sends it.
        let own = self.own_address(form, look);
        let plain = self.parameters.iter();
        for parameter in plain.filter(|parameter| parameter.takes != Takes::Secret) {
            let name = field_name(parameter);
            let meant = own.in_place(parameter, form.value(&name));
            let judged = meant.and_then(|value| parameter.judge(&value)).err();
            let wrong = judged.or_else(|| self.unknown_name(parameter, form, look));
            mistakes.extend(wrong.map(|why| (name, why)));
        }
        if mistakes.is_empty() && !self.action.on.is_new() {
            mistakes.extend(self.obstacle(form, look));
        }
        mistakes
    }

    /// What is in the way of it, told this.
    fn obstacle(&self, form: &Form, look: Look<'_>) -> Option<(String, String)> {
        if self.is_reading(look) {
            return Some((String::new(), "it is being read; wait a moment".into()));
        }
        if let Some(overtaken) = self.overtaken(form, look) {
            return Some(overtaken);
        }
        match verbs::availability(self.action.id, &self.targets, &self.arguments(form), look.known) {
            Availability::Offered => None,
            Availability::OnlyWith { switch, reason } => Some((switch.to_owned(), reason)),
            Availability::NotNow(reason) => Some((String::new(), reason)),
        }
    }

    /// The parameter that a field is for.
    fn parameter(&self, field: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| field_name(parameter) == field)
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

/// What of a parameter decides what its field is.
fn shape(parameter: &Parameter) -> (String, Takes, &'static str, bool) {
    let Parameter {
        takes,
        default,
        is_required,
        ..
    } = *parameter;
    (field_name(parameter), takes, default, is_required)
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
        if let Some(reason) = &self.in_the_way {
            facts.push(("in the way", reason.clone()));
        }
        if self.is_reading(look) {
            facts.push(("reading", format!("{} ..", self.name().trim())));
        }
        facts.push(("", "Nothing is sent before you have confirmed it.".to_owned()));
        facts
    }

    fn context(&self) -> Option<&ContextName> {
        self.contexts.first().filter(|_| self.contexts.len() == 1)
    }

    fn needed(&self) -> Vec<(ContextName, KindId)> {
        let kinds: Vec<KindId> = self.parameters.iter().filter_map(kind_of).collect();
        let each = |context: &ContextName| {
            kinds
                .iter()
                .map(|kind| (Arc::clone(context), *kind))
                .collect::<Vec<_>>()
        };
        self.contexts.iter().flat_map(each).collect()
    }

    fn watched(&self) -> Option<&Key> {
        let of_it = |parameter: &Parameter| parameter.known.is_some() || parameter.current.is_some();
        let is_read = self.action.more.is_some() || self.action.parameters.iter().any(of_it);
        let target = self.targets.first().map(|target| &target.key);
        target.filter(|_| is_read)
    }

    /// Fields say what is possible in them, and are completed from it.
    fn refresh(&mut self, form: &mut Form, look: Look<'_>) {
        self.learn(form, look);
        let Some(context) = self.context_of(form) else {
            return;
        };
        let own = self.own_address(form, look);
        let told = self.arguments(form);
        let aimed = self.targets.first();
        let detail = aimed.and_then(|aimed| look.known.detail_for(&aimed.key, self.action));
        let target = aimed.map(|aimed| (&aimed.key, aimed.with(detail.as_deref(), &told)));
        let at = At {
            context: &context,
            target: target.as_ref().map(|(key, target)| (*key, target)),
            own: &own,
        };
        for parameter in &self.parameters {
            offer(parameter, form, &at, look);
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

    fn takes_document(&self, field: &str) -> bool {
        self.parameter(field)
            .is_some_and(|parameter| parameter.takes.is_document())
    }

    fn document(&mut self, form: &Form, look: Look<'_>) -> Result<Document, Notice> {
        self.begin(form, look)
    }

    fn command_line(&self, form: &Form) -> Option<CommandLine> {
        let made = self.made(form);
        let names: Vec<&str> = self.targets.iter().map(|target| &*target.row.name).collect();
        let part = self.targets.first().and_then(|target| target.part.as_ref());
        if self.action.id == UPLOAD {
            let line = CommandLine::upload(self.action, made, &self.arguments(form));
            return Some(line.in_context(&self.context_of(form)?));
        }
        let names = match self.action.on.is_new() {
            true => vec![made],
            false => names,
        };
        let part = part.map(|part| &*part.id);
        let line = CommandLine::act(self.action, &names, part, &self.arguments(form));
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
                let key = Key::new(&context, kind, &self.made(form).into());
                vec![aimed_at_new(key, look.known)]
            }
            On::Object(_) | On::Part { .. } => self.targets.clone(),
        };
        self.sent = targets.first().map(|target| (target.key.clone(), look.now));
        let own = self.own_address(form, look);
        let arguments = own.in_place_of_all(&self.parameters, &self.arguments(form));
        let mut arguments = arguments.map_err(|(name, why)| vec![(name.to_owned(), why)])?;
        for parameter in &self.parameters {
            if let Some(secret) = form.take_secret(&field_name(parameter)) {
                arguments = arguments.saying_secret(parameter, secret);
            }
        }
        let request = Request::Confirm {
            action: self.action,
            targets,
            arguments,
        };
        Ok((Sent::Shown(vec![request]), Vec::new()))
    }

    fn objections(&self, form: &Form, look: Look<'_>) -> Mistakes {
        self.overtaken(form, look).into_iter().collect()
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
