//! The API's error model: a status and its reason phrase, without a word of detail.
//!
//! The server knows what is wrong and only logs it, so an error is explained from the request that was
//! made ("Status codes and error bodies", and the tables of "Details").

use std::time::Duration;

use crate::managers::{FieldError, ManagerError};
use crate::transport::TransportError;

use super::wire::OperationKind;

/// A service behind the server that does not answer is given up on after 10 s; less than that is no such wait.
const GAVE_UP_AFTER: Duration = Duration::from_secs(9);

/// What a request asked for, as far as its error needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub verb: Verb,
    pub object: Object,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Put,
    Delete,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Object {
    Clusters,
    Cluster(String),
    Members(String),
    Member {
        cluster: String,
        host: String,
    },
    Operation {
        kind: OperationKind,
        cluster: String,
    },
    Hosts,
    Host {
        address: String,
        cluster: Option<String>,
    },
    Creds(String),
    Status(String),
    Networks,
    Network(String),
    ContainerManagers,
    ContainerManager(String),
}

/// What a failed call means for this API; `took` is how long the answer took.
pub fn read(error: TransportError, asked: &Asked, took: Duration) -> ManagerError {
    let Some(status) = error.status().filter(|status| !status.is_redirection()) else {
        return error.into();
    };
    // The server's own words say nothing; those of something in between are worth showing.
    let others_words = error
        .words()
        .filter(|words| status.canonical_reason().is_none_or(|reason| reason != words));
    let explained = |explanation: String| match &others_words {
        Some(words) => format!("{explanation} ({words})"),
        None => explanation,
    };
    match status.as_u16() {
        400 => ManagerError::Invalid {
            message: explained(asked.bad_request()),
            fields: Vec::new(),
        },
        401 | 403 => ManagerError::Unauthorized {
            message: explained(status.to_string()),
            advice: None,
        },
        404 => ManagerError::NotFound {
            message: explained(asked.not_found()),
        },
        405 if asked.is_join() => ManagerError::Conflict {
            message: explained(asked.not_ready()),
        },
        409 => ManagerError::Conflict {
            message: explained(asked.conflict()),
        },
        429 => ManagerError::RateLimited {
            retry_after: error.retry_after(),
        },
        500 if is_crash(others_words.as_deref()) => crashed(),
        500 if took >= GAVE_UP_AFTER => ManagerError::Refused {
            status: 500,
            message: explained(asked.given_up()),
        },
        500 => ManagerError::Refused {
            status: 500,
            message: explained(asked.broken()),
        },
        status => ManagerError::Refused {
            status,
            message: others_words.unwrap_or_else(|| "without saying why".to_owned()),
        },
    }
}

/// A name or an address that the server's paths do not take, caught before it is sent.
pub fn unusable(target: &'static str, text: &str, allowed: &str) -> ManagerError {
    ManagerError::Invalid {
        message: format!("{text:?} cannot be sent"),
        fields: vec![FieldError {
            code: "pattern".into(),
            target: target.into(),
            message: format!("only {allowed} are allowed, and at least one of them"),
        }],
    }
}

/// A value that the server would take, or must not get, caught before it is sent.
pub fn missing(target: &'static str, message: &str) -> ManagerError {
    ManagerError::Invalid {
        message: "something is missing".into(),
        fields: vec![FieldError {
            code: "missing".into(),
            target: target.into(),
            message: message.into(),
        }],
    }
}

/// The words of Python's server about an exception outside of all handlers; white space is collapsed.
fn is_crash(words: Option<&str>) -> bool {
    words.is_some_and(|words| words.starts_with("A server error occurred."))
}

fn crashed() -> ManagerError {
    ManagerError::Unauthorized {
        message: "its check of the credential crashed".into(),
        advice: Some("use a user name and a password without a colon: the server breaks on one".into()),
    }
}

impl Asked {
    pub fn new(verb: Verb, object: Object) -> Self {
        Self { verb, object }
    }

    fn is_join(&self) -> bool {
        self.verb == Verb::Put && matches!(self.object, Object::Members(_) | Object::Member { .. })
    }

    fn bad_request(&self) -> String {
        match &self.object {
            Object::Operation {
                kind: OperationKind::Deploy,
                ..
            } => "a deploy needs a version".into(),
            Object::Network(_) => {
                "the type must be flannel_etcd or flannel_server, and options an object".into()
            }
            Object::ContainerManager(_) => {
                "the type must be openshift or trivial, and options an object".into()
            }
            Object::Members(_) => "the old and the new list of hosts are both needed".into(),
            Object::Host { address, .. } => {
                format!("the host {address} was not added: a value is missing or of the wrong type")
            }
            _ => "the manager did not understand the request: a value is missing or of the wrong type".into(),
        }
    }

    fn not_found(&self) -> String {
        match (&self.object, self.verb) {
            (Object::Cluster(name) | Object::Members(name), _) => format!("there is no cluster {name}"),
            (Object::Member { cluster, host }, Verb::Get) => format!("{host} is not in cluster {cluster}"),
            (Object::Member { cluster, host }, Verb::Put) => {
                format!("there is no host {host}, or no cluster {cluster}")
            }
            (Object::Member { cluster, host }, Verb::Delete) => format!(
                "there is no cluster {cluster}; or {host} left it, and its container manager was not told"
            ),
            (Object::Operation { kind, cluster }, Verb::Get) => {
                format!("no {} of cluster {cluster} was ever started", kind.word())
            }
            (Object::Operation { cluster, .. }, _) => format!("there is no cluster {cluster}"),
            (Object::Host { address, .. } | Object::Creds(address), _) => {
                format!("there is no host {address}")
            }
            (Object::Status(address), _) => {
                format!("there is no host {address}, or its container manager is not known or not reachable")
            }
            (Object::Network(name), _) => format!("there is no network {name}"),
            (Object::ContainerManager(name), _) => format!("there is no container manager {name}"),
            (Object::Clusters | Object::Hosts | Object::Networks | Object::ContainerManagers, _) => {
                "the manager does not know this path: is the base path right?".into()
            }
        }
    }

    fn not_ready(&self) -> String {
        match &self.object {
            Object::Member { host, .. } => {
                format!("the status of {host} does not let it join: only active or disassociated hosts can")
            }
            _ => {
                "the status of a new host does not let it join: only active or disassociated hosts can".into()
            }
        }
    }

    fn conflict(&self) -> String {
        match &self.object {
            Object::Members(cluster) => {
                format!("the hosts of cluster {cluster} are others by now: read them again")
            }
            Object::Host {
                address,
                cluster: Some(cluster),
            } => format!(
                "there is no cluster {cluster}; or the host {address} exists with another key, or outside of that \
                 cluster"
            ),
            Object::Host { address, .. } => format!(
                "the host {address} exists with another key: a key cannot be changed, only deleted with its host"
            ),
            Object::Network(name) => {
                format!("the network {name} exists and differs: delete it first, it cannot be changed")
            }
            Object::ContainerManager(name) => {
                format!(
                    "the container manager {name} exists and differs: delete it first, it cannot be changed"
                )
            }
            _ => "it exists and differs".into(),
        }
    }

    fn broken(&self) -> String {
        match (&self.object, self.verb) {
            (Object::Cluster(name), Verb::Get) => {
                format!("the cluster {name} is missing or broken")
            }
            (Object::Member { cluster, .. }, Verb::Get) => {
                format!("the cluster {cluster} is missing or broken")
            }
            (Object::Cluster(name), Verb::Delete) => {
                format!("the container manager of cluster {name} could not be told, so the cluster stays")
            }
            (Object::Member { cluster, host }, Verb::Put) => format!(
                "the container manager of cluster {cluster} could not be told; {host} is in its list all the same"
            ),
            (Object::Members(_), Verb::Put) => {
                "a new host is not known, or the container manager could not be told".into()
            }
            // The wait may have been short: a clock that runs fast, or a server set up otherwise.
            (Object::Operation { .. }, Verb::Put) => self.given_up(),
            (Object::ContainerManagers, _) => {
                "the list of container managers cannot be read: this is so until there was a first one".into()
            }
            _ => "an internal error, of which only the manager's log tells more".into(),
        }
    }

    fn given_up(&self) -> String {
        match (&self.object, self.verb) {
            (Object::Operation { kind, .. }, Verb::Put) => format!(
                "the worker is busy with another operation, or not running; the {} may still start later",
                kind.word()
            ),
            (_, Verb::Get) => "a service behind the manager does not answer".into(),
            (_, Verb::Put | Verb::Delete) => {
                "a service behind the manager does not answer; how far the change came is not known".into()
            }
        }
    }
}
