//! The simulated managers: as contexts of this process, or served on a loopback port.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use chrono::Utc;

use crate::config::connection::manager_named;
use crate::config::{Connection, FarEnd, OpenError};
use crate::credentials::{Account, AccountSettings, Form, Place};
use crate::managers::registry::REGISTRY;
use crate::sandbox::{Faults, FaultsHandle, Scenario, VirtualClock, serve};

use super::arguments::SandboxOptions;

/// What any simulated manager accepts.
const TOKEN: &str = "sandbox";

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
pub fn serve_manager(name: Option<&str>, options: &SandboxOptions, port: u16) -> Result<(), ServeError> {
    let Some(name) = name else {
        let known = crate::managers::registry::names().collect::<Vec<_>>().join(", ");
        return Err(ServeError::NoManager { known });
    };
    let manager = manager_named(name)?;
    let router = (manager.simulate)(&scenario(options));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let unusable = |source| ServeError::Port { port, source };
    runtime.map_err(unusable)?.block_on(async move {
        let (address, server) = serve::serve(router, port).await.map_err(unusable)?;
        let mut out = std::io::stdout().lock();
        // A reader that went away does not want the address.
        let _gone = writeln!(out, "http://{address}").and_then(|()| out.flush());
        drop(out);
        server.await.map_err(ServeError::Ended)
    })
}
