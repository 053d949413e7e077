//! A cluster by its name; and what a 404 on the list means.

use super::stub::{read, rows};
use super::*;
use crate::managers::instaclustr::kinds::ENCRYPTION_KEYS;
use crate::resource::kind::CLUSTERS;

async fn listed(manager: &Arc<dyn Manager>) -> Result<Vec<Row>, ManagerError> {
    let mut rows = Rows::default();
    manager.list(CLUSTERS, &mut rows).await?;
    Ok(rows.0)
}

#[tokio::test]
async fn an_account_without_clusters_has_an_empty_list() {
    let manager = Stub::default()
        .with("GET /", 404, sample!("list-clusters-none"))
        .manager();
    assert!(listed(&manager).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_page_that_is_not_found_is_a_wrong_address_until_the_account_was_let_in() {
    let stub =
        Stub::default()
            .with("GET /", 404, "<html>Not Found</html>")
            .with("GET /encryption-keys", 200, "[]");
    let manager = stub.manager();
    let error = listed(&manager).await.unwrap_err();
    assert!(matches!(error, ManagerError::NotFound { .. }), "{error:?}");
    assert!(rows(&manager, ENCRYPTION_KEYS).await.is_empty());
    assert!(listed(&manager).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_without_encryption_keys_has_an_empty_list_of_them() {
    let manager = Stub::default()
        .with("GET /encryption-keys", 404, sample!("list-clusters-none"))
        .manager();
    assert!(rows(&manager, ENCRYPTION_KEYS).await.is_empty());
}

#[tokio::test]
async fn a_cluster_can_be_named() {
    let stub = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .cluster(CATALOGUE, sample!("status-running-2dc"));
    let manager = stub.manager();
    let detail = read(&manager, CLUSTERS, "catalogue_prod").await;
    assert_eq!(&*detail.row.id, CATALOGUE);
    let asked = stub.recorder.count();
    read(&manager, CLUSTERS, "catalogue_prod").await;
    assert_eq!(stub.recorder.count(), asked + 1, "its id is known by now");
}

#[tokio::test]
async fn a_name_that_nothing_or_several_have_names_nothing() {
    let twice = r#"[{"id": "1", "name": "a"}, {"id": "2", "name": "a"}]"#;
    let stub = Stub::default().with("GET /", 200, twice);
    let manager = stub.manager();
    for (name, words) in [("a", "1, 2"), ("b", "no cluster"), ("a/b c?d#e%", "no cluster")] {
        let error = manager.read(CLUSTERS, &name.into()).await.unwrap_err();
        assert!(matches!(&error, ManagerError::NotFound { message } if message.contains(words)));
    }
    let asked = stub.recorder.count();
    for name in ["", ".", ".."] {
        assert!(manager.read(CLUSTERS, &name.into()).await.is_err());
    }
    assert_eq!(stub.recorder.count(), asked, "no path may be called so");
}

#[tokio::test]
async fn a_name_follows_the_cluster_that_has_it_now() {
    const NEW: &str = "99999999-86e6-4ceb-a5bd-447e7184d454";
    let before = Stub::default().with(
        "GET /",
        200,
        &format!(r#"[{{"id": "{CATALOGUE}", "name": "a"}}]"#),
    );
    // The one that was known by the name is gone.
    let stub = Stub::default()
        .with("GET /", 200, &format!(r#"[{{"id": "{NEW}", "name": "a"}}]"#))
        .cluster(NEW, r#"{"clusterName": "a", "clusterStatus": "GENESIS"}"#);
    let client = stub.client();
    let memory = crate::managers::instaclustr::memory::Memory::default();
    let listed = before.client().clusters().await.unwrap();
    memory.listed(listed.into_iter().map(|cluster| (cluster.id, cluster.name)));
    let reader = crate::managers::instaclustr::reading::Reader {
        client: &client,
        memory: &memory,
    };
    assert_eq!(&*reader.read(CLUSTERS, "a").await.unwrap().row.id, NEW);
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_not_found() {
    let error = Stub::default()
        .manager()
        .read(CLUSTERS, &CATALOGUE.into())
        .await
        .unwrap_err();
    assert!(matches!(&error, ManagerError::NotFound { message } if message.contains(CATALOGUE)));
}

#[test]
fn a_base_path_that_the_address_holds_already_is_not_added_again() {
    let door = |url| {
        let endpoint = Endpoint::in_process(base_url(url).unwrap(), Router::new());
        Door::new(endpoint)
    };
    for url in ["http://h.localhost/provisioning/v1/", "http://h.localhost"] {
        let told = opened(door(url))
            .request_of(&crate::resource::Operation::List(CLUSTERS))
            .unwrap();
        assert_eq!(told.path, "/provisioning/v1/");
    }
}
