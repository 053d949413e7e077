//! Who belongs to a tenant ("Tenants"): users and groups come, change their role and go.

use super::super::answer::{Answer, Refusal, deleted, ok};
use super::super::asking::{Asking, Method};
use super::super::listing::Projection;
use super::super::profile::plainly_listed;
use super::super::world::World;
use super::rights::TenantRole;
use super::tenants;

/// Roles by the tenant that they are for.
type Roles = Vec<(String, TenantRole)>;

/// `/tenants/users`.
pub(super) fn of_users(world: &mut World, ask: &Asking) -> Answer {
    let name = ask.required_text("username")?;
    let tenant = tenant_of(ask)?;
    change(world, ask, tenant, &format!("user `{name}`"), |world| {
        let user = world.accounts.users.iter_mut().find(|user| user.name == name);
        let user = user.ok_or_else(|| Refusal::not_found("User", name))?;
        Ok(&mut user.tenants)
    })
}

/// `/tenants/user-groups`.
pub(super) fn of_groups(world: &mut World, ask: &Asking) -> Answer {
    let name = ask.required_text("group_name")?;
    let tenant = tenant_of(ask)?;
    change(world, ask, tenant, &format!("group `{name}`"), |world| {
        let group = world.accounts.groups.iter_mut().find(|group| group.name == name);
        let group = group.ok_or_else(|| Refusal::not_found("Group", name))?;
        Ok(&mut group.tenants)
    })
}

fn change(
    world: &mut World,
    ask: &Asking,
    tenant: &str,
    who: &str,
    roles_of: impl Fn(&mut World) -> Result<&mut Roles, Refusal>,
) -> Answer {
    let wanted = Projection::read(ask, tenants::fields(ask.profile))?;
    let role = role_of(ask)?;
    tenants::shown(world, ask, tenant)?;
    let roles = roles_of(world)?;
    let known = roles.iter_mut().find(|(known, _)| known == tenant);
    match (ask.method, known) {
        (Method::Put, Some(_)) => {
            return Err(Refusal::conflict(format!(
                "The {who} is already associated with the tenant `{tenant}`"
            )));
        }
        // The documentation has no role here, the service of 4.2 wants one.
        (Method::Put, None) => roles.push((tenant.to_owned(), role.unwrap_or(TenantRole::User))),
        (_, None) => {
            return Err(Refusal::told(
                axum::http::StatusCode::NOT_FOUND,
                "not_found_error",
                format!("The {who} is not associated with the tenant `{tenant}`"),
            ));
        }
        (Method::Delete, Some(_)) => roles.retain(|(known, _)| known != tenant),
        (_, Some((_, known))) => *known = role.ok_or_else(|| Refusal::missing("role"))?,
    }
    let document = wanted.of(tenants::shown(world, ask, tenant)?);
    match ask.method {
        Method::Delete => deleted(ask, document),
        _ => ok(document),
    }
}

/// The documentation writes the member in two ways.
fn tenant_of(ask: &Asking) -> Result<&str, Refusal> {
    match ask.text("tenants_name")? {
        Some(tenant) => Ok(tenant),
        None => ask.required_text("tenant_name"),
    }
}

fn role_of(ask: &Asking) -> Result<Option<TenantRole>, Refusal> {
    let Some(role) = ask.body.get("role").filter(|role| !role.is_null()) else {
        return Ok(None);
    };
    let shown = role.as_str().map_or_else(|| role.to_string(), str::to_owned);
    let known = role.as_str().and_then(TenantRole::named);
    known.map(Some).ok_or_else(|| {
        let valid = plainly_listed(TenantRole::ALL.map(TenantRole::name));
        Refusal::bad(format!(
            "Invalid role: `{shown}`. Valid tenant_role roles are: {valid}"
        ))
    })
}
