//! Actions become requests: the one that is shown is the one that is sent, once. Those that send files are in
//! [`super::files`].

use serde_json::Value;

use crate::managers::{ActionRequest, FieldError, ManagerError, Remark};
use crate::resource::Arguments;
use crate::resource::action::{DELETE, REPLACE_SERVER, START, STOP};
use crate::resource::kind::CLUSTERS;
use crate::spec::RequestText;
use crate::transport::Call;

use super::actions::known::Offers;
use super::actions::{
    self, ACTIVATE_MAINTENANCE, ACTIVATE_USER, ADD_GROUP_USER, ADD_MANAGER, ADD_TENANT_GROUP,
    ADD_TENANT_USER, CANCEL, CREATE_DEPLOYMENT, CREATE_SECRET, CREATE_SNAPSHOT, CREATE_TENANT, CREATE_USER,
    CREATE_USER_GROUP, DEACTIVATE_MAINTENANCE, DEACTIVATE_USER, EXECUTE_OPERATION, FORCE_CANCEL, INSTALL,
    JOIN_CLUSTER, KILL, PROMOTE, REINSTALL, REMOVE_GROUP_USER, REMOVE_TENANT_GROUP, REMOVE_TENANT_USER,
    RESTART, RESTART_SERVER, RESTORE_SNAPSHOT, RESUME, RUN, RUN_OPERATION, SCALE, SET_PASSWORD, SET_ROLE,
    SET_TENANT_GROUP_ROLE, SET_TENANT_USER_ROLE, START_CLUSTER, START_SERVER, STOP_SERVER, UNINSTALL,
    UPDATE_CLUSTER, UPDATE_INSTANCE, UPDATE_SECRET, UPDATE_STATUS, name,
};
use super::client::{Calls, Client, ExecutionAction, object};
use super::drafts::keeping::Mistake;
use super::drafts::starting::Wanted;
use super::drafts::{keeping, people, starting};
use super::kinds::system::THE_MANAGER;
use super::kinds::{
    self, BLUEPRINTS, MANAGER_NODES, PLUGINS, SECRET_VALUES, SNAPSHOTS, TENANTS, TOKENS, USER_GROUPS, USERS,
};
use super::wire::Execution;

/// Sends an action, once; what was started is told by the id of its execution.
///
/// # Errors
/// As [`crate::managers::Manager::act`].
pub async fn act(client: &Client, request: &ActionRequest) -> Result<Remark, ManagerError> {
    if request.kind == kinds::MANAGER && &*request.id != THE_MANAGER {
        return Err(ManagerError::NotFound {
            message: format!(
                "there is one manager behind a context, {THE_MANAGER}; it is not called {}",
                request.id
            ),
        });
    }
    if wants_execution(request) {
        // One that is not there has none either: the manager says which.
        let found = client.send(client.calls().deployment_by_name(&request.id)).await;
        found.map_err(|error| worded(request, error))?;
    }
    let call = change(client.calls(), request)?;
    let sent = client.body(call).await;
    let body = sent.map_err(|error| worded(request, error))?;
    if !starts_execution(request) {
        return Ok(None);
    }
    // That it was taken is known: what cannot be read of the answer is no failure.
    let execution: Execution = object(&body).unwrap_or_default();
    Ok(match execution.id.as_str() {
        "" => None,
        id => Some(format!("execution {id}")),
    })
}

/// The request that [`act`] sends.
pub fn request_of(client: &Client, request: &ActionRequest) -> Option<RequestText> {
    client.text_of_call(&change(client.calls(), request).ok()?)
}

/// Whether the answer is the execution that carries it out.
fn starts_execution(request: &ActionRequest) -> bool {
    let told = &request.arguments;
    told.get(name::START).is_some() || [CREATE_SNAPSHOT, RESTORE_SNAPSHOT].contains(&request.action)
}

/// The refusal of a start that came too early says what to do (§4.3, §4.5).
fn worded(request: &ActionRequest, error: ManagerError) -> ManagerError {
    match error {
        ManagerError::Conflict { message }
            if request.arguments.get(name::START).is_some()
                && message.to_lowercase().contains("environment")
                && !message.contains("try again in a minute") =>
        {
            ManagerError::Conflict {
                message: format!("{message}; try again in a minute"),
            }
        }
        other => other,
    }
}

fn change(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    if actions::find(request.action, request.kind).is_none() {
        return Err(not_offered(request));
    }
    match request.kind {
        CLUSTERS => of_deployment(calls, request),
        _ if request.action == DELETE => deletion(calls, request),
        super::kinds::EXECUTIONS => of_execution(calls, request),
        super::kinds::NODE_INSTANCES if request.action == UPDATE_INSTANCE => {
            let body = keeping::node_instance(&request.arguments).map_err(refused)?;
            Ok(calls.update_node_instance(&request.id, &body).call)
        }
        BLUEPRINTS | SECRET_VALUES | SNAPSHOTS => of_what_is_kept(calls, request),
        TENANTS | USERS | USER_GROUPS => of_accounts(calls, request),
        _ => of_manager(calls, request),
    }
}

fn of_deployment(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    let (id, told) = (&*request.id, &request.arguments);
    match request.action {
        INSTALL | UNINSTALL | REINSTALL | START | STOP | RESTART | SCALE | EXECUTE_OPERATION | RUN
        | START_SERVER | STOP_SERVER | RESTART_SERVER | REPLACE_SERVER | RUN_OPERATION => {
            // What was typed is judged again here: the text that was derived leaves out what is wrong.
            mistakes(request)?;
            let start = match told.get(name::START) {
                Some(start) => start.to_owned(),
                None => unknown_start(request)?,
            };
            let start: Value = serde_json::from_str(&start).map_err(|_| unread())?;
            let body = starting::body(id, start, told.is_on(name::FORCE));
            Ok(calls.start_execution(&body).call)
        }
        CANCEL | FORCE_CANCEL => {
            let execution = told.get(name::EXECUTION).ok_or_else(|| ManagerError::Conflict {
                message: "no execution of it is known to be under way: read it again, or cancel the execution itself"
                    .into(),
            })?;
            Ok(calls.act_on_execution(execution, id, cancellation(request)).call)
        }
        DELETE => Ok(calls
            .delete_deployment(id, told.is_on(name::IGNORE_LIVE_NODES))
            .call),
        _ => Err(not_offered(request)),
    }
}

/// The start of somebody who has not read the deployment: what every version calls it, for the manager to judge.
fn unknown_start(request: &ActionRequest) -> Result<String, ManagerError> {
    let told = &request.arguments;
    let instance = request.part.as_deref();
    let wanted = match request.action {
        INSTALL => Wanted::Install,
        UNINSTALL => Wanted::Uninstall,
        REINSTALL => Wanted::Reinstall,
        START | START_SERVER => Wanted::Start,
        STOP | STOP_SERVER => Wanted::Stop,
        RESTART | RESTART_SERVER => Wanted::Restart,
        REPLACE_SERVER => Wanted::Replace,
        SCALE => return Ok(starting::text("scale", &starting::scale(told).map_err(refused)?)),
        EXECUTE_OPERATION | RUN_OPERATION => {
            let parameters = starting::operation(told, instance).map_err(refused)?;
            return Ok(starting::text(starting::EXECUTE_OPERATION, &parameters));
        }
        _ => {
            let workflow = told.get(name::WORKFLOW).ok_or_else(unread)?;
            let parameters = starting::values(told).map_err(refused)?;
            return Ok(starting::text(workflow, &parameters));
        }
    };
    let start = starting::start(wanted, instance, &Offers::default(), told);
    let start = start.map_err(|message| ManagerError::Conflict { message })?;
    Ok(starting::text(start.workflow, &start.parameters))
}

fn mistakes(request: &ActionRequest) -> Result<(), ManagerError> {
    let told = &request.arguments;
    let judged = match request.action {
        SCALE => starting::scale(told),
        EXECUTE_OPERATION | RUN_OPERATION => starting::operation(told, None),
        _ => starting::values(told),
    };
    judged.map(drop).map_err(refused)
}

fn of_execution(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    let (id, told) = (&*request.id, &request.arguments);
    match request.action {
        CANCEL | FORCE_CANCEL | KILL | RESUME => {
            Ok(calls.act_on_execution(id, "", cancellation(request)).call)
        }
        UPDATE_STATUS => {
            let status = told.get(name::STATUS).unwrap_or_default();
            Ok(calls.update_execution(id, status, told.get(name::ERROR)).call)
        }
        _ => Err(not_offered(request)),
    }
}

fn cancellation(request: &ActionRequest) -> ExecutionAction {
    let is_forced = request.arguments.is_on(name::FORCE);
    match request.action {
        FORCE_CANCEL => ExecutionAction::ForceCancel,
        KILL => ExecutionAction::Kill,
        RESUME if is_forced => ExecutionAction::ForceResume,
        RESUME => ExecutionAction::Resume,
        _ => ExecutionAction::Cancel,
    }
}

fn of_what_is_kept(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    let (id, told) = (&*request.id, &request.arguments);
    let is_private = told.is_on(name::PRIVATE);
    Ok(match request.action {
        CREATE_DEPLOYMENT => {
            let body = keeping::deployment(id, told).map_err(refused)?;
            let name = told.get(name::NAME).unwrap_or_default();
            calls.create_deployment(name, &body, is_private).call
        }
        CREATE_SECRET => calls.create_secret(id, &keeping::secret(told)).call,
        UPDATE_SECRET => calls.update_secret(id, &keeping::secret(told)).call,
        CREATE_SNAPSHOT => calls.create_snapshot(id, &keeping::snapshot(told)).call,
        RESTORE_SNAPSHOT => {
            let body = keeping::restore(told).map_err(refused)?;
            calls.restore_snapshot(id, &body).call
        }
        _ => return Err(not_offered(request)),
    })
}

fn of_accounts(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    let (id, told) = (&*request.id, &request.arguments);
    let said = |name| said(told, name);
    let (user, group, role) = (said(name::USER), said(name::GROUP), said(name::ROLE));
    Ok(match request.action {
        CREATE_TENANT => calls.create_tenant(id).call,
        ADD_TENANT_USER => calls.add_user_to_tenant(user, id, role).call,
        SET_TENANT_USER_ROLE => calls.set_role_of_user_in_tenant(user, id, role).call,
        REMOVE_TENANT_USER => calls.remove_user_from_tenant(user, id).call,
        ADD_TENANT_GROUP => calls.add_group_to_tenant(group, id, role).call,
        SET_TENANT_GROUP_ROLE => calls.set_role_of_group_in_tenant(group, id, role).call,
        REMOVE_TENANT_GROUP => calls.remove_group_from_tenant(group, id).call,
        CREATE_USER => calls.create_user(&people::user(id, told)).call,
        SET_PASSWORD => {
            let body = serde_json::json!({"password": said(name::PASSWORD)});
            calls.update_user(id, &body).call
        }
        SET_ROLE => calls.update_user(id, &serde_json::json!({"role": role})).call,
        ACTIVATE_USER => calls.set_user_active(id, true).call,
        DEACTIVATE_USER => calls.set_user_active(id, false).call,
        CREATE_USER_GROUP => calls.create_user_group(&people::user_group(id, told)).call,
        ADD_GROUP_USER => calls.add_user_to_group(user, id).call,
        REMOVE_GROUP_USER => calls.remove_user_from_group(user, id).call,
        _ => return Err(not_offered(request)),
    })
}

fn of_manager(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    let (id, told) = (&*request.id, &request.arguments);
    Ok(match request.action {
        ACTIVATE_MAINTENANCE => calls.set_maintenance(true).call,
        DEACTIVATE_MAINTENANCE => calls.set_maintenance(false).call,
        START_CLUSTER | JOIN_CLUSTER => calls.start_cluster(&people::cluster(told).map_err(refused)?).call,
        UPDATE_CLUSTER => {
            calls
                .update_cluster(&people::changes(told).map_err(refused)?)
                .call
        }
        ADD_MANAGER => calls.add_cluster_node(id, &people::cluster_node(id, told)).call,
        PROMOTE => calls.update_cluster(&serde_json::json!({"master": id})).call,
        _ => return Err(not_offered(request)),
    })
}

fn deletion(calls: &Calls, request: &ActionRequest) -> Result<Call, ManagerError> {
    let id = &*request.id;
    Ok(match request.kind {
        BLUEPRINTS => calls.delete_blueprint(id).call,
        PLUGINS => calls.delete_plugin(id, request.arguments.is_on(name::FORCE)).call,
        SECRET_VALUES => calls.delete_secret(id).call,
        SNAPSHOTS => calls.delete_snapshot(id).call,
        TENANTS => calls.delete_tenant(id).call,
        USERS => calls.delete_user(id).call,
        USER_GROUPS => calls.delete_user_group(id).call,
        TOKENS => calls.delete_token(id).call,
        MANAGER_NODES => calls.remove_cluster_node(id).call,
        _ => return Err(not_offered(request)),
    })
}

fn said<'a>(told: &'a Arguments, name: &str) -> &'a str {
    told.get(name).unwrap_or_default()
}

/// Whether it is an execution that is to be cancelled, and it is not known which.
fn wants_execution(request: &ActionRequest) -> bool {
    let cancels = matches!(request.action, CANCEL | FORCE_CANCEL);
    cancels && request.kind == CLUSTERS && request.arguments.get(name::EXECUTION).is_none()
}

fn unread() -> ManagerError {
    ManagerError::Conflict {
        message: "which workflow does it is not known: read the deployment again".into(),
    }
}

pub fn not_offered(request: &ActionRequest) -> ManagerError {
    ManagerError::NotOffered {
        reason: format!("{} is not offered for {}", request.action, request.kind),
    }
}

/// A mistake that was found before anything was sent.
pub fn refused((target, message): Mistake) -> ManagerError {
    ManagerError::Invalid {
        message: "it cannot be sent like this".into(),
        fields: vec![FieldError {
            code: "invalid".into(),
            target,
            message,
        }],
    }
}
