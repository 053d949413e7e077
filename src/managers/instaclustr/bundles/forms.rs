//! What every bundle wants to be told when a cluster of it is made, and all of a bundle's parameters in the order of
//! its form: what is needed first, what is rare last.

use crate::resource::{Parameter, Takes};

use super::bundle::{Bundle, BundleOption, Layout, YES_NO};
use super::{checks, network, places};

/// Names of parameters that more than one action has, as the actions and their requests know them.
pub mod name {
    pub const VERSION: &str = "version";
    pub const PROVIDER: &str = "provider";
    pub const DATA_CENTRE: &str = "data-centre";
    pub const CUSTOM_NAME: &str = "data-centre-custom-name";
    pub const NODE_SIZE: &str = "node-size";
    pub const RACKS: &str = "racks";
    pub const NODES_PER_RACK: &str = "nodes-per-rack";
    pub const NETWORK: &str = "network";
    pub const SLA_TIER: &str = "sla-tier";
    pub const PRIVATE_NETWORK: &str = "private-network";
    pub const PCI_COMPLIANT: &str = "pci-compliant";
    pub const FIREWALL: &str = "firewall-networks";
    pub const TAGS: &str = "tags";
    pub const ACCOUNT: &str = "account-name";
    pub const VIRTUAL_NETWORK: &str = "custom-virtual-network-id";
    pub const RESOURCE_GROUP: &str = "resource-group";
    pub const ENCRYPTION_KEY: &str = "disk-encryption-key";
    pub const VERIFY_EMAIL: &str = "delete-verify-email";
    pub const VERIFY_PHONE: &str = "delete-verify-phone";
    pub const BUNDLE_OPTIONS: &str = "bundle-options";
    pub const OPTIONS: &str = "options";
}

/// The name of a new cluster.
pub const CLUSTER_NAME: Parameter = Parameter::new(
    "name",
    "3 to 48 letters, digits, - and _; up to 32 are safe everywhere",
    Takes::Text,
)
.required()
.checked(checks::cluster_name);

pub const PRODUCTION: &str = "PRODUCTION";

pub const PROVIDER: Parameter = Parameter::new(
    name::PROVIDER,
    "The cloud that it runs in",
    Takes::Choice(places::PROVIDERS),
)
.required();

pub const DATA_CENTRE: Parameter = Parameter::new(
    name::DATA_CENTRE,
    "The region of that cloud, as the vendor spells it",
    Takes::Text,
)
.required()
.such_as(places::REGIONS);

pub const RACKS: Parameter = Parameter::new(
    name::RACKS,
    "How many racks, 2 to 5: as many as copies of the data",
    Takes::Text,
)
.or("3")
.checked(checks::racks);

pub const NODES_PER_RACK: Parameter = Parameter::new(
    name::NODES_PER_RACK,
    "How many nodes in each, 1 to 100",
    Takes::Text,
)
.or("1")
.checked(checks::nodes_per_rack);

pub const NETWORK: Parameter = Parameter::new(
    name::NETWORK,
    "Its private network, /12 to /22; it cannot be changed later",
    Takes::Text,
)
.or("10.224.0.0/12")
.checked(network::of_cluster);

pub const SLA_TIER: Parameter = Parameter::new(
    name::SLA_TIER,
    "What the vendor promises; production takes no developer sizes",
    Takes::Choice(&["NON_PRODUCTION", PRODUCTION]),
)
.or("NON_PRODUCTION");

pub const VERIFY_EMAIL: Parameter = Parameter::new(
    name::VERIFY_EMAIL,
    "The e-mail address where a deletion must be confirmed (two-factor delete)",
    Takes::Text,
);

pub const VERIFY_PHONE: Parameter = Parameter::new(
    name::VERIFY_PHONE,
    "The phone number where a deletion must be confirmed (two-factor delete)",
    Takes::Text,
);

pub const OPTIONS: Parameter = Parameter::new(
    name::OPTIONS,
    "Fields of the request that have no field here: a JSON object, merged over the rest at the end",
    Takes::Json,
)
.checked(checks::object);

const PRIVATE_NETWORK: Parameter = Parameter::new(
    name::PRIVATE_NETWORK,
    "Whether its nodes have private addresses only; not with developer sizes",
    Takes::Choice(YES_NO),
)
.or("no");

const PCI_COMPLIANT: Parameter = Parameter::new(
    name::PCI_COMPLIANT,
    "Whether it is PCI compliant; the account must be enabled for it",
    Takes::Choice(YES_NO),
)
.or("no");

const FIREWALL: Parameter = Parameter::new(
    name::FIREWALL,
    "Networks that may connect to its services, separated by commas",
    Takes::Networks,
)
.such_as(&["203.0.113.10", "198.51.100.0/24"])
.checked(network::of_firewall);

const CUSTOM_NAME: Parameter = Parameter::new(
    name::CUSTOM_NAME,
    "What its data centre is called; without it, as the region",
    Takes::Text,
);

const TAGS: Parameter = Parameter::new(
    name::TAGS,
    "Tags in the cloud: KEY=VALUE, separated by commas",
    Takes::Text,
)
.such_as(&["team=orders"])
.checked(checks::tags);

const ACCOUNT: Parameter = Parameter::new(
    name::ACCOUNT,
    "Your own account with the cloud, by the name that the vendor knows it by",
    Takes::Text,
);

const VIRTUAL_NETWORK: Parameter = Parameter::new(
    name::VIRTUAL_NETWORK,
    "The id of a virtual network that is there already, in your own account",
    Takes::Text,
);

const RESOURCE_GROUP: Parameter = Parameter::new(
    name::RESOURCE_GROUP,
    "The resource group that it is made in, of Azure",
    Takes::Text,
);

const ENCRYPTION_KEY: Parameter = Parameter::new(
    name::ENCRYPTION_KEY,
    "The id of the encryption key for its disks, of AWS",
    Takes::Text,
)
.checked(checks::id);

const BUNDLE_OPTIONS: Parameter = Parameter::new(
    name::BUNDLE_OPTIONS,
    "Options of the bundle that have no field here: a JSON object",
    Takes::Json,
)
.checked(checks::object);

/// What nearly every cluster is told, in the middle of the form.
const USUAL: [Parameter; 4] = [NETWORK, SLA_TIER, PRIVATE_NETWORK, PCI_COMPLIANT];

/// What is rarely said.
const RARE: [Parameter; 11] = [
    FIREWALL,
    CUSTOM_NAME,
    TAGS,
    ENCRYPTION_KEY,
    ACCOUNT,
    VIRTUAL_NETWORK,
    RESOURCE_GROUP,
    VERIFY_EMAIL,
    VERIFY_PHONE,
    BUNDLE_OPTIONS,
    OPTIONS,
];

/// Slots of a form that are filled one after the other.
struct Form<const N: usize> {
    parameters: [Parameter; N],
    filled: usize,
}

impl<const N: usize> Form<N> {
    const fn with(mut self, parameter: Parameter) -> Self {
        let (_, free) = self.parameters.split_at_mut(self.filled);
        if let Some((slot, _)) = free.split_first_mut() {
            *slot = parameter;
        }
        self.filled += 1;
        self
    }

    const fn with_all(mut self, mut parameters: &[Parameter]) -> Self {
        while let Some((first, rest)) = parameters.split_first() {
            self = self.with(*first);
            parameters = rest;
        }
        self
    }

    /// Those options that are needed, or those that are not.
    const fn with_options(mut self, mut options: &[BundleOption], needed: bool) -> Self {
        while let Some((first, rest)) = options.split_first() {
            if first.parameter.is_required == needed && !self.has(first.parameter.name) {
                self = self.with(first.parameter);
            }
            options = rest;
        }
        self
    }

    /// Two add-ons may have an option of one name.
    const fn has(&self, name: &str) -> bool {
        let (mut parameters, _) = self.parameters.split_at(self.filled);
        while let Some((first, rest)) = parameters.split_first() {
            if is_same(first.name, name) {
                return true;
            }
            parameters = rest;
        }
        false
    }
}

const fn is_same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a.split_first(), b.split_first()) {
            (None, None) => return true,
            (Some((x, rest_of_a)), Some((y, rest_of_b))) if *x == *y => (a, b) = (rest_of_a, rest_of_b),
            _ => return false,
        }
    }
}

/// No form is as long.
pub const MOST: usize = 64;

const fn filled(bundle: &Bundle) -> Form<MOST> {
    let mut form = Form {
        parameters: [CLUSTER_NAME; MOST],
        filled: 0,
    };
    form = form.with(bundle.version).with(PROVIDER).with(DATA_CENTRE);
    if let Some(size) = bundle.node_size {
        form = form.with(size);
    }
    form = form.with_options(bundle.options, true);
    if let Layout::Racks = bundle.layout {
        form = form.with(RACKS).with(NODES_PER_RACK);
    }
    form = form.with_all(&USUAL).with_options(bundle.options, false);
    let mut add_ons = bundle.add_ons;
    while let Some((first, rest)) = add_ons.split_first() {
        form = form.with(first.version).with_options(first.options, false);
        add_ons = rest;
    }
    form.with_all(&RARE)
}

/// How many parameters a cluster of a bundle has.
pub const fn count(bundle: &Bundle) -> usize {
    filled(bundle).filled
}

/// The parameters of a cluster of a bundle, in the order of its form; `N` is their [`count`].
pub const fn parameters<const N: usize>(bundle: &Bundle) -> [Parameter; N] {
    let form = filled(bundle);
    let (parameters, _) = form.parameters.split_at(N);
    let mut own = Form::<N> {
        parameters: [CLUSTER_NAME; N],
        filled: 0,
    };
    own = own.with_all(parameters);
    own.parameters
}
