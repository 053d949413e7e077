//! Firewall rules: which networks may reach which services (5.5).

use crate::resource::action::Consequences;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Danger, Following, On, Parameter, Takes, Target};

use super::super::bundles::forms::name;
use super::super::bundles::network::{self, Source};
use super::super::bundles::{Told, checks, places};
use super::super::drafts::access::TYPES;
use super::super::kinds::FIREWALL_RULES;
use super::{parts, standing};

const FORM: &[Parameter] = &[
    Parameter::new(
        name::NETWORK,
        "An IPv4 network, an address, or a security group of a peered VPC",
        Takes::Network,
    )
    .required()
    .such_as(&["203.0.113.10", "198.51.100.0/24", "sg-0a1b2c3d"])
    .checked(network::of_firewall),
    Parameter::new(
        TYPES,
        "The services that it may reach, separated by commas",
        Takes::Text,
    )
    .required()
    .such_as(places::SERVICES)
    .checked(checks::services),
];

pub const ADD: Action = Action {
    id: super::ADD_FIREWALL_RULE,
    title: "Add firewall rule",
    past: "opened to the network",
    help: "Let a network reach services of the cluster",
    parameters: FORM,
    available: standing::stays,
    consequences: add_does,
    following: added,
    ..Action::PLAIN
};

fn source(told: &Told<'_>) -> Option<Source> {
    Source::read(told.text(name::NETWORK)?)
}

fn add_does(target: &Target<'_>) -> Consequences {
    let told = Told::new(target.arguments, FORM);
    let services: Vec<String> = told.words(TYPES).map(str::to_ascii_uppercase).collect();
    let source = source(&told);
    let shown = source
        .as_ref()
        .map_or_else(|| "a network".into(), ToString::to_string);
    let everybody = match source {
        Some(Source::Network(network)) if network.prefix == 0 => ", which is EVERYBODY,",
        _ => "",
    };
    Consequences {
        will: format!(
            "let {shown}{everybody} reach {}, within 10 min",
            match services.as_slice() {
                [] => "its services".into(),
                services => services.join(", "),
            }
        ),
        will_not: "close anything that is open, or let anybody in without a password where one is needed"
            .into(),
        undo: "delete-firewall-rule".into(),
    }
}

/// Done when every service is open to it.
fn added(_: &Target<'_>, now: &Target<'_>) -> Following {
    let told = Told::new(now.arguments, FORM);
    let source = source(&told).map(|source| source.to_string()).unwrap_or_default();
    let ids: Vec<String> = told
        .words(TYPES)
        .map(|service| format!("{source}/{}", service.to_ascii_uppercase()))
        .collect();
    parts::there(now, FIREWALL_RULES, ids.iter().map(String::as_str))
}

pub const DELETE: Action = Action {
    id: super::DELETE_FIREWALL_RULE,
    title: "Delete firewall rule",
    past: "closed",
    help: "Close one service of the cluster to a network",
    on: On::Part {
        of: CLUSTERS,
        part: FIREWALL_RULES,
    },
    danger: Danger::Service,
    available: |target| standing::with_part(target, "firewall rule", standing::stays),
    consequences: |target| Consequences {
        will: format!(
            "close {} again: clients there are cut off",
            parts::name(target, "it")
        ),
        will_not: "close other services to that network, or the same one to others".into(),
        undo: "add-firewall-rule".into(),
    },
    following: |before, now| parts::gone(before, now, FIREWALL_RULES),
    ..Action::PLAIN
};
