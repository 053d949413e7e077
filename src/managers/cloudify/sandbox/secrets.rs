//! Secrets ("Secrets"): a value by its key, shown only by itself.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, deleted, document, ok, timestamp};
use super::asking::{Asking, Method, check_name};
use super::listing::{Fields, Projection, list};
use super::owned::{Availability, Owned};
use super::profile::Profile;
use super::world::World;

/// What somebody keeps in the manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub key: String,
    pub value: String,
    pub owned: Owned,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Whether 7.1 shows the value only to who made it and who manages the tenant.
    pub is_hidden: bool,
}

const FIELDS_42: Fields = &[
    "tenant_name",
    "created_at",
    "updated_at",
    "value",
    "private_resource",
    "resource_availability",
    "created_by",
    "key",
];

const LISTED_42: Fields = &[
    "tenant_name",
    "created_at",
    "updated_at",
    "created_by",
    "resource_availability",
    "key",
];

const FIELDS_71: Fields = &[
    "created_at",
    "visibility",
    "value",
    "updated_at",
    "is_hidden_value",
    "schema",
    "provider_options",
    "key",
    "provider_name",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
];

const LISTED_71: Fields = &[
    "key",
    "created_at",
    "updated_at",
    "resource_availability",
    "visibility",
    "tenant_name",
    "created_by",
    "is_hidden_value",
    "provider_name",
];

/// The value of a secret that a deployment of a tenant can use.
pub fn value<'a>(world: &'a World, tenant: &str, key: &str) -> Option<&'a str> {
    let is_reached =
        |secret: &&Secret| secret.owned.tenant == tenant || secret.owned.availability == Availability::Global;
    let mut named = world.secrets.iter().filter(|secret| secret.key == key);
    named.find(is_reached).map(|secret| secret.value.as_str())
}

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let (fields, listed) = match ask.profile {
        Profile::V42 => (FIELDS_42, LISTED_42),
        Profile::V71 => (FIELDS_71, LISTED_71),
    };
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["secrets"]) => {
            let seen = world.secrets.iter();
            let seen = seen.filter(|secret| secret.owned.is_seen(ask, &world.accounts));
            let documents = seen.map(|secret| {
                let mut document = secret.document(ask.profile);
                document.retain(|member, _| listed.contains(&member.as_str()));
                document
            });
            list(ask, listed, documents.collect())
        }
        (method, ["secrets", key, rest @ ..]) => {
            let wanted = Projection::read(ask, fields)?;
            let shown = |document| wanted.of(document);
            match (method, rest) {
                (Method::Get, []) => {
                    let secret = find(world, ask, key)?;
                    ok(shown(secret.document(ask.profile)))
                }
                (Method::Delete, []) => {
                    let secret = find(world, ask, key)?.clone();
                    world.secrets.retain(|known| *known != secret);
                    deleted(ask, shown(secret.document(ask.profile)))
                }
                (Method::Put, []) => create(world, ask, key).map(shown).and_then(ok),
                (Method::Patch, []) => update(world, ask, key).map(shown).and_then(ok),
                (Method::Patch, ["set-visibility"]) => widen(world, ask, key).map(shown).and_then(ok),
                _ => Err(Refusal::NotRouted),
            }
        }
        _ => Err(Refusal::NotRouted),
    }
}

/// Makes a secret; 7.1 can write over one instead.
fn create(world: &mut World, ask: &Asking, key: &str) -> Result<Document, Refusal> {
    check_name("key", key)?;
    let value = ask.required("value")?;
    if ask.profile == Profile::V71 && value.as_str() == Some("") {
        // The text of 7.1 has the indentation of its source in it.
        let gap = " ".repeat(17);
        return Err(Refusal::bad(format!(
            "Cannot create a secret with empty value or provider:{gap}{key}"
        )));
    }
    let is_known = find(world, ask, key).is_ok();
    let overwrites = ask.profile == Profile::V71 && ask.flag("update_if_exists", false)?;
    if is_known && overwrites {
        return update(world, ask, key);
    }
    if is_known {
        return Err(Refusal::exists(ask, "Secret", key));
    }
    let Value::String(value) = value else {
        // Encrypting a number is what 7.1 trips over.
        return Err(match ask.profile {
            Profile::V42 => ask.mistyped("value", "unicode", value),
            Profile::V71 => Refusal::Fault,
        });
    };
    let secret = Secret {
        key: key.to_owned(),
        value: value.clone(),
        owned: Owned::by(ask, Availability::asked(ask)?),
        created_at: ask.now,
        updated_at: ask.now,
        is_hidden: ask.flag("is_hidden_value", false)?,
    };
    let document = secret.changed(ask, world.chance.hex(64).as_str());
    world.secrets.push(secret);
    Ok(document)
}

fn update(world: &mut World, ask: &Asking, key: &str) -> Result<Document, Refusal> {
    if ask.profile == Profile::V42 {
        ask.required("value")?;
    } else if ask.body.is_empty() {
        find(world, ask, key)?;
        return Err(Refusal::illegal(
            "Update a secret request must include at least one parameter to update",
        ));
    }
    let value = ask.text("value")?.map(str::to_owned);
    let is_hidden = match ask.body.contains_key("is_hidden_value") {
        true => Some(ask.flag("is_hidden_value", false)?),
        false => None,
    };
    change(world, ask, key, |secret| {
        if let Some(value) = value {
            secret.value = value;
        }
        secret.is_hidden = is_hidden.unwrap_or(secret.is_hidden);
        Ok(())
    })
}

/// Lets more people see a secret (7.1).
fn widen(world: &mut World, ask: &Asking, key: &str) -> Result<Document, Refusal> {
    let name = ask.required_text("visibility")?;
    let wanted = Availability::asked(ask)?;
    change(world, ask, key, |secret| {
        if wanted < secret.owned.availability {
            return Err(Refusal::illegal(format!(
                "Can't set the visibility of `{key}` to {name} because it already has wider visibility"
            )));
        }
        secret.owned.availability = wanted;
        Ok(())
    })
}

fn change(
    world: &mut World,
    ask: &Asking,
    key: &str,
    how: impl FnOnce(&mut Secret) -> Result<(), Refusal>,
) -> Result<Document, Refusal> {
    let known = find(world, ask, key)?.clone();
    let cipher = world.chance.hex(64);
    let secret = world.secrets.iter_mut().find(|secret| **secret == known);
    let secret = secret.ok_or_else(|| Refusal::not_found("Secret", key))?;
    how(secret)?;
    secret.updated_at = ask.now;
    Ok(secret.changed(ask, &cipher))
}

fn find<'a>(world: &'a World, ask: &Asking, key: &str) -> Result<&'a Secret, Refusal> {
    let seen = |secret: &&Secret| secret.owned.is_seen(ask, &world.accounts);
    let mut named = world.secrets.iter().filter(|secret| secret.key == key);
    named.find(seen).ok_or_else(|| Refusal::not_found("Secret", key))
}

impl Secret {
    /// As it is read.
    fn document(&self, profile: Profile) -> Document {
        let mut document = document([
            ("key", json!(self.key)),
            ("value", json!(self.value)),
            ("created_at", json!(timestamp(self.created_at))),
            ("updated_at", json!(timestamp(self.updated_at))),
        ]);
        if profile == Profile::V71 {
            document.extend(super::answer::document([
                ("is_hidden_value", json!(self.is_hidden)),
                ("schema", Value::Null),
                ("provider_options", Value::Null),
                ("provider_name", Value::Null),
            ]));
        }
        self.owned.stamp(&mut document, profile);
        document
    }

    /// As it is after a change: 7.1 then shows the value encrypted.
    fn changed(&self, ask: &Asking, cipher: &str) -> Document {
        let mut document = self.document(ask.profile);
        if ask.profile == Profile::V71 {
            let cipher = format!("gAAAAAB{}", BASE64_URL_SAFE.encode(cipher));
            document.insert("value".to_owned(), json!(cipher));
        }
        document
    }
}
