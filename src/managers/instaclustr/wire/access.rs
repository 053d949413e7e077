//! Keys, users, topics and access lists ("Encryption keys, users, Kafka objects").

use std::collections::BTreeMap;

use serde::de::Deserializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::lenient;

/// A key that encrypts disks (`GET /encryption-keys`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EncryptionKey {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub arn: String,
    #[serde(deserialize_with = "lenient::text")]
    pub alias: String,
    /// The provider's account.
    #[serde(alias = "providerAccount", deserialize_with = "lenient::text")]
    pub provider: String,
}

/// The names of a bundle's users (`GET /{clusterId}/{bundle}/users`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Users(pub Vec<String>);

/// The names of a cluster's topics (`GET /{clusterId}/kafka/topics`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topics(pub Vec<String>);

/// What is configured of a topic (`GET /{clusterId}/kafka/topics/{topic}/config`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct TopicConfig {
    #[serde(deserialize_with = "lenient::named_texts")]
    pub config: BTreeMap<String, String>,
}

/// The answer to a search for access rules (`POST /{clusterId}/kafka/acls/searches`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Acls {
    #[serde(deserialize_with = "lenient::parts")]
    pub acls: Vec<Acl>,
}

/// One access rule: its seven fields are its identity. As a filter, what is empty is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Acl {
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub principal: String,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub host: String,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub resource_type: String,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub resource_name: String,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub operation: String,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub permission_type: String,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub pattern_type: String,
}

/// Names alone, or objects that hold one.
impl<'de> Deserialize<'de> for Users {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(names(value, "users", &["username", "name"])))
    }
}

/// As [`Users`].
impl<'de> Deserialize<'de> for Topics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(names(value, "topics", &["topic", "name"])))
    }
}

/// The names in a list, or in the list that an object holds.
fn names(value: Value, list: &str, members: &[&str]) -> Vec<String> {
    let elements = match value {
        Value::Array(elements) => elements,
        Value::Object(mut object) => match object.remove(list) {
            Some(Value::Array(elements)) => elements,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let name = |element: Value| {
        let named = members.iter().find_map(|member| element.get(member)?.as_str());
        named
            .map(str::to_owned)
            .unwrap_or_else(|| lenient::as_text(element))
    };
    elements.into_iter().map(name).collect()
}
