//! Contexts: every connection, how it stands with its answers, and why.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::resource::query::Field;
use crate::resource::{Cell, Column, CommandLine, ContextName, Failure, Need, Row, State, StateClass};
use crate::tui::keymap::{Command, Scope};
use crate::tui::known::{Answers, Extent, KnownContext};
use crate::tui::msg::Answer;

use super::page::{News, Page};
use super::short_list::{Frame, ShortList};
use super::{Look, Request};

/// State of the screen: a table, made from what is known.
#[derive(Debug)]
pub struct ContextsScreen {
    list: ShortList,
}

const COLUMNS: [Column; 10] = [
    Column::left("context", "CONTEXT", (8, 20), 0),
    Column::left("manager", "MANAGER", (7, 14), 6),
    Column::left("answers", "ANSWERS", (11, 13), 0),
    Column::right("clusters", "CLUSTERS", (8, 8), 2),
    Column::left("protection", "PROTECTION", (10, 20), 3),
    Column::left("credential", "CREDENTIAL", (12, 24), 4),
    Column::left("place", "LOOKED FOR IN", (13, 28), 7),
    Column::left("expires", "EXPIRES", (7, 7), 1),
    Column::left("answered", "ANSWERED", (8, 8), 5),
    Column::left("about", "ABOUT", (12, 200), 8),
];
/// The column that the table is sorted by at first: trouble comes first.
const ANSWERS: usize = 2;
const SCOPES: [Scope; 4] = [Scope::Contexts, Scope::Table, Scope::Motion, Scope::Global];
/// The height of the body from which on trouble is told below the table.
const ROOMY: u16 = 12;

impl ContextsScreen {
    pub fn new(look: Look<'_>) -> Self {
        let mut list = ShortList::new(&COLUMNS, ROOMY);
        list.sort_up(Field::Cell(ANSWERS));
        let mut screen = Self { list };
        screen.fill(look);
        screen
    }

    /// Something new is known of some context.
    fn fill(&mut self, look: Look<'_>) {
        self.list.show(
            look.known.contexts().iter().map(|context| row(context, look.now)),
            look.size,
        );
    }

    fn selected<'a>(&self, look: Look<'a>) -> Option<&'a KnownContext> {
        look.known.context(self.list.selected()?)
    }
}

impl Page for ContextsScreen {
    fn crumb(&self) -> String {
        "contexts".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        SCOPES.to_vec()
    }

    fn likely(&self, look: Look<'_>) -> Vec<Command> {
        let selected = self.selected(look);
        let takes_login = selected.is_some_and(|context| context.standing.takes_login);
        let login = takes_login.then_some(Command::LogIn);
        let book = [Command::AddContext, Command::EditContext].map(Some);
        let [add, edit] = book;
        [Some(Command::Open), login, add, edit, Some(Command::Filter)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Contexts => self.fill(look),
            // What is asked for next is meant for the context that was just written.
            News::Answer(Answer::ContextWritten {
                change,
                written: Ok(_),
            }) => {
                if let Some(name) = change.leads_to() {
                    self.list.select(&name);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn shows_times(&self) -> bool {
        true
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        Some(CommandLine::get("contexts", None))
    }

    fn context_meant(&self) -> Option<ContextName> {
        self.list.selected().map(Into::into)
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        if command == Command::Open {
            let context = self.selected(look)?;
            let name = Arc::clone(&context.name);
            // Without a credential there is nothing to look at before it is given.
            let wants_login = context.standing.takes_login && context.access_trouble(look.now).is_some();
            return Some(vec![if wants_login {
                Request::LogIn(name)
            } else {
                Request::Narrow(Some(name))
            }]);
        }
        self.list.run(command)
    }

    fn list_mut(&mut self) -> Option<&mut ShortList> {
        Some(&mut self.list)
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let text = self.selected(look).and_then(|context| {
            let trouble = words_below(context, &context.clusters().state, look, &SCOPES);
            trouble.or_else(|| takes_no_change(context, look))
        });
        let frame = Frame {
            title: "Contexts",
            middle: None,
            empty: ("no context is open", "no context passes the filter"),
            text,
        };
        self.list.view(frame, look, buf);
    }
}

/// What is wrong with a context, or with one of its lists, and what to do about it.
pub(super) fn words_below(
    context: &KnownContext,
    state: &Answers,
    look: Look<'_>,
    scopes: &[Scope],
) -> Option<(String, Style)> {
    let Some(word) = context.access_trouble(look.now) else {
        let failure = state.failure.as_ref()?;
        return Some((
            format!("{}: {}", context.name, trouble(failure)),
            look.theme.error,
        ));
    };
    let standing = &context.standing;
    let name = &context.name;
    let why = match &standing.need {
        Need::Nothing => format!("{name}: what proves who you are has {word}"),
        Need::Secret(why) => format!("{name}: {why}"),
        Need::Refused(words) => format!("{name} refused who you are: {words}"),
    };
    let key = |command| look.keymap.label_of(command, scopes).unwrap_or_default();
    let what = if standing.takes_login {
        format!("{} logs in; the manager is not asked before", key(Command::LogIn))
    } else {
        format!("To be let in, {}", standing.advice)
    };
    Some((format!("{}. {what}", why.trim_end_matches('.')), look.theme.error))
}

/// That the manager takes no change, if it said so, and what to do about it.
fn takes_no_change(context: &KnownContext, look: Look<'_>) -> Option<(String, Style)> {
    context.standing.read_only.as_ref()?;
    let why = context.why_read_only()?;
    let key = look.keymap.label_of(Command::LogIn, &SCOPES).unwrap_or_default();
    let words = format!(
        "{}. {key} logs in with another credential",
        why.trim_end_matches('.')
    );
    Some((words, look.theme.warning))
}

/// What went wrong, and when it is tried again.
fn trouble(failure: &Failure) -> String {
    let next = match failure.next_try {
        Some(next) => format!("next try {} UTC", next.format("%H:%M:%S")),
        None => "not tried again by itself: refresh tries it".into(),
    };
    format!("{}; {next}", failure.notice.line())
}

/// How it stands with a context's answers, in a word.
pub fn answers_word(context: &KnownContext, now: DateTime<Utc>) -> (&'static str, StateClass) {
    if let Some(word) = context.access_trouble(now) {
        return (word, StateClass::Bad);
    }
    let state = &context.clusters().state;
    match (&state.failure, state.freshness) {
        (Some(failure), _) => (failure.word, StateClass::Bad),
        (None, None) => ("asking", StateClass::Busy),
        (None, Some(fresh)) if fresh.is_overdue(now) => ("overdue", StateClass::GoingDown),
        (None, Some(_)) if state.took.as_secs() >= 1 => ("slow", StateClass::GoingDown),
        (None, Some(_)) => ("ok", StateClass::Up),
    }
}

/// How much care it demands, and the user's own word for it.
fn protection_words(context: &KnownContext) -> String {
    let word = context.protection().badge().unwrap_or("normal").to_lowercase();
    match &context.badge {
        Some(badge) => format!("{word}, {badge}"),
        None => word,
    }
}

/// How long the credential holds; of one that is replaced in time nothing needs to be said.
fn expires_words(context: &KnownContext, now: DateTime<Utc>) -> String {
    let standing = &context.standing;
    match standing.ends_in(now) {
        Some(_) if standing.is_renewed => "renewed".into(),
        Some(left) => left,
        None => String::new(),
    }
}

fn row(context: &KnownContext, now: DateTime<Utc>) -> Row {
    let (word, class) = answers_word(context, now);
    let state = State::new(word, class);
    let clusters = context.clusters();
    let answered = clusters
        .state
        .freshness
        .map(|fresh| fresh.answered.format("%H:%M:%S").to_string());
    Row {
        id: Arc::clone(&context.name),
        name: Arc::clone(&context.name),
        progress: None,
        version: None,
        cells: Box::new([
            Cell::text_of(&context.name),
            Cell::text_of(context.about.name),
            Cell::State(state.clone()),
            Cell::Number(i64::try_from(Extent::of([clusters].into_iter()).total).unwrap_or(i64::MAX)),
            Cell::text_of(&protection_words(context)),
            Cell::text_of(&context.standing.form),
            Cell::text_of(&context.standing.place),
            Cell::text_of(&expires_words(context, now)),
            answered.map_or(Cell::Empty, |at| Cell::Text(at.into())),
            Cell::text_of(&context.title),
        ]),
        state,
    }
}
