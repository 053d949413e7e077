//! What is secret never shows: not in what is printed for a programmer, not in an error, not on a screen.

use super::stub::{read, rows};
use super::*;
use crate::managers::instaclustr::ENTRY;
use crate::managers::instaclustr::wire::{ClusterStatus, Configuration, TerraformDescription};
use crate::resource::kind::CLUSTERS;

/// Every secret of the samples.
const SECRET: &str = "EXAMPLE-NOT-A-SECRET";

const CONNECT: &str = r#"{"id": "x", "bundleType": "KAFKA_CONNECT", "bundleOptions": {
    "aws.secret.access.key": "EXAMPLE-NOT-A-SECRET", "azure.storage.account.key": "EXAMPLE-NOT-A-SECRET",
    "sasl.jaas.config": "EXAMPLE-NOT-A-SECRET", "truststore": "EXAMPLE-NOT-A-SECRET",
    "ssl.truststore.password": "EXAMPLE-NOT-A-SECRET", "s3.bucket.name": "plain"},
    "addonBundles": [{"bundle": "KAFKA_REST_PROXY", "options": {"schemaRegistryPassword": "EXAMPLE-NOT-A-SECRET"}}]}"#;

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let status: ClusterStatus = serde_json::from_str(sample!("status-running-2dc")).unwrap();
    let description: TerraformDescription = serde_json::from_str(CONNECT).unwrap();
    let configuration: Configuration = serde_json::from_str(&format!(
        r#"{{"parameterName": "a", "parameterValue": "{SECRET}"}}"#
    ))
    .unwrap();
    for printed in [
        format!("{status:?}"),
        format!("{description:?}"),
        format!("{configuration:?}"),
    ] {
        assert!(!printed.contains(SECRET), "{printed}");
    }
}

#[tokio::test]
async fn a_cluster_shows_none_but_in_its_document_where_they_are_masked() {
    let stub = Stub::default()
        .cluster(ORDERS, sample!("status-running-2dc"))
        .with(&format!("GET /{ORDERS}/terraform-description"), 202, CONNECT);
    let detail = read(&stub.manager(), CLUSTERS, ORDERS).await;
    let redactor = ENTRY.about.redactor();
    assert!(detail.document.contains(SECRET));
    assert!(!redactor.redact_json(&detail.document).contains(SECRET));
    assert!(!redactor.redact_json(CONNECT).contains(SECRET));
    let fields = format!("{:?}", detail.fields);
    assert!(!fields.contains(SECRET), "{fields}");
    assert!(fields.contains("s3.bucket.name=plain"), "{fields}");
    assert!(field(&detail, "its login").contains("masked"));
}

#[tokio::test]
async fn an_error_does_not_repeat_what_was_sent() {
    let body =
        format!(r#"{{"message": "no", "instaclustrUserPassword": "{SECRET}", "password": "{SECRET}"}}"#);
    let stub = Stub::default()
        .with("GET /", 500, &body)
        .with("POST /C/kafka/users", 400, &body);
    let manager = stub.manager();
    let mut list = Rows::default();
    let error = manager.list(CLUSTERS, &mut list).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET));
    let request = serde_json::json!({"username": "a", "password": SECRET});
    let client = stub.client();
    let error = client.create_user("C", "KAFKA", &request).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET));
    let call = client.calls().create_user("C", "KAFKA", &request).unwrap();
    assert!(!format!("{call:?}").contains(SECRET));
    // Whoever asks for the exact request gets it.
    assert!(client.text_of(&call).unwrap().body.contains(SECRET));
}

#[tokio::test]
async fn the_list_has_none() {
    let manager = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .manager();
    assert!(!format!("{:?}", rows(&manager, CLUSTERS).await).contains(SECRET));
}
