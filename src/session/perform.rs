//! A change: judged, read again, sent once.
//!
//! Nothing is sent unless a fresh read agrees with what the user saw. What a manager may have carried out is never
//! sent twice: an answer that does not come makes the outcome unknown, which is said, and then looked up by reading.
//! (What a spaced host did not look at, the door sends again in its turn.)

use std::pin::pin;
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::time::Instant;

use crate::managers::{ActionRequest, ManagerError, Remark};
use crate::resource::parameter::is_url;
use crate::resource::text::visible;
use crate::resource::{Action, Danger, Detail, Following, Intent, KindId, Notice, Seen, Step, Target};
use crate::spec::Edit;
use crate::transport::{Priority, SendOutcome};

use super::apply;
use super::fact::{Emit, Fact};
use super::follow::{look_up, running, until_the_end};
use super::open::{IN_TIME, Session};
use super::record::Recording;
use super::told;
use super::transferring::Telling;

/// One change on its way: what was asked for, and where its steps are told.
#[derive(Clone, Copy)]
pub(super) struct Errand<'a> {
    pub(super) session: &'a Session,
    pub(super) intent: &'a Intent,
    pub(super) emit: &'a Emit,
    pub(super) record: &'a Recording,
    /// What has not been sent by then is not sent any more.
    pub(super) deadline: Instant,
}

/// When it was checked that a change may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    JustNow,
    /// The journal took its time: it is read again.
    LongAgo,
}

/// A check that is older when the change is written down is made again.
const STALE: TimeDelta = TimeDelta::seconds(10);

/// What was known when a change was sent: its end is judged against it.
pub(super) struct Sent<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) before: Detail,
    /// Said with its end.
    pub(super) remark: Remark,
}

/// What a change is: how it is named, and how its end is known.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    Action(&'static Action),
    Edit(&'a Edit),
}

/// Asks for one change and tells every step; gives the last one.
///
/// With `follow`, stays until the change has ended; otherwise ends once it is accepted.
pub async fn perform(session: &Arc<Session>, intent: &Intent, follow: bool, emit: &Emit) -> Step {
    let record = Recording::of_action(session, intent);
    let errand = Errand {
        session,
        intent,
        emit,
        record: &record,
        deadline: Instant::now() + IN_TIME,
    };
    match send(errand).await {
        Ok((_, sent)) if follow => end(errand, &sent).await,
        Ok((accepted, _)) => accepted,
        Err(step) => step,
    }
}

/// Asks for several changes, one after the other, and stops at the first that is not accepted.
///
/// Ends once the last is accepted; those that are accepted are followed on the side.
pub async fn perform_all(sessions: Vec<(Arc<Session>, Intent)>, emit: &Emit) {
    let mut stopped_by: Option<String> = None;
    for (session, intent) in sessions {
        let record = Recording::of_action(&session, &intent);
        let errand = Errand {
            session: &session,
            intent: &intent,
            emit,
            record: &record,
            deadline: Instant::now() + IN_TIME,
        };
        if let Some(name) = &stopped_by {
            let notice =
                Notice::warning("Not sent").with_hint(format!("stopped after {name} was not accepted"));
            errand.finish(Step::NotSent(notice)).await;
            continue;
        }
        match send(errand).await {
            Ok((_, sent)) => {
                let emit = Arc::clone(emit);
                tokio::spawn(async move {
                    let errand = Errand {
                        session: &session,
                        intent: &intent,
                        emit: &emit,
                        record: &record,
                        deadline: Instant::now(),
                    };
                    end(errand, &sent).await
                });
            }
            Err(_) => stopped_by = Some(visible(&intent.name).into_owned()),
        }
    }
}

impl Asked<'_> {
    /// How far it has come.
    pub(super) fn following(self, session: &Session, before: &Target<'_>, now: &Target<'_>) -> Following {
        match self {
            Self::Action(action) => (action.following)(before, now),
            Self::Edit(edit) => match session.editing(edit.request.kind) {
                Ok(editing) => apply::following(edit, before, now, editing),
                Err(error) => Following::Failed(error.to_string()),
            },
        }
    }

    /// Whether it makes its target, which is not there before.
    pub(super) fn makes(self) -> bool {
        matches!(self, Self::Action(action) if action.on.is_new())
    }

    /// Whether what it makes is named by the manager: it is not found under the name of its target.
    pub(super) fn makes_unnamed(self) -> bool {
        matches!(self, Self::Action(action) if action.on.is_named_by_manager())
    }

    /// Whether its target is gone when it has ended.
    pub(super) fn destroys(self) -> bool {
        matches!(self, Self::Action(action) if action.danger == Danger::Destroys)
    }

    fn title(self, intent: &Intent) -> String {
        match self {
            Self::Action(action) => action.title.to_owned(),
            Self::Edit(_) => intent.action.to_string(),
        }
    }
}

impl<'a> Errand<'a> {
    /// Tells a step, and gives it back.
    pub(super) fn tell(&self, step: Step) -> Step {
        self.write_down(&step);
        (self.emit)(Fact::Stepped {
            activity: self.intent.activity,
            step: step.clone(),
            at: self.session.now(),
        });
        step
    }

    /// Tells a step, writes it down, and gives it back.
    pub(super) async fn finish(&self, step: Step) -> Step {
        let step = self.tell(step);
        self.record.reached(&step, self.emit).await;
        step
    }

    /// What of it is worth a line in the log; what else is seen on the way is not.
    fn write_down(&self, step: &Step) {
        let (context, action, id) = (self.session.name(), &self.intent.action, &self.intent.key.id);
        match step {
            Step::Queued | Step::Accepted(_) => {}
            Step::Sending | Step::Done(_) => {
                tracing::info!(%context, %action, %id, step = step.word(), "change");
            }
            Step::Differs(_)
            | Step::Failed(_)
            | Step::Rejected(_)
            | Step::Unknown(_)
            | Step::NotSent(_)
            | Step::NoCredential(_)
            | Step::Changed(_) => {
                let story = step.story();
                tracing::warn!(%context, %action, %id, step = step.word(), story, "change");
            }
        }
    }

    /// Writes down that it begins, and tells whether what was just checked may still be relied on.
    pub(super) async fn begin(&self) -> Checked {
        let checked = self.session.now();
        self.record.begin(self.emit).await;
        match self.session.now() - checked > STALE {
            true => Checked::LongAgo,
            false => Checked::JustNow,
        }
    }

    /// Reads what is to be changed, if its turn comes in time.
    pub(super) async fn read_before(&self) -> Result<Detail, ManagerError> {
        let key = &self.intent.key;
        self.saw(
            self.session
                .read_in_time(key, self.part_kind(), self.deadline)
                .await,
        )
    }

    pub(super) async fn read(&self, priority: Priority) -> Result<Detail, ManagerError> {
        let key = &self.intent.key;
        self.saw(self.session.read_with(key, self.part_kind(), priority).await)
    }

    fn saw(&self, read: Result<Detail, ManagerError>) -> Result<Detail, ManagerError> {
        if let Ok(detail) = &read {
            self.record.saw(detail);
        }
        read
    }

    pub(super) fn target<'d>(&self, detail: &'d Detail) -> Target<'d>
    where
        'a: 'd,
    {
        let part = self
            .part_kind()
            .and_then(|kind| self.intent.part_in(detail, kind));
        Target::of_detail(detail, part, &self.intent.arguments)
    }

    /// What that part is called, in words.
    pub(super) fn noun_of_part(&self) -> String {
        let about = self.session.about();
        let action = about.action(self.intent.action, self.intent.key.kind);
        action.map_or_else(String::new, |action| about.noun_of_part(action))
    }

    /// The kind of the part that the change is about, if it is about one.
    fn part_kind(&self) -> Option<KindId> {
        let about = self.session.about();
        about.action(self.intent.action, self.intent.key.kind)?.on.part()
    }
}

/// Stays with a change that was accepted until it has ended; gives its last step, which is written down.
pub(super) async fn end(errand: Errand<'_>, sent: &Sent<'_>) -> Step {
    let last = until_the_end(errand, sent).await;
    errand.record.reached(&last, errand.emit).await;
    last
}

/// Sends the change if it may be sent; gives the step at which it was accepted, or else its last one.
/// Either is written down.
async fn send(errand: Errand<'_>) -> Result<(Step, Sent<'static>), Step> {
    let sent = try_to_send(errand).await;
    let (Ok((step, _)) | Err(step)) = &sent;
    errand.record.reached(step, errand.emit).await;
    sent
}

async fn try_to_send(errand: Errand<'_>) -> Result<(Step, Sent<'static>), Step> {
    let (mut action, mut before) = ready(errand).await.map_err(|step| errand.tell(step))?;
    if errand.begin().await == Checked::LongAgo {
        (action, before) = ready(errand).await.map_err(|step| errand.tell(step))?;
    }
    let parameters = action.parameters_for(&errand.target(&before));
    let arguments = told::with_files(&parameters, &errand.intent.arguments).await;
    let about = errand.session.about();
    let arguments = arguments
        .and_then(|arguments| told::unmasked(about, &parameters, &errand.target(&before), arguments))
        .map_err(|notice| errand.tell(Step::NotSent(notice)))?;
    let told = Target {
        arguments: &arguments.clone(),
        ..errand.target(&before)
    };
    let arguments = action.completed(&told, arguments);
    let mut sent = Sent {
        asked: Asked::Action(action),
        before,
        remark: None,
    };
    errand.tell(Step::Sending);
    let request = ActionRequest::of(errand.intent, arguments);
    let outcome = match act(errand, action, &request).await {
        Ok(remark) => {
            let words = remark.clone().map(|remark| visible(&remark).into_owned());
            sent.remark = remark;
            errand.tell(Step::Accepted(words.unwrap_or_else(|| "accepted".into())))
        }
        Err(error) => errand.tell(refused(errand, sent.asked, &error).await),
    };
    match outcome {
        Step::Accepted(_) => Ok((outcome, sent)),
        Step::Unknown(notice) => match errand.tell(look_up(errand, &sent, notice).await) {
            found @ Step::Accepted(_) => Ok((found, sent)),
            step => Err(step),
        },
        step => Err(step),
    }
}

/// Sends it, and tells how far a file that goes with it has come.
async fn act(errand: Errand<'_>, action: &Action, request: &ActionRequest) -> Result<Remark, ManagerError> {
    let mut acting = pin!(errand.session.act(request, errand.deadline));
    let mut uploads = action.parameters.iter().filter(|own| own.takes.is_upload());
    if !uploads.any(|own| request.arguments.get(own.name).is_some_and(|said| !is_url(said))) {
        return acting.await;
    }
    let mut telling = Telling::new(errand.intent, errand.emit);
    loop {
        tokio::select! {
            biased;
            taken = &mut acting => {
                telling.tell();
                return taken;
            }
            () = telling.pause() => telling.tell(),
        }
        // Before the file is begun, nothing else looks.
        if request.transfer.is_cancelled() && request.transfer.progress().total.is_none() {
            return Err(ManagerError::Cancelled { bytes: 0 });
        }
    }
}

/// Everything that must hold before anything is sent.
async fn ready(errand: Errand<'_>) -> Result<(&'static Action, Detail), Step> {
    let Errand { session, intent, .. } = errand;
    let not_sent = |notice: Notice| Err(Step::NotSent(notice));
    if let Some(notice) = session.read_only() {
        return not_sent(notice);
    }
    let Some(action) = session.about().action(intent.action, intent.key.kind) else {
        let text = format!(
            "{} cannot {}: {}",
            intent.name,
            intent.action,
            session.about().why_not(intent.action, intent.key.kind)
        );
        return not_sent(Notice::error(visible(&text)));
    };
    if let Err(notice) = told::judge(action, &intent.name, &intent.arguments) {
        return not_sent(notice);
    }
    session.closed().map_err(|error| not_read(session, &error))?;
    let before = match errand.read_before().await {
        Ok(_) if action.on.is_new() => {
            let text = format!("{} is there already", visible(&intent.name));
            let hint = match action.on.is_named_by_manager() {
                true => "nothing was sent",
                false => "nothing was sent: give another name",
            };
            return not_sent(Notice::error(text).with_hint(hint));
        }
        Err(ManagerError::NotFound { .. }) if action.on.is_new() => Detail::of_nothing(&intent.name),
        Ok(before) => before,
        Err(error) => return Err(not_read(session, &error)),
    };
    let target = errand.target(&before);
    let differences = intent
        .seen
        .differences(&Seen::of(&target), &session.about().noun_of_part(action));
    if !differences.is_empty() {
        return Err(Step::Changed(differences));
    }
    if let Some(reason) = (action.available)(&target).reason() {
        let words = format!("{} cannot {} now: {reason}", intent.name, intent.action);
        return not_sent(Notice::error(visible(&words)));
    }
    if let Err(notice) = told::judge_for(action, &target) {
        return not_sent(notice);
    }
    Ok((action, before))
}

/// The end of a change that was not sent, since what it is about could not be read again.
pub(super) fn not_read(session: &Session, error: &ManagerError) -> Step {
    let notice = Notice::failure("read it again before sending", error, error.hint());
    kept_back(session, error, notice)
}

/// Not sent: whether a login would help is told with it.
fn kept_back(session: &Session, error: &ManagerError, notice: Notice) -> Step {
    if error.needs_the_user() && session.standing().needs_user() {
        Step::NoCredential(notice)
    } else {
        Step::NotSent(notice)
    }
}

/// What an error means for the change: rejected, unknown, or not sent at all.
pub(super) async fn refused(errand: Errand<'_>, asked: Asked<'_>, error: &ManagerError) -> Step {
    let intent = errand.intent;
    let name = visible(&intent.name);
    let mut notice = Notice::failure(&format!("{} {name}", intent.action), error, error.hint());
    match error.outcome() {
        SendOutcome::NotSent => kept_back(errand.session, error, notice),
        SendOutcome::Unknown => {
            notice.text = format!("{} {name}: the outcome is unknown", asked.title(intent));
            notice.hint = Some("it is looked up by reading; nothing is sent again".into());
            Step::Unknown(notice)
        }
        SendOutcome::Refused => {
            if matches!(error, ManagerError::RateLimited { .. }) {
                // Where that is known to be safe it was sent again already, for as long as a user waits.
                notice.hint = Some("it was not carried out: ask again in a moment".into());
            }
            if matches!(error, ManagerError::Forbidden { .. })
                && let Some(read_only) = errand.session.read_only()
            {
                // Not only this one.
                notice = read_only;
            }
            if matches!(error, ManagerError::Conflict { .. })
                && let Ok(now) = errand.read(Priority::Check).await
            {
                notice.causes.push(running(&now));
            }
            Step::Rejected(notice)
        }
    }
}
