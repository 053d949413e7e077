//! Which family a path and a method mean, and what a request for it needs ("Endpoints").

use super::accounts::Right;
use super::answer::Refusal;
use super::asking::Method;
use super::endpoints::ROUTES;
use super::profile::Profile;

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
pub(super) enum Since {
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
    pub(super) const fn new(
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

    pub(super) const fn json(mut self) -> Self {
        self.takes = Takes::Json;
        self
    }

    pub(super) const fn octets(mut self) -> Self {
        self.takes = Takes::Octets;
        self
    }

    pub(super) const fn premium(mut self) -> Self {
        self.is_premium = true;
        self
    }

    pub(super) const fn of_tenant_in_path(mut self) -> Self {
        self.is_of_tenant_in_path = true;
        self
    }

    pub(super) const fn since(mut self, since: Since) -> Self {
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
