//! How a sub-command ends: the one place that gives exit codes their meaning.

use std::process::ExitCode;

/// How it ended, as the exit code tells a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Success,
    Failure,
    Usage,
    NotFound,
    NotConfirmed,
    NoAnswer,
    Unknown,
    Partial,
    StillRunning,
    /// Of `qd plan` alone: there are changes. The same code as [`Exit::Usage`], which it never ends with: whatever
    /// goes wrong there is [`Exit::Failure`].
    Changes,
    /// Of `qd ssh` alone: how the program ended that was run.
    OfProgram(u8),
}

impl Exit {
    /// Every code with a meaning of its own; `qd plan` has its own three ([`Exit::OF_PLAN`]).
    pub const ALL: [Self; 9] = [
        Self::Success,
        Self::Failure,
        Self::Usage,
        Self::NotFound,
        Self::NotConfirmed,
        Self::NoAnswer,
        Self::Unknown,
        Self::Partial,
        Self::StillRunning,
    ];

    /// The codes of `qd plan`, as scripts expect them of such a command.
    pub const OF_PLAN: &str = "`qd plan` alone: 0 no change, 2 changes, 1 everything else";

    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage | Self::Changes => 2,
            Self::NotFound => 3,
            Self::NotConfirmed => 4,
            Self::NoAnswer => 5,
            Self::Unknown => 6,
            Self::Partial => 7,
            Self::StillRunning => 8,
            Self::OfProgram(code) => code,
        }
    }

    /// What the code says, in one line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "done; a change without --wait: accepted by the manager",
            Self::Failure => {
                "the manager refused the change, it failed, or it cannot be asked for now; `qd doctor`: a problem"
            }
            Self::Usage => "the command line or the configuration must be mended",
            Self::NotFound => "no such object, or several of that name",
            Self::NotConfirmed => "not confirmed, or the context is read-only; nothing was sent",
            Self::NoAnswer => {
                "no manager that was asked gave an answer that can be used; nothing was changed"
            }
            Self::Unknown => "a change was sent and its outcome is not known; it is never sent twice",
            Self::Partial => "some contexts did not answer, or only some of the targets were changed",
            Self::Changes => "there are changes (`qd plan` alone)",
            Self::OfProgram(_) => "how the program ended that was run (`qd ssh` alone)",
            Self::StillRunning => "accepted and still under way: --timeout is over, or Ctrl-C ended the wait",
        }
    }

    /// The same for `qd plan`.
    #[must_use]
    pub const fn of_plan(self) -> Self {
        match self {
            Self::Success | Self::Changes => self,
            _ => Self::Failure,
        }
    }

    /// The table of all codes, for the help and the manual page.
    pub fn table() -> String {
        let lines = Self::ALL.map(|exit| format!("  {}  {}\n", exit.code(), exit.meaning()));
        format!("Exit codes:\n{}  {}\n", lines.concat(), Self::OF_PLAN)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_one_of_its_own_and_in_the_table() {
        let table = Exit::table();
        for (index, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), index);
            assert!(table.contains(&format!("  {index}  {}", exit.meaning())));
        }
    }

    #[test]
    fn a_plan_ends_with_0_1_or_2() {
        for exit in Exit::ALL {
            assert_eq!(exit.of_plan().code(), u8::from(exit != Exit::Success), "{exit:?}");
        }
        assert_eq!(Exit::Changes.of_plan().code(), 2);
    }
}
