//! Whom we trust, and the HTTP clients: built on first use, once per settings, off the interface's way.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Client, ClientBuilder, Identity, redirect};
use tokio::sync::OnceCell;

use super::error::{TlsSetting, TransportError};

/// Whom to trust besides the system's roots, and what to show of ourselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TlsSettings {
    /// A PEM file of certificates trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// A PEM file with our certificate, for managers that ask for one.
    pub certificate_file: Option<PathBuf>,
    /// A PEM file with its key, if that is not in the same file.
    pub key_file: Option<PathBuf>,
    /// The name that the manager's certificate must have, and that is asked for (SNI), if it is not that of the
    /// URL. The `Host` header stays that of the URL. Only HTTP/1.1 is spoken then, and no proxy is used: it would be
    /// told the wrong name.
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
    /// Through this one, also to this machine. Its address must not hold a password, which lists would show: user
    /// and password of such a proxy are taken from [`PROXY_USER`] and [`PROXY_PASSWORD`], if [`PROXY_HOST`] names it.
    Through(String),
}

/// The proxy that the two below are for, as `HOST` or `HOST:PORT`. No other that a context names is told them.
pub const PROXY_HOST: &str = "QD_PROXY_HOST";
/// The environment's variables for a proxy that a context names and that asks who we are.
pub const PROXY_USER: &str = "QD_PROXY_USER";
pub const PROXY_PASSWORD: &str = "QD_PROXY_PASSWORD";

/// The clients built so far. Clones share them: a client is a pool of connections, and loading the
/// system's roots takes up to 13 ms.
#[derive(Debug, Clone, Default)]
pub struct Clients {
    built: Arc<Mutex<HashMap<Profile, SharedClient>>>,
}

/// Reads variables; passed in, so that tests decide.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

pub(super) type SharedClient = Arc<OnceCell<Client>>;

/// All that makes one client differ from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Profile {
    /// `https`; without it the system's roots are not needed, and may not even exist (slim containers).
    pub is_secure: bool,
    /// On this machine: no proxy, no compression.
    pub is_loopback: bool,
    pub tls: TlsSettings,
    pub proxy: Proxy,
    /// Where the connection goes if the certificate's name is another: the URL's host.
    pub host: Option<String>,
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
            .unwrap_or_else(|gone| Err(unbuilt(&gone)))
    };
    place.get_or_try_init(build).await.cloned()
}

/// How long an idle connection is kept: longer than the slowest refresh, so that it is used again.
const POOL_IDLE: Duration = Duration::from_secs(90);
/// How soon a connection that went dead is noticed, half-open ones behind a firewall above all.
const TCP_KEEPALIVE: Duration = Duration::from_secs(30);

fn build(profile: &Profile) -> Result<Client, TransportError> {
    built(builder(profile, &of_process)?)
}

/// What the process was given.
pub(super) fn of_process(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The error of a task that was to build a client, and crashed.
pub(super) fn unbuilt(gone: &tokio::task::JoinError) -> TransportError {
    bad_tls(
        TlsSetting::System,
        format!("the HTTP client could not be built: {gone}"),
    )
}

/// All that the profile asks for, before anything is built; the environment tells what a named proxy is shown.
pub(super) fn builder(
    profile: &Profile,
    environment: Environment<'_>,
) -> Result<ClientBuilder, TransportError> {
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(profile.connect_timeout)
        .pool_idle_timeout(POOL_IDLE)
        .tcp_keepalive(TCP_KEEPALIVE);
    if profile.is_loopback {
        builder = builder.no_gzip();
    }
    let mut needs_roots = profile.is_secure;
    match &profile.proxy {
        Proxy::Through(address) => {
            needs_roots |= address.starts_with("https:");
            // The user's word goes before that of the environment.
            builder = builder.no_proxy().proxy(proxy(address, environment)?);
        }
        Proxy::Direct => builder = builder.no_proxy(),
        Proxy::Environment if profile.is_loopback || profile.host.is_some() => builder = builder.no_proxy(),
        Proxy::Environment => {}
    }
    if needs_roots {
        if let Some(file) = &profile.tls.ca_file {
            builder = builder.tls_certs_merge(certificates(file)?);
        }
        if let Some(file) = &profile.tls.certificate_file {
            builder = builder.identity(identity(file, profile.tls.key_file.as_deref())?);
        }
    } else {
        builder = builder.tls_certs_only([]);
    }
    if let Some(host) = &profile.host {
        builder = builder
            .http1_only()
            .dns_resolver(Arc::new(Elsewhere { host: host.clone() }));
    }
    Ok(builder)
}

/// The client of a builder.
pub(super) fn built(builder: ClientBuilder) -> Result<Client, TransportError> {
    builder.build().map_err(|error| {
        let why = super::classify::innermost(&error);
        bad_tls(TlsSetting::System, format!("TLS cannot be set up: {why}"))
    })
}

/// Resolves every name to the addresses of one host.
#[derive(Debug)]
struct Elsewhere {
    host: String,
}

impl Resolve for Elsewhere {
    fn resolve(&self, _: Name) -> Resolving {
        let host = self.host.clone();
        Box::pin(async move {
            // The port is put in by who asks.
            let found = tokio::net::lookup_host((host, 0)).await?.collect::<Vec<_>>();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn proxy(address: &str, environment: Environment<'_>) -> Result<reqwest::Proxy, TransportError> {
    let bad = |why: &str| {
        let detail = format!("the proxy of the context cannot be used: {why}");
        bad_tls(TlsSetting::Proxy, detail)
    };
    let url = reqwest::Url::parse(address).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(bad("its address must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad(&format!(
            "user and password do not belong into its address; set {PROXY_HOST}, {PROXY_USER} and {PROXY_PASSWORD}"
        )));
    }
    let login = login(&url, environment);
    let proxy = reqwest::Proxy::all(url).map_err(|error| bad(&super::classify::innermost(&error)))?;
    Ok(match login {
        Some((user, password)) => proxy.basic_auth(&user, &password),
        None => proxy,
    })
}

/// User and password for the proxy at this address, if they are for that one.
pub(super) fn login(proxy: &reqwest::Url, environment: Environment<'_>) -> Option<(String, String)> {
    let meant = environment(PROXY_HOST)?;
    let host = proxy.host_str()?;
    let with_port = format!("{host}:{}", proxy.port_or_known_default()?);
    let is_meant = [host, &with_port]
        .iter()
        .any(|name| meant.trim().eq_ignore_ascii_case(name));
    is_meant.then_some(())?;
    Some((environment(PROXY_USER)?, environment(PROXY_PASSWORD)?))
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, TransportError> {
    let name = file.display();
    let bad = |detail| bad_tls(TlsSetting::Authority, detail);
    let pem = read("ca_file", file).map_err(bad)?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| {
        let why = super::classify::innermost(&error);
        bad(format!("ca_file {name} is not PEM: {why}"))
    })?;
    if certificates.is_empty() {
        return Err(bad(format!("ca_file {name} holds no certificate")));
    }
    Ok(certificates)
}

/// Our certificate and its key, from one file or two.
fn identity(file: &Path, key_file: Option<&Path>) -> Result<Identity, TransportError> {
    let bad = |detail| bad_tls(TlsSetting::OwnCertificate, detail);
    let mut pem = read("certificate_file", file).map_err(bad)?;
    let name = file.display();
    if !holds(&pem, "CERTIFICATE-----") {
        return Err(bad(format!(
            "certificate_file {name} holds no certificate in PEM"
        )));
    }
    let with_key = match key_file {
        None if !holds(&pem, "PRIVATE KEY-----") => {
            return Err(bad(format!(
                "certificate_file {name} holds no private key; name the file that does as key_file"
            )));
        }
        None => format!("certificate_file {name}"),
        Some(key_file) => {
            let key = read("key_file", key_file).map_err(bad)?;
            let key_name = key_file.display();
            if holds(&key, "ENCRYPTED PRIVATE KEY-----") {
                return Err(bad(format!(
                    "key_file {key_name} needs a passphrase, which is not supported"
                )));
            }
            if !holds(&key, "PRIVATE KEY-----") {
                return Err(bad(format!("key_file {key_name} holds no private key in PEM")));
            }
            pem.push(b'\n');
            pem.extend_from_slice(&key);
            format!("certificate_file {name} with key_file {key_name}")
        }
    };
    Identity::from_pem(&pem).map_err(|_| bad(format!("{with_key} cannot be read as PEM")))
}

/// Whether there is a PEM block whose first line ends so.
fn holds(pem: &[u8], ending: &str) -> bool {
    let text = String::from_utf8_lossy(pem);
    text.lines()
        .any(|line| line.starts_with("-----BEGIN ") && line.trim_end().ends_with(ending))
}

fn read(setting: &str, file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| {
        let why = super::classify::innermost(&error);
        format!("{setting} {} cannot be read: {why}", file.display())
    })
}

fn bad_tls(setting: TlsSetting, detail: String) -> TransportError {
    TransportError::BadTls { setting, detail }
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
            proxy: Proxy::Environment,
            host: None,
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
    fn a_bad_client_certificate_is_named_with_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let made = rcgen::generate_simple_self_signed(vec!["qd.test".to_owned()]).unwrap();
        std::fs::write(path("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(path("key.pem"), made.signing_key.serialize_pem()).unwrap();
        std::fs::write(
            path("both.pem"),
            made.cert.pem() + &made.signing_key.serialize_pem(),
        )
        .unwrap();
        std::fs::write(path("text.pem"), "hello").unwrap();
        let with = |certificate: &str, key: Option<&str>| {
            identity(&path(certificate), key.map(path).as_deref()).map(drop)
        };
        assert!(with("both.pem", None).is_ok());
        assert!(with("cert.pem", Some("key.pem")).is_ok());
        for (certificate, key, words) in [
            ("none.pem", None, "certificate_file"),
            ("text.pem", None, "text.pem holds no certificate"),
            ("cert.pem", None, "cert.pem holds no private key"),
            (
                "cert.pem",
                Some("none.pem"),
                "none.pem cannot be read: no such file",
            ),
            ("cert.pem", Some("text.pem"), "key_file"),
        ] {
            let error = with(certificate, key).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_proxys_password_is_refused_in_its_address_and_not_repeated() {
        for address in [
            "http://bob:pearl@proxy.example:3128",
            "ftp://proxy.example",
            "proxy.example",
        ] {
            let error = proxy(address, &|_| None).unwrap_err().to_string();
            assert!(
                error.contains("proxy of the context") && !error.contains("pearl"),
                "{error}"
            );
        }
        assert!(proxy("http://proxy.example:3128", &|_| None).is_ok());
    }

    #[test]
    fn only_the_proxy_that_is_named_with_them_is_told_user_and_password() {
        let told = |named: Option<&str>, address: &str| {
            let set = |name: &str| match name {
                PROXY_HOST => named.map(str::to_owned),
                PROXY_USER => Some("bob".to_owned()),
                PROXY_PASSWORD => Some("pearl".to_owned()),
                _ => None,
            };
            login(&reqwest::Url::parse(address).unwrap(), &set).is_some()
        };
        let address = "http://proxy.example:3128";
        for named in ["proxy.example", "Proxy.Example:3128"] {
            assert!(told(Some(named), address), "{named}");
            assert!(!told(Some(named), "http://other.example:3128"), "{named}");
            assert!(!told(Some(named), "http://proxy.example.other:3128"), "{named}");
        }
        assert!(!told(Some("proxy.example:3128"), "http://proxy.example:8080"));
        assert!(told(Some("proxy.example:80"), "http://proxy.example"));
        assert!(!told(None, address), "nobody said whose they are");
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
