//! The contexts of `config.toml`, as the console changes them: shown first, then written, then open.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use quarterdeck::cli::contexts::Opener;
use quarterdeck::config::write::{Refusal, WriteError, Writing};
use quarterdeck::config::{ConfigFile, Connection, Mistake};
use quarterdeck::resource::text::visible;
use quarterdeck::resource::{ContextChange, ContextName, Notice};
use quarterdeck::tui::book::{FieldData, FieldMistake, Preview};
use quarterdeck::tui::runtime::{Book, Written};

use super::fields;

/// The contexts of one file.
pub(crate) struct ConfigBook {
    path: PathBuf,
    opener: Mutex<Opener>,
    /// Whether the contexts that are shown are of the file, and not of the sandbox or of flags.
    is_of_file: bool,
    /// What was shown last: only that is written.
    shown: Mutex<Option<(ContextChange, Writing)>>,
}

/// What a form calls the context's name.
const NAME: &str = "name";
/// The change as a whole.
const WHOLE: &str = "";

impl ConfigBook {
    pub(crate) fn new(path: PathBuf, opener: Opener, is_of_file: bool) -> Self {
        Self {
            path,
            opener: Mutex::new(opener),
            is_of_file,
            shown: Mutex::new(None),
        }
    }

    /// What opens the contexts of the file.
    fn opener(&self) -> Option<&Mutex<Opener>> {
        self.is_of_file.then_some(&self.opener)
    }

    /// Opens a context of the file as it is now.
    fn open(&self, opener: &Mutex<Opener>, file: &ConfigFile, name: &str) -> Result<Opened, Notice> {
        let attempt = format!("open {name}");
        let Some(entry) = file.contexts.get(name) else {
            let mistakes = file.mistakes_of(name).map(ToString::to_string);
            return Err(Notice::error(mistakes.collect::<Vec<_>>().join("; ")));
        };
        let opened = Connection::of_entry(name, entry).and_then(|connection| locked(opener).open(connection));
        opened.map_err(|error| Notice::failure(&attempt, &error, None))
    }
}

/// A session, and one line about it.
type Opened = (std::sync::Arc<quarterdeck::session::Session>, String);

impl Book for ConfigBook {
    fn fields(&self, name: Option<&str>) -> Result<Vec<FieldData>, Notice> {
        let file = ConfigFile::read(&self.path).map_err(|error| {
            Notice::failure(
                "read the configuration",
                &error,
                Some("qd config check".to_owned()),
            )
        })?;
        match name {
            Some(name) if !self.is_of_file || !file.names().contains(name) => {
                let words = format!("{name} is in no configuration that can be changed here");
                let hint = "qd context add NAME --manager MANAGER --url URL";
                Err(Notice::warning(words).with_hint(hint))
            }
            name => Ok(fields::of_context(&file, name)),
        }
    }

    fn preview(&self, change: &ContextChange) -> Result<Preview, Vec<FieldMistake>> {
        let whole = |words: String| vec![(WHOLE.to_owned(), words)];
        if !self.is_of_file && !matches!(change, ContextChange::Add { .. }) {
            let words = "the contexts that are shown are not those of the configuration";
            return Err(whole(words.to_owned()));
        }
        let writing = Writing::of(&self.path, change).map_err(|error| mistakes(&error))?;
        if writing.is_nothing() {
            return Err(whole("it is so already".to_owned()));
        }
        if let Some(name) = name_after(change)
            && let Some(entry) = writing.after().contexts.get(name)
        {
            Connection::of_entry(name, entry).map_err(|error| whole(words(&error)))?;
        }
        let preview = Preview {
            path: visible(&writing.path().display().to_string()).into_owned(),
            is_new: writing.is_new(),
            lines: (writing.preview().iter())
                .map(|line| visible(&line.marked()).into_owned())
                .collect(),
            warning: writing.warning().map(|warning| warning.line()),
        };
        *locked(&self.shown) = Some((change.clone(), writing));
        Ok(preview)
    }

    fn write(&self, change: &ContextChange) -> Result<Written, Notice> {
        let shown = locked(&self.shown).clone();
        let Some((_, writing)) = shown.filter(|(shown, _)| shown == change) else {
            return Err(Notice::error(
                "What would be written was not shown: go back, and ask again",
            ));
        };
        writing
            .write()
            .map_err(|error| Notice::failure("change the configuration", &error, hint(&error)))?;
        *locked(&self.shown) = None;
        let file = writing.after();
        let mut written = Written {
            words: done(change),
            closed: gone(change),
            opened: None,
        };
        if let (Some(closed), Some(opener)) = (&written.closed, self.opener()) {
            locked(opener).forget(closed);
        }
        let to_open = match change {
            ContextChange::Use(_) => None,
            change => name_after(change),
        };
        let Some(name) = to_open else {
            return Ok(written);
        };
        let Some(opener) = self.opener() else {
            written.words.push_str("; the next qd opens it");
            return Ok(written);
        };
        match self.open(opener, &file, name) {
            Ok(opened) => written.opened = Some(opened),
            Err(notice) => {
                written.closed = change.context();
                written.words = format!("{}, but it is not open: {}", written.words, notice.line());
            }
        }
        Ok(written)
    }

    fn switch(&self, context: &ContextName, part: &str) -> Result<Opened, Notice> {
        let switched = locked(&self.opener).switch(context, part);
        let switched = switched.ok_or_else(|| Notice::warning(format!("{context} is not open any more")))?;
        switched.map_err(|error| Notice::failure(&format!("look at {part} in {context}"), &error, None))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept is whole whatever happened to another holder.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The context that there is afterwards.
fn name_after(change: &ContextChange) -> Option<&str> {
    match change {
        ContextChange::Add { name, .. } | ContextChange::Edit { name, .. } => Some(name),
        ContextChange::Rename { to, .. } => Some(to),
        ContextChange::Remove { .. } | ContextChange::Use(_) => None,
    }
}

/// The context that there is not any more.
fn gone(change: &ContextChange) -> Option<quarterdeck::resource::ContextName> {
    match change {
        ContextChange::Remove { .. } | ContextChange::Rename { .. } => change.context(),
        ContextChange::Add { .. } | ContextChange::Edit { .. } | ContextChange::Use(_) => None,
    }
}

fn done(change: &ContextChange) -> String {
    match change {
        ContextChange::Add { name, .. } => format!("{name} is added to the configuration"),
        ContextChange::Edit { name, .. } => format!("{name} is changed in the configuration"),
        ContextChange::Remove { name } => format!("{name} is removed from the configuration"),
        ContextChange::Rename { from, to } => format!("{from} is called {to} now"),
        ContextChange::Use(Some(name)) => {
            format!("{name} is in use: commands take it without -c, and the console begins with it")
        }
        ContextChange::Use(None) => "no context is in use".to_owned(),
    }
}

/// What is wrong, each at its field.
fn mistakes(error: &WriteError) -> Vec<FieldMistake> {
    let at = |key: &str, words: String| vec![(key.to_owned(), words)];
    match error {
        WriteError::Refused(refusal) => match refusal {
            Refusal::Mistakes(mistakes) => mistakes.iter().map(at_field).collect(),
            // These have a place, in the file as it is.
            Refusal::Broken(mistakes) => {
                let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
                at(WHOLE, format!("{}; mend it first", all.join("; ")))
            }
            Refusal::AlreadyThere(_) | Refusal::BadName => at(NAME, refusal.to_string()),
            Refusal::NoSuchContext { .. } | Refusal::NotSet { .. } | Refusal::NoTable(_) => {
                at(WHOLE, refusal.to_string())
            }
        },
        other => at(WHOLE, words(other)),
    }
}

fn at_field(mistake: &Mistake) -> FieldMistake {
    let key = mistake.context().and(mistake.key.clone()).unwrap_or_default();
    let words = if key.is_empty() && mistake.context().is_none() {
        mistake.sentence()
    } else {
        visible(&mistake.message).into_owned()
    };
    (key, words)
}

/// An error with its causes.
fn words(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = Notice::failure(WHOLE, error, None).causes;
    causes.join(": ")
}

fn hint(error: &WriteError) -> Option<String> {
    match error {
        WriteError::Directory(store) => Some(store.hint()),
        WriteError::ChangedMeanwhile { .. } => Some("go back, and ask again".to_owned()),
        WriteError::BeingWritten { .. } => Some("ask again when that is done".to_owned()),
        WriteError::Unreadable(_) | WriteError::Refused(_) | WriteError::Failed { .. } => None,
    }
}

#[cfg(test)]
mod tests;
