//! Cadence: workflows, kept in a Cassandra cluster.

use super::super::bundle::{Bundle, BundleOption, Layout, Pci, Sent};
use super::super::checks;
use super::{node_size, version};

const ADVANCED: &str = "use-advanced-visibility";

pub static CADENCE: Bundle = Bundle {
    name: "CADENCE",
    title: "Cadence",
    version: version("The version of Cadence", &["0.22.4"]),
    node_size: Some(node_size(&["CAD-DEV-t3.small-5", "CAD-PRD-m5ad.large-75"])),
    layout: Layout::Racks,
    options: &[
        BundleOption::word(
            "targetCassandraCdcId",
            "target-cassandra-cdc-id",
            "The id of the data centre of Cassandra that keeps its workflows",
        )
        .required()
        .checked(checks::id)
        .such_as(&["0b4702d2-5e05-4990-abe9-94f2baa2919c"]),
        BundleOption::choice(
            "targetCassandraVpcType",
            "target-cassandra-vpc-type",
            "Where it runs, seen from that data centre",
            &["TARGET_VPC", "VPC_PEERED", "SEPARATE_VPC"],
            "TARGET_VPC",
        ),
        BundleOption::flag(
            "useAdvancedVisibility",
            ADVANCED,
            "Whether workflows can be searched; it needs OpenSearch and Kafka",
        ),
        BundleOption::word(
            "targetOpenSearchCdcId",
            "target-open-search-cdc-id",
            "The id of the data centre of OpenSearch for that",
        )
        .checked(checks::id)
        .sent(Sent::With(ADVANCED)),
        BundleOption::flag(
            "useCadenceWebAuth",
            "use-cadence-web-auth",
            "Whether its web pages ask for a password",
        ),
    ],
    add_ons: &[],
    services: &["CADENCE"],
    pci: Pci::Never,
};
