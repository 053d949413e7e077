//! Tenants, users, groups of users, and tokens (§3, §4.12 to §4.15).

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::super::lenient;

/// Who belongs to something: a count by default, names with `_get_data=true`, a list in 4.0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Members {
    /// How many there are; `None` if the manager does not say.
    pub count: Option<i64>,
    /// Each with its role, which may be empty; empty where only the count is said.
    pub names: Vec<(String, String)>,
}

/// A tenant (`GET /tenants/{name}`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Tenant {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    pub users: Members,
    pub groups: Members,
}

/// A user (`GET /users/{name}`, `GET /user`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct User {
    #[serde(deserialize_with = "lenient::text")]
    pub username: String,
    #[serde(deserialize_with = "lenient::text")]
    pub role: String,
    #[serde(deserialize_with = "lenient::flag")]
    pub active: Option<bool>,
    #[serde(deserialize_with = "lenient::flag")]
    pub is_locked: Option<bool>,
    #[serde(deserialize_with = "lenient::text")]
    pub last_login_at: String,
    pub tenants: Members,
    pub groups: Members,
}

/// A group of users (`GET /user-groups/{name}`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct UserGroup {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub role: String,
    #[serde(deserialize_with = "lenient::text")]
    pub ldap_dn: String,
    pub tenants: Members,
    pub users: Members,
}

/// A token (`GET /tokens` up to 6.x; `/api/v3.1/tokens` from 7.0 on) without its value, which stays in the document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Token {
    /// From 7.0 on.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub username: String,
    #[serde(deserialize_with = "lenient::text")]
    pub role: String,
    #[serde(deserialize_with = "lenient::text")]
    pub description: String,
    #[serde(deserialize_with = "lenient::text")]
    pub expiration_date: String,
    #[serde(deserialize_with = "lenient::text")]
    pub last_used: String,
}

impl Members {
    /// "3", or the names with their roles: "ann (manager), bob".
    pub fn words(&self) -> String {
        if self.names.is_empty() {
            return self.count.map(|count| count.to_string()).unwrap_or_default();
        }
        let words = self.names.iter().map(|(name, role)| match role.as_str() {
            "" => name.clone(),
            role => format!("{name} ({role})"),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let named = |names: Vec<(String, String)>| Self {
            count: i64::try_from(names.len()).ok(),
            names,
        };
        Ok(match value {
            Value::Array(names) => named(
                names
                    .into_iter()
                    .map(|name| (lenient::as_text(name), String::new()))
                    .collect(),
            ),
            Value::Object(members) => named(
                members
                    .into_iter()
                    .map(|(name, role)| (name, role_of(role)))
                    .collect(),
            ),
            other => Self {
                count: lenient::as_count(&other),
                names: Vec::new(),
            },
        })
    }
}

/// A role as text, or as `{"tenant-role": "user", "roles": ["user"]}`; several, as groups give them, with commas.
fn role_of(value: Value) -> String {
    let Value::Object(mut members) = value else {
        return match value {
            Value::Array(roles) => joined(roles),
            other => lenient::as_text(other),
        };
    };
    match (members.remove("tenant-role"), members.remove("roles")) {
        (Some(Value::String(role)), _) if !role.is_empty() => role,
        (_, Some(Value::Array(roles))) => joined(roles),
        _ => String::new(),
    }
}

fn joined(roles: Vec<Value>) -> String {
    let roles: Vec<String> = roles.into_iter().map(lenient::as_text).collect();
    roles.join(", ")
}
