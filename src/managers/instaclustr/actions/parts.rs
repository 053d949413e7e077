//! How parts of a cluster come and go: they are followed in their list, where that was read.

use std::sync::Arc;

use crate::resource::{Following, KindId, Row, StateClass, Target};

/// The parts of a kind, if they were read at all.
pub fn list<'a>(target: &Target<'a>, kind: KindId) -> Option<&'a [Arc<Row>]> {
    let children = &target.detail?.children;
    let list = children.iter().find(|children| children.kind == kind)?;
    Some(&list.rows)
}

/// Taken, and nothing more can be seen of it.
pub fn accepted(_: &Target<'_>, _: &Target<'_>) -> Following {
    Following::Done("the manager took it".into())
}

/// Done once all of these are in their list and run, or have nothing to come up; of a list that was not read it is
/// known that the manager took it.
pub fn there<'a>(now: &Target<'_>, kind: KindId, ids: impl IntoIterator<Item = &'a str>) -> Following {
    let Some(rows) = list(now, kind) else {
        return accepted(now, now);
    };
    for id in ids {
        let Some(row) = rows.iter().find(|row| *row.id == *id) else {
            return Following::Running(format!("{id} is not listed yet"));
        };
        let state = &row.state;
        match state.class {
            StateClass::Busy => return Following::Running(format!("{id} is {}", state.text)),
            StateClass::Bad => return Following::Failed(format!("{id} is {}", state.text)),
            StateClass::Up | StateClass::Down | StateClass::GoingDown | StateClass::Neutral => {}
        }
    }
    Following::Done("it is there".into())
}

/// Done once the part that was meant is in its list no more.
pub fn gone(before: &Target<'_>, now: &Target<'_>, kind: KindId) -> Following {
    let (Some(part), Some(rows)) = (before.part, list(now, kind)) else {
        return accepted(before, now);
    };
    match rows.iter().find(|row| row.id == part.id) {
        None => Following::Done(format!("{} is gone", part.name)),
        Some(row) if row.state.text.is_empty() => Following::Running(format!("{} is still there", part.name)),
        Some(row) => Following::Running(format!("{} is {}", part.name, row.state.text)),
    }
}

/// The name of the part that is meant.
pub fn name<'a>(target: &Target<'a>, otherwise: &'a str) -> &'a str {
    target.part.map_or(otherwise, |part| &part.name)
}
