//! One finding.

/// What was looked at, how it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub group: Group,
    /// The name of the context, of the group of contexts.
    pub context: Option<String>,
    /// One word for what was looked at.
    pub check: &'static str,
    pub state: State,
    /// A sentence; text from elsewhere in it may be anything.
    pub says: String,
    /// What to do; of each warning and problem.
    pub fix: Option<String>,
}

/// Where a finding belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Program,
    Terminal,
    Configuration,
    Context,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ok,
    /// It works, but not as well as it could, or not for long.
    Warning,
    /// It does not work.
    Problem,
    /// Not looked at, for the reason that is said.
    Skipped,
}

impl Group {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Terminal => "terminal",
            Self::Configuration => "configuration",
            Self::Context => "context",
        }
    }
}

impl State {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
            Self::Skipped => "skipped",
        }
    }
}

/// The findings of one group, in the order they were made.
#[derive(Debug, Clone)]
pub struct Findings {
    group: Group,
    context: Option<String>,
    checks: Vec<Check>,
}

impl Findings {
    pub fn of(group: Group) -> Self {
        Self {
            group,
            context: None,
            checks: Vec::new(),
        }
    }

    pub fn of_context(name: &str) -> Self {
        Self {
            context: Some(name.to_owned()),
            ..Self::of(Group::Context)
        }
    }

    pub fn ok(&mut self, check: &'static str, says: impl Into<String>) {
        self.add(check, State::Ok, says.into(), None);
    }

    pub fn skipped(&mut self, check: &'static str, why: impl Into<String>) {
        self.add(check, State::Skipped, why.into(), None);
    }

    pub fn warning(&mut self, check: &'static str, says: impl Into<String>, fix: impl Into<String>) {
        self.add(check, State::Warning, says.into(), Some(fix.into()));
    }

    pub fn problem(&mut self, check: &'static str, says: impl Into<String>, fix: impl Into<String>) {
        self.add(check, State::Problem, says.into(), Some(fix.into()));
    }

    fn add(&mut self, check: &'static str, state: State, says: String, fix: Option<String>) {
        self.checks.push(Check {
            group: self.group,
            context: self.context.clone(),
            check,
            state,
            says,
            fix,
        });
    }

    pub fn into_checks(self) -> Vec<Check> {
        self.checks
    }
}
