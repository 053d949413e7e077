//! The functions in a blueprint, as far as inputs, properties and attributes answer them.

use serde_json::{Map, Value};

/// What the functions can ask for.
pub trait Known {
    fn input(&self, name: &str) -> Option<Value>;
    fn property(&self, node: &str, name: &str) -> Option<Value>;
    fn attribute(&self, node: &str, name: &str) -> Option<Value>;
}

/// The inputs alone, as far as they are known when a deployment is made.
pub struct Inputs<'a>(pub &'a Map<String, Value>);

impl Known for Inputs<'_> {
    fn input(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }

    fn property(&self, _: &str, _: &str) -> Option<Value> {
        None
    }

    fn attribute(&self, _: &str, _: &str) -> Option<Value> {
        None
    }
}

/// The value with every function in it answered; what nothing is known of stays as it is written.
pub fn evaluated(value: &Value, known: &dyn Known) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| evaluated(item, known)).collect(),
        Value::Object(members) => answer(members, known).unwrap_or_else(|| {
            let all = members.iter();
            all.map(|(name, member)| (name.clone(), evaluated(member, known)))
                .collect()
        }),
        other => other.clone(),
    }
}

fn answer(members: &Map<String, Value>, known: &dyn Known) -> Option<Value> {
    let mut all = members.iter();
    let (name, argument) = all.next().filter(|_| members.len() == 1)?;
    let pair = || {
        let pair = argument.as_array()?;
        Some((pair.first()?.as_str()?, pair.get(1)?.as_str()?))
    };
    match name.as_str() {
        "get_input" => known.input(argument.as_str()?),
        "get_property" => pair().and_then(|(node, name)| known.property(node, name)),
        "get_attribute" => pair().and_then(|(node, name)| known.attribute(node, name)),
        "concat" => {
            let parts = argument.as_array()?.iter().map(|part| evaluated(part, known));
            let text = |part: Value| match part {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Some(Value::String(parts.map(text).collect()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_known_is_answered_and_the_rest_stays() {
        let inputs = json!({"port": 8080});
        let known = Inputs(inputs.as_object().unwrap());
        let written = json!({"url": {"concat": ["http://", {"get_attribute": ["vm", "ip"]}, ":", {"get_input": "port"}]}, "port": {"get_input": "port"}, "other": {"get_secret": "key"}});
        let read = evaluated(&written, &known);
        assert_eq!(read["port"], 8080);
        assert_eq!(read["other"], json!({"get_secret": "key"}));
        assert!(read["url"].as_str().unwrap().ends_with(":8080"));
    }
}
