//! Which contexts are meant: those of flags, of the configuration file, or the sandbox.

use std::sync::Arc;

use chrono::Utc;

use crate::config::connection::{Shared, manager_named};
use crate::config::{ConfigFile, ConfigProblem, Connection, FarEnd, OpenError, Paths, credentials};
use crate::resource::{Notice, Protection};
use crate::session::Session;
use crate::session::open::Clock;

use super::arguments::{Arguments, Connect};
use super::sandbox;

/// The contexts that the command line means, and what went wrong on the way.
#[derive(Debug, Default)]
pub struct Meant {
    /// Each with one line about it.
    pub sessions: Vec<(Arc<Session>, String)>,
    /// Contexts that could not be opened; the others can be used.
    pub troubles: Vec<Notice>,
    pub is_sandbox: bool,
    pub config: ConfigFile,
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
    #[error("none of the contexts can be opened: {troubles}")]
    AllFailed { troubles: String },
}

/// Opens what `arguments` mean.
///
/// # Errors
/// [`NothingToOpen`]; a single bad context among several is no error but a trouble.
pub fn open(arguments: &Arguments) -> Result<Meant, NothingToOpen> {
    let connect = &arguments.connect;
    let mut meant = Meant::default();
    match config_file(connect)
        .map(|path| ConfigFile::read(&path))
        .transpose()
    {
        Ok(config) => meant.config = config.unwrap_or_default(),
        // The sandbox opens whatever is configured; what is wrong there is still worth knowing.
        Err(problem) if arguments.sandbox.force => {
            meant
                .troubles
                .push(Notice::failure("read the configuration", &problem, None));
        }
        Err(problem) => return Err(problem.into()),
    }
    let connections = match (&connect.manager, &connect.url) {
        (Some(manager), Some(url)) if !arguments.sandbox.force => {
            vec![of_flags(manager, url, connect).map_err(NothingToOpen::Flags)?]
        }
        _ if !arguments.sandbox.force && !meant.config.contexts.is_empty() => {
            of_config(&meant.config, &mut meant.troubles)
        }
        _ => {
            meant.is_sandbox = true;
            sandbox::connections(&arguments.sandbox)
        }
    };
    let connections = only_wanted(connections, connect)?;
    let mut shared = Shared::default();
    let clock: Clock = Arc::new(Utc::now);
    for mut connection in connections {
        let (name, title) = (connection.name.clone(), connection.title());
        connection.protection = connection.protection.strictest(asked_for(connect));
        connection.refresh = connect.refresh.or(connection.refresh);
        match connection.open(&mut shared, Arc::clone(&clock)) {
            Ok(session) => meant.sessions.push((session, title)),
            Err(error) => meant.troubles.push(trouble(&name, &error)),
        }
    }
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

fn config_file(connect: &Connect) -> Option<std::path::PathBuf> {
    connect
        .config
        .clone()
        .or_else(|| Some(Paths::of_user()?.config_file()))
}

fn trouble(context: &str, error: &(dyn std::error::Error + 'static)) -> Notice {
    Notice::failure(
        &format!("open the context {context}"),
        error,
        Some("the others are open".into()),
    )
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
    Ok(Connection {
        name: name_of(url),
        manager: manager_named(manager)?,
        far_end: FarEnd::Network {
            url: url.to_owned(),
            allow_plain_http: connect.allow_plain_http,
            ca_file: None,
        },
        credential: credentials::from_flags(&environment)?,
        protection: Protection::Normal,
        refresh: None,
        settings: connect.settings.iter().cloned().collect(),
    })
}

/// A short name for a manager that has none: the first label of its host.
fn name_of(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    let is_address = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_address {
        host.to_owned()
    } else {
        host.split('.').next().unwrap_or(host).to_owned()
    }
}

fn of_config(config: &ConfigFile, troubles: &mut Vec<Notice>) -> Vec<Connection> {
    let mut connections = Vec::new();
    for (name, entry) in &config.contexts {
        match Connection::of_entry(name, entry, &environment) {
            Ok(connection) => connections.push(connection),
            Err(error) => troubles.push(trouble(name, &error)),
        }
    }
    connections
}

fn only_wanted(connections: Vec<Connection>, connect: &Connect) -> Result<Vec<Connection>, NothingToOpen> {
    if connect.contexts.is_empty() {
        return Ok(connections);
    }
    if let Some(wanted) = connect
        .contexts
        .iter()
        .find(|name| !connections.iter().any(|c| c.name == **name))
    {
        let known = connections
            .iter()
            .map(|connection| connection.name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        return Err(NothingToOpen::NoSuchContext {
            wanted: wanted.clone(),
            known,
        });
    }
    Ok(connections
        .into_iter()
        .filter(|connection| connect.contexts.contains(&connection.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_without_a_name_is_called_by_its_host() {
        assert_eq!(name_of("https://example.manager.test/api/v1"), "example");
        assert_eq!(name_of("http://127.0.0.1:8080"), "127.0.0.1");
        assert_eq!(name_of("localhost:8080"), "localhost");
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
