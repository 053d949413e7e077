//! The editor: what every change does besides changing the text.

use std::fmt;
use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::brackets;
use super::buffer::{Buffer, Extent};
use super::cells;
use super::marks::Marked;
use super::spot::{self, Spot};

/// Blanks for each level.
pub(super) const INDENT: usize = 2;
/// Lines, and bytes of a line, beyond which every key would be felt.
const LIMIT: usize = 60_000;

/// A text being edited.
#[derive(Clone)]
pub struct Editor {
    pub(super) buffer: Buffer,
    /// The other end of the selection; the cursor is at one.
    pub(super) anchor: Option<Spot>,
    /// The column that moving up and down keeps to.
    pub(super) goal: Option<usize>,
    pub(super) query: String,
    /// In the order of the text.
    pub(super) matches: Vec<Range<Spot>>,
    /// In the order of their lines.
    pub(super) marks: Vec<Marked>,
    /// The bracket at the cursor, and its partner.
    pub(super) pair: Option<[Spot; 2]>,
    /// Where it is on the screen.
    pub(super) area: Rect,
    pub(super) top: usize,
    /// The column shown first.
    pub(super) left: usize,
    /// Columns for the numbers of lines; never fewer than before, so that the text stays where it is.
    digits: u16,
}

/// A document is too large to be edited here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    #[error("the document has {0} lines; edit one of more than {LIMIT} with $EDITOR")]
    Lines(usize),
    #[error(
        "line {0} is very long; edit a document with more than {LIMIT} characters in a line with $EDITOR"
    )]
    Line(usize),
    #[error("the text is too large to go in here; add it with $EDITOR")]
    Insertion,
}

/// Without the text: it may hold secrets, and debug output ends in logs.
impl fmt::Debug for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Editor")
            .field("lines", &self.lines().len())
            .field("cursor", &self.cursor())
            .field("revision", &self.revision())
            .finish_non_exhaustive()
    }
}

impl Editor {
    /// An editor with this text, the cursor at its start.
    ///
    /// Every end of a line becomes `\n` and a tab two blanks; other control characters stay, and are shown.
    ///
    /// # Errors
    /// If the text has so many lines, or one so long, that typing would be slow.
    pub fn new(text: &str) -> Result<Self, TooLarge> {
        let lines = lines_of(text)?;
        let digits = digits(lines.len());
        let mut editor = Self {
            buffer: Buffer::new(lines),
            anchor: None,
            goal: None,
            query: String::new(),
            matches: Vec::new(),
            marks: Vec::new(),
            pair: None,
            area: Rect::default(),
            top: 0,
            left: 0,
            digits,
        };
        editor.settle();
        Ok(editor)
    }

    /// The whole text, lines joined by `\n`.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    pub fn lines(&self) -> &[String] {
        self.buffer.lines()
    }

    /// Where the cursor is; lines and characters from 0.
    pub fn cursor(&self) -> Spot {
        self.buffer.cursor()
    }

    /// Grows with each change of the text.
    pub fn revision(&self) -> u64 {
        self.buffer.revision()
    }

    /// Replaces the whole text, as one step that can be undone; the cursor stays on its line.
    ///
    /// # Errors
    /// If the text is too large; nothing is changed then.
    pub fn replace_text(&mut self, text: &str) -> Result<(), TooLarge> {
        let cursor = self.cursor();
        let lines = lines_of(text)?;
        self.replace_lines(&lines, cursor);
        Ok(())
    }

    /// Takes the last step back; says whether there was one.
    pub fn undo(&mut self) -> bool {
        let extent = self.buffer.undo();
        self.changed(extent)
    }

    /// Does again what was taken back last; says whether there was something.
    pub fn redo(&mut self) -> bool {
        let extent = self.buffer.redo();
        self.changed(extent)
    }

    /// Tells where it is on the screen; the cursor is brought into sight.
    pub fn resize(&mut self, area: Rect) {
        if self.area != area {
            self.area = area;
            // Every line is painted anew: what a narrow one had to hide is shown again.
            self.left = 0;
            self.reveal();
        }
    }

    /// Puts the cursor where the mouse was pressed.
    pub fn press(&mut self, at: Position) {
        if let Some(spot) = self.spot_at(at) {
            self.go_to(spot);
        }
    }

    /// Moves the text in its area, down for a positive number; the cursor stays where it is in the text.
    pub fn scroll(&mut self, lines: isize) {
        let last = self.lines().len().saturating_sub(self.rows());
        self.top = self.top.saturating_add_signed(lines).min(last);
    }

    /// The cell of the cursor, if it is in sight: what belongs to it can be shown beside it.
    pub fn cursor_position(&self) -> Option<Position> {
        let cursor = self.cursor();
        let row = cursor
            .line
            .checked_sub(self.top)
            .filter(|row| *row < self.rows())?;
        let line = self.buffer.line(cursor.line);
        let column = cells::cell_of(line, cursor.column).checked_sub(self.left)?;
        let text = self.text_area(self.area);
        let inside = |at: usize, length: u16| u16::try_from(at).ok().filter(|at| *at < length);
        Some(Position::new(
            text.x + inside(column, text.width)?,
            text.y + inside(row, text.height)?,
        ))
    }

    /// What is left of an area beside the signs and numbers of lines.
    pub(super) fn text_area(&self, area: Rect) -> Rect {
        // A sign, the number, a blank.
        let gutter = (self.digits + 2).min(area.width);
        Rect {
            x: area.x + gutter,
            width: area.width - gutter,
            ..area
        }
    }

    pub(super) fn rows(&self) -> usize {
        usize::from(self.area.height).max(1)
    }

    pub(super) fn end(&self) -> Spot {
        spot::end_of(self.lines())
    }

    /// Puts the cursor there; nothing is selected then.
    pub(super) fn go_to(&mut self, to: Spot) {
        self.anchor = None;
        self.goal = None;
        self.buffer.move_to(to);
        self.settle();
    }

    /// Replaces what is between two places, as one step.
    pub(super) fn edit(&mut self, range: Range<Spot>, text: &str) -> bool {
        let extent = self.buffer.replace(range, text);
        self.changed(extent)
    }

    /// The same, with the cursor somewhere else than behind the new text.
    pub(super) fn edit_and_go(&mut self, range: Range<Spot>, text: &str, to: Spot) -> bool {
        let extent = self.buffer.replace(range, text);
        if extent.is_some() {
            self.buffer.leave_at(to);
        }
        self.changed(extent)
    }

    /// Replaces the lines that differ, as one step.
    pub(super) fn replace_lines(&mut self, new: &[String], cursor: Spot) -> bool {
        let old = self.lines();
        let same = |pairs: usize| pairs.min(old.len() - 1).min(new.len().saturating_sub(1));
        let head = same(old.iter().zip(new).take_while(|(old, new)| old == new).count());
        let tails = old.iter().rev().zip(new.iter().rev());
        let tail = tails.take_while(|(old, new)| old == new).count();
        // At least one line of each is replaced, so that only whole lines are.
        let tail = tail
            .min(old.len() - head - 1)
            .min(new.len().saturating_sub(head + 1));
        let text = new.get(head..new.len() - tail).unwrap_or_default().join("\n");
        let last = old.len() - tail - 1;
        let end = Spot::new(last, self.buffer.line(last).chars().count());
        if spot::text_in(old, Spot::new(head, 0)..end) == text {
            return false;
        }
        self.edit_and_go(Spot::new(head, 0)..end, &text, cursor)
    }

    pub(super) fn changed(&mut self, extent: Option<Extent>) -> bool {
        let Some(extent) = extent else { return false };
        self.anchor = None;
        self.goal = None;
        self.digits = self.digits.max(digits(self.lines().len()));
        self.shift_marks(extent);
        self.find_matches();
        self.settle();
        true
    }

    /// What follows from where the cursor is.
    pub(super) fn settle(&mut self) {
        self.pair = brackets::pair_at(self.lines(), self.cursor());
        self.reveal();
    }

    /// Brings the cursor into sight: line by line when it is near, else to the middle; to the side in
    /// leaps, as each repaints every line.
    fn reveal(&mut self) {
        let (rows, cursor) = (self.rows(), self.cursor());
        let is_near = cursor.line + rows >= self.top && cursor.line < self.top + 2 * rows;
        if !is_near {
            let last = self.lines().len().saturating_sub(rows);
            self.top = cursor.line.saturating_sub(rows / 2).min(last);
        }
        self.top = self
            .top
            .clamp((cursor.line + 1).saturating_sub(rows), cursor.line);
        // The last column may hold the sign for more text, and so may the first.
        let columns = usize::from(self.text_area(self.area).width)
            .saturating_sub(1)
            .max(1);
        let line = self.buffer.line(cursor.line);
        let at = cells::cell_of(line, cursor.column);
        let end = at + cells::width_at(line, cursor.column);
        if end <= columns && at < self.left + usize::from(self.left > 0) {
            self.left = 0;
        } else if at < self.left + usize::from(self.left > 0) {
            self.left = at.saturating_sub(columns / 4 + 1);
        } else if end > self.left + columns {
            self.left = (end + columns / 4)
                .saturating_sub(columns)
                .min(at.saturating_sub(1));
        }
    }

    fn spot_at(&self, at: Position) -> Option<Spot> {
        let area = self.area;
        if !area.contains(at) {
            return None;
        }
        let line = (self.top + usize::from(at.y - area.y)).min(self.lines().len() - 1);
        let text = self.text_area(area);
        let cell = at.x.checked_sub(text.x).map(|cell| usize::from(cell) + self.left);
        let column = cell.map_or(0, |cell| cells::column_at(self.buffer.line(line), cell));
        Some(Spot::new(line, column))
    }
}

fn lines_of(text: &str) -> Result<Vec<String>, TooLarge> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "  ");
    let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    if lines.len() > LIMIT {
        return Err(TooLarge::Lines(lines.len()));
    }
    match lines.iter().position(|line| line.len() > LIMIT) {
        Some(at) => Err(TooLarge::Line(at + 1)),
        None => Ok(lines),
    }
}

/// Digits of the greatest number of a line; room for four at least.
fn digits(lines: usize) -> u16 {
    match lines {
        0..10_000 => 4,
        _ => 5,
    }
}
