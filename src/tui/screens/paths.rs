//! What a path that is being typed could become: asked for directory by directory.

use std::sync::Arc;

use crate::tui::msg::{Answer, Question};

/// The paths of the directory that was typed last, once they are known.
#[derive(Debug, Default)]
pub(super) struct Paths {
    directory: Option<String>,
    within: Vec<Arc<str>>,
}

impl Paths {
    /// What is to be asked now that `typed` stands in the field; nothing if it was asked already.
    pub(super) fn ask(&mut self, typed: &str) -> Option<Question> {
        let directory = directory_of(typed);
        let is_address = typed.starts_with("https:/") || typed.starts_with("http:/");
        if is_address || self.directory.as_deref() == Some(directory) {
            return None;
        }
        self.directory = Some(directory.to_owned());
        self.within = Vec::new();
        Some(Question::Paths(directory.to_owned()))
    }

    /// Takes what became known, if it is what was asked last.
    pub(super) fn told(&mut self, answer: &Answer) {
        if let Answer::Paths { directory, paths } = answer
            && self.directory.as_ref() == Some(directory)
        {
            self.within.clone_from(paths);
        }
    }

    /// The paths that are known to be possible.
    pub(super) fn known(&self) -> Vec<Arc<str>> {
        self.within.clone()
    }
}

/// Up to the last slash.
fn directory_of(typed: &str) -> &str {
    let end = typed.rfind('/').map_or(0, |slash| slash + 1);
    typed.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(paths: &mut Paths, typed: &str) -> Option<String> {
        match paths.ask(typed)? {
            Question::Paths(directory) => Some(directory),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_directory_is_asked_for_once_and_an_answer_of_another_is_dropped() {
        let mut paths = Paths::default();
        assert_eq!(asked(&mut paths, "").as_deref(), Some(""));
        assert_eq!(asked(&mut paths, "we"), None);
        assert_eq!(asked(&mut paths, "~/pri").as_deref(), Some("~/"));
        let answer = |directory: &str| Answer::Paths {
            directory: directory.into(),
            paths: vec![format!("{directory}web.zip").into()],
        };
        paths.told(&answer(""));
        assert!(paths.known().is_empty());
        paths.told(&answer("~/"));
        assert_eq!(paths.known(), ["~/web.zip".into()]);
        assert_eq!(asked(&mut paths, "https://m.example/a"), None);
    }
}
