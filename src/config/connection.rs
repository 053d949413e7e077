//! A context's settings become an open session.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::credentials::{Account, AccountSettings, Form, Surroundings};
use crate::journal::Journal;
use crate::managers::{About, Entry, Opening};
use crate::managers::{ManagerError, registry};
use crate::resource::{OwnAddress, Protection};
use crate::sandbox::Simulated;
use crate::session::open::Clock;
use crate::session::{KeptJournal, Session, SessionSettings, VersionsOnDisk};
use crate::store::Versions;
use crate::transport::{
    Clients, Door, Endpoint, Neighbours, NetworkSettings, Pace, Proxy, RetryPolicy, TlsSettings,
    TransportError, Turns, Url, base_url,
};

use super::file::ContextEntry;
use super::identity::{self, IdentityProblem};

/// Everything needed to open one context.
#[derive(Debug, Clone)]
pub struct Connection {
    pub name: String,
    pub manager: &'static Entry,
    pub far_end: FarEnd,
    pub account: Arc<Account>,
    pub protection: Protection,
    /// Shown beside the name instead of the word for the protection.
    pub badge: Option<String>,
    pub refresh: Option<Duration>,
    /// Instead of the manager's own least time between two requests.
    pub spacing: Option<Duration>,
    /// What `mine` stands for, instead of where the session comes from.
    pub own_address: Option<String>,
    /// Keys that only this manager has.
    pub settings: BTreeMap<String, String>,
}

/// Where a context's requests go.
#[derive(Debug, Clone)]
pub enum FarEnd {
    Network {
        url: String,
        allow_plain_http: bool,
        tls: TlsSettings,
        proxy: Proxy,
    },
    /// A simulated manager in this process; the title says what it shows.
    Sandbox { title: String, router: Simulated },
}

impl FarEnd {
    /// How the manager is reached; `None`: in this process.
    pub fn way(&self) -> Option<NetworkSettings> {
        match self {
            Self::Sandbox { .. } => None,
            Self::Network {
                url: _,
                allow_plain_http,
                tls,
                proxy,
            } => Some(NetworkSettings {
                tls: tls.clone(),
                proxy: proxy.clone(),
                allow_plain_http: *allow_plain_http,
                ..NetworkSettings::default()
            }),
        }
    }

    /// How the place of its tokens is reached: the same way and with the same trust; but `server_name`,
    /// `certificate_file` and `key_file` are for the manager alone, and so hold at its own address only.
    pub fn way_to_tokens(&self, token_url: &Url) -> Option<NetworkSettings> {
        let way = self.way()?;
        if self.is_at(token_url) {
            return Some(way);
        }
        Some(NetworkSettings {
            tls: TlsSettings {
                ca_file: way.tls.ca_file,
                certificate_file: None,
                key_file: None,
                server_name: None,
            },
            ..way
        })
    }

    /// Whether an address has the scheme, host and port of the manager's.
    pub fn is_at(&self, other: &Url) -> bool {
        match self {
            Self::Sandbox { .. } => false,
            Self::Network { url, .. } => base_url(url).is_ok_and(|base| base.origin() == other.origin()),
        }
    }
}

/// Why a context cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("no manager is called \"{name}\"; there are: {known}")]
    UnknownManager { name: String, known: String },
    #[error("{manager} has no setting \"{setting}\"; it has: {known}")]
    UnknownSetting {
        manager: &'static str,
        setting: String,
        known: String,
    },
    #[error("the world of {manager} has no parts to choose from")]
    NoScope { manager: &'static str },
    #[error(transparent)]
    Identity(#[from] IdentityProblem),
    #[error("the URL cannot be used")]
    Endpoint(#[from] TransportError),
    #[error(transparent)]
    Manager(#[from] ManagerError),
}

/// What the contexts of one run share: connections, and one queue per host.
#[derive(Debug, Default)]
pub struct Shared {
    clients: Clients,
    hosts: HashMap<String, Turns>,
    /// Where the processes of this machine tell each other whom they ask and when.
    turns: Option<PathBuf>,
    /// Where old versions are kept; not those of managers on this machine.
    versions: Option<Arc<Versions>>,
    /// Where changes are written down.
    journal: Option<Arc<Journal>>,
    /// Where this session comes from.
    own_address: OwnAddress,
}

impl Shared {
    /// Old versions are kept below this directory.
    pub fn with_versions_in(directory: Option<PathBuf>) -> Self {
        Self {
            versions: directory.map(|directory| Arc::new(Versions::in_directory(directory))),
            ..Self::default()
        }
    }

    /// The spacing of a host is kept together with the other processes of this machine, which share this directory.
    #[must_use]
    pub fn and_turns_in(mut self, directory: Option<PathBuf>) -> Self {
        self.turns = directory;
        self
    }

    /// The queue of a host: all contexts of it wait in the same.
    fn turns_of(&mut self, endpoint: &Endpoint, about: &About, spacing: Option<Duration>) -> Turns {
        let (host, directory) = (endpoint.host(), self.turns.as_ref());
        let pace = Pace {
            spacing: spacing.or(about.spacing).filter(|time| !time.is_zero()),
            concurrent: about.concurrent,
        };
        let neighbours = match (directory, pace.spacing) {
            (Some(directory), Some(spacing)) if !endpoint.is_in_process() => {
                Some(Neighbours::of(directory, &host, spacing))
            }
            _ => None,
        };
        let turns = self.hosts.entry(host).or_insert_with(|| Turns::new(pace));
        // What one context knows of the host holds for all of them.
        turns.restrict(pace, neighbours);
        turns.clone()
    }

    /// Where the session comes from, for contexts that do not say it.
    #[must_use]
    pub fn and_own_address(mut self, own_address: OwnAddress) -> Self {
        self.own_address = own_address;
        self
    }

    /// Changes are written down there.
    #[must_use]
    pub fn and_journal(mut self, journal: Option<Arc<Journal>>) -> Self {
        self.journal = journal;
        self
    }
}

/// How often a read is tried at once: where each request is dear, whoever keeps something fresh asks again soon enough.
fn retry_for(turns: &Turns) -> RetryPolicy {
    let usual = RetryPolicy::default();
    match turns.pace().spacing {
        Some(_) => RetryPolicy { tries: 2, ..usual },
        None => usual,
    }
}

impl Connection {
    /// The connection of a context in the configuration file.
    ///
    /// # Errors
    /// [`OpenError`] in words that name what is wrong.
    pub fn of_entry(name: &str, entry: &ContextEntry) -> Result<Self, OpenError> {
        let manager = manager_named(&entry.manager)?;
        let account = AccountSettings {
            context: name.to_owned(),
            form: identity::form(entry, manager.about)?,
            place: entry.secret.clone().unwrap_or_default(),
        };
        Ok(Self {
            name: name.to_owned(),
            manager,
            far_end: FarEnd::Network {
                url: entry.url.clone(),
                allow_plain_http: entry.allow_plain_http,
                tls: TlsSettings {
                    ca_file: entry.ca_file.clone(),
                    certificate_file: entry.certificate_file.clone(),
                    key_file: entry.key_file.clone(),
                    server_name: entry.server_name.clone(),
                },
                proxy: match entry.proxy.as_deref() {
                    None => Proxy::Environment,
                    Some("none") => Proxy::Direct,
                    Some(address) => Proxy::Through(address.to_owned()),
                },
            },
            account: Account::new(account),
            protection: entry.protection,
            badge: entry.badge.clone(),
            refresh: entry.refresh,
            spacing: entry.spacing,
            own_address: entry.my_address.clone(),
            settings: settings_of(entry, manager.about),
        })
    }

    /// The part of the manager's world that it looks at, if that has several: what is set, or the default.
    pub fn scope(&self) -> Option<&str> {
        let about = self.manager.about;
        let setting = about.scope?.setting;
        let default = about.settings.iter().find(|known| known.name == setting);
        let set = self.settings.get(setting).map(String::as_str);
        set.or_else(|| default.map(|default| default.default))
    }

    /// The same, looking at another part.
    ///
    /// # Errors
    /// [`OpenError::NoScope`] if its manager has no parts.
    pub fn in_scope(mut self, part: &str) -> Result<Self, OpenError> {
        let about = self.manager.about;
        let scope = about.scope.ok_or(OpenError::NoScope { manager: about.title })?;
        self.settings.insert(scope.setting.to_owned(), part.to_owned());
        Ok(self)
    }

    /// What the list of contexts says of it.
    pub fn title(&self) -> String {
        match &self.far_end {
            FarEnd::Network { url, .. } => url.clone(),
            FarEnd::Sandbox { title, .. } => title.clone(),
        }
    }

    /// Opens the session. Nothing is sent yet.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(self, shared: &mut Shared, clock: Clock) -> Result<Arc<Session>, OpenError> {
        self.check_settings()?;
        let about = self.manager.about;
        let scope = self.scope().map(Arc::from);
        let grant = match &self.account.settings().form {
            Form::OAuth(grant) => Some(grant.clone()),
            _ => None,
        };
        let with_shared = |way| NetworkSettings {
            clients: shared.clients.clone(),
            ..way
        };
        let way = self.far_end.way().map(with_shared);
        let (endpoint, tokens) = match &self.far_end {
            // The simulated manager issues its own tokens.
            FarEnd::Sandbox { router, .. } => (
                Endpoint::in_process(
                    base_url(&format!("http://{}.sandbox.localhost", self.name))?,
                    router.clone(),
                ),
                grant.map(|grant| Endpoint::in_process(grant.token_url, router.clone())),
            ),
            FarEnd::Network { url, .. } => {
                let endpoint = Endpoint::network(base_url(url)?, &way.clone().unwrap_or_default())?;
                let tokens = grant.map(|grant| {
                    let way = self.far_end.way_to_tokens(&grant.token_url).map(with_shared);
                    Endpoint::network(grant.token_url, &way.unwrap_or_default())
                });
                (endpoint, tokens.transpose()?)
            }
        };
        let turns = shared.turns_of(&endpoint, about, self.spacing);
        let curl = way.map(|way| way.for_curl(endpoint.base())).unwrap_or_default();
        let origin = endpoint.base().to_string();
        let journal = shared.journal.clone().map(|journal| KeptJournal {
            journal,
            url: origin.clone(),
        });
        let own_address = match self.own_address {
            Some(network) => OwnAddress::Known(network.into()),
            None => shared.own_address.clone(),
        };
        let versions = shared.versions.clone().filter(|_| !endpoint.is_local());
        let surroundings = Surroundings {
            clock: Arc::clone(&clock),
            ..Surroundings::of_process(&shown_to(&endpoint, tokens.as_ref()))
        };
        let account = self.account.within(match tokens {
            Some(tokens) => Surroundings {
                tokens: Some(Door::new(tokens)),
                ..surroundings
            },
            None => surroundings,
        });
        let door = Door::new(endpoint)
            .with_credentials(Arc::clone(&account))
            .with_turns(turns.clone())
            .with_retry(retry_for(&turns))
            .with_redactor(about.redactor());
        let manager = (self.manager.open)(Opening {
            door,
            settings: self.settings,
        })?;
        Ok(Session::open(SessionSettings {
            name: self.name.into(),
            manager,
            turns,
            protection: self.protection,
            badge: self.badge.map(Into::into),
            refresh: self.refresh,
            own_address,
            scope,
            clock,
            curl,
            account,
            versions: versions.map(|store| VersionsOnDisk { store, origin }),
            journal,
        }))
    }

    fn check_settings(&self) -> Result<(), OpenError> {
        let about = self.manager.about;
        let known = |name: &String| about.settings.iter().any(|setting| setting.name == name);
        match self.settings.keys().find(|name| !known(name)) {
            None => Ok(()),
            Some(setting) => Err(OpenError::UnknownSetting {
                manager: about.name,
                setting: setting.clone(),
                known: about
                    .settings
                    .iter()
                    .map(|setting| setting.name)
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }
}

/// The keys that only the manager has; a tenant may be said where that of other managers is.
fn settings_of(entry: &ContextEntry, about: &About) -> BTreeMap<String, String> {
    let mut settings = entry.settings.clone();
    let has_one = about.settings.iter().any(|setting| setting.name == "tenant");
    if let Some(tenant) = entry.tenant.clone().filter(|_| has_one) {
        settings.entry("tenant".to_owned()).or_insert(tenant);
    }
    settings
}

/// Whom a secret is for: `m.example`, `http://m.example:8080`, `m.example, tokens from id.example`. Where either is
/// another one, what was kept or given is not shown: the tokens of a client are as good as its secret.
fn shown_to(manager: &Endpoint, tokens: Option<&Endpoint>) -> String {
    let origin = |endpoint: &Endpoint| {
        let origin = endpoint.base().origin().ascii_serialization();
        match origin.strip_prefix("https://") {
            Some(host) => host.to_owned(),
            None => origin,
        }
    };
    match tokens {
        Some(tokens) => format!("{}, tokens from {}", origin(manager), origin(tokens)),
        None => origin(manager),
    }
}

/// The registry's entry of a manager.
///
/// # Errors
/// [`OpenError::UnknownManager`], which lists the managers there are.
pub fn manager_named(name: &str) -> Result<&'static Entry, OpenError> {
    registry::find(name).ok_or_else(|| OpenError::UnknownManager {
        name: name.to_owned(),
        known: registry::names().collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::ConfigFile;

    #[test]
    fn what_is_shown_to_the_manager_alone_is_not_shown_where_tokens_are_fetched() {
        let far_end = FarEnd::Network {
            url: "https://m.example/api".into(),
            allow_plain_http: false,
            tls: TlsSettings {
                ca_file: Some("ca.pem".into()),
                certificate_file: Some("own.pem".into()),
                key_file: Some("own.key".into()),
                server_name: Some("manager.test".into()),
            },
            proxy: Proxy::Direct,
        };
        let to = |url| far_end.way_to_tokens(&base_url(url).unwrap()).unwrap();
        let elsewhere = to("https://login.example/token");
        let trust_alone = TlsSettings {
            ca_file: Some("ca.pem".into()),
            ..TlsSettings::default()
        };
        assert_eq!((elsewhere.tls, elsewhere.proxy), (trust_alone, Proxy::Direct));
        assert_eq!(to("https://m.example/auth/token").tls, far_end.way().unwrap().tls);
    }

    #[test]
    fn what_is_copied_for_curl_goes_the_way_of_the_context() {
        let entry = "[contexts.east]\nmanager = \"imply\"\nurl = \"https://m.example\"\nsecret = \"prompt\"\n\
            ca_file = \"/etc/my ca.pem\"\nproxy = \"none\"\n";
        let file = ConfigFile::parse(entry, Path::new("/etc/config.toml"));
        assert!(file.mistakes.is_empty(), "{:?}", file.mistakes);
        let connection = Connection::of_entry("east", &file.contexts["east"]).unwrap();
        let session = connection.open(&mut Shared::default(), Arc::new(chrono::Utc::now));
        let line = session
            .unwrap()
            .curl()
            .line("GET", ("https://m.example", "/a"), ("", ""));
        let way = "--cacert '/etc/my ca.pem' --noproxy '*' https://m.example/a";
        assert!(line.starts_with("curl ") && line.ends_with(way), "{line}");
    }

    #[test]
    fn a_tenant_is_handed_to_a_manager_that_has_a_setting_for_it() {
        let text = "[contexts.east]\nmanager = \"imply\"\nurl = \"https://m.example\"\ntenant = \"fleet\"\n";
        let file = ConfigFile::parse(text, Path::new("/etc/config.toml"));
        for entry in registry::REGISTRY {
            let about = entry.about;
            let mut context = file.contexts["east"].clone();
            let has_one = about.settings.iter().any(|setting| setting.name == "tenant");
            let handed = settings_of(&context, about).remove("tenant");
            assert_eq!(handed, has_one.then(|| "fleet".to_owned()), "{}", about.name);
            context.settings.insert("tenant".into(), "own".into());
            let handed = settings_of(&context, about).remove("tenant");
            assert_eq!(handed.as_deref(), Some("own"), "{}", about.name);
        }
    }

    #[test]
    fn ones_own_address_is_as_the_context_says_or_where_the_session_comes_from() {
        let entry = "[contexts.east]\nmanager = \"imply\"\nurl = \"https://m.example\"\n";
        let own = |more: &str| {
            let file = ConfigFile::parse(&format!("{entry}{more}"), Path::new("/etc/config.toml"));
            let connection = Connection::of_entry("east", file.contexts.get("east")?).unwrap();
            let session = OwnAddress::Known("203.0.113.7".into());
            let mut shared = Shared::default().and_own_address(session);
            let opened = connection.open(&mut shared, Arc::new(chrono::Utc::now));
            Some(opened.unwrap().own_address().clone())
        };
        let known = |address: &str| Some(OwnAddress::Known(address.into()));
        assert_eq!(own(""), known("203.0.113.7"));
        assert_eq!(own("my_address = \"10.0.0.0/24\"\n"), known("10.0.0.0/24"));
        assert_eq!(own("my_address = \"mine\"\n"), None);
    }

    #[test]
    fn a_secret_is_for_one_manager_and_one_token_endpoint() {
        let settings = NetworkSettings::default();
        let at = |url: &str| Endpoint::network(base_url(url).unwrap(), &settings).unwrap();
        let shown = |manager: &str, tokens: Option<&str>| shown_to(&at(manager), tokens.map(at).as_ref());
        assert_eq!(shown("https://m.example/api", None), "m.example");
        assert_eq!(shown("https://m.example:8443", None), "m.example:8443");
        assert_eq!(shown("http://m.example:8080", None), "http://m.example:8080");
        let id = Some("https://id.example/token");
        assert_eq!(
            shown("https://m.example", id),
            "m.example, tokens from id.example"
        );
        for other in [
            "https://other.example",
            "http://m.example",
            "https://m.example:8443",
        ] {
            assert_ne!(shown(other, id), shown("https://m.example", id));
        }
        assert_eq!(shown("https://m.example/a", id), shown("https://m.example/b", id));
    }
}
