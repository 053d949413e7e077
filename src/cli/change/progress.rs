//! One line on standard error that is written over; nothing at all where that is no terminal.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use crate::cli::output::table::cut;
use crate::cli::surface::Surface;
use crate::resource::text::visible;

/// The line.
#[derive(Debug)]
pub struct Progress {
    width: Option<usize>,
    is_shown: Mutex<bool>,
}

/// To the start of the line, and nothing left on it.
const CLEAR: &str = "\r\u{1b}[K";

impl Progress {
    pub fn new(surface: &Surface) -> Self {
        Self {
            width: surface.progress_width,
            is_shown: Mutex::new(false),
        }
    }

    /// Shows `words` in place of what was there.
    pub fn show(&self, words: &str) {
        let Some(width) = self.width else { return };
        // One cell less: a full line would move the cursor on.
        let line = cut(&visible(words), width.saturating_sub(1).max(1));
        self.write(&format!("{CLEAR}{line}"), true);
    }

    /// Takes the line away, so that something else can be said.
    pub fn clear(&self) {
        if *self.is_shown.lock().unwrap_or_else(PoisonError::into_inner) {
            self.write(CLEAR, false);
        }
    }

    fn write(&self, text: &str, is_shown: bool) {
        let mut state = self.is_shown.lock().unwrap_or_else(PoisonError::into_inner);
        *state = is_shown;
        let mut screen = std::io::stderr().lock();
        // Without standard error nobody waits for progress.
        let _unseen = screen.write_all(text.as_bytes()).and_then(|()| screen.flush());
    }
}
