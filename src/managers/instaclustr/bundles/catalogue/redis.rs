//! Redis: masters and replicas, no racks.

use super::super::bundle::{Bundle, BundleOption, Layout, Pci};
use super::super::checks;
use super::{CLIENT_ENCRYPTION, node_size, version};

const MASTERS: &str = "master-nodes";
const REPLICAS: &str = "replica-nodes";

pub static REDIS: Bundle = Bundle {
    name: "REDIS",
    title: "Redis",
    version: version("The version of Redis", &["6.2.7"]),
    node_size: Some(node_size(&["t3.small-20-r", "t3.medium-80-r", "r5.large-100-r"])),
    layout: Layout::Counted(&[MASTERS, REPLICAS]),
    options: &[
        BundleOption::number(
            "masterNodes",
            MASTERS,
            "How many masters, 3 to 50",
            checks::redis_masters,
        )
        .required()
        .such_as(&["3"]),
        BundleOption::number(
            "replicaNodes",
            REPLICAS,
            "How many replicas, 0 to 50",
            checks::redis_replicas,
        )
        .required()
        .such_as(&["3"]),
        BundleOption::flag("passwordAuth", "password-auth", "Whether clients need a password"),
        CLIENT_ENCRYPTION,
    ],
    add_ons: &[],
    services: &["REDIS"],
    pci: Pci::Never,
};
