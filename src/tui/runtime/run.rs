//! The loop: facts from everywhere in one order, one update each, one frame for what changed.
//!
//! It sleeps until something happens. A flood of facts is painted some thirty times a second; a key
//! is painted at once.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use ratatui::layout::Size;
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;

use crate::resource::{ContextChange, ContextName, Key, Notice, ShellAccess};
use crate::session::Session;
use crate::session::download::remove_unfinished;
use crate::store::{login_key, outside_editor};
use crate::tui::app::{Model, Options};
use crate::tui::keymap::Keymap;
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Answer, Effect, Msg, Question};
use crate::tui::subscriptions::with_rows;
use crate::tui::theme::{Choice, Theme, Themes};
use crate::tui::view::view;

use super::alert::Alerting;
use super::book::{Book, Written};
use super::input::{Input, InputThread};
use super::keeper::{self, Keeper};
use super::lend;
use super::open_edits::OpenEdits;
use super::outside::Outside;
use super::painter::Painter;
use super::signals::{self, SignalEvent};
use super::terminal::{self, Output, TerminalError, TerminalGuard};
use super::translate;

/// What the console is started with.
pub struct Setup {
    pub sessions: Vec<(Arc<Session>, String)>,
    /// Keeps the contexts of the configuration; `None` where they cannot be changed.
    pub book: Option<Arc<dyn Book>>,
    /// The context that is shown alone at first.
    pub narrow_to: Option<ContextName>,
    pub themes: Themes,
    pub theme: Theme,
    pub choice: Choice,
    pub keymap: Keymap,
    pub banner: Option<&'static str>,
    pub mouse: bool,
    /// No moving parts.
    pub reduced_motion: bool,
    /// Something to read at once.
    pub notice: Option<Notice>,
    /// How the user is called.
    pub alerting: Alerting,
    /// Where drafts are kept; `None` without a home directory.
    pub drafts: Option<PathBuf>,
    /// Where changes are written down; `None` without a home directory.
    pub journal: Option<PathBuf>,
}

/// What reaches the loop: facts for the model, and what only the loop can carry out.
pub(super) enum Incoming {
    Msg(Msg),
    /// An answer of a session, which may be closed by now.
    OfSession {
        context: ContextName,
        generation: u64,
        msg: Msg,
    },
    /// The configuration was changed, or could not be.
    Written {
        change: ContextChange,
        written: Result<Written, Notice>,
    },
    /// A context was opened anew with another part of its manager's world, or could not be.
    Switched {
        context: ContextName,
        part: Arc<str>,
        opened: Result<(Arc<Session>, String), Notice>,
    },
    Suspend,
    /// Continued after a stop, with the terminal in a state nobody knows.
    Continued,
    Exit(i32),
}

/// Frames painted at once before a flood is slowed down, and the time in which that many are allowed.
const BURST: usize = 4;
const BURST_TIME: Duration = Duration::from_millis(130);
/// Facts taken before a frame is due.
const BATCH: usize = 512;
/// Exit code when the terminal went away: as for a hang-up.
const LOST: i32 = 129;

/// Runs the console until the user leaves; gives the exit code.
///
/// # Errors
/// [`TerminalError`] if there is no terminal to run on.
pub fn run(setup: Setup) -> Result<i32, TerminalError> {
    let (sender, incoming) = mpsc::channel();
    // Before the terminal is taken: from then on a signal must give it back.
    start_signals(sender.clone())?;
    let guard = TerminalGuard::enter(terminal::Options { mouse: setup.mouse })?;
    let size = terminal::size().unwrap_or(Size::new(80, 24));
    let mut console = Console::new(setup, guard, size, (sender, incoming))?;
    // The first frame comes before everything that can wait.
    console.paint()?;
    console.start()?;
    // What fails from here on is the terminal, which went away.
    let code = console.run().unwrap_or(LOST);
    // Whatever it was: what was typed is on disk before the end.
    keeper::save_all();
    // What is not whole is not wanted.
    remove_unfinished();
    Ok(code)
}

fn start_signals(sender: Sender<Incoming>) -> Result<(), TerminalError> {
    signals::start(move |signal| {
        let incoming = match signal {
            SignalEvent::Resize(size) => Incoming::Msg(Msg::Resized(size)),
            SignalEvent::Terminate(termination) => Incoming::Exit(termination.exit_code()),
            SignalEvent::Suspend => Incoming::Suspend,
            SignalEvent::Continue => Incoming::Continued,
        };
        // Fails only when the console is leaving anyway.
        let _leaving = sender.send(incoming);
    })?;
    Ok(())
}

struct Console {
    model: Model,
    painter: Painter,
    output: Output,
    guard: TerminalGuard,
    input: Option<InputThread>,
    outside: Outside,
    /// Where drafts are kept, and what the user's own editor works on.
    drafts: Option<PathBuf>,
    /// `None` where nothing can be kept.
    edits: Option<OpenEdits>,
    alerting: Alerting,
    incoming: Receiver<Incoming>,
    sender: Sender<Incoming>,
    /// When the latest frames were painted.
    painted: VecDeque<Instant>,
    is_hasty: bool,
}

impl Console {
    fn new(
        setup: Setup,
        guard: TerminalGuard,
        size: Size,
        (sender, incoming): (Sender<Incoming>, Receiver<Incoming>),
    ) -> Result<Self, TerminalError> {
        let sessions = setup
            .sessions
            .iter()
            .map(|(session, _)| Arc::clone(session))
            .collect();
        let journal = setup.journal.clone();
        let book = setup.book.clone();
        let (drafts, alerting) = (setup.drafts.clone(), setup.alerting.clone());
        let model = model(setup, size, now());
        Ok(Self {
            drafts,
            alerting,
            edits: None,
            painter: Painter::new(size),
            output: Output::new().map_err(TerminalError::Io)?,
            outside: Outside::new(sessions, journal, book, sender.clone()),
            model,
            guard,
            input: None,
            incoming,
            sender,
            painted: VecDeque::new(),
            is_hasty: true,
        })
    }

    fn start(&mut self) -> Result<(), TerminalError> {
        let sender = self.sender.clone();
        self.input = Some(InputThread::start(move |input| {
            let incoming = match input {
                Input::Lost => Incoming::Exit(LOST),
                Input::Event(event) => match translate::event(event, now()) {
                    Some(msg) => Incoming::Msg(msg),
                    None => return true,
                },
            };
            sender.send(incoming).is_ok()
        })?);
        if let Some(directory) = &self.drafts {
            let sender = self.sender.clone();
            let tell = move |answer| {
                // Fails only when the console is leaving anyway.
                let _leaving = sender.send(Incoming::Msg(Msg::Answered(answer)));
            };
            let keeper = Keeper::start(directory.clone(), Box::new(tell))?;
            self.edits = Some(OpenEdits::new(keeper));
        }
        self.outside.start()?;
        self.outside.keep_fresh(&with_rows(&self.model));
        Ok(())
    }

    fn run(&mut self) -> Result<i32, TerminalError> {
        loop {
            for incoming in self.wait() {
                if let Some(code) = self.take(incoming)? {
                    return Ok(code);
                }
            }
            self.outside.keep_fresh(&with_rows(&self.model));
            if self.is_paint_due() {
                self.paint()?;
            }
        }
    }

    /// Sleeps until something happens, or something on the screen changes by time alone.
    fn wait(&mut self) -> Vec<Incoming> {
        let paint = self.model.is_dirty().then(|| self.next_paint());
        let wake = self
            .model
            .next_wake()
            .map(|at| Instant::now() + (at - now()).to_std().unwrap_or_default());
        let first = match [paint, wake].into_iter().flatten().min() {
            None => self.incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => self
                .incoming
                .recv_timeout(deadline.saturating_duration_since(Instant::now())),
        };
        let mut batch = match first {
            Ok(incoming) => vec![incoming],
            Err(RecvTimeoutError::Timeout) => vec![Incoming::Msg(Msg::Tick)],
            Err(RecvTimeoutError::Disconnected) => vec![Incoming::Exit(LOST)],
        };
        while batch.len() < BATCH {
            match self.incoming.try_recv() {
                Ok(incoming) => batch.push(incoming),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        batch
    }

    /// Carries out what came in; a code ends the console.
    fn take(&mut self, incoming: Incoming) -> Result<Option<i32>, TerminalError> {
        match incoming {
            Incoming::Exit(code) => Ok(Some(code)),
            Incoming::Suspend => self.suspend().map(|()| None),
            Incoming::Continued => {
                self.guard.reclaim()?;
                self.resumed();
                Ok(None)
            }
            Incoming::OfSession {
                context,
                generation,
                msg,
            } => {
                if self.outside.is_current(&context, generation) {
                    return self.take(Incoming::Msg(msg));
                }
                Ok(None)
            }
            Incoming::Written { change, written } => self.written(change, written),
            Incoming::Switched {
                context,
                part,
                opened,
            } => {
                let notice = match opened {
                    Ok(opened) => {
                        let msg = self.opened(opened);
                        if let Some(code) = self.take(Incoming::Msg(msg))? {
                            return Ok(Some(code));
                        }
                        Notice::info(format!("{context} looks at {part} now, for this run"))
                    }
                    Err(notice) => notice,
                };
                self.take(Incoming::Msg(Msg::Noticed(notice)))
            }
            Incoming::Msg(msg) => {
                if matches!(
                    msg,
                    Msg::Key(..) | Msg::Mouse(_) | Msg::Paste(_) | Msg::Resized(_)
                ) {
                    self.is_hasty = true;
                }
                if let Msg::Resized(size) = msg {
                    self.painter.resize(size);
                }
                let effects = self.update(msg);
                let code = self.carry_out(effects)?;
                if let Some(edits) = &mut self.edits {
                    edits.release_left(self.model.navigation.pages());
                }
                Ok(code)
            }
        }
    }

    /// Closes and opens what a change of the configuration changed.
    fn written(
        &mut self,
        change: ContextChange,
        written: Result<Written, Notice>,
    ) -> Result<Option<i32>, TerminalError> {
        let (words, closed, opened) = match written {
            Ok(written) => (Ok(written.words), written.closed, written.opened),
            Err(notice) => (Err(notice), None, None),
        };
        let mut msgs = Vec::new();
        if let Some(context) = closed {
            self.outside.close(&context);
            msgs.push(Msg::ContextClosed(context));
        }
        msgs.extend(opened.map(|opened| self.opened(opened)));
        msgs.push(Msg::Answered(Answer::ContextWritten {
            change,
            written: words,
        }));
        for msg in msgs {
            if let Some(code) = self.take(Incoming::Msg(msg))? {
                return Ok(Some(code));
            }
        }
        Ok(None)
    }

    /// Takes a session in the place of one of its name, and says so.
    fn opened(&mut self, (session, title): (Arc<Session>, String)) -> Msg {
        self.outside.close(session.name());
        self.outside.open(Arc::clone(&session));
        Msg::ContextOpened(Box::new(known((session, title))))
    }

    /// Has the model take a fact, and the keeper what was written by it: the next fact may close its screen.
    fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = self.model.update(msg, now());
        if let Some(edits) = &mut self.edits {
            edits.note(self.model.navigation.pages());
        }
        effects
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<Option<i32>, TerminalError> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(Some(0)),
                Effect::Suspend => self.suspend()?,
                Effect::Repaint => self.painter.forget(),
                Effect::Copy(text) => self.output.write(&translate::copy(&text))?,
                Effect::CopySecret(text) => {
                    let bytes = Zeroizing::new(translate::copy(text.expose_secret()));
                    self.output.write(&bytes)?;
                }
                Effect::Alert(words) => {
                    self.output.write(&self.alerting.bytes(&words))?;
                    self.alerting.run_command(&words);
                }
                Effect::CaptureMouse(capture) => self.guard.capture_mouse(capture)?,
                Effect::LogInTo(key, access) => {
                    if let Some(code) = self.log_in_to(&key, &access)? {
                        return Ok(Some(code));
                    }
                }
                Effect::Ask(Question::EditOutside(text)) => {
                    if let Some(code) = self.edit_outside(&text)? {
                        return Ok(Some(code));
                    }
                }
                Effect::Ask(question) => self.ask(question),
                other => {
                    self.outside.keep_fresh(&with_rows(&self.model));
                    self.outside.carry_out(other);
                }
            }
        }
        Ok(None)
    }

    /// What concerns drafts is for the keeper. Without one it is answered like any other question.
    fn ask(&mut self, question: Question) {
        match (&self.edits, question) {
            (Some(edits), Question::Drafts) => edits.list(),
            (Some(edits), Question::RemoveDraft(edit)) => edits.remove(edit),
            (Some(edits), Question::ReleaseDraft(edit)) => edits.release(edit),
            (Some(edits), Question::DiscardDraft(name)) => edits.discard(name),
            (_, question) => {
                self.outside.keep_fresh(&with_rows(&self.model));
                self.outside.carry_out(Effect::Ask(question));
            }
        }
    }

    /// Lends the terminal to the user's own editor.
    fn edit_outside(&mut self, text: &str) -> Result<Option<i32>, TerminalError> {
        if let Some(input) = &self.input {
            input.pause();
        }
        keeper::save_all();
        let directory = self.drafts.as_deref().map(outside_editor::directory_beside);
        let directory = directory.unwrap_or_else(std::env::temp_dir);
        let mut edited = None;
        let lent = self.guard.lend(|| edited = Some(lend::edit(text, &directory)));
        // The text is taken over even if the terminal is gone, and its file stays until the draft has it.
        let (text, sheet) = edited.unwrap_or_default();
        let effects = self.update(Msg::Answered(Answer::EditedOutside(text)));
        keeper::save_all();
        drop(sheet);
        lent?;
        if let Some(input) = &self.input {
            input.resume();
        }
        self.resumed();
        self.carry_out(effects)
    }

    /// Lends the terminal to `ssh`.
    fn log_in_to(&mut self, key: &Key, access: &ShellAccess) -> Result<Option<i32>, TerminalError> {
        let Some(drafts) = self.drafts.as_deref() else {
            let words = "There is no home directory to keep the key in";
            self.update(Msg::Noticed(Notice::error(words).with_hint("set HOME")));
            return Ok(None);
        };
        let directory = login_key::directory_beside(drafts);
        if let Some(input) = &self.input {
            input.pause();
        }
        keeper::save_all();
        let ended = self.guard.lend(|| lend::log_in(key, access, &directory))?;
        if let Some(input) = &self.input {
            input.resume();
        }
        self.resumed();
        let effects = self.update(Msg::Noticed(ended));
        self.carry_out(effects)
    }

    fn suspend(&mut self) -> Result<(), TerminalError> {
        if let Some(input) = &self.input {
            input.pause();
        }
        keeper::save_all();
        self.guard.suspend()?;
        if let Some(input) = &self.input {
            input.resume();
        }
        self.resumed();
        Ok(())
    }

    fn resumed(&mut self) {
        let size = terminal::size().unwrap_or(self.painter.size());
        self.painter.resize(size);
        self.model.update(Msg::Resized(size), now());
        self.model.update(Msg::Resumed, now());
        self.is_hasty = true;
    }

    fn is_paint_due(&self) -> bool {
        self.model.is_dirty() && (self.is_hasty || self.next_paint() <= Instant::now())
    }

    /// When the next frame may be painted: at once, unless many were painted just before.
    fn next_paint(&self) -> Instant {
        match self.painted.front() {
            Some(oldest) if self.painted.len() >= BURST => *oldest + BURST_TIME,
            _ => Instant::now(),
        }
    }

    fn paint(&mut self) -> Result<(), TerminalError> {
        self.model.take_dirty();
        self.is_hasty = false;
        view(&self.model, self.painter.frame());
        let bytes = self.painter.render();
        if !bytes.is_empty() {
            self.output.write(bytes)?;
            self.painted.push_back(Instant::now());
            if self.painted.len() > BURST {
                self.painted.pop_front();
            }
        }
        self.model.update(Msg::Painted, now());
        Ok(())
    }
}

/// The model of a console that was just opened.
pub(super) fn model(setup: Setup, size: Size, now: DateTime<Utc>) -> Model {
    Model::new(Options {
        narrow_to: setup.narrow_to,
        size,
        now,
        contexts: setup.sessions.into_iter().map(known).collect(),
        themes: setup.themes,
        theme: setup.theme,
        choice: setup.choice,
        keymap: setup.keymap,
        banner: setup.banner,
        mouse: setup.mouse,
        reduced_motion: setup.reduced_motion,
        notice: setup.notice,
    })
}

/// What is known of a context that was just opened.
fn known((session, title): (Arc<Session>, String)) -> KnownContext {
    KnownContext {
        name: Arc::clone(session.name()),
        about: session.about(),
        demanded: session.protection(),
        badge: session.badge().cloned(),
        standing: session.standing(),
        waiting: None,
        own_address: session.own_address().clone(),
        scope: session.scope().cloned(),
        title,
        lists: Lists::default(),
    }
}

fn now() -> DateTime<Utc> {
    Utc::now()
}
