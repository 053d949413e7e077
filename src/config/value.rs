//! One value of the file, checked against the shape that its key declares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::HeaderName;
use toml::de::DeValue;

use crate::credentials::Place;
use crate::resource::text::visible;
use crate::resource::{nearest, network};
use crate::transport::{TransportError, base_url};

use super::keys::Shape;

/// A value that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    YesNo(bool),
    Duration(Duration),
    Path(PathBuf),
    Place(Place),
    Settings(BTreeMap<String, String>),
}

/// Why a value cannot be used; the value itself is not repeated unless it is a plain word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    /// The value may be a secret.
    pub hides: bool,
}

/// What paths in the file are relative to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The directory of the file.
    pub directory: PathBuf,
    /// What `~/` stands for.
    pub home: Option<PathBuf>,
}

/// The shortest and the longest time between two refreshes.
const REFRESH: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(24 * 60 * 60);

/// Reads the time between two refreshes.
///
/// # Errors
/// What is wrong, in words.
pub fn refresh(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).map_err(|_| "it is a time such as 30s or 2m".to_owned())?;
    if !REFRESH.contains(&time) {
        return Err("a refresh lies between 1s and 1day".into());
    }
    Ok(time)
}

/// The longest time between two requests.
const LONGEST_SPACING: Duration = Duration::from_secs(60);

/// Reads the least time between two requests to a host.
///
/// # Errors
/// What is wrong, in words.
pub fn spacing(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(time) if time <= LONGEST_SPACING => Ok(time),
        Ok(_) => Err("a spacing is one minute at most".into()),
        Err(_) => Err("it is a time such as 2600ms or 0s".into()),
    }
}

/// Whether a context can be called so.
pub fn is_context_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.chars().all(is_allowed)
}

/// What is said of a name that a context cannot have.
pub const BAD_NAME: &str = "the name of a context has letters, digits, -, _ and .";

impl Surroundings {
    /// The directory of this file, and the user's home.
    pub fn of_file(file: &Path) -> Self {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        Self {
            directory: parent.unwrap_or(Path::new(".")).to_owned(),
            home: etcetera::home_dir().ok(),
        }
    }

    /// A path of the file, as it is meant.
    ///
    /// # Errors
    /// It begins with `~` and there is no home, or it is another user's.
    pub fn resolve(&self, text: &str) -> Result<PathBuf, String> {
        if text == "~" || text.starts_with("~/") {
            let home = self.home.as_deref();
            let home = home.ok_or("~ stands for the home directory, and there is none")?;
            return Ok(home.join(text.trim_start_matches('~').trim_start_matches('/')));
        }
        if text.starts_with('~') {
            return Err("only ~/ is understood, for the home directory: write the whole path".into());
        }
        Ok(self.directory.join(text))
    }
}

/// Reads a value.
///
/// # Errors
/// [`Fault`] in words.
pub fn read(shape: Shape, value: &DeValue<'_>, around: &Surroundings) -> Result<Value, Fault> {
    match shape {
        Shape::YesNo => match value {
            DeValue::Boolean(is) => Ok(Value::YesNo(*is)),
            other => Err(wrong_type("true or false, without quotes", other)),
        },
        // Its entries are read one by one, each at its place.
        Shape::Settings => Err(wrong_type("a table of texts", value)),
        _ => match value {
            DeValue::String(text) => text_of(shape, text, around),
            other => Err(wrong_type("a text in quotes", other)),
        },
    }
}

fn text_of(shape: Shape, text: &str, around: &Surroundings) -> Result<Value, Fault> {
    if text.trim().is_empty() {
        return Err(plain("it is empty; without the key the default holds"));
    }
    let taken = Ok(Value::Text(text.to_owned()));
    match shape {
        Shape::Text | Shape::YesNo | Shape::Settings => taken,
        Shape::Duration => refresh(text).map(Value::Duration).map_err(plain),
        Shape::Network => match network::check(text) {
            Ok(()) => taken,
            Err(_) => Err(plain(
                "it is an IPv4 address or network, such as 203.0.113.7 or 198.51.100.0/24",
            )),
        },
        Shape::Spacing => spacing(text).map(Value::Duration).map_err(plain),
        Shape::Path => around.resolve(text).map(Value::Path).map_err(plain),
        Shape::Words(words) => match words().into_iter().find(|word| *word == text) {
            Some(_) => taken,
            None => Err(plain(no_choice(text, &words()))),
        },
        Shape::Url => address(text).map(|()| Value::Text(text.to_owned())),
        Shape::Proxy if text == "none" => taken,
        Shape::Proxy => address(text).map(|()| Value::Text(text.to_owned())),
        Shape::Secret => place_of(text, around).map(Value::Place).map_err(hidden),
        Shape::User if text.contains(':') => Err(hidden(
            "the name of a user has no colon; its password lies where `secret` says",
        )),
        Shape::User => taken,
        Shape::Header => match text.parse::<HeaderName>() {
            Ok(_) => taken,
            Err(_) => Err(hidden(
                "it is the name of a header, such as X-Api-Key, without its value",
            )),
        },
        Shape::ContextName if is_context_name(text) => taken,
        Shape::ContextName => Err(plain(BAD_NAME)),
    }
}

fn place_of(text: &str, around: &Surroundings) -> Result<Place, String> {
    let place: Place = text
        .parse()
        .map_err(|error: crate::credentials::PlaceError| error.to_string())?;
    match place {
        Place::File(path) => {
            let resolved = around.resolve(&path.to_string_lossy())?;
            Ok(Place::File(resolved))
        }
        Place::Environment(name) if !is_variable(&name) => {
            Err("env: is followed by the name of a variable: letters, digits and _".into())
        }
        Place::Command(words) if shell_words::split(&words).is_err() => {
            Err("a quote in the command is not closed".into())
        }
        other => Ok(other),
    }
}

fn is_variable(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn address(text: &str) -> Result<(), Fault> {
    if !text.contains("://") {
        return Err(hidden("it must begin with https:// or http://"));
    }
    base_url(text).map(drop).map_err(|error| match error {
        TransportError::BadUrl { reason, .. } => hidden(reason),
        _ => hidden("it is no address"),
    })
}

/// What is said of a word that is none of those there are. It is repeated only if it is as plain as they are.
pub fn no_choice(text: &str, words: &[&str]) -> String {
    let there_are = match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".to_owned(),
    };
    let is_plain = text.len() <= 16 && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let not = if is_plain {
        format!(", not \"{text}\"")
    } else {
        String::new()
    };
    format!("it is {there_are}{not}{}", meant(text, words.iter().copied()))
}

/// `; did you mean X?` if a known name is near.
pub fn meant<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(text, known).map_or_else(String::new, |near| format!("; did you mean {}?", visible(near)))
}

fn wrong_type(wanted: &str, value: &DeValue<'_>) -> Fault {
    let is = match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    hidden(format!("it is {wanted}, not {is}"))
}

fn plain(message: impl Into<String>) -> Fault {
    Fault {
        message: message.into(),
        hides: false,
    }
}

fn hidden(message: impl Into<String>) -> Fault {
    Fault {
        message: message.into(),
        hides: true,
    }
}
