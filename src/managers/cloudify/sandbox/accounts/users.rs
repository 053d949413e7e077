//! Users ("Users"): everybody sees himself, an administrator of the premium edition all.

use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Document, Refusal, created, deleted, document, ok, timestamp};
use super::super::asking::{Asking, Method, check_name};
use super::super::listing::{Fields, Projection, list};
use super::super::profile::{Edition, Profile};
use super::super::world::World;
use super::model::{ADMIN, Accounts, SystemRole, User};
use super::tenants::{counted, membership};

const FIELDS_42: Fields = &["username", "last_login_at", "role", "groups", "active", "tenants"];
const FIELDS_71: Fields = &[
    "username",
    "tenants",
    "tenant_roles",
    "groups",
    "role",
    "group_system_roles",
    "active",
    "created_at",
    "first_login_at",
    "last_login_at",
    "is_locked",
    "show_getting_started",
    "password_hash",
];

fn fields(profile: Profile) -> Fields {
    profile.pick(FIELDS_42, FIELDS_71)
}

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let wanted = Projection::read(ask, fields(ask.profile))?;
    let show = |world: &World, name: &str| -> Result<Document, Refusal> {
        let user = find(&world.accounts, name)?;
        Ok(wanted.of(describe(&world.accounts, user, ask)))
    };
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["user"]) => ok(show(world, &ask.caller.name)?),
        (Method::Get, ["users"]) => {
            let users = world.accounts.users.iter();
            let documents = users.map(|user| describe(&world.accounts, user, ask)).collect();
            list(ask, fields(ask.profile), documents)
        }
        (Method::Put, ["users"]) => {
            let name = create(world, ask)?;
            created(show(world, &name)?)
        }
        (Method::Post, ["users", "active", name]) => {
            activate(&mut world.accounts, ask, name)?;
            ok(show(world, name)?)
        }
        (Method::Get, ["users", name]) => {
            let complaint = "Cannot get details of a different user";
            check_self(world.edition, ask, name, complaint)?;
            ok(show(world, name)?)
        }
        (Method::Post, ["users", name]) => {
            let complaint = "Cannot change settings for a different user";
            check_self(world.edition, ask, name, complaint)?;
            match ask.profile {
                Profile::V42 => change(&mut world.accounts, ask, name)?,
                Profile::V71 => change_settings(world, ask, name)?,
            }
            ok(show(world, name)?)
        }
        (Method::Delete, ["users", name]) => {
            let document = show(world, name)?;
            if *name == ADMIN {
                return Err(Refusal::illegal(format!("The user {ADMIN} can't be deleted")));
            }
            let accounts = &mut world.accounts;
            accounts.users.retain(|user| user.name != *name);
            accounts.tokens.retain(|token| token.user != *name);
            deleted(ask, document)
        }
        _ => Err(Refusal::NotRouted),
    }
}

/// The routes let everybody ask 7.1 for a user: only an administrator of the premium edition sees others.
fn check_self(edition: Edition, ask: &Asking, name: &str, complaint: &str) -> Result<(), Refusal> {
    let sees_all = ask.profile == Profile::V42 || (edition == Edition::Premium && ask.caller.is_admin);
    if sees_all || ask.caller.name == name {
        Ok(())
    } else {
        Err(Refusal::bad(complaint))
    }
}

fn create(world: &mut World, ask: &Asking) -> Result<String, Refusal> {
    let name = ask.required_text("username")?;
    let password = ask.required_text("password")?;
    check_name("username", name)?;
    check_password(password)?;
    let role = role_of(ask)?.unwrap_or(SystemRole::Default);
    if world.accounts.user(name).is_some() {
        return Err(Refusal::conflict(format!(
            "<User username=`{name}`> already exists"
        )));
    }
    world
        .accounts
        .users
        .push(User::new(name, password, role, ask.now));
    Ok(name.to_owned())
}

/// Sets either the password or the role.
fn change(accounts: &mut Accounts, ask: &Asking, name: &str) -> Result<(), Refusal> {
    let (password, role) = (ask.text("password")?, role_of(ask)?);
    let user = find_mut(accounts, name)?;
    match (password, role) {
        (Some(_), Some(_)) => Err(Refusal::bad("Both `password` and `role` provided")),
        (None, None) => Err(Refusal::bad("Neither `password` nor `role` provided")),
        (None, Some(role)) => {
            user.role = role;
            Ok(())
        }
        (Some(password), None) => {
            check_password(password)?;
            password.clone_into(&mut user.password);
            Ok(())
        }
    }
}

/// The same in 7.1, where both may come at once, and everybody changes his own password.
fn change_settings(world: &mut World, ask: &Asking, name: &str) -> Result<(), Refusal> {
    let password = ask.text("password")?;
    let changes_role = world.edition == Edition::Premium && ask.caller.is_admin;
    let role = role_of(ask)?.filter(|_| changes_role);
    let shows = ask.body.contains_key("show_getting_started");
    if password.is_none() && role.is_none() && !shows {
        return Err(Refusal::bad(
            "No valid user settings provided. Available settings: password, show_getting_started",
        ));
    }
    let user = find_mut(&mut world.accounts, name)?;
    if let Some(password) = password {
        check_password(password)?;
        password.clone_into(&mut user.password);
    }
    user.role = role.unwrap_or(user.role);
    Ok(())
}

fn activate(accounts: &mut Accounts, ask: &Asking, name: &str) -> Result<(), Refusal> {
    let action = ask.required_text("action")?;
    let becomes_active = match action {
        "activate" => true,
        "deactivate" => false,
        _ => return Err(Refusal::invalid_action(action, &["activate", "deactivate"])),
    };
    let user = find_mut(accounts, name)?;
    if user.is_active == becomes_active {
        let state = if becomes_active {
            "activated"
        } else {
            "deactivated"
        };
        return Err(Refusal::conflict(format!("User {name} is already {state}")));
    }
    user.is_active = becomes_active;
    Ok(())
}

fn check_password(password: &str) -> Result<(), Refusal> {
    match password.chars().count() {
        0 => Err(Refusal::bad("Password is empty")),
        1..=4 => Err(Refusal::bad(
            "Password is too short: it must have at least 5 characters",
        )),
        5..=256 => Ok(()),
        _ => Err(Refusal::bad(
            "Password is too long: it must have at most 256 characters",
        )),
    }
}

/// The system role that a request names.
///
/// # Errors
/// 400 for one that there is not.
pub(super) fn role_of(ask: &Asking) -> Result<Option<SystemRole>, Refusal> {
    let Some(name) = ask.text("role")? else {
        return Ok(None);
    };
    SystemRole::named(name).map(Some).ok_or_else(|| {
        Refusal::bad(format!(
            "Invalid role: `{name}`. Valid system_role roles are: ['sys_admin', 'default']"
        ))
    })
}

fn find<'a>(accounts: &'a Accounts, name: &str) -> Result<&'a User, Refusal> {
    accounts
        .user(name)
        .ok_or_else(|| Refusal::not_found("User", name))
}

fn find_mut<'a>(accounts: &'a mut Accounts, name: &str) -> Result<&'a mut User, Refusal> {
    let found = accounts.users.iter_mut().find(|user| user.name == name);
    found.ok_or_else(|| Refusal::not_found("User", name))
}

fn describe(accounts: &Accounts, user: &User, ask: &Asking) -> Document {
    let tenants = accounts.tenants.iter().filter_map(|tenant| {
        let roles = accounts.roles_of(user, &tenant.name);
        let own = user.tenants.iter().find(|(known, _)| *known == tenant.name);
        let own = own.map(|(_, role)| role.name());
        (!roles.is_empty()).then(|| (tenant.name.clone(), membership(own, &roles)))
    });
    let tenants: Map<String, Value> = tenants.collect();
    let groups = match ask.wants_data() {
        true => json!(user.groups),
        false => json!(user.groups.len()),
    };
    let mut shown = document([
        ("username", json!(user.name)),
        ("last_login_at", json!(user.last_login_at.map(timestamp))),
        ("role", json!(user.role.name())),
        ("groups", groups),
        ("active", json!(user.is_active)),
        ("tenants", counted(tenants, ask)),
    ]);
    if ask.profile == Profile::V71 {
        let direct = user.tenants.iter();
        let direct: Map<String, Value> = direct
            .map(|(tenant, role)| (tenant.clone(), json!(role.name())))
            .collect();
        let roles = match ask.wants_data() {
            true => json!({"direct": direct, "groups": by_group(accounts, user)}),
            false => Value::Null,
        };
        shown.extend(document([
            ("tenant_roles", roles),
            ("group_system_roles", json!({})),
            ("created_at", json!(timestamp(user.created_at))),
            ("first_login_at", json!(user.first_login_at.map(timestamp))),
            ("is_locked", json!(false)),
            ("show_getting_started", json!(true)),
            ("password_hash", Value::Null),
        ]));
    }
    shown
}

/// The roles that groups give, by tenant and role.
fn by_group(accounts: &Accounts, user: &User) -> Value {
    let mut all = Map::new();
    for group in accounts.groups_of(user) {
        for (tenant, role) in &group.tenants {
            let roles = all.entry(tenant.clone()).or_insert_with(|| json!({}));
            if let Some(roles) = roles.as_object_mut() {
                let names = roles.entry(role.name()).or_insert_with(|| json!([]));
                if let Some(names) = names.as_array_mut() {
                    names.push(json!(group.name));
                }
            }
        }
    }
    Value::Object(all)
}
