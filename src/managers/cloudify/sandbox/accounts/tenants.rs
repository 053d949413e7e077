//! Tenants ("Tenants"): the list in both editions, the rest in the premium one.

use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Document, Refusal, created, deleted, document, ok};
use super::super::asking::{Asking, Method, check_name};
use super::super::listing::{Fields, Page, Projection, list};
use super::super::profile::{Edition, Profile};
use super::super::world::World;
use super::model::{Accounts, DEFAULT_TENANT, Tenant};
use super::{members, rights::TenantRole};

const FIELDS_42: Fields = &["name", "groups", "users"];
const FIELDS_71: Fields = &[
    "name",
    "groups",
    "users",
    "user_roles",
    "rabbitmq_username",
    "rabbitmq_password",
    "rabbitmq_vhost",
];

/// The members of a tenant, in this generation.
pub(super) fn fields(profile: Profile) -> Fields {
    profile.pick(FIELDS_42, FIELDS_71)
}

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["tenants"]) => listed(world, ask),
        (_, ["tenants", "users"]) if ask.method != Method::Post => members::of_users(world, ask),
        (_, ["tenants", "user-groups"]) if ask.method != Method::Post => members::of_groups(world, ask),
        (method, ["tenants", name]) => {
            let wanted = Projection::read(ask, fields(ask.profile))?;
            match method {
                Method::Get => {
                    // The community's edition knows one tenant: its code has nothing to show of another.
                    if world.edition == Edition::Community
                        && (ask.profile == Profile::V42 || *name != DEFAULT_TENANT)
                    {
                        return Err(Refusal::premium());
                    }
                    ok(wanted.of(shown(world, ask, name)?))
                }
                Method::Post => {
                    create(&mut world.accounts, name)?;
                    created(wanted.of(shown(world, ask, name)?))
                }
                Method::Delete => {
                    let document = shown(world, ask, name)?;
                    remove(world, name)?;
                    deleted(ask, wanted.of(document))
                }
                Method::Put | Method::Patch => Err(Refusal::NotOffered),
            }
        }
        _ => Err(Refusal::NotRouted),
    }
}

/// The tenants of a caller; all of them for an administrator, and in the community's edition.
fn listed(world: &World, ask: &Asking) -> Answer {
    let accounts = &world.accounts;
    let is_community = world.edition == Edition::Community;
    let names = accounts.tenants.iter().map(|tenant| tenant.name.as_str());
    let names = names.filter(|name| is_community || accounts.role_in(&ask.caller, name).is_some());
    let documents: Vec<Document> = names.map(|name| describe(accounts, ask, name)).collect();
    if is_community && ask.profile == Profile::V42 {
        // Neither filters nor pages are looked at.
        let wanted = Projection::read(ask, fields(ask.profile))?;
        let total = documents.len();
        let items = documents
            .into_iter()
            .map(|document| Value::Object(wanted.of(document)));
        let everything = Page {
            offset: 0,
            limit: None,
        };
        return ok(everything.envelope(ask.profile, items.collect(), total));
    }
    list(ask, fields(ask.profile), documents)
}

fn create(accounts: &mut Accounts, name: &str) -> Result<(), Refusal> {
    check_name("tenant_name", name)?;
    if matches!(name, "users" | "user-groups") {
        return Err(Refusal::bad(format!("{name} is not allowed as a tenant name")));
    }
    if accounts.has_tenant(name) {
        return Err(Refusal::conflict(format!(
            "<Tenant name=`{name}`> already exists"
        )));
    }
    accounts.tenants.push(Tenant {
        name: name.to_owned(),
    });
    Ok(())
}

fn remove(world: &mut World, name: &str) -> Result<(), Refusal> {
    if name == DEFAULT_TENANT {
        return Err(Refusal::illegal("The default tenant can't be deleted"));
    }
    if world.holds_resources_of(name) {
        return Err(Refusal::conflict(format!(
            "Can't delete tenant {name}: it still holds resources"
        )));
    }
    let accounts = &mut world.accounts;
    accounts.tenants.retain(|tenant| tenant.name != name);
    for user in &mut accounts.users {
        user.tenants.retain(|(tenant, _)| tenant != name);
    }
    for group in &mut accounts.groups {
        group.tenants.retain(|(tenant, _)| tenant != name);
    }
    Ok(())
}

/// A tenant that there is.
///
/// # Errors
/// 404 otherwise.
pub(super) fn shown(world: &World, ask: &Asking, name: &str) -> Result<Document, Refusal> {
    if !world.accounts.has_tenant(name) {
        return Err(Refusal::not_found("Tenant", name));
    }
    Ok(describe(&world.accounts, ask, name))
}

fn describe(accounts: &Accounts, ask: &Asking, name: &str) -> Document {
    let users = accounts.users.iter().filter_map(|user| {
        let roles = accounts.roles_of(user, name);
        let own = user.tenants.iter().find(|(tenant, _)| tenant == name);
        let own = own.map(|(_, role)| role.name());
        (!roles.is_empty()).then(|| (user.name.clone(), membership(own, &roles)))
    });
    let groups = accounts.groups.iter().filter_map(|group| {
        let (_, role) = group.tenants.iter().find(|(tenant, _)| tenant == name)?;
        Some((group.name.clone(), json!(role.name())))
    });
    let mut tenant = document([
        ("name", json!(name)),
        ("groups", counted(groups.collect(), ask)),
        ("users", counted(users.collect(), ask)),
    ]);
    if ask.profile == Profile::V71 {
        for member in FIELDS_71.iter().skip(3) {
            tenant.insert((*member).to_owned(), Value::Null);
        }
    }
    tenant
}

/// A count of members, or all of them.
pub(super) fn counted(members: Map<String, Value>, ask: &Asking) -> Value {
    match ask.wants_data() {
        true => Value::Object(members),
        false => json!(members.len()),
    }
}

/// How a user belongs to a tenant: by a role of its own, and by all of them.
pub(super) fn membership(own: Option<&str>, roles: &[TenantRole]) -> Value {
    let roles: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    json!({"tenant-role": own, "roles": roles})
}
