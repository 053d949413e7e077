//! `qd plan`, `qd apply`, `qd create`, `qd clone`: files of desired states against simulated managers.

use serde_json::{Value, json};

use crate::STAGE;
use crate::harness::{Home, Served, stage};

/// A home with one served context, without protection.
fn east(options: &[&str]) -> (Served, Home) {
    let served = Served::start(&[&["--speed", "1000"], options].concat());
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .config(&served.config(&["east"]));
    (served, home)
}

/// The document of a cluster as `qd get` prints it, changed.
fn document(home: &Home, cluster: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut document = home
        .run(&["get", "cluster", cluster, "-o", "json"])
        .expect(0)
        .json();
    change(&mut document);
    format!("{document:#}")
}

fn tag(value: &str) -> impl FnOnce(&mut Value) {
    move |document| document["spec"]["awsTags"] = json!([{"name": "owner", "value": value}])
}

#[test]
fn what_get_prints_is_a_file_without_drift() {
    let (_served, home) = east(&[]);
    home.write("specs/a.json", &document(&home, "clickstream", |_| ()));
    let yaml = home
        .run(&["get", "cluster", "observability", "-o", "yaml"])
        .expect(0)
        .out;
    home.write("specs/b.yaml", &yaml);
    for more in [&[][..], &["--exact"][..]] {
        let specs = home.path("specs").display().to_string();
        let run = home.run(&[&["plan", "-f", &specs][..], more].concat()).expect(0);
        assert_eq!(run.out.matches("no change").count(), 2, "{}", run.out);
        assert_eq!(run.err, "");
    }
}

#[test]
fn the_two_lines_of_a_pipeline_plan_and_apply() {
    let (_served, home) = east(&[]);
    home.write("specs/a.json", &document(&home, "clickstream", tag("me")));
    home.write("specs/b.json", &document(&home, "observability", |_| ()));
    let specs = home.path("specs").display().to_string();
    let plan = home.path("plan.json").display().to_string();
    home.run(&["plan", "-f", &specs, "--out", &plan]).expect(2);
    let run = home.run(&["apply", &plan, "--yes", "--wait"]).expect(0);
    assert!(run.out.contains("clickstream: applied (v"), "{}", run.out);
    home.run(&["plan", "-f", &specs]).expect(0);
    // It was carried out: what it began from is not there any more.
    let stale = home.run(&["apply", &plan, "--yes", "--wait"]).expect(1);
    assert!(stale.err.contains("is stale: its version was v"), "{}", stale.err);
    assert!(stale.err.contains("nothing was sent"), "{}", stale.err);
    // Without drift there is a plan that does nothing.
    home.run(&["plan", "-f", &specs, "--out", &plan]).expect(0);
    assert_eq!(home.run(&["apply", &plan, "--yes"]).expect(0).out, "");
}

#[test]
fn a_saved_plan_holds_no_secret_and_keeps_those_that_are_there() {
    let (_served, home) = east(&[]);
    let secret = "clientSecret: planted-6f1d";
    let with_secret = |document: &mut Value| {
        document["spec"]["pivot"] =
            json!({"accessMode": "OIDC", "roleAuthority": "NATIVE", "options": secret});
    };
    let file = home.write("a.json", &document(&home, "clickstream", with_secret));
    let plan = home.path("plan.json").display().to_string();
    let refused = home
        .run(&["plan", "-f", &file, "--out", &plan, "--diff"])
        .expect(1);
    assert!(refused.err.contains("brings a new secret"), "{}", refused.err);
    assert!(
        !refused.out.contains("planted") && !home.path("plan.json").exists(),
        "{}",
        refused.out
    );

    let confirmed = ["--yes", "--confirm", "clickstream", "--wait", "--force"];
    home.run(&[&["apply", "-f", &file][..], &confirmed].concat())
        .expect(0);
    home.write("a.json", &document(&home, "clickstream", tag("me")));
    home.run(&["plan", "-f", &file, "--out", &plan]).expect(2);
    assert!(!std::fs::read_to_string(&plan).unwrap().contains("planted"));
    home.run(&["apply", &plan, "--yes", "--wait"]).expect(0);
    let now = home
        .run(&["get", "cluster", "clickstream", "-o", "json", "--show-secrets"])
        .expect(0)
        .json();
    assert_eq!(now["spec"]["pivot"]["options"], secret);
    assert_eq!(now["spec"]["awsTags"][0]["value"], "me");
}

#[test]
fn a_member_that_is_not_named_stays_and_exact_takes_it_away() {
    let (_served, home) = east(&[]);
    let file = home.write(
        "a.yaml",
        "metadata: {name: clickstream}\nspec: {awsTags: [{name: owner, value: me}]}\n",
    );
    let changed = |more: &[&str]| {
        let run = home.run(&[&["plan", "-f", &file, "-o", "json"], more].concat());
        let changes = run.json()[0]["changes"].as_array().cloned().unwrap_or_default();
        changes
            .iter()
            .map(|change| change["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(!changed(&[]).is_empty());
    let exact = home.run(&["plan", "-f", &file, "--exact"]).expect(1);
    assert!(exact.err.contains("a.yaml: error: "), "{}", exact.err);
    let gone = document(&home, "clickstream", |document| {
        document["spec"]
            .as_object_mut()
            .unwrap()
            .remove("awsKeyPair")
            .unwrap();
    });
    home.write("a.yaml", "");
    let file = home.write("b.json", &gone);
    assert_eq!(
        home.run(&["plan", "-f", &file])
            .expect(0)
            .out
            .matches("no change")
            .count(),
        1
    );
    let exact = home
        .run(&["plan", "-f", &file, "--exact", "-o", "json"])
        .expect(2)
        .json();
    assert_eq!(exact[0]["changes"][0]["path"], "spec.awsKeyPair");
    assert_eq!(exact[0]["changes"][0]["kind"], "remove");
}

#[test]
fn mistakes_are_told_with_file_line_and_column_and_the_others_are_still_planned() {
    let (_served, home) = east(&[]);
    home.write("specs/a.json", &document(&home, "clickstream", tag("me")));
    home.write(
        "specs/b.json",
        &document(&home, "observability", |document| {
            document["spec"]["query"]["replicas"] = json!(0)
        }),
    );
    home.write("specs/c.json", "{\n  \"metadata\": }");
    home.write("specs/d.json", r#"{"metadata":{"name":"clickstraem"}}"#);
    home.write("specs/e.json", r#"{"metadata":{"name":"clickstream"}}"#);
    home.write("specs/f.json", r#"{"spec":{}}"#);
    let specs = home.path("specs").display().to_string();
    let run = home.run(&["plan", "-f", &specs]).expect(1);
    assert!(run.out.contains("clickstream"), "{}", run.out);
    let place = run
        .err
        .lines()
        .find(|line| line.contains("b.json:") && line.contains(" error: spec.query.replicas: "));
    assert!(place.is_some_and(|line| line.starts_with('/')), "{}", run.err);
    for words in [
        "c.json:2:15:",
        "d.json: no cluster is called clickstraem (did you mean clickstream? --create makes it)",
        "a.json is about the same cluster",
        "f.json: it does not say which cluster it is about",
    ] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    let apply = home.run(&["apply", "-f", &specs, "--yes"]);
    assert!(
        apply.code != 0 && apply.err.contains("nothing was sent"),
        "{apply:#?}"
    );
    home.run(&["plan", "-f", "specs/nothing.json"]).expect(1);
    home.run(&["plan", "--nonsense"]).expect(1);
    home.run(&["apply", "--nonsense"]).expect(2);
}

#[test]
fn what_the_manager_refuses_in_the_dry_run_is_told_at_its_place_and_nothing_is_sent() {
    let (_served, home) = east(&[]);
    home.write("specs/a.json", &document(&home, "clickstream", tag("me")));
    home.write(
        "specs/b.json",
        &document(&home, "observability", |document| {
            document["spec"]["metadataStore"]["instanceType"] = json!("db.x9.huge");
        }),
    );
    let specs = home.path("specs").display().to_string();
    let confirmed = [
        "--yes",
        "--confirm",
        "observability",
        "--confirm",
        "clickstream",
        "--wait",
    ];
    let run = home
        .run(&[&["apply", "-f", &specs][..], &confirmed].concat())
        .expect(1);
    let place = run
        .err
        .lines()
        .find(|line| line.contains("b.json:") && line.contains("refused: spec.metadataStore.instanceType"));
    assert!(place.is_some(), "{}", run.err);
    assert_eq!(run.out, "");
    let drift = home.run(&["plan", "-f", &specs, "-o", "name"]).expect(2);
    assert_eq!(drift.out.lines().count(), 2, "neither was sent: {}", drift.out);
}

#[test]
fn a_busy_cluster_is_left_alone() {
    let id = crate::harness::id_of("analytics-stage");
    let fault = format!("status=409@PATCH@/api/v1/clusters/{id}");
    let home = Home::new();
    let file = home.write(
        "a.yaml",
        "metadata: {name: analytics-stage}\nspec: {awsTags: []}\n",
    );
    let apply = ["apply", "-f", &file, "--yes", "--fault", &fault];
    let run = home.run(&[&apply[..], &STAGE].concat()).expect(1);
    assert!(run.err.contains("nothing was sent"), "{}", run.err);
    let file = home.write("b.yaml", "metadata: {name: billing-stage}\nspec: {awsTags: []}\n");
    let run = home
        .run(&[&["apply", "-f", &file, "--yes"][..], &STAGE].concat())
        .expect(1);
    assert!(run.err.contains("takes no change now"), "{}", run.err);
}

#[test]
fn an_outcome_that_is_not_known_is_said_or_found_out_and_never_repeated() {
    let home = Home::new();
    let file = home.write(
        "a.yaml",
        "metadata: {name: analytics-stage}\nspec: {awsTags: []}\n",
    );
    // Chance cuts the answer to the dry run, to the change, or to none.
    for seed in ["1", "2", "3"] {
        let apply = [
            "apply",
            "-f",
            &file,
            "--yes",
            "--fault",
            "cut:0.5@PATCH",
            "--seed",
            seed,
        ];
        let run = home.run(&[&apply[..], &STAGE].concat());
        assert!(matches!(run.code, 0 | 5 | 6), "{run:#?}");
        assert_eq!(run.code == 0, run.out.contains("apply accepted"), "{run:#?}");
    }
}

#[test]
fn protection_is_that_of_any_change() {
    let home = Home::new();
    let file = home.write("a.yaml", "metadata: {name: clickstream}\nspec: {awsTags: []}\n");
    let prod = |more: &[&str]| {
        home.run(
            &[
                &["apply", "-f", &file, "--sandbox", "--quiet", "-c", "prod"],
                more,
            ]
            .concat(),
        )
    };
    assert!(prod(&["--yes"]).expect(4).err.contains("--confirm clickstream"));
    prod(&["--confirm", "clickstream"]).expect(0);
    assert!(
        prod(&["--confirm", "clickstream", "--read-only"])
            .expect(4)
            .err
            .contains("read-only")
    );
}

#[test]
fn a_name_in_several_contexts_must_be_told_apart_and_an_id_need_not() {
    let served = Served::start(&[]);
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .config(&served.config(&["east", "west"]));
    let file = home.write("a.yaml", "metadata: {name: clickstream}\nspec: {awsTags: []}\n");
    let run = home.run(&["plan", "-f", &file]).expect(1);
    assert!(
        run.err.contains("2 clusters are called clickstream"),
        "{}",
        run.err
    );
    assert!(run.err.contains("  east     clickstream"), "{}", run.err);
    home.run(&["plan", "-f", &file, "-c", "west"]).expect(2);
}

#[test]
fn a_silent_context_leaves_a_name_unsure() {
    let home = Home::new();
    let file = home.write(
        "a.yaml",
        "metadata: {name: analytics-stage}\nspec: {awsTags: []}\n",
    );
    let both = ["--sandbox", "--quiet", "-c", "stage", "-c", "lab"];
    let run = home.run(&[&["plan", "-f", &file][..], &both].concat()).expect(1);
    assert!(run.err.contains("lab"), "{}", run.err);
}

#[test]
fn clusters_are_created_copied_and_known_by_then() {
    let (_served, home) = east(&[]);
    let template = home
        .run(&["create", "--template", "--print", "--name", "fresh"])
        .expect(0)
        .out;
    let file = home.write("fresh.json", &template);
    let unknown = home.run(&["plan", "-f", &file]).expect(1);
    assert!(unknown.err.contains("--create makes it"), "{}", unknown.err);
    home.run(&["plan", "-f", &file, "--create"]).expect(2);
    let run = home.run(&["create", "-f", &file, "--yes", "--wait"]).expect(0);
    assert!(run.out.contains("fresh: created (v"), "{}", run.out);
    let again = home.run(&["create", "-f", &file, "--yes"]).expect(1);
    assert!(again.err.contains("is there already"), "{}", again.err);
    let clone = ["clone", "fresh", "--name", "fresh-2", "--yes", "--wait"];
    let missing = home.run(&clone).expect(1);
    assert!(
        missing
            .err
            .contains("copy of fresh: error: spec.deepStorage.path"),
        "{}",
        missing.err
    );
    assert!(missing.err.contains("--with PATH=VALUE"), "{}", missing.err);
    let with = [
        "--with",
        "spec.deepStorage.path=s3://two/there",
        "--with",
        "spec.query.replicas=3",
    ];
    let run = home.run(&[&clone[..], &with].concat()).expect(0);
    let copy = home
        .run(&["get", "cluster", "fresh-2", "-o", "json"])
        .expect(0)
        .json();
    assert_eq!(copy["spec"]["query"]["replicas"], 3);
    assert_eq!(copy["spec"]["deepStorage"]["path"], "s3://two/there");
    assert!(run.out.contains("fresh-2: created"), "{}", run.out);
    home.run(&["clone", "fresh", "--name", "fresh-2", "--yes"])
        .expect(1);
    let several = stage(&["plan", "-f", &file]).expect(1);
    assert!(
        several.err.contains("no cluster is called fresh"),
        "{}",
        several.err
    );
}
