//! The part of a text that is in sight, on a page where it is only read.

use ratatui::layout::{Rect, Size};

use crate::tui::keymap::Command;
use crate::tui::layout;

/// What is out of sight before the part that is in sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// Lines above.
    pub top: usize,
    /// Cells at the left.
    pub left: usize,
}

/// How much there is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub lines: usize,
    /// Cells of the longest line that can go to the side.
    pub longest: usize,
}

/// Cells that one step to the side takes.
const STEP: usize = 8;

/// Where the text stands.
pub(super) fn content(size: Size) -> Rect {
    layout::pane(layout::frame(size).body).content
}

impl Window {
    /// Carries out a command that moves it; tells whether it is one.
    pub(super) fn run(&mut self, command: Command, size: Size, extent: Extent) -> bool {
        let page = isize::try_from(size.height / 2).unwrap_or(1);
        match command {
            Command::MoveDown => self.scroll_by(1, size, extent),
            Command::MoveUp => self.scroll_by(-1, size, extent),
            Command::PageDown | Command::HalfPageDown => self.scroll_by(page, size, extent),
            Command::PageUp | Command::HalfPageUp => self.scroll_by(-page, size, extent),
            Command::MoveToTop => self.top = 0,
            Command::MoveToBottom => self.scroll_by(isize::MAX, size, extent),
            Command::ScrollRight => self.left = (self.left + STEP).min(extent.longest),
            Command::ScrollLeft => self.left = self.left.saturating_sub(STEP),
            _ => return false,
        }
        true
    }

    /// Moves by so many lines, as far as there are any.
    pub(super) fn scroll_by(&mut self, lines: isize, size: Size, extent: Extent) {
        let height = usize::from(content(size).height).max(1);
        let last = extent.lines.saturating_sub(height);
        self.top = self.top.saturating_add_signed(lines).min(last);
    }
}
