//! The user's own editor on a text: the terminal is lent to it, and taken back whatever becomes of it.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::resource::Notice;

/// Variables that name the editor, the first that is set counts.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];
/// On every system that has a terminal at all.
const FALLBACK: &str = "vi";

/// Has a text edited; the terminal must be lent already. `directory` is private to the user.
///
/// # Errors
/// What went wrong, for the user; the text that was handed over is then as good as ever.
pub(super) fn edit(text: &str, directory: &Path) -> Result<String, Notice> {
    let editor = editor();
    let attempt = format!("edit with {}", editor.to_string_lossy());
    let failed = |error: &std::io::Error| Notice::failure(&attempt, error, None);
    crate::store::private_file::create_directory(directory)
        .map_err(|error| Notice::failure(&attempt, &error, Some(error.hint().to_string())))?;
    let mut file = tempfile::Builder::new()
        .prefix("edit-")
        .suffix(".json")
        .tempfile_in(directory)
        .map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.flush())
        .map_err(|error| failed(&error))?;
    let path = file.into_temp_path();
    // By the shell, as everybody does: the variable may hold arguments ("code --wait").
    let mut line = editor.clone();
    line.push(" \"$1\"");
    let status = Command::new("/bin/sh")
        .arg("-c")
        .arg(line)
        .arg("sh")
        .arg(&path)
        .status()
        .map_err(|error| failed(&error))?;
    let edited = std::fs::read(&path).map_err(|error| failed(&error))?;
    if !status.success() {
        let text = format!("{} ended with {status}", editor.to_string_lossy());
        return Err(Notice::warning(text).with_hint("the text is as it was before"));
    }
    let edited = String::from_utf8(edited).map_err(|_| {
        Notice::error("The edited text is not UTF-8").with_hint("the text is as it was before")
    })?;
    Ok(edited.strip_suffix('\n').map_or(edited.clone(), str::to_owned))
}

fn editor() -> OsString {
    VARIABLES
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .unwrap_or_else(|| FALLBACK.into())
}
