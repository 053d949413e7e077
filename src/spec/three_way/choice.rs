//! What the user decides of the conflicts.

use std::collections::HashMap;

use super::{Conflict, Merged};
use crate::spec::json::Json;
use crate::spec::merge_patch::strip_nulls;
use crate::spec::path::{Path, Step};

/// How one conflict is decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    Mine,
    Theirs,
    /// Neither: this value, or nothing there.
    Edited(Option<Json>),
}

impl Merged {
    /// The document with every conflict decided; the last choice for a path counts.
    ///
    /// # Errors
    /// The paths of the conflicts that are still undecided: nothing is chosen by default.
    pub fn resolve(&self, choices: &[(Path, Choice)]) -> Result<Json, Vec<Path>> {
        let choices: HashMap<&Path, &Choice> = choices.iter().map(|(path, choice)| (path, choice)).collect();
        let mut decided = Vec::with_capacity(self.conflicts.len());
        let mut undecided = Vec::new();
        for conflict in &self.conflicts {
            match choices.get(&conflict.path) {
                Some(choice) => decided.push((conflict, *choice)),
                None => undecided.push(conflict.path.clone()),
            }
        }
        if !undecided.is_empty() {
            return Err(undecided);
        }
        Ok(strip_nulls(&self.decided(decided)))
    }

    fn decided(&self, choices: Vec<(&Conflict, &Choice)>) -> Json {
        let mut document = self.document.clone();
        // From the last place to the first: what is taken out moves nothing that is still to be found, and an
        // element that is given the name of an earlier one is never taken for it.
        let mut there = Vec::new();
        let mut absent = Vec::new();
        for (conflict, choice) in choices {
            match (choice, conflict.chosen(choice)) {
                (Choice::Mine, _) => {}
                (_, value) if conflict.mine.is_some() => {
                    there.push((positions(&self.document, &conflict.path), &conflict.path, value));
                }
                (_, value) => absent.extend(value.map(|value| (&conflict.path, value))),
            }
        }
        there.sort_by(|(one, ..), (other, ..)| other.cmp(one));
        // First, for the same reason: they are put behind the others, which move no more than by what is taken
        // out after that.
        for (path, value) in absent {
            put_behind(&mut document, path.steps(), value.clone());
        }
        for (_, path, value) in there {
            replace(&mut document, path.steps(), value);
        }
        document
    }
}

impl Conflict {
    fn chosen<'a>(&'a self, choice: &'a Choice) -> Option<&'a Json> {
        match choice {
            Choice::Mine => self.mine.as_ref(),
            Choice::Theirs => self.theirs.as_ref(),
            Choice::Edited(value) => value.as_ref(),
        }
    }
}

fn positions(document: &Json, path: &Path) -> Vec<usize> {
    let mut value = Some(document);
    let position = |step: &Step| {
        let parent = value?;
        value = step.child(parent);
        step.position(parent)
    };
    path.steps().iter().map_while(position).collect()
}

/// Sets what is at a path, or takes it out.
fn replace(document: &mut Json, steps: &[Step], value: Option<&Json>) {
    let Some((last, way)) = steps.split_last() else {
        *document = value.cloned().unwrap_or(Json::Null);
        return;
    };
    let Some(parent) = way.iter().try_fold(document, child_mut) else {
        return;
    };
    match (last.position(parent), parent, last, value) {
        (Some(_), Json::Object(object), Step::Field(key), Some(value)) => {
            object.insert(&**key, value.clone())
        }
        (Some(_), Json::Object(object), Step::Field(key), None) => drop(object.remove(key)),
        (Some(place), Json::Array(items), _, Some(value)) => {
            if let Some(item) = items.get_mut(place) {
                *item = value.clone();
            }
        }
        (Some(place), Json::Array(items), _, None) => drop(items.remove(place)),
        _ => {}
    }
}

/// Puts a value where there is none.
fn put_behind(document: &mut Json, steps: &[Step], value: Json) {
    let Some((last, way)) = steps.split_last() else {
        return;
    };
    match (way.iter().try_fold(document, child_mut), last) {
        (Some(Json::Object(object)), Step::Field(key)) => object.insert(&**key, value),
        (Some(Json::Array(items)), _) => items.push(value),
        _ => {}
    }
}

fn child_mut<'a>(value: &'a mut Json, step: &Step) -> Option<&'a mut Json> {
    let place = step.position(value);
    match (value, step) {
        (Json::Object(object), Step::Field(key)) => object.get_mut(key),
        (Json::Array(items), _) => items.get_mut(place?),
        _ => None,
    }
}
