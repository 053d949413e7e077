//! A context's settings become a session: reads and lists by priority.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::credentials::Account;
use crate::managers::{About, ActionRequest, ElementSink, Intervals, Manager, ManagerError, Submitted};
use crate::resource::{ContextName, Detail, Id, Keep, Key, KindId, Notice, Operation, Protection, Standing};
use crate::spec::{RequestText, SpecRequest};

use super::scheduler::{Priority, Scheduler};
use super::versions::{KnownVersions, VersionsOnDisk};

/// An open context.
pub struct Session {
    name: ContextName,
    manager: Arc<dyn Manager>,
    scheduler: Scheduler,
    protection: Protection,
    badge: Option<Arc<str>>,
    refresh: Option<Duration>,
    clock: Clock,
    account: Arc<Account>,
    pub(super) versions: KnownVersions,
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
    /// Shown beside the name instead of the word for the protection.
    pub badge: Option<Arc<str>>,
    /// Instead of the manager's own interval between two lists.
    pub refresh: Option<Duration>,
    pub clock: Clock,
    /// What proves who we are; the manager's door shows it.
    pub account: Arc<Account>,
    /// Where old versions are kept; `None` keeps them in memory only.
    pub versions: Option<VersionsOnDisk>,
}

impl Session {
    pub fn open(settings: SessionSettings) -> Arc<Self> {
        Arc::new(Self {
            name: settings.name,
            manager: settings.manager,
            scheduler: settings.scheduler,
            protection: settings.protection,
            badge: settings.badge,
            refresh: settings.refresh,
            clock: settings.clock,
            account: settings.account,
            versions: KnownVersions::new(settings.versions),
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

    /// The user's own word for it, shown instead of that for the protection.
    pub fn badge(&self) -> Option<&Arc<str>> {
        self.badge.as_ref()
    }

    /// Takes a secret that the user gave; says in words where it is kept.
    ///
    /// # Errors
    /// Why it could not be kept, and what to do.
    pub async fn login(&self, secret: SecretString, keep: Keep) -> Result<Arc<str>, Notice> {
        match keep {
            Keep::ThisRun => {
                self.account.hold(Some(secret));
                Ok("kept until the console is left".into())
            }
            Keep::InKeyring => {
                Err(Notice::error("This build keeps nothing in a keyring")
                    .with_hint("keep it for this run only"))
            }
        }
    }

    /// Forgets the secret, also where it was kept; says in words what was forgotten.
    ///
    /// # Errors
    /// Why it could not be forgotten, and what to do.
    pub async fn logout(&self) -> Result<Arc<str>, Notice> {
        self.account.hold(None);
        Ok("the secret is forgotten".into())
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

    /// The request that a read or an action is sent as, exactly.
    pub fn request_of(&self, operation: &Operation) -> Option<RequestText> {
        self.manager.request_of(operation)
    }

    /// How `curl` shows who we are, with a variable in place of the secret.
    pub fn proof_for_curl(&self) -> String {
        self.account.form().curl()
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
