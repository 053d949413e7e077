//! A simulated manager that this process serves on a loopback port, and a home with contexts on it. Its world runs fast
//! and changes only by what is asked for, so that every change can be waited for.

use std::net::SocketAddr;
use std::time::Instant;

use chrono::Utc;
use quarterdeck::sandbox::serve::serve;
use quarterdeck::sandbox::{Scenario, Simulated, VirtualClock};
use tokio::runtime::Runtime;

use crate::harness::{Home, Run};

pub(crate) struct Service {
    pub(crate) home: Home,
    /// The manager answers for as long as this is there.
    _runtime: Runtime,
}

/// Waited for.
const AT_ONCE: [&str; 2] = ["--yes", "--wait"];

/// A world in which time goes so many times as fast.
pub(crate) fn fast(speed: f64) -> Scenario {
    let began = Instant::now();
    let clock = VirtualClock::new(Utc::now(), speed, move || began.elapsed());
    Scenario {
        quiet: true,
        ..Scenario::new(clock)
    }
}

impl Service {
    /// Serves a manager; `home` is told where.
    pub(crate) fn of(manager: Simulated, home: impl FnOnce(SocketAddr) -> Home) -> Self {
        let runtime = Runtime::new().unwrap();
        let (address, answering) = runtime.block_on(serve(manager, 0)).unwrap();
        runtime.spawn(answering);
        Self {
            home: home(address),
            _runtime: runtime,
        }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.home.run(arguments)
    }

    /// Asks for a change and follows it to its end.
    pub(crate) fn at_once(&self, arguments: &[&str]) -> Run {
        self.run(&[arguments, &AT_ONCE].concat())
    }

    /// The same, of an action that wants a secret.
    pub(crate) fn with_secret(&self, arguments: &[&str], secret: &str) -> Run {
        let file = self.home.write("secret", secret);
        let mut command = self.home.command(&[arguments, &AT_ONCE].concat());
        command.stdin(std::fs::File::open(file).unwrap());
        Run::of(&command.output().unwrap())
    }
}
