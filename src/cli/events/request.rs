//! The arguments of `qd events`.

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::managers::EventLog;
use crate::resource::text::grouped;
use crate::resource::{EventFilter, Moment, Notice};
use crate::session::Session;

use super::follow::follow;
use super::show::Show;
use super::source::Source;
use super::subject::Subject;

/// Show what happened, oldest first, and follow what happens
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Events {
    /// The cluster, by its name or id; without one: everything in the log of the only context
    #[arg(value_name = "CLUSTER")]
    pub cluster: Option<String>,
    /// Of this object instead, the kind in the singular or plural
    #[arg(long, value_name = "KIND/ID", conflicts_with = "cluster")]
    pub of: Option<String>,
    /// Short for --of execution/ID
    #[arg(long, value_name = "ID", conflicts_with_all = ["cluster", "of"])]
    pub execution: Option<String>,
    /// Print new ones as they come: until it is interrupted; with --of or --execution, until that has ended, and then
    /// the exit code says whether it ended well
    #[arg(long, short)]
    pub follow: bool,
    /// None that is older: a time ago (1h, 2days), or a time in UTC (2026-11-20T15:00)
    #[arg(long, value_name = "TIME")]
    pub since: Option<Moment>,
    /// None that is newer
    #[arg(long, value_name = "TIME", conflicts_with = "follow")]
    pub until: Option<Moment>,
    /// Only of this level, or of a type that is named; may be given several times
    #[arg(long = "level", value_name = "LEVEL")]
    pub levels: Vec<String>,
    /// Only of this type, or of a level that is named; may be given several times
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// Only those whose message has this text in it, in either case
    #[arg(long, value_name = "TEXT")]
    pub grep: Option<String>,
    /// At most so many, the newest
    #[arg(long, short = 'n', value_name = "N", default_value_t = EventLog::AT_FIRST)]
    pub limit: usize,
    /// Print also the tracebacks of errors
    #[arg(long)]
    pub traceback: bool,
    /// The form of the output; with --follow, JSON is one object on each line
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Form,
}

/// A form of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// A line for each, and what caused an error below it
    #[default]
    Text,
    /// An array with all that is told of each
    Json,
    /// The same as YAML
    Yaml,
}

const EXAMPLES: &str = "Examples:
  qd events analytics                      the newest 100, the last at the end
  qd events analytics --follow             and those to come, until Ctrl-C
  qd events analytics --since 1h --level error --traceback
  qd events --execution 7a31 --follow      until it has ended; the exit code says how
  qd events analytics --grep 'connection refused' -n 1000 -o json

Of a manager that keeps no log, what is read with the object is shown; what qd sees change, with --follow.";

impl Events {
    /// Prints what happened, and follows what happens.
    ///
    /// # Errors
    /// [`Trouble`] if there is no such object, or its events cannot be read.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let subject = self.subject(meant).await?;
        let session = &subject.session;
        let log = session.about().event_log.filter(|log| log.is_of(subject.kind()));
        let filter = self.filter(session, log)?;
        let mut source = Source::of(&subject, log, &filter)?;
        let show = Show {
            form: self.output,
            is_stream: self.follow,
            with_traceback: self.traceback,
            surface,
            redactor: session.about().redactor(),
        };
        let events = source.begin(&subject, self.limit).await?;
        if events.is_empty() && !self.follow {
            tell(&nothing_found(&subject, log, &filter));
        }
        show.all(&events, out)?;
        out.flush()?;
        if let Some((read, total)) = source.extent().filter(|(read, total)| read < total) {
            let words = format!("the newest {} of {}", grouped(read), grouped(total));
            tell(&Notice::info(words).with_hint("-n shows more, --since all of a time"));
        }
        if !self.follow {
            return Ok(Exit::Success);
        }
        follow(&subject, &mut source, &show, out).await
    }

    async fn subject(&self, meant: &Meant) -> Result<Subject, Trouble> {
        match (&self.cluster, &self.of, &self.execution) {
            (Some(name), _, _) => Subject::cluster(name, meant).await,
            (None, Some(of), _) => Subject::object(of, meant).await,
            (None, None, Some(id)) => Subject::object(&format!("execution/{id}"), meant).await,
            (None, None, None) => Subject::all(meant),
        }
    }

    /// Which events are wanted; words that the log does not know are mistakes.
    fn filter(&self, session: &Session, log: Option<&EventLog>) -> Result<EventFilter, Trouble> {
        let now = session.now();
        if let Some(log) = log {
            let named = [
                ("level", log.levels, &self.levels),
                ("type", log.types, &self.types),
            ];
            for (what, known, typed) in named {
                let is_known =
                    |typed: &&String| known.iter().any(|known| known.word.eq_ignore_ascii_case(typed));
                let unknown = typed.iter().find(|typed| !is_known(typed));
                if let Some(unknown) = unknown.filter(|_| !known.is_empty()) {
                    let known: Vec<_> = known.iter().map(|known| known.word).collect();
                    return Err(Trouble::usage(
                        format!("there is no {what} {unknown}"),
                        known.join(", "),
                    ));
                }
            }
        }
        Ok(EventFilter {
            since: self.since.map(|since| since.before(now)),
            until: self.until.map(|until| until.before(now)),
            message: self.grep.clone(),
            levels: self.levels.clone(),
            types: self.types.clone(),
        })
    }
}

/// What is said where there are no events.
fn nothing_found(subject: &Subject, log: Option<&EventLog>, filter: &EventFilter) -> Notice {
    let about = subject.session.about();
    if log.is_none() && !about.event_feed {
        return Notice::info(format!("{} has no event feed", about.title))
            .with_hint("--follow shows what is seen to change, as the console, `qd`, does");
    }
    if filter.is_empty() {
        return Notice::info("no events");
    }
    Notice::info("no event matches").with_hint("leave --since, --level, --type or --grep out")
}
