//! From text to documents: one of JSON, one or several of YAML.

use crate::resource::Notice;
use crate::resource::text::visible;
use crate::spec::{Json, Parsed};

use super::written::Written;

/// Reads the documents of a text; `name` is what the text is called in messages.
///
/// YAML is that of version 1.2: `no` and `on` are words.
///
/// # Errors
/// The first mistake, with its place.
pub fn read(name: &str, text: &str, is_yaml: bool) -> Result<Vec<Written>, Notice> {
    if !is_yaml {
        let parsed = Parsed::read(text).map_err(|error| {
            Notice::error(format!(
                "{name}:{}:{}: {}",
                error.at.line,
                error.at.column,
                visible(&error.message)
            ))
        })?;
        return Ok(vec![Written::of_json(name, text, parsed)]);
    }
    let documents = of_yaml(text).map_err(|words| Notice::error(format!("{name}:{words}")))?;
    if documents.is_empty() {
        return Err(Notice::error(format!("{name}: the document is empty")));
    }
    let is_one = documents.len() == 1;
    let named = documents.into_iter().enumerate().map(|(at, document)| {
        let name = if is_one {
            name.to_owned()
        } else {
            format!("{name}#{}", at + 1)
        };
        Written::of_yaml(&name, document)
    });
    Ok(named.collect())
}

/// The documents, or the place and the words of the first mistake.
fn of_yaml(text: &str) -> Result<Vec<Json>, String> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        // A part of the text could hold a secret.
        with_snippet: false,
    };
    let values: Result<Vec<serde_json::Value>, _> = serde_saphyr::from_multiple_with_options(text, options);
    match values {
        Ok(values) => Ok(values.iter().map(Json::from).collect()),
        Err(error) => {
            let place = error
                .location()
                .map_or_else(String::new, |at| format!("{}:{}:", at.line(), at.column()));
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            Err(format!("{place} {}", visible(words)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml(text: &str) -> String {
        match read("f.yaml", text, true) {
            Ok(documents) => documents
                .iter()
                .map(|written| written.document.to_string())
                .collect(),
            Err(notice) => notice.line(),
        }
    }

    #[test]
    fn yaml_is_that_of_version_1_2() {
        assert_eq!(
            yaml("a: no\nb: \"1\"\nc: 1.5\nd: ~\ne: true\n"),
            r#"{"a":"no","b":"1","c":1.5,"d":null,"e":true}"#
        );
        assert_eq!(
            yaml("base: &b {x: 1}\nsame: *b\n"),
            r#"{"base":{"x":1},"same":{"x":1}}"#
        );
    }

    #[test]
    fn what_qd_prints_as_yaml_is_read_back_the_same() {
        let document =
            r#"{"z":"no","n":"012","a":{"list":[1,"2024-01-01","1:30","~"]},"m":null,"t":"two\nlines\n"}"#;
        let text = crate::cli::output::document::to_yaml(document).unwrap();
        assert_eq!(yaml(&text), document);
    }

    #[test]
    fn a_mistake_in_yaml_is_told_with_its_place() {
        let told = yaml("a: 1\nb: [1, 2\nc: 3\n");
        assert!(told.starts_with("f.yaml:"), "{told}");
        let told = yaml("a: 1\na: 2\n");
        assert!(
            told.starts_with("f.yaml:2:1:") && told.contains("duplicate"),
            "{told}"
        );
        assert!(yaml("").contains("the document is empty"));
        assert!(yaml("a: {{b}}\n").starts_with("f.yaml:"));
    }
}
