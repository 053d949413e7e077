//! What every resource of a tenant carries: whose it is, and how far it can be seen.

use serde_json::{Value, json};

use super::accounts::{Accounts, TenantRole};
use super::answer::{Document, Refusal};
use super::asking::Asking;
use super::profile::Profile;

/// Whose a resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    pub tenant: String,
    /// The user who made it.
    pub creator: String,
    pub availability: Availability,
}

/// How far a resource can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Availability {
    /// By its maker, and by who manages the tenant.
    Private,
    #[default]
    Tenant,
    /// From every tenant.
    Global,
}

impl Availability {
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Tenant => "tenant",
            Self::Global => "global",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Private, Self::Tenant, Self::Global];
        all.into_iter().find(|known| known.name() == name)
    }

    /// As a request asks for by `visibility` or `private_resource`, in the query or the body.
    ///
    /// # Errors
    /// 400 for an unknown one.
    pub fn asked(ask: &Asking) -> Result<Self, Refusal> {
        let visibility = ask.parameter("visibility").or(match ask.body.get("visibility") {
            Some(Value::String(text)) => Some(text),
            _ => None,
        });
        if let Some(name) = visibility.filter(|_| ask.profile == Profile::V71) {
            return Self::named(name).ok_or_else(|| {
                Refusal::bad(format!(
                    "Invalid visibility: `{name}`. Valid visibility's values are: ['private', 'tenant', 'global']"
                ))
            });
        }
        let is_private = ask.flag("private_resource", false)? || ask.is_set("private_resource");
        Ok(if is_private {
            Self::Private
        } else {
            Self::default()
        })
    }
}

impl Owned {
    /// A new resource of the tenant and the user of a request.
    pub fn by(ask: &Asking, availability: Availability) -> Self {
        Self {
            tenant: ask.tenant.clone(),
            creator: ask.caller.name.clone(),
            availability,
        }
    }

    /// A resource that was there before.
    pub fn of(tenant: &str, creator: &str) -> Self {
        Self {
            tenant: tenant.to_owned(),
            creator: creator.to_owned(),
            availability: Availability::default(),
        }
    }

    /// Whether a request can see it.
    pub fn is_seen(&self, ask: &Asking, accounts: &Accounts) -> bool {
        let caller = &ask.caller;
        let is_reached = self.tenant == ask.tenant
            || self.availability == Availability::Global
            || (ask.wants_all_tenants() && accounts.role_in(caller, &self.tenant).is_some());
        let is_private = self.availability == Availability::Private;
        let is_own = caller.is_admin || caller.name == self.creator;
        let manages = || accounts.role_in(caller, &self.tenant) == Some(TenantRole::Manager);
        is_reached && (!is_private || is_own || manages())
    }

    /// Adds the members that tell of it.
    pub fn stamp(&self, document: &mut Document, profile: Profile) {
        let name = self.availability.name();
        document.insert("tenant_name".to_owned(), json!(self.tenant));
        document.insert("created_by".to_owned(), json!(self.creator));
        let is_private = self.availability == Availability::Private;
        document.insert("private_resource".to_owned(), json!(is_private));
        document.insert("resource_availability".to_owned(), json!(name));
        if profile == Profile::V71 {
            document.insert("visibility".to_owned(), json!(name));
        }
    }
}
