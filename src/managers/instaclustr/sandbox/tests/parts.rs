//! What belongs to a cluster or an account: rules, keys, users, topics, and so on.

use super::*;

#[tokio::test]
async fn a_source_of_the_firewall_goes_with_its_last_rule() {
    let service = Service::demonstration();
    let path = format!("/{}/firewallRules", service.id("payments_pci"));
    let rules = |kinds: &[&str]| {
        let rules: Vec<Value> = kinds.iter().map(|kind| json!({"type": kind})).collect();
        json!({"network": "198.51.100.7/32", "rules": rules})
    };
    let count = async || service.get(&path).await.1.as_array().unwrap().len();
    assert_eq!(
        service
            .post(&path, rules(&["CASSANDRA", "CASSANDRA_CQL"]))
            .await
            .0,
        202
    );
    assert_eq!(count().await, 2);
    assert_eq!(
        service.send("DELETE", &path, Some(rules(&["CASSANDRA"]))).await.0,
        202
    );
    assert_eq!(count().await, 2);
    assert_eq!(
        service.send("DELETE", &path, Some(rules(&["CASSANDRA"]))).await.0,
        404
    );
    assert_eq!(
        service
            .send("DELETE", &path, Some(rules(&["CASSANDRA_CQL"])))
            .await
            .0,
        202
    );
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn a_peered_network_may_be_let_through_the_firewall_at_once() {
    let service = Service::demonstration();
    let centre = service.centre("cache_web").await;
    let changes = json!({"addNetworkToFirewallRules": true});
    let request = with(sample("vpc-peering-create-request"), changes);
    assert_eq!(
        service.post(&format!("/vpc-peering/{centre}"), request).await.0,
        202
    );
    let (_, rules) = service
        .get(&format!("/{}/firewallRules", service.id("cache_web")))
        .await;
    assert_eq!(rules[1]["network"], "10.100.0.0/16");
    assert_eq!(rules[1]["rules"][0]["type"], "REDIS");
}

#[tokio::test]
async fn an_encryption_key_is_checked_and_goes_when_nothing_uses_it() {
    let service = Service::demonstration();
    let request = sample("encryption-key-create-request");
    for (changes, field) in [
        (json!({"alias": " x"}), "alias"),
        (json!({"arn": "arn:aws:s3:::x"}), "arn"),
    ] {
        let (status, answer) = service
            .post("/encryption-keys", with(request.clone(), changes))
            .await;
        assert_eq!(status, 400);
        assert!(answer["errors"][field].is_string(), "{answer}");
    }
    let (status, key) = service.post("/encryption-keys", request).await;
    assert_eq!((status, &key["alias"]), (202, &json!("oregon 2")));
    let path = format!("/encryption-keys/{}", key["id"].as_str().unwrap());
    assert_eq!(service.delete(&path).await.0, 202);
    assert_eq!(service.delete(&path).await.0, 404);
}

#[tokio::test]
async fn users_are_added_changed_and_removed() {
    let service = Service::demonstration();
    let path = format!("/{}/kafka/users", service.id("events_dev"));
    let request = sample("bundle-user-create-request");
    assert_eq!(service.post(&path, request.clone()).await.0, 201);
    let (status, answer) = service.post(&path, request.clone()).await;
    let words = "A Kafka user with this username already exists on this cluster.";
    assert_eq!((status, answer), (409, json!({"message": words})));
    // Without a word about it, an existing user is overwritten.
    assert_eq!(
        service
            .post(&path, with(request.clone(), json!({"options": null})))
            .await
            .0,
        201
    );
    for (changes, field) in [
        (json!({"password": "short"}), "password"),
        (json!({"initial-permissions": "all"}), "initial-permissions"),
        (
            json!({"options": {"sasl-scram-mechanism": "PLAIN"}}),
            "options.sasl-scram-mechanism",
        ),
        (json!({"username": null}), "username"),
    ] {
        let (status, answer) = service.post(&path, with(request.clone(), changes)).await;
        assert_eq!(status, 400);
        assert!(answer["errors"][field].is_string(), "{answer}");
    }
    let reset = json!({"username": "app_writer", "password": "EXAMPLE-NOT-A-SECRET"});
    assert_eq!(
        service.post(&format!("{path}/reset-password"), reset).await.0,
        200
    );
    let who = |name: &str| Some(json!({"username": name}));
    assert_eq!(service.send("DELETE", &path, who("app_writer")).await.0, 200);
    assert_eq!(service.send("DELETE", &path, who("app_writer")).await.0, 404);
    assert_eq!(service.send("DELETE", &path, who("ickafka")).await.0, 400);
    assert_eq!(service.get(&path).await.1, sample("bundle-users"));
}

#[tokio::test]
async fn what_goes_through_to_the_cluster_needs_one_that_runs() {
    let service = Service::empty();
    let id = service.order(sample("create-kafka")).await;
    assert_eq!(service.get(&format!("/{id}/kafka/users")).await.0, 503);
    assert_eq!(service.send("POST", &format!("/{id}/backups"), None).await.0, 503);
    assert_eq!(service.get(&format!("/{id}/apache_cassandra/users")).await.0, 404);
}

#[tokio::test]
async fn topics_have_a_config_of_texts() {
    let service = Service::demonstration();
    let path = format!("/{}/kafka/topics", service.id("events_dev"));
    let topic = json!({"topic": "returns", "replicationFactor": 3, "partitions": 6});
    assert_eq!(service.post(&path, topic.clone()).await.0, 201);
    let (status, answer) = service.post(&path, topic.clone()).await;
    assert_eq!(
        (status, answer),
        (409, json!({"message": "Topic 'returns' already exists"}))
    );
    // There are three brokers.
    let wide = with(topic, json!({"topic": "wide", "replicationFactor": 4}));
    assert_eq!(service.post(&path, wide).await.0, 400);
    let (_, list) = service.get(&path).await;
    assert!(list["topics"].as_array().unwrap().contains(&json!("returns")));
    assert_eq!(service.get(&format!("{path}/returns")).await.1["partitions"], 6);
    let config = format!("{path}/returns/config");
    let week = json!({"config": {"retention.ms": "3600000"}});
    assert_eq!(service.put(&config, week).await.0, 200);
    let (_, answer) = service.get(&config).await;
    assert_eq!(answer["config"]["retention.ms"], "3600000");
    assert_eq!(answer["config"]["cleanup.policy"], "delete");
    assert_eq!(
        service
            .put(&config, json!({"config": {"retention.ms": 1}}))
            .await
            .0,
        400
    );
    assert_eq!(service.delete(&format!("{path}/returns")).await.0, 200);
    assert_eq!(service.get(&format!("{path}/returns")).await.0, 404);
    let other = format!("/{}/kafka/topics", service.id("catalogue_prod"));
    assert_eq!(service.get(&other).await.0, 404);
}

#[tokio::test]
async fn acls_are_found_by_any_of_their_fields() {
    let service = Service::demonstration();
    let path = format!("/{}/kafka/acls", service.id("events_dev"));
    let acl = json!({
        "principal": "User:writer", "host": "*", "resourceType": "TOPIC", "resourceName": "orders.",
        "operation": "WRITE", "permissionType": "ALLOW", "patternType": "PREFIXED",
    });
    let found = async |filter: Value| {
        let (status, answer) = service.post(&format!("{path}/searches"), filter).await;
        assert_eq!(status, 200);
        answer["acls"].as_array().unwrap().clone()
    };
    assert_eq!(found(json!({})).await.len(), 2);
    assert_eq!(service.post(&path, acl.clone()).await.0, 200);
    let of_writer = json!({"principal": "User:writer", "operation": "ANY"});
    assert_eq!(Value::Array(found(of_writer).await), json!([acl]));
    assert_eq!(
        service
            .post(&path, with(acl.clone(), json!({"operation": "SING"})))
            .await
            .0,
        400
    );
    assert_eq!(service.send("DELETE", &path, Some(acl.clone())).await.0, 200);
    assert_eq!(service.send("DELETE", &path, Some(acl)).await.0, 404);
}

#[tokio::test]
async fn principals_show_in_the_status() {
    let service = Service::demonstration();
    let id = service.id("events_dev");
    let path = format!(
        "/aws-endpoint-service/{}/principals",
        service.centre("events_dev").await
    );
    assert_eq!(
        service.put(&path, json!({"iamPrincipalARNs": ["root"]})).await.0,
        400
    );
    let request = json!({"iamPrincipalARNs": ["arn:aws:iam::123456789012:root"]});
    assert_eq!(service.put(&path, request.clone()).await.0, 200);
    assert_eq!(
        service.status(&id).await["dataCentres"][0]["privateLink"],
        request
    );
}

#[tokio::test]
async fn configurations_are_set_and_taken_back() {
    let service = Service::demonstration();
    let path = format!("/{}/postgresql/configurations", service.id("billing_pg"));
    let work_mem = json!({"parameterName": "work_mem", "parameterValue": "64MB"});
    assert_eq!(service.put(&path, work_mem.clone()).await.0, 201);
    let (_, list) = service.get(&path).await;
    assert!(list.as_array().unwrap().contains(&work_mem), "{list}");
    let one = format!("{path}/parameter/work_mem");
    assert_eq!(service.delete(&one).await, (204, json!("")));
    assert_eq!(service.delete(&one).await.0, 404);
    assert_eq!(
        service.put(&path, json!({"parameterName": "work_mem"})).await.0,
        400
    );
}

#[tokio::test]
async fn a_backup_takes_its_time() {
    let service = Service::demonstration();
    let path = format!("/{}/backups", service.id("billing_pg"));
    assert_eq!(service.send("POST", &path, None).await, (204, json!("")));
    let event = async || service.get(&path).await.1["clusterDataCentres"][0]["nodes"][0]["events"][0].clone();
    service.advance(30.0);
    let first = event().await;
    assert_eq!(
        (&first["state"], &first["progress"]),
        (&json!("ACTIVE"), &json!(0.25))
    );
    assert_eq!(first["type"], "postgresql-backup");
    service.advance(90.0);
    assert_eq!(event().await["state"], "COMPLETED");
    let none = format!("/{}/backups", service.id("cache_web"));
    assert_eq!(service.send("POST", &none, None).await.0, 503);
}

#[tokio::test]
async fn a_restored_cluster_is_a_new_one_that_fetches_its_data() {
    let service = Service::demonstration();
    let id = service.id("catalogue_prod");
    let path = format!("/{id}/backups/restore");
    let centre = service.centre("catalogue_prod").await;
    let request = json!({"clusterNameOverride": "catalogue_copy", "cdcInfos": [{"cdcId": centre}]});
    let unknown = json!({"cdcInfos": [{"cdcId": "none"}]});
    assert_eq!(service.post(&path, unknown).await.0, 400);
    let (status, answer) = service.post(&path, request).await;
    assert_eq!(status, 200);
    let restored = answer["restoredCluster"].as_str().unwrap();
    service.advance(250.0);
    let status = service.status(restored).await;
    assert_eq!(
        (&status["clusterName"], nodes(&status)[0]),
        (&json!("catalogue_copy"), "RESTORING")
    );
    let early = format!("/{}/backups/restore", service.id("metrics_lab"));
    let (status, answer) = service.post(&early, json!({})).await;
    assert_eq!(
        (status, &answer["status"]),
        (412, &json!("Pre-condition failed."))
    );
}

#[tokio::test]
async fn a_node_of_postgresql_reloads_once_at_a_time() {
    let service = Service::demonstration();
    let id = service.id("billing_pg");
    let node = service.world.nodes_of(&id).remove(1);
    let path = format!("/POSTGRESQL/node/{node}/reload");
    let last = async || service.get(&path).await.1["operations"][0]["status"].clone();
    assert_eq!(service.get(&path).await, (200, json!({"operations": []})));
    let (status, answer) = service
        .post(&path, json!({"bundle": "POSTGRESQL", "nodeId": node}))
        .await;
    assert_eq!((status, &answer["status"]), (202, &json!("GENESIS")));
    service.advance(2.0);
    assert_eq!(last().await, "RUNNING");
    assert_eq!(service.send("POST", &path, None).await.0, 409);
    service.advance(28.0);
    assert_eq!(last().await, "COMPLETED");
    assert_eq!(service.send("POST", &path, None).await.0, 202);
    let (_, all) = service.get(&format!("/POSTGRESQL/cluster/{id}/reload")).await;
    assert_eq!(all["operations"][&node]["status"], "GENESIS");
    let other = service.world.nodes_of(&service.id("catalogue_prod")).remove(0);
    assert_eq!(
        service
            .send("POST", &format!("/POSTGRESQL/node/{other}/reload"), None)
            .await
            .0,
        400
    );
    assert_eq!(
        service.send("POST", "/POSTGRESQL/node/none/reload", None).await.0,
        404
    );
}
