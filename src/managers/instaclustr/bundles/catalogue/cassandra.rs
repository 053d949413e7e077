//! Apache Cassandra, with Spark and Zeppelin.

use super::super::bundle::{AddOn, Bundle, BundleOption, Layout, Pci, Sent};
use super::{CLIENT_ENCRYPTION, add_on, node_size, version};

pub static CASSANDRA: Bundle = Bundle {
    name: "APACHE_CASSANDRA",
    title: "Cassandra",
    version: version(
        "The version of Cassandra",
        &["4.0.1", "3.11.13", "3.11.8", "3.11.4", "3.0.19", "2.2.18"],
    ),
    node_size: Some(node_size(&[
        "m5l-250-v2",
        "m5l-400-v2",
        "m5xl-1600-v2",
        "CAS-DEV-t4g.small-5",
        "t3.small-v2",
    ])),
    layout: Layout::Racks,
    options: &[
        BundleOption::flag(
            "authnAuthz",
            "authn-authz",
            "Whether clients need a user and a password, and rights",
        ),
        CLIENT_ENCRYPTION,
        BundleOption::flag(
            "usePrivateBroadcastRPCAddress",
            "use-private-broadcast-rpc-address",
            "Whether clients are told the nodes' private addresses",
        ),
        BundleOption::flag(
            "luceneEnabled",
            "lucene-enabled",
            "Whether the Lucene index is installed",
        ),
        BundleOption::flag(
            "continuousBackupEnabled",
            "continuous-backup-enabled",
            "Whether commit logs are backed up all the time",
        ),
    ],
    add_ons: &[
        AddOn {
            name: "SPARK",
            version: add_on(
                "spark-version",
                "Adds Spark, in this version; not to a PCI compliant cluster",
                &["2.3.2", "2.1.3"],
            ),
            options: &[
                BundleOption::flag(
                    "clientEncryption",
                    "spark-client-encryption",
                    "Whether clients of Spark must speak TLS",
                )
                .sent(Sent::IfOther),
                BundleOption::flag(
                    "passwordAuthentication",
                    "spark-password-authentication",
                    "Whether clients of Spark need a password",
                )
                .sent(Sent::IfOther),
            ],
            services: &["SPARK"],
            is_allowed_in_pci: false,
            not_with: &[],
        },
        AddOn {
            name: "ZEPPELIN",
            version: add_on(
                "zeppelin-version",
                "Adds Zeppelin, in this version; not to a PCI compliant cluster",
                &["apache-zeppelin:0.8.0-spark-2.3.2"],
            ),
            options: &[],
            services: &[],
            is_allowed_in_pci: false,
            not_with: &[],
        },
    ],
    services: &["CASSANDRA"],
    pci: Pci::With(&["client-encryption", "authn-authz"]),
};
