//! `qd config`: what holds and where it comes from, what is wrong, and what there could be.

use std::io::Write;
use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::cli::arguments::Arguments;
use crate::cli::contexts::read_config;
use crate::cli::exit::Exit;
use crate::cli::output::Table;
use crate::cli::output::table::Text;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::config::origin::{Flags, Setting, settings};
use crate::config::{ConfigFile, Whose, schema};
use crate::resource::text::visible;
use crate::resource::{Align, Notice, Protection};

use super::agree::config_path;
use super::trial::everything_wrong;

/// Show the configuration, check it, or print its example and its schema
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Config {
    #[command(subcommand)]
    pub what: What,
}

/// What to do with the configuration.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// Show every value that holds: default, file, environment or flag
    #[command(after_help = "Examples:\n  qd config show --origin\n  qd --theme mono config show -o json")]
    Show {
        /// Say where each value comes from
        #[arg(long)]
        origin: bool,
        /// The form of the output
        #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
        output: Form,
    },
    /// Print where the file is, or would be
    #[command(after_help = "Examples:\n  $EDITOR \"$(qd config path)\"")]
    Path,
    /// Tell every mistake in the file, with its line and column; exit code 2 if there is one
    #[command(after_help = "Examples:\n  qd config check && qd\n  qd config check --config new.toml")]
    Check,
    /// Print the file's JSON Schema, for editors
    #[command(
        after_help = "Examples:\n  qd config schema > ~/.config/quarterdeck/config.schema.json\n\n\
        The file names it in its first line: #:schema ./config.schema.json"
    )]
    Schema,
    /// Print an example of the file with every key, annotated
    #[command(after_help = "Examples:\n  qd config example | less")]
    Example,
}

/// The form that `qd config show` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Form {
    /// One line for each key
    #[default]
    Table,
    /// A list of objects
    Json,
    /// As the file could say it
    Toml,
}

const EXAMPLES: &str = "Examples:
  qd config show --origin                  each value, and the file, variable or flag it comes from
  qd config check                          every mistake at once, as FILE:LINE:COLUMN
  qd config example
  qd config schema";

/// The annotated example.
const EXAMPLE: &str = include_str!("../../../assets/config.toml");

impl Config {
    /// Prints it.
    ///
    /// # Errors
    /// [`Trouble`] if the file cannot be read, or the output not be written.
    pub fn run(
        &self,
        arguments: &Arguments,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        match &self.what {
            What::Show { origin, output } => show(arguments, *origin, *output, surface, out),
            What::Path => {
                writeln!(out, "{}", config_path(&arguments.connect)?.display())?;
                Ok(Exit::Success)
            }
            What::Check => check(arguments, out),
            What::Schema => {
                writeln!(out, "{:#}", schema::schema())?;
                Ok(Exit::Success)
            }
            What::Example => {
                out.write_all(EXAMPLE.as_bytes())?;
                Ok(Exit::Success)
            }
        }
    }
}

fn read(arguments: &Arguments) -> Result<(ConfigFile, String), Trouble> {
    let path = config_path(&arguments.connect)?;
    let file = read_config(&arguments.connect)
        .map_err(|error| Trouble::unusable("read the configuration", &error))?;
    Ok((file, path.display().to_string()))
}

fn check(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, Trouble> {
    let (file, path) = read(arguments)?;
    let mistakes = everything_wrong(&file, Path::new(&path), &arguments.themes);
    for mistake in &mistakes {
        writeln!(out, "{mistake}")?;
    }
    if !Path::new(&path).exists() {
        writeln!(
            out,
            "{}: there is no such file; nothing is configured",
            visible(&path)
        )?;
        return Ok(Exit::Success);
    }
    if mistakes.is_empty() {
        writeln!(
            out,
            "{}: no mistakes; contexts: {}",
            visible(&path),
            file.contexts.len()
        )?;
        return Ok(Exit::Success);
    }
    let notice = Notice::error(format!("mistakes: {}", mistakes.len()));
    tell(&notice.with_hint("`qd config example` shows every key"));
    Ok(Exit::Usage)
}

/// What the command line says, by the keys it stands for.
fn flags(arguments: &Arguments) -> Flags {
    let mut flags = Flags::new();
    let look = &arguments.look;
    let connect = &arguments.connect;
    if let Some(theme) = &look.theme {
        flags.insert("theme", (theme.clone(), "--theme"));
    }
    let words = [
        (look.ascii, "ascii", "true", "--ascii"),
        (look.no_mouse, "mouse", "false", "--no-mouse"),
        (look.reduced_motion, "reduced_motion", "true", "--reduced-motion"),
        (
            connect.protected,
            "protection",
            Protection::Protected.name(),
            "--protected",
        ),
        (
            connect.read_only,
            "protection",
            Protection::ReadOnly.name(),
            "--read-only",
        ),
    ];
    for (_, key, value, flag) in words.into_iter().filter(|(is_given, ..)| *is_given) {
        flags.insert(key, (value.to_owned(), flag));
    }
    if let Some(time) = connect.refresh {
        flags.insert(
            "refresh",
            (humantime::format_duration(time).to_string(), "--refresh"),
        );
    }
    if !connect.contexts.is_empty() {
        flags.insert("use", (connect.contexts.join(", "), "--context"));
    }
    flags
}

fn show(
    arguments: &Arguments,
    origin: bool,
    form: Form,
    surface: &Surface,
    out: &mut impl Write,
) -> Result<Exit, Trouble> {
    let (file, path) = read(arguments)?;
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
    let all = settings(&file, &flags(arguments), &|name| std::env::var(name).ok());
    match form {
        Form::Table => {
            let table = table(&all, origin.then_some(&*name));
            out.write_all(table.render(surface, "").as_bytes())?;
        }
        Form::Json => {
            let all: Vec<_> = all.iter().map(|setting| of(setting, origin, &path)).collect();
            writeln!(out, "{:#}", Value::from(all))?;
        }
        Form::Toml => out.write_all(toml(&all, origin.then_some(&*name)).as_bytes())?,
    }
    if !file.mistakes.is_empty() {
        let notice = Notice::warning(format!(
            "values with mistakes are left out; mistakes: {}",
            file.mistakes.len()
        ));
        tell(&notice.with_hint("`qd config check` tells each with its place"));
    }
    Ok(Exit::Success)
}

/// A value, in brackets where it is in plain words.
fn shown(setting: &Setting) -> String {
    let value = visible(&setting.value);
    if setting.is_words {
        format!("({value})")
    } else {
        value.into_owned()
    }
}

fn table(all: &[Setting], file: Option<&str>) -> Table {
    let titles = ["KEY", "VALUE", "ORIGIN"].into_iter();
    let titles = titles.take(if file.is_some() { 3 } else { 2 });
    let mut table = Table::new(titles.map(|title| (title, Align::Left)));
    for setting in all {
        let mut line = vec![Text::plain(visible(&setting.path())), Text::plain(shown(setting))];
        line.extend(file.map(|file| Text::plain(visible(&setting.origin.words(file)))));
        table.push(line);
    }
    table
}

fn of(setting: &Setting, origin: bool, file: &str) -> Value {
    let value = match setting.is_yes_no {
        true => Value::from(setting.value == "true"),
        false if setting.is_words => Value::Null,
        false => Value::from(setting.value.as_str()),
    };
    let mut object = json!({ "key": setting.path(), "value": value });
    if let Some(object) = object.as_object_mut() {
        if setting.is_words {
            object.insert("meaning".into(), setting.value.as_str().into());
        }
        if origin {
            object.insert("origin".into(), setting.origin.words(file).into());
        }
    }
    object
}

/// As the file could say it; what is in plain words is a comment.
fn toml(all: &[Setting], file: Option<&str>) -> String {
    let mut text = String::new();
    let mut section = None;
    for setting in all {
        if section != Some(&setting.whose) {
            match &setting.whose {
                Whose::File => {}
                Whose::Console => text.push_str("\n[console]\n"),
                Whose::Context(name) => {
                    text.push_str(&format!("\n[contexts.{}]\n", toml_edit::Key::new(name)))
                }
            }
            section = Some(&setting.whose);
        }
        let value = match setting.is_yes_no {
            true => setting.value.clone(),
            false => toml_edit::Value::from(setting.value.as_str()).to_string(),
        };
        let line = match setting.is_words {
            true => format!("# {}: {}", setting.key, visible(&setting.value)),
            false => format!("{} = {value}", setting.key),
        };
        text.push_str(&line);
        if let Some(file) = file {
            text.push_str(&format!(" # {}", visible(&setting.origin.words(file))));
        }
        text.push('\n');
    }
    text.trim_start_matches('\n').to_owned()
}
