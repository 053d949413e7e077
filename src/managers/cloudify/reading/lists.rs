//! The list of each kind.

use crate::managers::{ElementSink, ManagerError};
use crate::resource::KindId;
use crate::resource::kind::CLUSTERS;

use super::super::client::{Calls, PageOf};
use super::super::kinds::{
    BLUEPRINTS, EXECUTIONS, MANAGER, MANAGER_NODES, NODE_INSTANCES, NODES, PLUGINS, SECRET_VALUES, SERVICES,
    SNAPSHOTS, TENANTS, TOKENS, USER_GROUPS, USERS, accounts, blueprint, execution, instance, node, plugin,
    secret, snapshot,
};
use super::super::memory::Generation;
use super::pages::{Endpoint, ReadRow};
use super::{Reader, not_listed};

/// How a list of one request a page is asked for and read.
pub(super) struct Listed {
    pub(super) first: PageOf,
    pub(super) request: Endpoint,
    pub(super) read: ReadRow,
}

/// A list of one request a page; `None` of what is put together from several, or is no list.
pub(super) fn listed(kind: KindId, generation: Generation) -> Option<Listed> {
    let is_newer = generation.is_newer();
    let first = match kind {
        BLUEPRINTS if is_newer => PageOf::sorted("id").with(blueprint::LISTED_NEWER),
        BLUEPRINTS => PageOf::sorted("id").with(blueprint::LISTED),
        EXECUTIONS if is_newer => PageOf::sorted("-created_at").with(execution::LISTED_NEWER),
        EXECUTIONS => PageOf::sorted("-created_at").with(execution::LISTED),
        NODES => PageOf::sorted("id").with(node::LISTED),
        NODE_INSTANCES => PageOf::sorted("id").with(instance::listed(is_newer)),
        PLUGINS => PageOf::sorted("package_name"),
        SECRET_VALUES => PageOf::sorted("key"),
        SNAPSHOTS => PageOf::sorted("-created_at"),
        TENANTS | USER_GROUPS => PageOf::sorted("name"),
        USERS => PageOf::sorted("username"),
        _ => return None,
    };
    let (request, read): (Endpoint, ReadRow) = match kind {
        BLUEPRINTS => (Calls::blueprints, blueprint::row_of_element),
        EXECUTIONS => (Calls::all_executions, execution::row_of_element),
        NODES => (Calls::nodes, node::row_of_element),
        NODE_INSTANCES => (Calls::node_instances, instance::row_of_element),
        PLUGINS => (Calls::plugins, plugin::row_of_element),
        SECRET_VALUES => (Calls::secrets, secret::row_of_element),
        SNAPSHOTS => (Calls::snapshots, snapshot::row_of_element),
        TENANTS => (Calls::tenants, accounts::tenant_of_element),
        USERS => (Calls::users, accounts::user_of_element),
        USER_GROUPS => (Calls::user_groups, accounts::group_of_element),
        _ => return None,
    };
    Some(Listed { first, request, read })
}

/// Whether its list is asked for in other words of a newer manager.
fn depends_on_generation(kind: KindId) -> bool {
    matches!(kind, BLUEPRINTS | EXECUTIONS | NODE_INSTANCES)
}

impl Reader<'_> {
    /// Reads the list of a kind, as far as `sink` wants it.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::list`]; [`ManagerError::NotOffered`] where the manager's version or edition does
    /// not have it.
    pub async fn list(self, kind: KindId, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        match kind {
            CLUSTERS => return self.deployments(PageOf::sorted("id"), sink).await,
            MANAGER => return self.manager_into(sink).await,
            SERVICES => return self.services_into(sink).await,
            MANAGER_NODES => return self.manager_nodes_into(sink).await,
            TOKENS => return self.tokens_into(sink).await,
            _ => {}
        }
        let Listed { first, request, read } = self.how_listed(kind).await?.ok_or_else(|| not_listed(kind))?;
        let calls = self.client.calls();
        self.into_sink(first, &|page| request(calls, page), sink, read)
            .await
    }

    pub(super) async fn how_listed(self, kind: KindId) -> Result<Option<Listed>, ManagerError> {
        let generation = match depends_on_generation(kind) {
            true => self.generation().await?,
            false => Generation::OLDEST,
        };
        Ok(listed(kind, generation))
    }
}
