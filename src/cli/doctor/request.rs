//! The sub-command.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use clap::{Args, ValueEnum};
use futures_util::future::join_all;

use crate::cli::arguments::Arguments;
use crate::cli::contexts;
use crate::cli::exit::Exit;
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::config::Paths;
use crate::resource::Notice;
use crate::session::open::Clock;

use super::check::{Check, State};
use super::context::{Limits, examine};
use super::subjects::Subjects;
use super::{configuration, program, show, terminal};

/// Look at everything between here and each manager, and say what to do about what is wrong
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Doctor {
    /// The form of the output
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub output: Form,
    /// The same as -o json
    #[arg(long)]
    pub json: bool,
}

/// A form of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// For people, wrapped to the terminal
    #[default]
    Table,
    /// An array of {group, context?, check, state, says, fix?}
    Json,
}

const EXAMPLES: &str = "Examples:
  qd doctor                                the terminal, the configuration, and every context
  qd doctor -c prod                        one context
  qd doctor --json | jq '.[] | select(.state == \"problem\")'

Exit code 0: no problem, 1: at least one; warnings are none. Nothing is changed, and no secret is shown.";

/// How long the keyring may take to say that it is there.
const KEYRING: Duration = Duration::from_secs(5);

impl Doctor {
    /// Looks, and tells.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn run(&self, arguments: &Arguments, out: &mut impl Write) -> Result<Exit, Trouble> {
        let environment = |name: &str| std::env::var(name).ok();
        let paths = Paths::of_user();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| {
            Trouble::new(Exit::Failure, Notice::failure("start the runtime", &error, None))
        })?;
        let mut checks = program::look(paths.as_ref());
        let config = contexts::read_config(&arguments.connect);
        let uses_keyring = config.as_ref().is_ok_and(configuration::uses_keyring);
        checks.extend(runtime.block_on(program::keyring(uses_keyring, KEYRING)));
        match terminal::look(&environment) {
            Ok(found) => checks.extend(found),
            Err(found) => {
                checks.extend(found);
                return self.tell(&checks, out).map(|_| Exit::Failure);
            }
        }
        checks.extend(configuration::look(
            arguments,
            paths.as_ref(),
            &config,
            &environment,
        ));
        let clock: Clock = Arc::new(Utc::now);
        let subjects = Subjects::of(arguments, config.as_ref().ok(), &clock);
        checks.extend(subjects.closed);
        // All at once: one that is silent holds up no other.
        let limits = Limits::default();
        let examined = runtime.block_on(join_all(
            subjects.open.iter().map(|subject| examine(subject, &limits)),
        ));
        runtime.shutdown_background();
        checks.extend(examined.into_iter().flatten());
        self.tell(&checks, out)
    }

    fn tell(&self, checks: &[Check], out: &mut impl Write) -> Result<Exit, Trouble> {
        if self.json || self.output == Form::Json {
            writeln!(out, "{:#}", show::json(checks))?;
        } else {
            out.write_all(show::text(checks, &Surface::of_process()).as_bytes())?;
        }
        let has_problem = checks.iter().any(|check| check.state == State::Problem);
        Ok(if has_problem { Exit::Failure } else { Exit::Success })
    }
}
