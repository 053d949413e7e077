//! The words that the server writes ("Enumerations").

pub const NEW: &str = "";
pub const BOOTSTRAPPING: &str = "bootstrapping";
pub const ACTIVE: &str = "active";
pub const DISASSOCIATED: &str = "disassociated";
pub const FAILED: &str = "failed";

pub const IN_PROCESS: &str = "in_process";
pub const FINISHED: &str = "finished";

pub const DEFAULT_NETWORK: &str = "default";
pub const NETWORK_TYPES: [&str; 2] = ["flannel_etcd", "flannel_server"];

pub const OPENSHIFT: &str = "openshift";
pub const TRIVIAL: &str = "trivial";
pub const MANAGER_TYPES: [&str; 2] = [OPENSHIFT, TRIVIAL];

const SYSTEMS_WITH_DRIVER: [&str; 4] = ["centos", "fedora", "redhat", "rhel"];

/// Whether the server knows how to bootstrap a system; on another one its worker breaks.
pub fn has_driver(system: &str) -> bool {
    SYSTEMS_WITH_DRIVER.contains(&system)
}
