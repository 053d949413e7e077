//! A draft: an edited document on its way to being sent, as it is kept until it is.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::resource::{ContextName, Id, KindId};

/// The number of the format in which drafts are written.
const FORMAT: u32 = 1;

/// An edited document, and what is needed to go on with it in another run.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    #[serde(with = "shared_text")]
    pub context: ContextName,
    /// The word of a [`KindId`]; see [`Draft::is_of`].
    pub kind: String,
    pub target: DraftTarget,
    /// What was typed, character by character: it need not be a document, and may hold secrets.
    pub text: String,
    /// Line and column of the cursor, from 0.
    pub cursor: (usize, usize),
    /// When the editing began; tells two edits of the same object and base apart.
    pub begun: DateTime<Utc>,
    /// When it was last written.
    pub saved: DateTime<Utc>,
}

/// What a draft is to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftTarget {
    Existing {
        #[serde(with = "shared_text")]
        id: Id,
        name: String,
        /// `None` where the manager counts no versions.
        base_version: Option<i64>,
        /// The editable document that the editing began from, as text, its secrets masked.
        base: String,
    },
    New {
        /// What it might be called.
        name_hint: String,
        /// Where its text came from: "template", "copy of NAME", or the name of a file.
        origin: String,
    },
}

/// The name of a draft, which is also the name of its file: lower-case ASCII letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct DraftId(String);

/// Why a text is no draft that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// What stands there is not repeated: it may be a secret.
    #[error("it is no draft, or a damaged one (line {line}, column {column})")]
    Damaged { line: usize, column: usize },
    #[error("it was written by a newer version of this program (format {format}; this one knows {FORMAT})")]
    Newer { format: u32 },
    #[error("\"{0}\" is not the name of a draft")]
    Misnamed(String),
}

impl Draft {
    /// Whether it is a draft of this kind.
    pub fn is_of(&self, kind: KindId) -> bool {
        self.kind == kind.0
    }

    /// What it is called: the name of the object, or what a new one might be called.
    pub fn name(&self) -> &str {
        match &self.target {
            DraftTarget::Existing { name, .. } => name,
            DraftTarget::New { name_hint, .. } => name_hint,
        }
    }

    /// The draft as it is written to disk.
    pub fn to_text(&self) -> String {
        #[derive(Serialize)]
        struct Written<'a> {
            format: u32,
            #[serde(flatten)]
            draft: &'a Draft,
        }
        let written = Written {
            format: FORMAT,
            draft: self,
        };
        #[expect(
            clippy::expect_used,
            reason = "only a map with keys that are no texts, or a failing writer, could refuse; here is neither"
        )]
        serde_json::to_string_pretty(&written).expect("a draft is texts and numbers")
    }

    /// Reads what [`Draft::to_text`] gave; fields that this build does not know are passed over.
    ///
    /// # Errors
    /// [`DraftError`].
    pub fn from_text(text: &str) -> Result<Self, DraftError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let damaged = |error: serde_json::Error| DraftError::Damaged {
            line: error.line(),
            column: error.column(),
        };
        let head: Head = serde_json::from_str(text).map_err(damaged)?;
        if head.format > FORMAT {
            return Err(DraftError::Newer { format: head.format });
        }
        serde_json::from_str(text).map_err(damaged)
    }
}

/// Without the text, which may hold secrets: this is what a log would show.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("id", &self.id)
            .field("context", &self.context)
            .field("kind", &self.kind)
            .field("name", &self.name())
            .field("text_bytes", &self.text.len())
            .field("begun", &self.begun)
            .field("saved", &self.saved)
            .finish_non_exhaustive()
    }
}

impl DraftId {
    /// The name of a draft of this version of an object.
    pub fn of_existing(context: &str, kind: KindId, id: &str, base_version: Option<i64>) -> Self {
        let version = base_version.map_or_else(String::new, |version| version.to_string());
        let readable = match base_version {
            Some(version) => format!("{context}-{id}-v{version}"),
            None => format!("{context}-{id}"),
        };
        Self(file_stem(&readable, &["existing", context, kind.0, id, &version]))
    }

    /// The name of a draft of a new object; `unique` is a word that no other draft was given.
    pub fn of_new(context: &str, kind: KindId, unique: &str) -> Self {
        let readable = format!("{context}-new-{}", kind.0);
        Self(file_stem(&readable, &["new", context, kind.0, unique]))
    }

    /// The name for the `number`-th draft of what this one is a draft of.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        let first = self.0.split('_').next().unwrap_or_default();
        if number <= 1 {
            Self(first.to_owned())
        } else {
            Self(format!("{first}_{number}"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DraftId {
    type Error = DraftError;

    fn try_from(text: String) -> Result<Self, DraftError> {
        let is_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if text.is_empty() || text.len() > 120 || !text.chars().all(is_safe) {
            return Err(DraftError::Misnamed(text));
        }
        Ok(Self(text))
    }
}

impl std::str::FromStr for DraftId {
    type Err = DraftError;

    fn from_str(text: &str) -> Result<Self, DraftError> {
        text.to_owned().try_into()
    }
}

/// A name for a file that is safe whatever the names in it hold: something to read, and a number that
/// differs whenever one of `parts` does. It is the same in every run, and holds no `_`.
pub fn file_stem(readable: &str, parts: &[&str]) -> String {
    const LONGEST_SLUG: usize = 48;
    let mut slug = String::new();
    for c in readable.chars().take(4 * LONGEST_SLUG) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_SLUG);
    let slug = slug.trim_end_matches('-');
    let number = fnv1a(parts);
    if slug.is_empty() {
        format!("{number:016x}")
    } else {
        format!("{slug}-{number:016x}")
    }
}

/// FNV-1a of 64 bits over the parts with their lengths. Files are found by it: it must never change.
fn fnv1a(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for part in parts {
        take(&(part.len() as u64).to_le_bytes());
        take(part.as_bytes());
    }
    hash
}

/// A shared text is written as a text.
mod shared_text {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(deserializer).map(Arc::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::kind::CLUSTERS;

    fn draft() -> Draft {
        Draft {
            id: DraftId::of_existing("prod", CLUSTERS, "e9e1", Some(42)),
            context: "prod".into(),
            kind: "clusters".into(),
            target: DraftTarget::Existing {
                id: "e9e1".into(),
                name: "analytics".into(),
                base_version: Some(42),
                base: "{}".into(),
            },
            text: "{ \"half\": \"hush".into(),
            cursor: (3, 14),
            begun: DateTime::from_timestamp_nanos(1_700_000_000_123_456_789),
            saved: DateTime::from_timestamp_nanos(1_700_000_100_000_000_001),
        }
    }

    #[test]
    fn a_draft_comes_back_as_it_was_written() {
        let mut draft = draft();
        assert_eq!(Draft::from_text(&draft.to_text()).unwrap(), draft);
        draft.target = DraftTarget::New {
            name_hint: "neu/é".into(),
            origin: "copy of analytics".into(),
        };
        assert_eq!(Draft::from_text(&draft.to_text()).unwrap(), draft);
    }

    #[test]
    fn unknown_fields_are_passed_over_and_a_newer_format_is_told() {
        let text = draft().to_text();
        let more = text.replacen('{', "{\"mood\": [1], \"purpose_note\": null,", 1);
        assert_eq!(Draft::from_text(&more).unwrap(), draft());
        let newer = text.replacen("\"format\": 1", "\"format\": 2, \"text\": 5", 1);
        assert_eq!(
            Draft::from_text(&newer).unwrap_err(),
            DraftError::Newer { format: 2 }
        );
    }

    #[test]
    fn a_damaged_draft_is_told_without_its_content() {
        let text = draft().to_text();
        let cut = &text[..text.find("hush").unwrap() + 4];
        for text in ["", "[]", "{}", "\u{0}", cut, r#"{"format": "hush"}"#] {
            let words = Draft::from_text(text).unwrap_err().to_string();
            assert!(words.contains("damaged") && !words.contains("hush"), "{words}");
        }
        assert!(!format!("{:?}", draft()).contains("hush"));
    }

    #[test]
    fn an_id_is_a_safe_name_of_a_file_whatever_the_names_hold() {
        let long = "x".repeat(5_000);
        for name in ["", "..", "../../etc", "a/b\\c", "データ", "\u{0}\n", "CON", &long] {
            for id in [
                DraftId::of_existing(name, CLUSTERS, name, Some(-1)),
                DraftId::of_existing(name, CLUSTERS, name, None),
                DraftId::of_new(name, CLUSTERS, name),
            ] {
                assert_eq!(id.as_str().parse::<DraftId>().unwrap(), id);
                assert!(id.numbered(12).as_str().len() <= 80, "{id}");
            }
        }
        assert!("../x".parse::<DraftId>().is_err() && "a.json".parse::<DraftId>().is_err());
    }

    #[test]
    fn ids_differ_where_their_parts_do_and_stay_the_same_for_ever() {
        let id = DraftId::of_existing("Prod", CLUSTERS, "a/b", Some(3));
        assert_eq!(id.as_str(), "prod-a-b-v3-327a255d00176da5");
        let others = [
            DraftId::of_existing("prod", CLUSTERS, "a/b", Some(3)),
            DraftId::of_existing("Prod", CLUSTERS, "a-b", Some(3)),
            DraftId::of_existing("Prod", CLUSTERS, "a/b", Some(4)),
            DraftId::of_existing("Prod", CLUSTERS, "a/b", None),
            DraftId::of_existing("Prod", KindId("servers"), "a/b", Some(3)),
            DraftId::of_existing("Proda", CLUSTERS, "/b", Some(3)),
            DraftId::of_new("Prod", CLUSTERS, "a/b"),
        ];
        assert!(others.iter().all(|other| *other != id));
    }

    #[test]
    fn a_numbered_id_names_its_first_again() {
        let id = DraftId::of_new("prod", CLUSTERS, "x");
        let second = id.numbered(2);
        assert_eq!(second.as_str(), format!("{id}_2"));
        assert_eq!(
            (second.numbered(3), second.numbered(1)),
            (id.numbered(3), id.clone())
        );
    }
}
