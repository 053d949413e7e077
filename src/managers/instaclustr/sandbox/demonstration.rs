//! The default fleet: clusters of every kind, several of which need attention, consistent with the samples.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::account::Account;
use super::acls::Acl;
use super::checks::Checks;
use super::firewall::{self, Request};
use super::keys::EncryptionKey;
use super::model::{Cluster, Deletion};
use super::order::{Market, build, extended};
use super::reader::Reader;
use super::reloads::Reload;
use super::topics::Topic;
use super::world::Contents;
use super::{centres, named, peering};

/// The key of the samples.
const KEY: &str = "0b4702d2-5e05-4990-abe9-94f2baa2919c";

/// The contents of the samples that the fleet holds.
mod samples {
    macro_rules! sample {
        ($name:literal) => {
            include_str!(concat!("../samples/", $name, ".json"))
        };
    }
    pub(super) const CATALOGUE_ORDER: &str = sample!("create-cassandra-2dc");
    pub(super) const CATALOGUE: &str = sample!("status-running-2dc");
    pub(super) const ORDERS_ORDER: &str = sample!("create-cassandra");
    pub(super) const ORDERS: &str = sample!("status-provisioned-joining");
    pub(super) const EVENTS_ORDER: &str = sample!("create-kafka");
    pub(super) const EVENTS: &str = sample!("status-kafka-running");
    pub(super) const PAYMENTS_ORDER: &str = sample!("create-cassandra-pci");
    pub(super) const PAYMENTS: &str = sample!("status-pci-running");
    pub(super) const PEERING_ORDER: &str = sample!("vpc-peering-create-request");
    pub(super) const PEERINGS: &str = sample!("vpc-peering-list");
}

/// Settles both accounts. In a quiet world time stands still for what is under way.
pub(super) fn settle(contents: &mut Contents, is_quiet: bool, now: DateTime<Utc>) {
    let mut key = |id: &str, alias: &str, arn: &str| {
        contents.keys.push(EncryptionKey {
            id: id.to_owned(),
            account: Account::First,
            alias: alias.to_owned(),
            arn: format!("arn:aws:kms:{arn}"),
            provider: super::documents::OWN_ACCOUNT.to_owned(),
        });
    };
    key(
        KEY,
        "oregon 1",
        "us-west-2:123456789012:key/00000000-0000-4000-8000-000000000001",
    );
    // No data centre uses it, so that it can be deleted.
    key(
        "5d2f8e17-9b64-4c0e-8a3d-61f7c2b9d054",
        "ireland spare",
        "eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000002",
    );
    let ago = |seconds: i64| now - TimeDelta::seconds(seconds);
    let stands = is_quiet.then_some(now);
    let catalogue = contents.found_sample(samples::CATALOGUE_ORDER, samples::CATALOGUE, ago(40_000_000));
    if let Some(mut cluster) = catalogue {
        furnish_catalogue(&mut cluster, contents, now);
        contents.clusters.push(cluster);
    }
    // The second node is joining, the third not yet provisioned.
    if let Some(mut cluster) = contents.found_sample(samples::ORDERS_ORDER, samples::ORDERS, ago(310)) {
        cluster.stands_since = stands;
        contents.clusters.push(cluster);
    }
    if let Some(mut cluster) = contents.found_sample(samples::EVENTS_ORDER, samples::EVENTS, ago(9_000_000)) {
        furnish_events(&mut cluster);
        contents.clusters.push(cluster);
    }
    if let Some(cluster) = contents.found_sample(samples::PAYMENTS_ORDER, samples::PAYMENTS, ago(20_000_000))
    {
        contents.clusters.push(cluster);
    }
    for order in named::of_first_account() {
        let Some(mut cluster) = contents.found(Account::First, &order, ago(5_000_000)) else {
            continue;
        };
        match cluster.name.as_str() {
            named::RESIZING => {
                cluster.assume_it_ran();
                begin_resize(&mut cluster, contents, ago(400));
                cluster.stands_since = stands;
            }
            named::POSTGRESQL => furnish_postgresql(&mut cluster, now),
            named::DEFERRED => push_last(&mut cluster, super::words::DEFERRED, ago(7_200)),
            named::DELETING => {
                // Some deletes take their time; this one is always there to be seen.
                cluster.deletion = Deletion::Begun(ago(45));
                cluster.stands_since = Some(now);
            }
            _ => {}
        }
        contents.clusters.push(cluster);
    }
    for order in named::of_second_account() {
        if let Some(cluster) = contents.found(Account::Second, &order, ago(12_000_000)) {
            contents.clusters.push(cluster);
        }
    }
    degrade(contents, named::DEGRADED);
}

impl Contents {
    /// A cluster as if it had been ordered then.
    fn found(&mut self, account: Account, order: &Value, at: DateTime<Utc>) -> Option<Cluster> {
        let keys: Vec<String> = self.keys.iter().map(|key| key.id.clone()).collect();
        let kafka: Vec<String> = self.clusters.iter().map(|cluster| cluster.id.clone()).collect();
        let order = extended::read(
            order,
            Market {
                account,
                keys: &keys,
                kafka_clusters: &kafka,
            },
        )
        .ok()?;
        Some(build::cluster(order, account, &mut self.chance, at))
    }

    /// A cluster of the samples: its order, and the ids and addresses that it shows.
    fn found_sample(&mut self, order: &str, status: &str, at: DateTime<Utc>) -> Option<Cluster> {
        let mut cluster = self.found(Account::First, &parsed(order), at)?;
        adopt(&mut cluster, &parsed(status));
        Some(cluster)
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn adopt(cluster: &mut Cluster, status: &Value) {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let elements = |value: &Value, name: &str| {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    cluster.id = text(status, "id").unwrap_or_default();
    if let Some(tags) = status.get("tags").and_then(Value::as_object) {
        cluster.provider.tags.clone_from(tags);
    }
    for (centre, shown) in cluster.centres.iter_mut().zip(elements(status, "dataCentres")) {
        centre.id = text(&shown, "id").unwrap_or_default();
        for (node, shown) in centre.nodes.iter_mut().zip(elements(&shown, "nodes")) {
            node.id = text(&shown, "id").unwrap_or_default();
            node.public_address = text(&shown, "publicAddress");
            node.private_address = text(&shown, "privateAddress").unwrap_or_default();
        }
    }
}

fn furnish_catalogue(cluster: &mut Cluster, contents: &mut Contents, now: DateTime<Utc>) {
    for opening in [
        json!({"network": "203.0.113.10/32", "rules": [{"type": "CASSANDRA"}, {"type": "CASSANDRA_CQL"}]}),
        json!({"securityGroupId": "sg-0a1b2c3d", "rules": [{"type": "CASSANDRA"}]}),
    ] {
        let request = Request::read(&Reader::new(&opening), &mut Checks::default());
        firewall::open(&mut cluster.openings, &request, None);
    }
    let asked = now - TimeDelta::hours(3);
    let Some(centre) = cluster.centres.first().map(|centre| centre.id.clone()) else {
        return;
    };
    // A peering that is never taken leaves the fleet without it; a test says that it is there.
    let _ = peering::create(
        cluster,
        &centre,
        &parsed(samples::PEERING_ORDER),
        &mut contents.chance,
        asked,
    );
    let shown = parsed(samples::PEERINGS);
    let text = |name: &str| {
        shown
            .pointer(&format!("/0/{name}"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    if let Some(peering) = cluster
        .centre_mut(&centre)
        .and_then(|centre| centre.peerings.first_mut())
    {
        peering.id = text("id");
        peering.connection = text("aws_vpc_connection_id");
        peering.network_id = text("vpcId");
    }
    cluster.backups.push(now - TimeDelta::seconds(3_000));
}

fn furnish_events(cluster: &mut Cluster) {
    cluster
        .users
        .entry(super::catalogue::KAFKA)
        .or_default()
        .push("app_reader".to_owned());
    for (name, partitions) in [("orders.placed", 12), ("orders.shipped", 12), ("page-views", 48)] {
        cluster.topics.insert(name.to_owned(), Topic::new(3, partitions));
    }
    cluster.acls = vec![
        Acl::new([
            "User:app_reader",
            "*",
            "TOPIC",
            "orders.",
            "READ",
            "ALLOW",
            "PREFIXED",
        ]),
        Acl::new([
            "User:app_reader",
            "*",
            "GROUP",
            "billing",
            "READ",
            "ALLOW",
            "LITERAL",
        ]),
    ];
    let settings = cluster.configurations.entry(super::catalogue::KAFKA).or_default();
    settings.insert("log.retention.hours".to_owned(), "96".into());
}

fn furnish_postgresql(cluster: &mut Cluster, now: DateTime<Utc>) {
    let bundle = super::catalogue::POSTGRESQL;
    cluster
        .users
        .entry(bundle)
        .or_default()
        .extend(["billing_app", "reporting"].map(str::to_owned));
    let settings = cluster.configurations.entry(bundle).or_default();
    settings.insert("max_connections".to_owned(), "250".into());
    settings.insert("idle_in_transaction_session_timeout".to_owned(), "60000".into());
    let first = cluster.nodes().next().map(|node| node.id.clone());
    let past = [TimeDelta::days(2), TimeDelta::hours(5)].map(|ago| Reload { asked: now - ago });
    cluster.reloads.extend(first.map(|node| (node, past.to_vec())));
}

fn begin_resize(cluster: &mut Cluster, contents: &mut Contents, began: DateTime<Utc>) {
    let Some(centre) = cluster.centres.first().map(|centre| centre.id.clone()) else {
        return;
    };
    let body = json!({"newNodeSize": "m5xl-1600-v2", "concurrentResizes": 2, "notifySupportContacts": false});
    let by = cluster.account.user();
    // What is refused is not under way; a test says that it is.
    let _ = centres::resize(cluster, &centre, &body, by, &mut contents.chance, began);
}

/// Ordered then, with its last node in a status that it does not leave by itself.
fn push_last(cluster: &mut Cluster, status: &str, ordered: DateTime<Utc>) {
    for centre in &mut cluster.centres {
        centre.ordered = ordered;
    }
    if let Some(node) = cluster
        .centres
        .last_mut()
        .and_then(|centre| centre.nodes.last_mut())
    {
        node.pushed = Some(status.to_owned());
    }
}

/// Lets a node of a running cluster be down.
fn degrade(contents: &mut Contents, name: &str) {
    let Some(cluster) = contents.clusters.iter_mut().find(|cluster| cluster.name == name) else {
        return;
    };
    cluster.assume_it_ran();
    if let Some(node) = cluster
        .centres
        .first_mut()
        .and_then(|centre| centre.nodes.last_mut())
    {
        node.pushed = Some(super::words::DEGRADED.to_owned());
    }
}
