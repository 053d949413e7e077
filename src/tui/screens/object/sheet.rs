//! A document tab: laid out when it is first looked at, and again when the document changed.

use std::sync::Arc;

use crate::managers::About;
use crate::tui::keymap::Command;
use crate::tui::widgets::document::Document;

/// State of the tab.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    text: Option<Arc<str>>,
    pub(super) document: Option<Document>,
}

const SCROLL_COLUMNS: usize = 8;

impl Sheet {
    pub(super) fn show(&mut self, text: Option<&Arc<str>>, about: &About, is_revealed: bool) {
        let Some(text) = text else { return };
        if self
            .text
            .as_ref()
            .is_some_and(|shown| Arc::ptr_eq(shown, text) || shown == text)
        {
            return;
        }
        let redactor = about.redactor();
        let is_secret = |path: &[&str]| redactor.is_secret(path);
        match &mut self.document {
            Some(document) => document.replace(text, &is_secret),
            None => self.document = Some(Document::new(text, &is_secret)),
        }
        self.reveal(is_revealed);
        self.text = Some(Arc::clone(text));
    }

    pub(super) fn reveal(&mut self, is_revealed: bool) {
        if let Some(document) = &mut self.document {
            document.reveal(is_revealed);
        }
    }
}

/// Runs a command that moves about in a document; false if it is none.
pub(super) fn run(document: &mut Document, command: Command) -> bool {
    match command {
        Command::MoveDown => document.move_down(1),
        Command::MoveUp => document.move_up(1),
        Command::PageDown => document.page_down(),
        Command::PageUp => document.page_up(),
        Command::HalfPageDown => document.half_page_down(),
        Command::HalfPageUp => document.half_page_up(),
        Command::MoveToTop => document.move_to_top(),
        Command::MoveToBottom => document.move_to_bottom(),
        Command::ScrollLeft => document.scroll_left(SCROLL_COLUMNS),
        Command::ScrollRight => document.scroll_right(SCROLL_COLUMNS),
        Command::SearchNext => document.search_next(),
        Command::SearchPrevious => document.search_previous(),
        Command::FoldToggle => document.toggle_fold(),
        Command::FoldAll => document.fold_all(),
        Command::UnfoldAll => document.unfold_all(),
        _ => return false,
    }
    true
}
