//! What is listed for each cluster; some of it takes a request for each data centre, or for each bundle.
//!
//! If one of several requests fails, the others show, and a row says what is missing.

use std::sync::Arc;

use crate::managers::ManagerError;
use crate::resource::{KindId, Row};

use super::super::bundles::catalogue::title;
use super::super::client::bundle_path;
use super::super::kinds::{
    ACLS, BACKUPS, CONFIGURATIONS, FIREWALL_RULES, RELOADS, RESIZES, TOPICS, USERS, VPC_PEERINGS, access,
    backup, columns_of, network, reload, resize,
};
use super::super::wire::{Acl, DataCentre};
use super::{Reader, not_listed};

/// Bundles with paths of their own.
const KAFKA: &str = "KAFKA";
const POSTGRESQL: &str = "POSTGRESQL";

/// Bundles beside the base one that have users ("Encryption keys, users, Kafka objects").
const ADD_ONS_WITH_USERS: [&str; 2] = ["KAFKA_REST_PROXY", "KAFKA_SCHEMA_REGISTRY"];

impl Reader<'_> {
    /// Reads the parts of one kind of a cluster, which goes by its id or its name.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::parts`]; [`ManagerError::NotOffered`] where the cluster's bundle has no such
    /// parts.
    pub async fn parts(self, part: KindId, cluster: &str) -> Result<Vec<Arc<Row>>, ManagerError> {
        let id = &self.cluster_id(cluster).await?;
        let client = self.client;
        match part {
            FIREWALL_RULES => Ok(network::rule_rows(&client.firewall_rules(id).await?)),
            VPC_PEERINGS => self.peerings(id).await,
            USERS => self.users(id).await,
            TOPICS => {
                self.only_for(id, KAFKA, part)?;
                let topics = self
                    .or_another_bundle(id, KAFKA, part, client.topics(id).await)
                    .await?;
                Ok(shared(topics.0.iter().map(|topic| access::topic_row(topic))))
            }
            ACLS => {
                self.only_for(id, KAFKA, part)?;
                let acls = client.acls(id, &Acl::default()).await;
                let acls = self.or_another_bundle(id, KAFKA, part, acls).await?.acls;
                Ok(shared(acls.iter().map(access::acl_row)))
            }
            CONFIGURATIONS => {
                let bundle = self.bundle(id).await?;
                let configurations = client.configurations(id, &bundle).await?;
                let rows = configurations
                    .iter()
                    .map(|configuration| access::configuration_row(&bundle, configuration));
                Ok(shared(rows))
            }
            BACKUPS => Ok(backup::rows(&client.backups(id).await?)),
            RESIZES => self.resizes(id).await,
            RELOADS => {
                self.only_for(id, POSTGRESQL, part)?;
                let centres = self.memory.data_centres(id).unwrap_or_default();
                let reloads = client.cluster_reloads(id).await;
                let reloads = self.or_another_bundle(id, POSTGRESQL, part, reloads).await?;
                Ok(reload::rows(&reloads, &centres))
            }
            other => Err(not_listed(other)),
        }
    }

    async fn peerings(self, id: &str) -> Result<Vec<Arc<Row>>, ManagerError> {
        let mut gathered = Gathered::new(VPC_PEERINGS);
        for centre in self.data_centres(id).await?.iter() {
            let peerings = self.client.peerings(&centre.id).await;
            let rows = |peerings: Vec<_>| {
                let rows = peerings
                    .iter()
                    .map(|peering| network::peering_row(centre, peering));
                shared(rows)
            };
            gathered.add(centre.called(), peerings.map(rows))?;
        }
        gathered.into_rows()
    }

    async fn resizes(self, id: &str) -> Result<Vec<Arc<Row>>, ManagerError> {
        let mut gathered = Gathered::new(RESIZES);
        for centre in self.data_centres(id).await?.iter() {
            let resizes = self.client.resizes(id, &centre.id, false).await;
            let rows = |resizes: Vec<_>| {
                let rows = resizes
                    .iter()
                    .map(|operation| resize::resize_row(centre, operation));
                shared(rows)
            };
            gathered.add(centre.called(), resizes.map(rows))?;
        }
        gathered.into_rows()
    }

    async fn users(self, id: &str) -> Result<Vec<Arc<Row>>, ManagerError> {
        let base = self.bundle(id).await?;
        let description = self.memory.description(id);
        let add_ons = description
            .iter()
            .flat_map(|description| &description.addon_bundles);
        let add_ons = add_ons.map(|add_on| add_on.bundle.as_str());
        let bundles = std::iter::once(base.as_str())
            .chain(add_ons.filter(|add_on| ADD_ONS_WITH_USERS.contains(add_on)));
        let mut gathered = Gathered::new(USERS);
        for bundle in bundles {
            let users = self.client.users(id, bundle).await;
            let rows = users.map(|users| shared(users.0.iter().map(|user| access::user_row(bundle, user))));
            gathered.add(&bundle_path(bundle), rows)?;
        }
        gathered.into_rows()
    }

    /// The data centres as last read, or as they are read now.
    async fn data_centres(self, id: &str) -> Result<Arc<[DataCentre]>, ManagerError> {
        match self.memory.data_centres(id) {
            Some(centres) => Ok(centres),
            None => Ok(self.status(id).await?.1.data_centres.into()),
        }
    }

    /// The base bundle of a cluster: as it is described, or as its status lets guess.
    async fn bundle(self, id: &str) -> Result<String, ManagerError> {
        self.description(id).await;
        if self.memory.bundle(id).is_none() && self.memory.data_centres(id).is_none() {
            self.status(id).await?;
        }
        self.memory.bundle(id).ok_or_else(|| ManagerError::NotOffered {
            reason: "the manager does not say which bundle this cluster runs".into(),
        })
    }

    /// What was read, or, where the manager refused, that the cluster runs another bundle: 404 or 400 would tell
    /// of a cluster that is gone, or of a mistake in the request.
    async fn or_another_bundle<T>(
        self,
        id: &str,
        bundle: &str,
        part: KindId,
        read: Result<T, ManagerError>,
    ) -> Result<T, ManagerError> {
        if let Err(ManagerError::NotFound { .. } | ManagerError::Invalid { .. }) = &read {
            self.description(id).await;
            self.only_for(id, bundle, part)?;
        }
        read
    }

    /// Refuses what another bundle has, where the cluster's is known already.
    fn only_for(self, id: &str, bundle: &str, part: KindId) -> Result<(), ManagerError> {
        match self.memory.bundle(id) {
            Some(other) if other != bundle => Err(ManagerError::NotOffered {
                reason: format!(
                    "only clusters of {} have {part}; this one runs {}",
                    title(bundle),
                    title(&other)
                ),
            }),
            Some(_) | None => Ok(()),
        }
    }
}

/// The rows of several requests.
struct Gathered {
    part: KindId,
    rows: Vec<Arc<Row>>,
    failed: Vec<(String, ManagerError)>,
    any: bool,
}

impl Gathered {
    fn new(part: KindId) -> Self {
        Self {
            part,
            rows: Vec::new(),
            failed: Vec::new(),
            any: false,
        }
    }

    /// Adds what one request gave; `of` says what it was about.
    ///
    /// # Errors
    /// What the next request would fail of as well.
    fn add(&mut self, of: &str, rows: Result<Vec<Arc<Row>>, ManagerError>) -> Result<(), ManagerError> {
        match rows {
            Ok(rows) => {
                self.any = true;
                self.rows.extend(rows);
            }
            Err(error @ ManagerError::RateLimited { .. }) => return Err(error),
            Err(error) if error.needs_the_user() => return Err(error),
            Err(error) => self.failed.push((of.to_owned(), error)),
        }
        Ok(())
    }

    /// # Errors
    /// If nothing could be read: the first one.
    fn into_rows(self) -> Result<Vec<Arc<Row>>, ManagerError> {
        let columns = columns_of(self.part).len();
        let unreadable = |(of, error): &(String, ManagerError)| {
            Arc::new(Row::unreadable(of, columns, &format!("{of}: {error}")))
        };
        let mut rows = self.rows;
        rows.extend(self.failed.iter().map(unreadable));
        match self.failed.into_iter().next() {
            Some((_, first)) if !self.any => Err(first),
            Some(_) | None => Ok(rows),
        }
    }
}

fn shared(rows: impl Iterator<Item = Row>) -> Vec<Arc<Row>> {
    rows.map(Arc::new).collect()
}
