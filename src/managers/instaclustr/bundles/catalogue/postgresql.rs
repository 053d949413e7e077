//! PostgreSQL, with PgBouncer.

use super::super::bundle::{AddOn, Bundle, BundleOption, Layout, Pci};
use super::super::checks;
use super::{CLIENT_ENCRYPTION, add_on, node_size, version};

const NODES: &str = "postgresql-node-count";

pub static POSTGRESQL: Bundle = Bundle {
    name: "POSTGRESQL",
    title: "PostgreSQL",
    version: version("The version of PostgreSQL", &["15.1", "14.6", "13.9"]),
    node_size: Some(node_size(&["PGS-DEV-t3.small-5", "PGS-PRD-r6g.large-250"])),
    layout: Layout::Counted(&[NODES]),
    options: &[
        BundleOption::number(
            "postgresqlNodeCount",
            NODES,
            "How many nodes, 1 to 5",
            checks::postgresql_nodes,
        )
        .required()
        .such_as(&["3"]),
        BundleOption::choice(
            "replicationMode",
            "replication-mode",
            "Whether a commit waits for replicas",
            &["ASYNCHRONOUS", "SYNCHRONOUS"],
            "ASYNCHRONOUS",
        ),
        BundleOption::flag(
            "synchronousModeStrict",
            "synchronous-mode-strict",
            "Whether nothing is written while no replica can follow",
        ),
        CLIENT_ENCRYPTION,
    ],
    add_ons: &[AddOn {
        name: "PGBOUNCER",
        version: add_on(
            "pgbouncer-version",
            "Adds PgBouncer, in this version",
            &["1.17.0"],
        ),
        options: &[BundleOption::choice(
            "poolMode",
            "pool-mode",
            "When PgBouncer takes a connection back",
            &["TRANSACTION", "SESSION"],
            "TRANSACTION",
        )],
        services: &["PGBOUNCER"],
        is_allowed_in_pci: true,
        not_with: &[],
    }],
    services: &["POSTGRESQL"],
    pci: Pci::Never,
};
