//! A request on its way, in the order in which it is checked ("Order of checks"): path, credential, tenant and
//! role, edition, maintenance mode, content type, JSON; what comes after is up to the family.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::accounts::{Caller, Right, groups, tenants, tokens, users};
use super::answer::{self, Answer, Document, Refusal, Reply};
use super::asking::{Asking, Method};
use super::auth::{self, Shown};
use super::profile::{Edition, Profile};
use super::routing::{self, Family, Route, Takes};
use super::world::World;
use super::{
    blueprints, cluster, deployments, events, executions, instances, maintenance, nodes, plugins, secrets,
    snapshots, status,
};
use crate::sandbox::faults::with_faults_worded;
use crate::sandbox::{FaultsHandle, Scenario, VirtualClock};

/// A simulated manager that can be asked; clones are the same one.
#[derive(Clone)]
pub struct Service {
    /// Made at the first request: the start of the program does not wait for it.
    world: Arc<LazyLock<Mutex<World>, Founding>>,
    clock: VirtualClock,
    faults: FaultsHandle,
    seed: u64,
}

type Founding = Box<dyn FnOnce() -> Mutex<World> + Send>;

impl Service {
    /// A manager just set up, then filled by `settle` when it is asked for the first time.
    pub fn new(scenario: &Scenario, settle: impl FnOnce(&mut World, &Scenario) + Send + 'static) -> Self {
        let (clock, faults, seed) = (scenario.clock.clone(), scenario.faults.clone(), scenario.seed);
        let scenario = scenario.clone();
        let founding: Founding = Box::new(move || {
            let mut world = World::fresh(&scenario);
            settle(&mut world, &scenario);
            Mutex::new(world)
        });
        Self {
            world: Arc::new(LazyLock::new(founding)),
            clock,
            faults,
            seed,
        }
    }

    /// The manager as a router; paths are below `/api/v3`, as of the real one.
    pub fn router(&self) -> Router {
        let api = Router::new().fallback(serve).with_state(self.clone());
        with_faults_worded(api, self.faults.clone(), self.seed, answer::general)
    }

    /// The clock of the manager.
    pub fn clock(&self) -> &VirtualClock {
        &self.clock
    }

    /// The manager as it is now, to look at or to change.
    pub fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.advance(self.clock.now());
        world
    }

    /// All that comes before the family.
    fn let_in(&self, parts: &Parts, shown: &Shown, octets: Bytes) -> Answer {
        let world = &mut *self.world();
        let profile = world.profile;
        let place = Place::of(parts.uri.path(), profile).ok_or(Refusal::NotRouted)?;
        let method = Method::named(parts.method.as_str());
        let route = routing::find(profile, place.is_newer, method, &place.segments)?;
        let caller = auth::identify(world, shown, route, self.clock.elapsed())?;
        let named = text(parts, TENANT).unwrap_or_default();
        let query = pairs(parts.uri.query().unwrap_or_default());
        let tenant = check_tenant(world, route, &place, named)?;
        // 7.1 says so to everybody, before it looks at roles.
        if route.is_premium && world.edition == Edition::Community {
            return Err(Refusal::premium());
        }
        check_role(world, route, tenant, &caller)?;
        check_maintenance(world, route)?;
        let content_type = text(parts, header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let body = read(route, content_type, &octets)?;
        let ask = Asking {
            profile,
            method: route.method(),
            segments: place.segments,
            is_newer: place.is_newer,
            query,
            tenant: named.to_owned(),
            caller,
            body,
            octets,
            content_type: content_type.to_owned(),
            now: world.now,
            elapsed: self.clock.elapsed(),
        };
        handle(world, route.family, &ask)
    }
}

/// The header that names the tenant.
pub const TENANT: &str = "Tenant";

/// From a family to what answers it.
fn handle(world: &mut World, family: Family, ask: &Asking) -> Answer {
    match family {
        Family::Cluster => cluster::answer(world, ask),
        Family::Maintenance => maintenance::answer(world, ask),
        Family::Plugins => plugins::answer(world, ask),
        Family::Secrets => secrets::answer(world, ask),
        Family::Status => status::answer(world, ask),
        Family::Tenants => tenants::answer(world, ask),
        Family::Tokens => tokens::answer(world, ask),
        Family::UserGroups => groups::answer(world, ask),
        Family::Users => users::answer(world, ask),
        Family::Blueprints => blueprints::answer(world, ask),
        Family::Deployments => deployments::answer(world, ask),
        Family::Events => events::answer(world, ask),
        Family::Executions => executions::answer(world, ask),
        Family::NodeInstances => instances::answer(world, ask),
        Family::Nodes => nodes::answer(world, ask),
        Family::Snapshots => snapshots::answer(world, ask),
    }
}

async fn serve(State(service): State<Service>, request: Request) -> Response {
    let shown = Shown::of(&request);
    let (parts, body) = request.into_parts();
    let octets = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    match service.let_in(&parts, &shown, octets) {
        Ok(reply) => Reply::into_response(reply),
        Err(refusal) => {
            let profile = service.world().profile;
            refusal.into_response(profile)
        }
    }
}

/// Where a path leads.
struct Place {
    segments: Vec<String>,
    is_newer: bool,
}

impl Place {
    fn of(path: &str, profile: Profile) -> Option<Self> {
        let path = path.strip_prefix("/api/")?;
        let path = path.strip_suffix('/').unwrap_or(path);
        // The version is served outside of all versions, too.
        if path == "version" {
            let segments = vec![path.to_owned()];
            let is_newer = false;
            return Some(Self { segments, is_newer });
        }
        let (version, rest) = path.split_once('/')?;
        let is_newer = version == "v3.1" && profile == Profile::V71;
        let is_known = is_newer || version == "v3";
        is_known.then(|| Self {
            segments: rest.split('/').map(|segment| decoded(segment, false)).collect(),
            is_newer,
        })
    }
}

/// The tenant whose roles count.
fn check_tenant<'a>(
    world: &World,
    route: &Route,
    place: &'a Place,
    named: &'a str,
) -> Result<&'a str, Refusal> {
    let in_path = place.segments.get(1).filter(|_| route.is_of_tenant_in_path);
    let tenant = in_path.map_or(named, String::as_str);
    if !tenant.is_empty() && !world.accounts.has_tenant(tenant) {
        return Err(Refusal::forbidden(format!(
            "Authorization failed: Tried to authenticate with invalid tenant name: {tenant}"
        )));
    }
    // 4.2 answers without a tenant, with empty lists; its documentation says that one is required.
    if tenant.is_empty() && route.needs_tenant() {
        return Err(Refusal::forbidden("Authorization failed: tenant not provided"));
    }
    Ok(tenant)
}

fn check_role(world: &World, route: &Route, tenant: &str, caller: &Caller) -> Result<(), Refusal> {
    let is_allowed = caller.is_admin
        || match route.right {
            Right::Anybody => true,
            Right::Admin => false,
            Right::Role(least) => world.accounts.role_in(caller, tenant) >= Some(least),
        };
    if is_allowed {
        return Ok(());
    }
    let (name, action) = (&caller.name, route.action);
    Err(Refusal::forbidden(format!(
        "User `{name}` is not permitted to perform the action {action} in the tenant `{tenant}`"
    )))
}

fn check_maintenance(world: &World, route: &Route) -> Result<(), Refusal> {
    let code = match world.maintenance.is_activated() {
        _ if !world.maintenance.is_requested() || route.is_always_on() => return Ok(()),
        true => "maintenance_mode_active",
        false if route.starts_something() => "entering_maintenance_mode",
        false => return Ok(()),
    };
    let message = "Your request was rejected since Cloudify manager is currently in maintenance mode";
    Err(Refusal::told(StatusCode::SERVICE_UNAVAILABLE, code, message))
}

/// The members of a body of JSON.
///
/// # Errors
/// 415 for another type where there must be JSON, 400 for what is none.
fn read(route: &Route, content_type: &str, octets: &Bytes) -> Result<Document, Refusal> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let is_json = kind.eq_ignore_ascii_case("application/json");
    let value: Result<Value, _> = serde_json::from_slice(octets);
    match (route.takes, value) {
        (Takes::Json, _) if !is_json => Err(Refusal::told(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_content_type_error",
            "Content type must be application/json",
        )),
        (Takes::Json, Err(_)) => Err(Refusal::Malformed),
        (Takes::Json, Ok(Value::Object(members))) => Ok(members),
        (Takes::Nothing, Ok(Value::Object(members))) if is_json => Ok(members),
        (Takes::Json | Takes::Nothing | Takes::Octets, _) => Ok(Document::new()),
    }
}

fn text<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name, true), decoded(value, true))
        })
        .collect()
}

/// Text without its percent-encoding; in a query a plus sign is a space.
fn decoded(text: &str, is_query: bool) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&octet, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| octet == b'%').and_then(hexadecimal);
        rest = match code {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
        octets.push(match octet {
            b'+' if is_query => b' ',
            _ => code.unwrap_or(octet),
        });
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    u8::from_str_radix(digits, 16).ok()
}
