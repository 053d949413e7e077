//! A secret that a command prints, as git's credential helpers do.
//!
//! What it may print:
//! - the secret alone, in the first line;
//! - `password=…`, and if it likes `username=…` and `password_expiry_utc=SECONDS` (or `expiry=`), line by line, as a
//!   credential helper of git;
//! - a JSON object with `token` (or `access_token`, `password`), and if it likes `username` and `expires` (RFC 3339 or
//!   seconds since 1970) or `expires_in` (seconds).

use std::collections::HashSet;
use std::process::{ExitStatus, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rustix::process::Pid;
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use crate::transport::CredentialError;

use super::secret_file::{first_line, plain};

/// What a command printed.
#[derive(Debug)]
pub(super) struct Printed {
    pub secret: SecretString,
    pub user: Option<String>,
    pub expires: Option<DateTime<Utc>>,
}

/// Far above any secret; what prints more prints something else.
const LARGEST_BYTES: u64 = 64 * 1024;

/// Runs a command without a shell, without standard input, in a process group of its own: a Ctrl-C in the terminal
/// is not meant for it.
///
/// # Errors
/// [`CredentialError`] with the program and how it ended. What it says besides may hold secrets: it is shown to nobody.
pub(super) async fn run(
    words: &str,
    patience: Duration,
    now: DateTime<Utc>,
) -> Result<Printed, CredentialError> {
    let words = shell_words::split(words)
        .map_err(|error| failed(format!("the command for the secret cannot be read: {error}")))?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(failed("the command for the secret is empty".into()));
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(format!("the command {program} cannot be run: {}", plain(&error))))?;
    let group = Group::of(&child);
    let ended = tokio::time::timeout(patience, outcome(&mut child)).await;
    let ended = ended.map_err(|_| {
        failed(format!(
            "the command {program} printed no secret within {} s",
            patience.as_secs()
        ))
    })?;
    let ended =
        ended.map_err(|error| failed(format!("the command {program} cannot be waited for: {error}")))?;
    let Some((status, out)) = ended else {
        return Err(failed(format!(
            "the command {program} printed too much to be a secret"
        )));
    };
    group.has_ended();
    if !status.success() {
        return Err(failed(format!("the command {program} failed ({status})")));
    }
    let out = String::from_utf8(out)
        .map_err(|_| failed(format!("what the command {program} printed is no text")))?;
    understand(&out, now).ok_or_else(|| failed(format!("the command {program} printed no secret")))
}

/// Ends what was started for secrets and runs still, with all that it started. Before the process ends: a command is
/// in a process group of its own, so nothing else reaches it.
pub fn end_commands() {
    for group in running().drain() {
        kill(group);
    }
}

/// The groups of commands that run.
fn running() -> MutexGuard<'static, HashSet<Pid>> {
    static RUNNING: LazyLock<Mutex<HashSet<Pid>>> = LazyLock::new(Mutex::default);
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kill(group: Pid) {
    // Fails only if they are gone already.
    let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
}

/// The process group of a command; those it started end with it, unless it ends by itself.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let group = id.and_then(Pid::from_raw);
        running().extend(group);
        Self(group)
    }

    /// It ended by itself: what it left behind is its own business.
    fn has_ended(mut self) {
        if let Some(group) = self.0.take() {
            running().remove(&group);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0.take()
            && running().remove(&group)
        {
            kill(group);
        }
    }
}

/// How it ended and what it printed; `None` if that was too much.
async fn outcome(child: &mut Child) -> std::io::Result<Option<(ExitStatus, Vec<u8>)>> {
    let mut out = Vec::new();
    if let Some(stream) = child.stdout.take() {
        stream.take(LARGEST_BYTES + 1).read_to_end(&mut out).await?;
    }
    if out.len() as u64 > LARGEST_BYTES {
        return Ok(None);
    }
    Ok(Some((child.wait().await?, out)))
}

fn failed(message: String) -> CredentialError {
    CredentialError::new(message).with_hint("run it yourself and look at what it says")
}

/// The secret in what a command printed.
fn understand(out: &str, now: DateTime<Utc>) -> Option<Printed> {
    if out.trim_start().starts_with('{') {
        return of_json(&serde_json::from_str(out).ok()?, now);
    }
    let value = |name: &str| {
        let mut pairs = out.lines().filter_map(|line| line.split_once('='));
        pairs
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.trim_end_matches('\r'))
    };
    if let Some(password) = value("password") {
        let expiry = value("password_expiry_utc").or_else(|| value("expiry"));
        return Some(Printed {
            secret: first_line(password)?,
            user: value("username").map(str::to_owned),
            expires: expiry.and_then(|seconds| at_seconds(seconds.trim().parse().ok()?)),
        });
    }
    Some(Printed {
        secret: first_line(out)?,
        user: None,
        expires: None,
    })
}

fn of_json(document: &Value, now: DateTime<Utc>) -> Option<Printed> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let secret = ["token", "access_token", "password"].into_iter().find_map(text)?;
    let expires = match document.get("expires") {
        Some(Value::Number(seconds)) => seconds.as_i64().and_then(at_seconds),
        Some(Value::String(date)) => DateTime::parse_from_rfc3339(date).ok().map(|date| date.to_utc()),
        _ => document
            .get("expires_in")
            .and_then(Value::as_i64)
            .and_then(TimeDelta::try_seconds)
            .and_then(|left| now.checked_add_signed(left)),
    };
    Some(Printed {
        secret: first_line(secret)?,
        user: text("username").map(str::to_owned),
        expires,
    })
}

fn at_seconds(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-20T15:00:00Z".parse().unwrap()
    }

    async fn ran(words: &str) -> Result<Printed, CredentialError> {
        run(words, Duration::from_secs(60), now()).await
    }

    #[test]
    fn all_the_forms_are_understood() {
        for (out, user, left) in [
            ("pearl\n", None, None),
            ("pearl\r\nsecond line", None, None),
            ("username=bob\npassword=pearl\n", Some("bob"), None),
            ("password=pearl\npassword_expiry_utc=1795186860\n", None, Some(60)),
            ("expiry=1795186860\npassword=pearl\n", None, Some(60)),
            (
                r#"{"token":"pearl","expires":"2026-11-20T15:01:00Z"}"#,
                None,
                Some(60),
            ),
            (r#"{"access_token":"pearl","expires_in":60}"#, None, Some(60)),
            (
                r#" {"password":"pearl","username":"bob","expires":1795186860}"#,
                Some("bob"),
                Some(60),
            ),
        ] {
            let printed = understand(out, now()).unwrap();
            assert_eq!(printed.secret.expose_secret(), "pearl", "{out}");
            assert_eq!(printed.user.as_deref(), user, "{out}");
            assert_eq!(
                printed.expires.map(|at| (at - now()).num_seconds()),
                left,
                "{out}"
            );
            assert!(!format!("{printed:?}").contains("pearl"));
        }
        for out in ["", "\n", "{}", "{", r#"{"token":""}"#, "password=\n"] {
            assert!(understand(out, now()).is_none(), "{out}");
        }
    }

    #[tokio::test]
    async fn a_command_is_run_without_a_shell() {
        let printed = ran("printf '%s\\n' '$HOME pearl'").await.unwrap();
        assert_eq!(printed.secret.expose_secret(), "$HOME pearl");
    }

    #[tokio::test]
    async fn a_failure_tells_the_program_and_its_status_and_nothing_that_it_said() {
        let script = "sh -c 'echo no entry pearl >&2; echo pearl; exit 3'";
        let error = ran(script).await.unwrap_err();
        assert_eq!(error.to_string(), "the command sh failed (exit status: 3)");
        assert_eq!(error.hint(), Some("run it yourself and look at what it says"));
    }

    #[tokio::test]
    async fn what_cannot_be_run_or_prints_nothing_is_told() {
        let why = async |words: &str| ran(words).await.unwrap_err().to_string();
        assert!(
            why("/nowhere/at-all x")
                .await
                .contains("at-all cannot be run: no such file")
        );
        assert!(why("true").await.contains("printed no secret"));
        assert!(why("'open").await.contains("cannot be read"));
    }

    /// Time stands still until nothing else is left to wait for.
    #[tokio::test(start_paused = true)]
    async fn one_that_does_not_end_is_ended() {
        let error = ran("sh -c 'sleep 1000; echo pearl'").await.unwrap_err();
        assert_eq!(error.to_string(), "the command sh printed no secret within 60 s");
    }

    #[tokio::test]
    async fn one_that_prints_without_end_is_ended_and_told() {
        let error = ran("yes pearl").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the command yes printed too much to be a secret"
        );
        let printed = ran("sh -c 'yes pearl | head -c 65536'").await.unwrap();
        assert_eq!(printed.secret.expose_secret(), "pearl");
    }

    #[tokio::test]
    async fn one_that_nobody_waits_for_any_more_is_ended_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        // Reading ends once the last of them that could write is gone.
        let words = format!(
            "sh -c 'exec 3> {}; echo x >&3; sleep 1000 & wait'",
            pipe.display()
        );
        let mut pipe = tokio::net::unix::pipe::OpenOptions::new()
            .open_receiver(&pipe)
            .unwrap();
        let running = tokio::spawn(async move { ran(&words).await });
        pipe.readable().await.unwrap();
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        let mut rest = String::new();
        pipe.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "x\n");
    }
}
