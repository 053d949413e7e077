//! What screens ask, and who answers: the sessions, each question in a task of its own.

use std::path::PathBuf;
use std::sync::Arc;

use crate::journal::{self, Filter};
use crate::resource::{ContextName, Notice};
use crate::session::{Session, write_note};
use crate::spec::Verdict;
use crate::store::private_file;
use crate::tui::msg::{Answer, Question, Wire};

use super::paths;

/// The most that is read of a file to be edited.
const LIMIT_BYTES: u64 = 16 << 20;
/// Changes of the journal that are shown.
const NEWEST: usize = 1_000;

/// Answers a question of a screen; `None` if it is none for a session.
pub(super) async fn answer(session: Option<Arc<Session>>, question: Question) -> Option<Answer> {
    let closed = |context: &ContextName| Notice::error(format!("{context} is not open"));
    Some(match question {
        Question::Base(key) => {
            let base = match session {
                None => Err(closed(&key.context)),
                Some(session) => session
                    .base(&key)
                    .await
                    .map(Arc::new)
                    .map_err(|error| Notice::failure("read what is to be edited", &error, error.hint())),
            };
            Answer::Base { key, base }
        }
        Question::DryRun(submission) => {
            let verdict = match session {
                None => Verdict::Unknown(closed(&submission.context)),
                Some(session) => session.dry_run(&submission.request).await,
            };
            Answer::DryRun { submission, verdict }
        }
        Question::Preview(submission) => {
            let text = session.and_then(|session| session.request_text(&submission.request, false));
            Answer::Preview { submission, text }
        }
        Question::Version(key, number) => {
            let document = match session {
                None => Err(closed(&key.context)),
                Some(session) => session
                    .version(&key, number)
                    .await
                    .map_err(|error| Notice::failure(&format!("read v{number}"), &error, error.hint())),
            };
            Answer::Version {
                key,
                number,
                document,
            }
        }
        Question::Note { note, arguments, .. } => {
            let text = write_note(note, session.as_deref(), &arguments).await;
            Answer::Note {
                note,
                text: text.map(Arc::new),
            }
        }
        Question::Shell(key) => {
            let access = match session {
                None => Err(closed(&key.context)),
                Some(session) => session.shell(&key).await.map(Arc::new).map_err(|error| {
                    let attempt = format!("fetch the key of {}", key.id);
                    Notice::failure(&attempt, &error, error.hint())
                }),
            };
            Answer::Shell { key, access }
        }
        Question::Curl(_, wire) => Answer::Curl(session.and_then(|session| {
            let text = match &wire {
                Wire::Operation(operation) => session.request_of(operation),
                Wire::Edit(submission) => session.request_text(&submission.request, false),
            }?;
            let (url, body) = ((&*text.origin, &*text.path), (text.content_type, &*text.body));
            Some(session.curl().line(&text.method, url, body))
        })),
        Question::File(path) => {
            let text = read(&path).await;
            Answer::File { path, text }
        }
        Question::Paths(directory) => {
            let typed = directory.clone();
            let listed = tokio::task::spawn_blocking(move || paths::within(&typed)).await;
            Answer::Paths {
                directory,
                paths: listed.unwrap_or_default(),
            }
        }
        // Where nothing is kept there is nothing to go on with.
        Question::Drafts => Answer::Drafts {
            drafts: Vec::new(),
            problems: Vec::new(),
        },
        // These are not for sessions.
        Question::EditOutside(_)
        | Question::Journal
        | Question::ContextFields(_)
        | Question::PreviewContext(_)
        | Question::WriteContext(_)
        | Question::RemoveDraft(_)
        | Question::ReleaseDraft(_)
        | Question::DiscardDraft(_) => return None,
    })
}

/// The newest changes of the journal at `path`; where nothing is kept there are none.
pub(super) async fn journal(path: Option<PathBuf>) -> Answer {
    let Some(path) = path else {
        return Answer::Journal(Ok(Arc::default()));
    };
    let read = move || journal::read(&path, &Filter::default(), NEWEST);
    Answer::Journal(match tokio::task::spawn_blocking(read).await {
        Ok(Ok(chapter)) => Ok(Arc::new(chapter)),
        Ok(Err(error)) => Err(Notice::failure("read the journal", &error, Some(error.hint()))),
        Err(error) => Err(Notice::failure("read the journal", &error, None)),
    })
}

/// The text of a file that the user named.
async fn read(path: &str) -> Result<String, Notice> {
    let file = std::path::PathBuf::from(path);
    let attempt = format!("read {path}");
    let read = tokio::task::spawn_blocking(move || private_file::read(&file, LIMIT_BYTES)).await;
    match read {
        Ok(Ok(Some(text))) => Ok(text),
        Ok(Ok(None)) => Err(Notice::error(format!("There is no file {path}"))),
        Ok(Err(error)) => Err(Notice::failure(&attempt, &error, Some(error.hint().to_string()))),
        Err(error) => Err(Notice::failure(&attempt, &error, None)),
    }
}

/// The context that a question is for.
pub(super) fn context(question: &Question) -> Option<&ContextName> {
    match question {
        Question::Base(key) | Question::Version(key, _) | Question::Shell(key) => Some(&key.context),
        Question::Curl(context, _) => Some(context),
        Question::Note { context, .. } => context.as_ref(),
        Question::DryRun(submission) | Question::Preview(submission) => Some(&submission.context),
        Question::ContextFields(_)
        | Question::PreviewContext(_)
        | Question::WriteContext(_)
        | Question::EditOutside(_)
        | Question::Drafts
        | Question::Journal
        | Question::RemoveDraft(_)
        | Question::ReleaseDraft(_)
        | Question::DiscardDraft(_)
        | Question::File(_)
        | Question::Paths(_) => None,
    }
}
