//! The request that a list or an object takes, where it is one.

use crate::resource::{Id, KindId};
use crate::spec::RequestText;

use super::super::kinds::{
    EXECUTIONS, MANAGER_NODES, NODE_INSTANCES, PLUGINS, SECRET_VALUES, SNAPSHOTS, TENANTS, USER_GROUPS, USERS,
};
use super::super::memory::Generation;
use super::Reader;
use super::lists::listed;

impl Reader<'_> {
    /// The first page of a list; nothing of what is put together from several requests.
    pub fn text_of_list(self, kind: KindId) -> Option<RequestText> {
        let generation = self.memory.generation().unwrap_or(Generation::OLDEST);
        let calls = self.client.calls();
        if kind == MANAGER_NODES && !generation.has_machines() {
            return self.client.text_of(&calls.cluster_nodes());
        }
        let how = listed(kind, generation)?;
        self.client.text_of(&(how.request)(calls, &how.first))
    }

    /// What one object is read with; nothing of what takes several requests.
    pub fn text_of_read(self, kind: KindId, id: &Id) -> Option<RequestText> {
        let (client, calls) = (self.client, self.client.calls());
        match kind {
            EXECUTIONS => client.text_of(&calls.execution(id)),
            NODE_INSTANCES => client.text_of(&calls.node_instance(id)),
            PLUGINS => client.text_of(&calls.plugin(id)),
            SECRET_VALUES => client.text_of(&calls.secret(id)),
            SNAPSHOTS => client.text_of(&calls.snapshot(id)),
            TENANTS => client.text_of(&calls.tenant(id)),
            USERS => client.text_of(&calls.user(id)),
            USER_GROUPS => client.text_of(&calls.user_group(id)),
            _ => None,
        }
    }
}
