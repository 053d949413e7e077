//! What a manager holds besides blueprints and deployments, to show every kind of thing there is.

use axum::body::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use super::accounts::model::{ADMIN, DEFAULT_TENANT};
use super::accounts::{Group, SystemRole, Tenant, TenantRole, Token, User};
use super::archive::EMPTY_ZIP;
use super::cluster::Node;
use super::owned::{Availability, Owned};
use super::plugins::Plugin;
use super::profile::Profile;
use super::secrets::Secret;
use super::snapshots::{Snapshot, Status};
use super::wagon::Wagon;
use super::world::World;

/// The second tenant.
pub const TENANT_B: &str = "tenant_b";

/// A user of each role in the default tenant, one who is deactivated, and a tenant of nobody; a password is the name.
pub fn people(world: &mut World) {
    let now = world.now;
    world.accounts.tenants.push(Tenant {
        name: TENANT_B.to_owned(),
    });
    for (name, role) in [
        ("viewer1", TenantRole::Viewer),
        ("user1", TenantRole::User),
        ("ops1", TenantRole::Operations),
        ("mgr1", TenantRole::Manager),
        ("inactive1", TenantRole::User),
    ] {
        let mut user = User::new(name, name, SystemRole::Default, now).within(DEFAULT_TENANT, role);
        user.is_active = name != "inactive1";
        world.accounts.users.push(user);
    }
}

/// Everything but a cluster: people in groups, secrets, plugins, snapshots in every status, and a token (7.1).
pub fn everything(world: &mut World) {
    people(world);
    groups(world);
    secrets(world);
    plugins(world);
    snapshots(world);
    if world.profile == Profile::V71 {
        token(world);
    }
    world.services.failed.push("Riemann".to_owned());
}

fn groups(world: &mut World) {
    let accounts = &mut world.accounts;
    // Nobody is in it, and nothing: it can be deleted.
    accounts.tenants.push(Tenant {
        name: "drydock".to_owned(),
    });
    for (name, ldap_dn, tenants) in [
        (
            "harbour-crew",
            None,
            vec![
                (TENANT_B, TenantRole::Operations),
                (DEFAULT_TENANT, TenantRole::Viewer),
            ],
        ),
        (
            "shore-leave",
            Some("CN=shore,OU=crews,DC=quarter,DC=example"),
            Vec::new(),
        ),
        ("deck-hands", None, vec![(TENANT_B, TenantRole::User)]),
    ] {
        accounts.groups.push(Group {
            name: name.to_owned(),
            ldap_dn: ldap_dn.map(str::to_owned),
            role: SystemRole::Default,
            tenants: tenants
                .into_iter()
                .map(|(tenant, role)| (tenant.to_owned(), role))
                .collect(),
        });
    }
    for user in &mut accounts.users {
        if matches!(user.name.as_str(), "viewer1" | "ops1") {
            user.groups.push("harbour-crew".to_owned());
        }
        if user.name == ADMIN {
            user.groups.push("deck-hands".to_owned());
        }
    }
}

fn secrets(world: &mut World) {
    let now = world.now;
    for (days, (key, value, tenant, creator, availability)) in (3..).zip([
        (
            "agent_key_private",
            "-----BEGIN RSA PRIVATE KEY-----\nnot a key\n",
            DEFAULT_TENANT,
            ADMIN,
            None,
        ),
        (
            "db_password",
            "correct horse battery staple",
            DEFAULT_TENANT,
            "mgr1",
            None,
        ),
        (
            "aws_access_key_id",
            "AKIAQUARTERDECK",
            DEFAULT_TENANT,
            ADMIN,
            Some(Availability::Global),
        ),
        (
            "own_token",
            "3f0c",
            DEFAULT_TENANT,
            "user1",
            Some(Availability::Private),
        ),
        ("db_password", "another one", TENANT_B, ADMIN, None),
    ]) {
        let mut owned = Owned::of(tenant, creator);
        owned.availability = availability.unwrap_or_default();
        let created_at = ago(now, 24 * days);
        world.secrets.push(Secret {
            key: key.to_owned(),
            value: value.to_owned(),
            owned,
            created_at,
            updated_at: created_at,
            is_hidden: false,
        });
    }
}

fn plugins(world: &mut World) {
    for (days, (name, version)) in (5..).zip([
        ("cloudify-aws-plugin", "1.5.1.2"),
        ("cloudify-openstack-plugin", "2.4.1"),
        ("cloudify-fabric-plugin", "1.5.1"),
    ]) {
        let id = world.chance.uuid();
        world.plugins.push(Plugin {
            id,
            wagon: Wagon::of(name, version),
            owned: Owned::of(DEFAULT_TENANT, ADMIN),
            uploaded_at: ago(world.now, 24 * days),
            octets: Bytes::from_static(EMPTY_ZIP),
        });
    }
}

fn snapshots(world: &mut World) {
    let lost = "NonRecoverableError: pg_dump failed: no space left on device";
    for (days, (id, status, error)) in (1..).zip([
        ("nightly", Status::Created, ""),
        ("before-upgrade", Status::Created, ""),
        ("from-the-old-manager", Status::Uploaded, ""),
        ("half-way", Status::Uploading, ""),
        ("first-try", Status::Failed, lost),
    ]) {
        world.snapshots.push(Snapshot {
            id: id.to_owned(),
            owned: Owned::of(DEFAULT_TENANT, ADMIN),
            status,
            error: error.to_owned(),
            created_at: ago(world.now, 24 * days),
            octets: Bytes::from_static(EMPTY_ZIP),
        });
    }
}

/// One that somebody made for a program, without an end.
fn token(world: &mut World) {
    let id = world.chance.hex(10);
    let value = format!("ctok-{id}-{}", world.chance.hex(40));
    world.accounts.tokens.push(Token {
        id,
        value,
        user: ADMIN.to_owned(),
        description: Some("nightly pipeline".to_owned()),
        expiration_date: None,
        last_used: Some(ago(world.now, 9)),
        ends: None,
    });
}

/// A cluster of three managers with one out of reach.
pub fn cluster(world: &mut World) {
    let now = world.now;
    let cluster = &mut world.cluster;
    cluster.ready_at = Some(ago(now, 30 * 24));
    for (number, (name, is_lost)) in
        (1..).zip([("manager-a", false), ("manager-b", false), ("manager-c", true)])
    {
        cluster.nodes.push(Node {
            name: name.to_owned(),
            host_ip: format!("192.0.2.{number}"),
            is_master: number == 1,
            joined_at: ago(now, 30 * 24 - number),
            is_lost,
        });
    }
    cluster.note(ago(now, 30 * 24), "Node manager-a is initialized");
    cluster.note(ago(now, 30 * 24 - 2), "Node manager-b joined");
    cluster.note(ago(now, 30 * 24 - 3), "Node manager-c joined");
    cluster.note(ago(now, 4), "Node manager-c does not answer");
}

fn ago(now: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    now - TimeDelta::hours(hours)
}
