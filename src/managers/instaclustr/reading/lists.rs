//! The lists, element by element, as they arrive.

use crate::managers::{ElementSink, ManagerError};
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

    /// A key is not read alone: it is looked for in the list, by its id or by an alias that no other key has.
    pub(super) async fn encryption_key(self, wanted: &str) -> Result<Detail, ManagerError> {
        let mut found = Found {
            wanted,
            of_id: None,
            of_name: Vec::new(),
        };
        let call = self.client.calls().encryption_keys();
        self.client
            .list_into(call, &mut found, encryption_key::row_of_element)
            .await?;
        let element = match (found.of_id, found.of_name.as_slice()) {
            (Some(element), _) => element,
            (None, [element]) => element.clone(),
            (None, []) => {
                return Err(ManagerError::NotFound {
                    message: format!("there is no encryption key {wanted}"),
                });
            }
            (None, several) => {
                return Err(ManagerError::NotFound {
                    message: format!(
                        "{} encryption keys are called {wanted}: say which by its id",
                        several.len()
                    ),
                });
            }
        };
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

/// Keeps the element of one id, and those of one name.
struct Found<'a> {
    wanted: &'a str,
    of_id: Option<String>,
    of_name: Vec<String>,
}

impl ElementSink for Found<'_> {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        let row = read(raw);
        if *row.id == *self.wanted {
            self.of_id = Some(raw.to_owned());
        } else if *row.name == *self.wanted {
            self.of_name.push(raw.to_owned());
        }
    }
}
