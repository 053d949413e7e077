//! Why a sub-command ended early: the exit code, and the words for standard error.

use std::error::Error;
use std::io;

use crate::managers::ManagerError;
use crate::resource::Notice;

use super::exit::Exit;
use super::surface::{tell, tell_line};

/// An end that is not the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub exit: Exit,
    /// Said first, each as it is: places in files, as programs that jump to them expect it.
    pub lines: Vec<String>,
    /// `None`: there is nobody to tell, or all has been said.
    pub notice: Option<Notice>,
}

impl Trouble {
    pub fn new(exit: Exit, notice: Notice) -> Self {
        Self {
            exit,
            lines: Vec::new(),
            notice: Some(notice),
        }
    }

    /// An end of which all has been said.
    pub fn told(exit: Exit) -> Self {
        Self {
            exit,
            lines: Vec::new(),
            notice: None,
        }
    }

    /// Says it on standard error.
    pub fn tell(&self) {
        self.lines.iter().for_each(|line| tell_line(line));
        self.notice.iter().for_each(tell);
    }

    /// What the user must mend on the command line.
    pub fn usage(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Exit::Usage, Notice::error(text).with_hint(hint))
    }

    /// What the user must mend, cause by cause.
    pub fn unusable(attempt: &str, error: &(dyn Error + 'static)) -> Self {
        Self::new(Exit::Usage, Notice::failure(attempt, error, None))
    }

    /// A read that failed.
    pub fn read(attempt: &str, error: &ManagerError) -> Self {
        let exit = match error {
            ManagerError::NotFound { .. } => Exit::NotFound,
            ManagerError::NotOffered { .. } => Exit::Usage,
            _ => Exit::NoAnswer,
        };
        Self::new(exit, failure(attempt, error))
    }
}

/// "Could not {attempt}", for a read that is not tried again by itself.
pub fn failure(attempt: &str, error: &ManagerError) -> Notice {
    let hint = match error {
        ManagerError::RateLimited { .. } => Some("ask again later".into()),
        ManagerError::NotFound { .. } => Some("it may have been deleted meanwhile".into()),
        other => other.hint(),
    };
    Notice::failure(attempt, error, hint)
}

impl From<io::Error> for Trouble {
    /// Output that cannot be written. A reader that went away (`| head`) has what it wanted.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::told(Exit::Success);
        }
        Self::new(Exit::Failure, Notice::failure("write the output", &error, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = Trouble::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((gone.exit, gone.notice), (Exit::Success, None));
        let full = Trouble::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.exit, Exit::Failure);
    }

    #[test]
    fn what_is_gone_is_told_from_what_does_not_answer() {
        let gone = ManagerError::NotFound {
            message: "no such cluster".into(),
        };
        assert_eq!(Trouble::read("read x", &gone).exit, Exit::NotFound);
        let busy = ManagerError::RateLimited { retry_after: None };
        assert_eq!(Trouble::read("read x", &busy).exit, Exit::NoAnswer);
    }
}
