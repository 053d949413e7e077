//! OpenSearch: its sizes are options, one for each kind of node.

use super::super::bundle::{Bundle, BundleOption, Layout, Pci, Sent};
use super::{CLIENT_ENCRYPTION, version};

pub const MASTER_SIZE: &str = "master-node-size";
pub const DATA_SIZE: &str = "data-node-size";
pub const DEDICATED_MASTERS: &str = "dedicated-master-nodes";
pub const DASHBOARDS_SIZE: &str = "open-search-dashboards-node-size";

const SIZES: &[&str] = &["SRH-PRD-m6g.large-250", "SRH-DEV-t4g.small-5"];

pub static OPENSEARCH: Bundle = Bundle {
    name: "OPENSEARCH",
    title: "OpenSearch",
    version: version("The version of OpenSearch", &["2.2.1", "1.3.7"]),
    node_size: None,
    layout: Layout::Racks,
    options: &[
        BundleOption::word(
            "masterNodeSize",
            MASTER_SIZE,
            "The size of master nodes; without dedicated ones, of all nodes",
        )
        .required()
        .such_as(SIZES),
        BundleOption::flag(
            "dedicatedMasterNodes",
            DEDICATED_MASTERS,
            "Whether masters have nodes of their own, which cost as well",
        ),
        BundleOption::word(
            "dataNodeSize",
            DATA_SIZE,
            "The size of data nodes, with dedicated master nodes",
        )
        .such_as(SIZES)
        .sent(Sent::With(DEDICATED_MASTERS)),
        BundleOption::word(
            "openSearchDashboardsNodeSize",
            DASHBOARDS_SIZE,
            "Adds a node for OpenSearch Dashboards, of this size",
        )
        .such_as(SIZES),
        CLIENT_ENCRYPTION,
        BundleOption::flag(
            "securityPlugin",
            "security-plugin",
            "Whether users and rights are looked after",
        ),
        BundleOption::flag(
            "indexManagementPlugin",
            "index-management-plugin",
            "Whether the plugin for index management is installed",
        ),
        BundleOption::flag(
            "knnPlugin",
            "knn-plugin",
            "Whether the plugin for nearest neighbours is installed",
        ),
        BundleOption::flag(
            "reportsPlugin",
            "reports-plugin",
            "Whether the plugin for reports is installed",
        ),
        BundleOption::flag(
            "icuPlugin",
            "icu-plugin",
            "Whether the plugin for Unicode is installed",
        ),
        BundleOption::flag(
            "alertingPlugin",
            "alerting-plugin",
            "Whether the plugin for alerts is installed",
        ),
        BundleOption::flag(
            "notificationsPlugin",
            "notifications-plugin",
            "Whether the plugin for notifications is installed",
        ),
    ],
    add_ons: &[],
    services: &["OPENSEARCH"],
    pci: Pci::Never,
};
