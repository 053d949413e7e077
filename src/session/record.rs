//! A change written down: that it begins, before anything is sent, and what it came to.
//!
//! A journal that cannot be written does not stop a change: whoever must stop a cluster while a disk is full
//! must be able to. It is said loudly, before the change is sent, that it is not written down.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::journal::record::{hash, words};
use crate::journal::{Began, Diff, Ended, Journal, Outcome, Record};
use crate::resource::text::visible;
use crate::resource::transfer::{is_text, size_words};
use crate::resource::{Action, ActivityId, Detail, Id, Intent, Notice, Parameter, Step};
use crate::spec::{Change, ChangeKind, Edit, Json, Sides, diff, secret};
use crate::transport::Redactor;

use super::fact::{Emit, Fact};
use super::open::Session;
use super::told::size_of;

/// Where the changes of a session are written down.
#[derive(Debug, Clone)]
pub struct KeptJournal {
    pub journal: Arc<Journal>,
    /// The manager's address, without anything secret.
    pub url: String,
}

/// What is written of one change; nothing, if its session keeps no journal.
pub(super) struct Recording {
    written: Option<Written>,
}

struct Written {
    session: Arc<Session>,
    journal: Arc<Journal>,
    activity: ActivityId,
    began: Began,
    asked: Instant,
    so_far: Mutex<SoFar>,
}

#[derive(Default)]
struct SoFar {
    /// Whether its begin stands in the journal.
    has_begun: bool,
    is_warned: bool,
    /// As last read.
    version: Option<i64>,
    created: Option<Id>,
}

impl Recording {
    pub(super) fn of_action(session: &Arc<Session>, intent: &Intent) -> Self {
        Self::new(session, intent, || {
            // What is secret, and what is in files, is not written down.
            let redactor = session.about().redactor();
            let action = session.about().action(intent.action, intent.key.kind);
            let told = intent.arguments.shown().map(|argument| {
                let told = told(argument, &redactor);
                match uploaded(action, argument) {
                    Some(bytes) => format!("{told} ({})", size_words(bytes)),
                    None => told,
                }
            });
            let told: Vec<String> = told.collect();
            What {
                base: intent.seen.version,
                request: format!(
                    "{} {} {} {} {}",
                    intent.action,
                    intent.key.kind,
                    intent.key.id,
                    intent.part.as_deref().unwrap_or_default(),
                    told.join(" ")
                ),
                diff: Diff::of(told),
            }
        })
    }

    pub(super) fn of_edit(session: &Arc<Session>, intent: &Intent, edit: &Edit) -> Self {
        Self::new(session, intent, || What {
            base: edit.base.as_ref().and_then(|base| base.version),
            diff: Diff::of(changed(session, intent, edit)),
            request: requested(session, edit),
        })
    }

    fn new(session: &Arc<Session>, intent: &Intent, what: impl FnOnce() -> What) -> Self {
        let written = session.journal.as_ref().map(|kept| {
            let What { base, diff, request } = what();
            Written {
                began: Began {
                    change: kept.journal.next_change(),
                    at: session.now(),
                    author: kept.journal.author().clone(),
                    context: session.name().to_string(),
                    scope: session.scope().map(ToString::to_string),
                    manager: session.about().name.to_owned(),
                    url: kept.url.clone(),
                    kind: intent.key.kind.to_string(),
                    id: (!intent.key.id.is_empty()).then(|| intent.key.id.to_string()),
                    name: intent.name.to_string(),
                    part: intent.part.as_deref().map(str::to_owned),
                    verb: intent.action.to_string(),
                    base,
                    diff,
                    request: hash(&request),
                },
                session: Arc::clone(session),
                journal: Arc::clone(&kept.journal),
                activity: intent.activity,
                asked: Instant::now(),
                so_far: Mutex::default(),
            }
        });
        Self { written }
    }

    /// It is about to be sent: its begin is on the disk when this returns, or that it is not was told.
    pub(super) async fn begin(&self, emit: &Emit) {
        if let Some(written) = &self.written {
            written.append(Vec::new(), emit).await;
        }
    }

    /// It has come to `step`; the last one that is written counts.
    pub(super) async fn reached(&self, step: &Step, emit: &Emit) {
        let Some(written) = &self.written else { return };
        if let Some(ended) = written.ended(step, written.session.now()) {
            written.append(vec![Record::Ended(ended)], emit).await;
        }
    }

    /// What is changed was read.
    pub(super) fn saw(&self, detail: &Detail) {
        if let Some(written) = &self.written {
            written.so_far(|so_far| so_far.version = detail.row.version);
        }
    }

    /// What was created has an id.
    pub(super) fn named(&self, id: &Id) {
        if let Some(written) = &self.written {
            written.so_far(|so_far| so_far.created = Some(Arc::clone(id)));
        }
    }
}

/// "version: 7.2.6"; a JSON object may hold secrets.
fn told((name, value): (&'static str, &str), redactor: &Redactor) -> String {
    format!("{name}: {}", redactor.redact_json(value))
}

/// The size of a file that goes with a change.
fn uploaded(action: Option<&Action>, (name, value): (&'static str, &str)) -> Option<u64> {
    let mut parameters = action?.parameters.iter();
    // A text that may be sent stands for its directory.
    let is_sent = |own: &Parameter| own.takes.is_upload() && !(own.takes_directories && is_text(value));
    let is_upload = parameters.any(|own| own.name == name && is_sent(own));
    is_upload.then(|| size_of(value)).flatten()
}

/// What is asked for.
struct What {
    base: Option<i64>,
    diff: Diff,
    /// What its hash is made of.
    request: String,
}

impl Written {
    fn so_far<T>(&self, with: impl FnOnce(&mut SoFar) -> T) -> T {
        with(&mut self.so_far.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes its begin, if that does not stand there yet, and then `records`.
    async fn append(&self, mut records: Vec<Record>, emit: &Emit) {
        if !self.so_far(|so_far| so_far.has_begun) {
            records.insert(0, Record::Began(Box::new(self.began.clone())));
        }
        let mut trouble = None;
        for record in records {
            let is_begin = matches!(record, Record::Began(_));
            let journal = Arc::clone(&self.journal);
            trouble = match tokio::task::spawn_blocking(move || journal.append(&record)).await {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(Notice::failure(UNWRITTEN, &error, Some(self.hint(&error.hint())))),
                Err(error) => Some(Notice::failure(UNWRITTEN, &error, None)),
            };
            if trouble.is_some() {
                break;
            }
            self.so_far(|so_far| so_far.has_begun |= is_begin);
        }
        let is_first = |_: &Notice| self.so_far(|so_far| !std::mem::replace(&mut so_far.is_warned, true));
        let trouble = trouble.filter(is_first);
        emit(Fact::Recorded {
            activity: self.activity,
            trouble,
        });
    }

    fn hint(&self, hint: &str) -> String {
        let Began { verb, name, .. } = &self.began;
        format!(
            "{verb} {} is asked for all the same: note it elsewhere; {hint}",
            visible(name)
        )
    }

    fn ended(&self, step: &Step, at: DateTime<Utc>) -> Option<Ended> {
        let outcome = outcome(step)?;
        let took = self.asked.elapsed().as_millis();
        let story = self.session.about().redactor().redact_text(&step.story());
        self.so_far(|so_far| {
            let was_carried_out = !matches!(outcome, Outcome::NotSent | Outcome::Refused);
            let version = so_far.version.filter(|_| was_carried_out);
            Some(Ended {
                change: self.began.change.clone(),
                at,
                outcome,
                words: words(&story),
                version: version.filter(|version| Some(*version) != self.began.base),
                id: so_far.created.as_deref().map(str::to_owned),
                took_ms: u64::try_from(took).unwrap_or(u64::MAX),
            })
        })
    }
}

const UNWRITTEN: &str = "write the change into the journal";

/// What is written of a step; `None` if it is only on its way.
fn outcome(step: &Step) -> Option<Outcome> {
    Some(match step {
        Step::Queued | Step::Sending => return None,
        Step::Accepted(_) => Outcome::Accepted,
        Step::Done(_) => Outcome::Done,
        Step::Differs(_) => Outcome::Differs,
        Step::Failed(_) => Outcome::Failed,
        Step::Rejected(_) => Outcome::Refused,
        Step::Unknown(_) => Outcome::Unknown,
        Step::NotSent(_) | Step::NoCredential(_) | Step::Changed(_) => Outcome::NotSent,
    })
}

/// The request of an edit, for its hash. Its secrets are masked first: a short secret could be guessed from
/// a hash of it.
fn requested(session: &Session, edit: &Edit) -> String {
    let redactor = session.about().redactor();
    match session.request_text(&edit.request, false) {
        Some(text) => format!(
            "{} {}\n\n{}",
            text.method,
            text.path,
            redactor.redact_json(&text.body)
        ),
        None => format!(
            "{} {}\n\n{}",
            edit.request.way.word(),
            edit.request.id.as_deref().unwrap_or_default(),
            redactor.redact_json(&edit.request.body.to_string())
        ),
    }
}

/// The difference that is asked for, line by line, its secrets masked.
fn changed(session: &Session, intent: &Intent, edit: &Edit) -> Vec<String> {
    let nothing = Json::object();
    let sides = Sides {
        before: edit.base.as_ref().map_or(&nothing, |base| &base.document),
        after: &edit.expected,
    };
    // Only what can be edited is asked for.
    let Ok(editing) = session.editing(intent.key.kind) else {
        return Vec::new();
    };
    let is_secret = |path: &[&str]| secret::is_secret(editing.secrets, path);
    let changes = diff::diff(sides.before, sides.after).into_iter();
    let redactor = session.about().redactor();
    changes
        .map(|change| line(&secret::mask_change(change, &sides, &is_secret), &redactor))
        .collect()
}

/// "replicas: 3 -> 5".
fn line(Change { path, kind }: &Change, redactor: &Redactor) -> String {
    let line = match kind {
        // Nothing is left to mask.
        _ if kind.is_of_secret() => return format!("{path}: {}", diff::ANOTHER_SECRET),
        ChangeKind::Added(value) => format!("{path}: added {value}"),
        ChangeKind::Removed(value) => format!("{path}: removed {value}"),
        ChangeKind::Changed { before, after } => format!("{path}: {before} -> {after}"),
        ChangeKind::Reordered { .. } => format!("{path}: in another order"),
    };
    // A text of many words may hold a secret in its middle.
    redactor.redact_text(&line)
}
