//! Keeps what is being written on disk: a moment after each pause, and at the end, however that comes.
//!
//! All that concerns drafts is done in the order in which it was asked, one thing at a time, mostly by a
//! thread of its own. What is left when the process ends is done by whoever ends it: the loop, a signal, a
//! panic.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use chrono::Utc;

use crate::resource::Notice;
use crate::spec::{Draft, DraftId};
use crate::store::{Drafts, StoreError};
use crate::tui::msg::{Answer, EditId, Kept};

/// A pause in the typing after which a draft is written.
const PAUSE: Duration = Duration::from_millis(400);
/// A draft that is typed on without a pause is written at least this often.
const AT_LEAST: Duration = Duration::from_secs(1);
/// When a draft that could not be written is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// How long whoever ends the process waits for a draft that another thread is writing.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// Keeps the drafts of this console.
pub(super) struct Keeper {
    shared: Arc<Shared>,
}

/// Where answers go; must not block.
pub(super) type Tell = Box<dyn Fn(Answer) + Send + Sync>;

struct Shared {
    directory: PathBuf,
    drafts: Drafts,
    tell: Tell,
    state: Mutex<State>,
    changed: Condvar,
    /// Held while a step is taken and carried out.
    writing: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// The newest texts, behind everything in the queue, and those that could not be written.
    noted: HashMap<EditId, Noted>,
    queue: VecDeque<Step>,
    /// Under which name the draft of an edit stands.
    names: HashMap<EditId, DraftId>,
    /// Counts what was asked.
    asked: u64,
    /// Who carries out a step, and the text that it is at.
    writer: Option<ThreadId>,
    under_way: Option<Arc<Draft>>,
}

/// A draft that is not on disk yet.
#[derive(Clone)]
struct Noted {
    draft: Arc<Draft>,
    /// Its place among what was asked.
    asked: u64,
    first: Instant,
    due: Instant,
    /// The disk refused it already, which was told.
    was_refused: bool,
    /// The edit was left: others may go on with it once it is written.
    is_left: bool,
}

/// What is done as a whole.
enum Step {
    Save(Noted),
    Job(Job, u64),
}

/// What is asked for beside writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Job {
    /// What is there; these edits are open in this console.
    List(HashSet<EditId>),
    /// The draft of this edit is not needed any more.
    Remove(EditId),
    /// The draft of this edit stays, and other windows may go on with it.
    Release(EditId),
    /// The draft of this name is not wanted any more.
    Discard(DraftId),
}

/// The keeper that the end of the process must not forget.
static LAST: Mutex<Option<Arc<Shared>>> = Mutex::new(None);

/// Does what is left to do; for the end of the process, from any thread, also one that panics in the middle.
pub(super) fn save_all() {
    let last = lock_in_time(&LAST, PATIENCE).and_then(|last| last.clone());
    if let Some(shared) = last {
        shared.finish(PATIENCE);
    }
}

impl Keeper {
    /// Starts the thread; drafts are in `directory`, which need not exist.
    ///
    /// # Errors
    /// If the process has no thread left.
    pub(super) fn start(directory: PathBuf, tell: Tell) -> io::Result<Self> {
        let keeper = Self::idle(directory, tell);
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keeper.shared));
        let worker = Arc::clone(&keeper.shared);
        thread::Builder::new()
            .name("drafts".to_owned())
            .spawn(move || worker.work())?;
        Ok(keeper)
    }

    fn idle(directory: PathBuf, tell: Tell) -> Self {
        Self {
            shared: Arc::new(Shared {
                drafts: Drafts::in_directory(directory.clone()),
                directory,
                tell,
                state: Mutex::default(),
                changed: Condvar::new(),
                writing: Mutex::default(),
            }),
        }
    }

    /// Takes the newest text of an edit over; it is written soon.
    pub(super) fn note(&self, draft: Draft) {
        let now = Instant::now();
        let mut state = self.shared.state();
        let edit = edit_of(&draft);
        let asked = state.next();
        // A text that was refused does not make the next one more urgent.
        let before = state.noted.get(&edit).filter(|noted| !noted.was_refused);
        let first = before.map_or(now, |noted| noted.first);
        let noted = Noted {
            draft: Arc::new(draft),
            asked,
            first,
            due: (now + PAUSE).min(first + AT_LEAST),
            was_refused: false,
            is_left: false,
        };
        state.noted.insert(edit, noted);
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Has something done after all that was asked and noted before, and before what is noted from now on.
    pub(super) fn ask(&self, job: Job) {
        let mut state = self.shared.state();
        state.seal();
        let asked = state.next();
        state.queue.push_back(Step::Job(job, asked));
        drop(state);
        self.shared.changed.notify_all();
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.asked += 1;
        self.asked
    }

    /// Puts what was noted in order with what is asked.
    fn seal(&mut self) {
        let noted = std::mem::take(&mut self.noted);
        self.queue.extend(noted.into_values().map(Step::Save));
    }

    /// What is to be done now.
    fn take(&mut self, now: Instant) -> Option<Step> {
        self.queue.pop_front().or_else(|| {
            let due = self.noted.iter().find(|(_, noted)| noted.due <= now);
            let edit = due.map(|(edit, _)| edit.clone())?;
            self.noted.remove(&edit).map(Step::Save)
        })
    }

    /// What is to be done at the end: nobody is there any more to read a list.
    fn take_at_end(&mut self) -> Option<Step> {
        let is_list = |step: &Step| matches!(step, Step::Job(Job::List(_), _));
        let at = self.queue.iter().position(|step| !is_list(step))?;
        self.queue.remove(at)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            self.sleep();
            let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
            let step = self.state().take(Instant::now());
            if let Some(step) = step {
                self.carry_out(step, &self.drafts);
            }
        }
    }

    /// Sleeps until something is to be done.
    fn sleep(&self) {
        let mut state = self.state();
        while state.queue.is_empty() {
            let now = Instant::now();
            state = match state.noted.values().map(|noted| noted.due).min() {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(due) if due <= now => return,
                Some(due) => {
                    let waited = self.changed.wait_timeout(state, due - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Does all that is to be done, without waiting longer than `patience` for another thread.
    fn finish(&self, patience: Duration) {
        let Some(mut state) = lock_in_time(&self.state, patience) else {
            return;
        };
        state.seal();
        if state.writer == Some(thread::current().id()) {
            // This thread fell over in the middle of a step, with who knows what in its hands.
            let drafts = Drafts::in_directory(self.directory.clone());
            let under_way = state.under_way.take();
            drop(state);
            if let Some(draft) = under_way {
                let _too_late = drafts.save(&draft);
            }
            self.finish_with(&drafts);
            return;
        }
        drop(state);
        if let Some(_writing) = lock_in_time(&self.writing, patience) {
            self.finish_with(&self.drafts);
        }
    }

    fn finish_with(&self, drafts: &Drafts) {
        loop {
            let Some(step) = self.state().take_at_end() else {
                return;
            };
            self.carry_out(step, drafts);
        }
    }

    fn carry_out(&self, step: Step, drafts: &Drafts) {
        self.state().writer = Some(thread::current().id());
        match step {
            Step::Save(noted) => self.save(noted, drafts),
            Step::Job(job, asked) => {
                if let Some(answer) = self.do_job(job, asked, drafts) {
                    (self.tell)(answer);
                }
            }
        }
        self.state().writer = None;
    }

    fn save(&self, noted: Noted, drafts: &Drafts) {
        let edit = edit_of(&noted.draft);
        let mut draft = (*noted.draft).clone();
        let mut state = self.state();
        state.under_way = Some(Arc::clone(&noted.draft));
        if let Some(name) = state.names.get(&edit) {
            draft.id = name.clone();
        }
        drop(state);
        draft.saved = Utc::now();
        let written = drafts.save(&draft);
        self.state().under_way = None;
        let saved = match written {
            Ok(name) => {
                if noted.is_left {
                    drafts.release(&name);
                }
                let mut state = self.state();
                state.names.insert(edit.clone(), name);
                if state
                    .noted
                    .get(&edit)
                    .is_some_and(|older| older.asked < noted.asked)
                {
                    state.noted.remove(&edit);
                }
                Ok(draft.saved)
            }
            Err(error) => {
                let was_refused = noted.was_refused;
                self.put_back(edit.clone(), noted);
                if was_refused {
                    return;
                }
                Err(notice("keep the draft", &error))
            }
        };
        (self.tell)(Answer::DraftSaved { edit, saved });
    }

    /// A text that was refused is tried again later, unless there is a newer one.
    fn put_back(&self, edit: EditId, noted: Noted) {
        let mut state = self.state();
        if state
            .noted
            .get(&edit)
            .is_none_or(|there| there.asked < noted.asked)
        {
            let again = Noted {
                due: Instant::now() + AGAIN,
                was_refused: true,
                ..noted
            };
            state.noted.insert(edit, again);
        }
    }

    fn do_job(&self, job: Job, asked: u64, drafts: &Drafts) -> Option<Answer> {
        let removed = match job {
            Job::List(open) => return Some(self.list(&open)),
            Job::Release(edit) => {
                let mut state = self.state();
                if let Some(noted) = state.noted.get_mut(&edit)
                    && noted.asked < asked
                {
                    noted.is_left = true;
                } else if let Some(name) = state.names.get(&edit) {
                    drafts.release(name);
                }
                return None;
            }
            Job::Remove(edit) => self.remove(&edit, asked, drafts),
            Job::Discard(name) => drafts.remove(&name),
        };
        let error = removed.err()?;
        Some(Answer::DraftTrouble(notice("remove the draft", &error)))
    }

    /// Removes the draft of an edit, and never one of another edit that has its name.
    fn remove(&self, edit: &EditId, asked: u64, drafts: &Drafts) -> Result<(), StoreError> {
        let mut state = self.state();
        if state.noted.get(edit).is_some_and(|noted| noted.asked < asked) {
            state.noted.remove(edit);
        }
        let name = state.names.get(edit).unwrap_or(&edit.draft).clone();
        drop(state);
        match drafts.load(&name) {
            Ok(Some(there)) if there.begun == edit.begun => drafts.remove(&name),
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn list(&self, open: &HashSet<EditId>) -> Answer {
        let (drafts, problems) = self.drafts.list();
        let names = self.state().names.clone();
        let is_open_here = |draft: &Draft| {
            open.iter()
                .any(|edit| edit.begun == draft.begun && *names.get(edit).unwrap_or(&edit.draft) == draft.id)
        };
        Answer::Drafts {
            drafts: drafts
                .into_iter()
                .map(|draft| Kept {
                    is_open_elsewhere: is_open_here(&draft) || self.drafts.is_open_elsewhere(&draft.id),
                    draft: Arc::new(draft),
                })
                .collect(),
            problems: problems
                .iter()
                .map(|error| notice("read a draft", error))
                .collect(),
        }
    }
}

fn edit_of(draft: &Draft) -> EditId {
    EditId {
        draft: draft.id.clone(),
        begun: draft.begun,
    }
}

/// A lock, unless it is not to be had for that long.
fn lock_in_time<T>(mutex: &Mutex<T>, patience: Duration) -> Option<MutexGuard<'_, T>> {
    let given_up = Instant::now() + patience;
    loop {
        match mutex.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(error)) => return Some(error.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() < given_up => thread::sleep(LOOK_AGAIN),
            Err(TryLockError::WouldBlock) => return None,
        }
    }
}

fn notice(attempt: &str, error: &StoreError) -> Notice {
    Notice::failure(attempt, error, Some(error.hint().to_string()))
}

#[cfg(test)]
pub(super) mod tests;
