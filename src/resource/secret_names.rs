//! Which names of fields say that the value is secret: the one rule for screens, files and traces.

use std::sync::Arc;

/// Names of secret fields. Cheap to clone.
///
/// Knows names that are secret anywhere (whatever ends in `password`, `secret`, `token` …, in any
/// spelling: `clientSecret`, `client_secret`), and those a manager adds: a field's name, the end of
/// a path with dots (`pivot.options`) where the name alone would say too little, or a whole path after
/// a slash (`/value`), which is meant in the document itself and nowhere deeper.
#[derive(Debug, Clone, Default)]
pub struct SecretNames {
    /// Folded; those after a slash are whole paths, those with a dot are ends of paths.
    added: Arc<[String]>,
}

/// A folded name that ends so is secret.
const SECRET_ENDINGS: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "privkey",
    "apikey",
    "token",
    "credential",
    "credentials",
    "authorization",
    "cookie",
];

impl SecretNames {
    /// The general names, and these.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            added: names.into_iter().map(|name| fold(name, Dots::Keep)).collect(),
        }
    }

    /// The same with more names.
    #[must_use]
    pub fn and<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let more = names.into_iter().map(|name| fold(name, Dots::Keep));
        Self {
            added: self.added.iter().cloned().chain(more).collect(),
        }
    }

    /// Says whether the value at this path of field names (outermost first) is secret.
    pub fn is_secret(&self, path: &[&str]) -> bool {
        let Some(name) = path.last() else { return false };
        let plain = fold(name, Dots::Drop);
        SECRET_ENDINGS.iter().any(|ending| plain.ends_with(ending))
            || self.added.iter().any(|secret| {
                if let Some(whole) = secret.strip_prefix('/') {
                    fold(&path.join("."), Dots::Keep) == whole
                } else if secret.contains('.') {
                    is_end_of_path(&fold(&path.join("."), Dots::Keep), secret)
                } else {
                    *secret == plain
                }
            })
    }
}

impl SecretNames {
    /// Says whether a name is secret wherever it stands, as in a text of which nobody knows the document.
    pub fn is_secret_name(&self, name: &str) -> bool {
        self.is_secret(&[ANYWHERE, name])
    }
}

/// A path that is no document's own.
const ANYWHERE: &str = "";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dots {
    Keep,
    Drop,
}

/// Without case, underscores and hyphens: `ssh_priv_key` and `sshPrivKey` are one name.
fn fold(name: &str, dots: Dots) -> String {
    name.chars()
        .filter(|&c| !matches!(c, '_' | '-' | ' ') && (c != '.' || dots == Dots::Keep))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn is_end_of_path(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_secret_in_any_spelling() {
        let names = SecretNames::default();
        for name in [
            "password",
            "initialDruidPassword",
            "ssh_priv_key",
            "client-secret",
            "Authorization",
            "API_KEY",
            "aws.secret.access.key",
        ] {
            assert!(names.is_secret(&[name]), "{name}");
        }
        for name in [
            "passwordAuthentication",
            "tokens",
            "name",
            "secretsCount",
            "options",
            "",
        ] {
            assert!(!names.is_secret(&[name]), "{name}");
        }
    }

    #[test]
    fn a_whole_path_is_secret_in_the_document_itself_and_nowhere_deeper() {
        let names = SecretNames::new(["/value"]);
        assert!(names.is_secret(&["value"]));
        assert!(!names.is_secret(&["outputs", "value"]));
        assert!(!names.is_secret_name("value"));
        assert!(names.is_secret_name("password"));
    }

    #[test]
    fn a_path_is_secret_by_its_end_only() {
        let names = SecretNames::new(["pivot.options"]);
        assert!(names.is_secret(&["spec", "pivot", "options"]));
        assert!(names.is_secret(&["pivot.options"]));
        assert!(!names.is_secret(&["spec", "notpivot", "options"]));
        assert!(!names.is_secret(&["options"]));
        assert!(!names.is_secret(&["pivot", "options", "theme"]));
        assert!(names.and(["theme"]).is_secret(&["pivot", "options", "theme"]));
    }
}
