//! The text being written: its findings, its draft, and the document it says.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::resource::{ContextName, Notice};
use crate::spec::{
    Base, Checked, Draft, DraftId, DraftTarget, Editing, Finding, Gravity, Json, Path, Place, Schema, Way,
    check, secret,
};
use crate::tui::layout;
use crate::tui::screens::Look;
use crate::tui::widgets::editor::{Editor, Mark, TooLarge};

use super::completion::Completion;
use super::opening::{Start, masked};

/// A pause in the typing after which the text is checked.
const PAUSE: TimeDelta = TimeDelta::milliseconds(250);

/// State of the text.
#[derive(Debug)]
pub struct Writing {
    pub editor: Editor,
    pub base: Option<Arc<Base>>,
    /// Whose secrets stand behind the masks.
    secrets: Option<Json>,
    pub draft: DraftState,
    /// The text that it began with.
    initial: String,
    checked: Checked,
    /// What the manager said of single fields, until the text changes.
    remarks: Vec<Finding>,
    /// The text that was checked, by its revision.
    checked_revision: u64,
    /// When the text changed last, until it was checked.
    changed: Option<DateTime<Utc>>,
    pub completion: Option<Completion>,
    pub clipboard: String,
    /// What was searched for last is replaced by this.
    pub replacement: String,
}

/// What is known of the draft on disk.
#[derive(Debug)]
pub struct DraftState {
    pub id: DraftId,
    pub begun: DateTime<Utc>,
    origin: String,
    name: String,
    /// When it was written last, or why it could not be.
    pub saved: Option<Result<DateTime<Utc>, Notice>>,
    /// Whether it is on disk from an earlier run.
    pub was_resumed: bool,
}

/// The document that the text says.
#[derive(Debug)]
pub enum Wanted {
    Document(Json),
    /// It cannot be sent as it stands: the first finding in the way, and how many there are.
    InTheWay(Finding, usize),
}

impl Writing {
    pub fn begin(
        start: Start,
        (context, name): (&ContextName, &str),
        editing: &Editing,
        schema: &Schema,
        look: Look<'_>,
    ) -> Result<Self, TooLarge> {
        let now = look.now;
        let mut editor = Editor::new(&start.text)?;
        editor.resize(layout::editor(look.size).text);
        let (id, begun) = match (&start.draft, &start.base) {
            (Some(draft), _) => (draft.id.clone(), draft.begun),
            (None, Some(base)) => {
                let id = DraftId::of_existing(context, editing.kind, &base.key.id, base.version);
                (id, now)
            }
            (None, None) => {
                let unique = format!("{:x}", now.timestamp_millis());
                (DraftId::of_new(context, editing.kind, &unique), now)
            }
        };
        let (mut saved, mut origin) = (None, start.origin);
        if let Some(draft) = &start.draft {
            editor.jump_to(draft.cursor.0 + 1, draft.cursor.1 + 1);
            saved = Some(Ok(draft.saved));
            if let DraftTarget::New { origin: told, .. } = &draft.target {
                origin.clone_from(told);
            }
        }
        let initial = match &start.base {
            Some(base) => masked(editing, &base.document).pretty(),
            None => start.text.clone(),
        };
        let mut writing = Self {
            checked_revision: editor.revision(),
            checked: Checked {
                parsed: None,
                findings: Vec::new(),
            },
            editor,
            base: start.base,
            secrets: start.secrets,
            draft: DraftState {
                id,
                begun,
                origin,
                name: name.to_owned(),
                saved,
                was_resumed: start.draft.is_some(),
            },
            initial,
            remarks: Vec::new(),
            changed: None,
            completion: None,
            clipboard: String::new(),
            replacement: String::new(),
        };
        writing.check(editing, schema);
        Ok(writing)
    }

    pub fn way(&self) -> Way {
        if self.base.is_some() {
            Way::Patch
        } else {
            Way::Create
        }
    }

    /// Notes that the text may have changed.
    pub fn touched(&mut self, now: DateTime<Utc>) {
        if self.editor.revision() != self.checked_revision {
            self.changed = Some(now);
        }
    }

    /// When the text is to be checked.
    pub fn next_check(&self) -> Option<DateTime<Utc>> {
        self.changed.map(|at| at + PAUSE)
    }

    /// Checks the text as it stands.
    pub fn check(&mut self, editing: &Editing, schema: &Schema) {
        self.changed = None;
        if self.editor.revision() != self.checked_revision {
            self.remarks.clear();
        }
        self.checked_revision = self.editor.revision();
        let text = self.editor.text();
        self.checked = check(&text, editing, schema, self.way());
        if let Some(parsed) = &self.checked.parsed {
            let (_, masks) = self.unmasked(editing, &parsed.json);
            let located = masks.into_iter().map(|finding| Finding {
                range: parsed.nearest(&finding.path),
                ..finding
            });
            self.checked.findings.extend(located);
            self.checked
                .findings
                .sort_by_key(|finding| (finding.range.start, std::cmp::Reverse(finding.gravity)));
        }
        self.mark();
    }

    /// What the manager said of single fields of what was planned.
    pub fn remark(&mut self, fields: &[(Path, String)]) {
        let Some(parsed) = &self.checked.parsed else {
            return;
        };
        self.remarks = fields
            .iter()
            .map(|(path, message)| Finding {
                range: parsed.nearest(path),
                ..Finding::error(path.clone(), format!("the manager says: {message}"))
            })
            .collect();
        self.mark();
    }

    fn mark(&mut self) {
        let marks: Vec<Mark> = self
            .findings()
            .map(|finding| Mark {
                range: finding.range.clone(),
                is_error: finding.gravity == Gravity::Error,
            })
            .collect();
        self.editor.set_marks(&marks);
    }

    /// Everything that is to be said of the text.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checked.findings.iter().chain(&self.remarks)
    }

    pub fn place_of(&self, finding: &Finding) -> Place {
        Place::of_byte(&self.editor.text(), finding.range.start)
    }

    /// Goes to the next finding behind the cursor, or the one before; says whether there is any.
    pub fn go_to_finding(&mut self, forward: bool) -> bool {
        let text = self.editor.text();
        let cursor = self.editor.cursor();
        let mut places: Vec<_> = self
            .findings()
            .map(|finding| (Place::of_byte(&text, finding.range.start), finding.range.clone()))
            .collect();
        places.sort_by_key(|(place, _)| *place);
        let here = Place {
            line: cursor.line + 1,
            column: cursor.column + 1,
        };
        let next = if forward {
            places.iter().find(|(place, _)| *place > here).or(places.first())
        } else {
            places
                .iter()
                .rev()
                .find(|(place, _)| *place < here)
                .or(places.last())
        };
        let Some((_, range)) = next.cloned() else {
            return false;
        };
        self.editor.jump_to_byte(range);
        true
    }

    /// The document that is to run, with its secrets.
    pub fn wanted(&mut self, editing: &Editing, schema: &Schema) -> Wanted {
        self.check(editing, schema);
        let errors: Vec<&Finding> = self.checked.errors().collect();
        match (&self.checked.parsed, errors.first()) {
            (Some(parsed), None) => Wanted::Document(self.unmasked(editing, &parsed.json).0),
            (_, Some(first)) => Wanted::InTheWay((*first).clone(), errors.len()),
            (None, None) => Wanted::InTheWay(Finding::error(Path::top(), "it cannot be read"), 1),
        }
    }

    fn unmasked(&self, editing: &Editing, document: &Json) -> (Json, Vec<Finding>) {
        let nothing = Json::object();
        let secrets = self.secrets.as_ref().unwrap_or(&nothing);
        secret::unmask(document, secrets, &|path: &[&str]| {
            secret::is_secret(editing.secrets, path)
        })
    }

    /// Takes another base over, and the text that goes with it.
    pub fn rebase(&mut self, base: &Arc<Base>, document: &Json, editing: &Editing, schema: &Schema) {
        let text = masked(editing, document).pretty();
        self.initial = masked(editing, &base.document).pretty();
        self.secrets = Some(document.clone());
        self.base = Some(Arc::clone(base));
        // A text that was too large could not have been opened.
        let _fits = self.editor.replace_text(&text);
        self.check(editing, schema);
    }

    pub fn is_changed(&self) -> bool {
        self.editor.text() != self.initial
    }

    /// Whether there is, or should be, a draft of it on disk.
    pub fn has_draft(&self) -> bool {
        self.draft.was_resumed || self.draft.saved.is_some() || self.editor.revision() > 0
    }

    /// What is kept of it.
    pub fn to_draft(&self, context: &ContextName, editing: &Editing) -> Draft {
        let cursor = self.editor.cursor();
        let target = match &self.base {
            Some(base) => DraftTarget::Existing {
                id: base.key.id.clone(),
                name: base.name.to_string(),
                base_version: base.version,
                base: masked(editing, &base.document).pretty(),
            },
            None => DraftTarget::New {
                name_hint: self.draft.name.clone(),
                origin: self.draft.origin.clone(),
            },
        };
        Draft {
            id: self.draft.id.clone(),
            context: Arc::clone(context),
            kind: editing.kind.0.to_owned(),
            target,
            text: self.editor.text(),
            cursor: (cursor.line, cursor.column),
            begun: self.draft.begun,
            // Whoever writes it sets the time.
            saved: self.draft.begun,
            purpose_note: None,
        }
    }
}
