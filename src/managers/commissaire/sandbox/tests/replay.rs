//! The recording of a real server, exchange for exchange, against the simulated one.

use std::collections::BTreeSet;

use axum::extract::ConnectInfo;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use super::*;
use crate::managers::commissaire::sandbox::model::Facts;
use crate::managers::commissaire::sandbox::settings::{Access, Basic, Service, Tokens};
use crate::sandbox::serve::Peer;

const RECORDING: &str = include_str!("../../samples/recorded.jsonl");

/// Exchanges that cannot be replayed, and why.
const NOT_REPLAYED: [(u64, &str); 1] = [(299, "the TLS handshake failed: there is no HTTP answer")];

/// How far a time may be off: the real server took its own while for each request.
const TOLERANCE_SECONDS: f64 = 1.0;

/// What the real worker took for each step besides the work: three hosts of 2 s were done after 6.1 s.
const STEP_OVERHEAD_SECONDS: f64 = 0.04;

#[derive(Deserialize)]
struct Exchange {
    seq: u64,
    note: String,
    server: String,
    backend: String,
    t_s: f64,
    world: Knobs,
    request: Asked,
    response: Answered,
}

/// What the simulated hosts of the recording were told to do.
#[derive(Deserialize)]
struct Knobs {
    facts_s: Option<f64>,
    play_s: f64,
    #[serde(default)]
    failing: BTreeSet<String>,
    #[serde(default)]
    unreachable: BTreeSet<String>,
    #[serde(default)]
    services_down: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Asked {
    method: String,
    path: String,
    auth: Option<String>,
    body: Value,
}

#[derive(Deserialize)]
struct Answered {
    status: Option<u16>,
    headers: serde_json::Map<String, Value>,
    body: Value,
}

fn recording() -> Vec<Exchange> {
    RECORDING
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn the_simulated_manager_answers_as_the_recorded_one_did() {
    let manager = Manager::empty();
    let start = manager.world.clock().now();
    let exchanges = recording();
    assert_eq!(exchanges.len(), 309);
    let mut wrong = Vec::new();
    for exchange in &exchanges {
        if NOT_REPLAYED.iter().any(|(seq, _)| *seq == exchange.seq) {
            continue;
        }
        manager.configure(|settings| set_up(settings, exchange));
        let passed = (manager.world.clock().now() - start).as_seconds_f64();
        manager.advance((exchange.t_s - passed).max(0.0));
        let (response, text) = manager.response(request(&exchange.request)).await;
        if let Err(difference) = compare(exchange, &response, &text) {
            wrong.push(format!("{} ({}): {difference}", exchange.seq, exchange.note));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} exchanges differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn set_up(settings: &mut Settings, exchange: &Exchange) {
    let knobs = &exchange.world;
    let seconds = Duration::from_secs_f64;
    if let Some(facts) = knobs.facts_s {
        settings.timing.facts = seconds(facts);
    }
    let play = seconds(knobs.play_s + STEP_OVERHEAD_SECONDS);
    for step in [
        &mut settings.timing.bootstrap,
        &mut settings.timing.upgrade,
        &mut settings.timing.restart,
        &mut settings.timing.deploy,
    ] {
        *step = play;
    }
    settings.facts = Some(Facts {
        os: "fedora".into(),
        cpus: 2,
        memory: 2_048,
        space: 51_475_068,
    });
    let troubles = &mut settings.troubles;
    troubles.marked_addresses = false;
    troubles.unreachable.clone_from(&knobs.unreachable);
    troubles.bootstrap_fails.clone_from(&knobs.failing);
    troubles.operation_fails.clone_from(&knobs.failing);
    troubles.watcher_fails.clone_from(&knobs.failing);
    // It was configured with an address where nothing listens.
    troubles.managers_unreachable.insert("ocp".into());
    troubles.services_down = knobs.services_down.iter().map(|name| service(name)).collect();
    let is_as_shipped = exchange.backend == "as-is";
    settings.quirks.hosts_as_shipped = is_as_shipped;
    settings.quirks.deploy_as_shipped = is_as_shipped;
    settings.access = access(exchange);
}

fn service(name: &str) -> Service {
    match name {
        "storage" => Service::Storage,
        "clusterexec" => Service::Clusterexec,
        "containermgr" => Service::ContainerManager,
        other => panic!("{other}"),
    }
}

fn access(exchange: &Exchange) -> Access {
    let basic = match exchange.server.as_str() {
        "main" => Basic::Users([("a".to_owned(), "a".to_owned())].into()),
        _ => Basic::Nothing,
    };
    Access {
        basic,
        tokens: Tokens::Nothing,
        // A certificate for another name is as good as none.
        certificates: exchange.server == "tls-client-certificate"
            && exchange.request.auth.as_deref() == Some("tls client certificate, CN as configured"),
        open_paths: match exchange.server.split_once("self-auths=") {
            Some((_, path)) => [path.to_owned()].into(),
            None => BTreeSet::new(),
        },
    }
}

fn request(asked: &Asked) -> Request<Body> {
    let basic = |text: &str| Some(format!("Basic {}", BASE64_STANDARD.encode(text)));
    let credential = match asked.auth.as_deref() {
        None => None,
        Some("basic header, text not base64") => Some("Basic ***".to_owned()),
        Some("basic, no colon in decoded text") => basic("abc"),
        Some(auth) if auth.starts_with("tls") => None,
        Some(auth) => match auth.split_once(' ') {
            Some(("basic", pair)) => basic(pair),
            Some(("bearer", token)) => Some(format!("Bearer {token}")),
            _ => panic!("{auth}"),
        },
    };
    let mut request = Request::builder().method(asked.method.as_str()).uri(&asked.path);
    if let Some(credential) = credential {
        request = request.header(header::AUTHORIZATION, credential);
    }
    if asked
        .auth
        .as_deref()
        .is_some_and(|auth| auth.starts_with("tls client"))
    {
        let peer = Peer {
            has_certificate: true,
        };
        request = request.extension(ConnectInfo(peer));
    }
    let body = match &asked.body {
        Value::Null => Body::empty(),
        Value::String(bytes) => Body::from(bytes.clone()),
        document => Body::from(document.to_string()),
    };
    request.body(body).unwrap()
}

fn compare(exchange: &Exchange, response: &Response<()>, text: &str) -> Result<(), String> {
    let recorded = &exchange.response;
    let status = response.status().as_u16();
    if Some(status) != recorded.status {
        return Err(format!(
            "answered {status} {text}, recorded {:?} {}",
            recorded.status, recorded.body
        ));
    }
    for (name, value) in &recorded.headers {
        let given = response.headers().get(name).and_then(|value| value.to_str().ok());
        if given != value.as_str() {
            return Err(format!("{name}: {given:?}, recorded {value}: {text}"));
        }
    }
    let is_same = match &recorded.body {
        Value::String(words) => words == text,
        document => {
            let given = serde_json::from_str(text).map_err(|error| error.to_string())?;
            is_alike(&given, document, &exchange.request)
        }
    };
    let difference = || format!("answered {text}, recorded {}", recorded.body);
    is_same.then_some(()).ok_or_else(difference)
}

/// The same document, but for the order of lists that have none, ids, and fractions of a second.
fn is_alike(given: &Value, recorded: &Value, asked: &Asked) -> bool {
    match (given, recorded) {
        (Value::Object(given), Value::Object(recorded)) => {
            given.keys().eq(recorded.keys())
                && given.iter().zip(recorded).all(|((name, given), (_, recorded))| {
                    let is_id = name == "id" && given.as_str().map(str::len) == Some(36);
                    is_id || is_alike(given, recorded, asked)
                })
        }
        (Value::Array(given), Value::Array(recorded)) if has_no_order(asked) => {
            let mut left: Vec<&Value> = given.iter().collect();
            recorded.iter().all(|recorded| {
                let place = left.iter().position(|given| is_alike(given, recorded, asked));
                place.map(|place| left.swap_remove(place)).is_some()
            }) && left.is_empty()
        }
        (Value::Array(given), Value::Array(recorded)) => {
            given.len() == recorded.len()
                && given
                    .iter()
                    .zip(recorded)
                    .all(|(given, recorded)| is_alike(given, recorded, asked))
        }
        (Value::String(given), Value::String(recorded)) => {
            let apart = time(given).zip(time(recorded)).map(|(a, b)| a - b);
            given == recorded || apart.is_some_and(|apart| apart.as_seconds_f64().abs() < TOLERANCE_SECONDS)
        }
        _ => given == recorded,
    }
}

/// Lists of all objects of a kind come in the order of the store; a list of members that was replaced comes in
/// that of a set.
fn has_no_order(asked: &Asked) -> bool {
    let path = asked.path.trim_end_matches('/');
    let is_list = ["clusters", "hosts", "networks", "containermanagers"]
        .iter()
        .any(|list| path == format!("/api/v0/{list}"));
    is_list || (asked.method == "PUT" && path.ends_with("/hosts"))
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(naive.and_utc())
}
