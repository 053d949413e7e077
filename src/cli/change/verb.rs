//! The verbs: one sub-command for each action that a manager declares, its flags from the action's parameters.

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};

use crate::cli::get::singular;
use crate::cli::secret_parameter;
use crate::managers::registry::REGISTRY;
use crate::resource::action::{DELETE, REPLACE_SERVER, START, STOP, UPLOAD};
use crate::resource::kind::CLUSTERS;
use crate::resource::parameter::{NO, YES};
use crate::resource::{Action, ActionId, Arguments, EventLog, JsonSort, KindId, On, Parameter, Takes};

use super::more::{self, Said};
use super::request::Manner;

/// A verb as it was given on the command line.
#[derive(Debug, Clone)]
pub struct Verb {
    pub action: ActionId,
    /// The kind of the targets, where it is said beside them.
    pub kind: Option<KindId>,
    /// The targets, as typed: `NAME` or `KIND/NAME`; of a verb that makes something, the new name.
    pub names: Vec<String>,
    pub part: Option<String>,
    pub arguments: Arguments,
    /// What was said for parameters that only the target declares.
    pub more: Vec<Said>,
    /// Parameters that are asked for before anything else, for they are secret.
    pub secrets: Vec<&'static Parameter>,
    pub manner: Manner,
    /// Whether the events of what is changed are printed while it is waited for.
    pub follow: bool,
}

/// One verb over all managers that have it.
struct Shape {
    id: ActionId,
    /// Never empty.
    actions: Vec<&'static Action>,
    /// Whether a manager keeps a log of events of what it is for.
    has_log: bool,
}

const NAMES: &str = "names";
const PART: &str = "part";
/// Of an upload.
const KIND: &str = "kind";
const FOLLOW: &str = "follow";

/// The verbs of all managers, in the order in which the registry names them.
fn shapes() -> Vec<Shape> {
    let mut shapes: Vec<Shape> = Vec::new();
    for about in REGISTRY.iter().map(|entry| entry.about) {
        for action in about.actions {
            let is_of = |log: &EventLog| !action.on.is_new() && log.is_of(action.on.kind());
            let has_log = about.event_log.is_some_and(is_of);
            match shapes.iter_mut().find(|shape| shape.id == action.id) {
                Some(shape) => {
                    shape.actions.push(action);
                    shape.has_log |= has_log;
                }
                None => shapes.push(Shape {
                    id: action.id,
                    actions: vec![action],
                    has_log,
                }),
            }
        }
    }
    shapes
}

/// The kinds that a verb is for, each once.
pub fn kinds_of(id: ActionId) -> Vec<KindId> {
    let shapes = shapes();
    let shape = shapes.iter().find(|shape| shape.id == id);
    shape.map_or_else(Vec::new, Shape::kinds)
}

impl Shape {
    fn kinds(&self) -> Vec<KindId> {
        let mut kinds: Vec<KindId> = Vec::new();
        for action in &self.actions {
            if !kinds.contains(&action.on.kind()) {
                kinds.push(action.on.kind());
            }
        }
        kinds
    }

    /// Every parameter of any of its actions, each name once.
    fn parameters(&self) -> Vec<&'static Parameter> {
        let mut parameters: Vec<&'static Parameter> = Vec::new();
        for parameter in self.actions.iter().flat_map(|action| action.parameters) {
            if !parameters.iter().any(|known| known.name == parameter.name) {
                parameters.push(parameter);
            }
        }
        parameters
    }

    /// The parameter that stands before the target.
    fn positional(&self) -> Option<&'static Parameter> {
        let action = self.actions.first()?;
        action.parameter(action.positional?)
    }

    /// The parameters that are flags.
    fn flags(&self) -> Vec<&'static Parameter> {
        let positional = self.positional().map(|parameter| parameter.name);
        let mut flags = self.parameters();
        flags.retain(|parameter| {
            let is_file = self.uploads() && parameter.takes.is_upload();
            !is_file && Some(parameter.name) != positional
        });
        flags
    }

    /// Whether what it is told of a file stands beside the names.
    fn uploads(&self) -> bool {
        self.id == UPLOAD
    }

    /// Whether its targets may want to be told more than it declares.
    fn takes_more(&self) -> bool {
        self.actions.iter().any(|action| action.more.is_some())
    }

    fn command(&self) -> Command {
        let targets = match self.uploads() {
            true => upload::targets(&self.kinds()),
            false => self.targets(),
        };
        let words = self.positional().map(operand).into_iter().chain(targets);
        let command = words.fold(Command::new(self.id.0), Command::arg);
        let flags = self
            .flags()
            .into_iter()
            .filter_map(|parameter| flag(parameter, self.always_wants(parameter)));
        let more = self.takes_more().then(more::arg);
        let command = Manner::augment_args(flags.chain(more).fold(command, Command::arg));
        let command = command.args(self.has_log.then(follow));
        // Last, for a group of flags brings its own words about the command along.
        command
            .about(self.about())
            .after_help(examples(self.id).unwrap_or_else(|| self.example()))
    }

    /// The verb as it was given.
    fn read(&self, matches: &ArgMatches) -> Result<Verb, clap::Error> {
        let names = matches.get_many::<String>(NAMES).into_iter().flatten();
        let part = matches.try_get_one::<String>(PART).ok().flatten();
        let told_of = match self.uploads() {
            true => self.flags(),
            false => self.parameters(),
        };
        let (arguments, secrets) = told(told_of, matches);
        let (kind, names, arguments) = match self.uploads() {
            true => upload::said(self, names.map(String::as_str).collect(), arguments, matches)?,
            false => (None, names.cloned().collect(), arguments),
        };
        let more = matches.try_get_many::<String>(more::ID).ok().flatten();
        let follow = matches.try_get_one::<bool>(FOLLOW).ok().flatten() == Some(&true);
        let mut manner = Manner::from_arg_matches(matches)?;
        manner.wait |= follow;
        Ok(Verb {
            action: self.id,
            kind,
            names,
            part: part.cloned(),
            arguments,
            more: more.into_iter().flatten().map(|text| Said::parse(text)).collect(),
            secrets,
            manner,
            follow,
        })
    }

    fn about(&self) -> String {
        match (self.actions.as_slice(), self.kinds().as_slice()) {
            ([first, rest @ ..], _) if rest.iter().all(|other| other.help == first.help) => {
                first.help.to_owned()
            }
            ([first, ..], kinds) => {
                let kinds: Vec<_> = kinds.iter().map(|kind| spaced(singular(*kind))).collect();
                format!("{}: {}", first.title, kinds.join(", "))
            }
            ([], _) => String::new(),
        }
    }

    fn targets(&self) -> Vec<Arg> {
        let kinds = self.kinds();
        let noun = match kinds.as_slice() {
            [kind] => singular(*kind),
            _ => "object",
        };
        let names = Arg::new(NAMES).required(true);
        let (names, part) = match self.actions.first().map(|action| action.on) {
            Some(On::New { name, .. }) => {
                let help = format!("The {} of the new {}: {}", name.name, spaced(noun), name.help);
                (names.value_name(name.name.to_uppercase()).help(help), None)
            }
            Some(On::Part { part, .. }) => {
                let help = format!(
                    "The {}, by its id, or by its name if no other has it",
                    spaced(singular(part))
                );
                let part = Arg::new(PART)
                    .required(true)
                    .value_name(singular(part).to_uppercase());
                (named(names, noun, &kinds), Some(part.help(help)))
            }
            Some(On::Object(_)) | None => (named(names, noun, &kinds), None),
        };
        let is_bulk = part.is_none() && self.actions.iter().any(|action| action.bulk);
        let names = if is_bulk {
            let help = names.get_help().map(ToString::to_string).unwrap_or_default();
            names.num_args(1..).action(ArgAction::Append).help(format!(
                "{help}; several are changed one after the other, up to the first failure"
            ))
        } else {
            names
        };
        std::iter::once(names).chain(part).collect()
    }

    /// Whether every one of its actions wants the parameter.
    fn always_wants(&self, parameter: &Parameter) -> bool {
        self.actions.iter().all(|action| {
            let mut own = action.parameters.iter();
            own.any(|own| own.name == parameter.name && own.is_required)
        })
    }

    /// An example with everything that is needed.
    fn example(&self) -> String {
        let mut line = format!("qd {}", self.id);
        for arg in self.positional().map(operand).into_iter().chain(self.targets()) {
            let name = arg
                .get_value_names()
                .and_then(<[_]>::first)
                .map(|name| name.as_str());
            line.push_str(&format!(" {}", name.unwrap_or("NAME")));
        }
        for parameter in self.flags().into_iter().filter(|parameter| parameter.is_required) {
            let Some(arg) = flag(parameter, true) else {
                continue;
            };
            let name = arg
                .get_value_names()
                .and_then(<[_]>::first)
                .map(|name| name.as_str());
            line.push_str(&format!(" --{} {}", parameter.name, name.unwrap_or("VALUE")));
        }
        if self.takes_more() {
            line.push_str(" -p NAME=VALUE");
        }
        format!("Examples:\n  {line} --wait")
    }
}

/// To see what happens meanwhile.
fn follow() -> Arg {
    Arg::new(FOLLOW)
        .long(FOLLOW)
        .action(ArgAction::SetTrue)
        .help("Print the events of what is changed as they come, and stay until the change has ended")
}

/// A parameter that stands before the target.
fn operand(parameter: &'static Parameter) -> Arg {
    Arg::new(id_of(parameter))
        .required(true)
        .value_name(parameter.name.to_uppercase())
        .help(parameter.help_with_hints())
}

/// The argument for objects that are there.
fn named(arg: Arg, noun: &str, kinds: &[KindId]) -> Arg {
    if let [_] = kinds {
        let help = format!("The {}, by name or id", spaced(noun));
        return arg.value_name(noun.to_uppercase()).help(help);
    }
    let words: Vec<_> = kinds
        .iter()
        .map(|kind| format!("{}/NAME", singular(*kind)))
        .collect();
    let help = format!("What is meant: {}; a name alone is a cluster's", words.join(", "));
    arg.value_name("[KIND/]NAME").help(help)
}

/// A parameter as a flag. Of a secret it only says that it is to be asked for; one that is needed is anyway.
pub fn flag(parameter: &'static Parameter, is_always_wanted: bool) -> Option<Arg> {
    let mut help = parameter.help_with_hints();
    if !parameter.default.is_empty() {
        help = format!("{help} [default: {}]", parameter.default);
    }
    let arg = Arg::new(id_of(parameter))
        .long(parameter.name)
        .help(help)
        .help_heading("Parameters")
        .required(is_always_wanted && parameter.default.is_empty());
    Some(match parameter.takes {
        Takes::Text => arg.value_name("TEXT"),
        Takes::Network => arg.value_name("NETWORK"),
        Takes::Networks => arg.value_name("NETWORKS"),
        Takes::Choice(words) => arg
            .value_name("WORD")
            .value_parser(PossibleValuesParser::new(words.iter().copied())),
        Takes::Json => arg.value_name("JSON"),
        Takes::Value(JsonSort::Text | JsonSort::Any) => arg.value_name("TEXT"),
        Takes::Value(JsonSort::Integer | JsonSort::Number) => arg.value_name("NUMBER"),
        Takes::Value(JsonSort::Boolean) => arg.value_name("BOOLEAN"),
        Takes::Value(JsonSort::List | JsonSort::Object) => arg.value_name("JSON"),
        Takes::Switch => arg
            .value_name("yes|no")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value(YES)
            .value_parser(PossibleValuesParser::new([YES, NO])),
        Takes::PartOf(kind) => arg.value_name(singular(kind).to_uppercase()),
        Takes::SecretFile | Takes::Upload => arg.value_name("FILE"),
        Takes::UploadOrUrl => arg.value_name("FILE|URL"),
        Takes::Secret if parameter.is_required => return None,
        Takes::Secret => arg
            .long(secret_parameter::flag(parameter))
            .action(ArgAction::SetTrue)
            .help(format!("Ask for this: {}", parameter.help)),
        Takes::Reference(kind) => arg.value_name(singular(kind).to_uppercase()),
        Takes::References(kind) => arg
            .value_name(singular(kind).to_uppercase())
            .value_parser(ValueParser::string())
            .value_delimiter(',')
            .action(ArgAction::Append),
    })
}

/// What was said for parameters, and the secrets among them that are to be asked for.
pub fn told(
    parameters: impl IntoIterator<Item = &'static Parameter> + Clone,
    matches: &ArgMatches,
) -> (Arguments, Vec<&'static Parameter>) {
    let asked = |parameter: &'static Parameter| {
        let asked = matches.try_get_one::<bool>(&id_of(parameter));
        asked.ok().flatten().is_some_and(|asked| *asked)
    };
    let secrets = secret_parameter::wanted(parameters.clone(), asked);
    let told = |arguments: Arguments, parameter: &'static Parameter| {
        if parameter.takes == Takes::Secret {
            return arguments;
        }
        let values = matches.get_many::<String>(&id_of(parameter));
        let values: Vec<&str> = values.into_iter().flatten().map(String::as_str).collect();
        arguments.with(parameter.name, &values.join(","))
    };
    (parameters.into_iter().fold(Arguments::default(), told), secrets)
}

/// Apart from the ids of the flags that every command has.
fn id_of(parameter: &Parameter) -> String {
    format!("parameter:{}", parameter.name)
}

fn spaced(word: &str) -> String {
    word.replace('-', " ")
}

/// Examples of the verbs that every operator looks for.
fn examples(id: ActionId) -> Option<String> {
    let lines = match id {
        START => {
            "qd start analytics                       ask, then send
  qd start analytics billing --yes         do not ask
  qd start -c prod analytics --confirm analytics --wait"
        }
        STOP => {
            "qd stop analytics                        say what it does, ask, then send
  qd stop analytics --yes --wait --timeout 10m
  qd stop -c prod analytics --confirm analytics

Exit code 0: accepted, or with --wait, stopped; 8: still under way; all are in `qd --help`."
        }
        REPLACE_SERVER => {
            "qd get servers analytics
  qd replace-server analytics i-0a3f9c12 --wait"
        }
        DELETE => {
            "qd delete scratch                        ask for its name, count down, then send
  qd delete scratch --confirm scratch --wait"
        }
        UPLOAD => upload::EXAMPLES,
        _ => return None,
    };
    Some(format!("Examples:\n  {lines}"))
}

impl Subcommand for Verb {
    fn augment_subcommands(command: Command) -> Command {
        let verbs = shapes().into_iter().map(|shape| shape.command());
        verbs.fold(command, Command::subcommand)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        shapes().iter().any(|shape| shape.id.0 == name)
    }
}

impl FromArgMatches for Verb {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || clap::Error::new(clap::error::ErrorKind::MissingSubcommand);
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let shapes = shapes();
        let shape = shapes
            .iter()
            .find(|shape| shape.id.0 == name)
            .ok_or_else(missing)?;
        shape.read(matches)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The kind and the name that are meant by `NAME` or `KIND/NAME`, among the kinds that a verb is for.
///
/// A name may hold a slash itself: what stands before it counts only if it is a kind's name.
pub fn meant<'a>(typed: &'a str, kinds: &[KindId]) -> (KindId, &'a str) {
    let named = typed.split_once('/').and_then(|(word, name)| {
        let kind = kinds
            .iter()
            .find(|kind| kind.0 == word || singular(**kind) == word)?;
        Some((*kind, name))
    });
    named.unwrap_or(match kinds {
        [only] => (*only, typed),
        _ => (CLUSTERS, typed),
    })
}

mod upload;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::kind::SERVERS;

    fn verb(words: &[&str]) -> Result<Verb, clap::Error> {
        let command = Verb::augment_subcommands(Command::new("qd"));
        let matches = command.try_get_matches_from(std::iter::once("qd").chain(words.iter().copied()))?;
        Verb::from_arg_matches(&matches)
    }

    #[test]
    fn every_action_of_every_manager_is_a_sub_command() {
        for action in REGISTRY.iter().flat_map(|entry| entry.about.actions) {
            assert!(Verb::has_subcommand(action.id.0), "{}", action.id);
        }
        Verb::augment_subcommands(Command::new("qd")).debug_assert();
    }

    #[test]
    fn targets_and_parts_are_read() {
        let stop = verb(&["stop", "a", "b", "--yes"]).unwrap();
        assert_eq!((stop.action, stop.names.len(), stop.manner.yes), (STOP, 2, true));
        let replace = verb(&["replace-server", "a", "i-1"]).unwrap();
        assert_eq!(replace.part.as_deref(), Some("i-1"));
        assert!(verb(&["stop"]).is_err());
    }

    #[test]
    fn a_workflow_stands_before_its_deployment_and_is_told_by_name() {
        static RUN: [Action; 1] = [Action {
            id: ActionId("run"),
            positional: Some("workflow"),
            more: Some(|_| Vec::new()),
            parameters: &[
                Parameter::new("workflow", "which one", Takes::Text).required(),
                Parameter::switch("force", "beside others"),
            ],
            ..Action::PLAIN
        }];
        let shape = Shape {
            id: ActionId("run"),
            actions: RUN.iter().collect(),
            has_log: true,
        };
        let verb = |words: &[&str]| {
            let words = std::iter::once("run").chain(words.iter().copied());
            shape.read(&shape.command().try_get_matches_from(words)?)
        };
        let run = [
            "scale",
            "web",
            "--force",
            "-p",
            "delta=2",
            "--param",
            "ids=[\"a b\"]",
            "--wait",
        ];
        let run = verb(&run).unwrap();
        assert_eq!(run.names, ["web"]);
        assert_eq!(run.arguments.get("workflow"), Some("scale"));
        assert!(run.arguments.is_on("force") && run.manner.wait);
        let said: Vec<Said> = [("delta", "2"), ("ids", "[\"a b\"]")]
            .map(|(name, value)| Said::Value(name.into(), value.into()))
            .into();
        assert_eq!(run.more, said);
        let off = verb(&["scale", "web", "--force=no"]).unwrap();
        assert!(!off.arguments.is_on("force") && !off.follow);
        let followed = verb(&["scale", "web", "--follow"]).unwrap();
        assert!(followed.follow && followed.manner.wait);
        assert!(verb(&["scale"]).is_err(), "of which deployment");
        let help = shape.command().render_help().to_string();
        assert!(
            help.contains("qd run WORKFLOW CLUSTER -p NAME=VALUE --wait"),
            "{help}"
        );
    }

    #[test]
    fn a_kind_may_stand_before_the_name() {
        let kinds = [CLUSTERS, SERVERS];
        assert_eq!(meant("server/10.2.0.1", &kinds), (SERVERS, "10.2.0.1"));
        assert_eq!(meant("servers/x/y", &kinds), (SERVERS, "x/y"));
        assert_eq!(meant("my/cluster", &kinds), (CLUSTERS, "my/cluster"));
        assert_eq!(meant("10.2.0.1", &[SERVERS]), (SERVERS, "10.2.0.1"));
    }
}
