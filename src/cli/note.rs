//! The notes: one sub-command for each text that a manager declares, written to standard output.
//!
//! They are sub-commands of their own, as the verbs are: whoever comes from a manager's own client finds the words
//! that are known from there, and the console's palette has the same.

use std::io::Write;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};
use secrecy::ExposeSecret as _;

use crate::managers::registry::REGISTRY;
use crate::resource::{Arguments, Note, Notice, Parameter, Takes};
use crate::session::{Session, write_note};

use super::change::verb;
use super::contexts::Meant;
use super::exit::Exit;
use super::secret_parameter;
use super::trouble::Trouble;

/// A note as it was asked for on the command line.
#[derive(Debug, Clone)]
pub struct WriteNote {
    pub note: &'static Note,
    pub arguments: Arguments,
    secrets: Vec<&'static Parameter>,
}

/// The notes of all managers; of a name that several have, the first.
fn notes() -> Vec<&'static Note> {
    let mut notes: Vec<&'static Note> = Vec::new();
    for note in REGISTRY.iter().flat_map(|entry| entry.about.notes) {
        if !notes.iter().any(|known| known.id == note.id) {
            notes.push(note);
        }
    }
    notes
}

fn command(note: &'static Note) -> Command {
    let flags = note
        .parameters
        .iter()
        .filter_map(|parameter| verb::flag(parameter, parameter.is_required));
    flags
        .fold(Command::new(note.id.0), Command::arg)
        .about(note.help)
        .after_help(example(note))
}

fn example(note: &Note) -> String {
    let required = note.parameters.iter().filter(|parameter| parameter.is_required);
    let (secret, plain): (Vec<&Parameter>, Vec<&Parameter>) =
        required.partition(|parameter| parameter.takes == Takes::Secret);
    let flags = plain
        .iter()
        .map(|parameter| format!(" --{} VALUE", parameter.name));
    let flags: String = flags.collect();
    let context = if note.is_of_context { " -c prod" } else { "" };
    let line = format!("qd {}{flags}{context}", note.id);
    let piped = match secret.first() {
        Some(_) => format!("\n  pass show prod | {line}"),
        None => format!("\n  {line} > {}.txt", note.id),
    };
    format!("Examples:\n  {line}{piped}")
}

impl WriteNote {
    /// Writes a note that is the same everywhere: no context is opened for it.
    ///
    /// # Errors
    /// [`Trouble`] if a parameter is missing or wrong.
    pub fn run_alone(&self, out: &mut impl Write) -> Result<Exit, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(self.write(None, out))
    }

    /// Writes a note about the context that is meant.
    ///
    /// # Errors
    /// [`Trouble`] if no context has it, or several have, or a parameter is missing or wrong.
    pub async fn run(&self, meant: &Meant, out: &mut impl Write) -> Result<Exit, Trouble> {
        let having = |session: &&Session| session.about().notes.iter().any(|note| note.id == self.note.id);
        let sessions = meant.sessions.iter().map(|(session, _)| &**session);
        let sessions: Vec<&Session> = sessions.filter(having).collect();
        match sessions.as_slice() {
            [session] => self.write(Some(session), out).await,
            [] => {
                let has =
                    |about: &crate::managers::About| about.notes.iter().any(|note| note.id == self.note.id);
                let having = REGISTRY.iter().filter(|entry| has(entry.about));
                let titles: Vec<&str> = having.map(|entry| entry.about.title).collect();
                let text = format!("no context here has {}", self.note.id);
                let hint = format!("managers that have it: {}", titles.join(", "));
                Err(Trouble::usage(text, hint))
            }
            several => {
                let names: Vec<&str> = several.iter().map(|session| &**session.name()).collect();
                let text = format!("which context {} is about is not said", self.note.id);
                Err(Trouble::usage(
                    text,
                    format!("-c with one of {}", names.join(", ")),
                ))
            }
        }
    }

    async fn write(&self, session: Option<&Session>, out: &mut impl Write) -> Result<Exit, Trouble> {
        let arguments = secret_parameter::told(self.secrets.iter().copied(), self.arguments.clone())?;
        let written = write_note(self.note, session, &arguments).await;
        let text = written.map_err(|notice| {
            let notice = Notice { hint: None, ..notice };
            Trouble::new(Exit::Usage, notice)
        })?;
        out.write_all(text.expose_secret().as_bytes())?;
        Ok(Exit::Success)
    }
}

impl Subcommand for WriteNote {
    fn augment_subcommands(parent: Command) -> Command {
        notes().into_iter().map(command).fold(parent, Command::subcommand)
    }

    fn augment_subcommands_for_update(parent: Command) -> Command {
        Self::augment_subcommands(parent)
    }

    fn has_subcommand(name: &str) -> bool {
        notes().iter().any(|note| note.id.0 == name)
    }
}

impl FromArgMatches for WriteNote {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || clap::Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let note = notes().into_iter().find(|note| note.id.0 == name);
        let note = note.ok_or_else(missing)?;
        let (arguments, secrets) = verb::told(note.parameters, matches);
        Ok(Self {
            note,
            arguments,
            secrets,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::Verb;
    use super::*;

    #[test]
    fn no_note_is_called_as_another_sub_command() {
        let mut words: Vec<&str> = notes().iter().map(|note| note.id.0).collect();
        assert!(words.iter().all(|word| !Verb::has_subcommand(word)));
        let count = words.len();
        words.dedup();
        assert_eq!(words.len(), count);
        WriteNote::augment_subcommands(Command::new("qd")).debug_assert();
    }

    #[test]
    fn a_secret_is_asked_for_where_it_is_needed_or_wanted_and_never_a_word() {
        let note = |words: &[&str]| {
            let command = WriteNote::augment_subcommands(Command::new("qd"));
            let matches = command.try_get_matches_from(std::iter::once("qd").chain(words.iter().copied()))?;
            let note = WriteNote::from_arg_matches(&matches)?;
            Ok::<_, clap::Error>(note.secrets.iter().map(|secret| secret.name).collect::<Vec<_>>())
        };
        assert_eq!(note(&["passhash"]).unwrap(), ["password"]);
        assert_eq!(note(&["user-data"]).unwrap(), [] as [&str; 0]);
        assert_eq!(note(&["user-data", "--ask-password"]).unwrap(), ["password"]);
        for words in [
            &["passhash", "--password", "x"][..],
            &["passhash", "x"],
            &["user-data", "--ask-password=x"],
        ] {
            assert!(note(words).is_err(), "{words:?}");
        }
    }
}
