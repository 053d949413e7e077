//! Who writes: the user, the machine, the process and its front end.

use std::process;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who asked for a change, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// As the environment tells: to ask the system could wait for a directory service that is down.
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
                .unwrap_or_else(|| uid.to_string()),
            uid,
            origin: environment("SSH_CONNECTION").and_then(|connection| origin(&connection)),
            host: system.nodename().to_string_lossy().into_owned(),
            pid,
            run: format!("{:x}-{pid:x}", started.timestamp_millis()),
            front: front.to_owned(),
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

/// The client's address of `SSH_CONNECTION` ("client port server port", ssh(1)).
fn origin(connection: &str) -> Option<String> {
    connection.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

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
