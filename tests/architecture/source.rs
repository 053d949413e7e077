//! The files of `src`.

use std::fs;
use std::path::{Path, PathBuf};

use super::text::{Strings, without_comments, without_tests};

/// One file, as written and as far as the rules look at it.
#[derive(Debug, Clone)]
pub struct Source {
    /// Below `src`, with `/` between: `tui/app.rs`.
    pub path: String,
    pub text: String,
    /// Without comments, the insides of strings, and test code.
    pub code: String,
    /// Without comments and test code; strings stay.
    pub words: String,
    /// Compiled for tests only.
    pub is_test: bool,
    /// Names of modules that are compiled for tests only, as declared in this file.
    test_modules: Vec<String>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, test_modules) = without_tests(&without_comments(text, Strings::Blank));
        // Where test code was cut out, so that the strings in it go as well.
        let kept = without_comments(text, Strings::Keep);
        let with_tests = without_comments(text, Strings::Blank);
        let words = cut_like(&kept, &with_tests, &code);
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            words,
            is_test: false,
            test_modules,
        }
    }

    /// The module that the file is: `["tui", "app"]`.
    pub fn module(&self) -> Vec<String> {
        let path = self.path.trim_end_matches(".rs");
        let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        if segments
            .last()
            .is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main"))
        {
            segments.pop();
        }
        segments
    }

    /// The room it belongs to; `None` for the files that join the rooms.
    pub fn room(&self) -> Option<&str> {
        self.path.split_once('/').map(|(room, _)| room)
    }

    pub fn is_below(&self, folder: &str) -> bool {
        self.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Every file of the crate's `src`.
pub fn of_crate() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let sources = files.iter().map(|file| {
        let path = file
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        Source::new(&path, &fs::read_to_string(file).unwrap())
    });
    with_tests_marked(sources.collect())
}

/// Marks the files that are compiled for tests only, and all below them.
pub fn with_tests_marked(mut sources: Vec<Source>) -> Vec<Source> {
    let mut only_for_tests: Vec<Vec<String>> = Vec::new();
    for source in &sources {
        for module in &source.test_modules {
            let mut path = source.module();
            path.push(module.clone());
            only_for_tests.push(path);
        }
    }
    for source in &mut sources {
        let module = source.module();
        source.is_test = only_for_tests.iter().any(|path| module.starts_with(path));
    }
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// `kept` with blanks wherever `whole` has something that `cut` has not; all three have the same characters' places.
fn cut_like(kept: &str, whole: &str, cut: &str) -> String {
    let mut is_cut = whole.lines().zip(cut.lines()).map(|(whole, cut)| whole != cut);
    let lines = kept
        .lines()
        .map(|line| if is_cut.next().unwrap_or(false) { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_module_by_its_path() {
        let module = |path: &str| Source::new(path, "").module().join("::");
        assert_eq!(module("tui/app.rs"), "tui::app");
        assert_eq!(module("tui/mod.rs"), "tui");
        assert_eq!(module("lib.rs"), "");
    }

    #[test]
    fn files_of_test_modules_are_marked_with_all_below_them() {
        let sources = with_tests_marked(vec![
            Source::new("a/mod.rs", "mod b;\n#[cfg(test)]\nmod proofs;"),
            Source::new("a/b.rs", "#[cfg(test)]\nmod tests;"),
            Source::new("a/b/tests.rs", ""),
            Source::new("a/proofs/mod.rs", "mod deep;"),
            Source::new("a/proofs/deep.rs", ""),
        ]);
        let marked: Vec<_> = sources
            .iter()
            .filter(|source| source.is_test)
            .map(|source| &*source.path)
            .collect();
        assert_eq!(marked, ["a/b/tests.rs", "a/proofs/mod.rs", "a/proofs/deep.rs"]);
    }

    #[test]
    fn strings_of_tests_do_not_count_and_others_do() {
        let source = Source::new(
            "a.rs",
            "let a = \"acme\"; // acme\n#[cfg(test)]\nmod tests {\n    const B: &str = \"acme\";\n}\n",
        );
        assert_eq!(source.words.matches("acme").count(), 1);
        assert_eq!(source.code.matches("acme").count(), 0);
    }
}
