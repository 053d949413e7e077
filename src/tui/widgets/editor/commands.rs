//! What each command does to the text, where it needs nothing but the text.

use crate::tui::keymap::Command;

use super::motion::Motion;
use super::state::Editor;

impl Editor {
    /// Runs a command that moves the cursor or changes the text; says whether it was one.
    pub fn run(&mut self, command: Command) -> bool {
        match command {
            Command::SearchNext => self.search_next(),
            Command::SearchPrevious => self.search_previous(),
            Command::Undo => drop(self.undo()),
            Command::Redo => drop(self.redo()),
            Command::SelectAll => self.select_all(),
            Command::DuplicateLine => self.duplicate_line(),
            Command::DeleteLine => self.delete_line(),
            Command::NewLine => self.insert_newline(),
            Command::Indent => self.indent(),
            Command::Dedent => self.dedent(),
            Command::Backspace => self.backspace(),
            Command::EraseNext => self.delete(),
            Command::EraseWord => self.delete_word(),
            Command::EraseToEnd => self.delete_to_end(),
            Command::ClearLine => self.delete_line(),
            Command::SelectLeft => self.select(Motion::Left),
            Command::SelectRight => self.select(Motion::Right),
            Command::SelectUp => self.select(Motion::Up),
            Command::SelectDown => self.select(Motion::Down),
            Command::SelectToHome => self.select(Motion::Home),
            Command::SelectToEnd => self.select(Motion::End),
            other => match motion(other) {
                Some(motion) => self.go(motion),
                None => return false,
            },
        }
        true
    }
}

fn motion(command: Command) -> Option<Motion> {
    Some(match command {
        Command::CursorLeft => Motion::Left,
        Command::CursorRight => Motion::Right,
        Command::CursorWordLeft => Motion::WordLeft,
        Command::CursorWordRight => Motion::WordRight,
        Command::CursorUp => Motion::Up,
        Command::CursorDown => Motion::Down,
        Command::CursorPageUp => Motion::PageUp,
        Command::CursorPageDown => Motion::PageDown,
        Command::CursorHome => Motion::Home,
        Command::CursorEnd => Motion::End,
        Command::CursorTop => Motion::Top,
        Command::CursorBottom => Motion::Bottom,
        _ => return None,
    })
}
