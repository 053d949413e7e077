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
}
