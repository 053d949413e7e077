//! `qd`: arguments, then one of the two front ends, then the exit code.

mod console;

use std::process::ExitCode;

use quarterdeck::cli::arguments::{Headless, SandboxCommand};
use quarterdeck::cli::{Arguments, Command, run, sandbox};
use quarterdeck::config::Paths;
use quarterdeck::report::{crash, log};
use quarterdeck::store::login_key;

fn main() -> ExitCode {
    let mut arguments = match Arguments::of_process() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    begin_reports(&arguments);
    if matches!(
        arguments.command,
        Some(Command::Headless(Headless::Config(_) | Headless::Doctor(_)))
    ) {
        arguments.themes = console::theme_names();
    }
    match &arguments.command {
        None => console::open(&arguments),
        Some(Command::Headless(command)) => run::run(&arguments, command).into(),
        Some(Command::Keys) => console::keys(),
        Some(Command::Sandbox(SandboxCommand::Serve(serve))) => {
            let served =
                sandbox::serve_manager(arguments.connect.manager.as_deref(), &arguments.sandbox, serve);
            served.map_or_else(|error| console::fail(&error), |()| ExitCode::SUCCESS)
        }
        Some(Command::Sandbox(SandboxCommand::Picture { size, keys })) => {
            console::picture(&arguments, *size, keys)
        }
    }
}

/// A report of every panic, and the log of whatever talks to a manager; keys that a killed run left are taken away.
fn begin_reports(arguments: &Arguments) {
    let state = Paths::of_user().map(|paths| paths.state);
    crash::install(state.clone());
    if let Some(state) = &state {
        login_key::sweep(&login_key::directory_in(state));
    }
    if let Some(state) = state
        && arguments.is_logged()
    {
        log::begin(log::file_in(&state), arguments.logging.level.into());
        tracing::info!(
            target: "quarterdeck",
            version = env!("CARGO_PKG_VERSION"),
            command = arguments.word,
            "started"
        );
    }
}
