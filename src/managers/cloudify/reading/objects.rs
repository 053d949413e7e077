//! One object, with its parts.

use futures_util::future::{join, join3};
use serde::de::DeserializeOwned;

use crate::managers::ManagerError;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, KindId};

use super::super::client::{LARGEST_PAGE, PAGE, PageOf, Request};
use super::super::kinds::{
    BLUEPRINTS, EXECUTIONS, MANAGER, MANAGER_NODES, NODE_INSTANCES, NODES, PLUGINS, SECRET_VALUES, SERVICES,
    SNAPSHOTS, TENANTS, TOKENS, USER_GROUPS, USERS, accounts, blueprint, deployment, execution, instance,
    node, plugin, secret, snapshot,
};
use super::super::wire::{Event, Execution, Node, NodeInstance, Plugin};
use super::super::words;
use super::pages::Gathered;
use super::{Reader, not_listed, unknown};

/// How many executions of a deployment are read with it.
const EXECUTIONS_SHOWN: u64 = 10;

/// How a workflow's end is told (§2, `event_type`).
const ENDS: [&str; 3] = ["workflow_succeeded", "workflow_failed", "workflow_cancelled"];

impl Reader<'_> {
    /// Reads one object.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::read`]; [`ManagerError::NotOffered`] where the manager's version or edition does
    /// not have it.
    pub async fn read(self, kind: KindId, id: &str) -> Result<Detail, ManagerError> {
        let client = self.client;
        let calls = client.calls();
        match kind {
            CLUSTERS => self.deployment(id).await,
            NODES => self.node(id).await,
            EXECUTIONS => self.execution(id).await,
            BLUEPRINTS => self.blueprint(id).await,
            NODE_INSTANCES => {
                let (document, read) = client.document(calls.node_instance(id)).await?;
                Ok(instance::detail(&document, &read))
            }
            PLUGINS => self.plugin(id).await,
            SECRET_VALUES => {
                let (document, read) = client.document(calls.secret(id)).await?;
                Ok(secret::detail(&document, &read))
            }
            SNAPSHOTS => {
                let (document, read) = client.document(calls.snapshot(id)).await?;
                Ok(snapshot::detail(&document, &read))
            }
            TENANTS => self.tenant(id).await,
            USERS => self.user(id).await,
            USER_GROUPS => {
                let (document, read) = client.document(calls.user_group(id)).await?;
                Ok(accounts::group(&document, &read))
            }
            TOKENS => self.token(id).await,
            MANAGER => self.manager().await,
            SERVICES => self.service(id).await,
            MANAGER_NODES => self.manager_node(id).await,
            other => Err(not_listed(other)),
        }
    }

    /// A deployment with its instances, which its state is derived from, and its newest executions.
    async fn deployment(self, id: &str) -> Result<Detail, ManagerError> {
        let calls = self.client.calls();
        self.may_be_in_a_path(calls.deployment(id)).await?;
        let newest = PageOf::sorted("-created_at")
            .only("deployment_id", id)
            .of_size(EXECUTIONS_SHOWN);
        let (read, instances, executions) = join3(
            self.client.document(calls.deployment(id)),
            self.instances(PageOf::sorted("id").only("deployment_id", id)),
            self.client.send(calls.executions(&newest, false)),
        )
        .await;
        let (document, read) = read?;
        let executions: Vec<Execution> = executions?.read();
        Ok(deployment::detail(&document, &read, &instances?, executions))
    }

    /// Refuses an id that no path can hold before anything is asked for that goes by a query.
    async fn may_be_in_a_path<T: DeserializeOwned + Default>(
        self,
        request: Request<T>,
    ) -> Result<(), ManagerError> {
        match self.client.text_of(&request) {
            Some(_) => Ok(()),
            None => self.client.send(request).await.map(drop),
        }
    }

    /// All node instances of a selection, in large pages: whoever sees a deployment sees all of it.
    async fn instances(self, first: PageOf) -> Result<Vec<NodeInstance>, ManagerError> {
        let is_newer = self.generation().await?.is_newer();
        let mut asked = first.with(instance::listed(is_newer)).of_size(LARGEST_PAGE);
        let mut instances = Vec::new();
        loop {
            let page = self
                .client
                .send(self.client.calls().node_instances(&asked))
                .await?;
            instances.extend(page.read::<NodeInstance>());
            if page.is_last(asked.offset, asked.size) {
                return Ok(instances);
            }
            asked.offset += page.items.len() as u64;
        }
    }

    /// A node has no path of its own: it is looked for in the list by both of its names (§4.8).
    async fn node(self, id: &str) -> Result<Detail, ManagerError> {
        let (deployment, name) = node::of_id(id).ok_or_else(|| ManagerError::NotFound {
            message: format!("there is no node {id}: nodes go by DEPLOYMENT/NODE"),
        })?;
        let of_deployment = |page: PageOf| page.only("deployment_id", deployment);
        let only = of_deployment(PageOf::sorted("id")).only("id", name);
        let (nodes, instances) = join(
            self.client.send(self.client.calls().nodes(&only)),
            self.instances(of_deployment(PageOf::sorted("id")).only("node_id", name)),
        )
        .await;
        let nodes = nodes?;
        let element = nodes.items.first().ok_or_else(|| unknown("node", id))?;
        let read: Node = serde_json::from_str(element.get()).unwrap_or_default();
        Ok(node::detail(element.get(), &read, &instances?))
    }

    /// A plugin goes by its id, and for whoever uploads it by the name of its archive (§4.9).
    async fn plugin(self, id: &str) -> Result<Detail, ManagerError> {
        let calls = self.client.calls();
        let error = match self.client.document(calls.plugin(id)).await {
            Ok((document, read)) => return Ok(plugin::detail(&document, &read)),
            Err(error @ ManagerError::NotFound { .. }) => error,
            Err(error) => return Err(error),
        };
        let archives = [".wgn", ".zip"]
            .into_iter()
            .fold(PageOf::sorted("id"), |page, end| {
                page.only("archive_name", format!("{id}{end}"))
            });
        let found = self.client.send(calls.plugins(&archives)).await?;
        let element = found.items.first().ok_or(error)?;
        let read: Plugin = serde_json::from_str(element.get()).unwrap_or_default();
        Ok(plugin::detail(element.get(), &read))
    }

    async fn execution(self, id: &str) -> Result<Detail, ManagerError> {
        let (document, read) = self.client.document(self.client.calls().execution(id)).await?;
        let (started, ended) = match read.started_at.is_empty() {
            true => self.times_of(&read).await,
            false => Default::default(),
        };
        Ok(execution::detail(&document, &read, &started, &ended))
    }

    /// When a workflow began and ended, from its events: 4.2 does not say otherwise (§3, "Execution"). Not being told
    /// is no reason to show nothing.
    async fn times_of(self, execution: &Execution) -> (String, String) {
        if execution.id.is_empty() || execution.status == "pending" {
            return Default::default();
        }
        let page = PageOf::sorted("timestamp")
            .only("execution_id", &execution.id)
            .only("event_type", "workflow_started");
        let page = ENDS
            .into_iter()
            .fold(page, |page, end| page.only("event_type", end));
        let page = page.with("timestamp,event_type");
        let events: Vec<Event> = match self.client.send(self.client.calls().events(&page, None)).await {
            Ok(page) => page.read(),
            Err(_) => Vec::new(),
        };
        let told = |is_meant: &dyn Fn(&str) -> bool| {
            let event = events.iter().find(|event| is_meant(&event.event_type));
            event.map_or_else(String::new, |event| event.timestamp.clone())
        };
        let started = told(&|word| word == "workflow_started");
        let ended = match words::has_ended(&execution.status) {
            true => told(&|word| ENDS.contains(&word)),
            false => String::new(),
        };
        (started, ended)
    }

    /// A blueprint with the first of the deployments that were made from it.
    async fn blueprint(self, id: &str) -> Result<Detail, ManagerError> {
        self.may_be_in_a_path(self.client.calls().blueprint(id)).await?;
        let mut deployments = Gathered::wanting(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let of_blueprint = PageOf::sorted("id").only("blueprint_id", id);
        let (read, listed) = join(
            self.client.document(self.client.calls().blueprint(id)),
            self.deployments(of_blueprint, &mut deployments),
        )
        .await;
        let (document, read) = read?;
        listed?;
        Ok(blueprint::detail(&document, &read, deployments.rows))
    }

    /// A tenant by its path, or from the list, where the path is not in this edition (§4.12).
    async fn tenant(self, name: &str) -> Result<Detail, ManagerError> {
        let calls = self.client.calls();
        match self.client.document(calls.tenant(name)).await {
            Ok((document, read)) => Ok(accounts::tenant(&document, &read)),
            // One that is not there is refused as the tenant of the request would be (§4.12).
            Err(ManagerError::Forbidden { message })
                if message.contains(&format!("invalid tenant name: {name};")) =>
            {
                Err(unknown("tenant", name))
            }
            Err(error) if error.needs_the_user() => Err(error),
            Err(error) => {
                let page = self.client.send(calls.tenants(&PageOf::sorted("name"))).await?;
                let mut elements = page.items.iter();
                let element = elements.find(|item| *accounts::tenant_of_element(item.get()).name == *name);
                let element = element.ok_or(error)?.get();
                let read = serde_json::from_str(element).unwrap_or_default();
                Ok(accounts::tenant(element, &read))
            }
        }
    }

    /// A user; the one who asks is told of in every edition.
    async fn user(self, name: &str) -> Result<Detail, ManagerError> {
        let calls = self.client.calls();
        match self.client.document(calls.user(name)).await {
            Ok((document, read)) => Ok(accounts::user(&document, &read)),
            Err(error) if error.needs_the_user() => Err(error),
            // Elsewhere 404, or a fault (§4.15).
            Err(error) => match self.client.document(calls.own_user()).await {
                Ok((document, own)) if own.username == name => Ok(accounts::user(&document, &own)),
                _ => Err(error),
            },
        }
    }
}
