//! A change of a desired state whose answer never came, looked for by reading: nothing is sent again.

use std::sync::Arc;

use crate::managers::{ElementSink, ManagerError};
use crate::resource::text::visible;
use crate::resource::{Detail, Id, Key, Notice, Row, Step};
use crate::spec::Edit;
use crate::transport::Priority;

use super::apply::{differences, named};
use super::edit::editable;
use super::follow::{LOOKS_FOR_A_TRACE, looks_for_a_trace, running};
use super::perform::Errand;

/// Looks for a trace of a change whose answer never came.
pub(super) async fn look_for_change(
    errand: Errand<'_>,
    edit: &Edit,
    before: Option<&Detail>,
    mut notice: Notice,
) -> Step {
    for pause in looks_for_a_trace(errand.session, LOOKS_FOR_A_TRACE) {
        tokio::time::sleep(pause).await;
        let now = match errand.read(Priority::Check).await {
            Ok(now) => now,
            Err(error) => {
                notice.hint = Some(format!(
                    "it could not be read back: {}",
                    visible(&error.to_string())
                ));
                if error.needs_the_user() {
                    break;
                }
                continue;
            }
        };
        let editing = errand.session.editing(errand.intent.key.kind);
        if let Ok(document) = editing.and_then(|editing| editable(editing, &now))
            && document == edit.expected
        {
            return Step::Accepted(format!(
                "no answer came, but what was asked is there: {}",
                running(&now)
            ));
        }
        if before.is_some_and(|before| before.row.version != now.row.version) {
            notice.hint = Some(format!(
                "read back: its version changed, but it does not hold what was asked; {}",
                running(&now)
            ));
            break;
        }
        notice.hint = Some(format!(
            "read back: {}, no sign of it; the draft is kept",
            running(&now)
        ));
    }
    Step::Unknown(notice)
}

/// Looks for a new object of the name that was asked for, when the answer never came.
pub(super) async fn look_for_new(errand: Errand<'_>, edit: &Edit, mut notice: Notice, key: &mut Key) -> Step {
    let name = visible(&errand.intent.name);
    for pause in looks_for_a_trace(errand.session, LOOKS_FOR_A_TRACE) {
        tokio::time::sleep(pause).await;
        match of_that_name(errand, edit).await {
            Ok(OfThatName::None) => {
                notice.hint = Some(format!("no {name} is listed; nothing is sent again by itself"));
            }
            Ok(OfThatName::One(id)) => {
                key.id = id;
                named(errand, key);
                return Step::Accepted(format!("no id was told, but {name} is listed"));
            }
            Ok(OfThatName::Another) => {
                notice.hint = Some(format!(
                    "{name} is listed, but is not what was asked for: look at it"
                ));
                break;
            }
            Ok(OfThatName::Many(count)) => {
                notice.hint = Some(format!("{count} of that name are listed: look at them"));
                break;
            }
            Err(error) => {
                let why = error.to_string();
                notice.hint = Some(format!("the list could not be read: {}", visible(&why)));
                if error.needs_the_user() {
                    break;
                }
            }
        }
    }
    Step::Unknown(notice)
}

/// What there is of a name that was asked for.
enum OfThatName {
    None,
    /// It holds what was asked for.
    One(Id),
    /// It holds something else: it was there before, or somebody else created it.
    Another,
    Many(usize),
}

async fn of_that_name(errand: Errand<'_>, edit: &Edit) -> Result<OfThatName, ManagerError> {
    let Errand { session, intent, .. } = errand;
    let kind = intent.key.kind;
    let mut found = Found {
        wanted: &intent.name,
        rows: Vec::new(),
    };
    session.list(kind, Priority::Check, &mut found).await?;
    match found.rows.as_slice() {
        [] => Ok(OfThatName::None),
        [one] => {
            let detail = session.read(kind, &one.id, Priority::Check).await?;
            let document = editable(session.editing(kind)?, &detail)?;
            if differences(edit, &document).is_empty() {
                Ok(OfThatName::One(Arc::clone(&one.id)))
            } else {
                Ok(OfThatName::Another)
            }
        }
        many => Ok(OfThatName::Many(many.len())),
    }
}

/// Collects the rows of one name.
struct Found<'a> {
    wanted: &'a str,
    rows: Vec<Row>,
}

impl ElementSink for Found<'_> {
    fn element(&mut self, raw: &str, read: fn(&str) -> Row) {
        let row = read(raw);
        if *row.name == *self.wanted {
            self.rows.push(row);
        }
    }
}
