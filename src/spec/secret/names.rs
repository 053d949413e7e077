//! Which names of fields say that the value is secret.

/// A folded name that ends so is secret, whatever the manager declares.
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

/// Says whether the value at this path of field names, outermost first, is secret: by the general endings of
/// names, or by the `names` a manager declares, of which those with a dot are ends of paths.
///
/// A name counts in any spelling: `clientSecret` is `client_secret`. What is masked in traces is told by the
/// same rule.
pub fn is_secret(names: &[&str], path: &[&str]) -> bool {
    let Some(last) = path.last() else { return false };
    let plain = fold(last, Dots::Drop);
    SECRET_ENDINGS.iter().any(|ending| plain.ends_with(ending))
        || names.iter().any(|name| {
            let secret = fold(name, Dots::Keep);
            if secret.contains('.') {
                is_end_of_path(&fold(&path.join("."), Dots::Keep), &secret)
            } else {
                secret == plain
            }
        })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dots {
    Keep,
    Drop,
}

/// Without case, blanks, underscores and hyphens.
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
        for name in [
            "password",
            "initialDruidPassword",
            "ssh_priv_key",
            "client-secret",
            "aws.secret.access.key",
        ] {
            assert!(is_secret(&[], &["spec", name]), "{name}");
        }
        for name in ["passwordAuthentication", "tokens", "name", "options", ""] {
            assert!(!is_secret(&[], &["spec", name]), "{name}");
        }
        assert!(!is_secret(&["options"], &[]));
        assert!(is_secret(&["ssh_key"], &["sshKey"]));
    }

    #[test]
    fn a_path_is_secret_by_its_end_only() {
        let names = ["pivot.options"];
        assert!(is_secret(&names, &["spec", "pivot", "options"]));
        assert!(is_secret(&names, &["pivot.options"]));
        assert!(!is_secret(&names, &["spec", "notpivot", "options"]));
        assert!(!is_secret(&names, &["options"]));
        assert!(!is_secret(&names, &["pivot", "options", "theme"]));
    }
}
