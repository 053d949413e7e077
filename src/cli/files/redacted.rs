//! What `qd get` left out of a document, put back: a document it printed can be a file of ours.
//!
//! `qd get` masks for reading ([`REDACTED`], also in the middle of a text), editing masks whole values
//! ([`secret::MASK`]). Here the first becomes the second, or what stands there now.

use crate::resource::text::REDACTED;
use crate::spec::elements::named;
use crate::spec::{Finding, Json, Path, secret};
use crate::transport::Redactor;

/// The document with what is there now in place of what was left out.
///
/// `before` is what is there; `None` for a new object. What was left out and is not found there is an error.
pub fn restored(written: &Json, before: Option<&Json>, redactor: &Redactor) -> (Json, Vec<Finding>) {
    if !holds_redacted(written) {
        return (written.clone(), Vec::new());
    }
    let redacted = before.and_then(|before| redactor.redact_json(&before.to_string()).parse::<Json>().ok());
    let mut findings = Vec::new();
    let there = before.zip(redacted.as_ref());
    let restored = restore(written, there, &Path::top(), &mut findings);
    (restored, findings)
}

/// `there` is what stands at the same place, and the same as `qd get` would print it.
fn restore(written: &Json, there: Option<(&Json, &Json)>, path: &Path, findings: &mut Vec<Finding>) -> Json {
    match written {
        Json::String(text) if text.contains(REDACTED) => match there {
            Some((before, redacted)) if redacted == written => before.clone(),
            // Whole values that are secret are looked for where lists changed, too.
            _ if **text == *REDACTED => Json::string(secret::MASK),
            _ => {
                let message =
                    "a part of this text was left out when it was printed, and the rest is not as it is now";
                findings.push(Finding::error(path.clone(), message));
                written.clone()
            }
        },
        Json::Object(object) => {
            let members = object.iter().map(|(key, member)| {
                let there = there.and_then(|(before, redacted)| before.get(key).zip(redacted.get(key)));
                (key, restore(member, there, &path.field(key), findings))
            });
            Json::Object(members.collect())
        }
        Json::Array(items) => {
            let lists = there.and_then(|(before, redacted)| before.as_array().zip(redacted.as_array()));
            let element = |at: usize, item: &Json| {
                let (before, redacted) = lists?;
                let by_name = named(before).zip(named(redacted));
                match (by_name, item.get("name").and_then(Json::as_str)) {
                    (Some((before, redacted)), Some(name)) => {
                        before.get(name).copied().zip(redacted.get(name).copied())
                    }
                    _ => before.get(at).zip(redacted.get(at)),
                }
            };
            let items = items.iter().enumerate();
            let restored =
                items.map(|(at, item)| restore(item, element(at, item), &path.index(at), findings));
            Json::Array(restored.collect())
        }
        other => other.clone(),
    }
}

fn holds_redacted(value: &Json) -> bool {
    match value {
        Json::String(text) => text.contains(REDACTED),
        Json::Object(object) => object.iter().any(|(_, member)| holds_redacted(member)),
        Json::Array(items) => items.iter().any(holds_redacted),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        text.parse().unwrap()
    }

    const BEFORE: &str = r#"{"password":"hunter2","note":"token=abc and more","tags":[{"name":"a","value":"x"},{"name":"api_token","value":"t1"}]}"#;

    #[test]
    fn what_get_printed_is_the_document_itself() {
        let redactor = Redactor::default();
        let printed = redactor.redact_json(BEFORE);
        assert!(
            printed.contains(REDACTED) && !printed.contains("hunter2"),
            "{printed}"
        );
        let (restored, findings) = restored(&json(&printed), Some(&json(BEFORE)), &redactor);
        assert_eq!((restored, findings), (json(BEFORE), Vec::new()));
    }

    #[test]
    fn what_cannot_be_put_back_becomes_a_mask_or_an_error() {
        let written = json(r#"{"other":"[redacted]","note":"token=[redacted] and less"}"#);
        let (restored, findings) = restored(&written, Some(&json(BEFORE)), &Redactor::default());
        assert_eq!(restored.get("other"), Some(&Json::string(secret::MASK)));
        assert_eq!(findings[0].path, Path::read("note"));
    }
}
