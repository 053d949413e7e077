//! `/blueprints`: what deployments are made from ("Blueprints").

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Document, Refusal, archive, created, deleted, ok, timestamp};
use super::asking::{Asking, Method, check_name};
use super::demonstration;
use super::dsl;
use super::estate::{Estate, Order, key};
use super::execution::{Effect, Task};
use super::listing::{Criteria, Fields, Projection};
use super::model::Blueprint;
use super::multipart::Upload;
use super::owned::{Availability, Owned};
use super::plan::Plan;
use super::profile::Profile;
use super::standing::Standing;
use super::unpacking::{self, Opened};
use super::world::World;
use super::{archive as archives, workflows};

const FIELDS_42: Fields = &[
    "main_file_name",
    "description",
    "tenant_name",
    "created_at",
    "updated_at",
    "created_by",
    "private_resource",
    "resource_availability",
    "plan",
    "id",
];

const FIELDS_71: Fields = &[
    "created_at",
    "id",
    "visibility",
    "main_file_name",
    "plan_p",
    "plan",
    "requirements",
    "updated_at",
    "description",
    "is_hidden",
    "state",
    "error",
    "error_traceback",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
    "labels",
    "upload_execution",
];

/// Reading a blueprint takes so long (7.1; 4.2 reads it during the request).
const READING: Duration = Duration::from_secs(3);

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["blueprints"]) => list(world, ask),
        (Method::Get, ["blueprints", id]) => {
            let projection = Projection::read(ask, fields(ask.profile))?;
            let blueprint = seen(world, ask, id)?;
            ok(projection.of(document(&world.estate, blueprint, &projection, ask.now)))
        }
        (Method::Put, ["blueprints", id]) => upload(world, ask, id),
        (Method::Delete, ["blueprints", id]) => delete(world, ask, id),
        (Method::Get, ["blueprints", id, "archive"]) => {
            let blueprint = seen(world, ask, id)?;
            let format =
                archives::Format::of(&blueprint.archive).map_or("tar.gz", |format| format.extension());
            archive(format!("{id}.{format}"), blueprint.archive.clone())
        }
        _ => Err(Refusal::NotRouted),
    }
}

fn fields(profile: Profile) -> Fields {
    profile.pick(FIELDS_42, FIELDS_71)
}

fn list(world: &World, ask: &Asking) -> Answer {
    let criteria = Criteria::read(ask, fields(ask.profile))?;
    let seen = world
        .estate
        .blueprints
        .values()
        .filter(|blueprint| blueprint.owned.is_seen(ask, &world.accounts))
        .filter(|blueprint| is_found(ask, &blueprint.id));
    let member = |blueprint: &&Blueprint, name: &str| match name {
        "id" => json!(blueprint.id),
        "created_at" => json!(timestamp(blueprint.created_at)),
        "plan" => Value::Null,
        name => {
            let all = Projection::all();
            let document = document(&world.estate, blueprint, &all, ask.now);
            document.get(name).cloned().unwrap_or_default()
        }
    };
    criteria.answer(ask, seen, member, |blueprint| {
        document(&world.estate, blueprint, &criteria.projection, ask.now)
    })
}

/// Whether an id holds what is searched for; 4.2 does not search ("Projection, filters, sort").
pub fn is_found(ask: &Asking, id: &str) -> bool {
    let wanted = ask.parameter("_search").filter(|_| ask.profile == Profile::V71);
    wanted.is_none_or(|wanted| id.to_lowercase().contains(&wanted.to_lowercase()))
}

/// The blueprint of this id that a request can see.
///
/// # Errors
/// 404
pub fn seen<'a>(world: &'a World, ask: &Asking, id: &str) -> Result<&'a Blueprint, Refusal> {
    let own = world.estate.blueprint(&ask.tenant, id);
    let elsewhere = || {
        let all = world.estate.blueprints.values();
        let mut named = all.filter(|blueprint| blueprint.id == id);
        named.find(|blueprint| blueprint.owned.is_seen(ask, &world.accounts))
    };
    own.filter(|blueprint| blueprint.owned.is_seen(ask, &world.accounts))
        .or_else(elsewhere)
        .ok_or_else(|| Refusal::not_found("Blueprint", id))
}

fn upload(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let upload = Upload::of(ask);
    let parameter = |name: &str| match ask.profile {
        // What a query names is passed over by 7.1, but for the address of the archive.
        Profile::V71 if name != "blueprint_archive_url" => {
            upload.parameters.get(name).and_then(Value::as_str)
        }
        _ => ask
            .parameter(name)
            .or_else(|| upload.parameters.get(name).and_then(Value::as_str)),
    };
    if ask.profile == Profile::V71 {
        check_name("blueprint_id", id)?;
    }
    let availability = Availability::asked(ask)?;
    if world.estate.blueprint(&ask.tenant, id).is_some() {
        return Err(Refusal::exists(ask, "Blueprint", id));
    }
    let octets = match parameter("blueprint_archive_url") {
        Some(url) => archives::fetched(url).ok_or_else(|| Refusal::no_such_url(url, "blueprint"))?,
        None => upload.archive.clone(),
    };
    let main = parameter("application_file_name").unwrap_or("blueprint.yaml");
    let mut blueprint = Blueprint {
        id: id.to_owned(),
        owned: Owned::by(ask, availability),
        created_at: ask.now,
        updated_at: ask.now,
        main_file: main.to_owned(),
        plan: Arc::default(),
        archive: octets.clone(),
        error: None,
        upload: None,
    };
    if octets.is_empty() {
        // 4.2 breaks down; 7.1 keeps a blueprint that waits forever, and says that it is there already.
        if ask.profile == Profile::V42 {
            return Err(Refusal::Fault);
        }
        blueprint.upload = Some(String::new());
        world.estate.blueprints.insert(key(&ask.tenant, id), blueprint);
        return Err(Refusal::exists(ask, "Blueprint", id));
    }
    let read = read(&octets, main);
    match (read, ask.profile) {
        (Ok(plan), _) => blueprint.plan = Arc::new(plan),
        (Err(wrong), Profile::V42) => return Err(wrong.refusal()),
        (Err(wrong), Profile::V71) => blueprint.error = Some(wrong.message()),
    }
    if ask.profile == Profile::V71 {
        let parameters = json!({
            "blueprint_id": id,
            "app_file_name": parameter("application_file_name").unwrap_or_default(),
            "url": parameter("blueprint_archive_url"),
            "file_server_root": "/opt/manager/resources",
            "marketplace_api_url": "https://marketplace.cloudify.co",
            "validate_only": false,
            "labels": null,
        });
        let order = Order {
            owned: blueprint.owned.clone(),
            workflow: "upload_blueprint".to_owned(),
            deployment: None,
            blueprint: None,
            parameters: parameters.as_object().cloned().unwrap_or_default(),
            is_system: false,
            task: Task::Errand {
                takes: READING,
                effect: Effect::BlueprintRead,
            },
        };
        blueprint.upload = Some(world.estate.start(order, ask.now));
    }
    let place = key(&ask.tenant, id);
    world.estate.blueprints.insert(place, blueprint);
    let blueprint = seen(world, ask, id)?;
    created(projection.of(document(&world.estate, blueprint, &projection, ask.now)))
}

/// What is wrong with an archive.
enum Wrong {
    Format,
    NoSuchFile(String),
    Blueprint(String),
}

impl Wrong {
    fn message(&self) -> String {
        match self {
            Self::Format => "Blueprint archive is of an unrecognized format. Supported formats are: \
                ['zip', 'tar', 'tar.gz', 'tar.bz2']"
                .to_owned(),
            Self::NoSuchFile(name) => format!("{name} does not exist in the application directory"),
            Self::Blueprint(why) => format!("Invalid blueprint - {why}"),
        }
    }

    fn refusal(&self) -> Refusal {
        match self {
            Self::Format | Self::NoSuchFile(_) => Refusal::bad(self.message()),
            Self::Blueprint(_) => Refusal::coded("invalid_blueprint_error", self.message()),
        }
    }
}

/// The plan in an archive; that of the demonstration for one that is not opened here.
fn read(octets: &Bytes, main: &str) -> Result<Plan, Wrong> {
    let files = match unpacking::open(octets) {
        Opened::Files(files) => files,
        Opened::Closed => return Ok(demonstration::shop()),
        Opened::Unknown if octets.as_ref() == archives::EMPTY_ZIP => return Ok(demonstration::shop()),
        Opened::Unknown => return Err(Wrong::Format),
    };
    if !files.iter().any(|file| file.path == main) {
        return Err(Wrong::NoSuchFile(main.to_owned()));
    }
    dsl::read(&files, main).map_err(Wrong::Blueprint)
}

fn delete(world: &mut World, ask: &Asking, id: &str) -> Answer {
    let projection = Projection::read(ask, fields(ask.profile))?;
    let blueprint = seen(world, ask, id)?;
    let tenant = blueprint.owned.tenant.clone();
    let users: Vec<&str> = world.estate.deployments_of(&tenant, id).collect();
    if !users.is_empty() && !ask.is_set("force") {
        return Err(Refusal::coded(
            "dependent_exists_error",
            format!(
                "Can't delete blueprint {id} - There exist deployments for this blueprint; Deployments ids: {}",
                users.join(",")
            ),
        ));
    }
    let last = projection.of(document(&world.estate, blueprint, &projection, ask.now));
    world.estate.blueprints.shift_remove(&key(&tenant, id));
    deleted(ask, last)
}

/// A blueprint as `/blueprints` shows it, its plan only where that is wanted.
fn document(estate: &Estate, blueprint: &Blueprint, projection: &Projection, now: DateTime<Utc>) -> Document {
    let profile = estate.profile;
    let state = state(estate, blueprint, now);
    let is_read = state == "uploaded";
    let plan = || {
        let workflows = workflows::of_plan(&blueprint.plan, profile);
        let named = workflows.into_iter().filter_map(|mut workflow| {
            let name = workflow.get("name")?.as_str()?.to_owned();
            workflow.as_object_mut()?.shift_remove("name");
            Some((name, workflow))
        });
        blueprint.plan.document(&Value::Object(named.collect()))
    };
    let mut members = vec![
        ("id", json!(blueprint.id)),
        ("created_at", json!(timestamp(blueprint.created_at))),
        (
            "updated_at",
            json!(is_read.then(|| timestamp(blueprint.updated_at))),
        ),
        (
            "description",
            if is_read {
                json!(blueprint.plan.description)
            } else {
                Value::Null
            },
        ),
        (
            "main_file_name",
            json!(if is_read { blueprint.main_file.as_str() } else { "" }),
        ),
    ];
    if projection.wants("plan") {
        members.push(("plan", if is_read { plan() } else { Value::Null }));
    }
    if profile == Profile::V71 {
        let error = blueprint.error.as_ref().filter(|_| state.starts_with("failed"));
        let traceback = error.map(|error| format!("Traceback (most recent call last):\n{error}\n"));
        let execution = blueprint.upload.as_ref().and_then(|id| estate.execution(id));
        let requirements = json!({"parent_capabilities": [], "secrets": []});
        members.extend([
            ("plan_p", Value::Null),
            ("requirements", if is_read { requirements } else { Value::Null }),
            ("is_hidden", json!(false)),
            ("state", json!(state)),
            ("error", json!(error)),
            ("error_traceback", json!(traceback)),
            ("labels", json!([])),
            (
                "upload_execution",
                json!(execution.map(|execution| execution.document(profile))),
            ),
        ]);
    }
    let named = members.into_iter();
    let mut document: Map<String, Value> = named.map(|(name, value)| (name.to_owned(), value)).collect();
    blueprint.owned.stamp(&mut document, profile);
    document
}

/// How far a blueprint is read (7.1): the execution that does it says so.
fn state(estate: &Estate, blueprint: &Blueprint, now: DateTime<Utc>) -> &'static str {
    let Some(id) = &blueprint.upload else {
        return "uploaded";
    };
    let Some(execution) = estate.execution(id) else {
        return "uploading";
    };
    match execution.standing {
        Standing::Terminated if blueprint.error.is_none() => "uploaded",
        Standing::Terminated => "failed_parsing",
        standing if standing.is_ended() => "failed_uploading",
        _ => match (now - execution.created_at).num_seconds() {
            0 => "uploading",
            1 => "extracting",
            _ => "parsing",
        },
    }
}

/// Whether deployments can be made from a blueprint.
pub fn is_ready(estate: &Estate, blueprint: &Blueprint, now: DateTime<Utc>) -> bool {
    state(estate, blueprint, now) == "uploaded"
}
