//! Changes of desired states: what is sent, what is not, and what is said of their end.

mod scripted;
mod simulated;

use super::script::{Answer, EDITING, Script};
use super::*;
use crate::managers::ManagerError;
use crate::managers::{FieldError, Submitted};
use crate::resource::{Notice, Transfer, action};
use crate::session::apply;
use crate::spec::{Base, Edit, Editing, Json, Manner, Path, Plan, SpecRequest, Verdict, Way};
use crate::transport::TransportError;

const PATCH: Manner = Manner {
    way: Way::Patch,
    force: false,
};

/// A change that is asked for; what was seen says nothing here, as the base is compared instead.
fn intent(action: ActionId, key: Key, name: &str) -> Intent {
    Intent {
        activity: ActivityId(1),
        action,
        key,
        name: name.into(),
        part: None,
        arguments: Arguments::default(),
        seen: Seen {
            state: "".into(),
            version: None,
            part_state: None,
        },
        transfer: Transfer::default(),
    }
}

fn intent_of(edit: &Edit) -> Intent {
    let base = edit.base.as_ref().unwrap();
    intent(action::EDIT, base.key.clone(), &base.name)
}

/// The document with another name in it: a change that every manager knows.
fn renamed(editing: &Editing, document: &Json, name: &str) -> Json {
    let mut document = document.to_value();
    let pointer = format!("/{}", editing.name_at.replace('.', "/"));
    *document.pointer_mut(&pointer).unwrap() = name.into();
    Json::from(&document)
}

fn notice_of(step: &Step) -> &Notice {
    match step {
        Step::Rejected(notice) | Step::Unknown(notice) | Step::NotSent(notice) => notice,
        other => panic!("no notice in {other:?}"),
    }
}

fn hint_of(step: &Step) -> &str {
    notice_of(step).hint.as_deref().unwrap_or_default()
}

/// All that was told: the steps, and the ids of what was created.
fn told(telling: &mut Telling) -> (Vec<Step>, Vec<Key>) {
    let (mut steps, mut keys) = (Vec::new(), Vec::new());
    while let Ok(fact) = telling.facts.try_recv() {
        match fact {
            Fact::Stepped { step, .. } => steps.push(step),
            Fact::Named { key, .. } => keys.push(key),
            other => panic!("{other:?} is not of a change"),
        }
    }
    (steps, keys)
}

/// Applies and follows; all that was told, the last step last.
async fn follow(session: &Arc<Session>, intent: &Intent, edit: &Edit) -> (Vec<Step>, Vec<Key>) {
    let mut telling = Telling::new();
    let applying = apply(session, intent, edit, true, &telling.emit);
    let last = tokio::time::timeout(A_DAY, applying)
        .await
        .expect("it is followed for ever");
    let (steps, keys) = told(&mut telling);
    assert_eq!(steps.last(), Some(&last), "what is given is what was told last");
    (steps, keys)
}
