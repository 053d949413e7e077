//! What is offered, by what is known; forms of schemas; how changes are followed.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::resource::action::{REPLACE_SERVER, STOP, Target};
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{
    Action, Arguments, Availability, Detail, Following, JsonSort, KindId, Parameter, Row, Takes,
};

use super::super::kinds::{
    BLUEPRINTS, EXECUTIONS, NODE_INSTANCES, blueprint, deployment, execution, instance,
};
use super::super::wire::{Blueprint, Deployment, Execution, NodeInstance};
use super::*;

fn workflows(names: &[&str]) -> Value {
    let workflow = |name: &&str| json!({"name": name, "parameters": {}});
    names.iter().map(workflow).collect()
}

/// A deployment with three instances, two of them on one host.
fn web(workflows: Value, executions: Value) -> Detail {
    let tier = json!({"members": ["vm", "app"], "properties": {"current_instances": 2}});
    let document = json!({
        "id": "web",
        "blueprint_id": "bp",
        "workflows": workflows,
        "scaling_groups": {"tier": tier},
    })
    .to_string();
    let read: Deployment = serde_json::from_str(&document).unwrap();
    let instances: Vec<NodeInstance> = serde_json::from_value(json!([
        {"id": "vm_1", "node_id": "vm", "host_id": "vm_1", "state": "started", "version": 3},
        {"id": "app_1", "node_id": "app", "host_id": "vm_1", "state": "started", "version": 3},
        {"id": "vm_2", "node_id": "vm", "host_id": "vm_2", "state": "uninitialized", "version": 1},
    ]))
    .unwrap();
    let executions: Vec<Execution> = serde_json::from_value(executions).unwrap();
    deployment::detail(&document, &read, &instances, executions)
}

const ALL: &[&str] = &[
    "install",
    "uninstall",
    "start",
    "stop",
    "restart",
    "reinstall",
    "heal",
    "scale",
    "execute_operation",
];
const OF_4_2: &[&str] = &["install", "uninstall", "heal", "scale", "execute_operation"];

fn action(id: ActionId, kind: KindId) -> &'static Action {
    find(id, kind).unwrap()
}

fn part<'a>(detail: &'a Detail, id: &str) -> &'a Row {
    let all = detail.children_of(SERVERS);
    all.iter().find(|row| *row.id == *id).unwrap()
}

fn judged(id: ActionId, detail: &Detail, told: &Arguments) -> Availability {
    (action(id, CLUSTERS).available)(&Target::of_detail(detail, None, told))
}

#[track_caller]
fn reason(availability: &Availability) -> &str {
    availability.reason().unwrap()
}

#[test]
fn a_deployment_offers_what_its_workflows_can_do() {
    let nothing = Arguments::default();
    let (new, old) = (web(workflows(ALL), json!([])), web(workflows(OF_4_2), json!([])));
    for id in [
        INSTALL,
        UNINSTALL,
        STOP,
        RESTART,
        REINSTALL,
        SCALE,
        EXECUTE_OPERATION,
        RUN,
    ] {
        assert_eq!(judged(id, &new, &nothing), Availability::Offered, "{id}");
        let row = Target::of_row(&new.row, &nothing);
        let of_row = (action(id, CLUSTERS).available)(&row);
        assert_eq!(of_row, Availability::Offered, "{id}, of a row that tells nothing");
    }
    assert_eq!(judged(STOP, &old, &nothing), Availability::Offered);
    assert!(reason(&judged(RESTART, &old, &nothing)).contains("4.3"));
    assert!(reason(&judged(REINSTALL, &old, &nothing)).contains("7.0"));
    let none = web(json!([]), json!([]));
    assert!(reason(&judged(EXECUTE_OPERATION, &none, &nothing)).contains("environment"));
    let out = web(json!([{"name": "scale", "is_available": false}]), json!([]));
    assert!(reason(&judged(SCALE, &out, &nothing)).contains("not available now"));
    let unknown = Arguments::default().with(name::WORKFLOW, "dance");
    assert!(reason(&judged(RUN, &new, &unknown)).contains("it has execute_operation, heal"));
}

#[test]
fn beside_another_execution_nothing_is_started_but_by_force() {
    let busy = web(
        workflows(ALL),
        json!([{"id": "e1", "workflow_id": "install", "deployment_id": "web", "status": "started"}]),
    );
    let nothing = Arguments::default();
    let Availability::OnlyWith { switch, reason } = judged(STOP, &busy, &nothing) else {
        panic!("only by force");
    };
    assert_eq!(switch, name::FORCE);
    assert!(reason.contains("install is started"), "{reason}");
    let forced = Arguments::default().with(name::FORCE, "yes");
    assert_eq!(judged(STOP, &busy, &forced), Availability::Offered);
    assert_eq!(judged(CANCEL, &busy, &nothing), Availability::Offered);
    let calm = web(workflows(ALL), json!([]));
    assert!(!judged(CANCEL, &calm, &nothing).is_offered());
    // Which one is cancelled follows from what was read.
    let target = Target::of_detail(&busy, None, &nothing);
    let told = action(CANCEL, CLUSTERS).completed(&target, nothing.clone());
    assert_eq!(told.get(name::EXECUTION), Some("e1"));
}

#[test]
fn a_stop_that_is_run_as_an_operation_says_so_and_that_the_state_stays() {
    let old = web(workflows(OF_4_2), json!([]));
    let nothing = Arguments::default();
    let target = Target::of_detail(&old, None, &nothing);
    let stop = action(STOP, CLUSTERS);
    let said = (stop.consequences)(&target);
    for words in [
        "2 of 3 instances",
        "execute_operation",
        "lifecycle.stop",
        "came with 4.3",
    ] {
        assert!(said.will.contains(words), "{words}: {}", said.will);
    }
    assert!(said.will_not.contains("stays `started`"), "{}", said.will_not);
    let told = stop.completed(&target, nothing.clone());
    let start: Value = serde_json::from_str(told.get(name::START).unwrap()).unwrap();
    assert_eq!(start["workflow_id"], "execute_operation");
}

#[test]
fn the_replacement_of_a_server_names_the_whole_host() {
    let detail = web(workflows(OF_4_2), json!([]));
    let nothing = Arguments::default();
    let target = Target::of_detail(&detail, Some(part(&detail, "app_1")), &nothing);
    let replace = action(REPLACE_SERVER, CLUSTERS);
    assert!((replace.available)(&target).is_offered());
    let said = (replace.consequences)(&target);
    assert!(
        said.will
            .contains("the whole host vm_1 with all 2 instances on it: vm_1, app_1"),
        "{}",
        said.will
    );
    let other = Target::of_detail(&detail, Some(part(&detail, "vm_2")), &nothing);
    let stop = action(STOP_SERVER, CLUSTERS);
    assert!(reason(&(stop.available)(&other)).contains("nothing of it is there"));
    let nobody = Target::of_detail(&detail, None, &nothing);
    assert!(!(stop.available)(&nobody).is_offered());
}

#[test]
fn a_change_is_followed_by_its_new_execution() {
    let old = json!({"id": "e1", "workflow_id": "stop", "status": "terminated"});
    let at = |status: &str, error: &str| {
        let new = json!({
            "id": "e2", "workflow_id": "stop", "status": status, "error": error,
            "total_operations": 12, "finished_operations": 3,
        });
        web(workflows(ALL), json!([new, old]))
    };
    let before = web(workflows(ALL), json!([old]));
    let nothing = Arguments::default();
    let follow = |now: &Detail| {
        let (before, now) = (
            Target::of_detail(&before, None, &nothing),
            Target::of_detail(now, None, &nothing),
        );
        (action(STOP, CLUSTERS).following)(&before, &now)
    };
    assert!(
        matches!(follow(&before), Following::Running(_)),
        "its old one does not count"
    );
    assert_eq!(
        follow(&at("started", "")),
        Following::Running("stop is started, 3 of 12 operations done".into())
    );
    assert_eq!(
        follow(&at("terminated", "")),
        Following::Done("stop ended well".into())
    );
    assert_eq!(
        follow(&at("failed", "no way")),
        Following::Failed("stop failed: no way".into())
    );
    assert!(matches!(follow(&at("cancelled", "")), Following::Failed(_)));
}

#[test]
fn a_workflow_is_asked_for_what_it_declares_with_types_defaults_and_what_is_needed_first() {
    let detail = web(
        json!([{"name": "roll", "parameters": {
            "batch": {"default": 2, "description": "How many at once."},
            "force": {"default": false},
            "ratio": {"type": "float"},
            "nodes": {"default": []},
            "options": {"default": {"a": 1}},
            "label": {"default": "blue", "type": "string"},
            "db_password": {"default": null},
            "anything": {"default": ""},
        }}]),
        json!([]),
    );
    let told = Arguments::default().with(name::WORKFLOW, "roll");
    let run = action(RUN, CLUSTERS);
    let parameters = run.parameters_for(&Target::of_detail(&detail, None, &told));
    let declared: Vec<_> = parameters
        .iter()
        .filter(|parameter| parameter.is_of_target)
        .map(|parameter| {
            (
                parameter.name,
                parameter.takes,
                parameter.default,
                parameter.is_required,
            )
        })
        .collect();
    assert_eq!(
        declared,
        [
            ("ratio", Takes::Value(JsonSort::Number), "", true),
            ("batch", Takes::Value(JsonSort::Integer), "2", false),
            ("force", Takes::Value(JsonSort::Boolean), "false", false),
            ("nodes", Takes::Value(JsonSort::List), "[]", false),
            ("options", Takes::Value(JsonSort::Object), "{\"a\":1}", false),
            ("label", Takes::Value(JsonSort::Text), "blue", false),
            ("db_password", Takes::Secret, "", false),
            ("anything", Takes::Value(JsonSort::Any), "", false),
        ]
    );
    let batch = parameters
        .iter()
        .find(|parameter| parameter.name == "batch")
        .unwrap();
    assert_eq!(batch.help, "How many at once");
    let none = Arguments::default();
    let count = run.parameters_for(&Target::of_detail(&detail, None, &none)).len();
    assert_eq!(count, run.parameters.len(), "no workflow was said");
}

#[test]
fn a_scale_offers_what_there_is_and_says_how_many_there_will_be() {
    let detail = web(workflows(ALL), json!([]));
    let scale = action(SCALE, CLUSTERS);
    let nothing = Arguments::default();
    let entity = scale.parameter(name::ENTITY).unwrap();
    let known = (entity.known.unwrap())(&Target::of_detail(&detail, None, &nothing));
    assert_eq!(
        known.iter().map(|name| &**name).collect::<Vec<_>>(),
        ["tier", "app", "vm"]
    );
    let told = |entity: &str, delta: &str| {
        Arguments::default()
            .with(name::ENTITY, entity)
            .with(name::DELTA, delta)
    };
    let will = |told: &Arguments| (scale.consequences)(&Target::of_detail(&detail, None, told)).will;
    let more = will(&told("vm", "3"));
    assert!(
        more.starts_with("add 3 of vm: 2 instances now, 5 then;"),
        "{more}"
    );
    let fewer = will(&told("tier", "-1"));
    assert!(
        fewer.starts_with("remove 1 of tier (vm, app): 2 instances now, 1 then;"),
        "{fewer}"
    );
    let unknown = will(&told("cache", "1"));
    assert!(
        unknown.starts_with("add 1 of cache; "),
        "it may be a node without an instance: {unknown}"
    );
    let inside = will(&told("app", "-1"));
    assert!(
        inside.starts_with("remove 1 of app in each instance of what contains it: 1 instance now;"),
        "{inside}"
    );
    let compute = Parameter::new("scale_compute", "", Takes::Value(JsonSort::Boolean)).of_target();
    let on_host = will(&told("app", "-1").saying(&compute, "true"));
    assert!(
        on_host.starts_with("remove 1 of the compute node that app is on; "),
        "{on_host}"
    );
    let none_left = judged(SCALE, &detail, &told("vm", "-3"));
    assert_eq!(reason(&none_left), "vm has 2 instances: no more can be removed");
    assert_eq!(judged(SCALE, &detail, &told("vm", "-2")), Availability::Offered);
    assert_eq!(judged(SCALE, &detail, &told("app", "-2")), Availability::Offered);
    let delta = scale.parameter(name::DELTA).unwrap();
    for wrong in ["0", "-0", "9999999999999999999", "1.5"] {
        assert!(delta.judge(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_deployment_is_made_with_the_inputs_that_its_blueprint_declares() {
    let document = json!({"id": "bp", "plan": {"inputs": {
        "size": {"type": "integer"},
        "image": {"default": {"get_secret": "image"}},
    }}})
    .to_string();
    let read: Blueprint = serde_json::from_str(&document).unwrap();
    let detail = blueprint::detail(&document, &read, Vec::new());
    let told = Arguments::default().with(name::NAME, "web");
    let target = Target::of_detail(&detail, None, &told);
    let create = action(CREATE_DEPLOYMENT, BLUEPRINTS);
    let inputs: Vec<_> = create
        .parameters_for(&target)
        .into_iter()
        .filter(|parameter| parameter.is_of_target)
        .map(|parameter| (parameter.name, parameter.default, parameter.is_required))
        .collect();
    assert_eq!(inputs, [("size", "", true), ("image", "", false)]);
    let made = Detail::clone(&detail).with_children(CLUSTERS, vec![Arc::new(Row::of_nothing("web"))]);
    let now = Target::of_detail(&made, None, &told);
    assert!(matches!((create.following)(&target, &now), Following::Done(_)));
}

#[test]
fn an_execution_is_cancelled_in_steps_as_far_as_its_manager_can() {
    let detail = |status: &str, more: &str| {
        let document = format!(r#"{{"id": "e1", "workflow_id": "install", "status": "{status}"{more}}}"#);
        let read: Execution = serde_json::from_str(&document).unwrap();
        execution::detail(&document, &read, "", "")
    };
    let nothing = Arguments::default();
    let can = |id, detail: &Detail| {
        (action(id, EXECUTIONS).available)(&Target::of_detail(detail, None, &nothing)).is_offered()
    };
    let (old, new) = (detail("started", ""), detail("started", r#", "ended_at": null"#));
    assert!(can(CANCEL, &old) && can(FORCE_CANCEL, &old) && !can(KILL, &old));
    assert!(can(KILL, &new));
    let cancelling = detail("cancelling", "");
    assert!(!can(CANCEL, &cancelling) && can(FORCE_CANCEL, &cancelling));
    let ended = detail("terminated", r#", "ended_at": null"#);
    assert!(
        [CANCEL, FORCE_CANCEL, KILL, UPDATE_STATUS]
            .iter()
            .all(|id| !can(*id, &ended))
    );
}

#[test]
fn an_instance_is_written_at_the_version_that_was_read() {
    let read: NodeInstance =
        serde_json::from_value(json!({"id": "vm_1", "state": "started", "version": 7})).unwrap();
    let detail = instance::detail("{}", &read);
    let told = Arguments::default().with(name::STATE, "stopped");
    let target = Target::of_detail(&detail, None, &told);
    let update = action(UPDATE_INSTANCE, NODE_INSTANCES);
    let told = update.completed(&target, told.clone());
    assert_eq!(told.get(name::VERSION), Some("7"));
    assert!((update.consequences)(&target).will.contains("at version 7"));
}

#[test]
fn the_runtime_properties_that_an_instance_has_are_what_another_value_begins_with() {
    let read: NodeInstance = serde_json::from_value(json!({"id": "vm_1", "state": "started"})).unwrap();
    let update = action(UPDATE_INSTANCE, NODE_INSTANCES);
    let properties = update.parameters.iter().find(|it| it.name == name::PROPERTIES);
    let current = properties.and_then(|it| it.current).unwrap();
    let now = |document: &str| {
        let detail = instance::detail(document, &read);
        current(&Target::of_detail(&detail, None, &Arguments::default()))
    };
    let document = r#"{"id": "vm_1", "runtime_properties": {"port": 80, "ip": "10.0.0.1", "load": 1.50}}"#;
    assert_eq!(
        now(document).as_deref(),
        Some(r#"{"port":80,"ip":"10.0.0.1","load":1.50}"#)
    );
    assert_eq!(now(r#"{"id": "vm_1", "runtime_properties": null}"#), None);
    assert_eq!(now("{}"), None);
}

#[test]
fn a_deployment_with_live_instances_is_deleted_only_if_that_is_said() {
    let detail = web(workflows(ALL), json!([]));
    let nothing = Arguments::default();
    let Availability::OnlyWith { switch, .. } = judged(crate::resource::action::DELETE, &detail, &nothing)
    else {
        panic!("it has live instances");
    };
    assert_eq!(switch, name::IGNORE_LIVE_NODES);
}
