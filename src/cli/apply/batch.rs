//! Changes that are ready: checked by their managers, confirmed, then sent one after the other.

use std::io::Write;
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::time::Instant;

use crate::cli::change::Manner;
use crate::cli::change::attend::{Outcome, Told, attend, exit, tell_unsent};
use crate::cli::change::consent::{Claim, Consent, ask_for, settle};
use crate::cli::change::progress::Progress;
use crate::cli::drift::prospect::label;
use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::surface::{Surface, tell, tell_line};
use crate::cli::trouble::Trouble;
use crate::resource::action::{CREATE, EDIT, RESTORE};
use crate::resource::text::visible;
use crate::resource::{
    ActionId, ActivityId, Arguments, CommandLine, Id, Intent, Key, Notice, Proof, Seen, Step, Transfer,
};
use crate::session::{Session, apply};
use crate::spec::{Plan, Verdict};

use super::words;

/// What the change is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    pub action: ActionId,
    /// "applied".
    pub past: &'static str,
}

impl Verb {
    pub const APPLY: Self = Self {
        action: ActionId("apply"),
        past: "applied",
    };
    pub const EDIT: Self = Self {
        action: EDIT,
        past: "changed",
    };
    pub const CREATE: Self = Self {
        action: CREATE,
        past: "created",
    };
    pub const RESTORE: Self = Self {
        action: RESTORE,
        past: "restored",
    };
}

/// One change, ready to be sent.
#[derive(Debug, Clone)]
pub struct Ready<'a> {
    pub session: &'a Arc<Session>,
    pub plan: &'a Plan,
    /// Where it was written: what the manager refuses is told at its place there.
    pub written: Option<&'a Written>,
    pub dry_run: bool,
}

/// Changes that belong together: nothing is sent before all are checked and confirmed.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    pub verb: Verb,
    pub changes: Vec<Ready<'a>>,
    pub manner: &'a Manner,
}

/// What came of a batch.
#[derive(Debug)]
pub struct Sent {
    pub exit: Exit,
    /// The last step of each change that was begun.
    pub steps: Vec<Step>,
}

impl Ready<'_> {
    /// "stage/orders".
    pub fn label(&self) -> String {
        label(self.session, self.plan.name())
    }

    fn proof(&self, verb: Verb) -> Proof {
        self.plan.proof(verb.action, self.session.protection())
    }

    fn key(&self) -> Key {
        match &self.plan.base {
            Some(base) => base.key.clone(),
            None => Key::new(self.session.name(), self.plan.request.kind, &Id::from("")),
        }
    }
}

impl Batch<'_> {
    /// Has every change checked, asks, sends one after the other, and stops at the first failure.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent; what came of what was sent is in [`Sent`].
    pub async fn send(&self, surface: &Surface, out: &mut impl Write) -> Result<Sent, Trouble> {
        self.judge_contexts()?;
        self.have_checked().await?;
        if surface.progress_width.is_some() {
            self.tell_words();
        }
        self.confirm(surface).await?;
        self.carry_out(surface, out).await
    }

    /// Whether every context and cluster takes a change now.
    fn judge_contexts(&self) -> Result<(), Trouble> {
        for ready in &self.changes {
            if let Some(notice) = ready.session.read_only() {
                return Err(Trouble::new(Exit::NotConfirmed, notice));
            }
            if let Some(busy) = ready.plan.base.as_ref().and_then(|base| base.busy.as_deref()) {
                let text = format!("{} takes no change now: {}", ready.label(), visible(busy));
                let notice = Notice::error(text).with_hint("nothing was sent; try again when that has ended");
                return Err(Trouble::new(Exit::Failure, notice));
            }
        }
        Ok(())
    }

    /// The dry run: every refusal is told, not only the first.
    async fn have_checked(&self) -> Result<(), Trouble> {
        let asked = self.changes.iter().filter(|ready| ready.dry_run);
        let verdicts =
            asked.map(|ready| async move { (ready, ready.session.dry_run(&ready.plan.request).await) });
        let mut troubles = Vec::new();
        for (ready, verdict) in join_all(verdicts).await {
            match verdict {
                Verdict::Accepted { .. } => {}
                Verdict::Refused { notice, fields } => {
                    for (path, message) in &fields {
                        tell_line(&match ready.written {
                            Some(written) => written.tell_field(path, message),
                            None => visible(&format!("{path}: refused: {message}")).into_owned(),
                        });
                    }
                    troubles.push((Exit::Failure, named(ready, notice)));
                }
                Verdict::Unknown(notice) => troubles.push((Exit::NoAnswer, named(ready, notice))),
            }
        }
        match troubles.pop() {
            None => Ok(()),
            Some((exit, last)) => {
                troubles.iter().for_each(|(_, notice)| tell(notice));
                Err(Trouble::new(exit, last))
            }
        }
    }

    fn tell_words(&self) {
        for ready in &self.changes {
            tell_line(&format!("{}: {}", ready.label(), words::summary(ready.plan)));
            if ready.plan.base.is_some() {
                let changes = ready.plan.changes.iter();
                changes.for_each(|planned| tell_line(&format!("  {}", words::change(planned))));
            }
            let force = if ready.plan.request.force { ", forced" } else { "" };
            let checked = if ready.dry_run {
                "; the manager would take it"
            } else {
                ""
            };
            tell_line(&format!(
                "  sent as: {}{force}{checked}",
                ready.plan.request.way.word()
            ));
        }
        if self.changes.len() > 1 {
            tell_line("  one after the other; stops at the first that fails");
        }
    }

    async fn confirm(&self, surface: &Surface) -> Result<(), Trouble> {
        let verb = self.verb.action.0;
        let claims: Vec<_> = (self.changes.iter())
            .map(|ready| Claim {
                name: ready.plan.name(),
                needs_name: matches!(ready.proof(self.verb), Proof::Words { what: "the name", .. }),
            })
            .collect();
        let proof = || match self.changes.as_slice() {
            [one] => one.proof(self.verb),
            several => Proof::Words {
                words: several.len().to_string(),
                what: "their number",
            },
        };
        let consent = settle(verb, &claims, self.manner, surface.can_ask, proof);
        match consent.map_err(|notice| Trouble::new(Exit::NotConfirmed, notice))? {
            Consent::Given => Ok(()),
            Consent::Ask(proof) => ask_for(&proof).await,
        }
    }

    async fn carry_out(&self, surface: &Surface, out: &mut impl Write) -> Result<Sent, Trouble> {
        let progress = Arc::new(Progress::new(surface));
        let deadline = Instant::now() + self.manner.timeout;
        let mut steps = Vec::new();
        let mut first_failure = None;
        for (index, ready) in self.changes.iter().enumerate() {
            let (outcome, step) = self.one(index, ready, deadline, &progress).await;
            steps.push(step);
            progress.clear();
            match outcome {
                Outcome::Well(words) => {
                    writeln!(out, "{}: {words}", ready.label())?;
                    out.flush()?;
                }
                Outcome::Badly(exit, notice) => {
                    tell(&notice);
                    first_failure = Some(exit);
                    break;
                }
            }
        }
        let done = steps.len() - usize::from(first_failure.is_some());
        if let Some([stopped_by, unsent @ ..]) = self.changes.get(done..) {
            let unsent: Vec<_> = unsent.iter().map(Ready::label).collect();
            tell_unsent(&stopped_by.label(), &unsent);
        }
        Ok(Sent {
            exit: exit(done, first_failure),
            steps,
        })
    }

    async fn one(
        &self,
        index: usize,
        ready: &Ready<'_>,
        deadline: Instant,
        progress: &Arc<Progress>,
    ) -> (Outcome, Step) {
        let key = ready.key();
        let intent = Intent {
            activity: ActivityId(index as u64),
            action: self.verb.action,
            name: ready.plan.name().into(),
            part: None,
            arguments: Arguments::default(),
            seen: Seen {
                state: Box::default(),
                version: ready.plan.base.as_ref().and_then(|base| base.version),
                part_state: None,
            },
            key,
            transfer: Transfer::default(),
        };
        let told = Told {
            label: ready.label(),
            verb: self.verb.action.0,
            past: self.verb.past,
            look: CommandLine::describe(if intent.key.id.is_empty() {
                &intent.name
            } else {
                &intent.key.id
            })
            .in_context(ready.session.name()),
            follow: None,
            transfer: None,
        };
        let edit = ready.plan.edit_of();
        let change = async |emit| apply(ready.session, &intent, &edit, self.manner.wait, &emit).await;
        attend(&told, deadline, progress, change).await
    }
}

fn named(ready: &Ready<'_>, mut notice: Notice) -> Notice {
    notice.text = format!("{}: {}", ready.label(), notice.text);
    let hint = notice
        .hint
        .take()
        .map_or_else(String::new, |hint| format!("; {hint}"));
    notice.with_hint(format!("nothing was sent{hint}"))
}
