//! Every sample: what the service answers looks like it, and what a client sends is taken.

use super::*;
use crate::managers::instaclustr::sandbox::settings::ErrorShape;

fn index() -> Vec<Value> {
    sample("_index")["fixtures"].as_array().unwrap().clone()
}

fn text<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry[name].as_str().unwrap_or_default()
}

/// The same keys in the same order, and the same types; every element of one list is like one of the other.
fn is_alike(sample: &Value, given: &Value) -> bool {
    match (sample, given) {
        (Value::Object(sample), Value::Object(given)) => {
            sample.keys().eq(given.keys())
                && sample
                    .values()
                    .zip(given.values())
                    .all(|(sample, given)| is_alike(sample, given))
        }
        (Value::Array(sample), Value::Array(given)) => {
            given
                .iter()
                .all(|given| sample.iter().any(|sample| is_alike(sample, given)))
                && sample
                    .iter()
                    .all(|sample| given.iter().any(|given| is_alike(sample, given)))
        }
        (Value::Number(sample), Value::Number(given)) => sample.is_f64() == given.is_f64(),
        (Value::Null, Value::Null)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::String(_), Value::String(_)) => true,
        _ => false,
    }
}

/// Puts a fresh service into the state that a sample shows, and asks it.
async fn ask(name: &str) -> (u16, Value) {
    let service = Service::demonstration();
    let (catalogue, orders) = (service.id("catalogue_prod"), service.id("orders_staging"));
    let (events, payments) = (service.id("events_dev"), service.id("payments_pci"));
    let centre = service.centre("catalogue_prod").await;
    let resize = format!("/{catalogue}/{centre}/resize");
    match name {
        "create-response" => service.post("/extended/", sample("create-cassandra")).await,
        "status-running-2dc" => service.get(&format!("/{catalogue}")).await,
        "status-provisioned-joining" => service.get(&format!("/{orders}")).await,
        "status-genesis" => {
            let id = service.order(sample("create-cassandra")).await;
            service.get(&format!("/{id}")).await
        }
        "status-deferred" => {
            let last = service.world.nodes_of(&orders).pop().unwrap();
            assert!(service.world.push_node(&last, Some("DEFERRED")));
            service.get(&format!("/{orders}")).await
        }
        "status-resizing" => {
            service.post(&resize, sample("resize-request")).await;
            service.advance(370.0);
            service.get(&format!("/{catalogue}")).await
        }
        "status-kafka-running" => service.get(&format!("/{events}")).await,
        "status-pci-running" => service.get(&format!("/{payments}")).await,
        "status-deleting" => {
            service.delete(&format!("/{orders}")).await;
            service.get(&format!("/{orders}")).await
        }
        "terraform-description-kafka" => service.get(&format!("/{events}/terraform-description")).await,
        "list-clusters" => {
            let (status, list) = service.get("/").await;
            (status, list.as_array().unwrap()[..4].to_vec().into())
        }
        "list-clusters-none" => Service::empty().get("/").await,
        "modify-response" => {
            service
                .put(&format!("/{catalogue}"), sample("modify-request"))
                .await
        }
        "delete-response" => service.delete(&format!("/{catalogue}")).await,
        "delete-conflict" => service.delete(&format!("/{events}")).await,
        "add-data-centre-response" => {
            let path = format!("/{catalogue}/cluster-data-centres");
            service.post(&path, sample("add-data-centre-request")).await
        }
        "resize-precondition-failed" => {
            service.post(&resize, sample("resize-request")).await;
            service.post(&resize, sample("resize-request")).await
        }
        "resize-operations-active" => {
            service.post(&resize, sample("resize-request")).await;
            service.advance(370.0);
            service.get(&format!("{resize}?activeOnly=true")).await
        }
        "firewall-list" => service.get(&format!("/{catalogue}/firewallRules")).await,
        "firewall-create-response" => {
            service
                .post(&format!("/{catalogue}/firewallRules"), sample("firewall-request"))
                .await
        }
        "firewall-update-response" => {
            service
                .put(&format!("/{catalogue}/firewallRules"), sample("firewall-request"))
                .await
        }
        "vpc-peering-create-response" => {
            service
                .post(
                    &format!("/vpc-peering/{centre}"),
                    sample("vpc-peering-create-request"),
                )
                .await
        }
        "vpc-peering-list" => service.get(&format!("/vpc-peering/{centre}")).await,
        "encryption-keys" => {
            let (status, keys) = service.get("/encryption-keys").await;
            (status, keys.as_array().unwrap()[..1].to_vec().into())
        }
        "encryption-key-in-use" => {
            let (_, keys) = service.get("/encryption-keys").await;
            service
                .delete(&format!("/encryption-keys/{}", keys[0]["id"].as_str().unwrap()))
                .await
        }
        "bundle-users" => service.get(&format!("/{events}/kafka/users")).await,
        "bundle-user-create-response" => {
            service
                .post(
                    &format!("/{events}/kafka/users"),
                    sample("bundle-user-create-request"),
                )
                .await
        }
        "node-reload" => {
            let node = service.world.nodes_of(&service.id("billing_pg")).remove(0);
            service.get(&format!("/POSTGRESQL/node/{node}/reload")).await
        }
        "backups" => {
            service.send("POST", &format!("/{catalogue}/backups"), None).await;
            service.advance(60.0);
            service.get(&format!("/{catalogue}/backups")).await
        }
        _ => error(&service, name).await,
    }
}

async fn error(service: &Service, name: &str) -> (u16, Value) {
    let create = sample("create-cassandra");
    let with_size = with(create.clone(), json!({"nodeSize": "t9.tiny"}));
    let unknown = sample("_index")["unknownClusterId"].as_str().unwrap().to_owned();
    let catalogue = service.id("catalogue_prod");
    match name {
        "error-400-malformed-json" => service.post("/extended/", json!("no object")).await,
        "error-400-validation-map" => {
            let racks = json!({"rackAllocation": {"numberOfRacks": 1, "nodesPerRack": 1}});
            service.post("/extended/", with(with_size, racks)).await
        }
        "error-400-validation-list" => {
            service.configure(|settings| settings.error_shape = ErrorShape::List);
            service.post("/extended/", with_size).await
        }
        "error-400-simple" => {
            service.configure(|settings| settings.error_shape = ErrorShape::Simple);
            let bundles = json!([
                {"bundle": "POSTGRESQL", "version": "15.1"},
                {"bundle": "PGBOUNCER", "version": "1.17.0", "options": {"poolMode": "SOMETIMES"}},
            ]);
            let changes = json!({"bundles": bundles, "nodeSize": "PGS-DEV-t3.small-5"});
            service.post("/extended/", with(create, changes)).await
        }
        "error-403-read-only-key" => {
            service
                .as_user("jdoe", "read-only")
                .delete(&format!("/{catalogue}"))
                .await
        }
        "error-404-unknown-cluster" => service.get(&format!("/{unknown}")).await,
        "error-409-firewall-exists" => {
            let path = format!("/{catalogue}/firewallRules");
            service.post(&path, sample("firewall-request")).await;
            service.post(&path, sample("firewall-request")).await
        }
        "error-415" => {
            let request = Request::post(format!("{ROOT}/extended/"))
                .header(header::AUTHORIZATION, &service.authorization)
                .header(header::CONTENT_TYPE, "text/plain");
            let (response, text) = service.response(request.body(Body::from("{}")).unwrap()).await;
            (response.status().as_u16(), serde_json::from_str(&text).unwrap())
        }
        "error-429-rate-limit" => {
            service.configure(|settings| settings.window = Some(Duration::from_millis(2_500)));
            service.get("/").await;
            service.get("/").await
        }
        "error-500" => {
            service.world.faults().push("status=500".parse().unwrap());
            service.get("/").await
        }
        _ => panic!("nothing is said of the sample {name}"),
    }
}

/// Those whose ids or times are made up anew each time; of the others each letter is as in the sample.
const MADE_UP: [&str; 8] = [
    "create-response",
    "status-genesis",
    "status-resizing",
    "resize-operations-active",
    "firewall-list",
    "vpc-peering-create-response",
    "node-reload",
    "backups",
];

#[tokio::test]
async fn the_service_answers_as_the_samples_show() {
    let mut wrong = Vec::new();
    for entry in index().iter().filter(|entry| text(entry, "kind") != "request") {
        let name = text(entry, "file").trim_end_matches(".json");
        let (status, answer) = ask(name).await;
        let expected = sample(name);
        let is_right = if MADE_UP.contains(&name) {
            is_alike(&expected, &answer)
        } else {
            answer == expected
        };
        if !is_right || Some(u64::from(status)) != entry["status"].as_u64() {
            wrong.push(format!("{name}: {status} {answer:#}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn the_service_takes_what_the_samples_send() {
    for entry in index().iter().filter(|entry| text(entry, "kind") == "request") {
        let service = Service::demonstration();
        let name = text(entry, "file").trim_end_matches(".json");
        let is_of_kafka = name.starts_with("bundle-user");
        let cluster = service.id(if is_of_kafka {
            "events_dev"
        } else {
            "catalogue_prod"
        });
        let path = text(entry, "path")
            .trim_start_matches(ROOT)
            .replace("{clusterId}", &cluster)
            .replace("{cdcId}", &service.centre("catalogue_prod").await)
            .replace("{bundle}", "kafka");
        for method in text(entry, "method").split('|') {
            let (status, answer) = service.send(method, &path, Some(sample(name))).await;
            assert!((200..300).contains(&status), "{method} {name}: {status} {answer}");
        }
    }
}

#[tokio::test]
async fn a_final_slash_does_not_matter() {
    let service = Service::demonstration();
    let id = service.id("catalogue_prod");
    for path in [
        "",
        "/",
        &format!("/{id}/firewallRules"),
        &format!("/{id}/firewallRules/"),
    ] {
        assert_eq!(service.get(path).await.0, 200, "{path}");
    }
    assert_eq!(service.post("/extended", sample("create-kafka")).await.0, 202);
}
