//! `qd context`: the contexts of the configuration file, listed and changed.

use std::io::Write;

use clap::{Args, Subcommand};

use crate::cli::arguments::{Arguments, Connect};
use crate::cli::contexts::read_config;
use crate::cli::exit::Exit;
use crate::cli::output::Format;
use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::Trouble;
use crate::config::ConfigFile;
use crate::config::identity::lies_in_keyring;
use crate::resource::{ContextChange, Notice, Protection};

use super::agree::{Written, carry_out};
use super::exposure::exposed;
use super::given::{Given, key_meant};
use super::list::list;

/// List, add, edit, remove, rename or use the contexts of the configuration file
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Context {
    #[command(subcommand)]
    pub what: Option<What>,
}

/// What to do with the contexts.
#[derive(Debug, Clone, Subcommand)]
pub enum What {
    /// List the contexts of the file, also those with mistakes; no manager is asked
    #[command(after_help = "Examples:\n  qd context list\n  qd context list -o json")]
    List {
        /// The form of the output
        #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
        output: Format,
    },
    /// Add a context
    #[command(after_help = ADD_EXAMPLES)]
    Add {
        /// Its name: letters, digits, dots, - and _
        name: String,
        #[command(flatten)]
        given: Given,
        #[command(flatten)]
        consent: Consent,
    },
    /// Change keys of a context
    #[command(after_help = EDIT_EXAMPLES)]
    Edit {
        /// Its name
        name: String,
        #[command(flatten)]
        given: Given,
        /// Take a key out, so that its default holds; may be given several times
        #[arg(long, value_name = "KEY")]
        unset: Vec<String>,
        #[command(flatten)]
        consent: Consent,
    },
    /// Remove a context
    #[command(
        after_help = "Examples:\n  qd logout lab                            take its secret out of the keyring\n  \
        qd context remove lab"
    )]
    Remove {
        /// Its name
        name: String,
        #[command(flatten)]
        consent: Consent,
    },
    /// Give a context another name
    #[command(after_help = "Examples:\n  qd context rename lab staging")]
    Rename {
        /// Its name
        #[arg(value_name = "OLD")]
        from: String,
        /// Its new name
        #[arg(value_name = "NEW")]
        to: String,
        #[command(flatten)]
        consent: Consent,
    },
    /// Choose the context that commands take without -c, and that the console begins with
    #[command(after_help = USE_EXAMPLES)]
    Use {
        /// Its name
        #[arg(required_unless_present = "none", conflicts_with = "none")]
        name: Option<String>,
        /// None: commands take all contexts again
        #[arg(long)]
        none: bool,
        #[command(flatten)]
        consent: Consent,
    },
}

/// Whether to ask before the file is written.
#[derive(Debug, Clone, Copy, Args)]
pub struct Consent {
    /// Do not ask; needed where no terminal is
    #[arg(long, short)]
    pub yes: bool,
}

const EXAMPLES: &str = "Examples:
  qd context add prod --manager MANAGER --url https://manager.example.com --protection protected
  qd context edit prod --refresh 15s --unset badge
  qd context use prod
  qd context list

What is written is shown first, and asked for; comments and order are kept.";

const ADD_EXAMPLES: &str = "Examples:
  qd context add prod --manager MANAGER --url https://manager.example.com
  qd context add lab --manager MANAGER --url https://lab.example.com --auth basic --user me --secret keyring
  qd context add ci --manager MANAGER --url https://m.example.com --secret env:CI_TOKEN --read-only --yes

The secret itself is never given here: --secret says where it lies. A command for it prints
- the secret in its first line;
- or lines with password=... and password_expiry_utc=..., as git's credential helpers do;
- or JSON with token, access_token or password, and expires or expires_in.

User and password of a --proxy are taken from QD_PROXY_USER and QD_PROXY_PASSWORD, if QD_PROXY_HOST
names that proxy.";

const EDIT_EXAMPLES: &str = "Examples:
  qd context edit prod --url https://new.example.com
  qd context edit prod --set protection=protected --unset badge
  qd context edit prod --unset settings.base_path";

const USE_EXAMPLES: &str = "Examples:
  qd context use prod
  qd get clusters                          of prod
  qd get clusters --all-contexts
  qd context use --none

The variable QD_CONTEXT goes before it, and the flag -c before both.";

impl Context {
    /// Carries it out.
    ///
    /// # Errors
    /// [`Trouble`] if the change is refused or not confirmed, or the file cannot be read or written.
    pub fn run(
        &self,
        arguments: &Arguments,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let connect = &arguments.connect;
        let mut list = |format| list(&read(connect)?, format, surface, out);
        let (change, consent, done) = match &self.what {
            None => return list(Format::Table),
            Some(What::List { output }) => return list(*output),
            Some(What::Add { name, given, consent }) => {
                let change = ContextChange::Add {
                    name: name.clone(),
                    values: with_protection(given, connect),
                };
                (change, consent, format!("{name}: added"))
            }
            Some(What::Edit {
                name,
                given,
                unset,
                consent,
            }) => {
                let set = with_protection(given, connect);
                if set.is_empty() && unset.is_empty() {
                    return Err(Trouble::usage(
                        "nothing is to be changed",
                        "name keys: --url URL, --set KEY=VALUE, --unset KEY",
                    ));
                }
                let change = ContextChange::Edit {
                    name: name.clone(),
                    set,
                    unset: unset.iter().map(|key| key_meant(key)).collect(),
                };
                (change, consent, format!("{name}: changed"))
            }
            Some(What::Remove { name, consent }) => {
                let change = ContextChange::Remove { name: name.clone() };
                (change, consent, format!("{name}: removed"))
            }
            Some(What::Rename { from, to, consent }) => {
                let change = ContextChange::Rename {
                    from: from.clone(),
                    to: to.clone(),
                };
                (change, consent, format!("{from}: renamed to {to}"))
            }
            Some(What::Use { name, consent, .. }) => {
                let done = match name {
                    Some(name) => format!("{name}: in use"),
                    None => "no context is in use".to_owned(),
                };
                (ContextChange::Use(name.clone()), consent, done)
            }
        };
        match carry_out(connect, &change, consent.yes, surface)? {
            Written::AsItWas => writeln!(out, "nothing to change: it is so already")?,
            Written::Changed => {
                writeln!(out, "{done}")?;
                exposed(&change, connect).iter().for_each(tell);
                if let Some(next) = next_step(&change, connect) {
                    tell(&next);
                }
            }
        }
        Ok(Exit::Success)
    }
}

fn read(connect: &Connect) -> Result<ConfigFile, Trouble> {
    read_config(connect).map_err(|error| Trouble::unusable("read the configuration", &error))
}

/// `--read-only` and `--protected` mean the same of a context as of a run.
fn with_protection(given: &Given, connect: &Connect) -> Vec<(String, String)> {
    let mut values = given.values.clone();
    let flag = match (connect.read_only, connect.protected) {
        (true, _) => Some(Protection::ReadOnly),
        (false, true) => Some(Protection::Protected),
        (false, false) => None,
    };
    if let Some(flag) = flag
        && !values.iter().any(|(key, _)| key == "protection")
    {
        values.push(("protection".to_owned(), flag.name().to_owned()));
    }
    values
}

/// How a context that has been added gets its secret.
fn next_step(change: &ContextChange, connect: &Connect) -> Option<Notice> {
    let name = match change {
        ContextChange::Add { name, .. } => name,
        ContextChange::Rename { to, .. } => to,
        ContextChange::Edit { .. } | ContextChange::Remove { .. } | ContextChange::Use(_) => return None,
    };
    let file = read_config(connect).ok()?;
    let entry = file.contexts.get(name)?;
    let notice = Notice::info(format!("`qd login {name}` puts its secret into the keyring"));
    lies_in_keyring(entry).then_some(notice)
}
