//! What an action wants to be told besides its target, and what it was told.
//!
//! A manager declares the parameters; the console makes a form of them, the command line flags.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use super::own_address::{MINE, is_mine};
use super::{JsonSort, KindId, Target, network};

/// One thing that an action wants to be told.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The field of the form, the flag without its dashes, the name in the journal: `remote-user`.
    pub name: &'static str,
    /// One sentence for whoever fills it in, without a final stop.
    pub help: &'static str,
    pub takes: Takes,
    pub is_required: bool,
    /// What applies if nothing is said; empty if nothing does.
    pub default: &'static str,
    /// Values that are likely, for whoever fills it in; others are taken as well.
    pub hints: &'static [&'static str],
    /// The names that the target, as read, has for it; others are taken as well.
    pub known: Option<NamesOf>,
    /// The value that the target, as read, has for it: whoever writes another one begins with it.
    pub current: Option<fn(&Target<'_>) -> Option<String>>,
    /// What is wrong with a value that is not empty, in words; of a list it is asked word by word.
    pub check: fn(&str) -> Result<(), String>,
    /// Whether the target declares it, as read, and not the action ([`Action::more`](super::Action::more)): it has a
    /// name in the manager's own spelling, which may be that of a parameter of the action as well.
    pub is_of_target: bool,
    /// Whether no form is opened for its sake alone: it has a default that is meant nearly always.
    pub is_aside: bool,
    /// Whether an upload may be a directory, or a text ([`is_text`](super::transfer::is_text)) in one: its manager
    /// makes an archive of the directory.
    pub takes_directories: bool,
}

/// The names that a target, as read, has for a parameter.
pub type NamesOf = fn(&Target<'_>) -> Vec<Arc<str>>;

/// What a parameter is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An IPv4 address or network, and what the parameter's own check lets in; or `mine`, the operator's own address
    /// ([`OwnAddress`](super::OwnAddress)), which a front end replaces before anything else.
    Network,
    /// Several of them, separated by commas or spaces.
    Networks,
    /// `yes` or `no`; on the command line a flag without a value means `yes`.
    Switch,
    /// A JSON object; some of its fields may be secret, as the manager declares.
    Json,
    /// A JSON value of this sort, written as its sort allows; parts of it may be secret.
    Value(JsonSort),
    /// The name of a part of the target, of this kind; or one of what the parameter knows the target to have.
    PartOf(KindId),
    /// The name of an object of this kind, in the same context.
    Reference(KindId),
    /// Several such names, separated by commas or spaces.
    References(KindId),
    /// The path of a file on this machine. What is in it is sent, and is secret.
    SecretFile,
    /// The path of a file on this machine. It is sent as it is, however large, and is not secret.
    Upload,
    /// The same, or the address ([`is_url`]) of a file that the manager fetches itself.
    UploadOrUrl,
    /// What nobody may read over a shoulder: typed without being shown, or from standard input; never a word of a
    /// command line.
    Secret,
}

/// What an action was told: a value for each parameter that has one, in the order of the parameters.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Arguments(Vec<Argument>);

/// One parameter's value.
#[derive(Clone, PartialEq, Eq)]
struct Argument {
    name: &'static str,
    value: Value,
    /// How it is to be read, if the parameter is declared by the target.
    of_target: Option<Takes>,
}

#[derive(Clone)]
enum Value {
    Plain(Arc<str>),
    /// Something in it is secret: what may be shown of it stands beside it.
    Masked(SecretString, Arc<str>),
    Secret(SecretString),
}

/// So many likely values are named in the help of a parameter.
const HINTS_SHOWN: usize = 4;

/// The words of a switch.
pub const YES: &str = "yes";
pub const NO: &str = "no";

/// Accepts any value.
pub fn anything(_: &str) -> Result<(), String> {
    Ok(())
}

/// Whether what was said for [`Takes::UploadOrUrl`] is an address, and not a path.
pub fn is_url(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}

impl Parameter {
    /// A parameter that takes anything of its sort and need not be given.
    pub const fn new(name: &'static str, help: &'static str, takes: Takes) -> Self {
        Self {
            name,
            help,
            takes,
            is_required: false,
            default: "",
            hints: &[],
            known: None,
            current: None,
            check: match takes.is_network() {
                true => network::check,
                false => anything,
            },
            is_of_target: false,
            is_aside: false,
            takes_directories: false,
        }
    }

    /// A switch that is off unless it is said, and that no form is opened for.
    pub const fn switch(name: &'static str, help: &'static str) -> Self {
        Self {
            is_aside: true,
            ..Self::new(name, help, Takes::Switch).or(NO)
        }
    }

    /// A parameter that the target declares, as read.
    #[must_use]
    pub const fn of_target(self) -> Self {
        Self {
            is_of_target: true,
            ..self
        }
    }

    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    #[must_use]
    pub const fn or_directory(self) -> Self {
        Self {
            takes_directories: true,
            ..self
        }
    }

    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// With values that are likely; the first is a good example.
    #[must_use]
    pub const fn such_as(self, hints: &'static [&'static str]) -> Self {
        Self { hints, ..self }
    }

    /// With the names that the target has for it.
    #[must_use]
    pub const fn among(self, known: NamesOf) -> Self {
        Self {
            known: Some(known),
            ..self
        }
    }

    /// With the value that the target has for it.
    #[must_use]
    pub const fn replacing(self, current: fn(&Target<'_>) -> Option<String>) -> Self {
        Self {
            current: Some(current),
            ..self
        }
    }

    #[must_use]
    pub const fn checked(self, check: fn(&str) -> Result<(), String>) -> Self {
        Self { check, ..self }
    }

    /// How what is said for it is marked in [`Arguments`].
    fn mark(&self) -> Option<Takes> {
        self.is_of_target.then_some(self.takes)
    }

    /// The help with a few likely values: "The version of the tree (such as 7.2.6, 7.3.0)".
    ///
    /// Of a document no example is given, it would be too long.
    pub fn help_with_hints(&self) -> String {
        let is_document = matches!(self.takes, Takes::Json | Takes::Value(_));
        let hints: Vec<&str> = self.hints.iter().take(HINTS_SHOWN).copied().collect();
        let help = match hints.as_slice() {
            [] => self.help.to_owned(),
            _ if is_document => self.help.to_owned(),
            hints => format!("{} (such as {})", self.help, hints.join(", ")),
        };
        match self.takes.is_network() {
            true => format!("{help}; {MINE} is your own address"),
            false => help,
        }
    }

    /// The words of a value, where the parameter takes several.
    pub fn words<'a>(&self, value: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        words_of(value)
    }

    /// What is wrong with a value, as far as this machine can tell.
    ///
    /// # Errors
    /// In words that name the parameter, for whoever gave the value.
    pub fn judge(&self, value: &str) -> Result<(), String> {
        let value = value.trim();
        if value.is_empty() {
            return if self.is_required && self.default.is_empty() {
                Err(format!("{} is needed", self.name))
            } else {
                Ok(())
            };
        }
        match self.takes {
            Takes::Choice(words) if !words.contains(&value) => Err(format!("one of {}", words.join(", "))),
            Takes::References(_) => words_of(value).try_for_each(self.check),
            Takes::Networks => words_of(value).try_for_each(|word| self.judge_network(word)),
            Takes::Network => self.judge_network(value),
            Takes::Switch if ![YES, NO].contains(&value) => Err(format!("{YES} or {NO}")),
            Takes::Value(sort) => sort.read(value).map(drop).and_then(|()| (self.check)(value)),
            // Its own check knows better words.
            Takes::Json => (self.check)(value).and_then(|()| JsonSort::Object.read(value).map(drop)),
            Takes::Upload if is_url(value) => Err(format!(
                "{}: a file of this machine is needed, not an address",
                self.name
            )),
            Takes::Text
            | Takes::Switch
            | Takes::PartOf(_)
            | Takes::Choice(_)
            | Takes::Reference(_)
            | Takes::SecretFile
            | Takes::Upload
            | Takes::UploadOrUrl
            | Takes::Secret => (self.check)(value),
        }
    }

    /// The word for the operator's own address has been replaced by then, or nobody knows what it stands for.
    fn judge_network(&self, word: &str) -> Result<(), String> {
        match is_mine(word) {
            true => Err(format!("{MINE}: your own address is not known here, say it")),
            false => (self.check)(word),
        }
    }
}

impl Takes {
    /// Whether `mine` is understood.
    pub const fn is_network(self) -> bool {
        matches!(self, Self::Network | Self::Networks)
    }

    /// Whether it is a document, or may be one: more than is easily typed in one line.
    pub const fn is_document(self) -> bool {
        matches!(
            self,
            Self::Json | Self::Value(JsonSort::Object | JsonSort::List | JsonSort::Any)
        )
    }

    /// Whether a file of this machine is sent.
    pub const fn is_upload(self) -> bool {
        matches!(self, Self::Upload | Self::UploadOrUrl)
    }
}

impl Arguments {
    /// The same with one more, for a parameter of the action; an empty value says nothing.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = value.trim();
        if !value.is_empty() {
            self.put(name, Value::Plain(value.into()), None);
        }
        self
    }

    /// The same with a secret in place of what was said before.
    #[must_use]
    pub fn with_secret(mut self, name: &'static str, value: SecretString) -> Self {
        self.put(name, Value::Secret(value), None);
        self
    }

    /// The same with one more, for a parameter of the action or of its target; an empty value says nothing.
    #[must_use]
    pub fn saying(mut self, parameter: &Parameter, value: &str) -> Self {
        let value = value.trim();
        if !value.is_empty() {
            self.put(parameter.name, Value::Plain(value.into()), parameter.mark());
        }
        self
    }

    /// The same with a secret in place of what was said before.
    #[must_use]
    pub fn saying_secret(mut self, parameter: &Parameter, value: SecretString) -> Self {
        self.put(parameter.name, Value::Secret(value), parameter.mark());
        self
    }

    /// The same, with only `shown` to be shown of what was said.
    #[must_use]
    pub fn masked(mut self, parameter: &Parameter, shown: &str) -> Self {
        if let Some(argument) = self.0.iter_mut().find(|argument| argument.is_for(parameter)) {
            let value = argument.value.exposed().to_owned();
            argument.value = Value::Masked(value.into(), shown.into());
        }
        self
    }

    fn put(&mut self, name: &'static str, value: Value, of_target: Option<Takes>) {
        let is_same = |argument: &&mut Argument| {
            argument.name == name && argument.of_target.is_some() == of_target.is_some()
        };
        match self.0.iter_mut().find(is_same) {
            Some(argument) => (argument.value, argument.of_target) = (value, of_target),
            None => self.0.push(Argument {
                name,
                value,
                of_target,
            }),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was said for a parameter of the action, secret or not.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut own = self.0.iter().filter(|argument| argument.of_target.is_none());
        let argument = own.find(|argument| argument.name == name)?;
        Some(argument.value.exposed())
    }

    /// What was said for a parameter of the action or of its target, secret or not.
    pub fn said(&self, parameter: &Parameter) -> Option<&str> {
        let argument = self.0.iter().find(|argument| argument.is_for(parameter))?;
        Some(argument.value.exposed())
    }

    /// Whether a switch was said to be on.
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name) == Some(YES)
    }

    /// What was said for parameters that the target declares: the name, how it is to be read, and the value.
    pub fn of_target(&self) -> impl Iterator<Item = (&'static str, Takes, &str)> {
        self.0.iter().filter_map(|argument| {
            let takes = argument.of_target?;
            Some((argument.name, takes, argument.value.exposed()))
        })
    }

    /// The words that were said for a parameter that takes several.
    pub fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        words_of(self.get(name).unwrap_or_default())
    }

    /// Name and value of each, without what is secret: what may be shown and written down.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().filter_map(|argument| match &argument.value {
            Value::Plain(value) | Value::Masked(_, value) => Some((argument.name, &**value)),
            Value::Secret(_) => None,
        })
    }

    /// Name and value of each with nothing secret in it: what can be said again as it was said; and whether the
    /// target declares its parameter.
    pub fn plain(&self) -> impl Iterator<Item = (&'static str, &str, bool)> {
        self.0.iter().filter_map(|argument| match &argument.value {
            Value::Plain(value) => Some((argument.name, &**value, argument.of_target.is_some())),
            Value::Masked(..) | Value::Secret(_) => None,
        })
    }
}

impl Argument {
    fn is_for(&self, parameter: &Parameter) -> bool {
        self.name == parameter.name && self.of_target.is_some() == parameter.is_of_target
    }
}

/// Words separated by commas or white space.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
}

impl Value {
    fn exposed(&self) -> &str {
        match self {
            Self::Plain(value) => value,
            Self::Masked(value, _) | Self::Secret(value) => value.expose_secret(),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.exposed() == other.exposed()
    }
}

impl Eq for Value {}

/// Without what is secret, and without JSON objects and lists, parts of which may be.
impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.shown().filter(|(_, value)| !value.starts_with(['{', '[']));
        f.debug_map().entries(plain).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_dots(word: &str) -> Result<(), String> {
        match word.contains('.') {
            true => Err(format!("{word} has a dot")),
            false => Ok(()),
        }
    }

    #[test]
    fn a_list_is_judged_word_by_word_and_an_empty_value_by_whether_it_is_needed() {
        let hosts = Parameter::new("hosts", "", Takes::References(KindId("hosts")))
            .required()
            .checked(no_dots);
        assert_eq!(hosts.judge("a, b c"), Ok(()));
        assert_eq!(hosts.judge("a,b.c"), Err("b.c has a dot".into()));
        assert_eq!(hosts.judge("  "), Err("hosts is needed".into()));
        assert_eq!(hosts.or("a").judge(""), Ok(()));
    }

    #[test]
    fn likely_values_are_named_and_none_is_asked_for() {
        let version = Parameter::new("version", "The version", Takes::Text).such_as(&["2", "1"]);
        assert_eq!(version.help_with_hints(), "The version (such as 2, 1)");
        assert_eq!(version.judge("3"), Ok(()));
        let body = Parameter::new("body", "The body", Takes::Json).such_as(&["{}"]);
        assert_eq!(body.help_with_hints(), "The body");
    }

    #[test]
    fn an_object_is_told_from_other_json_behind_its_own_check() {
        let body = Parameter::new("body", "", Takes::Json);
        assert_eq!(body.judge("{\"a\": 1}"), Ok(()));
        assert!(body.judge("[1]").unwrap_err().contains("is not a JSON object"));
        assert!(body.judge("{\"a\"").unwrap_err().contains("no JSON at line 1"));
        let own = body.checked(|_| Err("not today".into()));
        assert_eq!(own.judge("[1]"), Err("not today".into()));
    }

    #[test]
    fn a_network_is_judged_by_its_own_check_and_never_passes_as_the_word_for_ones_own() {
        let network = Parameter::new("network", "Who", Takes::Network).such_as(&["203.0.113.7"]);
        assert_eq!(
            network.help_with_hints(),
            "Who (such as 203.0.113.7); mine is your own address"
        );
        assert_eq!(network.judge("198.51.100.0/24"), Ok(()));
        assert!(network.judge("sg-1").is_err() && network.judge("10.0.0.0/8,mine").is_err());
        let networks = Parameter::new("networks", "", Takes::Networks).checked(no_dots);
        assert_eq!(networks.judge("sg-1, sg-2"), Ok(()));
        assert!(networks.judge("sg-1.2").is_err());
        for parameter in [network, network.checked(anything), networks] {
            assert!(parameter.judge("Mine").unwrap_err().contains("not known"));
        }
    }

    #[test]
    fn an_address_is_taken_only_where_the_manager_can_fetch_it() {
        let archive = Parameter::new("archive", "", Takes::Upload);
        assert!(archive.judge("https://m.example/a.zip").is_err());
        assert_eq!(archive.judge("./http/a.zip"), Ok(()));
        let either = Parameter::new("archive", "", Takes::UploadOrUrl);
        assert_eq!(either.judge("https://m.example/a.zip"), Ok(()));
    }

    #[test]
    fn a_choice_names_what_there_is() {
        let kind = Parameter::new("type", "", Takes::Choice(&["flat", "deep"]));
        assert_eq!(kind.judge("deep"), Ok(()));
        assert_eq!(kind.judge("wide"), Err("one of flat, deep".into()));
    }

    #[test]
    fn what_is_secret_is_given_to_the_manager_and_to_nobody_else() {
        let arguments = Arguments::default()
            .with("user", " root ")
            .with("empty", " ")
            .with("key", "~/.ssh/id")
            .with_secret("key", "PRIVATE".to_owned().into());
        assert_eq!(arguments.get("key"), Some("PRIVATE"));
        assert_eq!(arguments.shown().collect::<Vec<_>>(), [("user", "root")]);
        assert!(!format!("{arguments:?}").contains("PRIVATE"));
        let options = Parameter::new("options", "", Takes::Json);
        let masked = Arguments::default()
            .with("options", "{token: T}")
            .masked(&options, "{token: *}");
        assert_eq!(masked.get("options"), Some("{token: T}"));
        assert_eq!(masked.shown().collect::<Vec<_>>(), [("options", "{token: *}")]);
        assert_eq!(masked.plain().count(), 0, "it cannot be said again");
    }

    #[test]
    fn what_the_target_declares_is_kept_apart_from_what_the_action_declares() {
        let own = Parameter::switch("force", "");
        let other = Parameter::new("force", "", Takes::Value(JsonSort::Integer)).of_target();
        let told = Arguments::default().saying(&own, "yes").saying(&other, "3");
        assert!(told.is_on("force"));
        assert_eq!((told.said(&own), told.said(&other)), (Some("yes"), Some("3")));
        let declared: Vec<_> = told.of_target().collect();
        assert_eq!(declared, [("force", Takes::Value(JsonSort::Integer), "3")]);
        assert!(own.judge("on").is_err() && other.judge("on").is_err());
    }
}
