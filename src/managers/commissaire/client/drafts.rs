//! The bodies of requests: only documented fields, and none that stands in the path already.
//!
//! The server lets a body override its path, and takes any field of a model as given: `hostset`,
//! `status` ("Parameter merge"). So nothing else than this is ever sent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::managers::ManagerError;

use super::super::errors;
use super::names;

/// What a cluster is made with; the server's defaults for what is left out: network `default`, unmanaged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClusterDraft {
    pub network: Option<String>,
    pub container_manager: Option<String>,
}

/// What a host is added with.
#[derive(Debug, Clone)]
pub struct HostDraft {
    /// In base64, see [`encoded_key`]. The server takes a host without one, and can do nothing with it.
    pub ssh_priv_key: SecretString,
    /// `root` if left out.
    pub remote_user: Option<String>,
    /// The cluster it joins at once, whatever its status.
    pub cluster: Option<String>,
}

/// What a network or a container manager is made with; the server's defaults for what is left out:
/// `flannel_etcd` or `openshift`, and no options.
#[derive(Clone, PartialEq, Default)]
pub struct TypedDraft {
    pub kind: Option<String>,
    pub options: Option<Map<String, Value>>,
}

/// A private key as the API takes it: base64 without line ends.
pub fn encoded_key(key: &SecretString) -> SecretString {
    BASE64_STANDARD.encode(key.expose_secret()).into()
}

/// The same key as its file holds it; `None` where the server has none.
///
/// # Errors
/// [`ManagerError::UnusableKey`]: the server takes whatever it is given for a key.
pub fn decoded_key(encoded: &SecretString) -> Result<Option<SecretString>, ManagerError> {
    let unusable = |why: &str| ManagerError::UnusableKey { why: why.to_owned() };
    let encoded: String = encoded.expose_secret().split_ascii_whitespace().collect();
    let encoded = Zeroizing::new(encoded);
    if encoded.is_empty() {
        return Ok(None);
    }
    let key = BASE64_STANDARD.decode(&*encoded);
    let key = key.map_err(|_| unusable("it is no base64"))?;
    // The bytes that are no text go with the error: they are wiped before.
    let key = String::from_utf8(key).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        unusable("it is no text, as the file of a key is")
    })?;
    Ok(Some(key.into()))
}

impl ClusterDraft {
    pub(super) fn body(&self) -> Result<Value, ManagerError> {
        let mut body = Map::new();
        if let Some(network) = &self.network {
            names::name("network", network)?;
            body.insert("network".into(), network.as_str().into());
        }
        if let Some(manager) = &self.container_manager {
            if !manager.is_empty() {
                names::name("container_manager", manager)?;
            }
            body.insert("container_manager".into(), manager.as_str().into());
        }
        Ok(body.into())
    }
}

impl HostDraft {
    pub(super) fn body(&self) -> Result<Value, ManagerError> {
        let key = self.ssh_priv_key.expose_secret();
        if key.is_empty() {
            return Err(errors::missing("ssh_priv_key", "a host needs its private key"));
        }
        let mut body = Map::new();
        body.insert("ssh_priv_key".into(), key.into());
        if let Some(user) = &self.remote_user {
            body.insert("remote_user".into(), user.as_str().into());
        }
        if let Some(cluster) = &self.cluster {
            names::name("cluster", cluster)?;
            body.insert("cluster".into(), cluster.as_str().into());
        }
        Ok(body.into())
    }
}

impl TypedDraft {
    pub(super) fn body(&self) -> Value {
        let mut body = Map::new();
        if let Some(kind) = &self.kind {
            body.insert("type".into(), kind.as_str().into());
        }
        if let Some(options) = &self.options {
            body.insert("options".into(), options.clone().into());
        }
        body.into()
    }
}

/// With the names of the options only: their values may be secret.
impl std::fmt::Debug for TypedDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let options = self
            .options
            .as_ref()
            .map(|options| options.keys().collect::<Vec<_>>());
        f.debug_struct("TypedDraft")
            .field("kind", &self.kind)
            .field("options", &options)
            .finish()
    }
}
