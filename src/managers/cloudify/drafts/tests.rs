//! Each verb's body, to the letter.

use serde_json::{Value, json};

use crate::resource::{Arguments, JsonSort, Parameter, Takes};

use super::super::actions::known::Offers;
use super::super::actions::name;
use super::starting::{self, Start, Wanted};
use super::{keeping, people};

const NEW: &[(&str, &[&str])] = &[
    ("install", &["type_names", "node_ids", "node_instance_ids"]),
    ("uninstall", &["ignore_failure"]),
    ("start", &["operation_parms"]),
    ("stop", &["operation_parms"]),
    ("restart", &["stop_parms"]),
    (
        "heal",
        &[
            "node_instance_id",
            "check_status",
            "allow_reinstall",
            "force_reinstall",
        ],
    ),
    ("reinstall", &["node_instance_ids"]),
    ("execute_operation", &["operation"]),
];
const OLD: &[(&str, &[&str])] = &[
    ("install", &[]),
    ("uninstall", &["ignore_failure"]),
    ("heal", &["node_instance_id", "diagnose_value", "ignore_failure"]),
    ("scale", &["scalable_entity_name", "delta"]),
    ("execute_operation", &["operation"]),
];

fn nothing() -> Arguments {
    Arguments::default()
}

fn body(wanted: Wanted, instance: Option<&str>, offers: &[(&str, &[&str])]) -> Result<Value, String> {
    let Start {
        workflow, parameters, ..
    } = starting::start(wanted, instance, &Offers::these(offers), &nothing())?;
    let start = serde_json::from_str(&starting::text(workflow, &parameters)).unwrap();
    Ok(starting::body("web", start, false))
}

#[test]
fn a_workflow_of_the_verbs_name_is_started_by_it() {
    for (wanted, workflow) in [
        (Wanted::Install, "install"),
        (Wanted::Uninstall, "uninstall"),
        (Wanted::Reinstall, "reinstall"),
        (Wanted::Start, "start"),
        (Wanted::Stop, "stop"),
        (Wanted::Restart, "restart"),
    ] {
        let expected = json!({"deployment_id": "web", "workflow_id": workflow, "parameters": {}});
        assert_eq!(body(wanted, None, NEW), Ok(expected));
    }
    let of_one = json!({
        "deployment_id": "web",
        "workflow_id": "stop",
        "parameters": {"node_instance_ids": ["vm_ab12cd"]},
    });
    assert_eq!(body(Wanted::Stop, Some("vm_ab12cd"), NEW), Ok(of_one));
}

#[test]
fn where_there_is_no_stop_the_operation_is_run_that_it_would_have_run() {
    let expected = json!({
        "deployment_id": "web",
        "workflow_id": "execute_operation",
        "parameters": {
            "operation": "cloudify.interfaces.lifecycle.stop",
            "run_by_dependency_order": true,
            "node_instance_ids": ["vm_ab12cd"],
        },
    });
    assert_eq!(body(Wanted::Stop, Some("vm_ab12cd"), OLD), Ok(expected));
    let start = body(Wanted::Start, None, OLD).unwrap();
    assert_eq!(
        start["parameters"],
        json!({"operation": "cloudify.interfaces.lifecycle.start", "run_by_dependency_order": true})
    );
    let stop = starting::start(Wanted::Stop, None, &Offers::these(OLD), &nothing()).unwrap();
    assert!(stop.instead.unwrap().contains("4.3"));
}

#[test]
fn what_a_version_cannot_do_says_since_when_and_what_to_do_instead() {
    let restart = body(Wanted::Restart, None, OLD).unwrap_err();
    assert!(
        restart.contains("4.3") && restart.contains("stop it"),
        "{restart}"
    );
    let reinstall = body(Wanted::Reinstall, None, OLD).unwrap_err();
    assert!(
        reinstall.contains("7.0") && reinstall.contains("uninstall it"),
        "{reinstall}"
    );
    let install = body(Wanted::Install, None, &[("stop", &[])]).unwrap_err();
    assert!(install.ends_with("it has stop"), "{install}");
}

#[test]
fn an_instance_is_replaced_by_what_heal_declares() {
    let replace = |offers| body(Wanted::Replace, Some("vm_1"), offers).unwrap();
    let healed = replace(NEW);
    assert_eq!(healed["workflow_id"], "heal");
    assert_eq!(
        healed["parameters"],
        json!({"node_instance_id": "vm_1", "force_reinstall": true})
    );
    assert_eq!(replace(OLD)["parameters"], json!({"node_instance_id": "vm_1"}));
    // A heal that only looks whether the instance is well.
    let looks: &[(&str, &[&str])] = &[
        ("heal", &["node_instance_id", "check_status"]),
        ("reinstall", &["node_instance_ids"]),
    ];
    let reinstalled = replace(looks);
    assert_eq!(reinstalled["workflow_id"], "reinstall");
    assert_eq!(reinstalled["parameters"], json!({"node_instance_ids": ["vm_1"]}));
    assert!(body(Wanted::Replace, Some("vm_1"), &[("install", &[])]).is_err());
    // Nothing is known of the deployment: the oldest form, which every heal takes.
    let unknown = starting::start(Wanted::Replace, Some("vm_1"), &Offers::default(), &nothing()).unwrap();
    assert_eq!(unknown.workflow, "heal");
}

#[test]
fn force_and_failures_are_said_only_if_they_are_meant() {
    let told = nothing().with(name::IGNORE_FAILURE, "yes");
    let start = starting::start(Wanted::Uninstall, None, &Offers::these(OLD), &told).unwrap();
    assert_eq!(Value::Object(start.parameters), json!({"ignore_failure": true}));
    let forced = starting::body("web", json!({"workflow_id": "install"}), true);
    assert_eq!(
        forced,
        json!({"deployment_id": "web", "workflow_id": "install", "force": true})
    );
}

#[test]
fn scale_and_operations_are_told_as_declared() {
    let told = nothing().with(name::ENTITY, "vm").with(name::DELTA, "-2");
    let compute = Parameter::new("scale_compute", "", Takes::Value(JsonSort::Boolean)).of_target();
    let told = told.saying(&compute, "yes");
    assert_eq!(
        Value::Object(starting::scale(&told).unwrap()),
        json!({"scalable_entity_name": "vm", "delta": -2, "scale_compute": true})
    );
    let told = nothing()
        .with(name::OPERATION, "my.check")
        .with(name::KWARGS, r#"{"a": 1}"#)
        .with(name::NODES, "vm, web")
        .with(name::BY_DEPENDENCY, "yes");
    assert_eq!(
        Value::Object(starting::operation(&told, None).unwrap()),
        json!({
            "operation": "my.check",
            "operation_kwargs": {"a": 1},
            "run_by_dependency_order": true,
            "node_ids": ["vm", "web"],
        })
    );
    let of_one = starting::operation(&told, Some("vm_1")).unwrap();
    assert_eq!(of_one.get("node_instance_ids"), Some(&json!(["vm_1"])));
}

#[test]
fn values_of_the_target_have_their_declared_types_and_a_mistake_is_named() {
    let parameter = |name, sort| Parameter::new(name, "", Takes::Value(sort)).of_target();
    let secret = Parameter::new("token", "", Takes::Secret).of_target();
    let told = nothing()
        .with(name::WORKFLOW, "deploy")
        .saying(&parameter("port", JsonSort::Integer), "80")
        .saying(&parameter("version", JsonSort::Text), "80")
        .saying(&parameter("hosts", JsonSort::List), r#"["a"]"#)
        .saying_secret(&secret, "pearl".to_owned().into());
    assert_eq!(
        Value::Object(starting::values(&told).unwrap()),
        json!({"port": 80, "version": "80", "hosts": ["a"], "token": "pearl"})
    );
    let wrong = nothing().saying(&parameter("port", JsonSort::Integer), "eighty");
    let (name, why) = starting::values(&wrong).unwrap_err();
    assert_eq!((&*name, &*why), ("port", "eighty is not a whole number"));
}

#[test]
fn what_is_kept_is_made_and_changed() {
    let input = Parameter::new("size", "", Takes::Value(JsonSort::Integer)).of_target();
    let told = nothing().with(name::NAME, "web").saying(&input, "3");
    assert_eq!(
        keeping::deployment("bp", &told),
        Ok(json!({"blueprint_id": "bp", "inputs": {"size": 3}}))
    );
    let secret = nothing().with_secret(name::VALUE, "pearl".to_owned().into());
    assert_eq!(keeping::secret(&secret), json!({"value": "pearl"}));
    assert_eq!(
        keeping::snapshot(&nothing().with(name::WITH_CREDENTIALS, "yes")),
        json!({"include_metrics": false, "include_credentials": true})
    );
    let told = nothing().with(name::RECREATE, "yes").with(name::FORCE, "no");
    assert_eq!(
        keeping::restore(&told),
        Ok(json!({"recreate_deployments_envs": true, "force": false}))
    );
    assert!(keeping::restore(&told.with(name::NO_REBOOT, "yes")).is_err());
}

#[test]
fn an_instance_is_written_with_the_version_that_was_read() {
    let told = nothing().with(name::PROPERTIES, r#"{"ip": "10.0.0.1"}"#);
    assert!(keeping::node_instance(&told).is_err(), "nothing was read");
    let told = told.with(name::VERSION, "4");
    assert_eq!(
        keeping::node_instance(&told),
        Ok(json!({"version": 4, "runtime_properties": {"ip": "10.0.0.1"}}))
    );
    let empty = nothing().with(name::VERSION, "4");
    assert!(keeping::node_instance(&empty).is_err(), "nothing is changed");
    let list = nothing().with(name::VERSION, "4").with(name::PROPERTIES, "[]");
    assert!(keeping::node_instance(&list).is_err());
}

#[test]
fn people_and_managers_are_told_of() {
    let told = nothing()
        .with(name::ROLE, "sys_admin")
        .with_secret(name::PASSWORD, "pearls".to_owned().into());
    assert_eq!(
        people::user("ann", &told),
        json!({"username": "ann", "password": "pearls", "role": "sys_admin"})
    );
    assert_eq!(
        people::user_group("ops", &nothing().with(name::LDAP_DN, "cn=ops")),
        json!({"group_name": "ops", "ldap_group_dn": "cn=ops"})
    );
    let told = nothing()
        .with(name::ADDRESS, "192.0.2.11")
        .with(name::NODE_NAME, "m-2")
        .with(name::JOIN, "192.0.2.10")
        .with_secret(name::CREDENTIALS, "abc".to_owned().into());
    assert_eq!(
        people::cluster(&told),
        Ok(json!({
            "host_ip": "192.0.2.11",
            "node_name": "m-2",
            "join_addrs": ["192.0.2.10"],
            "credentials": "abc",
        }))
    );
    let broken = nothing().with_secret(name::CREDENTIALS, "{pearl".to_owned().into());
    let (_, why) = people::cluster(&broken).unwrap_err();
    assert!(!why.contains("pearl"), "{why}");
}
