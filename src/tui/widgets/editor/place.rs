//! From the cursor to a path, and from a path to a place.

use super::outline::{Outline, Slot};
use super::spot::{Spot, byte_of, column_of};
use super::state::Editor;
use crate::spec::{Parsed, Path, Step};
use crate::tui::widgets::tokens::{TokenKind, Tokens};

impl Editor {
    /// The way to the value or key at the cursor; between members, to what they are in. The text may be
    /// broken.
    pub fn path_at_cursor(&self) -> Path {
        let cursor = self.cursor();
        let mut outline = outline_above(self.lines(), cursor.line);
        let line = self.buffer.line(cursor.line);
        let first = Tokens::new(line).next().map_or(0, |token| token.range.start);
        // In the indentation, what the line begins with is meant.
        let byte = byte_of(line, cursor.column).max(first);
        let starts_here = Tokens::new(line).any(|token| token.range.start == byte);
        let mut is_first = true;
        for token in Tokens::new(line).take_while(|token| token.range.start <= byte) {
            let word = line.get(token.range.clone()).unwrap_or_default();
            if std::mem::take(&mut is_first) {
                leave_finished(&mut outline, token.kind);
            }
            let is_here = token.range.start == byte;
            match token.kind {
                TokenKind::Comma if is_here || (token.range.end == byte && !starts_here) => break,
                TokenKind::Open if is_here => outline.begin_value(word),
                TokenKind::Close if is_here => {
                    if let Some(inner) = outline.open.last_mut() {
                        inner.rest();
                    }
                }
                _ => outline.step(&token, word),
            }
        }
        if is_first {
            leave_finished(&mut outline, TokenKind::String);
        }
        outline.path()
    }

    /// Goes to the key or element at a path, such as `spec.query.replicas`; says whether it is there. If it
    /// is not, the cursor goes to the nearest thing on the way to it.
    pub fn jump_to_path(&mut self, path: &str) -> bool {
        let path = Path::read(path);
        let text = self.text();
        if let Ok(parsed) = Parsed::read(&text) {
            self.jump_to_byte(parsed.nearest(&path));
            return parsed.value_at(&path).is_some();
        }
        let mut nearest = Some(path.clone());
        while let Some(wanted) = nearest {
            if let Some(spot) = self.find(&wanted) {
                self.go_to(spot);
                return wanted == path;
            }
            nearest = wanted.parent();
        }
        false
    }

    /// Where the member or element at a path begins, in a text that may be broken.
    fn find(&self, path: &Path) -> Option<Spot> {
        let mut outline = Outline::default();
        let wanted = path.steps();
        if wanted.is_empty() {
            return Some(Spot::default());
        }
        for (at, line) in self.lines().iter().enumerate() {
            for token in Tokens::new(line) {
                let depth = outline.open.len();
                outline.step(&token, line.get(token.range.clone()).unwrap_or_default());
                let begins = !matches!(token.kind, TokenKind::Close | TokenKind::Comma | TokenKind::Colon);
                let is_there = |steps: &[Step]| {
                    let open = outline.open.iter().zip(steps);
                    open.filter(|(open, step)| open.step().as_ref() == Some(*step))
                        .count()
                        == steps.len()
                };
                if begins && depth == wanted.len() && is_there(wanted) {
                    return Some(Spot::new(at, column_of(line, token.range.start)));
                }
            }
        }
        None
    }
}

/// What is open where a line begins.
pub(super) fn outline_above(lines: &[String], line: usize) -> Outline<'_> {
    let mut outline = Outline::default();
    for line in lines.iter().take(line) {
        for token in Tokens::new(line) {
            outline.step(&token, line.get(token.range.clone()).unwrap_or_default());
        }
    }
    outline
}

/// A value that was finished on a line above is not what a new line is about.
fn leave_finished(outline: &mut Outline<'_>, next: TokenKind) {
    if let Some(inner) = outline.open.last_mut()
        && inner.slot == Slot::Value
        && !matches!(next, TokenKind::Comma | TokenKind::Colon)
    {
        inner.rest();
        inner.index += 1;
    }
}
