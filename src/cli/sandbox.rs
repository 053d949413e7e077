//! The simulated managers: as contexts of this process, or served on a loopback port.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret, SecretString};

use crate::config::connection::manager_named;
use crate::config::{Connection, FarEnd, OpenError, Paths};
use crate::credentials::{Account, AccountSettings, Form, Place};
use crate::managers::Entry;
use crate::managers::registry::REGISTRY;
use crate::sandbox::serve::{self, Tls, TlsOptions, TlsProblem};
use crate::sandbox::{Access, Faults, FaultsHandle, Scenario, Simulated, VirtualClock};
use crate::store::{StoreError, private_file};
use crate::transport::base_url;

use super::arguments::SandboxOptions;
use super::surface::tell_line;

/// What any simulated manager accepts.
const TOKEN: &str = "sandbox";

/// The token, or the secret of an OAuth client, that a served manager lets in.
const SECRET: &str = "QD_SANDBOX_SECRET";

pub(super) const SERVE_EXAMPLES: &str = "Examples:
  qd sandbox serve --manager MANAGER --port 8080
  qd sandbox serve --manager MANAGER --tls --ca-out ca.pem
  QD_SANDBOX_SECRET=... qd sandbox serve --manager MANAGER --access token
  qd sandbox serve --manager MANAGER --access oauth --token-lifetime 5s";

/// What to serve, and to whom.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The port; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Serve over TLS, with a certificate of an authority made for this run
    #[arg(long)]
    pub tls: bool,
    /// Where to write that authority's certificate; in the cache directory, if not given
    #[arg(long, requires = "tls", value_name = "FILE")]
    pub ca_out: Option<PathBuf>,
    /// The certificate is for this name alone, to see what comes of it
    #[arg(long, requires = "tls", value_name = "NAME")]
    pub tls_name: Option<String>,
    /// The certificate is over, to see what comes of it
    #[arg(long, requires = "tls")]
    pub tls_expired: bool,
    /// Demand a certificate of the same authority from clients, and write one with its key
    #[arg(long, requires = "tls", value_name = "FILE")]
    pub tls_client_out: Option<PathBuf>,
    /// Who is let in; the token, or the client's secret, is taken from QD_SANDBOX_SECRET
    #[arg(long, value_enum, default_value_t = Admission::Any, value_name = "WHO")]
    pub access: Admission,
    /// How long a token lasts that is issued with --access oauth
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub token_lifetime: Option<Duration>,
}

/// Who is let in by a served manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Admission {
    /// Whoever shows any credential
    Any,
    /// Who shows the token in QD_SANDBOX_SECRET
    Token,
    /// Who shows a token that its token endpoint issued
    Oauth,
    /// Nobody: every credential is known and lacks the right (403)
    Forbidden,
    /// Nobody: no credential is known (401)
    Refused,
}

impl Serve {
    fn access(&self, secret: Option<SecretString>) -> Result<Access, ServeError> {
        if self.token_lifetime.is_some() && self.access != Admission::Oauth {
            return Err(ServeError::NoTokens);
        }
        Ok(match self.access {
            Admission::Any => Access::Any,
            Admission::Token => Access::Token(secret.ok_or(ServeError::NoSecret)?),
            Admission::Oauth => Access::Issued {
                client_secret: secret,
                lifetime: self.token_lifetime,
            },
            Admission::Forbidden => Access::Forbidden,
            Admission::Refused => Access::Refused,
        })
    }

    /// Where tokens are issued, if there are any: the manager's own path, of a tenant that is as good as any.
    fn token_path(&self, manager: &Entry) -> Option<String> {
        let template = manager
            .about
            .token_url
            .filter(|_| self.access == Admission::Oauth)?;
        let url = base_url(&template.replace("{tenant}", "sandbox")).ok()?;
        Some(url.path().to_owned())
    }

    fn tls(&self) -> Result<Option<Tls>, ServeError> {
        if !self.tls {
            return Ok(None);
        }
        let options = TlsOptions {
            name: self.tls_name.clone(),
            is_expired: self.tls_expired,
            demands_certificate: self.tls_client_out.is_some(),
        };
        let tls = Tls::new(&options, Utc::now())?;
        let authority = match &self.ca_out {
            Some(file) => file.clone(),
            None => own_file()?,
        };
        write(&authority, &tls.authority, "the authority to trust (ca_file)")?;
        if let (Some(file), Some(client)) = (&self.tls_client_out, &tls.client) {
            write(file, client.expose_secret(), "the client's certificate and key")?;
        }
        Ok(Some(tls))
    }
}

/// Where the authority's certificate goes if nobody says where.
fn own_file() -> Result<PathBuf, ServeError> {
    let paths = Paths::of_user().ok_or(ServeError::NoHome)?;
    private_file::create_directory(&paths.cache)?;
    Ok(paths.cache.join("sandbox-ca.pem"))
}

fn write(file: &Path, text: &str, what: &str) -> Result<(), ServeError> {
    private_file::replace(file, text)?;
    tell_line(&format!("qd: {what}: {}", file.display()));
    Ok(())
}

/// Why the sandbox cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("say which manager to serve with --manager NAME; there are: {known}")]
    NoManager { known: String },
    #[error(transparent)]
    UnknownManager(#[from] OpenError),
    #[error("port {port} of 127.0.0.1 cannot be used")]
    Port { port: u16, source: std::io::Error },
    #[error("the server ended")]
    Ended(#[source] std::io::Error),
    #[error("--access token needs the token to let in: set QD_SANDBOX_SECRET")]
    NoSecret,
    #[error("--token-lifetime goes with --access oauth")]
    NoTokens,
    #[error("there is no home directory for the authority's certificate: say where with --ca-out FILE")]
    NoHome,
    #[error("TLS cannot be served")]
    Tls(#[from] TlsProblem),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The world that the options describe, starting now.
pub fn scenario(options: &SandboxOptions) -> Scenario {
    let began = Instant::now();
    Scenario {
        clusters: options.clusters,
        servers_per_cluster: options.servers,
        events_per_cluster: options.events,
        seed: options.seed,
        faults: FaultsHandle::from(Faults(options.faults.clone())),
        quiet: options.quiet,
        change_rate: options.change_rate,
        ..Scenario::new(VirtualClock::new(Utc::now(), options.speed, move || {
            began.elapsed()
        }))
    }
}

/// The contexts of the default sandbox, of every manager.
pub fn connections(options: &SandboxOptions) -> Vec<Connection> {
    let scenario = scenario(options);
    let of_manager = |manager: &'static crate::managers::Entry| {
        (manager.demo)(&scenario)
            .into_iter()
            .map(move |context| Connection {
                name: context.name,
                manager,
                far_end: FarEnd::Sandbox {
                    title: context.title,
                    router: context.router,
                },
                account: account(),
                protection: context.protection,
                badge: None,
                refresh: None,
                spacing: None,
                own_address: None,
                settings: Default::default(),
            })
    };
    REGISTRY.iter().flat_map(of_manager).collect()
}

/// Any simulated manager lets it in.
fn account() -> Arc<Account> {
    let settings = AccountSettings {
        context: "sandbox".to_owned(),
        form: Form::Bearer,
        place: Place::Prompt,
    };
    Account::holding(settings, TOKEN.to_owned().into())
}

/// Serves one simulated manager until the process ends; prints its address first.
///
/// # Errors
/// [`ServeError`].
pub fn serve_manager(name: Option<&str>, options: &SandboxOptions, what: &Serve) -> Result<(), ServeError> {
    let Some(name) = name else {
        let known = crate::managers::registry::names().collect::<Vec<_>>().join(", ");
        return Err(ServeError::NoManager { known });
    };
    let manager = manager_named(name)?;
    let secret = std::env::var(SECRET).ok().filter(|secret| !secret.is_empty());
    let scenario = Scenario {
        access: what.access(secret.map(SecretString::from))?,
        ..scenario(options)
    };
    let router = (manager.simulate)(&scenario);
    let tls = what.tls()?;
    let port = what.port;
    let unusable = |source| ServeError::Port { port, source };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime
        .map_err(unusable)?
        .block_on(answer(router, port, tls, what.token_path(manager), &unusable))
}

async fn answer(
    router: Simulated,
    port: u16,
    tls: Option<Tls>,
    token_path: Option<String>,
    unusable: &impl Fn(std::io::Error) -> ServeError,
) -> Result<(), ServeError> {
    let ended = if let Some(tls) = tls {
        let (address, server) = serve::serve_tls(router, port, tls).await.map_err(unusable)?;
        announce("https", address, token_path);
        server.await
    } else {
        let (address, server) = serve::serve(router, port).await.map_err(unusable)?;
        announce("http", address, token_path);
        server.await
    };
    ended.map_err(ServeError::Ended)
}

fn announce(scheme: &str, address: SocketAddr, token_path: Option<String>) {
    if let Some(path) = token_path {
        tell_line(&format!(
            "qd: where tokens are issued (token_url): {scheme}://{address}{path}"
        ));
    }
    let mut out = std::io::stdout().lock();
    // A reader that went away does not want the address.
    let _gone = writeln!(out, "{scheme}://{address}").and_then(|()| out.flush());
}
