//! A manager in words and figures: its kinds and actions, settings and intervals, and what of it is secret.

use std::time::Duration;

use crate::resource::{
    Action, ActionId, Arguments, Download, EventLog, Kind, KindId, Note, Parameter, Scope, Takes,
};
use crate::spec::Editing;
use crate::transport::{Redactor, Scheme};

/// What a manager declares of itself: data, so that no front end asks for a manager by name.
#[derive(Debug)]
pub struct About {
    /// The word for `--manager` and the MANAGER column.
    pub name: &'static str,
    pub title: &'static str,
    /// The home kind first.
    pub kinds: &'static [Kind],
    pub actions: &'static [Action],
    /// Verbs that users know from other managers and look for in vain here, each with the reason.
    pub not_offered: &'static [(ActionId, &'static str)],
    /// The desired state that can be edited, if there is one.
    pub editing: Option<&'static Editing>,
    /// The listed kind whose objects can be logged in to, if there is one.
    pub shell: Option<KindId>,
    /// What can be fetched as a file, by kind.
    pub downloads: &'static [Download],
    /// How its world is divided, if it is: a context looks at one part at a time.
    pub scope: Option<Scope>,
    /// Texts that its users need, and that are written on this machine.
    pub notes: &'static [Note],
    /// Names of fields that hold secrets, or dotted paths to them.
    pub secrets: &'static [&'static str],
    /// Keys that a context of this manager may set beside the common ones.
    pub settings: &'static [Setting],
    /// How it lets users in, the usual way first.
    pub auth: &'static [Scheme],
    /// Where tokens are fetched, with `{tenant}` in it; `None` where only the configuration can tell.
    pub token_url: Option<&'static str>,
    /// Whether it reports events itself; of one that does not, there are only observed ones.
    pub event_feed: bool,
    /// The log of events that is read by itself, piece by piece; `None` if an object's events are read with it.
    pub event_log: Option<&'static EventLog>,
    pub intervals: Intervals,
    /// Whether a list takes a request, or more, for each object: then the list of a large fleet takes its time.
    pub reads_each: bool,
    /// How many requests may be on their way at once.
    pub concurrent: usize,
    /// The least time between two requests to one host.
    pub spacing: Option<Duration>,
    pub refused_change: RefusedChange,
}

/// What a 403 to a change says of the others that might be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedChange {
    /// Nothing: rights are given one by one.
    ThisOne,
    /// The credential may only read: no change is sent any more until the user gives another one.
    All,
}

/// One key that only contexts of this manager have.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub help: &'static str,
}

/// How often to ask.
#[derive(Debug, Clone, Copy)]
pub struct Intervals {
    /// The whole list.
    pub list: Duration,
    /// One visible object on which a change is under way.
    pub busy: Duration,
    /// One visible object at rest.
    pub calm: Duration,
}

impl About {
    /// What is said of a manager that a test makes up, before more is.
    #[cfg(test)]
    pub(crate) const MADE_UP: Self = Self {
        name: "made-up",
        title: "Made Up",
        kinds: &[],
        actions: &[],
        not_offered: &[],
        editing: None,
        shell: None,
        downloads: &[],
        scope: None,
        notes: &[],
        secrets: &[],
        settings: &[],
        auth: &[],
        token_url: None,
        event_feed: false,
        event_log: None,
        intervals: Intervals {
            list: Duration::from_secs(10),
            busy: Duration::from_secs(5),
            calm: Duration::from_secs(15),
        },
        reads_each: false,
        concurrent: 1,
        spacing: None,
        refused_change: RefusedChange::ThisOne,
    };

    /// The action of this name on objects of a kind, if the manager offers it.
    pub fn action(&self, id: ActionId, kind: KindId) -> Option<&'static Action> {
        self.actions_on(kind).find(|action| action.id == id)
    }

    /// All that can be done to objects of a kind and their parts, and how to make new ones.
    pub fn actions_on(&self, kind: KindId) -> impl Iterator<Item = &'static Action> + use<> {
        self.actions.iter().filter(move |action| action.on.kind() == kind)
    }

    /// Why an action is not offered for a kind, in words.
    pub fn why_not(&self, id: ActionId, kind: KindId) -> String {
        if let Some((_, reason)) = self.not_offered.iter().find(|(verb, _)| *verb == id) {
            return (*reason).to_owned();
        }
        match self.actions.iter().find(|action| action.id == id) {
            Some(action) => format!("it is for {}, not for {kind}", action.on.kind()),
            None => format!("{} does not offer it", self.title),
        }
    }

    /// What was said for these parameters, with what is secret in documents among it masked wherever it is shown.
    pub fn masked(&self, parameters: &[Parameter], arguments: Arguments) -> Arguments {
        let redactor = self.redactor();
        let documents = parameters
            .iter()
            .filter(|parameter| matches!(parameter.takes, Takes::Json | Takes::Value(_)));
        documents.fold(arguments, |arguments, parameter| {
            let said = arguments.said(parameter).filter(|text| match parameter.takes {
                // A word is no document.
                Takes::Value(_) => text.starts_with(['{', '[']),
                _ => true,
            });
            let shown = said.map(|text| redactor.redact_json(text));
            match shown {
                Some(shown) if arguments.said(parameter) != Some(&shown) => {
                    arguments.masked(parameter, &shown)
                }
                _ => arguments,
            }
        })
    }

    /// What masks this manager's secrets in documents.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.secrets.iter().copied())
    }

    /// What the part is called that an action is on: `firewall rule`; `part` if it is on none.
    pub fn noun_of_part(&self, action: &Action) -> String {
        let part = action.on.part();
        let kind = part.and_then(|part| self.kind(part));
        let word = kind.map(|kind| kind.singular).or(part.map(|part| part.0));
        word.unwrap_or("part").replace('-', " ")
    }

    /// What can be fetched as a file of objects of a kind.
    pub fn download(&self, kind: KindId) -> Option<&'static Download> {
        self.downloads.iter().find(|download| download.kind == kind)
    }

    pub fn kind(&self, id: KindId) -> Option<&'static Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
}
