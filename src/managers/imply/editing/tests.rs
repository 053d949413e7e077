//! Schema, template, rules and risks hold together on the documented samples.

use super::EDITING;
use crate::managers::imply::sandbox::fixture::SAMPLES;
use crate::spec::{
    Assessment, Change, ChangeKind, Checked, Gravity, Json, Path, Risk, Schema, Sides, Way, check, diff,
};

/// `dev-sandbox`: one server of each kind, running.
const DEV: usize = 0;
/// `prod-analytics`: 3 masters, 3 query servers, tiers of 6, 4 and 2.
const PROD: usize = 1;

fn schema() -> Schema {
    Schema::read(EDITING.schema)
}

fn sample(index: usize) -> Json {
    (EDITING.editable)(&SAMPLES[index].parse().unwrap())
}

/// A sample with another value at a path; `None` takes it out.
fn sample_with(index: usize, path: &str, value: Option<&str>) -> Json {
    let mut document = sample(index);
    let path = Path::read(path);
    let (name, parents) = path.steps().split_last().unwrap();
    let mut place = &mut document;
    for step in parents {
        let key = step.to_owned();
        let crate::spec::Step::Field(key) = key else {
            panic!("{path}")
        };
        let Json::Object(object) = place else {
            panic!("{path}")
        };
        place = object.get_mut(&key).unwrap();
    }
    let (Json::Object(object), crate::spec::Step::Field(name)) = (place, name) else {
        panic!("{path}")
    };
    match value {
        Some(value) => object.insert(&**name, value.parse().unwrap()),
        None => drop(object.remove(name)),
    }
    document
}

fn checked(document: &Json, way: Way) -> Checked {
    check(&document.pretty(), &EDITING, &schema(), way)
}

/// Path, gravity and words of what is said of a sample with this change.
fn said(index: usize, path: &str, value: Option<&str>, way: Way) -> Vec<(String, Gravity, String)> {
    let findings = checked(&sample_with(index, path, value), way)
        .findings
        .into_iter();
    findings
        .map(|finding| (finding.path.to_string(), finding.gravity, finding.message))
        .collect()
}

#[test]
fn the_template_and_the_samples_are_sound_in_every_way() {
    assert_eq!(schema().fault(), None);
    let template: Json = EDITING.template.parse().unwrap();
    for document in [template, sample(0), sample(1), sample(2)] {
        for way in EDITING.ways {
            let checked = checked(&document, *way);
            assert_eq!(checked.findings, [], "{way:?}");
            assert!(checked.can_be_sent());
        }
    }
}

#[test]
fn every_field_has_a_description() {
    fn visit(schema: &Schema, path: &Path, depth: usize, seen: &mut usize) {
        for (key, help) in schema.keys_at(path) {
            let path = path.field(&key);
            assert!(!help.description.is_empty(), "{path} has no description");
            assert!(help.description.ends_with('.'), "{path}: {}", help.description);
            *seen += 1;
            if depth < 8 {
                visit(schema, &path, depth + 1, seen);
                visit(schema, &path.index(0), depth + 1, seen);
            }
        }
    }
    let mut seen = 0;
    visit(&schema(), &Path::top(), 0, &mut seen);
    assert!(seen > 60, "{seen}");
}

#[test]
fn what_is_edited_has_no_status_no_uid_and_no_nulls_but_in_lists() {
    let read: Json = r#"{"metadata":{"uid":"u","name":"x","new":1,"old":null},"future":{},
        "spec":{"a":null,"b":{"c":null},"d":[null,{"e":null}],"z":1.0},"status":{"state":"RUNNING"}}"#
        .parse()
        .unwrap();
    assert_eq!(
        (EDITING.editable)(&read).to_string(),
        r#"{"metadata":{"name":"x","new":1},"spec":{"b":{},"d":[null,{"e":null}],"z":1.0}}"#
    );
    assert_eq!((EDITING.editable)(&Json::Null), Json::object());
}

#[test]
fn a_copy_is_the_same_but_for_what_belongs_to_one_cluster_alone() {
    let copy = (EDITING.copied)(&SAMPLES[PROD].parse().unwrap());
    let changed: Vec<String> = diff(&sample(PROD), &copy)
        .iter()
        .map(|change| change.path.to_string())
        .collect();
    assert_eq!(
        changed,
        ["metadata.name", "spec.pivot.url", "spec.deepStorage.path"]
    );
    let findings = checked(&copy, Way::Create).findings;
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.gravity == Gravity::Error)
        .map(|finding| finding.path.to_string())
        .collect();
    assert_eq!(errors, ["metadata.name", "spec.deepStorage.path"], "{findings:?}");
}

#[test]
fn going_back_to_a_version_neither_stops_nor_starts_the_cluster() {
    let now = sample(PROD);
    let mut old = sample_with(PROD, "spec.desiredState", Some("\"STOPPED\""));
    assert_eq!((EDITING.restored)(&old, &now), now);
    old = sample_with(PROD, "spec.query.replicas", Some("7"));
    let target = (EDITING.restored)(&old, &now);
    let changed: Vec<String> = diff(&now, &target)
        .iter()
        .map(|change| change.path.to_string())
        .collect();
    assert_eq!(changed, ["spec.query.replicas"]);
}

#[test]
fn each_trap_of_the_reference_is_an_error_at_its_place() {
    use Way::{Create, Overwrite, Patch};
    for (index, path, value, way, at) in [
        (DEV, "metadata.name", Some("null"), Patch, "metadata.name"),
        (DEV, "metadata.name", Some("\" \""), Patch, "metadata.name"),
        (DEV, "metadata.name", None, Create, "metadata"),
        (DEV, "spec.version", None, Patch, "spec"),
        (DEV, "spec.data.tier1", None, Patch, "spec.data"),
        (DEV, "spec.pivot", None, Overwrite, "spec.pivot.accessMode"),
        (PROD, "spec.pivot.options", None, Patch, "spec.pivot.options"),
        (
            PROD,
            "spec.pivot.roleAuthority",
            None,
            Patch,
            "spec.pivot.roleAuthority",
        ),
        (
            DEV,
            "spec.pivot.url",
            Some("\"https://p\""),
            Patch,
            "spec.pivot.url",
        ),
        (
            DEV,
            "spec.pivot.options",
            Some("\"a: b\""),
            Patch,
            "spec.pivot.options",
        ),
        (
            DEV,
            "spec.deepStorage.path",
            Some("\"hdfs://x\""),
            Patch,
            "spec.deepStorage.path",
        ),
        (
            DEV,
            "spec.deepStorage.path",
            Some("\"s3:///x\""),
            Patch,
            "spec.deepStorage.path",
        ),
        (
            DEV,
            "spec.query.replicas",
            Some("0"),
            Patch,
            "spec.query.replicas",
        ),
        (
            DEV,
            "spec.metadataStore.diskSize",
            Some("19"),
            Patch,
            "spec.metadataStore.diskSize",
        ),
        (
            DEV,
            "spec.metadataStore.backupRetention",
            Some("-1"),
            Patch,
            "spec.metadataStore.backupRetention",
        ),
    ] {
        let said = said(index, path, value, way);
        let errors: Vec<_> = said
            .iter()
            .filter(|(_, gravity, _)| *gravity == Gravity::Error)
            .collect();
        assert_eq!(errors.len(), 1, "{path}: {said:?}");
        assert_eq!(errors[0].0, at, "{said:?}");
    }
}

#[test]
fn a_directory_left_behind_after_going_back_to_the_proxy_is_all_named() {
    let said = said(PROD, "spec.pivot.accessMode", Some("\"PROXIED\""), Way::Patch);
    let paths: Vec<&str> = said.iter().map(|(path, ..)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["spec.pivot.url", "spec.pivot.roleAuthority", "spec.pivot.options"]
    );
    assert!(said[0].2.contains("take the field out"), "{said:?}");
}

#[test]
fn readings_of_ours_only_warn() {
    use Way::{Create, Overwrite, Patch};
    for (path, value, way, at) in [
        ("spec.master.replicas", Some("2"), Patch, "spec.master.replicas"),
        ("spec.master.replicas", Some("5"), Patch, "spec.master.replicas"),
        ("spec.desiredState", None, Overwrite, "spec.desiredState"),
        (
            "spec.desiredState",
            Some("\"PAUSED\""),
            Patch,
            "spec.desiredState",
        ),
        (
            "spec.pivot.accessMode",
            Some("\"KERBEROS\""),
            Patch,
            "spec.pivot.accessMode",
        ),
        ("spec.awsInstanceRole", None, Create, "spec.awsInstanceRole"),
        (
            "spec.data.tier3",
            Some(r#"{"replicas":1,"instanceType":"x"}"#),
            Patch,
            "spec.data.tier3",
        ),
        (
            "spec.druidExtensions",
            Some(r#"["a","b","a"]"#),
            Patch,
            "spec.druidExtensions[2]",
        ),
        (
            "spec.awsTags",
            Some(r#"[{"name":"a"},{"name":"a"}]"#),
            Patch,
            "spec.awsTags[1]",
        ),
        ("spec.query.replica", Some("1"), Patch, "spec.query.replica"),
    ] {
        let said = said(DEV, path, value, way);
        assert_eq!(said.len(), 1, "{path}: {said:?}");
        assert_eq!((&*said[0].0, said[0].1), (at, Gravity::Warning), "{said:?}");
    }
}

#[test]
fn no_finding_shows_what_a_secret_field_holds() {
    for value in [r#"{"client_secret":"pearl"}"#, r#"["pearl"]"#] {
        let said = said(PROD, "spec.pivot.options", Some(value), Way::Patch);
        assert!(
            !said.is_empty() && said.iter().all(|(.., words)| !words.contains("pearl")),
            "{said:?}"
        );
    }
}

/// The assessment of one change of a sample.
fn risk_of(index: usize, path: &str, value: Option<&str>) -> Assessment {
    let (before, after) = (sample(index), sample_with(index, path, value));
    let path = Path::read(path);
    let kind = match (path.in_document(&before), path.in_document(&after)) {
        (None, Some(after)) => ChangeKind::Added(after.clone()),
        (Some(before), None) => ChangeKind::Removed(before.clone()),
        (before, after) => ChangeKind::Changed {
            before: before.unwrap().clone(),
            after: after.unwrap().clone(),
        },
    };
    let sides = Sides {
        before: &before,
        after: &after,
    };
    (EDITING.risk)(&Change { path, kind }, &sides)
}

#[test]
fn each_change_has_its_risk_in_words() {
    use Risk::{Hard, InPlace, Refused, Removes, Rolling};
    let tier = r#"{"replicas":2,"instanceType":"x"}"#;
    for (index, path, value, risk, words) in [
        (
            PROD,
            "metadata.name",
            Some("\"x\""),
            InPlace,
            "renames the cluster; nothing restarts",
        ),
        (
            PROD,
            "spec.query.replicas",
            Some("5"),
            Rolling,
            "adds 2 QUERY servers",
        ),
        (
            PROD,
            "spec.query.replicas",
            Some("2"),
            Removes,
            "removes 1 QUERY server",
        ),
        (
            PROD,
            "spec.data.tier2.replicas",
            Some("2"),
            Removes,
            "removes 2 DATA_TIER2 servers and the data cached on them",
        ),
        (
            PROD,
            "spec.data.tier3",
            None,
            Removes,
            "removes 2 DATA_TIER3 servers and the data cached on them",
        ),
        (
            DEV,
            "spec.data.tier2",
            Some(tier),
            Rolling,
            "adds 2 DATA_TIER2 servers",
        ),
        (
            PROD,
            "spec.version",
            Some("\"2026.06\""),
            Rolling,
            "expected: all 18 servers get new instances, one by one",
        ),
        (
            DEV,
            "spec.version",
            Some("\"2026.06\""),
            Hard,
            "expected: all 3 servers get new instances, all at once; the cluster has too few servers to take turns",
        ),
        (
            PROD,
            "spec.data.tier3.instanceType",
            Some("\"x\""),
            Rolling,
            "expected: the 2 DATA_TIER3 servers get new instances, one by one",
        ),
        (
            PROD,
            "spec.pivot.url",
            Some("\"https://x\""),
            Rolling,
            "expected: the 3 QUERY servers restart one by one",
        ),
        (
            PROD,
            "spec.awsTags",
            Some("[]"),
            InPlace,
            "nothing restarts; the whole list of 0 entries is sent",
        ),
        (
            PROD,
            "spec.metadataStore.backupRetention",
            Some("7"),
            InPlace,
            "nothing restarts",
        ),
        (
            PROD,
            "spec.metadataStore.diskSize",
            Some("400"),
            Hard,
            "expected: everything stops, and starts again with the change",
        ),
        (
            PROD,
            "spec.deepStorage.path",
            Some("\"s3://other\""),
            Refused,
            "expected: the manager refuses it; it cannot be changed after creation",
        ),
        (
            PROD,
            "spec.desiredState",
            Some("\"STOPPED\""),
            Hard,
            "stops all 18 servers",
        ),
        (
            PROD,
            "spec.future",
            Some("1"),
            Rolling,
            "not known to this build: the manager decides",
        ),
        (
            DEV,
            "spec.data.historicalRuntimeProperties",
            Some(r#"[{"name":"a","value":"b"}]"#),
            Hard,
            "expected: the data server restart at once; the cluster has too few servers to take turns; \
             the whole list of 1 entry is sent",
        ),
    ] {
        let assessment = risk_of(index, path, value);
        assert_eq!((assessment.risk, &*assessment.words), (risk, words), "{path}");
    }
}

#[test]
fn one_entry_of_a_list_says_that_the_whole_list_is_sent() {
    let document = sample(PROD);
    let sides = Sides {
        before: &document,
        after: &document,
    };
    let change = Change {
        path: Path::read("spec.awsTags[env].value"),
        kind: ChangeKind::Changed {
            before: Json::string("a"),
            after: Json::string("b"),
        },
    };
    assert_eq!(
        (EDITING.risk)(&change, &sides).words,
        "nothing restarts; the whole list of 4 entries is sent"
    );
}

#[test]
fn a_stopped_cluster_takes_a_change_in_when_it_starts() {
    let stopped = sample_with(PROD, "spec.desiredState", Some("\"STOPPED\""));
    let change = |path: &str, before: &str, after: &str| Change {
        path: Path::read(path),
        kind: ChangeKind::Changed {
            before: Json::string(before),
            after: Json::string(after),
        },
    };
    let rest = Sides {
        before: &stopped,
        after: &stopped,
    };
    let version = change("spec.version", "2026.01", "2026.06");
    let assessment = (EDITING.risk)(&version, &rest);
    assert_eq!(
        (assessment.risk, &*assessment.words),
        (Risk::InPlace, "expected: takes effect at the next start")
    );
    let moved = change("spec.deepStorage.path", "s3://a", "s3://b");
    assert_eq!((EDITING.risk)(&moved, &rest).risk, Risk::Refused);
    let started = sample(PROD);
    let start = Sides {
        before: &stopped,
        after: &started,
    };
    assert_eq!(
        (EDITING.risk)(&change("spec.desiredState", "STOPPED", "STARTED"), &start).words,
        "starts the cluster with 18 servers"
    );
}
