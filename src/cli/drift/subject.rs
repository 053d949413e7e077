//! Which cluster a document is about: by its id if it says one, else by its name.

use std::sync::Arc;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::get::singular;
use crate::cli::resolve::{self, Care};
use crate::cli::trouble::Trouble;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Notice, Row};
use crate::session::Session;
use crate::spec::{Json, Path};

/// Where a document says the id of its object ("Get cluster details": `metadata.uid`).
const ID_AT: &str = "metadata.uid";
/// Where a document says the name of its object.
const NAME_AT: &str = "metadata.name";

/// What a document is about.
#[derive(Debug)]
pub enum Subject<'a> {
    Existing(&'a Arc<Session>, &'a Row),
    /// Nothing of this name is there.
    New(String),
}

/// Finds what a document is about.
///
/// # Errors
/// It says neither id nor name; there is no such id; several have the name; or whether there is one cannot be
/// told, because a context did not answer.
pub fn subject<'a>(fleet: &'a Fleet, document: &Json) -> Result<Subject<'a>, Trouble> {
    let kind = singular(CLUSTERS);
    if let Some(id) = text_at(ID_AT, document) {
        let by_id = fleet.all().find(|(_, element)| *element.row.id == *id);
        return match by_id {
            Some((session, element)) => Ok(Subject::Existing(session, &element.row)),
            None if fleet.unasked.is_empty() => Err(Trouble::new(
                Exit::NotFound,
                Notice::error(format!("no {kind} has the id {}", visible(id)))
                    .with_hint(format!("without {ID_AT} the {kind} is found by its name")),
            )),
            None => resolve::find(fleet, kind, id, Care::Change)
                .map(|(session, row)| Subject::Existing(session, row)),
        };
    }
    let Some(name) = text_at(NAME_AT, document) else {
        let notice = Notice::error(format!("it does not say which {kind} it is about"));
        return Err(Trouble::new(
            Exit::Usage,
            notice.with_hint(format!("{NAME_AT} is the name, {ID_AT} the id")),
        ));
    };
    let is_there = fleet
        .all()
        .any(|(_, element)| resolve::is_meant(&element.row, name));
    if !is_there && fleet.unasked.is_empty() {
        return Ok(Subject::New(name.to_owned()));
    }
    resolve::find(fleet, kind, name, Care::Change).map(|(session, row)| Subject::Existing(session, row))
}

/// The context in which something new is to be created.
///
/// # Errors
/// Several are open: one must be named.
pub fn only_session(meant: &Meant) -> Result<&Arc<Session>, Trouble> {
    match meant.sessions.as_slice() {
        [(session, _)] => Ok(session),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|(session, _)| visible(session.name()))
                .collect();
            Err(Trouble::usage(
                "a new cluster is created in one context: which one?",
                format!("-c CONTEXT names it; there are: {}", names.join(", ")),
            ))
        }
    }
}

fn text_at<'a>(path: &str, document: &'a Json) -> Option<&'a str> {
    let text = Path::read(path).in_document(document)?.as_str()?;
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_without_id_and_name_is_about_nothing() {
        let document: Json = r#"{"spec":{},"metadata":{"name":" "}}"#.parse().unwrap();
        let trouble = subject(&Fleet::default(), &document).unwrap_err();
        assert_eq!(trouble.exit, Exit::Usage);
    }

    #[test]
    fn a_name_that_nothing_has_is_new_only_if_every_context_answered() {
        let document: Json = r#"{"metadata":{"name":"orders"}}"#.parse().unwrap();
        let fleet = Fleet::default();
        assert!(matches!(subject(&fleet, &document), Ok(Subject::New(name)) if name == "orders"));
        let fleet = Fleet {
            unasked: vec![Notice::error("Could not list clusters of lab")],
            ..Fleet::default()
        };
        assert_eq!(subject(&fleet, &document).unwrap_err().exit, Exit::NoAnswer);
    }

    #[test]
    fn an_id_that_nothing_has_is_never_taken_for_a_name() {
        let document: Json = r#"{"metadata":{"name":"orders","uid":"1-2"}}"#.parse().unwrap();
        assert_eq!(
            subject(&Fleet::default(), &document).unwrap_err().exit,
            Exit::NotFound
        );
    }
}
