//! Where the files are: the XDG directories, or what the environment says instead.

use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

/// The program's directories; none of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    /// What must outlive a run: drafts, the journal.
    pub state: PathBuf,
    /// What can be asked for again.
    pub cache: PathBuf,
}

/// The name of our directory below each base directory.
const OURS: &str = "quarterdeck";

impl Paths {
    /// The directories of this user; `None` without a home directory.
    pub fn of_user() -> Option<Self> {
        let base = choose_base_strategy().ok()?;
        Some(Self {
            config: base.config_dir().join(OURS),
            // On some systems there is no directory for state: then it is kept with the data.
            state: base.state_dir().unwrap_or_else(|| base.data_dir()).join(OURS),
            cache: base.cache_dir().join(OURS),
        })
    }

    /// Where drafts are kept: those of the sandbox apart.
    pub fn drafts(&self, is_sandbox: bool) -> PathBuf {
        self.state
            .join(if is_sandbox { "drafts-sandbox" } else { "drafts" })
    }

    /// Where old versions of configurations are kept.
    pub fn versions(&self) -> PathBuf {
        self.cache.join("versions")
    }

    /// Where the processes of this machine tell each other whom they ask and when.
    pub fn turns(&self) -> PathBuf {
        self.state.join("turns")
    }

    /// Where changes are written down: those of the sandbox apart.
    pub fn journal(&self, is_sandbox: bool) -> PathBuf {
        self.state.join(if is_sandbox {
            "journal-sandbox.jsonl"
        } else {
            "journal.jsonl"
        })
    }

    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The user's own keys, merged over the default ones.
    pub fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// The user's own themes, one file each.
    pub fn theme_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.config.join("themes")) else {
            return Vec::new();
        };
        let is_theme = |path: &Path| path.extension().is_some_and(|extension| extension == "toml");
        let mut files: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| is_theme(path))
            .collect();
        files.sort();
        files
    }
}
