//! What the user reads about an outcome: the same words on screen, command line and log.

use std::error::Error;

use super::text::visible;

/// How an outcome should be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// One outcome in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub severity: Severity,
    /// One sentence: what happened.
    pub text: String,
    /// Why, the nearest cause first.
    pub causes: Vec<String>,
    /// What to do next.
    pub hint: Option<String>,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self::new(Severity::Info, text)
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Severity::Warning, text)
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self::new(Severity::Error, text)
    }

    fn new(severity: Severity, text: impl Into<String>) -> Self {
        Self {
            severity,
            text: text.into(),
            causes: Vec::new(),
            hint: None,
        }
    }

    /// "Could not {attempt}", with every cause of `error` made safe for a terminal.
    pub fn failure(attempt: &str, error: &(dyn Error + 'static), hint: Option<String>) -> Self {
        let mut causes = Vec::new();
        let mut next = Some(error);
        while let Some(cause) = next {
            let words = visible(&cause.to_string()).into_owned();
            // Libraries repeat their source in their own message: once is enough.
            if causes.last().is_none_or(|last: &String| !last.contains(&words)) {
                causes.push(words);
            }
            next = cause.source();
        }
        Self {
            severity: Severity::Error,
            text: format!("Could not {attempt}"),
            causes,
            hint,
        }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Everything in one line: text, causes, hint.
    pub fn line(&self) -> String {
        let mut line = self.text.clone();
        for cause in &self.causes {
            line.push_str(": ");
            line.push_str(cause);
        }
        if let Some(hint) = &self.hint {
            line.push_str(" (");
            line.push_str(hint);
            line.push(')');
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the manager did not answer")]
    struct Outer(#[source] Inner);
    #[derive(Debug, thiserror::Error)]
    #[error("connection refused \u{1b}[31m")]
    struct Inner;

    #[test]
    fn a_failure_says_what_was_tried_why_and_what_to_do() {
        let notice = Notice::failure("list clusters", &Outer(Inner), Some("check the URL".into()));
        assert_eq!(
            notice.line(),
            "Could not list clusters: the manager did not answer: connection refused ^[[31m (check the URL)"
        );
    }
}
