//! From arguments to an open console: contexts, keys, theme, in the order of flag, file, default.
//!
//! - [`book`]: the contexts of the configuration, as the console changes them; [`fields`]: what its form asks for.

mod book;
mod fields;

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use quarterdeck::cli::contexts::{self, Meant};
use quarterdeck::cli::{Arguments, Exit};
use quarterdeck::config::keys::THEME;
use quarterdeck::config::origin::variable;
use quarterdeck::config::{ConfigFile, Mistake, Paths};
use quarterdeck::credentials::end_commands;
use quarterdeck::resource::{Notice, Severity};
use quarterdeck::tui::keymap::Keymap;
use quarterdeck::tui::runtime::{self, Alerting, Book, Setup};
use quarterdeck::tui::theme::{self, Glyphs, Themes};

use self::book::ConfigBook;

/// Said in the first line while the sandbox is open.
const BANNER: &str = "SANDBOX: nothing here is real";

/// Opens the console and stays until the user leaves.
pub(crate) fn open(arguments: &Arguments) -> ExitCode {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return tell(
            "qd: the console needs a terminal for input and output; sub-commands do not (qd --help)",
        );
    }
    let meant = match contexts::open(arguments) {
        Ok(meant) => meant,
        Err(error) => {
            let code = fail(&error);
            tell("qd: `qd --sandbox` opens the sandbox whatever is configured");
            return code;
        }
    };
    let setup = match setup(arguments, meant, &|name| std::env::var(name).ok()) {
        Ok(setup) => setup,
        Err(message) => return tell(&message),
    };
    runtime::terminal::install_panic_hook();
    match runtime::run(setup) {
        // Requests that are under way are not waited for.
        Ok(code) => {
            end_commands();
            std::process::exit(code)
        }
        Err(error) => fail(&error),
    }
}

/// Draws the console as it is after these keys.
pub(crate) fn picture(arguments: &Arguments, size: (u16, u16), keys: &str) -> ExitCode {
    let meant = match contexts::open(arguments) {
        Ok(meant) => meant,
        Err(error) => return fail(&error),
    };
    let setup = match setup(arguments, meant, &terminal_of_pictures) {
        Ok(setup) => setup,
        Err(message) => return tell(&message),
    };
    match runtime::picture(setup, size, keys) {
        Ok(svg) => {
            // A reader that went away does not want the rest.
            let _gone = std::io::stdout().lock().write_all(svg.as_bytes());
            ExitCode::SUCCESS
        }
        Err(message) => tell(&format!("qd: {message}")),
    }
}

/// Prints the keys as they are set, as Markdown.
pub(crate) fn keys() -> ExitCode {
    let mut troubles = Vec::new();
    let keymap = keymap(Paths::of_user().as_ref(), &mut troubles);
    // A reader that went away does not want the rest.
    let _gone = std::io::stdout().lock().write_all(keymap.markdown().as_bytes());
    match in_one(troubles) {
        None => ExitCode::SUCCESS,
        Some(notice) => tell(&format!("qd: {}", notice.line())),
    }
}

/// The names of the themes there are: those of this build and the user's.
pub(crate) fn theme_names() -> Vec<String> {
    let mut themes = Themes::built_in();
    for file in Paths::of_user().iter().flat_map(Paths::theme_files) {
        // What is wrong in a theme is said where the console opens.
        let _mistakes = add_theme(&mut themes, &file);
    }
    themes.names().map(str::to_owned).collect()
}

/// A terminal that can show everything, whatever the real one is.
fn terminal_of_pictures(variable: &str) -> Option<String> {
    let value = match variable {
        "TERM" => "xterm-256color",
        "COLORTERM" => "truecolor",
        "LANG" => "C.UTF-8",
        _ => return None,
    };
    Some(value.to_owned())
}

/// Says on standard error why it ended, cause by cause.
pub(crate) fn fail(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    let mut message = format!("qd: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    tell(&message)
}

fn tell(message: &str) -> ExitCode {
    // Without standard error there is nobody to tell.
    let _unheard = writeln!(std::io::stderr().lock(), "{message}");
    Exit::Usage.into()
}

/// Reads an environment variable, or says what a picture's terminal would.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

fn setup(arguments: &Arguments, meant: Meant, environment: Environment<'_>) -> Result<Setup, String> {
    let paths = Paths::of_user();
    let look = &meant.config.console;
    let mut troubles: Vec<Notice> = meant.troubles.into_iter().chain(meant.asides).collect();
    if let Some(mistakes) = mistakes(&meant.config) {
        let told: BTreeSet<String> = meant.config.mistakes.iter().map(ToString::to_string).collect();
        troubles.retain(|trouble| !told.contains(&trouble.text));
        troubles.push(mistakes);
    }
    let mut themes = Themes::built_in();
    for file in paths.iter().flat_map(Paths::theme_files) {
        troubles.extend(add_theme(&mut themes, &file));
    }
    let said = arguments
        .look
        .theme
        .clone()
        .or_else(|| variable(environment, THEME));
    let own = || paths.as_ref().map(Paths::config_file);
    let file = arguments.connect.config.clone().or_else(own);
    let known: Vec<String> = themes.names().map(str::to_owned).collect();
    let unknown = file
        .as_ref()
        .and_then(|file| meant.config.unknown_theme(file, &known));
    // A theme of the file that there is not is no reason to open nothing.
    let written = look.theme.as_deref().filter(|_| unknown.is_none());
    troubles.extend(unknown.map(|mistake| Notice::warning(mistake.to_string())));
    let mut choice = theme::choose(environment, said.as_deref(), written);
    let mut theme = choice.load(&themes).map_err(|error| format!("qd: {error}"))?;
    if arguments.look.ascii || look.ascii == Some(true) {
        choice.is_ascii = true;
        theme = theme.with_glyphs(Glyphs::ASCII);
    }
    let keymap = keymap(paths.as_ref(), &mut troubles);
    if meant.is_sandbox && troubles.is_empty() && meant.config.contexts.is_empty() {
        troubles.push(Notice::info(
            "No manager yet: add one with :add-context, or in a shell: qd context add",
        ));
    }
    Ok(Setup {
        sessions: meant.sessions,
        book: file
            .map(|file| Arc::new(ConfigBook::new(file, meant.opener, meant.is_of_config)) as Arc<dyn Book>),
        narrow_to: meant.narrowed.map(Into::into),
        themes,
        theme,
        choice,
        keymap,
        banner: meant.is_sandbox.then_some(BANNER),
        mouse: !arguments.look.no_mouse && look.mouse.unwrap_or(true),
        reduced_motion: arguments.look.reduced_motion || look.reduced_motion == Some(true),
        notice: in_one(troubles),
        alerting: Alerting::of_terminal(environment, look.notify_command.clone()),
        // What is written for a cluster of the sandbox is none for a real one of the same name.
        drafts: paths.as_ref().map(|paths| paths.drafts(meant.is_sandbox)),
        journal: paths.as_ref().map(|paths| paths.journal(meant.is_sandbox)),
    })
}

/// The mistakes of the configuration as the console tells them: the file once, each with its line and column.
fn mistakes(config: &ConfigFile) -> Option<Notice> {
    const SHOWN: usize = 4;
    let (first, others) = config.mistakes.split_first()?;
    let told = |mistake: &Mistake| format!("; {}:{}: {}", mistake.line, mistake.column, mistake.sentence());
    let shown: String = others.iter().take(SHOWN - 1).map(told).collect();
    let more = match config.mistakes.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; +{more}"),
    };
    let text = format!("{first}{shown}{more}");
    Some(Notice::error(text).with_hint("qd config check"))
}

fn add_theme(themes: &mut Themes, file: &std::path::Path) -> Vec<Notice> {
    let shown = file.display().to_string();
    let name = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return vec![Notice::warning(format!("{shown}: {error}"))],
    };
    match themes.add(&name, &text, &shown) {
        Ok(()) => Vec::new(),
        Err(problems) => problems
            .iter()
            .map(|problem| Notice::warning(problem.to_string()))
            .collect(),
    }
}

/// The default keys with the user's merged over them; with mistakes in those, the default ones alone.
fn keymap(paths: Option<&Paths>, troubles: &mut Vec<Notice>) -> Keymap {
    let Some(file) = paths.map(Paths::keymap_file) else {
        return Keymap::default_keys();
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Keymap::default_keys(),
        Err(error) => {
            troubles.push(Notice::warning(format!("{}: {error}", file.display())));
            return Keymap::default_keys();
        }
    };
    Keymap::merged(&text, &file.display().to_string()).unwrap_or_else(|problems| {
        troubles.extend(
            problems
                .iter()
                .map(|problem| Notice::warning(problem.to_string())),
        );
        Keymap::default_keys()
    })
}

/// All mistakes at once, in one notice.
fn in_one(troubles: Vec<Notice>) -> Option<Notice> {
    let severity = troubles.iter().map(|notice| notice.severity).max()?;
    let text = troubles.iter().map(Notice::line).collect::<Vec<_>>().join("; ");
    Some(match severity {
        Severity::Info => Notice::info(text),
        Severity::Warning => Notice::warning(text),
        Severity::Error => Notice::error(text),
    })
}
