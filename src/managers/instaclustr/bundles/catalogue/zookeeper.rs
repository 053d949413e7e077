//! Apache ZooKeeper: three nodes or five, no racks.

use super::super::bundle::{Bundle, BundleOption, Layout, Pci};
use super::{CLIENT_ENCRYPTION, node_size, version};

const NODES: &str = "zookeeper-node-count";

pub static ZOOKEEPER: Bundle = Bundle {
    name: "APACHE_ZOOKEEPER",
    title: "ZooKeeper",
    version: version("The version of ZooKeeper", &["3.7.1", "3.6.3"]),
    node_size: Some(node_size(&[
        "zk-production-m5.large-60",
        "zk-developer-t3.small-20",
    ])),
    layout: Layout::Counted(&[NODES]),
    options: &[
        BundleOption::choice("zookeeperNodeCount", NODES, "How many nodes", &["3", "5"], "3").of_number(),
        CLIENT_ENCRYPTION,
    ],
    add_ons: &[],
    services: &["APACHE_ZOOKEEPER"],
    pci: Pci::Never,
};
