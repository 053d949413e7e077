//! From an endpoint to what answers it, once what is named in the path is found.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::account::Identity;
use super::answer::{Outcome, Refusal, accepted, ok};
use super::catalogue::KAFKA;
use super::model::Cluster;
use super::order::{extended, legacy};
use super::routing::{CentrePart, Endpoint, KafkaPart, Verb};
use super::world::Contents;
use super::{
    acls, backups, centres, clusters, configurations, documents, firewall, keys, peering, reloads, topics,
    users,
};

/// A request that was let in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) identity: Identity,
    pub(super) verb: Verb,
    /// An object, or null where the endpoint takes no body.
    pub(super) body: &'a Value,
    /// Of a list of resizes.
    pub(super) only_active: bool,
    pub(super) now: DateTime<Utc>,
}

pub(super) fn handle(contents: &mut Contents, endpoint: &Endpoint, call: &Call<'_>) -> Outcome {
    let Call {
        identity,
        verb,
        body,
        only_active,
        now,
    } = *call;
    let account = identity.account;
    match endpoint {
        Endpoint::Clusters if verb == Verb::Get => clusters::list(contents, account, now),
        Endpoint::Clusters => clusters::create(contents, account, body, legacy::read, now),
        Endpoint::Extended => clusters::create(contents, account, body, extended::read, now),
        Endpoint::Cluster(id) => match verb {
            Verb::Get => accepted(documents::status(contents.remembered(account, id)?, now)),
            Verb::Delete => clusters::delete(contents, identity, id, now),
            Verb::Put | Verb::Post => clusters::modify(contents.cluster_mut(account, id, now)?, body, now),
        },
        Endpoint::Terraform(id) => accepted(documents::terraform(contents.remembered(account, id)?, now)),
        Endpoint::Centres(id) => {
            let (cluster, chance) = contents.cluster_and_chance(account, id, now)?;
            centres::add(cluster, body, chance, now)
        }
        Endpoint::Resize { cluster, centre } => {
            let (cluster, chance) = contents.cluster_and_chance(account, cluster, now)?;
            let known = cluster.centre(centre).ok_or(Refusal::NOT_FOUND)?;
            match verb {
                Verb::Get => centres::resizes(cluster, known, only_active, now),
                Verb::Post | Verb::Put | Verb::Delete => {
                    centres::resize(cluster, centre, body, account.user(), chance, now)
                }
            }
        }
        Endpoint::Purposes { cluster, centre } => {
            let cluster = contents.cluster(account, cluster, now)?;
            centres::purposes(cluster, cluster.centre(centre).ok_or(Refusal::NOT_FOUND)?)
        }
        Endpoint::Firewall(id) => {
            let cluster = contents.cluster_mut(account, id, now)?;
            match verb {
                Verb::Get => firewall::list(cluster, now),
                Verb::Post => firewall::save(cluster, body, false, now),
                Verb::Put => firewall::save(cluster, body, true, now),
                Verb::Delete => firewall::delete(cluster, body, now),
            }
        }
        Endpoint::OfCentre { centre, part } => of_centre(contents, centre, part, call),
        Endpoint::Keys if verb == Verb::Get => keys::list(contents, account),
        Endpoint::Keys => keys::create(contents, account, body),
        Endpoint::Key(id) => keys::delete(contents, account, id, now),
        Endpoint::Users { cluster, bundle } => {
            let cluster = contents.cluster_mut(account, cluster, now)?;
            match verb {
                Verb::Get => users::list(cluster, bundle, now),
                Verb::Delete => users::delete(cluster, bundle, body, now),
                Verb::Post | Verb::Put => users::create(cluster, bundle, body, now),
            }
        }
        Endpoint::PasswordReset { cluster, bundle } => {
            users::reset_password(contents.cluster(account, cluster, now)?, bundle, body, now)
        }
        Endpoint::OfKafka { cluster, part } => {
            let cluster = contents.cluster_mut(account, cluster, now)?;
            if !cluster.is_of(KAFKA) {
                return Err(Refusal::NOT_FOUND);
            }
            of_kafka(cluster, part, call)
        }
        Endpoint::Backups(id) => {
            let cluster = contents.cluster_mut(account, id, now)?;
            if verb == Verb::Get {
                backups::list(cluster, now)
            } else {
                backups::trigger(cluster, now)
            }
        }
        Endpoint::Restore(id) => {
            let (cluster, chance) = contents.cluster_and_chance(account, id, now)?;
            let restored = backups::restore(cluster, body, chance, now)?;
            let answer = json!({"restoredCluster": restored.id});
            contents.clusters.push(restored);
            ok(answer)
        }
        Endpoint::Configurations { cluster, bundle } => {
            let cluster = contents.cluster_mut(account, cluster, now)?;
            match verb {
                Verb::Get => configurations::list(cluster, bundle),
                Verb::Post | Verb::Put | Verb::Delete => configurations::set(cluster, bundle, body, now),
            }
        }
        Endpoint::Configuration {
            cluster,
            bundle,
            name,
        } => configurations::delete(contents.cluster_mut(account, cluster, now)?, bundle, name, now),
        Endpoint::NodeReload(node) => {
            let cluster = contents.find_mut(account, now, |cluster| cluster.has_node(node))?;
            if verb == Verb::Get {
                reloads::of_node(cluster, node, now)
            } else {
                reloads::start(cluster, node, now)
            }
        }
        Endpoint::ClusterReload(id) => reloads::of_cluster(contents.cluster(account, id, now)?, now),
    }
}

/// What is named by a data centre alone.
fn of_centre(contents: &mut Contents, id: &str, part: &CentrePart, call: &Call<'_>) -> Outcome {
    let Call {
        identity,
        verb,
        body,
        now,
        ..
    } = *call;
    let known = contents.find_mut(identity.account, now, |cluster| cluster.centre(id).is_some())?;
    let cluster = known.id.clone();
    let (cluster, chance) = contents.cluster_and_chance(identity.account, &cluster, now)?;
    match (part, verb) {
        (CentrePart::Principals, _) => centres::set_principals(cluster, id, body, now),
        (CentrePart::Peerings, Verb::Post) => peering::create(cluster, id, body, chance, now),
        (CentrePart::Peerings, _) => peering::list(cluster.centre(id).ok_or(Refusal::NOT_FOUND)?, now),
        (CentrePart::Peering(peering), Verb::Delete) => {
            cluster.must_stay(now)?;
            peering::delete(cluster.centre_mut(id).ok_or(Refusal::NOT_FOUND)?, peering)
        }
        (CentrePart::Peering(peering), _) => {
            peering::show(cluster.centre(id).ok_or(Refusal::NOT_FOUND)?, peering, now)
        }
    }
}

fn of_kafka(cluster: &mut Cluster, part: &KafkaPart, call: &Call<'_>) -> Outcome {
    let Call { verb, body, now, .. } = *call;
    match (part, verb) {
        (KafkaPart::Topics, Verb::Post) => topics::create(cluster, body, now),
        (KafkaPart::Topics, _) => topics::list(cluster),
        (KafkaPart::Topic(topic), Verb::Delete) => topics::delete(cluster, topic, now),
        (KafkaPart::Topic(topic), _) => topics::show(cluster, topic),
        (KafkaPart::TopicConfig(topic), Verb::Put) => topics::set_config(cluster, topic, body, now),
        (KafkaPart::TopicConfig(topic), _) => topics::config(cluster, topic),
        (KafkaPart::Acls, Verb::Delete) => acls::delete(cluster, body, now),
        (KafkaPart::Acls, _) => acls::create(cluster, body, now),
        (KafkaPart::AclSearch, _) => acls::search(cluster, body),
    }
}
