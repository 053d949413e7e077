//! Where events come from: the log that a manager keeps, or what is read, and seen to change, of an object.

use std::sync::Arc;

use crate::cli::trouble::Trouble;
use crate::managers::{EventLog, EventsOf, ManagerError};
use crate::resource::text::visible;
use crate::resource::{Event, EventFilter, EventListing, Id, KindId};
use crate::session::{EventReader, Priority, Session};

use super::subject::Subject;

/// Gives events, and then new ones again and again.
pub(super) enum Source {
    Log {
        reader: EventReader,
        /// What the manager cannot be asked for.
        left: EventFilter,
        wanted: usize,
    },
    Object {
        filter: EventFilter,
        /// What was given already.
        known: Vec<Event>,
    },
}

impl Source {
    pub(super) fn of(
        subject: &Subject,
        log: Option<&EventLog>,
        filter: &EventFilter,
    ) -> Result<Self, Trouble> {
        if let Some(log) = log {
            let (asked, left) = log.split(filter);
            let reader = EventReader::new(subject.of.clone(), asked);
            let wanted = EventLog::AT_FIRST;
            return Ok(Self::Log { reader, left, wanted });
        }
        if !filter.types.is_empty() && !subject.session.about().event_feed {
            return Err(Trouble::usage(
                format!("events of {} have no types", subject.session.about().title),
                "leave --type out",
            ));
        }
        Ok(Self::Object {
            filter: filter.clone(),
            known: Vec::new(),
        })
    }

    /// The newest, as many as are wanted, oldest first.
    pub(super) async fn begin(
        &mut self,
        subject: &Subject,
        limit: usize,
    ) -> Result<Vec<Arc<Event>>, Trouble> {
        if let Self::Log { wanted, .. } = self {
            *wanted = limit.clamp(1, EventLog::AT_MOST);
        }
        let attempt = format!("read the events of {}", visible(&subject.name));
        let read = self.read(subject, Priority::UserRead).await;
        let mut events = read.map_err(|error| Trouble::read(&attempt, &error))?;
        let surplus = events.len().saturating_sub(limit);
        events.drain(..surplus);
        Ok(events)
    }

    /// Those that were not given yet, oldest first.
    pub(super) async fn read(
        &mut self,
        subject: &Subject,
        priority: Priority,
    ) -> Result<Vec<Arc<Event>>, ManagerError> {
        match self {
            Self::Log { reader, left, wanted } => {
                let has_begun = reader.has_begun();
                let fresh = reader.read(&subject.session, *wanted, priority).await?;
                let events = if has_begun {
                    fresh
                } else {
                    // Those that were read to get as many as are wanted are among them.
                    reader.listing(Vec::new()).events
                };
                Ok(events.into_iter().filter(|event| left.passes(event)).collect())
            }
            Self::Object { filter, known } => {
                let Some(detail) = subject.read(priority).await? else {
                    return Ok(Vec::new());
                };
                let mut before = std::mem::replace(known, detail.events.clone());
                let mut is_new = |event: &Event| {
                    // Each of those before stands for one.
                    let same = before.iter().position(|known| known == event);
                    same.map(|at| before.swap_remove(at)).is_none()
                };
                let fresh = detail.events.into_iter().filter(|event| is_new(event));
                Ok(fresh.filter(|event| filter.passes(event)).map(Arc::new).collect())
            }
        }
    }

    /// How many of a log were read, and how many it has.
    pub(super) fn extent(&self) -> Option<(u64, u64)> {
        match self {
            Self::Log { reader, .. } => {
                let EventListing { read, total, .. } = reader.listing(Vec::new());
                Some((read, total))
            }
            Self::Object { .. } => None,
        }
    }
}

/// The newest events of an object in its manager's log, oldest first; `None` if it keeps none of such objects.
///
/// # Errors
/// [`Trouble::read`].
pub(in crate::cli) async fn newest(
    session: &Session,
    kind: KindId,
    id: &Id,
    limit: usize,
) -> Result<Option<EventListing>, Trouble> {
    if !session.about().event_log.is_some_and(|log| log.is_of(kind)) {
        return Ok(None);
    }
    let mut reader = EventReader::new(EventsOf::object(kind, id), EventFilter::default());
    let read = reader.read(session, limit, Priority::UserRead).await;
    read.map_err(|error| Trouble::read("read the events", &error))?;
    Ok(Some(reader.listing(Vec::new())))
}
