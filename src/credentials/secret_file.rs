//! A secret in a file that only its owner can read.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use secrecy::SecretString;

use crate::transport::CredentialError;

/// Far above any secret; what is longer is some other file.
const LARGEST_BYTES: u64 = 64 * 1024;

/// Reads the first line of a file, if it is a plain file of ours that nobody else can read. Blocks.
///
/// # Errors
/// [`CredentialError`] with what to do about it.
pub(super) fn read(path: &Path) -> Result<SecretString, CredentialError> {
    let shown = path.display();
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => CredentialError::new(format!("the file {shown} is not there"))
            .with_hint(format!("write the secret into it, then {}", mending(path))),
        _ => CredentialError::new(format!("the file {shown} cannot be read: {}", plain(&error)))
            .with_hint("make it readable for this user, and for no other"),
    };
    // Opening a pipe would wait for somebody to write into it.
    check(path, &std::fs::metadata(path).map_err(failed)?)?;
    let file = File::open(path).map_err(failed)?;
    // What was opened may be another file than what was looked at.
    check(path, &file.metadata().map_err(failed)?)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(CredentialError::new(format!(
            "the file {shown} is too large to hold a secret"
        )));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| CredentialError::new(format!("the file {shown} does not hold text")))?;
    first_line(&text).ok_or_else(|| {
        CredentialError::new(format!("the first line of the file {shown} is empty"))
            .with_hint("write the secret into its first line")
    })
}

/// The first line without its end; `None` if it is empty.
pub(super) fn first_line(text: &str) -> Option<SecretString> {
    let line = text.lines().next().unwrap_or_default().trim_end_matches('\r');
    (!line.trim().is_empty()).then(|| line.to_owned().into())
}

fn check(path: &Path, about: &Metadata) -> Result<(), CredentialError> {
    let shown = path.display();
    if !about.is_file() {
        return Err(CredentialError::new(format!("{shown} is no plain file"))
            .with_hint("name a file that holds the secret in its first line"));
    }
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(
            CredentialError::new(format!("the file {shown} belongs to another user"))
                .with_hint("copy it into a file of your own"),
        );
    }
    if about.mode() & 0o077 != 0 {
        return Err(
            CredentialError::new(format!("others can read the file {shown}")).with_hint(mending(path))
        );
    }
    Ok(())
}

fn mending(path: &Path) -> String {
    format!("chmod 600 {}", shell_words::quote(&path.to_string_lossy()))
}

/// What the system says, without its number.
pub(super) fn plain(error: &std::io::Error) -> String {
    let words = error.to_string();
    words
        .split(" (os error")
        .next()
        .unwrap_or_default()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    use secrecy::ExposeSecret as _;

    use super::*;

    fn file(folder: &tempfile::TempDir, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn the_first_line_is_the_secret() {
        let folder = tempfile::tempdir().unwrap();
        for (text, secret) in [
            ("pearl", "pearl"),
            ("pearl\r\n", "pearl"),
            ("pearl x\nmore\n", "pearl x"),
        ] {
            let read = read(&file(&folder, "a", text, 0o600)).unwrap();
            assert_eq!(read.expose_secret(), secret);
        }
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_words_that_mend_it() {
        let folder = tempfile::tempdir().unwrap();
        for mode in [0o640, 0o604, 0o622, 0o777] {
            let path = file(&folder, "my token", "pearl", mode);
            let error = read(&path).unwrap_err();
            let hint = format!("chmod 600 '{}'", path.display());
            assert_eq!(error.hint(), Some(hint.as_str()), "{mode:o}");
            assert!(!error.to_string().contains("pearl"));
        }
        assert!(read(&file(&folder, "b", "pearl", 0o400)).is_ok());
    }

    #[test]
    fn what_is_no_file_or_holds_nothing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let why = |path: &Path| read(path).unwrap_err().to_string();
        assert!(why(folder.path()).contains("no plain file"));
        assert!(why(&folder.path().join("none")).contains("is not there"));
        assert!(why(&file(&folder, "c", "\npearl\n", 0o600)).contains("is empty"));
        assert!(why(Path::new("/dev/null")).contains("no plain file"));
        let long = "x".repeat(70_000);
        assert!(why(&file(&folder, "d", &long, 0o600)).contains("too large"));
    }
}
