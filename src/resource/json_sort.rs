//! What sort of JSON value a parameter stands for, where the manager declares that when it is asked.

use serde_json::Value;

/// A sort of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonSort {
    Text,
    Integer,
    Number,
    Boolean,
    /// A JSON array.
    List,
    /// A JSON object.
    Object,
    /// Not declared: what reads as JSON is that, anything else is a text.
    Any,
}

/// What stands for true and for false.
const TRUE: [&str; 3] = ["true", "yes", "on"];
const FALSE: [&str; 3] = ["false", "no", "off"];

impl JsonSort {
    /// The sort of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Any,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }

    /// What is wanted, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::List => "a JSON list: [..]",
            Self::Object => "a JSON object: {..}",
            Self::Any => "a text, or JSON",
        }
    }

    /// The value that a text says. A text in double quotes is read as JSON has it: `""` is the empty text.
    ///
    /// # Errors
    /// What is wrong with it and where, in words.
    pub fn read(self, text: &str) -> Result<Value, String> {
        let text = text.trim();
        let is_quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
        match self {
            Self::Text if is_quoted => {
                Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())))
            }
            Self::Text => Ok(Value::String(text.to_owned())),
            Self::Any => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))),
            Self::Boolean => {
                let lower = text.to_lowercase();
                let is_one_of = |words: [&str; 3]| words.contains(&lower.as_str());
                match (is_one_of(TRUE), is_one_of(FALSE)) {
                    (true, _) => Ok(Value::Bool(true)),
                    (_, true) => Ok(Value::Bool(false)),
                    _ => Err(self.wanted(text)),
                }
            }
            Self::Integer => match serde_json::from_str(text) {
                Ok(Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(Value::Number(number)),
                _ => Err(self.wanted(text)),
            },
            Self::Number => match serde_json::from_str(text) {
                Ok(Value::Number(number)) => Ok(Value::Number(number)),
                _ => Err(self.wanted(text)),
            },
            Self::List | Self::Object => {
                let value: Value = serde_json::from_str(text).map_err(|error| {
                    let place = format!("line {}, column {}", error.line(), error.column());
                    format!("no JSON at {place}; {} is wanted", self.words())
                })?;
                match (self, &value) {
                    (Self::List, Value::Array(_)) | (Self::Object, Value::Object(_)) => Ok(value),
                    // Not with the value: it may hold what is secret in the document that was meant.
                    _ => Err(format!("{} is not {}", sort_words(&value), self.words())),
                }
            }
        }
    }

    fn wanted(self, text: &str) -> String {
        let mut letters = text.chars();
        let begin: String = letters.by_ref().take(40).collect();
        let rest = if letters.next().is_some() { ".." } else { "" };
        format!("{begin}{rest} is not {}", self.words())
    }
}

fn sort_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_becomes_the_value_that_is_declared() {
        for (sort, text, value) in [
            (JsonSort::Text, "5", json!("5")),
            (JsonSort::Text, r#""""#, json!("")),
            (JsonSort::Text, r#"" a ""#, json!(" a ")),
            (JsonSort::Text, r#"{"a": 1}"#, json!(r#"{"a": 1}"#)),
            (JsonSort::Integer, "-5", json!(-5)),
            (JsonSort::Number, "0.5", json!(0.5)),
            (JsonSort::Number, "5", json!(5)),
            (JsonSort::Boolean, "Yes", json!(true)),
            (JsonSort::Boolean, "false", json!(false)),
            (JsonSort::List, r#"["a", 1]"#, json!(["a", 1])),
            (JsonSort::Object, r#"{"a": {}}"#, json!({"a": {}})),
            (JsonSort::Any, "vm_ab12cd", json!("vm_ab12cd")),
            (JsonSort::Any, "[1]", json!([1])),
            (JsonSort::Any, "true", json!(true)),
        ] {
            assert_eq!(sort.read(text), Ok(value), "{sort:?} {text}");
        }
    }

    #[test]
    fn what_is_of_another_sort_is_refused_with_its_place() {
        assert_eq!(
            JsonSort::Integer.read("5.0"),
            Err("5.0 is not a whole number".into())
        );
        assert_eq!(
            JsonSort::Boolean.read("maybe"),
            Err("maybe is not true or false".into())
        );
        assert_eq!(
            JsonSort::List.read("{}"),
            Err("an object is not a JSON list: [..]".into())
        );
        let broken = JsonSort::Object.read("{\"a\": }").unwrap_err();
        assert_eq!(
            broken,
            "no JSON at line 1, column 7; a JSON object: {..} is wanted"
        );
    }
}
