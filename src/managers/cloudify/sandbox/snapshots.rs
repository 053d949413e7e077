//! Snapshots ("Snapshots"): made and restored by executions of the whole system, uploaded and downloaded as archives.

use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Answer, Content, Document, Refusal, Reply, archive, created, document, ok, timestamp};
use super::archive::{EMPTY_ZIP, fetched};
use super::asking::{Asking, Method, check_name};
use super::estate::{Ended, Order};
use super::listing::{Fields, Projection, list};
use super::owned::{Availability, Owned};
use super::profile::Profile;
use super::standing::Standing;
use super::world::World;

/// Everything that a manager holds, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub id: String,
    pub owned: Owned,
    pub status: Status,
    pub error: String,
    pub created_at: DateTime<Utc>,
    pub octets: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Creating,
    Created,
    Failed,
    Uploading,
    Uploaded,
}

/// How long it takes to make one, or to restore it.
pub const TAKES: Duration = Duration::from_secs(5);

const CREATE: &str = "create_snapshot";
const RESTORE: &str = "restore_snapshot";

const FIELDS_42: Fields = &[
    "status",
    "tenant_name",
    "created_at",
    "created_by",
    "private_resource",
    "resource_availability",
    "error",
    "id",
];

const FIELDS_71: Fields = &[
    "created_at",
    "id",
    "visibility",
    "status",
    "error",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
];

impl Status {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Creating, "creating"),
        (Self::Created, "created"),
        (Self::Failed, "failed"),
        (Self::Uploading, "uploading"),
        (Self::Uploaded, "uploaded"),
    ];

    pub fn name(self) -> &'static str {
        let known = Self::ALL.iter().find(|(status, _)| *status == self);
        known.map_or("", |(_, name)| *name)
    }

    pub fn named(name: &str) -> Option<Self> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(status, _)| *status)
    }
}

/// Takes note of the executions that ended.
pub fn settle(world: &mut World) {
    for ended in std::mem::take(&mut world.estate.ended_errands) {
        match ended.workflow.as_str() {
            CREATE => finish(world, &ended),
            RESTORE => restored(world, &ended),
            _ => {}
        }
    }
}

/// A snapshot is made, or not.
fn finish(world: &mut World, ended: &Ended) {
    let id = ended.parameters.get("snapshot_id").and_then(Value::as_str);
    let mut snapshots = world.snapshots.iter_mut();
    let snapshot = snapshots.find(|snapshot| Some(snapshot.id.as_str()) == id);
    // The worker may have told of its end before.
    let Some(snapshot) = snapshot.filter(|snapshot| snapshot.status == Status::Creating) else {
        return;
    };
    if ended.standing == Standing::Terminated {
        snapshot.status = Status::Created;
        snapshot.octets = Bytes::from_static(EMPTY_ZIP);
    } else {
        snapshot.status = Status::Failed;
        snapshot.error = format!("The execution that makes it ended as {}", ended.standing.name());
    }
}

/// A manager that holds something is restored only by force: what runs finds out only when it tries.
fn restored(world: &mut World, ended: &Ended) {
    let is_forced = ended.parameters.get("force") == Some(&Value::Bool(true));
    if ended.standing == Standing::Terminated && !is_forced && !world.is_empty() {
        let error = "NonRecoverableError: Snapshot restore on a manager that is not clean requires force";
        world.estate.set_standing(
            &ended.execution,
            Standing::Failed,
            Some(error.to_owned()),
            ended.at,
        );
        world.estate.ended_errands.clear();
    }
}

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let fields = match ask.profile {
        Profile::V42 => FIELDS_42,
        Profile::V71 => FIELDS_71,
    };
    let show = |snapshot: &Snapshot| -> Result<Document, Refusal> {
        Ok(Projection::read(ask, fields)?.of(snapshot.document(ask.profile)))
    };
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["snapshots"]) => {
            let seen = world.snapshots.iter();
            let seen = seen.filter(|snapshot| snapshot.owned.is_seen(ask, &world.accounts));
            let documents = seen.map(|snapshot| snapshot.document(ask.profile));
            list(ask, fields, documents.collect())
        }
        (Method::Get, ["snapshots", id]) => ok(show(find(world, ask, id)?)?),
        (Method::Put, ["snapshots", id]) => create(world, ask, id),
        (Method::Patch, ["snapshots", id]) => set_status(world, ask, id),
        (Method::Delete, ["snapshots", id]) => {
            let document = show(find(world, ask, id)?)?;
            check_restored(world, ask, id)?;
            let tenant = find(world, ask, id)?.owned.tenant.clone();
            world
                .snapshots
                .retain(|snapshot| snapshot.id != *id || snapshot.owned.tenant != tenant);
            // 7.1 answers so, too.
            ok(document)
        }
        (Method::Post, ["snapshots", id, "restore"]) => restore(world, ask, id),
        (Method::Put, ["snapshots", id, "archive"]) => {
            let snapshot = upload(world, ask, id)?;
            let document = show(&snapshot)?;
            world.snapshots.push(snapshot);
            created(document)
        }
        (Method::Get, ["snapshots", id, "archive"]) => {
            let snapshot = find(world, ask, id)?;
            match (snapshot.status, ask.profile) {
                (Status::Created | Status::Uploaded, _) => {
                    archive(format!("{id}.zip"), snapshot.octets.clone())
                }
                (Status::Failed, _) => {
                    let message = "Failed snapshot cannot be downloaded";
                    Err(Refusal::coded("snapshot_action_error", message))
                }
                // The file is not there, and neither generation looks before it opens it.
                (Status::Creating | Status::Uploading, Profile::V42) => Err(Refusal::Fault),
                (Status::Creating | Status::Uploading, Profile::V71) => Err(Refusal::NotRouted),
            }
        }
        _ => Err(Refusal::NotRouted),
    }
}

fn find<'a>(world: &'a World, ask: &Asking, id: &str) -> Result<&'a Snapshot, Refusal> {
    let seen = |snapshot: &&Snapshot| snapshot.owned.is_seen(ask, &world.accounts);
    let mut named = world.snapshots.iter().filter(|snapshot| snapshot.id == id);
    named.find(seen).ok_or_else(|| Refusal::not_found("Snapshot", id))
}

fn check_new(world: &World, ask: &Asking, id: &str) -> Result<(), Refusal> {
    if ask.profile == Profile::V71 {
        check_name("snapshot_id", id)?;
    }
    match find(world, ask, id) {
        Ok(_) => Err(Refusal::exists(ask, "Snapshot", id)),
        Err(_) => Ok(()),
    }
}

/// What works on the whole system waits for nobody, and nobody for it. Only the tenant's own executions count, so that
/// what never ends in one tenant of the demonstration keeps nobody in the other from trying this (our choice).
fn check_idle(world: &World, ask: &Asking) -> Result<(), Refusal> {
    let running: Vec<&str> = world
        .estate
        .active_in(&ask.tenant)
        .map(|execution| execution.id())
        .collect();
    if running.is_empty() {
        return Ok(());
    }
    let message = match ask.profile {
        Profile::V42 => format!(
            "You cannot start a system-wide execution if there are other executions running. \
             Currently running executions: {}",
            ask.profile.listed(running)
        ),
        Profile::V71 => format!(
            "Cannot start execution because there are other executions running e.g.: {}",
            running.join(", ")
        ),
    };
    Err(Refusal::coded("existing_running_execution_error", message))
}

fn new(ask: &Asking, id: &str, status: Status) -> Result<Snapshot, Refusal> {
    let availability = match ask.profile {
        Profile::V42 => Availability::asked(ask)?,
        Profile::V71 => Availability::Private,
    };
    Ok(Snapshot {
        id: id.to_owned(),
        owned: Owned::by(ask, availability),
        status,
        error: String::new(),
        created_at: ask.now,
        octets: Bytes::new(),
    })
}

/// Starts making one; the answer is the execution that does it.
fn create(world: &mut World, ask: &Asking, id: &str) -> Answer {
    check_new(world, ask, id)?;
    // Documented as off, and really on.
    let credentials = ask.flag("include_credentials", true)?;
    let mut parameters = document([("snapshot_id", json!(id)), ("config", configuration(ask.profile))]);
    match ask.profile {
        Profile::V42 => {
            check_idle(world, ask)?;
            let metrics = ask.flag("include_metrics", false)?;
            parameters.insert("include_metrics".to_owned(), json!(metrics));
        }
        Profile::V71 => {
            for (member, default) in [
                ("include_logs", true),
                ("include_events", true),
                ("legacy", false),
            ] {
                parameters.insert(member.to_owned(), json!(ask.flag(member, default)?));
            }
            parameters.insert("tempdir_path".to_owned(), Value::Null);
            parameters.insert("listener_timeout".to_owned(), Value::Null);
        }
    }
    parameters.insert("include_credentials".to_owned(), json!(credentials));
    let snapshot = new(ask, id, Status::Creating)?;
    let owned = Owned::by(ask, Availability::default());
    let order = Order::errand(owned, CREATE, parameters, TAKES);
    let execution = world.estate.start(order, ask.now);
    world.snapshots.push(snapshot);
    let started = world.estate.execution(&execution);
    let shown = started.map(|execution| execution.document(ask.profile));
    created(shown.unwrap_or_default())
}

/// What the manager tells its worker of itself.
fn configuration(profile: Profile) -> Value {
    let mut configuration = json!({
        "file_server_root": "/opt/manager/resources", "created_status": "created", "failed_status": "failed",
        "postgresql_bin_path": null, "postgresql_username": "cloudify", "postgresql_password": "cloudify",
        "postgresql_db_name": "cloudify_db", "default_tenant_name": "default_tenant",
    });
    let more = match profile {
        Profile::V42 => document([
            ("postgresql_host", json!("127.0.0.1")),
            ("db_address", json!("localhost")),
            ("db_port", json!(9_200)),
        ]),
        Profile::V71 => document([
            ("db_host", json!("127.0.0.1")),
            ("snapshot_restore_threads", json!(15)),
        ]),
    };
    if let Some(members) = configuration.as_object_mut() {
        members.extend(more);
    }
    configuration
}

/// Starts a restore; the answer looks like a snapshot and is of the execution.
fn restore(world: &mut World, ask: &Asking, id: &str) -> Answer {
    if ask.profile == Profile::V42 {
        ask.required("recreate_deployments_envs")?;
        ask.required("force")?;
    }
    let is_recreated = ask.flag("recreate_deployments_envs", true)?;
    let is_forced = ask.flag("force", false)?;
    let certificates = ask.flag("restore_certificates", false)?;
    let no_reboot = ask.flag("no_reboot", false)?;
    if no_reboot && !certificates {
        return Err(Refusal::bad(
            "`no_reboot` is only relevant when `restore_certificates` is activated",
        ));
    }
    let timeout = match ask.body.get("timeout") {
        None => json!(300),
        Some(value) if value.is_u64() => value.clone(),
        Some(other) => return Err(ask.mistyped("timeout", "int", other)),
    };
    let snapshot = find(world, ask, id)?;
    let owned = Owned {
        availability: snapshot.owned.availability,
        ..Owned::by(ask, Availability::default())
    };
    if ask.profile == Profile::V42 && world.cluster.nodes.len() > 1 {
        return Err(Refusal::illegal(
            "Restore snapshot is not allowed when in a cluster with more than one node",
        ));
    }
    check_idle(world, ask)?;
    let parameters = document([
        ("snapshot_id", json!(id)),
        ("recreate_deployments_envs", json!(is_recreated)),
        ("config", configuration(ask.profile)),
        ("force", json!(is_forced)),
        ("timeout", timeout),
        ("restore_certificates", json!(certificates)),
        ("no_reboot", json!(no_reboot)),
    ]);
    let order = Order::errand(owned.clone(), RESTORE, parameters, TAKES);
    let execution = world.estate.start(order, ask.now);
    let mut shown = document([
        ("id", json!(execution)),
        ("status", json!(Standing::Pending.name())),
        ("error", json!("")),
        ("created_at", json!(timestamp(ask.now))),
    ]);
    owned.stamp(&mut shown, ask.profile);
    ok(shown)
}

/// 7.1 keeps a snapshot while it is restored.
fn check_restored(world: &World, ask: &Asking, id: &str) -> Result<(), Refusal> {
    let is_restored = world.estate.active().any(|execution| {
        execution.origin.workflow == RESTORE
            && execution.parameters.get("snapshot_id").and_then(Value::as_str) == Some(id)
    });
    if is_restored && ask.profile == Profile::V71 {
        return Err(Refusal::coded(
            "snapshot_action_error",
            format!("Cannot delete snapshot `{id}` which has an active `{RESTORE}` execution"),
        ));
    }
    Ok(())
}

/// The worker's call.
fn set_status(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let name = ask.required_text("status")?;
    let error = ask.text("error")?.unwrap_or_default();
    let status = Status::named(name).ok_or_else(|| {
        let valid = Status::ALL.map(|(_, name)| name).join(", ");
        Refusal::bad(format!(
            "Invalid snapshot status: {name}. Valid ones are: {valid}"
        ))
    })?;
    find(world, ask, id)?;
    let named = world.snapshots.iter_mut().filter(|snapshot| snapshot.id == id);
    for snapshot in named {
        snapshot.status = status;
        error.clone_into(&mut snapshot.error);
        if status == Status::Created && snapshot.octets.is_empty() {
            snapshot.octets = Bytes::from_static(EMPTY_ZIP);
        }
    }
    Ok(Reply {
        status: axum::http::StatusCode::OK,
        content: Content::Json(Value::Null),
    })
}

fn upload(world: &World, ask: &Asking, id: &str) -> Result<Snapshot, Refusal> {
    check_new(world, ask, id)?;
    let octets = match ask.parameter("snapshot_archive_url") {
        Some(address) => fetched(address).ok_or_else(|| Refusal::no_such_url(address, "snapshot"))?,
        None if ask.octets.is_empty() => return Err(Refusal::Fault),
        None => ask.octets.clone(),
    };
    Ok(Snapshot {
        octets,
        ..new(ask, id, Status::Uploaded)?
    })
}

impl Snapshot {
    fn document(&self, profile: Profile) -> Document {
        let mut shown = document([
            ("id", json!(self.id)),
            ("status", json!(self.status.name())),
            ("error", json!(self.error)),
            ("created_at", json!(timestamp(self.created_at))),
        ]);
        self.owned.stamp(&mut shown, profile);
        shown
    }
}
