//! Which fields of a document are secret.

use crate::resource::SecretNames;

/// Says whether the value at this path of field names, outermost first, is secret: by the general endings of
/// names, or by the `names` a manager declares, of which those with a dot are ends of paths. The rule is that of
/// [`SecretNames`], which traces and headless output follow too.
pub fn is_secret(names: &[&str], path: &[&str]) -> bool {
    SecretNames::new(names.iter().copied()).is_secret(path)
}

/// The same of a value within a document that is itself the value of a `field`: it is not at the top of anything.
pub fn is_secret_below(names: &[&str], field: &str, path: &[&str]) -> bool {
    let path: Vec<&str> = std::iter::once(field).chain(path.iter().copied()).collect();
    is_secret(names, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_manager_declares_is_secret_besides_what_always_is() {
        let names = ["pivot.options"];
        assert!(is_secret(&names, &["spec", "pivot", "options"]));
        assert!(is_secret(&names, &["spec", "adminPassword"]));
        assert!(!is_secret(&names, &["spec", "options"]));
        assert!(!is_secret(&[], &["spec", "pivot", "options"]));
        assert!(is_secret(&["/value"], &["value"]));
        assert!(!is_secret_below(&["/value"], "properties", &["value"]));
        assert!(is_secret_below(&["/value"], "properties", &["db_password"]));
    }
}
