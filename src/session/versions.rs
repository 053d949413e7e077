//! Old versions of desired states, which never change: asked for once, kept for ever.
//!
//! On disk are only those that hold no secret.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::managers::ManagerError;
use crate::resource::{Id, Key};
use crate::spec::{Editing, Json, secret};
use crate::store::Versions;

use super::edit::parsed;
use super::open::Session;

/// Where versions are kept over the end of the process.
#[derive(Debug, Clone)]
pub struct VersionsOnDisk {
    pub store: Arc<Versions>,
    /// The manager that they are of: its address, whatever the context is called.
    pub origin: String,
}

/// The versions that one session has read.
#[derive(Debug, Default)]
pub(super) struct KnownVersions {
    read: Mutex<HashMap<(Id, i64), Arc<Json>>>,
    disk: Option<VersionsOnDisk>,
}

/// Versions kept in memory; a screen of versions asks for each of them.
const LIMIT: usize = 2_000;

impl KnownVersions {
    pub(super) fn new(disk: Option<VersionsOnDisk>) -> Self {
        Self {
            read: Mutex::default(),
            disk,
        }
    }

    fn in_memory(&self, id: &Id, number: i64) -> Option<Arc<Json>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.get(&(Arc::clone(id), number)).cloned()
    }

    fn remember(&self, id: &Id, number: i64, document: &Arc<Json>) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= LIMIT {
            read.clear();
        }
        read.insert((Arc::clone(id), number), Arc::clone(document));
    }

    async fn on_disk(&self, id: &Id, number: i64) -> Option<Arc<Json>> {
        let disk = self.disk.clone()?;
        let id = Arc::clone(id);
        let read = tokio::task::spawn_blocking(move || disk.store.get(&disk.origin, &id, number)).await;
        read.ok()??.parse().ok().map(Arc::new)
    }

    async fn keep(&self, id: &Id, number: i64, document: &Json, editing: &Editing) {
        let Some(disk) = self.disk.clone() else { return };
        let masked = secret::mask(document, &|path: &[&str]| {
            secret::is_secret(editing.secrets, path)
        });
        if masked != *document {
            return;
        }
        let (id, text) = (Arc::clone(id), document.to_string());
        let kept =
            tokio::task::spawn_blocking(move || disk.store.put(&disk.origin, &id, number, &text)).await;
        if !matches!(kept, Ok(Ok(()))) {
            // It can be asked for again: nothing is lost but time.
            tracing::debug!(number, "a version could not be kept");
        }
    }
}

impl Session {
    /// Reads the desired state of an object as it was at a version; `None` if that is not kept.
    ///
    /// # Errors
    /// As a read.
    pub async fn version(&self, key: &Key, number: i64) -> Result<Option<Arc<Json>>, ManagerError> {
        let editing = self.editing(key.kind)?;
        if let Some(known) = self.versions.in_memory(&key.id, number) {
            return Ok(Some(known));
        }
        if let Some(kept) = self.versions.on_disk(&key.id, number).await {
            self.versions.remember(&key.id, number, &kept);
            return Ok(Some(kept));
        }
        let document = match self.read_version(key, number).await {
            Ok(text) => Arc::new((editing.editable)(&parsed(&text)?)),
            Err(ManagerError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.versions.remember(&key.id, number, &document);
        self.versions.keep(&key.id, number, &document, editing).await;
        Ok(Some(document))
    }
}
