//! How to log in to a machine: the way there as a manager tells it, and the words that `ssh` is told.

use std::ffi::OsString;
use std::path::Path;

use secrecy::SecretString;

use super::action::Consequences;
use super::{Action, ActionId, Danger, Id, Key, Kind, KindId};

/// Logging in to a machine. It is no action of a manager, which it does not change, and is asked for as if it were.
pub const SSH: ActionId = ActionId("ssh");

/// What is asked before a login where a context demands care.
pub static LOG_IN: Action = Action {
    id: SSH,
    title: "Log in to",
    past: "logged in to",
    help: "Log in to the machine by ssh",
    danger: Danger::Low,
    consequences: |_| Consequences {
        will: "fetch the machine's private key, and run ssh with it in this terminal".into(),
        will_not: "change anything on the manager; what you do on the machine is yours".into(),
        undo: "nothing to undo: the key's file is removed when ssh ends".into(),
    },
    ..Action::PLAIN
};

/// How a machine lets somebody in.
#[derive(Debug, Clone)]
pub struct ShellAccess {
    /// Its name or address.
    pub host: String,
    pub user: String,
    /// A private key as its file holds it; without one `ssh` uses the user's own.
    pub key: Option<SecretString>,
    /// Whether the machine is made up: then nothing is connected to.
    pub is_simulated: bool,
}

/// A machine that cannot be logged in to as the manager says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAccess {
    #[error("the address {0:?} is none that ssh could be told")]
    Host(String),
    #[error("the user {0:?} is none that ssh could be told")]
    User(String),
}

/// What `ssh` is told to connect by for a machine that is made up: it says so, and ends.
const TO_NOWHERE: &str =
    "ProxyCommand=echo 'this machine is simulated: there is nothing to log in to' >&2; exit 1";

impl ShellAccess {
    /// The words behind `ssh`: the key is in `key_file`, and `given` are the user's own words.
    ///
    /// Those come last: `ssh` takes options there as well as a command to run, and none of them can take the
    /// machine's place.
    ///
    /// # Errors
    /// [`BadAccess`]: a manager's word that could be taken for an option, or for more than one word.
    pub fn words(&self, key_file: Option<&Path>, given: &[OsString]) -> Result<Vec<OsString>, BadAccess> {
        if !is_address(&self.host) {
            return Err(BadAccess::Host(self.host.clone()));
        }
        if !is_user(&self.user) {
            return Err(BadAccess::User(self.user.clone()));
        }
        let mut words: Vec<OsString> = Vec::new();
        if let Some(file) = key_file {
            words.extend(["-i".into(), file.into(), "-o".into(), "IdentitiesOnly=yes".into()]);
        }
        if self.is_simulated {
            words.extend(["-o".into(), TO_NOWHERE.into()]);
        }
        words.extend([
            "-l".into(),
            OsString::from(&self.user),
            OsString::from(&self.host),
        ]);
        words.extend_from_slice(given);
        Ok(words)
    }
}

/// A host name, an IPv4 or an IPv6 address.
fn is_address(word: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    !word.is_empty() && !word.starts_with('-') && word.chars().all(fits)
}

/// A name that neither `ssh` nor a shell that it starts takes for anything else.
fn is_user(word: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@');
    !word.is_empty() && !word.starts_with('-') && word.chars().all(fits)
}

/// The object that is logged in to where an object of `kind` is meant, if that can be; `machines` is the kind whose
/// objects can, among a manager's `kinds`.
pub fn machine(machines: Option<KindId>, kinds: &[Kind], key: &Key) -> Option<Key> {
    let kind = kinds.iter().find(|kind| kind.id == key.kind)?;
    let machine = kind.read_as().filter(|read_as| Some(*read_as) == machines)?;
    let id: &Id = &key.id;
    Some(Key::new(&key.context, machine, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(host: &str, user: &str) -> ShellAccess {
        ShellAccess {
            host: host.to_owned(),
            user: user.to_owned(),
            key: None,
            is_simulated: false,
        }
    }

    fn words(access: &ShellAccess, key: Option<&str>, given: &[&str]) -> Vec<String> {
        let given: Vec<OsString> = given.iter().map(OsString::from).collect();
        let words = access.words(key.map(Path::new), &given).unwrap();
        words
            .into_iter()
            .map(|word| word.into_string().unwrap())
            .collect()
    }

    #[test]
    fn ssh_is_told_the_key_the_user_the_machine_and_then_what_the_user_says() {
        assert_eq!(
            words(
                &access("10.2.0.1", "root"),
                Some("/s/key-1"),
                &["-v", "uptime", "-p"]
            ),
            [
                "-i",
                "/s/key-1",
                "-o",
                "IdentitiesOnly=yes",
                "-l",
                "root",
                "10.2.0.1",
                "-v",
                "uptime",
                "-p"
            ]
        );
        assert_eq!(
            words(&access("fe80::1%eth0", "core"), None, &[]),
            ["-l", "core", "fe80::1%eth0"]
        );
    }

    #[test]
    fn a_machine_that_is_made_up_is_not_connected_to() {
        let access = ShellAccess {
            is_simulated: true,
            ..access("10.2.0.1", "root")
        };
        let words = words(&access, None, &[]);
        assert!(words[1].starts_with("ProxyCommand=echo "), "{words:?}");
    }

    #[test]
    fn nothing_that_a_manager_says_is_taken_for_an_option() {
        for host in ["-oProxyCommand=x", "", "a b", "root@a", "a;b", "ssh://a", "a\n"] {
            let refused = access(host, "root").words(None, &[]);
            assert_eq!(refused, Err(BadAccess::Host(host.to_owned())));
        }
        for user in ["-x", "", "a b", "$(x)", "a;b", "`x`"] {
            let refused = access("10.2.0.1", user).words(None, &[]);
            assert_eq!(refused, Err(BadAccess::User(user.to_owned())));
        }
    }
}
