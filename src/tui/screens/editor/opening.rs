//! From what is to be edited to a text.

use std::sync::Arc;

use crate::resource::{Key, Notice};
use crate::spec::secret;
use crate::spec::{Base, Draft, DraftTarget, Editing, Json};
use crate::tui::msg::{Answer, Kept, Question};

/// Where the text of a new object comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Template,
    /// Another object, and its name.
    CopyOf(Key, String),
    /// A file of the user.
    File(String),
}

/// What is still waited for.
#[derive(Debug)]
pub struct Opening {
    what: What,
    base: Option<Arc<Base>>,
    drafts: Option<Vec<Kept>>,
}

#[derive(Debug)]
enum What {
    Edit(Key),
    Create(Origin),
    /// A draft, as it was left.
    Resume(Arc<Draft>, Key),
}

/// What comes of waiting.
#[derive(Debug)]
pub enum Opened {
    /// Go on waiting, and ask this.
    Wait(Vec<Question>),
    /// There are drafts of it: the user chooses.
    Choose(Arc<Base>, Vec<Kept>),
    Write(Start),
    Failed(Notice),
}

/// What the writing begins with.
#[derive(Debug)]
pub struct Start {
    pub base: Option<Arc<Base>>,
    /// Whose secrets stand behind the masks.
    pub secrets: Option<Json>,
    pub text: String,
    /// The draft that is gone on with.
    pub draft: Option<Arc<Draft>>,
    /// What a new draft says of where its text came from.
    pub origin: String,
}

impl Opening {
    pub fn edit(key: Key) -> (Self, Vec<Question>) {
        let questions = vec![Question::Base(key.clone()), Question::Drafts];
        (Self::new(What::Edit(key)), questions)
    }

    pub fn create(origin: Origin) -> (Self, Vec<Question>) {
        let questions = match &origin {
            Origin::Template => Vec::new(),
            Origin::CopyOf(key, _) => vec![Question::Base(key.clone())],
            Origin::File(path) => vec![Question::File(path.clone())],
        };
        (Self::new(What::Create(origin)), questions)
    }

    /// Goes on with a draft; `key` is the object it is for.
    pub fn resume(draft: Arc<Draft>, key: Key) -> (Self, Vec<Question>) {
        let questions = match draft.target {
            DraftTarget::Existing { .. } => vec![Question::Base(key.clone())],
            DraftTarget::New { .. } => Vec::new(),
        };
        (Self::new(What::Resume(draft, key)), questions)
    }

    fn new(what: What) -> Self {
        Self {
            what,
            base: None,
            drafts: None,
        }
    }

    /// The file that it is read from.
    pub fn file(&self) -> Option<&str> {
        match &self.what {
            What::Create(Origin::File(path)) => Some(path),
            _ => None,
        }
    }

    /// What can be opened without any answer.
    pub fn at_once(&self, editing: &Editing) -> Option<Start> {
        match &self.what {
            What::Create(Origin::Template) => Some(Start::new_object(
                pretty(editing.template),
                "the template".into(),
                None,
            )),
            What::Resume(draft, _) if matches!(draft.target, DraftTarget::New { .. }) => Some(Start {
                base: None,
                secrets: None,
                text: draft.text.clone(),
                draft: Some(Arc::clone(draft)),
                origin: String::new(),
            }),
            _ => None,
        }
    }

    /// Takes an answer that was waited for; `None` if it is for somebody else.
    pub fn answered(&mut self, answer: &Answer, editing: &Editing) -> Option<Opened> {
        match (&self.what, answer) {
            (What::Edit(key) | What::Resume(_, key), Answer::Base { key: of, base }) if key == of => {
                match base {
                    Err(notice) => return Some(Opened::Failed(notice.clone())),
                    Ok(base) => self.base = Some(Arc::clone(base)),
                }
            }
            (What::Create(Origin::CopyOf(key, name)), Answer::Base { key: of, base }) if key == of => {
                return Some(match base {
                    Err(notice) => Opened::Failed(notice.clone()),
                    Ok(base) => {
                        let copy = (editing.copied)(&base.document);
                        let text = masked(editing, &copy).pretty();
                        Opened::Write(Start::new_object(text, format!("copy of {name}"), Some(copy)))
                    }
                });
            }
            (What::Create(Origin::File(path)), Answer::File { path: of, text }) if path == of => {
                return Some(match text {
                    Err(notice) => Opened::Failed(notice.clone()),
                    Ok(text) => Opened::Write(Start::new_object(of_file(text, editing), path.clone(), None)),
                });
            }
            (What::Edit(key), Answer::Drafts { drafts, .. }) => {
                let is_of_it = |kept: &&Kept| is_draft_of(&kept.draft, key);
                self.drafts = Some(drafts.iter().filter(is_of_it).cloned().collect());
            }
            (
                What::Resume(draft, key),
                Answer::Version {
                    key: of,
                    number,
                    document,
                },
            ) if key == of && base_version(draft) == Some(*number) => {
                let base = self.base.clone()?;
                let document = match document {
                    Ok(Some(document)) => (**document).clone(),
                    Ok(None) | Err(_) => kept_base(draft, &base, editing),
                };
                return Some(Opened::Write(resumed(draft, base, document)));
            }
            _ => return None,
        }
        Some(self.next(editing))
    }

    fn next(&self, editing: &Editing) -> Opened {
        let Some(base) = &self.base else {
            return Opened::Wait(Vec::new());
        };
        match (&self.what, &self.drafts) {
            (What::Edit(_), Some(drafts)) if drafts.is_empty() => {
                Opened::Write(Start::of_base(Arc::clone(base), editing))
            }
            (What::Edit(_), Some(drafts)) => Opened::Choose(Arc::clone(base), drafts.clone()),
            (What::Resume(draft, key), _) => match base_version(draft) {
                Some(version) if base.version != Some(version) => {
                    Opened::Wait(vec![Question::Version(key.clone(), version)])
                }
                _ => Opened::Write(resumed(draft, Arc::clone(base), base.document.clone())),
            },
            _ => Opened::Wait(Vec::new()),
        }
    }
}

impl Start {
    pub fn of_base(base: Arc<Base>, editing: &Editing) -> Self {
        Self {
            text: masked(editing, &base.document).pretty(),
            secrets: Some(base.document.clone()),
            base: Some(base),
            draft: None,
            origin: String::new(),
        }
    }

    fn new_object(text: String, origin: String, secrets: Option<Json>) -> Self {
        Self {
            base: None,
            secrets,
            text,
            draft: None,
            origin,
        }
    }
}

/// The document without the values of its secrets.
pub fn masked(editing: &Editing, document: &Json) -> Json {
    secret::mask(document, &|path: &[&str]| {
        secret::is_secret(editing.secrets, path)
    })
}

/// Whether a draft was begun on this object.
pub fn is_draft_of(draft: &Draft, key: &Key) -> bool {
    let is_id = matches!(&draft.target, DraftTarget::Existing { id, .. } if *id == key.id);
    is_id && draft.context == key.context && draft.is_of(key.kind)
}

/// The version that a draft was begun from.
pub fn base_version(draft: &Draft) -> Option<i64> {
    match draft.target {
        DraftTarget::Existing { base_version, .. } => base_version,
        DraftTarget::New { .. } => None,
    }
}

/// A draft with the base it was begun from, read again: what changed since is for the plan to merge.
fn resumed(draft: &Arc<Draft>, base: Arc<Base>, document: Json) -> Start {
    let version = base_version(draft).or(base.version);
    let base = Base {
        version,
        document: document.clone(),
        ..(*base).clone()
    };
    Start {
        base: Some(Arc::new(base)),
        secrets: Some(document),
        text: draft.text.clone(),
        draft: Some(Arc::clone(draft)),
        origin: String::new(),
    }
}

/// The base as the draft kept it, with the secrets of today, and without those that are gone: the manager does
/// not keep that version.
fn kept_base(draft: &Draft, now: &Base, editing: &Editing) -> Json {
    let DraftTarget::Existing { base, .. } = &draft.target else {
        return now.document.clone();
    };
    let is_secret = |path: &[&str]| secret::is_secret(editing.secrets, path);
    match base.parse::<Json>() {
        Ok(kept) => secret::without_masks(&secret::unmask(&kept, &now.document, &is_secret).0),
        Err(_) => now.document.clone(),
    }
}

/// The text indented anew if it is a document; as it stands otherwise.
fn pretty(text: &str) -> String {
    text.parse::<Json>()
        .map_or_else(|_| text.to_owned(), |document| document.pretty())
}

/// The text of a file without what the manager alone sets: it may be what the manager gave of another object.
fn of_file(text: &str, editing: &Editing) -> String {
    let document = text.parse::<Json>().ok();
    let editable = document.as_ref().map(|document| (editing.editable)(document));
    match editable {
        Some(Json::Object(members)) if !members.is_empty() => Json::Object(members).pretty(),
        // Not such a document: it is shown as it is, and what is wrong with it is said.
        _ => pretty(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DraftId;
    use crate::spec::secret::MASK;
    use crate::tui::screens::plan::sample::{EDITING, base, json, key, start, with};

    const STRICT: Editing = Editing {
        editable: |document| {
            let parts = document.as_object().cloned().unwrap_or_default();
            let parts = parts
                .iter()
                .filter(|(key, _)| matches!(*key, "metadata" | "spec"));
            Json::Object(parts.map(|(key, part)| (key, part.clone())).collect())
        },
        ..EDITING
    };

    fn opened_file(text: &str) -> String {
        let (mut opening, _) = Opening::create(Origin::File("a.json".into()));
        let answer = Answer::File {
            path: "a.json".into(),
            text: Ok(text.into()),
        };
        match opening.answered(&answer, &STRICT) {
            Some(Opened::Write(start)) => start.text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_a_file_is_taken_what_may_be_edited_and_a_text_that_is_no_document_as_it_is() {
        let document = r#"{"metadata":{"name":"x"},"status":{"state":"RUNNING"},"spec":{"a":1}}"#;
        let editable = json(r#"{"metadata":{"name":"x"},"spec":{"a":1}}"#);
        assert_eq!(opened_file(document), editable.pretty());
        assert_eq!(opened_file(r#"{"a":1}"#), json(r#"{"a":1}"#).pretty());
        assert_eq!(opened_file("{ half"), "{ half");
    }

    #[test]
    fn a_kept_base_has_no_mask_in_place_of_a_secret_that_is_gone() {
        let kept = with(&[(
            "\"pearl\"",
            "\"********\", \"old\": { \"password\": \"********\" }",
        )]);
        let draft = Draft {
            id: DraftId::of_existing("prod", EDITING.kind, "id-1", Some(41)),
            context: "prod".into(),
            kind: EDITING.kind.0.into(),
            target: DraftTarget::Existing {
                id: "id-1".into(),
                name: "orders".into(),
                base_version: Some(41),
                base: kept.pretty(),
            },
            text: kept.pretty(),
            cursor: (0, 0),
            begun: start(),
            saved: start(),
        };
        let (mut opening, _) = Opening::resume(Arc::new(draft), key());
        let base = Answer::Base {
            key: key(),
            base: Ok(base(42, with(&[]), 0)),
        };
        let gone = Answer::Version {
            key: key(),
            number: 41,
            document: Ok(None),
        };
        assert!(matches!(opening.answered(&base, &EDITING), Some(Opened::Wait(_))));
        let Some(Opened::Write(start)) = opening.answered(&gone, &EDITING) else {
            panic!("{opening:?}");
        };
        let secrets = start.secrets.unwrap().to_string();
        assert!(secrets.contains("pearl") && !secrets.contains(MASK), "{secrets}");
    }
}
