//! The endpoints of data centres: adding one, resizing one, its principals.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Outcome, Refusal, accepted, message, ok};
use super::catalogue::{self, CASSANDRA};
use super::checks::Checks;
use super::cidr::Cidr;
use super::life;
use super::model::{Cluster, DataCentre};
use super::order::centres::{Defaults, read_added};
use super::order::{build, pci};
use super::reader::Reader;
use super::regions;
use super::resize::{Replacement, Resize};
use super::words::{DEGRADED, RUNNING};
use crate::sandbox::Seeded;

pub fn add(cluster: &mut Cluster, body: &Value, chance: &mut Seeded, now: DateTime<Utc>) -> Outcome {
    let mut checks = Checks::default();
    let is_cassandra = cluster.is_of(CASSANDRA);
    checks.require(
        is_cassandra,
        "bundles",
        format!("Several data centres are possible for {CASSANDRA} only."),
    );
    let taken: Vec<(String, Cidr)> = cluster
        .centres
        .iter()
        .map(|centre| (centre.name.clone(), centre.network))
        .collect();
    let defaults = Defaults {
        bundles: &cluster.bundles,
        provider: &cluster.provider.name,
        is_production: cluster.sla_tier == "PRODUCTION",
        is_private: cluster.is_private,
    };
    let order = read_added(body, &defaults, &taken, &mut checks);
    pci::check_added(cluster.is_pci, &order, &mut checks);
    checks.done()?;
    cluster.must_stay(now)?;
    let nodes = order.groups.iter().map(super::order::Group::nodes).sum::<usize>() + cluster.nodes().count();
    if nodes > super::order::centres::MOST_NODES {
        return Err(Refusal::conflict("The cluster would have too many nodes."));
    }
    let centre = build::centre(&order, None, cluster.is_private, chance, now);
    cluster.stands_since = None;
    cluster.centres.push(centre);
    accepted(message("Cluster Data Centre created in the specified cluster"))
}

/// The purposes of nodes that can be resized here: those that there are.
pub fn purposes(cluster: &Cluster, centre: &DataCentre) -> Outcome {
    let known = cluster
        .base()
        .and_then(|base| catalogue::find(base.name))
        .map_or(&[][..], |offer| offer.purposes);
    let present = known
        .iter()
        .filter(|purpose| centre.nodes.iter().any(|node| node.purpose == **purpose));
    ok(present.copied().collect())
}

/// The resizes of a data centre, the newest first.
pub fn resizes(cluster: &Cluster, centre: &DataCentre, only_active: bool, now: DateTime<Utc>) -> Outcome {
    let wanted = centre
        .resizes
        .iter()
        .rev()
        .filter(|resize| !only_active || !resize.is_over());
    ok(wanted
        .map(|resize| resize.document(centre, cluster.time(now)))
        .collect())
}

pub fn resize(
    cluster: &mut Cluster,
    centre: &str,
    body: &Value,
    by: &'static str,
    chance: &mut Seeded,
    now: DateTime<Utc>,
) -> Outcome {
    let known = cluster.centre(centre).ok_or(Refusal::NOT_FOUND)?;
    let wanted = Wanted::read(cluster, known, body)?;
    if known
        .nodes
        .iter()
        .filter(|node| node.purpose == wanted.purpose)
        .all(|node| node.size == wanted.size)
    {
        let words = "There are no suitable replacement modes for cluster data centre";
        return Err(Refusal::Words(StatusCode::BAD_REQUEST, words.to_owned()));
    }
    cluster.must_stay(now)?;
    let unmet = |reason: &str| Refusal::Unmet {
        what: "cdc",
        id: centre.to_owned(),
        reason: reason.to_owned(),
    };
    if known.resizing().is_some() {
        return Err(unmet(
            "A resize operation is already in progress in this data centre.",
        ));
    }
    let status = life::of_centre(cluster, known, now);
    if ![RUNNING, DEGRADED].contains(&status.as_ref()) {
        return Err(unmet("The data centre is not running."));
    }
    let nodes = known
        .nodes
        .iter()
        .filter(|node| node.purpose == wanted.purpose && node.size != wanted.size);
    let replacements = nodes.map(|node| Replacement {
        id: chance.uuid(),
        node: node.id.clone(),
        successor: chance.uuid(),
    });
    let replacements = replacements.collect();
    let resize = Resize {
        id: chance.uuid(),
        new_size: wanted.size,
        concurrent: wanted.concurrent,
        notifies: wanted.notifies,
        purpose: wanted.is_named.then_some(wanted.purpose),
        began: now,
        by,
        replacements,
        done: 0,
    };
    let answer = json!({"id": resize.id});
    cluster.stands_since = None;
    if let Some(centre) = cluster.centre_mut(centre) {
        centre.resizes.push(resize);
    }
    accepted(answer)
}

/// A resize as it is asked for.
struct Wanted {
    size: String,
    concurrent: usize,
    notifies: bool,
    purpose: &'static str,
    is_named: bool,
}

impl Wanted {
    fn read(cluster: &Cluster, centre: &DataCentre, body: &Value) -> Result<Self, Refusal> {
        let fields = Reader::new(body);
        let mut checks = Checks::default();
        let offer = cluster.base().and_then(|base| catalogue::find(base.name));
        let purposes = offer.map_or(&[][..], |offer| offer.purposes);
        let named = fields.text("nodePurpose", &mut checks);
        let purpose = match named {
            None => purposes.first().copied(),
            Some(named) => {
                let known = purposes.iter().copied().find(|known| *known == named);
                known.filter(|known| centre.nodes.iter().any(|node| node.purpose == *known))
            }
        };
        if purposes.is_empty() {
            checks.add("newNodeSize", "Nodes of this bundle cannot be resized.");
        } else if purpose.is_none() {
            checks.add(
                "nodePurpose",
                format!("Unknown node purpose '{}'.", named.unwrap_or_default()),
            );
        }
        let size = fields.required_text("newNodeSize", &mut checks);
        let is_keeper = purpose == Some(catalogue::DEDICATED_ZOOKEEPER);
        let is_known = if is_keeper {
            catalogue::is_zookeeper_size(size)
        } else {
            offer.is_some_and(|offer| offer.has_size(size))
        };
        let place = format!("{} {}", centre.provider, centre.region);
        checks.require(
            is_known,
            "newNodeSize",
            format!("Unknown node size '{size}' for {place}."),
        );
        let concurrent =
            fields.number_within("concurrentResizes", 1, largest_rack(centre, purpose), &mut checks);
        let notifies = fields.truth("notifySupportContacts", &mut checks);
        checks.require(
            notifies.is_some(),
            "notifySupportContacts",
            "Must be true or false.",
        );
        checks.done()?;
        Ok(Self {
            size: size.to_owned(),
            concurrent,
            notifies: notifies.unwrap_or(false),
            purpose: purpose.unwrap_or_default(),
            is_named: named.is_some(),
        })
    }
}

/// How many nodes of a purpose the rack with most of them has.
fn largest_rack(centre: &DataCentre, purpose: Option<&str>) -> usize {
    let nodes = || centre.nodes.iter().filter(|node| Some(node.purpose) == purpose);
    nodes()
        .map(|node| nodes().filter(|other| other.rack == node.rack).count())
        .max()
        .unwrap_or(1)
}

/// Who may connect to a private link; the whole list is replaced.
pub fn set_principals(cluster: &mut Cluster, centre: &str, body: &Value, now: DateTime<Utc>) -> Outcome {
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let principals = fields.texts("iamPrincipalARNs", &mut checks);
    checks.require(
        fields.has("iamPrincipalARNs"),
        "iamPrincipalARNs",
        "Must not be empty.",
    );
    let are_known = principals
        .iter()
        .all(|principal| principal.starts_with("arn:aws:iam::"));
    checks.require(
        are_known,
        "iamPrincipalARNs",
        "Must be names such as arn:aws:iam::123456789012:root.",
    );
    let known = cluster.centre(centre).ok_or(Refusal::NOT_FOUND)?;
    checks.require(
        known.provider == regions::AWS,
        "iamPrincipalARNs",
        "Available on AWS_VPC only.",
    );
    checks.done()?;
    cluster.must_stay(now)?;
    let answer = json!({"iamPrincipalARNs": principals});
    if let Some(centre) = cluster.centre_mut(centre) {
        centre.principals = Some(principals);
    }
    ok(answer)
}
