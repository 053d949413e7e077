//! What is wrong in the file beyond what its reader can tell: each good context is opened, and nothing is sent.

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use crate::config::connection::Shared;
use crate::config::{ConfigFile, Connection, ContextEntry, Mistake, Whose};

/// Every mistake of the reader, those that only opening a context shows, and a theme that is none of `themes`.
pub(super) fn everything_wrong(file: &ConfigFile, path: &Path, themes: &[String]) -> Vec<Mistake> {
    let mut mistakes = file.mistakes.clone();
    // Whoever knows no themes cannot judge.
    if !themes.is_empty() {
        mistakes.extend(file.unknown_theme(path, themes));
    }
    for (name, entry) in &file.contexts {
        let whose = Whose::Context(name.clone());
        let missing = unreadable(entry);
        let finding = |(key, message): (String, String)| {
            let found = file.finding(path, whose.clone(), &key, message.clone());
            // The manager is always named: what has no place of its own is told there.
            found.or_else(|| file.finding(path, whose.clone(), "manager", message))
        };
        mistakes.extend(missing.into_iter().filter_map(finding));
        mistakes.extend(refused(name, entry).and_then(finding));
    }
    mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
    mistakes
}

/// The files of a context that cannot be read, by key.
fn unreadable(entry: &ContextEntry) -> Vec<(String, String)> {
    let files = [
        ("ca_file", &entry.ca_file),
        ("certificate_file", &entry.certificate_file),
        ("key_file", &entry.key_file),
    ];
    let tried = files.into_iter().filter_map(|(key, file)| {
        let file = file.as_ref()?;
        let error = File::open(file).err()?;
        let message = format!("{} cannot be read: {error}", file.display());
        Some((key.to_owned(), message))
    });
    tried.collect()
}

/// Why a context cannot be opened, with the key that is to blame.
fn refused(name: &str, entry: &ContextEntry) -> Option<(String, String)> {
    let opened = Connection::of_entry(name, entry)
        .and_then(|connection| connection.open(&mut Shared::default(), Arc::new(Utc::now)));
    let words = in_words(&opened.err()?);
    let settings = entry.settings.keys();
    let to_blame = settings
        .into_iter()
        .find(|setting| words.contains(setting.as_str()));
    let key = to_blame.map_or_else(|| "url".to_owned(), |setting| format!("settings.{setting}"));
    Some((key, words))
}

/// An error, cause by cause.
fn in_words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(&format!(": {error}"));
        cause = error.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managers::registry::REGISTRY;

    fn found(text: &str) -> Vec<String> {
        let path = Path::new("/nowhere/config.toml");
        let file = ConfigFile::parse(text, path);
        assert_eq!(file.mistakes, []);
        let themes = ["dark".to_owned()];
        let all = everything_wrong(&file, path, &themes);
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_only_opening_shows_is_told_at_its_place() {
        let manager = REGISTRY[0].about.name;
        let context = format!("[contexts.a]\nmanager = \"{manager}\"\nurl = \"https://m.test\"\n");
        assert_eq!(found(&context), [""; 0]);
        let told = found(&format!(
            "[console]\ntheme = \"drak\"\n{context}ca_file = \"ca.pem\"\ncertificate_file = \"me.pem\"\n\
             [contexts.a.settings]\nreplace_server = \"FOO\"\n"
        ));
        let starts = [
            ":2:9: console.theme: ",
            ":6:11: contexts.a.ca_file: /nowhere/ca.pem cannot be read: No such file",
            ":7:20: contexts.a.certificate_file: /nowhere/me.pem cannot be read",
            ":9:18: contexts.a.settings.replace_server: ",
        ];
        assert_eq!(told.len(), starts.len(), "{told:#?}");
        for (told, start) in told.iter().zip(starts) {
            assert!(told.contains(start), "{told}");
        }
    }
}
