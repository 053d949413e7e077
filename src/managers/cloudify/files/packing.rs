//! What is sent of a file of this machine: the archive that it is, or one made of the directory that it stands for, as
//! `cfy blueprints upload` makes it: a tar.gz with one folder at the top.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::{NamedTempFile, TempPath};

use crate::managers::ManagerError;
use crate::resource::Transfer;
use crate::resource::transfer::is_text;

use super::super::actions::catalogue::MAIN_FILE;
use super::super::actions::name;
use super::super::changing::refused;

/// An archive that is ready to be sent; one that was made is removed with it.
#[derive(Debug)]
pub struct Parcel {
    path: PathBuf,
    _made: Option<TempPath>,
    /// The main file in it.
    pub main_file: String,
}

/// What is wrong with what is to be packed, and which parameter said it.
type Wrong = (&'static str, String);

impl Parcel {
    /// What is sent for the path that was said, and the main file that was said beside it.
    ///
    /// # Errors
    /// [`ManagerError::Invalid`] for what is no archive and no blueprint, [`ManagerError::Cancelled`] if it is not
    /// wanted any more; nothing was sent then.
    pub async fn of_blueprint(
        path: &str,
        main_file: &str,
        transfer: &Transfer,
    ) -> Result<Self, ManagerError> {
        let (path, main_file, watched) = (PathBuf::from(path), main_file.to_owned(), transfer.clone());
        let prepare = move || prepared(path, main_file, &watched);
        outcome(tokio::task::spawn_blocking(prepare).await, transfer)
    }

    /// An archive as it is.
    ///
    /// # Errors
    /// As [`Parcel::of_blueprint`].
    pub async fn of_archive(path: &str, transfer: &Transfer) -> Result<Self, ManagerError> {
        let path = PathBuf::from(path);
        outcome(
            tokio::task::spawn_blocking(move || as_it_is(path, String::new())).await,
            transfer,
        )
    }

    pub fn path(&self) -> &Path {
        self._made.as_deref().unwrap_or(&self.path)
    }
}

fn outcome(
    prepared: Result<Result<Parcel, Wrong>, tokio::task::JoinError>,
    transfer: &Transfer,
) -> Result<Parcel, ManagerError> {
    let prepared = prepared.unwrap_or_else(|error| Err((name::ARCHIVE, error.to_string())));
    match prepared {
        Ok(parcel) => Ok(parcel),
        Err(_) if transfer.is_cancelled() => Err(ManagerError::Cancelled { bytes: 0 }),
        Err((parameter, why)) => Err(refused((parameter.to_owned(), why))),
    }
}

fn prepared(path: PathBuf, main_file: String, transfer: &Transfer) -> Result<Parcel, Wrong> {
    if path.is_dir() {
        return packed(&path, main_file, transfer);
    }
    if !is_text(&path.to_string_lossy()) {
        return as_it_is(path, main_file);
    }
    let own = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if main_file != own && main_file != MAIN_FILE {
        let why = format!("it is {own} that is to be sent: say its directory, or leave this out");
        return Err((name::FILE_NAME, why));
    }
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        Some(_) | None => Path::new("."),
    };
    packed(directory, own, transfer)
}

fn as_it_is(path: PathBuf, main_file: String) -> Result<Parcel, Wrong> {
    let is_archive = is_archive(&path).map_err(|error| unreadable(&path, &error))?;
    if !is_archive {
        let why = format!("{} is no archive (zip, tar, tar.gz or tar.bz2)", path.display());
        return Err((name::ARCHIVE, why));
    }
    Ok(Parcel {
        path,
        _made: None,
        main_file,
    })
}

/// By what stands at its beginning: 4.2 breaks down over anything else as a plugin (§4.9).
fn is_archive(path: &Path) -> io::Result<bool> {
    /// So far a tar must be read to be known.
    const HEAD: u64 = 512;
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let is_tar = head.get(257..262) == Some(b"ustar".as_slice());
    let begins = [&b"PK"[..], &[0x1f, 0x8b], b"BZh"];
    Ok(is_tar || begins.iter().any(|begin| head.starts_with(begin)))
}

/// An archive of a directory, in a file that only its owner may read.
fn packed(directory: &Path, main_file: String, transfer: &Transfer) -> Result<Parcel, Wrong> {
    let of_directory = |error: io::Error| unreadable(directory, &error);
    let whole = directory.canonicalize().map_err(of_directory)?;
    if !whole.join(&main_file).is_file() {
        let why = format!(
            "there is no {main_file} in {}: say which file it is",
            whole.display()
        );
        return Err((name::FILE_NAME, why));
    }
    // Nobody means to send these, and the archive itself is written into the last of them.
    let too_wide = [std::env::home_dir(), Some(std::env::temp_dir())];
    let mut too_wide = too_wide
        .into_iter()
        .flatten()
        .filter_map(|place| place.canonicalize().ok());
    if too_wide.any(|place| place.starts_with(&whole)) {
        let why = format!(
            "all of {} would be sent: put the blueprint into a directory of its own",
            whole.display()
        );
        return Err((name::ARCHIVE, why));
    }
    let made = archive_of(&whole, transfer).map_err(|error| {
        (
            name::ARCHIVE,
            format!("{} cannot be packed: {error}", whole.display()),
        )
    })?;
    Ok(Parcel {
        path: whole,
        _made: Some(made),
        main_file,
    })
}

fn archive_of(directory: &Path, transfer: &Transfer) -> io::Result<TempPath> {
    let mut file = NamedTempFile::with_prefix("qd-")?;
    let out = Watched {
        out: file.as_file_mut(),
        transfer,
    };
    let mut archive = tar::Builder::new(GzEncoder::new(out, Compression::default()));
    // As they are: where they lead may be far outside.
    archive.follow_symlinks(false);
    let top = directory.file_name().unwrap_or("blueprint".as_ref());
    archive.append_dir_all(top, directory)?;
    archive.into_inner()?.finish()?;
    Ok(file.into_temp_path())
}

fn unreadable(path: &Path, error: &io::Error) -> Wrong {
    (
        name::ARCHIVE,
        format!("{} cannot be read: {error}", path.display()),
    )
}

/// Writes for as long as it is wanted.
struct Watched<'a> {
    out: &'a mut File,
    transfer: &'a Transfer,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.transfer.is_cancelled() {
            return Err(io::Error::other("it was cancelled"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        directory
    }

    async fn parcel(path: &Path, main_file: &str) -> Result<Parcel, ManagerError> {
        Parcel::of_blueprint(&path.to_string_lossy(), main_file, &Transfer::default()).await
    }

    #[track_caller]
    fn why(refused: Result<Parcel, ManagerError>) -> String {
        match refused.unwrap_err() {
            ManagerError::Invalid { fields, .. } => fields[0].message.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn entries(path: &Path) -> Vec<String> {
        let file = flate2::read::GzDecoder::new(File::open(path).unwrap());
        let mut archive = tar::Archive::new(file);
        let entries = archive.entries().unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned())
            .filter(|name| !name.ends_with('/'))
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_main_file_or_its_directory_is_packed_under_one_folder_and_removed_afterwards() {
        let root = written(&[
            ("web/app.yaml", "a"),
            ("web/blueprint.yaml", "b"),
            ("web/bin/run", "r"),
        ]);
        let web = root.path().join("web");
        for (path, main_file) in [
            (web.clone(), "blueprint.yaml"),
            (web.join("app.yaml"), "app.yaml"),
        ] {
            let parcel = parcel(&path, MAIN_FILE).await.unwrap();
            assert_eq!(parcel.main_file, main_file);
            let inside = entries(parcel.path());
            assert!(
                ["web/app.yaml", "web/bin/run", "web/blueprint.yaml"]
                    .iter()
                    .all(|name| inside.iter().any(|it| it == name)),
                "{inside:?}"
            );
            let made = parcel.path().to_owned();
            drop(parcel);
            assert!(!made.exists() && path.exists());
        }
    }

    #[tokio::test]
    async fn an_archive_is_sent_as_it_is_and_what_is_none_is_not_sent() {
        let root = written(&[
            ("a.zip", "PK\u{3}\u{4}"),
            ("b.zip", "words"),
            ("web/app.yaml", "a"),
        ]);
        let archive = root.path().join("a.zip");
        assert_eq!(parcel(&archive, "x.yaml").await.unwrap().path(), archive);
        assert!(archive.exists());
        assert!(why(parcel(&root.path().join("b.zip"), MAIN_FILE).await).contains("is no archive"));
        let web = root.path().join("web");
        assert!(why(parcel(&web, MAIN_FILE).await).contains("no blueprint.yaml in"));
        assert_eq!(parcel(&web, "app.yaml").await.unwrap().main_file, "app.yaml");
        let other = parcel(&web.join("app.yaml"), "other.yaml").await;
        assert!(why(other).contains("it is app.yaml"));
        let home = std::env::home_dir().unwrap();
        assert!(!home.join("no-such.yaml").exists());
        assert!(parcel(&home, "no-such.yaml").await.is_err());
    }

    #[tokio::test]
    async fn packing_ends_when_it_is_not_wanted_any_more() {
        let root = written(&[("web/blueprint.yaml", "b")]);
        let transfer = Transfer::default();
        transfer.cancel();
        let web = root.path().join("web");
        let parcel = Parcel::of_blueprint(&web.to_string_lossy(), MAIN_FILE, &transfer).await;
        assert!(
            matches!(parcel, Err(ManagerError::Cancelled { bytes: 0 })),
            "{parcel:?}"
        );
    }
}
