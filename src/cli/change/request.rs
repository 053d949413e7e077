//! How a change is confirmed and followed, and the course of events.

use std::io::Write;
use std::time::Duration;

use clap::Args;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::secret_parameter;
use crate::cli::surface::{Surface, tell_line};
use crate::cli::trouble::Trouble;

use super::carry_out::carry_out;
use super::consent::{Consent, ask, consent};
use super::plan::Plan;
use super::verb::Verb;

/// How a change is confirmed and followed.
#[derive(Debug, Clone, Default, Args)]
pub struct Manner {
    /// Do not ask; not enough for a deletion or in a protected context
    #[arg(long, short)]
    pub yes: bool,
    /// Do not ask: the exact name of what is changed, also for a deletion and in a protected context; may be
    /// given several times
    #[arg(long, value_name = "NAME")]
    pub confirm: Vec<String>,
    /// Stay until the change has ended
    #[arg(long)]
    pub wait: bool,
    /// How long to wait, for all of it together (30s, 10m); the change goes on after that
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = timeout)]
    pub timeout: Duration,
}

/// No change is waited for longer than this.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

fn timeout(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if time > LONGEST {
        return Err("at most 30days".into());
    }
    Ok(time)
}

impl Verb {
    /// Plans, asks, sends, and stays if that is wanted.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent; what came of what was sent is in the exit code.
    pub async fn run(&self, meant: &Meant, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let verb = Self {
            arguments: secret_parameter::told(self.secrets.iter().copied(), self.arguments.clone())?,
            ..self.clone()
        };
        let plan = Plan::make(&verb, meant).await?;
        if self.follow {
            plan.has_events()?;
        }
        let consent = consent(&plan, &self.manner, surface.can_ask)?;
        if surface.progress_width.is_some() {
            tell_line(&plan.words());
        }
        if let Consent::Ask(proof) = consent {
            ask(&plan, &proof).await?;
        }
        carry_out(&plan, &self.manner, self.follow, surface, out).await
    }
}
