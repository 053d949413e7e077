//! The program itself, and the directories it writes to.

use std::path::Path;

use crate::config::Paths;
use crate::report::log;

use super::check::{Check, Findings, Group};

/// Looks at the version and the directories.
pub fn look(paths: Option<&Paths>) -> Vec<Check> {
    let mut findings = Findings::of(Group::Program);
    findings.ok("version", format!("qd {}", env!("CARGO_PKG_VERSION")));
    let Some(paths) = paths else {
        findings.problem(
            "directories",
            "there is no home directory, so nothing can be kept: no drafts, no log, no configuration",
            "set HOME, or XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME",
        );
        return findings.into_checks();
    };
    directory(&mut findings, "state", &paths.state);
    directory(&mut findings, "cache", &paths.cache);
    findings.ok("log", log::file_in(&paths.state).display().to_string());
    crashes(&mut findings, &paths.state);
    findings.into_checks()
}

fn directory(findings: &mut Findings, check: &'static str, path: &Path) {
    let shown = path.display();
    if !path.exists() {
        findings.ok(check, format!("{shown}: not there yet, made when it is needed"));
        return;
    }
    // A file without a name, gone at once: permissions alone do not tell of a full or a read-only disk.
    match tempfile::tempfile_in(path) {
        Ok(_) => findings.ok(check, shown.to_string()),
        Err(error) => findings.problem(
            check,
            format!("{shown} cannot be written: {error}"),
            format!("make it a directory of your own: chown, chmod u+rwx {shown}, or free space on its disk"),
        ),
    }
}

/// Reports of crashes that nobody has sent yet.
fn crashes(findings: &mut Findings, state: &Path) {
    let names = state.read_dir().into_iter().flatten().flatten();
    let mut reports: Vec<_> = names
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("crash-") && name.ends_with(".txt")
        })
        .collect();
    reports.sort();
    if let Some(last) = reports.last() {
        let says = match reports.len() {
            1 => format!("it crashed once: {}", last.display()),
            times => format!("it crashed {times} times, the last: {}", last.display()),
        };
        findings.warning(
            "crashes",
            says,
            "read it through, attach it to a report, then delete it",
        );
    }
}
