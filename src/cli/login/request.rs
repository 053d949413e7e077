//! The two sub-commands.

use std::io::Read as _;
use std::time::Duration;

use clap::Args;
use secrecy::SecretString;
use tokio::time::timeout;

use crate::credentials::vault::keeper_here;
use crate::credentials::{Place, VaultError};
use crate::managers::ManagerError;
use crate::resource::Notice;
use crate::resource::text::visible;
use crate::session::Session;
use crate::transport::CredentialError;

use super::super::contexts::Meant;
use super::super::exit::Exit;
use super::super::surface::{Surface, tell};
use super::super::trouble::Trouble;
use super::asking::{on_terminal, question};

/// Give a context its secret, try it, and keep it in the keyring
#[derive(Debug, Clone, Args)]
#[command(after_help = LOGIN_EXAMPLES)]
pub struct Login {
    /// The context
    #[arg(value_name = "CONTEXT")]
    pub name: String,
    /// Read the secret from the first line of standard input instead of asking for it
    #[arg(long)]
    pub stdin: bool,
    /// Keep it without trying it
    #[arg(long)]
    pub no_check: bool,
}

/// Take a context's secret out of the keyring
#[derive(Debug, Clone, Args)]
#[command(after_help = LOGOUT_EXAMPLES)]
pub struct Logout {
    /// The context
    #[arg(value_name = "CONTEXT")]
    pub name: String,
}

const LOGIN_EXAMPLES: &str = "Examples:
  qd login prod                            ask for the secret, without showing it
  pass show prod | qd login prod --stdin

It is kept in the keyring of the system, or on a Linux server without one in that of the kernel. Where the
context has its secret from elsewhere (an environment variable, a file, a command), that one is only tried.";

const LOGOUT_EXAMPLES: &str = "Examples:
  qd logout prod";

impl Login {
    /// Logs in.
    ///
    /// # Errors
    /// [`Trouble`] if the secret is refused, or cannot be kept.
    pub async fn run(&self, meant: &Meant, surface: &Surface) -> Result<Exit, Trouble> {
        let session = only(meant)?;
        let name = session.name();
        if !session.standing().takes_login {
            tell(&Notice::info(format!(
                "{name} needs no secret: it lets you in by \"{}\"",
                session.standing().form
            )));
            return self.tried(session).await;
        }
        let place = session.place();
        match place {
            Place::Keyring | Place::Prompt => {
                if *place == Place::Keyring {
                    look_for_keyring(name).await?;
                }
                let secret = self.secret(session, surface)?;
                // It is kept nowhere yet, which cannot fail.
                let _in_memory = session.login(secret.clone(), false).await;
                self.tried(session).await?;
                if *place == Place::Prompt {
                    let text = format!("{name} asks for its secret in each run and keeps it nowhere");
                    tell(
                        &Notice::info(text).with_hint("`qd context edit NAME --secret keyring` has it kept"),
                    );
                    return Ok(Exit::Success);
                }
                let kept = session.login(secret, true).await;
                let kept = kept.map_err(|error| failed("keep the secret", &error))?;
                tell(&Notice::info(format!("the secret of {name} is kept in {kept}")));
                Ok(Exit::Success)
            }
            Place::Environment(_) | Place::File(_) | Place::Command(_) => {
                let place = visible(&place.words()).into_owned();
                tell(&Notice::info(format!("{name} has its secret from the {place}")));
                self.tried(session).await
            }
        }
    }

    fn secret(&self, session: &Session, surface: &Surface) -> Result<SecretString, Trouble> {
        if self.stdin {
            return from_standard_input();
        }
        if !surface.can_ask {
            return Err(Trouble::usage(
                "There is no terminal to ask for the secret on",
                "--stdin reads it from standard input",
            ));
        }
        on_terminal(&question(session))
    }

    /// One read, unless nobody wants it.
    async fn tried(&self, session: &Session) -> Result<Exit, Trouble> {
        if self.no_check {
            return Ok(Exit::Success);
        }
        let attempt = format!("log in to {}", session.name());
        session.check().await.map_err(|error| {
            let mut trouble = Trouble::read(&attempt, &error);
            let is_typed = matches!(session.place(), Place::Keyring | Place::Prompt);
            if is_typed
                && matches!(error, ManagerError::Unauthorized { .. })
                && let Some(notice) = &mut trouble.notice
            {
                let hint = format!("nothing is kept; `qd login {}` asks again", session.name());
                notice.hint = Some(hint);
            }
            if !error.needs_the_user()
                && let Some(notice) = &mut trouble.notice
            {
                notice
                    .hint
                    .get_or_insert_with(|| "--no-check keeps it untried".into());
            }
            trouble
        })?;
        tell(&Notice::info(format!("{} lets you in", session.name())));
        Ok(Exit::Success)
    }
}

impl Logout {
    /// Logs out.
    ///
    /// # Errors
    /// [`Trouble`] if the keyring may still hold the secret.
    pub async fn run(&self, meant: &Meant) -> Result<Exit, Trouble> {
        let session = only(meant)?;
        let name = session.name();
        if let Some(elsewhere) = elsewhere(name, session.place(), session.standing().takes_login) {
            tell(&Notice::info(visible(&elsewhere)));
            return Ok(Exit::Success);
        }
        let removed = session.logout().await;
        let removed = removed.map_err(|error| failed("take the secret out of the keyring", &error))?;
        tell(&Notice::info(if removed {
            format!("the secret of {name} is no longer kept")
        } else {
            format!("no secret of {name} was kept")
        }));
        Ok(Exit::Success)
    }
}

/// Why there is nothing of a context in the keyring, if so.
fn elsewhere(name: &str, place: &Place, takes_login: bool) -> Option<String> {
    Some(match place {
        Place::Environment(variable) => {
            format!("the secret of {name} comes from the environment variable {variable}; nothing is kept")
        }
        Place::File(file) => {
            let file = file.display();
            format!(
                "the secret of {name} lies in the file {file}, which stays as it is; nothing else is kept"
            )
        }
        Place::Command(_) => {
            let command = place.words();
            format!("the secret of {name} comes from the {command} each time; nothing is kept")
        }
        Place::Prompt => format!("the secret of {name} is asked for at each run; nothing is kept"),
        Place::Keyring if !takes_login => format!("{name} needs no secret; nothing is kept"),
        Place::Keyring => return None,
    })
}

/// Looks who would keep a secret before anybody is asked for it.
async fn look_for_keyring(name: &str) -> Result<(), Trouble> {
    /// A keyring that does not answer is found out about when it is needed.
    const LIMIT: Duration = Duration::from_secs(5);
    let found = timeout(LIMIT, tokio::task::spawn_blocking(keeper_here)).await;
    match found {
        Ok(Ok(Err(why))) => Err(no_keyring(name, &why)),
        _ => Ok(()),
    }
}

fn no_keyring(name: &str, why: &VaultError) -> Trouble {
    tracing::warn!(context = name, %why, "no keyring");
    let text = format!("this machine has no keyring that could keep the secret of {name}");
    let hint = "in the context, use secret = \"env:...\", \"file:...\" or \"command:...\" (see `qd config example`), \
                or \"prompt\"";
    Trouble::new(Exit::Failure, Notice::error(text).with_hint(hint))
}

fn only(meant: &Meant) -> Result<&Session, Trouble> {
    let session = meant.sessions.first().map(|(session, _)| &**session);
    session.ok_or_else(|| Trouble::usage("There is no such context", "`qd get contexts` lists them"))
}

fn failed(attempt: &str, error: &CredentialError) -> Trouble {
    let hint = error.hint().map(str::to_owned);
    Trouble::new(Exit::Failure, Notice::failure(attempt, error, hint))
}

/// The first line, which may be without an end.
fn from_standard_input() -> Result<SecretString, Trouble> {
    const LARGEST_BYTES: u64 = 64 * 1024;
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(LARGEST_BYTES)
        .read_to_string(&mut text)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        let hint = "write the secret into the first line of standard input";
        return Err(Trouble::usage("No secret was given", hint));
    }
    Ok(line.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logout_says_of_every_place_what_is_kept() {
        let told = |place: &str| elsewhere("prod", &place.parse().unwrap(), true);
        let words = [
            (
                "prompt",
                "the secret of prod is asked for at each run; nothing is kept",
            ),
            (
                "env:T",
                "the secret of prod comes from the environment variable T; nothing is kept",
            ),
            (
                "command:pass show x",
                "the secret of prod comes from the command pass each time; nothing is kept",
            ),
        ];
        for (place, words) in words {
            assert_eq!(told(place).as_deref(), Some(words));
        }
        assert!(told("file:/x").unwrap().contains("lies in the file /x"));
        assert_eq!(told("keyring"), None);
        assert!(
            elsewhere("prod", &Place::Keyring, false)
                .unwrap()
                .contains("needs no secret")
        );
    }

    #[test]
    fn a_machine_without_a_keyring_is_told_in_plain_words() {
        let why = VaultError("zbus error: AccessDenied".into());
        let line = no_keyring("prod", &why).notice.unwrap().line();
        assert!(
            line.contains("this machine has no keyring") && line.contains("qd config example"),
            "{line}"
        );
        assert!(!line.contains("zbus"), "{line}");
    }
}
