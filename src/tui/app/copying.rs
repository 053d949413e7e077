//! Copying: what is under the cursor, and what is shown or asked for as a command.

use std::sync::Arc;

use crate::resource::command_line::shortened;
use crate::resource::kind::CLUSTERS;
use crate::resource::{CommandLine, ContextName, Key, Notice, Operation};
use crate::tui::msg::{Answer, Effect, Question, Wire};
use crate::tui::screens::confirm::Confirm;
use crate::tui::screens::page::Page;

use super::Model;

/// A notice shows so much of what was copied.
const SHOWN: usize = 100;

impl Model {
    /// Copies the id or name under the cursor.
    pub(super) fn copy(&mut self) -> Vec<Effect> {
        if let Some((text, what)) = self.navigation.top().and_then(Page::text_to_copy) {
            self.notify(Notice::info(format!("Copied the {what}")));
            return vec![Effect::CopySecret(text)];
        }
        let text = match self.navigation.top() {
            None => self
                .fleet
                .aim()
                .part
                .map(|(_, id)| id)
                .or_else(|| self.fleet.selected().map(|key| key.id)),
            Some(page) => page.under_cursor(self.look()).map(Into::into),
        };
        match text.filter(|text| !text.is_empty()) {
            Some(text) => {
                self.notify(Notice::info(format!("Copied {text}")));
                vec![Effect::Copy(text.to_string())]
            }
            None => {
                self.notify(Notice::info("There is nothing to copy here"));
                Vec::new()
            }
        }
    }

    /// Copies the command that shows the same, or does what the dialog asks about.
    pub(super) fn copy_command(&mut self) -> Vec<Effect> {
        let look = self.look();
        let of_dialog = self.dialog.as_ref().and_then(|dialog| dialog.command_line());
        let line = of_dialog.or_else(|| match self.navigation.top() {
            None => Some(self.fleet_command()),
            Some(page) => page.command_line(look),
        });
        match line {
            Some(line) => {
                // Another part of the manager's world may be set, or looked at next.
                let context = line.only_context().map(ContextName::from);
                let known = context.and_then(|name| self.known.context(&name));
                let line = match known.and_then(|known| known.scope.clone()) {
                    Some(part) => line.in_scope(&part),
                    None => line,
                };
                self.copied(&line.to_string())
            }
            None => {
                self.notify(Notice::info("There is no command that shows the same"));
                Vec::new()
            }
        }
    }

    fn fleet_command(&self) -> CommandLine {
        let line = CommandLine::get(CLUSTERS.0, None);
        match self.fleet.narrowed() {
            Some(context) => line.in_context(context),
            None => line,
        }
    }

    /// Copies the `curl` line, once the session has told what it would send.
    pub(super) fn copy_curl(&mut self) -> Vec<Effect> {
        if self.dialog.as_ref().is_some_and(Confirm::keeps_secrets) {
            // As it stands here, it would store the masks.
            let words = "There is no line to copy: secrets that are kept are put in when it is sent";
            self.notify(Notice::info(words));
            return Vec::new();
        }
        let look = self.look();
        let of_dialog = self.dialog.as_ref().and_then(|dialog| dialog.wire(look));
        let wire = of_dialog.or_else(|| match self.navigation.top() {
            None => self.fleet_wire(),
            // Parts that are listed alone may take a manager several requests.
            Some(page) if page.watched_part().is_some() => page.wire(),
            Some(page) => page.wire().or_else(|| page.watched().map(read)),
        });
        match wire {
            Some((context, wire)) => vec![Effect::Ask(Question::Curl(context, wire))],
            None => {
                self.notify(Notice::info("There is no one request that asks the same"));
                Vec::new()
            }
        }
    }

    /// The list of the context that is shown, or of the one under the cursor.
    fn fleet_wire(&self) -> Option<(ContextName, Wire)> {
        let under_cursor = self.fleet.selected().map(|key| key.context);
        let context = self.fleet.narrowed().cloned().or(under_cursor)?;
        Some((context, Wire::Operation(Operation::List(CLUSTERS))))
    }

    pub(super) fn curl_answered(&mut self, answer: &Answer) -> Vec<Effect> {
        match answer {
            Answer::Curl(Some(line)) => self.copied(line),
            Answer::Curl(None) => {
                self.notify(Notice::info("This manager does not tell how it is asked"));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn copied(&mut self, line: &str) -> Vec<Effect> {
        self.notice = None;
        self.notify(Notice::info(format!("Copied: {}", shortened(line, SHOWN))));
        vec![Effect::Copy(line.to_owned())]
    }
}

fn read(key: &Key) -> (ContextName, Wire) {
    let operation = Operation::Read(key.kind, Arc::clone(&key.id));
    (Arc::clone(&key.context), Wire::Operation(operation))
}
