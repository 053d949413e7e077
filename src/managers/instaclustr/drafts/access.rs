//! Who is let in: firewall rules (5.5), peerings (5.6), encryption keys and users (5.7).

use serde_json::{Value, json};

use super::super::bundles::Told;
use super::super::bundles::forms::name;
use super::super::bundles::network::Source;
use super::Body;

pub const TYPES: &str = "types";
pub const BUNDLE: &str = "bundle";
pub const USERNAME: &str = "username";
pub const PASSWORD: &str = "password";
pub const PERMISSIONS: &str = "initial-permissions";
pub const MECHANISM: &str = "sasl-scram-mechanism";
pub const OVERRIDE: &str = "override-existing-user";
pub const ARN: &str = "arn";
pub const KEY_ACCOUNT: &str = "provider-account";

/// What [`PERMISSIONS`] is if nothing is said.
pub const STANDARD: &str = "standard";
/// Of [`MECHANISM`]: it is not asked for.
pub const UNCHANGED: &str = "unchanged";

/// The bundle whose users have the options [`MECHANISM`] and [`OVERRIDE`].
const KAFKA: &str = "kafka";

/// The services that a network or a security group may reach.
pub fn firewall_entry(source: &Source, services: &[impl AsRef<str>]) -> Value {
    let rules: Vec<Value> = services
        .iter()
        .map(|service| json!({"type": service.as_ref().to_ascii_uppercase()}))
        .collect();
    let field = match source {
        Source::Network(_) => "network",
        Source::SecurityGroup(_) => "securityGroupId",
    };
    Body::default()
        .with(field, source.to_string())
        .with("rules", rules)
        .into()
}

/// `POST /{cluster}/firewallRules`; `None` if what was said is no source ([`network::of_firewall`]).
///
/// [`network::of_firewall`]: super::super::bundles::network::of_firewall
pub fn firewall_rule(told: &Told<'_>) -> Option<Value> {
    let source = Source::read(told.text(name::NETWORK)?)?;
    let services: Vec<&str> = told.words(TYPES).collect();
    Some(firewall_entry(&source, &services))
}

/// Where a deletion must be confirmed.
pub(super) fn two_factor_delete(told: &Told<'_>) -> Body {
    Body::default()
        .with_any("deleteVerifyEmail", told.text(name::VERIFY_EMAIL))
        .with_any("deleteVerifyPhone", told.text(name::VERIFY_PHONE))
}

/// The parameters of a peering, by the cloud of the other side.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    pub cloud: &'static str,
    /// Parameter and field of each; those that are needed first.
    pub fields: &'static [(&'static str, &'static str)],
    /// How many of them are needed.
    pub needed: usize,
    /// Whether its network can be let through the firewall at once.
    pub takes_firewall: bool,
}

pub const SUBNETS: &str = "peer-subnets";
pub const ADD_TO_FIREWALL: &str = "add-network-to-firewall-rules";

pub static PEERS: [Peer; 3] = [
    Peer {
        cloud: "AWS",
        fields: &[
            ("peer-vpc-id", "peerVpcId"),
            ("peer-account-id", "peerAccountId"),
            ("peer-region", "peerRegion"),
        ],
        needed: 2,
        takes_firewall: true,
    },
    Peer {
        cloud: "GCP",
        fields: &[
            ("peer-project-id", "peerProjectId"),
            ("peer-vpc-network-name", "peerVpcNetworkName"),
        ],
        needed: 2,
        takes_firewall: false,
    },
    Peer {
        cloud: "Azure",
        fields: &[
            ("peer-subscription-id", "peerSubscriptionId"),
            ("peer-resource-group", "peerResourceGroup"),
            ("peer-v-net-network-name", "peerVNetNetworkName"),
        ],
        needed: 3,
        takes_firewall: false,
    },
];

/// The cloud of the other side, by what was said of it.
///
/// # Errors
/// What is missing, or does not go together.
pub fn peer(told: &Told<'_>) -> Result<&'static Peer, String> {
    let is_meant = |peer: &&Peer| {
        peer.fields
            .iter()
            .any(|(parameter, _)| told.said(parameter).is_some())
    };
    let meant: Vec<&'static Peer> = PEERS.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [] => Err("say which network it is to be peered with: of AWS, GCP or Azure".into()),
        [peer] => {
            let needed = peer.fields.iter().take(peer.needed);
            let missing = needed.filter(|(parameter, _)| told.said(parameter).is_none());
            let missing: Vec<&str> = missing.map(|(parameter, _)| *parameter).collect();
            match missing.as_slice() {
                [] => Ok(peer),
                missing => Err(format!(
                    "{} is needed as well, for {}",
                    missing.join(", "),
                    peer.cloud
                )),
            }
        }
        several => {
            let clouds: Vec<&str> = several.iter().map(|peer| peer.cloud).collect();
            Err(format!("fields of {} do not go together", clouds.join(" and ")))
        }
    }
}

/// `POST /vpc-peering/{data_centre}`
pub fn peering(peer: &Peer, told: &Told<'_>) -> Value {
    let subnets: Vec<&str> = told.words(SUBNETS).collect();
    let fields = peer.fields.iter();
    let body = fields.fold(Body::default(), |body, (parameter, field)| {
        body.with_any(field, told.text(parameter))
    });
    body.with("peerSubnets", subnets)
        .with_any(
            "addNetworkToFirewallRules",
            peer.takes_firewall.then(|| told.is_yes(ADD_TO_FIREWALL)),
        )
        .into()
}

/// `POST /encryption-keys`
pub fn encryption_key(alias: &str, told: &Told<'_>) -> Value {
    Body::default()
        .with("alias", alias)
        .with_any("arn", told.text(ARN))
        .with_any("providerAccount", told.text(KEY_ACCOUNT))
        .into()
}

/// `POST /{cluster}/{bundle}/users`
pub fn user(told: &Told<'_>) -> Value {
    let is_kafka = told
        .text(BUNDLE)
        .is_some_and(|bundle| bundle.eq_ignore_ascii_case(KAFKA));
    let options = match is_kafka {
        true => Body::default()
            .with_any(MECHANISM, told.text(MECHANISM))
            // The manager's own default would take over a user of somebody else in silence.
            .with(OVERRIDE, told.is_yes(OVERRIDE)),
        false => Body::default(),
    };
    let permissions = told
        .text(PERMISSIONS)
        .filter(|_| is_kafka || told.is_other(PERMISSIONS));
    Body::default()
        .with_any("username", told.text(USERNAME))
        .with_any("password", told.text(PASSWORD))
        .with_any("initial-permissions", permissions)
        .with_filled("options", options)
        .into()
}

/// `DELETE /{cluster}/{bundle}/users`
pub fn user_named(name: &str) -> Value {
    json!({"username": name})
}

/// `POST /{cluster}/{bundle}/users/reset-password`
pub fn new_password(user: &str, told: &Told<'_>) -> Value {
    let mechanism = told.text(MECHANISM).filter(|mechanism| *mechanism != UNCHANGED);
    Body::default()
        .with("username", user)
        .with_any("password", told.text(PASSWORD))
        .with_filled("options", Body::default().with_any(MECHANISM, mechanism))
        .into()
}
