//! Networks beside a data centre's own: VPC peerings (5.6), and who may reach it by a private link (5.7).

use crate::resource::action::Consequences;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Availability, Danger, On, Parameter, StateClass, Takes, Target};

use super::super::bundles::bundle::YES_NO;
use super::super::bundles::{Told, checks};
use super::super::drafts::access::{
    ADD_TO_FIREWALL, PEER_ACCOUNT, PEER_GROUP, PEER_NETWORK, PEER_REGION, PeerCloud, SUBNETS,
};
use super::super::drafts::cluster::PRINCIPALS;
use super::super::kinds::{DATA_CENTRES, VPC_PEERINGS};
use super::{parts, standing};

const FORM: &[Parameter] = &[
    Parameter::new(
        PEER_ACCOUNT,
        "The account of AWS, project of GCP or subscription of Azure that the network is in",
        Takes::Text,
    )
    .required()
    .such_as(&["123456789012"]),
    Parameter::new(
        PEER_NETWORK,
        "The id of the VPC (AWS), or the name of the network",
        Takes::Text,
    )
    .required()
    .such_as(&["vpc-0a1b2c3d"]),
    Parameter::new(SUBNETS, "Its subnets, separated by commas", Takes::Text)
        .required()
        .such_as(&["10.100.0.0/16"])
        .checked(checks::networks),
    Parameter::new(
        PEER_REGION,
        "On AWS: its region; without it, that of the data centre",
        Takes::Text,
    )
    .such_as(&["US_EAST_1"]),
    Parameter::new(
        ADD_TO_FIREWALL,
        "On AWS: whether its subnets may reach the cluster at once",
        Takes::Choice(YES_NO),
    )
    .or("no"),
    Parameter::new(
        PEER_GROUP,
        "On Azure: the resource group of the network",
        Takes::Text,
    ),
];

const ON_CENTRE: On = On::Part {
    of: CLUSTERS,
    part: DATA_CENTRES,
};

pub const CREATE: Action = Action {
    id: super::CREATE_PEERING,
    title: "Create VPC peering",
    past: "peered",
    help: "Connect the data centre with a virtual network of yours",
    on: ON_CENTRE,
    parameters: FORM,
    available: can_create,
    consequences: |target| {
        let told = Told::new(target.arguments, FORM);
        let firewall = match told.is_yes(ADD_TO_FIREWALL) {
            true => "; its networks may reach the cluster at once",
            false => "; add-firewall-rule lets it in",
        };
        Consequences {
            will: format!(
                "ask the cloud to peer {} with {}{firewall}",
                parts::name(target, "the data centre"),
                told.text(PEER_NETWORK).unwrap_or("a network of yours"),
            ),
            will_not: "work before the other side accepts it, and has a route to it".into(),
            undo: "delete-peering".into(),
        }
    },
    following: parts::accepted,
    ..Action::PLAIN
};

/// The data centre must be up so far that it has a network.
fn can_create(target: &Target<'_>) -> Availability {
    let Some(centre) = target.part else {
        return Availability::NotNow("select a data centre first".into());
    };
    if let not_now @ Availability::NotNow(_) = standing::stays(target) {
        return not_now;
    }
    let has_network =
        centre.state.class == StateClass::Up || centre.state.text.eq_ignore_ascii_case("PROVISIONED");
    if !has_network && target.row.state.class != StateClass::Up {
        return Availability::NotNow(format!(
            "the data centre is {}: it must be PROVISIONED first",
            centre.state.text
        ));
    }
    let told = Told::new(target.arguments, FORM);
    // Before anything was said there is a form to say it in.
    let Some(account) = told.said(PEER_ACCOUNT) else {
        return Availability::Offered;
    };
    match PeerCloud::of_account(account).judge(&told) {
        Ok(()) => Availability::Offered,
        Err((_, why)) => Availability::NotNow(why),
    }
}

pub const DELETE: Action = Action {
    id: super::DELETE_PEERING,
    title: "Delete VPC peering",
    past: "parted",
    help: "Part the data centre from a virtual network",
    on: On::Part {
        of: CLUSTERS,
        part: VPC_PEERINGS,
    },
    danger: Danger::Part,
    available: |target| standing::with_part(target, "VPC peering", standing::stays),
    consequences: |target| Consequences {
        will: format!(
            "part it from {}: clients there are cut off",
            parts::name(target, "that network")
        ),
        will_not: "delete firewall rules for its networks".into(),
        undo: "create-peering, which the other side must accept once more".into(),
    },
    following: |before, now| parts::gone(before, now, VPC_PEERINGS),
    ..Action::PLAIN
};

const PRINCIPALS_FORM: &[Parameter] = &[Parameter::new(
    PRINCIPALS,
    "All ARNs that may connect, separated by commas: those that are not named may no more",
    Takes::Text,
)
.required()
.such_as(&["arn:aws:iam::123456789012:root"])
.checked(checks::arns)];

pub const SET_PRINCIPALS: Action = Action {
    id: super::SET_ENDPOINT_PRINCIPALS,
    title: "Set endpoint principals",
    past: "told its principals",
    help: "Say who in AWS may reach the data centre by a private link",
    on: ON_CENTRE,
    danger: Danger::Service,
    parameters: PRINCIPALS_FORM,
    available: |target| standing::with_part(target, "data centre", standing::runs),
    consequences: |target| Consequences {
        will: format!(
            "let these alone reach {} by a private link: {}",
            parts::name(target, "the data centre"),
            target.arguments.get(PRINCIPALS).unwrap_or("none"),
        ),
        will_not: "keep those that may now and are not named, or make a private link where there is none"
            .into(),
        undo: "set the old list again".into(),
    },
    following: parts::accepted,
    ..Action::PLAIN
};
