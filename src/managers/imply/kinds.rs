//! Wire types become the neutral rows and details.

use std::hash::BuildHasher;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use crate::resource::cluster::{self, Summary};
use crate::resource::kind::{Found, SERVERS};
use crate::resource::{
    Cell, Children, Column, Detail, Event, Field, Id, Kind, Origin, Progress, Row, StateClass, event,
};

use super::lenient::{Lenient, Object};
use super::wire::{Cluster, EventEntry, Identity, Metadata, Server, Spec, Status};
use super::words;

/// Columns of a server, in the order of its row.
pub const SERVER_COLUMNS: [Column; 6] = [
    Column::left("instance", "INSTANCE", (19, 20), 0),
    Column::left("type", "TYPE", (10, 12), 2),
    Column::left("node", "NODE", (10, 12), 3),
    Column::left("state", "STATE", (9, 13), 1),
    Column::left("private-ip", "PRIVATE IP", (12, 15), 4),
    Column::left("public-ip", "PUBLIC IP", (12, 15), 5),
];

pub static KINDS: [Kind; 3] = [
    cluster::KIND,
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &SERVER_COLUMNS,
        found: Found::WithCluster,
        listed_as: None,
    },
    event::KIND,
];

/// Index of the TYPE column of a server: actions group servers by it.
pub const SERVER_TYPE: usize = 1;

/// The row of one element of the list; never fails: what cannot be read says so.
pub fn cluster_row(raw: &str) -> Row {
    match serde_json::from_str::<Cluster<'_>>(raw) {
        Ok(cluster) => summary(&cluster, raw).into_row(),
        Err(error) => {
            // One malformed value elsewhere does not cost the object its identity.
            let identity: Identity<'_> = serde_json::from_str(raw).unwrap_or_default();
            let id = id_of(&identity.metadata, raw);
            Row::unreadable(&id, cluster::COLUMNS.len(), &error.to_string())
        }
    }
}

/// Everything about one cluster.
///
/// # Errors
/// The parser's words if `raw` is not a JSON object.
pub fn cluster_detail(raw: &str) -> Result<Detail, serde_json::Error> {
    let cluster: Cluster<'_> = serde_json::from_str(raw)?;
    let none = Status::default();
    let status = object(&cluster.status).unwrap_or(&none);
    let mut events: Vec<Event> = status.events.elements().iter().map(event_of).collect();
    event::sort_by_time(&mut events);
    let row = Arc::new(summary(&cluster, raw).into_row());
    Ok(Detail {
        busy_since: if row.state.class.is_busy() {
            change_began(&events)
        } else {
            None
        },
        row,
        fields: fields(&cluster, status),
        children: vec![Children {
            kind: SERVERS,
            rows: status
                .servers
                .elements()
                .iter()
                .map(|server| Arc::new(server_row(server)))
                .collect(),
        }],
        events,
        document: raw.into(),
        spec: cluster.spec.map(|spec| spec.get().into()),
    })
}

/// The id that a document gives, if it gives one.
pub fn cluster_id(raw: &str) -> Option<Id> {
    let identity: Identity<'_> = serde_json::from_str(raw).ok()?;
    let uid = object(&identity.metadata)?.uid.read()?;
    (!uid.0.is_empty()).then(|| uid.0.as_ref().into())
}

fn object<T>(field: &Lenient<Object<T>>) -> Option<&T> {
    field.read().map(|object| &object.0)
}

fn summary(cluster: &Cluster<'_>, raw: &str) -> Summary {
    let (no_metadata, no_status) = (Metadata::default(), Status::default());
    let metadata = object(&cluster.metadata).unwrap_or(&no_metadata);
    let status = object(&cluster.status).unwrap_or(&no_status);
    let servers = status.servers.elements();
    let running = servers.iter().filter(|server| is_running(server)).count();
    let health = status.status.shown();
    Summary {
        id: id_of(&cluster.metadata, raw).into(),
        name: metadata.name.shown().into(),
        state: words::cluster_state(status.state.shown()),
        health: (!health.is_empty()).then(|| words::health(health)),
        servers: status
            .servers
            .read()
            .map(|_| (saturating(running), saturating(servers.len()))),
        version: status.resource_version.read().map(|count| count.0),
        progress: progress(status),
        last_event: last_event(status),
    }
}

fn saturating(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn is_running(server: &Lenient<Object<Server<'_>>>) -> bool {
    object(server).is_some_and(|server| words::server_state(server.state.shown()).class == StateClass::Up)
}

fn progress(status: &Status<'_>) -> Option<Progress> {
    let update = object(&status.update_state)?;
    Progress::new(
        update.current_stage.read().map_or(0, |count| count.0),
        update.total_stages.read()?.0,
    )
}

fn last_event(status: &Status<'_>) -> Option<(crate::resource::LevelMark, Box<str>)> {
    let entries = status.events.elements().iter().filter_map(object);
    let latest = entries.max_by_key(|entry| timestamp(entry))?;
    Some((words::level(latest.level.shown()), latest.message.shown().into()))
}

/// `None`, the smallest, where the time cannot be read.
fn timestamp(entry: &EventEntry<'_>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(entry.timestamp.shown())
        .ok()
        .map(|time| time.with_timezone(&Utc))
}

fn event_of(entry: &Lenient<Object<EventEntry<'_>>>) -> Event {
    let none = EventEntry::default();
    let known = object(entry);
    let entry = known.unwrap_or(&none);
    let at = timestamp(entry);
    let message = match (at, entry.timestamp.shown()) {
        _ if known.is_none() => "(unreadable event)".into(),
        // A time in another form is kept as text: it is better than no time.
        (None, time) if !time.is_empty() => format!("[{time}] {}", entry.message.shown()).into(),
        _ => entry.message.shown().into(),
    };
    Event {
        at,
        level: words::level(entry.level.shown()),
        origin: Origin::Manager,
        source: entry.source.shown().into(),
        message,
        fields: Box::default(),
        causes: Box::default(),
    }
}

/// When the running change began: the newest event that speaks of an update or change that started.
///
/// Messages are free text; where none matches, nothing is claimed.
fn change_began(events: &[Event]) -> Option<DateTime<Utc>> {
    let tells = |event: &&Event| {
        let words = event.message.to_ascii_lowercase();
        ["update started", "requested", "change accepted"]
            .iter()
            .any(|pattern| words.contains(pattern))
    };
    events.iter().rev().find(tells)?.at
}

fn server_row(server: &Lenient<Object<Server<'_>>>) -> Row {
    let Some(server) = object(server) else {
        return Row::unreadable("", SERVER_COLUMNS.len(), "not an object");
    };
    let state = words::server_state(server.state.shown());
    let cells = [
        Cell::text_of(server.instance_id.shown()),
        Cell::text_of(server.node_type.shown()),
        Cell::text_of(server.instance_type.shown()),
        if state.text.is_empty() {
            Cell::Empty
        } else {
            Cell::State(state.clone())
        },
        Cell::text_of(server.private_ip.shown()),
        Cell::text_of(server.public_ip.shown()),
    ];
    Row {
        id: server.instance_id.shown().into(),
        name: server.instance_id.shown().into(),
        state,
        progress: None,
        version: None,
        cells: cells.into(),
    }
}

/// Facts for the header; the root certificate and the password stay in the raw document.
fn fields(cluster: &Cluster<'_>, status: &Status<'_>) -> Vec<Field> {
    let spec: Spec<'_> = cluster.spec.and_then(read_spec).unwrap_or_default();
    let balancers = object(&status.load_balancers);
    let address = |pick: fn(&super::wire::LoadBalancers<'_>) -> String| {
        balancers.map_or(Cell::Empty, |balancers| Cell::text_of(&pick(balancers)))
    };
    vec![
        Field::new("Imply version", Cell::text_of(spec.version.shown())),
        Field::new("desired", Cell::text_of(spec.desired_state.shown())),
        Field::new(
            "public address",
            address(|balancers| balancers.public.shown().to_owned()),
        ),
        Field::new(
            "private address",
            address(|balancers| balancers.private.shown().to_owned()),
        ),
    ]
}

fn read_spec(raw: &RawValue) -> Option<Spec<'_>> {
    serde_json::from_str(raw.get()).ok()
}

/// The manager's id; where it gives none, one made of the element, so that a selection can hold on to it.
fn id_of(metadata: &Lenient<Object<Metadata<'_>>>, raw: &str) -> String {
    match object(metadata).and_then(|metadata| metadata.uid.read()) {
        Some(uid) if !uid.0.is_empty() => uid.0.clone().into_owned(),
        _ => format!(
            "no-id-{:016x}",
            foldhash::fast::FixedState::default().hash_one(raw)
        ),
    }
}
