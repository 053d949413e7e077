//! Which role allows what ("Role rights").

/// What a user is in a tenant, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TenantRole {
    Viewer,
    Operations,
    User,
    Manager,
}

/// What a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Every user, whatever the tenant.
    Anybody,
    /// At least this role in the tenant of the request.
    Role(TenantRole),
    /// An administrator of the whole manager.
    Admin,
}

impl TenantRole {
    /// In the order in which the manager names them.
    pub const ALL: [Self; 4] = [Self::Manager, Self::User, Self::Operations, Self::Viewer];

    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operations => "operations",
            Self::User => "user",
            Self::Manager => "manager",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
