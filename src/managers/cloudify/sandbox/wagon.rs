//! A plugin's archive: what its `package.json` says, or what can be said without ("Plugins").

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::archive::Format;
use super::unpacking::{Opened, open};

/// What is known of a plugin's archive.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wagon {
    pub package_name: String,
    pub package_version: String,
    pub package_source: String,
    pub archive_name: String,
    pub distribution: Option<String>,
    pub distribution_version: Option<String>,
    pub distribution_release: Option<String>,
    pub supported_platform: String,
    pub supported_py_versions: Vec<String>,
    pub wheels: Vec<String>,
    pub excluded_wheels: Option<Vec<String>>,
}

impl Wagon {
    /// Describes an archive; `None` for what is none.
    ///
    /// A wagon is a tar.gz with a `package.json` in its folder; newer ones come in a zip with a `plugin.yaml`.
    pub fn read(octets: &[u8]) -> Option<Self> {
        let format = Format::of(octets)?;
        Some(Self::described(octets).unwrap_or_else(|| Self::nameless(octets, format)))
    }

    /// A wagon of a package.
    pub fn of(name: &str, version: &str) -> Self {
        let module = name.replace('-', "_");
        Self {
            package_name: name.to_owned(),
            package_version: version.to_owned(),
            package_source: format!("{name}=={version}"),
            archive_name: format!("{module}-{version}-py27-none-linux_x86_64-centos-Core.wgn"),
            distribution: Some("centos".to_owned()),
            distribution_version: Some("7.4.1708".to_owned()),
            distribution_release: Some("core".to_owned()),
            supported_platform: "linux_x86_64".to_owned(),
            supported_py_versions: vec!["py27".to_owned()],
            wheels: vec![format!("{module}-{version}-py2-none-any.whl")],
            excluded_wheels: None,
        }
    }

    /// An archive that does not describe itself: named after its contents, so that the same one is known again.
    fn nameless(octets: &[u8], format: Format) -> Self {
        let digest = Sha256::digest(octets);
        let name: String = digest
            .iter()
            .take(4)
            .map(|octet| format!("{octet:02x}"))
            .collect();
        Self {
            package_name: format!("plugin-{name}"),
            package_version: "1.0.0".to_owned(),
            package_source: ".".to_owned(),
            archive_name: format!("plugin_{name}-1.0.0.{}", format.extension()),
            supported_platform: "any".to_owned(),
            ..Self::default()
        }
    }

    /// What the archive says of itself, if it does.
    fn described(octets: &[u8]) -> Option<Self> {
        let Opened::Files(files) = open(octets) else {
            return None;
        };
        let package = files.iter().find(|file| file.path.ends_with("package.json"));
        if let Some(package) = package {
            let package: Value = serde_json::from_slice(&package.content).ok()?;
            return Self::of_description(&package);
        }
        let inner = files.iter().find(|file| file.path.ends_with(".wgn"))?;
        // A wagon in a zip, and no further.
        match Format::of(&inner.content)? {
            Format::TarGz => Self::described(&inner.content),
            Format::Zip | Format::Tar | Format::TarBz2 => None,
        }
    }

    fn of_description(package: &Value) -> Option<Self> {
        let text = |name: &str| package.get(name).and_then(Value::as_str).map(str::to_owned);
        let texts = |name: &str| {
            let values = package.get(name)?.as_array()?.iter();
            Some(values.filter_map(Value::as_str).map(str::to_owned).collect())
        };
        let system = |name: &str| {
            let properties = package.get("build_server_os_properties")?;
            properties.get(name)?.as_str().map(str::to_owned)
        };
        Some(Self {
            package_name: text("package_name")?,
            package_version: text("package_version")?,
            package_source: text("package_source").unwrap_or_default(),
            archive_name: text("archive_name")?,
            distribution: system("distribution"),
            distribution_version: system("distribution_version"),
            distribution_release: system("distribution_release"),
            supported_platform: text("supported_platform").unwrap_or_default(),
            supported_py_versions: texts("supported_python_versions").unwrap_or_default(),
            wheels: texts("wheels").unwrap_or_default(),
            excluded_wheels: texts("excluded_wheels"),
        })
    }
}
