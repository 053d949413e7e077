//! Who is let in: firewall rules (5.5), peerings (5.6), encryption keys and users (5.7).

use serde_json::{Value, json};

use super::super::bundles::forms::name;
use super::super::bundles::network::Source;
use super::super::bundles::{Told, checks};
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

pub const SUBNETS: &str = "peer-subnets";
/// The account of AWS, the project of GCP or the subscription of Azure.
pub const PEER_ACCOUNT: &str = "peer-account-id";
/// The VPC of AWS, the VPC network of GCP or the virtual network of Azure.
pub const PEER_NETWORK: &str = "peer-network";
pub const PEER_REGION: &str = "peer-region";
pub const PEER_GROUP: &str = "peer-resource-group";
pub const ADD_TO_FIREWALL: &str = "add-network-to-firewall-rules";

/// The cloud of the other side of a peering: each names it in other fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerCloud {
    Aws,
    Gcp,
    Azure,
}

impl PeerCloud {
    /// By the form of its accounts: 12 digits on AWS, a UUID on Azure; the id of a project of GCP is neither.
    pub fn of_account(account: &str) -> Self {
        if account.len() == 12 && account.chars().all(|c| c.is_ascii_digit()) {
            Self::Aws
        } else if checks::id(account).is_ok() {
            Self::Azure
        } else {
            Self::Gcp
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Gcp => "GCP",
            Self::Azure => "Azure",
        }
    }

    /// What is missing for this cloud or means nothing in it, in words.
    ///
    /// # Errors
    /// The parameter, and why.
    pub fn judge(self, told: &Told<'_>) -> Result<(), (&'static str, String)> {
        let title = self.title();
        let strange = |parameter| Err((parameter, format!("{parameter} means nothing for {title}")));
        match self {
            Self::Azure if told.said(PEER_GROUP).is_none() => {
                Err((PEER_GROUP, format!("{PEER_GROUP} is needed for {title}")))
            }
            Self::Aws | Self::Gcp if told.said(PEER_GROUP).is_some() => strange(PEER_GROUP),
            Self::Gcp | Self::Azure if told.said(PEER_REGION).is_some() => strange(PEER_REGION),
            Self::Gcp | Self::Azure if told.is_yes(ADD_TO_FIREWALL) => strange(ADD_TO_FIREWALL),
            Self::Aws | Self::Gcp | Self::Azure => Ok(()),
        }
    }
}

/// `POST /vpc-peering/{data_centre}`
pub fn peering(told: &Told<'_>) -> Value {
    let (account, network) = (told.text(PEER_ACCOUNT), told.text(PEER_NETWORK));
    let subnets: Vec<&str> = told.words(SUBNETS).collect();
    let body = Body::default().with("peerSubnets", subnets);
    match PeerCloud::of_account(account.unwrap_or_default()) {
        PeerCloud::Aws => body
            .with_any("peerVpcId", network)
            .with_any("peerAccountId", account)
            .with_any("peerRegion", told.text(PEER_REGION))
            .with("addNetworkToFirewallRules", told.is_yes(ADD_TO_FIREWALL)),
        PeerCloud::Gcp => body
            .with_any("peerProjectId", account)
            .with_any("peerVpcNetworkName", network),
        PeerCloud::Azure => body
            .with_any("peerSubscriptionId", account)
            .with_any("peerResourceGroup", told.text(PEER_GROUP))
            .with_any("peerVNetNetworkName", network),
    }
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
