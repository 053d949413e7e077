//! Plugins ("Plugins"): archives that bring types of nodes, with what their descriptions say.

use axum::body::Bytes;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, archive, created, deleted, document, ok, timestamp};
use super::archive::fetched;
use super::asking::{Asking, Method};
use super::listing::{Fields, Projection, list};
use super::owned::{Availability, Owned};
use super::profile::Profile;
use super::wagon::Wagon;
use super::world::World;

/// A plugin that was uploaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    pub id: String,
    pub wagon: Wagon,
    pub owned: Owned,
    pub uploaded_at: DateTime<Utc>,
    pub octets: Bytes,
}

const FIELDS_42: Fields = &[
    "distribution_release",
    "supported_py_versions",
    "uploaded_at",
    "archive_name",
    "package_name",
    "distribution_version",
    "tenant_name",
    "excluded_wheels",
    "created_by",
    "distribution",
    "package_source",
    "private_resource",
    "resource_availability",
    "supported_platform",
    "package_version",
    "wheels",
    "id",
];

const FIELDS_71: Fields = &[
    "id",
    "visibility",
    "archive_name",
    "distribution",
    "distribution_release",
    "distribution_version",
    "excluded_wheels_p",
    "excluded_wheels",
    "package_name",
    "package_source",
    "package_version",
    "supported_platform_p",
    "supported_platform",
    "supported_py_versions_p",
    "supported_py_versions",
    "uploaded_at",
    "wheels_p",
    "wheels",
    "title",
    "blueprint_labels",
    "labels",
    "resource_tags",
    "tenant_name",
    "created_by",
    "resource_availability",
    "private_resource",
    "installation_state",
    "yaml_files_paths",
    "yaml_url_path",
];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let fields = match ask.profile {
        Profile::V42 => FIELDS_42,
        Profile::V71 => FIELDS_71,
    };
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["plugins"]) => {
            let seen = world.plugins.iter();
            let seen = seen.filter(|plugin| plugin.owned.is_seen(ask, &world.accounts));
            list(
                ask,
                fields,
                seen.map(|plugin| plugin.document(ask.profile)).collect(),
            )
        }
        (Method::Post, ["plugins"]) => {
            let wanted = Projection::read(ask, fields)?;
            let plugin = upload(world, ask)?;
            let document = plugin.document(ask.profile);
            world.plugins.push(plugin);
            created(wanted.of(document))
        }
        (Method::Get, ["plugins", id]) => {
            let wanted = Projection::read(ask, fields)?;
            ok(wanted.of(find(world, ask, id)?.document(ask.profile)))
        }
        (Method::Delete, ["plugins", id]) => {
            let wanted = Projection::read(ask, fields)?;
            let is_forced = ask.flag("force", false)?;
            let plugin = find(world, ask, id)?;
            if !is_forced && world.uses(plugin) {
                return Err(in_use(ask, plugin));
            }
            let document = plugin.document(ask.profile);
            world.plugins.retain(|plugin| plugin.id != *id);
            deleted(ask, wanted.of(document))
        }
        (Method::Get, ["plugins", id, "archive"]) => {
            let plugin = find(world, ask, id)?;
            archive(plugin.wagon.archive_name.clone(), plugin.octets.clone())
        }
        _ => Err(Refusal::NotRouted),
    }
}

fn find<'a>(world: &'a World, ask: &Asking, id: &str) -> Result<&'a Plugin, Refusal> {
    let seen = |plugin: &&Plugin| plugin.owned.is_seen(ask, &world.accounts);
    let mut named = world.plugins.iter().filter(|plugin| plugin.id == id);
    named.find(seen).ok_or_else(|| Refusal::not_found("Plugin", id))
}

/// The service holds this request until the plugin is installed; here that takes no time.
fn upload(world: &mut World, ask: &Asking) -> Result<Plugin, Refusal> {
    let octets = match ask.parameter("plugin_archive_url") {
        Some(address) => fetched(address).ok_or_else(|| no_such_address(ask, address))?,
        None => ask.octets.clone(),
    };
    let is_empty = octets.is_empty();
    let Some(wagon) = Wagon::read(&octets) else {
        return Err(match ask.profile {
            Profile::V71 if !is_empty => {
                Refusal::coded("invalid_plugin_error", "input can be only a wagon or a zip file.")
            }
            Profile::V42 | Profile::V71 => Refusal::Fault,
        });
    };
    let id = world.chance.uuid();
    let is_same = |plugin: &&Plugin| {
        plugin.owned.tenant == ask.tenant && plugin.wagon.archive_name == wagon.archive_name
    };
    if world.plugins.iter().any(|plugin| is_same(&plugin)) {
        let (archive, name, version) = (&wagon.archive_name, &wagon.package_name, &wagon.package_version);
        return Err(match ask.profile {
            Profile::V42 => Refusal::conflict(format!(
                "a plugin archive by the name of {archive} already exists for package with name {name} \
                 and version {version}"
            )),
            // It names the id that the new one was to have.
            Profile::V71 => Refusal::exists(ask, "Plugin", &id),
        });
    }
    Ok(Plugin {
        id,
        wagon,
        owned: Owned::by(ask, Availability::asked(ask)?),
        uploaded_at: ask.now,
        octets,
    })
}

fn no_such_address(ask: &Asking, address: &str) -> Refusal {
    match ask.profile {
        Profile::V42 => Refusal::no_such_url(address, "plugin"),
        Profile::V71 => Refusal::bad(format!("Cannot fetch {address}: 404 Not Found")),
    }
}

fn in_use(ask: &Asking, plugin: &Plugin) -> Refusal {
    let id = &plugin.id;
    let message = match ask.profile {
        Profile::V42 => {
            format!("Plugin {id} is currently in use. You can \"force\" plugin removal if needed.")
        }
        Profile::V71 => format!(
            "Plugin \"{id}\" is currently in use in blueprints. You can \"force\" plugin removal if needed."
        ),
    };
    Refusal::told(StatusCode::METHOD_NOT_ALLOWED, "plugin_in_use", message)
}

impl Plugin {
    fn document(&self, profile: Profile) -> Document {
        let wagon = &self.wagon;
        let mut plugin = document([
            ("id", json!(self.id)),
            ("package_name", json!(wagon.package_name)),
            ("package_version", json!(wagon.package_version)),
            ("package_source", json!(wagon.package_source)),
            ("archive_name", json!(wagon.archive_name)),
            ("distribution", json!(wagon.distribution)),
            ("distribution_version", json!(wagon.distribution_version)),
            ("distribution_release", json!(wagon.distribution_release)),
            ("supported_platform", json!(wagon.supported_platform)),
            ("supported_py_versions", json!(wagon.supported_py_versions)),
            ("wheels", json!(wagon.wheels)),
            ("excluded_wheels", json!(wagon.excluded_wheels)),
            ("uploaded_at", json!(timestamp(self.uploaded_at))),
        ]);
        if profile == Profile::V71 {
            let (id, name, version) = (&self.id, &wagon.package_name, &wagon.package_version);
            let distribution = wagon.distribution.as_deref().unwrap_or("None");
            plugin.extend(document([
                ("title", json!(name)),
                ("installation_state", json!([])),
                ("yaml_files_paths", json!([format!("plugins/{id}/plugin.yaml")])),
                (
                    "yaml_url_path",
                    json!(format!(
                        "plugin:{name}?version={version}&distribution={distribution}"
                    )),
                ),
            ]));
            for member in [
                "excluded_wheels_p",
                "supported_platform_p",
                "supported_py_versions_p",
                "wheels_p",
                "blueprint_labels",
                "labels",
                "resource_tags",
            ] {
                plugin.insert(member.to_owned(), Value::Null);
            }
        }
        self.owned.stamp(&mut plugin, profile);
        plugin
    }
}
