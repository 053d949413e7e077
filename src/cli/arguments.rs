//! Every flag and sub-command, and their help.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::resource::Notice;
use crate::sandbox::{Fault, Faults};

use super::apply::Apply;
use super::change::Verb;
use super::configuration::{Config, Context};
use super::create::{self, Create};
use super::describe::Describe;
use super::doctor::Doctor;
use super::download::Download;
use super::drafts::Drafts;
use super::edit::Edit;
use super::events::Events;
use super::exit::Exit;
use super::get::Get;
use super::journal::Journal;
use super::login::{Login, Logout};
use super::manual::{Completions, Man};
use super::note::WriteNote;
use super::plan::Plan;
use super::sandbox::Serve;
use super::ssh::Ssh;
use super::surface::tell;
use super::versions::{Diff, History, Restore};

/// The command line.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "qd",
    version,
    about = "A terminal console for the clusters behind your cluster managers",
    long_about = "A terminal console for the clusters behind your cluster managers.\n\n\
        Without a sub-command it opens the console: on the contexts of the configuration file, on the \
        manager given by --manager and --url, or, with neither, on the sandbox, where nothing is real.",
    after_help = EXAMPLES,
    after_long_help = format!("{EXAMPLES}\n\n{}", Exit::table())
)]
pub struct Arguments {
    #[command(flatten)]
    pub connect: Connect,
    #[command(flatten)]
    pub look: Look,
    #[command(flatten)]
    pub sandbox: SandboxOptions,
    #[command(flatten)]
    pub logging: Logging,
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The sub-command's name; of the console, `console`.
    #[arg(skip)]
    pub word: String,
    /// The themes there are, for what looks at the configuration; the console has them and tells.
    #[arg(skip)]
    pub themes: Vec<String>,
}

impl Arguments {
    /// The command line of this process; help and mistakes are printed.
    ///
    /// # Errors
    /// The exit code to end with: there is nothing to run.
    pub fn of_process() -> Result<Self, ExitCode> {
        let parsed = Self::command().try_get_matches().and_then(|matches| {
            let word = matches.subcommand_name().unwrap_or("console").to_owned();
            Self::from_arg_matches(&matches).map(|arguments| Self { word, ..arguments })
        });
        parsed.map_err(|error| {
            if is_a_secret(&error) {
                let notice = Notice::error("a secret is never given on the command line");
                tell(&notice.with_hint("`qd login CONTEXT` asks for it, or QD_TOKEN holds it"));
            } else {
                // Without a standard error there is nobody to tell.
                let _unheard = error.print();
            }
            let exit = match error.exit_code() {
                0 => Exit::Success,
                _ if is_plan() => Exit::Usage.of_plan(),
                _ => Exit::Usage,
            };
            exit.into()
        })
    }

    /// Whether what is done is written into the log: all that may talk to a manager is.
    pub fn is_logged(&self) -> bool {
        match &self.command {
            None => true,
            Some(Command::Headless(command)) => {
                !matches!(command, Headless::Completions(_) | Headless::Man(_))
            }
            Some(Command::Keys | Command::Sandbox(_)) => false,
        }
    }
}

/// Whether the mistake is a flag that can only mean a secret.
fn is_a_secret(error: &clap::Error) -> bool {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return false;
    };
    let flag = flag.split('=').next().unwrap_or_default();
    error.kind() == ErrorKind::UnknownArgument
        && ["--token", "--password", "--secret", "--api-key"].contains(&flag)
}

/// Whether a command line that cannot be read was meant for `qd plan`, whose exit codes are its own.
fn is_plan() -> bool {
    let lenient = Arguments::command().ignore_errors(true).try_get_matches();
    lenient.is_ok_and(|matches| matches.subcommand_name() == Some("plan"))
}

const EXAMPLES: &str = "Examples:
  qd                                       open the console (the sandbox, if nothing is configured)
  QD_TOKEN=... qd --manager MANAGER --url https://manager.example.com
  qd get clusters -o wide
  qd stop analytics --wait --timeout 10m
  qd sandbox serve --manager MANAGER --port 0
  qd --manager MANAGER --url http://127.0.0.1:PORT

`qd COMMAND -h` is short, `qd COMMAND --help` complete; exit codes are in `qd --help`.";

/// Which manager to connect to.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Connection")]
pub struct Connect {
    /// Connect to a manager of this kind, without a configuration. The credential comes from QD_TOKEN, or
    /// from QD_USER and QD_PASSWORD
    #[arg(long, global = true, value_name = "NAME")]
    pub manager: Option<String>,
    /// Where that manager is
    #[arg(long, global = true, requires = "manager", value_name = "URL")]
    pub url: Option<String>,
    /// Only this context of the configuration or the sandbox; may be given several times
    #[arg(long = "context", short = 'c', global = true, value_name = "NAME")]
    pub contexts: Vec<String>,
    /// All contexts, also if one is in use (`qd context use`, QD_CONTEXT)
    #[arg(long, global = true, hide_short_help = true, conflicts_with = "contexts")]
    pub all_contexts: bool,
    /// The configuration file
    #[arg(
        long,
        global = true,
        env = "QD_CONFIG",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub config: Option<PathBuf>,
    /// A setting of the manager, as KEY=VALUE (base_path, replace_server ...); may be given several times
    #[arg(long = "set", global = true, hide_short_help = true, value_name = "KEY=VALUE", value_parser = key_value)]
    pub settings: Vec<(String, String)>,
    /// Look at this part of the manager's world instead of the one that is set: the name of a tenant
    #[arg(long, visible_alias = "tenant", global = true, value_name = "NAME")]
    pub scope: Option<String>,
    /// Send nothing that changes anything
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Demand the cluster's name before every change
    #[arg(long, global = true)]
    pub protected: bool,
    /// Time between two refreshes of a list, instead of the manager's own (10s, 1m)
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "TIME",
        value_parser = refresh
    )]
    pub refresh: Option<Duration>,
    /// Send a credential over plain HTTP also to hosts that are not this machine
    #[arg(long, global = true, hide_short_help = true)]
    pub allow_plain_http: bool,
}

/// How the console looks.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Console")]
pub struct Look {
    /// The theme, or "auto"; goes before QD_THEME
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// No glyph of our own outside of ASCII; names are shown as they are
    #[arg(long)]
    pub ascii: bool,
    /// Leave the mouse to the terminal
    #[arg(long)]
    pub no_mouse: bool,
    /// No moving parts
    #[arg(long)]
    pub reduced_motion: bool,
}

/// What is written down about a run.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct Logging {
    /// How much is written into the log, qd.log in the state directory (`qd doctor` says where)
    #[arg(
        long = "log-level",
        global = true,
        env = "QD_LOG",
        hide_short_help = true,
        value_enum,
        default_value_t = LogLevel::Info,
        value_name = "LEVEL"
    )]
    pub level: LogLevel,
}

/// How much is written into the log; each level holds those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    Error,
    /// Contexts that do not answer, changes that failed
    Warn,
    /// Starts, contexts, changes and logins
    #[default]
    Info,
    /// Every request
    Debug,
    /// Bodies of requests and answers too, without secrets
    Trace,
}

impl From<LogLevel> for tracing::Level {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

/// What the simulated managers are like.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sandbox")]
pub struct SandboxOptions {
    /// Use the sandbox, whatever is configured: nothing there is real
    #[arg(long = "sandbox", global = true)]
    pub force: bool,
    /// So many made-up clusters instead of the default fleet
    #[arg(long, global = true, hide_short_help = true, value_name = "N")]
    pub clusters: Option<usize>,
    /// Servers of each made-up cluster
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "N",
        default_value_t = 10,
        hide_default_value = true
    )]
    pub servers: usize,
    /// Past events of each made-up cluster
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "N",
        default_value_t = 10,
        hide_default_value = true
    )]
    pub events: usize,
    /// Where chance starts: the same seed gives the same world
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "N",
        default_value_t = 1,
        hide_default_value = true
    )]
    pub seed: u64,
    /// How much faster than real time the simulated world goes
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "X",
        default_value_t = 1.0,
        hide_default_value = true,
        value_parser = speed
    )]
    pub speed: f64,
    /// Something that goes wrong, such as latency=200ms, status=503:0.1, cut; may be given several times
    #[arg(long = "fault", global = true, hide_short_help = true, value_name = "FAULT", value_delimiter = ',', value_parser = fault, long_help = Faults::grammar())]
    pub faults: Vec<Fault>,
    /// Nothing changes by itself
    #[arg(long, global = true, hide_short_help = true)]
    pub quiet: bool,
    /// So many clusters change by themselves each second
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "N",
        default_value_t = 0.0,
        hide_default_value = true
    )]
    pub change_rate: f64,
}

/// The sub-commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    #[command(flatten)]
    Headless(Headless),
    /// Print the console's keys as they are set, as Markdown
    #[command(after_help = "Examples:\n  qd keys > KEYS.md")]
    Keys,
    /// The simulated managers
    #[command(subcommand)]
    Sandbox(SandboxCommand),
}

/// The sub-commands that are the console's twins.
#[derive(Debug, Clone, Subcommand)]
pub enum Headless {
    Get(Get),
    Describe(Describe),
    /// The verbs that the managers declare.
    #[command(flatten)]
    Act(Verb),
    /// The texts that the managers declare.
    #[command(flatten)]
    Write(WriteNote),
    Edit(Edit),
    Plan(Plan),
    Apply(Apply),
    Create(Create),
    Clone(create::Clone),
    History(History),
    Diff(Diff),
    Restore(Restore),
    Drafts(Drafts),
    Download(Download),
    Ssh(Ssh),
    Events(Events),
    Journal(Journal),
    Context(Context),
    Config(Config),
    Doctor(Doctor),
    Login(Login),
    Logout(Logout),
    Completions(Completions),
    Man(Man),
}

/// Sub-commands of `qd sandbox`.
#[derive(Debug, Clone, Subcommand)]
pub enum SandboxCommand {
    /// Serve a simulated manager on 127.0.0.1, so that any client of the real one can be pointed at it; the
    /// first line printed is its address
    #[command(after_help = super::sandbox::SERVE_EXAMPLES)]
    Serve(Serve),
    /// Draw the console on the sandbox as an SVG picture, to standard output
    Picture {
        /// Columns and rows
        #[arg(long, default_value = "120x36", value_parser = size)]
        size: (u16, u16),
        /// Keys to press first, as the key files write them, separated by spaces
        #[arg(long, default_value = "")]
        keys: String,
    },
}

pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("it has the form KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

fn fault(text: &str) -> Result<Fault, String> {
    text.parse()
        .map_err(|error: crate::sandbox::faults::FaultError| error.to_string())
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed > 0.0 && speed <= 100_000.0 => Ok(speed),
        _ => Err("a speed is a number above 0, at most 100000".into()),
    }
}

pub(super) fn refresh(text: &str) -> Result<Duration, String> {
    crate::config::value::refresh(text)
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let (columns, rows) = text.split_once('x').ok_or("it has the form 120x36")?;
    let number = |text: &str| {
        text.parse::<u16>()
            .map_err(|_| format!("{text} is no number of cells"))
    };
    match (number(columns)?, number(rows)?) {
        size @ (1..=500, 1..=200) => Ok(size),
        _ => Err("at most 500x200".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managers::registry::REGISTRY;
    use crate::resource::action::UPLOAD;
    use crate::resource::kind::CLUSTERS;
    use crate::resource::shell::SSH;
    use crate::resource::{Arguments as Told, CommandLine, ContextChange, Parameter, Takes};

    fn changes() -> [ContextChange; 6] {
        let lab = || "lab".to_owned();
        let values = vec![
            ("manager".to_owned(), "imply".to_owned()),
            ("client_id".to_owned(), "-qd".to_owned()),
            ("allow_plain_http".to_owned(), "true".to_owned()),
            ("settings.base_path".to_owned(), "/api v1".to_owned()),
        ];
        [
            ContextChange::Add {
                name: lab(),
                values: values.clone(),
            },
            ContextChange::Edit {
                name: lab(),
                set: values,
                unset: vec!["badge".into()],
            },
            ContextChange::Remove { name: lab() },
            ContextChange::Rename {
                from: lab(),
                to: "staging".into(),
            },
            ContextChange::Use(Some(lab())),
            ContextChange::Use(None),
        ]
    }

    #[test]
    fn every_command_that_the_console_copies_is_understood() {
        let name = "-o it's mine";
        let mut lines = vec![
            CommandLine::get(CLUSTERS.0, None),
            CommandLine::get("contexts", None),
            CommandLine::get("servers", Some(name)),
            CommandLine::get("events", Some(name)),
            CommandLine::document("cluster", name),
            CommandLine::describe(name),
            CommandLine::describe_one("cluster", name),
            CommandLine::history(name),
            CommandLine::diff(name, 41, 42),
            CommandLine::edit(name),
            CommandLine::create(),
            CommandLine::drafts(),
            CommandLine::events(name),
            CommandLine::events_of("cluster", name),
            CommandLine::journal(),
            CommandLine::keys(),
        ];
        lines.extend(changes().iter().map(CommandLine::context));
        lines.push(CommandLine::verb(SSH, &["10.2.0.1"], None).confirmed("10.2.0.1"));
        let notes = REGISTRY.iter().flat_map(|entry| entry.about.notes);
        lines.extend(notes.map(|note| {
            let plain = note.parameters.iter();
            let plain = plain.filter(|parameter| parameter.takes != Takes::Secret);
            let told = plain.fold(Told::default(), |told, parameter| {
                told.with(parameter.name, "-a b")
            });
            CommandLine::note(note.id).told(&told)
        }));
        let actions = REGISTRY.iter().flat_map(|entry| entry.about.actions);
        lines.extend(actions.map(|action| {
            let part = action.on.is_part().then_some("i-0a41");
            let told = |arguments: Told, parameter: &Parameter| match parameter.takes {
                Takes::Choice(words) => arguments.with(parameter.name, words[0]),
                Takes::Switch => arguments.with(parameter.name, "yes"),
                Takes::Secret => arguments.with_secret(parameter.name, "a b".to_owned().into()),
                _ => arguments.with(parameter.name, "-a b"),
            };
            let arguments = action.parameters.iter().fold(Told::default(), told);
            let of_target = Parameter::new("node_ids", "", Takes::Text).of_target();
            let arguments = match action.more {
                Some(_) => arguments.saying(&of_target, "[\"a b\"]"),
                None => arguments,
            };
            let line = match action.id {
                UPLOAD => CommandLine::upload(action, name, &arguments),
                _ => CommandLine::act(action, &[name], part, &arguments),
            };
            line.confirmed(name)
        }));
        for line in lines {
            let is_of_console = line == CommandLine::keys();
            let line = if is_of_console {
                line
            } else {
                line.in_context("prod")
            };
            let words = shell_words::split(&line.to_string()).unwrap();
            let parsed = Arguments::try_parse_from(words);
            let contexts = parsed
                .unwrap_or_else(|error| panic!("{line}: {error}"))
                .connect
                .contexts;
            assert_eq!(contexts.is_empty(), is_of_console, "{line}");
        }
    }
}
