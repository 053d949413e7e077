//! Who there is, and who belongs where.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::rights::TenantRole;

/// The tenant and the user that every manager begins with.
pub const DEFAULT_TENANT: &str = "default_tenant";
pub const ADMIN: &str = "admin";

/// All accounts of a manager, each kind in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    pub tenants: Vec<Tenant>,
    pub users: Vec<User>,
    pub groups: Vec<Group>,
    pub tokens: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub name: String,
}

/// What a user may do to the manager as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemRole {
    SysAdmin,
    Default,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub password: String,
    pub role: SystemRole,
    pub is_active: bool,
    pub created_at: DateTime<Utc>,
    pub first_login_at: Option<DateTime<Utc>>,
    pub last_login_at: Option<DateTime<Utc>>,
    /// The tenants that the user belongs to without a group.
    pub tenants: Vec<(String, TenantRole)>,
    pub groups: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub ldap_dn: Option<String>,
    pub role: SystemRole,
    pub tenants: Vec<(String, TenantRole)>,
}

/// A token that the manager issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: String,
    pub value: String,
    pub user: String,
    pub description: Option<String>,
    /// As it was asked for, in virtual time.
    pub expiration_date: Option<DateTime<Utc>>,
    pub last_used: Option<DateTime<Utc>>,
    /// Until when it is let in, in real time since the start of the clock; for ever if `None`.
    pub ends: Option<Duration>,
}

/// Who sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub name: String,
    pub is_admin: bool,
}

impl SystemRole {
    pub fn name(self) -> &'static str {
        match self {
            Self::SysAdmin => "sys_admin",
            Self::Default => "default",
        }
    }

    /// Also the words of older generations, and of the documentation.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "sys_admin" | "admin" | "administrator" => Some(Self::SysAdmin),
            "default" | "user" => Some(Self::Default),
            _ => None,
        }
    }
}

impl User {
    /// An active user who belongs nowhere.
    pub fn new(name: &str, password: &str, role: SystemRole, now: DateTime<Utc>) -> Self {
        Self {
            name: name.to_owned(),
            password: password.to_owned(),
            role,
            is_active: true,
            created_at: now,
            first_login_at: None,
            last_login_at: None,
            tenants: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// The same user in one more tenant.
    pub fn within(mut self, tenant: &str, role: TenantRole) -> Self {
        self.tenants.push((tenant.to_owned(), role));
        self
    }
}

impl Accounts {
    /// Those of a manager just set up.
    pub fn fresh(now: DateTime<Utc>) -> Self {
        let admin = User::new(ADMIN, ADMIN, SystemRole::SysAdmin, now);
        let tenant = Tenant {
            name: DEFAULT_TENANT.to_owned(),
        };
        Self {
            tenants: vec![tenant],
            // The recorded managers have the administrator as a mere user of the tenant.
            users: vec![admin.within(DEFAULT_TENANT, TenantRole::User)],
            groups: Vec::new(),
            tokens: Vec::new(),
        }
    }

    pub fn has_tenant(&self, name: &str) -> bool {
        self.tenants.iter().any(|tenant| tenant.name == name)
    }

    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The groups of a user that there are.
    pub fn groups_of<'a>(&'a self, user: &'a User) -> impl Iterator<Item = &'a Group> {
        self.groups
            .iter()
            .filter(|group| user.groups.contains(&group.name))
    }

    /// A user as somebody who sends a request.
    pub fn caller(&self, user: &User) -> Caller {
        let by_group = self
            .groups_of(user)
            .any(|group| group.role == SystemRole::SysAdmin);
        Caller {
            name: user.name.clone(),
            is_admin: user.role == SystemRole::SysAdmin || by_group,
        }
    }

    /// All roles of a user in a tenant: the own one first, then those of groups.
    pub fn roles_of(&self, user: &User, tenant: &str) -> Vec<TenantRole> {
        let groups = self.groups_of(user).flat_map(|group| &group.tenants);
        let all = user.tenants.iter().chain(groups);
        all.filter(|(known, _)| known == tenant)
            .map(|(_, role)| *role)
            .collect()
    }

    /// What a caller is in a tenant; an administrator is a manager of each.
    pub fn role_in(&self, caller: &Caller, tenant: &str) -> Option<TenantRole> {
        if !self.has_tenant(tenant) {
            return None;
        }
        if caller.is_admin {
            return Some(TenantRole::Manager);
        }
        self.roles_of(self.user(&caller.name)?, tenant).into_iter().max()
    }
}
