//! The configuration file, and what the environment says.

use crate::cli::arguments::Arguments;
use crate::cli::contexts::{Meant, NothingToOpen};
use crate::config::{Connection, Paths};
use crate::resource::Notice;

use super::check::{Check, Findings, Group};

/// Reads variables; passed in, so that tests decide.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Variables of ours; their values are not shown.
const OURS: [&str; 6] = [
    "QD_CONFIG",
    "QD_LOG",
    "QD_TOKEN",
    "QD_USER",
    "QD_PASSWORD",
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

/// Looks at the file, the contexts in it, and the environment.
pub fn look(
    arguments: &Arguments,
    paths: Option<&Paths>,
    prospects: &Result<(Meant, Vec<Connection>), NothingToOpen>,
    environment: Environment<'_>,
) -> Vec<Check> {
    let mut findings = Findings::of(Group::Configuration);
    let file = arguments.connect.config.clone();
    let file = file.or_else(|| paths.map(Paths::config_file));
    match &file {
        Some(file) if file.exists() => findings.ok("file", file.display().to_string()),
        Some(file) => findings.ok("file", format!("{}: there is none", file.display())),
        None => findings.skipped("file", "there is no place for one"),
    }
    match prospects {
        Ok((meant, connections)) => contexts(&mut findings, meant, connections.len()),
        Err(error) => {
            let says = Notice::failure("use the configuration", error, None).line();
            findings.problem(
                "contexts",
                says,
                "mend what is named; `qd --sandbox` works meanwhile",
            );
        }
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

fn contexts(findings: &mut Findings, meant: &Meant, count: usize) {
    for trouble in meant.troubles.iter().chain(&meant.asides) {
        findings.problem(
            "contexts",
            trouble.line(),
            "mend it in the file; the others can be used",
        );
    }
    match count {
        _ if meant.is_sandbox => findings.ok(
            "contexts",
            "none is configured: the console opens the sandbox, where nothing is real",
        ),
        1 => findings.ok("contexts", "1 context"),
        count => findings.ok("contexts", format!("{count} contexts")),
    }
}

fn variables(findings: &mut Findings, check: &'static str, names: &[&str], environment: Environment<'_>) {
    let is_set = |name: &&&str| environment(name).is_some_and(|value| !value.is_empty());
    let set: Vec<_> = names.iter().filter(is_set).copied().collect();
    if !set.is_empty() {
        findings.ok(check, format!("set: {}", set.join(", ")));
    }
}
