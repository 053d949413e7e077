//! A context's settings become a session: reads and lists by priority.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::credentials::{Account, Kept, Place};
use crate::managers::{
    About, ActionRequest, ElementSink, Intervals, Manager, ManagerError, Remark, Submitted,
};
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{
    ContextName, CurlWay, Detail, Id, Key, KindId, Notice, Operation, OwnAddress, Protection, Row,
    ShellAccess, Standing, Waiting,
};
use crate::spec::{RequestText, SpecRequest};
use crate::transport::{CredentialError, Outlook, Priority, Turns, Urgency};

use super::access::{Access, Queue, Subject};
use super::observed::Observer;
use super::reach::Reach;
use super::record::KeptJournal;
use super::shared_reads::{SharedReads, Starts};
use super::versions::{KnownVersions, VersionsOnDisk};

/// A change that could not be sent for so long is not sent any more: its user has gone on.
pub(super) const IN_TIME: Duration = Duration::from_secs(20);
/// By the clock on the wall a change that was asked for so long ago is not sent either.
const LONG_AGO: TimeDelta = TimeDelta::seconds(60);

/// An open context.
pub struct Session {
    name: ContextName,
    pub(super) manager: Arc<dyn Manager>,
    turns: Turns,
    /// Whether the manager answers at all.
    pub(super) reach: Reach,
    reads: SharedReads,
    protection: Protection,
    badge: Option<Arc<str>>,
    refresh: Option<Duration>,
    own_address: OwnAddress,
    scope: Option<Arc<str>>,
    clock: Clock,
    curl: CurlWay,
    pub(super) access: Access,
    /// What was seen to change.
    pub(super) observer: Observer,
    is_closed: AtomicBool,
    pub(super) versions: KnownVersions,
    pub(super) journal: Option<KeptJournal>,
}

/// What time it is; passed in, so that tests decide.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What a session is opened from.
pub struct SessionSettings {
    pub name: ContextName,
    pub manager: Arc<dyn Manager>,
    /// Of the host: contexts of one host share them.
    pub turns: Turns,
    pub protection: Protection,
    /// Shown beside the name instead of the word for the protection.
    pub badge: Option<Arc<str>>,
    /// Instead of the manager's own interval between two lists.
    pub refresh: Option<Duration>,
    /// What `mine` stands for where a network is wanted.
    pub own_address: OwnAddress,
    /// The part of the manager's world that is looked at, if that has several ([`About::scope`]).
    pub scope: Option<Arc<str>>,
    pub clock: Clock,
    /// The way there, as `curl` is told it.
    pub curl: CurlWay,
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
            observer: Observer::new(settings.manager.about().kinds),
            access: Access::new(settings.account, settings.manager.about().refused_change),
            name: settings.name,
            manager: settings.manager,
            turns: settings.turns,
            reach: Reach::default(),
            reads: SharedReads::default(),
            protection: settings.protection,
            badge: settings.badge,
            refresh: settings.refresh,
            own_address: settings.own_address,
            scope: settings.scope,
            clock: settings.clock,
            curl: settings.curl,
            is_closed: AtomicBool::new(false),
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

    /// The strictest of flag, configuration, and what the manager said to a change.
    pub fn protection(&self) -> Protection {
        match self.access.read_only() {
            Some(_) => Protection::ReadOnly,
            None => self.protection,
        }
    }

    /// Why nothing is changed through it, if nothing is.
    pub fn read_only(&self) -> Option<Notice> {
        if let Some(words) = self.access.read_only() {
            let text = format!(
                "{} is read-only: the manager refused a change: {}",
                self.name,
                visible(&words)
            );
            return Some(Notice::error(text).with_hint("log in with a credential that may change things"));
        }
        (self.protection == Protection::ReadOnly).then(|| {
            let notice = Notice::error(format!("{} is read-only: nothing is sent", self.name));
            notice.with_hint("open the context without read-only to change anything")
        })
    }

    /// The user's own word for it, shown instead of that for the protection.
    pub fn badge(&self) -> Option<&Arc<str>> {
        self.badge.as_ref()
    }

    /// What `mine` stands for where a network is wanted.
    pub fn own_address(&self) -> &OwnAddress {
        &self.own_address
    }

    /// The part of the manager's world that is looked at, if that has several.
    pub fn scope(&self) -> Option<&Arc<str>> {
        self.scope.as_ref()
    }

    /// How it stands with what proves who we are.
    pub fn standing(&self) -> Standing {
        self.access.standing()
    }

    /// Ends it: changes that were not sent are not sent any more; those that were are followed to their end.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }

    /// Why nothing may be changed through it any more.
    pub(super) fn closed(&self) -> Result<(), ManagerError> {
        if self.is_closed.load(Ordering::SeqCst) {
            let reason = format!(
                "{} was closed, or opened anew with other settings, before this was sent",
                self.name
            );
            return Err(ManagerError::NotOffered { reason });
        }
        Ok(())
    }

    /// Takes over what the user gave an earlier session of this context for this run, as far as it may be shown here.
    pub fn take_over(&self, earlier: &Self) {
        self.access.take_over(&earlier.access);
    }

    /// Told whenever what [`standing`](Self::standing) says may have changed.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.access.changes()
    }

    /// Where the secret lies.
    pub fn place(&self) -> &Place {
        &self.access.settings().place
    }

    /// What to call the secret when asking for it: `token`, `password of operator`.
    pub fn secret_name(&self) -> String {
        self.access.settings().form.secret_name()
    }

    /// Takes a secret from the user, and asks again what was refused; with `keep` it is kept in the keyring,
    /// if that is where this context has its secret. Whether it is the right one, [`check`](Self::check) tells.
    ///
    /// # Errors
    /// [`CredentialError`] if it is not kept in the keyring though it should be; it is used all the same.
    pub async fn login(&self, secret: SecretString, keep: bool) -> Result<Kept, CredentialError> {
        self.access.login(secret, keep).await
    }

    /// Forgets the secret, takes it out of the keyring, and sends nothing until the next login; tells whether
    /// the keyring held one.
    ///
    /// # Errors
    /// [`CredentialError`] if the keyring may still hold it; it is not used all the same.
    pub async fn logout(&self) -> Result<bool, CredentialError> {
        self.access.logout().await
    }

    /// Asks again what was refused, with what lies in the secret's place now: the user has mended it.
    pub fn reopen(&self) {
        self.access.reopen();
    }

    /// Has the credential ready, without asking the manager for anything.
    ///
    /// # Errors
    /// [`ManagerError::NoCredential`] if there is none to be had, or any other of its token endpoint.
    pub async fn prepare(&self) -> Result<(), ManagerError> {
        self.access.prepare().await
    }

    /// Finds out by one read whether the manager lets us in.
    ///
    /// # Errors
    /// As [`Manager::list`].
    pub async fn check(&self) -> Result<(), ManagerError> {
        match self.about().kinds.first() {
            Some(home) => self.list(home.id, Priority::UserRead, &mut Unread).await,
            None => Ok(()),
        }
    }

    /// Whether a list would be answered without a request, since it was refused before.
    pub(super) fn is_list_refused(&self, kind: KindId) -> bool {
        self.access.is_refused(&Subject::List(kind))
    }

    /// Whether a read would be answered without a request, since it was refused before.
    pub(super) fn is_object_refused(&self, key: &Key) -> bool {
        self.access
            .is_refused(&Subject::Object(key.kind, Arc::clone(&key.id)))
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
        self.list_noting(kind, priority, sink, &OnceLock::new()).await
    }

    /// The same, noting when its turn came: how long it waited says nothing of the manager.
    ///
    /// # Errors
    /// As [`Manager::list`].
    pub(super) async fn list_noting(
        &self,
        kind: KindId,
        priority: Priority,
        sink: &mut (dyn ElementSink + '_),
        sent: &OnceLock<Instant>,
    ) -> Result<(), ManagerError> {
        let list = async {
            sent.get_or_init(Instant::now);
            self.manager.list(kind, sink).await
        };
        let result = self.send(Subject::List(kind), &priority.into(), list).await;
        if kind == CLUSTERS {
            self.reach.told(&result);
        }
        result
    }

    /// Reads one object; its events are the manager's and what this session saw change.
    ///
    /// # Errors
    /// As [`Manager::read`].
    pub async fn read(&self, kind: KindId, id: &Id, priority: Priority) -> Result<Detail, ManagerError> {
        self.read_by(kind, id, priority, None).await
    }

    /// Reads one object that is about to be changed: not at all, if its turn does not come in time, and not again if it
    /// was read a moment ago from a host that is asked slowly.
    ///
    /// # Errors
    /// [`ManagerError::NotSentInTime`], or as [`Manager::read`].
    pub(super) async fn read_object_in_time(
        &self,
        kind: KindId,
        id: &Id,
        deadline: Instant,
    ) -> Result<Detail, ManagerError> {
        if let Some(recent) = self.reads.recent(&Subject::Object(kind, Arc::clone(id))) {
            return Ok(recent);
        }
        self.read_by(kind, id, Priority::UserRead, Some(deadline)).await
    }

    async fn read_by(
        &self,
        kind: KindId,
        id: &Id,
        priority: Priority,
        deadline: Option<Instant>,
    ) -> Result<Detail, ManagerError> {
        let subject = Subject::Object(kind, Arc::clone(id));
        let read = |urgency: Urgency, starts: Starts| async move {
            let answer = async {
                drop(starts);
                let asked = self.observer.ask();
                let detail = self.manager.read(kind, id).await?;
                Ok((asked, detail))
            };
            let subject = Subject::Object(kind, Arc::clone(id));
            let (asked, mut detail) = self.send_by(subject, &urgency, deadline, answer).await?;
            self.observer.read(kind, asked, &mut detail, self.now());
            Ok(detail)
        };
        self.reads
            .share(subject, priority, deadline, &self.turns, read)
            .await
    }

    /// Told whenever more or fewer requests to its host wait.
    pub(super) fn outlook(&self) -> watch::Receiver<Outlook> {
        self.turns.outlook()
    }

    /// How many requests to its host wait, if they are more than a user would guess: more than one for the clock, or
    /// any for a host that wants quiet.
    pub(super) fn waiting(&self, outlook: Outlook) -> Option<Waiting> {
        let is_long = match (outlook.is_limited, self.turns.pace().spacing) {
            (true, _) => outlook.waiting > 0,
            (false, Some(_)) => outlook.waiting > 1,
            // They wait for each other, which takes no time worth telling.
            (false, None) => false,
        };
        let next = outlook.next.filter(|_| is_long)?;
        let now = self.now();
        Some(Waiting {
            requests: outlook.waiting,
            next: now + next.saturating_duration_since(Instant::now()),
            told: now,
            is_limited: outlook.is_limited,
        })
    }

    /// The request that a read or an action is sent as, exactly.
    pub fn request_of(&self, operation: &Operation) -> Option<RequestText> {
        self.manager.request_of(operation)
    }

    /// How `curl` asks this context's manager, with a variable in place of each secret.
    pub fn curl(&self) -> CurlWay {
        let proof = self.access.settings().form.curl();
        self.curl.clone().proving(&proof)
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
        let submission = async {
            self.closed()?;
            if dry_run {
                return self.manager.submit(request, dry_run).await;
            }
            self.reads.forget();
            let taken = self.manager.submit(request, dry_run).await;
            self.reads.forget();
            taken
        };
        self.send_in_time(submission, priority).await
    }

    /// Where the manager's API begins, for texts that name it.
    pub fn address(&self) -> Option<String> {
        self.manager.address()
    }

    /// Reads how to log in to a machine; who asked for which key is in the log.
    ///
    /// # Errors
    /// As [`Manager::shell`].
    pub async fn shell(&self, key: &Key) -> Result<ShellAccess, ManagerError> {
        let read = self.manager.shell(key.kind, &key.id);
        let access = self.send(Subject::Once, &Priority::UserRead.into(), read).await?;
        tracing::info!(context = %self.name, machine = %key.id, user = access.user, "key fetched");
        Ok(access)
    }

    pub(super) async fn read_version(&self, key: &Key, number: i64) -> Result<Arc<str>, ManagerError> {
        let read = self.manager.read_version(key.kind, &key.id, number);
        self.send(Subject::Once, &Priority::UserRead.into(), read).await
    }

    /// Sends a change, once; whether it may be sent is [`super::perform`]'s business.
    pub(super) async fn act(
        &self,
        request: &ActionRequest,
        deadline: Instant,
    ) -> Result<Remark, ManagerError> {
        let asked = self.now();
        let act = async {
            self.closed()?;
            // The clock of turns stands still while this machine sleeps; a change is not sent on waking up.
            if self.now() - asked > LONG_AGO {
                return Err(ManagerError::NotSentInTime);
            }
            self.reads.forget();
            let taken = self.manager.act(request).await;
            self.reads.forget();
            taken
        };
        self.send_by(Subject::Change, &Priority::Mutation.into(), Some(deadline), act)
            .await
    }

    /// Every request to the manager goes out here: if it may be sent at all, in its turn.
    pub(super) async fn send<T>(
        &self,
        subject: Subject,
        urgency: &Urgency,
        request: impl Future<Output = Result<T, ManagerError>>,
    ) -> Result<T, ManagerError> {
        self.send_by(subject, urgency, None, request).await
    }

    /// The same for what the user may not want any more by the time its turn comes.
    async fn send_in_time<T>(
        &self,
        request: impl Future<Output = Result<T, ManagerError>>,
        priority: Priority,
    ) -> Result<T, ManagerError> {
        let deadline = Instant::now() + IN_TIME;
        self.send_by(Subject::Change, &priority.into(), Some(deadline), request)
            .await
    }

    pub(super) async fn send_by<T>(
        &self,
        subject: Subject,
        urgency: &Urgency,
        deadline: Option<Instant>,
        request: impl Future<Output = Result<T, ManagerError>>,
    ) -> Result<T, ManagerError> {
        let queue = Queue {
            turns: &self.turns,
            urgency,
            deadline,
        };
        self.access.send(subject, queue, request).await
    }
}

/// Takes a list that nobody reads.
struct Unread;

impl ElementSink for Unread {
    fn element(&mut self, _: &str, _: fn(&str) -> Row) {}

    fn wanted(&self) -> usize {
        1
    }

    fn is_urgent(&self) -> bool {
        false
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
