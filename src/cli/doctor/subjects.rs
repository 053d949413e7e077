//! Which contexts are looked at: those that `-c` names, or else all, whatever commands are narrowed to.

use crate::cli::arguments::Arguments;
use crate::cli::contexts;
use crate::config::connection::Shared;
use crate::config::{ConfigFile, Connection};
use crate::resource::Notice;
use crate::session::open::Clock;

use super::check::{Check, Findings, Group};
use super::context::Subject;

/// The contexts that can be looked at, and why the others cannot.
#[derive(Default)]
pub struct Subjects {
    pub open: Vec<Subject>,
    pub closed: Vec<Check>,
}

impl Subjects {
    /// Those that the command line means. `config`: what could be read of the file.
    pub fn of(arguments: &Arguments, config: Option<&ConfigFile>, clock: &Clock) -> Self {
        let connect = &arguments.connect;
        let mut shared = Shared::default();
        let mut subjects = Self::default();
        if arguments.sandbox.force || connect.url.is_some() || connect.manager.is_some() {
            match contexts::prospects(arguments) {
                Ok((_, connections)) => {
                    let opened = connections.into_iter();
                    subjects.open = opened
                        .map(|connection| Subject::of(connection, &mut shared, clock))
                        .collect();
                }
                Err(error) => {
                    let says = Notice::failure("open what is asked for", &error, None).line();
                    subjects.refuse(&says, "correct the flags: `qd doctor --help` has examples");
                }
            }
            return subjects;
        }
        let Some(config) = config else { return subjects };
        let names = config.names();
        for wanted in connect
            .contexts
            .iter()
            .filter(|name| !names.contains(name.as_str()))
        {
            let there: Vec<_> = names.iter().copied().collect();
            let says = format!("no context is called {wanted}");
            let fix = match there.is_empty() {
                true => "there is none in the configuration: qd context add".to_owned(),
                false => format!("there are: {}", there.join(", ")),
            };
            subjects.refuse(&says, &fix);
        }
        let is_wanted =
            |name: &str| connect.contexts.is_empty() || connect.contexts.iter().any(|c| c == name);
        for name in names.into_iter().filter(|name| is_wanted(name)) {
            subjects.add(name, config, &mut shared, clock);
        }
        subjects
    }

    fn add(&mut self, name: &str, config: &ConfigFile, shared: &mut Shared, clock: &Clock) {
        let mut findings = Findings::of_context(name);
        match config
            .contexts
            .get(name)
            .map(|entry| Connection::of_entry(name, entry))
        {
            Some(Ok(connection)) => self.open.push(Subject::of(connection, shared, clock)),
            Some(Err(error)) => {
                let says = Notice::failure("open it", &error, None).line();
                findings.problem(
                    "context",
                    says,
                    format!("correct it: qd context edit {name}, or in the file"),
                );
            }
            None => {
                let places: Vec<_> = config
                    .mistakes_of(name)
                    .map(|mistake| format!("line {}", mistake.line))
                    .collect();
                let says = format!(
                    "its settings have mistakes ({}), so nothing is tried",
                    places.join(", ")
                );
                findings.problem("context", says, "correct what is listed under configuration");
            }
        }
        self.closed.extend(findings.into_checks());
    }

    fn refuse(&mut self, says: &str, fix: &str) {
        let mut findings = Findings::of(Group::Configuration);
        findings.problem("contexts", says, fix);
        self.closed.extend(findings.into_checks());
    }
}
