//! The node and relationship types that every blueprint knows without defining them.

use super::plan::{COMPUTE, CONTAINED_IN, DEPENDS_ON, ROOT};

const SOFTWARE: &str = "cloudify.nodes.SoftwareComponent";

/// The types from the root to this one; a type that is not known counts as a child of the root.
pub fn ancestors_of_node(kind: &str) -> Vec<String> {
    let between = match kind {
        ROOT => return vec![ROOT.to_owned()],
        "cloudify.nodes.WebServer"
        | "cloudify.nodes.ApplicationServer"
        | "cloudify.nodes.DBMS"
        | "cloudify.nodes.MessageBusServer"
        | "cloudify.nodes.CloudifyManager"
        | "cloudify.nodes.CloudifyManager.Agent" => Some(SOFTWARE),
        // The servers of the providers' plugins derive from it.
        kind if is_a_server(kind) => Some(COMPUTE),
        _ => None,
    };
    [Some(ROOT), between, Some(kind)]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect()
}

/// The types from the root to this one, for relationships.
pub fn ancestors_of_relationship(kind: &str) -> Vec<String> {
    let between = match kind {
        DEPENDS_ON => return vec![DEPENDS_ON.to_owned()],
        CONTAINED_IN | "cloudify.relationships.connected_to" => None,
        kind if kind.ends_with("contained_in") => Some(CONTAINED_IN),
        _ => None,
    };
    [Some(DEPENDS_ON), between, Some(kind)]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect()
}

fn is_a_server(kind: &str) -> bool {
    let last = kind.rsplit('.').next().unwrap_or_default();
    kind != COMPUTE && matches!(last, "Server" | "Instances" | "Compute" | "VirtualMachine")
}
