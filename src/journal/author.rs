//! Who writes: the user, the machine, the process and its front end.

use std::process;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who asked for a change, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// As the environment tells, or else the file of users: a directory service that is down is not waited for.
    pub user: String,
    /// As the system tells.
    pub uid: u32,
    /// The address the user came from, for a session over SSH.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    pub host: String,
    pub pid: u32,
    /// One run of the program, told apart from a later one of the same pid.
    pub run: String,
    /// "console", or the sub-command: "qd stop".
    pub front: String,
}

/// The front end of whoever sits at the console.
pub const CONSOLE: &str = "console";

impl Author {
    /// The author that this process is; `environment` reads a variable.
    pub fn of_process(
        front: &str,
        started: DateTime<Utc>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let uid = rustix::process::getuid().as_raw();
        let system = rustix::system::uname();
        let pid = process::id();
        Self {
            user: environment("LOGNAME")
                .or_else(|| environment("USER"))
                .or_else(|| name_of(uid, &std::fs::read_to_string(USERS).ok()?))
                .unwrap_or_else(|| uid.to_string()),
            uid,
            origin: environment("SSH_CONNECTION").and_then(|connection| origin(&connection)),
            host: system.nodename().to_string_lossy().into_owned(),
            pid,
            run: format!("{:x}-{pid:x}", started.timestamp_millis()),
            front: front.to_owned(),
        }
    }

    /// "with qd stop", "in the console".
    pub fn means(&self) -> String {
        match self.front.as_str() {
            CONSOLE => "in the console".to_owned(),
            command => format!("with {command}"),
        }
    }

    /// "ada, from 192.0.2.7, on jump-1".
    pub fn told(&self) -> String {
        match &self.origin {
            Some(origin) => format!("{}, from {origin}, on {}", self.user, self.host),
            None => format!("{}, on {}", self.user, self.host),
        }
    }
}

/// The users of this machine, a line for each: `name:password:uid:…` (passwd(5)).
const USERS: &str = "/etc/passwd";

fn name_of(uid: u32, users: &str) -> Option<String> {
    let uid = uid.to_string();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then_some(name)
    });
    named.filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The client's address of `SSH_CONNECTION` ("client port server port", ssh(1)).
fn origin(connection: &str) -> Option<String> {
    connection.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_without_an_environment_is_named_as_the_file_of_users_has_it() {
        let users = "root:x:0:0:root:/root:/bin/sh\nbroken\nada:x:1000:100::/home/ada:/bin/sh\n:x:7:7:::\n";
        assert_eq!(name_of(1000, users).as_deref(), Some("ada"));
        for nobody in [100, 7, 4711] {
            assert_eq!(name_of(nobody, users), None);
        }
    }

    #[test]
    fn who_comes_over_ssh_is_told_with_the_address() {
        let environment =
            |name: &str| (name == "SSH_CONNECTION").then(|| "192.0.2.7 51234 10.0.0.1 22".to_owned());
        let author = Author::of_process("stop", DateTime::UNIX_EPOCH, &environment);
        assert_eq!(author.origin.as_deref(), Some("192.0.2.7"));
        assert_eq!(author.pid, process::id());
        assert!(
            author.told().contains(", from 192.0.2.7, on "),
            "{}",
            author.told()
        );
        assert_eq!(
            Author::of_process("stop", DateTime::UNIX_EPOCH, &|_| None).origin,
            None
        );
    }
}
