//! Bodies for what is kept: deployments and their instances, secrets, snapshots (§4.3, §4.7, §4.10, §4.11).

use serde_json::{Map, Value, json};

use crate::resource::{Arguments, JsonSort};

use super::super::actions::name;
use super::starting;

/// A mistake: the parameter's name, and what is wrong.
pub type Mistake = (String, String);

/// `PUT /deployments/{id}`.
///
/// # Errors
/// An input that is not of its type.
pub fn deployment(blueprint: &str, told: &Arguments) -> Result<Value, Mistake> {
    let mut body = Map::new();
    body.insert("blueprint_id".into(), blueprint.into());
    body.insert("inputs".into(), Value::Object(starting::values(told)?));
    if told.is_on(name::SKIP_PLUGINS_VALIDATION) {
        body.insert("skip_plugins_validation".into(), Value::Bool(true));
    }
    Ok(Value::Object(body))
}

/// The part `params` of `PUT /blueprints/{id}`, from 7.0 on; with the address, where the manager fetches the archive.
pub fn blueprint(main_file: &str, url: Option<&str>, is_private: bool) -> Value {
    let mut body = Map::new();
    body.insert("application_file_name".into(), main_file.into());
    if let Some(url) = url {
        body.insert("blueprint_archive_url".into(), url.into());
    }
    if is_private {
        body.insert("visibility".into(), "private".into());
    }
    Value::Object(body)
}

/// `PATCH /node-instances/{id}`: with the version that was read, so that nobody's change is overwritten.
///
/// # Errors
/// What is no JSON object, or that nothing is to be changed.
pub fn node_instance(told: &Arguments) -> Result<Value, Mistake> {
    let mut body = Map::new();
    let version = told
        .get(name::VERSION)
        .and_then(|version| version.parse::<i64>().ok());
    let Some(version) = version else {
        let why = "the version of the instance is not known: read it first";
        return Err((name::PROPERTIES.into(), why.into()));
    };
    body.insert("version".into(), version.into());
    if let Some(properties) = told.get(name::PROPERTIES) {
        let properties = JsonSort::Object
            .read(properties)
            .map_err(|why| (name::PROPERTIES.to_owned(), why))?;
        body.insert("runtime_properties".into(), properties);
    }
    if let Some(state) = told.get(name::STATE) {
        body.insert("state".into(), state.into());
    }
    match body.len() {
        1 => Err((
            name::PROPERTIES.into(),
            "say runtime properties, a state or both".into(),
        )),
        _ => Ok(Value::Object(body)),
    }
}

/// `PUT /secrets/{key}` and `PATCH`.
pub fn secret(told: &Arguments) -> Value {
    let mut body = Map::new();
    body.insert("value".into(), told.get(name::VALUE).unwrap_or_default().into());
    if told.is_on(name::OVERWRITE) {
        body.insert("update_if_exists".into(), Value::Bool(true));
    }
    Value::Object(body)
}

/// `PUT /snapshots/{id}`; with credentials always said, for the versions differ in their default (§7, 13).
pub fn snapshot(told: &Arguments) -> Value {
    let mut body = json!({
        "include_metrics": told.is_on(name::WITH_METRICS),
        "include_credentials": told.is_on(name::WITH_CREDENTIALS),
    });
    if told.is_on(name::PRIVATE)
        && let Some(members) = body.as_object_mut()
    {
        members.insert("private_resource".into(), Value::Bool(true));
    }
    body
}

/// `POST /snapshots/{id}/restore`: 4.2 wants the first two in any case.
///
/// # Errors
/// A timeout that is no number.
pub fn restore(told: &Arguments) -> Result<Value, Mistake> {
    let mut body = Map::new();
    body.insert(
        "recreate_deployments_envs".into(),
        told.is_on(name::RECREATE).into(),
    );
    body.insert("force".into(), told.is_on(name::FORCE).into());
    for (argument, member) in [
        (name::RESTORE_CERTIFICATES, "restore_certificates"),
        (name::NO_REBOOT, "no_reboot"),
    ] {
        if told.is_on(argument) {
            body.insert(member.into(), Value::Bool(true));
        }
    }
    if let Some(timeout) = told.get(name::TIMEOUT).filter(|&timeout| timeout != "300") {
        let seconds = JsonSort::Integer
            .read(timeout)
            .map_err(|why| (name::TIMEOUT.to_owned(), why))?;
        body.insert("timeout".into(), seconds);
    }
    if told.is_on(name::NO_REBOOT) && !told.is_on(name::RESTORE_CERTIFICATES) {
        let why = "it is only for a restore with certificates";
        return Err((name::NO_REBOOT.into(), why.into()));
    }
    Ok(Value::Object(body))
}
