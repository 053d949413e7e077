//! `qd download`: the file of an object, whole or not at all.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::managers::registry::REGISTRY;
use crate::resource::action::DOWNLOAD;
use crate::resource::text::visible;
use crate::resource::{ActivityId, Arguments, Intent, Key, Kind, KindId, Notice, Seen, Step, Transfer};
use crate::session::download::remove_unfinished;
use crate::session::{Destination, Emit, Fact, download};

use super::change::attend::in_percent;
use super::change::progress::Progress;
use super::contexts::Meant;
use super::exit::Exit;
use super::fleet::{Fleet, Keep};
use super::get::{require, singular};
use super::held_terminal::EndHeld;
use super::resolve::{self, Care};
use super::surface::Surface;
use super::trouble::Trouble;

/// Fetch the file of an object; nothing is changed on the manager
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Download {
    /// What it is, such as snapshots
    #[arg(value_name = "KIND")]
    pub kind: String,
    /// Its name or id
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Where it goes: a file, or - for standard output; without it, a file here that is called as the object
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a file that is there, once the new one is whole
    #[arg(long, short)]
    pub force: bool,
}

const EXAMPLES: &str = "Examples:
  qd download KIND web                     into ./web, with the end that its kind has
  qd download KIND web -o /backup/web.tar.gz --force
  qd download KIND web -o - | tar -tz

What is cut off or stopped (Ctrl-C) leaves no half file.";

impl Download {
    /// Fetches it.
    ///
    /// # Errors
    /// [`Trouble`] if there is no such object, or its file cannot be had whole.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let kind = self.kind()?;
        require(kind, meant, Kind::is_listed)?;
        let fleet = Fleet::ask(meant, kind, Keep::Rows).await;
        let (session, row) = resolve::find(&fleet, singular(kind), &self.name, Care::Look)?;
        fleet.tell_unasked();
        let Some(declared) = session.about().download(kind) else {
            let text = format!("{} gives no file of {kind}", session.about().title);
            return Err(Trouble::new(Exit::Usage, Notice::error(text)));
        };
        let path = self
            .output
            .clone()
            .unwrap_or_else(|| declared.file_name(&row.name).into());
        let is_output = path.as_os_str() == "-";
        let to = match is_output {
            true => Destination::Output(Box::new(std::io::stdout())),
            false => Destination::File {
                path,
                overwrite: self.force,
            },
        };
        let intent = Intent {
            activity: ActivityId(0),
            action: DOWNLOAD,
            key: Key::new(session.name(), kind, &row.id),
            name: (&*row.name).into(),
            part: None,
            arguments: Arguments::default(),
            transfer: Transfer::default(),
            seen: Seen {
                state: Box::default(),
                version: None,
                part_state: None,
            },
        };
        let progress = Arc::new(Progress::new(surface));
        let emit = telling(&intent, &progress);
        let step = stopped_by_signals(&intent.transfer, download(session, &intent, to, &emit)).await;
        progress.clear();
        // A write that is still under way would leave it.
        remove_unfinished();
        match step {
            // Standard output holds the file and nothing else.
            Step::Done(_) if is_output => Ok(Exit::Success),
            Step::Done(words) => {
                writeln!(out, "{}: {}", visible(&row.name), words)?;
                Ok(Exit::Success)
            }
            Step::NotSent(notice) => Err(Trouble::new(Exit::Failure, notice)),
            other => Err(Trouble::new(Exit::Failure, Notice::error(other.story()))),
        }
    }

    /// The kind that is meant, among those that some manager gives files of.
    fn kind(&self) -> Result<KindId, Trouble> {
        let declared = REGISTRY.iter().flat_map(|entry| entry.about.downloads);
        let mut kinds: Vec<KindId> = declared.map(|download| download.kind).collect();
        kinds.sort();
        kinds.dedup();
        let is_meant = |kind: &&KindId| kind.0 == self.kind || singular(**kind) == self.kind;
        kinds.iter().find(is_meant).copied().ok_or_else(|| {
            let known: Vec<&str> = kinds.iter().map(|kind| kind.0).collect();
            let hint = match known.is_empty() {
                true => "no manager of this build gives any".to_owned(),
                false => format!("there are files of {}", known.join(", ")),
            };
            Trouble::usage(format!("{} have no files", visible(&self.kind)), hint)
        })
    }
}

fn telling(intent: &Intent, progress: &Arc<Progress>) -> Emit {
    let progress = Arc::clone(progress);
    let what = format!("download {}", visible(&intent.name));
    Arc::new(move |fact| {
        if let Fact::Transferring { transferred, .. } = fact {
            progress.show(&format!("{what}: {}", in_percent(transferred)));
        }
    })
}

/// Stays with it to its end; a signal stops the transfer first.
async fn stopped_by_signals(transfer: &Transfer, fetching: impl Future<Output = Step>) -> Step {
    let _held = EndHeld::begin();
    let mut fetching = std::pin::pin!(fetching);
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    let mut signals: Vec<_> = kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect();
    loop {
        let any = futures_util::future::select_all(signals.iter_mut().map(|signal| Box::pin(signal.recv())));
        tokio::select! {
            biased;
            step = &mut fetching => return step,
            _ = any => transfer.cancel(),
        }
    }
}
