//! How it stands with the lists of one kind over several contexts, in words.

use ratatui::style::Style;

use crate::resource::{ContextName, Kind, KindId};
use crate::tui::keymap::{Command, Scope};
use crate::tui::known::{self, Extent, KnownContext};
use crate::tui::widgets::rule;

use super::{Look, contexts};

/// The lists of a kind that are shown together.
pub struct Lists<'a> {
    kind: KindId,
    contexts: Vec<&'a KnownContext>,
    look: Look<'a>,
}

/// Whether the contexts have answered.
#[derive(Debug)]
pub enum Answers<'a> {
    AllCame,
    /// Some still may come.
    Waited,
    /// Those that are missing were asked for in vain.
    InVain(Vec<&'a KnownContext>),
}

impl<'a> Lists<'a> {
    /// Those of one context, or of all that have such a list.
    pub fn shown(kind: KindId, only: Option<&'a ContextName>, look: Look<'a>) -> Self {
        Self {
            kind,
            contexts: look.known.with_list(kind, only).collect(),
            look,
        }
    }

    /// The kind as each manager declares it, in the order of the contexts.
    pub fn declared(&self) -> impl Iterator<Item = (&'a KnownContext, &'static Kind)> {
        self.contexts
            .iter()
            .filter_map(|context| Some((*context, context.listed_kind(self.kind)?)))
    }

    /// How much of them was read.
    pub fn extent(&self) -> Extent {
        Extent::of(self.contexts.iter().map(|context| context.lists.of(self.kind)))
    }

    fn state(&self, context: &'a KnownContext) -> &'a known::Answers {
        &context.lists.of(self.kind).state
    }

    fn has_trouble(&self, context: &'a KnownContext) -> bool {
        self.state(context).failure.is_some() || context.access_trouble(self.look.now).is_some()
    }

    fn without_answer(&self) -> impl Iterator<Item = &'a KnownContext> {
        let contexts = self.contexts.iter().copied();
        contexts.filter(|context| self.state(context).freshness.is_none())
    }

    /// The freshness of the context that is shown, or of the one that is worst off.
    pub fn freshness(&self) -> (String, Style) {
        let (now, theme) = (self.look.now, self.look.theme);
        let states = || self.contexts.iter().map(|context| self.state(context));
        let stale = states().filter(|state| state.is_stale(now)).count();
        let silent = self.silent_words();
        match (self.contexts.as_slice(), stale) {
            ([only], _) => rule::freshness(self.state(only), now, theme),
            ([], _) => (String::new(), theme.dim),
            (_, 0) if !silent.is_empty() => (silent, theme.stale),
            (_, 0) => {
                let answered = states().filter_map(|state| state.freshness);
                match answered.map(|fresh| fresh.same_since).max() {
                    Some(at) => (format!("same since {} UTC", at.format("%H:%M:%S")), theme.dim),
                    None => ("asking".into(), theme.dim),
                }
            }
            (all, stale) => (
                match silent.as_str() {
                    "" => format!("{stale} of {} contexts stale", all.len()),
                    silent => format!("{silent}, {stale} stale"),
                },
                theme.stale,
            ),
        }
    }

    /// How many contexts were asked in vain so far; empty if there is none.
    fn silent_words(&self) -> String {
        match self
            .without_answer()
            .filter(|context| self.has_trouble(context))
            .count()
        {
            0 => String::new(),
            1 => "1 context has not answered".into(),
            many => format!("{many} contexts have not answered"),
        }
    }

    /// Whether there are answers: why a table may have no rows.
    pub fn answers(&self) -> Answers<'a> {
        let missing: Vec<&KnownContext> = self.without_answer().collect();
        if missing.is_empty() {
            Answers::AllCame
        } else if missing.iter().all(|context| self.has_trouble(context)) {
            Answers::InVain(missing)
        } else {
            Answers::Waited
        }
    }

    /// What is wrong with each list that could not be read, and what to do about it.
    pub fn troubles(&self, scopes: &[Scope]) -> Vec<(String, Style)> {
        let lists = self.contexts.iter();
        lists
            .filter_map(|context| self.trouble(context, scopes))
            .collect()
    }

    /// What is wrong with the list of one context, and what to do about it.
    pub fn trouble(&self, context: &'a KnownContext, scopes: &[Scope]) -> Option<(String, Style)> {
        contexts::words_below(context, self.state(context), self.look, scopes)
    }
}

/// Said where nothing that was read passes a filter which may be the whole id of something that was not.
pub fn sought_words(kind: KindId, look: Look<'_>, scopes: &[Scope]) -> String {
    let key = look.keymap.label_of(Command::Open, scopes).unwrap_or_default();
    format!("none of the {kind} read so far passes the filter; {key} looks for the one with just this id")
}
