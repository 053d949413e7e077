//! The editor: a configuration is written, checked while the typing pauses, and kept as a draft.
//!
//! - [`opening`]: from what is to be edited to a text: the desired state read again, drafts of it offered.
//! - [`text`]: a text with its clipboard and the lines typed below it, whatever it is; forms write with it, too.
//! - [`writing`]: the text of a configuration, its findings, its draft.
//! - [`completion`]: the keys and values that can stand at the cursor.
//! - `keys`: what each command does; `view`: how it looks.
//!
//! **Invariant:** what is on the screen and in the draft is masked; only the plan has the secrets.

pub mod completion;
mod keys;
pub mod opening;
pub mod screen;
pub mod text;
mod view;
pub mod writing;

pub use opening::Origin;
pub use screen::EditorScreen;
