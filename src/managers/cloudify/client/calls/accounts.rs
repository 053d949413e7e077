//! Tenants, users, groups of users, and tokens (§4.12 to §4.15): no tenant's calls.
//!
//! Most of it exists in the premium edition only.

use http::Method;
use serde_json::{Value, json};

use super::super::super::wire::{Tenant, Token, User, UserGroup};
use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request};

impl Calls {
    /// `GET /tenants`; with members by name where `_get_data` is understood.
    pub fn tenants(&self, page: &PageOf) -> Request<Page> {
        let call = self.call(Method::GET, "list tenants", &["tenants"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /tenants/{name}`
    pub fn tenant(&self, name: &str) -> Request<Tenant> {
        let call = self.call(Method::GET, "read tenant", &["tenants", name]);
        Request::new(call.query("_get_data", "true"))
    }

    /// `POST /tenants/{name}`, without a body.
    pub fn create_tenant(&self, name: &str) -> Request<NoAnswer> {
        Request::new(self.call(Method::POST, "create tenant", &["tenants", name]))
    }

    /// `DELETE /tenants/{name}`
    pub fn delete_tenant(&self, name: &str) -> Request<NoAnswer> {
        Request::new(self.call(Method::DELETE, "delete tenant", &["tenants", name]))
    }

    /// `PUT /tenants/users`: a user becomes one of the tenant's. An empty role is not sent: 4.2 wants one.
    pub fn add_user_to_tenant(&self, user: &str, tenant: &str, role: &str) -> Request<NoAnswer> {
        let call = self.call(Method::PUT, "add user to tenant", &["tenants", "users"]);
        Request::new(call.json(&with_role(json!({"username": user, "tenant_name": tenant}), role)))
    }

    /// `PATCH /tenants/users`: another role in the tenant.
    pub fn set_role_of_user_in_tenant(&self, user: &str, tenant: &str, role: &str) -> Request<NoAnswer> {
        let call = self.call(Method::PATCH, "set role of user in tenant", &["tenants", "users"]);
        Request::new(call.json(&with_role(json!({"username": user, "tenant_name": tenant}), role)))
    }

    /// `DELETE /tenants/users`
    pub fn remove_user_from_tenant(&self, user: &str, tenant: &str) -> Request<NoAnswer> {
        let call = self.call(Method::DELETE, "remove user from tenant", &["tenants", "users"]);
        Request::new(call.json(&json!({"username": user, "tenant_name": tenant})))
    }

    /// `PUT /tenants/user-groups`
    pub fn add_group_to_tenant(&self, group: &str, tenant: &str, role: &str) -> Request<NoAnswer> {
        let call = self.call(
            Method::PUT,
            "add user group to tenant",
            &["tenants", "user-groups"],
        );
        Request::new(call.json(&with_role(
            json!({"group_name": group, "tenant_name": tenant}),
            role,
        )))
    }

    /// `PATCH /tenants/user-groups`
    pub fn set_role_of_group_in_tenant(&self, group: &str, tenant: &str, role: &str) -> Request<NoAnswer> {
        let call = self.call(
            Method::PATCH,
            "set role of user group in tenant",
            &["tenants", "user-groups"],
        );
        Request::new(call.json(&with_role(
            json!({"group_name": group, "tenant_name": tenant}),
            role,
        )))
    }

    /// `DELETE /tenants/user-groups`
    pub fn remove_group_from_tenant(&self, group: &str, tenant: &str) -> Request<NoAnswer> {
        let call = self.call(
            Method::DELETE,
            "remove user group from tenant",
            &["tenants", "user-groups"],
        );
        Request::new(call.json(&json!({"group_name": group, "tenant_name": tenant})))
    }

    /// `GET /users`
    pub fn users(&self, page: &PageOf) -> Request<Page> {
        let call = self.call(Method::GET, "list users", &["users"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /users/{name}`
    pub fn user(&self, name: &str) -> Request<User> {
        let call = self.call(Method::GET, "read user", &["users", name]);
        Request::new(call.query("_get_data", "true"))
    }

    /// `GET /user`: the one who asks; in every edition.
    pub fn own_user(&self) -> Request<User> {
        let call = self.call(Method::GET, "read own user", &["user"]);
        Request::new(call.query("_get_data", "true"))
    }

    /// `PUT /users`: `body` has `username` and `password`, and may have `role`.
    pub fn create_user(&self, body: &Value) -> Request<NoAnswer> {
        Request::new(self.call(Method::PUT, "create user", &["users"]).json(body))
    }

    /// `POST /users/{name}`: `body` has either `password` or `role`.
    pub fn update_user(&self, name: &str, body: &Value) -> Request<NoAnswer> {
        let call = self.call(Method::POST, "update user", &["users", name]);
        Request::new(call.json(body))
    }

    /// `POST /users/active/{name}`
    pub fn set_user_active(&self, name: &str, is_active: bool) -> Request<NoAnswer> {
        let (label, action) = match is_active {
            true => ("activate user", "activate"),
            false => ("deactivate user", "deactivate"),
        };
        let call = self.call(Method::POST, label, &["users", "active", name]);
        Request::new(call.json(&json!({"action": action})))
    }

    /// `DELETE /users/{name}`; the seed's path, below `/tenants`, is wrong (§7, 24).
    pub fn delete_user(&self, name: &str) -> Request<NoAnswer> {
        Request::new(self.call(Method::DELETE, "delete user", &["users", name]))
    }

    /// `GET /user-groups`
    pub fn user_groups(&self, page: &PageOf) -> Request<Page> {
        let call = self.call(Method::GET, "list user groups", &["user-groups"]);
        Request::new(page.asked_with(call))
    }

    /// `GET /user-groups/{name}`
    pub fn user_group(&self, name: &str) -> Request<UserGroup> {
        let call = self.call(Method::GET, "read user group", &["user-groups", name]);
        Request::new(call.query("_get_data", "true"))
    }

    /// `POST /user-groups`: `body` has `group_name`, and may have `ldap_group_dn` and `role`.
    pub fn create_user_group(&self, body: &Value) -> Request<NoAnswer> {
        let call = self.call(Method::POST, "create user group", &["user-groups"]);
        Request::new(call.json(body))
    }

    /// `DELETE /user-groups/{name}`
    pub fn delete_user_group(&self, name: &str) -> Request<NoAnswer> {
        Request::new(self.call(Method::DELETE, "delete user group", &["user-groups", name]))
    }

    /// `PUT /user-groups/users`
    pub fn add_user_to_group(&self, user: &str, group: &str) -> Request<NoAnswer> {
        let call = self.call(Method::PUT, "add user to group", &["user-groups", "users"]);
        Request::new(call.json(&json!({"username": user, "group_name": group})))
    }

    /// `DELETE /user-groups/users`
    pub fn remove_user_from_group(&self, user: &str, group: &str) -> Request<NoAnswer> {
        let call = self.call(
            Method::DELETE,
            "remove user from group",
            &["user-groups", "users"],
        );
        Request::new(call.json(&json!({"username": user, "group_name": group})))
    }

    /// `GET /tokens`, up to 6.x: the token of the one who asks.
    pub fn token(&self) -> Request<Token> {
        Request::new(self.call(Method::GET, "read token", &["tokens"]))
    }

    /// `GET /api/v3.1/tokens`, from 7.0 on: with masked values.
    pub fn tokens(&self, page: &PageOf) -> Request<Page> {
        let call = self.newer(Method::GET, "list tokens", &["tokens"]);
        Request::new(page.asked_with(call))
    }

    /// `POST /api/v3.1/tokens`, from 7.0 on: `body` may have `description` and `expiration_date`. The only answer with
    /// the whole value.
    pub fn create_token(&self, body: &Value) -> Request<Token> {
        Request::new(self.newer(Method::POST, "create token", &["tokens"]).json(body))
    }

    /// `DELETE /api/v3.1/tokens/{id}`, from 7.0 on.
    pub fn delete_token(&self, id: &str) -> Request<NoAnswer> {
        Request::new(self.newer(Method::DELETE, "delete token", &["tokens", id]))
    }
}

fn with_role(mut body: Value, role: &str) -> Value {
    if let Some(members) = body.as_object_mut()
        && !role.is_empty()
    {
        members.insert("role".into(), role.into());
    }
    body
}
