//! A secret typed on the terminal: without echo, and with the terminal given back whatever happens.

use std::io::{Read, Write};

use futures_util::future::join_all;
use rustix::termios::LocalModes;
use secrecy::SecretString;

use crate::credentials::Place;
use crate::managers::ManagerError;
use crate::resource::Notice;
use crate::resource::text::visible;
use crate::session::Session;

use super::super::contexts::Meant;
use super::super::exit::Exit;
use super::super::held_terminal::HeldTerminal;
use super::super::surface::{Surface, tell};
use super::super::trouble::Trouble;

/// Asks for the secrets that the contexts meant cannot do without, if somebody is there; they are used for this run.
///
/// # Errors
/// [`Trouble`] if the user gives up.
pub async fn ask_where_needed(meant: &Meant, surface: &Surface) -> Result<(), Trouble> {
    if !surface.can_ask {
        return Ok(());
    }
    let typed = |session: &&Session| matches!(session.place(), Place::Keyring | Place::Prompt);
    let sessions: Vec<&Session> = meant.sessions.iter().map(|(session, _)| &**session).collect();
    // Side by side: none waits for another's keyring.
    let asked = sessions
        .into_iter()
        .filter(|session| session.standing().takes_login)
        .filter(typed);
    let prepared = join_all(asked.map(|session| async move { (session, session.prepare().await) }));
    for (session, result) in prepared.await {
        let Err(why @ ManagerError::NoCredential { .. }) = result else {
            continue;
        };
        // To be asked is what the context says; where a keyring should have it, the reason is worth knowing.
        if *session.place() == Place::Keyring {
            tell(&Notice::info(visible(&why.to_string()).into_owned()));
        }
        let secret = on_terminal(&question(session))?;
        // It is kept nowhere, which cannot fail.
        let _in_memory = session.login(secret, false).await;
        if *session.place() == Place::Keyring {
            let hint = format!("`qd login {}` keeps it", session.name());
            tell(&Notice::info("used for this run only").with_hint(hint));
        }
    }
    Ok(())
}

/// What to write before the cursor.
pub(super) fn question(session: &Session) -> String {
    format!("{} for {}: ", visible(&session.secret_name()), session.name())
}

/// Asks on the terminal that standard input is; nothing that is typed is shown.
///
/// # Errors
/// [`Trouble`] if it is no terminal, or the user gives up.
pub(in crate::cli) fn on_terminal(question: &str) -> Result<SecretString, Trouble> {
    let mut err = std::io::stderr().lock();
    // Line by line no more, without echo, and with Ctrl-C as a key.
    let quiet = HeldTerminal::begin(|modes| {
        modes.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
    })?;
    err.write_all(question.as_bytes())?;
    err.flush()?;
    let typed = line(&mut std::io::stdin().lock());
    drop(quiet);
    writeln!(err)?;
    typed?.ok_or_else(|| Trouble::new(Exit::NotConfirmed, Notice::error("No secret was given")))
}

/// Reads keys up to the end of the line; `None` if the user gives up, or gives nothing.
fn line(keys: &mut impl Read) -> std::io::Result<Option<SecretString>> {
    const CTRL_C: u8 = 3;
    const CTRL_D: u8 = 4;
    const CTRL_U: u8 = 21;
    const BACKSPACE: u8 = 8;
    const DELETE: u8 = 127;
    let mut typed = Vec::new();
    let mut key = [0];
    loop {
        match (keys.read(&mut key)?, key) {
            (0, _) | (_, [b'\r' | b'\n' | CTRL_D]) => break,
            (_, [CTRL_C]) => return Ok(None),
            (_, [CTRL_U]) => typed.clear(),
            (_, [BACKSPACE | DELETE]) => {
                // A character of several bytes goes as a whole.
                while typed.pop().is_some_and(|byte: u8| byte & 0xc0 == 0x80) {}
            }
            (_, [byte]) => typed.push(byte),
        }
    }
    let text = String::from_utf8(typed).map_err(|_| std::io::ErrorKind::InvalidData)?;
    Ok((!text.is_empty()).then(|| text.into()))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn typed(keys: &[u8]) -> Option<String> {
        line(&mut &*keys)
            .unwrap()
            .map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_line_can_be_mended_while_it_is_typed() {
        assert_eq!(typed(b"pearl\r").as_deref(), Some("pearl"));
        assert_eq!(typed(b"pearlx\x7f\nmore").as_deref(), Some("pearl"));
        assert_eq!(typed("pearlé\u{8}\n".as_bytes()).as_deref(), Some("pearl"));
        assert_eq!(typed(b"oyster\x15pearl\x04").as_deref(), Some("pearl"));
    }

    #[test]
    fn nothing_is_no_secret() {
        for keys in [&b""[..], b"\n", b"pearl\x03", b"p\x7f\x7f\n"] {
            assert_eq!(typed(keys), None);
        }
    }
}
