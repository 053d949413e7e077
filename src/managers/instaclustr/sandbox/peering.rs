//! Other networks that a data centre is joined with ("VPC peering").

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Outcome, Refusal, accepted, message};
use super::checks::Checks;
use super::cidr::Cidr;
use super::firewall;
use super::life::{self, seconds};
use super::model::{Cluster, DataCentre};
use super::reader::Reader;
use super::regions;
use super::words::{GENESIS, PROVISIONED, PROVISIONING, RUNNING};
use crate::sandbox::Seeded;

/// Seconds until the other side can accept.
const OFFERED: f64 = 5.0;
/// Seconds until a peering that nobody must accept is there.
const JOINED: f64 = 30.0;

#[derive(Debug, Clone)]
pub struct Peering {
    pub id: String,
    pub asked: DateTime<Utc>,
    /// What was asked for, under the names of the answer.
    pub terms: Map<String, Value>,
    pub networks: Vec<Cidr>,
    /// Whether the owner of the other network has accepted.
    pub is_accepted: bool,
    pub connection: String,
    /// Of the cluster's own network.
    pub network_id: String,
}

pub fn list(centre: &DataCentre, now: DateTime<Utc>) -> Outcome {
    accepted(
        centre
            .peerings
            .iter()
            .map(|peering| peering.document(centre, now))
            .collect(),
    )
}

pub fn show(centre: &DataCentre, id: &str, now: DateTime<Utc>) -> Outcome {
    let peering = centre
        .peerings
        .iter()
        .find(|peering| peering.id == id)
        .ok_or(Refusal::NOT_FOUND)?;
    accepted(peering.document(centre, now))
}

pub fn delete(centre: &mut DataCentre, id: &str) -> Outcome {
    let before = centre.peerings.len();
    centre.peerings.retain(|peering| peering.id != id);
    if centre.peerings.len() == before {
        return Err(Refusal::NOT_FOUND);
    }
    accepted(message("VPC peering has been marked for deletion."))
}

pub fn create(
    cluster: &mut Cluster,
    centre: &str,
    body: &Value,
    chance: &mut Seeded,
    now: DateTime<Utc>,
) -> Outcome {
    let known = cluster.centre(centre).ok_or(Refusal::NOT_FOUND)?;
    let Wanted {
        terms,
        networks,
        opens,
    } = read(body, &known.provider)?;
    cluster.must_stay(now)?;
    let status = life::of_centre(cluster, known, now);
    let is_ready =
        [PROVISIONED, RUNNING].contains(&status.as_ref()) || life::of_cluster(cluster, now) == RUNNING;
    if !is_ready {
        return Err(Refusal::conflict("Cluster data centre is not provisioned yet."));
    }
    let peering = Peering {
        id: chance.uuid(),
        asked: now,
        terms,
        networks,
        is_accepted: false,
        connection: format!("pcx-{}", chance.hex(8)),
        network_id: format!("vpc-{}", chance.hex(8)),
    };
    let answer = json!({"id": peering.id});
    if opens {
        for network in &peering.networks {
            let kind = firewall_type(cluster);
            let rule = json!({"network": network.to_string(), "rules": [{"type": kind}]});
            let request = firewall::Request::read(&Reader::new(&rule), &mut Checks::default());
            firewall::open(&mut cluster.openings, &request, Some(now));
        }
    }
    if let Some(centre) = cluster.centre_mut(centre) {
        centre.peerings.push(peering);
    }
    accepted(answer)
}

/// A peering as it is asked for.
struct Wanted {
    terms: Map<String, Value>,
    /// Of the other side.
    networks: Vec<Cidr>,
    /// Whether they are let through the firewall.
    opens: bool,
}

fn read(body: &Value, provider: &str) -> Result<Wanted, Refusal> {
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let required: &[&str] = match provider {
        regions::GCP => &["peerProjectId", "peerVpcNetworkName"],
        regions::AZURE => &["peerSubscriptionId", "peerResourceGroup", "peerVNetNetworkName"],
        _ => &["peerVpcId", "peerAccountId"],
    };
    let mut terms = Map::new();
    for name in required {
        terms.insert((*name).to_owned(), fields.required_text(name, &mut checks).into());
    }
    if let Some(region) = fields.text("peerRegion", &mut checks) {
        terms.insert("peerRegion".to_owned(), region.into());
    }
    let mut texts = fields.texts("peerSubnets", &mut checks);
    texts.extend(fields.text("peerSubnet", &mut checks).map(str::to_owned));
    checks.require(!texts.is_empty(), "peerSubnets", "Must not be empty.");
    let networks: Vec<Cidr> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    checks.require(
        networks.len() == texts.len(),
        "peerSubnets",
        "Must be IPv4 networks such as 10.100.0.0/16.",
    );
    let opens = fields
        .truth("addNetworkToFirewallRules", &mut checks)
        .unwrap_or(false);
    checks.done()?;
    Ok(Wanted {
        terms,
        networks,
        opens,
    })
}

/// The service that a peered network reaches.
fn firewall_type(cluster: &Cluster) -> &'static str {
    match cluster.base().map(|base| base.name) {
        None | Some(super::catalogue::CASSANDRA) => "CASSANDRA",
        Some(name) => name,
    }
}

impl Peering {
    /// Key order as in the sample for AWS; the others leave out what is Amazon's.
    fn document(&self, centre: &DataCentre, now: DateTime<Utc>) -> Value {
        let term = |name: &str| self.terms.get(name).cloned().unwrap_or(Value::Null);
        let networks: Vec<Value> = self.networks.iter().map(|network| in_answer(*network)).collect();
        let mut document = json!({"id": self.id});
        let members = match centre.provider.as_str() {
            regions::AWS => json!({
                "aws_vpc_connection_id": self.connection,
                "clusterDataCentre": centre.id,
                "vpcId": self.network_id,
                "peerVpcId": term("peerVpcId"),
                "peerAccountId": term("peerAccountId"),
                "peerSubnet": networks.first(),
                "peerRegion": term("peerRegion"),
                "peerSubnets": {"cidrs": networks},
                "statusCode": self.status_of_aws(now),
            }),
            _ => {
                let mut members = Map::new();
                members.insert("clusterDataCentre".to_owned(), centre.id.clone().into());
                members.insert("name".to_owned(), self.connection.clone().into());
                members.extend(self.terms.clone());
                members.insert("peerSubnets".to_owned(), json!({"cidrs": networks}));
                members.insert("failureReason".to_owned(), Value::Null);
                members.insert("statusCode".to_owned(), self.status_of_others(now).into());
                Value::Object(members)
            }
        };
        if let (Some(document), Value::Object(members)) = (document.as_object_mut(), members) {
            document.extend(members);
        }
        document
    }

    fn status_of_aws(&self, now: DateTime<Utc>) -> &'static str {
        if seconds(self.asked, now) < OFFERED {
            "initiating-request"
        } else if self.is_accepted {
            "active"
        } else {
            "pending-acceptance"
        }
    }

    fn status_of_others(&self, now: DateTime<Utc>) -> &'static str {
        match seconds(self.asked, now) {
            ..OFFERED => GENESIS,
            OFFERED..JOINED => PROVISIONING,
            _ => "ACTIVE",
        }
    }
}

fn in_answer(network: Cidr) -> Value {
    json!({"network": network.address().to_string(), "prefixLength": network.prefix()})
}
