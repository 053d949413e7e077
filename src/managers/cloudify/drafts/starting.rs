//! Which workflow does what an action is for, and what it is told (§5.1, §5.2).
//!
//! The menu is the deployment's own: where it has no workflow of the verb's name, `execute_operation` runs the
//! operation that the workflow would have run, if there is one.

use serde_json::{Map, Value, json};

use crate::resource::{Arguments, JsonSort, Takes};

use super::super::actions::known::Offers;
use super::super::actions::name;

/// The start of an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub workflow: &'static str,
    pub parameters: Map<String, Value>,
    /// Why it is not the workflow of the verb's name.
    pub instead: Option<&'static str>,
}

/// What is asked of a deployment, or of one of its instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Install,
    Uninstall,
    Reinstall,
    Start,
    Stop,
    Restart,
    /// Heal, of an instance.
    Replace,
}

/// The operation that the workflow `stop` runs, and that of `start`.
const STOP_OPERATION: &str = "cloudify.interfaces.lifecycle.stop";
const START_OPERATION: &str = "cloudify.interfaces.lifecycle.start";

pub const EXECUTE_OPERATION: &str = "execute_operation";

impl Wanted {
    pub const fn workflow(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Uninstall => "uninstall",
            Self::Reinstall => "reinstall",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Replace => "heal",
        }
    }

    /// The operation that does it where there is no such workflow.
    const fn operation(self) -> Option<&'static str> {
        match self {
            Self::Start => Some(START_OPERATION),
            Self::Stop => Some(STOP_OPERATION),
            Self::Install | Self::Uninstall | Self::Reinstall | Self::Restart | Self::Replace => None,
        }
    }

    /// Every workflow that may do it: what is followed.
    pub const fn workflows(self) -> &'static [&'static str] {
        match self {
            Self::Install => &["install"],
            Self::Uninstall => &["uninstall"],
            Self::Reinstall => &["reinstall"],
            Self::Start => &["start", EXECUTE_OPERATION],
            Self::Stop => &["stop", EXECUTE_OPERATION],
            Self::Restart => &["restart"],
            Self::Replace => &["heal", "reinstall"],
        }
    }
}

/// How it is started; of an instance, if one is meant.
///
/// # Errors
/// Why it cannot be, by what the deployment offers, with what can be done instead.
pub fn start(
    wanted: Wanted,
    instance: Option<&str>,
    offers: &Offers,
    told: &Arguments,
) -> Result<Start, String> {
    if wanted == Wanted::Replace {
        return replace(instance.unwrap_or_default(), offers);
    }
    let name = wanted.workflow();
    if offers.may_have(name) {
        let mut parameters = Map::new();
        if let Some(instance) = instance {
            parameters.insert("node_instance_ids".into(), json!([instance]));
        }
        if told.is_on(name::IGNORE_FAILURE) {
            parameters.insert("ignore_failure".into(), Value::Bool(true));
        }
        return Ok(Start {
            workflow: name,
            parameters,
            instead: None,
        });
    }
    match wanted {
        Wanted::Start | Wanted::Stop if offers.may_have(EXECUTE_OPERATION) => {
            let mut parameters = Map::new();
            parameters.insert("operation".into(), wanted.operation().unwrap_or_default().into());
            parameters.insert("run_by_dependency_order".into(), Value::Bool(true));
            if let Some(instance) = instance {
                parameters.insert("node_instance_ids".into(), json!([instance]));
            }
            Ok(Start {
                workflow: EXECUTE_OPERATION,
                parameters,
                instead: Some(match wanted {
                    Wanted::Stop => "its blueprint has no workflow stop, which came with 4.3",
                    _ => "its blueprint has no workflow start, which came with 4.3",
                }),
            })
        }
        Wanted::Restart => Err(
            "its blueprint has no workflow restart, which came with 4.3: stop it, and start it once that has ended".into(),
        ),
        Wanted::Reinstall => {
            Err("its blueprint has no workflow reinstall, which came with 7.0: uninstall it, then install it".into())
        }
        _ => Err(format!(
            "its blueprint has no workflow {name}; it has {}",
            or_none(&offers.names())
        )),
    }
}

/// Heals the host of an instance; where heal only looks whether it is well, reinstalls the instance.
fn replace(instance: &str, offers: &Offers) -> Result<Start, String> {
    let heal = offers.get("heal");
    let is_newer = |takes: &dyn Fn(&str) -> bool| takes("check_status") || takes("allow_reinstall");
    let mut parameters = Map::new();
    match heal {
        Some(heal) if heal.takes("force_reinstall") => {
            parameters.insert("node_instance_id".into(), instance.into());
            parameters.insert("force_reinstall".into(), Value::Bool(true));
        }
        Some(heal) if is_newer(&|name| heal.takes(name)) && offers.get("reinstall").is_some() => {
            parameters.insert("node_instance_ids".into(), json!([instance]));
            return Ok(Start {
                workflow: "reinstall",
                parameters,
                instead: Some("its workflow heal does nothing to an instance that is well"),
            });
        }
        None if offers.get("reinstall").is_some() => {
            parameters.insert("node_instance_ids".into(), json!([instance]));
            return Ok(Start {
                workflow: "reinstall",
                parameters,
                instead: Some("its blueprint has no workflow heal"),
            });
        }
        None if offers.are_known() => {
            let names = offers.names();
            return Err(format!(
                "its blueprint has neither a workflow heal nor reinstall; it has {}",
                or_none(&names)
            ));
        }
        Some(_) | None => {
            parameters.insert("node_instance_id".into(), instance.into());
        }
    }
    Ok(Start {
        workflow: "heal",
        parameters,
        instead: None,
    })
}

fn or_none(names: &str) -> &str {
    if names.is_empty() { "none yet" } else { names }
}

/// The values of what the target declares, each as its type has it.
///
/// # Errors
/// The name, and what is wrong.
pub fn values(told: &Arguments) -> Result<Map<String, Value>, (String, String)> {
    let value = |(name, takes, text): (&str, Takes, &str)| {
        let value = match takes {
            Takes::Value(sort) => sort.read(text),
            _ => Ok(Value::String(text.to_owned())),
        };
        value
            .map(|value| (name.to_owned(), value))
            .map_err(|why| (name.to_owned(), why))
    };
    told.of_target().map(value).collect()
}

/// What `scale` is told.
///
/// # Errors
/// The name, and what is wrong.
pub fn scale(told: &Arguments) -> Result<Map<String, Value>, (String, String)> {
    let delta = told.get(name::DELTA).unwrap_or("1");
    let delta = JsonSort::Integer
        .read(delta)
        .map_err(|why| (name::DELTA.to_owned(), why))?;
    let entity = told.get(name::ENTITY).unwrap_or_default();
    let mut parameters = Map::new();
    parameters.insert("scalable_entity_name".into(), entity.into());
    parameters.insert("delta".into(), delta);
    parameters.extend(values(told)?);
    Ok(parameters)
}

/// What `execute_operation` is told, of one instance if one is meant.
///
/// # Errors
/// The name, and what is wrong.
pub fn operation(told: &Arguments, instance: Option<&str>) -> Result<Map<String, Value>, (String, String)> {
    let mut parameters = Map::new();
    parameters.insert(
        "operation".into(),
        told.get(name::OPERATION).unwrap_or_default().into(),
    );
    if let Some(kwargs) = told.get(name::KWARGS) {
        let kwargs = JsonSort::Object
            .read(kwargs)
            .map_err(|why| (name::KWARGS.to_owned(), why))?;
        parameters.insert("operation_kwargs".into(), kwargs);
    }
    if told.is_on(name::BY_DEPENDENCY) {
        parameters.insert("run_by_dependency_order".into(), Value::Bool(true));
    }
    let selectors = [
        (name::TYPES, "type_names"),
        (name::NODES, "node_ids"),
        (name::INSTANCES, "node_instance_ids"),
    ];
    for (argument, parameter) in selectors {
        let words: Vec<&str> = told.words(argument).collect();
        if !words.is_empty() {
            parameters.insert(parameter.into(), json!(words));
        }
    }
    if let Some(instance) = instance {
        parameters.insert("node_instance_ids".into(), json!([instance]));
    }
    Ok(parameters)
}

/// The body of `POST /executions` (§4.5); `start` is what [`text`] gave.
pub fn body(deployment: &str, start: Value, is_forced: bool) -> Value {
    let mut body = Map::new();
    body.insert("deployment_id".into(), deployment.into());
    if let Value::Object(members) = start {
        body.extend(members);
    }
    if is_forced {
        body.insert("force".into(), Value::Bool(true));
    }
    Value::Object(body)
}

/// Workflow and parameters as a part of the body.
pub fn text(workflow: &str, parameters: &Map<String, Value>) -> String {
    json!({"workflow_id": workflow, "parameters": parameters}).to_string()
}
