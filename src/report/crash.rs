//! What is kept of a panic: a file to read through and to send, and two lines for the terminal.

use std::backtrace::Backtrace;
use std::fmt;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use color_eyre::config::{HookBuilder, PanicHook};
use color_eyre::section::PanicMessage;

use crate::resource::text::visible;
use crate::transport::Redactor;

use super::log;

/// Makes every panic leave a report in `directory`; without one, or if it cannot be written, the report goes to
/// standard error.
///
/// Whoever holds the terminal wraps this hook, so as to give it back first.
pub fn install(directory: Option<PathBuf>) {
    // Without colours: it goes into a file. The section names variables, which are not for users.
    let reporter = HookBuilder::blank().display_env_section(false);
    let (reporter, _) = reporter.panic_message(Headline).into_hooks();
    std::panic::set_hook(Box::new(move |panic| {
        let text = report(&reporter, panic, Utc::now());
        let words = match directory
            .as_deref()
            .map(|directory| keep(directory, &text, Utc::now()))
        {
            Some(Ok(file)) => told(panic, &file),
            Some(Err(_)) | None => text,
        };
        // Without standard error there is nobody to tell.
        let _unheard = writeln!(io::stderr().lock(), "{words}");
    }));
}

/// The message and its place, without the colours that are in the usual one.
struct Headline;

impl PanicMessage for Headline {
    fn display(&self, panic: &PanicHookInfo<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message: {}\nPlace: {}", message(panic), place(panic))
    }
}

/// What happened, and what to do about it.
fn told(panic: &PanicHookInfo<'_>, file: &Path) -> String {
    let message = Redactor::default().redact_text(message(panic));
    format!(
        "qd crashed, which is a mistake in it: {} ({})\nIts report is {}: read it through, and attach it to your report",
        visible(&message),
        place(panic),
        file.display()
    )
}

fn message<'a>(panic: &'a PanicHookInfo<'_>) -> &'a str {
    panic.payload_as_str().unwrap_or("a panic without words")
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location();
    place.map_or_else(|| "unknown".into(), ToString::to_string)
}

/// Everything that helps and is nobody's secret.
fn report(reporter: &PanicHook, panic: &PanicHookInfo<'_>, at: DateTime<Utc>) -> String {
    let thread = std::thread::current();
    let about = [
        format!("qd {}", env!("CARGO_PKG_VERSION")),
        format!("at {}", at.to_rfc3339()),
        format!("on {}", system()),
        format!("terminal {}", terminal()),
        format!("thread {}", thread.name().unwrap_or("without a name")),
    ];
    let text = format!(
        "{}\n\n{}\n\nBacktrace:\n{}\n\nLast lines of the log:\n{}",
        about.join("\n"),
        reporter.panic_report(panic),
        Backtrace::force_capture(),
        log::last_lines().concat()
    );
    Redactor::default().redact_text(&text)
}

fn system() -> String {
    let name = rustix::system::uname();
    let words = [name.sysname(), name.release(), name.machine()];
    words.map(|word| word.to_string_lossy().into_owned()).join(" ")
}

fn terminal() -> String {
    let kind = std::env::var("TERM").unwrap_or_else(|_| "of no kind".into());
    match rustix::termios::tcgetwinsize(io::stderr()) {
        Ok(size) => format!("{kind}, {}x{}", size.ws_col, size.ws_row),
        Err(_) => format!("{kind}, none at standard error"),
    }
}

/// Writes the report into a new file for its owner alone.
fn keep(directory: &Path, text: &str, at: DateTime<Utc>) -> io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let name = format!("crash-{}-{}.txt", at.format("%Y%m%d-%H%M%S"), std::process::id());
    let path = directory.join(name);
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(path)
}
