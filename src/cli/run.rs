//! From a headless sub-command to its exit code.

use std::borrow::Cow;
use std::io::{BufWriter, Write};

use crate::resource::Notice;
use crate::resource::text::visible;

use super::arguments::{Arguments, Headless};
use super::contexts::{self, Meant, NothingToOpen};
use super::exit::Exit;
use super::login::{Login, Logout, ask_where_needed};
use super::surface::{Surface, tell};
use super::trouble::Trouble;

/// Runs one sub-command; data goes to standard output, everything else to standard error.
pub fn run(arguments: &Arguments, command: &Headless) -> Exit {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let ended = carry_out(arguments, command, &mut out).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    let exit = ended.unwrap_or_else(|trouble| {
        trouble.tell();
        trouble.exit
    });
    match command {
        Headless::Plan(_) => exit.of_plan(),
        _ => exit,
    }
}

fn carry_out(arguments: &Arguments, command: &Headless, out: &mut impl Write) -> Result<Exit, Trouble> {
    match command {
        Headless::Completions(completions) => return completions.run(out),
        Headless::Man(man) => return man.run(out),
        Headless::Journal(journal) => return journal.run(arguments, &Surface::of_process(), out),
        Headless::Context(context) => return context.run(arguments, &Surface::of_process(), out),
        Headless::Config(config) => return config.run(arguments, &Surface::of_process(), out),
        Headless::Doctor(doctor) => return doctor.run(arguments, out),
        Headless::Write(note) if !note.note.is_of_context => return note.run_alone(out),
        _ => {}
    }
    if let Headless::Login(Login { name, .. }) | Headless::Logout(Logout { name }) = command
        && !arguments.sandbox.force
        && contexts::would_open_sandbox(&arguments.connect)
    {
        let hint = format!("`qd context add {}` adds one", visible(name));
        return Err(Trouble::usage("no context is configured", hint));
    }
    let meant = contexts::open(&narrowed(arguments, command)).map_err(nothing_to_open)?;
    if meant.is_sandbox && !arguments.sandbox.force {
        let notice = Notice::info("no context is configured: this is the sandbox, nothing here is real");
        tell(&notice.with_hint("--manager and --url name a manager, --sandbox says that it is meant"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| Trouble::new(Exit::Failure, Notice::failure("start the runtime", &error, None)))?;
    let ended = runtime.block_on(ask(command, &meant, out));
    // What is under way is not waited for.
    runtime.shutdown_background();
    ended
}

fn nothing_to_open(error: NothingToOpen) -> Trouble {
    match error {
        NothingToOpen::Mistakes { lines, wanted } => Trouble {
            lines,
            ..Trouble::usage(
                contexts::of_mistakes(&wanted),
                "mend them; `qd config example` shows every key",
            )
        },
        other => Trouble::unusable("begin", &other),
    }
}

/// The command line, with the context that a sub-command itself names as the only one.
fn narrowed<'a>(arguments: &'a Arguments, command: &Headless) -> Cow<'a, Arguments> {
    let (Headless::Login(Login { name, .. }) | Headless::Logout(Logout { name })) = command else {
        return Cow::Borrowed(arguments);
    };
    let mut narrowed = arguments.clone();
    narrowed.connect.contexts = vec![name.clone()];
    Cow::Owned(narrowed)
}

async fn ask(command: &Headless, meant: &Meant, out: &mut impl Write) -> Result<Exit, Trouble> {
    let surface = Surface::of_process();
    match command {
        Headless::Login(login) => return login.run(meant, &surface).await,
        Headless::Logout(logout) => return logout.run(meant).await,
        Headless::Drafts(_) | Headless::Write(_) => {}
        _ => ask_where_needed(meant, &surface).await?,
    }
    match command {
        Headless::Get(get) => get.run(meant, &surface, out).await,
        Headless::Plan(plan) => plan.run(meant, &surface, out).await,
        Headless::Apply(apply) => apply.run(meant, &surface, out).await,
        Headless::Edit(edit) => edit.run(meant, &surface, out).await,
        Headless::Create(create) => create.run(meant, &surface, out).await,
        Headless::Clone(clone) => clone.run(meant, &surface, out).await,
        Headless::History(history) => history.run(meant, &surface, out).await,
        Headless::Diff(diff) => diff.run(meant, &surface, out).await,
        Headless::Restore(restore) => restore.run(meant, &surface, out).await,
        Headless::Drafts(drafts) => drafts.run(meant, &surface, out).await,
        Headless::Download(download) => download.run(meant, &surface, out).await,
        Headless::Describe(describe) => describe.run(meant, &surface, out).await,
        Headless::Events(events) => events.run(meant, &surface, out).await,
        Headless::Write(note) => note.run(meant, out).await,
        Headless::Ssh(ssh) => ssh.run(meant, &surface).await,
        Headless::Completions(_)
        | Headless::Man(_)
        | Headless::Journal(_)
        | Headless::Context(_)
        | Headless::Config(_)
        | Headless::Doctor(_)
        | Headless::Login(_)
        | Headless::Logout(_) => Ok(Exit::Success),
        Headless::Act(verb) => Box::pin(verb.run(meant, &surface, out)).await,
    }
}
