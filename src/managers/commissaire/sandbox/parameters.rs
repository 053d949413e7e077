//! The parameters of a request: those of its path, overridden by its body or its query ("Parameter merge").

use serde_json::{Map, Value};

use super::answer::Refusal;

/// Merged parameters, with the checks that the server's models make.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(Map<String, Value>);

impl Parameters {
    /// Those of the path alone.
    pub fn of_path(path: Vec<(&'static str, String)>) -> Self {
        let pairs = path
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()));
        Self(pairs.collect())
    }

    /// Takes those of a query; their values are escaped for HTML.
    pub fn merge_query(&mut self, query: &[(String, String)]) {
        for (name, value) in query {
            self.0.insert(name.clone(), escaped(value).into());
        }
    }

    /// Takes those of a body, which does what Python's `dict.update` makes of it; the path's own stay if
    /// `may_override` is not set.
    ///
    /// # Errors
    /// 400 for what is no JSON, and for a string; 500 for other things than objects and empty arrays.
    pub fn merge_body(&mut self, body: &[u8], may_override: bool) -> Result<(), Refusal> {
        if body.is_empty() {
            return Ok(());
        }
        match serde_json::from_slice(body).map_err(|_| Refusal::BadRequest)? {
            Value::Object(members) => {
                for (name, value) in members {
                    if may_override || !self.0.contains_key(&name) {
                        self.0.insert(name, value);
                    }
                }
                Ok(())
            }
            Value::Array(elements) if elements.is_empty() => Ok(()),
            Value::String(text) if text.is_empty() => Ok(()),
            Value::String(_) => Err(Refusal::BadRequest),
            Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Err(Refusal::Broken),
        }
    }

    /// A parameter as it is.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A parameter that names an object; 404 for what cannot be a name.
    pub fn key(&self, name: &str) -> Result<String, Refusal> {
        let text = self.get(name).and_then(Value::as_str);
        text.map(str::to_owned).ok_or(Refusal::NotFound)
    }

    /// A field of a model that is text.
    pub fn text(&self, name: &str, default: &str) -> Result<String, Refusal> {
        match self.get(name) {
            None => Ok(default.to_owned()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(Refusal::BadRequest),
        }
    }

    /// A field of a model that is a whole number; in Python a boolean is one, a float is not.
    pub fn integer(&self, name: &str) -> Result<i64, Refusal> {
        match self.get(name) {
            None => Ok(0),
            Some(Value::Bool(set)) => Ok(i64::from(*set)),
            Some(value) => value.as_i64().ok_or(Refusal::BadRequest),
        }
    }

    /// A field of a model that is an object.
    pub fn object(&self, name: &str) -> Result<Map<String, Value>, Refusal> {
        match self.get(name) {
            None => Ok(Map::new()),
            Some(Value::Object(members)) => Ok(members.clone()),
            Some(_) => Err(Refusal::BadRequest),
        }
    }

    /// A list of text, if it is given.
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let elements = value.as_array().ok_or(Refusal::BadRequest)?;
        let texts: Option<Vec<String>> = elements
            .iter()
            .map(|element| element.as_str().map(str::to_owned))
            .collect();
        texts.map(Some).ok_or(Refusal::BadRequest)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
}
