//! What would be written is shown and asked for, then written.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use crate::cli::arguments::Connect;
use crate::cli::exit::Exit;
use crate::cli::surface::{Surface, tell, tell_line};
use crate::cli::trouble::Trouble;
use crate::config::write::{Refusal, WriteError, Writing};
use crate::config::{Mistake, Paths};
use crate::resource::text::visible;
use crate::resource::{ContextChange, Notice};

/// The configuration file that is meant; it need not be there.
///
/// # Errors
/// None is named, and there is no home directory.
pub fn config_path(connect: &Connect) -> Result<PathBuf, Trouble> {
    let own = || Paths::of_user().map(|paths| paths.config_file());
    let path = connect.config.clone().or_else(own);
    path.ok_or_else(|| Trouble::usage("there is no home directory", "name the file: --config FILE"))
}

/// Shows a change of the file, asks unless `yes` answers, and writes it.
///
/// # Errors
/// The change is refused, not confirmed, or cannot be written.
pub fn carry_out(
    connect: &Connect,
    change: &ContextChange,
    yes: bool,
    surface: &Surface,
) -> Result<Written, Trouble> {
    let path = config_path(connect)?;
    let writing = Writing::of(&path, change).map_err(trouble)?;
    if writing.is_nothing() {
        return Ok(Written::AsItWas);
    }
    let new = if writing.is_new() { " (a new file)" } else { "" };
    tell_line(&format!("{}{new}:", visible(&path.display().to_string())));
    for line in writing.preview() {
        tell_line(&visible(&line.marked()));
    }
    if let Some(warning) = writing.warning() {
        tell(&warning);
    }
    if !yes {
        ask(surface)?;
    }
    writing.write().map_err(trouble)?;
    Ok(Written::Changed)
}

/// What became of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Changed,
    /// Nothing had to be written.
    AsItWas,
}

fn ask(surface: &Surface) -> Result<(), Trouble> {
    if !surface.can_ask {
        let notice = Notice::error("this is not confirmed, and nobody can be asked");
        let notice = notice.with_hint("nothing was written; confirm it with --yes");
        return Err(Trouble::new(Exit::NotConfirmed, notice));
    }
    // What was typed before the question could be read does not answer it.
    let _kept = rustix::termios::tcflush(std::io::stdin(), rustix::termios::QueueSelector::IFlush);
    let mut err = std::io::stderr().lock();
    write!(err, "Type y to write it: ")?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim(), "y" | "yes") {
        return Ok(());
    }
    let notice = Notice::error("not confirmed: nothing was written");
    Err(Trouble::new(Exit::NotConfirmed, notice))
}

fn trouble(error: WriteError) -> Trouble {
    const ATTEMPT: &str = "change the configuration";
    let (lines, hint): (Vec<String>, _) = match &error {
        WriteError::Refused(Refusal::Broken(mistakes)) => {
            (mistakes.iter().map(ToString::to_string).collect(), None)
        }
        // What is not written has no place yet.
        WriteError::Refused(Refusal::Mistakes(mistakes)) => (
            mistakes.iter().map(Mistake::sentence).collect(),
            Some("nothing was written".to_owned()),
        ),
        WriteError::Refused(Refusal::NoSuchContext { .. } | Refusal::NotSet { .. }) => (
            Vec::new(),
            Some("`qd context list` and `qd config show` tell what there is".to_owned()),
        ),
        WriteError::Directory(store) => (Vec::new(), Some(store.hint())),
        WriteError::BeingWritten { .. } => (Vec::new(), Some("ask again when that is done".to_owned())),
        WriteError::Refused(Refusal::AlreadyThere(_) | Refusal::BadName | Refusal::NoTable(_))
        | WriteError::Unreadable(_)
        | WriteError::ChangedMeanwhile { .. }
        | WriteError::Failed { .. } => (Vec::new(), None),
    };
    let exit = match &error {
        WriteError::Refused(Refusal::NoSuchContext { .. }) => Exit::NotFound,
        WriteError::Refused(_) | WriteError::Unreadable(_) => Exit::Usage,
        WriteError::ChangedMeanwhile { .. }
        | WriteError::BeingWritten { .. }
        | WriteError::Directory(_)
        | WriteError::Failed { .. } => Exit::Failure,
    };
    Trouble {
        lines,
        ..Trouble::new(exit, Notice::failure(ATTEMPT, &error, hint))
    }
}
