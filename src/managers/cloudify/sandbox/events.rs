//! `/events`: what was written down, by time or by what it is about ("Events").
//!
//! The past may hold a million entries: they are counted and skipped by number, and only those of a page are made.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, ok};
use super::asking::{Asking, Method};
use super::happening::Kind;
use super::listing::{Page, Projection};
use super::past::Past;
use super::profile::Profile;
use super::wanted::Wanted;
use super::world::World;

/// As many entries come without `_size`.
const MOST: usize = 10_000;

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["events"]) => list(world, ask),
        (Method::Delete, ["events"]) => delete(world, ask),
        _ => Err(Refusal::NotRouted),
    }
}

/// An entry of the past by its number, or one of the present by its place.
#[derive(Debug, Clone, Copy)]
enum Place {
    Past(usize),
    Live(usize),
}

fn list(world: &World, ask: &Asking) -> Answer {
    let wanted = Wanted::read(ask)?;
    let order = order(ask)?;
    let page = Page::read(ask)?;
    let page = Page {
        limit: Some(ask.parameter("_size").and(page.limit).unwrap_or(MOST)),
        ..page
    };
    let found = Found::of(world, ask, &wanted);
    let total = found.past.len() + found.live.len();
    let places = found.page(world, order.as_deref(), page);
    let projection = Projection::read_any(ask);
    let items: Vec<Value> = places
        .into_iter()
        .map(|place| Value::Object(projection.of(document(world, ask.profile, place))))
        .collect();
    let mut envelope = page.envelope(Profile::V42, items, total);
    if let Some(members) = envelope.as_object_mut().filter(|_| ask.profile == Profile::V71) {
        members.shift_remove("filtered");
    }
    ok(envelope)
}

/// Takes entries of a deployment away; the answer is their number.
fn delete(world: &mut World, ask: &Asking) -> Answer {
    let wanted = Wanted::read(ask)?;
    let found = Found::of(world, ask, &wanted);
    let count = found.past.len() + found.live.len();
    let mut gone = found.live.into_iter().peekable();
    let mut place = 0;
    world.estate.happenings.retain(|_| {
        let is_gone = gone.next_if_eq(&place).is_some();
        place += 1;
        !is_gone
    });
    for deployment in wanted.values("deployment_id").to_vec() {
        world
            .estate
            .past
            .forget(&(ask.tenant.clone(), deployment.clone()));
    }
    let page = Page {
        offset: 0,
        limit: Some(0),
    };
    ok(page.envelope(ask.profile, vec![json!(count)], 1))
}

fn document(world: &World, profile: Profile, place: Place) -> Document {
    let past = &world.estate.past;
    match place {
        Place::Past(entry) => past
            .entry(entry)
            .map(|happening| happening.document(profile, entry))
            .unwrap_or_default(),
        Place::Live(live) => {
            let happening = world.estate.happenings.get(live);
            let number = past.len() + live;
            happening
                .map(|happening| happening.document(profile, number))
                .unwrap_or_default()
        }
    }
}

/// The entries that a request finds.
struct Found {
    past: Numbers,
    /// Places, by time.
    live: Vec<usize>,
}

/// Numbers of the past, rising.
enum Numbers {
    /// All of these.
    All(std::ops::Range<usize>),
    Some(Vec<usize>),
}

impl Numbers {
    fn len(&self) -> usize {
        match self {
            Self::All(range) => range.len(),
            Self::Some(numbers) => numbers.len(),
        }
    }

    fn get(&self, place: usize) -> Option<usize> {
        match self {
            Self::All(range) => (place < range.len()).then(|| range.start + place),
            Self::Some(numbers) => numbers.get(place).copied(),
        }
    }
}

impl Found {
    fn of(world: &World, ask: &Asking, wanted: &Wanted) -> Self {
        let happenings = world.estate.happenings.iter().enumerate();
        let is_reached = |tenant: &str| tenant == ask.tenant || ask.wants_all_tenants();
        let mut live: Vec<usize> = happenings
            .filter(|(_, happening)| is_reached(&happening.origin.tenant) && wanted.fits(happening))
            .map(|(place, _)| place)
            .collect();
        let time = |place: &usize| world.estate.happenings.get(*place).map(|happening| happening.at);
        live.sort_by_key(time);
        Self {
            past: past(&world.estate.past, ask, wanted),
            live,
        }
    }

    fn len(&self) -> usize {
        self.past.len() + self.live.len()
    }

    /// The entry of this place by time.
    fn get(&self, place: usize) -> Option<Place> {
        match place.checked_sub(self.past.len()) {
            None => self.past.get(place).map(Place::Past),
            Some(rest) => self.live.get(rest).copied().map(Place::Live),
        }
    }

    fn page(&self, world: &World, order: Option<&[(String, bool)]>, page: Page) -> Vec<Place> {
        let size = page.limit.unwrap_or(MOST);
        let by_time = |name: &str| matches!(name, "timestamp" | "reported_timestamp");
        match order {
            Some([(name, falls), ..]) if by_time(name) => {
                let places = page.offset..page.offset.saturating_add(size).min(self.len());
                let place = |place: usize| match falls {
                    false => self.get(place),
                    true => self
                        .len()
                        .checked_sub(place + 1)
                        .and_then(|place| self.get(place)),
                };
                places.filter_map(place).collect()
            }
            Some(order) => {
                let mut all: Vec<Place> = (0..self.len()).filter_map(|place| self.get(place)).collect();
                all.sort_by_cached_key(|place| {
                    let document = document(world, Profile::V71, *place);
                    let first = order.first().and_then(|(name, _)| document.get(name));
                    first.map(ToString::to_string)
                });
                if order.first().is_some_and(|(_, falls)| *falls) {
                    all.reverse();
                }
                all.into_iter().skip(page.offset).take(size).collect()
            }
            // Events come before logs.
            None => {
                let is_log = |place: &Place| {
                    let kind = match place {
                        Place::Past(entry) => Some(world.estate.past.kind_of(*entry)),
                        Place::Live(live) => {
                            let happening = world.estate.happenings.get(*live);
                            happening.map(|happening| happening.kind)
                        }
                    };
                    matches!(kind, Some(Kind::Log(_)))
                };
                let all = || (0..self.len()).filter_map(|place| self.get(place));
                let events = all().filter(|place| !is_log(place));
                let logs = all().filter(is_log);
                events.chain(logs).skip(page.offset).take(size).collect()
            }
        }
    }
}

/// The numbers of the past that are wanted; only those entries are made that cannot be told by their number.
fn past(past: &Past, ask: &Asking, wanted: &Wanted) -> Numbers {
    let (since, until) = wanted.span();
    let first = since.map_or(0, |since| past.since(since));
    let end = until.map_or(past.len(), |until| past.since(until + TimeDelta::milliseconds(1)));
    let span = first..end.max(first);
    let tenant = (!ask.wants_all_tenants()).then_some(ask.tenant.as_str());
    let is_one_tenants = tenant.is_none_or(|tenant| past.is_all_of(tenant));
    if wanted.asks_for_everything() && past.is_whole() && is_one_tenants {
        return Numbers::All(span);
    }
    let (deployments, executions) = (wanted.values("deployment_id"), wanted.values("execution_id"));
    let mut runs: Option<Vec<usize>> = match (deployments, executions) {
        ([], []) => None,
        ([], ids) => Some(ids.iter().filter_map(|id| past.run_named(id)).collect()),
        (names, []) => {
            let tenant = &ask.tenant;
            Some(names.iter().flat_map(|name| past.runs_of(tenant, name)).collect())
        }
        (names, ids) => {
            let named = ids.iter().filter_map(|id| past.run_named(id));
            let is_of = |run: &usize| {
                let owner = past.owner_of(*run);
                owner.is_some_and(|owner| names.contains(&owner.deployment))
            };
            Some(named.filter(is_of).collect())
        }
    };
    let candidates: Box<dyn Iterator<Item = usize>> = match &mut runs {
        None => Box::new(span),
        Some(runs) => {
            runs.sort_unstable();
            let entries = runs.iter().flat_map(|run| past.entries_of(*run));
            Box::new(entries.filter(move |entry| span.contains(entry)))
        }
    };
    let by_kind = wanted.asks_for_kind_alone();
    let kept = candidates.filter(|entry| {
        past.has(past.run_of(*entry), tenant)
            && wanted.fits_kind(past.kind_of(*entry))
            && (by_kind || past.entry(*entry).is_some_and(|entry| wanted.fits(&entry)))
    });
    Numbers::Some(kept.collect())
}

/// Members to sort by, and whether the greatest comes first.
fn order(ask: &Asking) -> Result<Option<Vec<(String, bool)>>, Refusal> {
    const MEMBERS: [&str; 16] = [
        "timestamp",
        "reported_timestamp",
        "blueprint_id",
        "deployment_id",
        "execution_id",
        "workflow_id",
        "message",
        "error_causes",
        "event_type",
        "operation",
        "node_instance_id",
        "node_name",
        "type",
        "logger",
        "level",
        "_storage_id",
    ];
    let mut order = Vec::new();
    for text in ask.parameters("_sort").flat_map(|text| text.split(',')) {
        let name = text.trim_start_matches(['+', '-', ' ', '@']);
        if !MEMBERS.contains(&name) {
            return Err(Refusal::bad(format!("Unknown field to sort by: {name}")));
        }
        order.push((name.to_owned(), text.starts_with('-')));
    }
    Ok((!order.is_empty()).then_some(order))
}
