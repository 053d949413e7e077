//! What two parties made of one document, brought together.
//!
//! Objects are merged member by member, `{name, …}` arrays element by element, other arrays as a whole.
//! What only one side changed is taken; the same change on both sides is one change; all else is a conflict,
//! which is never decided here. Conflicts do not nest: where one side removed or replaced an object in which
//! the other changed something, the object is the conflict. Null members are absent ones, as in a patch.

mod choice;

pub use choice::Choice;

use super::diff::{Change, diff};
use super::elements::{Named, named};
use super::json::{Json, Object};
use super::merge_patch::strip_nulls;
use super::path::{Path, Step};

/// Both sides in one document, as far as they agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// What is in conflict stands in it as it is in mine.
    pub document: Json,
    /// What I changed against the base.
    pub mine: Vec<Change>,
    /// What the other party changed against the base.
    pub theirs: Vec<Change>,
    pub conflicts: Vec<Conflict>,
}

/// What both sides changed, each in its own way; `None` is absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    pub path: Path,
    pub base: Option<Json>,
    pub mine: Option<Json>,
    pub theirs: Option<Json>,
}

/// Merges what two parties made of `base`.
///
/// Members and elements stand in the order of mine, what they added behind what it stood behind in theirs.
/// If only they reordered an array, their order counts; if both did, differently, the array is a conflict.
pub fn merge(base: &Json, mine: &Json, theirs: &Json) -> Merged {
    let (base, mine, theirs) = (strip_nulls(base), strip_nulls(mine), strip_nulls(theirs));
    let mut merger = Merger::default();
    let document = merger.values(Some(&base), Some(&mine), Some(&theirs));
    Merged {
        document: document.unwrap_or(Json::Null),
        mine: diff(&base, &mine),
        theirs: diff(&base, &theirs),
        conflicts: merger.conflicts,
    }
}

#[derive(Default)]
struct Merger {
    steps: Vec<Step>,
    conflicts: Vec<Conflict>,
}

/// The children of an object or a `{name, …}` array.
trait Children {
    fn child(&self, key: &str) -> Option<&Json>;
    fn keys(&self) -> Vec<&str>;
}

impl Merger {
    fn values(&mut self, base: Option<&Json>, mine: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
        if theirs == base || mine == theirs {
            return mine.cloned();
        }
        if mine == base {
            return theirs.cloned();
        }
        match (base, mine, theirs) {
            (Some(Json::Object(base)), Some(Json::Object(mine)), Some(Json::Object(theirs))) => {
                let order = interleave(&Children::keys(mine), &Children::keys(theirs));
                let members = self.children([base, mine, theirs], &order, Step::Field);
                Some(Json::Object(members.into_iter().collect()))
            }
            (
                Some(Json::Array(base_items)),
                Some(Json::Array(mine_items)),
                Some(Json::Array(their_items)),
            ) => {
                if let (Some(base), Some(mine), Some(theirs)) =
                    (named(base_items), named(mine_items), named(their_items))
                    && let Some(order) = merged_order(&base, &mine, &theirs)
                {
                    let elements = self.children([&base, &mine, &theirs], &order, Step::Name);
                    return Some(Json::Array(
                        elements.into_iter().map(|(_, element)| element).collect(),
                    ));
                }
                self.conflict(base, mine, theirs)
            }
            _ => self.conflict(base, mine, theirs),
        }
    }

    fn children<'k>(
        &mut self,
        [base, mine, theirs]: [&dyn Children; 3],
        order: &[&'k str],
        step: fn(Box<str>) -> Step,
    ) -> Vec<(&'k str, Json)> {
        let mut merged = Vec::with_capacity(order.len());
        for &key in order {
            self.steps.push(step(key.into()));
            let child = self.values(base.child(key), mine.child(key), theirs.child(key));
            merged.extend(child.map(|child| (key, child)));
            self.steps.pop();
        }
        merged
    }

    fn conflict(&mut self, base: Option<&Json>, mine: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
        self.conflicts.push(Conflict {
            path: self.steps.iter().cloned().collect(),
            base: base.cloned(),
            mine: mine.cloned(),
            theirs: theirs.cloned(),
        });
        mine.cloned()
    }
}

impl Children for Object {
    fn child(&self, key: &str) -> Option<&Json> {
        self.get(key)
    }

    fn keys(&self) -> Vec<&str> {
        Object::keys(self).collect()
    }
}

impl Children for Named<'_> {
    fn child(&self, key: &str) -> Option<&Json> {
        self.get(key).copied()
    }

    fn keys(&self) -> Vec<&str> {
        Named::keys(self).copied().collect()
    }
}

/// The names of all elements of both sides in their common order; `None` if each has an order of its own.
fn merged_order<'k>(base: &Named<'_>, mine: &'k Named<'_>, theirs: &'k Named<'_>) -> Option<Vec<&'k str>> {
    let is_everywhere = |name: &&&str| [base, mine, theirs].iter().all(|side| side.contains_key(**name));
    let of_base = base.keys().filter(is_everywhere);
    let of_mine = mine.keys().filter(is_everywhere);
    let of_theirs = theirs.keys().filter(is_everywhere);
    let (mine_keys, their_keys) = (Children::keys(mine), Children::keys(theirs));
    if of_mine.clone().eq(of_theirs.clone()) || of_theirs.eq(of_base.clone()) {
        Some(interleave(&mine_keys, &their_keys))
    } else if of_mine.eq(of_base) {
        Some(interleave(&their_keys, &mine_keys))
    } else {
        None
    }
}

/// All keys of both, each once: those of `first` in their order, each followed by what `second` alone has
/// behind it.
fn interleave<'k>(first: &[&'k str], second: &[&'k str]) -> Vec<&'k str> {
    use std::collections::{HashMap, HashSet};

    let known: HashSet<&str> = first.iter().copied().collect();
    let mut behind: HashMap<Option<&str>, Vec<&'k str>> = HashMap::new();
    let mut last_known = None;
    for &key in second {
        if known.contains(key) {
            last_known = Some(key);
        } else {
            behind.entry(last_known).or_default().push(key);
        }
    }
    let mut keys = behind.remove(&None).unwrap_or_default();
    for &key in first {
        keys.push(key);
        keys.extend(behind.remove(&Some(key)).unwrap_or_default());
    }
    keys
}

#[cfg(test)]
mod tests;
