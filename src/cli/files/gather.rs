//! Which files are meant.

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::resource::Notice;
use crate::resource::text::visible;
use crate::store::private_file;

use super::read::read;
use super::written::Written;

/// The most that is read of one file.
const LIMIT_BYTES: u64 = 64 << 20;
/// Stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Every document of the files and directories named, and what is wrong with the others.
///
/// Of a directory the `.json`, `.yaml` and `.yml` files count, in the order of their names; what lies deeper does not.
pub fn gather(named: &[PathBuf]) -> (Vec<Written>, Vec<Notice>) {
    let mut documents = Vec::new();
    let mut troubles = Vec::new();
    for path in named {
        if path.as_os_str() == STANDARD_INPUT {
            take(standard_input(), &mut documents, &mut troubles);
        } else if path.is_dir() {
            match files_of(path) {
                Ok(files) if files.is_empty() => troubles.push(
                    Notice::error(format!("{} holds no document", shown(path))).with_hint(
                        "files that end in .json, .yaml or .yml are read, not those of directories below",
                    ),
                ),
                Ok(files) => {
                    let texts = files.iter().map(|file| text_of(file));
                    texts.for_each(|text| take(text, &mut documents, &mut troubles));
                }
                Err(error) => troubles.push(Notice::failure(&format!("list {}", shown(path)), &error, None)),
            }
        } else {
            take(text_of(path), &mut documents, &mut troubles);
        }
    }
    (documents, troubles)
}

/// The name of a file and its text.
struct Text {
    name: String,
    text: String,
    is_yaml: bool,
}

fn take(text: Result<Text, Notice>, documents: &mut Vec<Written>, troubles: &mut Vec<Notice>) {
    let read = text.and_then(|text| read(&text.name, &text.text, text.is_yaml));
    match read {
        Ok(read) => documents.extend(read),
        Err(notice) => troubles.push(notice),
    }
}

fn text_of(path: &Path) -> Result<Text, Notice> {
    let name = shown(path);
    match private_file::read(path, LIMIT_BYTES) {
        Ok(Some(text)) => Ok(Text {
            is_yaml: is_yaml(path),
            name,
            text,
        }),
        Ok(None) => Err(Notice::error(format!("there is no file {name}"))),
        Err(error) => Err(Notice::failure(&format!("read {name}"), &error, None)),
    }
}

/// JSON is YAML, too; but only what is read as JSON knows its places.
fn standard_input() -> Result<Text, Notice> {
    let mut text = String::new();
    let read = std::io::stdin()
        .lock()
        .take(LIMIT_BYTES)
        .read_to_string(&mut text);
    read.map_err(|error| Notice::failure("read standard input", &error, None))?;
    Ok(Text {
        name: "standard input".into(),
        is_yaml: !text.trim_start().starts_with('{'),
        text,
    })
}

fn files_of(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in directory.read_dir()? {
        let path = entry?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && (is_json(&path) || is_yaml(&path)) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn is_json(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("json"))
}

fn is_yaml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "yaml" || ending == "yml")
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_directory_the_documents_count_in_the_order_of_their_names() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
        write("b.yaml", "metadata: {name: b}\n---\nmetadata: {name: b2}\n");
        write("a.json", r#"{"metadata":{"name":"a"}}"#);
        write("notes.txt", "no document");
        write(".hidden.json", "{");
        write("c.yml", "metadata: {name: c}");
        std::fs::create_dir(directory.path().join("below.json")).unwrap();
        let (documents, troubles) = gather(&[directory.path().to_owned()]);
        assert_eq!(troubles, []);
        let names: Vec<_> = documents
            .iter()
            .filter_map(|written| written.document.get("metadata")?.get("name")?.as_str())
            .collect();
        assert_eq!(names, ["a", "b", "b2", "c"]);
    }

    #[test]
    fn one_bad_file_does_not_hide_the_others() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("bad.json"), "{\n  \"a\": }").unwrap();
        std::fs::write(directory.path().join("good.json"), "{}").unwrap();
        let missing = directory.path().join("missing.json");
        let (documents, troubles) = gather(&[directory.path().to_owned(), missing]);
        assert_eq!(documents.len(), 1);
        let lines: Vec<_> = troubles.iter().map(Notice::line).collect();
        assert!(
            lines[0].contains("bad.json:2:8: a value is missing here"),
            "{lines:?}"
        );
        assert!(lines[1].starts_with("there is no file "), "{lines:?}");
    }

    #[test]
    fn a_directory_without_documents_is_a_mistake() {
        let directory = tempfile::tempdir().unwrap();
        let (documents, troubles) = gather(&[directory.path().to_owned()]);
        assert!(documents.is_empty() && troubles[0].line().contains("holds no document"));
    }
}
