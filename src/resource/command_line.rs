//! What is shown or asked for in the console, as the command that does the same.
//!
//! The words of sub-commands and flags that the console tells stand here alone; the command line's tests
//! check that it understands each of them.

use std::borrow::Cow;
use std::fmt;

use super::cluster::KIND;
use super::kind::CLUSTERS;
use super::{Action, ActionId, Arguments, ContextChange, Id, KindId, NoteId, On, Takes, parameter};

/// A `qd` command; printed as a shell takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    words: Vec<String>,
    flags: Vec<String>,
    operands: Vec<String>,
}

/// A request to a manager that is no change of a desired state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    List(KindId),
    Read(KindId, Id),
    Act {
        action: ActionId,
        kind: KindId,
        id: Id,
        part: Option<Id>,
        arguments: Arguments,
    },
}

/// The flag that tells an action what its target declares: `NAME=VALUE`.
pub const MORE: &str = "-p";

impl CommandLine {
    fn new(words: &[&str]) -> Self {
        Self {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            flags: Vec::new(),
            operands: Vec::new(),
        }
    }

    fn of(mut self, operand: &str) -> Self {
        self.operands.push(operand.to_owned());
        self
    }

    /// A flag and its value; one that looks like a flag itself is joined to it.
    fn with(mut self, flag: &str, value: &str) -> Self {
        if value.starts_with('-') {
            self.flags.push(format!("{flag}={value}"));
        } else {
            self.flags.extend([flag.to_owned(), value.to_owned()]);
        }
        self
    }

    /// Only in one context.
    #[must_use]
    pub fn in_context(self, context: &str) -> Self {
        self.with("--context", context)
    }

    /// Looking at this part of the manager's world.
    #[must_use]
    pub fn in_scope(self, part: &str) -> Self {
        self.with("--scope", part)
    }

    /// The only context that it is for, if it says one.
    pub fn only_context(&self) -> Option<&str> {
        const FLAG: &str = "--context";
        let joined = |flag: &'_ String| flag.starts_with("--context=");
        let mut pairs = self.flags.windows(2);
        let apart = pairs.find_map(|pair| match pair {
            [flag, name] if flag == FLAG => Some(name.as_str()),
            _ => None,
        });
        let joined = self.flags.iter().find(|flag| joined(flag));
        apart.or_else(|| joined?.strip_prefix(FLAG)?.strip_prefix('='))
    }

    /// The list of a kind, or the parts of one cluster.
    pub fn get(kind: &str, name: Option<&str>) -> Self {
        let line = Self::new(&["get", kind]);
        match name {
            Some(name) => line.of(name),
            None => line,
        }
    }

    /// The document of one object; `kind` is in the singular.
    pub fn document(kind: &str, name: &str) -> Self {
        Self::get(kind, Some(name)).with("--output", "json")
    }

    /// Everything about one cluster.
    pub fn describe(name: &str) -> Self {
        // What stands before a slash may be a kind's name: then this says that it is none.
        if name.contains('/') {
            return Self::describe_one(KIND.singular, name);
        }
        Self::new(&["describe"]).of(name)
    }

    /// Everything about one object; `kind` is in the singular.
    pub fn describe_one(kind: &str, name: &str) -> Self {
        Self::new(&["describe"]).of(&format!("{kind}/{name}"))
    }

    /// What happened to a cluster.
    pub fn events(name: &str) -> Self {
        Self::new(&["events"]).of(name)
    }

    /// What happened to an object; `kind` is in the singular.
    pub fn events_of(kind: &str, id: &str) -> Self {
        Self::new(&["events"]).with("--of", &format!("{kind}/{id}"))
    }

    pub fn history(name: &str) -> Self {
        Self::new(&["history"]).of(name)
    }

    /// What differs between two versions.
    pub fn diff(name: &str, from: i64, to: i64) -> Self {
        Self::new(&["diff"])
            .of(name)
            .with("--from", &from.to_string())
            .with("--to", &to.to_string())
    }

    pub fn edit(name: &str) -> Self {
        Self::new(&["edit"]).of(name)
    }

    /// A new cluster from the manager's template.
    pub fn create() -> Self {
        let mut line = Self::new(&["create"]);
        line.flags.push("--template".into());
        line
    }

    pub fn drafts() -> Self {
        Self::new(&["drafts"])
    }

    pub fn keys() -> Self {
        Self::new(&["keys"])
    }

    pub fn journal() -> Self {
        Self::new(&["journal"])
    }

    /// A change of the contexts; it shows what is written, and asks.
    pub fn context(change: &ContextChange) -> Self {
        let set = |line: Self, (key, value): &(String, String)| match value.as_str() {
            "true" | "false" => line.with("--set", &format!("{key}={value}")),
            _ if key.contains('.') => line.with("--set", &format!("{key}={value}")),
            _ => line.with(&format!("--{}", key.replace('_', "-")), value),
        };
        match change {
            ContextChange::Add { name, values } => {
                values.iter().fold(Self::new(&["context", "add"]).of(name), set)
            }
            ContextChange::Edit {
                name,
                set: given,
                unset,
            } => {
                let line = given.iter().fold(Self::new(&["context", "edit"]).of(name), set);
                unset.iter().fold(line, |line, key| line.with("--unset", key))
            }
            ContextChange::Remove { name } => Self::new(&["context", "remove"]).of(name),
            ContextChange::Rename { from, to } => Self::new(&["context", "rename"]).of(from).of(to),
            ContextChange::Use(Some(name)) => Self::new(&["context", "use"]).of(name),
            ContextChange::Use(None) => {
                let mut line = Self::new(&["context", "use"]);
                line.flags.push("--none".into());
                line
            }
        }
    }

    /// A verb on clusters; it asks before it sends anything.
    pub fn verb(action: ActionId, names: &[&str], part: Option<&str>) -> Self {
        let mut line = Self::new(&[action.0]);
        for name in names {
            line = line.of(name);
        }
        match part {
            Some(part) => line.of(part),
            None => line,
        }
    }

    /// A verb on objects of a kind: the kind stands before each name, unless it is a cluster's.
    pub fn verb_on(action: ActionId, kind: KindId, names: &[&str], part: Option<&str>) -> Self {
        let name = |name: &&str| match kind == CLUSTERS {
            true => (*name).to_owned(),
            false => format!("{kind}/{name}"),
        };
        let names: Vec<String> = names.iter().map(name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Self::verb(action, &names, part)
    }

    /// An action as it was told what it wants to be told; what is secret is not.
    pub fn act(action: &Action, names: &[&str], part: Option<&str>, arguments: &Arguments) -> Self {
        let line = match action.on {
            On::New { .. } => Self::verb(action.id, names, None),
            On::Object(kind) | On::Part { of: kind, .. } => Self::verb_on(action.id, kind, names, part),
        };
        let mut line = match action.positional {
            // Said first, in place of nothing where it was not said yet.
            Some(name) => {
                let mut line = line;
                let said = arguments
                    .get(name)
                    .map_or_else(|| name.to_uppercase(), str::to_owned);
                line.operands.insert(0, said);
                line
            }
            None => line,
        };
        for (name, value, is_of_target) in arguments.plain() {
            let takes = action.parameter(name).map(|parameter| parameter.takes);
            line = match takes {
                _ if is_of_target => line.with(MORE, &format!("{name}={value}")),
                _ if action.positional == Some(name) => line,
                Some(Takes::Switch) if value == parameter::YES => {
                    line.flags.push(format!("--{name}"));
                    line
                }
                Some(Takes::Switch) => {
                    line.flags.push(format!("--{name}={value}"));
                    line
                }
                _ => line.with(&format!("--{name}"), value),
            };
        }
        line
    }

    /// An upload: what is told of the file stands behind the name.
    pub fn upload(action: &Action, name: &str, arguments: &Arguments) -> Self {
        let is_file = |given: &str| {
            let mut own = action.parameters.iter();
            own.any(|own| own.name == given && own.takes.is_upload())
        };
        let line = Self::new(&[action.id.0, action.on.kind().0]);
        let line = match action.on.is_named_by_manager() {
            true => line,
            false => line.of(name),
        };
        let (files, others): (Vec<_>, Vec<_>) = arguments.plain().partition(|(name, ..)| is_file(name));
        let line = files.into_iter().fold(line, |line, (_, path, _)| line.of(path));
        let flag = |line: Self, (name, value, _): (&str, &str, bool)| line.with(&format!("--{name}"), value);
        others.into_iter().fold(line, flag)
    }

    /// A text that is written on this machine.
    pub fn note(id: NoteId) -> Self {
        Self::new(&[id.0])
    }

    /// The same, told what a note wants to be told; what is secret is not.
    #[must_use]
    pub fn told(self, arguments: &Arguments) -> Self {
        let flag = |line: Self, (name, value, _): (&str, &str, bool)| line.with(&format!("--{name}"), value);
        arguments.plain().fold(self, flag)
    }

    /// The same, with the name that it demands.
    #[must_use]
    pub fn confirmed(self, name: &str) -> Self {
        self.with("--confirm", name)
    }

    /// The words behind `qd`, as a program gets them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let is_bare = self.operands.iter().any(|operand| operand.starts_with('-'));
        let (first, last) = if is_bare {
            ([].as_slice(), self.operands.as_slice())
        } else {
            (self.operands.as_slice(), [].as_slice())
        };
        let end = is_bare.then_some("--").into_iter();
        let words = self
            .words
            .iter()
            .chain(first)
            .chain(&self.flags)
            .map(String::as_str);
        words.chain(end).chain(last.iter().map(String::as_str))
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("qd")?;
        for word in self.words() {
            write!(f, " {}", shell_words::quote(word))?;
        }
        Ok(())
    }
}

/// What `curl` is told besides the request, so as to ask as a context does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurlWay {
    /// Words for the shell as they are, for they name variables: what proves who we are.
    pub proof: String,
    /// In place of the request's scheme, host and port.
    pub origin: Option<String>,
    options: Vec<String>,
}

impl CurlWay {
    pub fn add(&mut self, option: &str, value: &str) {
        self.options.extend([option.to_owned(), value.to_owned()]);
    }

    /// Shows something more: words for the shell as they are.
    #[must_use]
    pub fn proving(mut self, proof: &str) -> Self {
        if !self.proof.is_empty() && !proof.is_empty() {
            self.proof.push(' ');
        }
        self.proof.push_str(proof);
        self
    }

    /// A request as `curl` sends it.
    pub fn line(
        &self,
        method: &str,
        (origin, path): (&str, &str),
        (content_type, body): (&str, &str),
    ) -> String {
        let quoted = |text: &str| shell_words::quote(text).into_owned();
        let mut words = vec!["curl".to_owned()];
        if method != "GET" {
            words.extend(["-X".to_owned(), method.to_owned()]);
        }
        if !self.proof.is_empty() {
            words.push(self.proof.clone());
        }
        words.extend(self.options.iter().map(|word| quoted(word)));
        if !content_type.is_empty() {
            words.extend(["-H".to_owned(), quoted(&format!("Content-Type: {content_type}"))]);
        }
        if !body.is_empty() {
            words.extend(["--data".to_owned(), quoted(body)]);
        }
        let origin = self.origin.as_deref().unwrap_or(origin);
        words.push(quoted(&format!("{origin}{path}")));
        words.join(" ")
    }
}

/// A line cut in the middle: its begin and its end say what it is.
pub fn shortened(line: &str, most: usize) -> Cow<'_, str> {
    let count = line.chars().count();
    if count <= most {
        return Cow::Borrowed(line);
    }
    let half = most.saturating_sub(5) / 2;
    let begin: String = line.chars().take(half).collect();
    let end: String = line.chars().skip(count - half).collect();
    // Between words, where that does not cost most of what there is room for.
    let is_enough = |part: &&str| part.chars().count() > half / 2;
    let before = begin.rsplit_once(' ').map(|(before, _)| before);
    let after = end.split_once(' ').map(|(_, after)| after);
    Cow::Owned(format!(
        "{} ... {}",
        before.filter(is_enough).unwrap_or(&begin),
        after.filter(is_enough).unwrap_or(&end)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::action::{REPLACE_SERVER, STOP};
    use crate::resource::{JsonSort, Parameter};

    #[test]
    fn a_command_is_quoted_as_a_shell_takes_it() {
        let line = CommandLine::verb(STOP, &["my cluster's"], None)
            .confirmed("my cluster's")
            .in_context("prod");
        let text = line.to_string();
        assert!(text.starts_with("qd stop "), "{text}");
        let words = shell_words::split(&text).unwrap();
        let expected = [
            "qd",
            "stop",
            "my cluster's",
            "--confirm",
            "my cluster's",
            "--context",
            "prod",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn what_a_target_declares_is_told_by_name_and_what_stands_first_has_no_flag() {
        const RUN: Action = Action {
            id: ActionId("run"),
            positional: Some("workflow"),
            parameters: &[
                Parameter::new("workflow", "", Takes::Text).required(),
                Parameter::switch("force", ""),
            ],
            ..Action::PLAIN
        };
        let delta = Parameter::new("delta", "", Takes::Value(JsonSort::Integer)).of_target();
        let told = Arguments::default()
            .with("workflow", "scale")
            .with("force", "yes");
        let line = CommandLine::act(&RUN, &["web"], None, &told.saying(&delta, "-2"));
        assert_eq!(line.to_string(), "qd run scale web --force -p 'delta=-2'");
        let untold = CommandLine::act(&RUN, &["web"], None, &Arguments::default());
        assert_eq!(untold.to_string(), "qd run WORKFLOW web");
    }

    #[test]
    fn a_name_that_looks_like_a_flag_is_none() {
        let line = CommandLine::verb(REPLACE_SERVER, &["-rf"], Some("i-1")).confirmed("-rf");
        assert_eq!(line.to_string(), "qd replace-server '--confirm=-rf' -- -rf i-1");
    }

    #[test]
    fn a_request_names_the_credential_by_a_variable() {
        let way = CurlWay::default().proving(r#"-H "Authorization: Bearer $QD_TOKEN""#);
        let url = ("https://m.example.com", "/a?x=1");
        assert_eq!(
            way.line("PATCH", url, ("application/json", r#"{"a":"it's"}"#)),
            r#"curl -X PATCH -H "Authorization: Bearer $QD_TOKEN" -H 'Content-Type: application/json' --data '{"a":"it'\''s"}' 'https://m.example.com/a?x=1'"#
        );
        let plain = CurlWay::default()
            .proving("")
            .line("GET", ("http://m", "/a"), ("", ""));
        assert_eq!(plain, "curl http://m/a");
    }

    #[test]
    fn a_long_line_keeps_its_ends() {
        assert_eq!(shortened("abcdefghijklmnop", 11), "abc ... nop");
        assert_eq!(shortened("abc", 11), "abc");
        assert_eq!(
            shortened("one two three four five six seven", 25),
            "one two ... six seven"
        );
    }
}
