//! A cluster with its data centres and its nodes ("ClusterSummary", "ClusterStatus").
//!
//! The list and the status say the same of it in other words, but for a resize, of which only the status tells: it
//! is remembered, and added to the element of the list.

use std::sync::Arc;

use serde::Deserialize;

use crate::resource::cluster::{COLUMNS, Summary};
use crate::resource::kind::SERVERS;
use crate::resource::{Cell, Children, Detail, Field, Progress, Row};
use crate::transport::Redactor;

use super::super::wire::{ClusterStatus, ClusterSummary, Options, SECRETS, TerraformDescription};
use super::super::words;
use super::{DATA_CENTRES, count, data_centre, server};

/// What both answers say.
struct Facts<'a> {
    id: &'a str,
    name: &'a str,
    status: &'a str,
    /// Running, of all.
    nodes: Option<(u32, u32)>,
    resize: Option<Progress>,
}

/// What is added to an element of the list; the API has no field of this name.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Beside {
    remembered_resize: Option<(u32, u32)>,
}

/// An element of the list with how far a resize had come when the cluster was last read.
pub fn with_resize(element: &str, resize: Progress) -> String {
    let element = element.trim_end();
    let Some(open) = element.strip_suffix('}') else {
        return element.to_owned();
    };
    let comma = if open.trim_end().ends_with('{') { "" } else { "," };
    let Progress { current, total } = resize;
    format!("{open}{comma}\"remembered_resize\":[{current},{total}]}}")
}

/// The row of an element of the list; never fails.
pub fn row_of_element(raw: &str) -> Row {
    let cluster: ClusterSummary = match serde_json::from_str(raw) {
        Ok(cluster) => cluster,
        Err(error) => return Row::unreadable("cluster", COLUMNS.len(), &error.to_string()),
    };
    if cluster.id.is_empty() {
        let why = format!("{} has no id", cluster.name);
        return Row::unreadable(&why, COLUMNS.len(), &why);
    }
    let beside: Beside = serde_json::from_str(raw).unwrap_or_default();
    let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    row(&Facts {
        id: &cluster.id,
        name: &cluster.name,
        status: &cluster.derived_status,
        nodes: count(cluster.running_node_count).zip(count(cluster.node_count)),
        resize: beside
            .remembered_resize
            .and_then(|(done, of)| Progress::new(done.into(), of.into())),
    })
}

fn row(facts: &Facts<'_>) -> Row {
    let coming_up = facts
        .nodes
        .filter(|_| words::is_coming_up(facts.status))
        .and_then(|(running, total)| Progress::new(running.into(), total.into()));
    Summary {
        id: facts.id.into(),
        name: if facts.name.is_empty() {
            facts.id
        } else {
            facts.name
        }
        .into(),
        state: words::status(facts.status),
        health: words::cluster_health(facts.status, facts.nodes),
        servers: facts.nodes,
        version: None,
        // Of a cluster in a resize some answers say that it comes up.
        progress: facts.resize.or(coming_up),
        last_event: None,
    }
    .into_row()
}

/// Everything about a cluster, under the id that it was asked for by; `description` is what it is made of, as far as
/// the manager says so.
pub fn detail(
    id: &str,
    document: &str,
    cluster: &ClusterStatus,
    description: Option<&TerraformDescription>,
) -> Detail {
    let (running, total) = cluster.nodes();
    let row = row(&Facts {
        id,
        name: &cluster.cluster_name,
        status: &cluster.cluster_status,
        nodes: Some((count(running), count(total))),
        resize: cluster.resize(),
    });
    Detail {
        row: Arc::new(row),
        busy_since: None,
        fields: fields(cluster, description),
        children: vec![
            Children {
                kind: SERVERS,
                rows: server::rows(&cluster.data_centres),
            },
            Children {
                kind: DATA_CENTRES,
                rows: data_centre::rows(&cluster.data_centres),
            },
        ],
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}

/// Labels of fields that actions read.
pub const BUNDLE_FIELD: &str = "bundle";
pub const ADD_ONS_FIELD: &str = "add-ons";
pub const PROVIDER_FIELD: &str = "provider";

/// What stands in [`BUNDLE_FIELD`] if nobody says.
pub const UNKNOWN_BUNDLE: &str = "unknown";

fn fields(cluster: &ClusterStatus, description: Option<&TerraformDescription>) -> Vec<Field> {
    let described =
        |text: fn(&TerraformDescription) -> &str| description.map(text).filter(|text| !text.is_empty());
    let bundle = described(|description| &description.bundle_type).or(cluster.likely_bundle());
    let version = described(|description| &description.bundle_version);
    let password = "in the raw document, masked";
    let fields = [
        (BUNDLE_FIELD, Cell::text_of(bundle.unwrap_or(UNKNOWN_BUNDLE))),
        (
            "version",
            Cell::text_of(version.unwrap_or(&cluster.cassandra_version)),
        ),
        (
            ADD_ONS_FIELD,
            Cell::text_of(&description.map(add_ons).unwrap_or_default()),
        ),
        ("resize", Cell::text_of(&resizes(cluster))),
        ("SLA tier", Cell::text_of(&cluster.sla_tier)),
        ("PCI", Cell::text_of(&cluster.pci_compliance)),
        (PROVIDER_FIELD, Cell::text_of(&providers(cluster, description))),
        (
            "options",
            Cell::text_of(
                &description
                    .map(|it| option_words(&it.bundle_options))
                    .unwrap_or_default(),
            ),
        ),
        (
            "certificate",
            Cell::text_of(&cluster.cluster_certificate_download),
        ),
        ("default user", Cell::text_of(&cluster.username)),
        // Under a name that is no secret's: what it says is none.
        (
            "its login",
            Cell::text_of(if cluster.username.is_empty() { "" } else { password }),
        ),
        ("tags", Cell::text_of(&tags(cluster))),
    ];
    fields
        .into_iter()
        .filter(|(_, value)| *value != Cell::Empty)
        .map(|(label, value)| Field::new(label, value))
        .collect()
}

fn add_ons(description: &TerraformDescription) -> String {
    let words = description
        .addon_bundles
        .iter()
        .map(|add_on| format!("{} {}", add_on.bundle, add_on.version).trim().to_owned());
    words.collect::<Vec<_>>().join(", ")
}

fn option_words(options: &Options) -> String {
    let redactor = Redactor::new(SECRETS.iter().copied());
    options.words(&redactor)
}

/// "DC1 to m5xl-1600-v2, 1 of 3": how far each resize has come.
fn resizes(cluster: &ClusterStatus) -> String {
    let under_way = cluster.data_centres.iter().filter_map(|centre| {
        let Progress { current, total } = centre.resize()?;
        let target = &centre.resize_target_node_size;
        Some(format!("{} to {target}, {current} of {total}", centre.called()))
    });
    under_way.collect::<Vec<_>>().join("; ")
}

/// The providers of the data centres, each once, with the account where that is told.
fn providers(cluster: &ClusterStatus, description: Option<&TerraformDescription>) -> String {
    let account = |name: &str| {
        let providers = description
            .into_iter()
            .flat_map(|description| &description.cluster_provider);
        let mut named =
            providers.filter(|provider| provider.name == name && !provider.account_name.is_empty());
        named.next().map_or("", |provider| provider.account_name.as_str())
    };
    let mut shown: Vec<String> = Vec::new();
    for centre in &cluster.data_centres {
        let name = centre.provider.as_str();
        let words = match account(name) {
            "" => name.to_owned(),
            account => format!("{name} ({account})"),
        };
        if !words.is_empty() && !shown.contains(&words) {
            shown.push(words);
        }
    }
    shown.join(", ")
}

fn tags(cluster: &ClusterStatus) -> String {
    let words = cluster.tags.iter().map(|(name, value)| format!("{name}={value}"));
    words.collect::<Vec<_>>().join(" ")
}
