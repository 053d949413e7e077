//! A day's work with a manager of hosts: in the sandbox, and over a socket.

use serde_json::json;

use crate::harness::{Home, Run, Served};

/// The context of the sandbox that holds hosts; nothing in it changes by itself.
const EDGE: [&str; 4] = ["--sandbox", "--quiet", "-c", "edge"];
/// Waited for, in a world that runs fast.
const AT_ONCE: [&str; 4] = ["--yes", "--wait", "--speed", "1000"];
const KEY: &str = "-----BEGIN KEY-----\nplanted-pearl\n-----END KEY-----\n";

fn edge(arguments: &[&str]) -> Run {
    Home::new().run(&[arguments, &EDGE].concat())
}

fn at_once(arguments: &[&str]) -> Run {
    edge(&[arguments, &AT_ONCE].concat())
}

/// A home with a private key in it.
fn with_key() -> (Home, String) {
    let home = Home::new().env("LOGNAME", "ada");
    let key = home.write("id_ed25519", KEY);
    (home, key)
}

// What is shown.

#[test]
fn every_kind_is_listed_and_each_of_its_objects_described() {
    for (plural, singular, id, words) in [
        ("clusters", "cluster", "edge-us-west", "container manager"),
        ("hosts", "host", "10.27.0.11", "its container manager says"),
        ("operations", "operation", "edge-us-east/deploy", "7.3.1"),
        ("networks", "network", "flannel-edge", "address=10.20.0.2:8080"),
        (
            "container-managers",
            "container-manager",
            "openshift-emea",
            "server_url token",
        ),
        ("credentials", "credential", "10.20.0.11", "characters of base64"),
    ] {
        let names = edge(&["get", plural, "-o", "name"]).expect(0).out;
        let table = edge(&["get", plural, "-o", "wide"]).expect(0).out;
        assert_eq!(table.lines().count(), names.lines().count() + 1, "{table}");
        let one = edge(&["get", singular, id, "-o", "json"]).expect(0).json();
        assert!(one.is_object(), "{one}");
        let text = edge(&["describe", &format!("{singular}/{id}")]).expect(0).out;
        assert!(text.contains(words), "{singular} {id}: {text}");
        // A name is as good as an id.
        let last = names.lines().last().unwrap();
        edge(&["get", singular, last]).expect(0);
    }
    let servers = edge(&["get", "servers", "edge-us-west", "-o", "name"])
        .expect(0)
        .out;
    assert_eq!(
        servers.lines().collect::<Vec<_>>(),
        ["10.23.0.11", "10.23.0.12", "10.23.0.13", "10.23.0.14"]
    );
}

#[test]
fn keys_and_tokens_are_masked_unless_they_are_asked_for() {
    const TOKEN: &str = "sandbox-token-31f7";
    // What a key of the sandbox begins with, in base64.
    const KEY_BEGIN: &str = "LS0tLS1CRUdJTiBTQU5EQk9Y";
    for (what, secret) in [
        (["get", "credential", "10.20.0.11"], KEY_BEGIN),
        (["get", "container-manager", "openshift-emea"], TOKEN),
    ] {
        for form in ["json", "yaml", "table", "wide"] {
            let run = edge(&[&what[..], &["-o", form]].concat()).expect(0);
            assert!(
                !run.out.contains(secret) && !run.err.contains(secret),
                "{what:?} {form}: {run:?}"
            );
        }
        let shown = edge(&[&what[..], &["-o", "json", "--show-secrets"]].concat()).expect(0);
        assert!(shown.out.contains(secret), "{shown:?}");
    }
    for kind in ["credentials", "container-managers"] {
        for form in ["json", "table"] {
            let run = edge(&["get", kind, "-o", form]).expect(0);
            assert!(
                !run.out.contains(TOKEN) && !run.out.contains(KEY_BEGIN),
                "{run:?}"
            );
        }
    }
    for object in ["credential/10.20.0.11", "container-manager/openshift-emea"] {
        let run = edge(&["describe", object]).expect(0);
        assert!(
            !run.out.contains(TOKEN) && !run.out.contains(KEY_BEGIN),
            "{run:?}"
        );
    }
}

// Changes, each in a world of its own.

#[test]
fn a_host_is_bootstrapped_with_the_key_in_a_file() {
    let (home, key) = with_key();
    let run = |more: &[&str]| home.run(&[more, &AT_ONCE, &EDGE].concat());
    let ready = run(&["bootstrap-host", "10.0.0.9", "--key-file", &key]).expect(0);
    assert_eq!(ready.out, "edge/10.0.0.9: bootstrapped (it is disassociated)\n");
    let member = [
        "bootstrap-host",
        "10.0.0.9",
        "--key-file",
        &key,
        "--cluster",
        "staging",
    ];
    assert_eq!(
        run(&member).expect(0).out,
        "edge/10.0.0.9: bootstrapped (it is active)\n"
    );
    let failed = run(&["bootstrap-host", "10.0.0.77", "--key-file", &key]).expect(1);
    assert!(
        failed.err.contains("it cannot be reached, or its setup failed"),
        "{}",
        failed.err
    );
    let taken = run(&["bootstrap-host", "10.29.0.11", "--key-file", &key]).expect(1);
    assert!(taken.err.contains("10.29.0.11 is there already"), "{}", taken.err);
    let nowhere = run(&["bootstrap-host", "10.0.0.9", "--key-file", "/no/such/key"]).expect(1);
    assert!(
        nowhere.err.contains("/no/such/key cannot be read"),
        "{}",
        nowhere.err
    );

    let journal = home.run(&["journal", "--sandbox", "-o", "json"]).expect(0);
    assert!(
        journal.out.contains("cluster: staging") && journal.out.contains(&key),
        "{}",
        journal.out
    );
    assert!(!journal.out.contains("planted-pearl"));
}

#[test]
fn clusters_are_made_extended_and_taken_down() {
    let made = at_once(&["create-cluster", "lab-2", "--container-manager", "edge-pods"]).expect(0);
    assert_eq!(made.out, "edge/lab-2: created (lab-2 is there)\n");
    let taken = at_once(&["create-cluster", "staging"]).expect(1);
    assert!(taken.err.contains("staging is there already"), "{}", taken.err);
    let added = at_once(&["add-hosts", "staging", "--hosts", "10.29.0.11,10.29.0.66"]).expect(0);
    assert_eq!(added.out, "edge/staging: extended (it has 2 hosts now)\n");
    let apart = at_once(&[
        "add-hosts",
        "staging",
        "--hosts",
        "10.29.0.11",
        "--hosts",
        "10.29.0.66",
    ])
    .expect(0);
    assert_eq!(apart.out, added.out);
    let out = at_once(&["remove-host", "kiosk-lyon", "10.25.2.12"]).expect(0);
    assert_eq!(
        out.out,
        "edge/kiosk-lyon: removed (10.25.2.12 is out of it, with 1 host left)\n"
    );
    let joined = at_once(&["join", "10.29.0.11", "--cluster", "staging"]).expect(0);
    assert_eq!(joined.out, "edge/10.29.0.11: joined (it is in staging, active)\n");
    for (object, name) in [
        ("kiosk-lyon", "kiosk-lyon"),
        ("host/10.29.0.11", "10.29.0.11"),
        ("network/flannel-lab", "flannel-lab"),
        ("container-manager/openshift-emea", "openshift-emea"),
    ] {
        let unsure = at_once(&["delete", object]).expect(4);
        assert!(
            unsure.err.contains(&format!("--confirm {name}")),
            "{}",
            unsure.err
        );
        let gone = at_once(&["delete", object, "--confirm", name]).expect(0);
        assert_eq!(gone.out, format!("edge/{name}: deleted (it is gone)\n"));
    }
}

#[test]
fn operations_are_followed_host_by_host_to_their_end() {
    let upgraded = at_once(&["upgrade", "kiosk-lyon"]).expect(0);
    assert_eq!(upgraded.out, "edge/kiosk-lyon: upgraded (2/2 hosts upgraded)\n");
    let restarted = at_once(&["restart", "ci-runners"]).expect(0);
    assert_eq!(
        restarted.out,
        "edge/ci-runners: restarted (4/4 hosts restarted)\n"
    );
    let deployed = at_once(&["deploy", "edge-ap-south", "--to-version", "7.3.2"]).expect(0);
    assert_eq!(
        deployed.out,
        "edge/edge-ap-south: deployed (3/3 hosts deployed)\n"
    );
    let failed = at_once(&["upgrade", "warehouse-robots"]).expect(1);
    assert!(
        failed.err.contains("failed on 10.28.0.66; 2/3 hosts upgraded"),
        "{}",
        failed.err
    );
    let left = edge(&["upgrade", "edge-us-east", "--yes", "--wait", "--timeout", "2s"]).expect(8);
    assert!(
        left.err.contains("upgrade was accepted and goes on"),
        "{}",
        left.err
    );
}

#[test]
fn networks_and_container_managers_are_made_with_their_options() {
    let network = [
        "create-network",
        "net",
        "--type",
        "flannel_server",
        "--options",
        r#"{"address": "10.0.0.2:8080"}"#,
    ];
    assert_eq!(
        at_once(&network).expect(0).out,
        "edge/net: created (net is there)\n"
    );
    let home = Home::new();
    let options = r#"{"server_url": "https://ocp.example/", "token": "planted-pearl"}"#;
    let manager = ["create-container-manager", "ocp", "--options", options];
    let run = home.run(&[&manager[..], &AT_ONCE, &EDGE].concat()).expect(0);
    assert_eq!(run.out, "edge/ocp: created (ocp is there)\n");
    let journal = home.run(&["journal", "--sandbox", "-o", "json"]).expect(0);
    assert!(
        journal.out.contains("ocp.example") && !journal.out.contains("planted-pearl"),
        "{}",
        journal.out
    );
}

// What is not sent.

#[test]
fn what_is_named_wrongly_is_told_with_what_could_be_meant() {
    let near = at_once(&["upgrade", "edge-us-wst"]).expect(3);
    assert!(near.err.contains("did you mean edge-us-west"), "{}", near.err);
    let host = at_once(&["delete", "host/10.29.0.12", "--confirm", "10.29.0.12"]).expect(3);
    assert!(host.err.contains("no host is called 10.29.0.12"), "{}", host.err);
    let part = at_once(&["remove-host", "edge-us-west", "10.29.0.11"]).expect(3);
    assert!(
        part.err.contains("edge-us-west has no server 10.29.0.11"),
        "{}",
        part.err
    );
    let member = at_once(&["add-hosts", "staging", "--hosts", "10.9.9.8,10.9.9.9"]).expect(1);
    assert!(
        member.err.contains("there is no host 10.9.9.8, 10.9.9.9"),
        "{}",
        member.err
    );
    let cluster = at_once(&["join", "10.29.0.11", "--cluster", "nosuch"]).expect(1);
    assert!(cluster.err.contains("no cluster nosuch"), "{}", cluster.err);
}

#[test]
fn what_is_needed_or_malformed_is_told_before_anything_is_read() {
    let (_home, key) = with_key();
    for (arguments, words) in [
        (vec!["bootstrap-host", "10.0.0.9"], "--key-file"),
        (vec!["deploy", "staging"], "--to-version"),
        (vec!["add-hosts", "staging"], "--hosts"),
        (vec!["join", "10.29.0.11"], "--cluster"),
        (vec!["create-cluster", "a.b"], "a.b: only letters"),
        (vec!["bootstrap-host", "fe80::1", "--key-file", &key], "no IPv6"),
        (
            vec!["create-network", "net", "--type", "vxlan"],
            "flannel_etcd, flannel_server",
        ),
        (
            vec!["create-network", "net", "--options", "[1]"],
            "a JSON object is wanted",
        ),
        (
            vec!["deploy", "staging", "--to-version", "7.2.6", "--cluster", "x"],
            "--cluster",
        ),
    ] {
        let run = at_once(&arguments).expect(2);
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "");
    }
}

#[test]
fn a_host_that_is_not_ready_is_told_with_how_it_is() {
    let run = at_once(&["join", "10.23.0.12", "--cluster", "staging"]).expect(1);
    assert!(
        run.err
            .contains("it is failed; only active and disassociated hosts can join"),
        "{}",
        run.err
    );
}

#[test]
fn a_read_only_context_changes_nothing_and_a_protected_one_wants_the_name() {
    let read_only = at_once(&["upgrade", "kiosk-lyon", "--read-only"]).expect(4);
    assert!(
        read_only.err.contains("edge is read-only: nothing is sent"),
        "{}",
        read_only.err
    );
    let create = at_once(&["create-cluster", "lab-2", "--read-only"]).expect(4);
    assert!(create.err.contains("read-only"), "{}", create.err);
    let protected = at_once(&["upgrade", "kiosk-lyon", "--protected"]).expect(4);
    assert!(
        protected.err.contains("--confirm kiosk-lyon"),
        "{}",
        protected.err
    );
    at_once(&["upgrade", "kiosk-lyon", "--protected", "--confirm", "kiosk-lyon"]).expect(0);
    at_once(&["create-cluster", "lab-2", "--protected", "--confirm", "lab-2"]).expect(0);
    at_once(&["upgrade", "kiosk-lyon", "--confirm", "staging"]).expect(4);
}

#[test]
fn verbs_that_users_know_from_elsewhere_are_answered_with_the_reason() {
    let run = at_once(&["stop", "kiosk-lyon"]).expect(1);
    assert!(
        run.err.contains("its hosts are machines that run on their own"),
        "{}",
        run.err
    );
}

// Over a socket.

/// A simulated manager of hosts on a loopback port, and a home with contexts on it.
fn served(contexts: &[&str]) -> (Served, Home, String) {
    let served = Served::of("commissaire", &["--speed", "1000"]);
    let config = served
        .config(contexts)
        .replace("secret", "auth = \"bearer\"\nsecret");
    let home = Home::new().env("QD_TOKEN", "any").config(&config);
    let key = home.write("id_ed25519", KEY);
    (served, home, key)
}

#[test]
fn the_same_commands_work_over_a_socket_and_each_sees_what_the_last_one_did() {
    let (_served, home, key) = served(&["east"]);
    let names = home.run(&["get", "clusters", "-o", "name"]).expect(0).out;
    assert_eq!(names.lines().count(), 11, "{names}");
    home.run(&["create-cluster", "lab-2", "--yes", "--wait"])
        .expect(0);
    let bootstrap = [
        "bootstrap-host",
        "10.0.0.9",
        "--key-file",
        &key,
        "--cluster",
        "lab-2",
    ];
    let run = home
        .run(&[&bootstrap[..], &["--yes", "--wait"]].concat())
        .expect(0);
    assert_eq!(run.out, "east/10.0.0.9: bootstrapped (it is disassociated)\n");
    let run = home.run(&["upgrade", "lab-2", "--yes", "--wait"]).expect(0);
    assert_eq!(run.out, "east/lab-2: upgraded (1/1 hosts upgraded)\n");
    let host = home.run(&["describe", "host/10.0.0.9"]).expect(0).out;
    assert!(host.contains("lab-2") && host.contains("disassociated"), "{host}");
    let operation = home
        .run(&["get", "operation", "lab-2/upgrade", "-o", "json"])
        .expect(0)
        .json();
    assert_eq!(operation["upgraded"], json!(["10.0.0.9"]));
    home.run(&["delete", "host/10.0.0.9", "--confirm", "10.0.0.9", "--wait"])
        .expect(0);
    home.run(&["describe", "host/10.0.0.9"]).expect(3);
}

#[test]
fn where_several_contexts_could_make_it_one_must_be_said() {
    let (_served, home, _) = served(&["east", "west"]);
    let run = home.run(&["create-cluster", "lab-2", "--yes"]).expect(2);
    assert!(run.err.contains("say -c and one of east, west"), "{}", run.err);
    home.run(&["create-cluster", "lab-2", "--yes", "-c", "west"])
        .expect(0);
}
