//! Which family a path and a method mean, and what a request for it needs ("Endpoints").

use super::accounts::{Right, TenantRole};
use super::answer::Refusal;
use super::asking::Method;
use super::profile::Profile;

use Method::{Delete, Get, Patch, Post, Put};

/// The families of endpoints; each is answered by one module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Blueprints,
    Cluster,
    Deployments,
    Events,
    Executions,
    Maintenance,
    NodeInstances,
    Nodes,
    Plugins,
    Secrets,
    Snapshots,
    Status,
    Tenants,
    Tokens,
    UserGroups,
    Users,
}

/// What a request has in its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing that is looked at.
    Nothing,
    /// JSON, or 415.
    Json,
    /// An archive.
    Octets,
}

/// Below which prefix a path is routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    /// `/api/v3`, in both generations.
    Ever,
    /// `/api/v3` of 4.2 alone.
    Old,
    /// `/api/v3` of 7.1 alone.
    New,
    /// `/api/v3.1` of 7.1 alone.
    Newer,
}

/// One endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Segments; `*` stands for any.
    pattern: &'static str,
    method: Method,
    pub family: Family,
    /// What the manager calls the permission.
    pub action: &'static str,
    pub right: Right,
    pub takes: Takes,
    /// Whether only the premium edition has it.
    pub is_premium: bool,
    /// Whether the tenant whose role counts stands in the path.
    pub is_of_tenant_in_path: bool,
    since: Since,
}

/// Finds the endpoint of a path; `is_newer` says that it came below `/api/v3.1`.
///
/// # Errors
/// 404 for a path that is not routed, 405 for a method that it does not offer (`None` for one unknown at all).
pub fn find(
    profile: Profile,
    is_newer: bool,
    method: Option<Method>,
    segments: &[String],
) -> Result<&'static Route, Refusal> {
    let mut routed = ROUTES
        .iter()
        .filter(|route| route.is_there(profile, is_newer) && route.fits(segments))
        .peekable();
    if routed.peek().is_none() {
        return Err(Refusal::NotRouted);
    }
    routed
        .find(|route| Some(route.method) == method)
        .ok_or(Refusal::NotOffered)
}

impl Route {
    const fn new(
        method: Method,
        pattern: &'static str,
        family: Family,
        action: &'static str,
        right: Right,
    ) -> Self {
        Self {
            pattern,
            method,
            family,
            action,
            right,
            takes: Takes::Nothing,
            is_premium: false,
            is_of_tenant_in_path: false,
            since: Since::Ever,
        }
    }

    const fn json(mut self) -> Self {
        self.takes = Takes::Json;
        self
    }

    const fn octets(mut self) -> Self {
        self.takes = Takes::Octets;
        self
    }

    const fn premium(mut self) -> Self {
        self.is_premium = true;
        self
    }

    const fn of_tenant_in_path(mut self) -> Self {
        self.is_of_tenant_in_path = true;
        self
    }

    const fn since(mut self, since: Since) -> Self {
        self.since = since;
        self
    }

    pub fn method(&self) -> Method {
        self.method
    }

    /// Whether it belongs to a tenant, so that the request must name one.
    pub fn needs_tenant(&self) -> bool {
        match self.family {
            Family::Blueprints
            | Family::Deployments
            | Family::Events
            | Family::Executions
            | Family::NodeInstances
            | Family::Nodes
            | Family::Plugins
            | Family::Secrets
            | Family::Snapshots => true,
            Family::Cluster
            | Family::Maintenance
            | Family::Status
            | Family::Tenants
            | Family::Tokens
            | Family::UserGroups
            | Family::Users => false,
        }
    }

    /// Whether it is refused while the manager enters maintenance mode ("Maintenance mode").
    pub fn starts_something(&self) -> bool {
        matches!(
            self.action,
            "execution_start" | "deployment_create" | "snapshot_create" | "snapshot_restore"
        )
    }

    /// Whether it is answered in maintenance mode, too.
    pub fn is_always_on(&self) -> bool {
        matches!(self.family, Family::Maintenance | Family::Status)
    }

    fn is_there(&self, profile: Profile, is_newer: bool) -> bool {
        match (self.since, profile) {
            (Since::Ever, _) => true,
            (Since::Old, Profile::V42) => true,
            (Since::New, Profile::V71) => true,
            (Since::Newer, Profile::V71) => is_newer,
            (Since::Old | Since::New | Since::Newer, _) => false,
        }
    }

    fn fits(&self, segments: &[String]) -> bool {
        let mut pattern = self.pattern.split('/');
        let all = segments
            .iter()
            .all(|segment| pattern.next().is_some_and(|part| part == "*" || part == segment));
        all && pattern.next().is_none()
    }
}

const READ: Right = Right::Role(TenantRole::Viewer);
const OPERATE: Right = Right::Role(TenantRole::Operations);
const WRITE: Right = Right::Role(TenantRole::User);
const ADMIN: Right = Right::Admin;
const ANYBODY: Right = Right::Anybody;

/// All endpoints; words come before what stands for any word.
const ROUTES: &[Route] = &[
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
