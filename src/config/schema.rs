//! The keys as a JSON Schema (draft 2020-12), for editors: `#:schema FILE` in the first line of `config.toml`.

use serde_json::{Map, Value, json};

use crate::managers::registry;

use super::keys::{self, Key, Section, Shape};

/// The schema of the whole file.
pub fn schema() -> Value {
    let mut top = properties(Section::Top);
    top.insert(
        "console".into(),
        table("How the console looks", properties(Section::Console), &[]),
    );
    top.insert(
        "contexts".into(),
        json!({
            "description": "Named connections to managers",
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z0-9_.-]+$" },
            "additionalProperties": { "$ref": "#/$defs/context" },
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Quarterdeck's config.toml",
        "type": "object",
        "properties": top,
        "additionalProperties": false,
        "$defs": { "context": context() },
    })
}

fn context() -> Value {
    let keys: Vec<&Key> = keys::of_section(Section::Context).collect();
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.is_required)
        .map(|key| key.name)
        .collect();
    let mut context = table("One named connection", properties(Section::Context), &required);
    let mut rules: Vec<Value> = Vec::new();
    for key in &keys {
        for way in key.needed_by {
            rules.push(json!({
                "if": { "properties": { "auth": { "const": way.name() } }, "required": ["auth"] },
                "then": { "required": [key.name] },
            }));
        }
        if !key.fits.is_empty() {
            let ways: Vec<&str> = key.fits.iter().map(|way| way.name()).collect();
            rules.push(json!({
                "if": { "required": [key.name, "auth"] },
                "then": { "properties": { "auth": { "enum": ways } } },
            }));
        }
    }
    for entry in registry::REGISTRY {
        let names = entry.about.settings.iter().map(|setting| {
            let of_setting = json!({
                "description": setting.help, "type": "string", "default": setting.default,
            });
            (setting.name.to_owned(), of_setting)
        });
        let own: Map<String, Value> = names.collect();
        let ways: Vec<&str> = entry.about.auth.iter().map(|way| way.name()).collect();
        rules.push(json!({
            "if": { "properties": { "manager": { "const": entry.about.name } }, "required": ["manager"] },
            "then": { "properties": {
                "auth": { "enum": ways },
                "settings": { "properties": own, "additionalProperties": false },
            } },
        }));
    }
    if let Some(object) = context.as_object_mut() {
        object.insert("allOf".into(), Value::from(rules));
        object.insert(
            "dependentRequired".into(),
            json!({ "key_file": ["certificate_file"] }),
        );
    }
    context
}

fn table(description: &str, properties: Map<String, Value>, required: &[&str]) -> Value {
    json!({
        "description": description,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn properties(section: Section) -> Map<String, Value> {
    keys::of_section(section)
        .map(|key| (key.name.to_owned(), of(key)))
        .collect()
}

fn of(key: &Key) -> Value {
    let mut property = match key.shape {
        Shape::YesNo => json!({ "type": "boolean" }),
        Shape::Settings => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Shape::Words(words) => json!({ "type": "string", "enum": words() }),
        Shape::Url => json!({ "type": "string", "pattern": "^https?://[^@?#]+$" }),
        Shape::Proxy => json!({ "type": "string", "pattern": "^(none|https?://[^@?#]+)$" }),
        Shape::Secret => json!({
            "type": "string",
            "pattern": "^(keyring|prompt|env:\\s*[A-Za-z0-9_]+|(file|command):\\s*\\S.*)$",
            "examples": ["keyring", "env:PROD_TOKEN", "file:~/.secrets/prod", "command:pass show prod", "prompt"],
        }),
        Shape::Duration => json!({ "type": "string", "examples": ["15s", "1m"] }),
        Shape::Spacing => json!({ "type": "string", "examples": ["2600ms", "0s"] }),
        Shape::User => json!({ "type": "string", "pattern": "^[^:]+$" }),
        Shape::Network => json!({ "type": "string", "examples": ["203.0.113.7", "198.51.100.0/24"] }),
        Shape::Header => json!({ "type": "string", "examples": ["X-Api-Key"] }),
        Shape::ContextName => json!({ "type": "string", "pattern": "^[A-Za-z0-9_.-]+$" }),
        Shape::Text | Shape::Path => json!({ "type": "string", "minLength": 1 }),
    };
    if let Some(object) = property.as_object_mut() {
        object.insert("description".into(), key.help.into());
        match (key.shape, key.default) {
            (Shape::YesNo, Some("true")) => object.insert("default".into(), true.into()),
            (Shape::YesNo, Some("false")) => object.insert("default".into(), false.into()),
            (Shape::Words(words), Some(default)) if words().contains(&default) => {
                object.insert("default".into(), default.into())
            }
            _ => None,
        };
    }
    property
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::ConfigFile;

    fn is_valid(text: &str) -> bool {
        let table: toml::Table = text.parse().unwrap();
        let judge = jsonschema::draft202012::new(&schema()).unwrap();
        judge.is_valid(&serde_json::to_value(table).unwrap())
    }

    #[test]
    fn the_schema_is_one_and_takes_the_example() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema()));
        let example = include_str!("../../assets/config.toml");
        let lines = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line));
        let text = lines.collect::<Vec<_>>().join("\n");
        assert!(is_valid(example) && is_valid(&text));
    }

    #[test]
    fn the_schema_and_the_reader_agree() {
        let manager = registry::names().next().unwrap();
        let good = format!("manager = \"{manager}\"\nurl = \"https://m.test\"\n");
        for (line, is_good) in [
            ("", true),
            ("auth = \"basic\"\nuser = \"x\"", true),
            ("auth = \"basic\"", false),
            ("auth = \"bearer\"\nuser = \"x\"", false),
            ("auth = \"certificate\"", false),
            ("key_file = \"x\"", false),
            ("secret = \"hunter2\"", false),
            ("secret = \"env:X\"", true),
            ("token = \"x\"", false),
            ("protection = \"careful\"", false),
            ("allow_plain_http = \"yes\"", false),
            ("settings.base_path = \"/api\"", true),
            ("settings.nothing = \"/api\"", false),
            ("settings.base_path = 3", false),
            ("proxy = \"none\"", true),
            ("proxy = \"http://u:p@proxy\"", false),
        ] {
            let text = format!("[contexts.a]\n{good}{line}\n");
            let file = ConfigFile::parse(&text, Path::new("config.toml"));
            assert_eq!(file.mistakes.is_empty(), is_good, "{line}: {:?}", file.mistakes);
            assert_eq!(is_valid(&text), is_good, "{line}");
        }
    }
}
