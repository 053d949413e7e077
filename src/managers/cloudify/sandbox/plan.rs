//! What a blueprint says once it is read: nodes and how they hang together, inputs, outputs and workflows.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// A blueprint as the service keeps it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub description: Option<String>,
    /// As written: `type`, `default`, `description`, all of them optional.
    pub inputs: Map<String, Value>,
    /// As written: `description` and `value`.
    pub outputs: Map<String, Value>,
    pub nodes: Vec<NodePlan>,
    /// `members` and `policies` of each.
    pub groups: Map<String, Value>,
    pub scaling_groups: IndexMap<String, ScalingGroup>,
    /// The workflows of its own: name and `parameters` as written.
    pub workflows: Map<String, Value>,
    /// The packages of plugins that it needs.
    pub plugins: Vec<String>,
}

/// A node template.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NodePlan {
    pub name: String,
    /// The types from the root to its own.
    pub hierarchy: Vec<String>,
    pub properties: Map<String, Value>,
    /// How many of it for each instance of what contains it; may be a function of the inputs.
    pub instances: Value,
    pub least: u64,
    /// `None`: no limit.
    pub most: Option<u64>,
    pub relationships: Vec<Relationship>,
    /// The operations that are implemented: full name, and the script that is run.
    pub operations: IndexMap<String, String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// The types from the root to its own.
    pub hierarchy: Vec<String>,
    pub target: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ScalingGroup {
    pub members: Vec<String>,
    pub default: u64,
    pub least: u64,
    /// `None`: no limit.
    pub most: Option<u64>,
}

pub const ROOT: &str = "cloudify.nodes.Root";
pub const COMPUTE: &str = "cloudify.nodes.Compute";
pub const CONTAINED_IN: &str = "cloudify.relationships.contained_in";
pub const DEPENDS_ON: &str = "cloudify.relationships.depends_on";
/// What the names of the operations begin with that bring a node up and down.
pub const LIFECYCLE: &str = "cloudify.interfaces.lifecycle.";

impl Plan {
    pub fn node(&self, name: &str) -> Option<&NodePlan> {
        self.nodes.iter().find(|node| node.name == name)
    }

    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == name)
    }

    /// The node that a node is contained in.
    pub fn container_of(&self, name: &str) -> Option<&NodePlan> {
        let contained = self
            .node(name)?
            .relationships
            .iter()
            .find(|relationship| relationship.is_containment())?;
        self.node(&contained.target)
    }

    /// The name of the host that a node is on: itself or the nearest that contains it.
    pub fn host_of(&self, name: &str) -> Option<&str> {
        let mut at = self.node(name)?;
        for _ in 0..=self.nodes.len() {
            if at.is_host() {
                return Some(&at.name);
            }
            at = self.container_of(&at.name)?;
        }
        None
    }

    /// How many nodes have to be there before a node: 0 for those that need none.
    pub fn level_of(&self, name: &str) -> usize {
        self.level_within(name, self.nodes.len())
    }

    /// Relationships that run in a circle end where all nodes were passed.
    fn level_within(&self, name: &str, left: usize) -> usize {
        if left == 0 {
            return 0;
        }
        let targets = self.node(name).map(|node| node.relationships.iter());
        let levels = targets
            .into_iter()
            .flatten()
            .filter(|relationship| relationship.target != name)
            .map(|relationship| 1 + self.level_within(&relationship.target, left - 1));
        levels.max().unwrap_or(0)
    }

    /// The scaling group that a node is a member of.
    pub fn group_of(&self, name: &str) -> Option<(&str, &ScalingGroup)> {
        let mut groups = self.scaling_groups.iter();
        groups
            .find(|(_, group)| group.members.iter().any(|member| member == name))
            .map(|(name, group)| (name.as_str(), group))
    }

    /// The names of the inputs that a deployment must give.
    pub fn required_inputs(&self) -> impl Iterator<Item = &str> {
        let required = |input: &Value| {
            input.get("default").is_none() && input.get("required").is_none_or(|value| *value != json!(false))
        };
        self.inputs
            .iter()
            .filter(move |(_, input)| required(input))
            .map(|(name, _)| name.as_str())
    }

    /// The `plan` of a blueprint.
    pub fn document(&self, workflows: &Value) -> Value {
        let nodes: Vec<Value> = self.nodes.iter().map(|node| self.node_document(node)).collect();
        let groups: Map<String, Value> = self
            .scaling_groups
            .iter()
            .map(|(name, group)| {
                let document =
                    json!({"members": group.members, "properties": group.properties(group.default)});
                (name.clone(), document)
            })
            .collect();
        json!({
            "description": self.description,
            "metadata": null,
            "inputs": self.inputs,
            "outputs": self.outputs,
            "nodes": nodes,
            "groups": self.groups,
            "scaling_groups": groups,
            "policies": {},
            "policy_types": {},
            "policy_triggers": {},
            "relationships": {},
            "workflows": workflows,
            "deployment_plugins_to_install": [],
            "workflow_plugins_to_install": [],
            "version": {"raw": "cloudify_dsl_1_3", "definitions_name": "cloudify_dsl", "definitions_version": [1, 3]},
        })
    }

    fn node_document(&self, node: &NodePlan) -> Value {
        let relationships: Vec<Value> = node
            .relationships
            .iter()
            .map(|relationship| {
                json!({
                    "type": relationship.kind(),
                    "target_id": relationship.target,
                    "type_hierarchy": relationship.hierarchy,
                })
            })
            .collect();
        json!({
            "name": node.name,
            "id": node.name,
            "type": node.kind(),
            "type_hierarchy": node.hierarchy,
            "host_id": self.host_of(&node.name),
            "properties": node.properties,
            "relationships": relationships,
            "operations": node.operations.keys().collect::<Vec<_>>(),
            "capabilities": {"scalable": {"properties": {
                "default_instances": node.instances,
                "min_instances": node.least,
                "max_instances": node.most.map_or(json!(-1), |most| json!(most)),
            }}},
        })
    }
}

impl NodePlan {
    /// The name of its type.
    pub fn kind(&self) -> &str {
        self.hierarchy.last().map_or(ROOT, String::as_str)
    }

    pub fn is_host(&self) -> bool {
        self.hierarchy.iter().any(|kind| kind == COMPUTE)
    }

    /// Whether an operation is implemented, under its full name or its last word.
    pub fn has_operation(&self, name: &str) -> bool {
        self.operations.contains_key(name) || self.operations.contains_key(&format!("{LIFECYCLE}{name}"))
    }
}

impl Relationship {
    pub fn kind(&self) -> &str {
        self.hierarchy.last().map_or(DEPENDS_ON, String::as_str)
    }

    pub fn is_containment(&self) -> bool {
        self.hierarchy.iter().any(|kind| kind == CONTAINED_IN)
    }
}

impl ScalingGroup {
    /// `properties` of a scaling group that has so many instances ("Schemas", deployment).
    pub fn properties(&self, planned: u64) -> Value {
        json!({
            "min_instances": self.least,
            "planned_instances": planned,
            "default_instances": self.default,
            "max_instances": self.most.map_or(json!(-1), |most| json!(most)),
            "current_instances": planned,
        })
    }
}
