//! Which changes are wanted, and in which form.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::Utc;
use clap::{Args, ValueEnum};

use crate::cli::arguments::Arguments;
use crate::cli::contexts;
use crate::cli::exit::Exit;
use crate::cli::output::Format;
use crate::cli::output::document::text_of;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::config::Paths;
use crate::journal::{Filter, Outcome, read};
use crate::resource::text::visible;
use crate::resource::{Moment, Notice};

use super::{handover, listing};

/// Show which changes were asked for, when and by whom, and what became of them
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Journal {
    /// Only what was asked for since then: a time ago (8h, 2days), or a time in UTC (2026-11-20T15:00)
    #[arg(long, value_name = "TIME")]
    pub since: Option<Moment>,
    /// Only what was asked for before then
    #[arg(long, value_name = "TIME")]
    pub until: Option<Moment>,
    /// Only changes of this cluster, by name or id; may be given several times
    #[arg(long = "cluster", value_name = "NAME")]
    pub of_clusters: Vec<String>,
    /// Only changes of this kind (start, stop, edit ...); may be given several times
    #[arg(long = "verb", value_name = "VERB")]
    pub verbs: Vec<String>,
    /// Only changes that came to this (accepted, done, differs, failed, refused, not-sent, unknown, sending);
    /// may be given several times
    #[arg(long = "outcome", value_name = "OUTCOME")]
    pub outcomes: Vec<Outcome>,
    /// At most so many, the newest; 50 in a table, otherwise all
    #[arg(short = 'n', long = "most", value_name = "N")]
    pub most: Option<usize>,
    /// The form of the output
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Form,
}

/// A form of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// Aligned columns
    #[default]
    Table,
    /// An array with all that is written of each change
    Json,
    /// A note in Markdown for whoever is on call next
    Md,
}

const EXAMPLES: &str = "Examples:
  qd journal                               the newest changes, the last at the end
  qd journal --since 8h -o md              a note to hand over with
  qd journal --cluster orders --outcome failed --outcome unknown
  qd journal -c prod --since 2026-11-20 -o json

No manager is asked. Times are UTC. With --sandbox: what was asked of the sandbox.";

/// Changes in a table, if nothing else is said.
const USUAL: usize = 50;

impl Journal {
    /// Prints what was asked for, the newest last.
    ///
    /// # Errors
    /// [`Trouble`] if there is no home directory, or the journal cannot be read.
    pub fn run(
        &self,
        arguments: &Arguments,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let path = path(arguments)?;
        let now = Utc::now();
        let filter = Filter {
            since: self.since.map(|since| since.before(now)),
            until: self.until.map(|until| until.before(now)),
            contexts: arguments.connect.contexts.clone(),
            clusters: self.of_clusters.clone(),
            verbs: self.verbs.clone(),
            outcomes: self.outcomes.clone(),
        };
        let usual = if self.output == Form::Table {
            USUAL
        } else {
            usize::MAX
        };
        let most = self.most.unwrap_or(usual);
        let mut chapter = read(&path, &filter, most).map_err(|error| {
            let notice = Notice::failure("read the journal", &error, Some(error.hint()));
            Trouble::new(Exit::Failure, notice)
        })?;
        if chapter.entries.is_empty() {
            tell(&nothing_found(&path, &filter));
        }
        chapter.entries.reverse();
        match self.output {
            Form::Table => {
                let table = listing::table(&chapter.entries).render(surface, "");
                out.write_all(table.as_bytes())?;
            }
            Form::Json => {
                let all = chapter.entries.iter().map(listing::json).collect();
                out.write_all(text_of(&all, Format::Json)?.as_bytes())?;
            }
            Form::Md => out.write_all(handover::note(&chapter.entries, &filter, now).as_bytes())?,
        }
        if chapter.has_more && self.most.is_none() {
            let notice = Notice::info(format!("these are the newest {most}"));
            tell(&notice.with_hint("-n shows more, --since all of a time"));
        }
        if chapter.skipped > 0 {
            let lines = if chapter.skipped == 1 { "line" } else { "lines" };
            let words = format!(
                "{} {lines} of the journal cannot be read: left out",
                chapter.skipped
            );
            let hint = format!(
                "a crash tears the line that is written; look at {}",
                path.display()
            );
            tell(&Notice::warning(words).with_hint(hint));
        }
        Ok(Exit::Success)
    }
}

/// What is said where no change is listed.
fn nothing_found(path: &Path, filter: &Filter) -> Notice {
    // That it can be read is known by now.
    let all = read(path, &Filter::default(), usize::MAX).map_or_else(|_| Vec::new(), |all| all.entries);
    if all.is_empty() {
        let notice = Notice::info("nothing is written in the journal yet");
        return notice
            .with_hint("it begins with the first change, in the console or with `qd start` and the like");
    }
    let known: BTreeSet<String> = all
        .iter()
        .map(|entry| visible(&entry.began.context).into_owned())
        .collect();
    let known = known.into_iter().collect::<Vec<_>>().join(", ");
    let unknown = |wanted: &&String| all.iter().all(|entry| entry.began.context != **wanted);
    let contexts: Vec<_> = filter
        .contexts
        .iter()
        .filter(unknown)
        .map(|name| visible(name))
        .collect();
    let what = match contexts.as_slice() {
        [] => "nothing in the journal matches".to_owned(),
        names => format!("nothing in the journal is of the context {}", names.join(", ")),
    };
    Notice::info(what).with_hint(format!("it knows the contexts {known}"))
}

/// The journal that is meant. Where nothing is configured and nothing was ever asked of a manager, that is the
/// sandbox's, as the console opens it.
fn path(arguments: &Arguments) -> Result<PathBuf, Trouble> {
    let paths = Paths::of_user().ok_or_else(|| {
        Trouble::usage(
            "there is no home directory with a journal",
            "set HOME, or XDG_STATE_HOME",
        )
    })?;
    let real = paths.journal(false);
    let is_sandbox =
        arguments.sandbox.force || (!real.exists() && contexts::would_open_sandbox(&arguments.connect));
    Ok(if is_sandbox { paths.journal(true) } else { real })
}
