//! What can be done, when, and what it will do: with the manager's real hazards in the "will" line.
//!
//! - [`cluster`]: clusters and who is in them; [`operation`]: upgrade, restart, deploy.
//! - [`host`]: hosts; [`infrastructure`]: networks and container managers.
//! - [`names`]: what may be a name.

pub mod cluster;
pub mod host;
pub mod infrastructure;
pub mod names;
pub mod operation;

use crate::resource::action::{DELETE, REPLACE_SERVER, START, STOP};
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{Action, ActionId, Danger, On, Parameter, Takes};

use super::kinds::{CONTAINER_MANAGERS, HOSTS, NETWORKS};
use super::wire::OperationKind;

pub const CREATE_CLUSTER: ActionId = ActionId("create-cluster");
pub const ADD_HOSTS: ActionId = ActionId("add-hosts");
pub const REMOVE_HOST: ActionId = ActionId("remove-host");
pub const UPGRADE: ActionId = ActionId("upgrade");
pub const RESTART: ActionId = ActionId("restart");
pub const DEPLOY: ActionId = ActionId("deploy");
pub const BOOTSTRAP_HOST: ActionId = ActionId("bootstrap-host");
pub const JOIN: ActionId = ActionId("join");
pub const CREATE_NETWORK: ActionId = ActionId("create-network");
pub const CREATE_CONTAINER_MANAGER: ActionId = ActionId("create-container-manager");

/// Names of parameters, as the actions and their requests know them.
pub mod parameter {
    pub const NETWORK: &str = "network";
    pub const CONTAINER_MANAGER: &str = "container-manager";
    pub const HOSTS: &str = "hosts";
    pub const VERSION: &str = "to-version";
    pub const KEY_FILE: &str = "key-file";
    pub const REMOTE_USER: &str = "remote-user";
    pub const CLUSTER: &str = "cluster";
    pub const TYPE: &str = "type";
    pub const OPTIONS: &str = "options";
}

const NEW_NAME: Parameter = Parameter::new("name", "letters, digits, - and _", Takes::Text)
    .required()
    .checked(names::name);

pub static ACTIONS: [Action; 14] = [
    Action {
        id: UPGRADE,
        title: "Upgrade",
        past: "upgraded",
        help: "Upgrade the hosts of the cluster, one after the other",
        danger: Danger::Service,
        queues: true,
        available: cluster::readable,
        consequences: |target| operation::does(OperationKind::Upgrade, target),
        following: |before, now| operation::following(OperationKind::Upgrade, before, now),
        ..Action::PLAIN
    },
    Action {
        id: RESTART,
        title: "Restart",
        past: "restarted",
        help: "Restart the hosts of the cluster, one after the other",
        danger: Danger::Service,
        queues: true,
        available: cluster::readable,
        consequences: |target| operation::does(OperationKind::Restart, target),
        following: |before, now| operation::following(OperationKind::Restart, before, now),
        ..Action::PLAIN
    },
    Action {
        id: DEPLOY,
        title: "Deploy",
        past: "deployed",
        help: "Deploy an OSTree version to the hosts of the cluster, one after the other",
        danger: Danger::Service,
        queues: true,
        parameters: &[Parameter::new(
            parameter::VERSION,
            "The version of the tree, such as 7.2.6",
            Takes::Text,
        )
        .required()],
        available: cluster::readable,
        consequences: |target| operation::does(OperationKind::Deploy, target),
        following: |before, now| operation::following(OperationKind::Deploy, before, now),
        ..Action::PLAIN
    },
    Action {
        id: CREATE_CLUSTER,
        title: "Create cluster",
        past: "created",
        help: "Create a cluster without hosts",
        on: On::New {
            kind: CLUSTERS,
            name: NEW_NAME,
        },
        parameters: &[
            Parameter::new(
                parameter::NETWORK,
                "Its network; one that does not exist is replaced by the default in silence",
                Takes::Reference(NETWORKS),
            )
            .or("default")
            .checked(names::name),
            Parameter::new(
                parameter::CONTAINER_MANAGER,
                "What schedules containers on its hosts; without one they never count as available",
                Takes::Reference(CONTAINER_MANAGERS),
            )
            .checked(names::name),
        ],
        consequences: cluster::create_does,
        following: |_, now| is_there(now),
        ..Action::PLAIN
    },
    Action {
        id: ADD_HOSTS,
        title: "Add hosts",
        past: "extended",
        help: "Add hosts that are there already to the cluster",
        parameters: &[Parameter::new(
            parameter::HOSTS,
            "Addresses of hosts that are active or disassociated, separated by commas",
            Takes::References(HOSTS),
        )
        .required()
        .checked(names::address)],
        available: cluster::readable,
        consequences: cluster::add_does,
        following: cluster::added,
        ..Action::PLAIN
    },
    Action {
        id: REMOVE_HOST,
        title: "Remove host",
        past: "removed",
        help: "Take the host out of the cluster; its record stays",
        on: On::Part {
            of: CLUSTERS,
            part: SERVERS,
        },
        danger: Danger::Part,
        available: cluster::can_remove,
        consequences: cluster::remove_does,
        following: cluster::removed,
        ..Action::PLAIN
    },
    Action {
        id: DELETE,
        title: "Delete",
        past: "deleted",
        help: "Delete the cluster for good; its hosts stay",
        danger: Danger::Destroys,
        available: cluster::known,
        consequences: cluster::delete_does,
        following: |_, _| still_there(),
        ..Action::PLAIN
    },
    Action {
        id: BOOTSTRAP_HOST,
        title: "Bootstrap host",
        past: "bootstrapped",
        help: "Hand a machine to the manager, which prepares it over SSH",
        on: On::New {
            kind: HOSTS,
            name: Parameter::new("address", "a host name or IPv4 (no IPv6)", Takes::Text)
                .required()
                .checked(names::address),
        },
        parameters: &[
            Parameter::new(
                parameter::KEY_FILE,
                "File with the private SSH key that lets into it; it is sent to the manager",
                Takes::SecretFile,
            )
            .required(),
            Parameter::new(parameter::REMOTE_USER, "Whom to log in as", Takes::Text).or("root"),
            Parameter::new(
                parameter::CLUSTER,
                "The cluster that it joins at once",
                Takes::Reference(CLUSTERS),
            )
            .checked(names::name),
        ],
        consequences: host::bootstrap_does,
        following: host::bootstrapped,
        ..Action::PLAIN
    },
    Action {
        id: JOIN,
        title: "Join",
        past: "joined",
        help: "Add the host to a cluster",
        on: On::Object(HOSTS),
        bulk: true,
        parameters: &[Parameter::new(
            parameter::CLUSTER,
            "The cluster that it is to be in",
            Takes::Reference(CLUSTERS),
        )
        .required()
        .checked(names::name)],
        available: host::can_join,
        consequences: host::join_does,
        following: host::joined,
        ..Action::PLAIN
    },
    Action {
        id: DELETE,
        title: "Delete host",
        past: "deleted",
        help: "Delete the host's record and its key; the machine itself is left alone",
        on: On::Object(HOSTS),
        danger: Danger::Destroys,
        consequences: host::delete_does,
        following: |_, _| still_there(),
        ..Action::PLAIN
    },
    Action {
        id: CREATE_NETWORK,
        title: "Create network",
        past: "created",
        help: "Create a network for clusters",
        on: On::New {
            kind: NETWORKS,
            name: NEW_NAME,
        },
        parameters: &[
            Parameter::new(
                parameter::TYPE,
                "How the hosts of its clusters are connected",
                Takes::Choice(&["flannel_etcd", "flannel_server"]),
            )
            .or("flannel_etcd"),
            Parameter::new(
                parameter::OPTIONS,
                "Settings of this type, a JSON object",
                Takes::Json,
            )
            .checked(names::options),
        ],
        consequences: infrastructure::create_does,
        following: |_, now| is_there(now),
        ..Action::PLAIN
    },
    Action {
        id: DELETE,
        title: "Delete network",
        past: "deleted",
        help: "Delete the network, also if clusters use it",
        on: On::Object(NETWORKS),
        danger: Danger::Destroys,
        consequences: infrastructure::delete_network_does,
        following: |_, _| still_there(),
        ..Action::PLAIN
    },
    Action {
        id: CREATE_CONTAINER_MANAGER,
        title: "Create container manager",
        past: "created",
        help: "Tell the manager of a container manager that schedules on hosts",
        on: On::New {
            kind: CONTAINER_MANAGERS,
            name: NEW_NAME,
        },
        parameters: &[
            Parameter::new(
                parameter::TYPE,
                "What it is",
                Takes::Choice(&["openshift", "trivial"]),
            )
            .or("openshift"),
            Parameter::new(
                parameter::OPTIONS,
                "server_url and token, or certificate_path and certificate_key_path, as a JSON object",
                Takes::Json,
            )
            .checked(names::options),
        ],
        consequences: infrastructure::create_does,
        following: |_, now| is_there(now),
        ..Action::PLAIN
    },
    Action {
        id: DELETE,
        title: "Delete container manager",
        past: "deleted",
        help: "Delete the configuration of the container manager, also if clusters use it",
        on: On::Object(CONTAINER_MANAGERS),
        danger: Danger::Destroys,
        consequences: infrastructure::delete_manager_does,
        following: |_, _| still_there(),
        ..Action::PLAIN
    },
];

/// Verbs that this manager does not have, each with the reason.
pub static NOT_OFFERED: [(ActionId, &str); 3] = [
    (
        START,
        "Commissaire starts no clusters: its hosts are machines that run on their own",
    ),
    (
        STOP,
        "Commissaire stops no clusters: its hosts are machines that run on their own",
    ),
    (
        REPLACE_SERVER,
        "Commissaire replaces no hosts: remove-host and bootstrap-host together do it",
    ),
];

fn is_there(now: &crate::resource::Target<'_>) -> crate::resource::Following {
    crate::resource::Following::Done(format!("{} is there", now.row.name))
}

fn still_there() -> crate::resource::Following {
    crate::resource::Following::Running("it is still there".into())
}
