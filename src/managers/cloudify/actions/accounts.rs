//! Tenants, users, their groups and tokens (§4.12 to §4.15); most of it is for administrators, in the premium edition.

use crate::resource::action::{Consequences, DELETE, On, Target};
use crate::resource::{Action, Availability, Danger, KindId, Parameter, Takes};

use super::super::kinds::{TENANTS, TOKENS, USER_GROUPS, USERS};
use super::catalogue::new;
use super::names::checked_password;
use super::{
    ACTIVATE_USER, ADD_GROUP_USER, ADD_TENANT_GROUP, ADD_TENANT_USER, CREATE_TENANT, CREATE_USER,
    CREATE_USER_GROUP, DEACTIVATE_USER, REMOVE_GROUP_USER, REMOVE_TENANT_GROUP, REMOVE_TENANT_USER,
    SET_PASSWORD, SET_ROLE, SET_TENANT_GROUP_ROLE, SET_TENANT_USER_ROLE, following, name,
};

/// §2, "tenant role".
const TENANT_ROLE: Parameter = Parameter::new(
    name::ROLE,
    "what it may do in the tenant",
    Takes::Choice(&["user", "viewer", "operations", "manager"]),
);
/// §2, "system role"; older managers have words of their own.
const SYSTEM_ROLE: Parameter = Parameter::new(
    name::ROLE,
    "what the user may do on the manager; before 4.2: user, admin",
    Takes::Text,
)
.such_as(&["default", "sys_admin"]);
const USER: Parameter = Parameter::new(name::USER, "which user", Takes::Reference(USERS)).required();
const GROUP: Parameter =
    Parameter::new(name::GROUP, "which group of users", Takes::Reference(USER_GROUPS)).required();
const PASSWORD: Parameter = Parameter::new(
    name::PASSWORD,
    "a password of 5 characters at least",
    Takes::Secret,
)
.required()
.checked(checked_password);

const fn on(kind: KindId) -> Action {
    Action {
        on: On::Object(kind),
        danger: Danger::Service,
        following: following::taken,
        ..Action::PLAIN
    }
}

const fn delete(kind: KindId) -> Action {
    Action {
        id: DELETE,
        past: "deleted",
        danger: Danger::Destroys,
        following: following::going,
        ..on(kind)
    }
}

fn said<'a>(target: &Target<'a>, parameter: &str, otherwise: &'a str) -> &'a str {
    target.arguments.get(parameter).unwrap_or(otherwise)
}

fn words(will: String, will_not: &str, undo: &str) -> Consequences {
    Consequences {
        will,
        will_not: will_not.into(),
        undo: undo.into(),
    }
}

pub const CREATE_TENANT_ACTION: Action = Action {
    id: CREATE_TENANT,
    title: "Create tenant",
    past: "created",
    help: "Make a tenant, with nobody in it",
    on: new(TENANTS, "the name of the new tenant"),
    parameters: &[],
    consequences: |_| {
        words(
            "make the tenant".into(),
            "let anybody in: add-tenant-user does",
            "delete",
        )
    },
    following: following::made,
    ..Action::PLAIN
};

pub const DELETE_TENANT_ACTION: Action = Action {
    title: "Delete tenant",
    help: "Delete the tenant, if nothing is in it",
    consequences: |_| {
        words(
            "delete the tenant".into(),
            "be done while there are blueprints, deployments or the like in it: the manager refuses",
            "create it again; who was in it is to be added again",
        )
    },
    ..delete(TENANTS)
};

pub const ADD_TENANT_USER_ACTION: Action = Action {
    id: ADD_TENANT_USER,
    title: "Add user to tenant",
    past: "added",
    help: "Let a user into the tenant",
    parameters: &[USER, TENANT_ROLE.or("user")],
    consequences: |target| {
        let (user, role) = (
            said(target, name::USER, "the user"),
            said(target, name::ROLE, "user"),
        );
        words(
            format!("let {user} into the tenant as {role}"),
            "change what the user may do elsewhere",
            "remove-tenant-user",
        )
    },
    ..on(TENANTS)
};

pub const SET_TENANT_USER_ROLE_ACTION: Action = Action {
    id: SET_TENANT_USER_ROLE,
    title: "Set role of user in tenant",
    past: "changed",
    help: "Give a user of the tenant another role",
    parameters: &[USER, TENANT_ROLE.required()],
    consequences: |target| {
        let (user, role) = (
            said(target, name::USER, "the user"),
            said(target, name::ROLE, "what is said"),
        );
        words(
            format!("make {user} {role} in the tenant"),
            "change what the user may do by a group, or elsewhere",
            "set the former role",
        )
    },
    ..on(TENANTS)
};

pub const REMOVE_TENANT_USER_ACTION: Action = Action {
    id: REMOVE_TENANT_USER,
    title: "Remove user from tenant",
    past: "removed",
    help: "Keep a user out of the tenant",
    parameters: &[USER],
    consequences: |target| {
        words(
            format!("take {} out of the tenant", said(target, name::USER, "the user")),
            "delete the user, or keep out who is in it by a group",
            "add-tenant-user",
        )
    },
    ..on(TENANTS)
};

pub const ADD_TENANT_GROUP_ACTION: Action = Action {
    id: ADD_TENANT_GROUP,
    title: "Add user group to tenant",
    past: "added",
    help: "Let all users of a group into the tenant",
    parameters: &[GROUP, TENANT_ROLE.or("user")],
    consequences: |target| {
        let (group, role) = (
            said(target, name::GROUP, "the group"),
            said(target, name::ROLE, "user"),
        );
        words(
            format!("let all users of {group} into the tenant as {role}"),
            "change what they may do elsewhere",
            "remove-tenant-group",
        )
    },
    ..on(TENANTS)
};

pub const SET_TENANT_GROUP_ROLE_ACTION: Action = Action {
    id: SET_TENANT_GROUP_ROLE,
    title: "Set role of user group in tenant",
    past: "changed",
    help: "Give a group of the tenant another role",
    parameters: &[GROUP, TENANT_ROLE.required()],
    consequences: |target| {
        let (group, role) = (
            said(target, name::GROUP, "the group"),
            said(target, name::ROLE, "what is said"),
        );
        words(
            format!("make all users of {group} {role} in the tenant"),
            "change what they may do by themselves, or elsewhere",
            "set the former role",
        )
    },
    ..on(TENANTS)
};

pub const REMOVE_TENANT_GROUP_ACTION: Action = Action {
    id: REMOVE_TENANT_GROUP,
    title: "Remove user group from tenant",
    past: "removed",
    help: "Keep the users of a group out of the tenant",
    parameters: &[GROUP],
    consequences: |target| {
        words(
            format!(
                "take {} out of the tenant",
                said(target, name::GROUP, "the group")
            ),
            "delete the group, or keep out who is in the tenant otherwise",
            "add-tenant-group",
        )
    },
    ..on(TENANTS)
};

/// Not `create-user`, which another manager has for users of a cluster.
pub const CREATE_USER_ACTION: Action = Action {
    id: CREATE_USER,
    title: "Create user of the manager",
    past: "created",
    help: "Make a user of the manager",
    on: new(USERS, "the name of the new user"),
    parameters: &[PASSWORD, SYSTEM_ROLE.or("default")],
    consequences: |target| {
        words(
            format!(
                "make the user, with the role {}",
                said(target, name::ROLE, "default")
            ),
            "let the user into any tenant: add-tenant-user does",
            "delete",
        )
    },
    following: following::made,
    ..Action::PLAIN
};

pub const SET_PASSWORD_ACTION: Action = Action {
    id: SET_PASSWORD,
    title: "Set password",
    past: "changed",
    help: "Give the user another password",
    parameters: &[PASSWORD],
    consequences: |_| {
        words(
            "replace the password: whoever logs in as this user needs the new one".into(),
            "end sessions by token before their time",
            "set another one",
        )
    },
    ..on(USERS)
};

pub const SET_ROLE_ACTION: Action = Action {
    id: SET_ROLE,
    title: "Set role of",
    past: "changed",
    help: "Give the user another role on the manager",
    parameters: &[SYSTEM_ROLE.required()],
    consequences: |target| {
        words(
            format!("make the user {}", said(target, name::ROLE, "what is said")),
            "change the roles in tenants",
            "set the former role",
        )
    },
    ..on(USERS)
};

pub const ACTIVATE_USER_ACTION: Action = Action {
    id: ACTIVATE_USER,
    title: "Activate user",
    past: "activated",
    help: "Let the user log in again",
    danger: Danger::Low,
    available: |target| match &*target.row.state.text {
        "active" => Availability::NotNow("the user is active already".into()),
        _ => Availability::Offered,
    },
    consequences: |_| {
        words(
            "let the user log in again".into(),
            "change roles",
            "deactivate-user",
        )
    },
    ..on(USERS)
};

pub const DEACTIVATE_USER_ACTION: Action = Action {
    id: DEACTIVATE_USER,
    title: "Deactivate user",
    past: "deactivated",
    help: "Keep the user from logging in, without deleting anything",
    available: |target| match &*target.row.state.text {
        "inactive" => Availability::NotNow("the user is inactive already".into()),
        _ => Availability::Offered,
    },
    consequences: |_| {
        words(
            "keep the user from logging in".into(),
            "stop what the user started (4.2 goes on to serve the user all the same)",
            "activate-user",
        )
    },
    ..on(USERS)
};

pub const DELETE_USER_ACTION: Action = Action {
    title: "Delete user",
    help: "Delete the user",
    consequences: |_| {
        words(
            "delete the user".into(),
            "delete what the user made",
            "create the user again, with a new password",
        )
    },
    ..delete(USERS)
};

pub const CREATE_USER_GROUP_ACTION: Action = Action {
    id: CREATE_USER_GROUP,
    title: "Create user group",
    past: "created",
    help: "Make a group of users, or name one of an LDAP directory",
    on: new(USER_GROUPS, "the name of the new group"),
    parameters: &[
        Parameter::new(
            name::LDAP_DN,
            "its distinguished name in the directory, where users come from one",
            Takes::Text,
        ),
        Parameter::new(
            name::ROLE,
            "what its users may do on the manager; from 4.3 on",
            Takes::Text,
        )
        .such_as(&["default", "sys_admin"]),
    ],
    consequences: |_| {
        words(
            "make the group".into(),
            "put anybody into it: add-group-user does",
            "delete",
        )
    },
    following: following::made,
    ..Action::PLAIN
};

pub const DELETE_USER_GROUP_ACTION: Action = Action {
    title: "Delete user group",
    help: "Delete the group; not possible while a tenant has it",
    consequences: |_| {
        words(
            "delete the group".into(),
            "delete its users, nor be done while a tenant has it: the manager refuses",
            "create it again; its users are to be added again",
        )
    },
    ..delete(USER_GROUPS)
};

pub const ADD_GROUP_USER_ACTION: Action = Action {
    id: ADD_GROUP_USER,
    title: "Add user to group",
    past: "added",
    help: "Put a user into the group",
    parameters: &[USER],
    consequences: |target| {
        words(
            format!(
                "put {} into the group, with all that it may do",
                said(target, name::USER, "the user")
            ),
            "be done where groups come from a directory: the manager refuses",
            "remove-group-user",
        )
    },
    ..on(USER_GROUPS)
};

pub const REMOVE_GROUP_USER_ACTION: Action = Action {
    id: REMOVE_GROUP_USER,
    title: "Remove user from group",
    past: "removed",
    help: "Take a user out of the group",
    parameters: &[USER],
    consequences: |target| {
        words(
            format!("take {} out of the group", said(target, name::USER, "the user")),
            "delete the user",
            "add-group-user",
        )
    },
    ..on(USER_GROUPS)
};

pub const DELETE_TOKEN_ACTION: Action = Action {
    title: "Delete token",
    help: "Make a token worthless; from 7.0 on",
    available: |target| match &*target.row.id {
        super::super::kinds::accounts::OWN_TOKEN => Availability::NotNow(
            "managers before 7.0 derive it from the user's password: another password ends it".into(),
        ),
        _ => Availability::Offered,
    },
    consequences: |_| {
        words(
            "make the token worthless: whoever uses it must log in anew".into(),
            "delete its user",
            "none",
        )
    },
    ..delete(TOKENS)
};
