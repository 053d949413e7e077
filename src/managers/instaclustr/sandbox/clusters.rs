//! The endpoints of clusters themselves: list, status, description, orders, modify, delete.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::account::{Account, Identity};
use super::answer::{Outcome, Refusal, accepted, message, ok};
use super::catalogue::{CADENCE, KAFKA, KAFKA_CONNECT};
use super::checks::Checks;
use super::documents;
use super::life;
use super::model::{Cluster, Deletion};
use super::order::{Market, Order, build};
use super::reader::Reader;
use super::words::{DELETED, DELETING};
use super::world::Contents;

/// The active clusters of an account; 404 if there are none.
pub(super) fn list(contents: &Contents, account: Account, now: DateTime<Utc>) -> Outcome {
    let own = contents
        .clusters
        .iter()
        .filter(|cluster| cluster.account == account);
    let active = own.filter(|cluster| life::of_cluster(cluster, now) != DELETED);
    let items: Vec<Value> = active.map(|cluster| documents::summary(cluster, now)).collect();
    if items.is_empty() {
        Err(Refusal::NOT_FOUND)
    } else {
        ok(items.into())
    }
}

/// Carries out an order, read by one of its forms.
pub(super) fn create(
    contents: &mut Contents,
    account: Account,
    body: &Value,
    read: fn(&Value, Market<'_>) -> Result<Order, Refusal>,
    now: DateTime<Utc>,
) -> Outcome {
    let keys = contents.keys.iter().filter(|key| key.account == account);
    let keys: Vec<String> = keys.map(|key| key.id.clone()).collect();
    let kafka = contents
        .clusters
        .iter()
        .filter(|cluster| cluster.account == account && cluster.is_of(KAFKA));
    let kafka: Vec<String> = kafka.map(|cluster| cluster.id.clone()).collect();
    let order = read(
        body,
        Market {
            account,
            keys: &keys,
            kafka_clusters: &kafka,
        },
    )?;
    let cluster = build::cluster(order, account, &mut contents.chance, now);
    let answer = json!({"id": cluster.id});
    contents.clusters.push(cluster);
    accepted(answer)
}

pub(super) fn modify(cluster: &mut Cluster, body: &Value, now: DateTime<Utc>) -> Outcome {
    let fields = Reader::new(body);
    let mut checks = Checks::default();
    let description = fields.text("description", &mut checks).map(str::to_owned);
    let confirmation = body.get("twoFactorDelete");
    let wanted = fields.object("twoFactorDelete", &mut checks);
    if fields.has("twoFactorDelete") {
        let says = |name: &str| {
            wanted
                .get(name)
                .and_then(Value::as_str)
                .is_some_and(|text| !text.is_empty())
        };
        let is_told = says("deleteVerifyEmail") || says("deleteVerifyPhone");
        checks.require(
            is_told,
            "twoFactorDelete.deleteVerifyEmail",
            "An address or a phone number is needed.",
        );
    }
    checks.done()?;
    cluster.must_stay(now)?;
    if description.is_some() {
        cluster.description = description;
    }
    if let Some(confirmation) = confirmation {
        cluster.confirms_delete = !confirmation.is_null();
    }
    ok(message("The cluster has been successfully updated."))
}

/// Marks a cluster for deletion, which begins at once unless it is to be confirmed.
pub(super) fn delete(contents: &mut Contents, identity: Identity, id: &str, now: DateTime<Utc>) -> Outcome {
    let cluster = contents.cluster(identity.account, id, now)?;
    if life::of_cluster(cluster, now) == DELETING {
        return Err(Refusal::NOT_FOUND);
    }
    let depends = |other: &Cluster| other.account == identity.account && is_needed_by(cluster, other, now);
    if contents.clusters.iter().any(depends) {
        return Err(Refusal::conflict("Cluster has dependent clusters."));
    }
    let cluster = contents.cluster_mut(identity.account, id, now)?;
    cluster.stands_since = None;
    cluster.deletion = if cluster.confirms_delete {
        Deletion::Waits
    } else {
        Deletion::Begun(now)
    };
    accepted(message("Cluster has been marked for deletion."))
}

/// Whether a cluster works with another one, and is not on its way out itself.
fn is_needed_by(cluster: &Cluster, other: &Cluster, now: DateTime<Utc>) -> bool {
    let Some(base) = other
        .base()
        .filter(|base| matches!(base.name, KAFKA_CONNECT | CADENCE))
    else {
        return false;
    };
    let names = [
        "targetKafkaClusterId",
        "targetCassandraCdcId",
        "targetOpenSearchCdcId",
    ];
    let mut targets = names
        .iter()
        .filter_map(|name| base.options.get(*name))
        .filter_map(Value::as_str);
    let is_leaving = [DELETING, DELETED].contains(&life::of_cluster(other, now).as_ref());
    !is_leaving && targets.any(|target| target == cluster.id || cluster.centre(target).is_some())
}

impl Cluster {
    /// What is being deleted cannot be changed.
    ///
    /// # Errors
    /// 409.
    pub fn must_stay(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if life::of_cluster(self, now) == DELETING {
            return Err(Refusal::conflict("Cluster is being deleted."));
        }
        Ok(())
    }

    /// What goes through to the cluster itself needs one that runs.
    ///
    /// # Errors
    /// 409 for what is being deleted, else 503.
    pub fn must_answer(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.must_stay(now)?;
        if life::running(self, now) == 0 {
            return Err(Refusal::unavailable("The cluster is not available."));
        }
        Ok(())
    }
}
