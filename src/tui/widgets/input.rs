//! A line being typed: filter, palette, search, a typed confirmation.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;
use tui_textarea::{CursorMove, TextArea};
use unicode_width::UnicodeWidthStr;

use crate::tui::keymap::Command;
use crate::tui::theme::Theme;

/// One line of text with a cursor.
#[derive(Debug, Clone, Default)]
pub struct LineInput {
    area: TextArea<'static>,
}

impl LineInput {
    /// A line with some text and the cursor behind it.
    pub fn with_text(text: &str) -> Self {
        let mut input = Self::default();
        input.set_text(text);
        input
    }

    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Replaces the whole line; the cursor goes behind it.
    pub fn set_text(&mut self, text: &str) {
        self.area = TextArea::default();
        self.paste(text);
    }

    /// Types a character; what would not be visible is refused.
    pub fn insert_char(&mut self, character: char) {
        if !character.is_control() {
            self.area.insert_char(character);
        }
    }

    /// Inserts pasted text: ends of lines and tabs become blanks, other controls are left out.
    pub fn paste(&mut self, text: &str) {
        // Terminals send a paste with "\r" for the ends of lines.
        let lines = text.trim_end_matches(['\r', '\n']).replace("\r\n", "\n");
        let line: String = lines
            .chars()
            .map(|c| if matches!(c, '\r' | '\n' | '\t') { ' ' } else { c })
            .filter(|c| !c.is_control())
            .collect();
        self.area.insert_str(line);
    }

    pub fn backspace(&mut self) {
        self.area.delete_char();
    }

    pub fn delete(&mut self) {
        self.area.delete_next_char();
    }

    pub fn delete_word(&mut self) {
        self.area.delete_word();
    }

    pub fn delete_to_end(&mut self) {
        self.area.delete_line_by_end();
    }

    pub fn clear(&mut self) {
        self.area = TextArea::default();
    }

    pub fn left(&mut self) {
        self.area.move_cursor(CursorMove::Back);
    }

    pub fn right(&mut self) {
        self.area.move_cursor(CursorMove::Forward);
    }

    pub fn word_left(&mut self) {
        self.area.move_cursor(CursorMove::WordBack);
    }

    pub fn word_right(&mut self) {
        self.area.move_cursor(CursorMove::WordForward);
    }

    pub fn home(&mut self) {
        self.area.move_cursor(CursorMove::Head);
    }

    pub fn end(&mut self) {
        self.area.move_cursor(CursorMove::End);
    }

    /// Runs a command that edits the line, and says whether it was one.
    pub fn run(&mut self, command: Command) -> bool {
        match command {
            Command::CursorLeft => self.left(),
            Command::CursorRight => self.right(),
            Command::CursorWordLeft => self.word_left(),
            Command::CursorWordRight => self.word_right(),
            Command::CursorHome => self.home(),
            Command::CursorEnd => self.end(),
            Command::Backspace => self.backspace(),
            Command::EraseNext => self.delete(),
            Command::EraseWord => self.delete_word(),
            Command::EraseToEnd => self.delete_to_end(),
            Command::ClearLine => self.clear(),
            // Every other command is for the screen around the line.
            _ => return false,
        }
        true
    }

    /// Paints a prompt, the part of the text around the cursor, and the cursor.
    pub fn view(&self, prompt: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let (x, _) = buf.set_stringn(area.x, area.y, prompt, usize::from(area.width), theme.prompt);
        let columns = usize::from(area.right().saturating_sub(x));
        let left = self.first_column(columns);
        let cursor = self.area.cursor().1;
        let (mut column, mut characters) = (0, 0);
        let mut cursor_cell = None;
        for grapheme in Span::raw(self.text()).styled_graphemes(theme.input) {
            let width = grapheme.symbol.width();
            let length = grapheme.symbol.chars().count();
            if column >= left && column + width <= left + columns {
                let cell_x = x.saturating_add(u16::try_from(column - left).unwrap_or(u16::MAX));
                let has_cursor = (characters..characters + length).contains(&cursor);
                let style = if has_cursor {
                    theme.input.patch(theme.cursor)
                } else {
                    theme.input
                };
                buf.set_stringn(cell_x, area.y, grapheme.symbol, width, style);
                if has_cursor {
                    cursor_cell = Some(cell_x);
                }
            }
            column += width;
            characters += length;
        }
        let end = x.saturating_add(u16::try_from(column.saturating_sub(left)).unwrap_or(u16::MAX));
        if cursor_cell.is_none() && end < area.right() {
            buf.set_stringn(end, area.y, " ", 1, theme.input.patch(theme.cursor));
        }
    }

    /// The column shown first: the smallest that keeps the cursor's cell in sight.
    fn first_column(&self, columns: usize) -> usize {
        let before: String = self.text().chars().take(self.area.cursor().1).collect();
        // The cell of the cursor may be two columns wide.
        let at_cursor: String = self.text().chars().skip(self.area.cursor().1).take(1).collect();
        (before.width() + at_cursor.width().max(1)).saturating_sub(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Modifier;

    fn draw(input: &LineInput, width: u16) -> (String, Vec<u16>) {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        input.view("/ ", &Theme::plain(), area, &mut buffer);
        let text = (0..width).map(|x| buffer[(x, 0)].symbol()).collect();
        let cursor = (0..width)
            .filter(|x| buffer[(*x, 0)].modifier.contains(Modifier::REVERSED))
            .collect();
        (text, cursor)
    }

    #[test]
    fn the_cursor_is_a_reversed_cell_behind_or_in_the_text() {
        let mut input = LineInput::with_text("prod");
        assert_eq!(draw(&input, 10), ("/ prod    ".to_owned(), vec![6]));
        input.home();
        assert_eq!(draw(&input, 10), ("/ prod    ".to_owned(), vec![2]));
        assert_eq!(draw(&LineInput::default(), 4), ("/   ".to_owned(), vec![2]));
    }

    #[test]
    fn a_long_line_shows_the_part_around_the_cursor() {
        let mut input = LineInput::with_text("abcdefghij");
        assert_eq!(draw(&input, 7), ("/ ghij ".to_owned(), vec![6]));
        input.home();
        assert_eq!(draw(&input, 7), ("/ abcde".to_owned(), vec![2]));
        assert_eq!(draw(&input, 1).0, "/");
    }

    #[test]
    fn pasted_text_becomes_one_line_without_controls() {
        let mut input = LineInput::default();
        input.paste("a\r\nb\rc\td\u{1b}[31m\r\n");
        assert_eq!(input.text(), "a b c d[31m");
        input.insert_char('\u{7}');
        input.insert_char('\n');
        input.insert_char('é');
        assert_eq!(input.text(), "a b c d[31mé");
    }

    #[test]
    fn commands_edit_the_line_and_others_are_left_to_the_screen() {
        let mut input = LineInput::with_text("stop orders now");
        for command in [
            Command::EraseWord,
            Command::Backspace,
            Command::CursorHome,
            Command::EraseNext,
        ] {
            assert!(input.run(command));
        }
        assert_eq!(input.text(), "top orders");
        assert!(!input.run(Command::Submit));
        input.run(Command::CursorWordRight);
        input.run(Command::EraseToEnd);
        assert_eq!(input.text(), "top ");
        input.run(Command::ClearLine);
        assert!(input.is_empty());
    }

    #[test]
    fn erasing_at_the_ends_changes_nothing() {
        let mut input = LineInput::with_text("a");
        input.delete();
        input.right();
        input.home();
        input.backspace();
        input.left();
        assert_eq!(input.text(), "a");
    }
}
