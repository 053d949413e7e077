//! The JSON of a made-up cluster's spec: every documented member, in the order of the samples.

use std::borrow::Cow;

use serde::Serialize;

use super::recipe::{AccessMode, Recipe, slug};

impl Recipe {
    /// The spec with a number.
    pub fn spec(&self, version: u64) -> Spec<'_> {
        let slug = slug(&self.name);
        let bucket = format!("s3://example-{}-bucket", self.environment);
        let [master, query, tier1, tier2, tier3] = self.groups;
        let tier = |(replicas, instance_type), tier: &'static str| Tier {
            replicas,
            instance_type,
            historical_runtime_properties: vec![
                pair("druid.server.tier", tier),
                pair("druid.processing.numThreads", (7 + (version + 2) / 4).to_string()),
                pair(
                    "druid.segmentCache.locations",
                    "[{\"path\":\"/mnt/var/druid/cache\",\"maxSize\":\"600g\"}]",
                ),
            ],
            middle_manager_runtime_properties: vec![pair("druid.worker.capacity", "4")],
        };
        Spec {
            version: if version == self.version {
                self.imply_versions.0
            } else {
                self.imply_versions.1
            },
            desired_state: if self.stopped && version == self.version {
                "STOPPED"
            } else {
                "STARTED"
            },
            aws_instance_role: format!("imply-{}-instance", self.environment),
            aws_key_pair: format!("{}-ops", self.environment),
            aws_tags: vec![
                pair("team", self.team),
                pair("env", self.environment),
                pair("cost-centre", "4711"),
                pair("change", format!("CHG-{:04}", 1_000 + version / 4)),
            ],
            encrypt_volumes: true,
            common_runtime_properties: vec![
                pair("druid.request.logging.type", "slf4j"),
                pair("druid.startup.logging.logProperties", "true"),
                pair(
                    "druid.emitter.http.recipientBaseUrl",
                    "https://metrics.example.com/druid",
                ),
            ],
            master: Master {
                replicas: master.0,
                instance_type: master.1,
                coordinator_runtime_properties: vec![
                    pair(
                        "druid.coordinator.period",
                        format!("PT{}S", 30 + 5 * ((version + 1) / 4 % 7)),
                    ),
                    pair("druid.coordinator.kill.on", "true"),
                ],
                overlord_runtime_properties: vec![pair("jvm.config.xmx", "-Xmx6g")],
            },
            query: Query {
                replicas: query.0,
                instance_type: query.1,
                broker_runtime_properties: vec![
                    pair(
                        "druid.server.http.numThreads",
                        (40 + 5 * version.div_ceil(4)).to_string(),
                    ),
                    pair("druid.broker.http.numConnections", "40"),
                    pair("druid.sql.enable", "true"),
                ],
                router_runtime_properties: vec![pair("druid.router.managementProxy.enabled", "true")],
                pivot_configuration: "enableApiEndpoint: true\n",
            },
            data: Data {
                historical_runtime_properties: vec![
                    pair("druid.processing.numMergeBuffers", "4"),
                    pair("druid.historical.cache.useCache", "true"),
                ],
                middle_manager_runtime_properties: vec![pair(
                    "druid.indexer.task.restoreTasksOnRestart",
                    "true",
                )],
                tier1: tier(tier1, "_default_tier"),
                tier2: (tier2.0 > 0).then(|| tier(tier2, "warm")),
                tier3: (tier3.0 > 0).then(|| tier(tier3, "cold")),
            },
            metadata_store: MetadataStore {
                instance_type: if master.0 > 1 {
                    "db.r5.large"
                } else {
                    "db.t3.small"
                },
                disk_size: if master.0 > 1 { 200 } else { 20 },
                backup_retention: 14,
                monitoring: master.0 > 1,
                encrypt: true,
            },
            pivot: self.pivot(&slug),
            deep_storage: DeepStorage {
                path: format!("{bucket}/imply/{slug}"),
                encrypt: true,
            },
            druid_extensions: [
                "druid-datasketches",
                "druid-kafka-indexing-service",
                "druid-lookups-cached-global",
            ],
            custom_druid_extensions: [Extension {
                name: "example-geo-functions",
                path: format!("{bucket}/extensions/example-geo-functions-1.4.0.tar.gz"),
            }],
            feature_flags: ["example-flag-async-downloads"],
            custom_files: [
                File::user(format!("{bucket}/files/truststore.tar.gz"), false, true),
                File::user(format!("{bucket}/files/node-bootstrap.sh"), true, false),
            ],
        }
    }

    fn pivot(&self, slug: &str) -> Pivot {
        let url = format!("https://pivot.{slug}.example.com");
        match self.access_mode {
            AccessMode::Proxied => Pivot {
                access_mode: "PROXIED",
                url: None,
                role_authority: None,
                options: None,
            },
            AccessMode::Native => Pivot {
                access_mode: "NATIVE",
                url: Some(url),
                role_authority: None,
                options: None,
            },
            AccessMode::Oidc => {
                let options = format!(
                    "issuer: https://idp.example.com\napp_base_url: {url}\nclient_id: {slug}\n\
                     client_secret: example-only-{slug}\nscope: openid profile email groups\n"
                );
                Pivot {
                    access_mode: "OIDC",
                    url: Some(url),
                    role_authority: Some("EXTERNAL"),
                    options: Some(options),
                }
            }
        }
    }
}

/// `spec` as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec<'a> {
    version: &'a str,
    desired_state: &'a str,
    aws_instance_role: String,
    aws_key_pair: String,
    aws_tags: Vec<Pair>,
    encrypt_volumes: bool,
    common_runtime_properties: Vec<Pair>,
    master: Master,
    query: Query,
    data: Data,
    metadata_store: MetadataStore,
    pivot: Pivot,
    deep_storage: DeepStorage,
    druid_extensions: [&'static str; 3],
    custom_druid_extensions: [Extension; 1],
    feature_flags: [&'static str; 1],
    custom_files: [File; 2],
}

#[derive(Serialize)]
struct Pair {
    name: &'static str,
    value: Cow<'static, str>,
}

fn pair(name: &'static str, value: impl Into<Cow<'static, str>>) -> Pair {
    Pair {
        name,
        value: value.into(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Master {
    replicas: usize,
    instance_type: &'static str,
    coordinator_runtime_properties: Vec<Pair>,
    overlord_runtime_properties: Vec<Pair>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    replicas: usize,
    instance_type: &'static str,
    broker_runtime_properties: Vec<Pair>,
    router_runtime_properties: Vec<Pair>,
    pivot_configuration: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    historical_runtime_properties: Vec<Pair>,
    middle_manager_runtime_properties: Vec<Pair>,
    tier1: Tier,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier2: Option<Tier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier3: Option<Tier>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tier {
    replicas: usize,
    instance_type: &'static str,
    historical_runtime_properties: Vec<Pair>,
    middle_manager_runtime_properties: Vec<Pair>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MetadataStore {
    instance_type: &'static str,
    disk_size: u32,
    backup_retention: u32,
    monitoring: bool,
    encrypt: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pivot {
    access_mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_authority: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<String>,
}

#[derive(Serialize)]
struct DeepStorage {
    path: String,
    encrypt: bool,
}

#[derive(Serialize)]
struct Extension {
    name: &'static str,
    path: String,
}

#[derive(Serialize)]
struct File {
    path: String,
    #[serde(rename = "type")]
    kind: &'static str,
    executable: bool,
    unpack: bool,
}

impl File {
    fn user(path: String, executable: bool, unpack: bool) -> Self {
        Self {
            path,
            kind: "USER",
            executable,
            unpack,
        }
    }
}
