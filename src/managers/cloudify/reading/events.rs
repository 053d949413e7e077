//! The log of events (§4.4): the newest of something, or what came after those that are known.
//!
//! Events are counted from the oldest in the order in which they were reported: a new one comes at the end, so that a
//! place in that order stays the same event. By their own time a late one would come in between.

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::future::join;

use crate::managers::ManagerError;
use crate::managers::event_log::{EventPage, EventQuery, EventsOf};
use crate::resource::Event;
use crate::resource::event::sort_by_time;

use super::super::client::{LARGEST_PAGE, PageOf};
use super::super::kinds::{BLUEPRINTS, EXECUTIONS, NODE_INSTANCES, event};
use super::super::words::{self, EVENT_TYPES};
use super::Reader;

const OLDEST_FIRST: &str = "reported_timestamp";
const NEWEST_FIRST: &str = "-reported_timestamp";

/// Logs alone have levels, and events alone have types: asking for both gives nothing (§4.4), so that they are asked for
/// one after the other, and what comes next is two numbers in one, of so many bits each.
const HALF: u32 = 32;

/// One question that the API can answer.
#[derive(Debug, Clone)]
struct Question {
    filters: Vec<(&'static str, String)>,
    range: Option<String>,
    newest: u64,
}

impl Reader<'_> {
    /// Reads a piece of the log.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::events`].
    pub async fn events(self, query: &EventQuery) -> Result<EventPage, ManagerError> {
        if matches!(query.of, EventsOf::Object(NODE_INSTANCES, _)) && !self.generation().await?.is_newer() {
            return Err(ManagerError::NotOffered {
                reason:
                    "a manager before 7.0 does not give the events of one instance: look among those of its \
                         deployment, which name it"
                        .into(),
            });
        }
        let question = Question::of(query)?;
        let of = |field, words: &[String]| question.only(field, words);
        let types = with_those_of(&query.levels, &query.types);
        let page = match (query.levels.as_slice(), types.as_slice()) {
            ([], types) => self.piece(&of("event_type", types), query.offset).await,
            (levels, []) => self.piece(&of("level", levels), query.offset).await,
            (levels, types) => {
                let (logs, events) = (of("level", levels), of("event_type", types));
                self.both(&logs, &events, query.offset).await
            }
        };
        page.map(|mut page| {
            sort_by_time(&mut page.events);
            page
        })
    }

    async fn both(
        self,
        logs: &Question,
        events: &Question,
        offset: Option<u64>,
    ) -> Result<EventPage, ManagerError> {
        let (first, second) = match offset {
            Some(offset) => (Some(offset >> HALF), Some(offset & ((1 << HALF) - 1))),
            None => (None, None),
        };
        let (logs_read, events_read) = join(self.piece(logs, first), self.piece(events, second)).await;
        let (logs_read, events_read) = (logs_read?, events_read?);
        let mut both = logs_read.events;
        both.extend(events_read.events);
        sort_by_time(&mut both);
        if offset.is_none() {
            let newest = usize::try_from(logs.newest).unwrap_or(usize::MAX);
            both.drain(..both.len().saturating_sub(newest));
        }
        Ok(EventPage {
            events: both,
            total: logs_read.total + events_read.total,
            next: logs_read.next << HALF | events_read.next,
        })
    }

    async fn piece(self, question: &Question, offset: Option<u64>) -> Result<EventPage, ManagerError> {
        if let Some(offset) = offset {
            return self.from(question, offset).await;
        }
        if question.newest > LARGEST_PAGE {
            let total = self.ask(question, NEWEST_FIRST, 0, 0).await?.total;
            return self.from(question, total.saturating_sub(question.newest)).await;
        }
        let mut page = self.ask(question, NEWEST_FIRST, question.newest, 0).await?;
        page.events.reverse();
        page.next = page.total;
        Ok(page)
    }

    /// Reads on from a place, in pages.
    async fn from(self, question: &Question, offset: u64) -> Result<EventPage, ManagerError> {
        let mut read = EventPage {
            next: offset,
            ..EventPage::default()
        };
        loop {
            let wanted = question
                .newest
                .saturating_sub(read.next - offset)
                .min(LARGEST_PAGE);
            let page = self.ask(question, OLDEST_FIRST, wanted, read.next).await?;
            let got = page.events.len() as u64;
            read.total = page.total;
            read.next += got;
            read.events.extend(page.events);
            let has_enough = read.next - offset >= question.newest;
            if has_enough || got == 0 || read.next >= read.total {
                return Ok(read);
            }
        }
    }

    async fn ask(
        self,
        question: &Question,
        sort: &'static str,
        size: u64,
        offset: u64,
    ) -> Result<EventPage, ManagerError> {
        let page = PageOf {
            filters: question.filters.clone(),
            ..PageOf::sorted(sort).of_size(size).from(offset)
        };
        let request = self.client.calls().events(&page, question.range.as_deref());
        let page = self.client.send(request).await?;
        let events: Vec<Event> = page
            .items
            .iter()
            .map(|item| event::of_element(item.get()))
            .collect();
        Ok(EventPage {
            total: page.total.unwrap_or(offset + events.len() as u64),
            next: 0,
            events,
        })
    }
}

impl Question {
    fn of(query: &EventQuery) -> Result<Self, ManagerError> {
        let whose = match &query.of {
            EventsOf::All => None,
            EventsOf::Cluster(id) => Some(("deployment_id", id.to_string())),
            EventsOf::Object(EXECUTIONS, id) => Some(("execution_id", id.to_string())),
            EventsOf::Object(BLUEPRINTS, id) => Some(("blueprint_id", id.to_string())),
            // Confirmed of 7.x (§4.4).
            EventsOf::Object(NODE_INSTANCES, id) => Some(("node_instance_id", id.to_string())),
            EventsOf::Object(kind, _) => {
                return Err(ManagerError::NotOffered {
                    reason: format!("{kind} have no events of their own"),
                });
            }
        };
        // An SQL pattern, in either case (§4.4).
        let message = query.message.as_ref().filter(|text| !text.is_empty());
        let message = message.map(|text| ("message", format!("%{text}%")));
        Ok(Self {
            filters: whose.into_iter().chain(message).collect(),
            range: range(query.since, query.until),
            newest: u64::try_from(query.newest).unwrap_or(u64::MAX),
        })
    }

    fn only(&self, field: &'static str, words: &[String]) -> Self {
        let mut question = self.clone();
        let words = words.iter().map(|word| (field, word.to_lowercase()));
        question.filters.extend(words);
        question
    }
}

/// The types, and those that are shown with one of the levels: whoever asks for errors wants tasks that failed, too.
fn with_those_of(levels: &[String], types: &[String]) -> Vec<String> {
    let is_of = |word: &str| {
        let shown = words::level(word, "").text;
        levels.iter().any(|level| level.eq_ignore_ascii_case(&shown))
    };
    let is_named = |word: &str| types.iter().any(|named| named.eq_ignore_ascii_case(word));
    let known = EVENT_TYPES.iter().map(|known| known.word);
    let more = known.filter(|word| is_of(word) && !is_named(word));
    types.iter().cloned().chain(more.map(str::to_owned)).collect()
}

/// Both ends inclusive, and either may be open, but not both (§4.4).
fn range(since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Option<String> {
    if since.is_none() && until.is_none() {
        return None;
    }
    let text = |time: Option<DateTime<Utc>>| {
        time.map_or_else(String::new, |time| {
            time.to_rfc3339_opts(SecondsFormat::Millis, true)
        })
    };
    Some(format!("timestamp,{},{}", text(since), text(until)))
}
