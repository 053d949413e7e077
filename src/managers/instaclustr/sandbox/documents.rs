//! Clusters as the API shows them: key order as in the samples.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::catalogue;
use super::life;
use super::model::{Bundle, Cluster, DataCentre};
use super::regions;

/// An item of the list.
pub fn summary(cluster: &Cluster, now: DateTime<Utc>) -> Value {
    json!({
        "id": cluster.id,
        "name": cluster.name,
        "cassandraVersion": cassandra_version(cluster),
        "nodeCount": cluster.nodes().count(),
        "runningNodeCount": life::running(cluster, now),
        "derivedStatus": life::of_cluster(cluster, now),
        "slaTier": cluster.sla_tier,
        "pciCompliance": pci(cluster),
    })
}

/// The status of one cluster.
pub fn status(cluster: &Cluster, now: DateTime<Utc>) -> Value {
    let tags = &cluster.provider.tags;
    json!({
        "id": cluster.id,
        "clusterName": cluster.name,
        "clusterStatus": life::of_cluster(cluster, now),
        "cassandraVersion": cassandra_version(cluster),
        "username": cluster.default_user(),
        "instaclustrUserPassword": PASSWORD,
        "slaTier": cluster.sla_tier,
        "clusterCertificateDownload": certificate(cluster),
        "pciCompliance": pci(cluster),
        "tags": (!tags.is_empty()).then_some(tags),
        "dataCentres": centres(cluster, now),
    })
}

/// The only document that names the bundles.
pub fn terraform(cluster: &Cluster, now: DateTime<Utc>) -> Value {
    let base = cluster.base();
    let add_ons: Vec<Value> = cluster.bundles.iter().skip(1).map(bundle).collect();
    let provider = &cluster.provider;
    json!({
        "id": cluster.id,
        "clusterName": cluster.name,
        "clusterStatus": life::of_cluster(cluster, now),
        "username": cluster.default_user(),
        "instaclustrUserPassword": PASSWORD,
        "slaTier": cluster.sla_tier,
        "clusterCertificateDownload": certificate(cluster),
        "pciCompliance": pci(cluster),
        "dataCentres": centres(cluster, now),
        "cdcId": cluster.centres.first().map(|centre| &centre.id),
        "bundleType": base.map(|base| base.name),
        "bundleVersion": base.map(|base| &base.version),
        "bundleOptions": base.map(|base| &base.options),
        "addonBundles": add_ons,
        "clusterProvider": [{
            "name": provider.name,
            "accountName": provider.account_name.as_deref().unwrap_or(OWN_ACCOUNT),
            "customVirtualNetworkId": provider.custom_network,
            "tags": provider.tags,
            "resourceGroup": provider.resource_group,
            "diskEncryptionKey": provider.encryption_key,
        }],
        "oidcId": null,
    })
}

/// Of the first user; the samples have the same.
const PASSWORD: &str = "EXAMPLE-NOT-A-SECRET";
/// The provider's account of those who bring none.
pub const OWN_ACCOUNT: &str = "INSTACLUSTR";

fn bundle(bundle: &Bundle) -> Value {
    json!({"bundle": bundle.name, "version": bundle.version, "options": bundle.options})
}

fn centres(cluster: &Cluster, now: DateTime<Utc>) -> Vec<Value> {
    cluster
        .centres
        .iter()
        .map(|centre| self::centre(cluster, centre, now))
        .collect()
}

fn centre(cluster: &Cluster, centre: &DataCentre, now: DateTime<Utc>) -> Value {
    let nodes: Vec<Value> = (0..centre.nodes.len())
        .map(|place| node(cluster, centre, place, now))
        .collect();
    let demands_password = !cluster.is_of(catalogue::CASSANDRA) || cluster.has_option("authnAuthz");
    let mut document = json!({
        "id": centre.id,
        "name": centre.region,
        "cdcName": centre.name,
        "provider": regions::provider_in_answers(&centre.provider),
        "cdcStatus": life::of_centre(cluster, centre, now),
        "cdcNetwork": centre.network.to_string(),
        "bundles": centre.has_spark.then_some([catalogue::SPARK]),
        "clientEncryption": cluster.has_option("clientEncryption"),
        "passwordAuthentication": demands_password,
        "userAuthorization": demands_password,
        "usePrivateBroadcastRPCAddress": cluster.has_option("usePrivateBroadcastRPCAddress"),
        "privateIPOnly": cluster.is_private,
        "nodes": nodes,
        "nodeCount": centre.nodes.len(),
        "encryptionKeyId": centre.encryption_key,
        "resizeTargetNodeSize": centre.resizing().map(|resize| &resize.new_size),
    });
    if let (Some(principals), Some(members)) = (&centre.principals, document.as_object_mut()) {
        members.insert("privateLink".to_owned(), json!({"iamPrincipalARNs": principals}));
    }
    document
}

fn node(cluster: &Cluster, centre: &DataCentre, place: usize, now: DateTime<Utc>) -> Value {
    let Some(node) = centre.nodes.get(place) else {
        return Value::Object(Map::new());
    };
    let has_addresses = life::has_addresses(cluster, centre, now);
    let leads_spark = centre.has_spark && place == 0 && has_addresses;
    json!({
        "id": node.id,
        "size": node.size,
        "rack": node.rack,
        "publicAddress": node.public_address.as_ref().filter(|_| has_addresses),
        "privateAddress": has_addresses.then_some(&node.private_address),
        "nodeStatus": life::of_node(cluster, centre, place, now),
        "sparkMaster": leads_spark,
        "sparkJobserver": leads_spark,
        "zeppelin": leads_spark && cluster.bundle(catalogue::ZEPPELIN).is_some(),
    })
}

/// The long form, whichever form was asked for.
fn cassandra_version(cluster: &Cluster) -> Option<String> {
    const PREFIX: &str = "apache-cassandra-";
    let base = cluster.base().filter(|base| base.name == catalogue::CASSANDRA)?;
    let short = base.version.strip_prefix(PREFIX).unwrap_or(&base.version);
    Some(format!("{PREFIX}{short}"))
}

fn certificate(cluster: &Cluster) -> String {
    if cluster.has_option("clientEncryption") {
        format!("https://console.example.com/certs/{}.zip", cluster.name)
    } else {
        "disabled".to_owned()
    }
}

fn pci(cluster: &Cluster) -> &'static str {
    if cluster.is_pci { "ENABLED" } else { "DISABLED" }
}
