//! `qd ssh`: to log in to a machine with the key that its manager keeps.

use std::ffi::OsString;
use std::sync::Arc;

use clap::Args;

use crate::config::Paths;
use crate::managers::registry::REGISTRY;
use crate::resource::shell::{self, SSH};
use crate::resource::text::visible;
use crate::resource::{Key, Kind, KindId, Notice, Proof, Protection, ShellAccess};
use crate::session::Session;
use crate::store::login_key::{self, LoginError};

use super::change::Manner;
use super::change::consent::{Claim, Consent, ask_for, settle};
use super::contexts::Meant;
use super::exit::Exit;
use super::fleet::{Fleet, Keep};
use super::get::{reference, singular};
use super::held_terminal::{HeldTerminal, watch_for_an_end};
use super::resolve::{self, Care};
use super::surface::{Surface, tell};
use super::trouble::Trouble;

/// Log in to a machine by ssh, with the key that its manager keeps
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Ssh {
    /// The machine, by its name or id, or as KIND/NAME
    #[arg(value_name = "[KIND/]NAME")]
    pub name: String,
    /// In a protected or read-only context, do not ask: the exact name of the machine
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
    /// Options for ssh, or a command to run there
    #[arg(last = true, value_name = "SSH-ARGS")]
    pub given: Vec<OsString>,
}

const EXAMPLES: &str = "Examples:
  qd ssh 10.2.0.1
  qd ssh server/10.2.0.1 -c prod --confirm 10.2.0.1
  qd ssh 10.2.0.1 -- -L 8080:localhost:8080
  qd ssh 10.2.0.1 -- uptime

The key is in a file that only you can read, for as long as ssh runs. The exit code is that of ssh.";

impl Ssh {
    /// Fetches the key, and runs `ssh`.
    ///
    /// # Errors
    /// [`Trouble`] if `ssh` was not started.
    pub async fn run(&self, meant: &Meant, surface: &Surface) -> Result<Exit, Trouble> {
        let (kind, name) = self.machine(meant)?;
        let directory = Paths::of_user().map(|paths| login_key::directory_in(&paths.state));
        let directory = directory.ok_or_else(|| {
            let hint = "set HOME, or XDG_STATE_HOME";
            Trouble::usage("there is no home directory to keep the key in", hint)
        })?;
        let fleet = Fleet::ask(meant, kind, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(kind), name, Care::Change)?;
        self.ask(session, &row.name, surface).await?;
        let key = Key::new(session.name(), kind, &row.id);
        let access = session.shell(&key).await;
        let attempt = format!("fetch the key of {}", visible(name));
        let access = access.map_err(|error| Trouble::read(&attempt, &error))?;
        tell(&fetched(session, &access));
        // From here on a request to end gives the terminal back, and takes the key away.
        watch_for_an_end();
        let held = HeldTerminal::begin(|_| {}).ok();
        let given = self.given.clone();
        let ended = wait_for(move || login_key::log_in(&directory, &access, &given)).await;
        drop(held);
        match ended {
            Ok(ended) => {
                tracing::info!(context = %session.name(), machine = %key.id, code = ended.code(), "ssh ended");
                Ok(Exit::OfProgram(ended.code()))
            }
            Err(error) => {
                let attempt = format!("log in to {}", visible(name));
                Err(Trouble::new(
                    Exit::Failure,
                    Notice::failure(&attempt, &error, error.hint()),
                ))
            }
        }
    }

    /// The kind and the name of what is meant.
    fn machine(&self, meant: &Meant) -> Result<(KindId, &str), Trouble> {
        if let Some((kind, name)) = reference(&self.name, machines())
            && let Some(kind) = kind.read_as()
        {
            return Ok((kind, name));
        }
        let mut kinds: Vec<KindId> = Vec::new();
        for (session, _) in &meant.sessions {
            kinds.extend(session.about().shell.filter(|kind| !kinds.contains(kind)));
        }
        match kinds.as_slice() {
            [kind] => Ok((*kind, &self.name)),
            [] => {
                let having = REGISTRY.iter().filter(|entry| entry.about.shell.is_some());
                let titles: Vec<&str> = having.map(|entry| entry.about.title).collect();
                let hint = format!("managers that keep keys to machines: {}", titles.join(", "));
                Err(Trouble::usage("no context here has machines to log in to", hint))
            }
            several => {
                let kinds: Vec<String> = several
                    .iter()
                    .map(|kind| format!("{}/NAME", singular(*kind)))
                    .collect();
                let text = format!("what kind of machine {} is, is not said", visible(&self.name));
                Err(Trouble::usage(text, kinds.join(", ")))
            }
        }
    }

    /// Nothing is changed on the manager, so nobody is asked; but where a context demands care, so does a login.
    async fn ask(&self, session: &Session, name: &str, surface: &Surface) -> Result<(), Trouble> {
        let needs_name = session.protection() >= Protection::Protected;
        let manner = Manner {
            yes: true,
            confirm: self.confirm.iter().cloned().collect(),
            ..Manner::default()
        };
        let proof = || Proof::Words {
            words: name.to_owned(),
            what: "the name",
        };
        let claim = Claim { name, needs_name };
        let consent = settle(SSH.0, &[claim], &manner, surface.can_ask, proof);
        match consent.map_err(|notice| Trouble::new(Exit::NotConfirmed, notice))? {
            Consent::Given => Ok(()),
            Consent::Ask(proof) => {
                let badge = session.protection().badge().unwrap_or_default();
                tell(&Notice::info(format!("{} is {badge}", session.name())));
                ask_for(&proof).await
            }
        }
    }
}

/// The kinds that name a machine, of all managers.
fn machines() -> impl Iterator<Item = &'static Kind> {
    REGISTRY.iter().flat_map(|entry| {
        let about = entry.about;
        let is_machine = |kind: &&Kind| {
            let key = Key::new(&"".into(), kind.id, &"".into());
            shell::machine(about.shell, about.kinds, &key).is_some()
        };
        about.kinds.iter().filter(is_machine)
    })
}

/// What was fetched, in a line: a private key is no small thing.
fn fetched(session: &Arc<Session>, access: &ShellAccess) -> Notice {
    let (host, user) = (visible(&access.host), visible(&access.user));
    let name = session.name();
    match access.key {
        Some(_) => Notice::info(format!(
            "the private key of {user} at {host} was fetched from {name}, for this login"
        )),
        None => Notice::info(format!(
            "{name} keeps no key for {host}: ssh logs in as {user} with your own"
        )),
    }
}

/// Waits while `ssh` runs: Ctrl-C is its own.
async fn wait_for<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LoginError> + Send + 'static,
) -> Result<T, LoginError> {
    let mut ended = tokio::task::spawn_blocking(work);
    loop {
        tokio::select! {
            ended = &mut ended => {
                return ended.map_err(|error| LoginError::Program(std::io::Error::other(error)))?;
            }
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}
