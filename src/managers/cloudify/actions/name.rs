//! The names of parameters, and of what is derived from the target.

pub const FORCE: &str = "force";
pub const WORKFLOW: &str = "workflow";
pub const ENTITY: &str = "entity";
pub const DELTA: &str = "delta";
pub const OPERATION: &str = "operation";
pub const KWARGS: &str = "kwargs";
pub const NODES: &str = "nodes";
pub const INSTANCES: &str = "instances";
pub const TYPES: &str = "types";
pub const BY_DEPENDENCY: &str = "by-dependency-order";
pub const IGNORE_FAILURE: &str = "ignore-failure";
pub const IGNORE_LIVE_NODES: &str = "ignore-live-nodes";
pub const NAME: &str = "name";
pub const PRIVATE: &str = "private";
pub const SKIP_PLUGINS_VALIDATION: &str = "skip-plugins-validation";
pub const STATUS: &str = "status";
pub const ERROR: &str = "error";
pub const PROPERTIES: &str = "runtime-properties";
pub const STATE: &str = "state";
pub const ARCHIVE: &str = "archive";
pub const FILE_NAME: &str = "application-file-name";
pub const VALUE: &str = "value";
pub const OVERWRITE: &str = "overwrite";
pub const WITH_METRICS: &str = "include-metrics";
pub const WITH_CREDENTIALS: &str = "include-credentials";
pub const RECREATE: &str = "recreate-deployments-envs";
pub const RESTORE_CERTIFICATES: &str = "restore-certificates";
pub const NO_REBOOT: &str = "no-reboot";
/// Not `timeout`: that is how long somebody waits for a change.
pub const TIMEOUT: &str = "restore-timeout";
pub const USER: &str = "user";
pub const GROUP: &str = "group";
pub const ROLE: &str = "role";
pub const PASSWORD: &str = "password";
pub const LDAP_DN: &str = "ldap-dn";
pub const ADDRESS: &str = "host-ip";
pub const NODE_NAME: &str = "node-name";
pub const JOIN: &str = "join-addresses";
pub const CREDENTIALS: &str = "credentials";
pub const CHANGES: &str = "changes";

/// Derived: the whole start of an execution, as JSON, but for its deployment and whether it is by force.
pub const START: &str = "(start)";
/// Derived: the execution that is under way.
pub const EXECUTION: &str = "(execution)";
/// Derived: the version that was read.
pub const VERSION: &str = "(version)";
