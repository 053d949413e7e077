//! A parameter as a field of a form: what is known to be possible in it is said below it, and completed on a key.

use std::sync::Arc;

use crate::resource::own_address::MINE;
use crate::resource::parameter::{NO, YES};
use crate::resource::{ContextName, JsonSort, Key, KindId, OwnAddress, Parameter, Takes, Target};
use crate::spec::{Json, secret};
use crate::tui::widgets::form::{Extent, Field, Form, Pick};

use super::Look;

/// So many characters of names are shown at the most.
const NAMES_SHOWN: usize = 90;

/// Stands in an empty field that must not stay empty.
const NEEDED: &str = "needed";

/// Before the name of a field for what the target declares: no parameter of an action is called so.
const OF_TARGET: &str = "p ";

/// The kind whose objects a parameter names.
pub(super) fn kind_of(parameter: &Parameter) -> Option<KindId> {
    match parameter.takes {
        Takes::Reference(kind) | Takes::References(kind) => Some(kind),
        Takes::Text
        | Takes::Network
        | Takes::Networks
        | Takes::Choice(_)
        | Takes::Json
        | Takes::Switch
        | Takes::Value(_)
        | Takes::PartOf(_)
        | Takes::Secret
        | Takes::SecretFile
        | Takes::Upload
        | Takes::UploadOrUrl => None,
    }
}

/// What a parameter's field is known by: one that the target declares may have the name of another.
pub(super) fn field_name(parameter: &Parameter) -> String {
    match parameter.is_of_target {
        true => format!("{OF_TARGET}{}", parameter.name),
        false => parameter.name.to_owned(),
    }
}

/// A parameter as a field of a form.
pub(super) fn field(parameter: &Parameter) -> Field {
    let (name, label) = (field_name(parameter), parameter.name);
    let choice = |words: &[&str]| {
        let picks = words.iter().map(|word| Pick::new(*word, *word)).collect();
        Field::choice(&name, label, picks, parameter.default)
    };
    let field = match parameter.takes {
        Takes::Choice(words) => choice(words),
        Takes::Switch => choice(&[NO, YES]),
        // Nothing is chosen before the user does, unless the manager has a default.
        Takes::Value(JsonSort::Boolean) if parameter.default.is_empty() => {
            let picks = vec![
                Pick::new("", "not said"),
                Pick::new("true", "true"),
                Pick::new("false", "false"),
            ];
            Field::choice(&name, label, picks, "")
        }
        Takes::Value(JsonSort::Boolean) => choice(&["true", "false"]),
        Takes::Secret => Field::secret(&name, label),
        Takes::Text
        | Takes::Network
        | Takes::Networks
        | Takes::Json
        | Takes::Value(_)
        | Takes::PartOf(_)
        | Takes::Reference(_)
        | Takes::References(_)
        | Takes::SecretFile
        | Takes::Upload
        | Takes::UploadOrUrl => Field::text(&name, label, "").with_placeholder(parameter.default),
    };
    let field = field.with_help(sentence(&parameter.help_with_hints()));
    if parameter.is_required && parameter.default.is_empty() {
        field.required().with_placeholder(NEEDED)
    } else {
        field
    }
}

/// Where a parameter is filled in.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub context: &'a ContextName,
    /// What the action is aimed at, as read last, if it is one thing.
    pub target: Option<(&'a Key, &'a Target<'a>)>,
    pub own: &'a OwnAddress,
}

/// Tells a parameter's field what is possible in this context, and says so below it.
pub(super) fn offer(parameter: &Parameter, form: &mut Form, at: &At<'_>, look: Look<'_>) {
    let (context, own) = (at.context, at.own);
    let name = &field_name(parameter);
    let known = parameter
        .known
        .zip(at.target)
        .map(|(known, (_, target))| known(target));
    let known = known.filter(|names| !names.is_empty());
    let are_known = known.is_some();
    let likely = || known.unwrap_or_else(|| parameter.hints.iter().map(|hint| Arc::from(*hint)).collect());
    let (values, extent): (Vec<Arc<str>>, Extent) = match parameter.takes {
        Takes::References(_) if are_known => (likely(), Extent::Word),
        Takes::PartOf(_) if are_known => (likely(), Extent::Whole),
        Takes::Reference(kind) => (names(context, kind, look), Extent::Whole),
        Takes::References(kind) => (names(context, kind, look), Extent::Word),
        // Its likely values show how one is written; none of them is what anybody means.
        Takes::Network => (mine(own), Extent::Whole),
        Takes::Networks => (mine(own), Extent::Word),
        Takes::PartOf(kind) => {
            let parts = at
                .target
                .map_or(&[] as &[_], |(key, _)| look.known.rows_of_parts(key, kind));
            let names = parts.iter().map(|row| Arc::clone(&row.name));
            (names.collect(), Extent::Whole)
        }
        // Several of them may be wanted.
        Takes::Text => (likely(), Extent::Word),
        Takes::Json | Takes::Value(_) => (likely(), Extent::Whole),
        // Its field knows the words; what is secret is not known.
        Takes::Choice(_)
        | Takes::Switch
        | Takes::Secret
        | Takes::SecretFile
        | Takes::Upload
        | Takes::UploadOrUrl => return,
    };
    let are_names = are_known || kind_of(parameter).is_some() || matches!(parameter.takes, Takes::PartOf(_));
    if are_names && !values.is_empty() {
        let there = offered(&values, form.word(name));
        form.explain(name, format!("{} {there}", sentence(parameter.help)));
    }
    if parameter.takes.is_network() {
        form.explain(name, with_mine(parameter, own));
    }
    form.offer(name, values, extent);
}

/// What a parameter's target has for it now, its secrets masked.
pub(super) fn current(
    parameter: &Parameter,
    target: &Target<'_>,
    context: &ContextName,
    look: Look<'_>,
) -> Option<Json> {
    let about = look.known.context(context)?.about;
    let now: Json = (parameter.current?)(target)?.parse().ok()?;
    let is_secret = |path: &[&str]| secret::is_secret_below(about.secrets, parameter.name, path);
    Some(secret::mask(&now, &is_secret))
}

fn names(context: &ContextName, kind: KindId, look: Look<'_>) -> Vec<Arc<str>> {
    let mut names = look.known.names(context, kind);
    names.sort();
    names
}

fn mine(own: &OwnAddress) -> Vec<Arc<str>> {
    match own {
        OwnAddress::Known(_) => vec![MINE.into()],
        OwnAddress::Unknown(_) => Vec::new(),
    }
}

/// "The network (such as mine = 203.0.113.7, 198.51.100.0/24).": where it is known what `mine` stands for.
fn with_mine(parameter: &Parameter, own: &OwnAddress) -> String {
    let mut hints: Vec<String> = parameter.hints.iter().map(|hint| (*hint).to_owned()).collect();
    if let OwnAddress::Known(network) = own {
        hints.insert(0, format!("{MINE} = {network}"));
    }
    match hints.is_empty() {
        true => sentence(parameter.help),
        false => sentence(&format!("{} (such as {})", parameter.help, hints.join(", "))),
    }
}

/// Words without a final stop, as a sentence.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// "There are: a, b": the names that what is typed last could become.
fn offered(names: &[Arc<str>], last: &str) -> String {
    let sought = last.to_lowercase();
    let fits = |name: &&Arc<str>| name.to_lowercase().contains(&sought);
    let names: Vec<_> = names.iter().filter(fits).collect();
    let mut words = String::new();
    for (at, name) in names.iter().enumerate() {
        if words.len() + name.len() > NAMES_SHOWN {
            return format!("There are: {words} and {} more", names.len() - at);
        }
        let comma = if words.is_empty() { "" } else { ", " };
        words = format!("{words}{comma}{name}");
    }
    match names.is_empty() {
        true => format!("Nothing is called {last}"),
        false => format!("There are: {words}"),
    }
}
