//! A desired state read for editing, checked by the manager, and read as it was at a version.

use std::sync::Arc;

use crate::managers::ManagerError;
use crate::resource::{Detail, Key, Notice};
use crate::spec::{Base, Editing, Json, Path, SpecRequest, Verdict};
use crate::transport::{Priority, SendOutcome};

use super::follow::running;
use super::open::Session;

impl Session {
    /// What of the desired state of such an object may be edited.
    ///
    /// # Errors
    /// [`ManagerError::NotOffered`] if nothing may.
    pub fn editing(&self, kind: crate::resource::KindId) -> Result<&'static Editing, ManagerError> {
        let editing = self.about().editing.filter(|editing| editing.kind == kind);
        editing.ok_or_else(|| ManagerError::NotOffered {
            reason: format!("{} lets no {kind} be edited", self.about().title),
        })
    }

    /// Reads the desired state of an object, for an edit to begin with.
    ///
    /// # Errors
    /// As a read; [`ManagerError::NotOffered`] if it cannot be edited.
    pub async fn base(&self, key: &Key) -> Result<Base, ManagerError> {
        let editing = self.editing(key.kind)?;
        let detail = self.read(key.kind, &key.id, Priority::UserRead).await?;
        Ok(Base {
            key: key.clone(),
            name: (*detail.row.name).into(),
            version: detail.row.version,
            document: editable(editing, &detail)?,
            read: self.now(),
            busy: detail.row.state.class.is_busy().then(|| running(&detail)),
        })
    }

    /// Has the manager check a request without carrying it out.
    pub async fn dry_run(&self, request: &SpecRequest) -> Verdict {
        match self.submit(request, true, Priority::UserRead).await {
            Ok(_) => Verdict::Accepted { at: self.now() },
            Err(error) => verdict(&error),
        }
    }
}

/// What may be edited of an object as it was read.
pub(super) fn editable(editing: &Editing, detail: &Detail) -> Result<Json, ManagerError> {
    Ok((editing.editable)(&parsed(&detail.document)?))
}

pub(super) fn parsed(text: &Arc<str>) -> Result<Json, ManagerError> {
    text.parse()
        .map_err(|error: crate::spec::SyntaxError| ManagerError::Unreadable {
            why: error.to_string(),
        })
}

/// What an error says of a request that was only to be checked.
fn verdict(error: &ManagerError) -> Verdict {
    let notice = Notice::failure("have it checked by the manager", error, error.hint());
    match error {
        ManagerError::Invalid { fields, .. } => Verdict::Refused {
            notice,
            fields: fields
                .iter()
                .map(|field| (Path::read(&field.target), field.message.clone()))
                .collect(),
        },
        // Of the request itself nothing was said.
        ManagerError::RateLimited { .. }
        | ManagerError::Unauthorized { .. }
        | ManagerError::NoCredential { .. }
        | ManagerError::Unreachable(_) => Verdict::Unknown(notice),
        error if error.outcome() == SendOutcome::Refused => Verdict::Refused {
            notice,
            fields: Vec::new(),
        },
        _ => Verdict::Unknown(notice),
    }
}
