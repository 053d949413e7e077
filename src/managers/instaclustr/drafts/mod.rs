//! The bodies of requests, made of what was said for an action.
//!
//! - [`create`]: a cluster, by its bundle or as one JSON object; [`legacy`]: as older clients ask for one.
//! - [`cluster`]: what is asked of a cluster and of its data centres.
//! - [`access`]: who is let in: firewall rules, peerings, keys, users; [`kafka`]: topics and access rules.
//! - [`keeping`]: configurations and backups.
//! - [`part_id`]: the ids of parts, taken apart again.
//!
//! Booleans and counts are sent as such, although the API takes them as text as well.
//!
//! **Invariant:** nothing is asked for here that was neither said nor declared as a default.

pub mod access;
pub mod cluster;
pub mod create;
pub mod kafka;
pub mod keeping;
pub mod legacy;
pub mod part_id;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::managers::{FieldError, ManagerError};

use super::bundles::Told;

/// A JSON object that grows field by field; what has no value leaves no field.
#[derive(Debug, Default)]
struct Body(Map<String, Value>);

impl Body {
    fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0.insert(field.to_owned(), value.into());
        self
    }

    fn with_any(self, field: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// An object, if there is anything in it.
    fn with_filled(self, field: &str, value: Self) -> Self {
        match value.0.is_empty() {
            true => self,
            false => self.with(field, value),
        }
    }

    /// What was said as JSON over all that is there: objects are merged, a null takes a field away (RFC 7396).
    fn merged(self, told: &Told<'_>, parameter: &str) -> Self {
        let mut body = Value::Object(self.0);
        let over = told.object(parameter);
        if !over.is_empty() {
            json_patch::merge(&mut body, &Value::Object(over));
        }
        match body {
            Value::Object(fields) => Self(fields),
            // An object merged over an object is one.
            _ => Self::default(),
        }
    }
}

impl From<Body> for Value {
    fn from(body: Body) -> Self {
        Self::Object(body.0)
    }
}

/// What is known to be refused, before it is sent.
pub fn refused(fields: impl IntoIterator<Item = (String, String)>) -> ManagerError {
    let field = |(target, message)| FieldError {
        code: "invalid".into(),
        target,
        message,
    };
    ManagerError::Invalid {
        message: "nothing was sent".into(),
        fields: fields.into_iter().map(field).collect(),
    }
}
