//! What effects do to the world: subscriptions, changes, work off the interface's thread.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use tokio::runtime::{Builder, Runtime};

use crate::resource::{ContextName, Intent, arrange};
use crate::session::perform::{perform, perform_all};
use crate::session::{Emit, Session, Subscription, Watch, apply};
use crate::tui::msg::{Effect, Msg, Question};
use crate::tui::subscriptions::Wanted;

use super::questions;
use super::run::Incoming;
use super::translate;

/// The sessions, and what runs for them.
pub(super) struct Outside {
    sessions: HashMap<ContextName, Arc<Session>>,
    watches: HashMap<Wanted, Watch>,
    sender: Sender<Incoming>,
    emit: Emit,
    /// Where the journal is; `None` without a home directory.
    journal: Option<PathBuf>,
    runtime: Option<&'static Runtime>,
}

/// One thread serves the requests of all contexts: they mostly wait, and each hand-over is a wake-up.
const WORKERS: usize = 1;

impl Outside {
    pub(super) fn new(
        sessions: Vec<Arc<Session>>,
        sender: Sender<Incoming>,
        journal: Option<PathBuf>,
    ) -> Self {
        let facts = sender.clone();
        let emit: Emit = Arc::new(move |fact| {
            // Fails only when the console is leaving anyway.
            let _leaving = facts.send(Incoming::Msg(translate::fact(fact)));
        });
        let sessions = sessions
            .into_iter()
            .map(|session| (Arc::clone(session.name()), session))
            .collect();
        Self {
            sessions,
            watches: HashMap::new(),
            sender,
            emit,
            journal,
            runtime: None,
        }
    }

    pub(super) fn start(&mut self) -> io::Result<()> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .max_blocking_threads(4)
            .enable_all()
            .thread_name("requests")
            .build()?;
        // Never dropped: leaving does not wait for requests that are under way.
        self.runtime = Some(Box::leak(Box::new(runtime)));
        Ok(())
    }

    /// Starts and stops subscriptions until they are those that are wanted.
    pub(super) fn keep_fresh(&mut self, wanted: &[Wanted]) {
        let Some(runtime) = self.runtime else { return };
        self.watches
            .retain(|subscription, _| wanted.contains(subscription));
        let _within = runtime.enter();
        for wanted in wanted {
            if self.watches.contains_key(wanted) {
                continue;
            }
            let subscription = match wanted.clone() {
                Wanted::List { context, kind } => Subscription::List { context, kind },
                Wanted::Object { key } => Subscription::Object { key },
            };
            if let Some(session) = self.sessions.get(subscription.context()) {
                let watch = Watch::start(Arc::clone(session), subscription, Arc::clone(&self.emit));
                self.watches.insert(wanted.clone(), watch);
            }
        }
    }

    pub(super) fn carry_out(&mut self, effect: Effect) {
        let Some(runtime) = self.runtime else { return };
        match effect {
            Effect::RefreshList(context, kind) => self.refresh(&Wanted::List { context, kind }),
            Effect::RefreshObject(key) => self.refresh(&Wanted::Object { key }),
            Effect::Perform(intent) => {
                if let Some((session, intent)) = self.with_session(intent) {
                    let emit = Arc::clone(&self.emit);
                    runtime.spawn(async move { perform(&session, &intent, true, &emit).await });
                }
            }
            Effect::PerformAll(intents) => {
                let intents: Vec<_> = intents
                    .into_iter()
                    .filter_map(|intent| self.with_session(intent))
                    .collect();
                let emit = Arc::clone(&self.emit);
                runtime.spawn(async move { perform_all(intents, &emit).await });
            }
            Effect::Apply(intent, edit) => {
                if let Some((session, intent)) = self.with_session(intent) {
                    let emit = Arc::clone(&self.emit);
                    runtime.spawn(async move { apply(&session, &intent, &edit, true, &emit).await });
                }
            }
            Effect::Ask(question) => self.ask(runtime, question),
            Effect::Arrange {
                ticket,
                sources,
                query,
                sort,
            } => {
                let sender = self.sender.clone();
                runtime.spawn_blocking(move || {
                    let arranged = Arc::new(arrange(sources, &query, sort));
                    // Fails only when the console is leaving anyway.
                    let _leaving = sender.send(Incoming::Msg(Msg::Arranged { ticket, arranged }));
                });
            }
            // The loop carries these out: they concern the terminal.
            Effect::Quit
            | Effect::Suspend
            | Effect::Repaint
            | Effect::Copy(_)
            | Effect::Alert(_)
            | Effect::CaptureMouse(_) => {}
        }
    }

    fn ask(&self, runtime: &Runtime, question: Question) {
        let session = questions::context(&question).and_then(|context| self.sessions.get(context));
        let session = session.map(Arc::clone);
        let sender = self.sender.clone();
        let journal = self.journal.clone();
        runtime.spawn(async move {
            let answer = match question {
                Question::Journal => Some(questions::journal(journal).await),
                question => questions::answer(session, question).await,
            };
            if let Some(answer) = answer {
                // Fails only when the console is leaving anyway.
                let _leaving = sender.send(Incoming::Msg(Msg::Answered(answer)));
            }
        });
    }

    fn refresh(&self, wanted: &Wanted) {
        if let Some(watch) = self.watches.get(wanted) {
            watch.refresh();
        }
    }

    fn with_session(&self, intent: Intent) -> Option<(Arc<Session>, Intent)> {
        Some((Arc::clone(self.sessions.get(&intent.key.context)?), intent))
    }
}
