//! Tenants, users, their groups and tokens (§3, §4.12 to §4.15).

use crate::resource::{Cell, Column, Detail, Row, State, StateClass};

use super::super::wire::{Members, Tenant, Token, User, UserGroup};
use super::{detail_of, flag_cell, row, row_of, state_cell, stateless, time_cell};

/// Columns of a tenant.
pub const TENANT_COLUMNS: [Column; 3] = [
    Column::left("tenant", "TENANT", (14, 40), 0),
    Column::right("users", "USERS", (5, 7), 1),
    Column::right("groups", "GROUPS", (6, 7), 2),
];

/// Columns of a user.
pub const USER_COLUMNS: [Column; 6] = [
    Column::left("user", "USER", (12, 36), 0),
    Column::left("role", "ROLE", (8, 16), 1),
    Column::left("active", "ACTIVE", (6, 9), 1),
    Column::right("tenants", "TENANTS", (7, 8), 3),
    Column::right("groups", "GROUPS", (6, 8), 4),
    Column::left("last-login", "LAST LOGIN", (19, 19), 2),
];

/// Columns of a group of users.
pub const GROUP_COLUMNS: [Column; 5] = [
    Column::left("group", "GROUP", (12, 36), 0),
    Column::left("role", "ROLE", (8, 16), 2),
    Column::right("users", "USERS", (5, 7), 1),
    Column::right("tenants", "TENANTS", (7, 8), 3),
    Column::left("ldap", "LDAP", (10, 50), 4),
];

/// Columns of a token.
pub const TOKEN_COLUMNS: [Column; 6] = [
    Column::left("token", "TOKEN", (10, 20), 0),
    Column::left("user", "USER", (8, 24), 1),
    Column::left("role", "ROLE", (8, 16), 2),
    Column::left("expires", "EXPIRES", (19, 19), 3),
    Column::left("last-used", "LAST USED", (19, 19), 4),
    Column::left("description", "DESCRIPTION", (10, 50), 5),
];

/// The id of the token that managers up to 6.x give for the asking: they keep one for each user, and name none.
pub const OWN_TOKEN: &str = "own";

/// The row of an element of the list of tenants; never fails.
pub fn tenant_of_element(raw: &str) -> Row {
    row_of(
        raw,
        "tenant",
        TENANT_COLUMNS.len(),
        |it: &Tenant| &it.name,
        tenant_row,
    )
}

fn tenant_row(tenant: &Tenant) -> Row {
    row(
        &tenant.name,
        &tenant.name,
        stateless(),
        [
            Cell::text_of(&tenant.name),
            number(&tenant.users),
            number(&tenant.groups),
        ],
    )
}

pub fn tenant(document: &str, tenant: &Tenant) -> Detail {
    detail_of(
        tenant_row(tenant),
        document,
        [
            ("users", Cell::text_of(&tenant.users.words())),
            ("groups", Cell::text_of(&tenant.groups.words())),
        ],
    )
}

/// The row of an element of the list of users; never fails.
pub fn user_of_element(raw: &str) -> Row {
    row_of(
        raw,
        "user",
        USER_COLUMNS.len(),
        |it: &User| &it.username,
        user_row,
    )
}

fn user_row(user: &User) -> Row {
    let state = match (user.active, user.is_locked) {
        (_, Some(true)) => State::new("locked", StateClass::Bad),
        (Some(true), _) => State::new("active", StateClass::Up),
        (Some(false), _) => State::new("inactive", StateClass::Down),
        (None, _) => stateless(),
    };
    row(
        &user.username,
        &user.username,
        state.clone(),
        [
            Cell::text_of(&user.username),
            Cell::text_of(&user.role),
            state_cell(&state),
            number(&user.tenants),
            number(&user.groups),
            time_cell(&user.last_login_at),
        ],
    )
}

pub fn user(document: &str, user: &User) -> Detail {
    detail_of(
        user_row(user),
        document,
        [
            ("role", Cell::text_of(&user.role)),
            ("tenants", Cell::text_of(&user.tenants.words())),
            ("groups", Cell::text_of(&user.groups.words())),
            ("active", flag_cell(user.active)),
            ("locked", flag_cell(user.is_locked)),
            ("last login", time_cell(&user.last_login_at)),
        ],
    )
}

/// The row of an element of the list of groups; never fails.
pub fn group_of_element(raw: &str) -> Row {
    row_of(
        raw,
        "user group",
        GROUP_COLUMNS.len(),
        |it: &UserGroup| &it.name,
        group_row,
    )
}

fn group_row(group: &UserGroup) -> Row {
    row(
        &group.name,
        &group.name,
        stateless(),
        [
            Cell::text_of(&group.name),
            Cell::text_of(&group.role),
            number(&group.users),
            number(&group.tenants),
            Cell::text_of(&group.ldap_dn),
        ],
    )
}

pub fn group(document: &str, group: &UserGroup) -> Detail {
    detail_of(
        group_row(group),
        document,
        [
            ("role", Cell::text_of(&group.role)),
            ("users", Cell::text_of(&group.users.words())),
            ("tenants", Cell::text_of(&group.tenants.words())),
            ("LDAP name", Cell::text_of(&group.ldap_dn)),
        ],
    )
}

/// The row of an element of the list of tokens, or of the one token of an older manager; never fails.
pub fn token_of_element(raw: &str) -> Row {
    match serde_json::from_str::<Token>(raw) {
        Ok(token) => token_row(&token),
        Err(error) => Row::unreadable("token", TOKEN_COLUMNS.len(), &error.to_string()),
    }
}

fn token_row(token: &Token) -> Row {
    let id = if token.id.is_empty() { OWN_TOKEN } else { &token.id };
    row(
        id,
        id,
        stateless(),
        [
            Cell::text_of(id),
            Cell::text_of(&token.username),
            Cell::text_of(&token.role),
            time_cell(&token.expiration_date),
            time_cell(&token.last_used),
            Cell::text_of(&token.description),
        ],
    )
}

pub fn token(document: &str, token: &Token) -> Detail {
    detail_of(
        token_row(token),
        document,
        [
            ("what it is", Cell::text_of("in the raw document, masked")),
            ("user", Cell::text_of(&token.username)),
            ("role", Cell::text_of(&token.role)),
            ("expires", time_cell(&token.expiration_date)),
            ("last used", time_cell(&token.last_used)),
            ("description", Cell::text_of(&token.description)),
        ],
    )
}

fn number(members: &Members) -> Cell {
    members.count.map_or(Cell::Empty, Cell::Number)
}
