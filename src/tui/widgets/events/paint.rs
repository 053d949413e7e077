//! How a list of events looks.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::resource::text::grouped;
use crate::resource::{Event, EventLog};
use crate::tui::theme::Theme;
use crate::tui::widgets::spans::{Pen, wrap};
use crate::tui::widgets::table::level_style;

use super::state::{Events, Held};

impl Events {
    /// What the title says of them: "newest 100 of 20,312, warnings and errors, from SERVER, not following".
    pub fn words(&self) -> String {
        let mut words: Vec<String> = self.extent().into_iter().collect();
        words.extend(self.sieve.words());
        if !self.is_following() {
            words.push("not following".to_owned());
        }
        let mut events = self.held.iter().peekable();
        if events.peek().is_some() && events.all(Event::is_observed) {
            words.push(format!("observed by this console{}", self.since_when()));
        }
        words.join(", ")
    }

    /// How much of a log was read, unless that is all.
    fn extent(&self) -> Option<String> {
        let Held::Log {
            listing: Some(listing),
            ..
        } = &self.held
        else {
            return None;
        };
        if self.is_reading_older() {
            return Some(format!("reading more of {}", grouped(listing.total)));
        }
        let most = EventLog::AT_MOST as u64;
        let end = if listing.read >= most {
            ": a filter finds older ones"
        } else {
            ""
        };
        let extent = || {
            format!(
                "newest {} of {}{end}",
                grouped(listing.read),
                grouped(listing.total)
            )
        };
        listing.has_older().then(extent)
    }

    fn since_when(&self) -> String {
        let since = self.feed.and_then(|feed| feed.seen_since);
        since.map_or_else(String::new, |since| {
            format!(" since {}", since.format("%H:%M:%S"))
        })
    }

    /// What stands where there are no events.
    fn nothing(&self) -> String {
        let is_empty = self.held.iter().next().is_none();
        match (&self.held, self.feed) {
            (
                Held::Log {
                    has_failed: true,
                    listing: None,
                    ..
                },
                _,
            ) => "they could not be read".to_owned(),
            (Held::Nothing | Held::Log { listing: None, .. } | Held::Log { is_asked: false, .. }, _) => {
                "asking".to_owned()
            }
            (Held::Detail(_), _) if is_empty && self.not_offered.is_some() => {
                self.not_offered.clone().unwrap_or_default()
            }
            (Held::Detail(_), Some(feed)) if is_empty && !feed.is_reported => format!(
                "nothing has changed{}; this manager has no event feed: what changes is observed here",
                self.since_when()
            ),
            (Held::Detail(_) | Held::Log { .. }, _) if self.sieve.has_filter() => {
                "no event passes the filter".to_owned()
            }
            (Held::Detail(_) | Held::Log { .. }, _) => "no events".to_owned(),
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
            if let Some(cause) = event.first_cause() {
                pen.skip(1).write("<-", theme.dim).skip(1);
                pen.write(&cause, level_style(event.level.level, theme));
            }
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
        let room = area.width.saturating_sub(2);
        let causes = event.causes_as_lines(false);
        let causes = causes.iter().flat_map(|cause| wrap(cause, room));
        let lines = std::iter::once(head)
            .chain(wrap(&event.message, room))
            .chain(causes);
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
