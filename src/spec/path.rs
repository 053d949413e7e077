//! Where in a document: `spec.awsTags[env].value`.

use std::fmt;

use super::json::Json;

/// The way from the top of a document to a value in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Field(Box<str>),
    /// An element of an array by its place, from 0.
    Index(usize),
    /// An element of an array of `{name, …}` objects by its name.
    Name(Box<str>),
}

impl Path {
    /// The document itself.
    pub fn top() -> Self {
        Self::default()
    }

    /// Reads `spec.awsTags[0].value`, `spec.awsTags[env]`, `a["b.c"]`, and also a JSON pointer `/spec/awsTags/0`.
    ///
    /// Whatever cannot be read as that becomes a field of that name: what managers name as the place of a
    /// mistake is shown, not judged.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if let Some(pointer) = text.strip_prefix('/') {
            return pointer.split('/').map(pointer_step).collect();
        }
        read_dotted(text.strip_prefix("$.").unwrap_or(text))
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        self.0.iter().cloned().chain([step]).collect()
    }

    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        self.then(Step::Field(name.into()))
    }

    #[must_use]
    pub fn index(&self, at: usize) -> Self {
        self.then(Step::Index(at))
    }

    #[must_use]
    pub fn name(&self, name: &str) -> Self {
        self.then(Step::Name(name.into()))
    }

    /// The way to what it is in; `None` at the top.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// Whether it is `other` or lies within it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The names of fields on the way, without places in arrays: what rules and secrets are told by.
    pub fn fields(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter_map(|step| match step {
                Step::Field(name) => Some(&**name),
                Step::Index(_) | Step::Name(_) => None,
            })
            .collect()
    }

    /// The value there, if there is one.
    pub fn in_document<'a>(&self, document: &'a Json) -> Option<&'a Json> {
        self.0.iter().try_fold(document, |value, step| step.child(value))
    }
}

impl Step {
    /// The place of the child that is meant among the children of `value`, from 0.
    pub fn position(&self, value: &Json) -> Option<usize> {
        match (self, value) {
            (Self::Field(name), Json::Object(object)) => object.position(name),
            (Self::Index(at), Json::Array(items)) => (*at < items.len()).then_some(*at),
            (Self::Name(name), Json::Array(items)) => {
                items.iter().position(|item| name_of(item) == Some(name))
            }
            _ => None,
        }
    }

    /// The child of `value` that is meant.
    pub fn child<'a>(&self, value: &'a Json) -> Option<&'a Json> {
        match (self, value) {
            (Self::Field(name), Json::Object(object)) => object.get(name),
            (_, Json::Array(items)) => items.get(self.position(value)?),
            _ => None,
        }
    }
}

/// The `name` of an element of a `{name, …}` array.
pub fn name_of(item: &Json) -> Option<&str> {
    item.get("name")?.as_str()
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if is_plain(name) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(name)?;
                }
                Step::Field(name) => write!(f, "[{}]", super::json::quoted(name))?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Name(name) if is_plain_name(name) => write!(f, "[{name}]")?,
                Step::Name(name) => write!(f, "[={}]", super::json::quoted(name))?,
            }
        }
        Ok(())
    }
}

/// A name of a field that needs no quotes in a path.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// A name of an element that cannot be taken for a place or the end of the brackets.
fn is_plain_name(name: &str) -> bool {
    let is_safe = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ' ');
    !name.is_empty() && name.trim() == name && name.chars().all(is_safe) && name.parse::<usize>().is_err()
}

fn pointer_step(text: &str) -> Step {
    let name = text.replace("~1", "/").replace("~0", "~");
    name.parse()
        .map_or_else(|_| Step::Field(name.into()), Step::Index)
}

fn read_dotted(text: &str) -> Path {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(bracket) = rest.strip_prefix('[')
            && let Some((step, after)) = read_bracket(bracket)
        {
            steps.push(step);
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        // The first character is taken whatever it is, so that every text is read to its end.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest
            .get(first..)
            .and_then(|tail| tail.find(['.', '[']))
            .map_or(rest.len(), |at| at + first);
        let (field, after) = rest.split_at(length);
        if !field.is_empty() {
            steps.push(Step::Field(field.into()));
        }
        rest = after;
    }
    Path(steps)
}

/// What stands between brackets, and what comes behind them.
fn read_bracket(text: &str) -> Option<(Step, &str)> {
    let (is_name, text) = match text.strip_prefix('=') {
        Some(text) => (true, text),
        None => (false, text),
    };
    if text.starts_with('"') {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
        let name = values.next()?.ok()?;
        let after = text.get(values.byte_offset()..)?.strip_prefix(']')?;
        let name = name.into();
        return Some((
            if is_name {
                Step::Name(name)
            } else {
                Step::Field(name)
            },
            after,
        ));
    }
    let (inner, after) = text.split_once(']')?;
    match inner.parse() {
        Ok(index) if !is_name => Some((Step::Index(index), after)),
        _ => Some((Step::Name(inner.into()), after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_shown() {
        let paths = [
            Path::top().field("spec").field("query").field("replicas"),
            Path::top().field("awsTags").name("env").field("value"),
            Path::top().field("tags").index(3),
            Path::top().field("a.b").name("3").field(""),
            Path::top().name("druid.processing.numThreads"),
            Path::top().name("x]y").field("ö"),
        ];
        for path in paths {
            assert_eq!(Path::read(&path.to_string()), path, "{path}");
        }
    }

    #[test]
    fn json_pointers_are_understood() {
        assert_eq!(
            Path::read("/spec/tags/0/a~1b").to_string(),
            r#"spec.tags[0]["a/b"]"#
        );
    }

    #[test]
    fn any_text_is_read_without_falling_over() {
        for text in ["", ".", "[", "]", "a[", "a[]", "..a", "[\"", "a b", "]].[=", "$."] {
            let _read = Path::read(text).to_string();
        }
    }

    #[test]
    fn elements_are_found_by_name_and_by_place() {
        let document: Json = r#"{"tags":[{"name":"a","value":1},{"name":"b","value":2}]}"#
            .parse()
            .unwrap();
        let found = |path: &str| Path::read(path).in_document(&document).map(Json::to_string);
        assert_eq!(found("tags[b].value").as_deref(), Some("2"));
        assert_eq!(found("tags[0].name").as_deref(), Some("\"a\""));
        assert_eq!(found("tags[c]"), None);
        assert_eq!(found("").as_deref(), Some(document.to_string().as_str()));
    }
}
