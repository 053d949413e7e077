//! Logging in to a machine: which one is meant, the question before it, and the terminal lent to `ssh`.

use std::sync::Arc;

use crate::resource::shell::{self, LOG_IN};
use crate::resource::{Arguments, Key, Notice, Protection, Row};
use crate::tui::msg::{Answer, Effect, Question};
use crate::tui::screens::page::Page;
use crate::tui::verbs::Aimed;

use super::Model;

impl Model {
    /// The machine under the cursor, with its row.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(super) fn machine(&self) -> Result<(Key, Arc<Row>), String> {
        let aim = self.aim();
        let key = match aim.targets.as_slice() {
            [] => return Err("nothing is selected".into()),
            [key] => key,
            _ => return Err("one at a time only".into()),
        };
        let about = self.known.context(&key.context).ok_or("not open")?.about;
        let Some(machines) = about.shell else {
            return Err(format!("{} keeps no keys to machines", about.title));
        };
        let (named, row) = match &aim.part {
            Some((kind, id)) => {
                let row = self.known.part(key, *kind, id).ok_or("it is gone")?;
                (Key::new(&key.context, *kind, id), Some(Arc::clone(row)))
            }
            None => (key.clone(), aim.row.clone()),
        };
        let Some(machine) = shell::machine(about.shell, about.kinds, &named) else {
            let kind = about.kind(machines).map_or(machines.0, |kind| kind.singular);
            return Err(format!("select a {kind} first"));
        };
        let row = row.or_else(|| self.known.row(&machine).cloned());
        let row = row.unwrap_or_else(|| Arc::new(Row::of_nothing(&machine.id)));
        Ok((machine, row))
    }

    /// Fetches the key of the machine under the cursor; where care is demanded, after a question.
    pub(super) fn ask_for_shell(&mut self) -> Vec<Effect> {
        let (key, row) = match self.machine() {
            Ok(machine) => machine,
            Err(reason) => return self.cannot(LOG_IN.id, &reason),
        };
        let context = self.known.context(&key.context);
        let protection = context.map_or(Protection::ReadOnly, |context| context.protection());
        if protection < Protection::Protected {
            return self.fetch_key(key);
        }
        let target = Aimed {
            key,
            row,
            part: None,
            protection,
            is_hidden: false,
        };
        self.confirm(&LOG_IN, vec![target], Arguments::default())
    }

    pub(super) fn fetch_key(&mut self, key: Key) -> Vec<Effect> {
        let words = format!("Fetching the key of {} from {}", key.id, key.context);
        self.notify(Notice::info(words));
        vec![Effect::Ask(Question::Shell(key))]
    }

    /// The key is here: the terminal is lent, but never under the fingers of somebody who is typing something else.
    pub(super) fn shell_answered(&mut self, answer: &Answer) -> Vec<Effect> {
        let Answer::Shell { key, access } = answer else {
            return Vec::new();
        };
        match access {
            Ok(access) if self.is_at_rest() && !self.navigation.top().is_some_and(Page::takes_text) => {
                self.notice = None;
                vec![Effect::LogInTo(key.clone(), Arc::clone(access))]
            }
            Ok(_) => {
                let words = format!("The key of {} came while you did something else", key.id);
                self.notify(Notice::warning(words).with_hint("ask for it again"));
                Vec::new()
            }
            Err(notice) => {
                self.notify(notice.clone());
                Vec::new()
            }
        }
    }
}
