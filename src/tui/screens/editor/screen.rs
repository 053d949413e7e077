//! The screen, from opening to leaving.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::resource::{CommandLine, ContextName, Key, Notice};
use crate::spec::{Draft, DraftId, Editing, Schema, Verdict};
use crate::tui::keymap::{Command, Key as TypedKey, Scope};
use crate::tui::layout;
use crate::tui::msg::{Answer, EditId, Kept, Question};
use crate::tui::screens::drafts::is_open;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Look, Request};

use super::completion::Completion;
use super::opening::{Opened, Opening, Origin, Start, base_version};
use super::writing::Writing;

/// State of the screen.
#[derive(Debug)]
pub struct EditorScreen {
    pub(super) context: ContextName,
    pub(super) editing: &'static Editing,
    pub(super) schema: Schema,
    /// The object, if it exists.
    pub(super) key: Option<Key>,
    pub(super) name: String,
    pub(super) stage: Stage,
    /// Whether Esc was pressed once over a text that was changed: the next one leaves.
    pub(super) is_leaving: bool,
}

/// How far it has come.
#[derive(Debug)]
pub(super) enum Stage {
    Opening(Opening),
    Choosing(Choosing),
    Writing(Box<Writing>),
    Failed(Notice),
}

/// Drafts of the object are there: which text is gone on with?
#[derive(Debug)]
pub(super) struct Choosing {
    pub base: Arc<crate::spec::Base>,
    pub drafts: Vec<Kept>,
    /// 0 begins anew; a draft behind that.
    pub cursor: usize,
    /// The draft that the next press removes.
    pub doomed: Option<DraftId>,
}

impl EditorScreen {
    /// Edits the desired state of an object.
    pub fn edit(key: Key, name: String, editing: &'static Editing) -> (Self, Vec<Request>) {
        let (opening, questions) = Opening::edit(key.clone());
        Self::open(
            Arc::clone(&key.context),
            Some(key),
            name,
            editing,
            opening,
            questions,
        )
    }

    /// Writes a new object.
    pub fn create(
        context: ContextName,
        origin: Origin,
        editing: &'static Editing,
        look: Look<'_>,
    ) -> (Self, Vec<Request>) {
        let name = match &origin {
            Origin::Template => "new".to_owned(),
            Origin::CopyOf(_, name) => format!("copy of {name}"),
            Origin::File(path) => path.rsplit('/').next().unwrap_or(path).to_owned(),
        };
        let (opening, questions) = Opening::create(origin);
        let (mut screen, requests) = Self::open(context, None, name, editing, opening, questions);
        screen.write_at_once(look);
        (screen, requests)
    }

    /// Goes on with a draft.
    pub fn resume(
        draft: Arc<Draft>,
        key: Option<Key>,
        editing: &'static Editing,
        look: Look<'_>,
    ) -> (Self, Vec<Request>) {
        let name = draft.name().to_owned();
        let context = Arc::clone(&draft.context);
        let of = key.clone().unwrap_or_else(|| Key {
            context: Arc::clone(&context),
            kind: editing.kind,
            id: "".into(),
        });
        let (opening, questions) = Opening::resume(draft, of);
        let (mut screen, requests) = Self::open(context, key, name, editing, opening, questions);
        screen.write_at_once(look);
        (screen, requests)
    }

    fn open(
        context: ContextName,
        key: Option<Key>,
        name: String,
        editing: &'static Editing,
        opening: Opening,
        questions: Vec<Question>,
    ) -> (Self, Vec<Request>) {
        let screen = Self {
            context,
            editing,
            schema: Schema::read(editing.schema),
            key,
            name,
            stage: Stage::Opening(opening),
            is_leaving: false,
        };
        (screen, asked(questions))
    }

    fn write_at_once(&mut self, look: Look<'_>) {
        if let Stage::Opening(opening) = &self.stage
            && let Some(start) = opening.at_once(self.editing)
        {
            self.write(start, look);
        }
    }

    pub(super) fn write(&mut self, start: Start, look: Look<'_>) {
        let begun = Writing::begin(
            start,
            (&self.context, &self.name),
            self.editing,
            &self.schema,
            look,
        );
        self.stage = match begun {
            Ok(writing) => Stage::Writing(Box::new(writing)),
            Err(error) => {
                Stage::Failed(Notice::error(error.to_string()).with_hint("`qd edit` opens it in $EDITOR"))
            }
        };
    }

    pub(super) fn writing(&self) -> Option<&Writing> {
        match &self.stage {
            Stage::Writing(writing) => Some(writing),
            _ => None,
        }
    }

    pub(super) fn writing_mut(&mut self) -> Option<&mut Writing> {
        match &mut self.stage {
            Stage::Writing(writing) => Some(writing),
            _ => None,
        }
    }

    fn answered(&mut self, answer: &Answer, look: Look<'_>) -> Vec<Request> {
        match (&mut self.stage, answer) {
            (Stage::Opening(opening), answer) => match opening.answered(answer, self.editing) {
                None => {}
                Some(Opened::Wait(questions)) => return asked(questions),
                // A path is mended where it was typed.
                Some(Opened::Failed(notice)) => match opening.file() {
                    Some(path) => {
                        let path = path.to_owned();
                        return vec![
                            Request::Leave,
                            Request::Type(Purpose::File, path),
                            Request::Notify(notice),
                        ];
                    }
                    None => self.stage = Stage::Failed(notice),
                },
                Some(Opened::Write(start)) => {
                    self.write(start, look);
                }
                Some(Opened::Choose(base, drafts)) => {
                    // The newest draft is what was left last: most likely it is what is meant.
                    self.stage = Stage::Choosing(Choosing {
                        base,
                        drafts,
                        cursor: 1,
                        doomed: None,
                    });
                }
            },
            (Stage::Writing(writing), Answer::DraftSaved { edit, saved }) if *edit == edit_of(writing) => {
                let is_news = saved.is_err();
                writing.draft.saved = Some(saved.clone());
                if let (true, Err(notice)) = (is_news, saved) {
                    return vec![Request::Notify(notice.clone())];
                }
            }
            (Stage::Writing(writing), Answer::EditedOutside(edited)) => {
                let notice = writing.text.take_over(edited);
                writing.check(self.editing, &self.schema);
                return notice.map(Request::Notify).into_iter().collect();
            }
            (Stage::Writing(writing), Answer::DryRun { submission, verdict }) => {
                let is_ours = submission.context == self.context
                    && submission.request.id.as_ref() == self.key.as_ref().map(|key| &key.id);
                if let (true, Verdict::Refused { fields, .. }) = (is_ours, verdict) {
                    writing.remark(fields);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn choose(&mut self, look: Look<'_>) -> Vec<Request> {
        let Stage::Choosing(choosing) = &self.stage else {
            return Vec::new();
        };
        let base = Arc::clone(&choosing.base);
        match choosing
            .cursor
            .checked_sub(1)
            .and_then(|at| choosing.drafts.get(at))
        {
            None => {
                self.write(Start::of_base(base, self.editing), look);
                Vec::new()
            }
            Some(kept) if kept.is_open_elsewhere => {
                vec![Request::Notify(is_open())]
            }
            Some(kept) => {
                let (mut opening, _) = Opening::resume(Arc::clone(&kept.draft), base.key.clone());
                // It was read a moment ago, before the question.
                let answer = Answer::Base {
                    key: base.key.clone(),
                    base: Ok(base),
                };
                let next = opening.answered(&answer, self.editing);
                self.stage = Stage::Opening(opening);
                match next {
                    Some(Opened::Wait(questions)) => asked(questions),
                    Some(Opened::Write(start)) => {
                        self.write(start, look);
                        Vec::new()
                    }
                    _ => Vec::new(),
                }
            }
        }
    }

    fn run_choosing(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let Stage::Choosing(choosing) = &mut self.stage else {
            return None;
        };
        match command {
            Command::MoveDown => choosing.cursor = (choosing.cursor + 1).min(choosing.drafts.len()),
            Command::MoveUp => choosing.cursor = choosing.cursor.saturating_sub(1),
            Command::MoveToTop => choosing.cursor = 0,
            Command::MoveToBottom => choosing.cursor = choosing.drafts.len(),
            Command::Open => return Some(self.choose(look)),
            Command::DiscardDraft => {
                let at = choosing.cursor.checked_sub(1)?;
                if at >= choosing.drafts.len() {
                    return None;
                }
                if choosing.drafts.get(at).is_some_and(|kept| kept.is_open_elsewhere) {
                    return Some(vec![Request::Notify(is_open())]);
                }
                let doomed = choosing.drafts.get(at).map(|kept| kept.draft.id.clone());
                if choosing.doomed != doomed {
                    choosing.doomed = doomed;
                    let words = "The draft goes for good: once more removes it";
                    return Some(vec![Request::Notify(Notice::warning(words))]);
                }
                let kept = choosing.drafts.remove(at);
                choosing.cursor = choosing.cursor.min(choosing.drafts.len());
                return Some(vec![Request::Ask(Question::DiscardDraft(kept.draft.id.clone()))]);
            }
            _ => return None,
        }
        Some(Vec::new())
    }
}

impl Page for EditorScreen {
    fn crumb(&self) -> String {
        format!("edit {}", self.name)
    }

    fn scopes(&self) -> Vec<Scope> {
        match self.stage {
            // What is typed ahead of the text is no command: nothing is run by it.
            Stage::Writing(_) | Stage::Opening(_) => vec![Scope::Editor],
            Stage::Choosing(_) => vec![Scope::Drafts, Scope::Table, Scope::Motion, Scope::Global],
            Stage::Failed(_) => vec![Scope::Motion, Scope::Global],
        }
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        use Command::*;
        match &self.stage {
            Stage::Writing(writing) if writing.completion.is_some() => vec![CompleteField],
            Stage::Writing(_) => vec![
                Plan,
                CompleteField,
                Search,
                Undo,
                NextFinding,
                EditOutside,
                JumpToPath,
            ],
            Stage::Choosing(_) => vec![Open, DiscardDraft],
            Stage::Opening(_) | Stage::Failed(_) => Vec::new(),
        }
    }

    fn context(&self) -> Option<&ContextName> {
        Some(&self.context)
    }

    /// So that the plan knows when somebody else changes it, or when it takes changes again.
    fn watched(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        match news {
            News::Answer(answer) => self.answered(answer, look),
            News::Rebased { base, document } if Some(&base.key) == self.key.as_ref() => {
                let (editing, schema) = (self.editing, &self.schema);
                if let Stage::Writing(writing) = &mut self.stage {
                    writing.rebase(base, document, editing, schema);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn resize(&mut self, look: Look<'_>) {
        let areas = layout::editor(look.size);
        if let Some(writing) = self.writing_mut() {
            writing.text.editor.resize(areas.text);
        }
    }

    fn takes_text(&self) -> bool {
        matches!(self.stage, Stage::Writing(_) | Stage::Opening(_))
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        self.is_leaving = false;
        match self.stage {
            Stage::Choosing(_) => self.run_choosing(command, look),
            Stage::Writing(_) => self.run_writing(command, look),
            Stage::Opening(_) | Stage::Failed(_) => None,
        }
    }

    fn typed(&mut self, key: TypedKey, look: Look<'_>) -> Vec<Request> {
        self.is_leaving = false;
        let schema = &self.schema;
        if let (Stage::Writing(writing), Some(letter)) = (&mut self.stage, key.text()) {
            writing.text.editor.insert_char(letter);
            writing.touched(look.now);
            if writing.completion.is_some() {
                writing.completion = Completion::at_cursor(&writing.text.editor, schema);
            }
        }
        Vec::new()
    }

    fn pasted(&mut self, text: &str, look: Look<'_>) -> Option<Vec<Request>> {
        let writing = self.writing_mut()?;
        writing.completion = None;
        let requests = writing.text.paste(text);
        writing.touched(look.now);
        Some(requests)
    }

    fn press(&mut self, at: Position, _look: Look<'_>) -> Vec<Request> {
        if let Some(writing) = self.writing_mut() {
            writing.completion = None;
            writing.text.editor.press(at);
        }
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, _look: Look<'_>) {
        if let Some(writing) = self.writing_mut() {
            writing.text.editor.scroll(lines);
        }
    }

    fn line(&mut self, purpose: Purpose, text: &str, look: Look<'_>) -> Vec<Request> {
        self.line_typed(purpose, text, look)
    }

    fn command_line(&self, look: Look<'_>) -> Option<CommandLine> {
        let line = match &self.key {
            Some(key) => {
                let name = look.known.row(key).map_or(&*key.id, |row| &*row.name);
                CommandLine::edit(name)
            }
            None => CommandLine::create(),
        };
        Some(line.in_context(&self.context))
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        self.writing()
            .map(|writing| writing.text.editor.path_at_cursor().to_string())
    }

    fn back(&mut self, _look: Look<'_>) -> bool {
        let Some(writing) = self.writing_mut() else {
            return false;
        };
        if writing.completion.take().is_some() || writing.text.back() {
            return true;
        }
        // Esc by habit: what is typed behind it would be commands of another screen.
        let stays = writing.is_changed() && !self.is_leaving;
        self.is_leaving = stays;
        stays
    }

    fn leave(&mut self, _look: Look<'_>) -> Vec<Request> {
        let Some(writing) = self.writing() else {
            return Vec::new();
        };
        if !writing.has_draft() {
            return Vec::new();
        }
        let edit = edit_of(writing);
        // Without a base, a draft that was gone on with is compared with itself: it stays.
        let is_worth_nothing =
            !writing.is_changed() && (writing.base.is_some() || !writing.draft.was_resumed);
        if is_worth_nothing {
            return vec![Request::Ask(Question::RemoveDraft(edit))];
        }
        let words = match base_of(writing) {
            Some(_) => "The draft is kept: edit it again to go on",
            None => "The draft is kept: it is among the drafts",
        };
        vec![
            Request::Ask(Question::ReleaseDraft(edit)),
            Request::Notify(Notice::info(words)),
        ]
    }

    fn unsaved(&self) -> Option<(EditId, u64)> {
        let writing = self.writing()?;
        writing
            .has_draft()
            .then(|| (edit_of(writing), writing.text.editor.revision()))
    }

    fn draft(&self) -> Option<Draft> {
        Some(self.writing()?.to_draft(&self.context, self.editing))
    }

    fn next_wake(&self) -> Option<DateTime<Utc>> {
        self.writing()?.next_check()
    }

    fn tick(&mut self, _look: Look<'_>) -> Vec<Request> {
        let (editing, schema) = (self.editing, &self.schema);
        if let Stage::Writing(writing) = &mut self.stage {
            writing.check(editing, schema);
        }
        // Something on the screen may have changed.
        vec![Request::Repaint]
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        super::view::view(self, look, buf);
    }
}

pub(super) fn asked(questions: Vec<Question>) -> Vec<Request> {
    questions.into_iter().map(Request::Ask).collect()
}

fn edit_of(writing: &Writing) -> EditId {
    EditId {
        draft: writing.draft.id.clone(),
        begun: writing.draft.begun,
    }
}

fn base_of(writing: &Writing) -> Option<i64> {
    writing.base.as_ref().and_then(|base| base.version)
}

/// What a draft in the list is, in words.
pub(super) fn draft_words(draft: &Draft, current: Option<i64>) -> String {
    match (base_version(draft), current) {
        (Some(base), Some(now)) if base == now => format!("from v{base}, which is still current"),
        (Some(base), Some(now)) => format!("from v{base}; v{now} is there now, the plan will merge them"),
        (Some(base), None) => format!("from v{base}"),
        (None, _) => String::new(),
    }
}
