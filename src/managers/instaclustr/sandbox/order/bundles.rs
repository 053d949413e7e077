//! Which bundles an order has, and whether they go together.

use serde_json::Value;

use super::super::catalogue::{self, CASSANDRA, Offer, SPARK};
use super::super::checks::Checks;
use super::super::model::Bundle;
use super::super::reader::Reader;
use super::{Market, options};

/// The bundles of an order: a base bundle, then its add-ons.
pub fn read(fields: &Reader<'_>, market: Market<'_>, checks: &mut Checks) -> Vec<Bundle> {
    let entries = fields.elements("bundles", checks).unwrap_or_default();
    checks.require(!entries.is_empty(), "bundles", "Must not be empty.");
    let mut bundles: Vec<Bundle> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("bundles[{index}].");
        if let Some((bundle, offer)) = one(entry, &place, checks) {
            fits(offer, &bundles, &place, checks);
            options::check(&bundle, &format!("{place}options."), market, checks);
            bundles.push(bundle);
        }
    }
    bundles
}

fn one(entry: &Value, place: &str, checks: &mut Checks) -> Option<(Bundle, &'static Offer)> {
    let fields = Reader::at(entry, place);
    let name = fields.required_text("bundle", checks);
    let offer = catalogue::find(name).filter(|offer| offer.name == name);
    checks.require(
        offer.is_some(),
        &fields.path("bundle"),
        format!("Unknown bundle '{name}'."),
    );
    let version = fields.required_text("version", checks);
    let is_version = version.contains(|c: char| c.is_ascii_digit());
    checks.require(
        is_version,
        &fields.path("version"),
        format!("Unknown version '{version}'."),
    );
    let options = fields.object("options", checks);
    let offer = offer?;
    Some((
        Bundle {
            name: offer.name,
            version: version.to_owned(),
            options,
        },
        offer,
    ))
}

/// Whether a bundle may follow those before it.
fn fits(offer: &Offer, before: &[Bundle], place: &str, checks: &mut Checks) {
    let field = format!("{place}bundle");
    let base = before.first().map(|base| base.name);
    match (base, offer.adds_to) {
        (None, None) => {}
        (None, Some(needed)) => {
            checks.add(&field, format!("{} can only be added to {needed}.", offer.name));
        }
        (Some(base), None) => {
            checks.add(&field, format!("{} cannot be combined with {base}.", offer.name));
        }
        (Some(base), Some(needed)) => {
            let words = format!("{} can only be added to {needed}.", offer.name);
            checks.require(base == needed, &field, words);
        }
    }
    let is_double = before.iter().any(|known| known.name == offer.name);
    checks.require(!is_double, &field, format!("{} is there already.", offer.name));
    let is_karapace = |name: &str| name.starts_with("KARAPACE_");
    let is_confluent = |name: &str| matches!(name, "KAFKA_REST_PROXY" | "KAFKA_SCHEMA_REGISTRY");
    let mixes = before.iter().any(|known| {
        (is_karapace(known.name) && is_confluent(offer.name))
            || (is_confluent(known.name) && is_karapace(offer.name))
    });
    checks.require(
        !mixes,
        &field,
        "Karapace and Confluent add-ons cannot be combined.",
    );
}

/// The bundles that one data centre of several names for itself; whether SPARK is among them.
///
/// They must be those of the cluster, in the same version.
pub fn read_of_centre(fields: &Reader<'_>, cluster: &[Bundle], checks: &mut Checks) -> bool {
    let Some(entries) = fields.elements("bundles", checks) else {
        return cluster.iter().any(|bundle| bundle.name == SPARK);
    };
    let path = fields.path("bundles");
    let mut has_spark = false;
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("{path}[{index}].");
        let Some((bundle, _)) = one(entry, &place, checks) else {
            continue;
        };
        has_spark |= bundle.name == SPARK;
        let base = cluster.first().filter(|base| base.name == bundle.name);
        if let Some(base) = base {
            let is_same = short(&base.version) == short(&bundle.version);
            checks.require(
                is_same,
                &format!("{place}version"),
                "Must be the version of the cluster.",
            );
        } else {
            let words = format!("Only {CASSANDRA} and {SPARK} are possible here.");
            checks.require(bundle.name == SPARK, &format!("{place}bundle"), words);
        }
    }
    has_spark
}

/// `3.11.8` of `apache-cassandra-3.11.8.ic4`.
fn short(version: &str) -> String {
    let from = version.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let numbers = version.get(from..).unwrap_or_default().split('.');
    numbers
        .take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(".")
}
