//! All endpoints of both generations, with what each needs ("Endpoints", "Role rights").

use super::accounts::{Right, TenantRole};
use super::asking::Method::{Delete, Get, Patch, Post, Put};
use super::routing::{Family, Route, Since};

const READ: Right = Right::Role(TenantRole::Viewer);
const OPERATE: Right = Right::Role(TenantRole::Operations);
const WRITE: Right = Right::Role(TenantRole::User);
const ADMIN: Right = Right::Admin;
const ANYBODY: Right = Right::Anybody;

/// All endpoints; words come before what stands for any word.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Get, "blueprints", Family::Blueprints, "blueprint_list", READ),
    Route::new(Get, "blueprints/*", Family::Blueprints, "blueprint_get", READ),
    Route::new(Put, "blueprints/*", Family::Blueprints, "blueprint_upload", WRITE).octets(),
    Route::new(
        Delete,
        "blueprints/*",
        Family::Blueprints,
        "blueprint_delete",
        WRITE,
    ),
    Route::new(
        Get,
        "blueprints/*/archive",
        Family::Blueprints,
        "blueprint_download",
        READ,
    ),
    Route::new(Get, "deployments", Family::Deployments, "deployment_list", READ),
    Route::new(Get, "deployments/*", Family::Deployments, "deployment_get", READ),
    Route::new(
        Put,
        "deployments/*",
        Family::Deployments,
        "deployment_create",
        OPERATE,
    )
    .json(),
    Route::new(
        Delete,
        "deployments/*",
        Family::Deployments,
        "deployment_delete",
        OPERATE,
    ),
    Route::new(
        Get,
        "deployments/*/outputs",
        Family::Deployments,
        "deployment_outputs",
        READ,
    ),
    Route::new(Get, "events", Family::Events, "event_list", READ),
    Route::new(Delete, "events", Family::Events, "event_delete", WRITE),
    Route::new(Get, "executions", Family::Executions, "execution_list", READ),
    Route::new(Get, "executions/*", Family::Executions, "execution_get", READ),
    Route::new(Post, "executions", Family::Executions, "execution_start", OPERATE).json(),
    Route::new(
        Post,
        "executions/*",
        Family::Executions,
        "execution_cancel",
        OPERATE,
    )
    .json(),
    Route::new(
        Patch,
        "executions/*",
        Family::Executions,
        "execution_status_update",
        OPERATE,
    )
    .json(),
    Route::new(Get, "nodes", Family::Nodes, "node_list", READ),
    Route::new(
        Get,
        "node-instances",
        Family::NodeInstances,
        "node_instance_list",
        READ,
    ),
    Route::new(
        Get,
        "node-instances/*",
        Family::NodeInstances,
        "node_instance_get",
        READ,
    ),
    Route::new(
        Patch,
        "node-instances/*",
        Family::NodeInstances,
        "node_instance_update",
        OPERATE,
    )
    .json(),
    Route::new(Get, "plugins", Family::Plugins, "plugin_list", READ),
    Route::new(Post, "plugins", Family::Plugins, "plugin_upload", WRITE).octets(),
    Route::new(Get, "plugins/*", Family::Plugins, "plugin_get", READ),
    Route::new(Delete, "plugins/*", Family::Plugins, "plugin_delete", WRITE).json(),
    Route::new(Get, "plugins/*/archive", Family::Plugins, "plugin_download", READ),
    Route::new(Get, "secrets", Family::Secrets, "secret_list", READ),
    Route::new(Get, "secrets/*", Family::Secrets, "secret_get", READ),
    Route::new(Put, "secrets/*", Family::Secrets, "secret_create", WRITE).json(),
    Route::new(Patch, "secrets/*", Family::Secrets, "secret_update", WRITE).json(),
    Route::new(
        Patch,
        "secrets/*/set-visibility",
        Family::Secrets,
        "secret_update",
        WRITE,
    )
    .json()
    .since(Since::New),
    Route::new(Delete, "secrets/*", Family::Secrets, "secret_delete", WRITE),
    Route::new(Get, "snapshots", Family::Snapshots, "snapshot_list", ADMIN),
    Route::new(Get, "snapshots/*", Family::Snapshots, "snapshot_get", ADMIN),
    Route::new(Put, "snapshots/*", Family::Snapshots, "snapshot_create", ADMIN).json(),
    Route::new(
        Patch,
        "snapshots/*",
        Family::Snapshots,
        "snapshot_status_update",
        ADMIN,
    )
    .json(),
    Route::new(Delete, "snapshots/*", Family::Snapshots, "snapshot_delete", ADMIN),
    Route::new(
        Get,
        "snapshots/*/archive",
        Family::Snapshots,
        "snapshot_download",
        ADMIN,
    ),
    Route::new(
        Put,
        "snapshots/*/archive",
        Family::Snapshots,
        "snapshot_upload",
        ADMIN,
    )
    .octets(),
    Route::new(
        Post,
        "snapshots/*/restore",
        Family::Snapshots,
        "snapshot_restore",
        ADMIN,
    )
    .json(),
    Route::new(Get, "tenants", Family::Tenants, "tenant_list", ANYBODY),
    Route::new(Put, "tenants/users", Family::Tenants, "tenant_add_user", ADMIN)
        .json()
        .premium(),
    Route::new(
        Patch,
        "tenants/users",
        Family::Tenants,
        "tenant_update_user",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(
        Delete,
        "tenants/users",
        Family::Tenants,
        "tenant_remove_user",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(
        Put,
        "tenants/user-groups",
        Family::Tenants,
        "tenant_add_group",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(
        Patch,
        "tenants/user-groups",
        Family::Tenants,
        "tenant_update_group",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(
        Delete,
        "tenants/user-groups",
        Family::Tenants,
        "tenant_remove_group",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(Get, "tenants/*", Family::Tenants, "tenant_get", READ).of_tenant_in_path(),
    Route::new(Post, "tenants/*", Family::Tenants, "tenant_create", ADMIN).premium(),
    Route::new(Delete, "tenants/*", Family::Tenants, "tenant_delete", ADMIN).premium(),
    Route::new(Get, "tokens", Family::Tokens, "create_token", ANYBODY).since(Since::Old),
    Route::new(Get, "tokens", Family::Tokens, "list_token", ANYBODY).since(Since::Newer),
    Route::new(Post, "tokens", Family::Tokens, "create_token", ANYBODY)
        .json()
        .since(Since::Newer),
    Route::new(Delete, "tokens/*", Family::Tokens, "delete_token", ANYBODY).since(Since::Newer),
    Route::new(Get, "user-groups", Family::UserGroups, "user_group_list", ADMIN).premium(),
    Route::new(
        Post,
        "user-groups",
        Family::UserGroups,
        "user_group_create",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(
        Put,
        "user-groups/users",
        Family::UserGroups,
        "user_group_add_user",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(
        Delete,
        "user-groups/users",
        Family::UserGroups,
        "user_group_remove_user",
        ADMIN,
    )
    .json()
    .premium(),
    Route::new(Get, "user-groups/*", Family::UserGroups, "user_group_get", ADMIN).premium(),
    Route::new(
        Delete,
        "user-groups/*",
        Family::UserGroups,
        "user_group_delete",
        ADMIN,
    )
    .premium(),
    Route::new(Get, "user", Family::Users, "user_get_self", ANYBODY),
    Route::new(Get, "users", Family::Users, "user_list", ADMIN).premium(),
    Route::new(Put, "users", Family::Users, "user_create", ADMIN)
        .json()
        .premium(),
    Route::new(Post, "users/active/*", Family::Users, "user_set_activated", ADMIN)
        .json()
        .premium(),
    Route::new(Get, "users/*", Family::Users, "user_get", ADMIN)
        .premium()
        .since(Since::Old),
    Route::new(Get, "users/*", Family::Users, "user_get", ANYBODY).since(Since::New),
    Route::new(Post, "users/*", Family::Users, "user_update", ADMIN)
        .json()
        .premium()
        .since(Since::Old),
    Route::new(Post, "users/*", Family::Users, "user_update", ANYBODY)
        .json()
        .since(Since::New),
    Route::new(Delete, "users/*", Family::Users, "user_delete", ADMIN).premium(),
    Route::new(Get, "cluster", Family::Cluster, "cluster_state_get", ADMIN)
        .premium()
        .since(Since::Old),
    Route::new(Put, "cluster", Family::Cluster, "cluster_create", ADMIN)
        .json()
        .premium()
        .since(Since::Old),
    Route::new(Patch, "cluster", Family::Cluster, "cluster_config_update", ADMIN)
        .json()
        .premium()
        .since(Since::Old),
    Route::new(Get, "cluster/nodes", Family::Cluster, "cluster_node_list", ADMIN)
        .premium()
        .since(Since::Old),
    Route::new(Get, "cluster/nodes/*", Family::Cluster, "cluster_node_get", ADMIN)
        .premium()
        .since(Since::Old),
    Route::new(Put, "cluster/nodes/*", Family::Cluster, "cluster_node_add", ADMIN)
        .json()
        .premium()
        .since(Since::Old),
    Route::new(
        Patch,
        "cluster/nodes/*",
        Family::Cluster,
        "cluster_node_update",
        ADMIN,
    )
    .json()
    .premium()
    .since(Since::Old),
    Route::new(
        Delete,
        "cluster/nodes/*",
        Family::Cluster,
        "cluster_node_delete",
        ADMIN,
    )
    .premium()
    .since(Since::Old),
    Route::new(
        Get,
        "cluster-status",
        Family::Cluster,
        "cluster_status_get",
        ANYBODY,
    )
    .since(Since::Newer),
    Route::new(Get, "managers", Family::Cluster, "manager_get", ANYBODY).since(Since::Newer),
    Route::new(Get, "brokers", Family::Cluster, "broker_get", ANYBODY).since(Since::Newer),
    Route::new(Get, "db-nodes", Family::Cluster, "db_nodes_get", ANYBODY).since(Since::Newer),
    Route::new(Get, "status", Family::Status, "status_get", ANYBODY).since(Since::Old),
    Route::new(Get, "status", Family::Status, "status_get", ANYBODY).since(Since::Newer),
    Route::new(Get, "version", Family::Status, "version_get", ANYBODY),
    Route::new(
        Get,
        "maintenance",
        Family::Maintenance,
        "maintenance_mode_get",
        ANYBODY,
    ),
    Route::new(
        Post,
        "maintenance/*",
        Family::Maintenance,
        "maintenance_mode_set",
        ADMIN,
    ),
];
