//! What can be done, when, and what it will do.
//!
//! - [`deployment`]: the workflows of a whole deployment, as far as it offers them; [`scale`]: one of them; [`server`]:
//!   those of one instance.
//! - [`execution`]: cancel in steps, go on, mend a record; node instances by themselves.
//! - [`catalogue`]: blueprints, plugins, secrets, snapshots; [`accounts`]: who may do what; [`system`]: the manager.
//! - [`known`]: what actions are judged by; [`schema`]: forms of what workflows and blueprints declare;
//!   [`following`]: how far a change has come; [`mod@name`], [`names`]: words, and checks of them.
//!
//! **Invariant:** what a list cannot tell is offered; once a deployment was read, what its workflows cannot do is not
//! offered, and why is said.

pub mod accounts;
pub mod catalogue;
pub mod deployment;
pub mod execution;
pub mod following;
pub mod known;
pub mod name;
pub mod names;
pub mod scale;
pub mod schema;
pub mod server;
pub mod system;

#[cfg(test)]
mod tests;

use crate::resource::action::{CREATE, EDIT, RESTORE};
use crate::resource::{Action, ActionId, KindId};

pub const INSTALL: ActionId = ActionId("install");
pub const UNINSTALL: ActionId = ActionId("uninstall");
pub const REINSTALL: ActionId = ActionId("reinstall");
pub const RESTART: ActionId = ActionId("restart");
pub const SCALE: ActionId = ActionId("scale");
pub const EXECUTE_OPERATION: ActionId = ActionId("execute-operation");
pub const RUN: ActionId = ActionId("run");
pub const CANCEL: ActionId = ActionId("cancel");
pub const FORCE_CANCEL: ActionId = ActionId("force-cancel");
pub const KILL: ActionId = ActionId("kill");
pub const RESUME: ActionId = ActionId("resume");
pub const UPDATE_STATUS: ActionId = ActionId("update-status");
pub const UPDATE_INSTANCE: ActionId = ActionId("update-instance");
pub const START_SERVER: ActionId = ActionId("start-server");
pub const STOP_SERVER: ActionId = ActionId("stop-server");
pub const RESTART_SERVER: ActionId = ActionId("restart-server");
pub const RUN_OPERATION: ActionId = ActionId("run-operation");
pub const CREATE_DEPLOYMENT: ActionId = ActionId("create-deployment");
pub const CREATE_SECRET: ActionId = ActionId("create-secret");
pub const UPDATE_SECRET: ActionId = ActionId("update-secret");
pub const CREATE_SNAPSHOT: ActionId = ActionId("create-snapshot");
pub const RESTORE_SNAPSHOT: ActionId = ActionId("restore-snapshot");
pub const CREATE_TENANT: ActionId = ActionId("create-tenant");
pub const ADD_TENANT_USER: ActionId = ActionId("add-tenant-user");
pub const SET_TENANT_USER_ROLE: ActionId = ActionId("set-tenant-user-role");
pub const REMOVE_TENANT_USER: ActionId = ActionId("remove-tenant-user");
pub const ADD_TENANT_GROUP: ActionId = ActionId("add-tenant-group");
pub const SET_TENANT_GROUP_ROLE: ActionId = ActionId("set-tenant-group-role");
pub const REMOVE_TENANT_GROUP: ActionId = ActionId("remove-tenant-group");
pub const CREATE_USER: ActionId = ActionId("create-manager-user");
pub const SET_PASSWORD: ActionId = ActionId("set-password");
pub const SET_ROLE: ActionId = ActionId("set-role");
pub const ACTIVATE_USER: ActionId = ActionId("activate-user");
pub const DEACTIVATE_USER: ActionId = ActionId("deactivate-user");
pub const CREATE_USER_GROUP: ActionId = ActionId("create-user-group");
pub const ADD_GROUP_USER: ActionId = ActionId("add-group-user");
pub const REMOVE_GROUP_USER: ActionId = ActionId("remove-group-user");
pub const ACTIVATE_MAINTENANCE: ActionId = ActionId("activate-maintenance");
pub const DEACTIVATE_MAINTENANCE: ActionId = ActionId("deactivate-maintenance");
pub const START_CLUSTER: ActionId = ActionId("start-cluster");
pub const JOIN_CLUSTER: ActionId = ActionId("join-cluster");
pub const UPDATE_CLUSTER: ActionId = ActionId("update-cluster");
pub const ADD_MANAGER: ActionId = ActionId("add-manager");
pub const PROMOTE: ActionId = ActionId("promote");

/// What others have or what is looked for, and is not here.
const CREATE_TOKEN: ActionId = ActionId("create-token");
const HEAL: ActionId = ActionId("heal");
const UPDATE: ActionId = ActionId("update");
const ADD_SERVERS: ActionId = ActionId("add-servers");

pub static ACTIONS: [Action; 62] = [
    deployment::INSTALL_ACTION,
    deployment::START_ACTION,
    deployment::STOP_ACTION,
    deployment::RESTART_ACTION,
    scale::SCALE_ACTION,
    deployment::EXECUTE_ACTION,
    deployment::RUN_ACTION,
    deployment::CANCEL_ACTION,
    deployment::FORCE_CANCEL_ACTION,
    deployment::UNINSTALL_ACTION,
    deployment::REINSTALL_ACTION,
    server::START_ACTION,
    server::STOP_ACTION,
    server::RESTART_ACTION,
    server::REPLACE_ACTION,
    server::OPERATION_ACTION,
    execution::CANCEL_ACTION,
    execution::FORCE_CANCEL_ACTION,
    execution::KILL_ACTION,
    execution::RESUME_ACTION,
    execution::UPDATE_STATUS_ACTION,
    execution::UPDATE_INSTANCE_ACTION,
    catalogue::CREATE_DEPLOYMENT_ACTION,
    catalogue::UPLOAD_BLUEPRINT_ACTION,
    catalogue::UPLOAD_PLUGIN_ACTION,
    catalogue::CREATE_SECRET_ACTION,
    catalogue::UPDATE_SECRET_ACTION,
    catalogue::CREATE_SNAPSHOT_ACTION,
    catalogue::RESTORE_SNAPSHOT_ACTION,
    catalogue::UPLOAD_SNAPSHOT_ACTION,
    accounts::CREATE_TENANT_ACTION,
    accounts::ADD_TENANT_USER_ACTION,
    accounts::SET_TENANT_USER_ROLE_ACTION,
    accounts::REMOVE_TENANT_USER_ACTION,
    accounts::ADD_TENANT_GROUP_ACTION,
    accounts::SET_TENANT_GROUP_ROLE_ACTION,
    accounts::REMOVE_TENANT_GROUP_ACTION,
    accounts::CREATE_USER_ACTION,
    accounts::SET_PASSWORD_ACTION,
    accounts::SET_ROLE_ACTION,
    accounts::ACTIVATE_USER_ACTION,
    accounts::DEACTIVATE_USER_ACTION,
    accounts::CREATE_USER_GROUP_ACTION,
    accounts::ADD_GROUP_USER_ACTION,
    accounts::REMOVE_GROUP_USER_ACTION,
    system::ACTIVATE_MAINTENANCE_ACTION,
    system::DEACTIVATE_MAINTENANCE_ACTION,
    system::START_CLUSTER_ACTION,
    system::JOIN_CLUSTER_ACTION,
    system::UPDATE_CLUSTER_ACTION,
    system::ADD_MANAGER_ACTION,
    system::PROMOTE_ACTION,
    deployment::DELETE_ACTION,
    catalogue::DELETE_BLUEPRINT_ACTION,
    catalogue::DELETE_PLUGIN_ACTION,
    catalogue::DELETE_SECRET_ACTION,
    catalogue::DELETE_SNAPSHOT_ACTION,
    accounts::DELETE_TENANT_ACTION,
    accounts::DELETE_USER_ACTION,
    accounts::DELETE_USER_GROUP_ACTION,
    accounts::DELETE_TOKEN_ACTION,
    system::REMOVE_MANAGER_ACTION,
];

/// Verbs that this manager does not have, each with the reason and what to do instead.
pub static NOT_OFFERED: [(ActionId, &str); 7] = [
    (
        EDIT,
        "a deployment has no document to edit: its blueprint and inputs are fixed; `run update` where its workflows \
         have it, or update-instance for runtime properties",
    ),
    (
        CREATE,
        "a deployment is made of a blueprint: create-deployment, on the blueprint",
    ),
    (
        RESTORE,
        "a deployment has no older versions: restore-snapshot puts back the whole manager",
    ),
    (
        CREATE_TOKEN,
        "a new token's value is told once, and this console writes no token down: a context with user and password \
         gets its own; make others with the manager's own tool",
    ),
    (
        HEAL,
        "it is replace-server here, on an instance; `run heal` with what the workflow wants to be told does the same",
    ),
    (
        UPDATE,
        "deployment update is not part of v3 of the API: `run update` where the deployment's workflows have it",
    ),
    (
        ADD_SERVERS,
        "it is scale here: of a node or a scaling group, by how many",
    ),
];

/// The action of this name on objects of a kind.
pub fn find(id: ActionId, kind: KindId) -> Option<&'static Action> {
    ACTIONS
        .iter()
        .find(|action| action.id == id && action.on.kind() == kind)
}
