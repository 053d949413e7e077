//! The text being written: its findings, its draft, and the document it says.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::resource::{ContextName, Notice};
use crate::spec::{
    Base, Checked, Draft, DraftId, DraftTarget, Editing, Finding, Gravity, Json, Path, Place, Schema, Way,
    check, forgive,
    secret::{self, MASK},
};
use crate::tui::layout;
use crate::tui::screens::Look;
use crate::tui::widgets::editor::{Mark, TooLarge};

use super::completion::Completion;
use super::opening::{Start, masked};
use super::text::Text;

/// A pause in the typing after which the text is checked.
const PAUSE: TimeDelta = TimeDelta::milliseconds(250);

/// State of the text.
#[derive(Debug)]
pub struct Writing {
    pub text: Text,
    pub base: Option<Arc<Base>>,
    /// Whose secrets stand behind the masks.
    secrets: Option<Json>,
    pub draft: DraftState,
    /// The text of the base, its secrets masked; of a new object, the text it began with.
    initial: String,
    checked: Checked,
    /// What is to be said of the base as it is.
    of_base: Vec<Finding>,
    /// Whether a mask stood in the text that was checked.
    has_mask: bool,
    /// What the manager said of single fields, until the text changes.
    remarks: Vec<Finding>,
    /// The text that was checked, by its revision.
    checked_revision: u64,
    /// When the text changed last, until it was checked.
    changed: Option<DateTime<Utc>>,
    pub completion: Option<Completion>,
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
        let mut text = Text::new(&start.text, layout::editor(look.size).text)?;
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
            text.editor.jump_to(draft.cursor.0 + 1, draft.cursor.1 + 1);
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
            checked_revision: text.editor.revision(),
            checked: Checked {
                parsed: None,
                findings: Vec::new(),
            },
            text,
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
            of_base: Vec::new(),
            has_mask: false,
            remarks: Vec::new(),
            changed: None,
            completion: None,
        };
        writing.check_base(editing, schema);
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
        if self.text.editor.revision() != self.checked_revision {
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
        if self.text.editor.revision() != self.checked_revision {
            self.remarks.clear();
        }
        self.checked_revision = self.text.editor.revision();
        let text = self.text.editor.text();
        self.has_mask = text.contains(MASK);
        self.checked = check(&text, editing, schema, self.way());
        forgive(&mut self.checked.findings, &self.of_base);
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

    fn check_base(&mut self, editing: &Editing, schema: &Schema) {
        self.of_base = match &self.base {
            Some(_) => check(&self.initial, editing, schema, self.way()).findings,
            None => Vec::new(),
        };
    }

    /// Whether a mask stands in the text.
    pub fn has_mask(&self) -> bool {
        self.has_mask
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
        self.text.editor.set_marks(&marks);
    }

    /// Everything that is to be said of the text.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checked.findings.iter().chain(&self.remarks)
    }

    pub fn place_of(&self, finding: &Finding) -> Place {
        Place::of_byte(&self.text.editor.text(), finding.range.start)
    }

    /// Goes to the next finding behind the cursor, or the one before; says whether there is any.
    pub fn go_to_finding(&mut self, forward: bool) -> bool {
        let text = self.text.editor.text();
        let cursor = self.text.editor.cursor();
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
        self.go_into(range);
        true
    }

    /// Puts the cursor where a finding is mended: into the value of the field that it names.
    pub fn go_into(&mut self, range: std::ops::Range<usize>) {
        let text = self.text.editor.text();
        let after = text.get(range.end..).unwrap_or_default();
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        let at = match value {
            Some(value) => text.len() - value.len() + usize::from(value.starts_with('"')),
            None => range.start,
        };
        self.text.editor.jump_to_byte(at..at);
    }

    /// The document that is to run, with its secrets and without what the manager alone sets.
    pub fn wanted(&mut self, editing: &Editing, schema: &Schema) -> Wanted {
        self.check(editing, schema);
        let errors: Vec<&Finding> = self.checked.errors().collect();
        match (&self.checked.parsed, errors.first()) {
            (Some(parsed), None) => {
                let document = self.unmasked(editing, &parsed.json).0;
                Wanted::Document((editing.editable)(&document))
            }
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

    /// Takes another base over, and the text that goes with it: a secret that is not the base's stays as typed.
    pub fn rebase(&mut self, base: &Arc<Base>, document: &Json, editing: &Editing, schema: &Schema) {
        let is_secret = |path: &[&str]| secret::is_secret(editing.secrets, path);
        let text = secret::mask_known(document, &base.document, &is_secret).pretty();
        self.initial = masked(editing, &base.document).pretty();
        self.secrets = Some(base.document.clone());
        self.base = Some(Arc::clone(base));
        self.check_base(editing, schema);
        // A text that was too large could not have been opened.
        let _fits = self.text.editor.replace_text(&text);
        self.check(editing, schema);
    }

    pub fn is_changed(&self) -> bool {
        self.text.editor.text() != self.initial
    }

    /// Whether there is, or should be, a draft of it on disk.
    pub fn has_draft(&self) -> bool {
        self.draft.was_resumed || self.draft.saved.is_some() || self.text.editor.revision() > 0
    }

    /// What is kept of it.
    pub fn to_draft(&self, context: &ContextName, editing: &Editing) -> Draft {
        let cursor = self.text.editor.cursor();
        let target = match &self.base {
            Some(base) => DraftTarget::Existing {
                id: base.key.id.clone(),
                name: base.name.to_string(),
                base_version: base.version,
                base: self.initial.clone(),
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
            text: self.text.editor.text(),
            cursor: (cursor.line, cursor.column),
            begun: self.draft.begun,
            // Whoever writes it sets the time.
            saved: self.draft.begun,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::screens::plan::sample::{Console, EDITING, base, json, with};

    fn writing(base: &Arc<Base>) -> (Writing, Schema) {
        let schema = Schema::read(EDITING.schema);
        let console = Console::new(100, 30);
        let start = Start::of_base(Arc::clone(base), &EDITING);
        let names = (&ContextName::from("prod"), "orders");
        let writing = Writing::begin(start, names, &EDITING, &schema, console.look()).unwrap();
        (writing, schema)
    }

    fn wanted(writing: &mut Writing, schema: &Schema) -> Json {
        match writing.wanted(&EDITING, schema) {
            Wanted::Document(document) => document,
            Wanted::InTheWay(finding, _) => panic!("{finding:?}"),
        }
    }

    fn write(writing: &mut Writing, text: &str, schema: &Schema) {
        writing.text.editor.replace_text(text).unwrap();
        writing.check(&EDITING, schema);
    }

    #[test]
    fn a_secret_that_was_typed_anew_stays_in_the_text_and_in_the_draft_when_the_base_is_another() {
        let old = base(42, with(&[]), 0);
        let (mut writing, schema) = writing(&old);
        let typed = writing.text.editor.text().replace(MASK, "typed anew");
        write(&mut writing, &typed, &schema);
        let document = wanted(&mut writing, &schema);

        let fresh = base(43, with(&[]), 5);
        writing.rebase(&fresh, &document, &EDITING, &schema);
        assert!(writing.is_changed() && !writing.has_mask());
        let draft = writing.to_draft(&"prod".into(), &EDITING);
        assert!(draft.text.contains("typed anew"), "{}", draft.text);
        assert!(!format!("{:?}", draft.target).contains("pearl"));
        assert_eq!(wanted(&mut writing, &schema), document);
    }

    #[test]
    fn a_secret_of_the_new_base_is_masked_and_is_the_one_that_is_sent() {
        let (mut writing, schema) = writing(&base(42, with(&[]), 0));
        let now = [("pearl", "another"), ("\"replicas\": 3", "\"replicas\": 4")];
        let fresh = base(43, with(&now), 5);
        writing.rebase(&fresh, &fresh.document, &EDITING, &schema);
        assert!(writing.has_mask() && !writing.is_changed());
        assert!(!writing.text.editor.text().contains("another"));
        assert_eq!(wanted(&mut writing, &schema), fresh.document);
    }

    #[test]
    fn what_was_left_out_in_print_is_an_error() {
        let (mut writing, schema) = writing(&base(42, with(&[]), 0));
        let pasted = writing.text.editor.text().replace(MASK, "[redacted]");
        write(&mut writing, &pasted, &schema);
        assert!(matches!(
            writing.wanted(&EDITING, &schema),
            Wanted::InTheWay(finding, 1) if finding.path == Path::read("spec.password")
        ));
    }

    #[test]
    fn what_the_manager_alone_sets_is_not_sent_although_it_was_pasted() {
        let (mut writing, schema) = writing(&base(42, with(&[]), 0));
        let pasted = writing.text.editor.text().replacen('{', "{\"status\": 1,", 1);
        write(&mut writing, &pasted, &schema);
        let editing = Editing {
            editable: |document| {
                let mut members = document.as_object().cloned().unwrap_or_default();
                members.remove("status");
                Json::Object(members)
            },
            ..EDITING
        };
        assert!(matches!(
            writing.wanted(&editing, &schema),
            Wanted::Document(document) if document == with(&[])
        ));
    }

    #[test]
    fn a_mistake_of_the_base_does_not_stand_in_the_way() {
        let leftover = ("\"password\"", "\"leftover\": 1, \"password\"");
        let (mut old, schema) = writing(&base(42, with(&[leftover]), 0));
        assert_eq!(old.findings().count(), 1);
        assert_eq!(wanted(&mut old, &schema), with(&[leftover]));
        let (mut new, schema) = writing(&base(42, json("{}"), 0));
        write(&mut new, &with(&[leftover]).pretty(), &schema);
        assert!(matches!(new.wanted(&EDITING, &schema), Wanted::InTheWay(..)));
    }
}
