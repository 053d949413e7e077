//! The text being edited, its cursor, and the steps back and forth.
//!
//! A `tui_textarea::TextArea` holds the lines and the history. It counts an insertion and a removal as one
//! step each, and every typed character, too; here a step is what the user did at once. The area is never
//! painted: it would drop control characters and let the line numbers scroll along.

use std::collections::VecDeque;
use std::ops::Range;

use tui_textarea::{CursorMove, TextArea};

use super::spot::{Spot, split};

/// Entries of the area's history, at most two for each step.
const HISTORY: usize = 10_000;
/// Lines, and characters of a line: the area counts both in 16 bits.
const LIMIT: usize = 65_000;

/// The lines of a text with a cursor and a history.
#[derive(Clone)]
pub struct Buffer {
    area: TextArea<'static>,
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    /// Entries of the area's history that the steps of `undo` consist of.
    entries: usize,
    /// The last step is the typing of this word, and the cursor is still behind it.
    word: Option<String>,
    revision: u64,
}

/// What is undone at once.
#[derive(Debug, Clone, Copy)]
struct Step {
    entries: usize,
    before: Spot,
    after: Spot,
    extent: Extent,
}

/// The lines a change concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    pub first: usize,
    /// Ends of lines that are gone.
    pub removed: usize,
    /// Ends of lines that came.
    pub added: usize,
}

impl Buffer {
    pub fn new(lines: Vec<String>) -> Self {
        let mut area = TextArea::new(lines);
        area.set_max_histories(HISTORY);
        Self {
            area,
            undo: VecDeque::new(),
            redo: Vec::new(),
            entries: 0,
            word: None,
            revision: 0,
        }
    }

    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    pub fn line(&self, at: usize) -> &str {
        self.lines().get(at).map_or("", String::as_str)
    }

    /// Grows with each change of the text.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn cursor(&self) -> Spot {
        let cursor = self.area.cursor();
        Spot::new(cursor.0, cursor.1)
    }

    /// Moves the cursor, at most to the end of the line or text.
    pub fn move_to(&mut self, to: Spot) {
        self.word = None;
        self.place(to);
    }

    /// Replaces what is between two places, as one step; the cursor goes behind the new text.
    ///
    /// Nothing happens, and nothing is returned, if nothing would change or the text would become too long.
    pub fn replace(&mut self, range: Range<Spot>, text: &str) -> Option<Extent> {
        self.word = None;
        let extent = Extent {
            first: range.start.line,
            removed: range.end.line - range.start.line,
            added: text.matches('\n').count(),
        };
        let is_removal = range.start < range.end;
        if (!is_removal && text.is_empty()) || !self.has_room_for(&range, text, extent) {
            return None;
        }
        let before = self.cursor();
        self.place(range.start);
        if is_removal {
            self.area.start_selection();
            self.jump(range.end);
            self.area.cut();
        }
        self.area.insert_str(text);
        self.push(Step {
            entries: usize::from(is_removal) + usize::from(!text.is_empty()),
            before,
            after: self.cursor(),
            extent,
        });
        Some(extent)
    }

    /// Types a character at the cursor. The letters of a word are one step.
    pub fn type_char(&mut self, character: char) -> Option<Extent> {
        let cursor = self.cursor();
        let is_letter = character.is_alphanumeric() || character == '_';
        let Some(mut word) = self.word.take().filter(|_| is_letter) else {
            let extent = self.replace(cursor..cursor, character.encode_utf8(&mut [0; 4]))?;
            self.word = is_letter.then(|| character.to_string());
            return Some(extent);
        };
        let step = self.undo.back().copied().filter(|_| cursor.column < LIMIT)?;
        // The word so far is taken back and typed anew, so that it stays one entry.
        self.area.undo();
        word.push(character);
        self.area.insert_str(&word);
        self.word = Some(word);
        self.revision += 1;
        self.leave_at(self.cursor());
        Some(step.extent)
    }

    /// Moves the cursor after a change; there it is, too, when the change is done again.
    pub fn leave_at(&mut self, to: Spot) {
        self.place(to);
        let cursor = self.cursor();
        if let Some(step) = self.undo.back_mut() {
            step.after = cursor;
        }
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Option<Extent> {
        self.word = None;
        let step = self.undo.pop_back()?;
        for _ in 0..step.entries {
            self.area.undo();
        }
        self.entries -= step.entries;
        self.redo.push(step);
        self.revision += 1;
        self.place(step.before);
        Some(Extent {
            removed: step.extent.added,
            added: step.extent.removed,
            ..step.extent
        })
    }

    /// Does the last step that was taken back again.
    pub fn redo(&mut self) -> Option<Extent> {
        self.word = None;
        let step = self.redo.pop()?;
        for _ in 0..step.entries {
            self.area.redo();
        }
        self.entries += step.entries;
        self.undo.push_back(step);
        self.revision += 1;
        self.place(step.after);
        Some(step.extent)
    }

    fn place(&mut self, to: Spot) {
        self.area.cancel_selection();
        self.jump(to);
    }

    fn jump(&mut self, to: Spot) {
        let number = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.area
            .move_cursor(CursorMove::Jump(number(to.line), number(to.column)));
    }

    fn push(&mut self, step: Step) {
        self.redo.clear();
        self.entries += step.entries;
        self.undo.push_back(step);
        // The area forgets single entries: a step is forgotten before it would lose one of its two.
        while self.entries > HISTORY - 2 {
            let Some(oldest) = self.undo.pop_front() else {
                break;
            };
            self.entries -= oldest.entries;
        }
        self.revision += 1;
    }

    fn has_room_for(&self, range: &Range<Spot>, text: &str, extent: Extent) -> bool {
        let is_shorter = text.is_empty() && extent.removed == 0;
        let behind = split(self.line(range.end.line), range.end.column).1.len();
        let longest = text.split('\n').map(str::len).max().unwrap_or(0);
        let is_narrow = longest + range.start.column + behind < LIMIT;
        is_shorter || (is_narrow && self.lines().len() + extent.added < LIMIT + extent.removed)
    }
}
