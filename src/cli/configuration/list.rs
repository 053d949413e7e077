//! `qd context list`: the contexts of the file, also those with mistakes.

use std::io::Write;

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::output::document::text_of;
use crate::cli::output::table::Text;
use crate::cli::output::{Format, Table};
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::config::identity::lies_in_keyring;
use crate::config::{ConfigFile, ContextEntry};
use crate::credentials::Place;
use crate::resource::text::visible;
use crate::resource::{Align, Notice};

/// Prints the contexts of the file; of mistakes it is said that there are some.
///
/// # Errors
/// The output cannot be written.
pub(super) fn list(
    file: &ConfigFile,
    format: Format,
    surface: &Surface,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    match format {
        Format::Name => {
            for name in file.names() {
                writeln!(out, "{}", visible(name))?;
            }
        }
        Format::Json | Format::Yaml => {
            let all: Value = file.names().into_iter().map(|name| of(file, name)).collect();
            out.write_all(text_of(&all, format)?.as_bytes())?;
        }
        Format::Table | Format::Wide => out.write_all(table(file).render(surface, "").as_bytes())?,
    }
    if file.names().is_empty() {
        let notice = Notice::info("no context is configured");
        tell(&notice.with_hint("`qd context add NAME --manager MANAGER --url URL` adds one"));
    }
    if !file.mistakes.is_empty() {
        let notice = Notice::warning(format!("mistakes in the configuration: {}", file.mistakes.len()));
        tell(&notice.with_hint("`qd config check` tells each with its place"));
    }
    Ok(Exit::Success)
}

fn table(file: &ConfigFile) -> Table {
    let titles = ["CONTEXT", "IN USE", "MANAGER", "PROTECTION", "SECRET", "ADDRESS"];
    let mut table = Table::new(titles.map(|title| (title, Align::Left)));
    for name in file.names() {
        let used = if file.used.as_deref() == Some(name) {
            "yes"
        } else {
            "-"
        };
        let cells = match file.contexts.get(name) {
            Some(entry) => [
                visible(name).into_owned(),
                used.to_owned(),
                entry.manager.clone(),
                entry.protection.name().to_owned(),
                secret_word(entry).to_owned(),
                visible(&entry.url).into_owned(),
            ],
            None => {
                let count = file.mistakes_of(name).count();
                let mistakes = format!("mistakes: {count}");
                [
                    visible(name).into_owned(),
                    used.to_owned(),
                    "-".into(),
                    "-".into(),
                    "-".into(),
                    mistakes,
                ]
            }
        };
        table.push(cells.into_iter().map(Text::plain).collect());
    }
    table
}

/// What kind of place the secret lies in, in one word.
fn secret_word(entry: &ContextEntry) -> &'static str {
    match &entry.secret {
        None if lies_in_keyring(entry) => "keyring",
        None => "-",
        Some(Place::Keyring) => "keyring",
        Some(Place::Environment(_)) => "env",
        Some(Place::File(_)) => "file",
        Some(Place::Command(_)) => "command",
        Some(Place::Prompt) => "prompt",
    }
}

fn of(file: &ConfigFile, name: &str) -> Value {
    let entry = file.contexts.get(name);
    let mistakes: Vec<_> = file.mistakes_of(name).map(ToString::to_string).collect();
    json!({
        "name": name,
        "inUse": file.used.as_deref() == Some(name),
        "manager": entry.map(|entry| &entry.manager),
        "url": entry.map(|entry| &entry.url),
        "protection": entry.map(|entry| entry.protection.name()),
        "secret": entry.map(secret_word),
        "mistakes": mistakes,
    })
}
