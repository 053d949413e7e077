//! A day's work with Cloudify Manager, over a socket, in both generations.

use quarterdeck::managers::cloudify::sandbox::profile::Profile;
use serde_json::Value;

use crate::cloudify::served;
use crate::service::Service;

const SECRET: &str = "planted-pearl";

fn of(profile: Profile) -> Service {
    served(profile, 500.0)
}

fn open() -> Service {
    of(Profile::V42)
}

impl Service {
    /// The names of a list, or of a deployment's parts.
    fn names(&self, of: &[&str]) -> Vec<String> {
        let run = self.run(&[&["get"], of, &["-o", "name"]].concat()).expect(0);
        run.out.lines().map(str::to_owned).collect()
    }

    /// The newest execution of a deployment.
    fn execution(&self, deployment: &str) -> String {
        let list = self
            .run(&["get", "executions", deployment, "-o", "json"])
            .expect(0);
        list.json()[0]["id"].as_str().unwrap().to_owned()
    }
}

// What is shown.

#[test]
fn every_kind_is_listed_as_a_table_and_as_documents_by_both_generations() {
    for profile in [Profile::V42, Profile::V71] {
        let service = of(profile);
        for (kind, words) in [
            ("clusters", "shop-staging"),
            ("executions", "install"),
            ("nodes", "shop.nodes.Server"),
            ("node-instances", "uninitialized"),
            ("blueprints", "A shop in three tiers"),
            ("plugins", "cloudify-aws-plugin"),
            ("secrets", "db_password"),
            ("snapshots", "no space left on device"),
            ("tenants", "tenant_b"),
            ("users", "sys_admin"),
            ("user-groups", "harbour-crew"),
            ("manager", "deactivated"),
            ("services", "Webserver"),
            ("manager-nodes", "manager"),
        ] {
            let table = service.run(&["get", kind]).expect(0).out;
            assert!(table.contains(words), "{kind}: {table}");
            let documents = service.run(&["get", kind, "-o", "json"]).expect(0).json();
            let count = documents.as_array().unwrap().len();
            assert_eq!(table.lines().count(), count + 1, "{kind}: {table}");
        }
        for (kind, words) in [
            ("servers", "starting"),
            ("workflows", "scalable_entity_name"),
            ("nodes", "app_host"),
            ("executions", "failed"),
            ("events", "start failed on purpose"),
        ] {
            let table = service.run(&["get", kind, "shop-staging"]).expect(0).out;
            assert!(table.contains(words), "{kind}: {table}");
        }
    }
}

#[test]
fn a_description_says_what_the_state_is_derived_from_and_why_the_last_execution_failed() {
    for (profile, words) in [
        (
            Profile::V42,
            "Task failed 'script_runner.tasks.run' -> start failed on purpose",
        ),
        (Profile::V71, "2 operation errors: script_runner.tasks.run"),
    ] {
        let service = of(profile);
        let cluster = service.run(&["describe", "shop-staging"]).expect(0).out;
        assert!(
            cluster.contains("state derived from node instances: 8 started, 2 starting"),
            "{cluster}"
        );
        assert!(cluster.contains(words), "{cluster}");
    }
    let service = open();
    for (object, words) in [
        ("blueprint/shop", "fail_on (string"),
        ("node/shop/app", "contained in app_host"),
        ("snapshot/first-try", "pg_dump failed"),
        ("tenant/default_tenant", "ops1 (operations)"),
        ("user/ops1", "harbour-crew"),
        ("manager/manager", "premium"),
    ] {
        let described = service.run(&["describe", object]).expect(0).out;
        assert!(described.contains(words), "{described}");
    }
}

#[test]
fn a_limit_is_kept_to_and_how_many_there_are_is_said() {
    let service = open();
    for (arguments, words) in [
        (&["get", "executions", "--limit", "3"][..], "the first 3 of "),
        (
            &["get", "servers", "warehouse", "--limit", "3"],
            "the first 3 of 200 servers",
        ),
        (
            &["get", "events", "shop-staging", "--limit", "3"],
            "the newest 3 of ",
        ),
        (&["get", "clusters", "--limit", "3"], "the first 3 of 7 clusters"),
    ] {
        let run = service.run(arguments).expect(0);
        assert_eq!(run.out.lines().count(), 4, "{arguments:?}: {}", run.out);
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn events_are_chosen_by_level_type_words_and_execution() {
    let service = open();
    let events = |arguments: &[&str]| {
        let run = service
            .run(&[&["events"], arguments, &["-o", "json"]].concat())
            .expect(0);
        run.json().as_array().unwrap().clone()
    };
    let text = |event: &Value, field: &str| event[field].as_str().unwrap_or_default().to_owned();
    let bad = events(&["shop-staging", "--level", "error"]);
    assert!(bad.iter().all(|event| text(event, "level") == "error"));
    // Both logs and events.
    assert!(bad.iter().any(|event| text(event, "source") == "log"));
    assert!(bad.iter().any(|event| text(event, "type") == "workflow_failed"));
    let failed = events(&["shop-staging", "--type", "task_failed"]);
    assert!(
        failed
            .iter()
            .all(|event| event["causes"][0]["traceback"].is_string())
    );
    let found = events(&["--grep", "ON PURPOSE", "-n", "2"]);
    assert_eq!(found.len(), 2);
    let execution = service.execution("shop-staging");
    let own = events(&["--execution", &execution]);
    assert!(own.iter().all(|event| text(event, "execution") == execution));
    let ended = service
        .run(&["events", "--execution", &execution, "--follow", "-n", "1"])
        .expect(1);
    assert!(ended.err.contains("has ended: failed"), "{}", ended.err);
    service.run(&["events", "--execution", "nosuch"]).expect(3);
    let unknown = service.run(&["events", "shop", "--level", "loud"]).expect(2);
    assert!(unknown.err.contains("debug, info, warning"), "{}", unknown.err);
}

#[test]
fn another_tenant_is_looked_at_for_one_command() {
    let service = open();
    let names = service.names(&["clusters", "--tenant", "tenant_b"]);
    assert!(
        names.contains(&"hanging".to_owned()) && !names.contains(&"shop".to_owned()),
        "{names:?}"
    );
    let nowhere = service.run(&["get", "clusters", "--tenant", "nosuch"]).expect(5);
    assert!(
        nowhere.err.contains("check the setting `tenant`"),
        "{}",
        nowhere.err
    );
}

#[test]
fn values_of_secrets_are_masked_unless_they_are_asked_for_and_written_down_nowhere() {
    let service = open();
    let made = service.with_secret(&["create-secret", "mail"], SECRET).expect(0);
    assert_eq!(made.out, "cm/mail: created (it is there)\n");
    let get = ["get", "secret", "mail", "-o", "json"];
    let masked = service.run(&get).expect(0);
    assert_eq!(masked.json()["value"], "[redacted]");
    let shown = service.run(&[&get[..], &["--show-secrets"]].concat()).expect(0);
    assert_eq!(shown.json()["value"], SECRET);
    assert!(
        !service
            .run(&["describe", "secret/mail"])
            .expect(0)
            .out
            .contains(SECRET)
    );
    let journal = service.run(&["journal", "-o", "json"]).expect(0).out;
    assert!(journal.contains("create-secret") && !journal.contains(SECRET));
    let log = std::fs::read_to_string(service.home.path(".local/state/quarterdeck/qd.log")).unwrap();
    assert!(!log.contains(SECRET));
    let gone = service
        .run(&["delete", "secret/mail", "--confirm", "mail", "--wait"])
        .expect(0);
    assert_eq!(gone.out, "cm/mail: deleted (it is gone)\n");
}

// What is changed.

#[test]
fn a_workflow_is_run_with_parameters_and_its_events_are_printed_until_it_has_ended() {
    let service = open();
    let scale = [
        "run",
        "scale",
        "shop",
        "-p",
        "scalable_entity_name=web_host",
        "-p",
        "delta=1",
    ];
    let run = service
        .run(&[&scale[..], &["--yes", "--wait", "--follow"]].concat())
        .expect(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(
        lines[0].contains("Starting 'scale' workflow execution"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("'scale' workflow execution succeeded"),
        "{}",
        run.out
    );
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("cm/shop: run (scale ended well"),
        "{}",
        run.out
    );
    assert_eq!(service.names(&["servers", "shop"]).len(), 14);
}

#[test]
fn parameters_that_do_not_fit_are_told_before_anything_is_sent() {
    let service = open();
    let before = service.names(&["executions", "shop"]).len();
    for (arguments, code, words) in [
        (
            &["run", "nosuch", "shop"][..],
            1,
            "it has execute_operation, heal, install",
        ),
        (&["run", "scale", "shop"], 2, "scalable_entity_name is needed"),
        (
            &[
                "run",
                "scale",
                "shop",
                "-p",
                "scalable_entity_name=web",
                "-p",
                "delta=many",
            ],
            2,
            "delta: many is not a whole number",
        ),
        (
            &[
                "run",
                "scale",
                "shop",
                "-p",
                "scalable_entity_name=web",
                "-p",
                "detla=1",
            ],
            2,
            "there is no parameter detla (did you mean delta?)",
        ),
        (
            &[
                "create-deployment",
                "shop",
                "--name",
                "two",
                "-p",
                "web_servers=many",
            ],
            2,
            "web_servers: many is not a whole number",
        ),
        (
            &["create-deployment", "shop", "--name", "2two"],
            2,
            "it must begin with a letter",
        ),
        (
            &["restart", "shop"],
            1,
            "no workflow restart, which came with 4.3",
        ),
        (&["update-secret", "db_password", "--follow"], 2, "--follow"),
    ] {
        let run = service.at_once(arguments).expect(code);
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "");
    }
    assert_eq!(service.names(&["executions", "shop"]).len(), before);
}

#[test]
fn a_deployment_is_made_fails_is_healed_and_taken_down() {
    let service = open();
    let create = [
        "create-deployment",
        "shop",
        "--name",
        "try",
        "-p",
        "web_servers=1",
        "-p",
        "fail_on=web",
    ];
    let made = service.at_once(&create).expect(0);
    assert!(made.out.contains("try is there"), "{}", made.out);
    let failed = service.run(&["install", "try", "--yes", "--follow"]).expect(1);
    assert!(
        failed.out.contains("caused by NonRecoverableError"),
        "{}",
        failed.out
    );
    assert!(failed.err.contains("install failed"), "{}", failed.err);
    let live = service.run(&["delete", "try", "--confirm", "try"]).expect(1);
    assert!(
        live.err.contains("--ignore-live-nodes does it all the same"),
        "{}",
        live.err
    );
    let servers = service.names(&["servers", "try"]);
    let web = servers
        .iter()
        .find(|name| name.starts_with("web_") && !name.contains("host"));
    service
        .at_once(&["replace-server", "try", web.unwrap()])
        .expect(0);
    let cluster = service.run(&["get", "cluster", "try"]).expect(0).out;
    assert!(cluster.contains("8/8"), "{cluster}");
    // By way of execute_operation, for 4.2 has no workflows of these names.
    let stopped = service.at_once(&["stop", "try"]).expect(0);
    assert!(
        stopped.out.contains("execute_operation ended well"),
        "{}",
        stopped.out
    );
    service.at_once(&["start", "try"]).expect(0);
    service.run(&["uninstall", "try", "--yes"]).expect(4);
    service
        .run(&["uninstall", "try", "--confirm", "try", "--wait"])
        .expect(0);
    let gone = service
        .run(&["delete", "try", "--confirm", "try", "--wait"])
        .expect(0);
    assert_eq!(gone.out, "cm/try: deleted (it is gone)\n");
}

#[test]
fn what_hangs_is_cancelled_in_steps_and_the_hints_lead_there() {
    let service = open();
    let there = ["--tenant", "tenant_b"];
    let cancel = [
        &["cancel", "hanging", "--yes", "--wait", "--timeout", "2s"][..],
        &there,
    ]
    .concat();
    let left = service.run(&cancel).expect(8);
    assert!(left.err.contains("it is cancelling"), "{}", left.err);
    assert!(
        left.err
            .contains("`qd events hanging --context cm --scope tenant_b --follow` what happens"),
        "{}",
        left.err
    );
    let forced = service
        .at_once(&[&["force-cancel", "hanging"][..], &there].concat())
        .expect(0);
    assert_eq!(forced.out, "cm/hanging: cancelled (it is cancelled)\n");
    let nothing = service.at_once(&["cancel", "shop"]).expect(1);
    assert!(nothing.err.contains("nothing runs on it"), "{}", nothing.err);
}

#[test]
fn tenants_users_snapshots_and_maintenance_are_kept_from_here() {
    let service = open();
    service.at_once(&["create-tenant", "lab"]).expect(0);
    service
        .at_once(&["add-tenant-user", "lab", "--user", "ops1", "--role", "viewer"])
        .expect(0);
    let lab = service.run(&["describe", "tenant/lab"]).expect(0).out;
    assert!(lab.contains("ops1 (viewer)"), "{lab}");
    service
        .at_once(&["remove-tenant-user", "lab", "--user", "ops1"])
        .expect(0);
    service
        .run(&["delete", "tenant/lab", "--confirm", "lab", "--wait"])
        .expect(0);
    service
        .with_secret(&["create-manager-user", "joe", "--role", "default"], SECRET)
        .expect(0);
    service.at_once(&["deactivate-user", "joe"]).expect(0);
    let joe = service.run(&["get", "user", "joe"]).expect(0).out;
    assert!(joe.contains("inactive"), "{joe}");
    service.at_once(&["create-snapshot", "today"]).expect(0);
    let taken = service.at_once(&["create-snapshot", "today"]).expect(1);
    assert!(taken.err.contains("today is there already"), "{}", taken.err);
    let slow = [
        "activate-maintenance",
        "manager",
        "--confirm",
        "manager",
        "--wait",
        "--timeout",
        "2s",
    ];
    let left = service.run(&slow).expect(8);
    assert!(
        left.err.contains("`qd describe manager/manager --context cm"),
        "{}",
        left.err
    );
    service.at_once(&["deactivate-maintenance", "manager"]).expect(0);
}

#[test]
fn whoever_may_only_look_is_told_so() {
    let service = open();
    service.run(&["get", "clusters", "-c", "watch"]).expect(0);
    let refused = service
        .at_once(&["install", "shop-next", "-c", "watch"])
        .expect(1);
    assert!(
        refused
            .err
            .contains("is not permitted to perform the action execution_start"),
        "{}",
        refused.err
    );
}

#[test]
fn in_the_newer_generation_the_workflows_are_the_managers_own() {
    let service = of(Profile::V71);
    let stopped = service.at_once(&["stop", "shop"]).expect(0);
    assert!(stopped.out.contains("stop ended well"), "{}", stopped.out);
    service.at_once(&["restart", "shop"]).expect(0);
    let not_now = service.at_once(&["run", "install", "shop"]).expect(1);
    assert!(
        not_now.err.contains("install is not available now"),
        "{}",
        not_now.err
    );
    let execution = format!("execution/{}", service.execution("shop-staging"));
    let ended = service.at_once(&["cancel", &execution]).expect(1);
    assert!(ended.err.contains("it is failed already"), "{}", ended.err);
    let gone = service
        .run(&["delete", "shop-retired", "--confirm", "shop-retired", "--wait"])
        .expect(0);
    assert_eq!(gone.out, "cm/shop-retired: deleted (it is gone)\n");
}
