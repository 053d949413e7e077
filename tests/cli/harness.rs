//! Runs of the real program, each in a home of its own, and simulated managers on loopback ports.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::STAGE;

/// What a run of `qd` left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A home of its own, and nothing of this process's environment.
pub(crate) struct Home {
    dir: TempDir,
    env: Vec<(&'static str, String)>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
            env: Vec::new(),
        }
    }

    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    pub(crate) fn config(self, text: &str) -> Self {
        let file = self.dir.path().join("config.toml");
        std::fs::write(&file, text).unwrap();
        let file = file.display().to_string();
        self.env("QD_CONFIG", &file)
    }

    /// Writes a file of this home, and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let file = self.path(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qd"));
        command.args(arguments).env_clear().stdin(Stdio::null());
        command.env("HOME", self.dir.path());
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// Runs `qd` on the context without protection.
pub(crate) fn stage(arguments: &[&str]) -> Run {
    Home::new().run(&[arguments, &STAGE].concat())
}

/// A simulated manager on a loopback port.
pub(crate) struct Served {
    process: Child,
    manager: &'static str,
    url: String,
}

impl Served {
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::of("imply", options)
    }

    /// One of this kind.
    pub(crate) fn of(manager: &'static str, options: &[&str]) -> Self {
        let serve = ["sandbox", "serve", "--manager", manager, "--port", "0", "--quiet"];
        let home = Home::new();
        let mut command = home.command(&[&serve, options].concat());
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        let stdout = process.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut url).unwrap();
        Self {
            process,
            manager,
            url: url.trim().to_owned(),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn config(&self, contexts: &[&str]) -> String {
        let entry = |name: &&str| {
            format!(
                "[contexts.{name}]\nmanager = \"{}\"\nurl = \"{}\"\nsecret = \"env:QD_TOKEN\"\n",
                self.manager, self.url
            )
        };
        contexts.iter().map(entry).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.process.kill();
        let _status = self.process.wait();
    }
}

pub(crate) fn id_of(cluster: &str) -> String {
    let document = stage(&["get", "cluster", cluster, "-o", "json"]).json();
    document["metadata"]["uid"].as_str().unwrap().to_owned()
}
