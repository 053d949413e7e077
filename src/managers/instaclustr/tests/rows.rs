//! What the lists and the objects show.

use super::stub::{read, rows};
use super::*;
use crate::managers::instaclustr::kinds::{DATA_CENTRES, ENCRYPTION_KEYS, KINDS};
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Progress, StateClass};

#[tokio::test]
async fn the_list_shows_every_cluster_with_its_nodes_and_how_it_comes_up() {
    let manager = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .manager();
    let rows = rows(&manager, CLUSTERS).await;
    let tables: Vec<String> = rows.iter().map(|row| shown(row).join(" | ")).collect();
    assert_eq!(
        tables,
        [
            "catalogue_prod | RUNNING | ok | 6/6 | - | - | -",
            "orders_staging | PROVISIONED | - | 1/3 | - | 1/3 | -",
            "events_dev | RUNNING | ok | 6/6 | - | - | -",
            "payments_pci | RUNNING | ok | 3/3 | - | - | -",
        ]
    );
    assert_eq!(&*rows[0].id, CATALOGUE);
}

#[tokio::test]
async fn what_is_read_alone_is_what_the_list_says() {
    let stub = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .cluster(ORDERS, sample!("status-provisioned-joining"))
        .cluster(EVENTS, sample!("status-kafka-running"))
        .cluster(
            "2399d29d-b61e-4ba5-b682-4dd6b80469b8",
            sample!("status-pci-running"),
        );
    let manager = stub.manager();
    for row in rows(&manager, CLUSTERS).await {
        let detail = read(&manager, CLUSTERS, &row.id).await;
        assert_eq!(*detail.row, row);
    }
}

#[tokio::test]
async fn servers_are_sorted_by_data_centre_and_rack() {
    let stub = Stub::default().cluster(CATALOGUE, sample!("status-running-2dc"));
    let detail = read(&stub.manager(), CLUSTERS, CATALOGUE).await;
    let servers = table(detail.children_of(SERVERS));
    assert_eq!(servers.len(), 6);
    assert_eq!(
        servers[0],
        "DC1 | us-east-1a/1 | RUNNING | m5l-250-v2 | us-east-1a | 203.0.113.11 | 10.10.0.11 | -"
    );
    assert!(servers[5].starts_with("DC2 | eu-west-1c/1"), "{servers:?}");
    assert_eq!(
        &*detail.children_of(SERVERS)[0].id,
        "a9cc2ff7-4eaf-4d61-8434-d99c09ff7f0c"
    );
}

#[tokio::test]
async fn nodes_for_zookeeper_and_spark_say_so() {
    let stub = Stub::default()
        .cluster(EVENTS, sample!("status-kafka-running"))
        .cluster(ORDERS, sample!("status-provisioned-joining"));
    let detail = read(&stub.manager(), CLUSTERS, EVENTS).await;
    let names_and_roles: Vec<_> = detail
        .children_of(SERVERS)
        .iter()
        .map(|row| format!("{} {}", row.name, shown(row)[7]))
        .collect();
    assert_eq!(
        names_and_roles,
        [
            "ap-southeast-2a/1 -",
            "ap-southeast-2a/2 zookeeper",
            "ap-southeast-2b/1 -",
            "ap-southeast-2b/2 zookeeper",
            "ap-southeast-2c/1 -",
            "ap-southeast-2c/2 zookeeper",
        ]
    );
    let orders = read(&stub.manager(), CLUSTERS, ORDERS).await;
    assert_eq!(
        shown(&orders.children_of(SERVERS)[0])[7],
        "spark-master spark-jobserver"
    );
}

#[tokio::test]
async fn a_node_without_an_address_is_there_all_the_same() {
    let stub = Stub::default().cluster(ORDERS, sample!("status-genesis"));
    let detail = read(&stub.manager(), CLUSTERS, ORDERS).await;
    assert_eq!(
        table(detail.children_of(SERVERS))[0],
        "DC1 | us-west-2a/1 | GENESIS | m5l-250-v2 | us-west-2a | - | - | -"
    );
    assert_eq!(detail.row.progress, Progress::new(0, 3));
    assert_eq!(detail.row.state.class, StateClass::Busy);
}

#[tokio::test]
async fn a_resize_shows_how_many_nodes_have_the_new_size() {
    let stub = Stub::default().cluster(CATALOGUE, sample!("status-resizing"));
    let detail = read(&stub.manager(), CLUSTERS, CATALOGUE).await;
    assert_eq!(detail.row.progress, Progress::new(1, 3));
    assert_eq!(&*detail.row.state.text, "RUNNING");
    assert_eq!(field(&detail, "resize"), "DC1 to m5xl-1600-v2, 1 of 3");
    let centres = table(detail.children_of(DATA_CENTRES));
    assert_eq!(
        centres[0],
        "DC1 | RUNNING | US_EAST_1 | AWS_VPC | 2/3 | m5l-250-v2 m5xl-1600-v2 | m5xl-1600-v2 | 1/3 | 10.10.0.0/16 | - \
         | - | client-encryption password-authentication user-authorization"
    );
    assert_eq!(detail.children_of(DATA_CENTRES)[1].progress, None);
}

#[tokio::test]
async fn in_a_resize_nodes_of_the_new_size_are_counted_also_while_the_status_says_that_it_comes_up() {
    let body = sample!("status-resizing").replace(
        r#""clusterStatus": "RUNNING""#,
        r#""clusterStatus": "PROVISIONED""#,
    );
    let stub = Stub::default().cluster(CATALOGUE, &body);
    let detail = read(&stub.manager(), CLUSTERS, CATALOGUE).await;
    assert_eq!(
        (&*detail.row.state.text, detail.row.progress),
        ("PROVISIONED", Progress::new(1, 3))
    );
}

#[tokio::test]
async fn a_node_keeps_its_name_when_a_resize_gives_it_another_id() {
    let before = Stub::default().cluster(CATALOGUE, sample!("status-running-2dc"));
    let after = Stub::default().cluster(CATALOGUE, sample!("status-resizing"));
    let [before, after] = [before, after].map(|stub| async move {
        let detail = read(&stub.manager(), CLUSTERS, CATALOGUE).await;
        let servers = detail.children_of(SERVERS).iter();
        servers
            .map(|row| (row.id.to_string(), row.name.to_string()))
            .unzip::<_, _, Vec<_>, Vec<_>>()
    });
    let (before, after) = (before.await, after.await);
    assert_eq!(before.1, after.1);
    assert_ne!(before.0, after.0);
}

#[tokio::test]
async fn the_header_says_what_a_cluster_is_made_of() {
    let stub = Stub::default()
        .cluster(EVENTS, sample!("status-kafka-running"))
        .with(
            &format!("GET /{EVENTS}/terraform-description"),
            202,
            sample!("terraform-description-kafka"),
        );
    let detail = read(&stub.manager(), CLUSTERS, EVENTS).await;
    assert_eq!(field(&detail, "bundle"), "KAFKA");
    assert_eq!(field(&detail, "version"), "3.1.2");
    assert_eq!(
        field(&detail, "add-ons"),
        "KARAPACE_SCHEMA_REGISTRY 3.2.0, KARAPACE_REST_PROXY 3.2.0"
    );
    assert_eq!(field(&detail, "provider"), "AWS_VPC (INSTACLUSTR)");
    assert_eq!(field(&detail, "SLA tier"), "NON_PRODUCTION");
    assert_eq!(field(&detail, "PCI"), "DISABLED");
    assert_eq!(field(&detail, "default user"), "ickafka");
    assert!(field(&detail, "options").contains("dedicatedZookeeper"));
    assert_eq!(&*detail.document, sample!("status-kafka-running"));
}

#[tokio::test]
async fn without_a_description_the_bundle_is_guessed_or_unknown_and_nothing_else_is_lost() {
    let stub = Stub::default()
        .cluster(CATALOGUE, sample!("status-running-2dc"))
        .with(&format!("GET /{CATALOGUE}/terraform-description"), 500, "<html>");
    let detail = read(&stub.manager(), CLUSTERS, CATALOGUE).await;
    assert_eq!(field(&detail, "bundle"), "APACHE_CASSANDRA");
    assert_eq!(field(&detail, "version"), "apache-cassandra-3.11.8");
    let other = Stub::default().cluster(
        ORDERS,
        r#"{"id": "x", "clusterName": "y", "username": "icother"}"#,
    );
    let detail = read(&other.manager(), CLUSTERS, ORDERS).await;
    assert_eq!(field(&detail, "bundle"), "unknown");
    assert_eq!(&*detail.row.name, "y");
}

#[tokio::test]
async fn a_deferred_or_a_leaving_cluster_says_so() {
    let classes = [
        (sample!("status-deferred"), "DEFERRED", StateClass::Bad),
        (sample!("status-deleting"), "DELETING", StateClass::GoingDown),
    ];
    for (body, word, class) in classes {
        let stub = Stub::default().cluster(ORDERS, body);
        let detail = read(&stub.manager(), CLUSTERS, ORDERS).await;
        assert_eq!((&*detail.row.state.text, detail.row.state.class), (word, class));
    }
}

#[tokio::test]
async fn encryption_keys_are_listed_and_read_from_their_list() {
    let stub = Stub::default().with("GET /encryption-keys", 200, sample!("encryption-keys"));
    let manager = stub.manager();
    let [key] = &rows(&manager, ENCRYPTION_KEYS).await[..] else {
        panic!("one key");
    };
    assert_eq!(shown(key)[0], "oregon 1");
    let detail = read(&manager, ENCRYPTION_KEYS, &key.id).await;
    assert_eq!(*detail.row, *key);
    assert!(detail.document.contains("arn:aws:kms"));
    let none = manager.read(ENCRYPTION_KEYS, &"other".into()).await;
    assert!(matches!(none, Err(ManagerError::NotFound { .. })));
}

#[tokio::test]
async fn every_row_has_a_cell_for_each_column() {
    let stub = Stub::default()
        .with("GET /", 200, sample!("list-clusters"))
        .cluster(CATALOGUE, sample!("status-resizing"));
    let detail = read(&stub.manager(), CLUSTERS, CATALOGUE).await;
    for group in &detail.children {
        let kind = KINDS.iter().find(|kind| kind.id == group.kind).unwrap();
        for row in &group.rows {
            assert_eq!(row.cells.len(), kind.columns.len(), "{}", kind.id);
        }
    }
}
