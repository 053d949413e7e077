//! The manager itself, its services, the managers of its cluster, and tokens: what differs most between versions
//! (§1.9).

use futures_util::FutureExt;
use futures_util::future::join4;
use serde_json::Value;

use crate::managers::{ElementSink, ManagerError};
use crate::resource::Detail;

use super::super::client::{Calls, Page, PageOf};
use super::super::kinds::{accounts, system};
use super::super::wire::{NodeReport, Status, Token};
use super::pages::{Endpoint, ReadRow};
use super::{Reader, unknown};

/// A list of machines of 5.x and later, and how its elements are read.
type Machines = (Endpoint, ReadRow);

const MACHINES: [Machines; 3] = [
    (Calls::managers, system::manager_of_element),
    (Calls::brokers, system::broker_of_element),
    (Calls::database_nodes, system::database_of_element),
];

impl Reader<'_> {
    pub(super) async fn manager_into(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let (document, _) = self.facts().await?;
        sink.element(&document, system::manager_of_document);
        Ok(())
    }

    pub(super) async fn manager(self) -> Result<Detail, ManagerError> {
        let (document, facts) = self.facts().await?;
        Ok(system::manager(&document, &facts))
    }

    /// What can be read of the manager, and the answers as sent under the names of their paths. The version must be
    /// among it; a user may not be allowed to see the rest.
    async fn facts(self) -> Result<(String, system::Facts), ManagerError> {
        let calls = self.client.calls();
        let (version, status, maintenance, user) = join4(
            self.client.document(calls.version()).boxed(),
            self.status().boxed(),
            self.client.document(calls.maintenance()).boxed(),
            self.client.document(calls.own_user()).boxed(),
        )
        .await;
        let (version, read) = version?;
        self.memory.saw(&read);
        let or_null = |document: Option<String>| document.unwrap_or_else(|| "null".into());
        let document = format!(
            r#"{{"version":{version},"status":{},"maintenance":{},"user":{}}}"#,
            or_null(status.ok().map(|(document, _)| document)),
            or_null(maintenance.ok().map(|(document, _)| document)),
            or_null(user.ok().map(|(document, _)| document)),
        );
        let facts = serde_json::from_str(&document).map_err(|error| ManagerError::Unreadable {
            why: error.to_string(),
        })?;
        Ok((document, facts))
    }

    /// The status, from where this version has it.
    async fn status(self) -> Result<(String, Status), ManagerError> {
        let calls = self.client.calls();
        let (first, second) = match self.memory.generation() {
            Some(generation) if generation.is_newer() => (calls.newer_status(), calls.status()),
            _ => (calls.status(), calls.newer_status()),
        };
        let (document, status, _) = self.client.document_or(first, second).await?;
        Ok((document, status))
    }

    pub(super) async fn services_into(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let (_, status) = self.status().await?;
        for service in &status.services {
            sink.element(&system::element_of(service), system::service_of_element);
        }
        Ok(())
    }

    pub(super) async fn service(self, id: &str) -> Result<Detail, ManagerError> {
        let (_, status) = self.status().await?;
        let mut services = status.services.iter();
        let service = services.find(|service| system::is_service(service, id));
        let service = service.ok_or_else(|| unknown("service", id))?;
        Ok(system::service(&system::element_of(service), service))
    }

    /// The managers of the cluster; of 5.x and later, its brokers and database nodes as well.
    pub(super) async fn manager_nodes_into(
        self,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<(), ManagerError> {
        if !self.generation().await?.has_machines() {
            let page = match self.client.send(self.client.calls().cluster_nodes()).await {
                // It is in no cluster (§4.2).
                Err(ManagerError::NotFound { .. }) => return Ok(()),
                other => other?,
            };
            for item in &page.items {
                sink.element(item.get(), system::node_of_element);
            }
            return Ok(());
        }
        for (request, read) in MACHINES {
            let page = self.machines(request).await?;
            for item in &page.items {
                sink.element(item.get(), read);
            }
        }
        Ok(())
    }

    async fn machines(self, request: Endpoint) -> Result<Page, ManagerError> {
        let page = PageOf::sorted("id");
        match self.client.send(request(self.client.calls(), &page)).await {
            // Not every version has all three.
            Err(ManagerError::NotOffered { .. } | ManagerError::NotFound { .. }) => Ok(Page::default()),
            other => other,
        }
    }

    pub(super) async fn manager_node(self, name: &str) -> Result<Detail, ManagerError> {
        if !self.generation().await?.has_machines() {
            let (document, node) = self
                .client
                .document(self.client.calls().cluster_node(name))
                .await?;
            return Ok(system::node(&document, &node));
        }
        for (request, read) in MACHINES {
            let page = self.machines(request).await?;
            for item in &page.items {
                let row = read(item.get());
                if *row.id == *name {
                    let report: NodeReport = serde_json::from_str(item.get()).unwrap_or_default();
                    return Ok(system::report(item.get(), &report, row));
                }
            }
        }
        Err(unknown("manager", name))
    }

    /// The tokens; managers up to 6.x keep one for each user and show only that of the one who asks.
    pub(super) async fn tokens_into(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        if self.generation().await?.is_newer() {
            let calls = self.client.calls();
            let first = PageOf::sorted("id");
            return self
                .into_sink(
                    first,
                    &|page| calls.tokens(page),
                    sink,
                    accounts::token_of_element,
                )
                .await;
        }
        let (document, _) = self.client.document(self.client.calls().token()).await?;
        sink.element(&document, accounts::token_of_element);
        Ok(())
    }

    pub(super) async fn token(self, id: &str) -> Result<Detail, ManagerError> {
        let calls = self.client.calls();
        if !self.generation().await?.is_newer() {
            if id != accounts::OWN_TOKEN {
                return Err(unknown("token", id));
            }
            let (document, token) = self.client.document(calls.token()).await?;
            return Ok(accounts::token(&document, &token));
        }
        let asked = PageOf::sorted("id").only("id", id);
        let page = self.client.send(calls.tokens(&asked)).await?;
        let mut items = page.items.iter();
        let element = items.find(|item| {
            let read: Value = serde_json::from_str(item.get()).unwrap_or_default();
            read.get("id").and_then(Value::as_str) == Some(id)
        });
        let element = element.ok_or_else(|| unknown("token", id))?.get();
        let token: Token = serde_json::from_str(element).unwrap_or_default();
        Ok(accounts::token(element, &token))
    }
}
