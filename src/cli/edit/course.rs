//! Written, checked, planned, sent; on a mistake written again, or kept as a draft.

use std::io::Write;
use std::sync::Arc;

use crate::cli::apply::{Batch, Ready, Verb};
use crate::cli::change::Manner;
use crate::cli::change::consent::ask_on_terminal;
use crate::cli::drift::{Outcome, Prospect};
use crate::cli::exit::Exit;
use crate::cli::files::{Written, read::read};
use crate::cli::surface::{Surface, tell, tell_line};
use crate::cli::trouble::Trouble;
use crate::managers::ElementSink;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Notice, Row, Step};
use crate::session::{Priority, Session};
use crate::spec::{self, Base, Draft, Editing, Extent, Plan, Schema};

use super::desk::{Desk, store_trouble};

/// One configuration being written.
#[derive(Debug)]
pub struct Course<'a> {
    pub desk: &'a Desk,
    pub session: &'a Arc<Session>,
    pub editing: &'static Editing,
    /// `None`: it is new.
    pub base: Option<Arc<Base>>,
    pub verb: Verb,
    pub way: spec::Manner,
    pub manner: &'a Manner,
    /// What there is to begin with; its text is what the editor shows first.
    pub draft: Draft,
    /// What counts as nothing written: the text of what is there.
    pub untouched: String,
}

impl Course<'_> {
    /// Goes on until it is sent, given up, or kept.
    ///
    /// # Errors
    /// [`Trouble`] if nothing was sent; what was written is then kept, and it is said where.
    pub async fn run(mut self, surface: &Surface, out: &mut impl Write) -> Result<Exit, Trouble> {
        let schema = Schema::read(self.editing.schema);
        loop {
            let returned = self.desk.write(&self.draft.text).await?;
            if let Some(failure) = returned.failure {
                return Err(self.failed(failure, returned.text));
            }
            // Nothing at all is hardly what was to be written: a draft is better.
            if returned.text.trim().is_empty() && self.is_kept() {
                return Err(self.failed("an empty text came back".to_owned(), String::new()));
            }
            if returned.text.trim() == self.untouched.trim() {
                self.discard()?;
                writeln!(out, "{}: no change", self.label())?;
                return Ok(Exit::Success);
            }
            self.keep(returned.text)?;
            let trouble = match self.attempt(&schema, surface, out).await {
                Ok(exit) => return Ok(exit),
                Err(trouble) => trouble,
            };
            trouble.tell();
            let question = "Type e to edit it again, anything else keeps it as a draft: ";
            let goes_on = surface.can_ask && ask_on_terminal(question).await?.trim() == "e";
            if !goes_on {
                tell_line(&format!("qd: {}", self.where_it_is()));
                return Err(Trouble::told(trouble.exit));
            }
        }
    }

    /// What there is to say when the editor failed. What it saved nevertheless is kept, unless it is nothing.
    fn failed(&mut self, failure: String, saved: String) -> Trouble {
        let is_nothing = ["", self.untouched.trim(), self.draft.text.trim()].contains(&saved.trim());
        if !is_nothing && let Err(trouble) = self.keep(saved) {
            return trouble;
        }
        let hint = if self.is_kept() {
            format!("nothing was sent; {}", self.where_it_is())
        } else {
            "nothing was sent".to_owned()
        };
        Trouble::new(Exit::Failure, Notice::error(failure).with_hint(hint))
    }

    /// Checks what is written, plans it, and sends it.
    async fn attempt(
        &self,
        schema: &Schema,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        let written = self.written()?;
        let means = (self.editing, schema);
        let prospect = Prospect::of(
            written,
            self.session,
            means,
            self.base.as_ref(),
            Extent::Whole,
            self.way,
        )?;
        prospect.warnings.iter().for_each(|warning| tell_line(warning));
        let plan = match &prospect.outcome {
            Outcome::Change(plan) => plan,
            Outcome::NoChange => {
                self.discard()?;
                writeln!(out, "{}: no change", self.label())?;
                return Ok(Exit::Success);
            }
        };
        let batch = Batch {
            verb: self.verb,
            changes: vec![Ready {
                session: self.session,
                plan,
                written: Some(&prospect.written),
                dry_run: self.editing.dry_run,
            }],
            manner: self.manner,
        };
        let sent = batch.send(surface, out).await?;
        out.flush()?;
        if self.runs(plan, sent.steps.last()).await {
            self.discard()?;
        } else {
            tell_line(&format!("qd: {}", self.where_it_is()));
        }
        Ok(sent.exit)
    }

    fn written(&self) -> Result<Written, Trouble> {
        let mistake = |notice: Notice| Trouble::new(Exit::Failure, notice);
        let mut documents = read(self.draft.name(), &self.draft.text, false).map_err(mistake)?;
        documents
            .pop()
            .ok_or_else(|| mistake(Notice::error("the document is empty")))
    }

    /// Whether what is there now is what was asked for.
    async fn runs(&self, plan: &Plan, step: Option<&Step>) -> bool {
        match (step, &self.base) {
            (Some(Step::Done(_)), _) => true,
            (Some(Step::Accepted(_)), Some(base)) => {
                let now = self.session.base(&base.key).await;
                now.is_ok_and(|now| now.document == plan.target)
            }
            (Some(Step::Accepted(_)), None) => self.is_listed(plan.name()).await,
            _ => false,
        }
    }

    async fn is_listed(&self, name: &str) -> bool {
        struct Named<'a>(&'a str, bool);
        impl ElementSink for Named<'_> {
            fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
                self.1 |= *read(raw).name == *self.0;
            }
        }
        let mut named = Named(name, false);
        let listed = self.session.list(CLUSTERS, Priority::Check, &mut named).await;
        listed.is_ok() && named.1
    }

    /// Puts what was written on the disk.
    fn keep(&mut self, text: String) -> Result<(), Trouble> {
        self.draft.text = text;
        self.draft.saved = self.session.now();
        let saved = self.desk.drafts.save(&self.draft);
        match saved {
            Ok(id) => self.draft.id = id,
            Err(error) => {
                // Nothing that was written may be lost: at least it is still on the screen.
                tell(&Notice::failure(
                    "keep what was written",
                    &error,
                    Some(error.hint()),
                ));
                tell_line(&self.draft.text);
                return Err(Trouble::told(Exit::Failure));
            }
        }
        Ok(())
    }

    /// Whether a draft of this edit is on the disk; another edit may have left one of the same name.
    fn is_kept(&self) -> bool {
        let there = self.desk.drafts.load(&self.draft.id);
        matches!(there, Ok(Some(there)) if there.begun == self.draft.begun)
    }

    fn discard(&self) -> Result<(), Trouble> {
        if !self.is_kept() {
            return Ok(());
        }
        let removed = self.desk.drafts.remove(&self.draft.id);
        removed.map_err(|error| store_trouble("discard the draft", &error))
    }

    fn where_it_is(&self) -> String {
        format!(
            "what was written is kept: `qd edit --draft {}` goes on with it",
            self.draft.id
        )
    }

    fn label(&self) -> String {
        crate::cli::drift::prospect::label(self.session, self.draft.name())
    }
}
