//! A day's work with Instaclustr: over a socket, against a service that answers however fast it is asked, and once
//! against one that shares its spacing.

use std::ops::Deref;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use quarterdeck::managers::instaclustr::sandbox::World;
use quarterdeck::managers::instaclustr::sandbox::fleet::Profile;

use crate::harness::Home;
use crate::service::{Service, fast};

/// A new cluster of Cassandra, but for its name.
const CASSANDRA: [&str; 8] = [
    "--version",
    "4.0.1",
    "--provider",
    "AWS_VPC",
    "--data-centre",
    "US_EAST_1",
    "--node-size",
    "m5l-250-v2",
];
const PASSWORD: &str = "planted-pearl";

/// The simulated service, and what is looked at and done behind its back.
struct Cloud {
    world: World,
    service: Service,
}

impl Cloud {
    /// One that takes requests without any spacing.
    fn open() -> Self {
        Self::spaced("0s")
    }

    fn spaced(spacing: &str) -> Self {
        let world = World::new(&fast(1_000.0), Profile::Demonstration);
        world.configure(|settings| settings.window = None);
        let service = Service::of(world.router(), |address| {
            let context = |name: &str, key: &str| {
                format!(
                    "[contexts.{name}]\nmanager = \"instaclustr\"\nurl = \"http://{address}\"\nauth = \"basic\"\n\
                     user = \"ada\"\nsecret = \"env:{key}\"\nspacing = \"{spacing}\"\n"
                )
            };
            let contexts = context("all", "KEY") + &context("audit", "READING");
            Home::new()
                .env("KEY", "any")
                .env("READING", "readonly")
                .config(&format!("use = \"all\"\n{contexts}"))
        });
        Self { world, service }
    }

    fn requests(&self) -> usize {
        self.world.traffic().count()
    }
}

impl Deref for Cloud {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

// What is shown.

#[test]
fn every_kind_of_part_is_listed_for_the_cluster_that_has_it() {
    let service = Cloud::open();
    for (kind, cluster, words) in [
        ("servers", "catalogue_prod", "us-east-1a/1"),
        ("data-centres", "catalogue_prod", "EU_WEST_1"),
        ("firewall-rules", "catalogue_prod", "sg-0a1b2c3d"),
        ("vpc-peerings", "catalogue_prod", "pending-acceptance"),
        ("users", "events_dev", "app_reader"),
        ("topics", "events_dev", "orders.placed"),
        ("acls", "events_dev", "PREFIXED"),
        ("configurations", "events_dev", "log.retention.hours"),
        ("backups", "catalogue_prod", "snapshot-upload"),
        ("resizes", "sessions_eu", "under way"),
        ("reloads", "billing_pg", "Reload complete"),
    ] {
        let table = service.run(&["get", kind, cluster]).expect(0).out;
        assert!(table.contains(words), "{kind}: {table}");
        let documents = service
            .run(&["get", kind, cluster, "-o", "json"])
            .expect(0)
            .json();
        let count = documents.as_array().unwrap().len();
        assert_eq!(table.lines().count(), count + 1, "{kind}: {table}");
    }
    let keys = service.run(&["get", "encryption-keys"]).expect(0).out;
    assert!(keys.contains("oregon 1"), "{keys}");
    let key = service
        .run(&["describe", "encryption-key/oregon 1"])
        .expect(0)
        .out;
    assert!(key.contains("arn:aws:kms"), "{key}");
    let cluster = service.run(&["describe", "events_dev"]).expect(0).out;
    assert!(
        cluster.contains("KARAPACE_REST_PROXY") && cluster.contains("zookeeper"),
        "{cluster}"
    );
}

#[test]
fn what_a_bundle_does_not_have_is_said_so_and_the_cluster_is_not_called_gone() {
    let service = Cloud::open();
    for (kind, bundle) in [("topics", "Kafka"), ("acls", "Kafka"), ("reloads", "PostgreSQL")] {
        let run = service.run(&["get", kind, "catalogue_prod"]).expect(2);
        let words = format!("only clusters of {bundle} have {kind}; this one runs Cassandra");
        assert!(run.err.contains(&words), "{}", run.err);
    }
}

#[test]
fn parts_belong_to_a_cluster_that_must_be_named() {
    let service = Cloud::open();
    let run = service.run(&["get", "firewall-rules"]).expect(2);
    assert!(run.err.contains("qd get firewall-rules CLUSTER"), "{}", run.err);
    let run = service.run(&["get", "firewall-rules", "catalogue"]).expect(3);
    assert!(run.err.contains("did you mean catalogue_prod"), "{}", run.err);
}

#[test]
fn the_password_of_the_default_user_is_masked_unless_it_is_asked_for() {
    let service = Cloud::open();
    let get = ["get", "cluster", "billing_pg", "-o", "json"];
    let shown = service
        .run(&[&get[..], &["--show-secrets"]].concat())
        .expect(0)
        .json();
    let password = shown["instaclustrUserPassword"].as_str().unwrap().to_owned();
    assert!(!password.contains("redacted") && !password.is_empty());
    for arguments in [
        &get[..],
        &["get", "cluster", "billing_pg", "-o", "yaml"],
        &["get", "clusters", "-o", "json"],
        &["describe", "billing_pg"],
    ] {
        let run = service.run(arguments).expect(0);
        assert!(!run.out.contains(&password), "{arguments:?}: {}", run.out);
    }
}

// Changes, each in a world of its own.

#[test]
fn a_service_is_opened_to_a_network_and_closed_again() {
    let service = Cloud::open();
    let open = [
        "add-firewall-rule",
        "catalogue_prod",
        "--types",
        "CASSANDRA",
        "--network",
    ];
    let run = service
        .at_once(&[&open[..], &["203.0.113.77"]].concat())
        .expect(0);
    assert!(run.out.starts_with("all/catalogue_prod: opened"), "{}", run.out);
    let rules = service
        .run(&["get", "firewall-rules", "catalogue_prod"])
        .expect(0)
        .out;
    assert!(rules.contains("203.0.113.77/32"), "{rules}");
    let again = service
        .at_once(&[&open[..], &["203.0.113.77"]].concat())
        .expect(1);
    assert!(again.err.contains("already exists"), "{}", again.err);
    // A rule goes by its id, or by its name.
    for rule in ["203.0.113.77/32/CASSANDRA", "203.0.113.10/32 CASSANDRA_CQL"] {
        let run = service
            .at_once(&["delete-firewall-rule", "catalogue_prod", rule])
            .expect(0);
        assert!(run.out.contains("is gone"), "{}", run.out);
    }
    let none = service
        .at_once(&["delete-firewall-rule", "catalogue_prod", "10.9.8.7/32/REDIS"])
        .expect(3);
    assert!(
        none.err.contains("has no firewall rule 10.9.8.7/32/REDIS"),
        "{}",
        none.err
    );
}

#[test]
fn clusters_are_made_followed_until_they_run_and_deleted_by_their_name() {
    let service = Cloud::open();
    let create = [&["create-cassandra", "orders-2"][..], &CASSANDRA].concat();
    let made = service.at_once(&create).expect(0);
    assert_eq!(made.out, "all/orders-2: created (RUNNING, 3 of 3 nodes run)\n");
    let taken = service.at_once(&create).expect(1);
    assert!(taken.err.contains("orders-2 is there already"), "{}", taken.err);
    let request = r#"{"bundles": [{"bundle": "REDIS", "version": "6.2.7", "options": {"masterNodes": 3,
        "replicaNodes": 0}}], "provider": {"name": "AWS_VPC"}, "nodeSize": "RDS-DEV-t4g.small-5",
        "dataCentre": "US_EAST_1", "clusterNetwork": "10.224.0.0/16"}"#;
    let made = service
        .at_once(&["create-from-json", "cache-2", "--request", request])
        .expect(0);
    assert_eq!(made.out, "all/cache-2: created (RUNNING, 3 of 3 nodes run)\n");
    let unsure = service.at_once(&["delete", "orders-2"]).expect(4);
    assert!(unsure.err.contains("--confirm orders-2"), "{}", unsure.err);
    let gone = service
        .run(&["delete", "orders-2", "--confirm", "orders-2", "--wait"])
        .expect(0);
    assert!(gone.out.starts_with("all/orders-2: deleted"), "{}", gone.out);
}

#[test]
fn a_data_centre_is_resized_by_its_name_and_followed_node_by_node() {
    let service = Cloud::open();
    let resize = ["resize", "catalogue_prod", "DC2", "--node-size"];
    let done = service
        .at_once(&[&resize[..], &["m5l-400-v2"]].concat())
        .expect(0);
    assert_eq!(
        done.out,
        "all/catalogue_prod: resized (3 of 3 nodes are m5l-400-v2 and run)\n"
    );
    let resizes = service.run(&["get", "resizes", "catalogue_prod"]).expect(0).out;
    assert!(resizes.contains("DC2") && resizes.contains("3/3"), "{resizes}");
    let unknown = service.at_once(&[&resize[..], &["m5huge"]].concat()).expect(1);
    assert!(
        unknown.err.contains("Unknown node size 'm5huge'"),
        "{}",
        unknown.err
    );
    let nowhere = service
        .at_once(&["resize", "catalogue_prod", "DC9", "--node-size", "m5l-400-v2"])
        .expect(3);
    assert!(
        nowhere
            .err
            .contains("has no data centre DC9 (did you mean DC1, DC2?)"),
        "{}",
        nowhere.err
    );
}

#[test]
fn the_password_of_a_new_user_is_read_from_standard_input_and_written_down_nowhere() {
    let service = Cloud::open();
    let create = ["create-user", "events_dev", "--username", "writer", "--bundle"];
    let kafka = [&create[..], &["kafka"]].concat();
    service.at_once(&kafka).expect(2);
    let short = service.with_secret(&kafka, "short\n").expect(2);
    assert!(short.err.contains("at least 8 characters"), "{}", short.err);
    let other = service.with_secret(&[&create[..], &["postgresql"]].concat(), PASSWORD);
    let other = other.expect(1);
    assert!(
        other
            .err
            .contains("postgresql is not one of this cluster, which has kafka"),
        "{}",
        other.err
    );
    service.with_secret(&kafka, PASSWORD).expect(0);
    let users = service
        .run(&["get", "users", "events_dev", "-o", "name"])
        .expect(0)
        .out;
    assert!(users.lines().any(|user| user == "writer"), "{users}");
    service
        .with_secret(&["reset-password", "events_dev", "kafka/writer"], PASSWORD)
        .expect(0);
    let journal = service.run(&["journal", "-o", "json"]).expect(0).out;
    assert!(journal.contains("reset-password") && !journal.contains(PASSWORD));
    let log = std::fs::read_to_string(service.home.path(".local/state/quarterdeck/qd.log")).unwrap();
    assert!(!log.contains(PASSWORD));
    let gone = service
        .at_once(&["delete-user", "events_dev", "kafka/writer"])
        .expect(0);
    assert!(gone.out.contains("is gone"), "{}", gone.out);
}

#[test]
fn topics_and_encryption_keys_come_and_go_by_name() {
    let service = Cloud::open();
    let topic = ["create-topic", "events_dev", "--topic", "returns"];
    let sizes = ["--partitions", "3", "--replication-factor", "3"];
    service.at_once(&[&topic[..], &sizes].concat()).expect(0);
    let twice = service.at_once(&[&topic[..], &sizes].concat()).expect(1);
    assert!(
        twice.err.contains("Topic 'returns' already exists"),
        "{}",
        twice.err
    );
    service
        .at_once(&["delete-topic", "events_dev", "returns"])
        .expect(0);
    let arn = "arn:aws:kms:us-west-2:123456789012:key/00000000-0000-4000-8000-000000000002";
    let added = service
        .at_once(&["create-encryption-key", "disks", "--arn", arn])
        .expect(0);
    assert!(added.out.contains("disks is there"), "{}", added.out);
    let gone = service
        .run(&["delete", "encryption-key/disks", "--confirm", "disks", "--wait"])
        .expect(0);
    assert_eq!(gone.out, "all/disks: deleted (it is gone)\n");
}

#[test]
fn a_deletion_that_waits_for_its_second_factor_is_told_as_waiting_and_not_as_done() {
    let service = Cloud::open();
    let mail = ["modify", "search_logs", "--delete-verify-email", "a@example.com"];
    service.at_once(&mail).expect(0);
    let left = service
        .run(&[
            "delete",
            "search_logs",
            "--confirm",
            "search_logs",
            "--wait",
            "--timeout",
            "4s",
        ])
        .expect(8);
    assert!(
        left.err.contains("waits for its confirmation by e-mail or phone"),
        "{}",
        left.err
    );
    let id = service.world.id_of("search_logs").unwrap();
    assert_eq!(service.world.status_of(&id).unwrap(), "RUNNING");
    assert!(service.world.confirm_delete(&id));
}

// What is not sent.

#[test]
fn what_this_manager_lacks_is_answered_with_the_reason_and_what_to_do_instead() {
    let service = Cloud::open();
    for (arguments, words) in [
        (&["start", "billing_pg"][..], "has no stopped clusters"),
        (&["stop", "billing_pg"], "to pay for it no more, delete it"),
        (
            &["restart", "billing_pg"],
            "reload has a node read its configuration",
        ),
        (
            &["replace-server", "billing_pg", "eu-west-1a/1"],
            "replaces nodes by itself, when they fail and in a resize",
        ),
    ] {
        let run = service.at_once(arguments).expect(1);
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
        assert!(run.err.contains("nothing was sent"), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn what_is_needed_or_malformed_is_told_after_reading_the_list_at_most() {
    let service = Cloud::open();
    let rule = ["add-firewall-rule", "catalogue_prod", "--types", "CASSANDRA"];
    let cluster = [&["create-cassandra", "orders-2"][..], &CASSANDRA].concat();
    for (arguments, words) in [
        (rule.to_vec(), "--network"),
        (
            [&rule[..], &["--network", "300.1.1.1"]].concat(),
            "an IPv4 network",
        ),
        (
            [&rule[..], &["--network", "203.0.113.0/33"]].concat(),
            "an IPv4 network",
        ),
        (
            [&rule[..], &["--network", "fe80::1/64"]].concat(),
            "an IPv4 network",
        ),
        (vec!["resize", "catalogue_prod", "DC1"], "--node-size"),
        (
            [&["create-cassandra", "or"][..], &CASSANDRA].concat(),
            "3 to 48 letters",
        ),
        (
            [&cluster[..], &["--network", "10.0.0.0/30"]].concat(),
            "10.0.0.0/30 is a /30",
        ),
        (
            [&cluster[..], &["--options", "[1]"]].concat(),
            "a JSON object is wanted",
        ),
        (
            vec!["create-from-json", "orders-2", "--request", "{\"bundles\""],
            "no JSON: line 1",
        ),
    ] {
        let before = service.requests();
        let run = service.at_once(&arguments).expect(2);
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "");
        let asked = service.requests() - before;
        assert!(asked <= 1, "{arguments:?}: {asked} requests");
    }
}

#[test]
fn a_pci_cluster_that_would_be_refused_is_not_ordered_and_one_that_fits_is() {
    let service = Cloud::open();
    let pci = [
        &["create-cassandra", "cards"][..],
        &CASSANDRA,
        &["--pci-compliant", "yes"],
    ]
    .concat();
    let with = |more: &[&str]| service.at_once(&[&pci[..], more].concat());
    let spark = with(&["--spark-version", "2.3.2"]).expect(1);
    for words in [
        "PCI compliance goes without SPARK",
        "PCI compliance needs private-network",
        "PCI compliance needs client-encryption",
        "nothing was sent",
    ] {
        assert!(spark.err.contains(words), "{}", spark.err);
    }
    assert_eq!(service.requests(), 0);
    with(&[
        "--private-network",
        "yes",
        "--authn-authz",
        "yes",
        "--client-encryption",
        "yes",
    ])
    .expect(0);
}

#[test]
fn a_read_only_key_reads_and_its_first_refused_change_says_what_it_is() {
    let service = Cloud::open();
    service.run(&["get", "clusters", "-c", "audit"]).expect(0);
    let refused = service
        .at_once(&["back-up", "billing_pg", "-c", "audit"])
        .expect(1);
    assert!(
        refused
            .err
            .contains("audit is read-only: the manager refused a change")
            && refused
                .err
                .contains("a read-only provisioning key may read and nothing else"),
        "{}",
        refused.err
    );
}

// The spacing.

/// Ends by itself when the test does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

#[test]
fn two_processes_keep_the_spacing_of_their_host_together() {
    let service = Cloud::spaced("1m");
    service.run(&["get", "clusters"]).expect(0);
    assert_eq!(service.requests(), 1);
    let command = &mut service.home.command(&["get", "clusters"]);
    let mut second = Running(command.stdout(Stdio::null()).spawn().unwrap());
    // It says in the file of the host that it waits.
    let ledger = ledger_of(&service.home);
    let name = format!("{}-", second.0.id());
    while !std::fs::read_to_string(&ledger)
        .unwrap_or_default()
        .contains(&name)
    {
        assert!(second.0.try_wait().unwrap().is_none(), "it did not wait");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(service.requests(), 1);
}

/// The only file about a host.
fn ledger_of(home: &Home) -> PathBuf {
    let directory = home.path(".local/state/quarterdeck/turns");
    let files: Vec<_> = std::fs::read_dir(directory).unwrap().collect();
    let [file] = files.as_slice() else {
        panic!("{files:?}");
    };
    file.as_ref().unwrap().path()
}
