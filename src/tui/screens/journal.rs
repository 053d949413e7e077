//! The journal: what was asked for in every context and every run, the newest first.

use std::sync::Arc;

use ratatui::buffer::Buffer;

use crate::journal::{Chapter, Entry, Outcome};
use crate::resource::freshness::elapsed;
use crate::resource::query::Field;
use crate::resource::{Cell, Column, CommandLine, Id, Key, Notice, Row, State, StateClass};
use crate::tui::keymap::{Command, Scope};
use crate::tui::msg::{Answer, Question};

use super::object::Tab;
use super::page::{News, Page};
use super::short_list::{Frame, ShortList};
use super::{Look, Request};

/// State of the screen: a table, made from the newest changes.
#[derive(Debug)]
pub struct JournalScreen {
    list: ShortList,
    chapter: Arc<Chapter>,
    has_answer: bool,
}

const COLUMNS: [Column; 8] = [
    Column::left("asked", "ASKED", (19, 19), 0),
    Column::left("user", "USER", (4, 12), 4),
    Column::left("context", "CONTEXT", (7, 12), 2),
    Column::left("verb", "VERB", (6, 15), 0),
    Column::left("target", "TARGET", (10, 30), 0),
    Column::left("version", "VERSION", (7, 14), 5),
    Column::left("outcome", "OUTCOME", (8, 9), 1),
    Column::left("story", "WHAT IS SEEN", (20, 200), 6),
];
/// The cell behind the columns: where it stands in the journal.
const PLACE: Field = Field::Cell(COLUMNS.len());
/// The height of the body from which on the selected change is told below the table.
const ROOMY: u16 = 14;

impl JournalScreen {
    pub fn new(look: Look<'_>) -> (Self, Vec<Request>) {
        let mut screen = Self {
            list: ShortList::new(&COLUMNS, ROOMY),
            chapter: Arc::default(),
            has_answer: false,
        };
        screen.fill(look);
        // In the order of the file, which that of the clocks need not be.
        screen.list.sort_down(PLACE);
        (screen, vec![Request::Ask(Question::Journal)])
    }

    fn fill(&mut self, look: Look<'_>) {
        let oldest_first = self.chapter.entries.iter().rev().zip(0..);
        self.list
            .show(oldest_first.map(|(entry, place)| row(entry, place)), look.size);
    }

    fn selected(&self) -> Option<&Entry> {
        let selected = self.list.selected()?;
        let mut entries = self.chapter.entries.iter();
        entries.find(|entry| entry.began.change == selected)
    }
}

impl Page for JournalScreen {
    fn crumb(&self) -> String {
        "journal".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Journal, Scope::Table, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        vec![Command::Open, Command::Filter, Command::Copy, Command::Refresh]
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Journal => vec![Request::Ask(Question::Journal)],
            News::Answer(Answer::Journal(Ok(chapter))) => {
                let had_skipped = std::mem::replace(&mut self.chapter, Arc::clone(chapter)).skipped;
                self.has_answer = true;
                self.fill(look);
                let is_news = chapter.skipped > had_skipped;
                is_news
                    .then(|| Request::Notify(skipped(chapter.skipped)))
                    .into_iter()
                    .collect()
            }
            News::Answer(Answer::Journal(Err(notice))) => {
                self.has_answer = true;
                vec![Request::Notify(notice.clone())]
            }
            _ => Vec::new(),
        }
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        if command == Command::Open {
            return Some(
                self.selected()
                    .map(|entry| opened(entry, look))
                    .into_iter()
                    .collect(),
            );
        }
        self.list.run(command)
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        self.selected().and_then(|entry| entry.id.clone())
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        Some(CommandLine::journal())
    }

    fn list_mut(&mut self) -> Option<&mut ShortList> {
        Some(&mut self.list)
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let empty = if self.has_answer {
            "nothing was asked for yet"
        } else {
            "looking"
        };
        let count = self.chapter.entries.len();
        let frame = Frame {
            title: "Journal",
            middle: self.chapter.has_more.then(|| format!("the newest {count}")),
            empty: (empty, "no change passes the filter"),
            text: self.selected().map(|entry| (about(entry), look.theme.text)),
        };
        self.list.view(frame, look, buf);
    }
}

/// The cluster of a change, if its context is open here.
fn opened(entry: &Entry, look: Look<'_>) -> Request {
    let began = &entry.began;
    let Some(context) = look.known.context(&began.context) else {
        let words = format!("{} is not open in this console", began.context);
        return Request::Notify(Notice::info(words).with_hint("start it with that context to go there"));
    };
    let kind = context.about.kinds.iter().find(|kind| kind.id.0 == began.kind);
    match (kind, &entry.id) {
        (Some(kind), Some(id)) => {
            let id: Id = id.as_str().into();
            Request::Open(Key::new(&context.name, kind.id, &id), Tab::Events)
        }
        _ => Request::Notify(Notice::info(format!("{} has no id here to go to", began.name))),
    }
}

fn skipped(lines: usize) -> Notice {
    let lines = match lines {
        1 => "1 line".to_owned(),
        many => format!("{many} lines"),
    };
    Notice::warning(format!("{lines} of the journal cannot be read: left out"))
}

/// Everything else that is written of a change.
fn about(entry: &Entry) -> String {
    let author = &entry.began.author;
    let mut words = entry.story();
    if let Some(took) = entry.took {
        words.push_str(&format!(" (after {})", elapsed(took)));
    }
    words.push_str(&format!(". By {}, {}.", author.told(), author.means()));
    if !entry.began.diff.is_empty() {
        let lines: Vec<String> = entry.began.diff.told().collect();
        words.push_str(&format!(" {}", lines.join("; ")));
    }
    words
}

fn row(entry: &Entry, place: i64) -> Row {
    let began = &entry.began;
    let class = match entry.outcome {
        Outcome::Sending | Outcome::Accepted => StateClass::Busy,
        Outcome::Done => StateClass::Up,
        Outcome::Failed | Outcome::Refused => StateClass::Bad,
        Outcome::Unknown | Outcome::Differs => StateClass::GoingDown,
        Outcome::NotSent => StateClass::Down,
    };
    let state = State::new(entry.outcome.word(), class);
    let id: Id = began.change.as_str().into();
    Row {
        name: Arc::clone(&id),
        id,
        progress: None,
        version: None,
        cells: Box::new([
            Cell::Time(began.at),
            Cell::text_of(&began.author.user),
            Cell::text_of(&began.context),
            Cell::text_of(&began.verb),
            Cell::text_of(&entry.target()),
            Cell::text_of(&entry.versions()),
            Cell::State(state.clone()),
            Cell::text_of(&entry.words),
            Cell::Number(place),
        ]),
        state,
    }
}
