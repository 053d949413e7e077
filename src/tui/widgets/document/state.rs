//! The document being read: cursor, folds, scrolling. Changed only by the methods here and in
//! [`super::search`]; painting reads it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use ratatui::layout::{Rect, Size};

use super::layout::{IsSecret, Laid, Line, Role, lay_out};
use super::search::Search;

/// What is shown for a secret, whatever its length.
pub const MASK: &str = "\"********\"";

/// Columns before the text: the marker of the cursor, the sign of a fold, a blank.
pub(super) const GUTTER: u16 = 3;

/// A JSON document with a cursor.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) laid: Laid,
    /// Whether each line is an opening one that hides what is in it.
    pub(super) folded: Vec<bool>,
    /// The lines that are not inside of a fold.
    pub(super) visible: Vec<usize>,
    /// An index of `visible`.
    pub(super) cursor: usize,
    /// The topmost row shown: an index of `visible`.
    pub(super) top: usize,
    /// Columns scrolled to the right.
    pub(super) left: usize,
    pub(super) size: Size,
    pub(super) is_revealed: bool,
    pub(super) search: Search,
}

impl Document {
    /// Lays out the manager's bytes. The value of a field is hidden if `is_secret` says so of its
    /// name, with all that is in it.
    pub fn new(raw: &str, is_secret: IsSecret<'_>) -> Self {
        let laid = lay_out(raw, is_secret);
        Self {
            folded: vec![false; laid.lines.len()],
            visible: (0..laid.lines.len()).collect(),
            laid,
            cursor: 0,
            top: 0,
            left: 0,
            size: Size::new(80, 24),
            is_revealed: false,
            search: Search::default(),
        }
    }

    /// Replaces the text by a newer one, and stays at the same place as far as it still exists.
    pub fn replace(&mut self, raw: &str, is_secret: IsSecret<'_>) {
        let path = self.path_at_cursor();
        let folded: HashSet<String> = (0..self.folded.len())
            .filter(|line| self.is_folded(*line))
            .map(|line| self.path_of(line))
            .collect();
        let mut next = Self::new(raw, is_secret);
        next.size = self.size;
        next.left = self.left;
        next.top = self.top;
        next.is_revealed = self.is_revealed;
        if !folded.is_empty() {
            for line in 0..next.folded.len() {
                let is_folded = next.is_foldable(line) && folded.contains(&next.path_of(line));
                if let Some(fold) = next.folded.get_mut(line) {
                    *fold = is_folded;
                }
            }
            next.list_visible();
        }
        next.cursor = self.cursor;
        if let Some(row) = next.visible.iter().position(|line| next.path_of(*line) == path)
            && next
                .line_at(self.cursor)
                .is_none_or(|line| next.path_of(line) != path)
        {
            next.cursor = row;
        }
        if let Some(query) = self.search.query() {
            next.search = Search::of(&next, query);
        }
        next.keep_cursor_in_sight();
        *self = next;
    }

    /// Tells how large the pane is that [`Self::view`] will paint: a page is what fits into it, and the
    /// cursor stays in sight.
    pub fn resize(&mut self, area: Rect) {
        self.size = area.as_size();
        self.keep_cursor_in_sight();
    }

    /// Why the document is shown as plain text, if it is not JSON.
    pub fn problem(&self) -> Option<&str> {
        self.laid.problem.as_deref()
    }

    /// The number of lines that are not inside of a fold.
    pub fn visible_lines(&self) -> usize {
        self.visible.len()
    }

    /// The row of the cursor, from 1; 0 in an empty document.
    pub fn cursor_row(&self) -> usize {
        (self.cursor + 1).min(self.visible.len())
    }

    /// Where the cursor is: `spec.tags[3].value`. Empty at the top and in plain text.
    pub fn path_at_cursor(&self) -> String {
        self.line_at(self.cursor)
            .map(|line| self.path_of(line))
            .unwrap_or_default()
    }

    pub fn move_down(&mut self, rows: usize) {
        self.move_to(self.cursor.saturating_add(rows));
    }

    pub fn move_up(&mut self, rows: usize) {
        self.move_to(self.cursor.saturating_sub(rows));
    }

    pub fn page_down(&mut self) {
        self.move_down(self.rows().max(1));
    }

    pub fn page_up(&mut self) {
        self.move_up(self.rows().max(1));
    }

    pub fn half_page_down(&mut self) {
        self.move_down((self.rows() / 2).max(1));
    }

    pub fn half_page_up(&mut self) {
        self.move_up((self.rows() / 2).max(1));
    }

    pub fn move_to_top(&mut self) {
        self.move_to(0);
    }

    pub fn move_to_bottom(&mut self) {
        self.move_to(usize::MAX);
    }

    /// Moves the cursor to a row of the pane, as a click does.
    pub fn move_to_row(&mut self, row: u16) {
        let text_row = usize::from(row.saturating_sub(self.note_height()));
        self.move_to(self.top + text_row);
    }

    pub fn scroll_left(&mut self, columns: usize) {
        self.left = self.left.saturating_sub(columns);
    }

    /// Scrolls to the right, as far as some visible line still has text there.
    pub fn scroll_right(&mut self, columns: usize) {
        let widest = self
            .on_screen()
            .map(|line| self.width_of(line))
            .max()
            .unwrap_or(0);
        let furthest = widest.saturating_sub(self.columns());
        self.left = self.left.saturating_add(columns).min(furthest.max(self.left));
    }

    /// Folds the object or list that the cursor is on or in, or unfolds it.
    pub fn toggle_fold(&mut self) {
        let Some(line) = self.line_at(self.cursor) else {
            return;
        };
        let target = match self.line(line).map(|line| line.role) {
            Some(Role::Open { .. }) => Some(line),
            Some(Role::Close { open }) => Some(open),
            _ => self.line(line).and_then(|line| line.parent),
        };
        if let Some(fold) = target.and_then(|target| self.folded.get_mut(target)) {
            *fold = !*fold;
            self.list_visible();
            self.show_line(target.unwrap_or(line));
        }
    }

    /// Folds everything below the first level.
    pub fn fold_all(&mut self) {
        let at_cursor = self.line_at(self.cursor);
        for line in 0..self.folded.len() {
            let is_inner = self.line(line).is_some_and(|line| line.parent.is_some());
            let is_foldable = self.is_foldable(line);
            if let Some(fold) = self.folded.get_mut(line) {
                *fold = is_inner && is_foldable;
            }
        }
        self.list_visible();
        if let Some(line) = at_cursor {
            self.show_line(self.outermost_fold_of(line).unwrap_or(line));
        }
    }

    pub fn unfold_all(&mut self) {
        let at_cursor = self.line_at(self.cursor);
        self.folded.fill(false);
        self.list_visible();
        if let Some(line) = at_cursor {
            self.show_line(line);
        }
    }

    /// Shows the secrets, or hides them again.
    pub fn reveal(&mut self, is_revealed: bool) {
        self.is_revealed = is_revealed;
        if let Some(query) = self.search.query() {
            self.search = Search::of(self, query);
        }
    }

    pub const fn is_revealed(&self) -> bool {
        self.is_revealed
    }

    /// Whether there is anything to reveal.
    pub fn has_secrets(&self) -> bool {
        !self.laid.secrets.is_empty()
    }

    /// A line as it is shown, without what a fold adds.
    pub(super) fn shown(&self, line: usize) -> Cow<'_, str> {
        let Some(range) = self.line(line).map(|line| line.range.clone()) else {
            return Cow::Borrowed("");
        };
        let text = self.laid.text.get(range.clone()).unwrap_or_default();
        let hidden = if self.is_revealed {
            &[]
        } else {
            self.secrets_in(&range)
        };
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        let mut at = range.start;
        for secret in hidden {
            shown.push_str(self.laid.text.get(at..secret.start).unwrap_or_default());
            shown.push_str(MASK);
            at = secret.end;
        }
        shown.push_str(self.laid.text.get(at..range.end).unwrap_or_default());
        Cow::Owned(shown)
    }

    /// Unfolds what hides a line, moves the cursor there and into sight.
    pub(super) fn uncover(&mut self, line: usize) {
        let mut parent = self.line(line).and_then(|line| line.parent);
        let mut was_hidden = false;
        while let Some(open) = parent {
            if let Some(fold) = self.folded.get_mut(open) {
                was_hidden |= std::mem::take(fold);
            }
            parent = self.line(open).and_then(|line| line.parent);
        }
        if was_hidden {
            self.list_visible();
        }
        self.show_line(line);
    }

    pub(super) fn line(&self, line: usize) -> Option<&Line> {
        self.laid.lines.get(line)
    }

    /// The line at an index of the visible ones.
    pub(super) fn line_at(&self, row: usize) -> Option<usize> {
        self.visible.get(row).copied()
    }

    pub(super) fn is_foldable(&self, line: usize) -> bool {
        self.line(line)
            .is_some_and(|line| matches!(line.role, Role::Open { .. }))
    }

    pub(super) fn is_folded(&self, line: usize) -> bool {
        self.folded.get(line).copied().unwrap_or(false)
    }

    /// Columns for text.
    pub(super) fn columns(&self) -> usize {
        usize::from(self.size.width.saturating_sub(GUTTER))
    }

    /// One line at the top says why the document is shown as plain text.
    pub(super) fn note_height(&self) -> u16 {
        u16::from(self.laid.problem.is_some()).min(self.size.height)
    }

    fn rows(&self) -> usize {
        usize::from(self.size.height - self.note_height())
    }

    fn on_screen(&self) -> impl Iterator<Item = usize> {
        self.visible.iter().skip(self.top).take(self.rows()).copied()
    }

    fn width_of(&self, line: usize) -> usize {
        unicode_width::UnicodeWidthStr::width(self.shown(line).as_ref())
    }

    pub(super) fn secrets_in(&self, range: &Range<usize>) -> &[Range<usize>] {
        let first = self
            .laid
            .secrets
            .partition_point(|secret| secret.end <= range.start);
        let rest = self.laid.secrets.get(first..).unwrap_or_default();
        let count = rest.partition_point(|secret| secret.start < range.end);
        rest.get(..count).unwrap_or_default()
    }

    fn move_to(&mut self, row: usize) {
        self.cursor = row;
        self.keep_cursor_in_sight();
    }

    fn show_line(&mut self, line: usize) {
        self.move_to(self.visible.partition_point(|visible| *visible < line));
    }

    fn keep_cursor_in_sight(&mut self) {
        let last = self.visible.len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        let rows = self.rows().max(1);
        let lowest_top = (self.cursor + 1).saturating_sub(rows);
        self.top = self
            .top
            .clamp(lowest_top, self.cursor)
            .min(self.visible.len().saturating_sub(rows));
    }

    fn list_visible(&mut self) {
        self.visible.clear();
        let mut line = 0;
        while let Some(shown) = self.laid.lines.get(line) {
            self.visible.push(line);
            line = match shown.role {
                Role::Open { close, .. } if self.folded.get(line) == Some(&true) => close + 1,
                _ => line + 1,
            };
        }
    }

    fn outermost_fold_of(&self, line: usize) -> Option<usize> {
        let parents = std::iter::successors(self.line(line)?.parent, |open| self.line(*open)?.parent);
        parents.filter(|open| self.is_folded(*open)).last()
    }

    fn path_of(&self, line: usize) -> String {
        let opened = |line: usize| match self.line(line).map(|line| line.role) {
            Some(Role::Close { open }) => open,
            _ => line,
        };
        let mut steps = Vec::new();
        let mut at = Some(opened(line));
        while let Some((line, parent)) = at
            .and_then(|at| self.line(at))
            .and_then(|line| Some((line, line.parent?)))
        {
            steps.push(match &line.key {
                Some(key) => self.key_step(key.clone()),
                None => format!("[{}]", line.position),
            });
            at = Some(parent);
        }
        let path: String = steps.into_iter().rev().collect();
        path.strip_prefix('.').map(str::to_owned).unwrap_or(path)
    }

    fn key_step(&self, key: Range<usize>) -> String {
        let quoted = self.laid.text.get(key).unwrap_or_default();
        let bare = quoted.trim_matches('"');
        let is_plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if !bare.is_empty() && bare.chars().all(is_plain) {
            format!(".{bare}")
        } else {
            format!("[{quoted}]")
        }
    }
}
