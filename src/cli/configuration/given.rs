//! The flags that fill a context's keys: one for each key of the table, and `--set KEY=VALUE`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueHint};

use crate::cli::arguments::{key_value, refresh};
use crate::config::keys::{self, Key, Section, Shape};
use crate::managers::registry;

/// What was given for the keys of a context, in the order of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// By key; of a manager's own keys `settings.KEY`.
    pub values: Vec<(String, String)>,
}

/// The id of `--set`, which means a manager's setting everywhere else, too.
const SET: &str = "settings";

/// The key that is meant: a manager's own setting may be named alone.
pub fn key_meant(key: &str) -> String {
    let known = key.replace('-', "_");
    if keys::find(Section::Context, &known).is_some() {
        return known;
    }
    let settings = registry::REGISTRY.iter().flat_map(|entry| entry.about.settings);
    match settings.into_iter().any(|setting| setting.name == known) {
        true => format!("settings.{known}"),
        false => key.to_owned(),
    }
}

/// The keys that have a flag of their own.
fn with_flag() -> impl Iterator<Item = &'static Key> {
    keys::of_section(Section::Context).filter(|key| !matches!(key.shape, Shape::Settings))
}

fn argument(key: &'static Key) -> Arg {
    let flag = Arg::new(key.name).long(key.name.replace('_', "-")).help(key.help);
    match key.shape {
        Shape::YesNo => flag.action(ArgAction::SetTrue),
        Shape::Words(words) => flag
            .value_name("WORD")
            .value_parser(PossibleValuesParser::new(words())),
        // As the flag of this name for all commands has it.
        Shape::Duration => flag.value_name("TIME").value_parser(refresh),
        Shape::Network => flag.value_name("NETWORK"),
        Shape::Spacing => flag.value_name("TIME"),
        Shape::Path => flag.value_name("FILE").value_hint(ValueHint::FilePath),
        Shape::Url | Shape::Proxy => flag.value_name("URL"),
        Shape::Secret => flag.value_name("PLACE"),
        // Settings have no flag of their own.
        Shape::Text | Shape::User | Shape::Header | Shape::ContextName | Shape::Settings => {
            flag.value_name("TEXT")
        }
    }
}

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        let set = Arg::new(SET)
            .long("set")
            .value_name("KEY=VALUE")
            .value_parser(key_value)
            .action(ArgAction::Append)
            .help("Any key of the context, or a setting of its manager; may be given several times");
        let command = with_flag().map(argument).fold(command, Command::arg);
        command.arg(set)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut values = Vec::new();
        for key in with_flag() {
            if matches!(key.shape, Shape::YesNo) {
                if matches.get_flag(key.name) {
                    values.push((key.name.to_owned(), "true".to_owned()));
                }
            } else if let Some(text) = matches.get_raw(key.name).and_then(|mut all| all.next_back()) {
                values.push((key.name.to_owned(), text.to_string_lossy().into_owned()));
            }
        }
        let set = matches.get_many::<(String, String)>(SET).into_iter().flatten();
        values.extend(set.map(|(key, value)| (key_meant(key), value.clone())));
        Ok(Self { values })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::Arguments;
    use crate::cli::arguments::{Command, Headless};
    use crate::cli::configuration::context::What;

    use super::*;

    fn given(words: &[&str]) -> Vec<(String, String)> {
        let arguments = Arguments::try_parse_from(["qd", "context", "add", "x"].iter().chain(words)).unwrap();
        let Some(Command::Headless(Headless::Context(context))) = arguments.command else {
            panic!("{:?}", arguments.command);
        };
        let Some(What::Add { given, .. }) = context.what else {
            panic!("{:?}", context.what);
        };
        given.values
    }

    #[test]
    fn every_key_has_its_flag_and_every_setting_a_short_name() {
        let manager = registry::names().next().unwrap();
        let setting = registry::REGISTRY[0].about.settings[0].name;
        let words = [
            "--manager",
            manager,
            "--url",
            "https://m.test",
            "--refresh",
            "30s",
            "--allow-plain-http",
            "--set",
            "ca-file=x.pem",
            "--set",
            &format!("{setting}=y"),
            "--set",
            "nothing=z",
        ];
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let wanted = vec![
            pair("manager", manager),
            pair("url", "https://m.test"),
            pair("refresh", "30s"),
            pair("allow_plain_http", "true"),
            pair("ca_file", "x.pem"),
            pair(&format!("settings.{setting}"), "y"),
            pair("nothing", "z"),
        ];
        assert_eq!(given(&words), wanted);
        for key in with_flag() {
            assert_eq!(key_meant(key.name), key.name);
        }
    }
}
