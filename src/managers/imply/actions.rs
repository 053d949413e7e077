//! What can be done to an Imply cluster, when, and what it will do.
//!
//! Life cycle: one change at a time, anything else is answered 409 ("Response status codes"). Which
//! states accept which change is not documented; what is certain to be refused is not offered, the
//! rest is left to the manager's answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::resource::action::{self, Consequences, Target};
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Action, Availability, Danger, Following, On, Row, StateClass};

use super::kinds::SERVER_TYPE;
use super::words;

pub static ACTIONS: [Action; 4] = [
    Action {
        id: action::START,
        title: "Start",
        past: "started",
        help: "Start the cluster",
        on: On::Object(CLUSTERS),
        parameters: &[],
        queues: false,
        danger: Danger::Low,
        bulk: true,
        available: can_start,
        consequences: start_does,
        following: |before, now| until(before, now, StateClass::Up),
        ..Action::PLAIN
    },
    Action {
        id: action::STOP,
        title: "Stop",
        past: "stopped",
        help: "Stop the cluster",
        on: On::Object(CLUSTERS),
        parameters: &[],
        queues: false,
        danger: Danger::Service,
        bulk: true,
        available: can_stop,
        consequences: stop_does,
        following: |before, now| until(before, now, StateClass::Down),
        ..Action::PLAIN
    },
    Action {
        id: action::REPLACE_SERVER,
        title: "Replace server",
        past: "replaced",
        help: "Replace the server with a new one",
        on: On::Part {
            of: CLUSTERS,
            part: SERVERS,
        },
        parameters: &[],
        queues: false,
        danger: Danger::Part,
        bulk: false,
        available: can_replace,
        consequences: replace_does,
        following: replaced,
        ..Action::PLAIN
    },
    Action {
        id: action::DELETE,
        title: "Delete",
        past: "deleted",
        help: "Delete the cluster for good",
        on: On::Object(CLUSTERS),
        parameters: &[],
        queues: false,
        danger: Danger::Destroys,
        bulk: false,
        available: can_delete,
        consequences: delete_does,
        following: |_, now| Following::Running(words_of(now.row)),
        ..Action::PLAIN
    },
];

/// Why nothing can be asked of a cluster on which a change is under way.
fn busy(row: &Row) -> Option<Availability> {
    let stage = row.progress.filter(|progress| progress.current < progress.total);
    if !row.state.class.is_busy() {
        return None;
    }
    let what = row.state.text.to_lowercase();
    Some(Availability::NotNow(match stage {
        Some(stage) => format!(
            "{what}, stage {} of {}; one change at a time",
            stage.current, stage.total
        ),
        None => format!("{what}, one change at a time"),
    }))
}

fn can_start(target: &Target<'_>) -> Availability {
    busy(target.row).unwrap_or_else(|| match target.row.state.class {
        StateClass::Up => Availability::NotNow("it is running".into()),
        StateClass::Neutral => unknown_state(target.row),
        _ => Availability::Offered,
    })
}

fn can_stop(target: &Target<'_>) -> Availability {
    busy(target.row).unwrap_or_else(|| match target.row.state.class {
        StateClass::Down => Availability::NotNow("it is stopped".into()),
        StateClass::Neutral => unknown_state(target.row),
        _ => Availability::Offered,
    })
}

fn can_delete(target: &Target<'_>) -> Availability {
    // A cluster that is still being created can be given up.
    if &*target.row.state.text == "PENDING" {
        return Availability::Offered;
    }
    busy(target.row).unwrap_or_else(|| match target.row.state.class {
        StateClass::Neutral => unknown_state(target.row),
        _ => Availability::Offered,
    })
}

fn can_replace(target: &Target<'_>) -> Availability {
    let Some(server) = target.part else {
        return Availability::NotNow("select a server first".into());
    };
    if let Some(busy) = busy(target.row) {
        return busy;
    }
    match (target.row.state.class, server.state.class) {
        (StateClass::Up, StateClass::GoingDown | StateClass::Down) => {
            Availability::NotNow(format!("the server is {} already", server.state.text))
        }
        (StateClass::Up, _) => Availability::Offered,
        (StateClass::Neutral, _) => unknown_state(target.row),
        _ => Availability::NotNow(format!(
            "the cluster is {}, not running",
            target.row.state.text.to_lowercase()
        )),
    }
}

fn unknown_state(row: &Row) -> Availability {
    Availability::NotNow(match &*row.state.text {
        "" => "the manager does not tell its state".into(),
        state => format!("its state, {state}, is not known to this version"),
    })
}

/// "18 servers (3 master, 3 query, 12 data)", as far as the servers are known.
fn servers_of(target: &Target<'_>) -> String {
    let Some(detail) = target.detail else {
        return "its servers".into();
    };
    let servers = detail.children_of(SERVERS);
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    for server in servers {
        let node_type = server.cell(SERVER_TYPE).text();
        *groups
            .entry(words::node_group(&node_type).to_owned())
            .or_default() += 1;
    }
    // Masters first, as the API lists them; then by name.
    let rank = |group: &str| {
        ["master", "query", "data"]
            .iter()
            .position(|known| *known == group)
            .unwrap_or(3)
    };
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(group, _)| rank(group));
    let parts: Vec<_> = groups
        .iter()
        .map(|(group, count)| format!("{count} {group}"))
        .collect();
    match servers.len() {
        0 => "no servers".into(),
        1 => format!("1 server ({})", parts.join(", ")),
        count => format!("{count} servers ({})", parts.join(", ")),
    }
}

fn address(target: &Target<'_>) -> Option<String> {
    let fields = &target.detail?.fields;
    let named = |label| {
        fields
            .iter()
            .find(|field| field.label == label)
            .map(|field| field.value.text())
    };
    ["public address", "private address"]
        .into_iter()
        .filter_map(named)
        .find(|text| !text.is_empty())
        .map(|text| text.into_owned())
}

fn start_does(_: &Target<'_>) -> Consequences {
    Consequences {
        will: "launch the servers that its configuration asks for; AWS charges for them from then on".into(),
        will_not: "change its configuration beyond the desired state".into(),
        undo: "stop it again".into(),
    }
}

fn stop_does(target: &Target<'_>) -> Consequences {
    let queries = match address(target) {
        Some(address) => format!("queries to {address} fail until it is started again"),
        None => "queries fail until it is started again".into(),
    };
    Consequences {
        will: format!("terminate {}; {queries}", servers_of(target)),
        will_not: "touch deep storage or the metadata store".into(),
        undo: "start it again".into(),
    }
}

fn delete_does(target: &Target<'_>) -> Consequences {
    Consequences {
        will: format!(
            "terminate {} and remove the cluster with all its versions",
            servers_of(target)
        ),
        will_not: "promise anything about deep storage or the metadata store: the API does not say".into(),
        undo: "none: it cannot be brought back".into(),
    }
}

fn replace_does(target: &Target<'_>) -> Consequences {
    let server = target.part.map_or_else(String::new, |server| {
        format!(
            "{} ({}, {})",
            server.name,
            server.cell(SERVER_TYPE).shown(),
            server.state.text
        )
    });
    Consequences {
        will: format!("terminate {server}; a new server of its type starts by itself"),
        will_not: "change the configuration, or touch any other server".into(),
        undo: "none: what is cached on this server is lost with it".into(),
    }
}

fn words_of(row: &Row) -> String {
    match row.progress {
        Some(stage) if stage.current < stage.total => {
            format!("{}, stage {} of {}", row.state.text, stage.current, stage.total)
        }
        _ => row.state.text.to_string(),
    }
}

fn until(before: &Target<'_>, now: &Target<'_>, wanted: StateClass) -> Following {
    match now.row.state.class {
        class if class == wanted => Following::Done(words_of(now.row)),
        // A failure that was there before is not this change's: it may not have begun yet.
        StateClass::Bad if before.row.state != now.row.state => Following::Failed(words_of(now.row)),
        _ => Following::Running(words_of(now.row)),
    }
}

/// Done when the old instance is gone and a server of its type runs that was not there before.
///
/// How many of the type run says less: another of them may be on its way out, or sick, all the time.
fn replaced(before: &Target<'_>, now: &Target<'_>) -> Following {
    let (Some(old), Some(before), Some(detail)) = (before.part, before.detail, now.detail) else {
        return Following::Running("not read yet".into());
    };
    let servers = detail.children_of(SERVERS);
    if let Some(still) = servers.iter().find(|server| server.id == old.id) {
        return Following::Running(format!("{} is {}", still.name, still.state.text));
    }
    if now.row.state.class == StateClass::Bad {
        return Following::Failed(words_of(now.row));
    }
    let known = before.children_of(SERVERS);
    let is_new = |server: &&Arc<Row>| {
        server.cell(SERVER_TYPE) == old.cell(SERVER_TYPE) && !known.iter().any(|known| known.id == server.id)
    };
    let mut successors = servers.iter().filter(is_new).peekable();
    let first = successors.peek().copied();
    match (
        successors.find(|server| server.state.class == StateClass::Up),
        first,
    ) {
        (Some(runs), _) => Following::Done(format!("{} is gone, {} runs", old.name, runs.name)),
        (None, Some(comes)) => Following::Running(format!(
            "{} is gone, {} is {}",
            old.name, comes.name, comes.state.text
        )),
        (None, None) => Following::Running(format!("{} is gone, its successor is not there yet", old.name)),
    }
}
