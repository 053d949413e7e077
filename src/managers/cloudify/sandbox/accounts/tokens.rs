//! Tokens ("Tokens"): one for the asking from 4.2, a list of them below `/api/v3.1` from 7.1.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::super::answer::{Answer, Document, Refusal, Reply, document, ok, timestamp};
use super::super::asking::{Asking, Method};
use super::super::listing::{Fields, Projection, list};
use super::super::profile::Profile;
use super::super::world::World;
use super::model::{Accounts, Token};

const FIELDS_42: Fields = &["role", "value"];
const FIELDS_71: Fields = &[
    "id",
    "username",
    "value",
    "role",
    "expiration_date",
    "last_used",
    "description",
];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.profile, ask.method, ask.path().as_slice()) {
        (Profile::V42, Method::Get, ["tokens"]) => {
            let wanted = Projection::read(ask, FIELDS_42)?;
            let ends = ask.elapsed + world.access.lifetime();
            let token = issue(world, ask, Some(ends));
            let role = role_of(&world.accounts, &token.user);
            ok(wanted.of(document([("role", json!(role)), ("value", json!(token.value))])))
        }
        (Profile::V71, Method::Get, ["tokens"]) => {
            let seen = world.accounts.tokens.iter().filter(|token| is_seen(token, ask));
            let documents = seen.map(|token| describe(&world.accounts, token, true)).collect();
            list(ask, FIELDS_71, documents)
        }
        (Profile::V71, Method::Post, ["tokens"]) => {
            let wanted = Projection::read(ask, FIELDS_71)?;
            let expiration_date = ask.text("expiration_date")?.map(read_date).transpose()?;
            let description = ask.text("description")?.map(str::to_owned);
            let token = issue(world, ask, None);
            if let Some(kept) = world.accounts.tokens.last_mut() {
                kept.expiration_date = expiration_date;
                kept.description.clone_from(&description);
            }
            let token = Token {
                expiration_date,
                description,
                ..token
            };
            ok(wanted.of(describe(&world.accounts, &token, false)))
        }
        (Profile::V71, Method::Delete, ["tokens", id]) => {
            let tokens = &mut world.accounts.tokens;
            let known = tokens
                .iter()
                .position(|token| token.id == *id && is_seen(token, ask));
            let place = known.ok_or_else(|| Refusal::not_found("Token", id))?;
            tokens.remove(place);
            Ok(Reply::empty(axum::http::StatusCode::NO_CONTENT))
        }
        _ => Err(Refusal::NotRouted),
    }
}

/// Makes a token for the caller; `ends` is real time since the start of the clock.
fn issue(world: &mut World, ask: &Asking, ends: Option<Duration>) -> Token {
    let id = world.chance.hex(10);
    let value = match ask.profile {
        Profile::V42 => format!("{}.{}", world.chance.hex(24), world.chance.hex(27)),
        Profile::V71 => format!("ctok-{id}-{}", world.chance.hex(40)),
    };
    let token = Token {
        id,
        value,
        user: ask.caller.name.clone(),
        description: None,
        expiration_date: None,
        last_used: None,
        ends,
    };
    let tokens = &mut world.accounts.tokens;
    tokens.retain(|token| token.ends.is_none_or(|ends| ends > ask.elapsed));
    tokens.push(token.clone());
    token
}

fn is_seen(token: &Token, ask: &Asking) -> bool {
    ask.caller.is_admin || token.user == ask.caller.name
}

fn read_date(text: &str) -> Result<DateTime<Utc>, Refusal> {
    text.parse()
        .map_err(|_| Refusal::bad(format!("expiration_date is expected to be a date, got {text}")))
}

fn role_of(accounts: &Accounts, user: &str) -> Option<&'static str> {
    accounts.user(user).map(|user| user.role.name())
}

fn describe(accounts: &Accounts, token: &Token, is_masked: bool) -> Document {
    let value = match is_masked {
        true => format!("ctok-{}-********", token.id),
        false => token.value.clone(),
    };
    document([
        ("id", json!(token.id)),
        ("username", json!(token.user)),
        ("value", json!(value)),
        ("role", json!(role_of(accounts, &token.user))),
        ("expiration_date", json!(token.expiration_date.map(timestamp))),
        ("last_used", json!(token.last_used.map(timestamp))),
        (
            "description",
            token.description.as_ref().map_or(Value::Null, |text| json!(text)),
        ),
    ])
}
