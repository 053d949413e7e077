//! A context's settings become a session: reads and lists by priority.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::credentials::Account;
use crate::managers::{About, ActionRequest, ElementSink, Intervals, Manager, ManagerError, Submitted};
use crate::resource::{ContextName, Detail, Id, Key, KindId, Protection, Standing};
use crate::spec::{RequestText, SpecRequest};

use super::record::KeptJournal;
use super::scheduler::{Priority, Scheduler};
use super::versions::{KnownVersions, VersionsOnDisk};

/// An open context.
pub struct Session {
    name: ContextName,
    manager: Arc<dyn Manager>,
    scheduler: Scheduler,
    protection: Protection,
    refresh: Option<Duration>,
    clock: Clock,
    account: Arc<Account>,
    pub(super) versions: KnownVersions,
    pub(super) journal: Option<KeptJournal>,
}

/// What time it is; passed in, so that tests decide.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What a session is opened from.
pub struct SessionSettings {
    pub name: ContextName,
    pub manager: Arc<dyn Manager>,
    /// One per host: contexts of one host share it.
    pub scheduler: Scheduler,
    pub protection: Protection,
    /// Instead of the manager's own interval between two lists.
    pub refresh: Option<Duration>,
    pub clock: Clock,
    /// What proves who we are; the manager's door shows it.
    pub account: Arc<Account>,
    /// Where old versions are kept; `None` keeps them in memory only.
    pub versions: Option<VersionsOnDisk>,
    /// Where changes are written down; `None` writes nothing.
    pub journal: Option<KeptJournal>,
}

impl Session {
    pub fn open(settings: SessionSettings) -> Arc<Self> {
        Arc::new(Self {
            name: settings.name,
            manager: settings.manager,
            scheduler: settings.scheduler,
            protection: settings.protection,
            refresh: settings.refresh,
            clock: settings.clock,
            account: settings.account,
            versions: KnownVersions::new(settings.versions),
            journal: settings.journal,
        })
    }

    pub fn name(&self) -> &ContextName {
        &self.name
    }

    pub fn about(&self) -> &'static About {
        self.manager.about()
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    pub fn protection(&self) -> Protection {
        self.protection
    }

    /// How it stands with what proves who we are.
    pub fn standing(&self) -> Standing {
        self.account.standing()
    }

    /// Whether the user said how often to ask.
    pub fn has_own_interval(&self) -> bool {
        self.refresh.is_some()
    }

    /// How often to ask, with the user's own interval for lists and calm objects.
    pub fn intervals(&self) -> Intervals {
        let declared = self.about().intervals;
        match self.refresh {
            None => declared,
            Some(refresh) => Intervals {
                list: refresh,
                busy: declared.busy.min(refresh),
                calm: refresh,
            },
        }
    }

    /// Reads a list, element by element.
    ///
    /// # Errors
    /// As [`Manager::list`].
    pub async fn list(
        &self,
        kind: KindId,
        priority: Priority,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<(), ManagerError> {
        let _turn = self.scheduler.admit(priority).await;
        self.manager.list(kind, sink).await
    }

    /// Reads one object.
    ///
    /// # Errors
    /// As [`Manager::read`].
    pub async fn read(&self, kind: KindId, id: &Id, priority: Priority) -> Result<Detail, ManagerError> {
        let _turn = self.scheduler.admit(priority).await;
        self.manager.read(kind, id).await
    }

    /// The request that an edit would be sent as, exactly.
    pub fn request_text(&self, request: &SpecRequest, dry_run: bool) -> Option<RequestText> {
        self.manager.request_text(request, dry_run)
    }

    /// Sends a change of a desired state, once; whether it may be sent is [`mod@super::apply`]'s business.
    pub(super) async fn submit(
        &self,
        request: &SpecRequest,
        dry_run: bool,
        priority: Priority,
    ) -> Result<Submitted, ManagerError> {
        let _turn = self.scheduler.admit(priority).await;
        self.manager.submit(request, dry_run).await
    }

    pub(super) async fn read_version(&self, key: &Key, number: i64) -> Result<Arc<str>, ManagerError> {
        let _turn = self.scheduler.admit(Priority::UserRead).await;
        self.manager.read_version(key.kind, &key.id, number).await
    }

    /// Sends a change, once; whether it may be sent is [`super::perform`]'s business.
    pub(super) async fn act(&self, request: &ActionRequest) -> Result<(), ManagerError> {
        let _turn = self.scheduler.admit(Priority::Mutation).await;
        self.manager.act(request).await
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("name", &self.name)
            .field("manager", &self.about().name)
            .finish()
    }
}
