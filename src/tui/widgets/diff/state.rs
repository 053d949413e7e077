//! Two compared texts, and how far they are scrolled.

use ratatui::layout::Size;

use super::compare::Comparison;
use super::lines::{Arrangement, Line, lines};
use crate::tui::keymap::Command;

/// From this width on the texts stand side by side.
const SIDE_BY_SIDE: u16 = 120;
/// Cells that one step to the side scrolls.
const SIDESTEP: usize = 8;

/// Two texts compared line by line.
#[derive(Debug, Clone)]
pub struct DiffView {
    pub(super) comparison: Comparison,
    pub(super) arrangement: Arrangement,
    pub(super) lines: Vec<Line>,
    /// The first line in sight.
    pub(super) top: usize,
    /// Cells that are scrolled out at the left.
    pub(super) left: usize,
    height: u16,
    folds: bool,
}

/// One of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

impl DiffView {
    /// Compares two texts; it is [resized](Self::resize) before it is painted.
    pub fn new(before: &str, after: &str) -> Self {
        let mut view = Self {
            comparison: Comparison::of(before, after),
            arrangement: Arrangement::Unified,
            lines: Vec::new(),
            top: 0,
            left: 0,
            height: 0,
            folds: true,
        };
        view.lay_out();
        view
    }

    pub fn is_same(&self) -> bool {
        self.comparison.is_same()
    }

    /// How many lines were added and removed; one that changed counts as both.
    pub fn counts(&self) -> (usize, usize) {
        self.comparison.counts()
    }

    /// The pane has this size: the texts stand side by side if it is wide enough.
    pub fn resize(&mut self, size: Size) {
        let arrangement = if size.width >= SIDE_BY_SIDE {
            Arrangement::SideBySide
        } else {
            Arrangement::Unified
        };
        self.height = size.height;
        if arrangement != self.arrangement {
            self.arrangement = arrangement;
            self.lay_out();
        }
        self.scroll_to(self.top);
    }

    /// Runs a command that scrolls or folds, and says whether it was one.
    pub fn run(&mut self, command: Command) -> bool {
        match command {
            Command::MoveDown => self.move_by(1),
            Command::MoveUp => self.move_by(-1),
            Command::PageDown => self.page(1),
            Command::PageUp => self.page(-1),
            Command::HalfPageDown => self.move_by(self.page_size() / 2),
            Command::HalfPageUp => self.move_by(-self.page_size() / 2),
            Command::MoveToTop => self.scroll_to(0),
            Command::MoveToBottom => self.scroll_to(self.lines.len()),
            Command::ScrollLeft => self.left = self.left.saturating_sub(SIDESTEP),
            Command::ScrollRight => self.left = (self.left + SIDESTEP).min(self.longest()),
            Command::SearchNext => self.next_change(),
            Command::SearchPrevious => self.previous_change(),
            Command::FoldToggle => self.toggle_folds(),
            Command::FoldAll if !self.folds => self.toggle_folds(),
            Command::UnfoldAll if self.folds => self.toggle_folds(),
            _ => return false,
        }
        true
    }

    pub fn move_by(&mut self, lines: isize) {
        self.scroll_to(self.top.saturating_add_signed(lines));
    }

    pub fn page(&mut self, pages: isize) {
        self.move_by(pages.saturating_mul(self.page_size()));
    }

    /// Puts the next difference that begins below the first line at the top.
    pub fn next_change(&mut self) {
        let next = self.starts().find(|at| *at > self.top);
        self.scroll_to(next.unwrap_or(self.top));
    }

    pub fn previous_change(&mut self) {
        let previous = self.starts().filter(|at| *at < self.top).last();
        self.scroll_to(previous.unwrap_or(self.top));
    }

    /// Brings a line of one text into sight, with some lines above it; lines count from 0.
    pub fn go_to(&mut self, side: Side, line: usize) {
        let number = |shown: &Line| match side {
            Side::Before => shown.before(),
            Side::After => shown.after(),
        };
        let at = self
            .lines
            .iter()
            .rposition(|shown| number(shown).is_some_and(|number| number <= line));
        self.scroll_to(at.unwrap_or(0).saturating_sub(usize::from(self.height / 3)));
    }

    /// Shows what is the same in full, or folds it away again.
    pub fn toggle_folds(&mut self) {
        self.folds = !self.folds;
        self.lay_out();
    }

    /// Where differences begin.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let is_start = |at: &usize| {
            let is_difference = |at: usize| self.lines.get(at).is_some_and(|line| line.is_difference());
            is_difference(*at) && (*at == 0 || !is_difference(*at - 1))
        };
        (0..self.lines.len()).filter(is_start)
    }

    /// Lays the lines out anew; what was at the top stays about there.
    fn lay_out(&mut self) {
        let before = self.lines.get(self.top).and_then(|line| line.before());
        let after = self.lines.get(self.top).and_then(|line| line.after());
        self.lines = lines(&self.comparison, self.arrangement, self.folds);
        let is_there = |line: &Line| match (before, after) {
            (Some(before), _) => line.before().is_some_and(|number| number <= before),
            (None, Some(after)) => line.after().is_some_and(|number| number <= after),
            (None, None) => false,
        };
        let top = self.lines.iter().rposition(is_there);
        self.scroll_to(top.unwrap_or(0));
    }

    fn scroll_to(&mut self, line: usize) {
        self.top = line.min(self.lines.len().saturating_sub(usize::from(self.height.max(1))));
    }

    /// One line of the page before stays in sight.
    fn page_size(&self) -> isize {
        isize::try_from(self.height.saturating_sub(1).max(1)).unwrap_or(1)
    }

    fn longest(&self) -> usize {
        let texts = self.comparison.before.iter().chain(&self.comparison.after);
        texts.map(|line| line.len()).max().unwrap_or(0).saturating_sub(1)
    }
}
