//! Every key of `config.toml`, declared once: the reader's checks, the JSON Schema, `qd config show`, the flags of
//! `qd context` and the console's form are made from this table.

use crate::credentials::place::PLACES;
use crate::managers::registry;
use crate::resource::Protection;
use crate::transport::Scheme;

/// Where in the file a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Above all tables.
    Top,
    /// `[console]`.
    Console,
    /// `[contexts.NAME]`.
    Context,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Text,
    YesNo,
    /// The time between two refreshes: `30s`.
    Duration,
    /// The least time between two requests: `2.6s`, `0s`.
    Spacing,
    /// An IPv4 address or network.
    Network,
    Path,
    /// One of these words.
    Words(fn() -> Vec<&'static str>),
    /// The address of a manager or a token endpoint.
    Url,
    /// An address, or `none`.
    Proxy,
    /// Where a secret lies.
    Secret,
    /// The user of Basic authentication.
    User,
    /// The name of a header.
    Header,
    /// The name of a context.
    ContextName,
    /// Keys that only the manager has, each a text.
    Settings,
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub section: Section,
    pub name: &'static str,
    pub shape: Shape,
    /// What holds where nothing is said, as the file or plain words would say it.
    pub default: Option<&'static str>,
    /// One sentence without a full stop.
    pub help: &'static str,
    /// The variable that goes before the file.
    pub environment: Option<&'static str>,
    /// The flag that goes before both.
    pub flag: Option<&'static str>,
    /// Without it a context cannot be opened.
    pub is_required: bool,
    /// The ways of `auth` that it belongs to; all of them if there are none.
    pub fits: &'static [Scheme],
    /// The ways of `auth` that cannot do without it.
    pub needed_by: &'static [Scheme],
}

impl Key {
    const fn of(section: Section, name: &'static str, shape: Shape, help: &'static str) -> Self {
        Self {
            section,
            name,
            shape,
            default: None,
            help,
            environment: None,
            flag: None,
            is_required: false,
            fits: &[],
            needed_by: &[],
        }
    }

    const fn context(name: &'static str, shape: Shape, help: &'static str) -> Self {
        Self::of(Section::Context, name, shape, help)
    }

    const fn console(name: &'static str, shape: Shape, help: &'static str) -> Self {
        Self::of(Section::Console, name, shape, help)
    }

    const fn default(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    const fn flag(self, flag: &'static str) -> Self {
        Self {
            flag: Some(flag),
            ..self
        }
    }

    const fn environment(self, variable: &'static str) -> Self {
        Self {
            environment: Some(variable),
            ..self
        }
    }

    const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    const fn fits(self, fits: &'static [Scheme]) -> Self {
        Self { fits, ..self }
    }

    const fn needed_by(self, needed_by: &'static [Scheme]) -> Self {
        Self { needed_by, ..self }
    }

    /// The words it may be, where they are listed.
    pub fn choices(&self) -> Vec<&'static str> {
        match self.shape {
            Shape::Words(words) => words(),
            Shape::YesNo => vec!["true", "false"],
            _ => Vec::new(),
        }
    }
}

/// The variable that names another theme.
pub const THEME: &str = "QD_THEME";
/// The variable that names the context commands take without `-c`.
pub const CONTEXT: &str = "QD_CONTEXT";

/// With these ways there is a secret.
const WITH_SECRET: &[Scheme] = &[Scheme::Bearer, Scheme::Basic, Scheme::Header, Scheme::OAuth];

/// Every key, in the order in which files have them.
pub const KEYS: &[Key] = &[
    Key::of(
        Section::Top,
        "use",
        Shape::ContextName,
        "The context that commands take without -c, and that the console begins with",
    )
    .environment(CONTEXT)
    .flag("--context"),
    Key::console(
        "theme",
        Shape::Text,
        "A theme of this build or of themes/NAME.toml beside the file, or \"auto\"",
    )
    .default("auto")
    .environment(THEME)
    .flag("--theme"),
    Key::console("ascii", Shape::YesNo, "Nothing outside of ASCII on the screen")
        .default("as the locale says")
        .flag("--ascii"),
    Key::console("mouse", Shape::YesNo, "Whether the mouse works")
        .default("true")
        .flag("--no-mouse"),
    Key::console("reduced_motion", Shape::YesNo, "No moving parts")
        .default("false")
        .flag("--reduced-motion"),
    Key::console(
        "notify_command",
        Shape::Text,
        "Run when a change of a configuration has ended, with one argument: what happened",
    ),
    Key::context("manager", Shape::Words(managers), "What kind of manager is there").required(),
    Key::context("url", Shape::Url, "Where the manager is: https://HOST").required(),
    Key::context(
        "protection",
        Shape::Words(protections),
        "How much care it demands: normal, protected (type the name to confirm) or read-only",
    )
    .default("normal")
    .flag("--protected, --read-only"),
    Key::context(
        "badge",
        Shape::Text,
        "Shown beside the context's name instead of the word for its protection",
    ),
    Key::context("auth", Shape::Words(schemes), "How the manager is shown who we are").default("the manager's usual way"),
    Key::context(
        "secret",
        Shape::Secret,
        "Where the secret lies, never the secret itself: keyring, env:NAME, file:PATH, command:WORDS or prompt",
    )
    .default("keyring")
    .fits(WITH_SECRET),
    Key::context("user", Shape::User, "The user of Basic authentication")
        .fits(&[Scheme::Basic])
        .needed_by(&[Scheme::Basic]),
    Key::context("header", Shape::Header, "The name of the header that holds the secret")
        .fits(&[Scheme::Header])
        .needed_by(&[Scheme::Header]),
    Key::context("client_id", Shape::Text, "OAuth 2.0: whom the secret belongs to")
        .fits(&[Scheme::OAuth])
        .needed_by(&[Scheme::OAuth]),
    Key::context("token_url", Shape::Url, "OAuth 2.0: where tokens are fetched")
        .default("the manager's own, with the tenant in it")
        .fits(&[Scheme::OAuth]),
    Key::context("scope", Shape::Text, "OAuth 2.0: what the token is for").fits(&[Scheme::OAuth]),
    Key::context(
        "tenant",
        Shape::Text,
        "The tenant or organisation, of managers that have them",
    ),
    Key::context(
        "refresh",
        Shape::Duration,
        "Time between two refreshes of a list (15s, 1m)",
    )
    .default("the manager's own")
    .flag("--refresh"),
    Key::context(
        "spacing",
        Shape::Spacing,
        "Least time between two requests to the host, for all who ask it from this machine (2600ms)",
    )
    .default("the manager's own"),
    Key::context(
        "my_address",
        Shape::Network,
        "Your own IPv4 address or network: what the word mine stands for in a firewall rule",
    )
    .default("the public address that the SSH session comes from"),
    Key::context(
        "allow_plain_http",
        Shape::YesNo,
        "Send a credential over plain HTTP also to hosts that are not this machine",
    )
    .default("false"),
    Key::context(
        "ca_file",
        Shape::Path,
        "Certificates to trust beside the system's, in PEM",
    ),
    Key::context("certificate_file", Shape::Path, "Our own certificate, in PEM")
        .needed_by(&[Scheme::Certificate]),
    Key::context(
        "key_file",
        Shape::Path,
        "The key of our certificate, if it lies in another file",
    )
    .default("certificate_file"),
    Key::context(
        "server_name",
        Shape::Text,
        "The name that the manager's certificate must have",
    )
    .default("that of the URL"),
    Key::context("proxy", Shape::Proxy, "The address of a proxy, or none").default("as HTTPS_PROXY and NO_PROXY say"),
    Key::context("settings", Shape::Settings, "Keys that only this manager has"),
];

/// The keys of one section.
pub fn of_section(section: Section) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.section == section)
}

/// The key of this name.
pub fn find(section: Section, name: &str) -> Option<&'static Key> {
    of_section(section).find(|key| key.name == name)
}

/// What is said where a secret stands in the file.
pub fn where_secrets_lie() -> String {
    format!("a secret never stands in this file; `secret` says where it lies: {PLACES}")
}

fn managers() -> Vec<&'static str> {
    registry::names().collect()
}

fn protections() -> Vec<&'static str> {
    Protection::ALL.map(Protection::name).to_vec()
}

fn schemes() -> Vec<&'static str> {
    Scheme::ALL.map(Scheme::name).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_declared_once_and_no_manager_has_a_setting_of_its_name() {
        for key in KEYS {
            let same = of_section(key.section).filter(|other| other.name == key.name);
            assert_eq!(same.count(), 1, "{}", key.name);
            assert!(!key.help.ends_with('.'), "{}", key.help);
        }
        for entry in registry::REGISTRY {
            for setting in entry.about.settings {
                // A tenant of other managers is handed on to one that has a setting for it.
                let is_free = find(Section::Context, setting.name).is_none();
                assert!(is_free || setting.name == "tenant", "{}", setting.name);
            }
        }
    }

    #[test]
    fn the_help_of_secret_names_every_place() {
        assert!(find(Section::Context, "secret").unwrap().help.ends_with(PLACES));
    }
}
