//! One context's credential: had when it is first needed, kept in memory, renewed, given by the user.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;

use crate::resource::standing::{Need, Standing};
use crate::transport::{Credential, CredentialError, CredentialFault, CredentialSource};

use super::form::Form;
use super::lookup::{self, Held, Origin};
use super::place::Place;
use super::surroundings::Surroundings;
use super::token::{self, Token};
use super::vault::{Keeper, VaultEntry};
use super::vault_queue::VaultQueue;

#[cfg(test)]
mod tests;

/// What an account is made of; nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// The name of the context, which is the name in the keyring, too.
    pub context: String,
    pub form: Form,
    pub place: Place,
}

/// Where a secret that the user gave is kept from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// As long as this program runs.
    InMemory,
    /// In a keyring, too.
    In(Keeper),
}

/// A context's credential. Clones of the `Arc` share it.
pub struct Account {
    settings: AccountSettings,
    surroundings: Surroundings,
    state: Mutex<State>,
    /// Held by the one that fetches, while the others wait.
    fetching: Arc<tokio::sync::Mutex<()>>,
    changed: watch::Sender<()>,
}

/// What an account held at a moment.
pub struct Memory {
    held: Option<Held>,
    token: Option<Token>,
    is_logged_out: bool,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    token: Option<Token>,
    /// Why the last fetch failed; those who waited for it share it.
    failure: Option<CredentialError>,
    /// How many fetches have ended.
    fetches: u64,
    /// How often the user has changed everything: what was fetched for an earlier era is dropped.
    era: u64,
    /// The user wants no secret to be used.
    is_logged_out: bool,
}

/// The log's name for what happens here; that of the room would be taken for a secret's, and hide what follows.
const LOG: &str = "quarterdeck::account";

impl Account {
    /// An account in this process, for nobody in particular until [`within`](Self::within) says for whom.
    pub fn new(settings: AccountSettings) -> Arc<Self> {
        Self::made(settings, Surroundings::of_process(""), State::default())
    }

    /// An account whose secret is known already, as that of a simulated manager.
    pub fn holding(settings: AccountSettings, secret: SecretString) -> Arc<Self> {
        let surroundings = Surroundings::of_process("");
        let held = Held::new(secret, Origin::Place, &surroundings);
        let state = State {
            held: Some(held),
            ..State::default()
        };
        Self::made(settings, surroundings, state)
    }

    /// The account of somebody who shows nothing.
    pub fn of_nobody(context: &str) -> Arc<Self> {
        Self::new(AccountSettings {
            context: context.to_owned(),
            form: Form::None,
            place: Place::Prompt,
        })
    }

    /// The same account, with the same secret if it holds one, within other surroundings.
    pub fn within(&self, surroundings: Surroundings) -> Arc<Self> {
        let state = State {
            held: self.lock().held.clone(),
            ..State::default()
        };
        Self::made(self.settings.clone(), surroundings, state)
    }

    /// Takes over what the user did with an earlier account in this run, if it was for the same context, the same way
    /// and the same host: a secret goes nowhere else than where it was given for, and who logged out stays so.
    pub fn take_over(&self, earlier: &Self) {
        let is_same =
            self.settings == earlier.settings && self.surroundings.host == earlier.surroundings.host;
        if !is_same {
            return;
        }
        let (held, is_logged_out) = {
            let earlier = earlier.lock();
            (earlier.held.clone(), earlier.is_logged_out)
        };
        let mut state = self.lock();
        state.is_logged_out = is_logged_out;
        match held {
            _ if is_logged_out => state.held = None,
            Some(held) if held.origin == Origin::User => state.held = Some(held),
            _ => {}
        }
    }

    /// What it holds now, to go back to if the next secret is not the right one.
    pub fn memory(&self) -> Memory {
        let state = self.lock();
        Memory {
            held: state.held.clone(),
            token: state.token.clone(),
            is_logged_out: state.is_logged_out,
        }
    }

    /// Uses again what it held at that moment.
    pub fn go_back(&self, memory: Memory) {
        {
            let mut state = self.lock();
            state.era += 1;
            state.failure = None;
            state.held = memory.held;
            state.token = memory.token;
            state.is_logged_out = memory.is_logged_out;
        }
        self.announce();
    }

    fn made(settings: AccountSettings, surroundings: Surroundings, state: State) -> Arc<Self> {
        Arc::new(Self {
            settings,
            surroundings,
            state: Mutex::new(state),
            fetching: Arc::default(),
            changed: watch::Sender::default(),
        })
    }

    pub fn settings(&self) -> &AccountSettings {
        &self.settings
    }

    /// What may be said of it.
    pub fn standing(&self) -> Standing {
        let state = self.lock();
        let origin = state.held.as_ref().map(|held| held.origin);
        let lifetime = match &state.token {
            Some(token) => Some(token.lifetime),
            None if self.grant().is_none() => state.held.as_ref().map(|held| held.lifetime),
            None => None,
        };
        let has_secret = self.settings.form.has_secret();
        Standing {
            form: self.settings.form.words().into(),
            place: match origin {
                _ if !has_secret => "-".into(),
                Some(Origin::User) => "memory of this program".into(),
                Some(Origin::Vault(keeper)) => keeper.words().into(),
                _ => self.settings.place.words().into(),
            },
            expires: lifetime.and_then(|lifetime| lifetime.end()),
            is_renewed: self.grant().is_some() || matches!(self.settings.place, Place::Command(_)),
            takes_login: has_secret,
            can_keep: has_secret && self.settings.place == Place::Keyring,
            need: match &state.failure {
                Some(failure) => match failure.fault() {
                    CredentialFault::Missing => Need::Secret(failure.to_string().into()),
                    CredentialFault::Refused => Need::Refused(failure.to_string().into()),
                    CredentialFault::Unavailable => Need::Nothing,
                },
                None if state.is_logged_out => Need::Secret(LOGGED_OUT.into()),
                None => Need::Nothing,
            },
            advice: self.advice().into(),
            // What it may do is found out by whoever asks for something.
            read_only: None,
        }
    }

    /// How the user gets a credential, or another one, for this context.
    pub fn advice(&self) -> String {
        let AccountSettings { context, form, place } = &self.settings;
        match (form, place) {
            (Form::None, Place::Environment(name)) => format!("set {name}, and start again"),
            (Form::None, _) => "say with `auth` in the context how it lets you in".into(),
            (Form::Certificate, _) => "check certificate_file and key_file of the context".into(),
            (_, Place::Environment(name)) => format!("put a valid one into {name}, and start again"),
            (_, Place::File(path)) => format!("put a valid one into {}", path.display()),
            (_, Place::Command(_)) => format!("check what {} prints", place.words()),
            (_, Place::Keyring) => format!("log in: `qd login {context}`, or :login in the console"),
            (_, Place::Prompt) => format!(
                "log in with :login in the console, or ask on a terminal; once the context names \
                 the keyring as its place, `qd login {context}` keeps it"
            ),
        }
    }

    /// Told whenever what [`standing`](Self::standing) says may have changed.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Tells those who watch that what may be said of it has changed.
    pub fn announce(&self) {
        self.changed.send_replace(());
    }

    /// Has the credential ready, so that showing it does not wait.
    ///
    /// # Errors
    /// [`CredentialError`] if there is none to be had.
    pub async fn prepare(self: &Arc<Self>) -> Result<(), CredentialError> {
        self.shown().await.map(drop)
    }

    /// Takes a secret from the user; with `keep` it is kept in the keyring, if that is this account's place.
    ///
    /// Whether it is the right one is for the caller to find out.
    ///
    /// # Errors
    /// [`CredentialError`] if it is not kept in the keyring though it should be; it is used all the same.
    pub async fn login(&self, secret: SecretString, keep: bool) -> Result<Kept, CredentialError> {
        let held = Held::new(secret.clone(), Origin::User, &self.surroundings);
        tracing::info!(target: LOG, context = self.settings.context, keep, "login");
        let anew = State {
            held: Some(held),
            ..State::default()
        };
        let asked = self.begin_anew(anew, |vault, entry| {
            (keep && self.settings.place == Place::Keyring).then(|| vault.write(entry, secret.clone()))
        });
        let Some(asked) = asked else {
            return Ok(Kept::InMemory);
        };
        let keeper = lookup::done(asked, &self.surroundings).await?;
        if let Some(held) = &mut self.lock().held
            && held.secret.expose_secret() == secret.expose_secret()
        {
            held.origin = Origin::Vault(keeper);
        }
        self.announce();
        Ok(Kept::In(keeper))
    }

    /// Forgets the secret, takes it out of the keyring, and uses none until the next login; tells whether the
    /// keyring held one.
    ///
    /// # Errors
    /// [`CredentialError`] if the keyring may still hold it; it is not used all the same.
    pub async fn logout(&self) -> Result<bool, CredentialError> {
        tracing::info!(target: LOG, context = self.settings.context, "logout");
        let anew = State {
            is_logged_out: self.settings.form.has_secret(),
            ..State::default()
        };
        let asked = self.begin_anew(anew, |vault, entry| {
            (self.settings.place == Place::Keyring).then(|| vault.remove(entry))
        });
        match asked {
            Some(asked) => lookup::done(asked, &self.surroundings).await,
            None => Ok(false),
        }
    }

    /// Forgets what was fetched, so that the next need fetches it again; what the user gave stays.
    pub fn forget(&self) {
        {
            let mut state = self.lock();
            state.token = None;
            state.failure = None;
            // What can be had nowhere else is kept.
            let can_be_had_again = self.settings.place != Place::Prompt;
            state
                .held
                .take_if(|held| held.origin != Origin::User && can_be_had_again);
        }
        self.announce();
    }

    fn grant(&self) -> Option<&super::form::Grant> {
        match &self.settings.form {
            Form::OAuth(grant) => Some(grant),
            _ => None,
        }
    }

    /// Begins another era. What it asks of the keyring is asked at once: the order there is that of the eras.
    fn begin_anew<T>(&self, anew: State, ask: impl FnOnce(&VaultQueue, VaultEntry) -> T) -> T {
        let asked = {
            let mut state = self.lock();
            let (fetches, era) = (state.fetches, state.era + 1);
            *state = State { fetches, era, ..anew };
            ask(
                &self.surroundings.vault,
                lookup::entry(&self.settings, &self.surroundings),
            )
        };
        self.announce();
        asked
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is in memory and need not be fetched anew.
    fn ready(&self) -> Option<Credential> {
        let form = &self.settings.form;
        if !form.has_secret() {
            return Some(Credential::None);
        }
        let now = (self.surroundings.clock)();
        let state = self.lock();
        if self.grant().is_some() {
            let token = state.token.as_ref()?;
            return (!token.lifetime.is_due(now)).then(|| form.credential(token.secret.clone()));
        }
        let held = state.held.as_ref()?;
        (!self.is_due(held)).then(|| self.credential_of(held))
    }

    /// What is in memory and has not ended yet, though it will soon.
    fn still_valid(&self) -> Option<Credential> {
        let now = (self.surroundings.clock)();
        let state = self.lock();
        if self.grant().is_some() {
            let token = state.token.as_ref()?;
            return (!token.lifetime.is_over(now))
                .then(|| self.settings.form.credential(token.secret.clone()));
        }
        let held = state.held.as_ref()?;
        (!held.lifetime.is_over(now)).then(|| self.credential_of(held))
    }

    /// Whether another one should be had before this is used; only a command has another.
    fn is_due(&self, held: &Held) -> bool {
        let now = (self.surroundings.clock)();
        matches!(self.settings.place, Place::Command(_))
            && held.origin != Origin::User
            && held.lifetime.is_due(now)
    }

    fn credential_of(&self, held: &Held) -> Credential {
        match (self.settings.form.credential(held.secret.clone()), &held.user) {
            (Credential::Basic { password, .. }, Some(user)) => Credential::Basic {
                user: user.clone(),
                password,
            },
            (credential, _) => credential,
        }
    }

    async fn shown(self: &Arc<Self>) -> Result<Credential, CredentialError> {
        match self.ready() {
            Some(credential) => Ok(credential),
            None => match self.fetched(None).await {
                Err(error) if error.fault() == CredentialFault::Unavailable => {
                    self.still_valid().ok_or(error)
                }
                other => other,
            },
        }
    }

    /// Fetches once for all who wait. It goes on if they give up, so that no keyring is asked twice.
    ///
    /// With `refused`, what is in memory counts only if it is another than that.
    async fn fetched(self: &Arc<Self>, refused: Option<Credential>) -> Result<Credential, CredentialError> {
        let before = self.lock().fetches;
        let turn = Arc::clone(&self.fetching).lock_owned().await;
        let is_news = |credential: &Credential| refused.as_ref().is_none_or(|old| !old.is_same(credential));
        if let Some(credential) = self.ready().filter(is_news) {
            return Ok(credential);
        }
        {
            let state = self.lock();
            if state.is_logged_out {
                return Err(CredentialError::new(LOGGED_OUT).with_hint(self.advice()));
            }
            if let Some(failure) = state.failure.as_ref().filter(|_| state.fetches > before) {
                return Err(failure.clone());
            }
        }
        let account = Arc::clone(self);
        let work = tokio::spawn(async move {
            let _turn = turn;
            let era = account.lock().era;
            let fetched = account.fetch(refused.is_some()).await;
            account.remember(fetched, era)
        });
        work.await.unwrap_or_else(|gone| {
            Err(CredentialError::new(format!(
                "the secret was not fetched: {gone}"
            )))
        })
    }

    /// Fetches what is missing: the secret, then with OAuth a token for it.
    async fn fetch(&self, anew: bool) -> Result<(Held, Option<Token>), CredentialError> {
        let known = self.lock().held.clone();
        let is_kept = |held: &Held| {
            held.origin == Origin::User || (!self.is_due(held) && (!anew || self.grant().is_some()))
        };
        let held = match known.filter(is_kept) {
            Some(held) => held,
            None => lookup::fetch(&self.settings, &self.surroundings).await?,
        };
        let Some(grant) = self.grant() else {
            return Ok((held, None));
        };
        let door = self
            .surroundings
            .tokens
            .as_ref()
            .ok_or_else(|| CredentialError::new("no token endpoint is set"))?;
        let token = token::fetch(grant, &held.secret, door, &*self.surroundings.clock).await?;
        Ok((held, Some(token)))
    }

    fn remember(
        &self,
        fetched: Result<(Held, Option<Token>), CredentialError>,
        era: u64,
    ) -> Result<Credential, CredentialError> {
        let result = {
            let mut state = self.lock();
            state.fetches += 1;
            match fetched {
                _ if state.era != era => {
                    let overtaken = CredentialError::new("the user logged in or out meanwhile");
                    Err(overtaken.because(CredentialFault::Unavailable))
                }
                Ok((held, token)) => {
                    let credential = match &token {
                        Some(token) => self.settings.form.credential(token.secret.clone()),
                        None => self.credential_of(&held),
                    };
                    self.log_fetched(&held, token.as_ref());
                    state.held = Some(held);
                    state.token = token;
                    state.failure = None;
                    Ok(credential)
                }
                Err(error) => {
                    let error = match error.hint() {
                        Some(_) => error,
                        None if error.fault() == CredentialFault::Unavailable => error,
                        None => error.with_hint(self.advice()),
                    };
                    tracing::warn!(target: LOG, context = self.settings.context, %error, "no credential");
                    // A secret that is refused is looked up again once the user asks.
                    state.failure = Some(error.clone());
                    Err(error)
                }
            }
        };
        self.announce();
        result
    }

    /// Writes into the log where a secret came from, or that there is a new token; never what they are.
    fn log_fetched(&self, held: &Held, token: Option<&Token>) {
        let context = &self.settings.context;
        let lifetime = token.map_or(held.lifetime, |token| token.lifetime);
        let until = lifetime.end().map(|end| end.to_rfc3339());
        match token {
            Some(_) => tracing::info!(target: LOG, context, until, "token renewed"),
            None => {
                tracing::info!(target: LOG, context, until, from = self.settings.place.words(), "secret read")
            }
        }
    }

    /// Another credential than the refused one, if there may be one.
    async fn another(self: &Arc<Self>, refused: &Credential) -> Result<Option<Credential>, CredentialError> {
        if !self.settings.form.has_secret() {
            return Ok(None);
        }
        // Another caller has renewed it already.
        let is_news = |credential: &Credential| !refused.is_same(credential);
        if let Some(credential) = self.ready().filter(is_news) {
            return Ok(Some(credential));
        }
        let can_be_another = {
            let state = self.lock();
            match &state.token {
                // One that was refused so soon after it was had is refused for good.
                Some(token) => !token.lifetime.is_young((self.surroundings.clock)()),
                None => state
                    .held
                    .as_ref()
                    .is_some_and(|held| held.origin != Origin::User),
            }
        };
        if !can_be_another {
            return Ok(None);
        }
        let credential = self.fetched(Some(refused.clone())).await?;
        Ok(Some(credential).filter(is_news))
    }
}

const LOGGED_OUT: &str = "you have logged out";

impl CredentialSource for Arc<Account> {
    fn current(&self) -> BoxFuture<'_, Result<Credential, CredentialError>> {
        self.shown().boxed()
    }

    fn renew<'a>(
        &'a self,
        refused: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Credential>, CredentialError>> {
        self.another(refused).boxed()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Where, and what is to be known of it: "kept in {}".
impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InMemory => f.write_str("the memory of this program, until it ends"),
            Self::In(keeper) => write!(f, "the {keeper}"),
        }
    }
}
