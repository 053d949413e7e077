//! The title line of a pane: what it shows on the left, how fresh that is on the right.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::known::Answers;
use crate::tui::theme::Theme;

use super::spans::{self, Pen};

/// One title line.
pub struct Rule<'a> {
    pub title: &'a str,
    pub has_focus: bool,
    /// What must not be overlooked: a filter, marks. Shown before anything else.
    pub important: &'a str,
    /// Words that may be left out: the order, positions.
    pub middle: &'a str,
    /// How fresh the pane is, and the style that says so.
    pub fresh: (String, Style),
}

impl Rule<'_> {
    pub fn render(&self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if area.width < 6 || area.height == 0 {
            return;
        }
        spans::line(buf, area, theme.glyphs.horizontal, theme.rule);
        let title_style = if self.has_focus { theme.title } else { theme.dim };
        let inner = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            height: 1,
            ..area
        };
        let title = format!(" {} ", self.title);
        Pen::new(buf, inner, theme.glyphs.ellipsis).write(&title, title_style);
        let mut end = inner.right();
        let mut put = |text: &str, style: Style, buf: &mut Buffer| {
            let width = spans::width(text);
            if text.is_empty() || inner.x + spans::width(&title) + width > end {
                return;
            }
            end -= width;
            buf.set_string(end, area.y, text, style);
            end = end.saturating_sub(2);
        };
        let padded = |text: &str| {
            if text.is_empty() {
                String::new()
            } else {
                format!(" {text} ")
            }
        };
        let (fresh, important) = (padded(&self.fresh.0), padded(self.important));
        let room = inner.width.saturating_sub(spans::width(&title));
        if spans::width(&fresh) + spans::width(&important) + 2 <= room {
            put(&fresh, self.fresh.1, buf);
        }
        put(&important, theme.marked, buf);
        put(&padded(self.middle), theme.dim, buf);
    }
}

/// How fresh answers are, in words that change only when an answer or its trouble does.
///
/// In time: since when the answers have been the same. Overdue or failing: as of when, and why.
pub fn freshness(state: &Answers, now: DateTime<Utc>, theme: &Theme) -> (String, Style) {
    let clock = |time: DateTime<Utc>| time.format("%H:%M:%S").to_string();
    let as_of = match state.freshness {
        Some(fresh) => format!("as of {}", clock(fresh.answered)),
        None => "no answer yet".to_owned(),
    };
    if let Some(failure) = &state.failure {
        if failure.is_not_offered {
            return (String::new(), theme.dim);
        }
        let next = match failure.next_try {
            Some(next) => format!("next try {}", clock(next)),
            None => "not tried again by itself".to_owned(),
        };
        return (format!("STALE, {as_of}, {next}"), theme.stale);
    }
    match state.freshness {
        None => ("asking".to_owned(), theme.dim),
        Some(fresh) => match fresh.overdue_age(now) {
            Some(age) => (format!("{as_of}, {age} old"), theme.warning),
            None => (format!("same since {}", clock(fresh.same_since)), theme.dim),
        },
    }
}
