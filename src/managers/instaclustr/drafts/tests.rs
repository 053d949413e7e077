//! From what is said to the documented requests, field by field.

use serde_json::{Value, json};

use crate::resource::kind::CLUSTERS;
use crate::resource::{ActionId, Arguments};

use super::super::actions::{self, *};
use super::super::bundles::Told;
use super::super::bundles::bundle::Bundle;
use super::super::bundles::catalogue::{CASSANDRA, KAFKA, OPENSEARCH, REDIS};
use super::super::kinds::ENCRYPTION_KEYS;
use super::legacy::{LegacyCreate, LegacyRack, LegacyRegion};
use super::part_id::AclId;
use super::{access, cluster, create, kafka, keeping};

macro_rules! sample {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../samples/", $name, ".json"))).unwrap()
    };
}

/// What a draft makes of what was said for an action.
fn draft<T>(action: ActionId, said: &[(&'static str, &str)], make: impl FnOnce(&Told<'_>) -> T) -> T {
    let kind = if action == CREATE_ENCRYPTION_KEY {
        ENCRYPTION_KEYS
    } else {
        CLUSTERS
    };
    let action = actions::find(action, kind).unwrap();
    let mut arguments = Arguments::default();
    for (name, value) in said {
        let is_declared = action.parameters.iter().any(|parameter| parameter.name == *name);
        assert!(is_declared, "{} has no {name}", action.id);
        arguments = arguments.with(name, value);
    }
    let told = Told::new(&arguments, action.parameters);
    assert_eq!(told.mistakes(), [], "{}", action.id);
    make(&told)
}

fn created(action: ActionId, bundle: &Bundle, name: &str, said: &[(&'static str, &str)]) -> Value {
    draft(action, said, |told| create::of_bundle(bundle, name, told))
}

#[test]
fn a_cassandra_cluster_is_asked_for_as_documented() {
    let said = [
        ("version", "3.11.8"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_WEST_2"),
        ("node-size", "m5l-250-v2"),
        ("network", "192.168.0.0/18"),
        ("authn-authz", "yes"),
        ("continuous-backup-enabled", "yes"),
        ("spark-version", "2.3.2"),
        ("firewall-networks", "203.0.113.10"),
        ("data-centre-custom-name", "DC1"),
        ("tags", "environment=staging, team=orders"),
    ];
    let request = created(CREATE_CASSANDRA, &CASSANDRA, "orders_staging", &said);
    assert_eq!(request, sample!("create-cassandra"));
}

#[test]
fn a_pci_compliant_cluster_is_asked_for_as_documented() {
    let said = [
        ("version", "4.0.1"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_WEST_2"),
        ("node-size", "m5l-250-v2"),
        ("network", "192.168.64.0/18"),
        ("sla-tier", "PRODUCTION"),
        ("private-network", "yes"),
        ("pci-compliant", "yes"),
        ("authn-authz", "yes"),
        ("client-encryption", "yes"),
        ("use-private-broadcast-rpc-address", "yes"),
        ("continuous-backup-enabled", "yes"),
        ("firewall-networks", "10.1.0.0/16"),
        ("disk-encryption-key", "0b4702d2-5e05-4990-abe9-94f2baa2919c"),
    ];
    let request = created(CREATE_CASSANDRA, &CASSANDRA, "payments_pci", &said);
    assert_eq!(request, sample!("create-cassandra-pci"));
}

#[test]
fn a_kafka_cluster_is_asked_for_as_documented() {
    let said = [
        ("version", "3.1.2"),
        ("provider", "AWS_VPC"),
        ("data-centre", "AP_SOUTHEAST_2"),
        ("node-size", "KFK-PRD-r6g.large-250"),
        ("network", "10.224.0.0/16"),
        ("client-encryption", "yes"),
        ("number-partitions", "3"),
        ("dedicated-zookeeper", "yes"),
        ("zookeeper-node-size", "zk-production-m5.large-60"),
        ("karapace-schema-registry-version", "3.2.0"),
        ("karapace-rest-proxy-version", "3.2.0"),
        ("integrate-rest-proxy-with-schema-registry", "yes"),
        ("firewall-networks", "198.51.100.0/24"),
    ];
    let request = created(CREATE_KAFKA, &KAFKA, "events_dev", &said);
    assert_eq!(request, sample!("create-kafka"));
}

#[test]
fn a_whole_request_is_sent_as_it_was_said_with_the_name_in_front() {
    let whole = sample!("create-cassandra-2dc");
    let mut nameless = whole.clone();
    nameless.as_object_mut().unwrap().shift_remove("clusterName");
    for request in [&whole, &nameless] {
        let said = [(create::REQUEST, &*request.to_string())];
        let body = draft(CREATE_FROM_JSON, &said, |told| {
            create::of_request("catalogue_prod", told)
        });
        let body = body.unwrap();
        assert_eq!(body, whole);
        assert_eq!(body.as_object().unwrap().keys().next().unwrap(), "clusterName");
    }
    let said = [(create::REQUEST, &*whole.to_string())];
    let error = draft(CREATE_FROM_JSON, &said, |told| create::of_request("other", told)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the request is for catalogue_prod, not for other"),
        "{error}"
    );
}

#[test]
fn what_has_no_field_is_merged_over_the_rest_at_the_end() {
    let options = r#"{"dataCentre": null, "clusterNetwork": null, "bundledUseOnlyCluster": true,
        "provider": {"resourceName": "vpc-1"}, "dataCentres": [{"dataCentre": "US_EAST_1", "network": "10.10.0.0/16"}]}"#;
    let said = [
        ("version", "1"),
        ("provider", "GCP"),
        ("data-centre", "us-east1"),
        ("node-size", "x"),
        ("bundle-options", r#"{"new.option": 7}"#),
        ("options", options),
    ];
    let request = created(CREATE_CASSANDRA, &CASSANDRA, "abc", &said);
    assert_eq!(request["dataCentres"][0]["network"], "10.10.0.0/16");
    assert_eq!(
        request["provider"],
        json!({"name": "GCP", "resourceName": "vpc-1"})
    );
    assert_eq!(request["bundledUseOnlyCluster"], true);
    assert!(request.get("dataCentre").is_none() && request.get("clusterNetwork").is_none());
    assert_eq!(request["bundles"][0]["options"]["new.option"], 7);
    assert_eq!(request["bundles"][0]["options"]["authnAuthz"], false);
}

#[test]
fn clusters_without_racks_have_no_rack_allocation_and_sizes_go_where_they_belong() {
    let redis = [
        ("version", "6.2.7"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_EAST_1"),
        ("node-size", "t3.small-20-r"),
        ("master-nodes", "3"),
        ("replica-nodes", "0"),
    ];
    let request = created(CREATE_REDIS, &REDIS, "cache", &redis);
    assert!(request.get("rackAllocation").is_none());
    assert_eq!(
        request["bundles"][0]["options"],
        json!({"masterNodes": 3, "replicaNodes": 0, "passwordAuth": false, "clientEncryption": false})
    );
    let search = [
        ("version", "2.2.1"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_EAST_1"),
        ("master-node-size", "SRH-PRD-m6g.large-250"),
    ];
    let request = created(CREATE_OPENSEARCH, &OPENSEARCH, "search", &search);
    assert!(request.get("nodeSize").is_none());
    assert_eq!(request["rackAllocation"]["numberOfRacks"], 3);
    assert_eq!(
        request["bundles"][0]["options"]["masterNodeSize"],
        "SRH-PRD-m6g.large-250"
    );
}

#[test]
fn a_cluster_is_changed_and_resized_as_documented() {
    let said = [
        ("description", "Staging orders cluster"),
        ("delete-verify-email", "ops@example.com"),
        ("delete-verify-phone", "+15550100"),
    ];
    assert_eq!(draft(MODIFY, &said, cluster::modify), sample!("modify-request"));
    assert_eq!(
        draft(MODIFY, &said[..1], cluster::modify),
        json!({"description": "Staging orders cluster"})
    );
    let said = [("node-size", "m5xl-1600-v2"), ("node-purpose", "cassandra")];
    assert_eq!(draft(RESIZE, &said, cluster::resize), sample!("resize-request"));
    let said = [
        ("version", "3.11.8"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_WEST_1"),
        ("node-size", "m5l-250-v2"),
        ("network", "10.30.0.0/16"),
        ("name", "DC3"),
        ("authn-authz", "yes"),
        ("client-encryption", "yes"),
    ];
    assert_eq!(
        draft(ADD_DATA_CENTRE, &said, cluster::add_data_centre),
        sample!("add-data-centre-request")
    );
}

#[test]
fn those_who_are_let_in_are_asked_for_as_documented() {
    let said = [("network", "198.51.100.0/24"), ("types", "cassandra")];
    let rule = draft(ADD_FIREWALL_RULE, &said, access::firewall_rule);
    assert_eq!(rule.unwrap(), sample!("firewall-request"));
    let said = [("network", "sg-0a1b2c3d"), ("types", "KAFKA SPARK")];
    assert_eq!(
        draft(ADD_FIREWALL_RULE, &said, access::firewall_rule).unwrap(),
        json!({"securityGroupId": "sg-0a1b2c3d", "rules": [{"type": "KAFKA"}, {"type": "SPARK"}]})
    );
    let said = [
        ("peer-network", "vpc-0a1b2c3d"),
        ("peer-account-id", "123456789012"),
        ("peer-subnets", "10.100.0.0/16, 10.101.0.0/16"),
        ("peer-region", "US_EAST_1"),
    ];
    let peering = draft(CREATE_PEERING, &said, access::peering);
    assert_eq!(peering, sample!("vpc-peering-create-request"));
    let said = [
        (
            "arn",
            "arn:aws:kms:us-west-2:123456789012:key/00000000-0000-4000-8000-000000000002",
        ),
        ("provider-account", "INSTACLUSTR"),
    ];
    let key = draft(CREATE_ENCRYPTION_KEY, &said, |told| {
        access::encryption_key("oregon 2", told)
    });
    assert_eq!(key, sample!("encryption-key-create-request"));
    let said = [
        ("bundle", "KAFKA"),
        ("username", "app_writer"),
        ("password", "EXAMPLE-NOT-A-SECRET"),
    ];
    assert_eq!(
        draft(CREATE_USER, &said, access::user),
        sample!("bundle-user-create-request")
    );
}

#[test]
fn a_user_of_another_bundle_has_no_options_of_kafka() {
    let said = [
        ("bundle", "apache_cassandra"),
        ("username", "app"),
        ("password", "12345678"),
    ];
    assert_eq!(
        draft(CREATE_USER, &said, access::user),
        json!({"username": "app", "password": "12345678"})
    );
    let user = draft(RESET_PASSWORD, &[("password", "12345678")], |told| {
        access::new_password("app", told)
    });
    assert_eq!(user, json!({"username": "app", "password": "12345678"}));
    let said = [
        ("password", "12345678"),
        ("sasl-scram-mechanism", "SCRAM-SHA-512"),
    ];
    let user = draft(RESET_PASSWORD, &said, |told| access::new_password("app", told));
    assert_eq!(user["options"], json!({"sasl-scram-mechanism": "SCRAM-SHA-512"}));
}

#[test]
fn a_peering_is_asked_for_in_the_words_of_its_cloud_which_its_account_tells() {
    let made = |account, more: &[(&'static str, &str)]| {
        let usual = [
            ("peer-account-id", account),
            ("peer-network", "n"),
            ("peer-subnets", "10.100.0.0/16"),
        ];
        draft(CREATE_PEERING, &[&usual, more].concat(), |told| {
            let judged = access::PeerCloud::of_account(account).judge(told);
            judged.map(|()| access::peering(told)).map_err(|(_, why)| why)
        })
    };
    assert_eq!(
        made("my-project-1", &[]).unwrap(),
        json!({"peerProjectId": "my-project-1", "peerVpcNetworkName": "n", "peerSubnets": ["10.100.0.0/16"]})
    );
    let subscription = "0b4702d2-5e05-4990-abe9-94f2baa2919c";
    assert_eq!(
        made(subscription, &[("peer-resource-group", "g")]).unwrap(),
        json!({"peerSubscriptionId": subscription, "peerResourceGroup": "g", "peerVNetNetworkName": "n",
            "peerSubnets": ["10.100.0.0/16"]})
    );
    assert_eq!(
        made(subscription, &[]).unwrap_err(),
        "peer-resource-group is needed for Azure"
    );
    assert_eq!(
        made("123456789012", &[("peer-resource-group", "g")]).unwrap_err(),
        "peer-resource-group means nothing for AWS"
    );
    assert_eq!(
        made("my-project-1", &[("peer-region", "US_EAST_1")]).unwrap_err(),
        "peer-region means nothing for GCP"
    );
}

#[test]
fn topics_rules_configurations_and_backups_are_native_types() {
    let said = [
        ("topic", "orders"),
        ("partitions", "6"),
        ("replication-factor", "3"),
    ];
    assert_eq!(
        draft(CREATE_TOPIC, &said, kafka::topic),
        json!({"topic": "orders", "replicationFactor": 3, "partitions": 6})
    );
    let said = [(
        "topic-config",
        r#"{"retention.ms": 86400000, "cleanup.policy": "compact"}"#,
    )];
    assert_eq!(
        draft(SET_TOPIC_CONFIG, &said, kafka::topic_config),
        json!({"config": {"retention.ms": "86400000", "cleanup.policy": "compact"}})
    );
    let said = [
        ("principal", "User:app"),
        ("resource-type", "TOPIC"),
        ("resource-name", "orders"),
        ("operation", "READ"),
    ];
    let id = AclId::read("User:app/*/TOPIC/orders/READ/ALLOW/LITERAL").unwrap();
    assert_eq!(draft(CREATE_ACL, &said, kafka::acl), kafka::acl_of(&id));
    let said = [
        ("bundle", "postgresql"),
        ("parameter", "work_mem"),
        ("value", "2"),
    ];
    assert_eq!(
        draft(SET_CONFIGURATION, &said, keeping::configuration),
        json!({"parameterName": "work_mem", "parameterValue": "2"})
    );
    let said = [
        ("cluster-name", "restored_1"),
        ("point-in-time", "2026-11-20T09:15:00Z"),
        (
            "options",
            r#"{"cdcInfos": [{"cdcId": "x", "restoreToSameVpc": true}]}"#,
        ),
    ];
    assert_eq!(
        draft(RESTORE_BACKUP, &said, keeping::restore),
        json!({"clusterNameOverride": "restored_1", "pointInTime": 1_795_166_100_000_i64,
            "cdcInfos": [{"cdcId": "x", "restoreToSameVpc": true}]})
    );
    let said = [("iam-principal-arns", "arn:aws:iam::1:root, arn:aws:iam::2:root")];
    assert_eq!(
        draft(SET_ENDPOINT_PRINCIPALS, &said, cluster::endpoint_principals),
        json!({"iamPrincipalARNs": ["arn:aws:iam::1:root", "arn:aws:iam::2:root"]})
    );
}

#[test]
fn an_older_client_asks_for_a_cluster_as_documented() {
    let rack = |zone: &str| LegacyRack {
        name: zone.into(),
        node_count: 1,
    };
    let plain = LegacyCreate {
        cluster_name: "legacy_demo".into(),
        provider: "AWS_VPC".into(),
        account: Some("INSTACLUSTR".into()),
        version: "apache-cassandra-3.0.10".into(),
        size: "t2.small".into(),
        region: LegacyRegion {
            data_centre: "US_WEST_2".into(),
            authn_authz: true,
            client_encryption: false,
            use_private_broadcast_rpc_address: true,
            default_network: "192.168.0.0/18".into(),
            firewall_rules: Vec::new(),
            rack_allocation: ["us-west-2a", "us-west-2b", "us-west-2c"].map(rack).into(),
            disk_encryption_key: None,
        },
    };
    assert_eq!(serde_json::to_value(&plain).unwrap(), sample!("create-legacy"));
    let encrypted = LegacyCreate {
        cluster_name: "legacy_encrypted".into(),
        size: "m5l-250-v2".into(),
        region: LegacyRegion {
            client_encryption: true,
            disk_encryption_key: Some("0b4702d2-5e05-4990-abe9-94f2baa2919c".into()),
            ..plain.region.clone()
        },
        ..plain
    };
    assert_eq!(
        serde_json::to_value(&encrypted).unwrap(),
        sample!("create-legacy-encrypted")
    );
}
