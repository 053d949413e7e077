//! Groups of users ("User groups"): of the premium edition.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Document, Refusal, created, deleted, document, ok};
use super::super::asking::{Asking, Method, check_name};
use super::super::listing::{Fields, Projection, list};
use super::super::profile::Profile;
use super::super::world::World;
use super::model::{Accounts, Group, SystemRole};
use super::tenants::counted;
use super::users;

const FIELDS_42: Fields = &["name", "ldap_dn", "tenants", "users"];
const FIELDS_71: Fields = &["name", "ldap_dn", "tenants", "users", "role"];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let fields = match ask.profile {
        Profile::V42 => FIELDS_42,
        Profile::V71 => FIELDS_71,
    };
    let wanted = Projection::read(ask, fields)?;
    let accounts = &mut world.accounts;
    let show = |accounts: &Accounts, name: &str| -> Result<Document, Refusal> {
        Ok(wanted.of(describe(accounts, find(accounts, name)?, ask)))
    };
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["user-groups"]) => {
            let groups = accounts.groups.iter();
            let documents = groups.map(|group| describe(accounts, group, ask)).collect();
            list(ask, fields, documents)
        }
        (Method::Post, ["user-groups"]) => {
            let name = create(accounts, ask)?;
            created(show(accounts, &name)?)
        }
        (Method::Put | Method::Delete, ["user-groups", "users"]) => {
            let name = ask.required_text("group_name")?;
            let is_added = ask.method == Method::Put;
            change_members(accounts, name, ask.required_text("username")?, is_added)?;
            let document = show(accounts, name)?;
            match is_added {
                true => ok(document),
                false => deleted(ask, document),
            }
        }
        (Method::Get, ["user-groups", name]) => ok(show(accounts, name)?),
        (Method::Delete, ["user-groups", name]) => {
            let document = show(accounts, name)?;
            if !find(accounts, name)?.tenants.is_empty() {
                return Err(Refusal::illegal(format!(
                    "Can't delete group {name}: it is still assigned to a tenant"
                )));
            }
            accounts.groups.retain(|group| group.name != *name);
            for user in &mut accounts.users {
                user.groups.retain(|group| group != name);
            }
            deleted(ask, document)
        }
        _ => Err(Refusal::NotRouted),
    }
}

fn create(accounts: &mut Accounts, ask: &Asking) -> Result<String, Refusal> {
    let name = ask.required_text("group_name")?;
    check_name("group_name", name)?;
    if name == "users" {
        return Err(Refusal::bad("users is not allowed as a user-group name"));
    }
    if accounts.group(name).is_some() {
        return Err(Refusal::conflict(format!("<Group name=`{name}`> already exists")));
    }
    accounts.groups.push(Group {
        name: name.to_owned(),
        ldap_dn: ask.text("ldap_group_dn")?.map(str::to_owned),
        role: users::role_of(ask)?.unwrap_or(SystemRole::Default),
        tenants: Vec::new(),
    });
    Ok(name.to_owned())
}

fn change_members(accounts: &mut Accounts, group: &str, name: &str, is_added: bool) -> Result<(), Refusal> {
    if find(accounts, group)?.ldap_dn.is_some() {
        return Err(Refusal::told(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed_error",
            "The members of this group are kept in LDAP",
        ));
    }
    let user = accounts.users.iter_mut().find(|user| user.name == name);
    let user = user.ok_or_else(|| Refusal::not_found("User", name))?;
    let is_member = user.groups.iter().any(|known| known == group);
    match (is_added, is_member) {
        (true, true) => Err(Refusal::conflict(format!(
            "The user `{name}` is already in the group `{group}`"
        ))),
        (true, false) => {
            user.groups.push(group.to_owned());
            Ok(())
        }
        (false, true) => {
            user.groups.retain(|known| known != group);
            Ok(())
        }
        (false, false) => Err(Refusal::told(
            StatusCode::NOT_FOUND,
            "not_found_error",
            format!("The user `{name}` is not in the group `{group}`"),
        )),
    }
}

fn find<'a>(accounts: &'a Accounts, name: &str) -> Result<&'a Group, Refusal> {
    accounts
        .group(name)
        .ok_or_else(|| Refusal::not_found("Group", name))
}

fn describe(accounts: &Accounts, group: &Group, ask: &Asking) -> Document {
    let members = accounts
        .users
        .iter()
        .filter(|user| user.groups.contains(&group.name));
    let names: Vec<&str> = members.map(|user| user.name.as_str()).collect();
    let tenants = group.tenants.iter();
    let tenants: Map<String, Value> = tenants
        .map(|(tenant, role)| (tenant.clone(), json!(role.name())))
        .collect();
    let users = match ask.wants_data() {
        true => json!(names),
        false => json!(names.len()),
    };
    let mut shown = document([
        ("name", json!(group.name)),
        ("ldap_dn", json!(group.ldap_dn)),
        ("tenants", counted(tenants, ask)),
        ("users", users),
    ]);
    if ask.profile == Profile::V71 {
        shown.insert("role".to_owned(), json!(group.role.name()));
    }
    shown
}
