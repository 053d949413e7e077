//! Which events are wanted: by time, by words of their message, by level, by type.

use chrono::{DateTime, Utc};

use super::{Cell, Event, Moment};

/// What an event must be like; by default anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct EventFilter {
    /// None that is older.
    pub since: Option<DateTime<Utc>>,
    /// None that is newer.
    pub until: Option<DateTime<Utc>>,
    /// Only those whose message has this in it, in either case.
    pub message: Option<String>,
    /// Only those of one of these levels, or of one of [`EventFilter::types`]; all if both are empty.
    pub levels: Vec<String>,
    pub types: Vec<String>,
}

/// The label of the field of an event that holds its type.
pub const TYPE: &str = "type";

impl EventFilter {
    /// Reads `level:error type:task_failed since:1h until:10m words of the message`, as of `now`.
    ///
    /// # Errors
    /// What of it means nothing, in words.
    pub fn read(text: &str, now: DateTime<Utc>) -> Result<Self, String> {
        let mut filter = Self::default();
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            match word.split_once(':') {
                Some(("level", level)) if !level.is_empty() => filter.levels.push(level.to_owned()),
                Some(("type", of)) if !of.is_empty() => filter.types.push(of.to_owned()),
                Some(("since", time)) if !time.is_empty() => filter.since = Some(before(time, now)?),
                Some(("until", time)) if !time.is_empty() => filter.until = Some(before(time, now)?),
                _ => words.push(word),
            }
        }
        filter.message = (!words.is_empty()).then(|| words.join(" "));
        Ok(filter)
    }

    /// Whether anything passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an event is wanted; one without a time is not, where a time matters.
    pub fn passes(&self, event: &Event) -> bool {
        let is_in_time = match (self.since, self.until) {
            (None, None) => true,
            (since, until) => event.at.is_some_and(|at| {
                since.is_none_or(|since| at >= since) && until.is_none_or(|until| at <= until)
            }),
        };
        is_in_time && self.has_words(event) && self.is_of_kind(event)
    }

    fn has_words(&self, event: &Event) -> bool {
        let words = self.message.as_ref().map(|words| words.to_lowercase());
        words.is_none_or(|words| event.message.to_lowercase().contains(&words))
    }

    fn is_of_kind(&self, event: &Event) -> bool {
        if self.levels.is_empty() && self.types.is_empty() {
            return true;
        }
        let is_level = |level: &String| level.eq_ignore_ascii_case(&event.level.text);
        let of = event.fields.iter().find(|field| field.label == TYPE);
        let is_type = |wanted: &String| {
            of.is_some_and(|of| matches!(&of.value, Cell::Text(of) if wanted.eq_ignore_ascii_case(of)))
        };
        self.levels.iter().any(is_level) || self.types.iter().any(is_type)
    }
}

fn before(time: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let moment: Moment = time.parse().map_err(|why| format!("{time} is no time: {why}"))?;
    Ok(moment.before(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Field, Level, LevelMark};

    fn now() -> DateTime<Utc> {
        "2026-11-20T15:00:00Z".parse().unwrap()
    }

    fn event(level: &str, of: &str, message: &str) -> Event {
        let event = Event::reported(
            Some(now()),
            LevelMark::new(level, Level::Normal),
            "agent",
            message,
        );
        Event {
            fields: Box::new([Field::new(TYPE, Cell::text_of(of))]),
            ..event
        }
    }

    #[test]
    fn a_filter_is_read_from_one_line_and_words_of_the_message_go_last_or_first() {
        let filter = EventFilter::read("Task level:error failed type:task_failed since:1h", now()).unwrap();
        assert_eq!(filter.message.as_deref(), Some("Task failed"));
        assert_eq!(
            (filter.levels, filter.types),
            (vec!["error".to_owned()], vec!["task_failed".to_owned()])
        );
        assert_eq!(filter.since, Some("2026-11-20T14:00:00Z".parse().unwrap()));
        assert!(EventFilter::read(" ", now()).unwrap().is_empty());
        assert!(
            EventFilter::read("since:yesterday", now())
                .unwrap_err()
                .contains("a time ago")
        );
        // What looks like it and is not is looked for.
        let word = EventFilter::read("http://x level:", now()).unwrap();
        assert_eq!(word.message.as_deref(), Some("http://x level:"));
    }

    #[test]
    fn an_event_passes_by_its_level_or_its_type_and_by_words_in_either_case() {
        let filter = |text| EventFilter::read(text, now()).unwrap();
        let failed = event("ERROR", "task_failed", "Task FAILED");
        assert!(filter("failed").passes(&failed));
        assert!(!filter("done").passes(&failed));
        assert!(filter("level:error type:other").passes(&failed));
        assert!(filter("level:info type:task_failed").passes(&failed));
        assert!(!filter("level:info").passes(&failed));
        assert!(filter("since:1h until:2026-11-20T15:00").passes(&failed));
        assert!(!filter("until:1h").passes(&failed));
        assert!(!filter("since:1h").passes(&Event { at: None, ..failed }));
    }
}
