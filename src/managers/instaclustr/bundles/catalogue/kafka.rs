//! Apache Kafka, with the registries and REST proxies of two vendors.

use super::super::bundle::{AddOn, Bundle, BundleOption, Layout, Pci, Sent};
use super::super::checks;
use super::{CLIENT_ENCRYPTION, add_on, node_size, version};

const REST_PROXY: &str = "kafka-rest-proxy-version";
const REGISTRY: &str = "kafka-schema-registry-version";
const KARAPACE_REST_PROXY: &str = "karapace-rest-proxy-version";
const KARAPACE_REGISTRY: &str = "karapace-schema-registry-version";
pub const DEDICATED: &str = "dedicated-zookeeper";
pub const ZOOKEEPER_SIZE: &str = "zookeeper-node-size";
pub const ZOOKEEPER_COUNT: &str = "zookeeper-node-count";

/// Both REST proxies have it; only one of them can be there.
const INTEGRATE: BundleOption = BundleOption::flag(
    "integrateRestProxyWithSchemaRegistry",
    "integrate-rest-proxy-with-schema-registry",
    "Whether the REST proxy uses the schema registry",
)
.sent(Sent::IfOther);

pub static KAFKA: Bundle = Bundle {
    name: "KAFKA",
    title: "Kafka",
    version: version("The version of Kafka", &["3.1.2", "3.0.2", "2.8.2"]),
    node_size: Some(node_size(&[
        "KFK-PRD-r6g.large-250",
        "KFK-DEV-t4g.small-5",
        "r5.large-500-gp2",
    ])),
    layout: Layout::Racks,
    options: &[
        CLIENT_ENCRYPTION,
        BundleOption::flag(
            "autoCreateTopics",
            "auto-create-topics",
            "Whether a topic is made when a client first asks for it",
        )
        .on_by_default(),
        BundleOption::flag(
            "deleteTopics",
            "delete-topics",
            "Whether clients can delete topics",
        )
        .on_by_default(),
        BundleOption::number(
            "numberPartitions",
            "number-partitions",
            "Partitions of a topic that says nothing else; without it, as many as there are nodes",
            checks::count,
        )
        .such_as(&["3"]),
        BundleOption::flag(
            "dedicatedZookeeper",
            DEDICATED,
            "Whether ZooKeeper has nodes of its own, which cost as well",
        ),
        BundleOption::word(
            "zookeeperNodeSize",
            ZOOKEEPER_SIZE,
            "The size of dedicated ZooKeeper nodes",
        )
        .such_as(&["zk-production-m5.large-60", "zk-developer-t3.small-20"])
        .sent(Sent::With(DEDICATED)),
        BundleOption::choice(
            "zookeeperNodeCount",
            ZOOKEEPER_COUNT,
            "How many dedicated ZooKeeper nodes",
            &["3", "5"],
            "3",
        )
        .of_number()
        .sent(Sent::With(DEDICATED)),
        BundleOption::word(
            "advertisedHostName",
            "advertised-host-name",
            "The host name that brokers tell to clients",
        ),
        BundleOption::choice(
            "kraftMode",
            "kraft-mode",
            "Whether brokers agree by KRaft instead of ZooKeeper",
            &["NONE", "COLOCATED"],
            "NONE",
        )
        .sent(Sent::IfOther),
        BundleOption::number(
            "kraftControllerNodeCount",
            "kraft-controller-node-count",
            "How many nodes are KRaft controllers",
            checks::count,
        ),
    ],
    add_ons: &[
        AddOn {
            name: "KAFKA_SCHEMA_REGISTRY",
            version: add_on(
                REGISTRY,
                "Adds Confluent's schema registry, in this version",
                &["5.0.4", "5.0.0"],
            ),
            options: &[],
            services: &["KAFKA_SCHEMA_REGISTRY"],
            is_allowed_in_pci: true,
            not_with: KARAPACE,
        },
        AddOn {
            name: "KAFKA_REST_PROXY",
            version: add_on(
                REST_PROXY,
                "Adds Confluent's REST proxy, in this version",
                &["5.0.0"],
            ),
            options: &[
                INTEGRATE,
                BundleOption::flag(
                    "useLocalSchemaRegistry",
                    "use-local-schema-registry",
                    "Whether that registry is the one of this cluster",
                )
                .sent(Sent::IfOther),
                BundleOption::word(
                    "schemaRegistryServerUrl",
                    "schema-registry-server-url",
                    "Where another schema registry is",
                ),
                BundleOption::word(
                    "schemaRegistryUsername",
                    "schema-registry-username",
                    "The user there",
                ),
                BundleOption::secret(
                    "schemaRegistryPassword",
                    "schema-registry-password",
                    "The password there",
                ),
            ],
            services: &["KAFKA_REST_PROXY"],
            is_allowed_in_pci: true,
            not_with: KARAPACE,
        },
        AddOn {
            name: "KARAPACE_SCHEMA_REGISTRY",
            version: add_on(
                KARAPACE_REGISTRY,
                "Adds the schema registry Karapace, in this version",
                &["3.2.0"],
            ),
            options: &[],
            services: &["KARAPACE_SCHEMA_REGISTRY"],
            is_allowed_in_pci: true,
            not_with: CONFLUENT,
        },
        AddOn {
            name: "KARAPACE_REST_PROXY",
            version: add_on(
                KARAPACE_REST_PROXY,
                "Adds the REST proxy Karapace, in this version",
                &["3.2.0"],
            ),
            options: &[INTEGRATE],
            services: &["KARAPACE_REST_PROXY"],
            is_allowed_in_pci: true,
            not_with: CONFLUENT,
        },
    ],
    services: &["KAFKA"],
    pci: Pci::With(&["client-encryption"]),
};

const CONFLUENT: &[&str] = &[REGISTRY, REST_PROXY];
const KARAPACE: &[&str] = &[KARAPACE_REGISTRY, KARAPACE_REST_PROXY];
