//! Keeps what is being written on disk: a moment after each pause, and at the end, however that comes.
//!
//! One thread does all that concerns drafts, in the order in which it was asked. What was noted and is not
//! on disk yet is written by whoever ends the process: the loop, a signal, a panic.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;

use crate::resource::Notice;
use crate::spec::{Draft, DraftId};
use crate::store::{Drafts, StoreError};
use crate::tui::msg::{Answer, Kept};

/// A pause in the typing after which a draft is written.
const PAUSE: Duration = Duration::from_millis(400);
/// A draft that is typed on without a pause is written at least this often.
const AT_LEAST: Duration = Duration::from_secs(2);

/// Keeps the drafts of this console.
pub(super) struct Keeper {
    shared: Arc<Shared>,
}

/// Where answers go; must not block.
pub(super) type Tell = Box<dyn Fn(Answer) + Send>;

struct Shared {
    drafts: Drafts,
    state: Mutex<State>,
    changed: Condvar,
    /// Held while a draft is on its way to the disk.
    writing: Mutex<()>,
}

#[derive(Default)]
struct State {
    noted: HashMap<DraftId, Noted>,
    jobs: Vec<Job>,
    /// Under which name the draft of an edit stands.
    names: HashMap<DraftId, DraftId>,
}

/// A draft that is not on disk yet.
struct Noted {
    draft: Draft,
    first: Instant,
    last: Instant,
}

/// What is asked for beside writing.
#[derive(Debug)]
pub(super) enum Job {
    List,
    /// The draft is not needed any more.
    Remove(DraftId),
    /// The draft stays, and other windows may go on with it.
    Release(DraftId),
}

/// The keeper that the end of the process must not forget.
static LAST: Mutex<Option<Arc<Shared>>> = Mutex::new(None);

/// Writes what is not on disk yet; for the end of the process, from any thread.
pub(super) fn save_all() {
    let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(shared) = last {
        shared.save_noted();
    }
}

impl Keeper {
    /// Starts the thread; drafts are in `directory`, which need not exist.
    ///
    /// # Errors
    /// If the process has no thread left.
    pub(super) fn start(directory: PathBuf, tell: Tell) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            drafts: Drafts::in_directory(directory),
            state: Mutex::default(),
            changed: Condvar::new(),
            writing: Mutex::default(),
        });
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&shared));
        let worker = Arc::clone(&shared);
        thread::Builder::new()
            .name("drafts".to_owned())
            .spawn(move || worker.work(&tell))?;
        Ok(Self { shared })
    }

    /// Takes the newest text of an edit over; it is written soon.
    pub(super) fn note(&self, draft: Draft) {
        let now = Instant::now();
        let mut state = self.shared.state();
        let first = state.noted.get(&draft.id).map_or(now, |noted| noted.first);
        state.noted.insert(
            draft.id.clone(),
            Noted {
                draft,
                first,
                last: now,
            },
        );
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Has something done after all that was asked before.
    pub(super) fn ask(&self, job: Job) {
        self.shared.state().jobs.push(job);
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, tell: &Tell) {
        loop {
            let (due, jobs) = self.wait();
            for draft in due {
                tell(self.save(&draft));
            }
            for job in jobs {
                if let Some(answer) = self.carry_out(job) {
                    tell(answer);
                }
            }
        }
    }

    /// Sleeps until something is to be done.
    fn wait(&self) -> (Vec<Draft>, Vec<Job>) {
        let mut state = self.state();
        loop {
            if !state.jobs.is_empty() {
                let jobs = std::mem::take(&mut state.jobs);
                // In order: what was typed before a draft was given up was typed before.
                let due = state.noted.drain().map(|(_, noted)| noted.draft).collect();
                return (due, jobs);
            }
            let now = Instant::now();
            let is_due = |noted: &Noted| noted.due() <= now;
            let due: Vec<DraftId> = state
                .noted
                .iter()
                .filter(|(_, noted)| is_due(noted))
                .map(|(id, _)| id.clone())
                .collect();
            if !due.is_empty() {
                let drafts = due.iter().filter_map(|id| state.noted.remove(id));
                return (drafts.map(|noted| noted.draft).collect(), Vec::new());
            }
            let next = state.noted.values().map(Noted::due).min();
            state = match next {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(at) => {
                    let pause = at.saturating_duration_since(now);
                    let waited = self.changed.wait_timeout(state, pause);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    fn save_noted(&self) {
        // A save that is under way comes first: it has the older text.
        let noted: Vec<Draft> = self.state().noted.drain().map(|(_, noted)| noted.draft).collect();
        for draft in noted {
            let _unheard = self.save(&draft);
        }
        // Whoever leaves must not cut a save short that another thread is at.
        drop(self.writing.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn save(&self, draft: &Draft) -> Answer {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = draft.id.clone();
        let mut draft = draft.clone();
        if let Some(name) = self.state().names.get(&asked) {
            draft.id = name.clone();
        }
        draft.saved = Utc::now();
        let saved = self.drafts.save(&draft).map(|name| {
            self.state().names.insert(asked.clone(), name);
            draft.saved
        });
        Answer::DraftSaved {
            draft: asked,
            saved: saved.map_err(|error| notice("keep the draft", &error)),
        }
    }

    fn carry_out(&self, job: Job) -> Option<Answer> {
        let named = |id: DraftId| self.state().names.get(&id).cloned().unwrap_or(id);
        let failed = match job {
            Job::List => return Some(self.list()),
            Job::Remove(id) => self
                .drafts
                .remove(&named(id))
                .err()
                .map(|error| notice("remove the draft", &error)),
            Job::Release(id) => {
                self.drafts.release(&named(id));
                None
            }
        };
        failed.map(Answer::DraftTrouble)
    }

    fn list(&self) -> Answer {
        let (drafts, problems) = self.drafts.list();
        Answer::Drafts {
            drafts: drafts
                .into_iter()
                .map(|draft| Kept {
                    is_open_elsewhere: self.drafts.is_open_elsewhere(&draft.id),
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

impl Noted {
    fn due(&self) -> Instant {
        (self.last + PAUSE).min(self.first + AT_LEAST)
    }
}

fn notice(attempt: &str, error: &StoreError) -> Notice {
    Notice::failure(attempt, error, Some(error.hint().to_string()))
}
