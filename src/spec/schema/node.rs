//! One place of a schema, with the targets of its references.

use serde_json::{Map, Value};

/// The objects of a schema that speak of one value: its own, what it refers to, and what it adds by `allOf`.
///
/// The nearest comes first, and wins where only one can be heard.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    top: &'a Value,
    parts: Vec<&'a Map<String, Value>>,
}

/// A reference that leads to itself must end somewhere.
const MOST_PARTS: usize = 32;

impl<'a> Node<'a> {
    /// The whole schema.
    pub(super) fn top(schema: &'a Value) -> Self {
        Self::of(schema, schema)
    }

    fn of(top: &'a Value, schema: &'a Value) -> Self {
        let mut parts = Vec::new();
        gather(top, schema, &mut parts);
        Self { top, parts }
    }

    /// What the schema says of the member of this name; `None` if it says nothing.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let named = |part: &&'a Map<String, Value>| part.get("properties")?.get(name);
        let other = |part: &&'a Map<String, Value>| {
            part.get("additionalProperties")
                .filter(|schema| schema.is_object())
        };
        let schema = self.parts.iter().find_map(named);
        let schema = schema.or_else(|| self.parts.iter().find_map(other))?;
        Some(Self::of(self.top, schema))
    }

    /// What the schema says of every element of an array.
    pub(super) fn element(&self) -> Option<Self> {
        let items = self.get("items").filter(|schema| schema.is_object())?;
        Some(Self::of(self.top, items))
    }

    /// The names of the members, in the order of the schema.
    pub(super) fn keys(&self) -> Vec<&'a str> {
        let mut keys = Vec::new();
        for part in &self.parts {
            let members = part.get("properties").and_then(Value::as_object);
            for key in members.into_iter().flat_map(Map::keys) {
                if !keys.contains(&key.as_str()) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// Whether another key than those is worth a word: the schema of a free object names none.
    pub(super) fn names_its_keys(&self) -> bool {
        self.get("properties").is_some()
    }

    /// What the nearest part says under this keyword.
    pub(super) fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    pub(super) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.get(keyword)?.as_str()
    }

    /// The names of the types that are allowed; none if all are.
    pub(super) fn types(&self) -> Vec<&'a str> {
        match self.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The values that are listed; none if none are.
    pub(super) fn values(&self) -> &'a [Value] {
        self.list("enum")
    }

    /// Some of the values that it may be; none if none are told.
    pub(super) fn examples(&self) -> &'a [Value] {
        self.list("examples")
    }

    /// Whether other values than the listed ones may come with a newer manager.
    pub(super) fn is_open(&self) -> bool {
        self.get("x-open").and_then(Value::as_bool) == Some(true)
    }

    fn list(&self, keyword: &str) -> &'a [Value] {
        let listed = self.get(keyword).and_then(Value::as_array);
        listed.map_or(&[], Vec::as_slice)
    }
}

fn gather<'a>(top: &'a Value, schema: &'a Value, parts: &mut Vec<&'a Map<String, Value>>) {
    let Some(object) = schema.as_object().filter(|_| parts.len() < MOST_PARTS) else {
        return;
    };
    parts.push(object);
    let target = object.get("$ref").and_then(Value::as_str);
    if let Some(target) = target.and_then(|reference| top.pointer(reference.strip_prefix('#')?)) {
        gather(top, target, parts);
    }
    let all = object.get("allOf").and_then(Value::as_array);
    for schema in all.into_iter().flatten() {
        gather(top, schema, parts);
    }
}
