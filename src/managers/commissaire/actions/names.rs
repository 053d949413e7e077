//! What may be a name: anything else cannot be routed by the server, whatever it names ("Transport and parsing").

use serde_json::Value;

/// The name of a cluster, a network or a container manager.
///
/// # Errors
/// What is allowed.
pub fn name(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match text.chars().all(fits) {
        true => Ok(()),
        false => Err(format!(
            "{text}: only letters a-z and A-Z, digits, - and _ can stand in a name"
        )),
    }
}

/// The address of a host.
///
/// # Errors
/// What is allowed.
pub fn address(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    match text.chars().all(fits) && text.chars().any(|c| c != '.') {
        true => Ok(()),
        false => Err(format!(
            "{text}: a host name or IPv4, of letters, digits, ., - and _ (no IPv6)"
        )),
    }
}

/// Options: a JSON object.
///
/// # Errors
/// Where the text stops to be one.
pub fn options(text: &str) -> Result<(), String> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => Ok(()),
        Ok(_) => Err("a JSON object is wanted, such as {\"address\": \"10.0.0.1:8080\"}".into()),
        Err(error) => Err(format!("no JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_cannot_route_is_told_before_it_is_asked() {
        for good in ["edge-eu_1", "A"] {
            assert_eq!(name(good), Ok(()));
        }
        for bad in ["a.b", "a b", "é", "a/b"] {
            assert!(name(bad).unwrap_err().contains(bad));
        }
        assert_eq!(address("10.2.0.1"), Ok(()));
        assert_eq!(address("node-1.edge.example"), Ok(()));
        for bad in ["fe80::1", "..", "a b"] {
            assert!(address(bad).is_err(), "{bad}");
        }
        assert_eq!(options(r#"{"a": 1}"#), Ok(()));
        assert!(options("[1]").unwrap_err().contains("object"));
        assert!(options("{").unwrap_err().contains("line 1"));
    }
}
