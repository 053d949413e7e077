//! An answer with what other answers say of the same object beside it.
//!
//! A cluster does not say which operation runs on it, nor a host which clusters it is in. Such facts are added to
//! the document as fields of their own, behind those that the manager sent and untouched by them.

use serde_json::Value;

/// The JSON object in `document` with one more field; a document that is no object stays as it is.
pub fn with(document: &str, field: &str, value: &Value) -> String {
    let document = document.trim_end();
    let Some(open) = document.strip_suffix('}') else {
        return document.to_owned();
    };
    let is_empty = open.trim_end().ends_with('{');
    let comma = if is_empty { "" } else { ", " };
    format!("{open}{comma}\"{field}\": {value}}}")
}

/// The JSON object in `document` under the name by which it was asked for, also where the answer leaves its name out.
///
/// # Errors
/// Why it is no JSON object.
pub fn named(document: &str, name: &str) -> Result<String, String> {
    match serde_json::from_str::<Value>(document) {
        Ok(Value::Object(members)) if members.get(NAME).and_then(Value::as_str) == Some(name) => {
            Ok(document.to_owned())
        }
        Ok(Value::Object(mut members)) => {
            members.insert(NAME.to_owned(), name.into());
            Ok(Value::Object(members).to_string())
        }
        Ok(_) => Err("the answer is no JSON object".into()),
        Err(error) => Err(format!("the answer is no JSON: {error}")),
    }
}

const NAME: &str = "name";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_sent_stays_byte_for_byte() {
        let joined = with(r#"{"name": "a",  "n": 1.0}"#, "clusters", &json!(["x"]));
        assert_eq!(joined, r#"{"name": "a",  "n": 1.0, "clusters": ["x"]}"#);
        assert_eq!(with("{ }\n", "a", &json!(1)), r#"{ "a": 1}"#);
        assert_eq!(with("[1]", "a", &json!(1)), "[1]");
    }

    #[test]
    fn what_has_no_name_gets_the_one_it_was_asked_for_by() {
        assert_eq!(
            named(r#"{"name": "a",  "n": 1.0}"#, "a").unwrap(),
            r#"{"name": "a",  "n": 1.0}"#
        );
        for nameless in [r#"{"n":1}"#, r#"{"n":1,"name":null}"#] {
            assert_eq!(named(nameless, "a").unwrap(), r#"{"n":1,"name":"a"}"#);
        }
        assert!(named("[]", "a").is_err() && named("<html>", "a").is_err());
    }
}
