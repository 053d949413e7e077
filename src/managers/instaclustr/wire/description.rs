//! What a cluster is made of ("TerraformDescription"): the only answer that names its bundle.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::resource::text::REDACTED;
use crate::transport::Redactor;

use super::super::lenient;

/// The bundle of a cluster with its options (`GET /{clusterId}/terraform-description`), without what the status says
/// as well.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TerraformDescription {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_name: String,
    /// `APACHE_CASSANDRA`, `KAFKA` …
    #[serde(deserialize_with = "lenient::text")]
    pub bundle_type: String,
    #[serde(deserialize_with = "lenient::text")]
    pub bundle_version: String,
    #[serde(deserialize_with = "lenient::part")]
    pub bundle_options: Options,
    #[serde(deserialize_with = "lenient::parts")]
    pub addon_bundles: Vec<Bundle>,
    /// The default data centre.
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_id: String,
    #[serde(deserialize_with = "lenient::parts")]
    pub cluster_provider: Vec<Provider>,
    #[serde(deserialize_with = "lenient::text")]
    pub oidc_id: String,
}

/// A bundle beside the base one.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Bundle {
    #[serde(deserialize_with = "lenient::text")]
    pub bundle: String,
    #[serde(deserialize_with = "lenient::text")]
    pub version: String,
    #[serde(deserialize_with = "lenient::part")]
    pub options: Options,
}

/// Where a cluster runs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Provider {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub account_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub custom_virtual_network_id: String,
    #[serde(deserialize_with = "lenient::named_texts")]
    pub tags: BTreeMap<String, String>,
    #[serde(deserialize_with = "lenient::text")]
    pub resource_group: String,
    #[serde(deserialize_with = "lenient::text")]
    pub disk_encryption_key: String,
}

/// Options of a bundle, as in the request that created it; some are secret.
#[derive(Clone, PartialEq, Default, Deserialize)]
#[serde(transparent)]
pub struct Options(pub Map<String, Value>);

impl Options {
    /// What is on in one line, without what is secret: the name of a flag that is set, name and value of another
    /// option. What is off or empty is left out.
    pub fn words(&self, redactor: &Redactor) -> String {
        let words = self.0.iter().filter_map(|(name, value)| match value {
            Value::Bool(false) | Value::Null => None,
            Value::Bool(true) => Some(name.clone()),
            Value::String(text) if text.is_empty() => None,
            _ if redactor.is_secret(&[name]) => Some(format!("{name}={REDACTED}")),
            Value::String(text) => Some(format!("{name}={text}")),
            other => Some(format!("{name}={}", redactor.redact_json(&other.to_string()))),
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The names only.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
