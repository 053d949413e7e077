//! What does not go together when a cluster is made (5.2 of the reference), as far as it was said yet.
//!
//! Only what the manager is known to refuse: whatever else is wrong, it says itself.

use super::bundle::{AddOn, Bundle, BundleOption, Layout, Sent};
use super::forms::{PRODUCTION, name};
use super::told::Told;
use super::{counting, pci, places};

/// One thing that is known to be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offence {
    /// The parameter to be mended.
    pub parameter: &'static str,
    /// Why, without a final stop.
    pub why: String,
}

/// No cluster is made with more nodes (7, "Validation performed on create").
const MOST_NODES: u64 = 100;

/// Everything that is known to be refused.
pub fn offences(bundle: &Bundle, told: &Told<'_>) -> Vec<Offence> {
    let mut offences = Vec::new();
    add_ons(bundle, told, &mut offences);
    conditions(bundle.options, told, &mut offences);
    sizes(bundle, told, &mut offences);
    provider(told, &mut offences);
    pci::offences(bundle, told, &mut offences);
    offences
}

/// One after the other, in words.
pub fn in_words(offences: &[Offence]) -> Option<String> {
    let words: Vec<&str> = offences.iter().map(|offence| offence.why.as_str()).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The add-ons that were asked for.
pub fn added(bundle: &Bundle, told: &Told<'_>) -> impl Iterator<Item = &'static AddOn> {
    let told = *told;
    bundle
        .add_ons
        .iter()
        .filter(move |add_on| told.said(add_on.version.name).is_some())
}

/// Whether a node of this size is for development only.
pub fn is_developer_size(size: &str) -> bool {
    let small = ["t2.", "t3.", "t4g."];
    size.contains("-DEV-") || small.iter().any(|family| size.starts_with(family))
}

fn add_ons(bundle: &Bundle, told: &Told<'_>, offences: &mut Vec<Offence>) {
    for add_on in added(bundle, told) {
        let own = add_on.version.name;
        let other = add_on.not_with.iter().find(|other| told.said(other).is_some());
        // Both know of each other: it is said once.
        if let Some(other) = other.filter(|other| own < **other) {
            offences.push(Offence {
                parameter: own,
                why: format!("{own} and {other} do not go together"),
            });
        }
    }
    for add_on in bundle.add_ons {
        let is_had = |option: &BundleOption| {
            added(bundle, told).any(|added| {
                let mut options = added.options.iter();
                options.any(|other| other.parameter.name == option.parameter.name)
            })
        };
        for option in add_on.options.iter().filter(|option| !is_had(option)) {
            let parameter = option.parameter.name;
            let is_named = offences.iter().any(|offence| offence.parameter == parameter);
            if told.is_other(parameter) && !is_named {
                offences.push(Offence {
                    parameter,
                    why: format!("{parameter} needs {}", add_on.version.name),
                });
            }
        }
    }
}

/// Options that mean nothing without another.
fn conditions(options: &[BundleOption], told: &Told<'_>, offences: &mut Vec<Offence>) {
    for option in options {
        let Sent::With(condition) = option.sent else {
            continue;
        };
        let parameter = option.parameter.name;
        if told.is_other(parameter) && !told.is_yes(condition) {
            offences.push(Offence {
                parameter,
                why: format!("{parameter} needs {condition}"),
            });
        }
    }
}

fn sizes(bundle: &Bundle, told: &Told<'_>, offences: &mut Vec<Offence>) {
    let groups = counting::groups(bundle, told);
    let nodes: u64 = groups.iter().filter_map(|group| group.count).sum();
    if nodes > MOST_NODES {
        let parameter = match bundle.layout {
            Layout::Racks => name::NODES_PER_RACK,
            Layout::Counted(counts) => counts.first().copied().unwrap_or(name::NODE_SIZE),
        };
        offences.push(Offence {
            parameter,
            why: format!("{nodes} nodes are asked for, and a cluster has at most {MOST_NODES}"),
        });
    }
    let Some(small) = groups.iter().find(|group| is_developer_size(group.size)) else {
        return;
    };
    if told.text(name::SLA_TIER) == Some(PRODUCTION) {
        offences.push(Offence {
            parameter: small.parameter,
            why: format!(
                "{} is a developer size, which the tier PRODUCTION does not take",
                small.size
            ),
        });
    }
    if told.is_yes(name::PRIVATE_NETWORK) && !told.is_yes(name::PCI_COMPLIANT) {
        offences.push(Offence {
            parameter: small.parameter,
            why: format!(
                "{} is a developer size, which a private network does not take",
                small.size
            ),
        });
    }
}

fn provider(told: &Told<'_>, offences: &mut Vec<Offence>) {
    let Some(provider) = told.text(name::PROVIDER) else {
        return;
    };
    let mut needs = |parameter: &'static str, wanted: &str| {
        if told.said(parameter).is_some() && provider != wanted {
            offences.push(Offence {
                parameter,
                why: format!("{parameter} needs the provider {wanted}"),
            });
        }
    };
    needs(name::ENCRYPTION_KEY, places::AWS);
    needs(name::RESOURCE_GROUP, places::AZURE);
    let is_t2 = told
        .text(name::NODE_SIZE)
        .is_some_and(|size| size.starts_with("t2."));
    if told.said(name::ENCRYPTION_KEY).is_some() && is_t2 {
        offences.push(Offence {
            parameter: name::ENCRYPTION_KEY,
            why: "disks of t2 nodes cannot be encrypted".into(),
        });
    }
    let is_own = told.said(name::ACCOUNT).is_some();
    if told.is_yes(name::PRIVATE_NETWORK) && provider == places::AZURE && !is_own {
        offences.push(Offence {
            parameter: name::PRIVATE_NETWORK,
            why: "a private network on Azure needs an account of your own (account-name)".into(),
        });
    }
}
