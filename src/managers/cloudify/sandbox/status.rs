//! The manager itself: its services and its version ("Manager").

use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, document, ok};
use super::asking::Asking;
use super::listing::{Fields, Projection};
use super::profile::{Edition, Profile};
use super::world::World;

/// How the services of a manager do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Services {
    /// Nobody can ask for them: where the manager runs without systemd.
    pub are_unknown: bool,
    /// The names of those that do not run.
    pub failed: Vec<String>,
}

/// What 4.2 calls its services, and the units that they run as.
const UNITS: [(&str, &str); 11] = [
    ("Celery Management", "cloudify-mgmtworker.service"),
    ("Manager Rest-Service", "cloudify-restservice.service"),
    ("AMQP InfluxDB", "cloudify-amqpinflux.service"),
    ("InfluxDB", "cloudify-influxdb.service"),
    ("RabbitMQ", "cloudify-rabbitmq.service"),
    ("Riemann", "cloudify-riemann.service"),
    ("Cloudify Stage", "cloudify-stage.service"),
    ("Cloudify Composer", "cloudify-composer.service"),
    ("Logstash", "logstash.service"),
    ("Webserver", "nginx.service"),
    ("PostgreSQL", "cloudify-postgresql.service"),
];

/// What a manager of 4.2 has besides when it is one of a cluster.
const CLUSTERED_UNITS: [(&str, &str); 2] = [
    ("Consul", "cloudify-consul.service"),
    ("Syncthing", "cloudify-syncthing.service"),
];

/// The services of 7.1 that run on the manager itself.
const SERVICES: [&str; 5] = [
    "Webserver",
    "Management Worker",
    "Manager Rest-Service",
    "Cloudify API",
    "Cloudify Execution Scheduler",
];

const STATUS_FIELDS: Fields = &["status", "services"];
const VERSION_42: Fields = &["date", "edition", "version", "build", "commit"];
const VERSION_71: Fields = &[
    "edition",
    "version",
    "build",
    "date",
    "commit",
    "distribution",
    "distro_release",
];

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    match ask.path().as_slice() {
        ["version"] => {
            let fields = match ask.profile {
                Profile::V42 => VERSION_42,
                Profile::V71 => VERSION_71,
            };
            let wanted = Projection::read(ask, fields)?;
            ok(wanted.of(version(ask.profile, world.edition)))
        }
        ["status"] => {
            let wanted = Projection::read(ask, STATUS_FIELDS)?;
            let is_clustered = world.cluster.is_initialized(ask.now);
            ok(wanted.of(match ask.profile {
                Profile::V42 => world.services.units(is_clustered),
                Profile::V71 => world.services.summary(),
            }))
        }
        _ => Err(Refusal::NotRouted),
    }
}

/// The number of the release that is simulated.
pub fn release(profile: Profile) -> &'static str {
    match profile {
        Profile::V42 => "4.2.0",
        Profile::V71 => "7.1.0.dev1",
    }
}

fn version(profile: Profile, edition: Edition) -> Document {
    let mut version = document([
        ("version", json!(release(profile))),
        ("edition", json!(edition.name())),
        ("build", Value::Null),
        ("date", Value::Null),
        ("commit", Value::Null),
    ]);
    if profile == Profile::V71 {
        version.insert("distribution".to_owned(), json!("debian"));
        version.insert("distro_release".to_owned(), json!("bookworm"));
    }
    version
}

impl Services {
    /// Whether one of them runs.
    pub fn runs(&self, name: &str) -> bool {
        !self.are_unknown && !self.failed.iter().any(|failed| failed == name)
    }

    /// As 4.2 shows them: what systemd says.
    fn units(&self, is_clustered: bool) -> Document {
        let clustered = CLUSTERED_UNITS.iter().filter(|_| is_clustered);
        let units = UNITS.iter().chain(clustered).zip(1_100..);
        let services: Vec<Value> = units
            .map(|((name, unit), process)| {
                let runs = self.runs(name);
                let (active, sub, process) = match runs {
                    true => ("active", "running", process),
                    false => ("failed", "failed", 0),
                };
                let instance = json!({
                    "Id": unit,
                    "Description": format!("{name} Service"),
                    "LoadState": "loaded",
                    "ActiveState": active,
                    "SubState": sub,
                    "MainPID": process,
                    "state": sub,
                });
                json!({"display_name": name, "instances": [instance]})
            })
            .collect();
        let services = match self.are_unknown {
            true => json!(["undefined"]),
            false => Value::Array(services),
        };
        document([("status", json!("running")), ("services", services)])
    }

    /// As 7.1 shows them: those of other machines are asked for another way.
    fn summary(&self) -> Document {
        let own = SERVICES.iter().map(|name| {
            let status = if self.runs(name) { "Active" } else { "Inactive" };
            let service = json!({"status": status, "is_remote": false, "extra_info": {}});
            ((*name).to_owned(), service)
        });
        let mut services: Document = own.collect();
        let broker = json!({"is_remote": true, "status": "Active", "extra_info": {"connection_check": "OK"}});
        services.insert("RabbitMQ".to_owned(), broker);
        services.insert(
            "PostgreSQL".to_owned(),
            json!({"is_remote": true, "status": "Active"}),
        );
        document([
            ("status", json!(self.verdict())),
            ("services", Value::Object(services)),
        ])
    }

    /// In one word of 7.1.
    pub fn verdict(&self) -> &'static str {
        if SERVICES.iter().all(|name| self.runs(name)) {
            "OK"
        } else {
            "Fail"
        }
    }
}
