//! Every rule of an order.

use super::*;

/// Sends an order and gives the fields that are complained about.
async fn wrong_fields(service: &Service, order: Value) -> Vec<String> {
    let (status, answer) = service.post("/extended/", order).await;
    if status == 202 {
        return Vec::new();
    }
    assert_eq!(status, 400, "{answer}");
    answer["errors"].as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn each_rule_of_an_order_names_its_field() {
    let service = Service::demonstration();
    let bundles = |name: &str| json!({"bundles": [{"bundle": name, "version": "1.0"}]});
    for (changes, field) in [
        (json!({"clusterName": null}), "clusterName"),
        (json!({"clusterName": "ab"}), "clusterName"),
        (json!({"clusterName": "-orders"}), "clusterName"),
        (json!({"clusterName": "orders in staging"}), "clusterName"),
        (json!({"bundles": []}), "bundles"),
        (bundles("NO_SUCH_BUNDLE"), "bundles[0].bundle"),
        (bundles("SPARK"), "bundles[0].bundle"),
        (json!({"provider": null}), "provider"),
        (json!({"provider": {"name": "RACKSPACE"}}), "provider.name"),
        (json!({"provider": {"name": "GCP"}}), "dataCentre"),
        (
            json!({"provider": {"name": "AWS_VPC", "diskEncryptionKey": "none"}}),
            "provider.diskEncryptionKey",
        ),
        (json!({"slaTier": "GOLD"}), "slaTier"),
        (json!({"nodeSize": "t9.tiny"}), "nodeSize"),
        (json!({"nodeSize": "KFK-PRD-r6g.large-250"}), "nodeSize"),
        (json!({"nodeSize": null}), "nodeSize"),
        (
            json!({"slaTier": "PRODUCTION", "nodeSize": "t3.small-v2"}),
            "nodeSize",
        ),
        (
            json!({"privateNetworkCluster": true, "nodeSize": "CAS-DEV-t4g.small-5"}),
            "nodeSize",
        ),
        (json!({"dataCentre": null}), "dataCentre"),
        (json!({"dataCentre": "us-east-1"}), "dataCentre"),
        (
            json!({"dataCentres": [{"dataCentre": "US_EAST_1", "network": "10.1.0.0/16"}]}),
            "dataCentre",
        ),
        (json!({"clusterNetwork": "203.0.113.0/20"}), "clusterNetwork"),
        (json!({"clusterNetwork": "10.0.0.0/8"}), "clusterNetwork"),
        (json!({"clusterNetwork": "10.0.0.0/24"}), "clusterNetwork"),
        (json!({"clusterNetwork": "here"}), "clusterNetwork"),
        (
            json!({"privateNetworkCluster": "perhaps"}),
            "privateNetworkCluster",
        ),
        (json!({"rackAllocation": null}), "rackAllocation"),
        (
            json!({"rackAllocation": {"numberOfRacks": 6, "nodesPerRack": 1}}),
            "rackAllocation.numberOfRacks",
        ),
        (
            json!({"rackAllocation": {"numberOfRacks": 3, "nodesPerRack": 0}}),
            "rackAllocation.nodesPerRack",
        ),
        (
            json!({"rackAllocation": {"numberOfRacks": 5, "nodesPerRack": 21}}),
            "rackAllocation",
        ),
        (
            json!({"firewallRules": [{"rules": [{"type": "CASSANDRA"}]}]}),
            "firewallRules[0].network",
        ),
        (
            json!({"firewallRules": [{"network": "10.1.0.0/16", "rules": []}]}),
            "firewallRules[0].rules",
        ),
        (
            json!({"firewallRules": [{"network": "10.1.0.0/16", "rules": [{"type": "FTP"}]}]}),
            "firewallRules[0].rules[0].type",
        ),
        (
            json!({"firewallRules": [{"securityGroupId": "sg-1", "rules": [{"type": "SPARK"}]}]}),
            "firewallRules[0].securityGroupId",
        ),
    ] {
        let order = with(sample("create-cassandra"), changes.clone());
        assert_eq!(wrong_fields(&service, order).await, [field], "{changes}");
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let service = Service::demonstration();
    let changes = json!({"clusterName": "x", "nodeSize": "t9.tiny", "dataCentre": "MOON"});
    let fields = wrong_fields(&service, with(sample("create-cassandra"), changes)).await;
    assert_eq!(fields, ["clusterName", "dataCentre", "nodeSize"]);
}

#[tokio::test]
async fn bundles_must_go_together() {
    let service = Service::demonstration();
    let bundle = |name: &str| json!({"bundle": name, "version": "1.0"});
    for (bundles, is_right) in [
        (["APACHE_CASSANDRA", "SPARK"], true),
        (["APACHE_CASSANDRA", "ZEPPELIN"], true),
        (["APACHE_CASSANDRA", "KAFKA"], false),
        (["APACHE_CASSANDRA", "APACHE_CASSANDRA"], false),
        (["APACHE_CASSANDRA", "KAFKA_REST_PROXY"], false),
        (["KAFKA", "SPARK"], false),
        (["KAFKA", "KAFKA_REST_PROXY"], true),
        (["POSTGRESQL", "PGBOUNCER"], true),
        (["KAFKA", "PGBOUNCER"], false),
    ] {
        let size = match bundles[0] {
            "KAFKA" => "KFK-PRD-r6g.large-250",
            "POSTGRESQL" => "PGS-DEV-t3.small-5",
            _ => "m5l-250-v2",
        };
        let changes = json!({"bundles": bundles.map(bundle), "nodeSize": size, "firewallRules": null});
        let fields = wrong_fields(&service, with(sample("create-cassandra"), changes)).await;
        let expected: &[&str] = if is_right { &[] } else { &["bundles[1].bundle"] };
        assert_eq!(fields, expected, "{bundles:?}");
    }
    let mixed = ["KAFKA", "KAFKA_SCHEMA_REGISTRY", "KARAPACE_REST_PROXY"].map(bundle);
    let fields = wrong_fields(&service, with(sample("create-kafka"), json!({"bundles": mixed}))).await;
    assert_eq!(fields, ["bundles[2].bundle"]);
}

#[tokio::test]
async fn options_have_their_limits() {
    let service = Service::demonstration();
    for (bundle, size, options, field) in [
        (
            "APACHE_CASSANDRA",
            "m5l-250-v2",
            json!({"authnAuthz": "maybe"}),
            "authnAuthz",
        ),
        (
            "KAFKA",
            "KFK-PRD-r6g.large-250",
            json!({"zookeeperNodeCount": 4}),
            "zookeeperNodeCount",
        ),
        (
            "KAFKA",
            "KFK-PRD-r6g.large-250",
            json!({"zookeeperNodeSize": "m5l-250-v2"}),
            "zookeeperNodeSize",
        ),
        (
            "KAFKA",
            "KFK-PRD-r6g.large-250",
            json!({"kraftMode": "ALWAYS"}),
            "kraftMode",
        ),
        (
            "KAFKA_CONNECT",
            "KCN-PRD-m5.large-50",
            json!({"targetKafkaClusterId": "none"}),
            "targetKafkaClusterId",
        ),
        (
            "KAFKA_CONNECT",
            "KCN-PRD-m5.large-50",
            json!({"vpcType": "OTHER"}),
            "vpcType",
        ),
        ("OPENSEARCH", "", json!({}), "masterNodeSize"),
        (
            "OPENSEARCH",
            "",
            json!({"masterNodeSize": "CAS-PRD-m5.large-1"}),
            "masterNodeSize",
        ),
        (
            "REDIS",
            "RDS-PRD-r6g.large-100",
            json!({"masterNodes": 2}),
            "masterNodes",
        ),
        (
            "REDIS",
            "RDS-PRD-r6g.large-100",
            json!({"replicaNodes": 51}),
            "replicaNodes",
        ),
        (
            "APACHE_ZOOKEEPER",
            "zk-production-m5.large-60",
            json!({"zookeeperNodeCount": 2}),
            "zookeeperNodeCount",
        ),
        (
            "POSTGRESQL",
            "PGS-DEV-t3.small-5",
            json!({"postgresqlNodeCount": 6}),
            "postgresqlNodeCount",
        ),
        (
            "POSTGRESQL",
            "PGS-DEV-t3.small-5",
            json!({"replicationMode": "LATER"}),
            "replicationMode",
        ),
    ] {
        let bundles = json!([{"bundle": bundle, "version": "1.0", "options": options}]);
        let changes = json!({"bundles": bundles, "nodeSize": size, "firewallRules": null});
        let fields = wrong_fields(&service, with(sample("create-cassandra"), changes)).await;
        assert_eq!(fields, [format!("bundles[0].options.{field}")], "{bundle}");
    }
}

#[tokio::test]
async fn booleans_and_counts_may_be_written_as_text() {
    let service = Service::empty();
    let changes = json!({
        "privateNetworkCluster": "true",
        "rackAllocation": {"numberOfRacks": "3", "nodesPerRack": "2"},
        "bundles": [{"bundle": "APACHE_CASSANDRA", "version": "3.11.8", "options": {"clientEncryption": "true"}}],
    });
    let id = service.order(with(sample("create-cassandra"), changes)).await;
    let status = service.status(&id).await;
    let centre = &status["dataCentres"][0];
    assert_eq!(
        (&centre["privateIPOnly"], &centre["clientEncryption"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(centre["nodeCount"], 6);
}

#[tokio::test]
async fn several_data_centres_share_what_they_do_not_say_themselves() {
    let service = Service::empty();
    let order = sample("create-cassandra-2dc");
    let changed = |changes: Value| {
        let mut order = order.clone();
        order["dataCentres"][1] = with(order["dataCentres"][1].clone(), changes);
        order
    };
    for (order, field) in [
        (
            changed(json!({"network": "10.10.4.0/22"})),
            "dataCentres[1].network",
        ),
        (changed(json!({"network": null})), "dataCentres[1].network"),
        (changed(json!({"name": "DC1"})), "dataCentres[1].name"),
        (
            changed(json!({"dataCentre": "MOON"})),
            "dataCentres[1].dataCentre",
        ),
        (changed(json!({"nodeSize": "t9.tiny"})), "dataCentres[1].nodeSize"),
        (
            changed(json!({"bundles": [{"bundle": "APACHE_CASSANDRA", "version": "4.0.1"}]})),
            "dataCentres[1].bundles[0].version",
        ),
    ] {
        assert_eq!(wrong_fields(&service, order).await, [field]);
    }
    let kafka =
        json!({"bundles": [{"bundle": "KAFKA", "version": "3.1.2"}], "nodeSize": "KFK-PRD-r6g.large-250"});
    assert_eq!(
        wrong_fields(&service, with(order.clone(), kafka)).await[0],
        "dataCentres"
    );
    let racks = json!({"rackAllocation": {"numberOfRacks": 2, "nodesPerRack": 2}, "nodeSize": "m5l-400-v2"});
    let id = service.order(changed(racks)).await;
    let status = service.status(&id).await;
    assert_eq!(status["dataCentres"][0]["nodes"][0]["size"], "m5l-250-v2");
    assert_eq!(status["dataCentres"][1]["nodes"][3]["size"], "m5l-400-v2");
}

#[tokio::test]
async fn pci_mode_demands_what_it_demands() {
    let service = Service::demonstration();
    let order = sample("create-cassandra-pci");
    assert_eq!(
        wrong_fields(
            &service.as_user("auditor", "any"),
            with(
                order.clone(),
                json!({
                    "provider": {"name": "AWS_VPC"},
                })
            )
        )
        .await,
        ["pciCompliantCluster"]
    );
    let options = |options: Value| json!({"bundles": [{"bundle": "APACHE_CASSANDRA", "version": "4.0.1", "options": options}]});
    let mut with_spark = order["bundles"].as_array().unwrap().clone();
    with_spark.push(json!({"bundle": "SPARK", "version": "2.3.2"}));
    let gcp = json!({"provider": {"name": "GCP"}, "dataCentre": "us-east1"});
    for (changes, field) in [
        (json!({"privateNetworkCluster": false}), "privateNetworkCluster"),
        (
            options(json!({"authnAuthz": true})),
            "bundles[0].options.clientEncryption",
        ),
        (
            options(json!({"clientEncryption": true})),
            "bundles[0].options.authnAuthz",
        ),
        (json!({"bundles": with_spark}), "bundles[1].bundle"),
        (gcp, "provider.name"),
        (
            json!({"nodeSize": "t3.small", "slaTier": "NON_PRODUCTION", "provider": {"name": "AWS_VPC"}}),
            "nodeSize",
        ),
    ] {
        assert_eq!(
            wrong_fields(&service, with(order.clone(), changes)).await,
            [field],
            "{field}"
        );
    }
}

#[tokio::test]
async fn encryption_is_not_for_the_smallest_machines() {
    let service = Service::demonstration();
    let order = with(sample("create-legacy-encrypted"), json!({"size": "t2.small"}));
    let (status, answer) = service.post("/", order).await;
    assert_eq!(status, 400);
    assert!(
        answer["errors"]["region.diskEncryptionKey"].is_string(),
        "{answer}"
    );
}

#[tokio::test]
async fn the_older_form_calls_its_fields_by_their_older_names() {
    let service = Service::demonstration();
    let changes = json!({"size": "t9.tiny", "provider": "RACKSPACE", "version": "newest"});
    let (status, answer) = service.post("/", with(sample("create-legacy"), changes)).await;
    assert_eq!(status, 400);
    let fields: Vec<&String> = answer["errors"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["version", "provider", "size"]);
    let (_, answer) = service.post("/", sample("create-legacy")).await;
    let status = service.status(answer["id"].as_str().unwrap()).await;
    assert_eq!(status["cassandraVersion"], "apache-cassandra-3.0.10");
    assert_eq!(status["dataCentres"][0]["nodes"][1]["rack"], "us-west-2b");
}
