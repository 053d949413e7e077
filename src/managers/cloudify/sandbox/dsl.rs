//! From the text of a blueprint to its plan, as far as a simulated deployment needs it.

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::kinds_of_nodes::{ancestors_of_node, ancestors_of_relationship};
use super::plan::{LIFECYCLE, NodePlan, Plan, Relationship, ScalingGroup};
use super::unpacking::File;

/// Files that import each other are followed so deep.
const DEEPEST: usize = 8;

/// Reads the blueprint with this main file.
///
/// # Errors
/// What is wrong with it, as the service words it ("Blueprints", `invalid_blueprint_error`).
pub fn read(files: &[File], main: &str) -> Result<Plan, String> {
    let mut document = Map::new();
    let is_whole = merge(files, main, &mut document, DEEPEST)?;
    if !document.contains_key("tosca_definitions_version") {
        return Err("Blueprint does not contain a tosca_definitions_version member".into());
    }
    let mut plan = Reading { document, is_whole }.plan()?;
    plan.plugins = plugins(files);
    Ok(plan)
}

/// The packages that are imported by name, as in `plugin:cloudify-aws-plugin?version=1.5.1.2`.
fn plugins(files: &[File]) -> Vec<String> {
    let lines = files
        .iter()
        .filter(|file| file.path.ends_with(".yaml"))
        .flat_map(|file| {
            let text = String::from_utf8_lossy(&file.content).into_owned();
            let named = text.split("plugin:").skip(1).map(|rest| {
                let is_part = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
                rest.chars().take_while(|sign| is_part(*sign)).collect::<String>()
            });
            named.collect::<Vec<String>>()
        });
    lines.filter(|name| !name.is_empty()).collect()
}

/// Adds what a file and its imports define; whether all of them were in the archive.
fn merge(files: &[File], path: &str, into: &mut Map<String, Value>, left: usize) -> Result<bool, String> {
    let Some(file) = files.iter().find(|file| file.path == path) else {
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&file.content);
    let document: Value = serde_saphyr::from_str(&text)
        .map_err(|error| format!("Failed parsing the file {path} as YAML: {error}"))?;
    let Value::Object(document) = document else {
        return Err(format!("{path} does not hold a map"));
    };
    let mut is_whole = true;
    for (section, value) in document {
        match (into.get_mut(&section), value) {
            (_, Value::Array(imports)) if section == "imports" => {
                for import in imports.iter().filter_map(Value::as_str) {
                    // The types of the service itself are known without the file.
                    let is_own = import.ends_with("/types.yaml") || import.starts_with("cloudify/types");
                    is_whole &= is_own || (left > 0 && merge(files, import, into, left - 1)?);
                }
            }
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (Some(_), _) => {}
            (None, value) => {
                into.insert(section, value);
            }
        }
    }
    Ok(is_whole)
}

struct Reading {
    document: Map<String, Value>,
    /// Whether every import could be read: else types may exist that are not known here.
    is_whole: bool,
}

impl Reading {
    fn plan(&self) -> Result<Plan, String> {
        let templates = self.section("node_templates");
        if templates.is_empty() {
            return Err("Blueprint does not contain any node_templates".into());
        }
        let nodes = templates.iter().map(|(name, template)| self.node(name, template));
        let nodes: Vec<NodePlan> = nodes.collect::<Result<_, _>>()?;
        for node in &nodes {
            for relationship in &node.relationships {
                if !templates.contains_key(&relationship.target) {
                    return Err(format!(
                        "A relationship instance under node '{}' of type '{}' declares a target node '{}' that does not exist",
                        node.name,
                        relationship.kind(),
                        relationship.target
                    ));
                }
            }
        }
        let description = self.document.get("description").and_then(Value::as_str);
        Ok(Plan {
            description: description.map(str::to_owned),
            inputs: as_objects(self.section("inputs")),
            outputs: as_objects(self.section("outputs")),
            nodes,
            groups: self.groups(),
            scaling_groups: self.scaling_groups(),
            workflows: self.workflows(),
            plugins: Vec::new(),
        })
    }

    fn node(&self, name: &str, template: &Value) -> Result<NodePlan, String> {
        let Some(kind) = template.get("type").and_then(Value::as_str) else {
            return Err(format!("'type' is missing in node template '{name}'"));
        };
        let hierarchy = self.hierarchy("node_types", kind, ancestors_of_node(kind))?;
        let types = self.section("node_types");
        let mut properties = Map::new();
        let mut operations = IndexMap::new();
        for ancestor in hierarchy.iter().filter_map(|ancestor| types.get(ancestor)) {
            for (name, property) in object(ancestor.get("properties")) {
                let default = property.get("default").cloned().unwrap_or(Value::Null);
                properties.insert(name.clone(), default);
            }
            read_operations(object(ancestor.get("interfaces")), &mut operations);
        }
        properties.extend(object(template.get("properties")).clone());
        read_operations(object(template.get("interfaces")), &mut operations);
        let scalable = ["capabilities", "scalable", "properties"]
            .iter()
            .try_fold(template, |at, member| at.get(member));
        let property = |name: &str| scalable.and_then(|scalable| scalable.get(name)).cloned();
        let deploy = template.get("instances").and_then(|count| count.get("deploy"));
        let instances = property("default_instances").or_else(|| deploy.cloned());
        Ok(NodePlan {
            name: name.to_owned(),
            hierarchy,
            properties,
            instances: instances.unwrap_or(json!(1)),
            least: property("min_instances")
                .and_then(|least| least.as_u64())
                .unwrap_or(0),
            most: property("max_instances").and_then(|most| most.as_u64()),
            relationships: self.relationships(name, template)?,
            operations,
        })
    }

    fn relationships(&self, name: &str, template: &Value) -> Result<Vec<Relationship>, String> {
        let written = template.get("relationships").and_then(Value::as_array);
        let written = written.map(Vec::as_slice).unwrap_or_default();
        let read = |relationship: &Value| {
            let word = |member| relationship.get(member).and_then(Value::as_str);
            let (Some(kind), Some(target)) = (word("type"), word("target")) else {
                return Err(format!(
                    "A relationship of node template '{name}' lacks its type or target"
                ));
            };
            Ok(Relationship {
                hierarchy: self.hierarchy("relationships", kind, ancestors_of_relationship(kind))?,
                target: target.to_owned(),
            })
        };
        written.iter().map(read).collect()
    }

    /// The types from the root to this one.
    fn hierarchy(&self, section: &str, kind: &str, known: Vec<String>) -> Result<Vec<String>, String> {
        let own = self.section(section);
        let mut chain = Vec::new();
        let mut at = kind.to_owned();
        while let Some(definition) = own.get(&at).filter(|_| chain.len() < own.len()) {
            let above = definition.get("derived_from").and_then(Value::as_str);
            chain.push(at);
            match above {
                Some(above) => at = above.to_owned(),
                None => {
                    chain.reverse();
                    return Ok(chain);
                }
            }
        }
        let base = match (chain.is_empty(), section) {
            (true, _) => known,
            (false, "node_types") => ancestors_of_node(&at),
            (false, _) => ancestors_of_relationship(&at),
        };
        if self.is_whole && !at.starts_with("cloudify.") {
            let what = if section == "node_types" {
                "node"
            } else {
                "relationship"
            };
            return Err(format!("Could not locate {what} type: '{at}'"));
        }
        Ok(base.into_iter().chain(chain.into_iter().rev()).collect())
    }

    /// The groups without what scaling takes of them.
    fn groups(&self) -> Map<String, Value> {
        let document = |group: &Value| {
            let members = group.get("members").cloned().unwrap_or(json!([]));
            let policies = group.get("policies").cloned().unwrap_or(json!({}));
            json!({"members": members, "policies": policies})
        };
        let groups = self.section("groups");
        groups
            .iter()
            .map(|(name, group)| (name.clone(), document(group)))
            .collect()
    }

    fn scaling_groups(&self) -> IndexMap<String, ScalingGroup> {
        let groups = self.section("groups");
        let is_scaling =
            |policy: &&Value| policy.get("type").and_then(Value::as_str) == Some("cloudify.policies.scaling");
        let mut scaling = IndexMap::new();
        for policy in self.section("policies").values().filter(is_scaling) {
            let number = |name: &str| policy.get("properties").and_then(|all| all.get(name)?.as_u64());
            for target in words(policy.get("targets")) {
                let members = words(groups.get(&target).and_then(|group| group.get("members")));
                scaling.insert(
                    target,
                    ScalingGroup {
                        members,
                        default: number("default_instances").unwrap_or(1),
                        least: number("min_instances").unwrap_or(0),
                        most: number("max_instances"),
                    },
                );
            }
        }
        scaling
    }

    fn workflows(&self) -> Map<String, Value> {
        let parameters = |workflow: &Value| as_objects(object(workflow.get("parameters")));
        let workflows = self.section("workflows");
        workflows
            .iter()
            .map(|(name, workflow)| (name.clone(), Value::Object(parameters(workflow))))
            .collect()
    }

    fn section(&self, name: &str) -> &Map<String, Value> {
        object(self.document.get(name))
    }
}

/// The operations with an implementation, by interface and name.
fn read_operations(interfaces: &Map<String, Value>, into: &mut IndexMap<String, String>) {
    for (interface, operations) in interfaces {
        for (name, operation) in object(Some(operations)) {
            let script = match operation {
                Value::String(script) => Some(script.as_str()),
                operation => operation.get("implementation").and_then(Value::as_str),
            };
            let full = match interface.as_str() {
                "lifecycle" => format!("{LIFECYCLE}{name}"),
                interface => format!("{interface}.{name}"),
            };
            match script.filter(|script| !script.is_empty()) {
                Some(script) => into.insert(full, script.to_owned()),
                None => into.shift_remove(&full),
            };
        }
    }
}

/// What is written without anything in it counts as an empty map.
fn as_objects(section: &Map<String, Value>) -> Map<String, Value> {
    let tidy = |value: &Value| match value {
        Value::Object(_) => value.clone(),
        _ => json!({}),
    };
    section
        .iter()
        .map(|(name, value)| (name.clone(), tidy(value)))
        .collect()
}

fn object(value: Option<&Value>) -> &Map<String, Value> {
    static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    value.and_then(Value::as_object).unwrap_or(&NOTHING)
}

fn words(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array);
    let words = list.into_iter().flatten().filter_map(Value::as_str);
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::plan::{CONTAINED_IN, DEPENDS_ON};
    use super::*;

    fn plan(text: &str) -> Result<Plan, String> {
        let file = File {
            path: "blueprint.yaml".into(),
            content: text.as_bytes().to_vec(),
        };
        read(&[file], "blueprint.yaml")
    }

    #[test]
    fn types_operations_inputs_and_groups_are_read() {
        let plan = plan(super::super::demonstration::SHOP).unwrap();
        let web = plan.node("web").unwrap();
        assert_eq!(
            web.hierarchy,
            [
                "cloudify.nodes.Root",
                "cloudify.nodes.SoftwareComponent",
                "cloudify.nodes.WebServer"
            ]
        );
        assert!(web.has_operation("cloudify.interfaces.lifecycle.start"));
        assert_eq!(plan.host_of("web"), Some("web_host"));
        assert!(plan.level_of("web") > plan.level_of("app"));
        assert!(plan.scaling_groups.contains_key("web_tier"));
        assert_eq!(plan.required_inputs().count(), 0);
        assert!(plan.inputs.contains_key("fail_on"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |text: &str| plan(text).unwrap_err();
        assert!(wrong("node_templates: {}").contains("tosca_definitions_version"));
        assert!(wrong("tosca_definitions_version: cloudify_dsl_1_3").contains("node_templates"));
        assert!(wrong("a: [").contains("as YAML"));
        let unknown = "tosca_definitions_version: cloudify_dsl_1_3\nnode_templates: {a: {type: my.own}}";
        assert_eq!(wrong(unknown), "Could not locate node type: 'my.own'");
        let lost = "tosca_definitions_version: cloudify_dsl_1_3\nnode_templates:\n  a:\n    type: cloudify.nodes.Root\n    relationships: [{type: cloudify.relationships.contained_in, target: b}]";
        assert!(wrong(lost).contains("that does not exist"));
    }

    #[test]
    fn types_of_a_plugin_that_is_not_in_the_archive_are_taken_as_they_are() {
        let text = "tosca_definitions_version: cloudify_dsl_1_3\nimports: ['plugin:cloudify-aws-plugin']\nnode_templates: {a: {type: cloudify.aws.nodes.Instances}, b: {type: aws.Thing}}";
        let plan = plan(text).unwrap();
        assert_eq!(plan.node("b").unwrap().kind(), "aws.Thing");
    }

    #[test]
    fn a_contained_node_finds_its_container_by_a_derived_relationship() {
        let text = "tosca_definitions_version: cloudify_dsl_1_3\nrelationships: {sits_on: {derived_from: cloudify.relationships.contained_in}}\nnode_templates: {a: {type: cloudify.nodes.Compute}, b: {type: cloudify.nodes.Root, relationships: [{type: sits_on, target: a}]}}";
        let plan = plan(text).unwrap();
        assert_eq!(plan.host_of("b"), Some("a"));
        let kinds = &plan.node("b").unwrap().relationships[0].hierarchy;
        assert_eq!(kinds.as_slice(), [DEPENDS_ON, CONTAINED_IN, "sits_on"]);
    }
}
