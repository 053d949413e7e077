//! The keys that an account encrypts its volumes with ("Encryption keys").

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Outcome, Refusal, accepted, message, ok};
use super::checks::Checks;
use super::documents::OWN_ACCOUNT;
use super::life;
use super::reader::Reader;
use super::words::DELETED;
use super::world::Contents;

#[derive(Debug, Clone)]
pub struct EncryptionKey {
    pub id: String,
    pub account: Account,
    pub alias: String,
    pub arn: String,
    /// The provider's account that it belongs to.
    pub provider: String,
}

/// The keys of an account; 404 if there are none.
pub(super) fn list(contents: &Contents, account: Account) -> Outcome {
    let own = contents.keys.iter().filter(|key| key.account == account);
    let items: Vec<Value> = own.map(EncryptionKey::document).collect();
    if items.is_empty() {
        Err(Refusal::NOT_FOUND)
    } else {
        ok(items.into())
    }
}

pub(super) fn create(contents: &mut Contents, account: Account, body: &Value) -> Outcome {
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let alias = fields.required_text("alias", &mut checks);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let is_right = alias.len() <= 30 && alias.chars().all(fits) && !alias.starts_with(' ');
    checks.require(
        is_right,
        "alias",
        "Must have 1 to 30 letters, digits, spaces, underscores and hyphens.",
    );
    let is_known = contents
        .keys
        .iter()
        .any(|key| key.account == account && key.alias == alias);
    checks.require(!is_known, "alias", "Must be unique in the account.");
    let arn = fields.required_text("arn", &mut checks);
    let is_key = arn.starts_with("arn:aws:kms:") && arn.contains(":key/");
    checks.require(is_key, "arn", "Invalid key: must be the ARN of a KMS key.");
    let given = fields
        .text("providerAccount", &mut checks)
        .or_else(|| fields.text("provider", &mut checks));
    checks.done()?;
    let key = EncryptionKey {
        id: contents.chance.uuid(),
        account,
        alias: alias.to_owned(),
        arn: arn.to_owned(),
        provider: given.unwrap_or(OWN_ACCOUNT).to_owned(),
    };
    let answer = key.document();
    contents.keys.push(key);
    accepted(answer)
}

pub(super) fn delete(contents: &mut Contents, account: Account, id: &str, now: DateTime<Utc>) -> Outcome {
    let place = contents
        .keys
        .iter()
        .position(|key| key.account == account && key.id == id);
    let place = place.ok_or(Refusal::NOT_FOUND)?;
    let live = contents
        .clusters
        .iter()
        .filter(|cluster| life::of_cluster(cluster, now) != DELETED);
    let mut centres = live.flat_map(|cluster| &cluster.centres);
    if centres.any(|centre| centre.encryption_key.as_deref() == Some(id)) {
        let words = "Encryption key in use. Data centres using this key need to be deleted first.";
        return Err(Refusal::Words(StatusCode::BAD_REQUEST, words.to_owned()));
    }
    contents.keys.remove(place);
    accepted(message("Encryption key has been deleted."))
}

impl EncryptionKey {
    fn document(&self) -> Value {
        json!({"id": self.id, "arn": self.arn, "alias": self.alias, "provider": self.provider})
    }
}
