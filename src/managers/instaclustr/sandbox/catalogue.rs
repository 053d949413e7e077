//! What can be ordered: bundles, what goes with what, and on which sizes of nodes they run.

/// A bundle that can be ordered.
#[derive(Debug)]
pub struct Offer {
    pub name: &'static str,
    /// The base bundle that it is an add-on to; `None` for a base bundle.
    pub adds_to: Option<&'static str>,
    /// The user that each cluster has from the start.
    pub default_user: Option<&'static str>,
    /// How the newer names of its node sizes begin (`CAS-DEV-t4g.small-5`).
    pub prefixes: &'static [&'static str],
    /// The purposes of its nodes that can be resized, the usual one first.
    pub purposes: &'static [&'static str],
    /// Whether nodes are given by racks; otherwise by its options.
    pub has_racks: bool,
}

pub const CASSANDRA: &str = "APACHE_CASSANDRA";
pub const SPARK: &str = "SPARK";
pub const ZEPPELIN: &str = "ZEPPELIN";
pub const KAFKA: &str = "KAFKA";
pub const KAFKA_CONNECT: &str = "KAFKA_CONNECT";
pub const OPENSEARCH: &str = "OPENSEARCH";
pub const REDIS: &str = "REDIS";
pub const ZOOKEEPER: &str = "APACHE_ZOOKEEPER";
pub const POSTGRESQL: &str = "POSTGRESQL";
pub const PGBOUNCER: &str = "PGBOUNCER";
pub const CADENCE: &str = "CADENCE";

/// Nodes beside the brokers of a Kafka cluster.
pub const DEDICATED_ZOOKEEPER: &str = "KAFKA_DEDICATED_ZOOKEEPER";
pub const OPENSEARCH_DATA: &str = "OPENSEARCH_DATA_AND_INGEST";
pub const OPENSEARCH_MASTER: &str = "OPENSEARCH_MASTER";
pub const OPENSEARCH_DASHBOARDS: &str = "OPENSEARCH_DASHBOARDS";

const OFFERS: &[Offer] = &[
    base(CASSANDRA, Some("iccassandra"), &["CAS"], &["CASSANDRA"], true),
    add_on(SPARK, CASSANDRA, None),
    add_on(ZEPPELIN, CASSANDRA, None),
    base(
        KAFKA,
        Some("ickafka"),
        &["KFK"],
        &["KAFKA_BROKER", DEDICATED_ZOOKEEPER],
        true,
    ),
    add_on("KAFKA_REST_PROXY", KAFKA, Some("ickafkarest")),
    add_on("KAFKA_SCHEMA_REGISTRY", KAFKA, Some("ickafkaschema")),
    add_on("KARAPACE_REST_PROXY", KAFKA, None),
    add_on("KARAPACE_SCHEMA_REGISTRY", KAFKA, None),
    base(KAFKA_CONNECT, None, &["KCN"], &[], true),
    base(
        OPENSEARCH,
        Some("icopensearch"),
        &["SRH"],
        &[OPENSEARCH_DATA, OPENSEARCH_MASTER, OPENSEARCH_DASHBOARDS],
        true,
    ),
    base(REDIS, Some("icredis"), &["RDS"], &["REDIS"], false),
    base(ZOOKEEPER, None, &["ZKR", "KDZ"], &[], false),
    base(POSTGRESQL, Some("icpostgresql"), &["PGS"], &["POSTGRESQL"], false),
    add_on(PGBOUNCER, POSTGRESQL, None),
    base(CADENCE, None, &["CAD"], &["CADENCE"], true),
];

/// Older names of sizes, which say nothing of the bundle.
const OLDER_SIZES: &[&str] = &[
    "t2.small",
    "t3.small",
    "t3.small-v2",
    "t3.small-20-r",
    "t3.medium-10-gp2",
    "t3.medium-80-r",
    "m5l-250-v2",
    "m5l-400-v2",
    "m5xl-1600-v2",
    "r5.large-100-r",
    "r5.large-500-gp2",
    "resizeable-small(r5-l)",
    "resizeable-small(r5-xl)",
    "n1-standard-2",
    "Standard_DS2_v2-256",
];

const fn base(
    name: &'static str,
    default_user: Option<&'static str>,
    prefixes: &'static [&'static str],
    purposes: &'static [&'static str],
    has_racks: bool,
) -> Offer {
    Offer {
        name,
        adds_to: None,
        default_user,
        prefixes,
        purposes,
        has_racks,
    }
}

const fn add_on(name: &'static str, adds_to: &'static str, default_user: Option<&'static str>) -> Offer {
    Offer {
        name,
        adds_to: Some(adds_to),
        default_user,
        prefixes: &[],
        purposes: &[],
        has_racks: false,
    }
}

/// The bundle of this name, in any case of letters: paths write it in small ones.
pub fn find(name: &str) -> Option<&'static Offer> {
    OFFERS.iter().find(|offer| offer.name.eq_ignore_ascii_case(name))
}

impl Offer {
    /// Whether its nodes come in this size.
    pub fn has_size(&self, size: &str) -> bool {
        let is_old = self.name != ZOOKEEPER && OLDER_SIZES.contains(&size);
        let is_of_zookeeper = self.name == ZOOKEEPER && is_zookeeper_size(size);
        is_old || is_of_zookeeper || self.prefixes.iter().any(|prefix| is_newer(size, prefix))
    }
}

/// Whether dedicated ZooKeeper nodes come in this size.
pub fn is_zookeeper_size(size: &str) -> bool {
    let rest = size.strip_prefix("zk-").or_else(|| size.strip_prefix("KDZ-"));
    rest.is_some_and(|rest| rest.contains('-') && ends_in_disk(rest))
}

/// Whether a size is for development only.
pub fn is_developer_size(size: &str) -> bool {
    size.contains("-DEV-") || ["t2.", "t3.", "t4g."].iter().any(|class| size.starts_with(class))
}

/// `PREFIX-DEV|PRD-instance-disk`.
fn is_newer(size: &str, prefix: &str) -> bool {
    let rest = size.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    let instance = rest.and_then(|rest| rest.strip_prefix("DEV-").or_else(|| rest.strip_prefix("PRD-")));
    instance.is_some_and(|instance| instance.contains('.') && ends_in_disk(instance))
}

fn ends_in_disk(text: &str) -> bool {
    let disk = text.rsplit_once('-').map(|(_, disk)| disk);
    disk.is_some_and(|disk| !disk.is_empty() && disk.bytes().all(|byte| byte.is_ascii_digit()))
}
