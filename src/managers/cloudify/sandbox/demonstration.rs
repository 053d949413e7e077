//! The deployments that a simulated manager begins with ("Data set"): they come about by running it in the past.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::accounts::model::DEFAULT_TENANT;

use super::dsl;
use super::estate::{Estate, Order, Recurring, key};
use super::execution::Task;
use super::furnishing::TENANT_B as LABORATORY;
use super::happening::Subject;
use super::making::{self, Making};
use super::model::Blueprint;
use super::owned::Owned;
use super::past::{Cast, Owner, Past};
use super::plan::Plan;
use super::profile::Profile;
use super::standing::{Interruption, Standing};
use super::unpacking::{File, pack};
use super::workflows;

/// The blueprint of three tiers, as its archive holds it.
pub const SHOP: &str = include_str!("examples/shop.yaml");
const REPORTS: &str = include_str!("examples/reports.yaml");
const WAREHOUSE: &str = include_str!("examples/warehouse.yaml");

/// As many entries of the past has each of the four deployments that have one.
const ENTRIES_EACH: usize = 5_000;
/// The demonstration begins so long before the present.
const BEFORE: TimeDelta = TimeDelta::hours(2);

static SHOP_PLAN: LazyLock<Plan> = LazyLock::new(|| plan(SHOP));

/// The plan of the blueprint of three tiers.
pub fn shop() -> Plan {
    SHOP_PLAN.clone()
}

fn plan(text: &str) -> Plan {
    dsl::read(&files(text), "blueprint.yaml").unwrap_or_default()
}

fn files(text: &str) -> Vec<File> {
    let script = "#!/bin/sh\nctx logger info \"step\"\n";
    let names = [
        "create.sh",
        "configure.sh",
        "start.sh",
        "stop.sh",
        "delete.sh",
        "export.py",
    ];
    let file = |path: String, content: &str| File {
        path,
        content: content.as_bytes().to_vec(),
    };
    let scripts = names
        .into_iter()
        .map(|name| file(format!("scripts/{name}"), script));
    std::iter::once(file("blueprint.yaml".to_owned(), text))
        .chain(scripts)
        .collect()
}

/// How a manager begins.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    /// Nothing starts by itself.
    pub is_quiet: bool,
    /// There is what does not end by itself, either: a snapshot of its tenant and maintenance wait for that.
    pub has_laboratory: bool,
}

/// Fills an empty manager.
pub fn settle(estate: &mut Estate, beginning: Beginning, now: DateTime<Utc>) {
    let mut stage = Stage {
        estate,
        at: now - BEFORE,
    };
    stage.blueprints();
    stage.ordinary();
    stage.in_trouble();
    if beginning.has_laboratory {
        stage.laboratory();
    }
    stage.estate.advance(now);
    stage.give_a_past(now);
    if !beginning.is_quiet {
        let parameters = json!({
            "operation": "cloudify.interfaces.lifecycle.start",
            "operation_kwargs": {},
            "allow_kwargs_override": null,
            "run_by_dependency_order": false,
            "type_names": [],
            "node_ids": ["reporter"],
            "node_instance_ids": [],
        });
        stage.estate.recurring = Some(Recurring {
            deployment: key(DEFAULT_TENANT, "reports"),
            workflow: Past::WORKFLOW.to_owned(),
            parameters: parameters.as_object().cloned().unwrap_or_default(),
            pause: Duration::from_secs(180),
            next: Some(now + TimeDelta::seconds(20)),
        });
    }
}

/// A manager on its way to the present.
struct Stage<'a> {
    estate: &'a mut Estate,
    at: DateTime<Utc>,
}

impl Stage<'_> {
    fn blueprints(&mut self) {
        for (tenant, id, text) in [
            (DEFAULT_TENANT, "shop", SHOP),
            (DEFAULT_TENANT, "reports", REPORTS),
            (DEFAULT_TENANT, "warehouse", WAREHOUSE),
            // Nothing is made of it yet.
            (DEFAULT_TENANT, "shop-2", SHOP),
            (LABORATORY, "shop", SHOP),
        ] {
            let blueprint = Blueprint {
                id: id.to_owned(),
                owned: Owned::of(tenant, "admin"),
                created_at: self.at - TimeDelta::days(60),
                updated_at: self.at - TimeDelta::days(60),
                main_file: "blueprint.yaml".to_owned(),
                plan: Arc::new(plan(text)),
                archive: Bytes::from(pack(id, &files(text))),
                error: None,
                upload: None,
            };
            self.estate.blueprints.insert(key(tenant, id), blueprint);
        }
    }

    /// What is as it should be: healthy, large, with a workflow of its own, taken down.
    fn ordinary(&mut self) {
        let report = json!({"mailbox": "reports@example.org"});
        for (id, blueprint, inputs) in [
            ("shop", "shop", json!({})),
            ("warehouse", "warehouse", json!({"workers": 99})),
            ("reports", "reports", report),
            ("shop-retired", "shop", json!({"port": 8081})),
        ] {
            self.deploy(DEFAULT_TENANT, id, blueprint, inputs);
            self.run(DEFAULT_TENANT, id, "install", json!({}));
            self.pass(60);
            let place = key(DEFAULT_TENANT, id);
            if let Some(deployment) = self.estate.deployments.get_mut(&place) {
                // Older than its past.
                deployment.created_at -= TimeDelta::days(40);
                deployment.updated_at = deployment.created_at;
            }
        }
        let export = json!({"name": "october", "month": 10, "recipients": ["sales"]});
        self.run(DEFAULT_TENANT, "reports", "export_report", export);
        self.pass(10);
        self.run(DEFAULT_TENANT, "shop-retired", "uninstall", json!({}));
        self.pass(30);
        // So that its last execution is none that failed.
        let scale = json!({"scalable_entity_name": "web_host", "delta": 1});
        self.run(DEFAULT_TENANT, "shop", "scale", scale);
        self.pass(40);
    }

    /// What is not as it should be: an install that failed, one that was cancelled half way, and one not begun.
    fn in_trouble(&mut self) {
        self.deploy(DEFAULT_TENANT, "shop-staging", "shop", json!({"fail_on": "web"}));
        self.run(DEFAULT_TENANT, "shop-staging", "install", json!({}));
        self.pass(60);
        self.deploy(DEFAULT_TENANT, "shop-canary", "shop", json!({"web_servers": 3}));
        let install = self.run(DEFAULT_TENANT, "shop-canary", "install", json!({}));
        self.pass(20);
        self.estate.interrupt(&install, Interruption::Cancel, self.at);
        self.pass(10);
        self.deploy(DEFAULT_TENANT, "shop-next", "shop", json!({"web_servers": 1}));
        self.pass(10);
    }

    /// What does not end: hanging operations, and executions that nobody works on; in the second tenant, so that it
    /// stands in nobody's way.
    fn laboratory(&mut self) {
        for id in ["hanging", "not-cancelled"] {
            self.deploy(
                LABORATORY,
                id,
                "shop",
                json!({"hang_on": "app", "web_servers": 1}),
            );
            let install = self.run(LABORATORY, id, "install", json!({}));
            self.pass(60);
            if id == "not-cancelled" {
                self.estate.interrupt(&install, Interruption::Cancel, self.at);
            }
        }
        let mut abandoned = vec![
            ("no-worker", Standing::Pending),
            ("not-forced", Standing::ForceCancelling),
        ];
        if self.estate.profile == Profile::V71 {
            abandoned.push(("not-killed", Standing::KillCancelling));
            abandoned.push(("later", Standing::Scheduled));
        }
        for (id, standing) in abandoned {
            self.deploy(LABORATORY, id, "shop", json!({"web_servers": 1}));
            self.abandon(id, standing);
        }
        if self.estate.profile == Profile::V71 {
            self.abandon("hanging", Standing::Queued);
        }
    }

    fn deploy(&mut self, tenant: &str, id: &str, blueprint: &str, sent: Value) {
        let Some(known) = self.estate.blueprint(tenant, blueprint) else {
            return;
        };
        let plan = Arc::clone(&known.plan);
        let sent = members(sent);
        let Ok(inputs) = making::inputs(&plan, &sent, self.estate.profile) else {
            return;
        };
        let order = Making {
            owned: Owned::of(tenant, "admin"),
            id: id.to_owned(),
            blueprint: blueprint.to_owned(),
            plan,
            inputs,
        };
        making::make(self.estate, order, &sent, self.at);
        self.pass(5);
    }

    fn run(&mut self, tenant: &str, id: &str, workflow: &str, sent: Value) -> String {
        let sent = members(sent);
        let profile = self.estate.profile;
        let Some(deployment) = self.estate.deployment(tenant, id) else {
            return String::new();
        };
        let parameters = workflows::parameters(deployment, workflow, &sent, true, profile);
        let order = Order {
            owned: deployment.owned.clone(),
            workflow: workflow.to_owned(),
            deployment: Some(id.to_owned()),
            blueprint: Some(deployment.blueprint.clone()),
            parameters: parameters.unwrap_or_default(),
            is_system: false,
            task: Task::Workflow,
        };
        self.estate.start(order, self.at)
    }

    /// Starts an install that stays as it is until somebody interferes.
    fn abandon(&mut self, id: &str, standing: Standing) {
        let install = self.run(LABORATORY, id, "install", json!({}));
        let at = self.at;
        if let Some(execution) = self.estate.executions.get_mut(&install) {
            execution.standing = standing;
            execution.due = None;
            match standing {
                Standing::Scheduled => {
                    let later = at + TimeDelta::days(30);
                    (execution.scheduled_for, execution.due) = (Some(later), Some(later));
                }
                Standing::Queued => {}
                _ => execution.task = Task::Abandoned,
            }
            if !matches!(
                standing,
                Standing::Pending | Standing::Scheduled | Standing::Queued
            ) {
                execution.started_at = Some(at);
                execution.error = Some(String::new());
            }
        }
    }

    fn give_a_past(&mut self, now: DateTime<Utc>) {
        let owners = ["shop", "warehouse", "reports", "shop-retired"]
            .into_iter()
            .filter_map(|id| self.estate.deployment(DEFAULT_TENANT, id))
            .map(|deployment| {
                let subject = |instance: &super::model::Instance| Subject {
                    node: instance.node.clone(),
                    instance: instance.id.clone(),
                };
                Owner {
                    tenant: DEFAULT_TENANT.to_owned(),
                    deployment: deployment.id.clone(),
                    blueprint: deployment.blueprint.clone(),
                    cast: Cast::Known(deployment.instances.all().iter().map(subject).collect()),
                }
            });
        let owners: Vec<Owner> = owners.collect();
        self.estate.past = Past::new(owners, ENTRIES_EACH, now - BEFORE, 11);
    }

    fn pass(&mut self, seconds: i64) {
        self.at += TimeDelta::seconds(seconds);
        self.estate.advance(self.at);
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
