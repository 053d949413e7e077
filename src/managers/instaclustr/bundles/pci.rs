//! What a PCI compliant cluster must be ("PCI", 5.2): the account's own setting cannot be read, and is left to the
//! manager.

use super::bundle::{Bundle, Pci};
use super::forms::name;
use super::rules::{Offence, added, is_developer_size};
use super::told::Told;
use super::{counting, places};

pub(super) fn offences(bundle: &Bundle, told: &Told<'_>, offences: &mut Vec<Offence>) {
    if !told.is_yes(name::PCI_COMPLIANT) {
        return;
    }
    let mut refuse = |parameter: &'static str, why: String| offences.push(Offence { parameter, why });
    let Pci::With(needed) = bundle.pci else {
        let why = format!(
            "PCI compliance is for Cassandra and Kafka, not for {}",
            bundle.title
        );
        return refuse(name::PCI_COMPLIANT, why);
    };
    if let Some(provider) = told
        .text(name::PROVIDER)
        .filter(|provider| *provider != places::AWS)
    {
        let why = format!(
            "PCI compliance needs the provider {}, not {provider}",
            places::AWS
        );
        refuse(name::PROVIDER, why);
    }
    for parameter in std::iter::once(name::PRIVATE_NETWORK).chain(needed.iter().copied()) {
        if !told.is_yes(parameter) {
            refuse(parameter, format!("PCI compliance needs {parameter}"));
        }
    }
    for add_on in added(bundle, told).filter(|add_on| !add_on.is_allowed_in_pci) {
        refuse(
            add_on.version.name,
            format!("PCI compliance goes without {}", add_on.name),
        );
    }
    let groups = counting::groups(bundle, told);
    if let Some(small) = groups.iter().find(|group| is_developer_size(group.size)) {
        let why = format!(
            "{} is a developer size, which PCI compliance does not take",
            small.size
        );
        refuse(small.parameter, why);
    }
}
