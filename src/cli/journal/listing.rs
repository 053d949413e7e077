//! Changes as a table, or as JSON.

use anstyle::Style;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::cli::output::Table;
use crate::cli::output::table::{Text, style_of};
use crate::journal::{Entry, Outcome};
use crate::resource::freshness::elapsed;
use crate::resource::text::visible;
use crate::resource::{Align, Cell, State, StateClass};

/// One line for each change.
pub(super) fn table(entries: &[Entry]) -> Table {
    let titles = [
        "ASKED",
        "USER",
        "CONTEXT",
        "VERB",
        "TARGET",
        "VERSION",
        "OUTCOME",
        "TOOK",
        "WHAT IS SEEN",
    ];
    let mut table = Table::new(titles.map(|title| (title, Align::Left)));
    for entry in entries {
        let began = &entry.began;
        let plain = |words: &str| {
            Text::plain(if words.is_empty() {
                "-".into()
            } else {
                visible(words)
            })
        };
        table.push(vec![
            Text::plain(time(began.at)),
            plain(&began.author.user),
            plain(&began.context),
            plain(&began.verb),
            plain(&entry.target()),
            plain(&entry.versions()),
            Text {
                words: entry.outcome.id().to_owned(),
                style: style(entry.outcome),
            },
            Text::plain(entry.took.map_or_else(|| "-".to_owned(), elapsed)),
            plain(&entry.words),
        ]);
    }
    table
}

/// All that is written of a change.
pub(super) fn json(entry: &Entry) -> Value {
    let began = &entry.began;
    let author = &began.author;
    json!({
        "change": began.change,
        "asked": time(began.at),
        "user": author.user,
        "uid": author.uid,
        "origin": author.origin,
        "host": author.host,
        "pid": author.pid,
        "with": author.front,
        "context": began.context,
        "manager": began.manager,
        "url": began.url,
        "kind": began.kind,
        "id": entry.id,
        "name": began.name,
        "part": began.part,
        "verb": began.verb,
        "baseVersion": began.base,
        "version": entry.version,
        "changes": began.diff.lines,
        "changesLeftOut": began.diff.more,
        "request": began.request,
        "outcome": entry.outcome.id(),
        "words": entry.words,
        "ended": entry.ended.map(time),
        "tookMs": entry.took.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
    })
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn style(outcome: Outcome) -> Style {
    style_of(&Cell::State(State::new(outcome.word(), class(outcome))))
}

fn class(outcome: Outcome) -> StateClass {
    match outcome {
        Outcome::Sending | Outcome::Accepted => StateClass::Busy,
        Outcome::Done => StateClass::Up,
        Outcome::Failed | Outcome::Refused => StateClass::Bad,
        Outcome::Unknown | Outcome::Differs => StateClass::GoingDown,
        Outcome::NotSent => StateClass::Down,
    }
}
