//! From the text of `config.toml` to what can be used of it, and every mistake at its place; [`entries`]: the good
//! values of a section as its typed entry.

mod entries;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::managers::{About, registry};
use crate::transport::Scheme;

use self::entries::Values;
use super::file::{ConfigFile, Written};
use super::identity;
use super::keys::{self, Key, Section, Shape, where_secrets_lie};
use super::mistake::{Mistake, Whose, place};
use super::syntax;
use super::value::{self, BAD_NAME, Surroundings, Value, is_context_name, meant};

/// Understands a whole file.
pub fn read(text: &str, shown: &str, around: &Surroundings) -> ConfigFile {
    let broken = syntax::mend(text);
    let mut reader = Reader {
        text,
        shown: shown.into(),
        around,
        file: ConfigFile::default(),
        unread: broken.faults.values().map(|fault| fault.line.clone()).collect(),
    };
    for (at, fault) in &broken.faults {
        let mistake = reader.mistake(
            *at..*at,
            &fault.whose,
            fault.key.as_deref(),
            fault.message.clone(),
            true,
        );
        reader.file.mistakes.push(mistake);
    }
    reader.root(syntax::tables(&broken.text).get_ref());
    let mut file = reader.file;
    file.mistakes
        .sort_by_key(|mistake| (mistake.line, mistake.column));
    let bad: BTreeSet<String> = (file.mistakes.iter())
        .filter_map(|mistake| mistake.context().map(str::to_owned))
        .collect();
    file.contexts.retain(|name, _| !bad.contains(name));
    file.bad = bad;
    file
}

struct Reader<'a> {
    text: &'a str,
    shown: Arc<str>,
    around: &'a Surroundings,
    file: ConfigFile,
    /// Lines of which the syntax has been found wrong: nothing else is said of them.
    unread: Vec<Range<usize>>,
}

type Table<'i> = DeTable<'i>;

impl Reader<'_> {
    fn root(&mut self, table: &Table<'_>) {
        let mut names = BTreeMap::new();
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("console", DeValue::Table(console)) => self.console(console),
                ("contexts", DeValue::Table(contexts)) => {
                    for (name, context) in contexts {
                        names.insert(name.get_ref().to_string(), name.span());
                        self.context(name, context);
                    }
                }
                (section @ ("console" | "contexts"), _) => {
                    self.say(
                        key.span(),
                        &Whose::File,
                        Some(section),
                        "it is a section: [console], [contexts.NAME]",
                    );
                }
                _ => {}
            }
        }
        let known = |name: &str| matches!(name, "console" | "contexts");
        let mut top = self.section(Section::Top, &Whose::File, table, known);
        if let Some(used) = top.text("use") {
            if names.contains_key(&used) {
                self.file.used = Some(used);
            } else {
                let span = table.get("use").map_or(0..0, Spanned::span);
                let near = meant(&used, names.keys().map(String::as_str));
                self.say(
                    span,
                    &Whose::File,
                    Some("use"),
                    format!("no context is called {used}{near}"),
                );
            }
        }
    }

    fn console(&mut self, table: &Table<'_>) {
        let mut values = self.section(Section::Console, &Whose::Console, table, |_| false);
        self.file.console = values.console();
    }

    fn context(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let whose = Whose::Context(name.get_ref().to_string());
        let at = name.span();
        if !is_context_name(name.get_ref()) {
            self.say(at.clone(), &whose, None, BAD_NAME);
        }
        let DeValue::Table(table) = value.get_ref() else {
            self.say_hiding(
                value.span(),
                &whose,
                None,
                "a context is a section: [contexts.NAME]",
            );
            return;
        };
        let mistakes_before = self.file.mistakes.len();
        let mut values = self.section(Section::Context, &whose, table, |_| false);
        let about = values.manager().and_then(registry::find).map(|entry| entry.about);
        if let Some(settings) = table.get("settings") {
            let read = self.settings(settings, &whose, about);
            values.0.insert("settings", Value::Settings(read));
        }
        for key in keys::of_section(Section::Context).filter(|key| key.is_required) {
            if !table.contains_key(key.name) {
                self.say(
                    at.clone(),
                    &whose,
                    None,
                    format!("it needs {}: {}", key.name, lower(key.help)),
                );
            }
        }
        if let Some(about) = about {
            self.fit(table, &at, &whose, about);
        }
        let entry = values.context();
        let is_good = self.file.mistakes.len() == mistakes_before;
        if let (true, Some(about)) = (is_good, about)
            && let Err(problem) = identity::form(&entry, about)
        {
            let span = table.get("auth").map_or(at, Spanned::span);
            self.say(span, &whose, None, problem.to_string());
        }
        self.file.contexts.insert(name.get_ref().to_string(), entry);
    }

    /// What `auth` needs, and what has no place beside it.
    fn fit(&mut self, table: &Table<'_>, at: &Range<usize>, whose: &Whose, about: &About) {
        let said = match table.get("auth").map(Spanned::get_ref) {
            Some(DeValue::String(word)) => match Scheme::named(word) {
                Some(scheme) => Some(scheme),
                // That has been said.
                None => return,
            },
            Some(_) => return,
            None => None,
        };
        let scheme = said
            .or_else(|| about.auth.first().copied())
            .unwrap_or(Scheme::None);
        let auth = if said.is_some() {
            format!("auth = \"{}\"", scheme.name())
        } else {
            format!("auth is \"{}\", the usual way of {}", scheme.name(), about.title)
        };
        for key in keys::of_section(Section::Context) {
            match table.get_key_value(key.name) {
                Some((written, _)) if !key.fits.is_empty() && !key.fits.contains(&scheme) => {
                    let ways: Vec<_> = key.fits.iter().map(|way| format!("\"{}\"", way.name())).collect();
                    let message = format!("it belongs to auth = {}; here {auth}", ways.join(" or "));
                    self.say(written.span(), whose, Some(key.name), message);
                }
                None if key.needed_by.contains(&scheme) => {
                    let message = format!("{auth} needs {}: {}", key.name, lower(key.help));
                    self.say(at.clone(), whose, None, message);
                }
                _ => {}
            }
        }
        if let (Some((written, _)), None) = (table.get_key_value("key_file"), table.get("certificate_file")) {
            self.say(
                written.span(),
                whose,
                Some("key_file"),
                "it needs certificate_file beside it",
            );
        }
    }

    fn settings(
        &mut self,
        settings: &Spanned<DeValue<'_>>,
        whose: &Whose,
        about: Option<&About>,
    ) -> BTreeMap<String, String> {
        let mut read = BTreeMap::new();
        // Another form has been said.
        let DeValue::Table(table) = settings.get_ref() else {
            return read;
        };
        for (name, value) in table {
            let key = format!("settings.{}", name.get_ref());
            let known = || {
                about
                    .into_iter()
                    .flat_map(|about| about.settings)
                    .map(|setting| setting.name)
            };
            match (about, value.get_ref()) {
                (Some(about), _) if !known().any(|known| known == name.get_ref()) => {
                    let near = meant(name.get_ref(), known());
                    let message = format!("{} has no such setting{near}", about.title);
                    self.say_hiding(name.span().start..end(value), whose, Some(&key), message);
                }
                (_, DeValue::String(text)) => {
                    self.wrote(whose, &key, value.span(), text.to_string());
                    read.insert(name.get_ref().to_string(), text.to_string());
                }
                _ => self.say_hiding(
                    value.span().start..end(value),
                    whose,
                    Some(&key),
                    "it is a text in quotes",
                ),
            }
        }
        read
    }

    /// Every key of a section against the table of keys.
    fn section(
        &mut self,
        section: Section,
        whose: &Whose,
        table: &Table<'_>,
        is_known: impl Fn(&str) -> bool,
    ) -> Values {
        let mut values = Values::default();
        for (name, value) in table {
            let Some(key) = keys::find(section, name.get_ref()) else {
                if !is_known(name.get_ref()) {
                    let message = unknown(section, name.get_ref(), &is_known);
                    self.say_hiding(
                        name.span().start..end(value),
                        whose,
                        Some(name.get_ref()),
                        message,
                    );
                }
                continue;
            };
            if matches!((key.shape, value.get_ref()), (Shape::Settings, DeValue::Table(_))) {
                continue;
            }
            match value::read(key.shape, value.get_ref(), self.around) {
                Ok(read) => {
                    self.wrote(whose, key.name, value.span(), as_written(value.get_ref()));
                    values.0.insert(key.name, read);
                }
                Err(fault) => {
                    let span = value.span().start..end(value);
                    self.add(span, whose, Some(key.name), fault.message, fault.hides);
                }
            }
        }
        values
    }

    fn wrote(&mut self, whose: &Whose, key: &str, span: Range<usize>, text: String) {
        let (line, column) = place(self.text, span.start);
        let written = Written { text, line, column };
        self.file.written.insert((whose.clone(), key.to_owned()), written);
    }

    fn say(&mut self, span: Range<usize>, whose: &Whose, key: Option<&str>, message: impl Into<String>) {
        self.add(span, whose, key, message.into(), false);
    }

    fn say_hiding(
        &mut self,
        span: Range<usize>,
        whose: &Whose,
        key: Option<&str>,
        message: impl Into<String>,
    ) {
        self.add(span, whose, key, message.into(), true);
    }

    fn add(&mut self, at: Range<usize>, whose: &Whose, key: Option<&str>, message: String, hides: bool) {
        if self.unread.iter().any(|line| line.contains(&at.start)) {
            return;
        }
        let mistake = self.mistake(at, whose, key, message, hides);
        self.file.mistakes.push(mistake);
    }

    fn mistake(
        &self,
        at: Range<usize>,
        whose: &Whose,
        key: Option<&str>,
        message: String,
        hides: bool,
    ) -> Mistake {
        let (line, column) = place(self.text, at.start);
        let (last_line, _) = place(self.text, at.end);
        Mistake {
            file: Arc::clone(&self.shown),
            line,
            last_line,
            column,
            whose: whose.clone(),
            key: key.map(str::to_owned),
            message,
            hides,
        }
    }
}

/// Where a value ends, with all that stands below its header.
fn end(value: &Spanned<DeValue<'_>>) -> usize {
    let below = match value.get_ref() {
        DeValue::Table(table) => table.iter().map(|(_, value)| end(value)).max(),
        DeValue::Array(list) => list.iter().map(end).max(),
        _ => None,
    };
    value.span().end.max(below.unwrap_or_default())
}

/// What is said of a key that is none.
fn unknown(section: Section, name: &str, is_section: &impl Fn(&str) -> bool) -> String {
    let word = name.to_ascii_lowercase().replace('-', "_");
    let sounds_secret = [
        "token",
        "password",
        "passwd",
        "secret",
        "api_key",
        "apikey",
        "credential",
        "bearer",
    ]
    .iter()
    .any(|secret| word.contains(secret));
    let known = keys::of_section(section).map(|key| key.name);
    let sections = ["console", "contexts"]
        .into_iter()
        .filter(|section| is_section(section));
    let near = meant(name, known.chain(sections));
    if section == Section::Context && sounds_secret && near.is_empty() {
        return format!("there is no such key; {}", where_secrets_lie());
    }
    let elsewhere = keys::KEYS.iter().find(|key| key.name == name);
    match (elsewhere, near.is_empty()) {
        (Some(key), true) => format!("there is no such key here; it belongs into {}", header_of(key)),
        _ => format!("there is no such key{near}"),
    }
}

fn header_of(key: &Key) -> &'static str {
    match key.section {
        Section::Top => "the top of the file, above all sections",
        Section::Console => "[console]",
        Section::Context => "[contexts.NAME]",
    }
}

/// The words of a help in the middle of a sentence.
fn lower(help: &str) -> String {
    let mut letters = help.chars();
    let is_name = help.chars().nth(1).is_some_and(char::is_uppercase);
    match letters.next() {
        Some(_) if is_name => help.to_owned(),
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A value that was found good, as the file has it.
fn as_written(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Boolean(is) => is.to_string(),
        // No key has another form.
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
