//! A list of events, the newest first: followed, filtered by level and source, read in full.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::resource::{Detail, Event, Level};
use crate::tui::keymap::Command;
use crate::tui::known::Feed;
use crate::tui::theme::Theme;

use super::spans::{Pen, wrap};
use super::table::level_style;

/// The list's state; the events themselves are the detail's.
#[derive(Debug, Clone)]
pub struct Events {
    detail: Option<Arc<Detail>>,
    /// Where they come from; `None` before anything is known of the object.
    feed: Option<Feed>,
    /// Indices into the detail's events, the newest first.
    shown: Vec<u32>,
    cursor: usize,
    offset: usize,
    height: usize,
    /// Whether the cursor stays on the newest event as events arrive.
    follows: bool,
    least: Level,
    source: Option<Box<str>>,
    /// Older events are not shown.
    since: Option<DateTime<Utc>>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            detail: None,
            feed: None,
            shown: Vec::new(),
            cursor: 0,
            offset: 0,
            height: 1,
            follows: true,
            least: Level::Normal,
            source: None,
            since: None,
        }
    }
}

impl Events {
    /// A list of the events from a time on; those without a time are none of them.
    pub fn since(at: DateTime<Utc>) -> Self {
        Self {
            since: Some(at),
            ..Self::default()
        }
    }

    /// New events of the same object, or of another one.
    pub fn show(&mut self, detail: Option<&Arc<Detail>>, feed: Feed) {
        self.feed = Some(feed);
        let unchanged = match (&self.detail, detail) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (None, None) => true,
            _ => false,
        };
        if unchanged {
            return;
        }
        let same_object =
            matches!((&self.detail, detail), (Some(old), Some(new)) if old.row.id == new.row.id);
        let selected = self.selected().cloned();
        self.detail = detail.cloned();
        if !same_object {
            (self.cursor, self.offset, self.follows) = (0, 0, true);
        }
        self.sift();
        // Events have no id: the same words at the same time are the same event.
        if !self.follows
            && let Some(event) = selected
            && let Some(at) = (0..self.shown.len()).find(|at| self.event(*at) == Some(&event))
        {
            self.cursor = at;
        }
        self.keep_in_view();
    }

    fn sift(&mut self) {
        let events = self.detail.as_ref().map_or(&[][..], |detail| &detail.events);
        let passes = |event: &Event| {
            let is_late = |since: DateTime<Utc>| event.at.is_some_and(|at| at >= since);
            event.level.level >= self.least
                && self.since.is_none_or(is_late)
                && self.source.as_ref().is_none_or(|source| *source == event.source)
        };
        self.shown = (0_u32..)
            .zip(events)
            .filter(|(_, event)| passes(event))
            .map(|(at, _)| at)
            .collect();
        self.shown.reverse();
        if self.follows {
            (self.cursor, self.offset) = (0, 0);
        }
        self.keep_in_view();
    }

    fn event(&self, at: usize) -> Option<&Event> {
        self.detail.as_ref()?.events.get(*self.shown.get(at)? as usize)
    }

    /// The event under the cursor.
    pub fn selected(&self) -> Option<&Event> {
        self.event(self.cursor)
    }

    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    pub fn set_height(&mut self, lines: u16) {
        self.height = usize::from(lines).max(1);
        self.keep_in_view();
    }

    /// Runs a command of a list of events; false if it is none.
    pub fn run(&mut self, command: Command) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        match command {
            Command::MoveDown => self.move_to(self.cursor + 1),
            Command::MoveUp => self.move_to(self.cursor.saturating_sub(1)),
            Command::PageDown => self.move_to(self.cursor + page),
            Command::PageUp => self.move_to(self.cursor.saturating_sub(page)),
            Command::HalfPageDown => self.move_to(self.cursor + (page / 2).max(1)),
            Command::HalfPageUp => self.move_to(self.cursor.saturating_sub((page / 2).max(1))),
            Command::MoveToTop => self.move_to(0),
            Command::MoveToBottom => self.move_to(usize::MAX),
            Command::Follow => {
                self.follows = !self.follows;
                if self.follows {
                    self.move_to(0);
                    self.follows = true;
                }
            }
            Command::LevelFilter => {
                self.least = match self.least {
                    Level::Normal => Level::Warning,
                    Level::Warning => Level::Error,
                    Level::Error => Level::Normal,
                };
                self.sift();
            }
            Command::SourceFilter => {
                self.source = self.next_source();
                self.sift();
            }
            _ => return false,
        }
        true
    }

    /// Selects the event at a line of the screen.
    pub fn press_line(&mut self, line: u16) {
        self.move_to(self.offset + usize::from(line));
    }

    fn move_to(&mut self, at: usize) {
        self.cursor = at.min(self.shown.len().saturating_sub(1));
        // Whoever looks at an older event wants it to stay; at the newest, to follow.
        self.follows = self.cursor == 0;
        self.keep_in_view();
    }

    fn next_source(&self) -> Option<Box<str>> {
        let events = self.detail.as_ref().map_or(&[][..], |detail| &detail.events);
        let mut sources: Vec<&Box<str>> = events.iter().map(|event| &event.source).collect();
        sources.sort_unstable();
        sources.dedup();
        match &self.source {
            None => sources.first().map(|source| (*source).clone()),
            Some(now) => sources.into_iter().find(|source| *source > now).cloned(),
        }
    }

    fn keep_in_view(&mut self) {
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
        let first = (self.cursor + 1).saturating_sub(self.height);
        self.offset = self.offset.clamp(first, self.cursor.max(first));
    }

    /// What the title says of the filters: "warnings and errors, SERVER, not following".
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        match self.least {
            Level::Normal => {}
            Level::Warning => words.push("warnings and errors".to_owned()),
            Level::Error => words.push("errors only".to_owned()),
        }
        words.extend(self.source.as_ref().map(|source| format!("from {source}")));
        if !self.follows {
            words.push("not following".to_owned());
        }
        let events = self.detail.as_ref().map_or(&[][..], |detail| &detail.events);
        if !events.is_empty() && events.iter().all(Event::is_observed) {
            words.push(format!("observed by this console{}", self.since_when()));
        }
        words.join(", ")
    }

    fn since_when(&self) -> String {
        let since = self.feed.and_then(|feed| feed.seen_since);
        since.map_or_else(String::new, |since| {
            format!(" since {}", since.format("%H:%M:%S"))
        })
    }

    /// What stands where there are no events.
    fn nothing(&self) -> String {
        let has_filter = self.least != Level::Normal || self.source.is_some();
        match (&self.detail, self.feed) {
            (None, _) => "asking".to_owned(),
            (Some(detail), Some(feed)) if detail.events.is_empty() && !feed.is_reported => format!(
                "nothing has changed{}; this manager has no event feed: what changes is observed here",
                self.since_when()
            ),
            (Some(_), _) if has_filter => "no event passes the filter".to_owned(),
            (Some(_), _) => "no events".to_owned(),
        }
    }

    /// One line per event.
    pub fn view(
        &self,
        has_focus: bool,
        is_stale: bool,
        now: DateTime<Utc>,
        theme: &Theme,
        area: Rect,
        buf: &mut Buffer,
    ) {
        if self.shown.is_empty() {
            let width = area.width.saturating_sub(2);
            for (y, words) in (area.y..area.bottom()).zip(wrap(&self.nothing(), width)) {
                let line = Rect {
                    x: area.x + 2,
                    y,
                    width,
                    height: 1,
                };
                Pen::new(buf, line, theme.glyphs.ellipsis).write(&words, theme.dim);
            }
        }
        let source_width = if area.width < 60 { 0 } else { self.source_width() };
        for (line, at) in (0..area.height).zip(self.offset..) {
            let Some(event) = self.event(at) else { break };
            let line = Rect {
                y: area.y + line,
                height: 1,
                ..area
            };
            let mut pen = Pen::new(buf, line, theme.glyphs.ellipsis);
            let marker = if at == self.cursor && has_focus {
                theme.glyphs.marker
            } else {
                " "
            };
            let text = if is_stale { theme.stale } else { theme.text };
            let emphasis = if at == self.cursor && has_focus {
                Modifier::BOLD
            } else {
                Modifier::empty()
            };
            pen.write(marker, theme.selected_marker)
                .skip(1)
                .write(&when(event, now, area.width), theme.dim)
                .skip(1)
                .write(
                    &format!("{:<5}", event.level.text),
                    level_style(event.level.level, theme),
                )
                .skip(1);
            if source_width > 0 {
                pen.write(&format!("{:<source_width$} ", event.source), theme.dim);
            } else if event.is_observed() {
                // Where there is no room for the column, what nobody reported still says so.
                pen.write(&format!("{}: ", event.source), theme.dim);
            }
            pen.write(&event.message, text.add_modifier(emphasis));
        }
    }

    fn source_width(&self) -> usize {
        let lines = self.offset..self.offset + self.height;
        lines
            .filter_map(|at| self.event(at))
            .map(|event| event.source.len())
            .max()
            .unwrap_or(0)
            .min(10)
    }

    /// The selected event in full, wrapped.
    pub fn view_selected(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(event) = self.selected() else { return };
        let when = event.at.map_or_else(
            || "at an unknown time".to_owned(),
            |at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        );
        let head = format!("{} {} {when}", event.level.text, event.source);
        let lines = std::iter::once(head).chain(wrap(&event.message, area.width.saturating_sub(2)));
        for (y, (at, line)) in (area.y..area.bottom()).zip(lines.enumerate()) {
            let line_area = Rect {
                x: area.x + 2,
                y,
                width: area.width.saturating_sub(2),
                height: 1,
            };
            let style = if at == 0 { theme.label } else { theme.text };
            Pen::new(buf, line_area, theme.glyphs.ellipsis).write(&line, style);
        }
    }
}

/// The time of an event, the date only where it is not today's.
fn when(event: &Event, now: DateTime<Utc>, width: u16) -> String {
    let Some(at) = event.at else {
        return format!("{:<11}", "?");
    };
    let format = match (width >= 100, at.date_naive() == now.date_naive()) {
        (true, _) => "%m-%d %H:%M:%S",
        (false, true) => "%H:%M:%S",
        (false, false) => "%m-%d %H:%M",
    };
    // As wide on every day, so that the columns behind it stay where they are.
    format!("{:<11}", at.format(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::cluster::Summary;
    use crate::resource::{LevelMark, Origin, State, StateClass};

    fn event(second: i64, level: Level, source: &str, message: &str) -> Event {
        let word = match level {
            Level::Normal => "INFO",
            Level::Warning => "WARN",
            Level::Error => "ERROR",
        };
        Event {
            at: DateTime::from_timestamp(1_800_000_000 + second, 0),
            level: LevelMark::new(word, level),
            origin: Origin::Manager,
            source: source.into(),
            message: message.into(),
            fields: Box::default(),
            causes: Box::default(),
        }
    }

    fn detail(events: Vec<Event>) -> Arc<Detail> {
        let row = Summary {
            id: "id".into(),
            name: "name".into(),
            state: State::new("RUNNING", StateClass::Up),
            health: None,
            servers: None,
            version: None,
            progress: None,
            last_event: None,
        };
        Arc::new(Detail {
            row: Arc::new(row.into_row()),
            busy_since: None,
            fields: Vec::new(),
            children: Vec::new(),
            events,
            document: "{}".into(),
            spec: None,
        })
    }

    const FEED: Feed = Feed {
        is_reported: true,
        seen_since: None,
    };

    /// As of a manager that reports nothing itself, looked at since 08:00:00.
    const SILENT: Feed = Feed {
        is_reported: false,
        seen_since: DateTime::from_timestamp(1_800_000_000, 0),
    };

    fn observed(second: i64, message: &str) -> Event {
        let at = DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap();
        Event::observed(at, Level::Normal, message)
    }

    /// What the pane shows, without a colour.
    fn picture(events: &mut Events, width: u16, theme: &Theme) -> String {
        let area = Rect::new(0, 0, width, 3);
        events.set_height(area.height);
        let now = DateTime::from_timestamp(1_800_000_100, 0).unwrap();
        let mut buf = Buffer::empty(area);
        events.view(true, false, now, theme, area, &mut buf);
        let line = |y| (0..width).map(|x| buf[(x, y)].symbol()).collect::<String>();
        let lines: Vec<String> = (0..area.height).map(|y| line(y).trim_end().to_owned()).collect();
        lines.join("\n").trim_end().to_owned()
    }

    fn three() -> Vec<Event> {
        vec![
            event(1, Level::Normal, "USER", "asked"),
            event(2, Level::Warning, "SERVER", "slow"),
            event(3, Level::Normal, "MANAGER", "done"),
        ]
    }

    #[test]
    fn the_newest_event_is_followed_until_the_cursor_leaves_it() {
        let mut events = Events::default();
        events.show(Some(&detail(three())), FEED);
        assert_eq!(events.selected().map(|event| &*event.message), Some("done"));
        let mut more = three();
        more.push(event(4, Level::Normal, "MANAGER", "again"));
        events.show(Some(&detail(more.clone())), FEED);
        assert_eq!(events.selected().map(|event| &*event.message), Some("again"));
        events.run(Command::MoveDown);
        more.push(event(5, Level::Error, "SERVER", "crash"));
        events.show(Some(&detail(more)), FEED);
        assert_eq!(
            events.selected().map(|event| &*event.message),
            Some("done"),
            "an older event stays selected"
        );
        assert_eq!(events.words(), "not following");
    }

    #[test]
    fn levels_and_sources_filter_one_after_the_other() {
        let mut events = Events::default();
        events.show(Some(&detail(three())), FEED);
        events.run(Command::LevelFilter);
        assert_eq!(
            (events.len(), events.words().as_str()),
            (1, "warnings and errors")
        );
        events.run(Command::LevelFilter);
        assert!(events.is_empty());
        events.run(Command::LevelFilter);
        events.run(Command::SourceFilter);
        assert_eq!((events.len(), events.words().as_str()), (1, "from MANAGER"));
        events.run(Command::SourceFilter);
        events.run(Command::SourceFilter);
        assert_eq!(events.words(), "from USER");
        events.run(Command::SourceFilter);
        assert_eq!(events.len(), 3);
    }

    #[test]
    fn an_observed_event_says_so_also_where_there_is_no_room_for_its_source() {
        let ascii = Theme::plain().with_glyphs(crate::tui::theme::Glyphs::ASCII);
        let mut events = Events::default();
        events.show(
            Some(&detail(vec![
                event(1, Level::Warning, "USER", "stop requested"),
                observed(2, "state RUNNING -> STOPPING"),
            ])),
            FEED,
        );
        insta::assert_snapshot!(picture(&mut events, 70, &ascii), @r"
        > 08:00:02    INFO  observed state RUNNING -> STOPPING
          08:00:01    WARN  USER     stop requested
        ");
        insta::assert_snapshot!(picture(&mut events, 56, &ascii), @r"
        > 08:00:02    INFO  observed: state RUNNING -> STOPPING
          08:00:01    WARN  stop requested
        ");
        assert_eq!(events.words(), "");
        events.run(Command::SourceFilter);
        events.run(Command::SourceFilter);
        assert_eq!((events.len(), events.words().as_str()), (1, "from observed"));
    }

    #[test]
    fn of_a_manager_that_reports_nothing_the_pane_says_who_looks_and_since_when() {
        let mut events = Events::default();
        events.show(Some(&detail(Vec::new())), SILENT);
        insta::assert_snapshot!(picture(&mut events, 60, &Theme::plain()), @r"
        nothing has changed since 08:00:00; this manager has no
        event feed: what changes is observed here
        ");
        events.show(Some(&detail(vec![observed(2, "version v1 -> v2")])), SILENT);
        assert_eq!(events.words(), "observed by this console since 08:00:00");
        events.show(Some(&detail(Vec::new())), FEED);
        assert_eq!(picture(&mut events, 60, &Theme::plain()), "  no events");
    }
}
