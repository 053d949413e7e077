//! The recorded exchanges of two real managers, sent to simulated ones in the same order.
//!
//! - [`comparing`]: when an answer counts as the recorded one.
//! - [`interludes`]: what the recorder did without recording it.
//! - [`differing`]: the exchanges that cannot be the same, each with the reason.
//!
//! Where the recorder waited, the clock is moved until the recorded state is reached.

mod comparing;
mod differing;
mod interludes;

use std::fmt::Write as _;

use super::super::archive::EMPTY_ZIP;
use super::super::unpacking::{File, pack};
use super::*;
use comparing::Ids;
use differing::Difference;

#[derive(Debug, Clone, serde::Deserialize)]
struct Exchange {
    request: Recorded,
    response: Response,
}

#[derive(Debug, Clone, serde::Deserialize)]
struct Recorded {
    method: String,
    path: String,
    headers: serde_json::Map<String, Value>,
    #[serde(default)]
    body: Value,
}

#[derive(Debug, Clone, serde::Deserialize)]
struct Response {
    status: u16,
    headers: serde_json::Map<String, Value>,
    #[serde(default)]
    body: Value,
}

/// So often the clock is moved by half a second before an answer counts as another one.
const PATIENCE: usize = 80;

fn sample(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/managers/cloudify/samples");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

/// What the recorder had made before: its users, and a manager without a supervisor of services.
fn recorders(profile: Profile) -> Visitor {
    Visitor::with(profile, |world| {
        furnishing::people(world);
        community(world);
        world.services.are_unknown = true;
    })
}

#[tokio::test]
async fn the_recorded_answers_of_4_2_come_again() {
    let manager = recorders(Profile::V42);
    replay(&manager, "recorded-4.2.jsonl", &differing::in_42()).await;
}

#[tokio::test]
async fn the_recorded_answers_of_7_1_come_again() {
    let manager = recorders(Profile::V71);
    replay(&manager, "recorded-7.1.jsonl", &differing::in_71()).await;
}

async fn replay(manager: &Visitor, name: &str, differences: &[Difference]) {
    let mut ids = Ids::default();
    let mut complaints = String::new();
    for (number, line) in (1..).zip(sample(name).lines()) {
        let exchange: Exchange = serde_json::from_str(line).unwrap();
        interludes::before(manager, number, &mut ids).await;
        manager.advance(0.001);
        let reason = differences
            .iter()
            .find(|difference| difference.numbers.contains(&number));
        let outcome = one(manager, &exchange, &mut ids, reason.is_some()).await;
        let request = format!("{number} {} {}", exchange.request.method, exchange.request.path);
        match (outcome, reason) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(difference)) => {
                let _ = writeln!(
                    complaints,
                    "{request}: the same, though listed: {}",
                    difference.reason
                );
            }
            (Err(why), None) => {
                let _ = writeln!(complaints, "{request}: {why}");
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

/// Sends one request until the answer is the recorded one, or once if it cannot be.
async fn one(
    manager: &Visitor,
    exchange: &Exchange,
    ids: &mut Ids,
    is_different: bool,
) -> Result<(), String> {
    let attempts = if is_different { 1 } else { PATIENCE };
    let (mut first, mut last) = (Ok(()), Ok(()));
    for _ in 0..attempts {
        let mut trial = ids.clone();
        let (status, outcome) = send(manager, exchange, &mut trial).await;
        first = first.and(outcome.clone());
        last.clone_from(&outcome);
        let is_settled = outcome.is_ok() || is_different;
        // What was refused has changed nothing; what was done is not done twice.
        let can_wait = exchange.request.method == "GET" || (status >= 400 && exchange.response.status < 400);
        if is_settled || !can_wait {
            *ids = trial;
            return outcome;
        }
        manager.advance(0.5);
    }
    match (first, last) {
        (Err(first), Err(last)) if first != last => Err(format!("{first}; in the end {last}")),
        (first, _) => first,
    }
}

async fn send(manager: &Visitor, exchange: &Exchange, ids: &mut Ids) -> (u16, Result<(), String>) {
    let Recorded {
        method,
        path,
        headers,
        body,
    } = &exchange.request;
    let mut request = Request::builder()
        .method(method.as_str())
        .uri(ids.translated(path));
    for (name, value) in headers {
        request = request.header(name.as_str(), header_of(value.as_str().unwrap(), ids));
    }
    let request = request.body(body_of(manager.profile(), path, body, ids)).unwrap();
    let answer = manager.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let octets = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.map_or("", |kind| kind.to_str().unwrap());
    let status = parts.status.as_u16();
    let body = match octets.is_empty() {
        true => Value::Null,
        false => serde_json::from_slice(&octets).unwrap_or_else(|_| json!(String::from_utf8_lossy(&octets))),
    };
    let expected = &exchange.response;
    let compared = ids.compare(&expected.body, &body, "");
    let recorded = expected.headers.get("content-type").and_then(Value::as_str);
    let outcome = if status != expected.status {
        Err(format!("status {status}, not {}: {body}", expected.status))
    } else if status < 300 && !octets.is_empty() && recorded != Some(kind) {
        Err(format!("type {kind}, not {recorded:?}"))
    } else {
        compared
    };
    (status, outcome)
}

/// The credentials and tokens are left out of the recordings.
fn header_of(value: &str, ids: &Ids) -> String {
    match value {
        "<token>" => ids.token(),
        "Basic <admin with a wrong password>" => basic("admin", "wrong"),
        "Basic <ghost with a wrong password>" => basic("ghost", "wrong"),
        _ => match value
            .strip_prefix("Basic <")
            .and_then(|rest| rest.strip_suffix('>'))
        {
            Some(user) => basic(user, user),
            None => value.to_owned(),
        },
    }
}

/// Of an archive only its size is recorded: what is sent for it has the same meaning.
fn body_of(profile: Profile, path: &str, body: &Value, ids: &Ids) -> Body {
    match body {
        Value::Null => Body::empty(),
        Value::String(text) => match text.as_str() {
            "<14 bytes>" | "<7 bytes>" => Body::from("garbage"),
            "<112 bytes>" => Body::from(EMPTY_ZIP),
            text if text.ends_with(" bytes>") && path.contains("/plugins") => Body::from(plugin()),
            text if text.ends_with(" bytes>") => Body::from(blueprint(profile)),
            text => Body::from(text.to_owned()),
        },
        document => {
            let text = document.to_string().replace("<password>", "user1");
            Body::from(ids.translated(&text))
        }
    }
}

fn file(path: &str, content: &str) -> File {
    File {
        path: path.to_owned(),
        content: content.as_bytes().to_vec(),
    }
}

/// The recorder's blueprint.
fn blueprint(profile: Profile) -> Vec<u8> {
    let text = sample("recorded-blueprint.yaml");
    let text = match profile {
        Profile::V42 => text,
        // A property that came with its types.
        Profile::V71 => text.replace("port: 8080\n", "port: 8080\n      use_external_resource: false\n"),
    };
    pack(
        "demo",
        &[
            file("blueprint.yaml", &text),
            file("scripts/step.sh", "#!/bin/sh\n"),
        ],
    )
}

fn plugin() -> Vec<u8> {
    let package = json!({
        "package_name": "demo-plugin",
        "package_version": "1.0.0",
        "package_source": "./demo-plugin",
        "archive_name": "demo_plugin-1.0.0-py311-none-any.wgn",
        "supported_platform": "any",
        "supported_python_versions": ["py311"],
        "wheels": ["demo_plugin-1.0.0-py3-none-any.whl"],
    });
    pack("demo-plugin", &[file("package.json", &package.to_string())])
}
