use super::*;
use crate::resource::Key;
use crate::resource::kind::CLUSTERS;
use crate::spec::{Assessment, Path, Risk};

const EDITING: Editing = Editing {
    name_at: "metadata.name",
    kind: CLUSTERS,
    schema: r#"{"type": "object", "required": ["metadata"], "properties": {
        "metadata": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "spec": {"type": "object", "properties": {
            "count": {"type": "integer", "minimum": 1}, "tags": {}, "password": {}, "size": {"type": "integer"}}}}}"#,
    template: "{}",
    editable: |document| {
        let parts = document.as_object().cloned().unwrap_or_default();
        let parts = parts
            .iter()
            .filter(|(key, _)| matches!(*key, "metadata" | "spec"));
        merge_patch::strip_nulls(&Json::Object(
            parts.map(|(key, part)| (key, part.clone())).collect(),
        ))
    },
    copied: Json::clone,
    restored: |old, _| old.clone(),
    rules: |_, _| Vec::new(),
    risk: |_, _| Assessment {
        risk: Risk::InPlace,
        words: String::new(),
    },
    ways: &[Way::Create, Way::Patch],
    dry_run: false,
    force: false,
    versions: false,
    secrets: &[],
};

const BASE: &str = r#"{"metadata":{"name":"orders"},"spec":{"count":2,"size":5,"password":"hunter2"}}"#;

fn base(text: &str) -> Arc<Base> {
    Arc::new(Base {
        key: Key::new(&"prod".into(), CLUSTERS, &"1".into()),
        name: "orders".into(),
        version: Some(4),
        document: text.parse().unwrap(),
        read: chrono::DateTime::UNIX_EPOCH,
        busy: None,
    })
}

fn judged(base: &Arc<Base>, written: &str, extent: Extent) -> Judged {
    let manner = Manner {
        way: Way::Patch,
        force: false,
    };
    let schema = Schema::read(EDITING.schema);
    judge(
        &EDITING,
        &schema,
        Some(base),
        &written.parse().unwrap(),
        extent,
        manner,
    )
}

fn body(written: &str, extent: Extent) -> String {
    let judged = judged(&base(BASE), written, extent);
    match judged.plan {
        Some(Ok(plan)) => plan.request.body.to_string(),
        other => format!("{other:?} {:?}", judged.findings),
    }
}

#[test]
fn what_is_not_written_stays_and_null_takes_away() {
    let written = r#"{"metadata":{"name":"orders"},"spec":{"count":3,"size":null}}"#;
    assert_eq!(
        body(written, Extent::Named),
        r#"{"spec":{"count":3,"size":null}}"#
    );
}

#[test]
fn a_whole_document_takes_away_what_it_does_not_name() {
    let written = r#"{"metadata":{"name":"orders"},"spec":{"count":3,"password":"********"}}"#;
    assert_eq!(
        body(written, Extent::Whole),
        r#"{"spec":{"count":3,"size":null}}"#
    );
}

#[test]
fn what_the_manager_alone_sets_is_passed_over() {
    let written = r#"{"metadata":{"name":"orders"},"status":{"state":"RUNNING"},"spec":{"count":2}}"#;
    for extent in [Extent::Named, Extent::Whole] {
        let plan = judged(&base(BASE), written, extent).plan.unwrap();
        let says_status = |plan: &Plan| plan.request.body.get("status").is_some();
        assert!(!plan.is_ok_and(|plan| says_status(&plan)));
    }
    let same = judged(&base(BASE), written, Extent::Named).plan;
    assert_eq!(same, Some(Err(NoPlan::NoChange)));
}

#[test]
fn a_mask_of_nothing_stands_in_the_way() {
    let written = r#"{"metadata":{"name":"orders"},"spec":{"size":"********"}}"#;
    let judged = judged(&base(BASE), written, Extent::Named);
    assert!(judged.plan.is_none());
    assert_eq!(judged.findings[0].path, Path::read("spec.size"));
}

#[test]
fn a_mistake_stands_in_the_way_unless_it_was_there_before() {
    let written = r#"{"metadata":{"name":"orders"},"spec":{"count":0}}"#;
    assert!(judged(&base(BASE), written, Extent::Named).plan.is_none());
    let wrong_before = base(r#"{"metadata":{"name":"orders"},"spec":{"count":0,"size":5}}"#);
    let judged = judged(
        &wrong_before,
        r#"{"metadata":{"name":"orders"},"spec":{"size":6}}"#,
        Extent::Named,
    );
    assert!(
        judged.plan.is_some_and(|plan| plan.is_ok()),
        "{:?}",
        judged.findings
    );
    assert_eq!(judged.findings, []);
}

#[test]
fn a_new_object_is_the_whole_document() {
    let manner = Manner {
        way: Way::Patch,
        force: true,
    };
    let written: Json = r#"{"metadata":{"name":"new"},"spec":{"count":1,"size":null},"status":1}"#
        .parse()
        .unwrap();
    let schema = Schema::read(EDITING.schema);
    let plan = judge(&EDITING, &schema, None, &written, Extent::Named, manner).plan;
    let plan = plan.unwrap().unwrap();
    assert_eq!(plan.request.way, Way::Create);
    assert_eq!(
        plan.request.body.to_string(),
        r#"{"metadata":{"name":"new"},"spec":{"count":1}}"#
    );
}

#[test]
fn a_field_is_set_where_it_is_or_made_but_not_in_a_list() {
    let set = |path: &str| {
        let document: Json = r#"{"a":{"b":1},"l":[1]}"#.parse().unwrap();
        with_value(&document, &Path::read(path), Json::Bool(true)).map(|document| document.to_string())
    };
    assert_eq!(set("a.b").as_deref(), Some(r#"{"a":{"b":true},"l":[1]}"#));
    assert_eq!(
        set("c.d").as_deref(),
        Some(r#"{"a":{"b":1},"l":[1],"c":{"d":true}}"#)
    );
    assert_eq!(set("l[0]"), None);
}

#[test]
fn another_order_of_a_list_of_names_is_no_change_and_is_not_part_of_one() {
    let base = base(
        r#"{"metadata":{"name":"orders"},"spec":{"count":2,"tags":[{"name":"a","value":1},{"name":"b","value":2}]}}"#,
    );
    let reordered = r#"{"spec":{"tags":[{"name":"b","value":2},{"name":"a","value":1}]}}"#;
    let plan = judged(&base, reordered, Extent::Named).plan;
    assert_eq!(plan, Some(Err(NoPlan::OnlyOrder)));

    let with_more = r#"{"spec":{"count":3,"tags":[{"name":"b","value":2},{"name":"a","value":1}]}}"#;
    let plan = judged(&base, with_more, Extent::Named).plan.unwrap().unwrap();
    assert_eq!(plan.request.body.to_string(), r#"{"spec":{"count":3}}"#);
    let paths: Vec<String> = (plan.changes.iter())
        .map(|planned| planned.change.path.to_string())
        .collect();
    assert_eq!(paths, ["spec.count"]);
    assert_eq!(
        plan.edit_of().expected,
        merge_patch::apply(&base.document, &plan.request.body)
    );
}

#[test]
fn going_back_asks_for_the_name_whatever_it_changes() {
    let written = r#"{"spec":{"count":3}}"#;
    let plan = judged(&base(BASE), written, Extent::Named).plan.unwrap().unwrap();
    let words = |verb| match plan.proof(verb, crate::resource::Protection::Normal) {
        crate::resource::Proof::Words { words, .. } => words,
        other => format!("{other:?}"),
    };
    assert_eq!(words(crate::resource::action::RESTORE), "orders");
    assert_eq!(words(crate::resource::action::EDIT), "edit");
}
