//! A note written: what it was told is judged, files are read, and chance is had from the system.

use secrecy::SecretString;

use crate::resource::note::{Note, NoteContext};
use crate::resource::text::visible;
use crate::resource::{Arguments, Notice};

use super::open::Session;
use super::told::{judge_parameters, with_files};

/// Writes a note; `session` is that of the context it is about, if it is about one. The text may hold secrets.
///
/// # Errors
/// The words for the user.
pub async fn write_note(
    note: &'static Note,
    session: Option<&Session>,
    arguments: &Arguments,
) -> Result<SecretString, Notice> {
    judge_parameters(note.parameters, arguments)?;
    let arguments = with_files(note.parameters, arguments).await?;
    let attempt = format!("write {}", note.id);
    let url = session.and_then(Session::address);
    if note.is_of_context && url.is_none() {
        return Err(Notice::error(format!(
            "{} is about a context, and none is open",
            note.id
        )));
    }
    let url = url.unwrap_or_default();
    // A hash is made slow on purpose.
    let written = tokio::task::spawn_blocking(move || {
        let mut chance = [0; 16];
        getrandom::fill(&mut chance).map_err(|error| error.to_string())?;
        (note.write)(&NoteContext { url, chance }, &arguments)
    });
    match written.await {
        Ok(Ok(text)) => Ok(text.into()),
        Ok(Err(why)) => Err(Notice::error(format!("Could not {attempt}: {}", visible(&why)))),
        Err(error) => Err(Notice::failure(&attempt, &error, None)),
    }
}
