//! What is in a directory, as paths that could be typed.

use std::path::PathBuf;
use std::sync::Arc;

/// More than these nobody walks through.
const MOST: usize = 2_000;

/// The whole paths of what is in a directory that was typed (empty for this one; it may begin with `~/`): those that are
/// hidden come last, and directories end in a slash.
pub(super) fn within(typed: &str) -> Vec<Arc<str>> {
    let directory = match (typed.strip_prefix("~/"), std::env::home_dir()) {
        _ if typed.is_empty() => PathBuf::from("."),
        (Some(rest), Some(home)) => home.join(rest),
        _ => typed.into(),
    };
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_directory = entry.path().is_dir();
            // A name that cannot be shown cannot be typed either.
            let can_be_typed = !name.chars().any(char::is_control);
            can_be_typed.then(|| if is_directory { format!("{name}/") } else { name })
        })
        .take(MOST)
        .collect();
    names.sort_by_key(|name| (name.starts_with('.'), name.clone()));
    names.iter().map(|name| format!("{typed}{name}").into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_listed_as_it_was_typed() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("web.tar.gz"), "").unwrap();
        std::fs::write(directory.path().join(".hidden"), "").unwrap();
        std::fs::create_dir(directory.path().join("old")).unwrap();
        let typed = format!("{}/", directory.path().display());
        let names = ["old/", "web.tar.gz", ".hidden"].map(|name| Arc::from(format!("{typed}{name}")));
        assert_eq!(within(&typed), names);
        assert!(within("/nowhere/at/all/").is_empty());
    }
}
