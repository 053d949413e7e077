//! Whom we trust, and the HTTP clients: built on first use, once per settings, off the interface's way.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, Identity, redirect};
use tokio::sync::OnceCell;

use super::error::TransportError;

/// Whom to trust besides the system's roots, and what to show of ourselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TlsSettings {
    /// A PEM file of certificates trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// A PEM file with our certificate, for managers that ask for one.
    pub certificate_file: Option<PathBuf>,
    /// A PEM file with its key, if that is not in the same file.
    pub key_file: Option<PathBuf>,
    /// The name that the manager's certificate must have, if it is not that of the URL.
    pub server_name: Option<String>,
}

/// The way to a manager.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Proxy {
    /// As the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    #[default]
    Environment,
    /// Straight, whatever the environment says.
    Direct,
    /// Through this one; its address must not hold a password that the context's list would show.
    Through(String),
}

/// The clients built so far. Clones share them: a client is a pool of connections, and loading the
/// system's roots takes up to 13 ms.
#[derive(Debug, Clone, Default)]
pub struct Clients {
    built: Arc<Mutex<HashMap<Profile, SharedClient>>>,
}

pub(super) type SharedClient = Arc<OnceCell<Client>>;

/// All that makes one client differ from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Profile {
    /// `https`; without it the system's roots are not needed, and may not even exist (slim containers).
    pub is_secure: bool,
    /// On this machine: no proxy, no compression.
    pub is_loopback: bool,
    pub tls: TlsSettings,
    pub connect_timeout: Duration,
}

impl Clients {
    /// The place of the client for this profile; nothing is built yet.
    pub(super) fn place(&self, profile: &Profile) -> SharedClient {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(built.entry(profile.clone()).or_default())
    }
}

/// The client, built now if this is its first use. A failure is not kept: the file may be mended.
pub(super) async fn client(place: &SharedClient, profile: &Profile) -> Result<Client, TransportError> {
    let build = || async {
        let profile = profile.clone();
        tokio::task::spawn_blocking(move || build(&profile))
            .await
            .unwrap_or_else(|gone| Err(bad_tls(format!("the HTTP client could not be built: {gone}"))))
    };
    place.get_or_try_init(build).await.cloned()
}

/// How long an idle connection is kept: longer than the slowest refresh, so that it is used again.
const POOL_IDLE: Duration = Duration::from_secs(90);
/// How soon a connection that went dead is noticed, half-open ones behind a firewall above all.
const TCP_KEEPALIVE: Duration = Duration::from_secs(30);

fn build(profile: &Profile) -> Result<Client, TransportError> {
    built(builder(profile)?)
}

/// All that the profile asks for, before anything is built.
pub(super) fn builder(profile: &Profile) -> Result<ClientBuilder, TransportError> {
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(profile.connect_timeout)
        .pool_idle_timeout(POOL_IDLE)
        .tcp_keepalive(TCP_KEEPALIVE);
    if profile.is_loopback {
        builder = builder.no_proxy().no_gzip();
    }
    if profile.is_secure {
        if let Some(file) = &profile.tls.ca_file {
            builder = builder.tls_certs_merge(certificates(file)?);
        }
        if let Some(file) = &profile.tls.certificate_file {
            builder = builder.identity(identity(file)?);
        }
    } else {
        builder = builder.tls_certs_only([]);
    }
    Ok(builder)
}

/// The client of a builder.
pub(super) fn built(builder: ClientBuilder) -> Result<Client, TransportError> {
    builder.build().map_err(|error| {
        bad_tls(format!(
            "TLS cannot be set up: {}",
            super::classify::innermost(&error)
        ))
    })
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, TransportError> {
    let name = file.display();
    let certificates = Certificate::from_pem_bundle(&read("ca_file", file)?).map_err(|error| {
        bad_tls(format!(
            "ca_file {name} is not PEM: {}",
            super::classify::innermost(&error)
        ))
    })?;
    if certificates.is_empty() {
        return Err(bad_tls(format!("ca_file {name} holds no certificate")));
    }
    Ok(certificates)
}

fn identity(file: &Path) -> Result<Identity, TransportError> {
    Identity::from_pem(&read("certificate_file", file)?).map_err(|_| {
        bad_tls(format!(
            "certificate_file {} must hold a certificate and its key in PEM",
            file.display()
        ))
    })
}

fn read(setting: &str, file: &Path) -> Result<Vec<u8>, TransportError> {
    std::fs::read(file).map_err(|error| {
        bad_tls(format!(
            "{setting} {} cannot be read: {}",
            file.display(),
            super::classify::innermost(&error)
        ))
    })
}

fn bad_tls(detail: String) -> TransportError {
    TransportError::BadTls { detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secure_with(ca_file: PathBuf) -> Profile {
        Profile {
            is_secure: true,
            is_loopback: false,
            tls: TlsSettings {
                ca_file: Some(ca_file),
                ..TlsSettings::default()
            },
            connect_timeout: Duration::from_secs(5),
        }
    }

    #[test]
    fn a_bad_ca_file_is_named_with_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let message = || build(&secure_with(file.clone())).unwrap_err().to_string();

        let missing = message();
        assert!(
            missing.contains("ca.pem cannot be read: no such file"),
            "{missing}"
        );
        std::fs::write(&file, "hello").unwrap();
        assert!(message().contains("ca.pem holds no certificate"));
        std::fs::write(
            &file,
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        )
        .unwrap();
        let broken = message();
        assert!(broken.contains("ca.pem is not PEM"), "{broken}");
    }

    #[test]
    fn clients_with_equal_settings_are_one() {
        let clients = Clients::default();
        let one = secure_with(PathBuf::from("a"));
        assert!(Arc::ptr_eq(
            &clients.place(&one),
            &clients.clone().place(&one.clone())
        ));
        assert!(!Arc::ptr_eq(
            &clients.place(&one),
            &clients.place(&secure_with(PathBuf::from("b")))
        ));
    }
}
