//! What a verb is told with `-p`: parameters that only the target declares, so that they are judged once it was read.

use std::io::Read as _;

use clap::{Arg, ArgAction};

use crate::cli::secret_parameter;
use crate::cli::trouble::Trouble;
use crate::resource::text::visible;
use crate::resource::{Action, Arguments, Parameter, Takes, Target, nearest};

/// One `-p`, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Value(String, String),
    /// A name alone: a secret that is to be asked for.
    Name(String),
    /// `@FILE`: a JSON object of names and values.
    File(String),
}

/// The largest file of values.
const LARGEST_BYTES: u64 = 4 * 1024 * 1024;

/// The flag's name to clap.
pub const ID: &str = "more-parameters";

const NOTHING_SENT: &str = "nothing was sent";

pub fn arg() -> Arg {
    Arg::new(ID)
        .short('p')
        .long("param")
        .value_name("NAME=VALUE")
        .action(ArgAction::Append)
        .help(
            "What the target itself wants to be told, as often as needed: a text, a number, true or false, or JSON; \
             NAME alone asks for a secret, @FILE reads a JSON object of names and values",
        )
        .help_heading("Parameters")
}

impl Said {
    pub fn parse(text: &str) -> Self {
        match (text.strip_prefix('@'), text.split_once('=')) {
            (Some(file), _) => Self::File(file.to_owned()),
            (None, Some((name, value))) => Self::Value(name.trim().to_owned(), value.to_owned()),
            (None, None) => Self::Name(text.trim().to_owned()),
        }
    }
}

/// The same arguments with what was said by `-p`, judged by what the target declares; secrets among it are asked for.
///
/// # Errors
/// [`Trouble`] that names everything which is unknown, missing or of another sort.
pub fn told(
    action: &Action,
    target: &dyn Fn(&Arguments) -> Vec<Parameter>,
    label: &str,
    said: &[Said],
    arguments: Arguments,
) -> Result<Arguments, Trouble> {
    if action.more.is_none() {
        return match said {
            [] => Ok(arguments),
            _ => Err(Trouble::usage(
                format!("{} of {label} takes no -p", action.id),
                NOTHING_SENT,
            )),
        };
    }
    let said = with_files(said)?;
    // What one of them brings may bring another.
    let first = saying(arguments.clone(), &said, &target(&arguments));
    let declared = target(&first);
    let told = saying(arguments, &said, &declared);
    let mistakes = mistakes(&said, &declared, &told);
    if !mistakes.is_empty() {
        let text = format!("{} {label}: {}", action.id, mistakes.join("; "));
        return Err(Trouble::usage(
            text,
            format!("{}; {NOTHING_SENT}", what_there_is(&declared)),
        ));
    }
    let is_asked = |parameter: &&Parameter| {
        let is_named = |one: &Said| matches!(one, Said::Name(name) if name == parameter.name);
        parameter.takes == Takes::Secret && (is_needed(parameter) || said.iter().any(is_named))
    };
    secret_parameter::told(declared.iter().filter(is_asked), told)
}

/// What the target declares, told this.
pub fn declared(action: &Action, target: &Target<'_>) -> Vec<Parameter> {
    let mut all = action.parameters_for(target);
    all.retain(|parameter| parameter.is_of_target);
    all
}

fn is_needed(parameter: &Parameter) -> bool {
    parameter.is_required && parameter.default.is_empty()
}

fn saying(arguments: Arguments, said: &[Said], declared: &[Parameter]) -> Arguments {
    said.iter().fold(arguments, |arguments, one| {
        let Said::Value(name, value) = one else {
            return arguments;
        };
        match declared.iter().find(|parameter| *parameter.name == **name) {
            Some(parameter) if parameter.takes != Takes::Secret => arguments.saying(parameter, value),
            Some(_) | None => arguments,
        }
    })
}

fn mistakes(said: &[Said], declared: &[Parameter], told: &Arguments) -> Vec<String> {
    let mut mistakes = Vec::new();
    for one in said {
        let (Said::Value(name, _) | Said::Name(name)) = one else {
            continue;
        };
        let parameter = declared.iter().find(|parameter| *parameter.name == **name);
        let name = visible(name);
        match (parameter, one) {
            (None, _) => {
                let near = nearest(&name, declared.iter().map(|parameter| parameter.name));
                let near = near.map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
                mistakes.push(format!("there is no parameter {name}{near}"));
            }
            (Some(parameter), Said::Value(..)) if parameter.takes == Takes::Secret => {
                mistakes.push(format!(
                    "{name} is secret: say -p {name} alone, it is asked for then"
                ));
            }
            (Some(parameter), Said::Name(_)) if parameter.takes != Takes::Secret => {
                mistakes.push(format!("{name} has no value: say -p {name}=VALUE"));
            }
            (Some(_), _) => {}
        }
    }
    for parameter in declared
        .iter()
        .filter(|parameter| parameter.takes != Takes::Secret)
    {
        let value = told.said(parameter).unwrap_or_default();
        if let Err(why) = parameter.judge(value) {
            let why = visible(&why).into_owned();
            let name = parameter.name;
            mistakes.push(match value.is_empty() {
                true => why,
                false => format!("{name}: {why}"),
            });
        }
    }
    mistakes
}

/// "it takes delta (a whole number), operation (a text, needed)".
fn what_there_is(declared: &[Parameter]) -> String {
    if declared.is_empty() {
        return "it takes no parameters".into();
    }
    let words: Vec<String> = declared
        .iter()
        .map(|parameter| {
            let sort = match parameter.takes {
                Takes::Value(sort) => sort.words(),
                Takes::Secret => "a secret",
                _ => "a text",
            };
            let needed = if is_needed(parameter) { ", needed" } else { "" };
            format!("{} ({sort}{needed})", visible(parameter.name))
        })
        .collect();
    format!("it takes {}", words.join(", "))
}

/// The same with what is in files in place of their names.
fn with_files(said: &[Said]) -> Result<Vec<Said>, Trouble> {
    let mut all = Vec::new();
    for one in said {
        match one {
            Said::File(path) => all.extend(read(path)?),
            other => all.push(other.clone()),
        }
    }
    Ok(all)
}

fn read(path: &str) -> Result<Vec<Said>, Trouble> {
    let unusable =
        |why: String| Trouble::usage(format!("-p @{}: {}", visible(path), visible(&why)), NOTHING_SENT);
    let file = std::fs::File::open(path).map_err(|error| unusable(error.to_string()))?;
    let mut text = String::new();
    let read = file.take(LARGEST_BYTES).read_to_string(&mut text);
    read.map_err(|error| unusable(error.to_string()))?;
    let values: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).map_err(|error| unusable(format!("no JSON object: {error}")))?;
    let said = values.into_iter().map(|(name, value)| {
        // With its quotes a text is what it says, whatever it looks like.
        Said::Value(name, value.to_string())
    });
    Ok(said.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::JsonSort;

    const RUN: Action = Action {
        id: crate::resource::ActionId("run"),
        more: Some(|_| Vec::new()),
        ..Action::PLAIN
    };

    fn declared(_: &Arguments) -> Vec<Parameter> {
        let value = |name, sort| Parameter::new(name, "", Takes::Value(sort)).of_target();
        vec![
            value("operation", JsonSort::Text).required(),
            value("delta", JsonSort::Integer).or("1"),
            value("node_ids", JsonSort::List),
        ]
    }

    fn run(said: &[&str]) -> Result<Arguments, String> {
        let said: Vec<Said> = said.iter().map(|text| Said::parse(text)).collect();
        let told = told(&RUN, &declared, "web", &said, Arguments::default());
        told.map_err(|trouble| trouble.notice.map_or_else(String::new, |notice| notice.line()))
    }

    #[test]
    fn values_are_told_by_name() {
        let told = run(&["operation=a.b=c", "node_ids=[\"vm\"]"]).unwrap();
        let all: Vec<_> = told.of_target().map(|(name, _, value)| (name, value)).collect();
        assert_eq!(all, [("operation", "a.b=c"), ("node_ids", "[\"vm\"]")]);
    }

    #[test]
    fn what_is_unknown_missing_or_of_another_sort_is_said_at_once_with_what_there_is() {
        let line = run(&["detla=2", "delta=2x", "node_ids=[", "operation"]).unwrap_err();
        for words in [
            "there is no parameter detla (did you mean delta?)",
            "delta: 2x is not a whole number",
            "node_ids: no JSON at line 1",
            "operation has no value",
            "operation is needed",
            "it takes operation (a text, needed), delta (a whole number), node_ids (a JSON list: [..])",
            "nothing was sent",
        ] {
            assert!(line.contains(words), "{words}\n{line}");
        }
    }

    #[test]
    fn a_file_says_many_at_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(
            file.path(),
            r#"{"operation": "5", "delta": 3, "node_ids": ["a"]}"#,
        )
        .unwrap();
        let told = run(&[&format!("@{}", file.path().display())]).unwrap();
        let values: Vec<_> = told
            .of_target()
            .map(|(_, takes, value)| match takes {
                Takes::Value(sort) => sort.read(value).unwrap(),
                _ => serde_json::Value::Null,
            })
            .collect();
        assert_eq!(
            serde_json::Value::from(values),
            serde_json::json!(["5", 3, ["a"]])
        );
        let broken = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(broken.path(), "[]").unwrap();
        let line = run(&[&format!("@{}", broken.path().display())]).unwrap_err();
        assert!(line.contains("no JSON object"), "{line}");
    }
}
