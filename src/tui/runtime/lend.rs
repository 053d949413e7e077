//! The user's own editor on a text, and `ssh` to a machine: the terminal is lent to them, and taken back whatever
//! becomes of them.

use std::path::Path;

use crate::resource::text::visible;
use crate::resource::{Key, Notice, ShellAccess};
use crate::store::StoreError;
use crate::store::login_key::{self, PROGRAM};
use crate::store::outside_editor::{FALLBACK, Sheet, named};
use crate::tui::msg::EditedText;
use crate::tui::widgets::editor::Editor;

/// Has a text edited; the terminal must be lent already. `directory` is private to the user.
///
/// What the editor saved comes back however it ended, with the file that holds it until it is kept elsewhere.
/// What cannot come back stays in its file, which is named.
pub(super) fn edit(text: &str, directory: &Path) -> (EditedText, Option<Sheet>) {
    let editor = named().unwrap_or_else(|| FALLBACK.into());
    let attempt = format!("edit with {}", editor.to_string_lossy());
    let of_store = |error: &StoreError| Notice::failure(&attempt, error, Some(error.hint().to_string()));
    let mut sheet = match Sheet::write(directory, text) {
        Ok(sheet) => sheet,
        Err(error) => return without_text(of_store(&error)),
    };
    let status = match sheet.command(&editor).status() {
        Ok(status) => status,
        Err(error) => return without_text(Notice::failure(&attempt, &error, None)),
    };
    let edited = match sheet.read() {
        Ok(edited) => edited,
        Err(error) => {
            let hint = format!(
                "the text is as it was before; what was saved is in {}",
                error.path()
            );
            return without_text(Notice::failure("take the text over", &error, Some(hint)));
        }
    };
    if let Err(error) = Editor::new(&edited) {
        let hint = format!(
            "the text is as it was before; what was saved is in {}",
            sheet.keep().display()
        );
        return without_text(Notice::failure("take the text over", &error, Some(hint)));
    }
    let trouble = (!status.success()).then(|| {
        let words = format!("{} ended with {status}", editor.to_string_lossy());
        Notice::warning(words)
    });
    let text = Some(edited);
    (EditedText { text, trouble }, Some(sheet))
}

fn without_text(trouble: Notice) -> (EditedText, Option<Sheet>) {
    let trouble = Some(trouble);
    (EditedText { text: None, trouble }, None)
}

/// Logs in to a machine; the terminal must be lent already. `directory` is private to the user.
///
/// Gives how it ended, in words.
pub(super) fn log_in(key: &Key, access: &ShellAccess, directory: &Path) -> Notice {
    let host = visible(&access.host);
    let ended = match login_key::log_in(directory, access, &[]) {
        Ok(ended) => ended,
        Err(error) => return Notice::failure(&format!("log in to {host}"), &error, error.hint()),
    };
    tracing::info!(context = %key.context, machine = %key.id, code = ended.code(), "ssh ended");
    let words = format!("{PROGRAM} to {host} ended with {}", ended.code());
    if ended.is_success() {
        return Notice::info(words);
    }
    Notice::warning(words).with_hint("what it said stands in the terminal: suspend shows it")
}
