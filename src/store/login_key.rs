//! A private key in a file of its own, as long as `ssh` runs with it.
//!
//! The file is there for `ssh` alone: it goes when `ssh` ends, also if this process is asked to end before that
//! ([`end_all`]). What a killed process left is taken away by the next one ([`sweep`]): whoever lives holds a lock on
//! its file, which the system gives back however the process ends.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, Signal, kill_process};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::NamedTempFile;

use crate::resource::ShellAccess;
use crate::resource::shell::BadAccess;

use super::error::{Attempt, StoreError};
use super::private_file;

/// The program that logs in: the first of that name on `PATH`.
pub const PROGRAM: &str = "ssh";

/// How the names of the files begin.
const PREFIX: &str = "key-";

/// Where the files lie, below the directory of the state.
pub fn directory_in(state: &Path) -> PathBuf {
    state.join("ssh")
}

/// The same, beside the directory of the drafts.
pub fn directory_beside(drafts: &Path) -> PathBuf {
    drafts.with_file_name("ssh")
}

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    #[error(transparent)]
    Access(#[from] BadAccess),
    #[error("its key cannot be handed to ssh")]
    Key(#[from] StoreError),
    #[error("there is no ssh on this machine")]
    NoProgram,
    #[error("ssh cannot be started")]
    Program(#[source] io::Error),
}

impl LoginError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Access(_) => Some("log in by hand, if you know what that is".into()),
            Self::Key(error) => Some(error.hint()),
            Self::NoProgram => Some("install OpenSSH's client, or put its directory on PATH".into()),
            Self::Program(_) => None,
        }
    }
}

/// How `ssh` ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended(ExitStatus);

impl Ended {
    /// Its exit code; of one that a signal ended, what a shell would say.
    pub fn code(self) -> u8 {
        let code = self.0.code().or_else(|| Some(128 + self.0.signal()?));
        code.and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
    }

    pub fn is_success(self) -> bool {
        self.0.success()
    }
}

/// Logs in, on the standard streams of this process, and waits for the end.
///
/// # Errors
/// [`LoginError`] if `ssh` was not started; how it ended is no error.
pub fn log_in(directory: &Path, access: &ShellAccess, given: &[OsString]) -> Result<Ended, LoginError> {
    sweep(directory);
    let key = access.key.as_ref();
    let key = key.map(|key| KeyFile::write(directory, key)).transpose()?;
    let words = access.words(key.as_ref().map(KeyFile::path), given)?;
    let child = Running::start(Command::new(PROGRAM).args(words), key.as_ref());
    let running = child.map_err(|error| match error.kind() {
        ErrorKind::NotFound => LoginError::NoProgram,
        _ => LoginError::Program(error),
    })?;
    let status = running.wait().map_err(LoginError::Program)?;
    Ok(Ended(status))
}

/// A file with a key (0600), locked; it is gone when this is dropped.
#[derive(Debug)]
struct KeyFile(NamedTempFile);

impl KeyFile {
    fn write(directory: &Path, key: &SecretString) -> Result<Self, StoreError> {
        private_file::create_directory(directory)?;
        let failed = |source| StoreError::failed(directory, Attempt::Write, source);
        // Whoever sweeps between the two steps takes the file away: then there is another.
        let mut file = loop {
            let file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(directory);
            let file = file.map_err(failed)?;
            match file.as_file().lock() {
                Ok(()) if is_at(file.as_file(), file.path()) => break file,
                Ok(()) => {}
                // A file system without locks: nobody can tell that it lives, nor sweep it.
                Err(_) => break file,
            }
        };
        let key = key.expose_secret();
        file.write_all(key.as_bytes()).map_err(failed)?;
        if !key.ends_with('\n') {
            // Without its last line end `ssh` takes it for damaged.
            file.write_all(b"\n").map_err(failed)?;
        }
        Ok(Self(file))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Takes away the keys that processes left which were killed.
pub fn sweep(directory: &Path) {
    for entry in directory.read_dir().into_iter().flatten().flatten() {
        let is_key = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let path = entry.path();
        if is_key && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            // Fails only if another sweeps as well.
            let _gone = fs::remove_file(path);
        }
    }
}

/// The `ssh` that runs, and the file of its key, for [`end_all`].
static RUNNING: Mutex<Option<(Pid, Option<PathBuf>)>> = Mutex::new(None);

fn running() -> MutexGuard<'static, Option<(Pid, Option<PathBuf>)>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends `ssh`, and takes its key away: this process is about to end.
pub fn end_all() {
    if let Some((process, key)) = running().take() {
        // It may have ended by itself.
        let _ended = kill_process(process, Signal::TERM);
        if let Some(key) = key {
            let _gone = fs::remove_file(key);
        }
    }
}

/// A started `ssh`.
struct Running(Child);

impl Running {
    fn start(command: &mut Command, key: Option<&KeyFile>) -> io::Result<Self> {
        // Held while it starts: who ends everything waits until it can be ended, too.
        let mut running = running();
        let child = command.spawn()?;
        let process = Pid::from_child(&child);
        *running = Some((process, key.map(|key| key.path().to_owned())));
        Ok(Self(child))
    }

    fn wait(mut self) -> io::Result<ExitStatus> {
        let status = self.0.wait();
        if running().take().is_none() {
            // Somebody ends everything, this process too: nobody is to take the terminal before that.
            loop {
                std::thread::park();
            }
        }
        status
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn key(directory: &Path) -> KeyFile {
        KeyFile::write(directory, &"PRIVATE".to_owned().into()).unwrap()
    }

    #[test]
    fn a_key_is_for_its_owner_alone_and_gone_afterwards() {
        let scratch = tempfile::tempdir().unwrap();
        let directory = directory_beside(&scratch.path().join("state/drafts"));
        assert_eq!(directory, directory_in(&scratch.path().join("state")));
        let key = key(&directory);
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(key.path())), (0o700, 0o600));
        assert_eq!(fs::read_to_string(key.path()).unwrap(), "PRIVATE\n");
        drop(key);
        assert_eq!(directory.read_dir().unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_is_in_use_stays() {
        let scratch = tempfile::tempdir().unwrap();
        let left = scratch.path().join("key-left");
        let other = scratch.path().join("other");
        fs::write(&left, "PRIVATE").unwrap();
        fs::write(&other, "").unwrap();
        let used = key(scratch.path());
        sweep(scratch.path());
        assert!(!left.exists() && other.exists() && used.path().exists());
        sweep(&scratch.path().join("none"));
    }

    #[test]
    fn a_machine_that_ssh_cannot_be_told_leaves_no_key() {
        let scratch = tempfile::tempdir().unwrap();
        let access = ShellAccess {
            host: "-oProxyCommand=true".to_owned(),
            user: "root".to_owned(),
            key: Some("PRIVATE".to_owned().into()),
            is_simulated: false,
        };
        let refused = log_in(scratch.path(), &access, &[]).unwrap_err();
        assert!(matches!(refused, LoginError::Access(_)));
        assert_eq!(scratch.path().read_dir().unwrap().count(), 0);
    }
}
