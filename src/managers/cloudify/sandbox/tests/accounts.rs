//! Tenants, users, groups and tokens.

use super::*;

#[tokio::test]
async fn a_user_comes_works_and_goes() {
    let admin = Visitor::to(Profile::V42);
    let new = json!({"username": "dora", "password": "secret", "role": "default"});
    let (status, user) = admin.put("/users", new.clone()).await;
    assert_eq!(
        (status, &user["tenants"], &user["last_login_at"]),
        (201, &json!(0), &Value::Null)
    );
    assert_eq!(admin.put("/users", new).await.0, 409);
    let dora = admin.by("dora", "secret");
    assert_eq!(dora.get("/secrets").await.0, 403);
    let joins = json!({"username": "dora", "tenant_name": "default_tenant", "role": "viewer"});
    assert_eq!(admin.put("/tenants/users", joins.clone()).await.0, 200);
    assert_eq!(admin.put("/tenants/users", joins.clone()).await.0, 409);
    assert_eq!(dora.get("/secrets").await.0, 200);
    let (_, user) = admin.get("/users/dora?_get_data=true").await;
    assert_eq!(
        user["tenants"],
        json!({"default_tenant": {"tenant-role": "viewer", "roles": ["viewer"]}})
    );
    let role = json!({"username": "dora", "tenant_name": "default_tenant", "role": "user"});
    assert_eq!(admin.send("PATCH", "/tenants/users", Some(role)).await.0, 200);
    assert_eq!(dora.put("/secrets/k", json!({"value": "x"})).await.0, 200);
    assert_eq!(
        admin
            .post("/users/active/dora", json!({"action": "deactivate"}))
            .await
            .0,
        200
    );
    assert_eq!(
        admin
            .post("/users/active/dora", json!({"action": "deactivate"}))
            .await
            .0,
        409
    );
    assert_eq!(dora.get("/secrets").await.0, 401);
    assert_eq!(admin.delete("/users/dora").await.1["username"], "dora");
    assert_eq!(admin.get("/users/dora").await.0, 404);
    assert_eq!(admin.delete("/users/admin").await.0, 400);
}

#[tokio::test]
async fn a_user_has_one_change_at_a_time() {
    let admin = Visitor::to(Profile::V42);
    let both = json!({"password": "another", "role": "sys_admin"});
    let (_, _, message) = told(admin.post("/users/user1", both).await);
    assert_eq!(message, "Both `password` and `role` provided");
    let (_, _, message) = told(admin.post("/users/user1", json!({"role": "king"})).await);
    assert_eq!(
        message,
        "Invalid role: `king`. Valid system_role roles are: ['sys_admin', 'default']"
    );
    assert_eq!(
        admin.post("/users/user1", json!({"password": "abc"})).await.0,
        400
    );
    assert_eq!(
        admin.post("/users/user1", json!({"password": "another"})).await.0,
        200
    );
    assert_eq!(admin.by("user1", "another").get("/user").await.0, 200);
    assert_eq!(
        admin.post("/users/user1", json!({"role": "sys_admin"})).await.0,
        200
    );
    assert_eq!(admin.by("user1", "another").get("/users").await.0, 200);
}

#[tokio::test]
async fn the_roles_of_a_group_count_for_its_members() {
    let admin = Visitor::to(Profile::V42);
    assert_eq!(
        admin.post("/user-groups", json!({"group_name": "crew"})).await.0,
        201
    );
    assert_eq!(
        admin.post("/user-groups", json!({"group_name": "users"})).await.0,
        400
    );
    let joins = json!({"username": "viewer1", "group_name": "crew"});
    assert_eq!(admin.put("/user-groups/users", joins.clone()).await.1["users"], 1);
    let into = json!({"group_name": "crew", "tenant_name": "tenant_b", "role": "manager"});
    assert_eq!(admin.put("/tenants/user-groups", into.clone()).await.0, 200);
    let viewer = admin.by("viewer1", "viewer1").but(TENANT, Some("tenant_b"));
    assert_eq!(viewer.put("/secrets/k", json!({"value": "x"})).await.0, 200);
    let (_, tenant) = admin.get("/tenants/tenant_b?_get_data=true").await;
    assert_eq!(
        tenant,
        json!({
            "name": "tenant_b",
            "groups": {"crew": "manager"},
            "users": {"viewer1": {"tenant-role": null, "roles": ["manager"]}},
        })
    );
    assert_eq!(admin.delete("/user-groups/crew").await.0, 400);
    assert_eq!(
        admin.send("DELETE", "/tenants/user-groups", Some(into)).await.0,
        200
    );
    assert_eq!(
        admin.send("DELETE", "/user-groups/users", Some(joins)).await.0,
        200
    );
    assert_eq!(admin.delete("/user-groups/crew").await.0, 200);
}

#[tokio::test]
async fn a_tenant_goes_only_when_it_is_empty() {
    let admin = Visitor::to(Profile::V42);
    assert_eq!(admin.send("POST", "/tenants/harbour", None).await.0, 201);
    assert_eq!(admin.send("POST", "/tenants/harbour", None).await.0, 409);
    assert_eq!(admin.send("POST", "/tenants/users", None).await.0, 400);
    let there = admin.but(TENANT, Some("harbour"));
    assert_eq!(there.put("/secrets/k", json!({"value": "x"})).await.0, 200);
    assert_eq!(admin.delete("/tenants/harbour").await.0, 409);
    assert_eq!(there.delete("/secrets/k").await.0, 200);
    assert_eq!(admin.delete("/tenants/harbour").await.0, 200);
    assert_eq!(there.get("/secrets").await.0, 403);
}

#[tokio::test]
async fn the_community_edition_has_users_and_does_not_manage_them() {
    let admin = Visitor::with(Profile::V42, |world| {
        furnishing::people(world);
        community(world);
    });
    for path in [
        "/users",
        "/user-groups",
        "/tenants/default_tenant",
        "/cluster",
        "/users/user1",
    ] {
        let (status, code, _) = told(admin.get(path).await);
        assert_eq!(
            (status, code.as_str()),
            (404, "missing_premium_package_error"),
            "{path}"
        );
    }
    assert_eq!(
        admin.get("/tenants").await.1["metadata"]["pagination"]["total"],
        2
    );
    assert_eq!(admin.get("/version").await.1["edition"], "community");
}

#[tokio::test]
async fn the_newer_generation_lists_tokens_with_masked_values() {
    let admin = Visitor::to(Profile::V71).newer();
    assert_eq!(admin.send("POST", "/tokens", None).await.0, 415);
    let (status, token) = admin
        .post("/tokens", json!({"description": "for the console"}))
        .await;
    assert_eq!((status, &token["role"]), (200, &json!("sys_admin")));
    let value = token["value"].as_str().unwrap();
    assert_eq!(admin.with_token(value).get("/user").await.1["username"], "admin");
    let (_, listed) = admin.get("/tokens").await;
    let id = token["id"].as_str().unwrap();
    assert_eq!(listed["items"][0]["value"], format!("ctok-{id}-********"));
    assert_eq!(admin.delete(&format!("/tokens/{id}")).await, (204, Value::Null));
    assert_eq!(admin.with_token(value).get("/user").await.0, 401);
}
