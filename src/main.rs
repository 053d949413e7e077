//! `qd`: arguments, then one of the two front ends, then the exit code.

mod console;

use std::process::ExitCode;

use quarterdeck::cli::arguments::SandboxCommand;
use quarterdeck::cli::{Arguments, Command, run, sandbox};

fn main() -> ExitCode {
    let arguments = match Arguments::of_process() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
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
