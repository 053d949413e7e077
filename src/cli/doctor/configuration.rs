//! The configuration file, and what the environment says.

use crate::cli::arguments::Arguments;
use crate::config::identity::lies_in_keyring;
use crate::config::keys::CONTEXT;
use crate::config::origin::variable;
use crate::config::{ConfigFile, ConfigProblem, Mistake, Paths, Whose};
use crate::resource::Notice;

use super::check::{Check, Findings, Group};

/// Reads variables; passed in, so that tests decide.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Variables of ours; their values are not shown.
const OURS: [&str; 11] = [
    "QD_CONFIG",
    "QD_CONTEXT",
    "QD_THEME",
    "QD_LOG",
    "QD_TOKEN",
    "QD_USER",
    "QD_PASSWORD",
    "QD_PROXY_HOST",
    "QD_PROXY_USER",
    "QD_PROXY_PASSWORD",
    "QD_SANDBOX_SECRET",
];
/// Variables that change the way to a manager; a value may hold the proxy's password.
const PROXIES: [&str; 8] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];
/// Variables that change whom we trust.
const TRUST: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Looks at the file, each mistake in it, and the environment.
pub fn look(
    arguments: &Arguments,
    paths: Option<&Paths>,
    config: &Result<ConfigFile, ConfigProblem>,
    environment: Environment<'_>,
) -> Vec<Check> {
    let mut findings = Findings::of(Group::Configuration);
    let file = arguments.connect.config.clone();
    let file = file.or_else(|| paths.map(Paths::config_file));
    match (&file, config) {
        (_, Err(problem)) => {
            let says = Notice::failure("read the configuration", problem, None).line();
            let fix = "name a file that is there and yours to read, with --config or QD_CONFIG";
            findings.problem("file", says, fix);
        }
        (Some(file), Ok(_)) if file.exists() => findings.ok("file", file.display().to_string()),
        (Some(file), Ok(_)) => findings.ok("file", format!("{}: there is none", file.display())),
        (None, Ok(_)) => findings.skipped("file", "there is no place for one"),
    }
    if let Ok(config) = config {
        let asked = &arguments.connect.contexts;
        // Of contexts that nobody asked about, mistakes are worth knowing, and in nobody's way.
        let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|asked| asked == name);
        let theme = file
            .as_deref()
            .and_then(|file| config.unknown_theme(file, &arguments.themes));
        for mistake in config.mistakes.iter().chain(&theme) {
            if mistake.context().is_none_or(is_asked) {
                findings.problem("mistake", mistake.to_string(), mending(mistake));
            } else {
                findings.warning("mistake", mistake.to_string(), mending(mistake));
            }
        }
        contexts(&mut findings, config, is_asked);
        narrowing(&mut findings, config, environment);
    }
    variables(&mut findings, "environment", &OURS, environment);
    variables(&mut findings, "proxies", &PROXIES, environment);
    for name in TRUST {
        let Some(value) = environment(name) else { continue };
        if std::path::Path::new(&value).exists() {
            findings.ok(
                "trust",
                format!("{name} = {value}, in place of the system's certificates"),
            );
        } else {
            let says = format!("{name} names {value}, which is not there: no certificate can be trusted");
            findings.problem(
                "trust",
                says,
                format!("unset {name}, or set it to a file that is there"),
            );
        }
    }
    findings.into_checks()
}

/// Whether the secret of a context lies in the keyring.
pub fn uses_keyring(config: &ConfigFile) -> bool {
    config.contexts.values().any(lies_in_keyring)
}

/// Where to put the hand for a mistake.
fn mending(mistake: &Mistake) -> String {
    let see = match mistake.whose {
        Whose::Context(_) => "`qd config example` shows every key of a context",
        Whose::File | Whose::Console => "`qd config example` shows the whole file",
    };
    format!("correct line {}; {see}", mistake.line)
}

fn contexts(findings: &mut Findings, config: &ConfigFile, is_asked: impl Fn(&str) -> bool) {
    let (good, bad) = (config.contexts.len(), config.bad.len());
    let plural = |count: usize| if count == 1 { "context" } else { "contexts" };
    match (good, bad) {
        (0, 0) if config.mistakes.is_empty() => {
            let says = "none is configured: the console opens the sandbox, where nothing is real";
            findings.ok("contexts", says);
        }
        (0, 0) => findings.skipped("contexts", "none can be read"),
        (good, 0) => findings.ok("contexts", format!("{good} {}", plural(good))),
        (good, bad) => {
            let names: Vec<_> = config.bad.iter().map(String::as_str).collect();
            let says = format!(
                "{bad} of {} {} cannot be opened: {}",
                good + bad,
                plural(good + bad),
                names.join(", ")
            );
            let fix = "correct the mistakes named above; the other contexts work meanwhile";
            if config.bad.iter().any(|name| is_asked(name)) {
                findings.problem("contexts", says, fix);
            } else {
                findings.warning("contexts", says, fix);
            }
        }
    }
}

/// What commands are narrowed to, where somebody may have forgotten that.
fn narrowing(findings: &mut Findings, config: &ConfigFile, environment: Environment<'_>) {
    let names = config.names();
    match (variable(environment, CONTEXT), &config.used) {
        (Some(name), _) if !names.contains(name.as_str()) => {
            let there: Vec<_> = names.into_iter().collect();
            let fix = match there.is_empty() {
                true => format!("unset {CONTEXT}"),
                false => format!("unset {CONTEXT}, or set it to one of: {}", there.join(", ")),
            };
            findings.problem(
                "in use",
                format!("{CONTEXT} = {name}, and there is no such context"),
                fix,
            );
        }
        (Some(name), _) => {
            let says = format!("{name}, by {CONTEXT}: commands without -c ask only that one");
            findings.ok("in use", says);
        }
        (None, Some(name)) => {
            let says = format!("{name}, by `use` in the file: commands without -c ask only that one");
            findings.ok("in use", says);
        }
        (None, None) => {}
    }
}

fn variables(findings: &mut Findings, check: &'static str, names: &[&str], environment: Environment<'_>) {
    let is_set = |name: &&&str| environment(name).is_some_and(|value| !value.is_empty());
    let set: Vec<_> = names.iter().filter(is_set).copied().collect();
    if !set.is_empty() {
        findings.ok(check, format!("set: {}", set.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managers::registry;

    #[test]
    fn only_a_context_that_has_a_secret_uses_the_keyring() {
        let uses = |keys: &str| {
            let manager = registry::names().next().unwrap();
            let text = format!("[contexts.a]\nmanager = \"{manager}\"\nurl = \"https://m.test\"\n{keys}\n");
            let config = ConfigFile::parse(&text, std::path::Path::new("config.toml"));
            assert_eq!(config.mistakes, []);
            uses_keyring(&config)
        };
        assert!(uses("") && uses("secret = \"keyring\""));
        assert!(!uses("secret = \"env:A\"") && !uses("auth = \"none\""));
        assert!(!uses("auth = \"certificate\"\ncertificate_file = \"own.pem\""));
    }
}
