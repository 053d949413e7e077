//! Samples with anything missing, null, odd or newer still become rows.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::managers::elements::ArraySplitter;
use crate::managers::imply::actions::ACTIONS;
use crate::managers::imply::kinds::{SERVER_COLUMNS, cluster_detail, cluster_row};
use crate::resource::kind::SERVERS;
use crate::resource::{Arguments, Health, Level, StateClass, Target, cluster};

fn document(sample: &str) -> Value {
    serde_json::from_str(sample).unwrap()
}

/// Pointers to every value in a document, the outermost first.
fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    if !here.is_empty() {
        all.push(here.to_owned());
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, &format!("{here}/{name}"), all);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                pointers(element, &format!("{here}/{index}"), all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Removes the value at a pointer from the object or array around it.
fn remove(document: &mut Value, pointer: &str) {
    let (around, name) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(around).unwrap() {
        Value::Object(members) => drop(members.shift_remove(name)),
        Value::Array(elements) => drop(elements.remove(name.parse().unwrap())),
        other => panic!("{pointer} is in {other}"),
    }
}

/// Reads a document in every way there is, and asserts what holds of any.
fn read_in_every_way(document: &Value) -> Row {
    let text = document.to_string();
    let row = cluster_row(&text);
    assert_eq!(row.cells.len(), cluster::COLUMNS.len());
    assert!(!row.id.is_empty());
    let uid = document.pointer("/metadata/uid").and_then(Value::as_str);
    if let Some(uid) = uid.filter(|uid| !uid.is_empty()) {
        assert_eq!(&*row.id, uid);
    }
    if let Ok(detail) = cluster_detail(&text) {
        assert_eq!(*detail.row, row);
        let servers = detail.children_of(SERVERS);
        assert!(
            servers
                .iter()
                .all(|server| server.cells.len() == SERVER_COLUMNS.len())
        );
        let nothing = Arguments::default();
        for action in &ACTIONS {
            for part in std::iter::once(None).chain(servers.iter().take(1).map(|server| Some(&**server))) {
                let target = Target::of_detail(&detail, part, &nothing);
                let _judged = (
                    (action.available)(&target),
                    (action.consequences)(&target),
                    (action.following)(&target, &target),
                );
            }
        }
    }
    row
}

#[test]
fn any_one_value_may_be_null_missing_or_of_another_type() {
    for sample in [DEV, MID_UPDATE, PROD] {
        let whole = document(sample);
        let mut all = Vec::new();
        pointers(&whole, "", &mut all);
        assert!(all.len() > 100);
        for pointer in &all {
            let mut damaged = whole.clone();
            remove(&mut damaged, pointer);
            let without = read_in_every_way(&damaged);
            for odd in [
                Value::Null,
                json!(7.5),
                json!(true),
                json!([1]),
                json!({"new": {}}),
                json!("odd"),
            ] {
                let is_null = odd.is_null();
                let mut damaged = whole.clone();
                *damaged.pointer_mut(pointer).unwrap() = odd;
                let row = read_in_every_way(&damaged);
                let is_element = pointer.rsplit('/').next().unwrap().parse::<usize>().is_ok();
                if is_null && !is_element && pointer != "/metadata" && pointer != "/metadata/uid" {
                    assert_eq!(row, without, "null is not as good as missing at {pointer}");
                }
            }
        }
    }
}

#[test]
fn a_value_of_another_type_costs_its_own_cell_only() {
    let before = shown(&cluster_row(MID_UPDATE));
    let cases: [(&str, usize, &str); 7] = [
        ("/metadata/name", 0, "?"),
        ("/status/state", 1, "?"),
        ("/status/status", 2, "?"),
        ("/status/servers", 3, "-"),
        ("/status/resourceVersion", 4, "-"),
        ("/status/updateState", 5, "-"),
        ("/status/events", 6, "-"),
    ];
    for (pointer, column, expected) in cases {
        let mut damaged = document(MID_UPDATE);
        *damaged.pointer_mut(pointer).unwrap() = json!(true);
        let mut wanted = before.clone();
        wanted[column] = expected.to_owned();
        assert_eq!(shown(&read_in_every_way(&damaged)), wanted, "{pointer}");
    }
}

#[test]
fn unknown_values_are_shown_as_they_are_and_raise_no_alarm() {
    let mut newer = document(MID_UPDATE);
    newer["status"]["state"] = json!("Hibernating");
    newer["status"]["status"] = json!("PURPLE");
    newer["status"]["servers"][0]["state"] = json!("napping");
    newer["status"]["servers"][0]["nodeType"] = json!("GPU");
    newer["status"]["events"][13]["level"] = json!("NOTICE");
    newer["spec"]["desiredState"] = json!("HIBERNATED");
    let row = read_in_every_way(&newer);
    let cells = shown(&row);
    assert_eq!(cells[1..4], ["Hibernating", "PURPLE", "9/12"]);
    assert_eq!(row.state.class, StateClass::Neutral);
    assert!(cells[6].starts_with("NOTICE Waiting for"), "{}", cells[6]);

    let detail = cluster_detail(&newer.to_string()).unwrap();
    let server = &detail.children_of(SERVERS)[0];
    assert_eq!(shown(server)[1..4], ["GPU", "m5.large", "napping"]);
    assert_eq!(server.state.class, StateClass::Neutral);
    assert_eq!(detail.events[13].level.level, Level::Normal);
    assert_eq!(&*detail.fields[1].value.text(), "HIBERNATED");
    let crate::resource::Cell::Health(health) = row.cell(2) else {
        panic!("{:?}", row.cell(2));
    };
    assert_eq!(health.health, Health::Unknown);
}

#[test]
fn unknown_fields_change_nothing_and_stay_in_the_document() {
    let mut newer = document(PROD);
    newer["x-new"] = json!({"a": [1]});
    newer["metadata"]["labels"] = json!({"a": "b"});
    newer["status"]["servers"][0]["zone"] = json!("a");
    newer["status"]["updateState"]["eta"] = json!(null);
    newer["spec"]["query"]["gpu"] = json!(true);
    assert_eq!(read_in_every_way(&newer), cluster_row(PROD));
    let detail = cluster_detail(&newer.to_string()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&detail.document).unwrap(), newer);
}

#[test]
fn a_whole_number_may_be_written_as_a_fraction_and_a_huge_one_is_not_read() {
    let mut odd = document(MID_UPDATE);
    odd["status"]["resourceVersion"] = json!(8.0);
    assert_eq!(read_in_every_way(&odd).version, Some(8));
    odd["status"]["resourceVersion"] = json!(1.0e300);
    assert_eq!(read_in_every_way(&odd).version, None);
    odd["status"]["updateState"] = json!({"totalStages": u64::MAX, "currentStage": -1});
    assert_eq!(read_in_every_way(&odd).progress, None);
    odd["status"]["updateState"] = json!({"totalStages": 3, "currentStage": i64::MAX});
    assert_eq!(read_in_every_way(&odd).progress.unwrap().ratio(), 1.0);
}

#[test]
fn an_update_that_is_idle_shows_no_progress_however_it_is_said() {
    for idle in [
        json!(null),
        json!({}),
        json!({"cancellable": false, "totalStages": 0, "currentStage": 0}),
    ] {
        let mut cluster = document(MID_UPDATE);
        cluster["status"]["updateState"] = idle;
        assert_eq!(read_in_every_way(&cluster).progress, None);
    }
}

#[test]
fn what_no_parser_takes_keeps_its_id_where_that_can_be_read() {
    let broken = DEV.replace("\"resourceVersion\": 1", "\"resourceVersion\": 1e999");
    let row = cluster_row(&broken);
    assert_eq!(&*row.id, "3b1f6c52-7a0e-4c19-9d4b-5f2a8c6e1d07");
    assert!(shown(&row)[0].starts_with("(unreadable: "), "{row:?}");
    assert!(cluster_detail(&broken).is_err());
}

#[test]
fn elements_without_an_id_are_told_apart() {
    let ids: Vec<_> = ["1", "2", "null", "{}", "[]", "\"a\"", r#"{"metadata":{"uid":7}}"#]
        .map(|raw| cluster_row(raw).id)
        .into();
    for (index, id) in ids.iter().enumerate() {
        assert!(!id.is_empty() && !ids[..index].contains(id), "{ids:?}");
    }
}

/// One change anywhere in a document.
#[derive(Debug, Clone)]
enum Damage {
    Remove(prop::sample::Index),
    Replace(prop::sample::Index, Value),
    Copy(prop::sample::Index, prop::sample::Index),
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["STARTED", "stopped", "FAIL", "", "2026-11-20T13:00:05Z"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-zA-Z]{1,10}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let one = prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Remove),
        (any::<prop::sample::Index>(), any_json()).prop_map(|(at, value)| Damage::Replace(at, value)),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>())
            .prop_map(|(from, to)| Damage::Copy(from, to)),
    ];
    prop::collection::vec(one, 1..8)
}

fn damage(document: &mut Value, damages: Vec<Damage>) {
    for damage in damages {
        let mut all = Vec::new();
        pointers(document, "", &mut all);
        if all.is_empty() {
            return;
        }
        let place = |at: prop::sample::Index| all[at.index(all.len())].as_str();
        match damage {
            Damage::Remove(at) => remove(document, place(at)),
            Damage::Replace(at, value) => *document.pointer_mut(place(at)).unwrap() = value,
            Damage::Copy(from, to) => {
                let value = document.pointer(place(from)).unwrap().clone();
                *document.pointer_mut(place(to)).unwrap() = value;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_damage_leaves_a_row_with_its_id(which in 0_usize..3, damages in damages()) {
        let mut damaged = document([DEV, MID_UPDATE, PROD][which]);
        damage(&mut damaged, damages);
        read_in_every_way(&damaged);
    }

    #[test]
    fn a_damaged_element_does_not_touch_the_others(damages in damages()) {
        let mut damaged = document(MID_UPDATE);
        damage(&mut damaged, damages);
        let list = format!("[{DEV},{damaged},{PROD}]");
        let mut rows = Rows::default();
        let mut splitter = ArraySplitter::default();
        for chunk in list.as_bytes().chunks(1_000) {
            splitter
                .feed(chunk, |raw| rows.element(&String::from_utf8_lossy(raw), cluster_row))
                .unwrap();
        }
        splitter.finish(rows.0.len()).unwrap();
        prop_assert_eq!(rows.0.len(), 3);
        prop_assert_eq!(&rows.0[0], &cluster_row(DEV));
        prop_assert_eq!(&rows.0[2], &cluster_row(PROD));
    }

    #[test]
    fn any_text_becomes_a_row(text in any::<String>(), cut in 0.0..1.0_f64) {
        let end = (DEV.len() as f64 * cut) as usize;
        for raw in [text.as_str(), DEV.get(..end).unwrap_or_default()] {
            let row = cluster_row(raw);
            prop_assert!(!row.id.is_empty() && row.cells.len() == cluster::COLUMNS.len());
        }
    }
}
