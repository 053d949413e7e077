//! The program itself, and the directories it writes to.

use std::path::Path;
use std::time::Duration;

use tokio::time::timeout;

use crate::config::Paths;
use crate::credentials::Keeper;
use crate::credentials::vault::keeper_here;
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

/// Asks who keeps secrets on this machine, and says what that means; that nobody does is in the way only if
/// a context has its secret there.
pub async fn keyring(is_used: bool, limit: Duration) -> Vec<Check> {
    let mut findings = Findings::of(Group::Program);
    let asked = timeout(limit, tokio::task::spawn_blocking(keeper_here)).await;
    let fix = "keep secrets elsewhere: secret = \"file:PATH\", \"env:NAME\", \"command:...\" or \"prompt\"";
    match asked {
        Ok(Ok(Ok(Keeper::Keyring))) => findings.ok(
            "keyring",
            "the system's keyring answers; `qd login` keeps secrets there",
        ),
        Ok(Ok(Ok(Keeper::KernelKeyring))) => {
            let says = "that of the kernel, as no desktop keyring answers: what `qd login` keeps is gone after a \
                reboot or three idle days";
            findings.ok("keyring", says);
        }
        Ok(Ok(Err(why))) if is_used => {
            findings.warning(
                "keyring",
                format!("none, so `qd login` can keep nothing: {why}"),
                fix,
            );
        }
        Ok(Err(_)) | Err(_) if is_used => findings.warning("keyring", "it does not answer in time", fix),
        Ok(_) | Err(_) => findings.skipped("keyring", "none answers here, and no context needs one"),
    }
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
