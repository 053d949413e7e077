//! From what a made-up cluster is made: its size, its versions, and how the JSON of its spec follows from that.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::value::{RawValue, to_raw_value};

use super::agenda::Agenda;
use super::definition::{Definition, Group, Shape};
use super::model::{Cluster, Identity, InstanceId, Server, Troubles, Uid};
use super::past;
use super::words::{NodeType, ServerState, State};
use crate::sandbox::Seeded;

/// What a made-up cluster is made from; every version of its definition follows from it.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// `metadata.name`.
    pub name: Cow<'static, str>,
    /// Number and EC2 type of the servers by node type, as in [`NodeType::ALL`]; 0 for a tier that does not exist.
    pub groups: [(usize, &'static str); 5],
    /// `spec.version` of the newest definition, and of the ones before.
    pub imply_versions: (&'static str, &'static str),
    /// The tag `team`.
    pub team: &'static str,
    /// The tag `env`.
    pub environment: &'static str,
    /// How Pivot is reached.
    pub access_mode: AccessMode,
    /// The number of the newest definition.
    pub version: u64,
    /// Whether the newest definition says `STOPPED`.
    pub stopped: bool,
}

/// How Pivot is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessMode {
    /// Through the manager; the cluster is private.
    Proxied,
    /// Directly, with Pivot's own users.
    Native,
    /// Directly, with those of an identity provider; the options hold a secret.
    Oidc,
}

impl Recipe {
    /// The definition with a number. From one number to the next one thing changes, in turn: the broker's threads,
    /// those of the historicals, the coordinator's period, a tag.
    pub fn definition(&self, version: u64) -> Definition {
        let shape = self.shape(version);
        let spec = to_raw_value(&self.spec(version)).unwrap_or_else(|_| RawValue::NULL.to_owned());
        Definition {
            name: self.name.clone().into_owned(),
            spec,
            shape,
        }
    }

    /// A cluster that is running, or stopped if the recipe says so, with that many past events.
    pub fn cluster(self: &Arc<Self>, mut chance: Seeded, events: usize, now: DateTime<Utc>) -> Cluster {
        let uid = Uid(chance.uuid_bits());
        let definition = Arc::new(self.definition(self.version));
        let mut cluster = Cluster {
            uid,
            identity: Identity::new(uid),
            state: if self.stopped {
                State::Stopped
            } else {
                State::Running
            },
            servers: Vec::new(),
            events: VecDeque::new(),
            version: self.version,
            history: Vec::new(),
            recipe: Some(Arc::clone(self)),
            update: None,
            agenda: Agenda::default(),
            troubles: Troubles::default(),
            definition,
            chance,
        };
        add_balancers(&mut cluster);
        if !self.stopped {
            add_running_servers(&mut cluster);
        }
        past::remember(&mut cluster, events, now);
        cluster
    }

    fn shape(&self, version: u64) -> Shape {
        let group = |(replicas, instance_type): (usize, &str)| {
            (replicas > 0).then(|| Group {
                replicas,
                instance_type: instance_type.into(),
            })
        };
        Shape {
            stopped: self.stopped && version == self.version,
            public: self.access_mode != AccessMode::Proxied,
            groups: self.groups.map(group),
        }
    }
}

impl Identity {
    /// An invented certificate and password; no load balancer yet.
    pub fn new(uid: Uid) -> Self {
        // Of the length of a real certificate, and plainly none.
        let line = "RVhBTVBMRSBPTkxZIC0gTk9UIEEgUkVBTCBDRVJUSUZJQ0FURSAgRVhBTVBMRSAg\n";
        let certificate = format!(
            "-----BEGIN CERTIFICATE-----\n{}{:032x}\n-----END CERTIFICATE-----\n",
            line.repeat(17),
            uid.0
        );
        Self {
            certificate: certificate.into(),
            password: format!("example-only-{:012x}", uid.0 & 0xffff_ffff_ffff).into(),
            public_balancer: None,
            private_balancer: None,
        }
    }
}

/// Gives a cluster the addresses of its load balancers.
pub fn add_balancers(cluster: &mut Cluster) {
    let name = format!(
        "{}-{:04x}.lb.example.com",
        slug(&cluster.definition.name),
        (cluster.uid.0 >> 64) & 0xffff
    );
    cluster.identity.public_balancer = cluster.definition.shape.public.then(|| name.as_str().into());
    cluster.identity.private_balancer = Some(format!("internal-{name}").into());
}

/// A name as it may stand in a host name or a path.
pub fn slug(name: &str) -> String {
    let lower = name.chars().flat_map(char::to_lowercase);
    let text: String = lower
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let text = text.trim_matches('-');
    if text.is_empty() {
        "cluster".to_owned()
    } else {
        text.to_owned()
    }
}

fn add_running_servers(cluster: &mut Cluster) {
    let definition = Arc::clone(&cluster.definition);
    let network = (cluster.chance.below(250) + 1) as u8;
    for node_type in NodeType::ALL {
        let Some(group) = definition.shape.group(node_type) else {
            continue;
        };
        for number in 0..group.replicas {
            let host = (11 + number % 240) as u8;
            let subnet = (node_type as usize + 5 * (number / 240)) as u8;
            cluster.servers.push(Server {
                id: InstanceId(cluster.chance.bits()),
                node_type,
                instance_type: Arc::clone(&group.instance_type),
                private_ip: Some(Ipv4Addr::new(10, network, subnet, host)),
                public_ip: definition.shape.public.then(|| cluster.chance.public_ipv4()),
                state: ServerState::Running,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::managers::imply::sandbox::{definition, fleet, validate};

    #[test]
    fn every_version_of_the_default_fleet_is_valid_complete_and_read_right() {
        for recipe in fleet::recipes() {
            for version in 1..=recipe.version {
                let definition = recipe.definition(version);
                let document = definition.document();
                assert_eq!(validate::complaints(&document), [], "{}", recipe.name);
                assert_eq!(
                    definition::completed(document.clone()).to_string(),
                    document.to_string()
                );
                assert_eq!(Shape::of(&document["spec"]), definition.shape);
            }
        }
    }

    #[test]
    fn each_version_differs_from_the_one_before() {
        let recipe = fleet::recipes().remove(0);
        let spec = |version| serde_json::from_str::<Value>(recipe.definition(version).spec.get()).unwrap();
        for version in 2..=recipe.version {
            assert_ne!(spec(version - 1), spec(version));
        }
    }

    #[test]
    fn a_slug_fits_into_a_host_name() {
        assert_eq!(slug("My First Cluster"), "my-first-cluster");
        assert_eq!(slug("データ"), "cluster");
    }
}
