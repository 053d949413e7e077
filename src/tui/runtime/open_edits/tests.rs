use ratatui::buffer::Buffer;

use super::*;
use crate::spec::Draft;
use crate::tui::keymap::{Command, Scope};
use crate::tui::runtime::keeper::tests::{Scratch, draft};
use crate::tui::screens::{Look, Request};

/// A screen with a text.
#[derive(Debug)]
struct Written(Draft, u64);

impl Page for Written {
    fn crumb(&self) -> String {
        String::new()
    }

    fn scopes(&self) -> Vec<Scope> {
        Vec::new()
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        Vec::new()
    }

    fn run(&mut self, _command: Command, _look: Look<'_>) -> Option<Vec<Request>> {
        None
    }

    fn view(&self, _look: Look<'_>, _buf: &mut Buffer) {}

    fn unsaved(&self) -> Option<(EditId, u64)> {
        let edit = EditId {
            draft: self.0.id.clone(),
            begun: self.0.begun,
        };
        Some((edit, self.1))
    }

    fn draft(&self) -> Option<Draft> {
        Some(self.0.clone())
    }
}

fn pages(written: &[Written]) -> impl Iterator<Item = &dyn Page> {
    written.iter().map(|page| page as &dyn Page)
}

#[test]
fn a_text_is_kept_when_it_changed() {
    let scratch = Scratch::new();
    let mut edits = OpenEdits::new(scratch.keeper());
    edits.note(pages(&[Written(draft("as it was found", 0), 0)]));
    scratch.finish();
    assert!(scratch.texts().is_empty());
    edits.note(pages(&[Written(draft("typed", 0), 1)]));
    scratch.finish();
    assert_eq!(scratch.texts(), ["typed"]);
    // The same revision is the same text, which is not even asked for.
    edits.note(pages(&[Written(draft("not looked at", 0), 1)]));
    scratch.finish();
    assert_eq!(scratch.texts(), ["typed"]);
}

#[test]
fn begun_anew_with_as_many_changes_is_another_edit() {
    let scratch = Scratch::new();
    let mut edits = OpenEdits::new(scratch.keeper());
    edits.note(pages(&[Written(draft("first", 0), 1)]));
    edits.release_left(pages(&[]));
    edits.note(pages(&[Written(draft("second", 1), 1)]));
    scratch.finish();
    assert_eq!(scratch.texts(), ["first", "second"]);
}

#[test]
fn a_draft_that_is_gone_on_with_counts_its_changes_anew() {
    let scratch = Scratch::new();
    let mut edits = OpenEdits::new(scratch.keeper());
    edits.note(pages(&[Written(draft("first", 0), 1)]));
    edits.release_left(pages(&[]));
    edits.note(pages(&[Written(draft("first and more", 0), 1)]));
    scratch.finish();
    assert_eq!(scratch.texts(), ["first and more"]);
}

#[test]
fn a_screen_that_is_gone_without_a_word_lets_go_of_its_draft() {
    let scratch = Scratch::new();
    let mut edits = OpenEdits::new(scratch.keeper());
    let id = draft("", 0).id;
    let elsewhere = crate::store::Drafts::in_directory(scratch.directory.path().join("drafts"));
    edits.note(pages(&[Written(draft("typed", 0), 1)]));
    edits.release_left(pages(&[Written(draft("typed", 0), 1)]));
    scratch.finish();
    assert!(elsewhere.is_open_elsewhere(&id));
    edits.release_left(pages(&[]));
    scratch.finish();
    assert!(!elsewhere.is_open_elsewhere(&id));
    assert_eq!(scratch.texts(), ["typed"]);
}
