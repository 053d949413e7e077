//! A change that was sent, looked after by reading: to its end, or until a trace of it is found.

use std::time::Duration;

use crate::managers::ManagerError;
use crate::resource::text::visible;
use crate::resource::{Detail, Following, Notice, Seen, StateClass, Step};
use crate::transport::Priority;

use super::back_off::back_off;
use super::open::Session;
use super::perform::{Asked, Errand, Sent};

/// The first looks at a change that was just sent; then the manager's interval for busy objects.
const FIRST_LOOKS: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// An unknown outcome is given up after this many reads that show no trace of the change.
pub(super) const LOOKS_FOR_A_TRACE: usize = 6;
/// The same for what was cancelled on the way.
const LOOKS_AFTER_A_CANCEL: usize = 2;
/// The same for what a manager may carry out only after all that was asked for before it.
const LOOKS_FOR_WHAT_QUEUES: usize = 100;
/// A change that was seen under way has ended if it stands still this many looks in a row.
const LOOKS_AFTER_MOTION: usize = 2;
/// A change that was accepted and never seen under way is given up after this many looks.
const LOOKS_WITHOUT_MOTION: usize = 60;

/// Reads until the change has ended, and tells what is seen on the way; gives the last step.
pub(super) async fn until_the_end(errand: Errand<'_>, sent: &Sent<'_>) -> Step {
    if sent.asked.makes_unnamed() {
        return errand.tell(Step::Done(with_remark("the manager took it".into(), sent)));
    }
    let before = errand.target(&sent.before);
    let mut told = String::new();
    let mut stillness = Stillness::default();
    let mut failures = 0;
    // What was made may be listed a moment later.
    let mut looks_for_it = LOOKS_FOR_A_TRACE;
    let mut pauses = FIRST_LOOKS.into_iter();
    let mut pause = None;
    loop {
        let calm = || pauses.next().unwrap_or(errand.session.intervals().busy);
        tokio::time::sleep(pause.take().unwrap_or_else(calm)).await;
        let words = match errand.read(Priority::Check).await {
            Ok(now) => {
                failures = 0;
                match sent
                    .asked
                    .following(errand.session, &before, &errand.target(&now))
                {
                    Following::Done(words) => return errand.tell(Step::Done(with_remark(words, sent))),
                    Following::Failed(words) => return errand.tell(Step::Failed(safe(&words))),
                    Following::Differs(words) => return errand.tell(Step::Differs(safe(&words))),
                    Following::Running(words) => {
                        let words = safe(&words);
                        if let Some(end) = stillness.end(errand, &now) {
                            return errand.tell(end);
                        }
                        words
                    }
                }
            }
            Err(ManagerError::NotFound { .. }) if sent.asked.makes() && looks_for_it > 0 => {
                looks_for_it -= 1;
                "accepted; it is not there yet".into()
            }
            Err(error @ ManagerError::NotFound { .. }) => return errand.tell(gone(sent, &error)),
            // A look that fails says nothing of the change: go on looking, less and less often.
            Err(error) => {
                failures += 1;
                pause = back_off(&error, errand.session.intervals().busy, failures);
                if pause.is_none() {
                    let notice = Notice::failure("follow the change", &error, error.hint());
                    return errand.tell(Step::Unknown(notice));
                }
                format!(
                    "accepted; it cannot be read at the moment: {}",
                    safe(&error.to_string())
                )
            }
        };
        if words != told {
            told.clone_from(&words);
            errand.tell(Step::Accepted(words));
        }
    }
}

/// Looks for a trace of a change whose answer never came; [`Step::Accepted`] if there is one.
pub(super) async fn look_up(errand: Errand<'_>, sent: &Sent<'_>, mut notice: Notice) -> Step {
    let before = errand.target(&sent.before);
    let seen_before = Seen::of(&before);
    let may_come_late = matches!(sent.asked, Asked::Action(action) if action.queues);
    // Of a file that was stopped halfway there is nothing to wait for.
    let looks = if errand.intent.transfer.is_cancelled() {
        LOOKS_AFTER_A_CANCEL
    } else if may_come_late {
        LOOKS_FOR_WHAT_QUEUES
    } else {
        LOOKS_FOR_A_TRACE
    };
    for pause in looks_for_a_trace(errand.session, looks) {
        tokio::time::sleep(pause).await;
        match errand.read(Priority::Check).await {
            Ok(_) if sent.asked.makes() => {
                return Step::Accepted("no answer came, but it is there".into());
            }
            Err(ManagerError::NotFound { .. }) if sent.asked.makes() => {
                notice.hint = Some("read back: it is not there; ask again if you want it".into());
            }
            Ok(now) => {
                let ended = sent
                    .asked
                    .following(errand.session, &before, &errand.target(&now));
                if let Following::Done(words) | Following::Failed(words) = ended {
                    return Step::Accepted(safe(&format!("no answer came, but {words}")));
                }
                let differences =
                    seen_before.differences(&Seen::of(&errand.target(&now)), &errand.noun_of_part());
                // What waits in a queue shows when it runs: that the run before it has ended says nothing of it.
                let can_tell = !may_come_late || now.row.state.class.is_busy();
                if can_tell && !differences.is_empty() {
                    let words = format!("no answer came, but {}", differences.join("; "));
                    return Step::Accepted(safe(&words));
                }
                let advice = if may_come_late {
                    "it may still be carried out later: look before you ask again"
                } else {
                    "ask again if you want it"
                };
                notice.hint = Some(format!("read back: {}, no sign of it; {advice}", running(&now)));
            }
            Err(error @ ManagerError::NotFound { .. }) => return gone(sent, &error),
            Err(error) => {
                notice.hint = Some(format!("it could not be read back: {}", safe(&error.to_string())));
                if error.needs_the_user() {
                    break;
                }
            }
        }
    }
    Step::Unknown(notice)
}

/// The pauses between looks for a trace of a change.
pub(super) fn looks_for_a_trace(session: &Session, looks: usize) -> impl Iterator<Item = Duration> {
    let calm = std::iter::repeat(session.intervals().busy);
    FIRST_LOOKS.into_iter().chain(calm).take(looks)
}

/// What runs at the moment, for a conflict.
pub(super) fn running(now: &Detail) -> String {
    let state = safe(&now.row.state.text);
    if state.is_empty() {
        return "it is there as before".into();
    }
    match now.row.progress.filter(|_| now.row.state.class.is_busy()) {
        Some(stage) => format!("it is {state}, stage {} of {}", stage.current, stage.total),
        None => format!("it is {state}"),
    }
}

/// Notices that a change does not go on: it was given up elsewhere, or never began.
#[derive(Default)]
struct Stillness {
    has_moved: bool,
    looks: usize,
}

impl Stillness {
    /// The end of a change that is said to run while its cluster rests in another state.
    ///
    /// A part may change while its cluster rests, and of a state that this build does not know nothing
    /// can be said: neither counts as standing still.
    fn end(&mut self, errand: Errand<'_>, now: &Detail) -> Option<Step> {
        if now.row.state.class.is_busy() {
            self.has_moved = true;
        }
        let rests = matches!(
            now.row.state.class,
            StateClass::Up | StateClass::Down | StateClass::Bad
        );
        if !rests || errand.intent.part.is_some() {
            self.looks = 0;
            return None;
        }
        self.looks += 1;
        let state = safe(&now.row.state.text);
        if self.has_moved {
            return (self.looks >= LOOKS_AFTER_MOTION).then(|| Step::Failed(format!("it ended as {state}")));
        }
        (self.looks >= LOOKS_WITHOUT_MOTION).then(|| {
            let text = format!("Accepted, but nothing has moved since: it is still {state}");
            Step::Unknown(Notice::warning(text))
        })
    }
}

/// The end of a change whose target is not there any more: what was asked for, or a failure.
fn gone(sent: &Sent<'_>, error: &ManagerError) -> Step {
    if sent.asked.destroys() {
        Step::Done(with_remark("it is gone".into(), sent))
    } else {
        Step::Failed(format!("it is gone: {}", safe(&error.to_string())))
    }
}

fn with_remark(words: String, sent: &Sent<'_>) -> String {
    match &sent.remark {
        Some(remark) => safe(&format!("{words}; {remark}")),
        None => safe(&words),
    }
}

fn safe(words: &str) -> String {
    visible(words).into_owned()
}
