//! Which contexts are meant: those of flags, of the configuration file, or the sandbox.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;

use crate::config::connection::{Shared, manager_named};
use crate::config::keys::CONTEXT;
use crate::config::origin::{Environment, variable};
use crate::config::{
    ConfigFile, ConfigProblem, Connection, FarEnd, Mistake, OpenError, Paths, Whose, identity,
};
use crate::journal::author::CONSOLE;
use crate::journal::{Author, Journal};
use crate::resource::{Notice, OwnAddress, Protection};
use crate::session::Session;
use crate::session::open::Clock;

use crate::transport::{Proxy, TlsSettings, base_url};

use super::arguments::{Arguments, Command, Connect, Headless};
use super::sandbox;

/// The contexts that the command line means, and what went wrong on the way.
#[derive(Debug, Default)]
pub struct Meant {
    /// Each with one line about it.
    pub sessions: Vec<(Arc<Session>, String)>,
    /// Contexts that could not be opened; the others can be used.
    pub troubles: Vec<Notice>,
    /// What is wrong elsewhere, and in nobody's way.
    pub asides: Vec<Notice>,
    pub is_sandbox: bool,
    /// Opens further contexts like those, and those anew.
    pub opener: Opener,
    /// Whether the contexts are those of the configuration.
    pub is_of_config: bool,
    pub config: ConfigFile,
    /// The context that the console begins narrowed to; a sub-command has opened only that one.
    pub narrowed: Option<String>,
}

/// Opens contexts: all of one run share queues, limits, the journal and old versions, and its flags hold for each.
#[derive(Debug, Default)]
pub struct Opener {
    shared: Shared,
    protection: Protection,
    refresh: Option<Duration>,
    /// The part of a manager's world that every context looks at whose manager has parts.
    scope: Option<String>,
    /// The latest of each context: what was given to it for this run holds for the next one, too.
    opened: HashMap<String, Opened>,
}

/// An open context, and what it was opened from.
#[derive(Debug)]
struct Opened {
    session: Arc<Session>,
    connection: Connection,
}

/// Why nothing can be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum NothingToOpen {
    #[error("the manager cannot be opened")]
    Flags(#[source] OpenError),
    #[error("the configuration cannot be used")]
    Config(#[from] ConfigProblem),
    #[error("no context is called \"{wanted}\"; there are: {known}")]
    NoSuchContext { wanted: String, known: String },
    #[error("{CONTEXT}={wanted} names no context; there are: {known}")]
    NoSuchVariable { wanted: String, known: String },
    #[error("{}:\n{}", of_mistakes(.wanted), .lines.join("\n"))]
    Mistakes {
        /// The contexts that were asked for; none if all were.
        wanted: Vec<String>,
        /// Each mistake with its place.
        lines: Vec<String>,
    },
    #[error("--manager needs --url: where that manager is")]
    NoUrl,
    #[error("--url needs --manager: what kind of manager is there")]
    NoManager,
    #[error("--scope {scope}: no manager here has parts to choose from")]
    NoScope { scope: String },
    #[error("none of the contexts can be opened: {troubles}")]
    AllFailed { troubles: String },
}

/// Whose mistakes keep everything from being opened.
pub(super) fn of_mistakes(wanted: &[String]) -> String {
    match wanted {
        [] => "the configuration has mistakes, and nothing that can be opened".to_owned(),
        [one] => format!("the context {one} has mistakes and cannot be opened"),
        several => format!(
            "the contexts {} have mistakes and cannot be opened",
            several.join(", ")
        ),
    }
}

/// Opens what `arguments` mean.
///
/// # Errors
/// [`NothingToOpen`]; a single bad context among several is no error but a trouble.
pub fn open(arguments: &Arguments) -> Result<Meant, NothingToOpen> {
    let (mut meant, connections) = prospects(arguments)?;
    let paths = Paths::of_user();
    let journal = paths.as_ref().map(|paths| {
        let author = Author::of_process(&front(arguments), Utc::now(), &environment);
        Arc::new(Journal::at(paths.journal(meant.is_sandbox), author))
    });
    let turns = paths.as_ref().map(Paths::turns);
    let versions = paths.map(|paths| paths.versions());
    let connect = &arguments.connect;
    let mut opener = Opener {
        shared: Shared::with_versions_in(versions)
            .and_journal(journal)
            .and_turns_in(turns)
            .and_own_address(OwnAddress::of_session(environment)),
        protection: asked_for(connect),
        refresh: connect.refresh,
        scope: connect.scope.clone(),
        opened: HashMap::new(),
    };
    if let Some(scope) = &connect.scope
        && !connections.iter().any(|connection| connection.scope().is_some())
    {
        return Err(NothingToOpen::NoScope { scope: scope.clone() });
    }
    for connection in connections {
        let name = connection.name.clone();
        match opener.open(connection) {
            Ok(opened) => meant.sessions.push(opened),
            Err(error) => meant.troubles.push(trouble(&name, &error)),
        }
    }
    meant.opener = opener;
    meant.is_of_config = !meant.is_sandbox && connect.url.is_none();
    let sessions = &meant.sessions;
    let is_open = |name: &String| sessions.iter().any(|(session, _)| **session.name() == **name);
    meant.narrowed = meant.narrowed.take().filter(is_open);
    if meant.sessions.is_empty() && !meant.troubles.is_empty() {
        let troubles = meant
            .troubles
            .iter()
            .map(Notice::line)
            .collect::<Vec<_>>()
            .join("; ");
        return Err(NothingToOpen::AllFailed { troubles });
    }
    Ok(meant)
}

impl Opener {
    /// Opens one, and says in a line what it is. Nothing is sent yet.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&mut self, mut connection: Connection) -> Result<(Arc<Session>, String), OpenError> {
        connection.protection = connection.protection.strictest(self.protection);
        connection.refresh = self.refresh.or(connection.refresh);
        let connection = match &self.scope {
            Some(part) if connection.scope().is_some() => connection.in_scope(part)?,
            _ => connection,
        };
        self.open_so(connection)
    }

    /// Opens one anew that is open, to look at another part of its manager's world.
    ///
    /// # Errors
    /// [`OpenError`]; `None` if it is not open.
    pub fn switch(&mut self, name: &str, part: &str) -> Option<Result<(Arc<Session>, String), OpenError>> {
        let connection = self.opened.get(name)?.connection.clone().in_scope(part);
        Some(connection.and_then(|connection| self.open_so(connection)))
    }

    fn open_so(&mut self, connection: Connection) -> Result<(Arc<Session>, String), OpenError> {
        let (name, title) = (connection.name.clone(), connection.title());
        let clock: Clock = Arc::new(Utc::now);
        let session = connection.clone().open(&mut self.shared, clock)?;
        tracing::info!(
            context = name,
            at = title,
            scope = session.scope().map(|part| &**part),
            "opened"
        );
        let opened = Opened {
            session: Arc::clone(&session),
            connection,
        };
        if let Some(earlier) = self.opened.insert(name, opened) {
            session.take_over(&earlier.session);
        }
        Ok((session, title))
    }

    /// Forgets what was given to a context for this run.
    pub fn forget(&mut self, name: &str) {
        self.opened.remove(name);
    }
}

/// What `arguments` mean, before any of it is opened.
///
/// # Errors
/// [`NothingToOpen`].
pub fn prospects(arguments: &Arguments) -> Result<(Meant, Vec<Connection>), NothingToOpen> {
    let connect = &arguments.connect;
    let mut meant = Meant::default();
    match read_config(connect) {
        Ok(config) => meant.config = config,
        // The sandbox and a manager given by flags open whatever is configured; what is wrong there is still worth knowing.
        Err(problem) if arguments.sandbox.force || connect.url.is_some() => {
            meant
                .asides
                .push(Notice::failure("read the configuration", &problem, None));
        }
        Err(problem) => return Err(problem.into()),
    }
    let connections = match (&connect.manager, &connect.url) {
        _ if arguments.sandbox.force => of_sandbox(arguments, &mut meant)?,
        (Some(manager), Some(url)) => {
            let connection = of_flags(manager, url, connect).map_err(NothingToOpen::Flags)?;
            only_wanted(vec![connection.name.clone()], connect)?;
            vec![connection]
        }
        (Some(_), None) => return Err(NothingToOpen::NoUrl),
        (None, Some(_)) => return Err(NothingToOpen::NoManager),
        (None, None) if is_empty(&meant.config) => of_sandbox(arguments, &mut meant)?,
        (None, None) => of_config(arguments, &mut meant)?,
    };
    if arguments.sandbox.force || connect.url.is_some() {
        let mistakes = meant.config.mistakes.iter();
        meant
            .asides
            .extend(mistakes.map(|mistake| Notice::warning(mistake.to_string())));
    }
    Ok((meant, connections))
}

/// Whether nothing is configured or named: then the sandbox is opened.
pub fn would_open_sandbox(connect: &Connect) -> bool {
    connect.url.is_none() && read_config(connect).is_ok_and(|config| is_empty(&config))
}

/// Whether no context is configured, and none was meant to be.
fn is_empty(config: &ConfigFile) -> bool {
    config.names().is_empty() && config.mistakes.is_empty()
}

/// What the journal says a change was asked for with.
fn front(arguments: &Arguments) -> Cow<'static, str> {
    let Some(Command::Headless(command)) = &arguments.command else {
        return CONSOLE.into();
    };
    let words = match command {
        Headless::Act(verb) => return format!("qd {}", verb.action).into(),
        Headless::Edit(_) => "qd edit",
        Headless::Apply(_) => "qd apply",
        Headless::Create(_) => "qd create",
        Headless::Clone(_) => "qd clone",
        Headless::Restore(_) => "qd restore",
        // These ask for no change.
        Headless::Get(_)
        | Headless::Describe(_)
        | Headless::Download(_)
        | Headless::Ssh(_)
        | Headless::Write(_)
        | Headless::Plan(_)
        | Headless::History(_)
        | Headless::Diff(_)
        | Headless::Drafts(_)
        | Headless::Events(_)
        | Headless::Journal(_)
        | Headless::Context(_)
        | Headless::Config(_)
        | Headless::Doctor(_)
        | Headless::Login(_)
        | Headless::Logout(_)
        | Headless::Completions(_)
        | Headless::Man(_) => "qd",
    };
    words.into()
}

/// The file that is named, which must be there, or else the user's own, which need not.
pub(super) fn read_config(connect: &Connect) -> Result<ConfigFile, ConfigProblem> {
    match (&connect.config, Paths::of_user()) {
        (Some(named), _) => ConfigFile::read_named(named),
        (None, Some(paths)) => ConfigFile::read(&paths.config_file()),
        (None, None) => Ok(ConfigFile::default()),
    }
}

fn of_sandbox(arguments: &Arguments, meant: &mut Meant) -> Result<Vec<Connection>, NothingToOpen> {
    meant.is_sandbox = true;
    let mut connections = sandbox::connections(&arguments.sandbox);
    let names = connections
        .iter()
        .map(|connection| connection.name.clone())
        .collect();
    let wanted = only_wanted(names, &arguments.connect)?;
    connections.retain(|connection| wanted.contains(&connection.name));
    Ok(connections)
}

fn trouble(context: &str, error: &(dyn std::error::Error + 'static)) -> Notice {
    let notice = Notice::failure(&format!("open the context {context}"), error, None);
    tracing::warn!(context, failure = notice.line(), "not opened");
    notice
}

fn asked_for(connect: &Connect) -> Protection {
    match (connect.read_only, connect.protected) {
        (true, _) => Protection::ReadOnly,
        (false, true) => Protection::Protected,
        (false, false) => Protection::Normal,
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn of_flags(manager: &str, url: &str, connect: &Connect) -> Result<Connection, OpenError> {
    let name = name_of(url);
    Ok(Connection {
        name: name.clone(),
        manager: manager_named(manager)?,
        far_end: FarEnd::Network {
            url: url.to_owned(),
            allow_plain_http: connect.allow_plain_http,
            tls: TlsSettings::default(),
            proxy: Proxy::Environment,
        },
        account: identity::of_environment(&name, &environment)?,
        protection: Protection::Normal,
        badge: None,
        refresh: None,
        spacing: None,
        own_address: None,
        settings: connect.settings.iter().cloned().collect(),
    })
}

/// A short name for a manager that has none: its address, or the first label of its host.
///
/// Only the host is looked at: whatever else stands in a URL may be a secret.
fn name_of(url: &str) -> String {
    let Ok(url) = base_url(url) else {
        return "manager".into();
    };
    match url.domain() {
        Some(domain) => domain.split('.').next().unwrap_or(domain).to_owned(),
        None => url.host_str().unwrap_or("manager").to_owned(),
    }
}

/// The contexts of the file that are wanted and have no mistake; what is wrong with the others is said.
fn of_config(arguments: &Arguments, meant: &mut Meant) -> Result<Vec<Connection>, NothingToOpen> {
    let connect = &arguments.connect;
    let config = &meant.config;
    let known: Vec<String> = config.names().into_iter().map(str::to_owned).collect();
    let mut wanted = only_wanted(known, connect)?;
    let is_all = connect.contexts.is_empty();
    if is_all && !connect.all_contexts {
        meant.narrowed = used(config, &environment)?;
    }
    // The console has all of them open, and begins with that one.
    if let (Some(used), Some(Command::Headless(_))) = (&meant.narrowed, &arguments.command) {
        wanted.retain(|name| name == used);
    }
    let mut in_the_way = Vec::new();
    for mistake in &config.mistakes {
        let is_in_the_way = match &mistake.whose {
            Whose::Context(name) => wanted.contains(name),
            // A context may be missing for it.
            Whose::File => is_all && meant.narrowed.is_none(),
            Whose::Console => false,
        };
        if is_in_the_way {
            in_the_way.push(mistake);
        } else {
            meant.asides.push(Notice::error(mistake.to_string()));
        }
    }
    let is_asked_for_one = !is_all || meant.narrowed.is_some();
    let is_any_good = wanted.iter().any(|name| config.contexts.contains_key(name));
    if !is_any_good && !config.mistakes.is_empty() {
        return Err(match is_asked_for_one {
            true => NothingToOpen::Mistakes {
                lines: in_the_way.iter().map(ToString::to_string).collect(),
                wanted,
            },
            false => NothingToOpen::Mistakes {
                lines: config.mistakes.iter().map(ToString::to_string).collect(),
                wanted: Vec::new(),
            },
        });
    }
    // The console tells each with its place; a command that is run again and again tells how many there are.
    match (in_the_way.as_slice(), &arguments.command) {
        (several @ [_, _, ..], Some(Command::Headless(_))) if !is_asked_for_one => {
            meant.troubles.push(left_out(several));
        }
        (each, _) => {
            let notices = each.iter().map(|mistake| Notice::error(mistake.to_string()));
            meant.troubles.extend(notices);
        }
    }
    let mut connections = Vec::new();
    for name in &wanted {
        let Some(entry) = config.contexts.get(name) else {
            continue;
        };
        match Connection::of_entry(name, entry) {
            Ok(connection) => connections.push(connection),
            Err(error) => meant.troubles.push(trouble(name, &error)),
        }
    }
    Ok(connections)
}

/// How much of the configuration is not used.
fn left_out(mistakes: &[&Mistake]) -> Notice {
    let contexts: BTreeSet<_> = mistakes.iter().filter_map(|mistake| mistake.context()).collect();
    let contexts = match contexts.len() {
        1 => "1 context".to_owned(),
        count => format!("{count} contexts"),
    };
    Notice::error(format!("{} mistakes: {contexts} left out", mistakes.len())).with_hint("`qd config check`")
}

/// The context in use: that of the environment, or else that of the file.
fn used(config: &ConfigFile, environment: Environment<'_>) -> Result<Option<String>, NothingToOpen> {
    let Some(wanted) = variable(environment, CONTEXT) else {
        return Ok(config.used.clone());
    };
    let known = config.names();
    if known.contains(wanted.as_str()) {
        return Ok(Some(wanted));
    }
    Err(NothingToOpen::NoSuchVariable {
        wanted,
        known: known.into_iter().collect::<Vec<_>>().join(", "),
    })
}

/// The names among `known` that the command line asks for: all, if it names none.
fn only_wanted(known: Vec<String>, connect: &Connect) -> Result<Vec<String>, NothingToOpen> {
    if let Some(wanted) = connect.contexts.iter().find(|name| !known.contains(name)) {
        return Err(NothingToOpen::NoSuchContext {
            wanted: wanted.clone(),
            known: known.join(", "),
        });
    }
    let is_wanted = |name: &String| connect.contexts.is_empty() || connect.contexts.contains(name);
    Ok(known.into_iter().filter(is_wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_without_a_name_is_called_by_its_host() {
        assert_eq!(name_of("https://example.manager.test/api/v1"), "example");
        assert_eq!(name_of("http://127.0.0.1:8080"), "127.0.0.1");
        assert_eq!(name_of("http://localhost:8080"), "localhost");
        assert_eq!(name_of("https://s3cret@example.test"), "manager");
    }

    #[test]
    fn the_strictest_protection_wins() {
        let both = Connect {
            read_only: true,
            protected: true,
            ..Connect::default()
        };
        assert_eq!(asked_for(&both), Protection::ReadOnly);
        assert_eq!(
            Protection::Protected.strictest(asked_for(&Connect::default())),
            Protection::Protected
        );
    }
}
