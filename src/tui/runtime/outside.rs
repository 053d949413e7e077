//! What effects do to the world: subscriptions, changes, work off the interface's thread.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use tokio::runtime::{Builder, Runtime};

use crate::resource::{ContextName, Intent, Keep, Notice, arrange};
use crate::session::perform::{perform, perform_all};
use crate::session::{Destination, Emit, LoginError, Session, Subscription, Watch, apply, download};
use crate::tui::msg::{Answer, Effect, Msg, Question};
use crate::tui::subscriptions::Wanted;

use super::book::Book;
use super::questions;
use super::run::Incoming;
use super::translate;

/// The sessions, and what runs for them.
pub(super) struct Outside {
    sessions: HashMap<ContextName, Open>,
    /// How many sessions were opened so far.
    opened: u64,
    book: Option<Arc<dyn Book>>,
    watches: HashMap<Wanted, Watch>,
    sender: Sender<Incoming>,
    emit: Emit,
    /// Where the journal is; `None` without a home directory.
    journal: Option<PathBuf>,
    runtime: Option<&'static Runtime>,
}

/// An open session, and a number that no other ever has: an answer of one that was closed is known by it.
struct Open {
    session: Arc<Session>,
    generation: u64,
}

/// One thread serves the requests of all contexts: they mostly wait, and each hand-over is a wake-up.
const WORKERS: usize = 1;

impl Outside {
    pub(super) fn new(
        sessions: Vec<Arc<Session>>,
        journal: Option<PathBuf>,
        book: Option<Arc<dyn Book>>,
        sender: Sender<Incoming>,
    ) -> Self {
        let facts = sender.clone();
        let emit: Emit = Arc::new(move |fact| {
            // Fails only when the console is leaving anyway.
            let _leaving = facts.send(Incoming::Msg(translate::fact(fact)));
        });
        let mut outside = Self {
            sessions: HashMap::new(),
            opened: 0,
            book,
            watches: HashMap::new(),
            sender,
            emit,
            journal,
            runtime: None,
        };
        for session in sessions {
            outside.open(session);
        }
        outside
    }

    /// Takes a session for its context from now on.
    pub(super) fn open(&mut self, session: Arc<Session>) {
        self.opened += 1;
        let open = Open {
            generation: self.opened,
            session,
        };
        let replaced = self.sessions.insert(Arc::clone(open.session.name()), open);
        replaced.into_iter().for_each(|open| open.session.close());
    }

    /// Ends everything that runs for a context but changes that were sent.
    pub(super) fn close(&mut self, context: &ContextName) {
        if let Some(open) = self.sessions.remove(context) {
            open.session.close();
        }
        self.watches.retain(|wanted, _| match wanted {
            Wanted::List { context: of, .. } => of != context,
            Wanted::Object { key } | Wanted::Parts { key, .. } | Wanted::Events { key, .. } => {
                key.context != *context
            }
        });
    }

    /// Whether an answer is that of a session which is still open.
    pub(super) fn is_current(&self, context: &ContextName, generation: u64) -> bool {
        let open = self.sessions.get(context);
        open.is_some_and(|open| open.generation == generation)
    }

    fn session(&self, context: &ContextName) -> Option<&Arc<Session>> {
        self.sessions.get(context).map(|open| &open.session)
    }

    pub(super) fn start(&mut self) -> io::Result<()> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .enable_all()
            .thread_name("requests")
            .build()?;
        // Never dropped: leaving does not wait for requests that are under way.
        self.runtime = Some(Box::leak(Box::new(runtime)));
        Ok(())
    }

    /// Starts and stops subscriptions until they are those that are wanted, each with so many rows.
    pub(super) fn keep_fresh(&mut self, wanted: &[(Wanted, usize)]) {
        let Some(runtime) = self.runtime else { return };
        self.watches
            .retain(|subscription, _| wanted.iter().any(|(wanted, _)| wanted == subscription));
        let _within = runtime.enter();
        for (wanted, rows) in wanted {
            let rows = *rows;
            if let Some(watch) = self.watches.get(wanted) {
                watch.want(rows);
                continue;
            }
            let subscription = match wanted.clone() {
                Wanted::List { context, kind } => Subscription::List { context, kind, rows },
                Wanted::Object { key } => Subscription::Object { key },
                Wanted::Parts { key, part } => Subscription::Parts { key, part, rows },
                Wanted::Events { key, filter } => Subscription::Events { key, filter, rows },
            };
            if let Some(session) = self.session(subscription.context()) {
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
            Effect::RefreshParts(key, part) => self.refresh(&Wanted::Parts { key, part }),
            Effect::RefreshEvents(wanted) => self.refresh(&wanted),
            Effect::LookAgain(wanted) => {
                if let Some(watch) = self.watches.get(&wanted) {
                    watch.look_again();
                }
            }
            Effect::Perform(intent) => {
                if let Some((session, intent)) = self.with_session(intent) {
                    let emit = Arc::clone(&self.emit);
                    runtime.spawn(async move { perform(&session, &intent, true, &emit).await });
                }
            }
            Effect::Download(intent, saving) => {
                if let Some((session, intent)) = self.with_session(intent) {
                    let emit = Arc::clone(&self.emit);
                    let to = Destination::File {
                        path: saving.path.into(),
                        overwrite: saving.overwrite,
                    };
                    runtime.spawn(async move { download(&session, &intent, to, &emit).await });
                }
            }
            Effect::CancelTransfer(transfer) => transfer.cancel(),
            Effect::SwitchScope(context, part) => self.switch(runtime, context, part),
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
            Effect::Ask(
                question @ (Question::ContextFields(_)
                | Question::PreviewContext(_)
                | Question::WriteContext(_)),
            ) => self.ask_book(runtime, question),
            Effect::Ask(question) => self.ask(runtime, question),
            Effect::LogIn {
                context,
                secret,
                keep,
            } => {
                let Some(session) = self.session(&context).map(Arc::clone) else {
                    let kept = Err(closed(&context));
                    self.answer(Answer::LoggedIn { context, kept });
                    return;
                };
                self.with_account(runtime, Arc::clone(&session), async move {
                    let kept = match session.log_in(secret, keep == Keep::InKeyring).await {
                        Ok(kept) => Ok(format!("kept in {kept}").into()),
                        Err(error @ LoginError::Refused(_)) => {
                            Err(Notice::failure("log in", &error, error.hint()))
                        }
                        // It is in use all the same.
                        Err(error @ (LoginError::Untried(_) | LoginError::NotKept(_))) => {
                            Ok(Notice::failure("keep the secret", &error, None)
                                .causes
                                .join(": ")
                                .into())
                        }
                    };
                    Answer::LoggedIn { context, kept }
                });
            }
            Effect::LogOut(context) => {
                let Some(session) = self.session(&context).map(Arc::clone) else {
                    let forgotten = Err(closed(&context));
                    self.answer(Answer::LoggedOut { context, forgotten });
                    return;
                };
                self.with_account(runtime, Arc::clone(&session), async move {
                    let forgotten = session.logout().await;
                    let forgotten = forgotten.map(|was_kept| match was_kept {
                        true => "the secret is forgotten, and taken out of the keyring".into(),
                        false => "the secret is forgotten until the next login".into(),
                    });
                    let forgotten = forgotten.map_err(|error| {
                        Notice::failure("forget the secret", &error, error.hint().map(Into::into))
                    });
                    Answer::LoggedOut { context, forgotten }
                });
            }
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
            | Effect::CopySecret(_)
            | Effect::LogInTo(..)
            | Effect::Alert(_)
            | Effect::CaptureMouse(_) => {}
        }
    }

    fn ask(&self, runtime: &Runtime, question: Question) {
        let context = questions::context(&question).cloned();
        let open = context.and_then(|context| self.sessions.get_key_value(&context));
        let of = open.map(|(context, open)| (Arc::clone(context), open.generation));
        let session = open.map(|(_, open)| Arc::clone(&open.session));
        let sender = self.sender.clone();
        let journal = self.journal.clone();
        runtime.spawn(async move {
            let answer = match question {
                Question::Journal => Some(questions::journal(journal).await),
                question => questions::answer(session, question).await,
            };
            if let Some(answer) = answer {
                let msg = Msg::Answered(answer);
                // Fails only when the console is leaving anyway.
                let _leaving = sender.send(match of {
                    Some((context, generation)) => Incoming::OfSession {
                        context,
                        generation,
                        msg,
                    },
                    None => Incoming::Msg(msg),
                });
            }
        });
    }

    /// What concerns the configuration: files are read and written away from everything else.
    fn ask_book(&self, runtime: &Runtime, question: Question) {
        let (sender, book) = (self.sender.clone(), self.book.clone());
        runtime.spawn_blocking(move || {
            let missing = || {
                Notice::warning("There is no configuration here that could be changed")
                    .with_hint("name one: qd --config FILE")
            };
            let answered = |answer| Incoming::Msg(Msg::Answered(answer));
            let incoming = match question {
                Question::ContextFields(of) => {
                    let fields = book.map_or_else(|| Err(missing()), |book| book.fields(of.as_deref()));
                    answered(Answer::ContextFields { of, fields })
                }
                Question::PreviewContext(change) => {
                    let preview = match book {
                        Some(book) => book.preview(&change),
                        None => Err(vec![(String::new(), missing().line())]),
                    };
                    answered(Answer::ContextPreview { change, preview })
                }
                Question::WriteContext(change) => {
                    let written = book.map_or_else(|| Err(missing()), |book| book.write(&change));
                    Incoming::Written { change, written }
                }
                // These are not for the book.
                Question::Base(_)
                | Question::DryRun(_)
                | Question::Preview(_)
                | Question::Version(..)
                | Question::EditOutside(_)
                | Question::Drafts
                | Question::RemoveDraft(_)
                | Question::ReleaseDraft(_)
                | Question::DiscardDraft(_)
                | Question::File(_)
                | Question::Paths(_)
                | Question::Journal
                | Question::Shell(_)
                | Question::Note { .. }
                | Question::Curl(..) => return,
            };
            // Fails only when the console is leaving anyway.
            let _leaving = sender.send(incoming);
        });
    }

    /// Opens a context anew with another part of its manager's world.
    fn switch(&self, runtime: &Runtime, context: ContextName, part: Arc<str>) {
        let (sender, book) = (self.sender.clone(), self.book.clone());
        runtime.spawn_blocking(move || {
            let opened = match book {
                Some(book) => book.switch(&context, &part),
                None => Err(Notice::warning("Contexts cannot be opened anew here").with_hint("set HOME")),
            };
            // Fails only when the console is leaving anyway.
            let _leaving = sender.send(Incoming::Switched {
                context,
                part,
                opened,
            });
        });
    }

    /// Does something with a context's account, and tells how it stands with it then.
    fn with_account(
        &self,
        runtime: &Runtime,
        session: Arc<Session>,
        deed: impl Future<Output = Answer> + Send + 'static,
    ) {
        let sender = self.sender.clone();
        runtime.spawn(async move {
            let answer = deed.await;
            let standing = Msg::Standing {
                context: Arc::clone(session.name()),
                standing: session.standing(),
            };
            for msg in [standing, Msg::Answered(answer)] {
                // Fails only when the console is leaving anyway.
                let _leaving = sender.send(Incoming::Msg(msg));
            }
        });
    }

    fn answer(&self, answer: Answer) {
        // Fails only when the console is leaving anyway.
        let _leaving = self.sender.send(Incoming::Msg(Msg::Answered(answer)));
    }

    fn refresh(&self, wanted: &Wanted) {
        if let Some(watch) = self.watches.get(wanted) {
            watch.refresh();
        }
    }

    fn with_session(&self, intent: Intent) -> Option<(Arc<Session>, Intent)> {
        Some((Arc::clone(self.session(&intent.key.context)?), intent))
    }
}

fn closed(context: &ContextName) -> Notice {
    Notice::error(format!("{context} is not open any more"))
}

#[cfg(test)]
mod tests;
