//! The lists, element by element, as they arrive.

use crate::managers::manager::{ElementSink, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Detail, KindId, Row};

use super::super::kinds::{ENCRYPTION_KEYS, cluster, encryption_key};
use super::super::memory::Memory;
use super::super::wire::ClusterSummary;
use super::{Reader, not_listed};

impl Reader<'_> {
    /// Reads the list of a kind; an account that has none of it has an empty list.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::list`].
    pub async fn list(self, kind: KindId, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let calls = self.client.calls();
        match kind {
            CLUSTERS => self.clusters(sink).await,
            ENCRYPTION_KEYS => {
                let call = calls.encryption_keys();
                self.client
                    .list_into(call, sink, encryption_key::row_of_element)
                    .await
            }
            other => Err(not_listed(other)),
        }
    }

    async fn clusters(self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        // The list does not tell of a resize: what is remembered of one must not stay for ever.
        if let Some(id) = self.memory.unseen_resize() {
            // Whatever is wrong with it, the list says as well.
            let _ = self.status(&id).await;
        }
        let mut remembering = Remembering {
            sink,
            memory: self.memory,
            seen: Vec::new(),
        };
        self.client
            .list_into(
                self.client.calls().clusters(),
                &mut remembering,
                cluster::row_of_element,
            )
            .await?;
        self.memory.listed(remembering.seen);
        Ok(())
    }

    /// A key is not read alone: it is looked for in the list.
    pub(super) async fn encryption_key(self, id: &str) -> Result<Detail, ManagerError> {
        let mut found = Found { id, element: None };
        let call = self.client.calls().encryption_keys();
        self.client
            .list_into(call, &mut found, encryption_key::row_of_element)
            .await?;
        let element = found.element.ok_or_else(|| ManagerError::NotFound {
            message: format!("there is no encryption key {id}"),
        })?;
        Ok(encryption_key::detail(&element))
    }
}

/// Passes the clusters on, each with the resize that is remembered of it, and remembers their names.
struct Remembering<'a, 'b> {
    sink: &'a mut (dyn ElementSink + 'b),
    memory: &'a Memory,
    seen: Vec<(String, String)>,
}

impl ElementSink for Remembering<'_, '_> {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        let Ok(ClusterSummary { id, name, .. }) = serde_json::from_str(raw) else {
            return self.sink.element(raw, read);
        };
        match self.memory.resize(&id) {
            Some(resize) => self.sink.element(&cluster::with_resize(raw, resize), read),
            None => self.sink.element(raw, read),
        }
        self.seen.push((id, name));
    }

    fn is_urgent(&self) -> bool {
        self.sink.is_urgent()
    }
}

/// Keeps the element of one id; or else of one name, for a key that was just made is known by that alone.
struct Found<'a> {
    id: &'a str,
    element: Option<String>,
}

impl ElementSink for Found<'_> {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        let row = read(raw);
        let is_meant = *row.id == *self.id;
        if is_meant || (*row.name == *self.id && self.element.is_none()) {
            self.element = Some(raw.to_owned());
        }
    }
}
