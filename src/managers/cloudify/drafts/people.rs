//! Bodies for users, groups and the cluster of managers (§4.2, §4.14, §4.15).

use serde_json::{Map, Value, json};

use crate::resource::{Arguments, JsonSort};

use super::super::actions::name;
use super::keeping::Mistake;

/// `PUT /users`.
pub fn user(username: &str, told: &Arguments) -> Value {
    let mut body = Map::new();
    body.insert("username".into(), username.into());
    body.insert(
        "password".into(),
        told.get(name::PASSWORD).unwrap_or_default().into(),
    );
    said(&mut body, "role", told.get(name::ROLE));
    Value::Object(body)
}

/// `POST /user-groups`.
pub fn user_group(group: &str, told: &Arguments) -> Value {
    let mut body = Map::new();
    body.insert("group_name".into(), group.into());
    said(&mut body, "ldap_group_dn", told.get(name::LDAP_DN));
    said(&mut body, "role", told.get(name::ROLE));
    Value::Object(body)
}

/// `PUT /cluster` for the first manager of one, and for one that joins.
///
/// # Errors
/// Credentials that look like JSON and are none.
pub fn cluster(told: &Arguments) -> Result<Value, Mistake> {
    let mut body = Map::new();
    body.insert(
        "host_ip".into(),
        told.get(name::ADDRESS).unwrap_or_default().into(),
    );
    body.insert(
        "node_name".into(),
        told.get(name::NODE_NAME).unwrap_or_default().into(),
    );
    let join: Vec<&str> = told.words(name::JOIN).collect();
    if !join.is_empty() {
        body.insert("join_addrs".into(), json!(join));
    }
    if let Some(credentials) = told.get(name::CREDENTIALS) {
        // A text in the seed's examples, an object in its table (§7, 9).
        let sort = match credentials.trim_start().starts_with('{') {
            true => JsonSort::Object,
            false => JsonSort::Text,
        };
        // What is wrong is said without what was typed: it is secret.
        let credentials = sort
            .read(credentials)
            .map_err(|_| (name::CREDENTIALS.to_owned(), "no JSON object".to_owned()))?;
        body.insert("credentials".into(), credentials);
    }
    Ok(Value::Object(body))
}

/// `PATCH /cluster` with any map.
///
/// # Errors
/// What is no JSON object.
pub fn changes(told: &Arguments) -> Result<Value, Mistake> {
    let changes = told.get(name::CHANGES).unwrap_or_default();
    JsonSort::Object
        .read(changes)
        .map_err(|why| (name::CHANGES.to_owned(), why))
}

/// `PUT /cluster/nodes/{name}`.
pub fn cluster_node(node: &str, told: &Arguments) -> Value {
    json!({"host_ip": told.get(name::ADDRESS).unwrap_or_default(), "node_name": node})
}

fn said(body: &mut Map<String, Value>, member: &str, value: Option<&str>) {
    if let Some(value) = value {
        body.insert(member.into(), value.into());
    }
}
